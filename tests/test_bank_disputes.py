"""What two laptops say to one application, and how the household's limit holds in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace

from db import applications, merge, ops
from db.ids import uuid7
from desktop.errors import UserError
from desktop.services.desk import Desk
from tests.applying import (
    BANK,
    TODAY,
    Township,
    asked,
    desk_over,
    large,
    refused,
    said,
    signed,
    wish,
    word_of_the_bank,
)
from tests.counties import deliver
from tests.ledgers import OTHER, TOWNSHIP, identity, in_memory, number
from tests.quarters import fill, loan

pytest_plugins = ["tests.applying_fixtures"]


@contextmanager
def apart(town: Township) -> Iterator[Desk]:
    """A second laptop of the bank that knows what the first does; both know all afterwards."""
    deliver(town.laptop, town.hub)
    with in_memory(town.clock, identity(3, "officer")) as store:
        deliver(town.hub, store)
        desk = desk_over(store, town.clock, "李客户经理")
        desk.settings.set({"bank": BANK})
        yield desk
        deliver(store, town.hub)
        deliver(town.hub, town.laptop)


def test_words_of_two_laptops_that_contradict_are_corrected_together(town: Township) -> None:
    wish(town.desk)
    bank = town.desk.applications.bank
    made = town.desk.applications.log(asked()).line.application_no
    with apart(town) as other:
        bank.decide(made, said("declined", reason="repayment"))
        town.clock.on(minutes=1)
        other.applications.bank.decide(made, said())
    assert town.desk.applications.line(made).disputed
    with pytest.raises(UserError) as error:
        bank.contract(made, signed())
    assert refused(error) == "contract_disputed"
    town.clock.on(minutes=1)
    line = bank.correct(made, said(), "与支行核实")
    assert (line.state, line.disputed) == ("agreed", False)
    assert [(one.decision, one.replaced) for one in line.decisions] == [
        ("declined", True), ("agreed", True), ("agreed", False),
    ]  # fmt: skip
    assert town.need()[0] == "applied"
    town.clock.on(minutes=1)
    line = bank.correct(made, said("withdrawn", reason="later"), "户里不办了")
    assert (line.state, line.disputed, len(line.decisions)) == ("withdrawn", False, 4)


def test_a_no_beside_a_contract_is_a_contradiction_and_can_become_a_yes(town: Township) -> None:
    bank, made = town.desk.applications.bank, town.agreed()
    with apart(town) as other:
        town.clock.on(minutes=1)
        bank.correct(made, said("declined", reason="repayment"), "银行更正")
        other.applications.bank.contract(made, signed())
    line = town.desk.applications.line(made)
    assert (line.state, line.disputed) == ("contracted", True)
    town.clock.on(minutes=1)
    with pytest.raises(UserError) as error:
        bank.correct(made, said("withdrawn", reason="later"), "不办了")
    assert refused(error) == "decision_contracted"
    line = bank.correct(made, said(), "与支行核实，合同有效")
    assert (line.state, line.disputed) == ("contracted", False)
    assert town.need()[0] == "applied"
    with pytest.raises(UserError) as error:
        bank.correct(made, said(said_by="别人"), "再改")
    assert refused(error) == "decision_contracted"


def test_a_contract_number_that_was_corrected_is_free_again(town: Township) -> None:
    bank, made, other = (
        town.desk.applications.bank,
        town.agreed(amount_fen=8_000_000),
        town.agreed(2),
    )
    bank.large_need(large(), application_no=f" {made} ")
    assert town.desk.applications.line(made).large_reason == "equipment"
    bank.contract(made, signed(contract_no="HT-2"))
    town.clock.on(minutes=1)
    bank.correct_contract(made, signed(contract_no="HT-1"), "编号写错")
    assert bank.contract(other, signed(contract_no="HT-2")).contract_no == "HT-2"
    fill(town.hub, [loan("L2", 2, contract_no="HT-2"), loan("L1", 1, contract_no="HT-1")])
    deliver(town.hub, town.laptop)
    loans = [town.desk.applications.line(one).loan_nos for one in (made, other)]
    assert loans == [("L1",), ("L2",)]
    assert applications.largely_needed(town.laptop) == {"L1"}
    known = applications.contracts(town.laptop, TOWNSHIP)
    assert {no: one.application_no for no, one in known.items()} == {"HT-1": made, "HT-2": other}


def test_what_another_township_says_counts_only_for_a_household_that_moved(town: Township) -> None:
    made = town.agreed()
    deliver(town.laptop, town.hub)
    foreign = replace(word_of_the_bank(made), township_code=OTHER, said_at=town.clock())
    (known,) = applications.listed(town.hub)
    with in_memory(town.clock, identity(3, "officer")) as store:
        town.clock.on(minutes=1)
        applications.keep(store, "外乡", [replace(foreign, corrects=known.decisions[0].id)])
        sent = list(ops.range_since(store, {}, None))
        theirs = {f"{3:032x}": ("officer", (OTHER,))}
        found = merge.take(town.hub, sent, authority=theirs)
    assert [code for _, code in found.refused] == ["row_foreign"]
    desk = desk_over(town.hub, town.clock)
    assert desk.applications.line(made).state == "agreed"
    with town.hub.write("县") as writer:
        moved = {"household_no": number(1), "township_code": OTHER, "kind": "came", "rows": "[]"}
        writer.insert("household_move", uuid7(town.clock()), moved, scope=OTHER)
    merge.take(town.hub, [], authority=theirs)
    assert merge.quarantined(town.hub) == []
    assert desk.applications.line(made).state == "declined"


def test_what_a_household_asked_for_and_signed_counts_against_its_limit(town: Township) -> None:
    service, bank = town.desk.applications, town.desk.applications.bank
    made = town.agreed(amount_fen=8_000_000)
    wish(town.desk)

    def over() -> object:
        with pytest.raises(UserError) as error:
            service.log(asked(amount_fen=8_000_000))
        assert refused(error) == "application_household_over"
        return error.value.params["live"]

    assert over() == "80000.00"
    bank.contract(made, signed(principal_fen=6_000_000))
    assert over() == "60000.00"
    fill(town.hub, [loan("L1", 1, contract_no="", principal_fen=3_000_000, drawn_on=TODAY)])
    deliver(town.hub, town.laptop)
    assert over() == "30000.00"
    town.clock.on(minutes=1)
    assert bank.correct_contract(made, signed(principal_fen=7_500_000), "金额写错").contract_no


def test_two_applications_of_one_need_are_named_and_only_one_is_signed(town: Township) -> None:
    visit = wish(town.desk)
    with apart(town) as other:
        numbers = [other.applications.log(asked(amount_fen=8_000_000)).line.application_no]
        town.clock.on(minutes=1)
        entry = asked(amount_fen=8_000_000, visit_no=visit)
        numbers.append(town.desk.applications.log(entry).line.application_no)
    service, bank = town.desk.applications, town.desk.applications.bank
    first, second = numbers
    for one in numbers:
        assert "need_applied_twice" in service.line(one).flags
        bank.decide(one, said())
    bank.contract(first, signed(principal_fen=8_000_000))
    with pytest.raises(UserError) as error:
        bank.contract(second, signed(contract_no="HT-2", principal_fen=8_000_000))
    assert refused(error) == "contract_household_over"
    town.clock.on(minutes=1)
    bank.correct(second, said("withdrawn", reason="other", note="重了"), "两份申请")
    assert "need_applied_twice" not in service.line(first).flags + service.line(second).flags


def test_a_contract_of_two_laptops_or_above_what_was_asked_waits_for_a_look(town: Township) -> None:
    service, made = town.desk.applications, town.agreed()
    with apart(town) as other:
        other.applications.bank.contract(made, signed(contract_no="HT-A"))
        town.clock.on(minutes=1)
        service.bank.contract(made, signed(contract_no="HT-B"))
    assert service.line(made).flags == ("contract_signed_twice",)
    town.clock.on(minutes=1)
    line = service.bank.correct_contract(made, signed(contract_no="HT-B"), "B 是对的")
    assert (line.contract_no, line.flags) == ("HT-B", ())
    (known,) = applications.listed(town.laptop)
    smaller = replace(known.application, applied_amount_fen=4_000_000, said_at=town.clock())
    applications.keep(town.laptop, "李客户经理", [smaller])
    assert service.line(made).flags == ("contract_over_application",)
