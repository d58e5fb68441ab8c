"""Lists as Excel files, stamped with who, when and which part; exports are audited."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from db import audit
from desktop.services.records import VisitFilter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.services.needs import Ledger
    from desktop.services.session import Session

_ENUMS = ("publicity_method", "contact_result", "policy_understood")
_ALL = 10_000_000


class Exports:
    """What leaves the ledger as a file for other offices; no ID number, no phone is in it."""

    def __init__(self, session: Session, visits: Ledger) -> None:
        self._session = session
        self._visits = visits

    def visits(self, out: Path, wanted: VisitFilter) -> int:
        """Write the ledger of visits (form F05); returns the number of rows.

        Raises:
            UserError: those of `sheets.writer`.
        """
        from desktop.sheets import writer

        layout = tomllib.loads(self._session.shelf.text("lists/visits.toml"))
        parts = (wanted.from_on, wanted.to_on, wanted.village, wanted.household_no, wanted.text)
        count = writer.write_list(
            out,
            layout["title"],
            [writer.Column(**column) for column in layout["columns"]],
            self._rows(wanted),
            writer.Stamp(
                who=self._session.officer,
                when=self._session.clock().astimezone(),
                filter_text=" ".join(str(part) for part in parts if part),
            ),
        )
        if not self._session.read_only:
            audit.record(
                self._session.store, self._session.officer, "export", subject=out.name, reason=""
            )
        return count

    def _rows(self, wanted: VisitFilter) -> Iterator[dict[str, object]]:
        words = self._session.words
        for one in self._visits.listed(wanted, limit=_ALL).lines:
            row: dict[str, object] = {
                "visit_no": one.visit_no,
                "visited_on": one.visited_on,
                "village": one.village,
                "household_no": one.household_no,
                "head_name": one.head_name,
                "person_met": one.person_met,
                "has_need": ""
                if one.has_need is None
                else words.word("yes_no", str(one.has_need).lower()),
                "need_amount_fen": one.need_amount_fen,
                "need_use": one.need_use,
                "note": one.note,
                "officer": one.officer,
                "correction": one.corrects_visit_no,
            }
            row.update({enum: words.word(enum, getattr(one, enum)) for enum in _ENUMS})
            yield row
