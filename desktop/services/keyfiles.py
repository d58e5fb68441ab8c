"""The keys file of a ledger, healed from the newest backup where it is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.keys import KeyFile
from db.store import beside

if TYPE_CHECKING:
    from pathlib import Path


def backups_of(ledger: Path) -> Path:
    """Where the automatic backups of a ledger lie."""
    return beside(ledger, "backups")


def keys_of(ledger: Path) -> KeyFile:
    """The keys file; raises `keys_missing`, `keys_damaged`."""
    folder = backups_of(ledger)
    copies = sorted(folder.glob("*.keys"), reverse=True) if folder.is_dir() else []
    return KeyFile.open(beside(ledger, "keys"), copies)
