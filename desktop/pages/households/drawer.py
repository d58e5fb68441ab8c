"""All that is known of one household, masked, with the next steps at hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.households.borrowing import Borrowing
from desktop.pages.households.changes import Changes, Leaving
from desktop.pages.households.histories import (
    Visited,
    checks_table,
    members_table,
    notices_table,
)
from desktop.pages.households.own_fields import OwnFields, twins_text
from desktop.pages.households.words import category, fact_words
from desktop.services.records.rosters import ConsequenceFilter
from desktop.texts import sentence, word
from desktop.ui.fonts import ensure
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint
from desktop.ui.parts import (
    Badge,
    Elided,
    Tabs,
    button,
    clear,
    column,
    heading,
    row,
    rule,
    scrolled,
    words,
)
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.tables import Table
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.people import HouseholdCard, Revealed, VisitLine
    from desktop.services.records.rosters import Consequence
    from desktop.services.records.walk_ins import WalkInLine
    from desktop.ui.jobs import Jobs

WIDTH = 420
WIDEST = 560
LEAST = 80
REVEAL_MS = 5000
_ENUMS = ("household_type", "monitor_category", "needs_continued_support", "risk_cleared")


class Drawer(QFrame):
    """One household at the right of the list."""

    closed = Signal()
    came = Signal()
    """A card is shown."""

    written = Signal()
    record = Signal(str)
    """A record of somebody on no roster is to be opened."""

    noted = Signal(str, object)
    """An own field was written: in words, and what takes it back."""

    photographed = Signal(str, str, object)
    """A record got or lost a photo: in words, the word of the way back, and its call."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self.setProperty("role", "card")
        self.setFixedWidth(min(Theme.current().px(WIDTH), WIDEST))
        self.desk = desk
        self.jobs = jobs
        self.go = go
        self.card: HouseholdCard | None = None
        self.wanted = ""
        self._cards, self._linked, self._work = Latest(), Latest(), Latest()
        self._hidden = QTimer(self, singleShot=True, interval=REVEAL_MS)
        self._hidden.timeout.connect(self._mask)
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        around.setSpacing(8)
        around.addLayout(self._head())
        around.addWidget(rule(soft=True))
        around.addLayout(self._private())
        around.addLayout(self._steps())
        self.left = Leaving()
        around.addWidget(self.left)
        self.hint = Hint()
        around.addWidget(self.hint)
        around.addWidget(self._tabs())
        around.addWidget(rule())
        around.addWidget(self._faces(), 1)
        QShortcut(QKeySequence("Alt+B"), self, self.start_own)
        self.hide()

    def _head(self) -> QVBoxLayout:
        self.name = words("", "title")
        self.kind = Badge()
        self.told = Badge()
        self.place = Elided("", "label")
        self.close_button = button(
            "", self.close_drawer, kind="flat", drawing="close", tip=self.tr("关闭（Esc）")
        )
        first = heading(self.name, self.kind, self.told, close=self.close_button)
        return column(first, self.place, gap=2)

    def _private(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        self.id_number = words()
        self.phone = words()
        self.reveal = button(self.tr("按住显示"), kind="flat")
        set_tip(self.reveal, self.tr("按住最多显示 5 秒，并记入查看记录"))
        self.reveal.pressed.connect(self._reveal)
        self.reveal.released.connect(self._mask)
        grid.addWidget(words(self.tr("证件号"), "label"), 0, 0)
        grid.addWidget(self.id_number, 0, 1)
        grid.addWidget(words(self.tr("名单电话"), "label"), 1, 0)
        grid.addWidget(self.phone, 1, 1)
        grid.addWidget(self.reveal, 0, 2, 2, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _steps(self) -> QHBoxLayout:
        self.visit = button(self.tr("记走访 F2"), lambda: self._send("visits"), kind="primary")
        self.check = button(self.tr("核对 F4"), lambda: self._send("eligibility"))
        self.paper = button(self.tr("打印告知单"), lambda: self._send("printing"))
        return row(self.visit, self.check, self.paper, 1)

    def _tabs(self) -> Tabs:
        tr = self.tr
        self.tabs = Tabs(
            [
                ("overview", tr("概览")),
                ("visits", tr("走访")),
                ("loans", tr("贷款")),
                ("checks", tr("核对")),
                ("notices", tr("文书")),
                ("changes", tr("变更")),
            ]
        )
        self.tabs.chosen.connect(self._turn)
        for place, key in enumerate(self.tabs.buttons, 1):
            keys = f"Alt+{place}"
            self.tabs.tips[key] = f" {keys}"
            QShortcut(QKeySequence(keys), self, partial(self.turn, key))
        return self.tabs

    def _faces(self) -> QStackedWidget:
        self.members = members_table(self)
        self.visits = Visited(self)
        self.photos = Photos(self.desk.evidence, self.jobs, lambda: None)
        self.visits.current.connect(self._of_visit)
        self.photos.attached.connect(self.photographed)
        self.checks = checks_table(self)
        self.notices = notices_table(self)
        self.changes = Changes(self._part)
        for key, table in (
            ("members", self.members),
            ("visits", self.visits),
            ("checks", self.checks),
            ("notices", self.notices),
        ):
            table.leaves(key, self._part)
        self.loans = Borrowing(self.desk, self.jobs, self.go)
        self.faces = QStackedWidget()
        self.faces.setMinimumHeight(Theme.current().px(LEAST))
        for face in (
            self._overview(),
            self._visits(),
            self.loans,
            self.checks,
            self.notices,
            self.changes,
        ):
            self.faces.addWidget(face)
        return self.faces

    def _visits(self) -> QWidget:
        """The contacts, and under them the photos of the one at hand."""
        inner = QWidget()
        inside = column(self.visits, self.photos, gap=6)
        inside.setStretch(0, 1)
        inner.setLayout(inside)
        Arriving(inner).came.connect(self.photos.add)
        QShortcut(QKeySequence("F8"), inner, self.photos.pick)
        return inner

    def _of_visit(self, line: VisitLine | None) -> None:
        self.photos.setEnabled(line is not None)
        self.photos.show_record(line.id if line is not None else "")

    def _part(self) -> dict[str, object]:
        return {"household_no": self.card.line.household_no if self.card else ""}

    def _overview(self) -> QWidget:
        inner = QWidget()
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(4)
        self.facts.setColumnStretch(1, 1)
        self.facts.setColumnStretch(3, 1)
        self.own = OwnFields(self.desk, self.jobs)
        self.own.saved.connect(self._noted)
        self.notes = self.own.lines
        self.members.setFixedHeight(Theme.current().px(30) * 4)
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 4, 8, 0)
        around.addLayout(self.facts)
        around.addWidget(words(self.tr("家庭成员"), "strong"))
        around.addWidget(self.members)
        around.addWidget(self.own)
        self.linked = column(gap=2)
        around.addLayout(self.linked)
        around.addStretch(1)
        return scrolled(inner)

    def offer(self, *, steps: bool) -> None:
        """Whether visits, checks and sheets are this role's work."""
        for one in (self.visit, self.check, self.paper, self.loans.apply):
            one.setVisible(steps)
        self.photos.writable = steps
        self.photos.pick_button.setVisible(steps)

    def open(self, household_no: str) -> None:
        """Show a household."""
        self.wanted = household_no
        self.jobs.run(
            lambda: self.desk.households.card(household_no), self._cards.only(self.show_card)
        )

    def show_card(self, card: HouseholdCard) -> None:
        """Fill in what is known."""
        self.card, line = card, card.line
        self.wanted = line.household_no
        ensure(line.head_name + "".join(one.name for one in card.members))
        self.name.setText(line.head_name)
        self.kind.say(category(line.category))
        self.told.say(word("told", line.told), "ok" if line.told == "told" else "warn")
        place = self.tr("{village} {group}　户编号 {no}　{n} 人")
        group = self.tr("{n} 组").format(n=line.group_no)
        self.place.setText(
            place.format(
                village=line.village,
                group=group if line.group_no.isdecimal() else line.group_no,
                no=line.household_no,
                n=line.member_count,
            )
        )
        self._mask()
        self._facts()
        self.own.show_card(card)
        number = line.household_no
        self.jobs.run(
            lambda: self.desk.walk_ins.of_household(number), self._linked.only(self._records)
        )
        self.members.lines.show(card.members)
        self.visits.lines.show(card.visits)
        self.checks.lines.show(card.checks)
        self.notices.lines.show(card.notices)
        self.changes.show_card(card, ())
        self.left.show_card(card, ())
        wanted = ConsequenceFilter(household_no=line.household_no)
        self.jobs.run(lambda: self.desk.rosters.consequences(wanted), self._work.only(self._todo))
        for key, label, rows in (
            ("visits", self.tr("走访"), card.visits),
            ("checks", self.tr("核对"), card.checks),
            ("notices", self.tr("文书"), card.notices),
            ("changes", self.tr("变更"), card.changes),
        ):
            self.tabs.name(key, f"{label} {len(rows)}" if rows else label)
        self.loans.open(line.household_no)
        label = self.tr("贷款")
        self.tabs.name("loans", f"{label} {line.loans}" if line.loans else label)
        twins = twins_text(card)
        hints = [*(sentence(code, {}) for code in card.hints), twins]
        self.hint.say(" ".join(filter(None, hints)), "warn" if twins else "info")
        self.show()
        self.came.emit()

    def _records(self, found: list[WalkInLine]) -> None:
        """People on no roster whose record was linked to this household."""
        clear(self.linked)
        for one in found:
            said = self.tr("名单外记录：{name}（{no}）").format(name=one.name, no=one.walk_in_no)
            go = button(said, partial(self.record.emit, one.walk_in_no), kind="link")
            self.linked.addLayout(row(go, 1))

    def _todo(self, todo: list[Consequence]) -> None:
        """What versions left to do for the household, which comes after its card."""
        if self.card is not None:
            self.changes.show_card(self.card, todo)
            self.left.show_card(self.card, todo)

    def forget(self) -> None:
        """Take everything personal away."""
        for latest in (self._cards, self._linked, self._work):
            latest.drop()
        clear(self.linked)
        self.card = None
        self.wanted = ""
        for label in (self.name, self.place, self.id_number, self.phone):
            label.setText("")
        for table in (self.members, self.visits, self.checks, self.notices):
            table.lines.show([])
        self.photos.forget()
        self.loans.forget()
        self.own.forget()
        self.hint.say("")
        self.changes.clear()
        self.left.say("")
        self._hidden.stop()
        self.hide()

    def turn(self, key: str) -> None:
        """Show a tab; asked for once more, the keyboard goes to its list."""
        if self.tabs.key() != key:
            self.tabs.choose(key)
            return
        face = self.faces.currentWidget()
        found = face if isinstance(face, Table) else face.findChild(Table)
        if found is not None:
            found.setFocus()

    def start_own(self) -> None:
        """Go to the officer's own fields."""
        self.tabs.choose("overview")
        self.own.start()

    def close_drawer(self) -> None:
        """Go back to the list."""
        self.forget()
        self.closed.emit()

    def _facts(self) -> None:
        clear(self.facts)
        if self.card is None:
            return
        labels = fact_words(self.tr)
        shown = [(key, text) for key, text in self.card.facts if text and key in labels]
        for place, (key, text) in enumerate(shown):
            value = word(key, text) if key in _ENUMS else text
            line, side = divmod(place, 2)
            self.facts.addWidget(words(labels[key], "label"), line, side * 2)
            self.facts.addWidget(Elided(value), line, side * 2 + 1)

    def _turn(self, key: str) -> None:
        self.faces.setCurrentIndex(list(self.tabs.buttons).index(key))

    def _send(self, page: str) -> None:
        if self.card is not None:
            self.go(page, self.card.line.household_no)

    def _reveal(self) -> None:
        if self.card is None:
            return
        number, why = self.card.line.household_no, self.tr("当面核对，按住显示")
        self.jobs.run(lambda: self.desk.households.reveal_card(number, why), self._revealed)

    def _revealed(self, found: Revealed) -> None:
        if self.card is None or not self.reveal.isDown():
            return
        self.id_number.setText(found.id_number or self.card.id_masked)
        self.phone.setText(found.phone or self.card.county_phone_masked)
        self.own.reveal(found.own)
        self.visits.reveal(found.visits)
        self._hidden.start()

    def _mask(self) -> None:
        self._hidden.stop()
        self.own.cover()
        self.visits.reveal({})
        nothing = self.tr("没有登记")
        self.id_number.setText((self.card.id_masked or nothing) if self.card else "")
        self.phone.setText((self.card.county_phone_masked or nothing) if self.card else "")

    def _noted(self, said: str, turn: object) -> None:
        if self.card is not None and self.wanted == self.card.line.household_no:
            self.open(self.wanted)
        self.written.emit()
        self.noted.emit(said, turn)
