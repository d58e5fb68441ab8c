"""Claims that two places worked on without knowing of each other: nothing is paid twice."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from db import compensation, merge, ops, settings
from db.store import Store
from desktop.cli.claim_answers import one_claim
from desktop.errors import UserError
from desktop.pages.compensation.words import conditions, overbooked
from desktop.rules.claims import ClaimStanding
from tests.application_terminal import Verbs
from tests.applying import desk_over
from tests.compensating import SHARE, Sides, code, entry, service
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, identity, in_memory

pytest_plugins = ["tests.compensating_fixtures"]


def test_a_loan_whose_paid_claim_was_taken_back_meanwhile_is_not_paid_again(sides: Sides) -> None:
    sides.put_in()
    paid = sides.accepted()
    sides.swap()
    sides.county.handling.pay(paid, SHARE, sides.today, voucher_no="付1")
    sides.clock.on(minutes=1)
    sides.bank.claiming.withdraw(paid, "重报")
    sides.clock.on(minutes=1)
    again = sides.bank.claiming.file(entry()).claim.claim_no
    sides.swap()
    county = sides.county.handling
    assert (county.claim(paid).twin, county.claim(again).twin) == ("", paid)
    with pytest.raises(UserError) as error:
        county.review(again, "agriculture", "accepted", sides.today)
    assert code(error) == "claim_loan_twice"


def test_a_claim_filed_earlier_that_arrives_after_a_payment_is_not_paid_too(sides: Sides) -> None:
    sides.put_in()
    with in_memory(sides.clock, identity(3, "bank_desk")) as desk:
        deliver(sides.hub, desk)
        settings.keep(desk, {"bank": "样县农商行"})
        early = service(desk, sides.clock).claiming.file(entry()).claim.claim_no
        sides.clock.on(minutes=1)
        late = sides.accepted()
        sides.swap()
        sides.county.handling.pay(late, SHARE, sides.today, voucher_no="付1")
        deliver(desk, sides.hub)
    county = sides.county.handling
    assert (county.claim(early).twin, county.claim(late).twin) == (late, "")


def test_a_claim_verified_before_another_of_its_loan_was_paid_is_not_paid_too(
    sides: Sides,
) -> None:
    sides.put_in()
    with in_memory(sides.clock, identity(3, "bank_desk")) as desk:
        deliver(sides.hub, desk)
        settings.keep(desk, {"bank": "样县农商行"})
        early = service(desk, sides.clock).claiming.file(entry()).claim.claim_no
        sides.clock.on(minutes=1)
        late = sides.accepted()
        deliver(desk, sides.hub)
    county = sides.county.handling
    county.review(early, "agriculture", "accepted", sides.today)
    assert county.claim(late).standing is ClaimStanding.ACCEPTED
    with pytest.raises(UserError) as error:
        county.pay(late, SHARE, sides.today, voucher_no="付1")
    assert code(error) == "claim_loan_paid"
    county.pay(early, SHARE, sides.today, voucher_no="付1")
    with pytest.raises(UserError) as error:
        county.pay(late, SHARE, sides.today, voucher_no="付2")
    assert code(error) == "claim_loan_paid"


def test_a_revision_that_nobody_verified_is_paid_nothing_until_it_is(sides: Sides) -> None:
    sides.put_in()
    number = sides.filed(principal_fen=3_000_000).claim.claim_no
    county = sides.county.handling
    first = county.review(number, "agriculture", "accepted", sides.today).claim.fund_share_fen
    county.pay(number, first, sides.today, voucher_no="付1")
    sides.clock.on(minutes=1)
    sides.bank.claiming.resubmit(number, entry(principal_fen=5_000_000))
    sides.swap()
    found = county.claim(number)
    assert (found.standing, found.left_fen > 0) == (ClaimStanding.PART_PAID, True)
    with pytest.raises(UserError) as error:
        county.pay(number, found.left_fen, sides.today, voucher_no="付2")
    assert code(error) == "claim_revision_unverified"
    county.review(number, "agriculture", "accepted", sides.today)
    done = county.pay(number, found.left_fen, sides.today, voucher_no="付2")
    assert (done.standing, done.paid_fen) == (ClaimStanding.PAID, SHARE)


def test_a_claim_taken_back_while_it_was_paid_in_part_gets_no_more(sides: Sides) -> None:
    sides.put_in()
    number = sides.accepted()
    sides.swap()
    county = sides.county.handling
    county.pay(number, 1_000_000, sides.today, voucher_no="付1")
    sides.clock.on(minutes=1)
    sides.bank.claiming.withdraw(number, "还上了")
    sides.swap()
    with pytest.raises(UserError) as error:
        county.pay(number, 1_000_000, sides.today, voucher_no="付2")
    assert code(error) == "claim_pay_withdrawn"
    with pytest.raises(UserError) as error:
        county.review(number, "finance", "accepted", sides.today)
    assert code(error) == "claim_withdrawn"


def test_a_bank_never_gets_back_more_than_it_lost(sides: Sides) -> None:
    number = sides.paid(fen=1_000_000)
    recover, pay = sides.bank.recovering.recover, sides.county.handling.pay
    recover(number, 4_000_000, sides.today, voucher_no="收1")
    sides.swap()
    there = sides.county.claim(number)
    assert there.left_fen == SHARE - 2_800_000
    with pytest.raises(UserError) as error:
        pay(number, there.left_fen + 1, sides.today, voucher_no="付2")
    assert code(error) == "payment_above_claim"
    done = pay(number, there.left_fen, sides.today, voucher_no="付2")
    assert (done.standing, done.over_fen) == (ClaimStanding.PAID, 0)
    sides.swap()
    lost = done.claim.loss_fen
    last = recover(number, lost - 4_000_000, sides.today, voucher_no="收2")
    assert last.recovered_fen - last.returned_fen + last.paid_fen == lost


def test_what_was_paid_while_the_bank_recovered_it_is_seen_as_too_much(sides: Sides) -> None:
    number = sides.paid(fen=1_000_000)
    done = sides.county.handling.pay(number, SHARE - 1_000_000, sides.today, voucher_no="付2")
    sides.bank.recovering.recover(number, done.claim.loss_fen, sides.today, voucher_no="收1")
    sides.swap()
    assert sides.county.claim(number).over_fen == SHARE - 1_000_000


def test_the_shares_of_many_small_recoveries_are_those_of_their_sum(sides: Sides) -> None:
    number = sides.paid()
    for part in range(7):
        found = sides.bank.recovering.recover(number, 33_333, sides.today, voucher_no=f"收{part}")
    assert (found.recovered_fen, found.returned_fen) == (233_331, 163_332)


def test_a_recovery_is_written_once_and_not_before_the_payment_that_stands(sides: Sides) -> None:
    number = sides.paid()
    first = sides.today
    recover = sides.bank.recovering.recover
    made = recover(number, 100, first, voucher_no="收1").recoveries[0].recovery.recovery_no
    with pytest.raises(UserError) as error:
        recover(number, 100, first, voucher_no=" 收1 ")
    assert code(error) == "recovery_twice"
    sides.bank.recovering.strike(f" {made} ", "记错了")
    with pytest.raises(UserError) as error:
        sides.bank.recovering.strike(f"{made} ", "再来")
    assert code(error) == "recovery_struck"
    assert recover(number, 100, first, voucher_no="收1").recovered_fen == 100
    county = sides.county.handling
    county.counter(county.book().lines[-1].entry.entry_no, "付错", first, voucher_no="退1")
    sides.swap()
    assert sides.bank.claim(number).paid_on is None
    sides.clock.on(days=3)
    county.pay(number, SHARE, sides.today, voucher_no="付2")
    sides.swap()
    assert sides.bank.claim(number).paid_on == sides.today
    with pytest.raises(UserError) as error:
        recover(number, 200, first, voucher_no="收2")
    assert code(error) == "recovery_day_wrong"


def test_what_a_newer_program_wrote_into_a_claim_hides_no_other_claim(sides: Sides) -> None:
    made = sides.filed().claim
    bad = replace(made, claim_no="X1", loan_no="L2", cause="flood", spells=("abc", "2026-05-01/x"))
    compensation.say(sides.laptop, "经办", [bad])
    sides.swap()
    found = {one.claim.claim_no: one.assessment for one in sides.county.claims()}
    assert set(found) == {made.claim_no, "X1"}
    assert {"claim_cause_unknown", "claim_spells_unread"} <= set(found["X1"].flags)
    assert "contract" in found["X1"].needed
    assert set(found["X1"].needed) < set(found[made.claim_no].needed)
    assert "升级程序" in "".join(conditions(found["X1"]))
    assert "升级程序" in one_claim(sides.county.claim("X1")).text


def take(office: Store, hub: Store) -> None:
    """What another office of the county wrote comes to the hub."""
    said = list(ops.range_since(office, ops.vector(hub), None))
    merge.take(hub, said, authority=lambda _device: ("agriculture_desk", (TOWNSHIP,)))


def test_what_two_offices_wrote_without_knowing_of_each_other_stands_in_the_book(
    sides: Sides,
) -> None:
    number = sides.paid()
    made = sides.bank.recovering.recover(number, 100_000, sides.today, voucher_no="收1")
    recovery = made.recoveries[0].recovery.recovery_no
    other = sides.accepted(loan_no="L2")
    ours = sides.county.handling
    with in_memory(sides.clock, identity(3, "agriculture_desk")) as office:
        sides.swap()
        deliver(sides.hub, office)
        theirs = service(office, sides.clock).handling
        for desk, mark in ((ours, "甲"), (theirs, "乙")):
            desk.book_recovery(recovery, sides.today, voucher_no=f"入{mark}")
        theirs.pay(other, SHARE, sides.today, voucher_no="付乙")
        deposit = ours.book().lines[0].entry
        assert ours.book().below_zero is None
        spent = replace(deposit, amount_fen=SHARE - deposit.amount_fen, entry_no="Z9")
        compensation.say(sides.hub, "甲", [spent])
        take(office, sides.hub)
    book = ours.book()
    (line,) = book.overbooked
    assert (line.recovery.recovery_no, line.over_fen) == (recovery, 70_000)
    assert book.below_zero == sides.today
    told = "".join(overbooked(sides.county.claim(number).recoveries))
    assert (recovery in told, "700.00" in told) == (True, True)
    assert recovery in one_claim(sides.county.claim(number)).text
    ours.deposit("deposit", SHARE, sides.today, ref_no="样财农(2026)9号")
    assert ours.book().below_zero is None
    again = next(one.entry for one in reversed(book.lines) if one.entry.recovery_no)
    ours.counter(again.entry_no, "两处都记了", sides.today, voucher_no="退1")
    assert ours.book().overbooked == ()


def test_what_is_another_bank_s_is_not_taken_back_or_recovered_here(sides: Sides) -> None:
    number = sides.paid()
    made = sides.bank.recovering.recover(number, 100, sides.today, voucher_no="收1")
    filed = sides.filed(loan_no="L2").claim.claim_no
    settings.keep(sides.laptop, {"bank": "别家银行"})
    bank = sides.bank
    for write in (
        lambda: bank.claiming.withdraw(filed, "重报"),
        lambda: bank.recovering.recover(number, 200, sides.today, voucher_no="收2"),
        lambda: bank.recovering.strike(made.recoveries[0].recovery.recovery_no, "错"),
    ):
        with pytest.raises(UserError) as error:
            write()
        assert code(error) == "claim_other_bank"


def test_a_blank_at_a_number_is_no_part_of_it_on_the_command_line(sides: Sides) -> None:
    number = sides.paid()
    made = sides.bank.recovering.recover(number, 100_000, sides.today, voucher_no="收1")
    recovery = made.recoveries[0].recovery.recovery_no
    sides.swap()
    verbs = Verbs(desk_over(sides.hub, sides.clock))
    done = verbs("fund", "book", "L", f" {recovery} ", "--on", sides.today, "--voucher", "入1")
    book = verbs("fund", "list", "L")
    assert done["entry_no"] == book["items"][-1]["entry_no"]
    assert (book["overbooked"], book["below_zero_on"]) == ([], None)


def test_the_bank_of_the_certificate_goes_before_that_of_the_settings(sides: Sides) -> None:
    cert = {
        "officer_name": "王客户经理",
        "role": "officer",
        "bank": "样县农商行",
        "townships": [TOWNSHIP],
        "letter": "C",
        "state": "active",
        "certificate": "{}",
    }
    with sides.hub.write("县里") as writer:
        writer.insert("device_cert", sides.laptop.identity.device, cert, scope="*")
    deliver(sides.hub, sides.laptop)
    settings.keep(sides.laptop, {"bank": "别家银行"})
    assert sides.bank.claiming.file(entry()).claim.loan_no == "L1"
    with pytest.raises(UserError) as error:
        sides.bank.claiming.file(entry("L3"))
    assert code(error) == "claim_other_bank"
