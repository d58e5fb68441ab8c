"""A quarter on its way between two ledgers: the bank's side, the agriculture office's side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from db import payments
from db.check import check
from db.records import Payment
from db.store import Store, StoreError
from desktop.errors import UserError
from desktop.rules.course import Choice, Stage, Standing
from desktop.services.subsidies import Subsidies
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, number, person, publish
from tests.quarters import CLOSED, FIRST, LAST, fill, loan, office, posted


@dataclass
class Two:
    """A bank's laptop and the county's agriculture desk."""

    laptop: Store
    hub: Store
    bank: Subsidies
    county: Subsidies
    clock: Clock

    def swap(self) -> None:
        """Each gets what it lacks of the other."""
        deliver(self.laptop, self.hub)
        deliver(self.hub, self.laptop)

    def settled(self) -> str:
        return self.bank.settle_quarter(2026, 3, list_closed_on=CLOSED).batch_no


@pytest.fixture
def two() -> Iterator[Two]:
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 9)])
        deliver(hub, laptop)
        clock.on(days=100)
        yield Two(laptop, hub, office(laptop, clock), office(hub, clock), clock)


def lent(two: Two, *, wrong: int = 0, count: int = 3) -> None:
    """Loans with the interest posted; of the first ones the bank posted three yuan less."""
    contracts = [loan(f"L{n}", n) for n in range(1, count + 1)]
    told = [posted(f"L{n}", 46_000 - (300 if n <= wrong else 0)) for n in range(1, count + 1)]
    fill(two.hub, contracts, told)
    deliver(two.hub, two.laptop)


def code(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.code


def declared(two: Two, *, count: int = 3) -> str:
    """A declaration that the county has."""
    lent(two, count=count)
    batch = two.settled()
    (one,) = two.bank.declaring.freeze(batch)
    two.bank.declaring.hand_over(one.id, two.clock().date())
    two.swap()
    return one.id


def published(two: Two, declaration: str, *, returned: frozenset[int] = frozenset()) -> None:
    """Reviewed, published for ten days, and those days are over."""
    lines = {one.line.line_no for one in two.county.handling.course(declaration).lines}
    two.county.handling.review(declaration, lines - returned, "accepted")
    if returned:
        two.county.handling.review(
            declaration, returned, "returned", reason_code="roster_not_found"
        )
    today = two.clock().date()
    two.county.handling.publish(declaration, today, 10, level="村", place="村委会", phone="0357-1")
    two.clock.on(days=11)


def paid(two: Two, declaration: str, *, failed: frozenset[int] = frozenset()) -> None:
    """Submitted, and answered by finance."""
    today = two.clock().date()
    found = two.county.handling.submit(declaration, today, "样农(2026)9号")
    said = [
        Payment(
            batch=found.declaration.batch_no,
            township_code=TOWNSHIP,
            household_no=one.line.household_no,
            loan_no=one.line.loan_no,
            name=one.line.borrower_name,
            id_number="",
            amount_fen=one.line.subsidy_fen,
            pay_status="failed" if one.line.line_no in failed else "paid",
            fail_reason="账号户名不符" if one.line.line_no in failed else "",
            paid_on=None if one.line.line_no in failed else today,
        )
        for one in found.lines
        if one.standing is Standing.SUBMITTED
    ]
    with two.hub.write("财政") as writer:
        payments.put(two.hub, writer, said)
    two.swap()


def standings(two: Two, declaration: str) -> list[Standing]:
    return [one.standing for one in two.bank.declaring.course(declaration).lines]


def test_a_draft_waits_for_every_line_that_is_not_clear_by_itself(two: Two) -> None:
    lent(two, wrong=2)
    batch = two.settled()
    draft = two.bank.declaring.draft(batch)
    assert draft.causes == {"bank_interest_mismatch": 2}
    with pytest.raises(UserError) as refused:
        two.bank.declaring.freeze(batch)
    assert code(refused) == "choices_open"
    waiting = [one for one in draft.lines if one.standing is Standing.OPEN]
    first, second = waiting
    with pytest.raises(UserError) as refused:
        two.bank.declaring.choose(batch, [first.key], Choice.BANK, " ")
    assert code(refused) == "reason_missing"
    two.bank.declaring.choose(batch, [first.key], Choice.BANK, "按银行天数")
    draft = two.bank.declaring.choose(batch, [second.key], Choice.EXCLUDE, "下季再报")
    assert draft.open == 0
    assert draft.totals.lines == 2
    assert draft.totals.interest_fen == 45_700 + 46_000
    assert draft.totals.subsidy_fen + draft.totals.borrower_fen == draft.totals.interest_fen


def test_a_choice_that_the_rules_do_not_leave_is_refused_and_nothing_is_written(two: Two) -> None:
    lent(two)
    batch = two.settled()
    lines = two.bank.declaring.draft(batch).lines
    with pytest.raises(UserError) as refused:
        two.bank.declaring.choose(batch, [one.key for one in lines], Choice.BANK, "没有银行数")
    assert code(refused) == "choice_not_open"
    assert all(one.choice is None for one in two.bank.declaring.draft(batch).lines)


def test_what_is_frozen_is_not_changed_by_anybody(two: Two) -> None:
    lent(two)
    batch = two.settled()
    (one,) = two.bank.declaring.freeze(batch)
    key = two.bank.declaring.draft(batch).lines[0].key
    for step in (
        lambda: two.bank.declaring.freeze(batch),
        lambda: two.bank.declaring.choose(batch, [key], Choice.EXCLUDE, "晚了"),
    ):
        with pytest.raises(UserError) as refused:
            step()
        assert code(refused) == "batch_frozen"
    lines = two.bank.declaring.course(one.id).lines
    assert sum(line.line.subsidy_fen for line in lines) == one.subsidy_fen
    assert {line.standing for line in lines} == {Standing.FROZEN}


def test_what_was_frozen_may_be_withdrawn_until_it_was_handed_over(two: Two) -> None:
    lent(two)
    batch = two.settled()
    (one,) = two.bank.declaring.freeze(batch)
    two.bank.declaring.withdraw(one.id, "利率录错")
    assert two.bank.declaring.course(one.id).withdrawn == "利率录错"
    two.settled()
    (again,) = two.bank.declaring.freeze(batch)
    assert again.revision == 2
    assert again.lines == one.lines
    two.bank.declaring.hand_over(again.id, two.clock().date())
    with pytest.raises(UserError) as refused:
        two.bank.declaring.withdraw(again.id, "又错了")
    assert code(refused) == "declared_already"


def test_the_county_sees_the_same_lines_to_the_fen_and_cannot_speak_for_the_bank(
    two: Two,
) -> None:
    declaration = declared(two)
    ours, theirs = two.bank.declaring.course(declaration), two.county.handling.course(declaration)
    assert theirs.lines == ours.lines
    assert theirs.declaration == ours.declaration
    assert theirs.stage is Stage.DECLARED
    with pytest.raises(StoreError) as refused:
        two.bank.handling.review(declaration, {1}, "accepted")
    assert refused.value.code == "not_owner"
    assert check(two.hub).ok


def test_the_county_cannot_choose_or_freeze_for_the_bank(two: Two) -> None:
    lent(two)
    batch = two.county.settle_quarter(2026, 3, list_closed_on=CLOSED).batch_no
    keys = [one.key for one in two.county.declaring.draft(batch).lines]
    for step in (
        lambda: two.county.declaring.choose(batch, keys, Choice.EXCLUDE, "替银行决定"),
        lambda: two.county.declaring.freeze(batch),
    ):
        with pytest.raises(StoreError) as refused:
            step()
        assert refused.value.code == "not_owner"
    assert two.county.declaring.declared() == []


def test_returned_lines_go_again_as_the_next_revision_and_the_others_do_not(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration, returned=frozenset({1, 3}))
    two.swap()
    assert standings(two, declaration) == [
        Standing.RETURNED, Standing.ACCEPTED, Standing.RETURNED,
    ]  # fmt: skip
    batch = two.settled()
    draft = two.bank.declaring.draft(batch)
    assert (draft.revision, [one.standing for one in draft.lines]) == (
        2,
        [Standing.READY, Standing.EARLIER, Standing.READY],
    )
    (again,) = two.bank.declaring.freeze(batch)
    assert (again.revision, again.lines) == (2, 2)


def test_an_objection_suspends_one_line_and_the_others_go_on(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    objection = two.county.handling.object_to(
        declaration, 2, two.clock().date(), "此户已搬走", "村民"
    )
    found = two.county.handling.submit(declaration, two.clock().date(), "样农(2026)9号")
    assert [one.standing for one in found.lines] == [
        Standing.SUBMITTED, Standing.SUSPENDED, Standing.SUBMITTED,
    ]  # fmt: skip
    going = [one.line.subsidy_fen for one in found.lines if one.standing is Standing.SUBMITTED]
    assert found.submitted_fen == sum(going)
    found = two.county.handling.decide(
        declaration, objection, "dismissed", two.clock().date(), "户籍在村"
    )
    assert found.lines[1].standing is Standing.ACCEPTED
    found = two.county.handling.submit(declaration, two.clock().date(), "样农(2026)10号")
    assert {one.standing for one in found.lines} == {Standing.SUBMITTED}
    assert found.submitted_fen == found.declaration.subsidy_fen


def test_nothing_goes_to_finance_before_the_notice_is_over(two: Two) -> None:
    declaration = declared(two)
    lines = {1, 2, 3}
    with pytest.raises(UserError) as refused:
        two.county.handling.publish(
            declaration, two.clock().date(), 10, level="村", place="村委会", phone="1"
        )
    assert code(refused) == "review_open"
    two.county.handling.review(declaration, lines, "accepted")
    with pytest.raises(UserError) as refused:
        two.county.handling.submit(declaration, two.clock().date(), "号")
    assert code(refused) == "notice_running"
    first = two.clock().date()
    two.county.handling.publish(declaration, first, 10, level="村", place="村委会", phone="1")
    two.clock.on(days=9)
    with pytest.raises(UserError) as refused:
        two.county.handling.submit(declaration, two.clock().date(), "号")
    assert code(refused) == "notice_running"
    two.clock.on(days=1)
    found = two.county.handling.submit(declaration, two.clock().date(), "号")
    assert found.steps[0].to_on == first + timedelta(days=9)
    assert found.reached[Stage.SUBMITTED] == first + timedelta(days=10)


def test_a_failed_payment_is_named_and_the_batch_closes_when_nobody_waits(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    paid(two, declaration, failed=frozenset({2}))
    assert standings(two, declaration) == [
        Standing.PAID, Standing.PAYMENT_FAILED, Standing.PAID,
    ]  # fmt: skip
    found = two.bank.declaring.course(declaration)
    assert found.lines[1].fail_reason == "账号户名不符"
    assert found.paid_fen == found.declaration.subsidy_fen - found.lines[1].line.subsidy_fen
    with pytest.raises(UserError) as refused:
        two.county.handling.close(declaration, two.clock().date())
    assert code(refused) == "lines_waiting"


def test_what_was_paid_wrongly_comes_back_as_a_negative_line_and_may_go_again(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    paid(two, declaration)
    assert set(standings(two, declaration)) == {Standing.PAID}
    two.bank.declaring.reverse(declaration, 1, two.clock().date(), "重复享受", "样农(2026)12号")
    with pytest.raises(UserError) as refused:
        two.bank.declaring.reverse(declaration, 1, two.clock().date(), "重复享受", "号")
    assert code(refused) == "line_not_paid"
    batch = two.settled()
    draft = two.bank.declaring.draft(batch)
    assert draft.reversals == 1
    (again,) = two.bank.declaring.freeze(batch)
    assert (again.lines, again.subsidy_fen, again.interest_fen) == (2, 0, 0)
    back = next(one for one in two.bank.declaring.course(again.id).lines if one.line.reverses)
    assert (
        back.line.subsidy_fen == -two.bank.declaring.course(declaration).lines[0].line.subsidy_fen
    )
    assert back.line.reverses == f"{declaration}:1"
    assert two.bank.declaring.course(declaration).lines[0].line.subsidy_fen > 0
    two.settled()
    assert two.bank.declaring.draft(batch).reversals == 0


def answered(two: Two, **more: object) -> None:
    """Finance says something of the first loan."""
    said = Payment(
        batch="2026Q3", township_code=TOWNSHIP, household_no=number(1), loan_no="L1",
        name="王小明", id_number="", amount_fen=44_722, pay_status="paid",
        paid_on=two.clock().date(),
    )  # fmt: skip
    with two.hub.write("财政") as writer:
        payments.put(two.hub, writer, [replace(said, **more)])
    two.swap()


def test_an_answer_that_calls_the_batch_by_its_quarter_pays_what_was_submitted(two: Two) -> None:
    declaration = declared(two, count=1)
    published(two, declaration)
    two.county.handling.submit(declaration, two.clock().date(), "号")
    amount = two.county.handling.course(declaration).lines[0].line.subsidy_fen
    answered(two, amount_fen=amount - 1)
    answered(two, amount_fen=amount, name="别人")
    answered(two, amount_fen=amount, batch="2026Q2")
    assert standings(two, declaration) == [Standing.SUBMITTED]
    other = two.bank.declaring.course(declaration).lines[0].answered
    assert other is not None
    assert (other.name, other.amount_fen) == ("别人", amount)
    answered(two, amount_fen=amount, pay_status="failed", paid_on=None, fail_reason="销户")
    assert standings(two, declaration) == [Standing.PAYMENT_FAILED]
    answered(two, amount_fen=amount)
    assert standings(two, declaration) == [Standing.PAID]


def test_an_answer_without_a_loan_pays_one_line_of_the_household_and_not_all(two: Two) -> None:
    fill(
        two.hub,
        [loan("L1", 1, principal_fen=2_000_000), loan("L2", 1, principal_fen=2_000_000)],
        [posted("L1", 18_400), posted("L2", 18_400)],
    )
    deliver(two.hub, two.laptop)
    (one,) = two.bank.declaring.freeze(two.settled())
    two.bank.declaring.hand_over(one.id, two.clock().date())
    two.swap()
    published(two, one.id)
    two.county.handling.submit(one.id, two.clock().date(), "号")
    lines = two.county.handling.course(one.id).lines
    assert lines[0].line.subsidy_fen == lines[1].line.subsidy_fen
    answered(two, loan_no="", amount_fen=lines[0].line.subsidy_fen)
    assert standings(two, one.id) == [Standing.PAID, Standing.SUBMITTED]


def test_what_was_taken_back_and_goes_again_is_not_paid_by_the_old_answer(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    paid(two, declaration)
    two.bank.declaring.reverse(declaration, 1, two.clock().date(), "重复享受", "号")
    (again,) = two.bank.declaring.freeze(two.settled())
    two.bank.declaring.hand_over(again.id, two.clock().date())
    two.swap()
    published(two, again.id)
    two.county.handling.submit(again.id, two.clock().date(), "号")
    two.swap()
    assert set(standings(two, again.id)) == {Standing.SUBMITTED}
    assert standings(two, declaration)[1:] == [Standing.PAID, Standing.PAID]


def test_answers_from_before_the_audience_changed_still_count(two: Two) -> None:
    fields = {"batch": "2026Q3", "township_code": TOWNSHIP, "loan_no": "L1", "pay_status": "paid"}
    with two.hub.write("财政") as writer:
        writer.insert(
            "payment_result", "p1", fields, scope=TOWNSHIP, audience=f"{TOWNSHIP}.private"
        )
    deliver(two.hub, two.laptop)
    assert [one.id for one in payments.of_loan(two.laptop, "L1")] == ["p1"]
    assert check(two.laptop).ok


def test_a_declared_line_carries_what_the_list_of_the_county_asks_for(two: Two) -> None:
    declaration = declared(two)
    assert check(two.laptop).ok
    lines = [one.line for one in two.county.handling.course(declaration).lines]
    assert {one.household_no for one in lines} == {number(n) for n in (1, 2, 3)}
    first = next(one for one in lines if one.household_no == number(1))
    assert first.id_number == person(1)["id_number"]
    assert (first.loan_no, first.period_from, first.period_to) == ("L1", FIRST, LAST)
    assert first.subsidy_fen == first.own_subsidy_fen


def test_objections_have_numbers_of_their_own(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    said = [
        two.county.handling.object_to(declaration, n, two.clock().date(), "有异议") for n in (1, 2)
    ]
    assert len(set(said)) == 2
    found = two.county.handling.decide(declaration, said[0], "upheld", two.clock().date(), "查实")
    assert [len([o for o in one.objections if o.outcome]) for one in found.lines] == [1, 0, 0]


def test_an_objection_before_the_notice_is_refused(two: Two) -> None:
    declaration = declared(two)
    two.county.handling.review(declaration, {1, 2, 3}, "accepted")
    with pytest.raises(UserError) as refused:
        two.county.handling.object_to(declaration, 1, two.clock().date(), "太早")
    assert code(refused) == "objection_early"


def test_a_line_that_another_revision_carries_is_not_accepted_again(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration, returned=frozenset({1}))
    two.swap()
    (again,) = two.bank.declaring.freeze(two.settled())
    two.bank.declaring.hand_over(again.id, two.clock().date())
    two.swap()
    with pytest.raises(UserError) as refused:
        two.county.handling.review(declaration, {1}, "accepted")
    assert code(refused) == "line_declared_again"
    published(two, again.id)
    found = two.county.handling.submit(again.id, two.clock().date(), "号")
    assert [one.standing for one in found.lines] == [Standing.SUBMITTED]


def test_a_withdrawal_that_comes_too_late_changes_nothing(two: Two) -> None:
    lent(two)
    batch = two.settled()
    (one,) = two.bank.declaring.freeze(batch)
    with in_memory(two.clock, identity(4, "bank_desk")) as desk:
        deliver(two.laptop, desk)
        deliver(two.hub, desk)
        office(desk, two.clock).declaring.hand_over(one.id, two.clock().date())
        two.bank.declaring.withdraw(one.id, "没看到已申报")
        deliver(desk, two.hub)
        two.county.handling.review(one.id, {1, 2, 3}, "accepted")
        two.swap()
        assert two.county.handling.course(one.id).withdrawn == ""
        assert two.bank.declaring.course(one.id).withdrawn == ""


def test_two_machines_that_freeze_the_same_run_keep_both_and_one_is_paid(two: Two) -> None:
    lent(two)
    batch = two.settled()
    with in_memory(two.clock, identity(4, "bank_desk")) as desk:
        deliver(two.hub, desk)
        deliver(two.laptop, desk)
        other = office(desk, two.clock).declaring
        key = other.draft(batch).lines[0].key
        other.choose(batch, [key], Choice.EXCLUDE, "另有决定")
        (ours,) = two.bank.declaring.freeze(batch)
        two.clock.on(minutes=1)
        (theirs,) = other.freeze(batch)
        deliver(desk, two.laptop)
        two.bank.declaring.hand_over(ours.id, two.clock().date())
        two.bank.declaring.hand_over(theirs.id, two.clock().date())
        two.swap()
    digests = {one.declaration.id: one.declaration.digest for one in two.county.handling.declared()}
    assert digests == {ours.id: ours.digest, theirs.id: theirs.digest}
    published(two, ours.id)
    two.county.handling.submit(ours.id, two.clock().date(), "号")
    with pytest.raises(UserError) as refused:
        two.county.handling.review(
            theirs.id,
            {one.line.line_no for one in two.county.handling.course(theirs.id).lines},
            "accepted",
        )
    assert code(refused) == "line_declared_again"


def test_a_line_that_was_accepted_after_the_notice_hangs_first(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration, returned=frozenset({3}))
    two.county.handling.review(declaration, {3}, "accepted")
    found = two.county.handling.submit(declaration, two.clock().date(), "号")
    assert [one.standing for one in found.lines] == [
        Standing.SUBMITTED, Standing.SUBMITTED, Standing.ACCEPTED,
    ]  # fmt: skip
    assert min(found.standing_days.values()) >= 0
