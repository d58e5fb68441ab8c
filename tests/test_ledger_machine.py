"""What stays on this machine, and what it knows of others: devices, peers, bundles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from db import (
    audit,
    bundles,
    coverage,
    device,
    drafts,
    households,
    merge,
    ops,
    overview,
    peers,
    settings,
    standing,
    visits,
)
from db.store import Store
from tests.ledgers import (
    OTHER,
    START,
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    number,
    visit,
)

pytest_plugins = ["tests.ledger_fixtures"]
DAY = date(2026, 7, 8)


def test_settings_audit_and_drafts_stay_on_this_machine(store: Store, clock: Clock) -> None:
    before = len(everything(store))
    settings.keep(store, {"bank": "农商行", "outlet": "支行"})
    settings.keep(store, {"bank": "信用社"})
    assert settings.shown(store) == {"bank": "信用社", "outlet": "支行"}
    assert settings.get(store, "bank") == "信用社"
    settings.forget(store, "bank")
    assert settings.get(store, "bank", "none") == "none"
    audit.record(store, "王", "reveal", subject=number(1), reason="核对")
    clock.on(minutes=1)
    audit.record(store, "王", "print", subject="F04", reason="")
    assert [line.what for line in audit.listed(store)] == ["print", "reveal"]
    assert audit.listed(store, limit=1)[0].at == START + timedelta(minutes=1)
    drafts.keep(store, "visit", "1", "{}")
    drafts.keep(store, "visit", "1", '{"a":1}')
    [draft] = drafts.listed(store)
    assert (draft.values, draft.kind) == ('{"a":1}', "visit")
    assert drafts.listed(store, "check") == []
    drafts.drop(store, "visit", "1")
    assert drafts.listed(store) == []
    assert len(everything(store)) == before


def test_county_parameters_are_dated(store: Store) -> None:
    for value, day in (("0.70", date(2026, 1, 1)), ("0.60", date(2026, 7, 1))):
        settings.set_parameter(
            store, "县", "central_share", value, source_document="文", effective_from=day
        )
    settings.set_parameter(
        store,
        "县",
        "central_share",
        "0.65",
        source_document="文二",
        effective_from=date(2026, 7, 1),
    )
    assert [p.value for p in settings.parameters(store)] == ["0.70", "0.65"]
    assert [p.value for p in settings.parameters(store, DAY)] == ["0.65"]
    assert [p.value for p in settings.parameters(store, date(2026, 6, 30))] == ["0.70"]
    assert settings.parameters(store, date(2025, 1, 1)) == []


def test_devices_are_known_by_certificate_and_enrolment(store: Store, clock: Clock) -> None:
    with in_memory(clock, identity(2, "officer")) as laptop, laptop.write("李") as writer:
        row = laptop.identity.device
        fields = {"device": row, "token": "t", "officer_name": "李", "enrolled_at": START}
        writer.insert("enrolment", row, fields, scope="*")
        with store.write("县") as county:
            county.insert(
                "device_cert",
                row,
                {"officer_name": "李", "role": "officer", "letter": "C", "townships": [TOWNSHIP]},
                scope="*",
            )
    assert device.cert(store, row) is not None
    assert device.certs(store)[0].last_seen is None
    with in_memory(clock, identity(2, "officer")) as laptop:
        with laptop.write("李") as writer:
            writer.insert("enrolment", row, fields, scope="*")
        merge.take(store, everything(laptop), authority=anybody)
    assert device.certs(store)[0].last_seen == START
    assert device.certs(store)[0].townships == (TOWNSHIP,)
    assert [one.token for one in device.enrolments(store)] == ["t"]
    assert device.cert(store, "x") is None
    device.set_townships(store, (TOWNSHIP, OTHER))
    assert store.identity.townships == (TOWNSHIP, OTHER)


def test_a_peers_vector_is_the_receipt(store: Store, clock: Clock) -> None:
    visits.log(store, "王", [visit(1), visit(2)])
    [stream] = ops.vector(store)
    vector = ops.vector(store)
    fresh = peers.traffic(store, "hub", None, clock())
    assert (fresh.unsent, fresh.sent_unconfirmed, fresh.confirmed, fresh.oldest) == (3, 0, 0, START)
    peers.mark_sent(store, "hub", {stream: 2}, clock())
    peers.mark_sent(store, "hub", {stream: 1}, clock())
    sent = peers.traffic(store, "hub", None, clock())
    assert (sent.unsent, sent.sent_unconfirmed) == (1, 2)
    assert peers.confirmed(store, "hub") == {}
    assert peers.confirm(store, "hub", {**vector, "a/b/c": (7, b"x")}, clock()) == []
    done = peers.traffic(store, "hub", None, clock())
    assert (done.unsent, done.sent_unconfirmed, done.confirmed, done.oldest) == (0, 0, 3, None)
    assert peers.confirmed(store, "hub")[stream] == vector[stream]
    [peer] = peers.listed(store)
    assert (peer.sent[stream], peer.sent_at, peer.confirmed_at) == (2, START, START)
    assert peers.traffic(store, "hub", {"elsewhere"}, clock()).confirmed == 0
    assert peers.traffic(store, stream.partition("/")[0], None, clock()).confirmed == 0


def test_a_vector_that_goes_back_or_forks_takes_the_confirmation_back(
    store: Store, clock: Clock
) -> None:
    visits.log(store, "王", [visit(1), visit(2)])
    first, *_ = everything(store)
    peers.confirm(store, "hub", ops.vector(store), clock())
    peers.confirm(store, "hub", {first.stream: (1, first.chain)}, clock())
    assert peers.traffic(store, "hub", None, clock()).confirmed == 1
    peers.confirm(store, "hub", {}, clock())
    assert peers.traffic(store, "hub", None, clock()).confirmed == 0
    assert peers.confirm(store, "hub", {first.stream: (3, b"other")}, clock()) == [first.stream]
    assert peers.traffic(store, "hub", None, clock()).unsent == 3


def test_who_has_more_of_our_own_stream_than_we_has_no_receipt_for_what_follows(
    store: Store, clock: Clock
) -> None:
    """A disk that was put back writes under numbers that the other side has already."""
    visits.log(store, "王", [visit(1)])
    [(stream, (seq, _))] = ops.vector(store).items()
    peers.confirm(store, "hub", {stream: (seq + 1, b"of before")}, clock())
    visits.log(store, "王", [visit(2)])
    assert peers.traffic(store, "hub", None, clock()).confirmed == 0


def test_bundles_are_remembered_by_their_digest(store: Store, clock: Clock) -> None:
    def record(direction: str, sha: str, operations: int = 1, state: str = "taken") -> None:
        bundles.record(
            store,
            direction=direction,
            name=sha,
            peer="p",
            sha256=sha,
            state=state,
            operations=operations,
            size=10,
            at=clock(),
        )

    assert bundles.last_at(store) is None
    assert bundles.next_number(store, "p") == 1
    record("in", "a")
    assert bundles.owes_receipt(store, "p")
    clock.on(minutes=1)
    record("out", "b", state="sent")
    assert not bundles.owes_receipt(store, "p")
    clock.on(minutes=1)
    record("in", "c", operations=0)
    assert not bundles.owes_receipt(store, "p")
    record("in", "d", state="quarantined")
    assert bundles.known(store, "a")
    assert not bundles.known(store, "b")
    assert bundles.next_number(store, "p") == 2
    assert [one.name for one in bundles.listed(store, "in")] == ["d", "c", "a"]
    assert len(bundles.listed(store)) == 4
    assert bundles.last_at(store) == clock.now
    assert bundles.count_on(store, clock.now.astimezone().date()) == 4
    assert bundles.count_on(store, date(2020, 1, 1)) == 0
    assert bundles.last_from(store) == {"p": clock.now}


def test_a_clock_that_was_once_years_ahead_hides_no_later_exchange(
    store: Store, clock: Clock
) -> None:
    ahead = timedelta(days=3650)
    for came, (back, direction) in enumerate(((ahead, "in"), (ahead, "out"), (timedelta(), "in"))):
        bundles.record(
            store,
            direction=direction,
            name=str(came),
            peer="p",
            sha256=str(came),
            state="taken",
            operations=1,
            size=1,
            at=clock() + back,
        )
    assert bundles.last_at(store) == clock.now
    assert bundles.last_from(store) == {"p": clock.now}
    assert [one.name for one in bundles.listed(store)] == ["2", "1", "0"]


def test_a_row_under_review_has_a_name(store: Store) -> None:
    assert overview.subject(store, "household_note", number(1)) == "王小明"
    assert overview.subject(store, "household_note", "x") == "x"
    assert overview.subject(store, "anything", "x") == "x"


def test_an_empty_ledger_answers_everything(clock: Clock) -> None:
    with in_memory(clock, identity(2, "officer")) as empty:
        assert standing.promises(empty, DAY) == standing.needs(empty) == []
        assert overview.last_written(empty) is None
        assert coverage.rounds(empty, DAY) == []
        assert coverage.by_village(empty) == []
        assert households.villages(empty) == []
        assert ops.vector(empty) == {}
        assert isinstance(empty.clock(), datetime)
