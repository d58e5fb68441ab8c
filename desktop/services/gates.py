"""What stands before a ledger: the password before it opens, and again after a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.keys import KeyFile
from desktop.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.door import Door
    from desktop.services.listings import BackupLine


class LedgerGate:
    """A ledger that is not open yet; `unlock` gives its desk."""

    def __init__(self, door: Door, ledger: Path) -> None:
        self._door = door
        self._ledger = ledger

    @property
    def place(self) -> str:
        """What the ledger is called on the screen."""
        return str(self._ledger)

    def officers(self) -> list[str]:
        """Who has a password here."""
        return self._door.officers(self._ledger)

    def unlock(self, officer: str, password: str) -> Desk:
        """The open ledger; raises `wrong_password`, `too_soon`, `ledger_damaged` and its kin."""
        return self._door.unlock(self._ledger, officer, password)

    def recover(self, code: str, officer: str, new_password: str) -> None:
        """A new password by the recovery code."""
        self._door.recover(self._ledger, code=code, officer=officer, new_password=new_password)

    def newest_backup(self) -> BackupLine | None:
        """The newest automatic copy that was reopened and counted when it was made."""
        from db import backup
        from db.store import beside
        from desktop.services.listings import BackupLine

        found = [one for one in backup.listed(beside(self._ledger, "backups")) if one.verified]
        if not found:
            return None
        newest = max(found, key=lambda one: one.created)
        return BackupLine(
            path=newest.path, created=newest.created, counts=newest.counts, verified=True
        )

    def restore(self, officer: str, password: str) -> Desk:
        """Bring the newest copy back, keep the damaged file, and open it."""
        copy = self.newest_backup()
        if copy is None:
            raise UserError("no_backup")
        self._door.restore(
            copy.path, to=self._ledger, officer=officer, password=password, replace=True
        )
        return self.unlock(officer, password)


class LockGate(LedgerGate):
    """An open ledger that is only covered: `unlock` proves the password of who is at work."""

    def __init__(self, door: Door, desk: Desk) -> None:
        super().__init__(door, desk.session.ledger)
        self._desk = desk

    def officers(self) -> list[str]:
        """Who is at work; somebody else opens the ledger anew."""
        return [self._desk.session.officer]

    def unlock(self, officer: str, password: str) -> Desk:
        """Prove the password; the ledger stayed open."""
        KeyFile.load(self._ledger).unlock(officer, password, self._desk.session.clock())
        return self._desk
