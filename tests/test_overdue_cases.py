"""Cases of overdue loans: opened, gone on with together with the village, corrected, ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from db import settings
from db.check import check
from db.records.loans import Loan
from db.store import StoreError
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.late import CaseEntry, DecisionEntry, RenewalEntry, StepEntry
from tests.compensating import SHARE, Sides
from tests.late_desks import TODAY, Late, desk_over, ending, late_town
from tests.quarters import loan

pytest_plugins = ["tests.compensating_fixtures"]

OPENED = CaseEntry(loan_no="LOAN-3", opened_on=TODAY, cause="灾害", signals=("失联",))
VISIT = StepEntry(
    measure="上门", happened_on=TODAY, participants=("客户经理:王芳", "第一书记:李强"),
    met="本人", told="羊卖了就还", promised_on=date(2026, 7, 20), promised_fen=45_000,
)  # fmt: skip


@pytest.fixture
def town() -> Iterator[Late]:
    with late_town() as made:
        yield made


def kinds(desk: Desk) -> list[tuple[str, str]]:
    """The tasks of overdue loans: kind and code."""
    found = desk.overview.today().tasks
    return [(one.kind, one.code) for one in found if one.kind.startswith("overdue")]


def test_a_case_takes_what_the_bank_reports_and_reaches_the_county(town: Late) -> None:
    assert [one.loan_no for one in town.bank.overdue.waiting()] == ["LOAN-3"]
    line = town.bank.overdue.open(OPENED)
    assert (line.source, line.overdue_since, line.days) == ("bank", date(2026, 6, 21), 17)
    assert (line.overdue_interest_fen, line.cause, line.signals) == (45_000, "disaster", ("lost",))
    assert line.claim_by == date(2026, 12, 21)  # six months from the first overdue day
    assert town.bank.overdue.waiting() == []
    with pytest.raises(UserError, match="case_open_already"):
        town.bank.overdue.open(OPENED)
    town.send()
    assert town.county.overdue.one(line.case_no).still_overdue
    with pytest.raises(StoreError, match="not_owner"):
        town.county.overdue.step(line.case_no, VISIT)
    assert check(town.hub).ok and check(town.laptop).ok


def test_all_that_wait_are_opened_in_one_go_the_bank_reported_and_those_past_their_end() -> None:
    ended = loan("LOAN-5", 2, maturity_on=TODAY - timedelta(days=1))
    late = loan("LOAN-6", 1, loan_status="overdue")
    small = loan("LOAN-7", 3, product_code="NHDK", loan_status="overdue")
    with late_town(ended, late, small) as town:
        made = {one.loan_no: one for one in town.bank.overdue.open_reported().cases}
        assert set(made) == {"LOAN-5", "LOAN-6"}
        assert made["LOAN-5"].overdue_since == ended.maturity_on
        assert made["LOAN-6"].overdue_since is None and made["LOAN-6"].days is None
        assert town.bank.overdue.open_reported().cases == ()


def test_a_loan_that_cannot_be_opened_is_named_and_the_others_are_opened() -> None:
    def late(no: str, household: int, since: date) -> Loan:
        return loan(no, household, loan_status="overdue", overdue_since=since)

    lent = late("LOAN-5", 1, date(2020, 1, 1)), late("LOAN-6", 2, TODAY - timedelta(days=30))
    with late_town(*lent) as town:
        made = town.bank.overdue.open_reported()
        assert [one.loan_no for one in made.cases] == ["LOAN-6"]
        assert [(one.loan_no, one.code) for one in made.refused] == [("LOAN-5", "case_since_wrong")]
        assert made.refused[0].params == {"day": date(2020, 1, 1)}


def test_a_case_by_hand_says_since_when(town: Late) -> None:
    by_hand = CaseEntry(loan_no="LOAN-4", opened_on=TODAY)
    with pytest.raises(UserError, match="case_since_missing"):
        town.bank.overdue.open(by_hand)
    line = town.bank.overdue.open(replace(by_hand, overdue_since=date(2026, 7, 1)))
    assert (line.source, line.days, line.still_overdue) == ("hand", 7, False)


def test_a_visit_with_the_first_secretary_is_one_step_with_two_people(town: Late) -> None:
    case = town.bank.overdue.open(OPENED).case_no
    line = town.bank.overdue.step(case, VISIT)
    (step,) = line.steps
    assert step.joint and line.joint_visits == 1
    assert step.participants == (("officer", "王芳"), ("first_secretary", "李强"))
    assert (line.promised_on, step.promised_fen) == (date(2026, 7, 20), 45_000)
    assert line.renewable == "review"  # what the rules say that day
    town.clock.on(minutes=1)
    alone = replace(VISIT, participants=("村两委：王明",))
    came = town.bank.overdue.step(case, alone).steps[-1].participants
    assert came == (("officer", "王客户经理"), ("village_committee", "王明"))
    town.clock.on(minutes=1)
    call = StepEntry(measure="call", happened_on=TODAY, cause="重病", signals=("拒签",))
    line = town.bank.overdue.step(case, call)
    assert (line.joint_visits, line.cause) == (2, "illness")
    assert line.signals == ("lost", "unsigned") and line.promised_on == date(2026, 7, 20)


def test_a_step_is_corrected_with_a_reason_and_the_first_stays(town: Late) -> None:
    case = town.bank.overdue.open(OPENED).case_no
    step = town.bank.overdue.step(case, VISIT).steps[0].step_no
    town.clock.on(minutes=1)
    with pytest.raises(UserError, match="reason_missing"):
        town.bank.overdue.correct(step, VISIT, " ")
    with pytest.raises(UserError, match="step_unknown"):
        town.bank.overdue.correct("G0", VISIT, "写错")
    alone = replace(VISIT, participants=("客户经理:王芳",))
    line = town.bank.overdue.correct(step, alone, "书记没有去")
    (now,) = line.steps
    assert (now.step_no, now.joint, now.correction_reason) == (step, False, "书记没有去")
    assert town.laptop.number("SELECT count(*) FROM overdue_step") == 2


def test_the_first_of_two_steps_of_a_day_stays_the_first_when_it_is_corrected(town: Late) -> None:
    case = town.bank.overdue.open(OPENED).case_no
    first = town.bank.overdue.step(case, VISIT).steps[0].step_no
    town.clock.on(minutes=1)
    later = replace(VISIT, promised_on=date(2026, 8, 30), next_on=date(2026, 8, 30))
    assert town.bank.overdue.step(case, later).promised_on == date(2026, 8, 30)
    town.clock.on(minutes=1)
    line = town.bank.overdue.correct(first, replace(VISIT, note="羊"), "漏字")
    assert [one.note for one in line.steps] == ["羊", ""]
    assert (line.promised_on, line.next_on) == (date(2026, 8, 30), date(2026, 8, 30))


def test_a_case_ends_once_with_its_reason_and_a_claim_where_the_fund_paid(town: Late) -> None:
    overdue = town.bank.overdue
    case = overdue.open(OPENED).case_no
    for outcome, reason, on, refused in (
        ("", "还了", TODAY, "case_outcome_missing"),
        ("已还清", " ", TODAY, "case_outcome_missing"),
        ("风险补偿", "专户已付", TODAY, "case_claim_missing"),
        ("已还清", "还了", TODAY + timedelta(days=1), "case_end_day_wrong"),
        ("已还清", "长" * 501, TODAY, "case_too_long"),
    ):
        with pytest.raises(UserError, match=refused):
            overdue.end(case, outcome, on, reason=reason)
    with pytest.raises(UserError, match="case_claim_wrong"):
        overdue.end(case, "风险补偿", TODAY, reason="专户已付", claim_no="BC-1")
    done = overdue.end(case, "已还清", TODAY, reason="当天还清")
    assert (done.open, done.outcome, done.claim_no) == (False, "repaid", "")
    with pytest.raises(UserError, match="case_over"):
        overdue.step(case, VISIT)
    assert [one.case_no for one in overdue.listed(state="ended")] == [case]
    assert overdue.listed(state="open") == []
    assert [one.loan_no for one in overdue.waiting()] == ["LOAN-3"]  # the bank reports it still


def test_a_case_ends_by_the_fund_with_a_claim_of_its_loan_that_was_paid(sides: Sides) -> None:
    overdue = desk_over(sides.laptop, sides.clock).overdue
    case = overdue.open(CaseEntry(loan_no="L1", opened_on=sides.today)).case_no
    sides.put_in()
    other, mine = sides.accepted(loan_no="L2"), sides.accepted()
    sides.county.handling.pay(other, SHARE, sides.today, voucher_no="付1")
    sides.swap()
    for claim_no, refused in ((other, "case_claim_wrong"), (mine, "case_claim_unpaid")):
        with pytest.raises(UserError, match=refused):
            overdue.end(case, "风险补偿", sides.today, reason="付了", claim_no=claim_no)
    sides.county.handling.pay(mine, SHARE, sides.today, voucher_no="付2")
    sides.swap()
    done = overdue.end(case, "风险补偿", sides.today, reason="付了", claim_no=f" {mine} ")
    assert (done.outcome, done.claim_no) == ("compensated", mine)


def test_what_is_said_of_a_loan_is_for_the_bank_that_lent_it(town: Late) -> None:
    bank = town.bank
    entry = RenewalEntry(loan_no="LOAN-1", renewal_type="extension", requested_on=TODAY, months=12)
    case = bank.overdue.open(OPENED).case_no
    step = bank.overdue.step(case, VISIT).steps[0].step_no
    asked = bank.renewals.request(entry).request_no
    settings.keep(town.laptop, {"bank": "别家银行"})
    word = DecisionEntry(decision="declined", decided_on=TODAY, reason="年龄")
    for work in (
        lambda: bank.overdue.step(case, VISIT),
        lambda: bank.overdue.correct(step, VISIT, "写错"),
        lambda: bank.overdue.end(case, "已还清", TODAY, reason="还了"),
        lambda: bank.overdue.open(CaseEntry(loan_no="LOAN-1", opened_on=TODAY)),
        lambda: bank.renewals.request(replace(entry, loan_no="LOAN-2")),
        lambda: bank.renewals.decide(asked, word),
    ):
        with pytest.raises(UserError, match="loan_other_bank"):
            work()
    settings.keep(town.laptop, {"bank": "样县农村商业银行股份有限公司"})
    assert bank.renewals.decide(asked, word).stand == "declined"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"measure": ""}, "step_measure_missing"),
        ({"measure": "传话"}, "word_unknown"),
        ({"participants": ()}, "step_people_missing"),
        ({"participants": ("客户经理",)}, "step_people_wrong"),
        ({"participants": ("亲戚:甲",)}, "word_unknown"),
        ({"participants": tuple(f"其他:甲{n}" for n in range(21))}, "step_people_wrong"),
        ({"happened_on": TODAY - timedelta(days=1)}, "step_day_wrong"),
        ({"happened_on": TODAY + timedelta(days=1)}, "step_day_wrong"),
        ({"promised_on": None}, "step_promise_wrong"),
        ({"promised_fen": 0}, "step_promise_wrong"),
        ({"promised_on": TODAY - timedelta(days=1)}, "step_promise_wrong"),
        ({"next_on": TODAY - timedelta(days=1)}, "step_next_wrong"),
        ({"told": "长" * 501}, "case_too_long"),
        ({"signals": ("跑了",)}, "word_unknown"),
    ],
)
def test_a_step_that_does_not_hang_together_is_not_written(
    town: Late, change: dict[str, object], refused: str
) -> None:
    case = town.bank.overdue.open(OPENED).case_no
    with pytest.raises(UserError) as error:
        town.bank.overdue.step(case, replace(VISIT, **change))
    assert error.value.code == refused
    assert town.bank.overdue.one(case).steps == ()


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"loan_no": "nobody"}, "loan_unknown"),
        ({"opened_on": TODAY + timedelta(days=1)}, "case_opened_wrong"),
        ({"opened_on": date(2026, 3, 1)}, "case_opened_wrong"),
        ({"overdue_since": TODAY + timedelta(days=1)}, "case_since_wrong"),
        ({"cause": "不想还"}, "word_unknown"),
        ({"note": "长" * 501}, "case_too_long"),
    ],
)
def test_a_case_that_does_not_hang_together_is_not_opened(
    town: Late, change: dict[str, object], refused: str
) -> None:
    with pytest.raises(UserError) as error:
        town.bank.overdue.open(replace(OPENED, **change))
    assert error.value.code == refused
    assert town.bank.overdue.listed() == []


@pytest.fixture
def one_late() -> Iterator[Late]:
    with late_town(ending()[2]) as made:
        yield made


def test_the_day_asks_for_a_case_then_for_its_next_step_and_for_broken_promises(
    one_late: Late,
) -> None:
    town = one_late
    assert kinds(town.bank) == [("overdue", ""), ("overdue_uncased", "")]
    assert kinds(town.county) == [("overdue", "")]
    case = town.bank.overdue.open(OPENED).case_no
    assert kinds(town.bank) == []
    town.clock.on(days=7)
    assert kinds(town.bank) == [("overdue_case", "rest")]
    later = replace(VISIT, happened_on=TODAY + timedelta(days=7))
    town.bank.overdue.step(case, replace(later, next_on=TODAY + timedelta(days=9)))
    assert kinds(town.bank) == []
    town.clock.on(days=2)
    assert kinds(town.bank) == [("overdue_case", "next")]
    town.clock.on(days=4)
    assert kinds(town.bank) == [("overdue_case", "promise")]
    town.bank.overdue.end(case, "已还清", TODAY + timedelta(days=13), reason="还了")
    assert kinds(town.bank) == [("overdue", ""), ("overdue_uncased", "")]
