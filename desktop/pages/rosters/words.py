"""How versions, changes and work are said on the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.texts import roster_changes as said
from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.listings import VersionLine
    from desktop.services.records.rosters import Change, Consequence, LiveLoan

CHANGES = {"added": "ok", "removed": "warn", "split": "info", "merged": "info", "changed": ""}
TODO = {"death": "error", "notice": "warn", "farmer_loan": "warn", "link": "info"}
_WAYS = ("confirmed", "sent", "waiting")


def version(line: VersionLine) -> str:
    """A version by its day and label."""
    tr = QCoreApplication.translate
    first = tr("Rosters", "{day}　{label}（第一版）")
    form = first if line.first else tr("Rosters", "{day}　{label}")
    return form.format(day=line.as_of_date.isoformat(), label=line.roster_version)


def townships(lines: Iterable[VersionLine]) -> list[tuple[str, str]]:
    """The townships of versions, code and name."""
    return sorted({one.township_code: one.township for one in lines}.items())


def changed(line: Change | Consequence) -> str:
    """What changed about a household, in one line."""
    return said.changed(line.change_type, line.details, line.link_no)


def ways(line: VersionLine) -> str:
    """How many laptops have a version, as far as this ledger knows."""
    tr = QCoreApplication.translate
    if not line.handed:
        return tr("Rosters", "没有在用的电脑")
    found = Counter(one.state for one in line.handed)
    forms = {
        "confirmed": tr("Rosters", "{n} 台已收到"),
        "sent": tr("Rosters", "{n} 台等回执"),
        "waiting": tr("Rosters", "{n} 台没有下发"),
    }
    return tr("Rosters", "、").join(forms[key].format(n=found[key]) for key in _WAYS if found[key])


def way_tone(line: VersionLine) -> str:
    """Green when every laptop has it."""
    states = {one.state for one in line.handed}
    if not states:
        return ""
    return "ok" if states == {"confirmed"} else "warn" if "waiting" in states else "info"


def way(line: VersionLine) -> str:
    """Which laptop has a version and which has not, by its officer."""
    tr = QCoreApplication.translate
    return tr("Rosters", "；").join(
        tr("Rosters", "{who} {state}").format(
            who=one.officer, state=word("handed_state", one.state)
        )
        for one in line.handed
    )


def loan(one: LiveLoan) -> str:
    """A running loan by its tail and maturity."""
    tr = QCoreApplication.translate
    form = tr("Rosters", "{kind} 尾号 {tail}，{day} 到期")
    if one.matures_on is None:
        form = tr("Rosters", "{kind} 尾号 {tail}，到期日未登记")
    text = form.format(
        kind=word("product_code", one.product_code), tail=one.tail, day=one.matures_on
    )
    return text + (tr("Rosters", "，已逾期") if one.overdue else "")


def state(line: Consequence) -> str:
    """Whether a thing was dealt with, when and by whom."""
    if line.done_on is None:
        return word("todo_state", "open")
    tr = QCoreApplication.translate
    form = tr("Rosters", "{day} {who}")
    return form.format(day=f"{line.done_on:%m-%d}", who=line.done_by)
