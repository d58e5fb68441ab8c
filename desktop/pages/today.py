"""What is to be done today, how the round stands, and the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop.services.listings import Task
from desktop.services.records import HouseholdFilter
from desktop.texts import word
from desktop.ui.month import Month
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, button, row, rule, scrolled, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.listings import TodayBoard
    from desktop.ui.jobs import Jobs

_TONES = {
    "overdue": "error",
    "maturity": "warn",
    "follow_up": "info",
    "need_unchecked": "info",
    "sync_old": "warn",
    "reviews": "warn",
    "backup_old": "warn",
    "drafts": "warn",
}
_PERCENT = 100


class TodayPage(Page):
    """Tasks at the left, each with one default step; the round and the month at the right."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._tasks(), 1)
        line.addWidget(self._side())
        self.body.addLayout(line, 1)

    def _tasks(self) -> QWidget:
        self.table = Table[Task](
            self.tr("今天要做的事"),
            [
                Column(title=self.tr("类别"), text=self._kind, width=96, tone=self._tone),
                Column(title=self.tr("事项"), text=self.sentence),
                Column(title=self.tr("期限"), text=self._due, width=96),
                Column(title=self.tr("回车"), text=self._verb, width=120),
            ],
        )
        self.table.leaves("today")
        self.table.opened.connect(self._open)
        self.empty = Empty(
            "check",
            self.tr("今天没有要办的事。"),
            [
                (self.tr("记一次走访"), lambda: self.go("visits", "new")),
                (self.tr("去打印中心"), lambda: self.go("printing", None)),
            ],
        )
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.card = Card(self.tr("今天要做的事"), margin=16)
        self.visit = button(
            self.tr("记走访 F2"), lambda: self.go("visits", "new"), kind="primary", drawing="plus"
        )
        self.card.head.addWidget(self.visit)
        self.card.body.addWidget(self.faces, 1)
        keys = self.tr("上下键选择，回车打开。各项由本机台账算出，不是考核任务。")
        self.card.body.addWidget(words(keys, "quiet", wrap=True))
        return self.card

    def _side(self) -> QWidget:
        side = QWidget()
        around = QVBoxLayout(side)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(12)
        round_card = Card(self.tr("政策告知"))
        self.told = words("", "number")
        self.of_all = words("", "label")
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.meter.setAccessibleName(self.tr("已告知的户"))
        self.never = button("", self._show_never, kind="link")
        self.month_count = words("", "label")
        round_card.add(
            row(self.told, self.of_all, 1),
            self.meter,
            row(self.never, 1),
            rule(soft=True),
            self.month_count,
        )
        month_card = Card()
        self.month_name = words("", "heading")
        self.month = Month(self.desk.today())
        month_card.add(self.month_name, self.month)
        around.addWidget(round_card)
        around.addWidget(month_card)
        around.addStretch(1)
        area = scrolled(side)
        area.setFixedWidth(Theme.current().px(264))
        return area

    def refresh(self) -> None:
        """Ask what waits today."""
        self.jobs.run(self.desk.overview.today, self._show)

    def forget(self) -> None:
        """Names stand in the tasks."""
        self.table.lines.show([])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 logs a visit, for the household of the task if it has one."""
        if event.key() == Qt.Key.Key_F2:
            task = self.table.line()
            self.go("visits", task.household_no if task and task.household_no else "new")
        elif event.key() == Qt.Key.Key_F4 and (task := self.table.line()):
            self.go("eligibility", task.household_no or None)
        else:
            super().keyPressEvent(event)

    def _show(self, board: TodayBoard) -> None:
        today = self.desk.today()
        self.table.lines.show(board.tasks)
        self.faces.setCurrentIndex(0 if board.tasks else 1)
        title = self.tr("今天要做的事（{n}）") if board.tasks else self.tr("今天要做的事")
        self.card.heading.setText(title.format(n=len(board.tasks)))
        self.told.setText(f"{board.told:,}")
        self.of_all.setText(self.tr("/ {n} 户已告知").format(n=f"{board.households:,}"))
        self.meter.setRange(0, max(board.households, 1))
        self.meter.setValue(board.told)
        never = board.households - board.told
        self.never.setText(self.tr("还有 {n} 户，看名单").format(n=f"{never:,}"))
        self.never.setVisible(never > 0)
        self.month_count.setText(self.tr("本月已记走访 {n} 条").format(n=board.visits_this_month))
        self.month_name.setText(self.tr("{y} 年 {m} 月").format(y=today.year, m=today.month))
        self.month.mark(today, self._marks(board.tasks))
        if not self.table.hasFocus():
            self.table.setFocus()

    def _marks(self, tasks: tuple[Task, ...]) -> dict[date, str]:
        today = self.desk.today()
        return {task.due: "error" if task.due < today else "warn" for task in tasks if task.due}

    def _show_never(self) -> None:
        self.go("households", HouseholdFilter(told="never"))

    def _open(self, task: Task) -> None:
        what: object = task.household_no or None
        if task.kind == "never_told":
            what = HouseholdFilter(told="never", village=task.subject)
        elif task.kind == "board_missing":
            what = ("board", task.subject)
        self.go(task.page, what)

    def _tone(self, task: Task) -> str:
        return _TONES.get(task.kind, "ok")

    def _kind(self, task: Task) -> str:
        return word("task_kind", task.kind)

    def sentence(self, task: Task) -> str:
        """The task in one sentence."""
        text = {
            "follow_up": self.tr("{who} 约好的回访"),
            "need_unchecked": self.tr("{who} 有资金需求，还没有核对"),
            "never_told": self.tr("{who} 还有 {n} 户从未告知"),
            "board_missing": self.tr("{who} 还没有登记公示牌"),
            "drafts": self.tr("上次有 {n} 条没录完"),
            "sync_old": self.tr("已 {who} 天没有与县里同步，{n} 条未上报"),
            "reviews": self.tr("{n} 处内容两边都改过，等您选定"),
        }.get(task.kind, "{who}")
        return text.format(who=task.subject, n=task.count)

    def _due(self, task: Task) -> str:
        if task.due is None:
            return ""
        if task.due == self.desk.today():
            return self.tr("今天")
        return f"{task.due:%m-%d}"

    def _verb(self, task: Task) -> str:
        return {
            "visits": self.tr("记走访"),
            "eligibility": self.tr("去核对"),
            "households": self.tr("看名单"),
            "printing": self.tr("去打印"),
            "sync": self.tr("去同步"),
        }.get(task.page, self.tr("打开"))
