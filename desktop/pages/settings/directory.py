"""The directory: who is there for what, outlets, and which boards show somebody who is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.settings.person import Ending, Person
from desktop.services.records.rounds import PersonLine
from desktop.texts import choices, word
from desktop.texts.rounds import BOARD_PARTS
from desktop.ui.exporting import export_button
from desktop.ui.fields import Choice, Combo
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import Card, button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.people import Station
    from desktop.services.records.rounds import BoardChange, StaleBoard
    from desktop.ui.jobs import Jobs

_SHOWN_BOARDS = 3


class Directory(QWidget):
    """A list with one sheet to fill; whoever is over stays on record and can be shown."""

    said = Signal(str)
    written = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self.townships: tuple[tuple[str, str], ...] = ()
        tr = self.tr
        self.role = Combo(tr("角色"), [("", tr("全部角色")), *choices("contact_role")])
        self.role.currentIndexChanged.connect(lambda _place: self.refresh())
        self.span = Choice(tr("范围"), [("now", tr("在任")), ("all", tr("连同已结束"))])
        self.span.set_code("now")
        self.span.picked.connect(lambda _code: self.refresh())
        self.boards = Banner()
        self.table = Table[PersonLine](tr("通讯录"), self._columns())
        self.table.leaves("directory", lambda: {"role": self.role.code()})
        self.table.opened.connect(self.edit)
        self.table.current.connect(self._moved)
        self.add_button = button(tr("加一个 Ctrl+N"), self.add, kind="primary")
        self.edit_button = button(tr("修改 回车"), self._edit_current)
        self.end_button = button(tr("结束 Del"), self.end)
        card = Card(margin=16)
        tools = row(
            self.role, self.span, 1, export_button(self.table), self.end_button, self.edit_button,
            self.add_button,
        )  # fmt: skip
        card.add(
            self.boards,
            tools,
            self.table,
            words(
                tr(
                    "金融顾问、三员、金融助理、金融特派员印在公示牌上；改动后，挂出的牌标为待更换。"
                ),
                "quiet",
                wrap=True,
            ),
        )
        card.body.setStretch(2, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        QShortcut(QKeySequence("Ctrl+N"), self, self.add)
        QShortcut(
            QKeySequence("Del"), self.table, self.end, context=Qt.ShortcutContext.WidgetShortcut
        )
        jobs.run(lambda: desk.station, self._station)

    def _columns(self) -> list[Column[PersonLine]]:
        tr = self.tr
        return [
            Column(title=tr("角色"), text=lambda one: word("contact_role", one.role), width=110),
            Column(title=tr("姓名或名称"), text=lambda one: one.name, width=120),
            Column(title=tr("电话"), text=lambda one: one.phone, width=120),
            Column(title=tr("单位或地址"), text=_where),
            Column(
                title=tr("负责的村"), text=lambda one: tr("、").join(one.areas), width=150,
                optional=True,
            ),
            Column(title=tr("乡镇"), text=self._town, width=90, optional=True),
            Column(
                title=tr("状态"), text=self._state, width=128,
                tone=lambda one: "ok" if one.serves else "warn",
            ),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Ask for the list and for the boards."""
        role, over = self.role.code(), self.span.code() == "all"
        self.jobs.run(lambda: self.desk.directory.listed(role=role, over=over), self._show)
        self.jobs.run(self.desk.directory.stale, self._stale)

    def refused(self, error: BaseException) -> bool:
        """Say it above the list."""
        text = explain(error)
        if text is None:
            return False
        self.boards.say(text, "error")
        return True

    def add(self) -> None:
        """Fill a sheet for somebody new."""
        Person(self, None, self._kept).open()

    def edit(self, line: PersonLine) -> None:
        """Fill the sheet of an entry."""
        Person(self, line, self._kept).open()

    def end(self) -> None:
        """Ask from which day on somebody is there no longer."""
        line = self.table.line()
        if line is not None and line.serves:
            Ending(self, line, self._ended).open()

    def _edit_current(self) -> None:
        line = self.table.line()
        if line is not None:
            self.edit(line)

    def _kept(self, line: PersonLine) -> None:
        self._written(self.tr("已存下：{name}").format(name=line.name))

    def _ended(self, line: PersonLine) -> None:
        text = self.tr("{name} 到 {day} 为止，记录保留")
        self._written(text.format(name=line.name, day=line.valid_to))

    def _written(self, said: str) -> None:
        self.said.emit(said)
        self.written.emit("contact_person")
        self.refresh()
        self.table.setFocus()

    def _station(self, station: Station) -> None:
        self.townships = station.townships
        self.refresh()

    def _show(self, lines: list[PersonLine]) -> None:
        self.table.lines.show(lines)
        self._moved(self.table.line())

    def _moved(self, line: PersonLine | None) -> None:
        self.edit_button.setEnabled(line is not None)
        self.end_button.setEnabled(line is not None and line.serves)

    def _stale(self, found: list[StaleBoard]) -> None:
        if not found:
            self.boards.clear()
            return
        text = self.tr("{n} 块公示牌待更换：{which}。重新打印，或在打印中心的登记里勾掉。")
        parts = [
            self.tr("{place}（{change}）").format(place=one.subject, change=said(one.changes[0]))
            for one in found[:_SHOWN_BOARDS]
        ]
        self.boards.say(text.format(n=len(found), which=self.tr("；").join(parts)), "warn")

    def _town(self, one: PersonLine) -> str:
        names = dict(self.townships)
        return names.get(one.township_code, one.township_code) or self.tr("全县")

    def _state(self, one: PersonLine) -> str:
        if one.serves:
            return self.tr("在任")
        if one.valid_to is None:
            return self.tr("{day} 开始").format(day=one.valid_from)
        return self.tr("到 {day}").format(day=one.valid_to)


def said(one: BoardChange) -> str:
    """What of a board is otherwise: what it is called."""
    return BOARD_PARTS.get(one.what) or word("contact_role", one.what)


def _where(one: PersonLine) -> str:
    return one.address or one.org
