"""Nothing is paid twice: answers of finance, objections, late and doubled steps of a quarter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from db import payments
from db.check import check
from db.records.imports import Payment
from desktop.errors import UserError
from desktop.rules.course import Choice, Standing
from desktop.services.records.course import CourseLine
from desktop.services.subsidies.sides import Side
from desktop.texts import derived
from tests.counties import deliver
from tests.courses import Two, code, declared, lent, paid, published, standings
from tests.ledgers import TOWNSHIP, identity, in_memory, number
from tests.quarters import fill, loan, office, posted

pytest_plugins = ["tests.course_fixtures"]


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


def test_money_for_a_line_that_was_never_submitted_is_flagged_and_pays_nothing(two: Two) -> None:
    declaration = declared(two, count=2)

    def lines(side: Side) -> dict[str, CourseLine]:
        return {one.line.loan_no: one for one in side.course(declaration).lines}

    line = lines(two.bank.declaring)["L1"].line
    answered(two, amount_fen=line.subsidy_fen, name=line.borrower_name)
    for side in (two.bank.declaring, two.county.handling):
        found = lines(side)
        assert found["L1"].answered is not None and found["L2"].answered is None
        assert found["L1"].standing is Standing.DECLARED and found["L1"].paid_on is None
        said = derived.answered(found["L1"], str)
        assert "没有提交财政" in said and str(line.subsidy_fen) in said
    published(two, declaration)
    two.county.handling.submit(declaration, two.clock().date(), "号")
    first = lines(two.county.handling)["L1"]
    assert first.standing is Standing.PAID and first.answered is None
    answered(two, amount_fen=1, loan_no="L2", name="别人", household_no="")
    other = lines(two.bank.declaring)["L2"]
    said = derived.answered(other, str)
    assert "别人 1 元" in said and other.line.borrower_name in said


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
    assert code(refused) == "notice_not_said"
    published(two, declaration)
    with pytest.raises(UserError) as refused:
        two.county.handling.object_to(
            declaration, 1, two.clock().date() - timedelta(days=12), "太早"
        )
    assert code(refused) == "objection_early"


def test_a_notice_hangs_for_a_year_at_most_and_says_where(two: Two) -> None:
    declaration, today = declared(two), two.clock().date()
    two.county.handling.review(declaration, {1, 2, 3}, "accepted")
    whole = {"level": "村", "place": "村委会", "phone": "0357-1"}
    for days, told, refusal in (
        (0, whole, "days_wrong"),
        (367, whole, "days_wrong"),
        (99_999_999, whole, "days_wrong"),
        (10, whole | {"place": " "}, "notice_place_missing"),
        (10, whole | {"phone": ""}, "notice_place_missing"),
    ):
        with pytest.raises(UserError) as refused:
            two.county.handling.publish(declaration, today, days, **told)
        assert code(refused) == refusal
    assert two.county.handling.course(declaration).steps == ()


def test_an_objection_is_not_answered_before_it_was_raised_nor_in_the_future(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    today, step = two.clock().date(), timedelta(days=1)
    number = two.county.handling.object_to(declaration, 1, today, "有异议")
    for day in (today - step, today + step):
        with pytest.raises(UserError) as refused:
            two.county.handling.decide(declaration, number, "dismissed", day, "查实")
        assert code(refused) == "step_before_last"


def test_a_line_is_not_found_wrong_before_it_was_paid_nor_in_the_future(two: Two) -> None:
    declaration = declared(two)
    published(two, declaration)
    paid(two, declaration)
    today, step = two.clock().date(), timedelta(days=1)
    for day in (today - step, today + step):
        with pytest.raises(UserError) as refused:
            two.bank.declaring.reverse(declaration, 1, day, "重复享受", "号")
        assert code(refused) == "step_before_last"


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
