"""The fund's book: every entry rests on something, nothing is changed, the least it must hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from db import ops
from db.store import Store
from desktop.errors import UserError
from desktop.rules.claims import Day, balance_on, comes_back, days, lowest_from
from desktop.services.compensation.handling import Handling
from tests.compensating import lay_down, lost, service
from tests.ledgers import Clock, identity, in_memory
from tests.quarters import fill

JUNE = date(2026, 6, 1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(clock: Clock) -> Iterator[Store]:
    with in_memory(clock, identity(1)) as made:
        lay_down(made, "fund")
        yield made


@pytest.fixture
def fund(hub: Store, clock: Clock) -> Handling:
    return service(hub, clock).handling


def refused(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.code


def test_an_entry_without_what_it_rests_on_is_refused(fund: Handling) -> None:
    for kind, amount, day, ref, code in (
        ("deposit", 100, JUNE, " ", "entry_without_reference"),
        ("deposit", 0, JUNE, "号", "claim_amount_wrong"),
        ("deposit", 10**12 + 1, JUNE, "号", "fund_amount_large"),
        ("interest", 100, date(2026, 7, 9), "号", "entry_day_wrong"),
        ("补偿", 100, JUNE, "号", "fund_kind_wrong"),
        ("追回", 100, JUNE, "号", "fund_kind_wrong"),
        ("礼物", 100, JUNE, "号", "fund_kind_wrong"),
    ):
        with pytest.raises(UserError) as error:
            fund.deposit(kind, amount, day, ref_no=ref)
        assert refused(error) == code
    with pytest.raises(UserError, match="fund_amount_large"):
        fund.state(JUNE, 10**12 + 1, source="台账")
    assert fund.book().lines == ()


def test_the_same_voucher_is_entered_once_unless_it_was_taken_back(fund: Handling) -> None:
    first = fund.deposit("存入", 100, JUNE, ref_no="样财农(2026)8号", voucher_no="凭1")
    with pytest.raises(UserError) as error:
        fund.deposit("存入", 100, JUNE, ref_no="样财农(2026)8号", voucher_no="凭1")
    assert refused(error) == "entry_twice"
    fund.counter(first.entry_no, "记错了", JUNE, voucher_no="冲1")
    fund.deposit("存入", 100, JUNE, ref_no="样财农(2026)8号", voucher_no="凭1")
    assert [one.balance_fen for one in fund.book().lines] == [100, 0, 100]


def test_the_fund_never_falls_below_zero_on_any_day(fund: Handling) -> None:
    first = fund.deposit("deposit", 100, JUNE, ref_no="号1")
    fund.deposit("deposit", 50, date(2026, 6, 5), ref_no="号2")
    second = fund.counter(first.entry_no, "退回", date(2026, 6, 10), voucher_no="冲1")
    assert (second.amount_fen, fund.book().balance_fen) == (-100, 50)
    third = fund.deposit("deposit", 30, date(2026, 6, 6), ref_no="号3")
    with pytest.raises(UserError) as error:
        fund._entry(  # noqa: SLF001 - no verb pays before the day on which it was put in
            "compensation", -81, date(2026, 6, 6), ref_no="C1", voucher_no="付1", claim_no="C1"
        )
    assert refused(error) == "fund_below_zero"
    assert error.value.params["balance"] == "0.80"
    assert third.entry_no.endswith("Z0004")


def test_the_least_is_a_sixteenth_of_the_loans_of_each_day_in_both_readings(
    fund: Handling,
) -> None:
    fund.deposit("deposit", 75_000_000, JUNE, ref_no="号1")
    with pytest.raises(UserError) as error:
        fund.state(JUNE, 1, source=" ")
    assert refused(error) == "entry_without_reference"
    fund.state(date(2026, 6, 2), 1_280_000_000, older_loans_fen=320_000_000, source="统计表")
    fund.deposit("interest", 5_000_000, date(2026, 6, 20), ref_no="利1")
    found = fund.days(JUNE, date(2026, 6, 30))
    assert [(one.day.day, one.balance_fen, one.shortfall_fen) for one in found] == [
        (1, 75_000_000, None),
        (2, 75_000_000, 5_000_000),
        (20, 80_000_000, 0),
    ]
    last = found[-1]
    assert (last.required_fen, last.with_older_fen) == (80_000_000, 100_000_000)
    assert last.shortfall_with_older_fen == 20_000_000
    assert last.clause.endswith("四（四）")
    assert fund.adequacy(date(2026, 5, 1)).balance_fen == 0


def test_the_hub_knows_what_the_loans_of_its_banks_come_to(hub: Store, fund: Handling) -> None:
    fill(hub, [lost(), lost("L2", 2, product_code="TPXE", balance_fen=200), lost("L3", 3)])
    assert fund.known_loans() == (10_000_000, 200)


def test_the_book_goes_to_the_offices_and_to_nobody_else(hub: Store, fund: Handling) -> None:
    from desktop.services.operations import audiences_of

    fund.deposit("deposit", 100, JUNE, ref_no="号1")
    for role, there in (
        ("agriculture_desk", True), ("county", True),
        ("officer", False), ("bank_desk", False), ("regulator_desk", False),
    ):  # fmt: skip
        sent = ops.range_since(hub, {}, audiences_of(role, ["149999105"]))
        assert ("fund_entry" in {one.tbl for one in sent}) is there


def test_days_and_shares_are_reckoned_in_order() -> None:
    found = days([(date(2026, 6, 3), -5), (JUNE, 10), (date(2026, 6, 3), 2)])
    assert found == [
        Day(day=JUNE, moved=10, balance=10),
        Day(day=date(2026, 6, 3), moved=-3, balance=7),
    ]
    assert balance_on(found, date(2026, 6, 2)) == 10
    assert balance_on(found, date(2026, 5, 1)) == 0
    assert lowest_from(found, JUNE) == 7
    assert comes_back(70, 100, paid=50, returned=0) == (50, 50)
    assert comes_back(70, 100, paid=50, returned=60) == (0, 100)
