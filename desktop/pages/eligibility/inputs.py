"""Who asks for how much, for how long, what for, and on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.records.checks import CheckRequest
from desktop.texts import choices, word
from desktop.ui.fields import AmountCell, Combo, CountCell, DayCell, Field, NoteLine
from desktop.ui.parts import Card
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.services.records.checks import CheckForm
    from desktop.services.records.people import VisitLine
    from desktop.ui.jobs import Jobs

FIRST_FEN = 5_000_000
_HIGH = 40
_FIRST_MONTHS = "12"
_FIRST_PURPOSE = "production"
_UNNAMED_USE = "other"


class Inputs(Card):
    """One row of fields; `changed` speaks with every key, `dated` when another day was settled."""

    changed = Signal()
    dated = Signal()
    picked = Signal(str)

    def __init__(
        self, jobs: Jobs, find: Callable[[str], Sequence[Candidate]], today: Callable[[], date]
    ) -> None:
        super().__init__(margin=10, gap=0)
        tr = self.tr
        self.who = Picker(tr("农户"), jobs, find, placeholder=tr("姓名首字母，数字选人"))
        self.member = Combo(tr("申请人"))
        self.amount = AmountCell(tr("借多少（万元）"))
        self.months = CountCell(tr("期限（月）"))
        self.purpose = Combo(tr("用途类别"), choices("purpose_code"))
        self.purpose_text = NoteLine(tr("用途说明"), tr("例如：养羊"))
        self.day = DayCell(tr("申请日期"), today)
        self.who.picked.connect(lambda one: self.picked.emit(one.key))
        for combo in (self.member, self.purpose):
            combo.currentIndexChanged.connect(lambda _place: self.changed.emit())
        for cell in (self.amount, self.months, self.purpose_text):
            cell.textChanged.connect(lambda _text: self.changed.emit())
        self.day.changed.connect(self.dated.emit)
        self._strip = QWidget()  # as high as it is whatever has the focus
        line = QHBoxLayout(self._strip)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        for label, editor, stretch in (
            (tr("农户"), self.who, 3),
            (tr("申请人"), self.member, 0),
            (tr("借（万元）"), self.amount, 0),
            (tr("期限（月）"), self.months, 0),
            (tr("用途"), self.purpose, 0),
            (tr("用途说明"), self.purpose_text, 2),
            (tr("日期"), self.day, 0),
        ):
            line.addWidget(Field(label, editor), stretch, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._strip)
        self._wear()

    def fill(self, form: CheckForm) -> None:
        """Show who it is; the wish stays as it was typed."""
        self.who.set_value(
            Candidate(key=form.household_no, name=form.head_name, place=form.village)
        )
        with QSignalBlocker(self):
            self.member.fill([(one.member_no, one.name) for one in form.members])
            self.member.choose(form.member_no)
            if self.day.day() != form.today:
                self.day.set_day(form.today)

    def wish(self, visits: Sequence[VisitLine]) -> None:
        """Start with what the household said it needs at the last visit, else with a usual wish."""
        said = next((one for one in visits if one.has_need and not one.corrected), None)
        use = said.need_use if said and said.need_use != _UNNAMED_USE else ""
        with QSignalBlocker(self):
            self.amount.set_fen((said.need_amount_fen if said else None) or FIRST_FEN)
            self.months.setText(_FIRST_MONTHS)
            self.purpose.choose(_FIRST_PURPOSE)
            self.purpose_text.setText(word("need_use", use))

    def clear(self) -> None:
        """Take the household and its wish off the page."""
        with QSignalBlocker(self):
            self.who.set_value(None)
            self.member.fill([])
            self.amount.clear()
            self.months.clear()
            self.purpose_text.clear()
            self.day.set_day(None)

    def request(self, facts: dict[str, str], form: CheckForm) -> CheckRequest | None:
        """The question as it stands, None while something is missing in it."""
        fen, months = self.amount.fen(), self.months.number()
        if not fen or not months or not self.member.code():
            return None
        return CheckRequest(
            household_no=form.household_no,
            member_no=self.member.code(),
            amount_fen=fen,
            months=months,
            purpose_code=self.purpose.code(),
            purpose_text=self.purpose_text.text().strip(),
            facts=facts,
            applied_on=form.today,
        )

    def holds_focus(self) -> bool:
        """Whether the cursor is in one of the fields."""
        now = self.window().focusWidget()
        return now is not None and self.isAncestorOf(now)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "day"):
            self._wear()

    def _wear(self) -> None:
        theme = Theme.current()
        self.member.setMinimumWidth(theme.px(96))
        for cell, wide in ((self.amount, 84), (self.months, 60), (self.day, 112)):
            cell.setFixedWidth(theme.px(wide))
        self._strip.setFixedHeight(self.fontMetrics().height() + theme.px(_HIGH))
