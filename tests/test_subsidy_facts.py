"""Loans as they are: contradictions are named, extensions split, one cap for the household."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from db.records.loans import Settlement
from db.store import Store
from desktop.rules.subsidy import Params
from desktop.services import subsidies
from desktop.services.subsidies.houses import OWN_FLAGS
from desktop.texts.rules import FINDINGS
from desktop.texts.subsidies import FLAGS, said_of
from tests.ledgers import OTHER, TOWNSHIP, Clock, number
from tests.quarters import CLOSED, FIRST, LAST, LEGACY, fill, loan, office, posted, settled

pytest_plugins = ["tests.quarter_fixtures"]

CONTRADICTIONS = {
    "no signing day": ({"signed_on": None}, "loan_fact_missing"),
    "no product": ({"product_code": ""}, "loan_fact_missing"),
    "no rate": ({"rate_ppm": None}, "loan_fact_missing"),
    "a product of nobody": ({"product_code": "XXXX"}, "loan_product_unknown"),
    "due before it was drawn": ({"maturity_on": date(2026, 3, 1)}, "loan_dates_contradict"),
    "extended before it was due": (
        {"maturity_on": date(2026, 6, 1), "extended_maturity_on": date(2026, 5, 1)},
        "loan_dates_contradict",
    ),
    "extended backwards": ({"extended_maturity_on": date(2028, 1, 1)}, "loan_dates_contradict"),
    "of another century": ({"signed_on": date(1826, 4, 1)}, "loan_dates_contradict"),
    "less than nothing": ({"principal_fen": -1}, "amount_impossible"),
    "a rate above the whole": ({"rate_ppm": 1_000_001}, "amount_impossible"),
    "a year of 366 days": ({"day_basis": 366}, "day_basis_unknown"),
    "nobody's household": ({"household_no": "99999999999"}, "loan_household_unknown"),
    "no household": ({"household_no": ""}, "loan_household_unknown"),
    "nothing left, since when": ({"balance_fen": 0}, "repayment_undated"),
    "over, since when": ({"loan_status": "settled"}, "repayment_undated"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_loan_whose_facts_contradict_each_other_is_named_and_stops_nothing(
    store: Store, clock: Clock, name: str
) -> None:
    change, code = CONTRADICTIONS[name]
    fill(store, [loan("odd", 1, **change), loan("B", 2)], [posted("B")])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert (run.sums.loans, run.sums.lines, run.sums.named, run.sums.listed) == (2, 2, 1, 1)
    (odd,) = service.lines(run.batch_no, status="named")
    assert (odd.loan_no, odd.flags, odd.subsidy_total_fen, odd.interest_due_fen) == (
        "odd",
        (code,),
        None,
        None,
    )
    assert FLAGS[code]
    (shown,) = service.derivation(run.batch_no, "odd")
    assert (shown.figures, shown.equation, shown.agrees) == ((), (), True)


def test_what_is_missing_is_named(store: Store, clock: Clock) -> None:
    fill(store, [loan("A", signed_on=None, principal_fen=None)])
    assert settled(store, clock)["A", ""].missing == ("signed_on", "principal_fen")


CHANGES = {
    "more than was lent": (((date(2026, 7, 1), -5_000_001),), "repaid_more_than_lent"),
    "money that comes back": (((date(2026, 7, 1), 1),), "repayment_unreadable"),
    "before it was drawn": (((date(2026, 3, 1), -1),), "repayment_unreadable"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_repayments_that_cannot_be_are_named(store: Store, clock: Clock, name: str) -> None:
    changes, code = CHANGES[name]
    fill(store, [loan()], [posted(balance_change=changes)])
    assert settled(store, clock)["A", ""].flags == (code,)


@pytest.mark.parametrize("text", ["[", "7", '["2026-07-01"]', "[1]", '["2026-02-30 -1"]'])
def test_repayments_that_nobody_can_read_are_named(store: Store, clock: Clock, text: str) -> None:
    fill(store, [loan()], [posted()])
    with store.write("x") as writer:
        writer.set("interest_settlement", f"A/{LAST}", {"balance_change": text})
    assert settled(store, clock)["A", ""].flags == ("repayment_unreadable",)


def test_interest_below_nothing_is_named(store: Store, clock: Clock) -> None:
    fill(store, [loan()], [posted(due=-1)])
    assert settled(store, clock)["A", ""].flags == ("amount_impossible",)


def test_one_number_for_two_loans_is_named_twice(store: Store, clock: Clock) -> None:
    fill(store, [loan("A", 1), loan("B", 2)])
    with store.write("x") as writer:
        writer.set("loan", "B", {"loan_no": "A"})
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert [one.flags for one in service.lines(run.batch_no)] == [("loan_number_twice",)] * 2
    assert (run.sums.loans, run.sums.households) == (2, 2)


def test_interest_for_a_loan_that_is_not_there_is_named_unless_one_bank_is_asked(
    store: Store, clock: Clock
) -> None:
    stray = posted("ghost", township_code=OTHER)
    fill(store, [loan()], [posted(), stray])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    (named,) = service.lines(run.batch_no, status="named")
    assert (named.loan_no, named.township_code, named.flags, named.bank_interest_fen) == (
        "ghost",
        OTHER,
        ("settlement_loan_unknown",),
        46_000,
    )
    assert (run.sums.loans, run.sums.lines, run.sums.interest_fen) == (1, 2, 46_000)
    one_bank = service.settle_quarter(2026, 3, list_closed_on=CLOSED, bank="农商行")
    assert (one_bank.sums.lines, one_bank.sums.named) == (1, 0)


def test_a_named_loan_puts_its_household_under_review(store: Store, clock: Clock) -> None:
    fill(store, [loan("odd", maturity_on=date(2026, 3, 1)), loan("B")], [posted("B")])
    lines = settled(store, clock)
    assert (lines["B", ""].line_status, lines["B", ""].flags) == (
        "needs_review",
        ("household_loan_unclear",),
    )
    service = office(store, clock)
    (shown,) = service.derivation(service.batches()[0].batch_no, "B")
    assert shown.agrees


def test_loans_that_touch_the_quarter_nowhere_are_no_lines(store: Store, clock: Clock) -> None:
    before = loan("before", 1, maturity_on=FIRST)
    after = loan("after", 2, drawn_on=date(2026, 9, 21), signed_on=date(2026, 9, 21))
    repaid = loan("repaid", 3, balance_fen=0)
    old = posted("repaid", period_from=None, period_to=date(2026, 6, 20),
                 balance_change=((date(2026, 6, 1), -5_000_000),))  # fmt: skip
    odd_long_ago = loan("odd", 4, drawn_on=date(2019, 5, 1), maturity_on=date(2018, 5, 1),
                        loan_status="settled")  # fmt: skip
    fill(store, [before, after, repaid, odd_long_ago, loan("A", 5)], [old, posted()])
    assert settled(store, clock).keys() == {("A", "")}


def test_interest_that_was_posted_makes_a_line_of_a_loan_that_is_over(
    store: Store, clock: Clock
) -> None:
    fill(store, [loan(maturity_on=date(2026, 5, 1))], [posted(due=100)])
    line = settled(store, clock)["A", ""]
    assert (line.line_status, line.days) == ("not_listed", 0)
    assert "no_interest_days" in line.flags
    assert (line.period_from, line.bank_interest_fen) == (None, 100)


def test_a_posting_without_interest_days_counts_in_its_calendar_quarter(
    store: Store, clock: Clock
) -> None:
    late = posted(period_from=None, period_to=None, settled_on=date(2026, 9, 22))
    fill(store, [loan()], [late])
    line = settled(store, clock)["A", ""]
    assert (line.interest_paid_fen, line.settled_on) == (46_000, date(2026, 9, 22))


def test_monthly_postings_are_one_and_what_one_lacks_is_unknown(store: Store, clock: Clock) -> None:
    months = [
        posted("A", 15_000, period_to=date(2026, 7, 20), settled_on=date(2026, 7, 20)),
        posted("A", 15_500, period_from=date(2026, 7, 21), period_to=date(2026, 8, 20),
               settled_on=date(2026, 8, 20)),
        posted("A", 15_500, period_from=date(2026, 8, 21)),
    ]  # fmt: skip
    fill(store, [loan(), loan("B", 2)], [*months, *[replace(one, loan_no="B") for one in months]])
    fill(store, [], [replace(months[0], loan_no="B", interest_paid_fen=None)])
    lines = settled(store, clock)
    assert (lines["A", ""].line_status, lines["A", ""].bank_interest_fen) == ("listed", 46_000)
    assert "interest_payment_unknown" in lines["B", ""].flags


def test_a_renewed_loan_counts_as_repaid_on_the_day_of_its_renewal(
    store: Store, clock: Clock
) -> None:
    turn = date(2026, 8, 7)
    old = loan("old", product_code="TPXE", signed_on=date(2024, 8, 7),
               drawn_on=date(2024, 8, 7), maturity_on=turn)  # fmt: skip
    new = loan("new", signed_on=turn, drawn_on=turn, renews_loan_no="old")
    fill(store, [old, new], [posted("old", 23_500, settled_on=turn, paid_on=turn)])
    lines = settled(store, clock, LEGACY)
    first, second = lines["old", ""], lines["new", "renewal"]
    assert (first.line_status, first.days, first.flags) == ("listed", 47, ())
    assert (second.policy_pack_version, second.days) == ("SX-2026", 45)
    assert "household_cap_shared" not in second.flags
    assert first.balance_change == ("2026-08-07 -5000000",)


def test_an_extended_loan_is_two_contracts_in_the_quarter_of_its_maturity(
    store: Store, clock: Clock
) -> None:
    turn = date(2026, 7, 23)
    made = loan(product_code="TPXE", signed_on=date(2025, 7, 23), drawn_on=date(2025, 7, 23),
                maturity_on=turn, extended_maturity_on=date(2027, 7, 23))  # fmt: skip
    fill(store, [made], [posted(balance_change=((date(2026, 9, 1), -1_000_000),), due=44_000)])
    service = office(store, clock, LEGACY)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    first, second = service.lines(run.batch_no)
    assert (first.policy_pack_version, first.days, first.period_to) == (
        "LEGACY-2021",
        32,
        date(2026, 7, 22),
    )
    assert (second.policy_pack_version, second.days, second.drawn_on) == ("SX-2026", 60, turn)
    assert (first.bank_interest_fen, second.bank_interest_fen) == (16_000, 28_000)
    assert first.interest_paid_fen + second.interest_paid_fen == 44_000
    assert (first.line_status, second.line_status) == ("listed", "listed")
    assert (run.sums.loans, run.sums.lines, run.sums.interest_fen) == (1, 2, 44_000)
    shown = service.derivation(run.batch_no, "A")
    assert [one.agrees for one in shown] == [True, True]
    assert [one.line.renewal_type for one in shown] == ["", "extension"]


def test_postings_on_either_side_of_a_maturity_belong_to_their_contracts(
    store: Store, clock: Clock
) -> None:
    turn = date(2026, 7, 23)
    made = loan(maturity_on=turn, extended_maturity_on=date(2027, 7, 23))
    before = posted(due=16_000, period_to=date(2026, 7, 22), settled_on=turn)
    after = posted(due=30_000, period_from=turn)
    fill(store, [made], [before, after])
    lines = settled(store, clock)
    assert lines["A", ""].bank_interest_fen == 16_000
    assert lines["A", "extension"].bank_interest_fen == 30_000
    fill(store, [], [replace(before, interest_due_fen=None), replace(after, period_from=None)])
    lines = settled(store, clock)
    assert (lines["A", ""].bank_interest_fen, lines["A", "extension"].bank_interest_fen) == (
        None,
        None,
    )


def test_before_and_after_that_quarter_an_extended_loan_is_one_line(
    store: Store, clock: Clock
) -> None:
    later = loan("later", 1, maturity_on=date(2027, 4, 1), extended_maturity_on=date(2028, 4, 1))
    sooner = loan("sooner", 2, maturity_on=date(2026, 6, 1),
                  extended_maturity_on=date(2027, 6, 1))  # fmt: skip
    over = loan("over", 3, maturity_on=date(2026, 6, 1), extended_maturity_on=date(2026, 6, 20))
    paid = loan("paid", 4, maturity_on=date(2026, 7, 1), extended_maturity_on=date(2027, 7, 1))
    fill(
        store,
        [later, sooner, over, paid],
        [posted("over"), posted("paid", balance_change=((date(2026, 7, 1), -5_000_000),))],
    )
    lines = settled(store, clock)
    assert lines.keys() == {
        ("later", ""), ("sooner", "extension"), ("over", "extension"), ("paid", ""),
    }  # fmt: skip
    assert lines["later", ""].maturity_on == date(2027, 4, 1)
    assert lines["over", "extension"].days == 0


def test_an_extension_asks_for_review_where_its_signing_day_decides(
    store: Store, clock: Clock
) -> None:
    made = loan(product_code="TPXE", signed_on=date(2025, 5, 17), drawn_on=date(2025, 5, 17),
                maturity_on=date(2026, 5, 17), extended_maturity_on=date(2027, 5, 17))  # fmt: skip
    fill(store, [made], [posted()])
    line = settled(store, clock)["A", "extension"]
    assert (line.flags, line.line_status) == (("extension_signed_unknown",), "needs_review")
    assert not FLAGS.keys() & FINDINGS.keys()


def test_interest_that_is_posted_with_the_principal_is_reckoned_over_its_own_days(
    store: Store, clock: Clock
) -> None:
    drawn, due = date(2026, 4, 10), date(2026, 8, 8)
    once = loan("once", drawn_on=drawn, maturity_on=due, principal_fen=3_000_000)
    beside = loan("beside", drawn_on=date(2026, 4, 2), maturity_on=date(2026, 5, 10),
                  principal_fen=4_000_000)  # fmt: skip
    told = posted("once", 36_000, period_from=drawn, period_to=date(2026, 8, 7),
                  settled_on=due, paid_on=due, balance_change=((due, -3_000_000),))  # fmt: skip
    odd = loan("odd", drawn_on=date(2026, 4, 2), maturity_on=date(2026, 5, 10), signed_on=None)
    fill(store, [once, beside, odd], [told])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    (line,) = service.lines(run.batch_no)
    assert (line.days, line.period_from, line.interest_difference_fen) == (120, drawn, 0)
    # ten thousand were above the cap for thirty days, beside the other loan
    assert line.tier1_product_fen_days == 3_000_000 * 120 - 2_000_000 * 30
    assert "household_cap_shared" in line.flags
    (shown,) = service.derivation(run.batch_no, "once")
    assert shown.agrees


def test_a_loan_keeps_the_day_basis_of_its_bank(store: Store, clock: Clock) -> None:
    fill(store, [loan(day_basis=365), loan("B", 2)], [posted(due=45_370), posted("B")])
    lines = settled(store, clock)
    assert (lines["A", ""].own_interest_fen, lines["B", ""].own_interest_fen) == (45_370, 46_000)
    assert {one.line_status for one in lines.values()} == {"listed"}
    lines = settled(store, clock, Params(day_basis=365))
    assert lines["B", ""].own_interest_fen == 45_370


def test_one_cap_holds_for_a_household_whatever_bank_or_township_its_loans_are_of(
    store: Store, clock: Clock
) -> None:
    first = loan("first", principal_fen=3_000_000, bank="农行")
    second = loan("second", drawn_on=date(2026, 5, 6), principal_fen=4_000_000)
    third = loan("third", drawn_on=date(2026, 5, 7), township_code=OTHER, principal_fen=1_000_000)
    fill(store, [first, second, third], [posted("third", 9_200, township_code=OTHER)])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED, bank="农商行")
    lines = {one.loan_no: one for one in service.lines(run.batch_no)}
    assert lines.keys() == {"second", "third"}
    assert lines["second"].tier1_product_fen_days == 2_000_000 * 92
    assert (lines["third"].tier1_product_fen_days, lines["third"].township_code) == (0, OTHER)
    assert lines["third"].bank_interest_fen == 9_200
    assert {one.sums.loans for one in run.townships} == {1}
    for loan_no in lines:
        (shown,) = service.derivation(run.batch_no, loan_no)
        assert shown.agrees


def test_a_large_need_of_one_loan_lifts_the_cap_of_its_household(
    store: Store, clock: Clock
) -> None:
    big = {"principal_fen": 8_000_000}
    fill(store, [loan("A", 1, **big), loan("B", 2, large_need_reason="equipment", **big)])
    lines = settled(store, clock)
    assert (lines["A", ""].central_t2_fen, lines["B", ""].central_t2_fen) == (0, 19_167)
    assert (lines["A", ""].large_need, lines["B", ""].large_need) == (False, True)
    assert (lines["B", ""].central_rate, lines["B", ""].province_rate) == ("2.50", "1.00")


def test_a_repayment_of_an_earlier_quarter_lowers_the_balance_of_this_one(
    store: Store, clock: Clock
) -> None:
    earlier = posted(
        period_from=date(2026, 4, 1),
        period_to=date(2026, 6, 20),
        balance_change=((date(2026, 5, 1), -1_000_000),),
    )
    elsewhere = loan("B", 1, township_code=OTHER, drawn_on=date(2026, 4, 2))
    far = replace(earlier, loan_no="B", township_code=OTHER)
    fill(store, [loan(), elsewhere], [earlier, far])
    lines = settled(store, clock)
    assert lines["A", ""].own_interest_fen == 36_800
    assert lines["B", ""].own_interest_fen == 36_800
    assert lines["A", ""].township_code == TOWNSHIP
    assert lines["B", ""].household_no == number(1)


def test_everything_that_only_the_ledger_can_say_has_its_sentence() -> None:
    folder = Path(subsidies.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    said = set(re.findall(r'Contradiction\(\s*"(\w+)"', source))
    spoken = said | OWN_FLAGS | {"settlement_loan_unknown"}
    assert FLAGS.keys() == spoken - FINDINGS.keys()
    assert spoken & FINDINGS.keys() == {"rate_changed_in_contract"}


@pytest.mark.parametrize(
    ("told", "flag"),
    [
        ([posted(period_from=date(2026, 5, 21))], "period_crosses_quarters"),
        (
            [
                posted(due=20_000, period_to=date(2026, 8, 20), settled_on=date(2026, 8, 20)),
                posted(due=26_000, period_from=date(2026, 8, 1)),
            ],
            "periods_overlap",
        ),
        ([posted()], ""),
    ],
)
def test_days_that_may_have_been_counted_before_wait_for_a_person(
    store: Store, clock: Clock, told: list[Settlement], flag: str
) -> None:
    fill(store, [loan(drawn_on=date(2026, 4, 12))], told)
    (line,) = settled(store, clock).values()
    assert not flag or flag in line.flags
    assert (line.line_status in {"needs_review", "held"}) is bool(flag)
    assert said_of(flag).endswith("。") or not flag
