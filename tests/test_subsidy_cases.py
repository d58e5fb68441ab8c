"""The worked cases of the rules, taken from a ledger: the same figures to the fen."""

from __future__ import annotations

from datetime import date

import pytest

from db.records.loans import Loan, Settlement, SubsidyLine
from db.store import Store
from desktop.rules.money import parse_percent, parse_yuan
from desktop.rules.subsidy import Params
from tests.ledgers import Clock
from tests.quarters import CLOSED, LEGACY, fill, loan, office, posted
from tests.rule_cases import open_cases

pytest_plugins = ["tests.quarter_fixtures"]

CONTROL = {
    "interest_fen": 266_016,
    "central_t1_fen": 166_380,
    "province_t1_fen": 68_841,
    "central_t2_fen": 19_167,
    "subsidy_fen": 254_388,
    "borrower_fen": 11_628,
}
SHOWN = {
    "interest": "interest_due_fen",
    "interest_difference": "interest_difference_fen",
    "central_t1": "central_t1_fen",
    "province_t1": "province_t1_fen",
    "central_t2": "central_t2_fen",
    "local": "local_amount_fen",
    "subsidy_total": "subsidy_total_fen",
    "borrower": "borrower_share_fen",
    "difference": "difference_fen",
}


def from_case(case: dict, household: int) -> tuple[list[Loan], list[Settlement]]:
    """A worked case as the ledger keeps it."""
    made, told = [], []
    for one in case["loans"]:
        name = f"{case['id']}-{one['loan_no']}"
        renews = f"{case['id']}-A" if one.get("renewal_type") else ""
        made.append(
            loan(
                name,
                household,
                product_code=one["product_code"],
                signed_on=date.fromisoformat(one["signed_on"]),
                drawn_on=date.fromisoformat(one["drawn_on"]),
                maturity_on=date.fromisoformat(one["maturity_on"]),
                principal_fen=parse_yuan(one["principal"]),
                rate_ppm=parse_percent(one["rate"]) // 10**6,
                renews_loan_no=renews,
                large_need_reason="equipment" if case.get("large_need_recorded") else "",
            )
        )
        changes = tuple(
            (date.fromisoformat(each["date"]), parse_yuan(each["amount"]))
            for each in one.get("balance_changes", ())
        )
        paid = one.get("interest_paid")
        if paid is not None or changes:
            told.append(
                posted(
                    name,
                    due=parse_yuan(one["bank_interest"]) if "bank_interest" in one else None,
                    interest_paid_fen=None if paid is None else parse_yuan(paid),
                    paid_on=date.fromisoformat(one["paid_on"]) if "paid_on" in one else None,
                    settled_on=date.fromisoformat(one.get("settled_on", case["period_to"])),
                    period_from=date.fromisoformat(case["period_from"]),
                    period_to=date.fromisoformat(case["period_to"]),
                    balance_change=changes,
                )
            )
    return made, told


def agrees(line: SubsidyLine, wanted: dict) -> list[str]:
    """What of a case's expectation the stored line does not say."""
    found = []
    for key, value in wanted.items():
        if key == "loan_no":
            continue
        if key in SHOWN:
            have = getattr(line, SHOWN[key])
            same = have == (None if value is None else parse_yuan(value))
        elif key == "flags":
            same = set(value) <= set(line.flags)
        elif key == "flags_not":
            same = not set(value) & set(line.flags)
        else:
            name = {"status": "line_status", "policy_pack": "policy_pack_version"}.get(key, key)
            have = getattr(line, name)
            same = (list(have) if isinstance(have, tuple) else have) == value
        if not same:
            found.append(f"{line.loan_no} {key}: {value}")
    return found


HELD_BY_A_LEDGER = {
    "id", "region", "period_from", "period_to", "list_closed_on", "loans", "expect", "note",
    "large_need_recorded", "roster_exited_on", "area_suspended", "params",
}  # fmt: skip
NOT_IN_A_LEDGER = {"bank_claimed", "double_subsidy", "use_deviation", "bank_rate", "penalty_paid"}


def worked(params: dict | None, period_to: str) -> list[dict]:
    """The cases of Shanxi that a ledger can hold, for one quarter and one set of parameters."""
    return [
        case
        for case in open_cases("subsidy")
        if case["region"].startswith("14")
        and case.get("period_to") == period_to
        and case.get("params") == params
        and "lines" in case["expect"]
        and not any(NOT_IN_A_LEDGER & one.keys() for one in case["loans"])
    ]


QUARTERS = {
    "third": (None, Params(), 3, CLOSED),
    "second": (None, Params(), 2, date(2026, 7, 10)),
    "second with an old share": (
        {"legacy_share": [{"from": "2021-01-01", "share": "100"}]},
        LEGACY,
        2,
        date(2026, 7, 10),
    ),
}


@pytest.mark.parametrize("name", QUARTERS)
def test_the_worked_cases_come_out_of_the_ledger_as_they_are_written(
    store: Store, clock: Clock, name: str
) -> None:
    params, laid, quarter, closed = QUARTERS[name]
    cases = worked(params, {2: "2026-06-20", 3: "2026-09-20"}[quarter])
    assert len(cases) >= 2
    for household, case in enumerate(cases, 1):
        assert case.keys() <= HELD_BY_A_LEDGER
        fill(store, *from_case(case, household))
    service = office(store, clock, laid)
    run = service.settle_quarter(2026, quarter, list_closed_on=closed)
    lines = {one.loan_no: one for one in service.lines(run.batch_no, limit=-1)}
    for case in cases:
        for wanted in case["expect"]["lines"]:
            assert agrees(lines[f"{case['id']}-{wanted['loan_no']}"], wanted) == []
            (shown,) = service.derivation(run.batch_no, f"{case['id']}-{wanted['loan_no']}")
            assert shown.agrees, wanted


def test_the_control_totals_are_those_that_were_reckoned_by_hand(
    store: Store, clock: Clock
) -> None:
    cases = {case["id"]: case for case in open_cases("subsidy")}
    for household, name in enumerate(("W01", "W02", "W03", "W04", "W05"), 1):
        fill(store, *from_case(cases[name], household))
    # W07 is of another quarter: here the same 72 days lie in this one
    seventh = loan("W07", 6, drawn_on=date(2026, 7, 11), signed_on=date(2026, 7, 11),
                   principal_fen=3_000_000, rate_ppm=30_000)  # fmt: skip
    fill(store, [seventh], [posted("W07", 18_000)])
    run = office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert {name: getattr(run.sums, name) for name in CONTROL} == CONTROL
    assert (run.sums.lines, run.sums.listed, run.sums.open_interest_fen) == (6, 6, 0)
    assert office(store, clock).differing(run.batch_no) == ()
