"""Whom a visit is about, as the field for people offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.texts import word
from desktop.ui.pickers import Candidate

if TYPE_CHECKING:
    from desktop.services.records.people import Found

_TAIL = 4


def candidate(hit: Found) -> Candidate:
    """A household that was found, or somebody on no roster, marked as such."""
    if hit.walk_in_no:
        return Candidate(
            key=hit.walk_in_no,
            name=hit.name,
            place=hit.village,
            number=hit.walk_in_no[-_TAIL:],
            badge=QCoreApplication.translate("People", "名单外"),
            tone="info",
            value=hit,
        )
    told = hit.told == "told"
    return Candidate(
        key=hit.household_no,
        name=hit.name,
        place=hit.village,
        number=hit.household_no[-_TAIL:],
        badge="" if told else word("told", hit.told),
        tone="" if told else "warn",
        value=hit,
    )
