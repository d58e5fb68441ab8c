"""Roster versions: which are kept, which is in force, what changed and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import households, rosters
from desktop.errors import UserError
from desktop.services.listings import VersionLine

if TYPE_CHECKING:
    from desktop.services.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a version changed about a household; `todo` is a code: visit, notice, none."""

    household_no: str
    head_name: str
    change_type: str
    live_loan_count: int
    todo: str


_TODO = {
    "added": "visit",
    "removed": "notify",
    "changed": "none",
    "split": "visit",
    "merged": "visit",
}


class Rosters:
    """Versions of the roster in this ledger's townships."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def versions(self) -> list[VersionLine]:
        """All versions, newest first, one line per township."""
        store = self._session.store
        names = {one.township_code: one.township for one in households.villages(store)}
        return [
            VersionLine(
                roster_version=one.roster_version,
                as_of_date=one.as_of_date,
                township_code=one.township_code,
                township=names.get(one.township_code, one.township_code),
                households=one.households,
                source_name=one.source_name,
                in_force=one.in_force,
            )
            for one in rosters.versions(store)
        ]

    def diff(self, earlier: str = "", later: str = "") -> list[Change]:
        """What `later` (else the newest) changed against the version before it.

        Raises:
            UserError: `version_unknown`.
        """
        store = self._session.store
        labels = list(dict.fromkeys(one.roster_version for one in rosters.versions(store)))
        for wanted in (earlier, later):
            if wanted and wanted not in labels:
                raise UserError("version_unknown", version=wanted)
        if not labels:
            return []
        newest = later or labels[0]
        stop = labels.index(earlier) if earlier else min(labels.index(newest) + 1, len(labels))
        span = labels[labels.index(newest) : stop]
        lines: dict[str, Change] = {}
        for label in reversed(span):
            for one in rosters.changes(store, label):
                lines[one.household_no] = Change(
                    household_no=one.household_no,
                    head_name=one.head_name,
                    change_type=one.change_type,
                    live_loan_count=0,
                    todo=_TODO.get(one.change_type, "none"),
                )
        return [lines[number] for number in sorted(lines)]
