"""Subsidy: cases to the fen, a slow day-by-day reckoning as witness, and faults by field."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.line_codes import HELD, NOT_LISTED, OPEN_READINGS
from desktop.rules.money import RATE_ONE, parse_percent
from desktop.rules.subsidy import Loan, LprRow, Params, Period, ShareRow, settle
from tests.rule_cases import (
    ask,
    book,
    codes,
    fen,
    invariants,
    open_cases,
    packs,
    pairs,
    problems,
    sides,
)

FIRST, LAST = date(2026, 6, 21), date(2026, 9, 20)
TIER, LARGE = 5_000_000, 10_000_000
CONTROL = ("W01", "W02", "W03", "W04", "W05", "W07")


@pytest.mark.parametrize("case", open_cases("subsidy"), ids=lambda case: case["id"])
def test_an_open_case_is_answered_as_expected(case: dict) -> None:
    assert problems("subsidy", case) == []


@pytest.mark.parametrize("pair", pairs("subsidy"), ids=lambda pair: pair["code"])
def test_a_flag_holds_on_one_side_and_not_on_the_other(pair: dict) -> None:
    holds, other = (ask("subsidy", case) for case in sides("subsidy", pair))
    assert pair["code"] in codes("subsidy", holds)
    assert holds["lines"][0]["status"] == pair["status"]
    assert holds["lines"][0]["missing"] == pair.get("missing", [])
    assert pair["code"] not in codes("subsidy", other)
    assert invariants("subsidy", holds) == invariants("subsidy", other) == []


def test_the_control_totals_of_the_worked_examples_hold() -> None:
    lines = [ask("subsidy", c)["lines"][0] for c in open_cases("subsidy") if c["id"] in CONTROL]
    names = ("interest", "central_t1", "province_t1", "central_t2", "subsidy_total", "borrower")
    totals = [sum(fen(line[name]) for line in lines) for name in names]
    assert totals == [266_016, 166_380, 68_841, 19_167, 254_388, 11_628]


def test_every_listed_line_cites_the_clauses_of_its_shares() -> None:
    got = ask("subsidy", open_cases("subsidy")[0])
    (clause,) = [packs().clause(ref) for ref in got["lines"][0]["clauses"]]
    assert clause.short == "晋一(六)"
    assert clause.text.startswith("（六）贴息方式")


# The witness: every day by itself, exact fractions, rounded once.


def rounded(exact: Fraction) -> int:
    return int((exact * 2 + 1) // 2)


def balance(loan: Loan, day: date) -> int:
    if not loan.drawn_on <= day < loan.maturity_on:
        return 0
    return loan.principal + sum(amount for on, amount in loan.balance_changes if on <= day)


def days_of(period: Period) -> list[date]:
    count = (period.period_to - period.period_from).days + 1
    return [period.period_from + timedelta(days=step) for step in range(count)]


def shanxi_by_day(period: Period) -> list[tuple[int, int, int, int]]:
    """Interest, central 1, province and central 2 of each loan, from the text of the clause."""
    cap = LARGE if period.large_need_recorded else TIER
    sums = [[Fraction(0)] * 3 for _ in period.loans]
    order = sorted(range(len(period.loans)), key=lambda i: (period.loans[i].drawn_on, i))
    for day in days_of(period):
        below = 0
        for index in order:
            here = balance(period.loans[index], day)
            tier1 = max(0, min(below + here, TIER) - below)
            tier2 = max(0, min(below + here, cap) - max(below, TIER))
            for place, amount in enumerate((here, tier1, tier2)):
                sums[index][place] += amount
            below += here
    return [_parts(loan, *sums[index]) for index, loan in enumerate(period.loans)]


def _parts(loan: Loan, whole: Fraction, one: Fraction, two: Fraction) -> tuple[int, int, int, int]:
    rate = Fraction(loan.rate, RATE_ONE)
    central = min(rate * Fraction(7, 10), Fraction(25, 1000))
    province = min(rate * Fraction(3, 10), Fraction(35, 1000) - central)
    interest = rounded(whole * rate / 360)
    first = rounded(one * central / 360)
    full = rounded(one * (central + province) / 360)
    return interest, first, full - first, rounded(two * central / 360)


a_rate = st.integers(250, 480).map(lambda points: points * (RATE_ONE // 10_000))
a_day = st.integers(-120, 91).map(lambda step: FIRST + timedelta(days=step))


@st.composite
def loans(draw: st.DrawFn) -> Loan:
    drawn = draw(a_day.filter(lambda day: day >= date(2026, 4, 1)))
    principal = draw(st.integers(1, 10_000_000))
    matures = drawn + timedelta(days=draw(st.integers(1, 400)))
    left, changes = principal, []
    for step in draw(st.lists(st.integers(0, 200), max_size=3)):
        amount = draw(st.integers(1, max(1, left)))
        if left - amount >= 0:
            changes.append((drawn + timedelta(days=step), -amount))
            left -= amount
    return Loan(
        loan_no=str(draw(st.integers(1, 99))),
        product_code="BFXE",
        signed_on=drawn,
        drawn_on=drawn,
        maturity_on=matures,
        principal=principal,
        rate=draw(a_rate),
        balance_changes=tuple(changes),
        interest_paid=99_999_999,
        paid_on=LAST,
    )


def a_period(*given_loans: Loan, recorded: bool = False, **change: object) -> Period:
    return Period(
        **{
            "region": "140581",
            "period_from": FIRST,
            "period_to": LAST,
            "list_closed_on": date(2026, 10, 10),
            "loans": given_loans,
            "large_need_recorded": recorded,
        }
        | change
    )


@given(st.lists(loans(), min_size=1, max_size=3), st.booleans())
def test_every_part_agrees_with_the_slow_reckoning(many: list[Loan], recorded: bool) -> None:
    period = a_period(*many, recorded=recorded)
    for line, parts in zip(settle(period, packs()), shanxi_by_day(period), strict=True):
        interest, central, province, second = parts
        assert line.interest == interest
        if sum(parts[1:]) <= interest:
            assert (line.central_t1, line.province_t1, line.central_t2) == (
                central,
                province,
                second,
            )
        else:
            assert line.borrower == 0


@given(st.lists(loans(), min_size=1, max_size=4), st.booleans(), st.sampled_from([360, 365]))
def test_the_parts_always_add_up_to_the_interest(
    many: list[Loan], recorded: bool, basis: int
) -> None:
    period = a_period(*many, recorded=recorded, params=Params(day_basis=basis))
    for line in settle(period, packs()):
        parts = (line.central_t1, line.province_t1, line.central_t2)
        assert line.subsidy_total == sum(parts)
        assert line.subsidy_total + line.borrower == line.interest
        assert min(*parts, line.borrower) >= 0


@given(st.lists(loans(), min_size=1, max_size=3))
def test_a_large_need_record_never_takes_anything_away(many: list[Loan]) -> None:
    without = settle(a_period(*many), packs())
    with_record = settle(a_period(*many, recorded=True), packs())
    for less, more in zip(without, with_record, strict=True):
        assert less.subsidy_total <= more.subsidy_total


@given(loans(), loans())
def test_the_earlier_loan_never_notices_the_later_one(one: Loan, other: Loan) -> None:
    first, second = sorted((one, other), key=lambda loan: loan.drawn_on)
    alone = settle(a_period(first), packs())[0]
    together = settle(a_period(first, second), packs())[0]
    assert together == alone


def old_loan(**change: object) -> Loan:
    return Loan(
        **{
            "loan_no": "A",
            "product_code": "TPXE",
            "signed_on": date(2025, 7, 1),
            "drawn_on": date(2025, 7, 1),
            "maturity_on": date(2028, 7, 1),
            "principal": 5_000_000,
            "rate": parse_percent("3.45"),
            "interest_paid": 99_999_999,
            "paid_on": LAST,
        }
        | change
    )


SCHEDULE = (
    ShareRow(start=date(2021, 1, 1), end=date(2026, 7, 31), share=RATE_ONE),
    ShareRow(start=date(2026, 8, 1), end=None, share=RATE_ONE * 7 // 10),
)


def test_an_old_share_that_changes_in_the_period_counts_day_by_day() -> None:
    period = a_period(old_loan(), params=Params(legacy_share=SCHEDULE))
    (line,) = settle(period, packs())
    exact = Fraction(5_000_000) * Fraction(345, 10_000) * (41 + 51 * Fraction(7, 10)) / 360
    assert line.subsidy_total == rounded(exact)
    assert line.flags == ()


def test_interest_before_the_first_share_needs_a_parameter() -> None:
    late = (ShareRow(start=date(2026, 6, 22), end=None, share=RATE_ONE),)
    (line,) = settle(a_period(old_loan(), params=Params(legacy_share=late)), packs())
    assert (line.status, line.subsidy_total, line.borrower) == ("not_listed", None, None)
    assert line.missing == ("legacy_share",)


def test_without_an_interest_day_no_parameter_is_asked() -> None:
    gone = old_loan(maturity_on=date(2026, 6, 21))
    for region, overlay in (("140581", None), ("610902", date(2024, 1, 1))):
        period = a_period(gone, region=region, params=Params(overlay_from=overlay))
        (line,) = settle(period, packs())
        assert line.flags == ("no_interest_days", "matured_unpaid")
        assert (line.subsidy_total, line.missing) == (0, ())


def test_above_the_prime_rate_both_readings_are_shown_within_the_interest() -> None:
    table = (LprRow(start=date(2025, 1, 1), one_year=0, five_years=parse_percent("3.40")),)
    params = Params(overlay_from=date(2024, 1, 1), lpr_table=table)
    (line,) = settle(a_period(old_loan(), region="610902", params=params), packs())
    assert (line.policy_pack, line.subsidy_total) == ("SN-AK", 0)
    assert line.readings == (("rate_over_lpr", 43_444),)


def test_before_the_overlay_the_old_pack_binds() -> None:
    params = Params(overlay_from=date(2025, 7, 2), legacy_share=SCHEDULE)
    (line,) = settle(a_period(old_loan(), region="610902", params=params), packs())
    assert line.policy_pack == "LEGACY-2021"


def test_a_renewed_old_loan_is_bound_as_the_new_product_after_the_last_old_day() -> None:
    renewed = {"signed_on": date(2026, 4, 1), "drawn_on": date(2026, 4, 1)}
    first = settle(a_period(old_loan(**renewed)), packs())[0]
    again = settle(a_period(old_loan(**renewed, renewal_type="renewal")), packs())[0]
    assert (first.policy_pack, first.flags) == (None, ("no_pack",))
    assert again.policy_pack == "SX-2026"


def test_what_rounding_puts_above_the_interest_comes_off_the_province() -> None:
    case = next(one for one in open_cases("subsidy") if one["id"] == "W02")
    loan = case["loans"][0] | {"bank_interest": "447.21", "interest_paid": "447.21"}
    (line,) = ask("subsidy", case | {"loans": [loan]})["lines"]
    assert (line["interest"], line["province_t1"], line["borrower"]) == ("447.21", "134.15", "0.00")
    assert line["status"] == "listed"


def test_a_wide_tolerance_takes_off_share_after_share() -> None:
    case = next(one for one in open_cases("subsidy") if one["id"] == "W05")
    loan = case["loans"][0] | {"bank_interest": "200.00", "interest_paid": "200.00"}
    (line,) = ask("subsidy", case | {"loans": [loan], "params": {"tolerance": "999.00"}})["lines"]
    assert [line[name] for name in ("province_t1", "central_t2", "central_t1")] == [
        "0.00",
        "0.00",
        "200.00",
    ]


def test_the_county_adds_nothing_below_its_own_limit() -> None:
    case = next(one for one in open_cases("subsidy") if one["id"] == "W18")
    params = {"local_share": "20", "local_base_limit": "0.00"}
    (line,) = ask("subsidy", case | {"params": params})["lines"]
    assert (line["local"], line["subsidy_total"]) == ("0.00", "313.06")


def test_a_line_that_is_not_listed_keeps_the_columns_of_its_pack_at_nothing() -> None:
    case = next(one for one in open_cases("subsidy") if one["id"] == "W12")
    loan = case["loans"][0] | {"interest_paid": "1.00"}
    (line,) = ask("subsidy", case | {"loans": [loan]})["lines"]
    assert [line[name] for name in ("central_t1", "province_t1", "central_t2", "local")] == [
        "0.00",
        None,
        None,
        "0.00",
    ]


def test_a_neighbouring_product_outside_its_city_has_no_pack() -> None:
    (line,) = settle(a_period(old_loan(product_code="CYDB")), packs())
    assert (line.policy_pack, line.flags) == (None, ("no_pack",))


def test_nothing_is_asked_about_a_loan_of_nothing() -> None:
    (line,) = settle(a_period(old_loan(product_code="BFXE", principal=0)), packs())
    assert "no_interest_days" in line.flags


def test_the_groups_of_flags_do_not_overlap() -> None:
    assert not NOT_LISTED & HELD
    assert not OPEN_READINGS & (NOT_LISTED | HELD)


def line(loan: dict | None = None, **change: object) -> dict:
    whole = book("subsidy")
    return whole["baseline"] | {"loans": [whole["loan"] | (loan or {})]} | change


@pytest.mark.parametrize(
    ("code", "field", "case"),
    [
        ("missing_field", "loans", line(loans=None)),
        ("missing_field", "loans[0].rate", line({"rate": None})),
        ("unknown_field", "loans[0].drawn_onn", line({"drawn_onn": "2026-04-01"})),
        ("unknown_field", "params.basis", line(params={"basis": 360})),
        ("bad_value", "loans", line(loans={})),
        ("bad_value", "loans", line(loans=[7])),
        ("bad_value", "period_to", line(period_to="2026-06-20")),
        ("bad_value", "loans[0].maturity_on", line({"maturity_on": "2026-04-01"})),
        ("bad_value", "loans[0].rate", line({"rate": "3,60"})),
        ("bad_value", "loans[0].rate", line({"rate": 3.6})),
        ("bad_value", "loans[0].product_code", line({"product_code": "XXXX"})),
        ("bad_value", "params.day_basis", line(params={"day_basis": 366})),
        ("bad_value", "params.local_share", line(params={"local_share": "100.01"})),
        ("bad_value", "params.confirmed", line(params={"confirmed": ["no_pack"]})),
        ("bad_value", "params.confirmed", line(params={"confirmed": "matured_unpaid"})),
        (
            "bad_value",
            "params.legacy_share[0].to",
            line(
                params={"legacy_share": [{"from": "2026-01-02", "to": "2026-01-01", "share": "1"}]}
            ),
        ),
        (
            "bad_value",
            "loans[0].balance_changes[0].amount",
            line({"balance_changes": [{"date": "2026-05-01", "amount": "1.00"}]}),
        ),
        (
            "bad_value",
            "loans[0].balance_changes[0].date",
            line({"balance_changes": [{"date": "2026-03-31", "amount": "-1.00"}]}),
        ),
        (
            "bad_value",
            "loans[0].balance_changes",
            line({"balance_changes": [{"date": "2026-05-01", "amount": "-50000.01"}]}),
        ),
    ],
)
def test_a_line_that_cannot_be_read_names_its_field(code: str, field: str, case: dict) -> None:
    error = ask("subsidy", case)["error"]
    assert (error["code"], error["params"]["field"]) == (code, field)
