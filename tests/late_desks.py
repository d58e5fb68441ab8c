"""A county's hub and a bank's laptop in memory, desks over them, and loans near their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.records.loans import Loan
from db.store import Store
from desktop import app
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.session import Session
from desktop.words import words
from tests.counties import deliver
from tests.ledgers import Clock, identity, in_memory, person, publish
from tests.quarters import SHELF, fill, loan

TODAY = date(2026, 7, 8)


def desk_over(store: Store, clock: Clock, officer: str = "王客户经理") -> Desk:
    """All services over a ledger in memory."""
    session = Session(
        store=store, ledger=Path("L"), officer=officer, clock=clock, shelf=SHELF, words=words(),
        packs=InForce(SHELF, store),
    )  # fmt: skip
    return app.build(session, b"")


@dataclass
class Late:
    """The two ledgers and their desks."""

    hub: Store
    laptop: Store
    clock: Clock
    county: Desk
    bank: Desk

    def send(self) -> None:
        """What the laptop wrote reaches the county, and back."""
        deliver(self.laptop, self.hub)
        deliver(self.hub, self.laptop)


@contextmanager
def late_town(*lent: Loan) -> Iterator[Late]:
    """A laptop whose bank reports these loans, or three that end one after another."""
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 5)])
        fill(hub, list(lent) or ending())
        deliver(hub, laptop)
        yield Late(hub, laptop, clock, desk_over(hub, clock, "县里"), desk_over(laptop, clock))


def ending() -> list[Loan]:
    """One that ends tomorrow, one that was extended, one that is overdue, one without a word."""
    return [
        loan("LOAN-1", 1, maturity_on=date(2026, 7, 9), renewal_count=0),
        loan("LOAN-2", 2, maturity_on=date(2026, 9, 1), renewal_count=1),
        loan(
            "LOAN-3", 3, maturity_on=date(2027, 4, 1), loan_status="overdue",
            overdue_since=date(2026, 6, 21), overdue_principal_fen=0, overdue_interest_fen=45_000,
        ),
        loan("LOAN-4", 4, maturity_on=date(2027, 7, 1)),
    ]  # fmt: skip
