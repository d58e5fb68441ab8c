"""Days and months as contracts count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import periods

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 20), 36, date(2029, 11, 20)),
        (date(2026, 3, 21), 6, date(2026, 9, 21)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
    ],
)
def test_months_keep_the_day_or_take_the_last(day: date, months: int, wanted: date) -> None:
    assert periods.add_months(day, months) == wanted


def test_the_calendar_ends_with_the_year_9999() -> None:
    assert periods.add_months(date(9999, 12, 1), 1) == date.max
    assert periods.add_months(date(1, 1, 31), -1) == date.min
    assert periods.within_months(date(9999, 12, 1), date.max, 36)


@given(days, st.integers(0, 120))
def test_more_months_are_never_earlier(day: date, months: int) -> None:
    assert periods.add_months(day, months) <= periods.add_months(day, months + 1)
    assert periods.within_months(day, periods.add_months(day, months), months)
    late = periods.add_months(day, months) + timedelta(days=1)
    assert not periods.within_months(day, late, months)


def test_the_birthday_completes_a_year() -> None:
    born = date(1960, 11, 20)
    assert periods.full_years(born, date(2026, 11, 19)) == 65
    assert periods.full_years(born, date(2026, 11, 20)) == 66
    assert periods.full_years(date(2008, 2, 29), date(2026, 2, 28)) == 17


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (9, 3), (12, 4)])
def test_a_settlement_falls_into_the_quarter_of_its_month(month: int, quarter: int) -> None:
    assert periods.quarter_of(date(2026, month, 20)) == (2026, quarter)


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_a_quarter_runs_from_the_21st_to_the_20th(quarter: int) -> None:
    first, last = periods.settlement_period(2026, quarter)
    assert (first.day, last.day) == (21, 20)
    year, before = (2025, 4) if quarter == 1 else (2026, quarter - 1)
    assert periods.settlement_period(year, before)[1] + timedelta(days=1) == first
    assert periods.quarter_of(last) == (2026, quarter)
