"""What only the bank says: its decision, the contract and its rate, a large need."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import applications, erasing, merge, moves, ops
from db.store import StoreError
from desktop.errors import UserError
from desktop.services.records.checks import CheckRequest
from tests.applying import (
    TODAY,
    Township,
    asked,
    desk_over,
    home,
    large,
    refused,
    said,
    signed,
    wish,
    word_of_the_bank,
)
from tests.check_answers import ANSWERS
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, number, publish
from tests.quarters import fill, loan

pytest_plugins = ["tests.applying_fixtures"]


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
            facts=ANSWERS,
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
    kept = town.laptop.one("SELECT evidence FROM large_need WHERE loan_no = 'L1'")
    assert kept == ("购机发票 0123",)


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


def test_what_became_no_contract_is_erased_with_its_household_and_a_contract_stays(
    town: Township,
) -> None:
    made = town.agreed()
    deliver(town.laptop, town.hub)

    def tables() -> set[str]:
        return {table for table, _ in erasing.rows_of_household(town.hub, number(1))}

    assert {"application", "bank_decision", "need_end", "eligibility_check"} <= tables()
    town.desk.applications.bank.contract(made, signed())
    deliver(town.laptop, town.hub)
    written = {"application", "bank_decision", "loan_contract"}
    assert tables().isdisjoint(written)
    moving = {table for table, _ in moves.rows_of(town.hub, number(1))}
    assert written <= moving  # all of it goes along to another township
