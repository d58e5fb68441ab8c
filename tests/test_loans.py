"""Loans and posted interest as they are kept: once, whole, by their owners."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from db import loans
from db.check import check
from db.store import Store, StoreError
from tests.ledgers import OTHER, TOWNSHIP, Clock, identity, in_memory, number
from tests.quarters import LAST, OFFICER, loan, posted

pytest_plugins = ["tests.quarter_fixtures"]


def operations(store: Store) -> int:
    return store.number("SELECT count(*) FROM op")


def test_what_is_kept_already_is_not_written_again(store: Store) -> None:
    assert loans.keep(store, OFFICER, [loan(), loan("B", 2)]) == 2
    assert loans.keep_settlements(store, OFFICER, [posted(), posted("B")]) == 2
    before = operations(store)
    assert loans.keep(store, OFFICER, [loan(), loan("B", 2)]) == 0
    assert loans.keep_settlements(store, OFFICER, [posted(), posted("B")]) == 0
    assert operations(store) == before


def test_only_what_changed_is_written(store: Store) -> None:
    loans.keep(store, OFFICER, [loan(renews_loan_no="X", balance_fen=5)])
    changed = loan(balance_fen=0)
    assert loans.keep(store, OFFICER, [changed]) == 1
    (payload,) = store.rows("SELECT payload FROM op WHERE tbl = 'loan' AND kind = 'set'")
    assert payload[0] == b'{"f":{"balance_fen":0,"renews_loan_no":""}}'
    kept = loans.by_no(store, "A")
    assert kept is not None
    assert replace(kept, id="", officer="") == changed
    assert (kept.id, kept.officer) == ("A", OFFICER)


def test_a_loan_that_was_taken_away_comes_back_with_its_next_list(store: Store) -> None:
    loans.keep(store, OFFICER, [loan()])
    with store.write(OFFICER) as writer:
        writer.tombstone("loan", "A")
    assert loans.by_no(store, "A") is None
    assert loans.keep(store, OFFICER, [loan()]) == 1
    assert loans.by_no(store, "A") is not None
    assert check(store).ok


def test_a_loan_follows_its_household_to_another_township(store: Store) -> None:
    loans.keep(store, OFFICER, [loan()])
    assert loans.keep(store, OFFICER, [loan(township_code=OTHER)]) == 1
    assert store.rows("SELECT scope, township_code FROM loan") == [(OTHER, OTHER)]
    loans.keep_settlements(store, OFFICER, [posted(township_code=TOWNSHIP)])
    assert store.rows("SELECT scope FROM interest_settlement") == [(OTHER,)]


def test_an_empty_township_is_that_of_the_household(store: Store) -> None:
    loans.keep(store, OFFICER, [loan("A", 61, township_code="")])
    kept = loans.by_no(store, "A")
    assert kept is not None and kept.township_code == OTHER


@pytest.mark.parametrize("field", ["township_code", "period_to"])
def test_without_township_or_day_nothing_is_kept(store: Store, field: str) -> None:
    bad = {
        "township_code": posted("ghost", township_code=""),
        "period_to": posted("A", period_to=None, settled_on=None),
    }[field]
    loans.keep(store, OFFICER, [loan()])
    with pytest.raises(StoreError) as caught:
        loans.keep_settlements(store, OFFICER, [posted(), bad])
    assert (caught.value.code, caught.value.params["field"]) == ("value_wrong_type", field)
    assert loans.settlements_of(store, "A") == []
    with pytest.raises(StoreError):
        loans.keep(store, OFFICER, [loan("B", 99, township_code="")])


def test_an_officer_keeps_no_loans(clock: Clock) -> None:
    with in_memory(clock, identity(2, "officer")) as store, pytest.raises(StoreError) as caught:
        loans.keep(store, OFFICER, [loan()])
    assert caught.value.code == "not_owner"


def test_a_household_has_its_loans_in_the_order_in_which_they_were_drawn(store: Store) -> None:
    later = loan("A", drawn_on=date(2026, 5, 1))
    loans.keep(store, OFFICER, [later, loan("B"), loan("C", 2)])
    assert [one.loan_no for one in loans.of_household(store, number(1))] == ["B", "A"]
    assert loans.of_household(store, number(3)) == []


def test_posted_interest_is_read_by_loan_and_by_period(store: Store) -> None:
    earlier = posted(
        period_to=date(2026, 6, 20),
        settled_on=date(2026, 6, 22),
        balance_change=((date(2026, 5, 1), -100), (date(2026, 6, 1), -200)),
    )
    loans.keep(store, OFFICER, [loan(), loan("B", 2)])
    loans.keep_settlements(store, OFFICER, [posted("B", period_to=None), posted(), earlier])
    found = loans.settlements_of(store, "A")
    assert [one.period_to for one in found] == [date(2026, 6, 20), LAST]
    assert found[0].balance_change == earlier.balance_change
    assert found[1].balance_change == ()
    between = loans.settled_between(store, date(2026, 6, 21), LAST)
    assert [one.loan_no for one in between] == ["A", "B"]
    with store.write(OFFICER) as writer:
        writer.set("interest_settlement", found[0].id, {"balance_change": '["soon"]'})
    assert loans.settlements_of(store, "A")[0].balance_change == ()


def test_interest_that_comes_twice_in_one_list_stands_as_it_came_last(store: Store) -> None:
    loans.keep(store, OFFICER, [loan(), loan("B", 2)])
    loans.keep_settlements(store, OFFICER, [posted("B", 5)])
    again = [posted(due=1), posted("B", 6), posted(due=1), posted(due=2)]
    assert loans.keep_settlements(store, OFFICER, again) == 3
    told = "SELECT \"row\", kind FROM op WHERE tbl = 'interest_settlement' ORDER BY n"
    a, b = (f"{name}/{LAST.isoformat()}" for name in "AB")
    assert store.rows(told) == [(b, "insert"), (a, "insert"), (b, "set"), (a, "set")]
    assert [loans.settlements_of(store, name)[0].interest_due_fen for name in "AB"] == [2, 6]
    assert check(store).ok
