"""Contacts by week, the last twelve; a week's own contacts below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.records.day import Week
from desktop.services.records.people import VisitFilter, VisitLine
from desktop.texts import word
from desktop.ui.columns import Column as Bar
from desktop.ui.columns import Columns
from desktop.ui.exporting import export_button
from desktop.ui.fonts import ensure
from desktop.ui.jobs import Latest
from desktop.ui.parts import Card, button, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.people import VisitPage
    from desktop.ui.jobs import Jobs

_TALLEST = 210
_TONES = {"informed": "ok", "refused": "error"}


class Weeks(QWidget):
    """Columns without a line to reach; left and right choose a week."""

    opened = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self._latest = Latest()
        self.weeks: Sequence[Week] = ()
        tr = self.tr
        self.chart = Columns(tr("每周走访记录"), [tr("已宣传"), tr("未遇、空号"), tr("其他结果")])
        self.chart.chosen.connect(self._chosen)
        self.table = Table[Week](
            tr("每周走访记录"),
            [
                Column(title=tr("周"), text=self._span),
                Column(title=tr("已宣传"), text=lambda w: str(w.informed), width=90, right=True),
                Column(title=tr("未遇、空号"), text=lambda w: str(w.missed), width=100, right=True),
                Column(title=tr("其他结果"), text=lambda w: str(w.others), width=90, right=True),
                Column(title=tr("合计"), text=lambda w: str(w.total), width=80, right=True),
            ],
        )
        self.table.leaves("weeks")
        self.table.current.connect(lambda _line: self._walked())
        self.faces = QStackedWidget()
        self.faces.addWidget(self.chart)
        self.faces.addWidget(self.table)
        self.as_table = button(tr("看表格 Ctrl+T"), self.turn)
        self.heading = words("", "heading")
        self.visits = self._visits()
        card = Card(margin=16)
        card.body.addLayout(
            row(words(tr("最近十二周"), "heading"), 1, export_button(self.table), self.as_table)
        )
        legend = tr("深色 已宣传，斜线 未遇和空号，浅色 其他结果。左右键选一周。")
        card.body.addWidget(words(legend, "quiet", wrap=True))
        self.faces.setMaximumHeight(Theme.current().px(_TALLEST))
        card.body.addWidget(self.faces, 1)
        card.body.addWidget(self.heading)
        card.body.addWidget(self.visits, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def _visits(self) -> Table[VisitLine]:
        tr = self.tr
        made = Table[VisitLine](
            tr("这一周的走访"),
            [
                Column(title=tr("日期"), text=lambda v: f"{v.visited_on:%m-%d}", width=70),
                Column(title=tr("村"), text=lambda v: v.village, width=110),
                Column(title=tr("户主"), text=lambda v: v.head_name, width=90),
                Column(
                    title=tr("方式"),
                    text=lambda v: word("publicity_method", v.publicity_method),
                    width=80,
                ),
                Column(
                    title=tr("结果"),
                    text=lambda v: word("contact_result", v.contact_result),
                    width=96,
                    tone=lambda v: _TONES.get(v.contact_result, "warn"),
                ),
                Column(title=tr("备注"), text=lambda v: v.note),
            ],
        )
        made.leaves("visits", self._part)
        made.opened.connect(lambda line: self.opened.emit(line.household_no))
        made.lines.more_wanted.connect(self._more)
        return made

    def show_weeks(self, weeks: list[Week]) -> None:
        """Show the last weeks."""
        self.weeks = weeks
        self.chart.show_columns([self._bar(one) for one in weeks])
        self.table.lines.show(weeks)
        self._ask()
        if self.faces.currentIndex() == 0:
            self.chart.setFocus()

    def forget(self) -> None:
        """Names stand in the contacts of a week."""
        self.visits.lines.show([])

    def turn(self) -> None:
        """From the chart to the table and back; the week stays."""
        to_table = self.faces.currentIndex() == 0
        self.faces.setCurrentIndex(1 if to_table else 0)
        self.as_table.setText(self.tr("看图 Ctrl+T") if to_table else self.tr("看表格 Ctrl+T"))
        if to_table:
            self.table.go_to(self.chart.current)
            self.table.setFocus()
        else:
            self.chart.setFocus()

    def week(self) -> Week | None:
        """The chosen week."""
        place = self.chart.current
        return self.weeks[place] if 0 <= place < len(self.weeks) else None

    def _walked(self) -> None:
        place = self.table.currentIndex().row()
        if self.faces.currentIndex() == 1 and place >= 0:
            self.chart.go_to(place)

    def _chosen(self, _place: int) -> None:
        self._ask()

    def _filter(self) -> VisitFilter:
        one = self.week()
        return VisitFilter(from_on=one.first, to_on=one.last) if one else VisitFilter()

    def _part(self) -> dict[str, object]:
        wanted = self._filter()
        return {"from_on": wanted.from_on, "to_on": wanted.to_on}

    def _ask(self) -> None:
        wanted = self._filter()
        self.jobs.run(lambda: self.desk.visits.listed(wanted), self._latest.only(self._came))

    def _more(self, offset: int) -> None:
        wanted = self._filter()
        self.jobs.run(
            lambda: self.desk.visits.listed(wanted, offset=offset), self._latest.only(self._add)
        )

    def _came(self, page: VisitPage) -> None:
        ensure("".join(one.head_name for one in page.lines))
        self.visits.lines.show(page.lines, page.total)
        one = self.week()
        self.heading.setText(self._sentence(one) if one else "")

    def _add(self, page: VisitPage) -> None:
        self.visits.lines.came(page.lines)

    def _bar(self, one: Week) -> Bar:
        return Bar(
            label=f"{one.first:%m-%d}",
            parts=(one.informed, one.missed, one.others),
            sentence=self._sentence(one),
        )

    def _span(self, one: Week) -> str:
        return self.tr("{first} 至 {last}").format(first=one.first, last=f"{one.last:%m-%d}")

    def _sentence(self, one: Week) -> str:
        text = self.tr("{span}：已宣传 {a} 条，未遇、空号 {b} 条，其他 {c} 条")
        return text.format(span=self._span(one), a=one.informed, b=one.missed, c=one.others)
