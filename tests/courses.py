"""A quarter on its way between two ledgers: steps that tests of it share."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from db import payments
from db.records.imports import Payment
from db.store import Store
from desktop.errors import UserError
from desktop.rules.course import Standing
from desktop.services.subsidies import Subsidies
from tests.counties import deliver
from tests.ledgers import TOWNSHIP, Clock
from tests.quarters import CLOSED, fill, loan, posted


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
