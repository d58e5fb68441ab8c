"""One household beside the list of work: what changed, all that follows, its loans, the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.rosters import words as say
from desktop.texts import roster_changes as texts
from desktop.texts import word
from desktop.texts.rosters import why
from desktop.ui.fields import NoteLine
from desktop.ui.fonts import ensure
from desktop.ui.parts import (
    Badge,
    Card,
    Elided,
    button,
    clear,
    column,
    heading,
    row,
    rule,
    scrolled,
    words,
)
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.rosters import Consequence

WIDTH, WIDEST = 300, 380
_LONGEST = 200
NOTICE = "removed"


class Beside(Card):
    """Filled as the list is walked; the buttons do what the keys do."""

    mark_wanted = Signal()
    open_wanted = Signal()
    visit_wanted = Signal()
    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(margin=14, gap=6)
        tr = self.tr
        self.setFixedWidth(min(Theme.current().px(WIDTH), WIDEST))
        self.name = words("", "title")
        self.kind = Badge()
        self.place = Elided("", "label")
        inner = QWidget()
        self.told = QVBoxLayout(inner)
        self.told.setContentsMargins(0, 0, 6, 0)
        self.told.setSpacing(4)
        self.note = NoteLine(tr("办结说明"), tr("办结说明 N（可不填）"))
        self.note.setMaxLength(_LONGEST)
        self.note.returnPressed.connect(self.mark_wanted.emit)
        self.mark = button(tr("办结 空格"), self.mark_wanted.emit, kind="primary")
        self.open = button(tr("打开 回车"), self.open_wanted.emit)
        self.visit = button(tr("记走访 V"), self.visit_wanted.emit)
        self.paper = button(tr("告知书 P"), self.print_wanted.emit)
        set_tip(self.paper, tr("打印名单调整告知书"))
        self.add(heading(self.name, self.kind), self.place, rule(soft=True), scrolled(inner))
        self.body.setStretch(3, 1)
        self.add(self.note, column(row(self.mark, self.open), row(self.visit, self.paper), gap=6))
        self._field = False
        self.show_line(None)

    def offer(self, *, field: bool) -> None:
        """Visits and sheets are for who goes to the households."""
        self._field = field
        self.visit.setVisible(field)
        self.paper.setVisible(field)

    def show_line(self, line: Consequence | None) -> None:
        """Show a line; the rest of its household comes with `show_all`."""
        clear(self.told)
        known = line is not None
        for one in (self.note, self.mark, self.open, self.visit):
            one.setEnabled(known)
        self.paper.setEnabled(line is not None and line.change_type == NOTICE)
        if line is None:
            for label in (self.name, self.place):
                label.setText("")
            self.kind.say("")
            return
        ensure(line.head_name)
        self.name.setText(line.head_name)
        self.kind.say(word("change_type", line.change_type), say.CHANGES[line.change_type])
        place = self.tr("{village}　{no}")
        self.place.setText(place.format(village=line.village, no=line.household_no))
        done = line.done_on is not None
        self.mark.setText(self.tr("撤回 空格") if done else self.tr("办结 空格"))
        self.note.setVisible(not done)

    def show_all(self, line: Consequence, every: Sequence[Consequence]) -> None:
        """Show what changed and all that follows for the household of a line."""
        clear(self.told)
        rows = list(every)
        if all(one.id != line.id for one in rows):
            rows.insert(0, line)
        version = ""
        for one in rows:
            if one.roster_version != version:
                version = one.roster_version
                self._version(one)
            self._todo(one, now=one.id == line.id)
        self._loans(line)
        self.told.addStretch(1)

    def forget(self) -> None:
        """Take everything personal off."""
        self.note.clear()
        self.show_line(None)

    def _version(self, one: Consequence) -> None:
        if self.told.count():
            self.told.addWidget(rule(soft=True))
        text = self.tr("{day} 名单：{what}")
        day = one.as_of_date.isoformat()
        head = texts.changed(one.change_type, (), one.link_no)
        self.told.addWidget(
            words(
                text.format(day=day, what=head or word("change_type", one.change_type)),
                "strong",
                wrap=True,
            )
        )
        for each in one.details:
            self.told.addWidget(words(texts.detail(each), "", wrap=True))

    def _todo(self, one: Consequence, *, now: bool) -> None:
        name = word("roster_todo", one.code)
        if one.done_on is not None:
            text = self.tr("已办结 {day} {who}　{what}")
            said = text.format(day=one.done_on.isoformat(), who=one.done_by, what=name)
            said += self.tr("：{note}").format(note=one.note) if one.note else ""
            self.told.addWidget(words(said, "", "ok", wrap=True))
            return
        text = self.tr("要办：{what}。{why}")
        said = text.format(what=name, why=why(one.code))
        if one.due is not None:
            said += self.tr("到期日 {day}。").format(day=one.due.isoformat())
        self.told.addWidget(words(said, "", say.TODO.get(one.code, "") if now else "", wrap=True))

    def _loans(self, line: Consequence) -> None:
        if not line.loans:
            return
        self.told.addWidget(words(self.tr("未到期贷款"), "label"))
        for one in line.loans:
            self.told.addWidget(words(say.loan(one), "", "error" if one.overdue else "", wrap=True))
