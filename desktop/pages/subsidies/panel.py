"""How the figures of one line came about: segments, tiers, caps, shares and their clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.pages.subsidies import words as say
from desktop.services.records.course import CourseLine, QuarterLine, Standing
from desktop.texts import derived, word
from desktop.texts.rules import FIGURES, PART
from desktop.ui.jobs import Latest
from desktop.ui.parts import Badge, Card, button, clear, heading, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.desk import Desk
    from desktop.services.records.subsidies import Derivation
    from desktop.ui.jobs import Jobs

    Told = tuple[Derivation | None, tuple[tuple[str, str], ...]]

WIDTH, WIDEST = 360, 380
_PAID = "F19"
_SHARES = ("central_t1", "province_t1", "central_t2", "local")


class Panel(Card):
    """Beside the list; follows it, and Esc closes it."""

    clause_wanted = Signal(str)
    print_wanted = Signal(str, str)
    closed = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=12, gap=8)
        self.desk, self.jobs = desk, jobs
        self.kinds: frozenset[str] = frozenset()
        self._latest = Latest()
        self._line: QuarterLine | CourseLine | None = None
        tr = self.tr
        self.name = words("", "heading")
        self.badge = Badge()
        close = button("", self.shut, kind="flat", drawing="close", tip=tr("关闭"))
        self.sums = words("", wrap=True)
        self.sums.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sums.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clauses = QVBoxLayout()
        self.print = button(tr("打印到账告知单"), self._print, drawing="printing")
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 8, 0)
        body.addWidget(self.sums)
        body.addLayout(self.clauses)
        body.addWidget(self.print)
        body.addStretch(1)
        self.body.addLayout(heading(self.name, self.badge, close=close))
        self.body.addWidget(scrolled(inner), 1)
        self.setFixedWidth(min(Theme.current().px(WIDTH), WIDEST))
        self.hide()

    def show_line(self, one: QuarterLine | CourseLine, batch_no: str, revision: int) -> None:
        """Open a line of a run: at once what stands in it, then how it came about."""
        self._line = one
        line = one.line
        text = self.tr("{who}　尾号 {tail}")
        self.name.setText(text.format(who=line.borrower_name, tail=say.tail(line.loan_no)))
        self.badge.say(say.standing(one.standing), say.TONES.get(one.standing, ""))
        paid = one.standing is Standing.PAID and _PAID in self.kinds
        self.print.setVisible(paid)
        self.show()
        number, loan = line.line_no, line.loan_no

        cited = tuple(one.line.clauses.split()) if isinstance(one, CourseLine) else one.line.clauses

        def derive() -> Told:
            try:
                found = self.desk.subsidies.derivation(batch_no, loan, revision=revision)
            except UserError:
                found = ()  # an office that has the declaration and not the bank's own reckoning
            shorts = tuple((ref, self.desk.policy.short(ref)) for ref in cited)
            return next((each for each in found if each.line.line_no == number), None), shorts

        self.jobs.run(derive, self._latest.only(self._came))

    def shut(self) -> None:
        """Close it and tell."""
        self.forget()
        self.closed.emit()

    def forget(self) -> None:
        """Nothing personal stays."""
        self._latest.drop()
        self._line = None
        self.hide()
        for part in (self.name, self.sums):
            part.clear()
        clear(self.clauses)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it from inside too."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def _came(self, told_: Told) -> None:
        (found, shorts), line = told_, self._line
        if line is None:
            return
        told = list(_derivation(found)) if found else []
        if isinstance(line, CourseLine):
            told = [*_declared(line), *told]
        self.sums.setText("\n".join(told))
        clear(self.clauses)
        for ref, short in shorts:
            link = button(short, kind="cite", tip=self.tr("看政策原文"))
            link.clicked.connect(lambda _=False, ref=ref: self.clause_wanted.emit(ref))
            self.clauses.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _print(self) -> None:
        if self._line is not None:
            self.print_wanted.emit(_PAID, self._line.line.household_no)


def _declared(one: CourseLine) -> Iterator[str]:
    """What was declared, which nothing that is reckoned later changes."""
    line = one.line
    named = {name: getattr(line, f"{name}_fen") for name in (*_SHARES, "borrower")}
    parts = [
        PART.format(name=FIGURES[name], amount=say.yuan(fen))
        for name, fen in named.items()
        if fen is not None
    ]
    text = say.tr("申报：利息 {interest} = {parts}")
    yield text.format(interest=say.yuan(line.interest_fen), parts=" + ".join(parts))
    told = say.outcome(one)
    if told:
        yield told
    if line.reason and not line.reverses:
        yield say.tr("理由：{reason}").format(reason=line.reason)
    yield ""


def _derivation(one: Derivation) -> Iterator[str]:
    line = one.line
    parts = (
        word("product_code", line.product_code),
        word("renewal_type", line.renewal_type),
        line.policy_pack_version,
    )
    yield " ".join(part for part in parts if part)
    yield from derived.sentences(one, say.yuan)
