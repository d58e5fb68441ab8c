"""The one-digit codes of quick entry and what they say in the words of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records.entry import EntryHeader, QuickRow
from desktop.services.records.people import VisitEntry, VisitLine

if TYPE_CHECKING:
    from desktop.words import Words

INFORMED, PHONE = "informed", "phone"
HEAD, FAMILY = "head", "other_member"

MET = {
    "self": (INFORMED, HEAD),
    "family": (INFORMED, FAMILY),
    "phone": (INFORMED, ""),
    "absent": ("absent", ""),
    "away": ("working_away", ""),
    "refused": ("refused", ""),
    "dead_number": ("dead_number", ""),
    "moved": ("moved_away", ""),
}
"""Whom the officer met: the result of the contact, and the relation to the head."""

TALKED = frozenset({"self", "family", "phone"})
"""After these somebody was spoken to, and what she wants is asked."""

WANTS = "need"
_REASONS = {
    "none": "no_need",
    "considering": "considering",
    "unwilling": "unwilling",
    "has_loan": "has_loan",
}
"""What a household wants, where it named no need: the reason that the ledger keeps."""


def entry_of(row: QuickRow, header: EntryHeader, words: Words) -> VisitEntry:
    """A row under its header as one line of the ledger.

    Handouts were left with those who were met at home; a call leaves no paper.
    """
    result, relation = MET[row.met]
    wants = row.intent == WANTS
    at_home = row.met in {"self", "family"} and header.method != PHONE
    person = row.person or (words.word("met", row.met) if relation else "")
    return VisitEntry(
        household_no=row.household_no,
        visited_on=header.on,
        publicity_method=PHONE if row.met == PHONE else header.method,
        contact_result=result,
        person_met=person,
        relation_to_head=relation,
        has_need=wants if row.intent else None,
        need_amount_fen=row.amount_fen if wants else None,
        need_use=row.use if wants else "",
        no_need_reason=_REASONS.get(row.intent, ""),
        participants=header.companions.strip(),
        handouts=header.handouts if at_home else (),
        note=row.note,
        photos=row.photos,
    )


def met_of(line: VisitLine) -> str:
    """The code of whom a record says was met; empty where it was kept with other words."""
    if line.contact_result == INFORMED and line.publicity_method == PHONE:
        return "phone"
    if line.contact_result == INFORMED and not line.relation_to_head:
        return ""
    found = (line.contact_result, line.relation_to_head)
    return next((code for code, said in MET.items() if said == found), "")


def intent_of(line: VisitLine) -> str:
    """The code of what a record says of a need; empty where nothing was asked."""
    if line.has_need:
        return WANTS
    return next((code for code, said in _REASONS.items() if said == line.no_need_reason), "")


def row_of(line: VisitLine) -> QuickRow:
    """A record as a row of quick entry."""
    return QuickRow(
        household_no=line.household_no,
        met=met_of(line),
        intent=intent_of(line),
        amount_fen=line.need_amount_fen,
        use=line.need_use,
        note=line.note,
        person=line.person_met,
    )


def changes_of(line: VisitLine, row: QuickRow, words: Words) -> dict[str, object]:
    """What a mended row changes of a record; what it cannot say stays as it was.

    The day and the way of the contact stay those of the record, not of the header.
    """
    before = row_of(line)
    changes: dict[str, object] = {}
    header = EntryHeader(on=line.visited_on, method=line.publicity_method, handouts=line.handouts)
    said = entry_of(row if row.met else _spoken(row), header, words)
    if row.met and row.met != before.met:
        names = ("publicity_method", "contact_result", "person_met", "relation_to_head")
        changes.update({name: getattr(said, name) for name in names})
    if (row.intent, row.amount_fen, row.use) != (before.intent, before.amount_fen, before.use):
        names = ("has_need", "need_amount_fen", "need_use", "no_need_reason")
        changes.update({name: getattr(said, name) for name in names})
    if row.note != before.note:
        changes["note"] = row.note
    return changes


def _spoken(row: QuickRow) -> QuickRow:
    return QuickRow(
        household_no=row.household_no,
        met="phone",
        intent=row.intent,
        amount_fen=row.amount_fen,
        use=row.use,
        note=row.note,
    )
