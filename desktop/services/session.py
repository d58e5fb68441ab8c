"""What all services of one open ledger share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from db.store import Store
    from desktop.services.packs import InForce
    from desktop.services.shelf import Shelf
    from desktop.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The open ledger, the clock, the officer at work and the program's own material.

    `packs` decides: what ships, and over it what the county has installed in this ledger.
    """

    store: Store
    ledger: Path
    officer: str
    clock: Callable[[], datetime]
    shelf: Shelf
    packs: InForce
    words: Words
    read_only: bool = False

    def today(self) -> date:
        """The day at this place."""
        return self.clock().astimezone().date()

    @property
    def is_county(self) -> bool:
        """Whether this ledger is the county's hub."""
        return self.store.identity.role == "county"
