"""What is paid on claims, what comes back, and what an entry against it takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.errors import UserError
from desktop.rules.claims import ClaimStanding, RecoveryStanding
from tests.compensating import OWN, SHARE, Sides, code, entry
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, identity, in_memory

pytest_plugins = ["tests.compensating_fixtures"]
ACCEPTED, RETURNED = "accepted", "returned"


def test_the_share_is_paid_in_parts_and_never_beyond_it(sides: Sides) -> None:
    sides.put_in()
    number = sides.filed().claim.claim_no
    pay = sides.county.handling.pay
    with pytest.raises(UserError) as error:
        pay(number, 100, sides.today, voucher_no="付1")
    assert code(error) == "claim_not_verified"
    sides.county.handling.review(number, "agriculture", ACCEPTED, sides.today)
    for amount, day, voucher, refused in (
        (SHARE + 1, sides.today, "付1", "payment_above_claim"),
        (0, sides.today, "付1", "claim_amount_wrong"),
        (100, sides.today + timedelta(days=1), "付1", "pay_day_wrong"),
        (100, sides.today - timedelta(days=1), "付1", "pay_day_wrong"),
        (100, sides.today, " ", "entry_without_reference"),
    ):
        with pytest.raises(UserError) as error:
            pay(number, amount, day, voucher_no=voucher)
        assert code(error) == refused
    part = pay(number, 2_000_000, sides.today, voucher_no="付1")
    assert (part.standing, part.left_fen) == (ClaimStanding.PART_PAID, SHARE - 2_000_000)
    with pytest.raises(UserError) as error:
        pay(number, SHARE - 2_000_000 + 1, sides.today, voucher_no="付2")
    assert code(error) == "payment_above_claim"
    done = pay(number, SHARE - 2_000_000, sides.today, voucher_no="付2")
    sides.swap()
    seen = sides.bank.claim(number)
    assert (done.standing, seen.standing) == (ClaimStanding.PAID, ClaimStanding.PAID)
    assert (seen.paid_fen, seen.left_fen, seen.days_left) == (SHARE, 0, None)
    book = sides.county.handling.book()
    assert book.balance_fen == 100_000_000 - SHARE
    assert [one.entry.ref_no for one in book.lines][1:] == [number, number]


def test_an_opinion_of_finance_stops_a_payment_and_a_word_after_it_changes_nothing(
    sides: Sides,
) -> None:
    sides.put_in()
    number = sides.accepted()
    stop = sides.county.handling.review(
        number, "finance", RETURNED, sides.today, reason_code="amount", note="账号不符"
    )
    assert stop.standing is ClaimStanding.RETURNED
    sides.county.handling.review(number, "财政", ACCEPTED, sides.today)
    sides.county.handling.pay(number, 100, sides.today, voucher_no="付1")
    with pytest.raises(UserError) as error:
        sides.county.handling.review(
            number, "finance", RETURNED, sides.today, reason_code="amount", note="晚了"
        )
    assert code(error) == "claim_paid_already"


def test_figures_that_the_county_cannot_follow_are_not_verified(sides: Sides) -> None:
    made = sides.bank.claiming.file(entry())
    row = (SHARE + 100, OWN - 100, made.claim.id)
    with sides.laptop.transaction():
        sides.laptop.execute(
            "UPDATE compensation_claim SET fund_share_fen = ?, bank_share_fen = ? WHERE id = ?", row
        )
    sides.swap()
    with sides.hub.transaction():
        sides.hub.execute(
            "UPDATE compensation_claim SET fund_share_fen = ?, bank_share_fen = ? WHERE id = ?", row
        )
    with pytest.raises(UserError) as error:
        sides.county.handling.review(made.claim.claim_no, "agriculture", ACCEPTED, sides.today)
    assert code(error) == "claim_figures_differ"


def test_what_is_recovered_goes_back_seven_to_three_and_never_beyond_what_was_paid(
    sides: Sides,
) -> None:
    number = sides.filed().claim.claim_no
    recover = sides.bank.recovering.recover
    with pytest.raises(UserError) as error:
        recover(number, 100, sides.today, voucher_no="收1")
    assert code(error) == "recovery_nothing_paid"
    sides.put_in()
    sides.county.handling.review(number, "agriculture", ACCEPTED, sides.today)
    sides.county.handling.pay(number, 1_000_000, sides.today, voucher_no="付1")
    sides.swap()
    for amount, day, voucher, refused in (
        (5_044_723, sides.today, "收1", "recovery_above_loss"),
        (0, sides.today, "收1", "claim_amount_wrong"),
        (100, sides.today - timedelta(days=1), "收1", "recovery_day_wrong"),
        (100, sides.today, "", "entry_without_reference"),
    ):
        with pytest.raises(UserError) as error:
            recover(number, amount, day, voucher_no=voucher)
        assert code(error) == refused
    first = recover(number, 333_333, sides.today, voucher_no="收1", costs_fen=5_000)
    (line,) = first.recoveries
    assert (line.recovery.to_fund_fen, line.recovery.kept_fen) == (233_333, 100_000)
    assert line.standing is RecoveryStanding.WAITING
    rest = recover(number, 4_000_000, sides.today, voucher_no="收2").recoveries[-1].recovery
    assert rest.to_fund_fen == 1_000_000 - 233_333
    assert rest.kept_fen == 4_000_000 - rest.to_fund_fen


def test_a_recovery_is_booked_once_and_a_struck_one_is_taken_out_of_the_book(sides: Sides) -> None:
    number = sides.paid()
    made = sides.bank.recovering.recover(number, 1_000_000, sides.today, voucher_no="收1")
    recovery = made.recoveries[0].recovery.recovery_no
    sides.swap()
    assert [one.recovery.recovery_no for one in sides.county.handling.book().unbooked] == [recovery]
    sides.county.handling.book_recovery(recovery, sides.today, voucher_no="入1")
    with pytest.raises(UserError) as error:
        sides.county.handling.book_recovery(recovery, sides.today, voucher_no="入2")
    assert code(error) == "recovery_booked"
    sides.swap()
    (seen,) = sides.bank.claim(number).recoveries
    assert (seen.standing, seen.booked_fen) == (RecoveryStanding.BOOKED, 700_000)
    sides.bank.recovering.strike(recovery, "记错了户")
    with pytest.raises(UserError) as error:
        sides.bank.recovering.strike(recovery, "再来")
    assert code(error) == "recovery_struck"
    sides.swap()
    (line,) = sides.county.claim(number).recoveries
    assert (line.standing, line.struck_reason) == (RecoveryStanding.STRUCK_BOOKED, "记错了户")
    (back,) = [
        one.entry for one in sides.county.handling.book().lines if one.entry.kind == "recovery"
    ]
    sides.county.handling.counter(back.entry_no, "银行冲销", sides.today, voucher_no="退1")
    (line,) = sides.county.claim(number).recoveries
    assert line.standing is RecoveryStanding.STRUCK
    with pytest.raises(UserError) as error:
        sides.county.handling.book_recovery(recovery, sides.today, voucher_no="入3")
    assert code(error) == "recovery_struck"


def test_a_counter_entry_takes_a_payment_back_once_and_both_stay(sides: Sides) -> None:
    number = sides.paid()
    paid = sides.county.handling.book().lines[-1].entry
    counter = sides.county.handling.counter
    for no, reason, refused in (
        ("nothing", "错", "entry_unknown"),
        (paid.entry_no, " ", "reason_missing"),
    ):
        with pytest.raises(UserError) as error:
            counter(no, reason, sides.today, voucher_no="退1")
        assert code(error) == refused
    made = counter(paid.entry_no, "账号错了，退回来了", sides.today, voucher_no="退1")
    assert made.amount_fen == SHARE
    for no, refused in ((paid.entry_no, "entry_countered"), (made.entry_no, "entry_is_counter")):
        with pytest.raises(UserError) as error:
            counter(no, "错", sides.today, voucher_no="退2")
        assert code(error) == refused
    sides.swap()
    assert sides.bank.claim(number).standing is ClaimStanding.ACCEPTED
    book = sides.county.handling.book()
    assert [one.entry.amount_fen for one in book.lines] == [100_000_000, -SHARE, SHARE]
    assert book.lines[1].corrected_by == made.entry_no
    again = sides.county.handling.pay(number, SHARE, sides.today, voucher_no="付1")
    assert again.standing is ClaimStanding.PAID


def test_two_offices_that_pay_without_knowing_of_each_other_are_seen_at_once(sides: Sides) -> None:
    sides.put_in()
    number = sides.accepted()
    with in_memory(sides.clock, identity(3, "agriculture_desk")) as other:
        deliver(sides.hub, other)
        desk = Sides(other, sides.laptop, sides.clock).county.handling
        desk.pay(number, SHARE, sides.today, voucher_no="付9")
        sides.county.handling.pay(number, SHARE, sides.today, voucher_no="付1")
        from db import merge, ops

        merge.take(
            sides.hub,
            list(ops.range_since(other, ops.vector(sides.hub), None)),
            authority=lambda _device: ("agriculture_desk", (TOWNSHIP,)),
        )
    found = sides.county.claim(number)
    assert (found.standing, found.over_fen) == (ClaimStanding.PAID, SHARE)
