"""What is erased is gone on every replica that takes it; what was signed still proves itself."""

from __future__ import annotations

import argparse
from contextlib import nullcontext

import pytest

from db import backup, compaction, drafts, erasing, evidence, merge, ops, visits, walkins
from db.check import state_hash
from db.store import beside
from desktop.cli.erasing import VERBS
from desktop.cli.frame import Answer, Call
from desktop.errors import UserError
from desktop.services.erasing import KINDS
from tests.counties import made_county
from tests.ledgers import TOWNSHIP, anybody, number, visit
from tests.photos import a_photo
from tests.replicas import Office, Replica, bundles, enrol, log, phones, seen, status, whole

pytest_plugins = ["tests.office_fixtures"]

SECRET = "what was said at the door"


def told(one: Replica, colour: str = "navy") -> visits.Visit:
    """A visit with a photo and a note that somebody asks to have erased."""
    [made] = visits.log(one.store, one.name, [visit(note=SECRET)], photos=[a_photo(colour)])
    return made


def remembered(one: Replica) -> bool:
    """Whether the words or the photo are anywhere in the ledger."""
    blob = one.store.number("SELECT count(*) FROM blob")
    return bool(blob or where_said(one))


def where_said(one: Replica, text: str = SECRET) -> set[str]:
    """The tables of the ledger that have the words anywhere, whatever they are for."""
    tables = one.store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        table
        for (table,) in tables
        for row in one.store.rows(f'SELECT * FROM "{table}"')  # noqa: S608 - its own names
        if any(text.encode() in _bytes(value) for value in row)
    }


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def test_a_visit_that_is_erased_is_gone_everywhere_and_the_chain_still_holds(
    office: Office,
) -> None:
    made = told(office["first"])
    kept = set(log(office["first"]))
    office.settle(2)
    assert all(remembered(one) for one in office.replicas.values())
    before = ops.vector(office.hub.store)
    done = office.hub.desk.erasing.erase("visit", made.visit_no, " 本人要求删除 ")
    assert (done.operations, done.photos) == (2, 1)
    office.settle(2)
    for one in office.replicas.values():
        assert not remembered(one), one.name
        assert seen(one) == kept
        assert ops.verify_chain(one.store) == []
        assert whole(one)
        assert status(one).differs == ()
        assert status(one).photos_missing == 0
        [line] = erasing.listed(one.store)
        assert (line.subject, line.reason, line.officer) == (made.visit_no, "本人要求删除", "hub")
        assert (line.kind, line.operations, line.photos) == ("visit", 2, 1)
    after = ops.vector(office.hub.store)
    assert all(after[stream] >= (seq, chain) for stream, (seq, chain) in before.items())
    shown = {state_hash(one.store)["outreach_visit"] for one in office.replicas.values()}
    assert len(shown) == 1


def test_erased_content_does_not_come_back_with_what_arrives_later(office: Office) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    made = told(first)
    stick = office.stick()
    first.send(stick)
    old = {path.name: path.read_bytes() for path in bundles(stick, "up")}
    image = office.folder / "second.image"
    hub.run(stick)
    second.take(stick)
    second.image(image)
    hub.desk.erasing.erase("visit", made.visit_no, "要求")
    office.settle(2)
    second.put_back(image)  # a copy that still has it all
    assert remembered(second)
    log(second)
    office.settle(3)
    merge.take(hub.store, [op for op in first.ops() if op.payload], authority=anybody)
    late = office.stick()
    (late / "up").mkdir()
    for name, blob in old.items():
        (late / "up" / f"again {name}").write_bytes(blob + b"")
    hub.run(late)
    assert not any(remembered(one) for one in office.replicas.values())
    assert all(whole(one) for one in office.replicas.values())


def test_words_stay_in_the_search_as_long_as_another_visit_says_them(office: Office) -> None:
    first, hub = office["first"], office.hub
    made = told(first)
    [other] = visits.log(first.store, "other", [visit(2, note=SECRET, person_met="met")])
    office.settle(2)
    hub.desk.erasing.erase("visit", made.visit_no, "要求")
    office.settle(2)
    assert first.store.rows("SELECT text FROM visit_said ORDER BY text") == [("met",), (SECRET,)]
    hub.desk.erasing.erase("visit", other.visit_no, "要求")
    office.settle(2)
    for one in office.replicas.values():
        assert one.store.rows("SELECT text FROM visit_said") == []
        assert one.store.rows("SELECT name FROM visit_officer") == []


