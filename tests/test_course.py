"""A quarter on its way between two ledgers: the bank's side, the agriculture office's side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.check import check
from db.store import StoreError
from desktop.errors import UserError
from desktop.rules.course import Choice, Stage, Standing
from tests.courses import Two, code, declared, lent, paid, published, standings
from tests.ledgers import number, person
from tests.quarters import CLOSED, FIRST, LAST, office

pytest_plugins = ["tests.course_fixtures"]


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


def test_a_draft_that_was_read_already_says_what_a_new_one_says(two: Two) -> None:
    lent(two, wrong=2)
    batch = two.settled()
    declaring = two.bank.declaring
    draft = declaring.draft(batch)
    assert declaring.draft(batch) is draft
    first, second = [one for one in draft.lines if one.standing is Standing.OPEN]
    chosen = declaring.choose(batch, [first.key], Choice.BANK, "按银行天数")
    assert declaring.draft(batch) is chosen
    assert chosen == office(two.laptop, two.clock).declaring.draft(batch)
    office(two.laptop, two.clock).declaring.choose(
        batch, [first.key, second.key], Choice.EXCLUDE, "下季再报"
    )
    assert declaring.draft(batch).causes == {}
    assert declaring.draft(batch) == office(two.laptop, two.clock).declaring.draft(batch)
    two.settled()
    assert declaring.draft(batch).revision == 2


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
    assert code(refused) == "notice_not_said"
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


def test_a_declared_line_carries_what_the_list_of_the_county_asks_for(two: Two) -> None:
    declaration = declared(two)
    assert check(two.laptop).ok
    lines = [one.line for one in two.county.handling.course(declaration).lines]
    assert {one.household_no for one in lines} == {number(n) for n in (1, 2, 3)}
    first = next(one for one in lines if one.household_no == number(1))
    assert first.id_number == person(1)["id_number"]
    assert (first.loan_no, first.period_from, first.period_to) == ("L1", FIRST, LAST)
    assert first.subsidy_fen == first.own_subsidy_fen
