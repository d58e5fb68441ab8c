"""Passwords, recovery, backups and the proof that the ledger is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import audit, backup
from db import check as proof
from db.keys import KeyFile
from db.store import beside
from desktop.services.facts import person
from desktop.services.listings import BackupLine, CheckedLedger

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.session import Session


class Vault:
    """Who may open this ledger, and its copies."""

    def __init__(self, session: Session, key: bytes) -> None:
        self._session = session
        self._key = key

    def officers(self) -> list[str]:
        """Who has a password of their own here."""
        return KeyFile.load(self._session.ledger).officers()

    def add_officer(self, name: str, password: str) -> None:
        """Give another person a password; raises `officer_exists`, `password_too_short`."""
        name = person(name)
        KeyFile.load(self._session.ledger).add_officer(self._key, name, password)
        self._audit("officer_add", name)

    def remove_officer(self, name: str) -> None:
        """Take a person's password away; records stay. Raises `officer_unknown`, `last_officer`."""
        KeyFile.load(self._session.ledger).remove_officer(name)
        self._audit("officer_remove", name)

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password; raises `wrong_password`, `password_too_short`."""
        KeyFile.load(self._session.ledger).change_password(
            self._session.officer, old, new, self._session.clock()
        )
        self._audit("password_change", self._session.officer)

    def new_recovery_code(self) -> str:
        """A fresh recovery code; the former one ends, and the county gets the new one sealed."""
        code = KeyFile.load(self._session.ledger).new_recovery(self._key)
        if not self._session.is_county:
            from desktop.services.credentials import tell_recovery

            tell_recovery(self._session.store, self._session.officer, code, self._session.clock())
        self._audit("recovery_code", "")
        return code

    def check(self) -> CheckedLedger:
        """Replay all operations and compare with the tables."""
        found = proof.check(self._session.store)
        return CheckedLedger(
            ok=found.ok,
            operations=found.operations,
            tables=len(found.tables),
            problems=found.problems,
            photos_lost=found.photos_lost,
        )

    @property
    def folder(self) -> Path:
        """Where automatic backups lie."""
        return beside(self._session.ledger, "backups")

    def back_up(self, folder: Path, reason: str = "asked", *, apart: bool = False) -> BackupLine:
        """Make a copy, reopen it, count it; one that stays here may have its photos apart."""
        made = backup.back_up(
            self._session.store, folder, reason=reason, now=self._session.clock(), apart=apart
        )
        return BackupLine(
            path=made.path, created=made.created, counts=made.counts, verified=made.verified
        )

    def back_up_before(self, reason: str) -> BackupLine:
        """The automatic copy before an import, an exchange or an update."""
        return self.back_up(self.folder, reason, apart=True)

    def back_up_if_changed(self, reason: str) -> None:
        """The automatic copy, unless the newest one holds all that the ledger holds."""
        lines = backup.listed(self.folder)
        newest = max(lines, key=lambda one: one.created, default=None)
        now = self._session.clock()
        if newest is None or newest.created > now or dict(newest.counts) != self.counts():
            self.back_up(self.folder, reason, apart=True)

    def backups(self) -> list[BackupLine]:
        """The automatic copies, newest first."""
        return [
            BackupLine(path=one.path, created=one.created, counts=one.counts, verified=one.verified)
            for one in backup.listed(self.folder)
        ]

    def counts(self) -> dict[str, int]:
        """How many records of each kind the ledger holds now."""
        return dict(self._session.store.counts())

    def _audit(self, what: str, subject: str) -> None:
        audit.record(self._session.store, self._session.officer, what, subject=subject, reason="")
