"""From a wish to an application: the need ends, the check of its day is bound to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import applications, ops
from db.check import check
from db.settings import keep
from desktop.errors import UserError
from desktop.rules import applying as rules
from desktop.services.notices import applying
from desktop.services.records.applying import ApplicationFilter
from desktop.services.records.checks import CheckRequest
from desktop.services.records.needs import NeedFilter
from desktop.services.records.papers import NoticeScope
from desktop.texts.day import sentence_of
from tests.applying import (
    BANK,
    TODAY,
    Township,
    asked,
    desk_over,
    refused,
    said,
    signed,
    wish,
)
from tests.check_answers import ANSWERS
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, number
from tests.quarters import fill, loan
from tests.settled import text_of

pytest_plugins = ["tests.applying_fixtures"]


def test_an_application_ends_its_need_and_is_bound_to_check_roster_and_pack(
    town: Township,
) -> None:
    visit = wish(town.desk)
    again = wish(town.desk)
    filed = town.desk.applications.log(asked(visit_no=visit), also=True)
    line = filed.line
    assert line.application_no == f"{TOWNSHIP}CS0001"
    assert (line.state, line.decision, line.need_month) == ("recorded", "", "2026-09")
    assert filed.also == (again,)
    kept = town.desk.eligibility.replay(line.check_no)
    assert kept.same and kept.checked_on == TODAY
    assert line.policy_pack and line.roster_version and line.stale == ()
    assert line.check_result == kept.outcome.outcome
    ends = {
        (one.outcome, one.note, one.check_no)
        for one in town.desk.funding.listed(NeedFilter()).lines
    }
    assert ends == {("applied", line.application_no, line.check_no)}
    assert town.desk.funding.open_needs(waiting=False) == []
    deliver(town.laptop, town.hub)
    assert desk_over(town.hub, town.clock).applications.listed()[0].household_no == number(1)
    assert check(town.hub).ok and check(town.laptop).ok


REFUSED: tuple[tuple[dict[str, object], str], ...] = (
    ({"amount_fen": 10_000_001}, "application_amount_over"),
    ({"amount_fen": 0}, "amount_not_positive"),
    ({"months": 37}, "application_term_over"),
    ({"months": 0}, "months_invalid"),
    ({"applied_on": TODAY + timedelta(days=1)}, "application_future"),
    ({"applied_on": TODAY - timedelta(days=3)}, "application_before_wish"),
    ({"household_no": number(2)}, "application_no_wish"),
    ({"household_no": "nobody"}, "household_unknown"),
    ({"visit_no": "nothing"}, "visit_unknown"),
    ({"purpose_code": "wedding"}, "application_not_met"),
    ({"purpose_code": "party"}, "word_unknown"),
    ({"cycle": "dragon"}, "word_unknown"),
    ({"cycle_months": 0}, "application_cycle_wrong"),
    ({"need_month": "2026-13"}, "need_month_invalid"),
    ({"check_no": "C0"}, "application_check_wrong"),
    ({"consent_on": TODAY + timedelta(days=1)}, "application_day_wrong"),
    ({"industry": "牛" * 301}, "words_too_long"),
    ({"facts": {**ANSWERS, "guarantee_type": "guarantor"}}, "application_not_met"),
)


def test_what_cannot_be_applied_for_has_its_sentence_and_nothing_is_written(
    town: Township,
) -> None:
    wish(town.desk)
    before = ops.vector(town.laptop)
    for change, code in REFUSED:
        with pytest.raises(UserError) as error:
            town.desk.applications.log(asked(**change))
        assert refused(error) == code
    assert ops.vector(town.laptop) == before
    assert town.desk.applications.listed() == []


def test_who_left_the_roster_or_was_never_on_it_cannot_apply(town: Township) -> None:
    visit = wish(town.desk, 4)
    town.publish(1, 2, 3, as_of=date(2026, 7, 7))
    with pytest.raises(UserError) as error:
        town.desk.applications.log(asked(4, visit_no=visit))
    assert refused(error) == "application_not_on_roster"
    assert town.desk.applications.listed() == []


def test_running_loans_of_the_household_count_against_its_limit(town: Township) -> None:
    wish(town.desk)
    fill(town.hub, [loan("L1", 1, member_no="02", principal_fen=7_000_000, balance_fen=7_000_000)])
    deliver(town.hub, town.laptop)
    with pytest.raises(UserError) as error:
        town.desk.applications.log(asked(amount_fen=4_000_000))
    assert refused(error) == "application_household_over"
    assert error.value.params["total"] == "110000.00"
    town.desk.applications.log(asked(amount_fen=3_000_000))


def test_a_need_becomes_one_application_and_its_end_is_said_there(town: Township) -> None:
    visit = wish(town.desk)
    number_of = town.desk.applications.log(asked(visit_no=visit)).line.application_no
    with pytest.raises(UserError) as error:
        town.desk.applications.log(asked(visit_no=visit))
    assert refused(error) == "application_twice"
    (end,) = town.laptop.rows("SELECT id FROM need_end")
    with pytest.raises(UserError) as error:
        town.desk.funding.undo([end[0]])
    assert (refused(error), error.value.params["application_no"]) == (
        "need_has_application", number_of,
    )  # fmt: skip


def test_a_stored_check_is_taken_only_for_just_this_and_in_its_days(town: Township) -> None:
    wish(town.desk)
    entry = asked(facts={})
    request = CheckRequest(
        household_no=number(1),
        member_no="01",
        amount_fen=entry.amount_fen,
        months=entry.months,
        purpose_code=entry.purpose_code,
        purpose_text=entry.purpose_text,
        facts=ANSWERS,
    )
    made = town.desk.eligibility.check(request).check_no
    with pytest.raises(UserError) as error:
        town.desk.applications.log(asked(check_no=made, amount_fen=4_000_000))
    assert refused(error) == "application_check_differs"
    assert town.desk.applications.log(entry).line.check_no == made
    wish(town.desk, 2)
    with pytest.raises(UserError) as error:
        town.desk.applications.log(asked(2, check_no=made))
    assert refused(error) == "application_check_wrong"


def test_a_term_that_ends_before_the_herd_is_sold_is_a_hint_and_no_refusal(
    town: Township,
) -> None:
    wish(town.desk)
    line = town.desk.applications.log(asked(months=12, cycle="肉牛", cycle_months=18)).line
    assert (line.hint, line.hint_months, line.cycle) == ("matures_before_sale", 18, "beef")
    assert {one.code: one.months for one in town.desk.applications.cycles()}["beef"] == 18
    assert rules.term_hint(18, 18, 36) is None
    assert rules.term_hint(36, 40, 36) == rules.TermHint(code="cycle_beyond_term", months=36)
    assert rules.term_hint(12, None, 36) is None


def test_an_application_is_corrected_until_the_bank_has_said_something(town: Township) -> None:
    service = town.desk.applications
    wish(town.desk)
    first = service.log(asked()).line
    for reason, entry, code in (
        ("", asked(months=36), "reason_missing"),
        ("没变", asked(), "correction_empty"),
        ("换户", asked(2), "application_other_household"),
    ):
        with pytest.raises(UserError) as error:
            service.correct(first.application_no, entry, reason)
        assert refused(error) == code
    town.clock.on(minutes=1)
    line = service.correct(first.application_no, asked(months=36), "期限写错了")
    assert (line.months, line.corrections, line.correction_reason) == (36, 1, "期限写错了")
    assert [one.months for one in service.listed()] == [36]
    service.bank.decide(first.application_no, said("accepted"))
    with pytest.raises(UserError) as error:
        service.correct(first.application_no, asked(months=30), "再改")
    assert refused(error) == "application_decided"
    with pytest.raises(UserError) as error:
        service.line("S0")
    assert refused(error) == "application_unknown"


def test_applications_are_handed_over_together(town: Township) -> None:
    service = town.desk.applications
    for household in (1, 2):
        wish(town.desk, household)
        service.log(asked(household))
    numbers = [one.application_no for one in service.listed()]
    for given, code in (
        ({"numbers": []}, "handover_empty"),
        ({"handed_on": TODAY - timedelta(days=1)}, "handover_day_wrong"),
        ({"handed_on": TODAY + timedelta(days=1)}, "handover_day_wrong"),
        ({"to": " "}, "handover_receiver_missing"),
        ({"way": "wire"}, "word_unknown"),
        ({"numbers": ["S0"]}, "application_unknown"),
    ):
        told = {"numbers": numbers, "handed_on": TODAY, "to": "信贷部", "way": "paper", **given}
        with pytest.raises(UserError) as error:
            service.hand_over(told.pop("numbers"), told.pop("handed_on"), **told)
        assert refused(error) == code
    made = service.hand_over(numbers, TODAY, to="信贷部", way="paper")
    assert made.handover_no == f"{TOWNSHIP}CM0001"
    assert {one.state for one in service.listed(ApplicationFilter(state="handed"))} == {"handed"}
    assert {one.handed_to for one in service.listed()} == {"信贷部"}
    (_, identity_number), *_ = service.with_numbers(service.listed())
    assert len(identity_number) == 18


def test_the_printed_form_says_what_was_applied_for(town: Township) -> None:
    wish(town.desk)
    line = town.desk.applications.log(asked(months=30)).line
    (form,) = applying.applied(
        town.desk.session, number(1), named=False, orders=town.desk.suspensions
    )
    told = form["applied_amount"], form["applied_months"], form["purpose"], form["need_month"]
    assert told == (5_000_000, 30, "养牛", date(2026, 9, 1))
    assert form["applicant_name"] == line.applicant
    town.desk.applications.bank.decide(line.application_no, said("declined", reason="age"))
    (form,) = applying.applied(
        town.desk.session, number(1), named=True, orders=town.desk.suspensions
    )
    assert form["applied_months"] == 30  # the check that was made for it


def test_the_forms_of_an_application_have_what_the_ledger_knows(town: Township) -> None:
    bank = {
        "credit_rating": "A级",
        "credit_limit_fen": 8_000_000,
        "rated_on": date(2026, 7, 1),
        "credit_conclusion": "clear",
        "concluded_on": date(2026, 7, 2),
    }
    given = asked(visit_no=wish(town.desk), repayment_source="卖牛犊", **bank)
    line = town.desk.applications.log(given).line
    (form,) = applying.covered(
        town.desk.session, number(1), named=True, orders=town.desk.suspensions
    )
    said = {
        "industry": "肉牛养殖",
        "applied_months": 24,
        "repayment_source": "卖牛犊",
        "check_no": line.check_no,
        "credit_rating": "A级",
        "credit_limit": 8_000_000,
        "credit_conclusion": "无重大不良",
        "concluded_on": date(2026, 7, 2),
    }
    assert {name: form[name] for name in said} == said


def test_the_day_asks_for_the_banks_word_until_it_came(town: Township) -> None:
    desk = town.desk
    wish(desk)
    number = desk.applications.log(asked()).line.application_no

    def waits() -> list[tuple[str, int | None, str, str]]:
        tasks = desk.overview.today().tasks
        return [
            (one.id, one.days, one.code, one.letter)
            for one in tasks
            if one.kind == "application_open"
        ]

    town.clock.on(days=15)
    assert waits() == []
    town.clock.on(days=1)
    told = f"application_open:{number}"
    assert waits() == [(told, 16, "recorded", "A")]
    assert "还没移交银行" in sentence_of(desk.overview.task(told))
    desk.applications.hand_over([number], desk.today(), to="三交支行", way="paper")
    declined = said("declined", decided_on=desk.today(), reason="other", note="银行说的")
    desk.applications.bank.decide(number, declined)
    assert waits() == []
    again = said("accepted", decided_on=desk.today())
    desk.applications.bank.correct(number, again, "记错了")
    assert waits() == [(told, 16, "handed", "A")], "to take it in is no answer"


def test_the_pack_of_a_loan_names_what_was_applied_for_and_what_the_bank_said(
    town: Township,
) -> None:
    wish(town.desk)
    number = town.desk.applications.log(asked()).line.application_no
    town.desk.applications.bank.decide(number, said())
    town.desk.applications.bank.contract(number, signed())
    fill(town.hub, [loan("L1", contract_no="HT-2026-001", signed_on=TODAY, drawn_on=TODAY)])
    deliver(town.hub, town.laptop)
    lines = town.desk.notices.duty("L1").lines
    found = [(one.stage, one.item, one.number) for one in lines if not one.missing]
    assert ("受理", "贷款申请", number) in found
    assert ("审查", "银行决定 银行同意", number) in found
    assert ("放款", "借款合同", "HT-2026-001") in found
    assert any(one.missing and one.stage == "审查" for one in lines), "its opinion lies elsewhere"


def test_identity_numbers_in_a_list_are_masked_to_look_at(town: Township) -> None:
    desk = town.desk
    keep(town.laptop, {"bank": BANK})
    wish(desk)
    desk.applications.log(asked())
    (known,) = applications.listed(town.laptop)
    look = text_of(desk.notices.draft("YJ", NoticeScope(), "A4").pdf)
    assert known.id_number and known.id_number not in look and known.id_number[-4:] in look


def test_the_list_for_the_bank_goes_by_villages_in_the_order_of_divisions(town: Township) -> None:
    keep(town.laptop, {"bank": BANK})
    for household in (1, 2):
        wish(town.desk, household)
        town.desk.applications.log(asked(household))
    for household, name, place in ((1, "一村", "209"), (2, "东村", "201")):
        town.laptop.execute(
            "UPDATE household SET admin_village = ?, division_code = ? WHERE household_no = ?",
            (name, f"{TOWNSHIP}{place}", number(household)),
        )
    found = text_of(town.desk.notices.draft("YJ", NoticeScope(), "A4").pdf)
    assert found.index(number(2)) < found.index(number(1))


def test_what_goes_to_the_bank_together_is_one_list_with_a_number(town: Township) -> None:
    desk = town.desk
    keep(town.laptop, {"bank": BANK})
    with pytest.raises(UserError, match="handover_nothing"):
        desk.notices.draft("YJ", NoticeScope(), "A4")
    for household in (1, 2):
        wish(desk, household)
        desk.applications.log(asked(household, repayment_source="卖牛"))
    first, second = desk.applications.listed()
    draft = desk.notices.draft("YJ", NoticeScope(), "A4")
    found = text_of(draft.pdf)
    assert draft.missing == () and draft.pages == 1
    for said_there in ("还没有登记移交", "100,000.00", "共2户2份", "银行依法自主决策", "卖牛"):
        assert said_there in found, said_there
    assert first.application_no in found and second.application_no in found
    assert "批准" not in found
    made = desk.applications.hand_over([first.application_no], TODAY, to="信贷员", way="paper")
    assert first.application_no not in text_of(desk.notices.draft("YJ", NoticeScope(), "A4").pdf)
    scope = NoticeScope(record_no=made.handover_no)
    found = text_of(desk.notices.draft("YJ", scope, "A4").pdf)
    assert made.handover_no in found and "交给：信贷员" in found and "还没有登记" not in found
    assert first.application_no in found and second.application_no not in found
    with pytest.raises(UserError, match="handover_unknown"):
        desk.notices.draft("YJ", NoticeScope(record_no="M-1"), "A4")
    deliver(town.laptop, town.hub)
    with pytest.raises(UserError, match="application_bank_only"):
        desk_over(town.hub, town.clock).notices.draft("YJ", scope, "A4")
