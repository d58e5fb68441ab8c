"""Photos in the ledger: bytes once under their hash, one operation each, taken back by rules."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import backup, evidence, merge, ops, photolist, publicity, visitends, visits
from db.check import check
from db.faults import StoreError
from db.records.evidence import EvidenceFilter
from db.records.work import Activity, VisitFilter
from db.store import Store
from tests.counties import made_county
from tests.kept_photos import WHO, a_photo, logged
from tests.ledgers import (
    KEY,
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    new_store,
    open_store,
    visit,
)

pytest_plugins = ["tests.ledger_fixtures"]


def an_activity() -> Activity:
    return Activity(
        id="",
        activity_no="",
        held_on=date(2026, 7, 8),
        activity_type="meeting",
        township_code="141124105",
        division_code="141124105201",
        village="后会村",
        place="村口",
    )


def hashes(store: Store, row: str) -> list[str]:
    return [one.sha256 for one in evidence.of_record(store, row)]


def test_a_visit_and_its_photos_are_one_save(store: Store) -> None:
    one, two = a_photo(), a_photo(b"other", taken_at="2026-07-08T09:30:00", latitude_e6=37_951_000)
    before = len(everything(store))
    row = logged(store, one, two, one)
    assert hashes(store, row) == [one.sha256, two.sha256]
    written = sorted(everything(store), key=lambda op: op.hlc)[before:]
    assert [op.tbl for op in written] == ["outreach_visit", "evidence", "evidence"]
    assert two.sha256.encode() in (written[2].payload or b"")
    assert b"other" not in (written[2].payload or b"")
    assert evidence.data(store, two.sha256) == b"other"
    kept = evidence.of_record(store, row)[1]
    assert (kept.taken_at, kept.latitude_e6, kept.longitude_e6) == (two.taken_at, 37_951_000, None)
    assert evidence.counts(store, [row, "x"]) == evidence.counts(store) == {row: 2}
    assert check(store).ok


def test_what_was_held_at_a_place_has_photos_by_the_same_rules(store: Store) -> None:
    one, two, day = a_photo(), a_photo(b"other"), date(2026, 7, 8)
    made = publicity.log(store, WHO, an_activity(), photos=[one])
    assert [each.activity_no for each in evidence.of_record(store, made.id)] == [made.activity_no]
    late = evidence.attach(store, WHO, made.id, [one, two])
    assert hashes(store, made.id) == [one.sha256, two.sha256] and len(late) == 1
    fixed = replace(an_activity(), place="戏台", corrects_activity_no=made.activity_no)
    after = publicity.log(store, WHO, fixed, carrying=made.id)
    assert hashes(store, after.id) == [one.sha256, two.sha256]
    publicity.undo(store, WHO, after.id)
    assert not evidence.of_record(store, after.id) and len(evidence.of_record(store, made.id)) == 2
    publicity.redo(store, WHO, after.id)
    logged(store, a_photo(b"third"))
    for wanted, count in (
        (EvidenceFilter(), 5),
        (EvidenceFilter(activity_no=made.activity_no), 2),
        (EvidenceFilter(village="后会村", to_on=day), 5),
        (EvidenceFilter(village="141124105201"), 4),
        (EvidenceFilter(from_on=date(2026, 7, 9)), 0),
        (EvidenceFilter(household_no="x"), 0),
    ):
        assert len(photolist.listed(store, wanted)) == count, wanted
    evidence.turn(store, WHO, late, back=False)
    assert hashes(store, made.id) == [one.sha256]
    visits.close_day(store, WHO, day)
    with pytest.raises(StoreError) as caught:
        evidence.turn(store, WHO, late, back=True)
    assert caught.value.code == "day_closed"
    with store.transaction():
        store.execute("DELETE FROM blob WHERE sha256 = ?", (one.sha256,))
    found = check(store)
    assert found.ok and found.photos_lost == (made.activity_no, after.activity_no)


def test_where_a_village_is_is_told_by_photos_of_places_too(store: Store) -> None:
    for n in (1, 2):
        photo = a_photo(b"%d" % n, latitude_e6=n, longitude_e6=n)
        last = publicity.log(store, WHO, an_activity(), photos=[photo]).id
    assert evidence.places(store, "141124105201", last) == [(1, 1)]


def test_what_waits_for_its_record_is_kept_once_and_ends_with_it(store: Store) -> None:
    evidence.stage(store, a_photo())
    evidence.stage(store, a_photo())
    waiting = evidence.staged(store, [a_photo().sha256])
    assert [one.data for one in waiting] == [None] and everything(store)[-1].tbl != "evidence"
    row = logged(store, *waiting)
    evidence.unstage(store, [a_photo().sha256])
    assert hashes(store, row) == [a_photo().sha256]
    assert evidence.data(store, a_photo().sha256) == b"picture"


def test_a_photo_that_is_gone_saves_nothing(store: Store) -> None:
    evidence.stage(store, a_photo())
    evidence.unstage(store, [a_photo().sha256])
    with pytest.raises(StoreError) as caught:
        evidence.staged(store, [a_photo().sha256])
    assert caught.value.code == "photo_not_kept"


def test_what_nobody_names_goes_and_what_a_draft_names_stays(store: Store, clock: Clock) -> None:
    from db import drafts

    old, named = a_photo(), a_photo(b"named")
    evidence.stage(store, old)
    evidence.stage(store, named)
    drafts.keep(store, "visit", "k", f'{{"photos": "{named.sha256}"}}')
    clock.on(days=8)
    evidence.stage(store, a_photo(b"new"))
    assert evidence.data(store, old.sha256) is None
    assert evidence.data(store, named.sha256) and evidence.data(store, a_photo(b"new").sha256)


def test_a_picture_of_two_drafts_stays_until_both_are_given_up(store: Store) -> None:
    from db import drafts

    digest = a_photo().sha256
    evidence.stage(store, a_photo())
    for key in ("one", "two"):
        drafts.keep(store, "visit", key, f'{{"photos": "{digest}"}}')
    for key, left in (("one", b"picture"), ("two", None)):
        drafts.drop(store, "visit", key)
        evidence.unstage(store, [digest])
        assert evidence.data(store, digest) == left


def test_taking_a_visit_back_takes_its_photos_along(store: Store) -> None:
    row = logged(store, a_photo())
    visits.turn(store, WHO, away=[row])
    assert not evidence.of_record(store, row) and not photolist.listed(store, EvidenceFilter())
    with pytest.raises(StoreError):
        evidence.attach(store, WHO, row, [a_photo(b"x")])
    visits.turn(store, WHO, back=[row])
    assert hashes(store, row) == [a_photo().sha256]


def test_a_mended_or_corrected_record_keeps_its_photos(store: Store) -> None:
    first = logged(store, a_photo())
    changed = replace(visit(), note="改")
    second = visits.log(store, WHO, [changed], mending=first)[0]
    assert hashes(store, second.id) == [a_photo().sha256]
    visits.turn(store, WHO, away=[second.id], back=[first])
    assert hashes(store, first) == [a_photo().sha256]
    third = visits.log(store, WHO, [changed], carrying=first, photos=[a_photo(b"more")])[0]
    assert len(hashes(store, third.id)) == 2
    assert store.number("SELECT count(*) FROM blob") == 2


def test_what_was_done_with_photos_after_a_mend_stays_when_the_mend_is_undone(
    store: Store,
) -> None:
    off, late = a_photo(b"off"), a_photo(b"late")
    first = logged(store, a_photo(), off)
    second = visits.log(store, WHO, [replace(visit(), note="改")], mending=first)[0].id
    evidence.turn(store, WHO, [evidence.of_record(store, second)[1].id], back=False)
    evidence.attach(store, WHO, second, [late])
    for away, back in ((second, first), (first, second), (second, first)):
        visits.turn(store, WHO, away=[away], back=[back])
        assert hashes(store, back) == [a_photo().sha256, late.sha256]
    evidence.attach(store, WHO, first, [off])
    visits.turn(store, WHO, away=[first], back=[second])
    assert set(hashes(store, second)) == {a_photo().sha256, late.sha256, off.sha256}
    assert check(store).ok


def test_a_photo_is_taken_off_until_its_record_is_final(store: Store) -> None:
    row = logged(store, a_photo())
    photo = evidence.of_record(store, row)[0].id
    evidence.turn(store, WHO, [photo], back=False)
    assert not evidence.of_record(store, row)
    evidence.turn(store, WHO, [photo], back=True)
    visitends.keep_left(store, visitends.EXPORTED, VisitFilter())
    for back in (False, True):
        with pytest.raises(StoreError) as caught:
            evidence.turn(store, WHO, [photo], back=back)
        assert caught.value.code == "visit_exported"
    late = evidence.attach(store, WHO, row, [a_photo(b"late")])
    evidence.turn(store, WHO, late, back=False)  # it was not on what left
    visits.close_day(store, WHO, date(2026, 7, 8))
    with pytest.raises(StoreError) as caught:
        evidence.turn(store, WHO, late, back=True)
    assert caught.value.code == "day_closed"
    with pytest.raises(StoreError) as caught:
        evidence.turn(store, WHO, ["x"], back=False)
    assert caught.value.code == "row_unknown"


def test_a_photo_that_is_added_after_the_day_was_closed_can_be_taken_off(store: Store) -> None:
    row = logged(store)
    visits.close_day(store, WHO, date(2026, 7, 8))
    late = evidence.attach(store, WHO, row, [a_photo()])
    evidence.turn(store, WHO, late, back=False)
    again = evidence.attach(store, WHO, row, [a_photo()])
    evidence.turn(store, WHO, late, back=True)  # the record has the same picture by now
    assert [one.id for one in evidence.of_record(store, row)] == again
    visits.close_day(store, WHO, date(2026, 7, 8))
    with pytest.raises(StoreError) as caught:
        evidence.turn(store, WHO, again, back=False)
    assert caught.value.code == "day_closed"


def test_another_ledger_has_the_record_without_the_picture(store: Store, clock: Clock) -> None:
    row = logged(store, a_photo())
    with in_memory(clock, identity(2, "officer")) as other:
        merge.take(other, everything(store), authority=anybody)
        assert [one.here for one in evidence.of_record(other, row)] == [False]
        corrected = visits.log(other, "李四", [visit()], carrying=row)[0]
        assert [one.here for one in evidence.of_record(other, corrected.id)] == [False]
        with pytest.raises(StoreError) as caught:
            evidence.turn(other, "李四", [evidence.of_record(other, row)[0].id], back=False)
        assert caught.value.code == "not_owner"
        evidence.turn(store, WHO, [evidence.of_record(store, row)[0].id], back=False)
        merge.take(other, everything(store), authority=anybody)
        found = check(other)
        assert found.ok and not found.photos_lost  # it was never here


def test_the_check_names_a_picture_that_lies_and_one_that_is_lost_until_it_is_added_again(
    store: Store,
) -> None:
    one, two = a_photo(), a_photo(b"other")
    row = logged(store, one, two)
    written = visits.by_id(store, row)
    assert written is not None
    number = written.visit_no
    with store.transaction():
        store.execute("UPDATE blob SET data = x'78' WHERE sha256 = ?", (one.sha256,))
        store.execute("DELETE FROM blob WHERE sha256 = ?", (two.sha256,))
    found = check(store)
    assert (found.ok, found.problems) == (False, (f"photo: {one.sha256}",))
    assert found.photos_lost == (number,)
    assert evidence.attach(store, WHO, row, [one]) == []
    found = check(store)
    assert found.ok and found.photos_lost == (number,)  # told, and the ledger is sound
    assert evidence.attach(store, WHO, row, [two]) == []
    assert evidence.data(store, two.sha256) == b"other" and not check(store).photos_lost


def test_photos_are_listed_by_part_of_the_ledger(store: Store) -> None:
    row = logged(store, a_photo(latitude_e6=1, longitude_e6=2))
    number = visits.by_id(store, row)
    assert number is not None
    logged(store, a_photo(b"2", latitude_e6=5, longitude_e6=6), household=3)
    logged(store, a_photo(b"3"), household=2)
    for wanted, count in (
        (EvidenceFilter(), 3),
        (EvidenceFilter(visit_no=number.visit_no), 1),
        (EvidenceFilter(household_no=number.household_no), 1),
        (EvidenceFilter(village="后会村"), 2),
        (EvidenceFilter(from_on=date(2026, 7, 9)), 0),
    ):
        assert len(photolist.listed(store, wanted)) == count
    code = evidence.of_record(store, row)[0].division_code
    assert evidence.places(store, code, row) == [(5, 6)]
    assert [one.visit for one in evidence.of_hash(store, a_photo().sha256)] == [row]


def test_a_copy_and_what_is_restored_from_it_have_the_pictures(
    tmp_path: Path, clock: Clock
) -> None:
    with new_store(tmp_path / "a.db", clock, identity(1)) as store:
        row = logged(store, a_photo())
        backup.copy_verified(store, tmp_path / "copy.db", KEY)
    with open_store(tmp_path / "copy.db", clock) as copied:
        assert evidence.data(copied, a_photo().sha256) == b"picture"
        assert hashes(copied, row) == [a_photo().sha256] and check(copied).ok


def test_a_restored_ledger_says_which_of_its_own_pictures_the_copy_did_not_have(
    clock: Clock,
) -> None:
    with in_memory(clock, identity(1)) as store:
        logged(store, a_photo())
        ops = everything(store)
    with in_memory(clock, replace(identity(1), incarnation="0000000b")) as again:
        merge.take(again, ops, authority=anybody)
        found = check(again)
        assert found.ok and len(found.photos_lost) == 1


_CHILD = """
import sys
from pathlib import Path
from tests.ledgers import Clock, open_store, visit
from tests.kept_photos import WHO, a_photo
from db import visits
with open_store(Path(sys.argv[1]), Clock()) as store:
    for n in range(10_000):
        visits.log(store, WHO, [visit()], photos=[a_photo(b"%d" % n * 50_000)])
        print(n, flush=True)
