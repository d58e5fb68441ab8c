"""What is to be done today, each with its one key; the month, the round and what was opened."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout

from desktop.pages.today.lines import Board
from desktop.pages.today.side import Side
from desktop.services.records.needs import ActivityEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import HouseholdFilter
from desktop.ui.asking import AskDay, ask_board
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.pickers import Candidate
from desktop.ui.picking import PickSheet
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.day import DayMarks, Task, TodayBoard
    from desktop.ui.jobs import Jobs

_LETTERS = ("R", "P", "V", "K", "L", "B", "S", "O", "Y", "X", "A", "F", "6", "0")
_SHEETS = {"maturity": "F12", "roster_notice": "F22", "never_told": "LX"}
_BOARD, _QUARTER = "board", "not_told_quarter"
_LOW, _NARROW = 500, 800
_OF_LOAN = {
    "inspection": "inspection",
    "overdue_case": "case",
    "renewal_last": "renewal",
    "renewal_open": "request",
}


class TodayPage(Page):
    """Tasks at the left; the month, the round and the last things opened at the right."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._days = Latest()
        self._narrow = False
        self.board = Board(desk.today)
        self.side = Side(desk.today())
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.board, 1)
        line.addWidget(self.side.area)
        self.body.addLayout(line, 1)
        self.board.opened.connect(self.open_task)
        self.board.acted.connect(self.act)
        self.board.visit.clicked.connect(lambda: self._send("visits", "new"))
        self.board.done.clicked.connect(self.mark_done)
        self.board.later.clicked.connect(self.postpone)
        self.board.copy.clicked.connect(self.copy_text)
        self.board.month.clicked.connect(self.turn_side)
        self.side.month.opened.connect(self.show_day)
        self.side.turned.connect(self._month)
        self.side.never.clicked.connect(self._show_never)
        self.side.villages.clicked.connect(lambda: self.go("reports", None))
        self.side.reopened.connect(self._send)
        self._keys()

    def _keys(self) -> None:
        for letter in _LETTERS:
            self._key(letter, partial(self.press, letter))
        self._key("F4", lambda: self.press("F4"))
        self._key("D", self.postpone)
        self._key("C", self.copy_text)
        self._key("M", self.turn_side)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.board.table, self.mark_done)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)

    def _key(self, keys: str, call: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(keys), self, call)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def refresh(self) -> None:
        """Ask what waits today, and what the month carries."""
        self.jobs.run(self.desk.overview.today, self._show)
        self.jobs.run(self.desk.overview.habits, self.board.learn)
        self._month(self.side.month.day)
        if self.board.day is not None:
            self.show_day(self.board.day)

    def forget(self) -> None:
        """Names stand in the tasks and among what was opened."""
        self._days.drop()
        self.board.forget()
        self.side.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 logs a visit, for the household of the task if it has one; Esc goes back to all."""
        if event.key() == Qt.Key.Key_F2:
            task = self.board.task()
            self._send("visits", (task.household_no if task else "") or "new")
        elif event.key() == Qt.Key.Key_Escape:
            self._days.drop()
            self.board.show_all()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the page is low or narrow the tasks have its room."""
        super().resizeEvent(event)
        px = Theme.current().px
        narrow = self.width() < px(_NARROW)
        self.board.fold(low=self.height() < px(_LOW), narrow=narrow)
        if narrow != self._narrow:
            self._narrow = narrow
            self.side.area.setHidden(narrow)

    def turn_side(self) -> None:
        """Where the page is narrow: show the month and the round, or take them away again."""
        if self._narrow:
            self.side.area.setHidden(not self.side.area.isHidden())
            (self.board.table if self.side.area.isHidden() else self.side.month).setFocus()

    def press(self, letter: str) -> None:
        """The key of a task: it acts on the current line, else the next line with it is chosen."""
        task = self.board.task()
        if task is not None and task.letter == letter:
            self.act(task)
        elif not self.board.choose(letter):
            self.toast.emit(self.tr("现在没有按 {key} 办的事。").format(key=letter))

    def open_task(self, task: Task) -> None:
        """Open what a line names: the loan, the household, the list, the tasks of a group."""
        if task.grouped:
            self.board.unfold(task)
        elif task.loan_no:
            self._send("loans", task.loan_no)
        elif task.household_no:
            self._send("households", task.household_no)
        elif task.kind == "never_told":
            self.go("households", HouseholdFilter(told=_QUARTER, village=task.village))
        else:
            self.act(task)

    def act(self, task: Task) -> None:
        """Do what the key of a line says."""
        if task.grouped:
            self.board.unfold(task)
            return
        what: object = task.household_no or task.walk_in_no or None
        if task.kind == "walk_in":
            self._link(task)
            return
        if task.kind in _SHEETS:
            what = (_SHEETS[task.kind], task.household_no or NoticeScope(village=_place(task)))
        elif task.kind == "board_missing":
            what = (_BOARD, _place(task))
        elif task.kind in _OF_LOAN:
            what = (_OF_LOAN[task.kind], task.loan_no)
        elif task.kind == "claim_clock":
            what = task.loan_no
        elif task.kind == "application_open":
            what = ("applied", task.id.partition(":")[2])
        else:
            what = {
                "drafts": "new",
                "backup_old": "backups",
                "overdue_uncased": "cases",
            }.get(task.kind, what)
        self.go(task.page, what)

    def mark_done(self) -> None:
        """Mark the current task as done: by its own record where it has one."""
        task = self._single()
        if task is None:
            return
        if task.until is not None:
            self._bring_back(task)
        elif task.ends == _BOARD:
            self._ask_wall(task)
        else:
            self.jobs.run(lambda: self.desk.overview.done(task.id), self._marked)

    def postpone(self) -> None:
        """Ask to which day the current task is put off."""
        task = self._single()
        if task is None:
            return
        sheet = AskDay(
            self,
            self.tr("推迟到哪天"),
            self.jobs,
            lambda day: self.desk.overview.postpone(task.id, day),
            self._postponed,
        )
        sheet.ask(
            self.tr("推迟到（8、7-8、+、-）"),
            task.until or self.desk.today() + timedelta(days=1),
            self.desk.today,
            note=self.tr(
                "到那天它会回到今天要做的事里，这以前在“已推迟”里。推迟只记在这台电脑上。"
            ),
            verb=self.tr("推迟"),
        )
        sheet.open()

    def copy_text(self) -> None:
        """Put the text for the current task on the clipboard; the officer sends it herself."""
        task = self._single()
        if task is not None:
            self.jobs.run(lambda: self.desk.messages.text(task), self._copied)

    def show_day(self, day: date) -> None:
        """Show what one day of the month carries."""
        self.jobs.run(
            lambda: (day, self.desk.overview.of_day(day)), self._days.only(self._show_day)
        )

    def _show_day(self, found: tuple[date, list[Task]]) -> None:
        self.board.of_day(*found)

    def _single(self) -> Task | None:
        """The current task; a group is not one, and a day of the month is for looking."""
        task = self.board.task()
        if task is None:
            return None
        if task.grouped:
            self.toast.emit(self.tr("这一行是好几件事，先按回车展开，再一件一件办。"))
            return None
        return task

    def _ask_wall(self, task: Task) -> None:
        ask_board(
            self,
            task.village,
            self.desk.today,
            lambda place, day: self.desk.publicity.log(
                ActivityEntry(activity_type=_BOARD, place=place, village=_place(task), held_on=day)
            ),
        )

    def _link(self, task: Task) -> None:
        about = self.tr(
            "{name}（{village}）还不在名单里。现在能找到的，输姓名首字母选户；"
            "确实不在名单里的，关闭后按空格标已办。"
        )
        number = task.id.partition(":")[2]
        sheet = PickSheet(
            self,
            self.jobs,
            title=self.tr("对应到名单里的户"),
            about=about.format(name=task.subject, village=task.village),
            label=self.tr("农户"),
            find=self._households,
            write=lambda key, _anyway: self.desk.walk_ins.link(number, key),
        )
        sheet.saved.connect(lambda _line: self._linked(task))
        sheet.open()

    def _households(self, query: str) -> list[Candidate]:
        return [
            Candidate(
                key=hit.household_no, name=hit.name, place=hit.village, number=hit.household_no[-4:]
            )
            for hit in self.desk.households.find(query)
        ]

    def _linked(self, task: Task) -> None:
        self.changed.emit("walk_in")
        self.toast.emit(self.tr("已对应：{what}").format(what=task.subject))
        self.refresh()

    def _bring_back(self, task: Task) -> None:
        self.jobs.run(lambda: self.desk.overview.bring_back(task.id), self._back)

    def _back(self, _answer: None) -> None:
        self.toast.emit(self.tr("已取回，回到今天要做的事里"))
        self.refresh()

    def _marked(self, task: Task) -> None:
        self.changed.emit("task")
        self.toast.emit(self.tr("已办：{what}").format(what=self.board.sentence(task)))
        self.refresh()

    def _postponed(self, task: Task) -> None:
        text = self.tr("已推迟到 {day}：{what}")
        self.toast.emit(text.format(day=f"{task.until:%m-%d}", what=self.board.sentence(task)))
        self.refresh()

    def _copied(self, answer: tuple[str, str]) -> None:
        who, text = answer
        QApplication.clipboard().setText(text)
        said = self.tr("已复制给{who}的短信，粘贴到手机短信或微信就能发；发了请记一条“推送信息”。")
        self.toast.emit(said.format(who=who))

    def _show(self, board: TodayBoard) -> None:
        self.board.show_board(board)
        self.side.show_board(board)
        focus = self.focusWidget()
        if focus is None or not focus.isVisible():
            self.board.table.setFocus()

    def _month(self, day: date) -> None:
        self.jobs.run(lambda: self.desk.overview.month(day.year, day.month), self._marks)

    def _marks(self, marks: dict[date, DayMarks]) -> None:
        self.side.mark(self.desk.today(), marks)

    def _show_never(self) -> None:
        self.go("households", HouseholdFilter(told=_QUARTER))

    def _send(self, page: str, what: object) -> None:
        self.go(page, what)


def _place(task: Task) -> str:
    """The village of a task, by its code if it has one."""
    return task.division_code or task.village
