"""Texts that an officer sends herself: composed for a task, never sent and never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import lending
from db import settings as kept
from desktop.errors import UserError

if TYPE_CHECKING:
    from db.records.follow import LoanRow
    from desktop.services.records.day import Task
    from desktop.services.session import Session

_TAIL = 4
_LISTED = "listed"
_DAY = "{0.year}-{0.month:02d}-{0.day:02d}"


class Messages:
    """One text per task, with the addressee's surname and the officer's own name and phone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def text(self, task: Task) -> tuple[str, str]:
        """How the addressee is called, and the text.

        Raises:
            UserError: `message_none`, `message_incomplete`, `message_loan_unknown`.
        """
        session = self._session
        texts = session.shelf.messages
        station = kept.shown(session.store)
        station.setdefault("officer_name", session.officer)
        who = texts.addressed(task.subject) if task.subject else ""
        values = {key: station.get(key, "") for key in texts.labels} | {"salutation": who}
        known: set[str] = set()
        if task.loan_no:
            row = self._loan(task.loan_no)
            values["matures_on"] = _DAY.format(row.matures_on)
            values["tail"] = row.loan_no[-_TAIL:]
            known = _known(row)
        return who, texts.text(task.message, values, known)

    def _loan(self, loan_no: str) -> LoanRow:
        row = lending.by_no(self._session.store, loan_no)
        if row is None or row.matures_on is None or len(row.loan_no) < _TAIL:
            raise UserError("message_loan_unknown")
        return row


def _known(row: LoanRow) -> set[str]:
    """The conditions that choose sentences."""
    used = row.renewal_count or row.earlier or row.extended_maturity_on is not None
    found = {"renewal_used"} if used else set()
    if row.household_status not in {"", _LISTED}:
        found.add("off_roster")
    return found
