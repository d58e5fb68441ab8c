"""The calendar of maturities: a month, the loans of a day, and one loan with its ways out."""

from __future__ import annotations

import calendar
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.pages.loans import tables
from desktop.pages.loans import words as said
from desktop.pages.loans.card import LoanCard
from desktop.services.records.lending import DueDay, LoanFilter
from desktop.ui.jobs import Latest
from desktop.ui.monthgrid import DayFigure, MonthGrid
from desktop.ui.parts import Card, Elided, button, column, row, words
from desktop.ui.tables import ROW
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.lending import DueCalendar, LoanLine
    from desktop.ui.jobs import Jobs

WIDTH, WIDEST, _NARROW = 420, 500, 230
_GAP = 12
_ROWS, _FEW, _LOW = 4, 2, 600
_ALL = 100_000


class Maturities(QWidget):
    """A figure for each day, never an amount; the same as a table for who does not see it."""

    clause_wanted = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self._months, self._days = Latest(), Latest()
        self._past: tuple[str, ...] = ()
        self._last_today: tuple[str, ...] = ()
        self._shown: date | None = None
        self._behind = self._settled = False
        self.card = LoanCard(desk, jobs, go)
        self.card.clause_wanted.connect(self.clause_wanted.emit)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(_GAP)
        self.whole = self._month()
        around.addWidget(self.whole, 1)
        around.addWidget(self._side())

    def _month(self) -> Card:
        tr = self.tr
        today = self.desk.today()
        self.grid = MonthGrid(tr("到期日历"), today)
        self.grid.walked.connect(self._walked)
        self.grid.opened.connect(lambda _day: self._into_day())
        self.twin = tables.twin_table(self, self.part)
        self.twin.current.connect(self._twin_walked)
        self.faces = QStackedWidget()
        self.faces.addWidget(self.grid)
        self.faces.addWidget(self.twin)
        before = button("", lambda: self.grid.turn(-1), drawing="left", tip=tr("上个月 PgUp"))
        after = button("", lambda: self.grid.turn(1), drawing="right", tip=tr("下个月 PgDn"))
        self.month = words("", "heading")
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.now = button(tr("今天 T"), lambda: self.grid.go(self.desk.today()))
        self.sum = Elided("", "label")
        self.turn = button(tr("看表格 Ctrl+T"), self.toggle, kind="link")
        head = row(before, self.month, after, self.now, self.sum, self.turn, gap=6)
        head.setStretch(4, 1)
        self.legend = Elided(tr("底色深浅 = 当日到期笔数（不显示金额、不作排名）"), "quiet")
        self.past = button("", self.show_past, kind="link")
        keeps = self.past.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.past.setSizePolicy(keeps)
        self.last = button("", self.show_last, kind="link")
        self.last.hide()
        foot = row(self.legend, self.last, self.past, gap=6)
        foot.setStretch(0, 1)
        card = Card(margin=12, gap=6)
        card.add(head, self.faces, foot)
        card.body.setStretch(1, 1)
        return card

    def _side(self) -> QWidget:
        self.day_name = words("", "heading")
        self.list = tables.day_table(self, self.part)
        self.list.horizontalHeader().hide()
        self.list.current.connect(self._picked)
        self.list.opened.connect(lambda _line: self.card.visit.setFocus())
        self.none = words("", "label", wrap=True)
        self.top = Card(margin=12, gap=4)
        self.top.add(self.day_name, self.none, self.list)
        self.rest = QWidget()
        self.side = QWidget()
        made = column(self.top, self.card, self.rest, gap=8)
        made.setStretch(1, 1)
        made.setStretch(2, 1)
        self.side.setLayout(made)
        self._fit()
        return self.side

    def refresh(self) -> None:
        """Ask for the month again."""
        self.grid.today = self.desk.today()
        self._ask()

    def part(self) -> dict[str, object]:
        """The month, as the list of maturities leaves."""
        first, last = self._span()
        return {"from_on": first, "to_on": last}

    def toggle(self) -> None:
        """Show the month as a table, or the table as a month."""
        twin = self.faces.currentWidget() is self.grid
        self.faces.setCurrentWidget(self.twin if twin else self.grid)
        self.turn.setText(self.tr("看日历 Ctrl+T") if twin else self.tr("看表格 Ctrl+T"))
        self.faces.currentWidget().setFocus()
        self._mark_twin()

    def show_past(self) -> None:
        """Show what ended before this month and is not settled."""
        first, _ = self._span()
        self._behind = True
        wanted = LoanFilter(state="live", due_by=first - timedelta(days=1))
        self._ask_day(wanted)

    def show_last(self) -> None:
        """Go to the day on which the loans end for which today is the last safe day to ask."""
        if self._last_today:
            number = self._last_today[0]
            self.jobs.run(lambda: self.desk.loans.one(number), self._to_end)

    def _to_end(self, line: LoanLine) -> None:
        if line.matures_on is not None:
            self.grid.go(line.matures_on)
            self._into_day()

    def forget(self) -> None:
        """Take everything personal away."""
        self._months.drop()
        self._days.drop()
        self._past = ()
        self.grid.show_figures({})
        for table in (self.list, self.twin):
            table.lines.show([])
        for label in (self.day_name, self.none, self.sum):
            label.setText("")
        self.past.hide()
        self.card.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the month; the keys of the month work from the table too."""
        if event.key() == Qt.Key.Key_Escape:
            self.faces.currentWidget().setFocus()
        elif event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.grid.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Beside the month the day and its loan give way, as far as they can be read."""
        wide = self.whole.minimumSizeHint().width() + _GAP + Theme.current().px(_NARROW)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the card where the window is low."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "side"):
            self._fit()

    def _fit(self) -> None:
        theme = Theme.current()
        most = _FEW if self.window().height() < theme.px(_LOW) else _ROWS
        self.list.setFixedHeight(theme.px(ROW) * max(min(self.list.lines.total, most), 1) + 2)
        self.month.setMinimumWidth(theme.px(104))
        left = self.width() - _GAP - self.whole.minimumSizeHint().width()
        self.side.setFixedWidth(max(min(theme.px(WIDTH), WIDEST, left), theme.px(_NARROW)))

    def _span(self) -> tuple[date, date]:
        first = self.grid.day.replace(day=1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])

    def _ask(self) -> None:
        first, last = self._span()
        within = (last - first).days
        self.jobs.run(lambda: self.desk.loans.due(first, within), self._months.only(self._came))

    def _came(self, found: DueCalendar) -> None:
        self._shown = found.first
        self._past = found.past
        self.month.setText(
            self.tr("{year}年{month}月").format(year=found.first.year, month=found.first.month)
        )
        count = sum(one.loans for one in found.days)
        self.sum.setText(self.tr("本月到期 {n} 笔").format(n=count))
        text = self.tr("早于本月到期、没有结清的 {n} 笔")
        self.past.setText(text.format(n=len(found.past)))
        self.past.setVisible(bool(found.past))
        self._last_today = found.last_today
        last = self.tr("今天最晚提续贷、展期的 {n} 笔")
        self.last.setText(last.format(n=len(found.last_today)))
        self.last.setVisible(bool(found.last_today))
        self.grid.show_figures({one.day: self._figure(one) for one in found.days})
        with QSignalBlocker(self.twin):
            self.twin.lines.show(found.days)
        self._mark_twin()
        self._behind = False
        self._show_day()

    def _figure(self, one: DueDay) -> DayFigure:
        tr = self.tr
        parts = [tr("{n} 笔到期").format(n=one.loans)]
        if one.overdue:
            parts.append(tr("{n} 笔逾期").format(n=one.overdue))
        if one.off_roster:
            parts.append(tr("{n} 户已调出名单").format(n=one.off_roster))
        return DayFigure(
            count=one.loans,
            words=tr("{n}笔").format(n=one.loans),
            alarm=tr("逾{n}").format(n=one.overdue) if one.overdue else "",
            aside=tr("调{n}").format(n=one.off_roster) if one.off_roster else "",
            sentence=tr("，").join(parts),
        )

    def _walked(self, day: date) -> None:
        if self._shown != day.replace(day=1):
            self._ask()
            return
        self._months.drop()
        self._mark_twin()
        self._behind = False
        self._show_day()

    def _mark_twin(self) -> None:
        """The table stands on the current day, or on the next one that carries something.

        While the table is walked, that is the current day.
        """
        days = [one.day for one in self.twin.lines.rows]
        if not days:
            return
        later = [place for place, day in enumerate(days) if day >= self.grid.day]
        self.twin.go_to(later[0] if later else len(days) - 1)
        self._twin_walked(self.twin.line())

    def _twin_walked(self, one: DueDay | None) -> None:
        if one is not None and self.faces.currentWidget() is self.twin and self.twin.hasFocus():
            self.grid.go(one.day)

    def _show_day(self) -> None:
        day = self.grid.day
        self._ask_day(LoanFilter(state="live", due_from=day, due_by=day))

    def at_hand(self) -> LoanLine | None:
        """The loan whose card is shown, none while another day is on its way."""
        return self.list.line() if self._settled else None

    def _ask_day(self, wanted: LoanFilter) -> None:
        self._settled = False
        self.jobs.run(
            lambda: [
                one
                for one in self.desk.loans.listed(wanted, limit=_ALL).lines
                if one.product_code in said.SMALL
            ],
            self._days.only(self._day_came),
        )

    def _day_came(self, found: list[LoanLine]) -> None:
        tr = self.tr
        if self._behind:
            name = tr("本月以前到期 · {n} 笔").format(n=len(found))
        else:
            name = tr("{day} · {n} 笔到期").format(day=said.weekday(self.grid.day), n=len(found))
        self.day_name.setText(name)
        self.none.setText(
            "" if found else tr("这一天没有到期的贷款。方向键换天，PgUp、PgDn 换月，T 回今天。")
        )
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))
        self.rest.setVisible(not found)
        numbers = [one.loan_no for one in found]
        with QSignalBlocker(self.list):
            self.list.lines.show(found)
            if self.card.wanted in numbers:
                self.list.go_to(numbers.index(self.card.wanted))
        self._fit()
        self._settled = True
        self._picked(self.list.line())
        if not found:
            self.card.forget()

    def _picked(self, line: LoanLine | None) -> None:
        if line is not None:
            self.card.open(line.loan_no)

    def _into_day(self) -> None:
        """Go on from the month to the loans of its day."""
        if self.list.isVisible():
            self.list.setFocus()
