"""Fields for a number by its unit, and what was typed there in the form in which it is kept."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.texts.policy import UNITS, VALUES
from desktop.ui.fields import AmountCell, Cell, Choice, CountCell, DayCell, NoteLine
from desktop.ui.reading import read_day
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.records.policy import OpenLine

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?", re.ASCII)
_RATIO = re.compile(r"[1-9]\d{0,2}/[1-9]\d{0,3}", re.ASCII)
_MOST_PERCENT = 100
_COUNTS = frozenset({"months", "years", "days", "count"})
_RATES = frozenset({"percent", "points"})
_COLUMNS = {"legacy_share": ("share",), "lpr_table": ("lpr_1y", "lpr_5y")}


def editor(line: OpenLine, name: str, today: Callable[[], date]) -> QWidget:
    """A field for the unit of a number; `name` is what a screen reader says."""
    unit = line.unit
    if line.choices:
        known = VALUES.get(line.name, {})
        return Choice(name, [(one, known.get(one, one)) for one in line.choices])
    if unit in _COUNTS:
        return CountCell(name, width=90)
    if unit in _RATES:
        return _short(Cell(name, width=90))
    makers: dict[str, Callable[[], QWidget]] = {
        "yuan": lambda: AmountCell(name, in_wan=False, width=140),
        "day": lambda: DayCell(name, today),
        "table": lambda: _rows(name, line.name),
        "ratio": lambda: _short(Cell(name, width=90)),
    }
    return makers.get(unit, lambda: NoteLine(name))()


def unit_beside(line: OpenLine) -> str:
    """The unit that is written behind the field; empty where the value has none."""
    return UNITS[line.unit] if line.unit in {"yuan", *_COUNTS, *_RATES} else ""


def typed(field: QWidget, line: OpenLine, today: date) -> str | None:
    """What was typed, in the form of the unit; None if it does not fit."""
    if isinstance(field, DayCell):
        day = field.day()
        return day.isoformat() if day else None
    if isinstance(field, AmountCell):
        fen = field.fen()
        return None if fen is None else f"{fen // 100}.{fen % 100:02d}"
    if isinstance(field, Choice):
        return field.code() or None
    if isinstance(field, QPlainTextEdit):
        return _table(field.toPlainText(), line.name, today)
    text = field.text().strip() if isinstance(field, (Cell, NoteLine)) else ""
    return text if _fits(text, line.unit) else None


def wanted(line: OpenLine) -> str:
    """What belongs into the field, for one that is empty or does not fit."""
    forms = {
        "yuan": tr("请写金额，如 50000。"),
        "percent": tr("请写 0 到 100 之间的百分数，如 30。"),
        "points": tr("请写百分点，如 2.5。"),
        "ratio": tr("请写成几分之几，如 1/16。"),
        "day": tr("请写日期，如 2026-07-08。"),
        "table": tr("每行先写起始日再写百分数，用空格隔开，日期从早到晚。"),
        **dict.fromkeys(_COUNTS, tr("请写整数，如 10。")),
    }
    return tr("请选一种。") if line.choices else forms.get(line.unit, tr("请填写。"))


def _short(cell: Cell) -> Cell:
    cell.setAlignment(Qt.AlignmentFlag.AlignRight)
    return cell


def _rows(name: str, parameter: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setAccessibleName(name)
    made.setTabChangesFocus(True)
    made.setFixedHeight(Theme.current().px(92))
    two = len(_COLUMNS.get(parameter, ("",))) > 1
    made.setPlaceholderText(
        tr("一行一次报价：公布日 一年期 五年期以上\n2026-10-20 3.00 3.50")
        if two
        else tr("一行一档：起始日 比例\n2021-01-01 100\n2024-01-01 70")
    )
    return made


def _fits(text: str, unit: str) -> bool:
    if unit == "ratio":
        return bool(_RATIO.fullmatch(text))
    if unit in _RATES:
        return _rate(text)
    return text.isdecimal() if unit in _COUNTS else bool(text)


def _rate(text: str) -> bool:
    return bool(_PERCENT.fullmatch(text)) and Decimal(text) <= _MOST_PERCENT


def _table(text: str, parameter: str, today: date) -> str | None:
    """Rows of a day and its percents as the rules take them; None if a row does not fit."""
    columns = _COLUMNS.get(parameter, ("share",))
    rows: list[dict[str, str]] = []
    last: date | None = None
    for line in filter(str.strip, text.splitlines()):
        first, *rates = line.replace("%", "").split() or [""]
        day = read_day(first, today)
        fits = len(rates) == len(columns) and all(_rate(one) for one in rates)
        if not fits or day is None or (last is not None and day <= last):
            return None
        last = day
        rows.append({"from": day.isoformat(), **dict(zip(columns, rates, strict=True))})
    return json.dumps(rows, ensure_ascii=False) if rows else None


def tr(text: str) -> str:
    """A text of this module."""
    return QCoreApplication.translate("Values", text)
