"""The outreach ledger: what was logged, and one form beside it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from desktop.pages.visits.activities import Activities
from desktop.pages.visits.following import Following
from desktop.pages.visits.form import VisitForm
from desktop.services.records import VisitFilter, VisitLine
from desktop.texts import word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo, show_amount
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, Tabs, button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records import Found, Logged, Village, VisitEntry, VisitPage
    from desktop.ui.jobs import Jobs

LEDGER, WAITS, PLACES = "ledger", "waits", "places"
_WAN_FEN = 1_000_000
_TONES = {"informed": "ok", "refused": "error"}
_WEEK = timedelta(days=6)


class VisitsPage(Page):
    """List at the left, form at the right; Enter saves and goes on."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._latest = Latest()
        self.form = VisitForm(desk, jobs)
        self.form.logged.connect(self._logged)
        ledger = QWidget()
        line = QHBoxLayout(ledger)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._list(), 1)
        line.addWidget(self.form)
        self._views(ledger)
        QShortcut(QKeySequence("Ctrl+N"), self, self.start)
        QShortcut(QKeySequence("Ctrl+F"), self, self._search)

    def _views(self, ledger: QWidget) -> None:
        """The ledger, what waits, and what was held at a place: Alt+1 to Alt+3."""
        tr = self.tr
        self.following = Following(self.desk, self.jobs)
        self.activities = Activities(self.desk, self.jobs)
        self.views = {LEDGER: ledger, WAITS: self.following, PLACES: self.activities}
        self.view = Tabs([(LEDGER, tr("台账")), (WAITS, tr("待跟进")), (PLACES, tr("宣传活动"))])
        self.view.chosen.connect(self._turn)
        self.faces_of = QStackedWidget()
        for place, (key, face) in enumerate(self.views.items(), 1):
            self.faces_of.addWidget(face)
            keys = f"Alt+{place}"
            self.view.buttons[key].setToolTip(keys)
            QShortcut(QKeySequence(keys), self, partial(self.view.choose, key))
        for part in (self.following, self.activities):
            part.said.connect(self.toast.emit)
            part.written.connect(self.changed.emit)
        self.following.visit_wanted.connect(self._visit)
        self.following.check_wanted.connect(lambda number: self.go("eligibility", number))
        self.following.counted.connect(self._waits)
        self.old = button(tr("导入旧台账"), self._import, kind="link")
        self.body.setSpacing(8)
        self.body.addLayout(row(self.view, 1, self.old))
        self.body.addWidget(self.faces_of, 1)

    def _list(self) -> Card:
        tr = self.tr
        self.tabs = Tabs([("all", tr("全部")), ("today", tr("今天")), ("week", tr("近七天"))])
        self.tabs.chosen.connect(lambda _key: self._ask())
        self.village = Combo(tr("村"), [("", tr("全部村"))])
        self.village.currentIndexChanged.connect(lambda _place: self._ask())
        self.text = QLineEdit()
        self.text.setAccessibleName(tr("按户主或编号筛选"))
        self.text.setPlaceholderText(tr("户主、编号 Ctrl+F"))
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(lambda _text: self._ask())
        self.count = words("", "label")
        self.table = Table[VisitLine](
            tr("走访台账"),
            [
                Column(title=tr("日期"), text=lambda v: f"{v.visited_on:%Y-%m-%d}", width=98),
                Column(title=tr("村"), text=lambda v: v.village, width=88),
                Column(title=tr("户主"), text=lambda v: v.head_name, width=76),
                Column(title=tr("方式"), text=self._method, width=66, optional=True),
                Column(title=tr("结果"), text=self._result, width=92, tone=self._tone),
                Column(title=tr("需求"), text=self._need, width=96, optional=True),
                Column(title=tr("备注"), text=self._note),
            ],
        )
        self.table.opened.connect(self.form.correct)
        self.table.lines.more_wanted.connect(self._more)
        self.table.leaves("visits", self._part)
        self.export_button = export_button(self.table)
        self.new_button = button(tr("记走访 F2"), self.start, drawing="plus")
        self.empty = Empty(
            "visits",
            tr("还没有走访记录。"),
            [
                (tr("记第一次走访"), self.start),
                (tr("去打印中心"), lambda: self.go("printing", None)),
            ],
        )
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        card = Card(margin=12, gap=6)
        card.add(
            row(self.tabs, 1, self.count, self.export_button, self.new_button),
            row(self.village, self.text, gap=8),
            self.faces,
        )
        card.body.setStretch(2, 1)
        return card

    def refresh(self) -> None:
        """Ask for the list and the villages."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self._ask()
        self.jobs.run(self.desk.funding.waiting_count, self._waits)
        if self.view.key() != LEDGER:
            self._turn(self.view.key())
        elif not self.table.hasFocus():
            self.form.start()

    def open(self, what: object) -> None:
        """Begin a visit: anew, or for a household by its number; or show a view.

        `waits` or `waits/LIST` shows what waits, `places` what was held at a place.
        """
        view, _, rest = str(what or "").partition("/")
        if view in {WAITS, PLACES}:
            self.view.choose(view)
            if view == WAITS:
                self.following.open(rest)
            return
        if self.view.key() != LEDGER:
            self.view.choose(LEDGER)
        self.form.clear()
        if isinstance(what, str) and what not in {"new", LEDGER}:
            self.jobs.run(lambda: self.desk.households.find(what, 1, walk_ins=True), self._chosen)
        self.form.start()

    def start(self) -> None:
        """Begin a new record of the view that is open."""
        if self.view.key() == PLACES:
            self.activities.start()
            return
        self.view.choose(LEDGER)
        self.form.clear()
        self.form.start()

    def forget(self) -> None:
        """Empty the list; the form keeps what was typed, out of sight under the lock."""
        self.table.lines.show([])
        self.following.forget()
        self.activities.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 begins a visit for the household of the selected line, F4 checks it."""
        line = self.table.line()
        if event.key() == Qt.Key.Key_F2:
            same = line is not None and self.table.hasFocus()
            self.open(line.household_no if same and line else "new")
        elif event.key() == Qt.Key.Key_F4 and line is not None:
            self.go("eligibility", line.household_no)
        else:
            super().keyPressEvent(event)

    def _turn(self, key: str) -> None:
        """Show another view."""
        self.faces_of.setCurrentWidget(self.views[key])
        if key == WAITS:
            self.following.refresh()
            self.following.needs.setFocus()
        elif key == PLACES:
            self.activities.refresh()
            self.activities.start()
        else:
            self._ask()
            self.form.start()

    def _search(self) -> None:
        """Ctrl+F filters the view that is open."""
        fields = {WAITS: self.following.text, PLACES: self.activities.village}
        fields.get(self.view.key(), self.text).setFocus()

    def _waits(self, waiting: int) -> None:
        text = self.tr("待跟进 {n}").format(n=waiting) if waiting else self.tr("待跟进")
        self.view.name(WAITS, text)

    def _visit(self, household_no: str) -> None:
        self.open(household_no or "new")

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
        wanted = self._filter()
        self.jobs.run(lambda: self.desk.visits.listed(wanted), self._latest.only(self._show))

    def _more(self, offset: int) -> None:
        wanted = self._filter()
        self.jobs.run(
            lambda: self.desk.visits.listed(wanted, offset=offset), self._latest.only(self._add)
        )

    def _show(self, page: VisitPage) -> None:
        self.table.lines.show(page.lines, page.total)
        self.count.setText(self.tr("共 {n} 条").format(n=f"{page.total:,}"))
        narrowed = self._filter() != VisitFilter()
        self.faces.setCurrentIndex(1 if not page.total and not narrowed else 0)

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

    def _logged(self, _record: Logged, done: tuple[str, VisitEntry]) -> None:
        head, entry = done
        self.banner.clear()
        said = self.tr("已记下：{who} {day} {method}")
        self.toast.emit(
            said.format(
                who=head,
                day=f"{entry.visited_on:%m-%d}",
                method=word("publicity_method", entry.publicity_method),
            )
        )
        self.changed.emit("visit")
        self._ask()

    def _method(self, line: VisitLine) -> str:
        return word("publicity_method", line.publicity_method)

    def _result(self, line: VisitLine) -> str:
        return word("contact_result", line.contact_result)

    def _tone(self, line: VisitLine) -> str:
        return _TONES.get(line.contact_result, "warn")

    def _need(self, line: VisitLine) -> str:
        if not line.has_need:
            return ""
        use = word("need_use", line.need_use)
        if not line.need_amount_fen:
            return use or self.tr("有")
        amount = show_amount(line.need_amount_fen, _WAN_FEN)
        return self.tr("{n} 万 {use}").format(n=amount, use=use)

    def _note(self, line: VisitLine) -> str:
        marks = (
            self.tr("（已更正）") if line.corrected else "",
            self.tr("（更正）") if line.corrects_visit_no and not line.corrected else "",
            self.tr("（旧台账）") if line.taken_over else "",
            self.tr("（名单外）") if line.walk_in_no and not line.household_no else "",
        )
        return "".join(marks) + " ".join(line.note.split())
