"""Step one: the bank's files are in, the quarter is settled; and what the last run gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.subsidies import words as say
from desktop.texts import word
from desktop.ui.fields import Combo, DayCell, Field
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import Card, button, flowing, row, words

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.course import Course, QuarterOffer
    from desktop.services.records.subsidies import BatchLine
    from desktop.ui.jobs import Jobs, Progress

_COUNTS = ("listed", "needs_review", "held", "not_listed", "named")


class Fetching(QWidget):
    """Settles the quarter that is chosen, as long work that can be stopped."""

    settled = Signal()
    """A run is there, or was there: its batch is `made` where it is a new one."""

    go_wanted = Signal(str, object)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self.offer: QuarterOffer | None = None
        self.made = self._own = ""
        tr = self.tr
        self.about = words("", wrap=True)
        self.state = words("", wrap=True)
        self.counts = words("", "label", wrap=True)
        self.warn = Hint()
        self.closed = DayCell(tr("名单截止日"), desk.today, width=140)
        self.closed.returnPressed.connect(self.start)
        self.field = Field(tr("名单截止日（到这一天付清的利息才列入）"), self.closed)
        self.bank = Combo(tr("银行"), [("", tr("所有银行，合在一批"))])
        self.bank.currentIndexChanged.connect(lambda _place: self._named())
        self.bank_field = Field(tr("哪家银行的贷款（每家银行各成一批）"), self.bank)
        self.bank_field.hide()
        self.go = button(tr("开始"), self.start, kind="primary")
        self.next = button(tr("下一步：核对差异"), self.settled.emit)
        imports = flowing(
            button(
                tr("导入利息清单"),
                lambda: self.go_wanted.emit("importing", "interest"),
                drawing="import",
            ),
            button(
                tr("导入贷款台账"),
                lambda: self.go_wanted.emit("importing", "loans"),
                drawing="import",
            ),
        )
        card = Card(tr("取数"), margin=16, gap=12)
        card.add(self.about, imports, self.state, self.counts, self.warn)
        card.add(row(self.bank_field, self.field, 1, gap=16))
        card.add(row(self.go, self.next, 1))
        card.body.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def show_offer(self, offer: QuarterOffer, courses: list[Course]) -> None:
        """Show a quarter and its newest run."""
        tr, batch = self.tr, offer.batch
        self.offer = offer
        text = tr(
            "计息从 {first} 到 {last}。先导入银行的利息清单和贷款台账，再测算；"
            "结息记录按借据和结息日合在一起，同一笔不会算两次。"
        )
        self.about.setText(
            text.format(first=say.day(offer.period_from), last=say.day(offer.period_to))
        )
        self.closed.set_day(batch.list_closed_on if batch else self._closing(offer))
        with QSignalBlocker(self.bank):
            self.bank.choose(batch.bank if batch else self._own)
        self._named()
        self.jobs.run(lambda: (self.desk.subsidies.banks(), self.desk.settings.show()), self._banks)
        self.next.setVisible(batch is not None)
        self.counts.setVisible(batch is not None)
        if batch is None:
            self.state.setText(tr("本季度还没有取数。"))
            self.warn.say("")
        else:
            self._told(batch, courses)

    def start(self) -> None:
        """Settle the quarter; it can be stopped, and then nothing was written."""
        offer, closed = self.offer, self.closed.day()
        if offer is None or not self.go.isEnabled():
            return
        if closed is None:
            self.field.say(self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。"))
            self.closed.setFocus()
            return
        self.field.say("")
        self.go.setEnabled(False)
        bank = self.bank.code()

        def settle(progress: Progress) -> BatchLine:
            return self.desk.subsidies.settle_quarter(
                offer.year,
                offer.quarter,
                list_closed_on=closed,
                bank=bank,
                progress=progress.step,
            )

        title = self.tr("正在测算")
        self.jobs.run_long(settle, self._done, title, lambda: self.go.setEnabled(True))

    def enter(self) -> None:
        """Put the keyboard where the next key is wanted."""
        (self.next if self.next.isVisibleTo(self) else self.go).setFocus()

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, under the day."""
        text = explain(error)
        self.field.say(text or "")
        return text is not None

    def _closing(self, offer: QuarterOffer) -> date:
        return max(offer.period_to, self.desk.today())

    def _told(self, batch: BatchLine, courses: list[Course]) -> None:
        tr = self.tr
        text = tr("第 {n} 版，{at} 由{who}测算：{loans} 笔、{houses} 户，名单截止 {closed}。")
        self.state.setText(
            text.format(
                n=batch.revision,
                at=f"{batch.settled_at.astimezone():%Y-%m-%d %H:%M}",
                who=batch.officer,
                loans=f"{batch.sums.loans:,}",
                houses=f"{batch.sums.households:,}",
                closed=say.day(batch.list_closed_on),
            )
        )
        parts = [
            tr("{word} {n}").format(word=word("line_status", one), n=getattr(batch.sums, one))
            for one in _COUNTS
            if getattr(batch.sums, one)
        ]
        self.counts.setText(tr("　").join(parts))
        frozen = [one for one in courses if not one.withdrawn]
        if frozen:
            warn = tr(
                "这一季已有冻结或申报的清单，金额不再改动。重新测算只为退回的和没有报过的行。"
            )
            self.warn.say(warn, "info")
        elif not batch.same_policy:
            self.warn.say(tr("测算以后，政策文件或县里的参数有变化，请重新测算。"), "warn")
        else:
            self.warn.say("")

    def _banks(self, told: tuple[list[str], dict[str, str]]) -> None:
        """Offer the banks where there are several; the station's own one where it has one."""
        banks, settings = told
        own = settings.get("bank", "")
        self._own = own if own in banks and len(banks) > 1 else ""
        batch = self.offer.batch if self.offer else None
        wanted = batch.bank if batch else self._own
        kept = self.bank.code()
        known = dict.fromkeys([*banks, *([wanted] if wanted else [])])
        with QSignalBlocker(self.bank):
            every = self.tr("所有银行，合在一批")
            self.bank.fill([("", every), *((one, one) for one in known)])
            self.bank.choose(kept or wanted)
        self.bank_field.setVisible(len(known) > 1)
        self._named()

    def _named(self) -> None:
        """A run for a bank that has one is the next revision of it."""
        batch = self.offer.batch if self.offer else None
        again = batch is not None and batch.bank == self.bank.code()
        self.go.setText(self.tr("重新测算") if again else self.tr("开始"))

    def _done(self, batch: BatchLine) -> None:
        self.made = batch.batch_no
        self.settled.emit()
