"""The policy check of one household: inputs, findings, open questions, what the interest costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget

from desktop.errors import UserError
from desktop.pages.eligibility.findings import Findings
from desktop.pages.eligibility.foot import Foot
from desktop.pages.eligibility.inputs import Inputs
from desktop.pages.eligibility.overlays import Overlays
from desktop.pages.eligibility.questions import Questions
from desktop.pages.eligibility.reckoning import Subsidy
from desktop.pages.eligibility.verdict import Verdict
from desktop.pages.eligibility.wording import lines
from desktop.services.records.checks import CheckRequest
from desktop.services.records.papers import NoticeScope
from desktop.texts.checks import paying
from desktop.ui.jobs import Latest
from desktop.ui.messages import explain
from desktop.ui.page import Page
from desktop.ui.parts import Card, Empty, column, row
from desktop.ui.pickers import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.checks import CheckForm, CheckOutcome
    from desktop.services.records.people import HouseholdCard, Station
    from desktop.ui.jobs import Jobs

_TIER_FEN = 5_000_000
_LAYERS = 5
_DIGITS = "123456789"
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """What the store thread found out about a household."""

    form: CheckForm
    card: HouseholdCard
    station: Station


class EligibilityPage(Page):
    """Decides again with every key; the bank alone decides on the loan."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.form: CheckForm | None = None
        self.card: HouseholdCard | None = None
        self.station: Station | None = None
        self.outcome: CheckOutcome | None = None
        self.stored: tuple[CheckRequest, str] | None = None
        self._unfolded = self._arrived = False
        self._latest = Latest()
        self.overlays = Overlays(self, desk, jobs)
        self.body.setSpacing(8)
        self.inputs = Inputs(jobs, self._find, desk.today)
        self.inputs.changed.connect(self.decide)
        self.inputs.dated.connect(self._dated)
        self.inputs.picked.connect(self.choose)
        self.body.addWidget(self.inputs)
        self.faces = QStackedWidget()
        self.faces.addWidget(self._nothing())
        self.faces.addWidget(self._answer())
        self.body.addWidget(self.faces, 1)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.save)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print)
        QShortcut(QKeySequence("F11"), self, self.read)
        QShortcut(QKeySequence("Alt+T"), self, self.try_out)

    def _nothing(self) -> Card:
        card = Card()
        card.body.addWidget(Empty("eligibility", self.tr("先选一户。输入姓名首字母即可。")))
        return card

    def _answer(self) -> QWidget:
        tr = self.tr
        self.verdict = Verdict(self.desk.policy.short)
        self.verdict.clause_wanted.connect(self.show_clause)
        self.verdict.points_wanted.connect(self._points)
        self.table = Findings(tr("逐条核对结果"))
        self.table.leaves("checks", self._part)
        self.table.clause_wanted.connect(self.show_clause)
        self.table.folded.connect(self._fold)
        left = Card(margin=12, gap=6)
        left.add(self.verdict, self.table)
        left.body.setStretch(1, 1)
        self.questions = Questions(self.desk.today, self.table)
        self.questions.answered.connect(self.decide)
        self.questions.worded.connect(self.inputs.purpose_text.setText)
        self.questions.finished.connect(self._all_asked)
        self.subsidy = Subsidy(self.desk.policy.short)
        self.subsidy.changed.connect(self._rated)
        self.subsidy.sums_wanted.connect(self.sums)
        self.subsidy.clause_wanted.connect(self.show_clause)
        middle = row(left, self.questions)
        middle.setStretch(0, 1)
        whole = column(middle, self.subsidy, self._foot())
        whole.setStretch(0, 1)
        made = QWidget()
        made.setLayout(whole)
        return made

    def _foot(self) -> Foot:
        self.foot = Foot()
        self.foot.trial_wanted.connect(self.try_out)
        self.foot.kept_wanted.connect(self.show_kept)
        self.foot.clause_wanted.connect(self.help)
        self.foot.reading_wanted.connect(self.read)
        self.foot.print_wanted.connect(self.print)
        self.foot.save_wanted.connect(self.save)
        return self.foot

    def refresh(self) -> None:
        """Ask the ledger again about the household at hand; what was typed stays."""
        if self.form is not None:
            self._prepare(self.form.household_no, self.inputs.member.code(), self.form.today)
        else:
            self.inputs.who.setFocus()

    def open(self, what: object) -> None:
        """Check a household by its number."""
        if isinstance(what, str):
            self.choose(what)

    def forget(self) -> None:
        """Take the household off the page."""
        self.form = self.card = self.outcome = self.stored = None
        self._latest.drop()
        self.inputs.clear()
        self.table.lines.show([])
        self.questions.clear()
        self.subsidy.refuse("", wrong_rate=False)
        self.faces.setCurrentIndex(0)

    def choose(self, household_no: str, member: str = "") -> None:
        """Take a household, and who of it applies; what the ledger knows is filled in."""
        self._arrived = True
        self._prepare(household_no, member, None)

    def decide(self) -> None:
        """Answer the question as it stands, at once: this runs with every key."""
        request = self.request()
        if request is None or self.form is None:
            self._undecided(self.tr("还差金额或期限。") if self.form else "")
            return
        try:
            outcome = self.desk.eligibility.decide(self.form, request)
        except UserError as error:
            self._undecided(explain(error) or "")
            return
        self.outcome = outcome
        self.verdict.show_outcome(outcome)
        self._lines(request)
        large = request.amount_fen > _TIER_FEN and outcome.outcome != "not_eligible"
        self.questions.ask(outcome.missing, large=large)
        self._example(request)
        self._buttons(request)
        for _ in range(_LAYERS):  # laid out now, all is painted once; later, twice
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _part(self) -> dict[str, object]:
        """The stored checks of the household at hand: what is not stored does not leave."""
        return {"household_no": self.form.household_no if self.form else ""}

    def save(self) -> None:
        """Store the check with its number; the same question is not stored twice."""
        request = self.request()
        if request is None or self.outcome is None or not self.foot.save.isEnabled():
            return
        number = self._stored_no(request)
        if number:
            self.toast.emit(self.tr("这次核对已经存了：{no}").format(no=number))
            return
        self.foot.save.setEnabled(False)
        self.jobs.run(
            lambda: (request, self.desk.eligibility.check(request)),
            self._saved,
            lambda: self._buttons(self.request()),
        )

    def request(self) -> CheckRequest | None:
        """The question as it stands, None while something is missing in it."""
        if self.form is None:
            return None
        return self.inputs.request(self.questions.answers(), self.form)

    def help(self) -> None:
        """The clause of the selected line, word for word."""
        self.show_clause(self.table.clause())

    def show_clause(self, clause: str) -> None:
        """Open a clause."""
        self.overlays.clause(clause)

    def try_out(self) -> None:
        """See what another answer would change."""
        request = self.request()
        if self.form is not None and request is not None and self.outcome is not None:
            self.overlays.trial(self.form, request)

    def sums(self) -> None:
        """Every figure of the example line by line."""
        if self.subsidy.example is not None:
            self.overlays.sums(self.subsidy.example, self.subsidy.note.text())

    def read(self) -> None:
        """The large page for the household."""
        form, request, outcome = self.form, self.request(), self.outcome
        if form is None or request is None or outcome is None:
            return
        from desktop.pages.eligibility.reading import Told, who_works

        who = who_works(self.station.bank, self.station.officer) if self.station else ""
        told = Told(form=form, request=request, outcome=outcome, example=self.subsidy.example)
        self.overlays.reading(told, who)

    def print(self) -> None:
        """The result sheet of the stored check, by way of its preview."""
        number = self._stored_no(self.request())
        if number:
            self._print_check(number)
        elif self.outcome is not None:
            self.toast.emit(self.tr("先保存核对记录，再打印结果单"))

    def show_kept(self) -> None:
        """The checks of this household that were stored."""
        if self.card is not None and self.card.checks:
            self.overlays.kept(self.card, self._print_check)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next question, then saves; a digit answers; Esc empties the page."""
        if event.key() in _ENTER:
            self._enter()
        elif event.text() in _DIGITS and event.text() and self.questions.focus_next():
            QApplication.sendEvent(self.window().focusWidget(), event)
        elif event.key() == Qt.Key.Key_Escape:
            self.forget()
            self.inputs.who.setFocus()
        elif event.key() == Qt.Key.Key_F2 and self.form is not None:
            self.go("visits", self.form.household_no)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        now = self.window().focusWidget()
        if isinstance(now, QAbstractButton) and self.isAncestorOf(now):
            now.click()
        elif now is self.subsidy.rate:
            self.sums()
        elif self.questions.holds_focus():
            if not self.questions.focus_next(after=True):
                self.foot.save.setFocus()
        elif not (self.inputs.holds_focus() and self.questions.focus_next()):
            self.save()

    def _find(self, query: str) -> list[Candidate]:
        return [
            Candidate(
                key=hit.household_no,
                name=hit.name,
                place=hit.village,
                number=hit.household_no[-4:],
            )
            for hit in self.desk.households.find(query)
        ]

    def _prepare(self, household_no: str, member: str, on: date | None) -> None:
        def ask() -> _Prepared:
            form = self.desk.eligibility.prepare(household_no, member, on)
            self._warm(form)
            card = self.desk.households.card(household_no)
            return _Prepared(form=form, card=card, station=self.desk.station)

        self.jobs.run(ask, self._latest.only(self._prepared))

    def _warm(self, form: CheckForm) -> None:
        """Let the rules of the day be read here, not under the first key."""
        first = CheckRequest(
            household_no=form.household_no,
            member_no=form.member_no,
            amount_fen=_TIER_FEN,
            months=12,
            purpose_code="production",
        )
        self.desk.eligibility.decide(form, first)
        self.desk.eligibility.example(form, first, "3.45")

    def _prepared(self, found: _Prepared) -> None:
        form = found.form
        other = self.form is None or self.form.household_no != form.household_no
        self.form, self.card, self.station = form, found.card, found.station
        self.banner.clear()
        self.inputs.fill(form)
        if other:
            self.stored = None
            self.questions.clear()
            self.inputs.wish(found.card.visits)
        self.faces.setCurrentIndex(1)
        self.decide()
        self.foot.show_kept(len(found.card.checks))
        if self._arrived:
            self._arrived = False
            self.inputs.amount.setFocus()
            self.inputs.amount.selectAll()

    def _dated(self) -> None:
        """Another day: other people may be on the roster then."""
        day = self.inputs.day.day()
        if self.form is not None and day is not None and day != self.form.today:
            self._prepare(self.form.household_no, self.inputs.member.code(), day)

    def _lines(self, request: CheckRequest) -> None:
        if self.outcome is not None and self.form is not None:
            found = lines(self.outcome, self.form, request, unfolded=self._unfolded)
            self.table.show_lines(found)

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        request = self.request()
        if request is not None:
            self._lines(request)

    def _undecided(self, why: str) -> None:
        """No answer stands while the question is not whole."""
        self.outcome = None
        self.verdict.refuse(why)
        self.table.fade()
        self.subsidy.refuse("", wrong_rate=False)
        self._buttons(None)

    def _rated(self) -> None:
        request = self.request()
        if request is not None and self.outcome is not None:
            self._example(request)

    def _example(self, request: CheckRequest) -> None:
        if self.form is None or self.outcome is None:
            return
        rate = self.subsidy.rate.text().strip()
        try:
            example = self.desk.eligibility.example(self.form, request, rate)
        except UserError as error:
            self.subsidy.refuse(explain(error) or "", wrong_rate=error.code == "rate_form")
            return
        pays = paying(self.outcome.policy_title)
        self.subsidy.show_example(example, request.amount_fen, pays)

    def _buttons(self, request: CheckRequest | None) -> None:
        decided = self.outcome is not None
        number = self._stored_no(request) if decided else ""
        self.foot.show_state(decided=decided, check_no=number)
        if decided:
            self.verdict.show_stored(number)

    def _stored_no(self, request: CheckRequest | None) -> str:
        """The number of the check that is stored of just this question."""
        return self.stored[1] if self.stored and self.stored[0] == request else ""

    def _all_asked(self) -> None:
        self.foot.save.setFocus()

    def _saved(self, found: tuple[CheckRequest, CheckOutcome]) -> None:
        request, outcome = found
        self.stored = (request, outcome.check_no)
        self._buttons(self.request())
        self.toast.emit(self.tr("核对记录已存：{no}").format(no=outcome.check_no))
        if self.outcome is not None and self.outcome.reasons != outcome.reasons:
            self.banner.say(self.tr("名单或政策刚更新过，存下的结果与先前显示的不同。"), "warn")
            self._prepare(request.household_no, request.member_no, request.applied_on)
        self.changed.emit("eligibility_check")
        self.jobs.run(lambda: self.desk.households.card(request.household_no), self._carded)

    def _carded(self, card: HouseholdCard) -> None:
        if self.form is not None and card.line.household_no == self.form.household_no:
            self.card = card
            self.foot.show_kept(len(card.checks))

    def _points(self) -> None:
        if self.outcome is not None:
            self.overlays.points(self.outcome)

    def _print_check(self, check_no: str) -> None:
        self.go("printing", NoticeScope(check_no=check_no))
