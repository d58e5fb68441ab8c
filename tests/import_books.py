"""County ledgers for tests of imports: the stored samples taken in their order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.records.core import Identity
from db.registry import TABLES
from db.replay import DERIVED
from db.store import Store
from desktop import app
from desktop.app import SHELF
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.records.imports import ImportReport
from desktop.services.session import Session
from desktop.words import words
from tests.sheet_files import DATA

KEY = bytes(range(32))
ORDER = ("assignment", "roster", "loans", "interest", "payments")
CLERK = "县里"


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def on(self, **step: float) -> None:
        self.now += timedelta(**step)


def identity(role: str = "county", number: int = 1, county: str = "141124") -> Identity:
    return Identity(
        device=f"{number:032x}", incarnation="00000001", role=role, county_code=county,
        county_name="临县", townships=() if role == "county" else ("141124100", "141124101"),
        letter=chr(ord("@") + number),
    )  # fmt: skip


@contextmanager
def opened(
    path: Path, clock: Clock, *, role: str = "county", number: int = 1, county: str = "141124"
) -> Iterator[Desk]:
    """A ledger of the county of the samples, made where there is none."""
    if not path.exists():
        who = identity(role, number, county)
        Store.create(path, KEY, clock=clock, identity=who, surnames=SHELF.surnames).close()
    store = Store.open(path, KEY, clock=clock, surnames=SHELF.surnames)
    session = Session(
        store=store, ledger=path, officer=CLERK, clock=clock, shelf=SHELF,
        packs=InForce(SHELF, store), words=words(),
    )  # fmt: skip
    desk = app.build(session, KEY)
    try:
        yield desk
    finally:
        desk.close(backup=False)


def sample(folder: str, kind: str) -> Path:
    return DATA / folder / f"{kind}.xlsx"


def truth(folder: str, name: str) -> dict[str, Any]:
    facts = json.loads((DATA / folder / "truth.json").read_text("utf-8"))
    return dict(facts["files"][name])


def take(desk: Desk, folder: str, *kinds: str) -> list[ImportReport]:
    """Take files of a set in, in the order of the county."""
    return [desk.imports.take(kind, sample(folder, kind)) for kind in kinds or ORDER]


def yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def logical(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What the tables say, without when and by which operation it came there."""
    out = {
        name: store.rows(
            f"SELECT id, scope, {', '.join(table.columns)} FROM {name} WHERE gone = 0 ORDER BY id"  # noqa: S608
        )
        for name, table in TABLES.items()
    }
    return out | {name: store.rows(sql) for name, sql in DERIVED.items()}
