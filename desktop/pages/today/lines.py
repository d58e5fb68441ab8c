"""The tasks as lines: all, one family, those of a group, those put off, or one day's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.services.records.day import Task
from desktop.texts import day as said
from desktop.texts import word
from desktop.ui.chips import Chips
from desktop.ui.fonts import ensure
from desktop.ui.parts import Card, Elided, Empty, button, flowing, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.services.records.day import TodayBoard

_TONES = {
    "overdue": "error",
    "overdue_uncased": "error",
    "overdue_case": "error",
    "claim_clock": "error",
    "renewal_open": "warn",
    "application_open": "warn",
    "maturity": "warn",
    "follow_up": "info",
    "inspection": "warn",
    "need_unchecked": "info",
    "need_open": "warn",
    "roster_notice": "warn",
    "roster_visit": "info",
    "roster_other": "info",
    "never_told": "ok",
    "board_missing": "ok",
}
_ALL, _LATER = "all", "later"
_KEPT_ROWS = 500


class Board(Card):
    """The card of tasks; its buttons and table are public, the page gives them their meaning."""

    opened = Signal(object)
    acted = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("", margin=16)
        self._today = today
        self._board: TodayBoard | None = None
        self._habits: object = None
        self._kind = ""
        self._day: tuple[date, Sequence[Task]] | None = None
        tr = self.tr
        self.visit = button(tr("记走访 F2"), kind="primary", drawing="plus")
        self.title = Elided(tr("今天要做的事"), "heading")
        self.back = button(tr("回到全部 Esc"), self.show_all, kind="link")
        self.back.hide()
        self._low = False
        self.head = row(self.title, self.back, self.visit)
        self.head.setStretch(0, 1)
        self.body.addLayout(self.head)
        self.chips = Chips(self._families())
        self.chips.chosen.connect(lambda _key: self._chip())
        self.body.addWidget(self.chips)
        self.body.addWidget(self._faces(), 1)
        self.why, self.short = words("", "quiet", wrap=True), Elided("", "quiet")
        self.short.hide()
        self.body.addWidget(self.why)
        self.body.addWidget(self.short)
        self.open_button = button(tr("打开 回车"), self._open)
        self.done = button(tr("已办 空格"))
        self.later = button(tr("推迟 D"))
        self.copy = button(tr("复制短信 C"))
        self.month = button(tr("月历 M"))
        self.month.hide()
        self.foot = flowing(self.open_button, self.done, self.later, self.copy, self.month)
        self.body.addWidget(self.foot)
        self._moved(None)

    def _families(self) -> list[tuple[str, str]]:
        tr = self.tr
        return [(_ALL, tr("全部")), *said.FAMILIES.items(), (_LATER, tr("已推迟"))]

    def _faces(self) -> QStackedWidget:
        tr = self.tr
        self.table = Table[Task](
            tr("今天要做的事"),
            [
                Column(title=tr("类别"), text=self._word, width=84, tone=self._tone, optional=True),
                Column(title=tr("事项"), text=self.sentence),
                Column(title=tr("期限"), text=self._due, width=86, tone=self._late),
                Column(title=tr("按键"), text=self._verb, width=136),
            ],
        )
        self.table.leaves("today")
        self.table.opened.connect(self.opened.emit)
        self.table.current.connect(self._moved)
        self.empty = Empty("check", tr("今天没有要办的事。"))
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        return self.faces

    def fold(self, *, low: bool, narrow: bool) -> None:
        """Give the lines the room of the title and of the reason where the page is low.

        Where it is narrow the month is a key away, and no line is spent on names of columns.
        """
        self.month.setVisible(narrow)
        self.table.horizontalHeader().setVisible(not narrow)
        if low == self._low:
            return
        self._low = low
        line = self.foot.layout() if low else self.head
        if line is not None:
            line.addWidget(self.visit)
        self.body.setSpacing(4 if low else 8)
        self.why.setVisible(not low)
        self.short.setVisible(low)
        self._entitle()

    def _entitle(self) -> None:
        """Where it is low the title stands only over a part of the tasks: a chip names the rest."""
        self.title.setVisible(not self._low or not self.back.isHidden())

    def learn(self, habits: object) -> None:
        """Take the numbers of days that the reasons name."""
        self._habits = habits
        self._moved(self.task())

    def task(self) -> Task | None:
        """The current line."""
        return self.table.line()

    def show_board(self, board: TodayBoard) -> None:
        """Show what waits now; the line that was current stays so if it is still there."""
        self._board = board
        ensure("".join(one.subject for one in (*board.tasks, *board.later)))
        for key, name in self._families():
            count = self._count(key)
            self.chips.name(key, f"{name} {count}" if count else name)
            self.chips.buttons[key].setVisible(bool(count) or key in {_ALL, self.chips.key()})
        if self._day is None:
            self._fill()

    def forget(self) -> None:
        """Names stand in the tasks."""
        self.table.lines.show([])
        self._day = None
        self._moved(None)

    def show_all(self) -> None:
        """Go back to all tasks of today."""
        self._kind, self._day = "", None
        self.chips.choose(_ALL)

    def unfold(self, group: Task) -> None:
        """Show the tasks of a group."""
        self._kind, self._day = group.kind, None
        self.chips.buttons[group.family].setVisible(True)
        self.chips.buttons[group.family].setChecked(True)
        self._fill()
        self.table.setFocus()

    def of_day(self, day: date, tasks: Sequence[Task]) -> None:
        """Show what one day carries."""
        self._day = day, tasks
        ensure("".join(one.subject for one in tasks))
        self._fill()
        self.table.setFocus()

    @property
    def day(self) -> date | None:
        """The day of the month that is shown, if one is."""
        return self._day[0] if self._day is not None else None

    def choose(self, letter: str) -> bool:
        """Go to the next line with a key, from the current one on; False if there is none."""
        rows = self.table.lines.rows
        now = self.table.currentIndex().row()
        for step in range(1, len(rows) + 1):
            place = (now + step) % len(rows)
            if rows[place].letter == letter:
                self.table.go_to(place)
                self.table.setFocus()
                return True
        return False

    def _chip(self) -> None:
        self._kind, self._day = "", None
        self._fill()
        self.table.setFocus()

    def _count(self, key: str) -> int:
        if self._board is None:
            return 0
        if key == _LATER:
            return len(self._board.later)
        return sum(key in {_ALL, one.family} for one in self._board.tasks)

    def _wanted(self) -> Sequence[Task]:
        board, key = self._board, self.chips.key()
        if board is None:
            return ()
        if key == _LATER:
            return board.later
        if key == _ALL:
            return board.lines
        inside = [one for one in board.tasks if one.family == key]
        return [one for one in inside if self._kind in {"", one.kind}][:_KEPT_ROWS]

    def _fill(self) -> None:
        before = self.task()
        tasks = self._day[1] if self._day is not None else self._wanted()
        place = self.table.currentIndex().row()
        self.table.lines.show(tasks)
        ids = [one.id for one in tasks]
        if before is not None and before.id in ids:
            self.table.go_to(ids.index(before.id))
        elif ids and place > 0:
            self.table.go_to(min(place, len(ids) - 1))
        self.faces.setCurrentIndex(0 if tasks else 1)
        self._name(len(tasks))
        self._moved(self.task())

    def _name(self, shown: int) -> None:
        tr, key = self.tr, self.chips.key()
        if self._day is not None:
            text = tr("{day} 到期、逾期和回访（{n}）").format(day=f"{self._day[0]:%m-%d}", n=shown)
            nothing = tr("这一天没有到期、逾期和约好的回访。")
        else:
            names = {_LATER: tr("已推迟")}
            text = tr("{name}（{n}）").format(
                name=names.get(key, tr("今天要做的事")), n=self._count(key) or shown
            )
            nothing = tr("这里没有要办的事。") if key != _ALL else tr("今天没有要办的事。")
        self.title.setText(text)
        self.empty.text.setText(nothing)
        self.back.setVisible(self._day is not None or key != _ALL)
        self._entitle()

    def _open(self) -> None:
        self.table.open_current()

    def _moved(self, task: Task | None) -> None:
        """Say why the current line is here, and let only the buttons work that mean something."""
        single = task is not None and not task.grouped
        looking = self._day is not None
        self.open_button.setEnabled(task is not None)
        self.done.setEnabled(single and not looking and bool(task and (task.ends or task.until)))
        self.later.setEnabled(single and not looking)
        self.copy.setEnabled(single and bool(task and task.message))
        put_off = task is not None and task.until is not None
        self.done.setText(self.tr("取回 空格") if put_off else self.tr("已办 空格"))
        why = said.why_of(task.kind, self._habits) if task and self._habits else ""
        self.why.setText(why)
        self.short.setText(why)

    def sentence(self, task: Task) -> str:
        """The task in one sentence."""
        return said.sentence_of(task)

    def _late(self, task: Task) -> str:
        return "error" if task.late and task.until is None else ""

    def _word(self, task: Task) -> str:
        if task.grouped and not task.kind:
            return said.FAMILIES[task.family]
        return word("task_kind", task.kind)

    def _tone(self, task: Task) -> str:
        return _TONES.get(task.kind, "warn")

    def _due(self, task: Task) -> str:
        day = task.until or task.due
        if day is None:
            return ""
        text = self.tr("今天") if day == self._today() else f"{day:%m-%d}"
        return self.tr("推迟到 {day}").format(day=text) if task.until else text

    def _verb(self, task: Task) -> str:
        return f"{task.letter} {said.verb_of(task)}"