"""


def test_a_kill_leaves_no_photo_without_its_operation(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "a.db"
    new_store(path, clock, identity(1)).close()
    command = [sys.executable, "-c", _CHILD, str(path)]
    for run in (1, 2):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            for n in range(3):  # it is at the fourth when it is killed
                assert child.stdout.readline() == b"%d\n" % n
            os.kill(child.pid, signal.SIGKILL)
        with open_store(path, clock) as store:
            rows = evidence.counts(store)
            assert len(rows) >= 3 * run and set(rows.values()) == {1}
            written = store.number("SELECT count(*) FROM outreach_visit")
            assert len(rows) == written
            assert store.number("SELECT count(*) FROM blob") <= written
            assert check(store).ok


def test_where_a_photo_was_taken_goes_to_nobody_who_may_not_have_what_is_private() -> None:
    with made_county() as county:
        work, private = f"{TOWNSHIP}.work", f"{TOWNSHIP}.private"
        placed = dataclasses.replace(a_photo(b"new"), latitude_e6=1, longitude_e6=2)
        logged(county.first, placed)
        with county.first.write("王") as writer:  # as older programs did
            old = {"visit": "v", "township_code": TOWNSHIP, "sha256": "a" * 64}
            writer.insert("evidence", "old", old, scope=TOWNSHIP, audience=work)
            writer.insert("evidence", "bank", old, scope=TOWNSHIP, audience=f"{TOWNSHIP}.bank")
        desk = [op for op in ops.range_since(county.first, {}, [work]) if op.tbl == "evidence"]
        assert [op.row for op in desk] == ["old"]
        taken = merge.take(county.hub, ops.range_since(county.first, {}, None), authority=anybody)
        assert [code for _, code in taken.refused] == ["audience_foreign"]
        rows = county.hub.rows("SELECT id, latitude_e6 FROM evidence ORDER BY hlc")
        assert [(one == "old", at) for one, at in rows] == [(False, 1), (True, None)]
        with county.first.write("王") as writer:
            writer.tombstone("evidence", "old")
        gone = ops.range_since(county.first, {}, [work])
        assert [op.kind for op in gone if op.tbl == "evidence"] == ["insert", "tombstone"]
        assert private in {op.audience for op in ops.range_since(county.first, {}, None)}
