"""The rules and the policy they stand on: pure answers, clauses word for word, packs in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.records import ClauseText

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """A pack as the policy page lists it."""

    pack_id: str
    number: str
    title: str
    published_on: date | None
    clauses: int


class Policy:
    """Answers by the packs that ship with the program."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def answer(self, kind: str, line: str) -> dict[str, object]:
        """Answer one line of JSON; errors come as a code in the answer, never raised."""
        from desktop.rules import lines

        return lines.answer(kind, line, self._shelf.packs)

    def clause(self, clause_id: str) -> ClauseText:
        """A clause word for word by its citation; raises `clause_unknown`."""
        found = self._shelf.packs.clause(clause_id)
        return ClauseText(
            short=found.short, document=found.document, item=found.item, text=found.text
        )

    def short(self, clause_id: str) -> str:
        """The citation as it stands in a list; unknown ones as they are."""
        try:
            return self._shelf.packs.clause(clause_id).short
        except UserError:
            return clause_id

    def title(self, pack_id: str) -> str:
        """The document's number and title; empty without a pack."""
        if not pack_id:
            return ""
        document = self._shelf.packs.pack(pack_id).document
        return f"{document.number} {document.title}"

    def packs(self) -> list[PackLine]:
        """All packs, national first."""
        return [
            PackLine(
                pack_id=one.id,
                number=one.document.number,
                title=one.document.title,
                published_on=one.document.published_on,
                clauses=len(one.clauses),
            )
            for one in self._shelf.packs.packs.values()
        ]
