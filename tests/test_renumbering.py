"""A copied laptop: what it numbered on its own branch gets numbers of its own."""

from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec.structs import replace

from db import (
    applications,
    backup,
    compaction,
    compensation,
    fold,
    forks,
    late,
    merge,
    notices,
    renumbering,
    subsidies,
    visits,
)
from db.check import check, state_hash
from db.ids import uuid7
from db.records.fund import FundEntry
from db.records.late import SuspensionOrder
from db.records.work import VisitFilter
from db.registry import TABLES
from db.table import Kind
from desktop.app import SHELF
from desktop.services.notices.numbering import number_of, number_text
from desktop.texts.traffic import kept_apart
from tests.applied import an_application
from tests.applying import home, word_of_the_bank
from tests.counties import made_county, note
from tests.ledgers import (
    KEY,
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
from tests.replicas import Office, Replica, enrol, log, status, whole

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
        letter = twin.store.identity.letter
        assert about == {"of first": no, "of twin": no.replace("A", letter)}
        assert whole(one)
    [told_so] = kept_apart(status(twin))
    assert f"{no}→" in told_so
    assert not list(kept_apart(status(first)))
    twin.clock.on(days=40)
    assert not list(kept_apart(status(twin)))
    assert first.store.identity.letter == "A"


def test_what_both_copies_had_and_never_sent_keeps_its_number(office: Office) -> None:
    """In a stream in which nothing differs it is of both, whatever parted in another one."""
    first, hub = office["first"], office.hub
    publish(hub.store, [home(1), home(2)])
    office.settle(2)
    told(first, 1)
    first.clock.on(minutes=1)
    person = {"walk_in_no": f"{TOWNSHIP}AW0001", "name": "both"}
    with first.store.write("first") as writer:
        writer.insert("walk_in", uuid7(first.clock()), person, scope=TOWNSHIP)
    path = office.folder / "twin.db"
    first.image(path)
    twin = office.replicas["twin"] = Replica("twin", path, type(first.clock)())
    for one, household in ((first, 1), (twin, 2)):
        one.clock.on(hours=1)
        told(one, household)
    stick = office.stick()
    for one in (first, hub, twin):
        one.run(stick)
    office.settle(3)
    for one in office.replicas.values():
        assert merge.reviews(one.store) == [], one.name
        assert one.store.rows("SELECT walk_in_no FROM walk_in") == [(person["walk_in_no"],)]
        shown = [v.visit_no for v in visits.listed(one.store, VisitFilter())]
        assert len(shown) == len(set(shown)) == 3
        assert whole(one)


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
        told = short.operations()
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


def the_countys_papers(hub: Replica, mark: str) -> None:
    """What the county numbers itself, each with what names it, written on one branch."""
    store = hub.store
    start, quarter = f"149999{store.identity.letter}", f"149999-2026Q2{store.identity.letter}"
    order = late.next_no(store, SuspensionOrder, "order_no", f"{start}T")
    entry = compensation.next_no(store, FundEntry, "149999", "Z")
    batch, revision = subsidies.next_no(store, 2026, 2, "")
    assert batch.startswith(quarter)
    hub.clock.on(minutes=1)
    with store.write("县") as writer:
        for table, fields, scope in (
            ("suspension_order", {"order_no": order, "note": mark}, "*"),
            (
                "suspension_order",
                {"order_no": f"{order}a", "lifts_order_no": order, "note": mark},
                "*",
            ),
            ("fund_entry", {"entry_no": entry, "note": mark}, "*"),
            ("claim_money", {"entry_no": entry, "note": mark}, TOWNSHIP),
        ):
            writer.insert(table, uuid7(hub.clock()), fields, scope=scope)
        row = f"{TOWNSHIP}/{batch}/{revision}"
        said = {"batch_no": batch, "revision": revision, "township_code": TOWNSHIP, "region": mark}
        writer.insert("subsidy_batch", row, said, scope=TOWNSHIP)
        paid = {"batch": row, "source_name": mark}
        writer.insert("payment_result", uuid7(hub.clock()), paid, scope=TOWNSHIP)
    publish(store, [home(1), home(2, name=f"王{mark}")], as_of=date(2026, 7, len(mark)))


NAMED_TWICE = (
    ("suspension_order", "order_no", "suspension_order", "lifts_order_no", "note"),
    ("fund_entry", "entry_no", "claim_money", "entry_no", "note"),
    ("subsidy_batch", "id", "payment_result", "batch", None),
)


@pytest.mark.parametrize("begun", [False, True])
def test_two_branches_of_the_county_never_give_one_number_to_two_papers(
    office: Office, begun: bool
) -> None:
    hub = office.hub
    farm = enrol(hub, office.folder, "farm", (TOWNSHIP,), role="agriculture_desk")
    office.replicas["farm"] = farm
    publish(hub.store, [home(1)], as_of=date(2026, 6, 1))
    if begun:  # a quarter that was settled before is settled again on both branches
        the_countys_papers(hub, "begun")
    office.settle(2)
    last_week = office.folder / "last week"
    hub.image(last_week)
    the_countys_papers(hub, "one")
    office.settle(2)
    hub.put_back(last_week)
    the_countys_papers(hub, "other")
    assert not list(kept_apart(status(hub)))
    office.settle(4)
    marks = {"one", "other", *(["begun"] if begun else [])}
    for one in office.replicas.values():
        papers = ("suspension_order", "claim_money", "subsidy_batch", "roster_version")
        counts = [one.store.number(f"SELECT count(*) FROM {name}") for name in papers]  # noqa: S608 - ours
        n, batches = len(marks), 0 if one is farm else len(marks)
        assert counts == [2 * n, n, batches, n + 1], one.name
        assert whole(one)
    for table, key, other, names, says in NAMED_TWICE:
        same = (
            f"SELECT a.{says or 'region'}, b.{says or 'source_name'} FROM {table} a JOIN {other} b "  # noqa: S608 - ours
        )
        pairs = set(hub.store.rows(f"{same} ON b.{names} = a.{key} WHERE b.id <> a.id"))
        assert pairs == {(mark, mark) for mark in marks}, table
    labels = hub.store.rows("SELECT roster_version, id FROM roster_version")
    assert len({label for label, _ in labels}) == len(marks) + 1
    assert all(row == f"{TOWNSHIP}/{label}" for label, row in labels)
    [told_so] = kept_apart(status(hub))
    assert "→" in told_so
    assert check(hub.store).ok


def test_one_copy_that_is_brought_back_on_two_machines_gives_no_number_twice(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    publish(hub.store, [home(1), home(2)])
    told(first, 1)
    office.settle(2)
    copy = office.folder / "copy"
    first.image(copy)
    path = office.folder / "again.db"
    backup.restore(copy, path, KEY, clock=first.clock, surnames=SHELF.surnames)
    first.restore(copy)
    again = office.replicas["again"] = Replica("again", path, type(first.clock)())
    for one in (first, again):
        for household in (1, 2):
            told(one, household)
        made = replace(
            an_application(one, number(1)),
            application_no=applications.next_no(one.store, TOWNSHIP),
        )
        applications.keep(one.store, one.name, [made])
    papers = {
        number_text(number_of(one.store.identity.letter, date(2026, 7, 8), 1), "149999")
        for one in (first, again)
    }
    assert len(papers) == 2
    office.settle(3)
    for one in office.replicas.values():
        shown = [v.visit_no for v in visits.listed(one.store, VisitFilter())]
        assert len(shown) == len(set(shown)) == 5, one.name
        known = [each.application.application_no for each in applications.listed(one.store)]
        assert len(known) == len(set(known)) == 2, one.name
        assert merge.quarantined(one.store) == []
        assert whole(one)


@pytest.mark.parametrize("heard", [False, True])
def test_a_county_that_is_brought_back_gives_no_laptop_the_letter_of_another(
    office: Office, heard: bool
) -> None:
    hub = office.hub
    copy = office.folder / "copy"
    hub.image(copy)
    made = [enrol(hub, office.folder, "x", (TOWNSHIP,))]
    if heard:
        office.replicas["x"] = made[0]
        office.settle(2)
        hub.put_back(copy)
        log(office["first"])
        office.settle(3)
    else:
        hub.restore(copy)
    made += [enrol(hub, office.folder, name, (TOWNSHIP,)) for name in "yz"]
    everybody = {one.name: one.store.identity.letter for one in (*made, *office.replicas.values())}
    assert len(set(everybody.values())) == len(everybody) == 6
    for one in made:
        if one.name not in office.replicas:
            one.close()


def test_a_number_that_becomes_another_twice_is_told_from_its_first_to_its_last() -> None:
    with in_memory(Clock(), identity(2, "officer")) as first:
        with first.transaction():
            renumbering.remember(first, {"1": "2", "3": "4"})
            renumbering.remember(first, {"2": "5", "6": "7"})
        assert renumbering.remembered(first) == (("1", "5"), ("3", "4"), ("6", "7"))


@pytest.mark.parametrize("letter", ["B", "AB", "Ba", "aB", "Bkqz", "ABzzz", "ABaaa"])
@pytest.mark.parametrize("running", [1, 12_345, 131_072, 1_000_000])
def test_the_code_of_a_sheet_says_all_the_letters_of_its_number(letter: str, running: int) -> None:
    number = number_of(letter, date(2026, 7, 8), running)
    assert number < 1 << 64
    assert number_text(number, "149999") == f"149999-{letter}-2026-{running:05d}"


def test_more_than_a_hundred_thousand_sheets_of_a_year_have_each_a_number_of_their_own() -> None:
    clock = Clock()
    with in_memory(clock, identity(2, "officer")) as first:
        for row, running in enumerate((99_999, 100_000)):
            with first.write("first") as writer:
                fields = {"notice_no": f"149999-B-2026-{running}"}
                writer.insert("notice_issued", f"n{row}", fields, scope=TOWNSHIP)
        assert notices.next_running(first, 2026) == 100_001
        assert notices.next_running(first, 2027) == 1
