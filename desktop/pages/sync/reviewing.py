"""Fields that two people changed: both values are kept until somebody chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.records.traffic import Review
from desktop.texts import word
from desktop.ui.fields import Choice, Form, NoteLine
from desktop.ui.fonts import ensure
from desktop.ui.parts import Card, button, clear, column, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.traffic import ReviewValue
    from desktop.ui.jobs import Jobs


_BOTH = "both"


class Reviewing(Card):
    """The list of open fields, and the values of the selected one to choose from."""

    settled = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=0, gap=8)
        self.setProperty("role", "")
        self.desk = desk
        self.jobs = jobs
        self.review: Review | None = None
        tr = self.tr
        self.table = Table[Review](
            tr("待处理"),
            [
                Column(title=tr("户"), text=lambda r: r.subject, width=140),
                Column(title=tr("项目"), text=self._field, width=120),
                Column(title=tr("两边的内容"), text=self._values),
            ],
        )
        self.table.leaves("reviews")
        self.table.current.connect(self._turn)
        self.choice: Choice | None = None
        self._place = column()
        self.reason = NoteLine(tr("选定的理由"), tr("写明理由，例如：电话里核实过"))
        self.reason.returnPressed.connect(self.take)
        self.form = Form()
        self.form.add(tr("理由"), self.reason)
        self._answer = QWidget()
        self._answer.setLayout(self.form)
        self.take_button = button(tr("就用这个"), self.take, kind="primary")
        self.kept = words(tr("没有选定前，两边的内容都留着。"), "quiet")
        self.nothing = words(tr("没有要选定的内容。"), "label")
        self.add(
            self.nothing,
            self.table,
            self._place,
            self._answer,
            row(self.kept, 1, self.take_button),
        )
        self.body.setStretch(1, 1)
        self.body.addStretch()
        self.show_reviews([])

    def show_reviews(self, reviews: list[Review]) -> None:
        """Show what is open."""
        ensure("".join(value.value for one in reviews for value in one.values))
        self.table.lines.show(reviews)
        self.nothing.setVisible(not reviews)
        for part in (self.table, self._answer, self.kept, self.take_button):
            part.setVisible(bool(reviews))
        self._turn(self.table.line())

    def take(self) -> None:
        """Settle the selected field on the chosen value."""
        review, choice = self.review, self.choice
        if review is None or choice is None:
            return
        if not choice.code():
            self.form.say(self.reason, self.tr("先选一个内容，再写理由。"), "warn")
            return
        if not self.reason.text().strip():
            self.form.say(self.reason, self.tr("请写明理由，没有改动。"))
            self.reason.setFocus()
            return
        code, why = choice.code(), self.reason.text().strip()
        value = review.both if code == _BOTH else review.values[int(code)].value
        self.jobs.run(lambda: self.desk.sync.resolve(review.id, value, why), self._taken)

    def forget(self) -> None:
        """Names and phones stand here."""
        self.show_reviews([])

    def _taken(self, _answer: None) -> None:
        self.reason.clear()
        self.settled.emit()

    def _turn(self, review: Review | None) -> None:
        clear(self._place)
        self.form.quiet()
        self.review, self.choice = review, None
        self.take_button.setEnabled(review is not None)
        self.reason.setEnabled(review is not None)
        if review is None:
            return
        offered = [(str(place), self._offer(one)) for place, one in enumerate(review.values)]
        if review.both:
            offered.append((_BOTH, self.tr("都留")))
        self.choice = Choice(self.tr("用哪一个"), offered)
        self.choice.picked.connect(lambda _code: self.reason.setFocus())
        self._place.addWidget(self.choice)
        self.setTabOrder(self.table, self.choice)
        self.setTabOrder(self.choice, self.reason)

    def _offer(self, one: ReviewValue) -> str:
        shown = one.shown or one.value
        when = f"{one.at.astimezone():%m-%d}" if one.at else ""
        text = self.tr("{value}（{who} {when}）")
        who = one.officer
        if one.machine and one.machine != one.officer:
            who = self.tr("{who} 在 {machine} 的电脑").format(who=who, machine=one.machine)
        return text.format(value=shown or self.tr("空"), who=who, when=when)

    def _values(self, review: Review) -> str:
        return self.tr("　或　").join(self._offer(one) for one in review.values)

    def _field(self, review: Review) -> str:
        return word("note_field", review.field)
