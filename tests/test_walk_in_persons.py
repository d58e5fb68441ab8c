"""Which records are one person is one rule: in lists, in tasks and in the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import coverage, standing, visits, walkroots
from db.store import Store
from db.told import MET, houses, people_of, same_person
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory
from tests.plans import questions, scans

MANY, HOMES, DAY = 5, ("甲户", "乙户"), date(2026, 7, 1)
_NUMBERS = [f"W{place}" for place in range(MANY)]

records = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, MANY - 1)),
        st.sampled_from(("", *HOMES)),
        st.booleans(),
        st.integers(0, 9).map(lambda drawn: drawn == 0),
    ),
    min_size=MANY,
    max_size=MANY,
)
"""For each record: merged into which, linked to which household, was told, was taken away.

Whatever was merged, linked and let go in any order, by officers who did not know of each other,
leaves one of these.
"""

State = Sequence[tuple[int | None, str, bool, bool]]


@pytest.fixture(scope="module")
def ledger() -> Iterator[Store]:
    with in_memory(Clock(), identity(1)) as store:
        with store.transaction():
            for place, number in enumerate(_NUMBERS):
                store.execute(
                    "INSERT INTO walk_in (id, walk_in_no, officer, scope, hlc, stream, seq) "
                    "VALUES (?, ?, '王', ?, 1, 1, ?)",
                    (f"i{place}", number, TOWNSHIP, place + 1),
                )
                store.execute(
                    "INSERT INTO outreach_visit (id, visit_no, walk_in_no, visited_on, officer, "
                    "scope, hlc, stream, seq) VALUES (?, ?, ?, ?, '王', ?, 1, 1, ?)",
                    (f"v{place}", f"V{place}", number, _day(place), TOWNSHIP, place + 9),
                )
        yield store


def _day(place: int) -> str:
    return (DAY + timedelta(days=place)).isoformat()


def _stands(store: Store, state: State) -> None:
    with store.transaction():
        for place, (into, home, told, gone) in enumerate(state):
            store.execute(
                "UPDATE walk_in SET merged_into = ?, household_no = ?, gone = ? WHERE id = ?",
                ("" if into is None else f"i{into}", home, gone, f"i{place}"),
            )
            store.execute(
                "UPDATE outreach_visit SET contact_result = ? WHERE id = ?",
                ("informed" if told else "absent", f"v{place}"),
            )


def _persons(state: State) -> list[set[int]]:
    """The plain account: a merge joins two records, whichever way and over whatever others."""
    persons = [{place} for place, one in enumerate(state) if not one[3]]
    for place, (into, _, _, gone) in enumerate(state):
        if into is not None and not gone and not state[into][3]:
            touched = [one for one in persons if place in one or into in one]
            persons = [one for one in persons if one not in touched] + [set().union(*touched)]
    return persons


@given(state=records)
def test_whatever_was_merged_and_linked_a_person_is_the_same_records_everywhere(
    ledger: Store, state: State
) -> None:
    _stands(ledger, state)
    persons = _persons(state)
    merged = walkroots.targets(ledger)
    for person in persons:
        assert len({walkroots.root(merged, f"i{place}") for place in person}) == 1
        numbers = {_NUMBERS[place] for place in person}
        homes = {state[place][1] for place in person} - {""}
        for place in person:
            assert _numbers(ledger, same_person("?"), _NUMBERS[place]) == numbers
            shown = visits.by_no(ledger, f"V{place}")
            assert shown is not None
            assert shown.linked_to == (state[place][1] or min(homes, default=""))
    shown = {walkroots.root(merged, f"i{min(person)}") for person in persons}
    assert len(shown) == len(persons)
    _tells(ledger, state, persons)


def _tells(store: Store, state: State, persons: list[set[int]]) -> None:
    """Each household is told by all records of the people who are linked to it."""
    told = {}
    for home in HOMES:
        own = set().union(*(one for one in persons if any(state[n][1] == home for n in one)))
        assert _numbers(store, people_of("?"), home) == {_NUMBERS[place] for place in own}
        days = [place for place in own if state[place][2]]
        if days:
            told[home] = DAY + timedelta(days=max(days))
    assert coverage.told_on(store, HOMES) == told
    assert {home for (home,) in store.rows(houses(MET))} == set(told)


def _numbers(store: Store, sql: str, value: str) -> set[str]:
    found = [number for (number,) in store.rows(sql, (value,))]
    assert len(found) == len(set(found))
    return set(found)


def test_what_stands_is_looked_up_and_no_ledger_is_read_from_end_to_end(ledger: Store) -> None:
    with questions(ledger) as asked:
        standing.promises(ledger, DAY)
        standing.needs(ledger)
        standing.missed(ledger)
        coverage.rounds(ledger, DAY)
        ledger.rows(houses(MET))
    assert len(asked) >= 5
    for question in asked:
        steps = [step.split() for step in scans(ledger, question)]
        # v o b x m: contacts; p k: people; those who are linked have a partial index of their own
        assert not {one[1] for one in steps} & set("vobxmpk"), (question, steps)
        assert all("walk_in_linked" in one for one in steps if one[1] == "w"), (question, steps)