def test_the_erasure_may_come_before_what_it_names() -> None:
    with made_county() as county:
        [made] = visits.log(county.first, "王", [visit(note=SECRET)])
        theirs = list(ops.range_since(county.first, {}, None))
        merge.take(county.hub, theirs, authority=anybody)
        rows = erasing.rows_of_visit(county.hub, made.id)
        erasing.erase(county.hub, "县", rows, kind="visit", subject="n", reason="r")
        known = {op.stream: (op.seq, op.chain) for op in theirs}
        erasure = list(ops.range_since(county.hub, known, None))
        merge.take(county.second, erasure, authority=anybody)
        merge.take(county.second, theirs, authority=anybody)
        ours, hubs = state_hash(county.second), state_hash(county.hub)
        assert ours["outreach_visit"] == hubs["outreach_visit"]
        assert ops.get(county.second, theirs[0].id).payload is None
        assert ops.verify_chain(county.second) == []
        with pytest.raises(merge.StoreError):
            erasing.erase(county.hub, "县", rows, kind="visit", subject="n", reason="r")


def test_all_that_was_written_of_a_household_goes_and_its_neighbours_stays(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    told(first)
    with first.store.write("王") as writer:
        for n in range(3):
            fields = {"phone": str(n), "remark": f"{SECRET} {n}" * 4}
            writer.set("household_note", number(1), fields, scope=TOWNSHIP)
        writer.set("household_note", number(2), {"phone": "stays"}, scope=TOWNSHIP)
    kept = set(log(office["second"]))
    [other] = visits.log(first.store, "王", [visit(2, note="stays")])
    office.settle(2)
    compaction.fold_away(hub.store, compaction.answered(hub.store), archive=True)
    assert hub.store.number("SELECT count(*) FROM archive") == 1
    hub.desk.erasing.erase("household", number(1), "要求")
    office.settle(2)
    for one in office.replicas.values():
        assert not kept & seen(one)
        assert seen(one) == {other.id}
        assert (phones(one, number(1)), phones(one, number(2))) == ([None], ["stays"])
        assert whole(one)
        assert status(one).differs == ()
    archive = [compaction.archived(hub.store, op.id) for op in hub.ops()]
    assert not [one for one in archive if one and SECRET.encode() in one]
    assert not hub.store.rows("SELECT 1 FROM op WHERE instr(payload, ?)", (SECRET,))
    new = office.replicas["new"] = enrol(hub, office.folder, "new", (TOWNSHIP,))
    assert seen(new) == {other.id}
    note = "household_note"
    with office["second"].store.write("李") as writer:  # life goes on
        writer.set(note, number(1), {"phone": "154"}, scope=TOWNSHIP)
    office.settle(3)
    assert [phones(one, number(1)) for one in office.replicas.values()] == [["154"]] * 4
    assert all(whole(one) for one in office.replicas.values())


def test_the_archive_of_a_county_that_was_put_back_lets_go_again(office: Office) -> None:
    first, hub = office["first"], office.hub
    with first.store.write("王") as writer:
        for n in range(3):
            fields = {"remark": f"{SECRET} {n}" * 4}
            writer.set("household_note", number(1), fields, scope=TOWNSHIP)
    office.settle(2)
    compaction.fold_away(hub.store, compaction.answered(hub.store), archive=True)
    folded = [op.id for op in hub.ops() if op.tbl == "household_note" and op.payload is None]
    image = office.folder / "hub.image"
    hub.image(image)
    hub.desk.erasing.erase("household", number(1), "要求")
    office.settle(2)
    hub.put_back(image)
    assert any(compaction.archived(hub.store, one) for one in folded)
    log(hub)
    log(first)
    office.settle(3)
    assert [compaction.archived(hub.store, one) for one in folded] == [None] * len(folded)
    assert len(erasing.listed(hub.store)) == 1
    assert where_said(hub) == set()


def test_what_officers_wrote_around_a_household_goes_with_it(office: Office) -> None:
    first, hub = office["first"], office.hub
    house, at = number(1), {"township_code": TOWNSHIP}
    with first.store.write("王") as writer:
        for n in (1, 2):
            mine = {**at, "notice_no": f"N{n}", "household_no": number(n)}
            words = SECRET if n == 1 else "stays"
            writer.insert("notice_issued", f"n{n}", {**mine, "params": "{}"}, scope=TOWNSHIP)
            writer.insert("paper_return", f"p{n}", {**mine, "note": words}, scope=TOWNSHIP)
            told_on = {**at, "notice_no": f"N{n}", "witness": words, "note": words}
            writer.insert("notice_delivery", f"d{n}", told_on, scope=TOWNSHIP)
            linked = {**at, "walk_in_no": f"W{n}", "name": words, "household_no": number(n)}
            writer.insert("walk_in", f"w{n}", linked, scope=TOWNSHIP)
    office.settle(2)
    hub.desk.erasing.erase("household", house, "要求")
    office.settle(2)
    for one in office.replicas.values():
        assert where_said(one) == set(), one.name
        assert one.store.rows("SELECT note FROM paper_return") == [("stays",)]
        assert one.store.rows("SELECT note FROM notice_delivery") == [("stays",)]
        assert one.store.number("SELECT count(*) FROM notice_issued") == 2  # the register stays
        assert walkins.by_no(one.store, "W1") is None
        assert walkins.by_no(one.store, "W2") is not None


def test_what_a_record_said_goes_from_its_corrections_and_from_what_was_only_begun(
    office: Office,
) -> None:
    first, second, hub = office["first"], office["second"], office.hub
    made = told(first)
    stays = set(log(first))
    again = first.desk.visits.correct(made.visit_no, {"person_met": "他家老人"}, "写错了人")
    third = first.desk.visits.correct(again.visit_no, {"person_met": "他自己"}, "又错了")
    begun = {"household_no": number(1), "note": SECRET}
    first.desk.entry.keep("k1", "visit", {**begun, "mending": third.visit_no})
    first.desk.entry.keep("k2", "visit", {"household_no": number(2), "note": "of another"})
    office.settle(2)
    second.desk.entry.keep("k3", "visit", {"mending": made.id, "note": SECRET})
    second.clock.on(hours=1)
    done = hub.desk.erasing.erase("visit", again.visit_no, "要求")
    assert (done.operations, done.photos) == (6, 1), "three records, each with the photo"
    office.settle(2)
    for one in office.replicas.values():
        assert not remembered(one), (one.name, where_said(one))
        assert seen(one) == stays
        assert whole(one)
    kept = [one.key for one in drafts.listed(first.store)]
    assert kept == ["k2"]
    log_file = first.path.with_name(first.path.name + "-wal")
    assert SECRET.encode() not in (log_file.read_bytes() if log_file.exists() else b"")


def test_somebody_on_no_list_and_a_single_photo_can_be_erased(office: Office) -> None:
    first, hub = office["first"], office.hub
    with first.store.write("王") as writer:
        fields = {"walk_in_no": "W-1", "name": SECRET, "township_code": TOWNSHIP}
        writer.insert("walk_in", "w", fields, scope=TOWNSHIP)
    made = told(first)
    log_again = told(first)  # the same photo
    office.settle(2)
    hub.desk.erasing.erase("walk_in", "W-1", "要求")
    photo = evidence.of_record(hub.store, made.id)[0]
    done = hub.desk.erasing.erase("photo", photo.id, "要求")
    assert (done.operations, done.photos) == (1, 0)  # another record has the picture
    again = evidence.of_record(hub.store, log_again.id)[0]
    assert hub.desk.erasing.erase("photo", again.id, "要求").photos == 1
    office.settle(2)
    for one in office.replicas.values():
        assert walkins.by_no(one.store, "W-1") is None
        assert one.store.number("SELECT count(*) FROM walk_in") == 0
        assert one.store.number("SELECT count(*) FROM blob") == 0
        assert len(seen(one)) == 2
        assert whole(one)


def test_only_the_county_erases_and_says_why(office: Office) -> None:
    made = told(office["first"])
    office.settle(1)
    hub = office.hub.desk.erasing
    for erase, code in (
        (lambda: office["first"].desk.erasing.erase("visit", made.visit_no, "r"), "county_only"),
        (lambda: hub.erase("visit", made.visit_no, "  "), "reason_missing"),
        (lambda: hub.erase("visit", "nobody", "r"), "erase_unknown"),
        (lambda: hub.erase("photo", "nothing", "r"), "erase_unknown"),
        (lambda: hub.erase("household", "0", "r"), "erase_unknown"),
        (lambda: hub.erase("walk_in", "0", "r"), "erase_unknown"),
    ):
        with pytest.raises(UserError) as caught:
            erase()
        assert caught.value.code == code
    assert hub.listed() == []
    assert remembered(office.hub)


def test_the_verbs_say_what_went_and_what_cannot_be_reached(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = told(office["first"])
    office.settle(1)
    hub = office.hub
    monkeypatch.setattr(backup, "find_copies", lambda _: [hub.path, hub.path])
    kept = beside(hub.path, "quarantine")
    kept.mkdir()
    (kept / "x.tdb").write_bytes(b"x")

    def run(verb: str, **given: object) -> Answer:
        [found] = [one for one in VERBS if verb in one.words]
        args = argparse.Namespace(**{**dict.fromkeys(KINDS), **given})
        call = Call(args=args, door=None)
        monkeypatch.setattr(Call, "desk", lambda *_, **__: nullcontext(hub.desk))
        return found.run(call)

    done = run("erase", visit=made.visit_no, reason="本人要求")
    assert "已抹除 2 条" in done.text and "2 份较早的自动备份" in done.text
    assert "隔离的 1 个数据包" in done.text and "U盘上旧的数据包" in done.text
    assert done.data["copies"] == 2
    listed = run("list")
    assert made.visit_no in listed.text and "走访记录" in listed.text
