"""How numbers, days and states of the policy are written for an officer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.texts import word
from desktop.texts.policy import PARAMETERS, figure

if TYPE_CHECKING:
    from desktop.services.records.policy import OpenLine, PackLine


def name_of(parameter: str) -> str:
    """What a number is called."""
    return PARAMETERS.get(parameter, parameter)


def number(parameter: str, value: str, unit: str) -> str:
    """A value with its unit; a table row by row."""
    return figure(parameter, value, unit)


def period(start: date | None, end: date | None) -> str:
    """From a day to a day."""
    if start is None and end is None:
        return tr("不限")
    if start is None:
        return tr("{end} 以前").format(end=end)
    if end is None:
        return tr("{start} 起").format(start=start)
    if start == end:
        return f"{start}"
    return tr("{start} 至 {end}").format(start=start, end=end)


def day(value: date | None) -> str:
    """A day, or a dash where there is none."""
    return value.isoformat() if value and value != date.min else "—"


def heading(line: PackLine) -> str:
    """Number and title of a document; a document without a number is called by its title."""
    if line.title.startswith(line.number) or line.number == line.title:
        return line.title
    return tr("{number}　{title}").format(number=line.number, title=line.title)


def binding(line: PackLine) -> str:
    """Whether a document binds the contracts that are signed today, else what it is for."""
    if line.binds:
        return tr("适用")
    return tr("不直接适用") if line.era == "new" else word("pack_era", line.era)


def state(line: OpenLine) -> tuple[str, str]:
    """How far a number is settled, as word and tone."""
    if line.answered_by:
        return tr("文件已写明"), "info"
    if line.in_force:
        return tr("已确认"), "ok"
    if "county" in line.filled_by:
        return tr("待县级确认"), "warn"
    return (tr("待银行确认") if "bank" in line.filled_by else tr("待上级写明")), "warn"


def status(code: str) -> str:
    """Whether a value that was filled in is confirmed."""
    return word("parameter_status", code if code == "confirmed" else "unconfirmed")


def tr(text: str) -> str:
    return QCoreApplication.translate("Policy", text)
