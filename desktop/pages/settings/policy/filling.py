"""The county fills in a number that the texts leave to it: value, document, first day, state."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.pages.settings.policy import words as said
from desktop.services.records import OpenLine
from desktop.texts import choices
from desktop.texts.policy import UNITS
from desktop.ui.fields import AmountCell, Cell, Choice, CountCell, DayCell, Form, NoteLine, read_day
from desktop.ui.messages import Coded, explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,4})?", re.ASCII)
_RATIO = re.compile(r"[1-9]\d{0,2}/[1-9]\d{0,3}", re.ASCII)
_MOST_PERCENT = 100
_COUNTS = frozenset({"months", "years", "days", "count"})
_COLUMNS = {"legacy_share": ("share",), "lpr_table": ("lpr_1y", "lpr_5y")}


class Filling(Sheet):
    """Each field says below itself what is wrong with it; Enter stores, Esc closes."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: OpenLine,
        then: Callable[[str], object],
    ) -> None:
        """`then` gets the name of the number that was filled."""
        title = QCoreApplication.translate("Filling", "填写：{name}")
        super().__init__(parent, title.format(name=said.name_of(line.name)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.jobs = jobs
        self.line = line
        self._then = then
        tr = self.tr
        self.value = self._editor()
        self.document = NoteLine(tr("文件依据"), tr("发文机关和文号，如：县农发 2026 年 12 号"))
        self.start = DayCell(tr("生效日"), desk.today)
        self.start.set_day(desk.today())
        self.status = Choice(tr("是否确认"), choices("parameter_status"))
        self.form = Form()
        unit = UNITS.get(line.unit, "") if line.unit not in {"table", "day", "ratio"} else ""
        self.form.add(tr("数值"), self.value, *([words(unit, "label")] if unit else []))
        self.form.add(tr("文件依据"), self.document)
        self.form.add(tr("生效日"), self.start, words(tr("从这一天起按这个数"), "label"))
        self.form.add(tr("状态"), self.status)
        readings = tr("· {text}")
        for text in line.readings:
            self.add(words(readings.format(text=text), "label", wrap=True))
        self.add(self.form)
        self.add(words(tr("待确认的数先记下，不参加测算；确认后才按它算。"), "quiet", wrap=True))
        self.body.addStretch(1)
        self.go = button(tr("存下这个数"), self.save, kind="primary")
        self.go.setDefault(True)
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.value.setFocus()

    def _editor(self) -> QWidget:
        tr = self.tr
        unit = self.line.unit
        name = tr("数值")
        if unit == "yuan":
            return AmountCell(name, in_wan=False, width=140)
        if unit in _COUNTS:
            return CountCell(name, width=90)
        if unit == "day":
            return DayCell(name, self.desk.today)
        if unit == "table":
            return self._rows()
        if unit not in UNITS:
            return NoteLine(name)
        cell = Cell(name, width=90)
        cell.setAlignment(Qt.AlignmentFlag.AlignRight)
        cell.setPlaceholderText("1/16" if unit == "ratio" else "")
        return cell

    def _rows(self) -> QPlainTextEdit:
        tr = self.tr
        editor = QPlainTextEdit()
        editor.setAccessibleName(tr("数值"))
        editor.setTabChangesFocus(True)
        editor.setFixedHeight(Theme.current().px(92))
        wide = len(_COLUMNS.get(self.line.name, ("",))) > 1
        editor.setPlaceholderText(
            tr("一行一次报价：公布日 一年期 五年期以上\n2026-10-20 3.00 3.50")
            if wide
            else tr("一行一档：起始日 比例\n2021-01-01 100\n2024-01-01 70")
        )
        return editor

    def save(self) -> None:
        """Store the number if every field has what it needs."""
        self.form.quiet()
        value = self._value()
        document = self.document.text().strip()
        day = self.start.day()
        wrong = [
            (self.value, self._form_of_value(), value),
            (self.document, self.tr("请写文件依据，没有文件的数不能填。"), document),
            (self.start, self.tr("请写从哪一天起，如 2026-07-08。"), day),
            (self.status, self.tr("请选已确认或待确认。"), self.status.code()),
        ]
        missing = [(editor, text) for editor, text, found in wrong if not found]
        for editor, text in missing:
            self.form.say(editor, text)
        if missing or value is None or day is None:
            self.fit()
            missing[0][0].setFocus()
            return
        name, confirmed = self.line.name, self.status.code() == "confirmed"
        self.jobs.run(
            lambda: self.desk.parameters.fill(
                name, value, document=document, effective_from=day, confirmed=confirmed
            ),
            self._filled,
        )

    def refused(self, error: BaseException) -> bool:
        """Say it under the field that it is about, else under the value."""
        text = explain(error)
        if text is None or not isinstance(error, Coded):
            return False
        fields = {"document": self.document, "effective_from": self.start}
        self.form.say(fields.get(str(error.params.get("field", "")), self.value), text)
        self.fit()
        return True

    def _filled(self, _answer: None) -> None:
        self.accept()
        self._then(self.line.name)

    def _form_of_value(self) -> str:
        tr = self.tr
        forms = {
            "yuan": tr("请写金额，如 50000。"),
            "percent": tr("请写 0 到 100 之间的百分数，如 30。"),
            "points": tr("请写百分点，如 2.5。"),
            "ratio": tr("请写成几分之几，如 1/16。"),
            "day": tr("请写日期，如 2026-07-08。"),
            "table": tr("每行先写起始日再写百分数，用空格隔开，日期从早到晚。"),
        }
        other = tr("请写整数，如 10。") if self.line.unit in _COUNTS else tr("请填写。")
        return forms.get(self.line.unit, other)

    def _value(self) -> str | None:
        """What was typed, in the form of the unit; None if it does not fit."""
        editor = self.value
        if isinstance(editor, DayCell):
            day = editor.day()
            return day.isoformat() if day else None
        if isinstance(editor, AmountCell):
            fen = editor.fen()
            return None if fen is None else f"{fen // 100}.{fen % 100:02d}"
        if isinstance(editor, CountCell):
            count = editor.number()
            return None if count is None else str(count)
        if isinstance(editor, QPlainTextEdit):
            return self._table(editor.toPlainText())
        text = editor.text().strip() if isinstance(editor, (Cell, NoteLine)) else ""
        return text if self._fits(text) else None

    def _fits(self, text: str) -> bool:
        unit = self.line.unit
        if unit == "ratio":
            return bool(_RATIO.fullmatch(text))
        if unit in {"percent", "points"}:
            return bool(_PERCENT.fullmatch(text)) and Decimal(text) <= _MOST_PERCENT
        return bool(text)

    def _table(self, text: str) -> str | None:
        """Rows of a day and its percents as the rules take them; None if a row does not fit."""
        columns = _COLUMNS.get(self.line.name, ("share",))
        rows: list[dict[str, str]] = []
        last: date | None = None
        for line in text.splitlines():
            parts = line.replace("%", "").split()
            if not parts:
                continue
            day = read_day(parts[0], self.desk.today())
            fits = len(parts) == len(columns) + 1 and all(_PERCENT.fullmatch(p) for p in parts[1:])
            if not fits or day is None or (last is not None and day <= last):
                return None
            last = day
            rows.append({"from": day.isoformat(), **dict(zip(columns, parts[1:], strict=True))})
        return json.dumps(rows, ensure_ascii=False) if rows else None
