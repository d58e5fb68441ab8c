"""A subsidy quarter as one guided page of four steps; the county sees its own side of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTableView

from desktop.pages.subsidies import words as say
from desktop.pages.subsidies.drafting import CHECK, LIST, Drafting
from desktop.pages.subsidies.fetching import Fetching
from desktop.pages.subsidies.following import Following
from desktop.services.records.people import FIELD_ROLES
from desktop.ui.clause import Clause
from desktop.ui.fields import Combo
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, Tabs, row
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.course import Course, QuarterDraft, QuarterOffer
    from desktop.services.records.papers import ClauseText
    from desktop.ui.jobs import Jobs

FETCH, COURSE = "fetch", "course"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """All that is shown of a quarter, asked for at once."""

    offer: QuarterOffer
    draft: QuarterDraft | None
    courses: list[Course]


class SubsidiesPage(Page):
    """Four steps, Alt+1 to Alt+4; the first that is not done is open."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.role = ""
        self.offers: dict[str, QuarterOffer] = {}
        self._shown = ""
        self._latest = Latest()
        self.now: Quarter | None = None
        self.fetching, self.drafting = Fetching(desk, jobs), Drafting(desk, jobs)
        self.following = Following(desk, jobs)
        self._build()
        self._connect()
        jobs.run(lambda: (desk.station.role, [one.kind for one in desk.notices.kinds()]), self._met)

    def _build(self) -> None:
        tr = self.tr
        self.quarter = Combo(tr("季度"))
        self.quarter.currentIndexChanged.connect(lambda _place: self.reload())
        self.steps = Tabs(
            [
                (FETCH, tr("1 取数")),
                (CHECK, tr("2 核对差异")),
                (LIST, tr("3 生成清单")),
                (COURSE, tr("4 申报与回执")),
            ]
        )
        self.steps.chosen.connect(self.turn)
        for place, (key, tab) in enumerate(self.steps.buttons.items(), 1):
            keys = f"Alt+{place}"
            set_tip(tab, keys)
            QShortcut(QKeySequence(keys), self, lambda key=key: self.steps.choose(key))
        QShortcut(QKeySequence("Ctrl+F"), self, self.quarter.setFocus)
        self.nothing = Empty(
            "subsidies",
            tr("本季度还没有取数。"),
            [(tr("去取数"), lambda: self.steps.choose(FETCH))],
        )
        none = Card()
        none.add(self.nothing)
        self.faces = QStackedWidget()
        for part in (self.fetching, self.drafting, self.following, none):
            self.faces.addWidget(part)
        self._none = none
        line = row(self.quarter, self.steps, 1, gap=12)
        self.body.setSpacing(6)
        self.body.addLayout(line)
        self.body.addWidget(self.faces, 1)

    def _connect(self) -> None:
        self.fetching.settled.connect(self._settled)
        self.fetching.go_wanted.connect(self.go)
        self.following.go_wanted.connect(self.go)
        self.following.file_wanted.connect(self.export_wanted.emit)
        for view in (self.drafting, self.following):
            view.written.connect(self._wrote)
            view.said.connect(self.toast.emit)
            view.step_wanted.connect(self.steps.choose)
            view.panel.clause_wanted.connect(self.show_clause)

    def refresh(self) -> None:
        """Ask which quarters there are, and for the one that is open."""
        self.jobs.run(self.desk.subsidies.quarters, self._offer)

    def open(self, what: object) -> None:
        """Show a step by its key."""
        if isinstance(what, str) and what in self.steps.buttons:
            self.steps.choose(what)

    def forget(self) -> None:
        """Empty every step."""
        self._latest.drop()
        self.now = None
        self.drafting.forget()
        self.following.forget()

    def leaving(self) -> QTableView | None:
        """The list of the step that is open."""
        return self.drafting.table if self.now and self.now.draft else None

    def reload(self) -> None:
        """Ask for the chosen quarter again."""
        offer = self.offers.get(self.quarter.code())
        if offer is None or not self.role:
            return
        bank = self.role in FIELD_ROLES

        def ask() -> Quarter:
            declaring = self.desk.subsidies.declaring
            number = offer.batch.batch_no if offer.batch else ""
            courses = [
                one
                for one in declaring.declared(number if bank else "")
                if (one.declaration.year, one.declaration.quarter) == (offer.year, offer.quarter)
            ]
            draft = declaring.draft(number) if number and bank else None
            return Quarter(offer=offer, draft=draft, courses=courses)

        self.jobs.run(ask, self._latest.only(self._show))

    def turn(self, key: str) -> None:
        """Show a step; without a run the middle ones lead to the first."""
        lacking = key in {CHECK, LIST} and (self.now is None or self.now.draft is None)
        if lacking:
            self.faces.setCurrentWidget(self._none)
            self._enter()
            return
        if key in {CHECK, LIST}:
            self.drafting.turn(key)
        self.faces.setCurrentWidget(self._view(key))
        if self.isVisible():
            self._enter()

    def _view(self, key: str) -> Fetching | Drafting | Following:
        views: dict[str, Fetching | Following] = {FETCH: self.fetching, COURSE: self.following}
        return views.get(key, self.drafting)

    def _enter(self) -> None:
        """Put the keyboard on what is open."""
        if self.faces.currentWidget() is self._none:
            self.nothing.buttons[0].setFocus()
        else:
            self._view(self.steps.key()).enter()

    def show_clause(self, ref: str) -> None:
        """Open a clause word for word."""
        self.jobs.run(lambda: self.desk.policy.clause(ref), self._clause)

    def _met(self, told: tuple[str, list[str]]) -> None:
        self.role, kinds = told
        self.steps.setVisible(self.role in FIELD_ROLES)
        self.following.offer(self.role, kinds)
        if self.isVisible():  # the role came after the page was asked to fill itself
            self.reload()

    def _offer(self, offers: list[QuarterOffer]) -> None:
        self.offers = {_key(one): one for one in offers}
        kept = self.quarter.code()
        with QSignalBlocker(self.quarter):
            self.quarter.fill([(key, say.quarter(one)) for key, one in self.offers.items()])
            made, self.fetching.made = self.fetching.made, ""
            kept = next((key for key in self.offers if made and key.endswith(f"|{made}")), kept)
            same = next((key for key in self.offers if key.startswith(kept.split("|")[0])), "")
            self.quarter.choose(kept if kept in self.offers else same)
        self.reload()

    def _show(self, quarter: Quarter) -> None:
        self.now = quarter
        self.fetching.show_offer(quarter.offer, quarter.courses)
        if quarter.draft is not None:
            self.drafting.show_draft(quarter.draft, quarter.courses)
        self.following.show_courses(quarter.courses)
        self._name()
        key = _key(quarter.offer)
        if key != self._shown:
            self._shown = key
            self.steps.choose(self._first(quarter))
        elif self.isVisible() and not isinstance(self.window().focusWidget(), QLineEdit):
            self._enter()

    def _first(self, quarter: Quarter) -> str:
        """The first step that is not done yet."""
        draft = quarter.draft
        if self.role not in FIELD_ROLES:
            return COURSE
        if draft is None:
            return FETCH
        if any(one.declaration.revision == draft.revision for one in quarter.courses):
            return COURSE
        return CHECK if draft.open else LIST

    def _name(self) -> None:
        draft = self.drafting.draft if self.now and self.now.draft else None
        text = self.tr("2 核对差异 {n}").format(n=draft.open) if draft and draft.open else ""
        self.steps.name(CHECK, text or self.tr("2 核对差异"))
        text = self.tr("3 生成清单 {n}").format(n=draft.totals.lines) if draft else ""
        self.steps.name(LIST, text or self.tr("3 生成清单"))

    def _settled(self) -> None:
        self._shown = ""
        self.changed.emit("subsidy_batch")
        self.refresh()

    def _wrote(self, kind: str) -> None:
        self.changed.emit(kind)
        if kind == "line_choice":
            self._name()
        else:
            self.reload()

    def _clause(self, clause: ClauseText) -> None:
        Clause.show_over(self, clause)


def _key(offer: QuarterOffer) -> str:
    return f"{offer.year}-{offer.quarter}|{offer.batch.batch_no if offer.batch else ''}"
