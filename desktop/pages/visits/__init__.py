"""The outreach ledger: what was logged, and one form beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from desktop.pages.visits.form import VisitForm
from desktop.pages.visits.leaving import FormDraft
from desktop.pages.visits.quick import KIND, QuickEntry
from desktop.services.records import VisitFilter, VisitLine
from desktop.texts import word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo, show_amount
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, Tabs, button, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.unfinished import Left, Unfinished

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.desk import Desk
    from desktop.services.records import (
        DraftLine,
        Found,
        Logged,
        Step,
        Village,
        VisitEntry,
        VisitPage,
    )
    from desktop.ui.jobs import Jobs

_WAN_FEN = 1_000_000
_TONES = {"informed": "ok", "refused": "error"}
_WEEK = timedelta(days=6)
_WINDOW = 100
"""How many rows are fetched at once: a few screens, within one frame."""


class VisitsPage(Page):
    """List at the left, form at the right; Enter saves and goes on."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._latest = Latest()
        self.form = VisitForm(desk, jobs)
        self.form.logged.connect(self._logged)
        self.form_draft = FormDraft(self.form, desk, jobs)
        self.form_draft.undo.connect(self.undo)
        self.form_draft.redo.connect(self.redo)
        self.unfinished = Unfinished(self, go_on=self.go_on, give_up=self._give_up)
        self.quick: QuickEntry | None = None
        ledger = QWidget()
        line = QHBoxLayout(ledger)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._list(), 1)
        line.addWidget(self.form)
        self.views = QStackedWidget()
        self.views.addWidget(ledger)
        self.body.addWidget(self.views, 1)
        QShortcut(QKeySequence("Ctrl+Shift+Q"), self, self.turn)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.undo)
        QShortcut(QKeySequence("Ctrl+Y"), self, self.redo)
        QShortcut(QKeySequence("Ctrl+N"), self, self.start)
        QShortcut(QKeySequence("Ctrl+F"), self, self.text.setFocus)

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
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        card = Card(margin=12, gap=6)
        card.add(
            row(self.tabs, 1, self.count, self.export_button, self.new_button),
            row(self.village, self.text, self.quick_button, gap=8),
            self.faces,
        )
        card.body.setStretch(2, 1)
        return card

    def refresh(self) -> None:
        """Ask for the list and the villages, and offer what was never finished."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self.jobs.run(self.desk.entry.drafts, self._offer)
        self._ask()
        if self.quick is not None and self.views.currentWidget() is self.quick:
            self.quick.start()
        elif not self.table.hasFocus():
            self.form.start()

    def open(self, what: object) -> None:
        """Begin a visit (anew, for a household by its number), quick entry, or go on with a draft.

        `quick` opens the panel, `draft/KEY` what was left unfinished.
        """
        text = what if isinstance(what, str) else "new"
        if text == "quick":
            self.turn(quick=True)
        elif text.startswith("draft/"):
            self.go_on(text.partition("/")[2])
        else:
            self.start()
            if text != "new":
                self.jobs.run(lambda: self.desk.households.find(text, 1), self._chosen)

    def start(self) -> None:
        """Begin a new visit; one that was begun stays a draft."""
        self.turn(quick=False)
        self.form_draft.set_aside()
        self.form.clear()
        self.form.start()

    def turn(self, *, quick: bool | None = None) -> None:
        """Show quick entry or the ledger; without a word the other one."""
        shown = self.quick is not None and self.views.currentWidget() is self.quick
        if quick is None:
            quick = not shown
        if quick and self.quick is None:
            self.quick = self._quick()
        if quick and self.quick is not None:
            self.views.setCurrentWidget(self.quick)
            self.quick.start()
        else:
            self.views.setCurrentIndex(0)
            self._ask()
            self.form.start()

    def _quick(self) -> QuickEntry:
        made = QuickEntry(self.desk, self.jobs)
        made.toast.connect(self.toast)
        made.changed.connect(self.changed)
        made.undo_wanted.connect(self.undo)
        made.redo_wanted.connect(self.redo)
        made.left.connect(lambda: self.turn(quick=False))
        self.views.addWidget(made)
        return made

    def undo(self) -> None:
        """Take back what was saved last in this session."""
        self.jobs.run(self.desk.entry.undo, self._undone)

    def redo(self) -> None:
        """Bring back what was taken back last."""
        self.jobs.run(self.desk.entry.redo, self._redone)

    def go_on(self, key: str) -> None:
        """Go on with something that was left unfinished."""
        self.jobs.run(self.desk.entry.drafts, lambda drafts: self._resume(drafts, key))

    def _resume(self, drafts: Sequence[DraftLine], key: str) -> None:
        draft = next((one for one in drafts if one.key == key), None)
        if draft is None:
            return
        self.unfinished.withdraw()
        if draft.kind != KIND:
            self.turn(quick=False)
            self.form_draft.resume(draft)
            return
        self.quick = self.quick or self._quick()
        self.views.setCurrentWidget(self.quick)
        self.quick.start(draft)

    def _offer(self, drafts: Sequence[DraftLine]) -> None:
        """What was left and is not being typed now."""
        typed = {self.form_draft.drafting.key}
        if self.quick is not None:
            typed.add(self.quick.drafting.key)
        left = [Left(key=one.key, name=one.name) for one in drafts if one.key not in typed]
        self.unfinished.offer(self.banner, left)

    def _give_up(self, key: str) -> None:
        self.jobs.run(lambda: self.desk.entry.drop(key), lambda _: self.refresh())

    def _undone(self, step: Step) -> None:
        self._turned(self.tr("已撤销：{what}。"), step, self.tr("重做"), self.redo)

    def _redone(self, step: Step) -> None:
        self._turned(self.tr("已恢复：{what}。"), step, self.tr("撤销"), self.undo)

    def _turned(self, said: str, step: Step, verb: str, call: Callable[[], None]) -> None:
        method = word("publicity_method", step.method)
        what = self.tr("{who} {day} {method}").format(
            who=step.head_name, day=f"{step.visited_on:%m-%d}", method=method
        )
        self.undoable.emit(said.format(what=what), verb, call)
        self.changed.emit("visit")
        self._ask()
        if self.quick is not None:
            self.quick.reload()

    def forget(self) -> None:
        """Empty the list; the form keeps what was typed, out of sight under the lock."""
        self.table.lines.show([])
        self.form_draft.keep()
        if self.quick is not None:
            self.quick.forget()

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
        self.jobs.run(
            lambda: self.desk.visits.listed(wanted, _WINDOW), self._latest.only(self._show)
        )

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

    def _add(self, page: VisitPage) -> None:
        self.table.lines.came(page.lines)

    def _villages(self, villages: list[Village]) -> None:
        every = [("", self.tr("全部村"))]
        self.village.fill([*every, *((one.village, one.village) for one in villages)])

    def _chosen(self, hits: list[Found]) -> None:
        for hit in hits[:1]:
            self.form.set_household(hit.household_no, hit.head_name, hit.village)
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
        if line.corrected:
            return self.tr("（已更正）{note}").format(note=line.note)
        if line.corrects_visit_no:
            return self.tr("（更正）{note}").format(note=line.note)
        return line.note
