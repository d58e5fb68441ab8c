"""Where the entries of each stage come from: one line for each kind of record.

To plug in another kind: a function that gives its entries of a loan (`records.py`), one that says
what is missing (`gaps.py`, or none), a line here, and the word of its name in `duty_item`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from desktop.services.notices.duty import applied, gaps, late, records
from desktop.services.notices.duty.asked import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.notices.duty.asked import Asked, Entry

STAGES = ("marketing", "intake", "before", "review", "drawing", "after")
"""In the order of the rule on due diligence (document 11 of 2024)."""


def _asked_for(asked: Asked) -> Iterator[Entry]:
    """Needs that were said, and applications, here and on paper."""
    return chain(
        records.needs(asked), applied.applied(asked), records.sheets("F07", before=True)(asked)
    )


def _pursued(asked: Asked) -> Iterator[Entry]:
    """Overdue cases step by step, and notices on paper."""
    return chain(late.pursued(asked), records.sheets("F13")(asked))


SOURCES: tuple[Source, ...] = (
    Source(stage="marketing", name="visit", entries=records.visits_before, gaps=gaps.none_written),
    Source(stage="marketing", name="sheet", entries=records.sheets("F04", "F04B", before=True)),
    Source(stage="intake", name="need", entries=_asked_for, gaps=gaps.none_written),
    Source(stage="before", name="check", entries=records.checks, gaps=gaps.none_written),
    Source(stage="before", name="sheet", entries=records.sheets("F08", "F09", before=True)),
    Source(
        stage="review",
        name="bank_review",
        entries=records.nothing,
        gaps=gaps.always("other_system"),
    ),
    Source(stage="review", name="bank_word", entries=applied.answered),
    Source(stage="review", name="sheet", entries=records.sheets("F10", before=True)),
    Source(stage="drawing", name="loan", entries=records.drawing, gaps=gaps.always("not_reported")),
    Source(stage="drawing", name="contract", entries=applied.signed),
    Source(stage="after", name="inspection", entries=records.inspected, gaps=gaps.missed_checks),
    Source(stage="after", name="case_end", entries=records.ended),
    Source(stage="after", name="reminder", entries=records.sheets("F12"), gaps=gaps.unreminded),
    Source(stage="after", name="visit", entries=records.visits_after),
    Source(stage="after", name="renewal", entries=late.renewed),
    Source(stage="after", name="pursuit", entries=_pursued, gaps=gaps.unpursued),
    Source(stage="after", name="claim", entries=applied.claimed),
    Source(stage="after", name="sheet", entries=records.sheets("F11", "F14", "F20", "F21", "F22")),
)
