"""The outreach ledger: what was logged, and one form beside it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.pages.visits.activities import Activities
from desktop.pages.visits.beside import Beside
from desktop.pages.visits.columns import LedgerColumns
from desktop.pages.visits.following import Following
from desktop.pages.visits.offering import Offering
from desktop.pages.visits.photographs import Photographs
from desktop.pages.visits.quick import QuickEntry
from desktop.pages.visits.steps import Steps
from desktop.services.records.people import VisitFilter, VisitLine
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.filtering import FilterLine
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, Tabs, button, row, words
from desktop.ui.tables import Table
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.visits.form import VisitForm
    from desktop.pages.visits.leaving import VisitDraft
    from desktop.services.desk import Desk
    from desktop.services.records.entry import DraftLine
    from desktop.services.records.people import Found, Village, VisitPage
    from desktop.ui.jobs import Jobs

LEDGER, WAITS, PLACES = "ledger", "waits", "places"
_WEEK = timedelta(days=6)
_WINDOW = 100
"""How many rows are fetched at once: a few screens, within one frame."""


class VisitsPage(Page):
    """List at the left, form at the right; Enter saves and goes on."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._latest = Latest()
        self._built: list[Following | Activities] = []
        self.ledger = QWidget()
        self._views()
        self.beside = Beside(desk, jobs, self.ledger)
        self.beside.built.connect(self._formed)
        self.offering = Offering(self, desk, jobs)
        self.quick: QuickEntry | None = None
        line = row(self._list(), self.beside, gap=12)
        line.setStretch(0, 1)
        self.ledger.setLayout(line)
        self.steps = Steps(self, desk, jobs)
        self.steps.moved.connect(self._moved)
        self.photographs = Photographs(self)
        QShortcut(QKeySequence("Ctrl+Shift+Q"), self, self.turn)
        keys = {"Ctrl+Z": self.undo, "Ctrl+Y": self.redo, "Ctrl+N": self.start}
        for name, call in {**keys, "Ctrl+F": self._search}.items():
            QShortcut(QKeySequence(name), self, call)

    @property
    def form(self) -> VisitForm:
        """The form for one visit."""
        return self.beside.form

    @property
    def form_draft(self) -> VisitDraft:
        """What keeps the form's fields."""
        _ = self.form
        return self.beside.draft

    def _formed(self) -> None:
        self.form.logged.connect(self.steps.logged)
        self.form_draft.undo.connect(self.steps.undo)
        self.form_draft.redo.connect(self.steps.redo)

    def _views(self) -> None:
        """The ledger, what waits, and what was held at a place: Alt+1 to Alt+3."""
        tr = self.tr
        self.view = Tabs([(LEDGER, tr("台账")), (WAITS, tr("待跟进")), (PLACES, tr("宣传活动"))])
        self.view.chosen.connect(self._turn)
        self.faces_of = QStackedWidget()
        self.faces_of.addWidget(self.ledger)
        self.faces_of.currentChanged.connect(self.turned)
        for place, key in enumerate(self.view.buttons, 1):
            keys = f"Alt+{place}"
            set_tip(self.view.buttons[key], keys)
            QShortcut(QKeySequence(keys), self, partial(self.view.choose, key))
        self.old = button(tr("导入旧台账"), self._import, kind="link")
        self.body.setSpacing(8)
        self.above = QWidget()
        self.above.setLayout(row(self.view, 1, self.old))
        self.body.addWidget(self.above)
        self.body.addWidget(self.faces_of, 1)

    @cached_property
    def following(self) -> Following:
        """What waits; built when it is first shown, so that the ledger opens at once."""
        made = Following(self.desk, self.jobs)
        made.visit_wanted.connect(self.open)
        made.check_wanted.connect(lambda number: self.go("eligibility", number))
        made.counted.connect(self._waits)
        self._adopt(made)
        return made

    @cached_property
    def activities(self) -> Activities:
        """What was held at a place; built when it is first shown."""
        made = Activities(self.desk, self.jobs)
        made.left.connect(self.offering.ask)
        self.photographs.listen(made.form.photos, made.draft.drafting, made.ask)
        self._adopt(made)
        return made

    def _adopt(self, made: Following | Activities) -> None:
        made.said.connect(self.toast.emit)
        made.done.connect(self.undoable)
        made.written.connect(self.changed.emit)
        self.faces_of.addWidget(made)
        self._built.append(made)

    def _list(self) -> Card:
        tr = self.tr
        self.tabs = Tabs([("all", tr("全部")), ("today", tr("今天")), ("week", tr("近七天"))])
        self.tabs.chosen.connect(lambda _key: self._ask())
        self.village = Combo(tr("村"), [("", tr("全部村"))])
        self.village.currentIndexChanged.connect(lambda _place: self._ask())
        self.text = FilterLine(tr("按户主或编号筛选"), tr("户主、编号 Ctrl+F"))
        self.text.textChanged.connect(lambda _text: self._ask())
        self.count = words("", "label")
        self.table = Table[VisitLine](tr("走访台账"), LedgerColumns(self).all())
        self.text.left.connect(self.table.setFocus)
        self.table.opened.connect(self._correct)
        self.table.lines.more_wanted.connect(self._more)
        self.table.leaves("visits", self._part)
        self.export_button = export_button(self.table)
        self.new_button = button(tr("记走访 F2"), self.start, drawing="plus")
        self.quick_button = button(
            tr("快速补录"), self.turn, tip=tr("从纸记录一次录多户（Ctrl+Shift+Q）")
        )
        self.empty = Empty(
            "visits",
            tr("还没有走访记录。"),
            [
                (tr("记第一次走访"), self.start),
                (tr("去打印中心"), lambda: self.go("printing", None)),
            ],
        )
        self.faces = QStackedWidget()
        card = Card(margin=12, gap=6, parent=self.ledger)
        card.add(
            row(self.tabs, 1, self.count, self.export_button, self.new_button),
            row(self.village, self.text, self.quick_button, gap=8),
            self.faces,
        )
        card.body.setStretch(2, 1)
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        return card

    def refresh(self) -> None:
        """Ask for the list and the villages, and offer what was never finished."""
        self._ask()
        self.jobs.run(self.desk.households.villages, self._villages)
        self.offering.ask()
        self.jobs.run(self.desk.funding.waiting_count, self._waits)
        if self.view.key() != LEDGER:
            self._turn(self.view.key())
        elif self.quick is not None and self._quick_shown():
            self.quick.start()
        elif not self.table.hasFocus():
            self.beside.start()

    def open(self, what: object) -> None:
        """Begin a visit (anew, for a household by its number), or show something else.

        `quick` opens the panel, `draft/KEY` what was left unfinished, `waits` or `waits/LIST`
        what waits, `places` what was held at a place.
        """
        text = str(what or "new")
        view, _, rest = text.partition("/")
        if view in {WAITS, PLACES}:
            self.view.choose(view)
            if view == WAITS:
                self.following.open(rest)
        elif text == "quick":
            self.turn(quick=True)
        elif view == "draft":
            self.go_on(rest)
        else:
            self._begin()
            if text not in {"new", LEDGER}:
                self.jobs.run(
                    lambda: self.desk.households.find(text, 1, walk_ins=True), self._chosen
                )

    def start(self) -> None:
        """Begin a new record of the view that is open."""
        if self.view.key() == PLACES:
            self.activities.start()
        else:
            self._begin()

    def _begin(self) -> None:
        """Begin a new visit; one that was begun stays a draft."""
        self.turn(quick=False)
        if self.beside.is_built():
            self.form_draft.set_aside()
            self.form.clear()
        self.beside.start()

    def turn(self, *, quick: bool | None = None) -> None:
        """Show quick entry or the ledger; without a word the other one."""
        if quick is None:
            quick = not self._quick_shown()
        if not quick:
            self.view.choose(LEDGER)
            return
        self.quick = self.quick or self._quick()
        self._show_quick(self.quick)
        self.quick.start()

    def _quick_shown(self) -> bool:
        return self.quick is not None and self.faces_of.currentWidget() is self.quick

    def _show_quick(self, quick: QuickEntry) -> None:
        """Quick entry takes the place of the ledger, and the room of the tabs for its rows."""
        self.view.buttons[LEDGER].setChecked(True)
        self.faces_of.setCurrentWidget(quick)
        self.above.hide()

    def _quick(self) -> QuickEntry:
        made = QuickEntry(self.desk, self.jobs)
        made.toast.connect(self.toast)
        made.changed.connect(self.changed)
        made.behind.connect(self.behind)
        made.saved.connect(self._went_well)
        made.undo_wanted.connect(self.steps.undo)
        made.redo_wanted.connect(self.steps.redo)
        made.left.connect(lambda: self.turn(quick=False))
        self.photographs.listen(made.photos, made.drafting, self.steps.moved.emit)
        self.faces_of.addWidget(made)
        return made

    def _correct(self, line: VisitLine) -> None:
        """Load a line; a visit that is half typed stays a draft and is offered."""
        self.form_draft.correct(line)
        self.offering.ask()

    def undo(self) -> None:
        """Take back what was saved last in the view that is open."""
        self._owner().undo()

    def redo(self) -> None:
        """Bring back what was taken back last in the view that is open."""
        self._owner().redo()

    def _owner(self) -> Following | Activities | Steps:
        """Whose steps Ctrl+Z and Ctrl+Y go; each view has its own."""
        key = self.view.key()
        return self.following if key == WAITS else self.activities if key == PLACES else self.steps

    def go_on(self, key: str) -> None:
        """Go on with something that was left unfinished."""
        self.offering.go_on(key)

    def typed(self) -> set[str]:
        """The keys of the drafts that are being typed now."""
        places = [one.draft for one in self._built if isinstance(one, Activities)]
        found = {self.beside.key(), *(one.drafting.key for one in places)}
        if self.quick is not None:
            found.add(self.quick.drafting.key)
        return found

    def turn_to_places(self) -> None:
        """Show what was held at a place."""
        self.view.choose(PLACES)

    def resume_quick(self, draft: DraftLine) -> None:
        """Go on with a row of quick entry."""
        self.quick = self.quick or self._quick()
        self._show_quick(self.quick)
        self.quick.start(draft)

    def _moved(self) -> None:
        self.changed.emit("visit")
        self._ask()
        if self.quick is not None:
            self.quick.reload()

    def forget(self) -> None:
        """Empty the list; the form keeps what was typed, out of sight under the lock."""
        self.table.lines.show([])
        if self.beside.is_built():
            self.form_draft.keep()
        if self.quick is not None:
            self.quick.forget()
        for view in self._built:
            view.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 begins a visit for the household of the selected line, F4 checks it."""
        line = self.table.line()
        if event.key() == Qt.Key.Key_F2:
            self.open(line.household_no if line and self.table.hasFocus() else "new")
        elif event.key() == Qt.Key.Key_F4 and line is not None:
            self.go("eligibility", line.household_no)
        else:
            super().keyPressEvent(event)

    def _turn(self, key: str) -> None:
        """Show another view."""
        self.above.show()
        if key == WAITS:
            self.faces_of.setCurrentWidget(self.following)
            self.following.refresh()
            self.following.needs.setFocus()
        elif key == PLACES:
            self.faces_of.setCurrentWidget(self.activities)
            self.activities.refresh()
            self.activities.form.start()
        else:
            self.faces_of.setCurrentWidget(self.ledger)
            self._ask()
            self.beside.start()

    def _search(self) -> None:
        """Ctrl+F filters the view that is open."""
        if self.view.key() == LEDGER:
            self.text.setFocus()
        else:
            waits = self.view.key() == WAITS
            (self.following.text if waits else self.activities.village).setFocus()

    def _waits(self, waiting: int) -> None:
        text = self.tr("待跟进 {n}").format(n=waiting) if waiting else self.tr("待跟进")
        self.view.name(WAITS, text)
        self.view.make_room()

    def _import(self) -> None:
        self.go("importing", "visits")

    def _part(self) -> dict[str, object]:
        wanted = self._filter()
        return {"from_on": wanted.from_on, "village": wanted.village, "text": wanted.text}

    def _filter(self) -> VisitFilter:
        today = self.desk.today()
        start = {"today": today, "week": today - _WEEK}.get(self.tabs.key())
        return VisitFilter(
            from_on=start, village=self.village.code(), text=self.text.text().strip()
        )

    def _ask(self) -> None:
        wanted, show = self._filter(), self._latest.only(self._show)
        self.jobs.run(self._latest.asked(lambda: self.desk.visits.listed(wanted, _WINDOW)), show)

    def _more(self, offset: int) -> None:
        wanted = self._filter()
        self.jobs.run(
            lambda: self.desk.visits.listed(wanted, _WINDOW, offset), self._latest.only(self._add)
        )

    def _show(self, page: VisitPage) -> None:
        self.table.lines.show(page.lines, page.total)
        self.count.setText(self.tr("共 {n} 条").format(n=f"{page.total:,}"))
        narrowed = self._filter() != VisitFilter()
        self.faces.setCurrentIndex(1 if not page.total and not narrowed else 0)
        self.beside.listed()

    def _add(self, page: VisitPage) -> None:
        self.table.lines.came(page.lines)

    def _villages(self, villages: list[Village]) -> None:
        every = [("", self.tr("全部村"))]
        self.village.fill([*every, *((one.village, one.village) for one in villages)])

    def _chosen(self, hits: list[Found]) -> None:
        for hit in hits[:1]:
            self.form.set_household(
                hit.household_no, hit.head_name or hit.name, hit.village, hit.walk_in_no
            )
            self.form.start()
