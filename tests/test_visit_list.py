"""Windows of the ledger are what the whole list says, however the list is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import visitlist, visits, walkins
from db.check import check, replayed
from db.migrations import NAMES
from db.records.follow import WalkIn
from db.records.work import Visit, VisitFilter
from db.store import Store
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, number, person, publish, visit
from tests.plans import questions

pytest_plugins = ["tests.ledger_fixtures"]

DAY = date(2026, 7, 8)
CODES = {"刘家渠村": f"{TOWNSHIP}200", "后会村": f"{TOWNSHIP}201"}
DAYS = st.none() | st.integers(0, 10).map(lambda n: DAY - timedelta(days=n))
COMMON = number(1)[:10]
"""What stands in every household's number."""

SAID = ("", "下次集日再来", "已留联系电话", "王小明的电话")


def ledger(many: int = 60) -> Store:
    """Visits of four households and of three people on no roster, some taken back again.

    One of the three is linked to a household, one is merged with that one.
    """
    clock = Clock()
    store = in_memory(clock, identity(1))
    publish(store, [person(n, name=f"王{n}", head_name=f"王{n}") for n in range(1, 5)])
    kept = visits.log(
        store,
        "王",
        [
            visit(n % 5, visited_on=DAY - timedelta(days=n * 7 % 9), note=SAID[n % 4])
            for n in range(many)
        ],
    )
    kept += visits.log(store, "王", of_people(store))
    for one in kept[::7]:
        visits.undo(store, "王", one.visit_no)
    visits.redo(store, "王", kept[0].id)
    return store


def of_people(store: Store) -> list[Visit]:
    """Visits of people on no roster, on six days."""
    people = [
        walkins.add(store, "王", WalkIn(walk_in_no="", name=name, township_code=TOWNSHIP, **more))
        for name, more in (
            ("王外来", {"admin_village": "后会村"}),
            ("李客", {"admin_village": "没有村"}),
            ("赵客", {}),
        )
    ]
    home = {"household_no": number(1), "linked_on": DAY}
    walkins.change(store, "王", people[1].walk_in_no, home)
    walkins.change(store, "王", people[2].walk_in_no, {"merged_into": people[1].id})
    return [
        visit(
            household_no="",
            walk_in_no=people[n % 3].walk_in_no,
            visited_on=DAY - timedelta(days=n % 6),
            note=SAID[n % 4],
            publicity_method="phone" if n % 2 else "visit",
        )
        for n in range(12)
    ]


@pytest.fixture(scope="module")
def filled() -> Store:
    return ledger()


def brute(store: Store, wanted: VisitFilter) -> list[str]:
    """The list by looking at every record."""
    everything = [
        visitlist.read(row) for row in store.rows(f"{visitlist.SELECT} {visitlist.IN_ORDER}")
    ]
    return [one.id for one in everything if fits(one, wanted)]


def fits(one: Visit, wanted: VisitFilter) -> bool:
    text = wanted.text
    said = text in one.note or text in one.person_met
    named = bool(one.head_name) and (text in one.head_name or text in one.household_no)
    by_number = len(text) >= 12 and one.visit_no.startswith(text)
    return (
        (wanted.from_on is None or one.visited_on >= wanted.from_on)
        and (wanted.to_on is None or one.visited_on <= wanted.to_on)
        and wanted.household_no in {"", one.household_no or one.linked_to}
        and wanted.method in {"", one.publicity_method}
        and wanted.village in {"", one.village, one.division_code or CODES.get(one.village)}
        and (not text or said or named or by_number)
    )


