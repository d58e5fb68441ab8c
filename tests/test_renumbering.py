"""A copied laptop: what it numbered on its own branch gets numbers of its own."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from db import applications, compaction, fold, forks, merge, ops, visits
from db.check import check, state_hash
from db.ids import uuid7
from db.records.work import VisitFilter
from db.registry import TABLES
from db.table import Kind
from desktop.texts.traffic import kept_apart
from tests.applied import an_application
from tests.applying import home, word_of_the_bank
from tests.counties import made_county, note
from tests.ledgers import (
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    number,
    publish,
    visit,
)
from tests.replicas import Office, Replica, status, whole

NUMBERED = {
    "eligibility_check": ("check_no", "C"),
    "compensation_claim": ("claim_no", "B"),
    "recovery": ("recovery_no", "H"),
    "objection": ("objection_no", "Y"),
}

pytest_plugins = ["tests.office_fixtures"]


def told(one: Replica, household: int, **more: str) -> str:
    one.clock.on(minutes=1)
    [kept] = visits.log(one.store, one.name, [visit(household, **more)])
    return kept.visit_no


def test_what_two_copies_number_alike_is_told_apart_once_they_meet(office: Office) -> None:
    first, hub = office["first"], office.hub
    publish(hub.store, [home(1), home(2)])
    before = told(first, 1)
    office.settle(2)
    path = office.folder / "twin.db"
    first.image(path)
    twin = office.replicas["twin"] = Replica("twin", path, type(first.clock)())
    for one, household in ((first, 1), (twin, 2)):
        no = told(one, household)
        made = an_application(one, number(household))
        made = replace(made, application_no=applications.next_no(one.store, TOWNSHIP))
        applications.keep(one.store, one.name, [made])
        with one.store.write(one.name) as writer:
            for table, (field, mark) in NUMBERED.items():
                row = uuid7(one.clock())
                writer.insert(table, row, {field: f"{TOWNSHIP}A{mark}0001"}, scope=TOWNSHIP)
            sheet = {"notice_no": f"of {one.name}", "params": json.dumps({"record": no})}
            writer.insert("notice_issued", uuid7(one.clock()), sheet, scope=TOWNSHIP)
    told(twin, 2, corrects_visit_no=no, correction_reason="mine")
    told(twin, 1, corrects_visit_no=before, correction_reason="of both")
    applications.keep(first.store, "first", [word_of_the_bank(made.application_no)])
    office.settle(3)
    for one in office.replicas.values():
        shown = {v.household_no: v.visit_no for v in visits.listed(one.store, VisitFilter())}
        known = applications.listed(one.store)
        assert sorted(len(each.decisions) for each in known) == [0, 1], one.name
        assert len({each.application.application_no for each in known}) == 2
        assert visits.totals(one.store, VisitFilter()).corrected == 2
        assert len(set(shown.values())) == len(shown)
        for table, (field, _) in NUMBERED.items():
            given = f"SELECT count(DISTINCT {field}) FROM {table}"  # noqa: S608 - a table's name
            assert one.store.number(given) == 2, (one.name, table)
        sheets = one.store.rows("SELECT notice_no, params FROM notice_issued")
        about = {of: json.loads(kept)["record"] for of, kept in sheets}
        assert about == {"of first": no, "of twin": no.replace("A", "Aa")}
        assert whole(one)
    [told_so] = kept_apart(status(twin))
    assert f"{no}→" in told_so
    assert not list(kept_apart(status(first)))
    twin.clock.on(days=40)
    assert not list(kept_apart(status(twin)))
    assert (first.store.identity.letter, twin.store.identity.letter) == ("A", "Aa")


@pytest.mark.parametrize("archive", [True, False])
def test_what_was_folded_away_parts_from_a_fork_without_a_needless_review(archive: bool) -> None:
    with made_county() as county:
        first = county.first
        for phone in ("1" * 90, "2" * 90, "3" * 90):
            note(first, "h1", phone=phone)
        begun, second, _ = everything(first)
        with in_memory(Clock(), identity(2, "officer")) as other:
            merge.take(other, [begun], authority=anybody)
            note(other, "h2", phone="of the copy")
            branch = everything(other)[1:]
        folded = {n: left for n, left in compaction.answered(first).items() if n % 8 == second.seq}
        assert compaction.fold_away(first, folded, archive=archive) == 1
        taken = merge.take(first, branch, authority=anybody)
        forked = [op for op, code in taken.refused if code == "fork"]
        assert forks.settle(first, forked, behind=False, by=anybody) is not None
        assert merge.reviews(first) == []
        assert check(first).ok
        short = compaction.Snapshot(first, {}, None, shortened=False)
        told = map(ops.op_tuple, short.operations())
        merge.take_many(county.hub, told, authority=anybody, expected={}, stubs=short.stubs())
        assert merge.reviews(county.hub) == []
        assert state_hash(county.hub) == state_hash(first)


@pytest.mark.parametrize("kind", [Kind.OWNED, Kind.SHARED])
def test_what_is_left_of_an_operation_still_says_where_it_was_before_the_parting(
    kind: Kind,
) -> None:
    table = next(one for one in TABLES.values() if one.kind is kind)
    content = fold.Content({"phone": "1"}, {"phone": []}, "d/i/*#1@00")
    left = fold.parse(compaction.bare(table, content))
    assert left is not None
    assert (left.was, left.fields.get("phone")) == (content.was, None)
