"""Beside the tasks: the month, how many households were told this quarter, what was opened last."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop.services.records.papers import NoticeScope
from desktop.ui.fonts import ensure
from desktop.ui.month import UNDER, Month
from desktop.ui.parts import Card, button, clear, column, row, rule, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.services.records.day import DayMarks, RecentLine, TodayBoard
    from desktop.ui.month import Signs

_WIDE, _WIDEST = 264, 340


class Side(QWidget):
    """Three cards that scroll together."""

    turned = Signal(object)
    """Another month is shown: a day of it."""

    reopened = Signal(str, object)

    def __init__(self, today: date) -> None:
        super().__init__()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(12)
        around.addWidget(self._calendar(today))
        around.addWidget(self._round())
        around.addWidget(self._recent())
        around.addStretch(1)
        self.area = scrolled(self)
        self._fit()
        self._shown = today.replace(day=1)

    def _fit(self) -> None:
        """As wide as the type needs, and no wider than leaves room for the tasks."""
        self.area.setFixedWidth(min(Theme.current().px(_WIDE), _WIDEST))

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "area"):
            self._fit()

    def _calendar(self, today: date) -> Card:
        tr = self.tr
        card = Card(margin=12, gap=4)
        self.name = words("", "heading")
        self.before = button("<", lambda: self.month.turn(-1), kind="flat", tip=tr("上个月 PgUp"))
        self.after = button(">", lambda: self.month.turn(1), kind="flat", tip=tr("下个月 PgDn"))
        self.before.setAccessibleName(tr("上个月"))
        self.after.setAccessibleName(tr("下个月"))
        self.month = Month(tr("本月日历"), today)
        self.month.walked.connect(self._walked)
        self.told_of_day = words("", "label", wrap=True)
        legend = words(tr("* 到期　! 逾期　下划线 回访"), "quiet", wrap=True)
        card.add(row(self.before, self.name, 1, self.after), self.month, self.told_of_day, legend)
        self._name(today)
        return card

    def _round(self) -> Card:
        tr = self.tr
        card = Card(margin=12, gap=6)
        self.heading = words(tr("政策告知（本季）"), "heading")
        self.told = words("", "number")
        self.of_all = words("", "label")
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setAccessibleName(tr("本季已告知的户"))
        self.never = button("", kind="link")
        self.villages = button(tr("各村情况"), kind="link")
        self.month_count = words("", "label")
        card.add(
            self.heading,
            row(self.told, self.of_all, 1),
            self.meter,
            column(self.never, self.villages, gap=2),
            rule(soft=True),
            self.month_count,
        )
        return card

    def _recent(self) -> Card:
        card = Card(margin=12, gap=4)
        self.recent = QVBoxLayout()
        self.recent.setSpacing(2)
        card.add(words(self.tr("最近打开"), "heading"), self.recent)
        self.recent_card = card
        card.hide()
        return card

    def show_board(self, board: TodayBoard) -> None:
        """Show the round and what was opened last."""
        tr = self.tr
        self.told.setText(f"{board.told:,}")
        self.of_all.setText(tr("/ {n} 户已告知").format(n=f"{board.households:,}"))
        self.meter.setRange(0, max(board.households, 1))
        self.meter.setValue(board.told)
        never = board.households - board.told
        self.never.setText(tr("本季未告知 {n} 户，看名单").format(n=f"{never:,}"))
        self.never.setVisible(never > 0)
        self.month_count.setText(tr("本月已记走访 {n} 条").format(n=board.visits_this_month))
        self._list(board.recent)

    def _list(self, lines: tuple[RecentLine, ...]) -> None:
        clear(self.recent)
        ensure("".join(one.name for one in lines))
        for one in lines:
            text = self.tr("{name}（{place}）").format(name=one.name, place=one.place)
            call = partial(self.reopened.emit, one.page, _thing(one))
            link = button(text if one.place else one.name, call, kind="link")
            self.recent.addLayout(row(link, 1))
        self.recent_card.setVisible(bool(lines))

    def forget(self) -> None:
        """Names stand among what was opened."""
        clear(self.recent)
        self.recent_card.hide()

    def mark(self, today: date, marks: Mapping[date, DayMarks]) -> None:
        """Show what the days of the month carry."""
        self.month.mark(
            today,
            {day: _signs(one) for day, one in marks.items()},
            {day: self._words(one) for day, one in marks.items()},
        )
        self.told_of_day.setText(self._said())

    def _words(self, one: DayMarks) -> str:
        tr = self.tr
        parts = [
            text.format(n=count)
            for text, count in (
                (tr("到期 {n} 笔"), one.maturing),
                (tr("逾期 {n} 笔"), one.overdue),
                (tr("回访 {n} 户"), one.follow_ups),
            )
            if count
        ]
        return tr("、").join(parts)

    def _said(self) -> str:
        found = self.month.words()
        text = self.tr("{day}：{what}，回车看")
        return text.format(day=f"{self.month.day:%m-%d}", what=found) if found else ""

    def _walked(self, day: date) -> None:
        if day.replace(day=1) != self._shown:
            self._shown = day.replace(day=1)
            self._name(day)
            self.turned.emit(day)
        self.told_of_day.setText(self._said())

    def _name(self, day: date) -> None:
        self.name.setText(self.tr("{y} 年 {m} 月").format(y=day.year, m=day.month))


def _signs(one: DayMarks) -> Signs:
    found = []
    if one.overdue:
        found.append(("!", "error"))
    if one.maturing:
        found.append(("*", "warn"))
    if one.follow_ups:
        found.append((UNDER, "info"))
    return tuple(found)


def _thing(one: RecentLine) -> object:
    """A sheet and whom it is for, or the thing itself."""
    kind, _, key = one.what.rpartition(":")
    if not kind:
        return key
    return kind, NoticeScope(village=key) if one.village else key
