"""Words of a household that two tables share."""

from __future__ import annotations

from desktop.texts import word


def category(code: str) -> str:
    """The monitored category of a household, else its type."""
    found = word("monitor_category", code)
    return word("household_type", code) if found == code else found
