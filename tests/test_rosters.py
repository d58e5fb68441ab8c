"""Roster versions: one operation per township; households, changes and entries follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from db import households, merge, rosters, visits
from db.check import check, state_hash
from db.driver import database
from db.faults import StoreError
from db.migrations import STEPS
from db.records.houses import HouseholdFilter
from db.rosterlist import decoded, encoded, houses_of
from db.store import Store
from tests.ledgers import (
    OTHER,
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    number,
    person,
    publish,
    visit,
)

JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)


@pytest.fixture
def store() -> Iterator[Store]:
    with in_memory(Clock(), identity(1)) as made:
        yield made


def kinds(store: Store, label: str) -> dict[str, str]:
    return {one.household_no: one.change_type for one in rosters.changes(store, label)}


def statuses(store: Store) -> dict[str, str]:
    return dict(store.rows("SELECT household_no, household_status FROM household"))


def test_a_version_is_one_operation_per_township(store: Store) -> None:
    label = rosters.publish(
        store,
        "县",
        {TOWNSHIP: [person(1), person(1, 2)], OTHER: [person(3, township="安家庄乡")]},
        as_of=JUNE,
        source_name="a.xlsx",
        source_dept="县农业农村局",
    )
    assert label == "149999-0001"
    assert len(everything(store)) == 2
    first, second = sorted(rosters.versions(store), key=lambda one: one.township_code)
    assert (first.households, first.members, first.in_force) == (1, 2, True)
    assert (second.township_code, second.source_dept) == (OTHER, "县农业农村局")
    assert publish(store, [person(1)], as_of=JULY) == "149999-0002"
    assert rosters.next_version(store) == "149999-0003"
    assert rosters.people(store, TOWNSHIP, label)[1]["member_no"] == "02"
    assert first.digest == rosters.digest_of([person(1), person(1, 2)])


def test_only_the_county_publishes(store: Store) -> None:
    with in_memory(Clock(), identity(2, "officer")) as laptop:
        with pytest.raises(StoreError) as caught:
            publish(laptop, [person(1)])
        assert caught.value.code == "not_owner"
        assert statuses(laptop) == {}
    publish(store, [])
    assert statuses(store) == {}


def test_what_a_later_version_changed_is_told_per_household(store: Store) -> None:
    publish(store, [person(1), person(2), person(3), person(3, 2, name="李红")])
    label = publish(
        store,
        [
            person(2, head_name="王大明", member_count=2),
            person(3, name="王小明", phone="154"),
            person(3, 3, name="曾军"),
            person(4),
        ],
        as_of=JULY,
    )
    assert kinds(store, label) == {
        number(1): "removed",
        number(2): "changed",
        number(3): "changed",
        number(4): "added",
    }
    details = {one.household_no: one.details for one in rosters.changes(store, label)}
    assert details[number(2)] == {"head_name": ("王小明", "王大明"), "member_count": ("1", "2")}
    assert details[number(3)] == {
        "member:01:phone": ("", "154"),
        "member:02": ("李红", ""),
        "member:03": ("", "曾军"),
    }
    assert rosters.change_counts(store, label) == {"removed": 1, "changed": 2, "added": 1}
    assert [c.household_no for c in rosters.changes(store, label, change_type="added")] == [
        number(4)
    ]
    assert rosters.changes(store, label, township_code=OTHER) == []
    assert [c.change_type for c in rosters.changes_of(store, number(3))] == ["changed", "added"]
    assert statuses(store)[number(1)] == "out"
    assert check(store).ok


def test_a_split_and_a_merged_household_are_recognised_by_their_people(store: Store) -> None:
    wife = person(1, 2, name="李红", id_number="149999197002020022")
    old = person(5, name="赵大", id_number="149999194001010011")
    publish(store, [person(1), wife, old, person(6)])
    moved = {**person(7, name="李红"), "id_number": wife["id_number"]}
    joined = {**person(6, 2, name="赵大"), "id_number": old["id_number"]}
    label = publish(store, [person(1), moved, person(6), joined], as_of=JULY)
    changes = {one.household_no: one for one in rosters.changes(store, label)}
    assert changes[number(7)].change_type == "split"
    assert changes[number(7)].details == {"from": (number(1), "")}
    assert changes[number(5)].change_type == "merged"
    assert changes[number(5)].details == {"into": ("", number(6))}
    assert statuses(store)[number(5)] == "merged"


def test_an_older_list_that_comes_late_is_kept_but_does_not_replace(store: Store) -> None:
    publish(store, [person(1), person(2)], as_of=JULY)
    label = publish(store, [person(1, name="王老明"), person(3)], as_of=JUNE)
    newest = rosters.in_force(store, TOWNSHIP)
    assert newest is not None
    assert newest.as_of_date == JULY
    assert statuses(store) == {number(1): "listed", number(2): "listed", number(3): "out"}
    assert households.members(store, number(1))[0].name == "王小明"
    assert kinds(store, label) == {number(1): "added", number(3): "added"}
    then = rosters.in_force(store, TOWNSHIP, JUNE)
    assert then is not None
    assert then.roster_version == label
    assert rosters.in_force(store, TOWNSHIP, date(2026, 1, 1)) is None
    assert check(store).ok


def test_who_stood_on_the_roster_on_a_day_is_known(store: Store) -> None:
    publish(store, [person(1)], as_of=JUNE)
    publish(store, [person(2)], as_of=JULY)
    publish(store, [person(1), person(2)], as_of=AUGUST)
    entry = rosters.entry(store, number(1), date(2026, 7, 1))
    assert entry is not None
    assert (entry.entered_on, entry.exited_on) == (JUNE, JULY)
    assert rosters.entry(store, number(1), JULY) is None
    assert rosters.entry(store, number(1), date(2026, 6, 29)) is None
    now = rosters.entry(store, number(1))
    assert now is not None
    assert (now.entered_on, now.exited_on) == (AUGUST, None)


def test_a_version_is_undone_by_one_operation(store: Store) -> None:
    publish(store, [person(1)], as_of=JUNE)
    before = [state_hash(store)[name] for name in ("household", "member", "roster_entry")]
    label = publish(store, [person(2)], as_of=JULY)
    rosters.undo(store, "县", TOWNSHIP, label)
    after = [state_hash(store)[name] for name in ("household", "member", "roster_entry")]
    assert after == before
    assert [one.as_of_date for one in rosters.versions(store)] == [JUNE]
    with store.write("县") as writer:
        writer.restore("roster_version", f"{TOWNSHIP}/{label}")
    assert statuses(store) == {number(1): "out", number(2): "listed"}
    assert check(store).ok
    with pytest.raises(StoreError):
        rosters.undo(store, "县", TOWNSHIP, "none")


def test_a_household_that_moves_to_another_township_is_there_once(store: Store) -> None:
    publish(store, [person(1), person(2)], as_of=JUNE)
    publish(store, [person(1)], township=OTHER, as_of=JULY)
    assert households.township_of(store, number(1)) == OTHER
    label = publish(store, [person(2)], as_of=AUGUST)
    assert kinds(store, label) == {number(1): "removed"}
    assert statuses(store) == {number(1): "listed", number(2): "listed"}
    assert check(store).ok


@pytest.mark.parametrize(
    "order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1), (1, 0, 2), (2, 0, 1)]
)
def test_versions_give_the_same_tables_in_any_order(store: Store, order: tuple[int, ...]) -> None:
    days = (JUNE, JULY, AUGUST)
    lists = ([person(1), person(2)], [person(1), person(3)], [person(2)])
    for index in order:
        township = OTHER if index == 1 else TOWNSHIP
        publish(store, lists[index], as_of=days[index], township=township)
    assert check(store).ok
    with in_memory(Clock(), identity(1)) as other:
        for index in range(3):
            township = OTHER if index == 1 else TOWNSHIP
            publish(other, lists[index], as_of=days[index], township=township)
        assert standing(store) == standing(other)


def standing(store: Store) -> list[tuple[object, ...]]:
    """The households without the labels that depend on the order of publishing."""
    return store.rows(
        "SELECT household_no, township_code, household_status, head_name "
        "FROM household ORDER BY household_no"
    )


def test_people_without_numbers_or_with_the_same_one_are_all_kept(store: Store) -> None:
    publish(
        store,
        [
            person(1, member_no=""),
            person(1, member_no="01", name="李红"),
            person(1, member_no="01", name="曾军"),
            {**person(1), "household_no": None, "name": "nobody"},
        ],
    )
    assert [m.name for m in households.members(store, number(1))] == ["王小明", "李红", "曾军"]
    assert len({m.member_no for m in households.members(store, number(1))}) == 3


def test_rows_may_carry_days_and_need_not_have_the_same_fields(store: Store) -> None:
    publish(
        store, [person(1, birth_date=date(1970, 1, 1), alive=True), {"household_no": number(2)}]
    )
    [member] = households.members(store, number(1))
    assert (member.birth_date, member.alive) == (date(1970, 1, 1), True)
    lines = households.lines(store, HouseholdFilter())
    assert {line.household_no for line in lines} == {number(1), number(2)}


@pytest.mark.parametrize(
    "text", ["", "!", "AAAA", encoded({}), encoded({"household_no": ["a"], "b": []})]
)
def test_a_list_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(StoreError) as caught:
        decoded(text)
    assert caught.value.code == "roster_unreadable"


def test_a_version_whose_list_cannot_be_read_changes_no_household(store: Store) -> None:
    publish(store, [person(1)])
    with store.write("县") as writer:
        writer.insert(
            "roster_version",
            f"{TOWNSHIP}/x",
            {"roster_version": "x", "township_code": TOWNSHIP, "as_of_date": JULY, "rows": "?"},
            scope=TOWNSHIP,
        )
        writer.insert("roster_version", f"{TOWNSHIP}/y", {"roster_version": "y"}, scope=TOWNSHIP)
    assert statuses(store) == {number(1): "listed"}
    with pytest.raises(StoreError) as caught:
        rosters.people(store, TOWNSHIP, "y")
    assert caught.value.code == "row_unknown"
    assert check(store).ok


def test_values_of_the_wrong_kind_find_their_kind_or_are_left_out() -> None:
    houses = houses_of(
        {"household_no": ["1"], "member_count": ["many"], "head_name": [5], "name": ["x"]}
    )
    facts = houses["1"].facts
    assert 5 not in facts
    assert "5" in facts
    assert "many" not in facts


def test_a_laptop_gets_the_same_households_and_visits_keep_standing(store: Store) -> None:
    publish(store, [person(1), person(2)])
    publish(store, [person(2)], as_of=JULY)
    with in_memory(Clock(), identity(2, "officer")) as laptop:
        visits.log(laptop, "王", [visit(1)])
        sent = everything(store)
        merge.take(laptop, reversed(sent), authority=anybody)
        assert statuses(laptop) == statuses(store)
        assert laptop.counts()["visits"] == 1
        merge.take(store, everything(laptop), authority=anybody)
        assert state_hash(store) == state_hash(laptop)
        assert isinstance(rosters.versions(laptop)[0].imported_at, datetime)


def test_the_step_takes_changes_back_that_were_only_another_way_of_typing(store: Store) -> None:
    typed = '{"member:01:originals":["","x"]}'
    both = '{"member:01:name":["a","b"],"member:01:originals":["","x"]}'
    with store.transaction():
        store.execute("ALTER TABLE roster_version DROP COLUMN held")
        for house, kind, details in (("1", "changed", typed), ("2", "changed", both)):
            values = ("141124105/v", house, kind, "王", details)
            store.execute("INSERT INTO roster_change VALUES (?, ?, ?, ?, ?)", values)
        store.execute(
            "INSERT INTO roster_change VALUES (?, ?, ?, ?, ?)", ("v", "3", "split", "王", typed)
        )
        STEPS["0014_held"](database(store._connection))  # noqa: SLF001 - as when it was opened
    found = store.rows("SELECT household_no, details FROM roster_change ORDER BY household_no")
    assert found == [("2", '{"member:01:name":["a","b"]}'), ("3", "{}")]
    assert store.rows("SELECT held FROM roster_version") == []
