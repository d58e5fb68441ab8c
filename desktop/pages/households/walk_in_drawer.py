"""All that was written down about somebody on no roster, masked, with the next steps at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.pages.households.histories import Visited, need_text
from desktop.services.records.needs import NeedFilter
from desktop.texts import word
from desktop.ui.fonts import ensure
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint
from desktop.ui.parts import (
    Badge,
    Card,
    Elided,
    button,
    clear,
    column,
    flowing,
    heading,
    row,
    rule,
    scrolled,
    words,
)
from desktop.ui.tables import ROW
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.needs import NeedLine
    from desktop.services.records.people import VisitLine
    from desktop.services.records.walk_ins import Twin, WalkInLine
    from desktop.ui.jobs import Jobs

WIDTH = 420
WIDEST = 500
REVEAL_MS = 5000
MOST_ROWS = 5
"""So many contacts stand in sight; the others are a scroll away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the store thread gathers about a record."""

    line: WalkInLine
    twins: list[Twin]
    visits: Sequence[VisitLine]
    needs: Sequence[NeedLine]


class WalkInDrawer(QFrame):
    """One record at the right of the list; it writes nothing itself, it says what is wanted."""

    closed = Signal()
    step = Signal(str, str)
    """What is wanted (edit, link, unlink, merge, unmerge, remove, check), and of which record."""

    shown = Signal(str)
    """Another record is in sight."""

    household = Signal(str)
    """A household is to be opened."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setProperty("role", "card")
        self.setFixedWidth(min(Theme.current().px(WIDTH), WIDEST))
        self.desk = desk
        self.jobs = jobs
        self._latest = Latest()
        self.line: WalkInLine | None = None
        self.wanted = ""
        self.twins: list[Twin] = []
        self._numbers: dict[str, tuple[Elided, Elided]] = {}
        self._notes: dict[str, dict[str, QLabel]] = {}
        self._hidden = QTimer(self, singleShot=True, interval=REVEAL_MS)
        self._hidden.timeout.connect(self._mask)
        self.name = words("", "title")
        self.kind = Badge()
        self.state = Badge()
        self.close_button = button(
            "", self.close_drawer, kind="flat", drawing="close", tip=self.tr("关闭（Esc）")
        )
        self.place = Elided("", "label")
        self.hint = Hint()
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        around.setSpacing(8)
        around.addLayout(heading(self.name, self.kind, self.state, close=self.close_button))
        around.addWidget(self.place)
        around.addWidget(rule(soft=True))
        inner = QWidget()
        under = QVBoxLayout(inner)
        under.setContentsMargins(0, 0, 8, 0)
        under.setSpacing(8)
        under.addLayout(self._private())
        under.addWidget(self._steps())
        under.addWidget(self.hint)
        under.addWidget(rule())
        self.inside = column(gap=10)
        self.inside.setContentsMargins(0, 4, 0, 0)
        under.addLayout(self.inside, 1)
        around.addWidget(scrolled(inner), 1)
        self.hide()

    def _private(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        self.id_number, self.phone, self.born = Elided(), Elided(), Elided()
        self.reveal = button(self.tr("按住显示"), kind="flat")
        set_tip(self.reveal, self.tr("按住最多显示 5 秒，并记入查看记录"))
        self.reveal.pressed.connect(self._reveal)
        self.reveal.released.connect(self._mask)
        labels = (self.tr("身份证号"), self.tr("电话"), self.tr("出生日期"))
        for line, (label, part) in enumerate(
            zip(labels, (self.id_number, self.phone, self.born), strict=True)
        ):
            grid.addWidget(words(label, "label"), line, 0)
            grid.addWidget(part, line, 1)
        grid.addWidget(self.reveal, 0, 2, 2, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _steps(self) -> QWidget:
        tr = self.tr
        self.edit = self._button(tr("改"), "edit", kind="primary")
        self.link = self._button(tr("归到某户"), "link")
        self.unlink = self._button(tr("取消归户"), "unlink")
        self.merge = self._button(tr("合并"), "merge")
        self.check = self._button(tr("资格核对 F4"), "check")
        self.remove = self._button(tr("作废"), "remove")
        return flowing(
            self.edit, self.link, self.unlink, self.merge, self.check, self.remove, gap=6
        )

    def _button(self, text: str, what: str, *, kind: str = "") -> QPushButton:
        return button(text, lambda: self._ask(what), kind=kind)

    def _ask(self, what: str) -> None:
        if self.line is not None:
            self.step.emit(what, self.line.walk_in_no)

    def open(self, walk_in_no: str) -> None:
        """Show a record."""
        self.wanted = walk_in_no
        self.jobs.run(lambda: self._ask_for(walk_in_no), self._latest.only(self._show))

    def _ask_for(self, walk_in_no: str) -> _Known:
        desk = self.desk
        line = desk.walk_ins.card(walk_in_no)
        numbers = tuple(one.walk_in_no for one in (line, *line.merged))
        return _Known(
            line=line,
            twins=desk.walk_ins.suspects({}, walk_in_no),
            visits=desk.visits.of_people(numbers),
            needs=desk.funding.listed(NeedFilter(walk_ins=numbers)).lines,
        )

    def refused(self, error: BaseException) -> bool:
        """A record that was taken away meanwhile closes its drawer."""
        gone = getattr(error, "code", "") == "walk_in_unknown"
        if gone:
            self.close_drawer()
        return gone

    def _show(self, known: _Known) -> None:
        line, twins = known.line, known.twins
        self.line, self.wanted, self.twins = line, line.walk_in_no, twins
        ensure("".join([line.name, *(one.name for one in line.merged)]))
        tr = self.tr
        self.name.setText(line.name)
        self.kind.say(tr("已归户") if line.household_no else tr("名单外"), "info")
        self.state.say(tr("待补正") if line.wrong else "", "warn")
        place = tr("{village} {group}　编号 {no}").format(
            village=line.village, group=_group(self, line), no=line.walk_in_no
        )
        self.place.setText(place)
        self.link.setVisible(not line.household_no)
        self.unlink.setVisible(bool(line.household_no))
        self.say(self._twins(twins), "warn")
        self._fill(known)
        self._mask()
        self.show()
        self.shown.emit(line.walk_in_no)

    def _twins(self, twins: list[Twin]) -> str:
        """Who may be the same; what to do is a button away."""
        said = [
            self.tr("{by}相同：{name}（{village} {no}）").format(
                by=word("twin_by", one.by),
                name=one.name,
                village=one.village,
                no=one.household_no or one.walk_in_no,
            )
            for one in twins[:3]
        ]
        if not said:
            return ""
        todo = self.tr("是同一个人就归户或合并。")
        return self.tr("；").join(said) + self.tr("。") + todo

    def say(self, text: str, tone: str = "info") -> None:
        """Show a sentence above the facts."""
        self.hint.say(text, tone)

    def forget(self) -> None:
        """Take everything personal away."""
        self._latest.drop()
        self.line = None
        self.wanted = ""
        self.twins = []
        self._numbers, self._notes = {}, {}
        for label in (self.name, self.place, self.id_number, self.phone, self.born):
            label.setText("")
        self.hint.say("")
        clear(self.inside)
        self._hidden.stop()
        self.hide()

    def close_drawer(self) -> None:
        """Go back to the list."""
        self.forget()
        self.closed.emit()

    def _fill(self, known: _Known) -> None:
        line = known.line
        clear(self.inside)
        self._numbers = {line.walk_in_no: (self.id_number, self.phone)}
        self._notes = {}
        if line.household_no:
            self.inside.addLayout(self._linked(line))
        self.inside.addLayout(self._facts(line))
        self._histories(known)
        if line.merged:
            said = self.tr("与它合并的记录（各自原样保留）")
            self.inside.addWidget(words(said, "strong"))
        for other in line.merged:
            self.inside.addWidget(self._other(other))
        self.inside.addStretch(1)

    def _histories(self, known: _Known) -> None:
        """The contacts with this person, and what she needed and what came of it."""
        if known.needs:
            self.inside.addWidget(words(self.tr("资金需求"), "strong"))
        for need in known.needs:
            self.inside.addWidget(words(need_text(self, need), wrap=True))
        title = self.tr("走访 {n}") if known.visits else self.tr("还没有走访记录。")
        head = words(title.format(n=len(known.visits)), "strong" if known.visits else "label")
        self.inside.addWidget(head)
        if known.visits:
            table = Visited(self)
            table.lines.show(known.visits)
            rows = min(len(known.visits), MOST_ROWS) + 2
            table.setFixedHeight(Theme.current().px(ROW) * rows)
            self.inside.addWidget(table)

    def _linked(self, line: WalkInLine) -> QVBoxLayout:
        number = line.household_no
        day = line.linked_on.isoformat() if line.linked_on else ""
        said = self.tr("归到 {name}户　{no}　{day}").format(
            name=line.linked_name, no=number, day=day
        )
        go = button(self.tr("打开那一户"), lambda: self.household.emit(number), kind="link")
        return column(Elided(said), row(go, 1), gap=2)

    def _facts(self, line: WalkInLine) -> QGridLayout:
        tr = self.tr
        facts = (
            ("address_note", tr("住处"), line.address_note),
            ("needs_note", tr("需求"), line.needs_note),
            ("best_time", tr("方便时间"), line.best_time),
            ("remark", tr("备注"), line.remark),
            ("", tr("见面"), line.met_on.isoformat() if line.met_on else ""),
            ("", tr("记录人"), line.officer),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        notes = self._notes.setdefault(line.walk_in_no, {})
        for place, (name, label, text) in enumerate(one for one in facts if one[2]):
            said = words(text, wrap=True)
            if name:
                notes[name] = said
            grid.addWidget(words(label, "label"), place, 0)
            grid.addWidget(said, place, 1)
        return grid

    def _other(self, other: WalkInLine) -> QWidget:
        """A record that is one with this one, as it was typed, and the way to part them."""
        card = Card(margin=10, gap=4)
        number = other.walk_in_no
        id_number, phone = Elided(), Elided()
        self._numbers[number] = (id_number, phone)
        part = button(self.tr("取消合并"), lambda: self.step.emit("unmerge", number), kind="link")
        head = self.tr("{name}　{village} {group}").format(
            name=other.name, village=other.village, group=_group(self, other)
        )
        grid = self._facts(other)
        for label, value in ((self.tr("身份证号"), id_number), (self.tr("电话"), phone)):
            line = grid.rowCount()
            grid.addWidget(words(label, "label"), line, 0)
            grid.addWidget(value, line, 1)
        top = row(Elided(head, "strong"), part)
        top.setStretch(0, 1)
        card.add(top, grid)
        return card

    def _reveal(self) -> None:
        if self.line is None:
            return
        number, why = self.line.walk_in_no, self.tr("当面核对，按住显示")
        self.jobs.run(lambda: self.desk.walk_ins.reveal(number, why), self._revealed)

    def _revealed(self, found: dict[str, dict[str, str]]) -> None:
        if self.line is None or not self.reveal.isDown():
            return
        born = found.get(self.line.walk_in_no, {}).get("birth_date")
        self.born.setText(born or self.tr("没有登记"))
        for number, (id_number, phone) in self._numbers.items():
            full = found.get(number, {})
            id_number.setText(full.get("id_number") or self.tr("没有登记"))
            phone.setText(full.get("phone") or self.tr("没有登记"))
            for name, label in self._notes[number].items():
                label.setText(full.get(name, label.text()))
        self._hidden.start()

    def _mask(self) -> None:
        self._hidden.stop()
        if self.line is None:
            return
        nothing = self.tr("没有登记")
        self.born.setText(self.line.birth_masked or nothing)
        for one in (self.line, *self.line.merged):
            id_number, phone = self._numbers[one.walk_in_no]
            id_number.setText(one.id_masked or nothing)
            phone.setText(one.phone_masked or nothing)
            for name, label in self._notes[one.walk_in_no].items():
                label.setText(getattr(one, name))


def _group(of: QWidget, line: WalkInLine) -> str:
    group = line.group_no
    return of.tr("{n} 组").format(n=group) if group.isdecimal() else group
