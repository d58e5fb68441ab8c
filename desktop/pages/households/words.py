"""Words of a household that two tables share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Callable


def category(code: str) -> str:
    """The monitored category of a household, else its type."""
    found = word("monitor_category", code)
    return word("household_type", code) if found == code else found


def fact_words(tr: Callable[[str], str]) -> dict[str, str]:
    """The facts of a household that the drawer shows, and what they are called there."""
    return {
        "township": tr("乡镇"),
        "household_type": tr("户类型"),
        "monitor_category": tr("监测类别"),
        "risk_cleared": tr("风险消除"),
        "needs_continued_support": tr("继续帮扶"),
        "first_identified_on": tr("首次识别"),
        "source_roster_version": tr("名单版本"),
    }
