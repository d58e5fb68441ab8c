"""The service of people on no roster over bare ledgers, and what a test types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db import merge
from db.store import Store
from desktop.app import SHELF
from desktop.errors import UserError
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.records.walk_ins import WalkInEntry
from desktop.services.session import Session
from desktop.services.walk_ins import WalkIns
from desktop.words import words
from tests.follow import TOWNSHIP
from tests.ledgers import anybody, everything


def id_of(serial: int) -> str:
    head = f"14999919700101{serial:03d}"
    return head + check_digit(head)


def entry(**more: object) -> WalkInEntry:
    told = {"name": "单小红", "village": "没有名单的村", "township": TOWNSHIP, **more}
    return WalkInEntry(**told)


def add(desk: Desk, **more: object) -> str:
    return desk.walk_ins.add(entry(**more), anyway=True).walk_in_no


def refused(call: Any, *given: object, **more: object) -> str:
    with pytest.raises(UserError) as caught:
        call(*given, **more)
    return caught.value.code


def people_of(store: Store, officer: str = "王") -> WalkIns:
    """The service over a bare ledger."""
    return WalkIns(
        Session(
            store=store,
            ledger=Path("ledger.db"),
            officer=officer,
            clock=store.clock,
            shelf=SHELF,
            packs=InForce(SHELF, store),
            words=words(),
        )
    )


def exchange(*stores: Store) -> None:
    """Everybody gets everything."""
    for one in stores:
        for other in stores:
            if one is not other:
                merge.take(one, everything(other), authority=anybody)
