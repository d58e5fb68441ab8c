"""Which ledgers this machine knows, and where new ones go; no name and no secret is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop.services.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

_LIST = "ledgers.json"
_FIRST = "ledger.db"
_DEMO = "demo"


class Whereabouts:
    """The program's own folder on this machine."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def ledgers(self) -> list[Path]:
        """Ledgers that were opened here and are still there, the last one first."""
        path = self._home / _LIST
        try:
            names = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            names = []
        known = [self._home.joinpath(name) for name in names if isinstance(name, str)]
        return [one for one in dict.fromkeys([*known, self._home / _FIRST]) if one.is_file()]

    def remember(self, ledger: Path) -> None:
        """Put a ledger first in the list."""
        self._home.mkdir(parents=True, exist_ok=True)
        others = [one for one in self.ledgers() if one != ledger.absolute()]
        names = [str(one) for one in [ledger.absolute(), *others]]
        write_whole(self._home / _LIST, json.dumps(names, ensure_ascii=False).encode())

    def new_ledger(self) -> Path:
        """A free path for a new ledger."""
        self._home.mkdir(parents=True, exist_ok=True)
        number = 1
        path = self._home / _FIRST
        while path.exists():
            number += 1
            path = self._home / f"ledger-{number}.db"
        return path

    def demo(self) -> Path:
        """The folder of the demonstration county."""
        return self._home / _DEMO
