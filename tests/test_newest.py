"""The look at each household's newest contact leaves out nothing that a full look would find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import coverage, standing
from db.newest import newest
from db.store import Store
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, number, person, publish

CONTACTS, HOMES, SINCE = 6, 3, date(2026, 7, 2)
_BEGAN = date(2026, 7, 1)

contacts = st.tuples(
    st.permutations(range(1, CONTACTS + 1)),
    st.lists(
        st.tuples(
            st.integers(0, HOMES),
            st.integers(0, 2),
            st.sampled_from(("informed", "informed", "absent", "refused")),
            st.sampled_from((None, 0, 0, 1)),
            st.integers(0, 3).map(lambda drawn: drawn == 0),
            st.one_of(st.none(), st.none(), st.integers(0, CONTACTS - 1)),
            st.integers(0, 9).map(lambda drawn: drawn == 0),
        ),
        min_size=CONTACTS,
        max_size=CONTACTS,
    ),
    st.booleans(),
)
"""When each was written; for each: with whom, day, result, answer, promised, corrects, taken away;
whether the person on no roster is linked to a household."""

Contact = tuple[int, int, str, int | None, bool, int | None, bool]
State = tuple[Sequence[int], Sequence[Contact], bool]


@pytest.fixture(scope="module")
def ledger() -> Iterator[Store]:
    with in_memory(Clock(), identity(1)) as store:
        publish(store, [person(house) for house in range(1, HOMES + 1)])
        with store.transaction():
            gone_from_roster = (number(HOMES),)
            store.execute(
                "UPDATE household SET household_status = 'exited' WHERE household_no = ?",
                gone_from_roster,
            )
            store.execute(
                "INSERT INTO walk_in (id, walk_in_no, officer, scope, hlc, stream, seq) "
                "VALUES ('w', 'W', '王', ?, 1, 1, 1)",
                (TOWNSHIP,),
            )
        yield store


def _stands(store: Store, state: State) -> None:
    written, found, linked = state
    with store.transaction():
        store.execute("UPDATE walk_in SET household_no = ?", (number(1) if linked else "",))
        store.execute("DELETE FROM outreach_visit")
        for place, (home, day, result, need, promised, corrects, gone) in enumerate(found):
            on = (_BEGAN + timedelta(days=day)).isoformat()
            store.execute(
                "INSERT INTO outreach_visit (id, visit_no, household_no, walk_in_no, visited_on, "
                "contact_result, has_need, follow_up_due, corrects_visit_no, gone, hlc, officer, "
                "scope, stream, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '王', ?, 1, ?)",
                (
                    f"v{place}",
                    f"V{place}",
                    number(home) if home else None,
                    None if home else "W",
                    on,
                    result,
                    need,
                    on if promised else None,
                    None if corrects is None or corrects == place else f"V{corrects}",
                    gone,
                    written[place],
                    TOWNSHIP,
                    place + 1,
                ),
            )


@given(state=contacts)
def test_what_the_newest_contact_settles_is_what_asking_every_household_in_full_says(
    ledger: Store, state: State
) -> None:
    _stands(ledger, state)
    known = newest(ledger, SINCE)
    homes = [number(house) for house in range(1, HOMES + 1)]
    everybody = replace(known, needing=tuple(homes), promising=tuple(homes))
    assert standing.needs(ledger, known) == standing.needs(ledger, everybody)
    last = date.max
    asked, full = (standing.promises(ledger, last, known=one) for one in (known, everybody))
    assert asked == full
    told = coverage.told_on(ledger, homes[:-1])  # the last one is on the roster no more
    rounds = coverage.rounds(ledger, SINCE)
    assert sum(one.households for one in rounds) == HOMES - 1
    assert sum(one.told for one in rounds) == len(told)
    assert sum(one.told_since for one in rounds) == sum(day >= SINCE for day in told.values())


def test_a_household_whose_newest_contact_told_and_left_nothing_open_is_not_asked_again(
    ledger: Store,
) -> None:
    settled: Contact = (2, 1, "informed", 0, False, None, False)
    before: Contact = (2, 0, "informed", 1, True, None, False)
    _stands(ledger, ((1, 2), (before, settled), False))
    known = newest(ledger, SINCE)
    assert (known.needing, known.promising) == ((), ())
    assert [(one.told, one.unsure) for one in known.villages] == [(1, ()), (0, ())]
    for result, need, promised in (("absent", None, True), ("refused", 1, False)):
        later: Contact = (2, 2, result, need, promised, None, False)
        _stands(ledger, ((1, 2, 3), (before, settled, later), False))
        known = newest(ledger, SINCE)
        assert known.needing == known.promising == (number(2),)
        assert [one.unsure for one in known.villages] == [(number(2),), ()]
