"""Renewing a loan: its last safe day, the request, the four conditions, the bank's own word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from db import lending
from db import settings as kept
from db.check import check
from db.store import StoreError
from desktop.errors import UserError
from desktop.rules.maturity import last_safe
from desktop.services.notices import borrowing, maturities
from desktop.services.records.late import DecisionEntry, RenewalEntry
from desktop.texts import late as said
from tests.late_desks import TODAY, Late, late_town
from tests.ledgers import person, publish

ASKED = RenewalEntry(
    loan_no="LOAN-1", renewal_type="renewal", requested_on=TODAY, months=12, reason="买饲料",
    lawful="是", operating="是", credit_good="是",
)  # fmt: skip
AGREED = DecisionEntry(
    decision="银行同意", decided_on=TODAY, decided_by="支行", new_maturity_on=date(2027, 7, 9)
)


@pytest.fixture
def town() -> Iterator[Late]:
    with late_town() as made:
        yield made


def test_the_last_safe_day_is_the_day_before_the_end_or_what_the_bank_takes_before_it() -> None:
    end = date(2027, 1, 15)
    assert last_safe(end, may_ask=True, taken=None).day == date(2027, 1, 14)
    assert last_safe(end, may_ask=True, taken=30).day == date(2026, 12, 16)
    assert last_safe(end, may_ask=True, taken=0).day == date(2027, 1, 14)
    only = last_safe(end, may_ask=False, taken=30)
    assert (only.what, only.day) == ("repay", end)
    assert last_safe(date.min, may_ask=True, taken=99).day == date.min


def test_a_card_says_until_when_to_ask_and_whose_number_it_is(town: Late) -> None:
    safe = town.bank.loans.exits("LOAN-1").last_safe_day
    assert safe is not None
    assert (safe.what, safe.day, safe.days_left, safe.taken) == ("ask", TODAY, 0, None)
    assert "就是今天" in said.safe_day(safe) and "没有填办理天数" in said.safe_day(safe)
    used = town.bank.loans.exits("LOAN-2").last_safe_day
    assert used is not None and (used.what, used.day) == ("repay", date(2026, 9, 1))
    assert "没有续贷、展期的机会" in said.safe_day(used)
    town.county.parameters.fill("renewal_days", "15", document="样县农商行续贷办法")
    town.send()
    assert town.bank.loans.exits("LOAN-4").last_safe_day == replace(
        safe, day=date(2027, 6, 16), days_left=343, taken=15
    )
    late_now = town.bank.loans.exits("LOAN-1").last_safe_day
    assert late_now is not None and late_now.days_left == -14
    assert "已经过了 14 天" in said.safe_day(late_now)


def test_today_names_the_loan_whose_last_day_it_is_until_somebody_asked(town: Late) -> None:
    assert town.bank.loans.due(TODAY, 30).last_today == ("LOAN-1",)
    kinds = [one.kind for one in town.bank.overview.today().tasks]
    assert "renewal_last" in kinds
    town.bank.renewals.request(ASKED)
    assert town.bank.loans.due(TODAY, 30).last_today == ()
    kinds = [one.kind for one in town.bank.overview.today().tasks]
    assert "renewal_last" not in kinds


def test_a_request_keeps_what_was_so_on_its_day_and_reaches_the_county(town: Late) -> None:
    line = town.bank.renewals.request(ASKED)
    assert (line.stand, line.prior_count, line.roster_state) == ("open", 0, "listed")
    assert (line.outcome, line.policy_pack) == ("needs_review", "SX-2026")
    assert "fact_missing" in line.codes
    assert dict(line.conditions) == {
        "lawful": "yes", "operating": "yes", "credit_good": "yes", "no_evasion": "",
    }  # fmt: skip
    town.send()
    assert [one.request_no for one in town.county.renewals.listed()] == [line.request_no]
    with pytest.raises(StoreError, match="not_owner"):
        town.county.renewals.request(replace(ASKED, loan_no="LOAN-2"))
    with pytest.raises(StoreError, match="not_owner"):
        town.county.renewals.decide(line.request_no, AGREED)
    assert check(town.hub).ok and check(town.laptop).ok


def test_the_four_conditions_are_answered_with_their_clause_and_change_no_outcome(
    town: Late,
) -> None:
    card = town.bank.loans.exits("LOAN-1", months=12)
    assert [(one.fact, one.answer) for one in card.conditions] == [
        ("lawful", ""), ("operating", ""), ("credit_good", ""), ("no_evasion", ""),
    ]  # fmt: skip
    assert {one.ref[-5:] for one in card.conditions} == {" 三（二）"}
    before = {one.kind: one.outcome for one in card.exits}
    town.bank.renewals.request(replace(ASKED, no_evasion="否"))
    card = town.bank.loans.exits("LOAN-1", months=12)
    assert [one.answer for one in card.conditions] == ["yes", "yes", "yes", "no"]
    assert {one.kind: one.outcome for one in card.exits} == before
    renewal = next(one for one in card.exits if one.kind == "renewal")
    assert "downgrade_evasion" in renewal.codes
    answers = [(one.fact, one.answer) for one in card.conditions]
    told = said.conditions(answers, card.conditions[0].ref)
    assert "无欠息逃废债等不良行为（否）" in told and "三（二）" in told


def test_the_bank_agrees_once_and_the_shared_counter_is_used_before_its_list_says_so(
    town: Late,
) -> None:
    line = town.bank.renewals.request(replace(ASKED, renewal_type="extension", months=3))
    extended = replace(AGREED, new_maturity_on=date(2026, 10, 9))
    done = town.bank.renewals.decide(line.request_no, extended)
    assert (done.stand, done.new_maturity_on, done.policy_pack) == (
        "agreed", date(2026, 10, 9), "SX-2026",
    )  # fmt: skip
    card = town.bank.loans.exits("LOAN-1", months=12)
    ways = {one.kind: one for one in card.exits}
    for kind in ("renewal", "extension"):
        assert ways[kind].outcome == "not_allowed"
        assert "renewal_quota_used" in ways[kind].codes
    assert card.loan.renewals == 0 and card.last_safe_day is not None
    assert card.last_safe_day.what == "repay"
    again = town.bank.renewals.request(ASKED)
    assert (again.outcome, again.prior_count) == ("not_allowed", 1)
    with pytest.raises(UserError, match="renewal_reason_missing"):
        town.bank.renewals.decide(again.request_no, AGREED)
    row = town.laptop.one("SELECT risk_class, maturity_on, extended_maturity_on FROM loan "
                          "WHERE loan_no = 'LOAN-1'")  # fmt: skip
    assert row == (None, "2026-07-09", None)  # the loan is the bank's list's to change


def test_another_word_of_the_bank_needs_a_reason_and_counts_from_then_on(town: Late) -> None:
    line = town.bank.renewals.request(ASKED)
    declined = DecisionEntry(decision="银行未同意", decided_on=TODAY)
    with pytest.raises(UserError, match="renewal_reason_missing"):
        town.bank.renewals.decide(line.request_no, declined)
    town.bank.renewals.decide(line.request_no, replace(declined, reason="经营停了"))
    with pytest.raises(UserError, match="renewal_decided_already"):
        town.bank.renewals.decide(line.request_no, AGREED)
    town.clock.on(minutes=1)
    done = town.bank.renewals.decide(
        line.request_no, replace(AGREED, why="记反了", no_evasion="是")
    )
    assert (done.stand, done.decisions, done.correction_reason) == ("agreed", 2, "记反了")
    assert dict(done.conditions)["no_evasion"] == "yes"
    assert town.bank.renewals.listed(stand="declined") == []


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"loan_no": "nobody"}, "loan_unknown"),
        ({"renewal_type": ""}, "renewal_type_missing"),
        ({"renewal_type": "repay"}, "renewal_type_missing"),
        ({"renewal_type": "再贷"}, "word_unknown"),
        ({"requested_on": TODAY + timedelta(days=1)}, "renewal_day_wrong"),
        ({"requested_on": date(2026, 3, 31)}, "renewal_day_wrong"),
        ({"months": None}, "months_invalid"),
        ({"months": 601}, "months_invalid"),
        ({"new_rate_ppm": 0}, "renewal_rate_wrong"),
        ({"lawful": "也许"}, "word_unknown"),
        ({"reason": "长" * 301}, "renewal_too_long"),
    ],
)
def test_a_request_that_does_not_hang_together_is_not_written(
    town: Late, change: dict[str, object], refused: str
) -> None:
    with pytest.raises(UserError) as error:
        town.bank.renewals.request(replace(ASKED, **change))
    assert error.value.code == refused
    assert town.bank.renewals.listed() == []


def test_one_request_waits_at_a_time_and_a_decision_has_its_day_and_its_end(town: Late) -> None:
    line = town.bank.renewals.request(ASKED)
    with pytest.raises(UserError, match="renewal_open_already"):
        town.bank.renewals.request(ASKED)
    for change, refused in (
        ({"decision": ""}, "renewal_decision_missing"),
        ({"decided_on": TODAY - timedelta(days=1)}, "renewal_decision_day_wrong"),
        ({"new_maturity_on": None}, "renewal_maturity_wrong"),
        ({"new_maturity_on": date(2026, 7, 9)}, "renewal_maturity_wrong"),
        ({"new_maturity_on": date(2066, 1, 1)}, "renewal_maturity_beyond"),
        ({"new_maturity_on": date(2027, 8, 10)}, "renewal_maturity_beyond"),
        ({"decided_by": "长" * 301}, "renewal_too_long"),
    ):
        with pytest.raises(UserError, match=refused):
            town.bank.renewals.decide(line.request_no, replace(AGREED, **change))
    with pytest.raises(UserError, match="renewal_unknown"):
        town.bank.renewals.one("X0")
    withdrawn = replace(AGREED, decision="撤回", new_maturity_on=None)
    assert town.bank.renewals.decide(line.request_no, withdrawn).stand == "withdrawn"


def test_who_left_the_roster_goes_on_as_a_farmers_loan_and_uses_up_nothing(town: Late) -> None:
    house = town.bank.loans.one("LOAN-1").household_no
    others = [person(n) for n in range(2, 5)]
    assert house not in {one["household_no"] for one in others}
    publish(town.hub, others, as_of=date(2026, 7, 1))
    town.send()
    card = town.bank.loans.exits("LOAN-1")
    ways = {one.kind: one for one in card.exits}
    assert "off_roster_at_maturity" in ways["renewal"].codes
    assert ways["renewal"].outcome == "not_allowed"
    assert ways["farmer_loan"].clause.endswith("四（二）")
    assert card.last_safe_day is not None and card.last_safe_day.what == "repay"
    line = town.bank.renewals.request(replace(ASKED, renewal_type="转农户贷款", months=None))
    done = town.bank.renewals.decide(line.request_no, replace(AGREED, new_maturity_on=None))
    assert (done.stand, done.policy_pack) == ("agreed", "")
    assert not town.bank.loans.exits("LOAN-1").agreed


def test_the_form_takes_the_request_that_waits_and_the_reminder_leaves_the_bank_its_days(
    town: Late,
) -> None:
    session = town.bank.session
    house = town.bank.loans.one("LOAN-4").household_no
    (form,) = borrowing.renewed(session, house, named=True)
    assert "renewal_type" not in form
    line = town.bank.renewals.request(replace(ASKED, loan_no="LOAN-4"))
    (form,) = borrowing.renewed(session, house, named=True)
    assert (form["renewal_type"], form["requested_months"], form["reason"]) == (
        "续贷", 12, "买饲料",
    )  # fmt: skip
    assert (form["lawful"], form["no_evasion"]) == ("是", "")
    town.bank.renewals.decide(line.request_no, replace(AGREED, new_maturity_on=date(2028, 7, 1)))
    (form,) = borrowing.renewed(session, house, named=True)
    assert "renewal_type" not in form

    def ask_by() -> object:
        numbers = town.bank.parameters
        (told,) = maturities.values(session, house, named=True, openings=numbers)
        return told["ask_by"]

    kept.keep(town.laptop, {"bank": "农商行"})
    assert ask_by() == date(2027, 6, 21)
    town.county.parameters.fill("renewal_days", "30", document="样县农商行续贷办法")
    town.send()
    assert ask_by() == date(2027, 6, 1)


def test_today_names_a_request_that_the_bank_has_not_answered(town: Late) -> None:
    def waits() -> list[tuple[str, bool]]:
        tasks = town.bank.overview.today().tasks
        return [(one.loan_no, one.late) for one in tasks if one.kind == "renewal_open"]

    far = replace(ASKED, loan_no="LOAN-4")
    town.bank.renewals.request(far)
    assert waits() == []
    town.clock.on(days=7)
    assert waits() == [("LOAN-4", False)]
    assert not [one for one in town.county.overview.today().tasks if one.kind == "renewal_open"], (
        "the answer is the bank's"
    )
    day = town.bank.today()
    assert [one.loan_no for one in lending.unanswered(town.laptop, ASKED.requested_on)] == [
        "LOAN-4"
    ]
    assert lending.unanswered(town.laptop, day) == []
    plan = town.laptop.rows(
        "EXPLAIN QUERY PLAN SELECT request_no FROM renewal_request r WHERE r.gone = 0 "
        "AND r.requested_on >= ? ORDER BY r.requested_on, r.request_no", (day.isoformat(),),
    )  # fmt: skip
    assert "renewal_request_by_day" in str(plan) and "SCAN" not in str(plan)
    number = town.bank.renewals.listed("LOAN-4")[0].request_no
    today = town.bank.today()
    town.bank.renewals.decide(
        number, replace(AGREED, decision="借款人撤回", decided_on=today, new_maturity_on=None)
    )
    assert waits() == []
