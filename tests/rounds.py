"""A township in the middle of its round: households, loans and many contacts, for benches."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from db import loans
from db.ids import uuid7
from db.records.loans import Loan
from db.store import Store
from db.values import Given, moment_text
from db.visitcounts import recount
from desktop import app
from desktop.app import SHELF
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.session import Session
from desktop.words import words
from tests.ledgers import TOWNSHIP, Clock, number, person, publish

TODAY = date(2026, 7, 8)
VILLAGES = 24
_RESULTS = ("informed",) * 6 + ("absent", "absent", "refused", "working_away")
_DAYS = 900


def _people(households: int) -> Iterator[dict[str, Given]]:
    for household in range(1, households + 1):
        village = household * VILLAGES // (households + 1)
        yield person(
            household,
            division_code=f"{TOWNSHIP}{200 + village}",
            admin_village=f"第{village + 1}村",
        )


def build(store: Store, *, households: int, running: int, visits: int) -> None:
    """Fill an empty ledger; the same numbers give the same round."""
    chance = random.Random(2026)  # noqa: S311
    publish(store, _people(households))
    loans.keep(
        store,
        "县",
        (
            Loan(
                loan_no=f"JK2026{place:06d}",
                product_code="BFXE",
                household_no=number(1 + place % households),
                township_code=TOWNSHIP,
                signed_on=TODAY - timedelta(days=300),
                drawn_on=TODAY - timedelta(days=300),
                maturity_on=TODAY + timedelta(days=chance.randrange(-10, 700)),
                principal_fen=5_000_000,
                balance_fen=5_000_000,
                rate_ppm=34_500,
                borrower_name="王小明",
            )
            for place in range(running)
        ),
    )
    put(store, _visits(store, chance, households, visits))


def put(store: Store, contacts: Iterable[tuple[object, ...]]) -> None:
    """Many contacts as rows without operations, in seconds instead of minutes."""
    with store.transaction():
        store.executemany(
            "INSERT INTO outreach_visit (id, visit_no, household_no, township_code, "
            "publicity_method, contact_result, visited_on, visited_at, has_need, follow_up_due, "
            "note, officer, scope, hlc, stream, seq, gone) "
            "VALUES (?, ?, ?, ?, 'visit', ?, ?, ?, ?, ?, ?, '王', ?, ?, 1, ?, 0)",
            contacts,
        )
        recount(store)


def contact(
    store: Store,
    place: int,
    house: str,
    day: date,
    *,
    result: str = "informed",
    need: bool | None = None,
    due: date | None = None,
    note: str | None = None,
) -> tuple[object, ...]:
    """One of them, the one at a place among all."""
    return (
        uuid7(store.clock()),
        f"{TOWNSHIP}Z{place:06d}",
        house,
        TOWNSHIP,
        result,
        day.isoformat(),
        moment_text(store.clock()),
        need,
        due.isoformat() if due else None,
        note,
        TOWNSHIP,
        (1 << 40) + place,
        place + 1,
    )


def _visits(
    store: Store, chance: random.Random, households: int, visits: int
) -> Iterator[tuple[object, ...]]:
    for place in range(visits):
        # a fifth of the households was reached by nobody
        house = 1 + chance.randrange(households * 4 // 5 or 1)
        day = TODAY - timedelta(days=_DAYS - place * _DAYS // visits)
        result = chance.choice(_RESULTS)
        need = (chance.random() < 0.05) if result == "informed" else None
        due = day + timedelta(days=14) if chance.random() < 0.02 else None
        yield contact(store, place, number(house), day, result=result, need=need, due=due)


def desk_over(store: Store, clock: Clock) -> Desk:
    """An officer's services over a ledger that a county filled."""
    with store.transaction():
        store.set_identity(replace(store.identity, role="officer", townships=(TOWNSHIP,)))
    store.load_streams()
    session = Session(
        store=store,
        ledger=store.path,
        officer="王",
        clock=clock,
        shelf=SHELF,
        words=words(),
        packs=InForce(SHELF, store),
    )
    return app.build(session, store.key)


def looks(store: Store) -> int:
    """The least that a round can cost: one look per household into the index of contacts."""
    return store.number(
        "SELECT count((SELECT max(v.visited_on) FROM outreach_visit v WHERE v.gone = 0 "
        "AND v.contact_result = 'informed' AND v.household_no = h.household_no)) "
        "FROM household h WHERE h.household_status = 'listed'"
    )
