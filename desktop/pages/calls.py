"""A call list keyed back: the sheet's number, then one digit and Enter for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from desktop.services.records.rounds import CallMark, CallRow
from desktop.texts import choices, word
from desktop.ui.fields import Cell, DayCell, Field, NoteLine
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, button, flowing, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.people import Logged
    from desktop.services.records.rounds import CallSheet
    from desktop.ui.jobs import Jobs

_TONES = {"told": "ok", "need": "ok", "unanswered": "warn"}


class CodeCell(Cell):
    """One digit; Enter, the arrows and Esc are for the page."""

    digit = Signal(str)
    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit at once, walk with the arrows, take it back with the delete keys."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = event.key()
        if event.text() and event.text() in "1234567":
            self.setText(event.text())
            self.digit.emit(event.text())
        elif key in steps:
            self.moved.emit(steps[Qt.Key(key)])
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.clear()
            self.digit.emit("")
        elif not event.text().isprintable() or not event.text():
            super().keyPressEvent(event)


class CallsPage(Page):
    """All rows of one list in sight; what is typed is kept at once and logged together."""

    home = "printing"

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.found: CallSheet | None = None
        self.marks: dict[int, CallMark] = {}
        self._logging = False
        self._latest = Latest()
        self._last = ""
        self._codes = [code for code, _ in choices("call_result")]
        tr = self.tr
        self.number = Cell(tr("电话清单的单号"), width=250)
        self.number.setPlaceholderText(tr("单号、后五位，或扫码；回车打开"))
        self.number.returnPressed.connect(self.look)
        self.on = DayCell(tr("打电话的日期"), desk.today)
        self.on.editingFinished.connect(self._day_changed)
        self.about = words("", "label", wrap=True)
        self.table = Table[CallRow](tr("要回填的户"), self._columns())
        self.table.current.connect(self._moved)
        self.table.opened.connect(self._to_code)
        self.who = words("", "strong")
        self.code = CodeCell(tr("结果"), width=56)
        self.code.digit.connect(self._digit)
        self.code.moved.connect(self._walk)
        self.code.returnPressed.connect(self.next_row)
        self.note = NoteLine(tr("备注"), tr("没有就空着；回车到下一户"))
        self.note.returnPressed.connect(self.next_row)
        self.note.textEdited.connect(lambda _text: self._noted())
        self.log_button = button(tr("记入台账 Ctrl+回车"), self.log, kind="primary")
        self.again_button = button(tr("仍要记"), self.log_again)
        self.again_button.hide()
        legend = flowing(
            *[
                words(tr("{n} {word}").format(n=place, word=said), "label")
                for place, (_, said) in enumerate(choices("call_result"), start=1)
            ],
            gap=12,
        )
        self.entry = Card(margin=12)
        self.entry.add(
            row(self.who, self.code, self.note, self.again_button, self.log_button, gap=8),
            legend,
        )
        head = row(Field(tr("单号"), self.number), Field(tr("日期"), self.on), self.about, gap=12)
        head.setStretch(2, 1)
        card = Card(margin=16)
        card.add(head, self.table)
        card.body.setStretch(1, 1)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.entry)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.log)
        self._dress()

    def _columns(self) -> list[Column[CallRow]]:
        tr = self.tr
        return [
            Column(title=tr("序号"), text=lambda one: str(one.row), width=56, right=True),
            Column(title=tr("户主"), text=lambda one: one.head_name, width=120),
            Column(title=tr("组"), text=lambda one: one.group_no, width=90, optional=True),
            Column(title=tr("电话"), text=lambda one: one.phone_masked, width=130, optional=True),
            Column(title=tr("此前"), text=lambda one: word("told", one.told), width=90),
            Column(title=tr("结果"), text=self._result, width=150, tone=self._tone),
            Column(title=tr("备注"), text=lambda one: one.mark.note_shown if one.mark else ""),
        ]

    def refresh(self) -> None:
        """Ask again for the list that is open, or was before the window was locked."""
        if self.found is None and self._last:
            self.number.setText(self._last)
        if self.found is not None or self._last:
            self.look()
        else:
            self.number.setFocus()

    def open(self, what: object) -> None:
        """Open a call list by its number; an empty one asks for it."""
        if isinstance(what, str) and what:
            self.number.setText(what)
            self.look()
        else:
            self.number.setFocus()
            self.number.selectAll()

    def forget(self) -> None:
        """Names go off the page; what was typed lies in the ledger."""
        self._latest.drop()
        self.found = None
        self.marks = {}
        self.table.lines.show([])
        self.note.clear()
        self._dress()

    def look(self) -> None:
        """Open the list whose number stands in the field."""
        number = self.number.text().strip()
        if number:
            self.banner.clear()
            self.jobs.run(lambda: self.desk.route.call_list(number), self._latest.only(self._came))

    def next_row(self) -> None:
        """Go to the next row that has no result yet."""
        if self.found is None:
            return
        rows = self.table.lines.rows
        now = self.table.currentIndex().row()
        order = [*range(now + 1, len(rows)), *range(now)]
        following = next((at for at in order if not self._done(rows[at])), None)
        if following is None:
            self.banner.say(self.tr("都填完了，按 Ctrl+回车 记入台账。"), "info")
            following = min(now + 1, len(rows) - 1)
        self.table.go_to(following)
        self.code.setFocus()

    def log_again(self) -> None:
        """Write the results also of rows whose household has a call of that day already."""
        self.log(again=True)

    def log(self, *, again: bool = False) -> None:
        """Write the results into the ledger; rows with a note alone wait."""
        if self.found is None or not self.log_button.isEnabled():
            return
        if self.on.day() != self.found.on:
            self.banner.say(self.tr("日期还没有改好，先改成打电话那天。内容还在。"), "warn")
            self.on.setFocus()
            return
        ready = {place: mark for place, mark in self.marks.items() if mark.result}
        if not ready:
            self.banner.say(self.tr("还没有填任何一户的结果，先按数字。"), "warn")
            self.code.setFocus()
            return
        number, day = self.found.sheet.sheet_no, self.found.on
        self.log_button.setEnabled(False)
        self._logging = True
        self.jobs.run(
            lambda: self.desk.route.log_calls(number, ready, day, again=again),
            self._logged,
            self._answered,
        )

    def _answered(self) -> None:
        self._logging = False
        self._dress()

    def refused(self, error: BaseException) -> bool:
        """Say it above the list; what was typed stays."""
        shown = super().refused(error)
        self._dress()
        if getattr(error, "code", "") == "call_logged_already":
            self.again_button.show()
            self.again_button.setFocus()
        return shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the rows; all that was typed is kept."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        if self.marks:
            text = self.tr("已留着 {n} 户，再输这个单号可以接着填。")
            self.banner.say(text.format(n=len(self.marks)), "info")
        self.number.setFocus()
        self.number.selectAll()

    def _came(self, found: CallSheet) -> None:
        again = self.found is not None and self.found.sheet.sheet_no == found.sheet.sheet_no
        place = self.table.currentIndex().row() if again else 0
        self.found = found
        self.marks = {one.row: one.mark for one in found.rows if one.mark is not None}
        self._last = found.sheet.sheet_no
        self.number.setText(self._last)
        self.on.set_day(found.on)
        self.table.lines.show(found.rows)
        self._dress()
        if not again:
            first = next((at for at, one in enumerate(found.rows) if not self._done(one)), 0)
            place = first
        self.table.go_to(min(place, len(found.rows) - 1))
        self.code.setFocus()

    def _to_code(self, _line: CallRow) -> None:
        self.code.setFocus()

    def _done(self, line: CallRow) -> bool:
        return bool(line.logged) or bool(line.mark and line.mark.result)

    def _digit(self, digit: str) -> None:
        result = self._codes[int(digit) - 1] if digit else ""
        self._mark(CallMark(result=result, note=self.note.text().strip()))

    def _noted(self) -> None:
        line = self.table.line()
        known = line.mark.result if line and line.mark else ""
        self._mark(CallMark(result=known, note=self.note.text().strip()))

    def _mark(self, mark: CallMark) -> None:
        """Keep what was typed for the current row, on the screen and in the ledger's drafts."""
        line = self.table.line()
        if self.found is None or line is None or self._logging:
            return
        self.banner.clear()  # what it asked for is being done
        if mark.result or mark.note:
            self.marks[line.row] = mark
        else:
            self.marks.pop(line.row, None)
        self.again_button.hide()
        kept = self.marks.get(line.row)
        rows = [
            replace(one, mark=kept) if one.row == line.row else one for one in self.table.lines.rows
        ]
        self.table.lines.change(rows, lambda one: one.row)
        self._count()
        number, day, marks = self.found.sheet.sheet_no, self.found.on, dict(self.marks)
        self.jobs.run(lambda: self.desk.route.keep(number, day, marks))

    def _walk(self, step: int) -> None:
        last = self.table.lines.total - 1
        self.table.go_to(min(max(self.table.currentIndex().row() + step, 0), last))

    def _moved(self, line: CallRow | None) -> None:
        """Show whose row it is and what was typed for it."""
        if line is None:
            self.who.setText("")
            return
        self.who.setText(self.tr("{n}　{name}").format(n=line.row, name=line.head_name))
        mark = line.mark or CallMark(result="")
        digit = str(self._codes.index(mark.result) + 1) if mark.result in self._codes else ""
        self.code.setText(digit)
        self.code.selectAll()
        if self.note.text().strip() != mark.note:
            with QSignalBlocker(self.note):
                self.note.setText(mark.note)

    def _day_changed(self) -> None:
        """Another day: what of that day is in the ledger is asked for again."""
        day = self.on.day()
        if self.found is None or day is None or day == self.found.on:
            return
        self.banner.clear()
        number, marks = self.found.sheet.sheet_no, dict(self.marks)
        self.jobs.run(lambda: self._on(number, day, marks), self._latest.only(self._came))

    def _on(self, number: str, day: date, marks: dict[int, CallMark]) -> CallSheet:
        found = self.desk.route.call_list(number, day)
        if marks:
            self.desk.route.keep(number, day, marks)
        return found

    def _logged(self, kept: list[Logged]) -> None:
        self.again_button.hide()
        self.changed.emit("visit")
        self.toast.emit(self.tr("已记入台账 {n} 条").format(n=len(kept)))
        self.look()

    def _dress(self) -> None:
        there = self.found is not None
        self.entry.setEnabled(there)
        self.log_button.setEnabled(there)
        self.on.setEnabled(there)
        self._count()

    def _count(self) -> None:
        if self.found is None:
            self.about.setText(self.tr("每户按一个数字、回车。数字和纸上的一样。"))
            return
        ready = sum(bool(mark.result) for mark in self.marks.values())
        logged = sum(bool(one.logged) for one in self.found.rows)
        text = self.tr("{village}　共 {all} 户，填了 {n} 户待记入，当天已记 {logged} 户")
        self.about.setText(
            text.format(
                village=self.found.sheet.village, all=len(self.found.rows), n=ready, logged=logged
            )
        )

    def _result(self, one: CallRow) -> str:
        if one.mark and one.mark.result:
            return word("call_result", one.mark.result)
        return self.tr("已记 {no}").format(no=one.logged[-5:]) if one.logged else ""

    def _tone(self, one: CallRow) -> str:
        if one.mark and one.mark.result:
            return _TONES.get(one.mark.result, "")
        return "ok" if one.logged else ""
