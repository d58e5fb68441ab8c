"""A township in memory whose bank checks its loans: the service, and checks to write."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from db.store import Store
from desktop.services.evidence import Evidence
from desktop.services.inspections import Inspections
from desktop.services.packs import InForce
from desktop.services.records.after import InspectionEntry
from desktop.services.session import Session
from desktop.words import words
from tests.ledgers import Clock
from tests.quarters import SHELF

SEEN = date(2026, 7, 8)


class BankRule:
    """What a bank has laid down, by the names of its numbers."""

    def __init__(self, **values: str) -> None:
        self.values = values

    def value(self, name: str, day: date) -> str:
        del day
        return self.values.get(name, "")


def checks(store: Store, clock: Clock, **values: str) -> Inspections:
    """The service over a ledger whose bank has laid down these numbers."""
    session = Session(
        store=store,
        ledger=Path("L"),
        officer="王客户经理",
        clock=clock,
        shelf=SHELF,
        words=words(),
        packs=InForce(SHELF, store),
    )
    return Inspections(session, BankRule(**values), Evidence(session))


def seen(loan_no: str = "L1", **more: object) -> InspectionEntry:
    """A check that found nothing."""
    made = InspectionEntry(
        loan_no=loan_no,
        inspected_on=SEEN,
        kind="first",
        use_as_agreed="yes",
        passed_on="no",
        conclusion="normal",
        assets="牛 6 头",
    )
    return replace(made, **more)