@pytest.mark.parametrize("many", [10_000, 3])
@given(
    wanted=st.builds(
        VisitFilter,
        from_on=DAYS,
        to_on=DAYS,
        village=st.sampled_from(["", "刘家渠村", "后会村", *CODES.values(), "没有村"]),
        household_no=st.sampled_from(["", number(1), number(9)]),
        method=st.sampled_from(["", "phone"]),
        text=st.sampled_from(
            ["", "王", "客", "王2", "集日", "电话", number(3), COMMON, "149999105B0", "x", "B"]
        ),
    ),
    limit=st.integers(1, 20),
)
def test_every_window_is_a_part_of_the_whole_list(
    filled: Store, many: int, wanted: VisitFilter, limit: int
) -> None:
    expected = brute(filled, wanted)
    seen = visitlist.view(filled, wanted, many=many)
    assert seen.total == len(expected) == visits.count(filled, wanted)
    assert [one.id for one in visitlist.each(filled, wanted)] == expected
    got: list[str] = []
    while len(got) < seen.total:
        window = [one.id for one in seen.window(filled, limit, len(got))]
        assert window == expected[len(got) : len(got) + limit]
        got += window
    assert seen.window(filled, limit, seen.total) == []


def test_a_text_in_nearly_every_number_is_counted_by_what_it_leaves_out(filled: Store) -> None:
    wanted = VisitFilter(text=COMMON, from_on=DAY - timedelta(days=5), to_on=DAY)
    with questions(filled) as asked:
        seen = visitlist.view(filled, wanted, many=3)
    expected = brute(filled, wanted)
    assert seen.total == len(expected) > 3
    assert [one.id for one in seen.window(filled, seen.total, 0)] == expected
    counted = [sql for sql, _ in asked if "group_concat" in sql]
    assert counted
    assert all("NOT coalesce" in sql for sql in counted)


def test_a_frequent_text_of_a_village_is_looked_for_in_the_village(filled: Store) -> None:
    wanted = VisitFilter(text="集日", village=CODES["刘家渠村"])
    for many, found_by in ((10_000, "visit_said"), (3, "division_code = :g")):
        with questions(filled) as asked:
            seen = visitlist.view(filled, wanted, many=many)
        listed = [sql for sql, _ in asked if "AS clock" in sql]
        assert found_by in listed[0].split("WHERE")[0] + listed[0].split("WHERE")[1]
        assert [one.id for one in seen.window(filled, 99, 0)] == brute(filled, wanted)
    assert all("visit_said" not in sql for sql in listed)


def test_a_number_finds_its_record(filled: Store) -> None:
    [one] = visits.listed(filled, VisitFilter(), limit=1)
    seen = visitlist.view(filled, VisitFilter(text=one.visit_no))
    assert [found.id for found in seen.window(filled, 9, 0)] == [one.id]


def counts(store: Store, sql: str) -> dict[str, int]:
    return dict(store.rows(sql))


def test_the_counts_of_the_days_follow_whatever_happens_to_a_record(filled: Store) -> None:
    kept = "SELECT day, visits FROM visit_day WHERE visits <> 0"
    there = "SELECT visited_on, count(*) FROM outreach_visit WHERE gone = 0 GROUP BY visited_on"
    assert counts(filled, kept) == counts(filled, there)
    twin = replayed(filled)
    assert counts(twin, kept) == counts(filled, kept)
    twin.close()
    assert check(filled).ok


def test_who_wrote_is_known_by_name_also_in_an_older_ledger(filled: Store) -> None:
    from db.migrations.m0016_recorders import STATEMENTS

    visits.log(filled, "李", [visit(1)])
    assert visits.officers(filled) == ["李", "王"]
    with filled.transaction():
        filled.execute("DELETE FROM visit_officer")
        filled.execute(STATEMENTS[-1])
    assert visits.officers(filled) == ["李", "王"]
    twin = replayed(filled)
    assert visits.officers(twin) == ["李", "王"]
    twin.close()


def test_an_older_ledger_gets_the_counts_of_what_it_has(filled: Store) -> None:
    assert "0012_entry" in NAMES
    before = counts(filled, "SELECT day, visits FROM visit_day")
    with filled.transaction():
        filled.execute("DELETE FROM visit_day")
        from db.migrations.m0012_entry import STATEMENTS

        filled.execute(next(one for one in STATEMENTS if one.startswith("INSERT INTO visit_day")))
    assert counts(filled, "SELECT day, visits FROM visit_day") == {
        day: n for day, n in before.items() if n
    }
