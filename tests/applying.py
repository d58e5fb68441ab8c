"""A township in memory whose bank takes applications: desks over stores, wishes, entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from db.records.applying import BankDecision
from db.store import Store
from db.values import Given
from desktop import app
from desktop.errors import UserError
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.records.applying import (
    ApplicationEntry,
    ContractEntry,
    DecisionEntry,
    LargeNeedEntry,
)
from desktop.services.records.needs import NeedFilter
from desktop.services.records.people import VisitEntry
from desktop.services.session import Session
from desktop.texts import sentence
from desktop.words import words
from tests.check_answers import ANSWERS
from tests.counties import deliver
from tests.ledgers import (
    KEY,
    TOWNSHIP,
    Clock,
    identity,
    in_memory,
    new_store,
    number,
    person,
    publish,
)
from tests.quarters import SHELF

TODAY = date(2026, 7, 8)
BANK = "样县农村商业银行"


def desk_over(
    store: Store, clock: Clock, officer: str = "王客户经理", ledger: Path = Path("L")
) -> Desk:
    """Everything that can be done on a ledger, be it in memory."""
    session = Session(
        store=store,
        ledger=ledger,
        officer=officer,
        clock=clock,
        shelf=SHELF,
        words=words(),
        packs=InForce(SHELF, store),
    )
    return app.build(session, KEY)


def home(household: int, **more: Given) -> dict[str, Given]:
    """A household of one, marked for continued support, with a number that can be."""
    base = f"14999919700101{household:03d}"
    told = {"needs_continued_support": "yes", "id_number": base + check_digit(base), **more}
    return person(household, **told)


def wish(desk: Desk, household: int = 1, **more: object) -> str:
    """A need that a household told two days ago; the number of its record."""
    told: dict[str, object] = {
        "household_no": number(household),
        "visited_on": desk.today() - timedelta(days=2),
        "publicity_method": "visit",
        "contact_result": "informed",
        "has_need": True,
        "need_amount_fen": 5_000_000,
        "need_use": "cattle",
        "need_month": "2026-09",
        **more,
    }
    return desk.visits.log(VisitEntry(**told)).visit_no  # type: ignore[arg-type]


def asked(household: int = 1, **more: object) -> ApplicationEntry:
    """Fifty thousand for two years for cattle, with all answers that a check asks for."""
    made = ApplicationEntry(
        household_no=number(household),
        applied_on=TODAY,
        amount_fen=5_000_000,
        months=24,
        purpose_code="production",
        purpose_text="养牛",
        industry="肉牛养殖",
        facts=ANSWERS,
    )
    return replace(made, **more)


def said(decision: str = "agreed", **more: object) -> DecisionEntry:
    """A word of the bank."""
    made = DecisionEntry(decision=decision, decided_on=TODAY, said_by="支行 李行长")
    return replace(made, **more)


def signed(**more: object) -> ContractEntry:
    """A contract of just what was applied for."""
    made = ContractEntry(
        contract_no="HT-2026-001",
        signed_on=TODAY,
        maturity_on=date(2028, 7, 8),
        principal_fen=5_000_000,
        rate_ppm=34_500,
    )
    return replace(made, **more)


def large(**more: object) -> LargeNeedEntry:
    """A tractor with its invoice."""
    made = LargeNeedEntry(
        reason="equipment",
        evidence="购机发票 0123",
        approver="县支行 李行长",
        approved_on=TODAY,
    )
    return replace(made, **more)


@dataclass
class Township:
    """A bank's laptop with a roster, and the county's hub."""

    hub: Store
    laptop: Store
    clock: Clock
    desk: Desk

    def publish(self, *homes: int, as_of: date = date(2026, 6, 30)) -> None:
        publish(
            self.hub,
            [home(n) for n in homes],
            as_of=as_of,
        )
        deliver(self.hub, self.laptop)

    def need(self, household: int = 1) -> tuple[str, str, str]:
        """Outcome, reason and who told it, of the only need of a household."""
        wanted = NeedFilter(household_no=number(household))
        (one,) = self.desk.funding.listed(wanted).lines
        return one.outcome, one.reason, one.said_by

    def agreed(self, household: int = 1, **more: object) -> str:
        """An application to which the bank said yes; its number."""
        wish(self.desk, household)
        made = self.desk.applications.log(asked(household, **more)).line.application_no
        self.desk.applications.bank.decide(made, said())
        return made


@contextmanager
def a_township(county: Path | None = None) -> Iterator[Township]:
    """A county of four households for the length of a `with`, its hub in a file if named."""
    with ExitStack() as stack:
        clock = Clock()
        made_hub = new_store(county, clock) if county else in_memory(clock, identity(1))
        hub = stack.enter_context(made_hub)
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        desk = desk_over(laptop, clock)
        desk.settings.set({"bank": BANK})
        made = Township(hub, laptop, clock, desk)
        made.publish(1, 2, 3, 4)
        yield made


def refused(error: pytest.ExceptionInfo[UserError]) -> str:
    """The code of a refusal; its sentence is whole."""
    told = sentence(error.value.code, error.value.params)
    assert told.endswith("。") and not re.search("（[a-z_]+）", told), told
    return error.value.code


def word_of_the_bank(application_no: str = "S1") -> BankDecision:
    """A no that some other office writes."""
    return BankDecision(
        application_no=application_no,
        township_code=TOWNSHIP,
        bank=BANK,
        decision="declined",
        decided_on=TODAY,
        said_by="县里",
        reason="age",
        said_at=Clock()(),
    )
