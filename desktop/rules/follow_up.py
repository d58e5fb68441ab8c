"""How to try again where nobody was met: people who work by day are at home in the evening."""

from __future__ import annotations

from datetime import date, timedelta

EVENING, PHONE = "evening", "phone"
_CALLED = frozenset({"phone", "message"})
_NEXT, _LATER = timedelta(days=1), timedelta(days=3)


def propose(method: str, misses: int, *, reachable: bool) -> str:
    """The way to try next: in the evening first, then by phone where a number is known.

    Args:
        method: how the household was missed: visit, phone or message.
        misses: how often since somebody was last met, this time included.
        reachable: whether a number is known.
    """
    if method in _CALLED or not reachable or misses <= 1:
        return EVENING
    return PHONE


def due(missed_on: date, misses: int) -> date:
    """The day to try again: the next one, and a few days later once it was in vain twice."""
    return missed_on + (_NEXT if misses <= 1 else _LATER)
