"""Subsidy where contracts follow each other, and where a schedule does not cover all days."""

from __future__ import annotations

from tests.rule_cases import ask, open_cases


def test_a_schedule_that_begins_late_and_ends_early_says_both() -> None:
    case = next(case for case in open_cases("subsidy") if case["id"] == "W14")
    rows = [{"from": "2026-04-01", "to": "2026-04-30", "share": "70"}]
    (line,) = ask("subsidy", case | {"params": {"legacy_share": rows}})["lines"]
    assert set(line["flags"]) == {"pack_parameter_missing", "legacy_share_lapsed"}
    assert (line["status"], line["missing"]) == ("not_listed", ["legacy_share"])


def ending_and_beginning(*renewals: dict) -> list[list[str]]:
    """The flags of a loan that ends on 15 August, and of what starts as it ends."""
    case = next(case for case in open_cases("subsidy") if case["id"] == "W09")
    (old,) = case["loans"]
    new = old | {"signed_on": "2026-08-15", "drawn_on": "2026-08-15", "maturity_on": "2028-08-15"}
    new |= {"renewal_type": "renewal", "interest_paid": "185.00", "paid_on": "2026-09-20"}
    loans = [old, *[new | {"loan_no": f"N{n}"} | change for n, change in enumerate(renewals)]]
    return [line["flags"] for line in ask("subsidy", case | {"loans": loans})["lines"]]


def test_a_renewal_that_starts_as_a_loan_ends_repays_it() -> None:
    assert ending_and_beginning() == [["matured_unpaid"]]
    assert ending_and_beginning({}) == [[], []]
    assert ending_and_beginning({"drawn_on": "2026-08-16"})[0] == ["matured_unpaid"]
    assert ending_and_beginning({"renewal_type": None})[0] == ["matured_unpaid"]


def test_of_two_loans_that_end_on_a_day_the_renewal_repays_the_one_of_its_principal() -> None:
    case = next(case for case in open_cases("subsidy") if case["id"] == "W09")
    (old,) = case["loans"]
    other = old | {"loan_no": "B", "principal": "20000.00", "interest_paid": "110.00"}
    new = other | {"loan_no": "C", "drawn_on": "2026-08-15", "signed_on": "2026-08-15"}
    new |= {"maturity_on": "2028-08-15", "renewal_type": "extension", "paid_on": "2026-09-20"}
    lines = ask("subsidy", case | {"loans": [old, other, new]})["lines"]
    unpaid = [line["loan_no"] for line in lines if "matured_unpaid" in line["flags"]]
    assert unpaid == ["A"]
