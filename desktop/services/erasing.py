"""Erasing what a person may ask to have erased, and saying what cannot be reached from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import backup, erasing, evidence
from db import visits as ledger
from db.store import beside
from desktop.errors import UserError

if TYPE_CHECKING:
    from db.erasing import Erasure, Row
    from desktop.services.session import Session

KINDS = ("visit", "photo", "household", "walk_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What went here, and how many older copies of this ledger and bundles still have it."""

    operations: int
    photos: int
    copies: int
    refused_bundles: int


class Erasing:
    """The county decides; every replica that takes the operation lets go of the content."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def erase(self, kind: str, subject: str, reason: str) -> Erased:
        """Let go of a visit, a photo, or all that was written of a household or a walk-in.

        Args:
            kind: one of `KINDS`.
            subject: the number of the record, household or walk-in; of a photo its id.
            reason: why; it stays on record with who decided it.

        Raises:
            UserError: `county_only`, `reason_missing`, `erase_unknown`.
        """
        if not self._session.is_county:
            raise UserError("county_only")
        why = " ".join(reason.split())
        if not why:
            raise UserError("reason_missing")
        store, number = self._session.store, subject.strip()
        rows = self._rows(kind, number)
        if not rows:
            raise UserError("erase_unknown", subject=number)
        done, photos = erasing.erase(
            store, self._session.officer, rows, kind=kind, subject=number, reason=why
        )
        kept = beside(self._session.ledger, "quarantine")
        return Erased(
            operations=done,
            photos=photos,
            copies=len(backup.find_copies(self._session.ledger)),
            refused_bundles=len(list(kept.glob("*.tdb"))),
        )

    def _rows(self, kind: str, subject: str) -> list[Row]:
        store = self._session.store
        if kind == "photo":
            return [("evidence", subject)] if evidence.by_id(store, subject) else []
        if kind == "visit":
            visit = ledger.by_no(store, subject)
            return erasing.rows_of_visit(store, visit.id) if visit else []
        ways = {"household": erasing.rows_of_household, "walk_in": erasing.rows_of_walk_in}
        rows = ways[kind](store, subject)
        return erasing.written(store, rows)

    def listed(self) -> list[Erasure]:
        """What was erased, by whom and why; newest first."""
        return erasing.listed(self._session.store)
