"""What roster versions leave to do, one line per thing, marked done with one key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.pages.rosters import words as say
from desktop.pages.rosters.beside import Beside
from desktop.pages.rosters.view import View
from desktop.services.records.people import FIELD_ROLES
from desktop.services.records.rosters import Consequence, ConsequenceFilter
from desktop.texts import choices, word
from desktop.texts import roster_changes as texts
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint
from desktop.ui.parts import Card, Empty, button, flowing, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.listings import VersionLine
    from desktop.ui.jobs import Jobs


class Work(View):
    """Newest version first; Space marks done and takes back, and the line stays where it is."""

    counted = Signal(int)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs, framed=False)
        self._latest, self._beside = Latest(), Latest()
        self._versions: list[VersionLine] = []
        self._wanted = ""
        self._hand = ""
        self._marking = False
        self.beside = Beside()
        self.around.addWidget(self._filters())
        line = row(self._list(), self.beside, gap=12)
        line.setStretch(0, 1)
        self.around.addLayout(line, 1)
        self.beside.mark_wanted.connect(self.mark)
        self.beside.open_wanted.connect(self.table.open_current)
        self.beside.visit_wanted.connect(self.visit)
        self.beside.print_wanted.connect(self.print)
        for keys, call in (
            ("Space", self.mark),
            ("P", self.print),
            ("V", self.visit),
            ("F2", self.visit),
            ("N", self.beside.note.setFocus),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)
        back = QShortcut(QKeySequence("Escape"), self.beside.note)
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self.table.setFocus)

    def _filters(self) -> QWidget:
        tr = self.tr
        self.version = Combo(tr("版本"), [("", tr("全部版本"))])
        self.township = Combo(tr("乡镇"), [("", tr("全部乡镇"))])
        self.code = Combo(tr("要做的事"), [("", tr("事情不限")), *choices("roster_todo")])
        states = [*choices("todo_state"), ("", tr("待办和已办结"))]
        self.state = Combo(tr("状态"), states)
        for combo in (self.version, self.township, self.code, self.state):
            combo.currentIndexChanged.connect(lambda _at: self._ask())
        return flowing(self.version, self.township, self.code, self.state)

    def _list(self) -> Card:
        tr = self.tr
        self.table = Table[Consequence](
            tr("名单变化要办的事"),
            [
                Column(title=tr("户主"), text=lambda c: c.head_name, width=80),
                Column(
                    title=tr("要做的事"),
                    text=lambda c: word("roster_todo", c.code),
                    width=136,
                    tone=lambda c: "ok" if c.done_on else say.TODO.get(c.code, ""),
                ),
                Column(title=tr("变了什么"), text=say.changed),
                Column(title=tr("村"), text=lambda c: c.village, width=96, optional=True),
                Column(
                    title=tr("状态"),
                    text=say.state,
                    width=112,
                    tone=lambda c: "ok" if c.done_on else "",
                    optional=True,
                ),
                Column(
                    title=tr("期限"),
                    text=lambda c: c.due.isoformat() if c.due else "",
                    width=96,
                    optional=True,
                ),
                Column(
                    title=tr("名单日期"),
                    text=lambda c: c.as_of_date.isoformat(),
                    width=96,
                    optional=True,
                ),
            ],
        )
        self.table.leaves("roster_work", self._part)
        self.table.opened.connect(lambda line: self.open_household(line.household_no))
        self.table.current.connect(self._at_hand)
        self.count = words("", "label")
        self.note = Hint()
        self.empty = Empty(
            "check", "", [(tr("看全部版本的待办"), self._reset), (tr("看两版差别"), self._diff)]
        )
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.reset = button(tr("清空筛选"), self._reset, kind="link")
        card = Card(margin=12, gap=6)
        card.add(row(self.count, self.reset, 1, export_button(self.table)), self.note, self.faces)
        card.body.setStretch(2, 1)
        return card

    def offer(self, role: str) -> None:
        """Only who goes to the households logs visits and prints sheets."""
        super().offer(role)
        self.beside.offer(field=role in FIELD_ROLES)

    def narrow(self, roster_version: str) -> None:
        """Show the work of one version, and only what waits."""
        self._wanted = roster_version
        self.refresh()

    def refresh(self) -> None:
        """Ask for the versions and the work."""
        self.jobs.run(self.desk.rosters.versions, self._offer)

    def enter(self) -> None:
        """Walk in the list."""
        self.table.setFocus()

    def forget(self) -> None:
        """Empty list and panel."""
        self._latest.drop()
        self._beside.drop()
        self.table.lines.show([])
        self.beside.forget()

    def mark(self) -> None:
        """Mark the line done with the note as it stands, or take the mark back."""
        line = self.table.line()
        if line is None or self._marking:  # a second key before the first was done does nothing
            return
        note = self.beside.note.text().strip()
        self._hand, self._marking = line.id, True

        def turn() -> Consequence:
            rosters = self.desk.rosters
            if line.done_on is None:
                return rosters.mark_done(line.id, note=note)
            return rosters.mark_open(line.id)

        self.jobs.run(turn, self._marked, self._rest)

    def _rest(self) -> None:
        self._marking = False

    def visit(self) -> None:
        """Log a visit of the household at hand."""
        line = self.table.line()
        if line is not None and self.role in FIELD_ROLES:
            self.go_wanted.emit("visits", line.household_no)

    def print(self) -> None:
        """Print the sheet for a household that left."""
        line = self.table.line()
        if line is None or self.role not in FIELD_ROLES:
            return
        if self.beside.paper.isEnabled():
            self.go_wanted.emit("printing", ("F22", line.household_no))
        else:
            self.said.emit(self.tr("名单调整告知书只给调出的户。"))

    def _offer(self, lines: list[VersionLine]) -> None:
        self._versions = lines
        labels = {one.roster_version: one for one in reversed(lines)}
        offered = [(label, say.version(labels[label])) for label in reversed(labels)]
        self.version.fill([("", self.tr("全部版本")), *offered])
        places = say.townships(lines)
        self.township.fill([("", self.tr("全部乡镇")), *places])
        self.township.setVisible(len(places) > 1)
        if self._wanted:
            for combo, code in (
                (self.version, self._wanted),
                (self.township, ""),
                (self.code, ""),
                (self.state, "open"),
            ):
                with QSignalBlocker(combo):
                    combo.choose(code)
            self._wanted = ""
        self._ask()

    def _filter(self) -> ConsequenceFilter:
        return ConsequenceFilter(
            roster_version=self.version.code(),
            township=self.township.code(),
            code=self.code.code(),
            state=self.state.code(),
        )

    def _part(self) -> dict[str, object]:
        wanted = self._filter()
        return {
            "version": wanted.roster_version,
            "township": wanted.township,
            "todo": wanted.code,
            "state": wanted.state,
        }

    def _ask(self) -> None:
        wanted = self._filter()
        self.jobs.run(lambda: self.desk.rosters.consequences(wanted), self._latest.only(self._show))
        self.jobs.run(self.desk.rosters.waiting, self._count)

    def _count(self, waiting: int) -> None:
        self.counted.emit(waiting)

    def _show(self, lines: list[Consequence]) -> None:
        line = self.table.line()
        stay = line.id if line else self._hand
        self.table.lines.show(lines)
        places = {one.id: place for place, one in enumerate(lines)}
        if stay in places:
            self.table.go_to(places[stay])
        households = len({one.household_no for one in lines})
        text = self.tr("{n} 件事，{houses} 户")
        self.count.setText(text.format(n=f"{len(lines):,}", houses=f"{households:,}"))
        self.reset.setVisible(self._filter() != ConsequenceFilter(state="open"))
        self.faces.setCurrentIndex(0 if lines else 1)
        self._explain()
        if not lines:
            self._at_hand(None)

    def _explain(self) -> None:
        """Why a list is empty or short: the first version leaves no list of work."""
        if not self._versions:
            self.note.say("")
            self.empty.text.setText(self.tr("还没有名单，没有变化。"))
            return
        chosen = self.version.code()
        labels = {one.roster_version for one in self._versions if not one.first}
        text = self.tr("没有要办的事。") if self.state.code() == "open" else self.tr("没有。")
        only_first = not labels
        self.empty.text.setText(texts.FIRST_WORK if only_first and not chosen else text)
        first = [one for one in self._versions if one.first and one.roster_version == chosen]
        said = texts.FIRST_CHOSEN.format(version=chosen) if first else ""
        self.note.say(said, "info")

    def _at_hand(self, line: object) -> None:
        """Fill the panel; the rest of the household follows."""
        if not isinstance(line, Consequence):
            self._beside.drop()
            self.beside.show_line(None)
            return
        if line.id != self._hand:
            self.beside.note.clear()
        self._hand = line.id
        self.beside.show_line(line)
        wanted = ConsequenceFilter(household_no=line.household_no)
        self.jobs.run(
            lambda: self.desk.rosters.consequences(wanted),
            self._beside.only(partial(self.beside.show_all, line)),
        )

    def _marked(self, line: Consequence) -> None:
        """The line stays in its place with its new state until the list is asked for again."""
        rows = [line if one.id == line.id else one for one in self.table.lines.rows]
        self.table.lines.change(rows, lambda one: one.id)
        self.beside.note.clear()
        self.table.setFocus()
        what = self.tr("{who} {what}").format(
            who=line.head_name, what=word("roster_todo", line.code)
        )
        done = self.tr("已记办结：{what}。再按空格撤回。")
        text = done if line.done_on else self.tr("已改回待办：{what}。")
        self.said.emit(text.format(what=what))
        self.written.emit("roster_todo")
        self.jobs.run(self.desk.rosters.waiting, self._count)

    def _reset(self) -> None:
        for combo, code in (
            (self.version, ""),
            (self.township, ""),
            (self.code, ""),
            (self.state, "open"),
        ):
            combo.choose(code)

    def _diff(self) -> None:
        self.go_wanted.emit("rosters", "diff")
