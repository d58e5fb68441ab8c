"""What the holder of a certified laptop may try: it harms nobody else and holds nothing up."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from db import blobs, merge, ops, settings
from db.registry import INTEGERS, TABLES, audience_for
from db.table import Role, Table
from desktop.errors import UserError
from desktop.exchange import whisper
from desktop.exchange.identity import DevicePublic, Introduction
from desktop.services.credentials import load, tell_recovery
from desktop.services.operations import ROTATION, TOLD
from desktop.texts import sentence
from tests.hostile import Row, forge, forged_ops, said
from tests.ledgers import OTHER, TOWNSHIP
from tests.replicas import Office, an_office, enrol, log, seen, status, whole

NO_KEY = f"age1{'q' * 58}"


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first", "third") as made:
        yield made


def goes_on(office: Office) -> bool:
    """Whether the work of others still arrives, and their bundles go out."""
    made = log(office["third"], township=OTHER)
    stick = office.stick()
    office["third"].send(stick)
    office.hub.take(stick)
    sent = office.hub.send(stick).sent
    return set(made) <= seen(office.hub) and "third" in {one.to for one in sent}


@pytest.mark.parametrize("asked", [(bytes(31), NO_KEY), (bytes(32), NO_KEY), (bytes(32), "")])
def test_a_key_to_which_nobody_can_seal_is_not_certified(
    office: Office, asked: tuple[bytes, str]
) -> None:
    before = load(office.hub.store).devices()
    stick = office.stick()
    forge(office["first"], stick, extras={ROTATION: asked})
    assert office.hub.take(stick).taken == 1
    assert load(office.hub.store).devices() == before
    assert goes_on(office)


def test_a_newcomer_with_such_a_key_is_a_stranger(office: Office) -> None:
    newcomer = enrol(office.hub, office.folder, "newcomer", (OTHER,))
    me, mine = newcomer.store.identity, load(newcomer.store)
    keys = DevicePublic(signing=mine.keys.public().signing, sealing=NO_KEY)
    stick = office.stick()
    asks = Introduction.make(mine.token, me.device, me.incarnation, keys)
    forge(newcomer, stick, introduction=asks)
    [(_, code)] = office.hub.take(stick).quarantined
    assert code == "bundle_unknown_device"
    assert goes_on(office)
    newcomer.close()


def test_a_file_with_a_name_that_is_no_text_holds_nothing_up(office: Office) -> None:
    made, stick = log(office["first"]), office.stick()
    office["first"].send(stick)
    (stick / "up" / os.fsdecode(b"\xff\xfe.tdb")).write_bytes(b"no bundle")
    result = office.hub.take(stick)
    assert (result.taken, [code for _, code in result.quarantined]) == (1, ["bundle_damaged"])
    assert set(made) <= seen(office.hub)
    [line] = [one for one in office.hub.sync.inbox() if one.state == "quarantined"]
    assert line.name.endswith(".tdb")


@pytest.mark.parametrize("named", ["photo", "ab" * 31, "AB" * 32, f"{'ab' * 31}a\0", "é" * 64])
def test_a_photo_with_a_name_that_is_no_hash_is_asked_of_nobody(office: Office, named: str) -> None:
    whole, stick = "cd" * 32, office.stick()
    rows = [
        ("evidence", row, "insert", said({"visit": "v1", "sha256": digest}))
        for row, digest in (("e1", named), ("e2", whole))
    ]
    audience = audience_for("evidence", TOWNSHIP)
    forge(office["first"], stick, forged_ops(office["first"], rows, audience=audience))
    assert office.hub.take(stick).operations == len(rows)
    assert blobs.lacking(office.hub.store) == {TOWNSHIP: [whole]}
    assert blobs.lacking_count(office.hub.store, None) == 1
    assert goes_on(office)


@pytest.mark.parametrize("settles", ["[", "", "[[" * 2000, "{}", '"x"', "\0", "null"])
def test_a_list_that_is_none_in_one_record_holds_up_no_ledger(office: Office, settles: str) -> None:
    first, hub, stick = office["first"], office.hub, office.stick()
    [visit] = log(first)
    first.send(stick)
    hub.take(stick)
    second = office.join("second")
    ends = [
        said({"visit": visit, "outcome": outcome, "ended_on": "2026-07-01", "settles": text})
        for outcome, text in (("one", settles), ("other", "[]"))
    ]
    rows = [("need_end", f"end{n}", "insert", end) for n, end in enumerate(ends)]
    audience = audience_for("need_end", TOWNSHIP)
    forge(first, stick, forged_ops(first, rows, audience=audience))
    handed = [("application_handover", "h1", "insert", said({"applications": settles}))]
    given = forged_ops(first, handed, audience=audience_for("application_handover", TOWNSHIP))
    forge(first, stick, given)
    assert hub.take(stick).operations == len(rows) + len(handed)
    assert goes_on(office)
    hub.send(stick)
    assert second.take(stick).taken > 0
    for one in (hub, second):
        assert status(one).bundles_set_aside == 0
        assert [each.table for each in merge.reviews(one.store)] == ["need_end"]
        assert one.desk.applications.listed() == []
        assert whole(one)


RUBBISH = (
    "",
    "x",
    "[",
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59+23:59",
    "2026-01-01T00:00",
)
NUMBERS = (0, -1, 99, (1 << 63) - 1, -(1 << 63))


def rubbish(table: Table, nth: int) -> dict[str, object]:
    """A row of a table with nothing that it should have; of the first nothing at all."""
    held = {
        name: NUMBERS[(nth + place) % len(NUMBERS)]
        if kind in INTEGERS
        else RUBBISH[(nth + place) % len(RUBBISH)]
        for place, (name, kind) in enumerate(sorted(table.fields.items()))
    }
    return held if nth else {}


def test_records_that_no_program_of_ours_writes_stop_no_page(office: Office) -> None:
    first, hub, stick = office["first"], office.hub, office.stick()
    log(first)
    office.settle(1)
    second = office.join("second")
    rows: dict[str, list[Row]] = {}
    for table in TABLES.values():
        if not table.owners or Role.OFFICER in table.owners:
            rows.setdefault(audience_for(table.name, TOWNSHIP), []).extend(
                (table.name, f"{table.name}{n}", "insert", said(rubbish(table, n), p={}))
                for n in range(9)
            )
    for audience, some in rows.items():
        forge(first, stick, forged_ops(first, some, audience=audience))
    made = sum(map(len, rows.values()))
    assert hub.take(stick).operations > made / 2
    hub.send(stick)
    assert second.take(stick).taken > 0
    for one in (hub, second):
        desk = one.desk
        assert desk.overview.today() is not None
        for read in (
            *(desk.applications.listed, one.sync.reviews),
            *(desk.compensation.claims, desk.compensation.alive, desk.overdue.listed),
            *(desk.subsidies.batches, desk.subsidies.quarters, desk.funding.open_needs),
            *(one.sync.aside, desk.inspections.listed),
        ):
            assert isinstance(read(), list | tuple)
        assert whole(one)
    assert {line.township for line in hub.desk.arrivals.listed()} >= {TOWNSHIP}


def test_a_laptop_that_lies_about_the_countys_own_work_changes_nothing_there(
    office: Office,
) -> None:
    hub, stick = office.hub, office.stick()
    with hub.store.write("县") as writer:
        writer.insert("county_parameter", "p", {"key": "k", "value": "1"}, scope="*")
    before, made = hub.store.identity, hub.ops()
    stream = f"{before.device}/{before.incarnation}/*"
    lie = {**ops.vector(office["first"].store), stream: (999, bytes(32))}
    forge(office["first"], stick, vector=lie)
    assert hub.take(stick).taken == 1
    assert (hub.store.identity, hub.ops()) == (before, made)
    assert goes_on(office)


@pytest.mark.parametrize("clock", [1, 1 << 62])
def test_a_record_that_another_took_for_his_own_is_named_on_every_screen(
    office: Office, clock: int
) -> None:
    first, hub, stick = office["first"], office.hub, office.stick()
    second = office.join("second")
    [visit] = log(first)
    office.settle(2)
    rows = [
        ("outreach_visit", visit, "insert", said({"note": "forged"})),
        ("outreach_visit", visit, "tombstone", said({"gone": 1})),
    ]
    forge(second, stick, forged_ops(second, rows, clock=clock))
    assert hub.take(stick).operations == len(rows)
    hub.send(stick)
    first.take(stick)
    newcomer = enrol(hub, office.folder, "newcomer", (TOWNSHIP,))
    office.replicas["newcomer"] = newcomer
    office.settle(2)
    shown = {}
    for one in (hub, first, newcomer):
        note = "SELECT note, gone FROM outreach_visit WHERE id = ?"
        shown[one.name] = one.store.rows(note, (visit,))
        [aside] = one.sync.aside()
        assert (aside.code, aside.table) == ("row_twice", "outreach_visit")
        loser = first if clock == 1 else second
        assert aside.op.startswith(loser.store.identity.device)
        assert status(one).set_aside == 1
        assert whole(one)
    assert len(set(map(str, shown.values()))) == 1
    assert sentence("row_twice", {}).endswith("。")


def test_nobody_leaves_a_recovery_code_for_anothers_laptop(office: Office) -> None:
    first, third, hub, stick = office["first"], office["third"], office.hub, office.stick()
    victim = third.store.identity.device
    tell_recovery(third.store, "third", "RIGHT-CODE", third.clock.now)
    office.settle(1)
    assert hub.county.recovery_code(victim) == "RIGHT-CODE"
    mine = load(first.store)
    rows = [
        ("enrolment", f"e{n}", "insert", said({"device": victim, "recovery_sealed": sealed}))
        for n, sealed in enumerate((whisper.seal("WRONG", mine.county_sealing), "no seal at all"))
    ]
    audience = audience_for("enrolment", "*")
    made = forged_ops(first, rows, audience=audience, clock=1 << 62)
    forge(first, stick, made)
    assert hub.take(stick).operations == len(rows)
    assert hub.county.recovery_code(victim) == "RIGHT-CODE"


def test_an_old_bundle_of_the_county_does_not_make_a_revoked_laptop_forget_that_it_is(
    office: Office,
) -> None:
    first, hub, old, stick = office["first"], office.hub, office.stick(), office.stick()
    log(hub)
    hub.send(old)  # and nobody takes it for the time being
    hub.county.revoke(first.store.identity.device)
    hub.send(stick)
    first.take(stick)
    assert settings.get(first.store, TOLD) == "device_revoked"
    assert first.take(old).taken == 1
    assert settings.get(first.store, TOLD) == "device_revoked"


FACTS = ("1", "[1]", "null", '"x"', "[" * 5000, '{"persons":5}', '{"household":[]}', "1e9")


def test_a_check_whose_facts_are_none_is_named_as_unreadable(office: Office) -> None:
    hub, stick = office.hub, office.stick()
    rows = [
        ("eligibility_check", f"k{n}", "insert", said({"check_no": f"{TOWNSHIP}BX{n}", "facts": f}))
        for n, f in enumerate(FACTS)
    ]
    audience = audience_for("eligibility_check", TOWNSHIP)
    forge(office["first"], stick, forged_ops(office["first"], rows, audience=audience))
    assert hub.take(stick).operations == len(FACTS)
    for n in range(len(FACTS)):
        with pytest.raises(UserError) as caught:
            hub.desk.eligibility.replay(f"{TOWNSHIP}BX{n}")
        assert caught.value.code == "check_unreadable"
