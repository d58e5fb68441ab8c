"""A bank's laptop and the county's hub with loans that are lost: services, claims to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import settings
from db.records.loans import Loan
from db.store import Store
from desktop.errors import UserError
from desktop.rules import claims
from desktop.services.compensation import Compensation
from desktop.services.packs import InForce
from desktop.services.parameters import Parameters
from desktop.services.records.fund import ClaimEntry, ClaimLine
from desktop.services.session import Session
from desktop.texts import sentence
from desktop.words import words
from tests.counties import deliver
from tests.ledgers import Clock
from tests.quarters import SHELF, loan

SINCE, CLAIMED = date(2026, 4, 21), date(2026, 7, 1)
SHARE, OWN = 3_531_305, 1_513_417
"""What fund and bank bear of 50,000.00 and 447.22 (worked example R02)."""


def session(store: Store, clock: Clock) -> Session:
    return Session(
        store=store,
        ledger=Path("L"),
        officer="经办",
        clock=clock,
        shelf=SHELF,
        words=words(),
        packs=InForce(SHELF, store),
    )


def service(store: Store, clock: Clock) -> Compensation:
    made = session(store, clock)
    return Compensation(made, Parameters(made))


def lay_down(store: Store, kind: str, since: date = date(2026, 1, 1)) -> None:
    """The county says what it has for bad loans."""
    settings.set_parameter(
        store, "县里", "compensation_mechanism", kind, source_document="样政发(2026)3号",
        effective_from=since, status="confirmed",
    )  # fmt: skip


def lost(loan_no: str = "L1", household: int = 1, **more: object) -> Loan:
    """Fifty thousand that have been overdue since the end of April, as its bank reports it."""
    told = {
        "contract_no": f"HT-{loan_no}",
        "balance_fen": 5_000_000,
        "overdue_since": SINCE,
        "overdue_principal_fen": 5_000_000,
        "overdue_interest_fen": 44_722,
        "loan_status": "overdue",
    }
    return loan(loan_no, household, **(told | more))


def entry(loan_no: str = "L1", cause: str = "disaster", **more: object) -> ClaimEntry:
    """A claim with everything that belongs to it."""
    made = ClaimEntry(
        loan_no=loan_no,
        cause=cause,
        claimed_on=CLAIMED,
        renewable=False,
        renewal_note="6月28日评估，不符合",
        npl_product_ppm=24_000,
        npl_bank_ppm=15_000,
        npl_on=date(2026, 6, 30),
        npl_source="本行二季度报表",
        materials=claims.required(cause) if claims.trigger_of(cause) else (),
    )
    return replace(made, **more)


@dataclass
class Sides:
    """A laptop of the bank and the county's hub, and what they hand each other."""

    hub: Store
    laptop: Store
    clock: Clock

    @property
    def bank(self) -> Compensation:
        return service(self.laptop, self.clock)

    @property
    def county(self) -> Compensation:
        return service(self.hub, self.clock)

    @property
    def today(self) -> date:
        return self.clock().date()

    def swap(self) -> None:
        deliver(self.laptop, self.hub)
        deliver(self.hub, self.laptop)

    def filed(self, **more: object) -> ClaimLine:
        made = self.bank.claiming.file(entry(**more))
        self.swap()
        return made

    def accepted(self, **more: object) -> str:
        number = self.filed(**more).claim.claim_no
        self.county.handling.review(number, "agriculture", "accepted", self.today)
        return number

    def put_in(self, fen: int = 100_000_000, on: date = date(2026, 6, 1)) -> None:
        self.county.handling.deposit("deposit", fen, on, ref_no="样财农(2026)8号")

    def paid(self, fen: int = SHARE, **more: object) -> str:
        self.put_in()
        number = self.accepted(**more)
        self.county.handling.pay(number, fen, self.today, voucher_no="付1")
        self.swap()
        return number


def code(error: pytest.ExceptionInfo[UserError]) -> str:
    """The code of a refusal; its sentence has a value for everything it names."""
    text = sentence(error.value.code, error.value.params)
    assert "没有说明的情况" not in text
    assert not any(f"（{name}）" in text for name in ("day", "first", "amount", "left", "loan_no"))
    return error.value.code
