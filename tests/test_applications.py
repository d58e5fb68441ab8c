"""From a wish to a contract: the need ends, the check is bound, and only the bank says its word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from db import applications, merge, ops
from db.check import check
from db.records import BankDecision
from db.store import Store, StoreError
from desktop.errors import UserError
from desktop.rules import applying as rules
from desktop.services.desk import Desk
from desktop.services.records import ApplicationFilter, CheckRequest, NeedFilter
from desktop.texts import sentence
from tests.applying import BANK, GOOD, TODAY, asked, desk_over, home, large, said, signed, wish
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, number, publish
from tests.quarters import fill, loan


@dataclass
class Township:
    """A bank's laptop with a roster, and the county's hub."""

    hub: Store
    laptop: Store
    clock: Clock
    desk: Desk

    def publish(self, *homes: int, as_of: date = date(2026, 6, 30)) -> None:
        publish(
            self.hub,
            [home(n) for n in homes],
            as_of=as_of,
        )
        deliver(self.hub, self.laptop)

    def need(self, household: int = 1) -> tuple[str, str, str]:
        """Outcome, reason and who told it, of the only need of a household."""
        wanted = NeedFilter(household_no=number(household))
        (one,) = self.desk.funding.listed(wanted).lines
        return one.outcome, one.reason, one.said_by

    def agreed(self, household: int = 1, **more: object) -> str:
        """An application to which the bank said yes; its number."""
        wish(self.desk, household)
        made = self.desk.applications.log(asked(household, **more)).line.application_no
        self.desk.applications.bank.decide(made, said())
        return made


@pytest.fixture
def town() -> Iterator[Township]:
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        desk = desk_over(laptop, clock)
        desk.settings.set({"bank": BANK})
        made = Township(hub, laptop, clock, desk)
        made.publish(1, 2, 3, 4)
        yield made


def refused(error: pytest.ExceptionInfo[UserError]) -> str:
    told = sentence(error.value.code, error.value.params)
    assert told.endswith("。") and not re.search("（[a-z_]+）", told), told
    return error.value.code


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
    ({"household_no": "nobody"}, "application_no_wish"),
    ({"visit_no": "nothing"}, "application_no_wish"),
    ({"purpose_code": "wedding"}, "application_not_met"),
    ({"purpose_code": "party"}, "word_unknown"),
    ({"cycle": "dragon"}, "word_unknown"),
    ({"cycle_months": 0}, "application_cycle_wrong"),
    ({"need_month": "2026-13"}, "need_month_invalid"),
    ({"check_no": "C0"}, "application_check_wrong"),
    ({"consent_on": TODAY + timedelta(days=1)}, "application_day_wrong"),
    ({"industry": "牛" * 301}, "words_too_long"),
    ({"facts": {**GOOD, "guarantee_type": "guarantor"}}, "application_not_met"),
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
        facts=GOOD,
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


def test_what_the_bank_says_is_its_record_and_ends_the_need_as_such(town: Township) -> None:
    service = town.desk.applications
    wish(town.desk)
    made = service.log(asked()).line.application_no
    for entry, code in (
        (said(decided_on=TODAY - timedelta(days=1)), "decision_day_wrong"),
        (said(decided_on=TODAY + timedelta(days=1)), "decision_day_wrong"),
        (said(said_by=" "), "decision_who_missing"),
        (said("declined"), "decision_reason_missing"),
        (said("declined", reason="other"), "decision_words_missing"),
        (said("declined", reason="face"), "word_unknown"),
        (said("granted"), "word_unknown"),
    ):
        with pytest.raises(UserError) as error:
            service.bank.decide(made, entry)
        assert refused(error) == code
    with pytest.raises(UserError) as error:
        service.bank.correct(made, said(), "没有可更正的")
    assert refused(error) == "decision_none"
    assert service.bank.decide(made, said("accepted")).state == "accepted"
    assert town.need()[0] == "applied"
    line = service.bank.decide(made, said("declined", reason="repayment"))
    assert (line.state, line.reason, line.said_by) == ("declined", "repayment", "支行 李行长")
    assert town.need() == ("declined", "repayment", "支行 李行长")
    with pytest.raises(UserError) as error:
        service.bank.decide(made, said())
    assert refused(error) == "decision_stands"
    for reason, entry, code in (
        ("", said(), "reason_missing"),
        ("一样", said("declined", reason="repayment"), "correction_empty"),
    ):
        with pytest.raises(UserError) as error:
            service.bank.correct(made, entry, reason)
        assert refused(error) == code
    town.clock.on(minutes=1)
    line = service.bank.correct(made, said(), "银行更正")
    assert (line.state, line.disputed) == ("agreed", False)
    assert [(one.decision, one.replaced) for one in line.decisions] == [
        ("accepted", False), ("declined", True), ("agreed", False),
    ]  # fmt: skip
    assert town.need()[0] == "applied"
    line = service.bank.correct(made, said("withdrawn", reason="later"), "户里不办了")
    assert line.state == "withdrawn"
    assert town.need()[:2] == ("not_now", "later")
    assert town.desk.funding.open_needs(waiting=False) == []
    assert town.desk.sync.reviews() == []


def test_a_yes_to_what_was_in_doubt_says_why(town: Township) -> None:
    publish(town.hub, [home(1, needs_continued_support=None)], as_of=date(2026, 7, 7))
    deliver(town.hub, town.laptop)
    wish(town.desk)
    line = town.desk.applications.log(asked()).line
    assert line.check_result == "needs_review"
    with pytest.raises(UserError) as error:
        town.desk.applications.bank.decide(line.application_no, said())
    assert refused(error) == "decision_review_reason_missing"
    told = town.desk.applications.bank.decide(line.application_no, said(note="县里补了标注"))
    assert told.state == "agreed"


def test_another_bank_answers_no_application_of_this_one(town: Township) -> None:
    wish(town.desk)
    made = town.desk.applications.log(asked()).line.application_no
    town.desk.settings.set({"bank": "样县邮政储蓄银行"})
    for call in (
        lambda: town.desk.applications.bank.decide(made, said()),
        lambda: town.desk.applications.hand_over([made], TODAY, to="信贷部", way="paper"),
    ):
        with pytest.raises(UserError) as error:
            call()
        assert refused(error) == "application_other_bank"


def test_a_contract_follows_the_banks_yes_and_keeps_its_pack_for_life(town: Township) -> None:
    service = town.desk.applications
    wish(town.desk)
    made = service.log(asked()).line.application_no
    for _ in range(2):
        with pytest.raises(UserError) as error:
            service.bank.contract(made, signed())
        assert refused(error) == "contract_no_decision"
        if not service.line(made).decision:
            service.bank.decide(made, said("accepted"))
    service.bank.decide(made, said())
    for entry, code in (
        (signed(contract_no=" "), "contract_no_missing"),
        (signed(signed_on=TODAY - timedelta(days=1)), "contract_day_wrong"),
        (signed(signed_on=TODAY + timedelta(days=1)), "contract_day_wrong"),
        (signed(maturity_on=TODAY), "contract_maturity_wrong"),
        (signed(maturity_on=date(2029, 7, 9)), "contract_term_over"),
        (signed(principal_fen=5_000_001), "contract_amount_wrong"),
        (signed(principal_fen=0), "contract_amount_wrong"),
        (signed(rate_ppm=0), "contract_rate_wrong"),
    ):
        with pytest.raises(UserError) as error:
            service.bank.contract(made, entry)
        assert refused(error) == code
    with pytest.raises(UserError) as error:
        service.bank.correct_contract(made, signed(), "没有")
    assert refused(error) == "contract_none"
    line = service.bank.contract(made, signed())
    assert (line.state, line.contract_no, line.rate_ppm) == ("contracted", "HT-2026-001", 34_500)
    assert line.contract_pack == line.policy_pack and line.contract_reason
    with pytest.raises(UserError) as error:
        service.bank.correct(made, said("declined", reason="age"), "反悔")
    assert refused(error) == "decision_contracted"
    other = town.agreed(2)
    with pytest.raises(UserError) as error:
        service.bank.contract(other, signed())
    assert refused(error) == "contract_no_taken"
    kept = town.laptop.one("SELECT policy_digest FROM loan_contract")
    assert kept is not None and kept[0] == town.desk.session.packs.current.digest


def test_a_second_rate_for_a_contract_is_refused_and_a_correction_marked(town: Township) -> None:
    service, made = town.desk.applications.bank, town.agreed()
    service.contract(made, signed())
    with pytest.raises(UserError) as error:
        service.contract(made, signed(rate_ppm=36_000))
    assert refused(error) == "rate_changed_in_contract"
    assert (error.value.params["first"], error.value.params["second"]) == ("3.45", "3.60")
    with pytest.raises(UserError) as error:
        service.contract(made, signed())
    assert refused(error) == "contract_stands"
    with pytest.raises(UserError) as error:
        service.correct_contract(made, signed(), "没变")
    assert refused(error) == "correction_empty"
    town.clock.on(minutes=1)
    line = service.correct_contract(made, signed(rate_ppm=36_000), "打错了")
    assert (line.rates, line.flags) == ((34_500, 36_000), ("rate_changed_in_contract",))
    fill(town.hub, [loan("L1", 1, contract_no="HT-2026-001", rate_ppm=36_000)])
    deliver(town.hub, town.laptop)
    line = town.desk.applications.line(made)
    assert (line.loan_nos, line.flags) == (("L1",), ())
    fill(town.hub, [loan("L1", 1, contract_no="HT-2026-001", rate_ppm=34_500)])
    deliver(town.hub, town.laptop)
    assert town.desk.applications.line(made).flags == ("rate_changed_in_contract",)


def test_a_new_roster_before_signing_asks_for_another_check(town: Township) -> None:
    service, made = town.desk.applications, town.agreed()
    town.publish(1, 2, 3, 4, as_of=date(2026, 7, 8))
    assert service.line(made).stale == ("roster",)
    with pytest.raises(UserError) as error:
        service.bank.contract(made, signed())
    assert refused(error) == "contract_check_stale"
    line = service.line(made)
    town.clock.on(minutes=1)
    town.desk.eligibility.check(
        CheckRequest(
            household_no=line.household_no,
            member_no=line.member_no,
            amount_fen=line.amount_fen,
            months=line.months,
            purpose_code=line.purpose_code,
            facts=GOOD,
        )
    )
    assert service.bank.contract(made, signed()).state == "contracted"


def test_a_large_need_is_recorded_with_reason_evidence_and_approver(town: Township) -> None:
    service = town.desk.applications
    made = town.agreed(amount_fen=8_000_000)
    assert service.line(made).flags == ("large_need_not_recorded",)
    for entry, subject, code in (
        (large(), {}, "large_need_subject_missing"),
        (large(reason="luxury"), {"application_no": made}, "word_unknown"),
        (large(evidence=" "), {"application_no": made}, "large_need_evidence_missing"),
        (large(approver=""), {"application_no": made}, "large_need_approver_missing"),
        (
            large(approved_on=TODAY + timedelta(days=1)),
            {"application_no": made},
            "large_need_day_wrong",
        ),
        (large(reason="other"), {"application_no": made}, "large_need_words_missing"),
        (large(), {"loan_no": "L9"}, "loan_unknown"),
        (large(), {"application_no": town.agreed(2)}, "large_need_small"),
    ):
        with pytest.raises(UserError) as error:
            service.bank.large_need(entry, **subject)  # type: ignore[arg-type]
        assert refused(error) == code
    service.bank.large_need(large(), application_no=made)
    line = service.line(made)
    assert (line.large_reason, line.large_approver, line.flags) == (
        "equipment", "县支行 李行长", (),
    )  # fmt: skip
    fill(town.hub, [loan("L1", 3, principal_fen=8_000_000, bank="")])
    deliver(town.hub, town.laptop)
    told = service.bank.large_need(large(), loan_no="L1")
    assert (told.loan_no, told.household_no) == ("L1", number(3))
    assert applications.largely_needed(town.laptop) == {"L1"}
    assert applications.large_need_of(town.laptop, "L1")[0].evidence == "购机发票 0123"


@pytest.mark.parametrize("role", ["county", "agriculture_desk", "regulator_desk"])
def test_no_other_office_may_write_a_word_of_the_bank(role: str) -> None:
    clock = Clock()
    with in_memory(clock, identity(3, role)) as store:
        desk = desk_over(store, clock)
        with pytest.raises(UserError) as error:
            desk.applications.log(asked())
        assert refused(error) == "application_bank_only"
        with pytest.raises(StoreError, match="not_owner"):
            applications.keep(store, "县里", [word_of_the_bank()])


def test_a_word_of_the_bank_that_another_office_sends_does_not_count(town: Township) -> None:
    """Who took a desk's program apart still has no certificate of a bank."""
    made = town.agreed()
    deliver(town.laptop, town.hub)
    with in_memory(town.clock, identity(3, "bank_desk")) as forger:
        applications.keep(forger, "农业农村局", [word_of_the_bank(made)])
        sent = list(ops.range_since(forger, {}, None))
    for role in ("agriculture_desk", "regulator_desk"):
        authority = {f"{3:032x}": (role, (TOWNSHIP,))}
        result = merge.take(town.hub, sent, authority=authority)
        assert [code for _, code in result.refused][:1] in (["not_owner"], [])
    desk = desk_over(town.hub, town.clock)
    assert desk.applications.line(made).state == "agreed"
    assert town.hub.number("SELECT count(*) FROM bank_decision") == 1


def word_of_the_bank(application_no: str = "S1") -> BankDecision:
    return BankDecision(
        application_no=application_no,
        township_code=TOWNSHIP,
        bank=BANK,
        decision="declined",
        decided_on=TODAY,
        said_by="县里",
        reason="age",
        said_at=Clock()(),
    )
