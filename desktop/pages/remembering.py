"""Which of the things that are opened are kept for the list of the last ten, and how."""

from __future__ import annotations

from desktop.services.records.papers import NoticeScope

_HOUSES = frozenset({"households", "visits", "eligibility"})
_PRINTING = "printing"
_SHORTEST = 10


def remembered(page: str, what: object) -> tuple[str, str] | None:
    """Page and thing to keep: a household wherever it was opened, a sheet with whom it is for."""
    number = getattr(what, "household_no", what)
    if page in _HOUSES and isinstance(number, str) and _number(number):
        return "households", number
    if page == _PRINTING and isinstance(what, tuple):
        kind, about = what
        key = about.village if isinstance(about, NoticeScope) else str(about)
        if _number(key) and len(kind) <= len("F16W"):
            return page, f"{kind}:{key}"
    return None


def _number(text: str) -> bool:
    """Whether a text is a household's number or a village's code."""
    return len(text) >= _SHORTEST and text.isdecimal()
