"""The result in large type for the household to read: nothing but this one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from desktop.pages.eligibility.reckoning import equation
from desktop.pages.eligibility.verdict import OUTCOME_TONES
from desktop.texts import word
from desktop.texts.checks import (
    BRING,
    LOOKED_UP,
    PLAIN_OUTCOME,
    PLAIN_REST,
    amount,
    finding,
    next_step,
    with_distance,
)
from desktop.ui.fonts import ensure
from desktop.ui.parts import button, row, rule, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.checks import (
        CheckForm,
        CheckOutcome,
        CheckRequest,
        CheckRow,
        SubsidyExample,
    )

_LINE, _PAGE = 60, 0.85
_KEYS_DOWN = frozenset({Qt.Key.Key_PageDown, Qt.Key.Key_Space})
_IN_THE_WAY = {"not_eligible": ("not_met",), "needs_review": ("needs_review", "pending")}
_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The check that is read out: what was known, asked and answered, and the example."""

    form: CheckForm
    request: CheckRequest
    outcome: CheckOutcome
    example: SubsidyExample | None


class Reading(QDialog):
    """Covers the window; F11 or Esc leaves it, arrows and page keys scroll."""

    def __init__(self, window: QWidget, told: Told, who: str) -> None:
        """`who` names the bank and the officer."""
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("reading")
        self.setModal(True)
        tr = self.tr
        title = tr("帮扶小额信贷政策条件核对")
        self.setWindowTitle(title)
        self.labels: list[QLabel] = []
        self.body = QVBoxLayout()
        self.body.setSpacing(Theme.current().px(8))
        self.body.setContentsMargins(0, 0, 16, 0)
        self._fill(told)
        inner = QWidget()
        inner.setLayout(self.body)
        self.area = scrolled(inner)
        self.area.setAccessibleName(title)
        self.leave = button(tr("返回 Esc"), self.reject, kind="read")
        self.leave.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.promise = words(
            tr(
                "这次核对不是贷款承诺，也不是贷款申请；是否发放贷款由银行依法自主决策。"
                "核对不收任何费用。"
            ),
            "read_strong",
            wrap=True,
        )
        self.who = words(who, "read")
        self.more = words(tr("上下键翻看"), "read")
        around = QVBoxLayout(self)
        around.setContentsMargins(48, 20, 48, 12)
        around.setSpacing(12)
        around.addWidget(self.area, 1)
        around.addWidget(rule())
        around.addWidget(self.promise)
        around.addLayout(row(self.who, 1, self.more, self.leave, gap=16))
        self.setGeometry(window.geometry())
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the larger type where all of it still fits."""
        super().showEvent(event)
        for grown in ("true", ""):
            self._grow(grown)
            if self._fits():
                break
        self.more.setVisible(not self._fits())

    def _fits(self) -> bool:
        room = self.area.viewport()
        return self.body.totalHeightForWidth(room.width()) <= room.height()

    def _grow(self, grown: str) -> None:
        for label in self.labels:
            label.setProperty("grown", grown)
            label.style().unpolish(label)
            label.style().polish(label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, or leave."""
        bar = self.area.verticalScrollBar()
        step = Theme.current().px(_LINE)
        key = event.key()
        if key in {Qt.Key.Key_F11, Qt.Key.Key_Escape}:
            self.reject()
        elif key in _KEYS_DOWN | {Qt.Key.Key_PageUp}:
            page = round(self.area.height() * _PAGE)
            bar.setValue(bar.value() + (page if key in _KEYS_DOWN else -page))
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            bar.setValue(bar.value() + (step if key == Qt.Key.Key_Down else -step))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())

    def _fill(self, told: Told) -> None:
        tr, outcome = self.tr, told.outcome
        self._wish(told.form, told.request)
        self._result(outcome)
        self._list(tr("还要带的材料"), to_bring(outcome))
        looked_up = tr("、").join(looked_up_by_others(outcome))
        if looked_up:
            self._say(tr("由银行和县里去查（您不用准备）：{what}。").format(what=looked_up))
        if told.example and outcome.outcome != "not_eligible" and equation(told.example):
            self._interest(told.request, told.example)
        self.body.addStretch(1)

    def _wish(self, form: CheckForm, request: CheckRequest) -> None:
        who = next((m.name for m in form.members if m.member_no == request.member_no), "")
        ensure(who)
        self._say(self.tr("{name}，您好").format(name=who or form.head_name), role="read_large")
        what = request.purpose_text or word("purpose_code", request.purpose_code)
        text = self.tr("您要借 {amount}，借 {months} 个月，用来{what}。")
        text = text.format(amount=amount(request.amount_fen), months=request.months, what=what)
        self._say(text)

    def _result(self, outcome: CheckOutcome) -> None:
        wanted = _IN_THE_WAY.get(outcome.outcome, ("pending",))
        rows = [row for row in outcome.rows if row.result in wanted]
        plain = PLAIN_OUTCOME.get(outcome.outcome, "").format(n=_count(outcome, rows))
        self._say(plain, role="read_large", tone=OUTCOME_TONES.get(outcome.outcome, "info"))
        self._list(
            "", tuple(dict.fromkeys(_reason(row) for row in rows if row.result != "pending"))
        )
        met = sum(row.result == "met" for row in outcome.rows)
        if outcome.outcome in _IN_THE_WAY and met:
            self._say(PLAIN_REST.format(n=met))

    def _interest(self, request: CheckRequest, example: SubsidyExample) -> None:
        self._say(self.tr("利息怎么算（举例）"), role="read_strong")
        self._say(self.tr("{sum} 元").format(sum=equation(example)), role="read_large")
        text = self.tr(
            "按年利率 {rate}%、{amount}、{days} 天举例，利率以合同为准。利息先由您全额付给银行，"
            "贴息经审核公示后拨付给您；以合同和实际拨付为准。"
        )
        self._say(
            text.format(rate=example.rate, amount=amount(request.amount_fen), days=example.days)
        )

    def _list(self, heading: str, items: Sequence[str]) -> None:
        if not items:
            return
        if heading:
            self._say(heading, role="read_strong")
        for item in items[:_MOST]:
            self._say(self.tr("· {item}").format(item=item))

    def _say(self, text: str, role: str = "read", tone: str = "") -> None:
        if text:
            label = words(text, role, tone, wrap=True)
            self.labels.append(label)
            self.body.addWidget(label)


def _count(outcome: CheckOutcome, rows: Sequence[CheckRow]) -> int:
    """How many things there are to see to: unknown facts, or conditions."""
    asked = len(outcome.missing) if outcome.outcome == "pending" else 0
    return asked or len({row.rule for row in rows})


def to_bring(outcome: CheckOutcome) -> tuple[str, ...]:
    """What the household itself brings or says."""
    wanted = [*outcome.missing, *outcome.hints]
    if "large_need_not_recorded" in outcome.hints:
        wanted.append("large_need_recorded")
    return tuple(dict.fromkeys(BRING[name] for name in wanted if name in BRING))


def looked_up_by_others(outcome: CheckOutcome) -> tuple[str, ...]:
    """What the bank and the county look up."""
    facts = outcome.missing
    return tuple(dict.fromkeys(LOOKED_UP[fact] for fact in facts if fact in LOOKED_UP))


def _reason(row: CheckRow) -> str:
    """A finding with the way out of it."""
    step = next_step(row.code)
    said = with_distance(finding(row.code, row.says), row.distances)
    return said.replace(step, "") + step if step else said


def who_works(bank: str, officer: str) -> str:
    """Bank and officer as they stand at the foot."""
    text = QCoreApplication.translate("Reading", "{bank}　客户经理：{officer}")
    return text.format(bank=bank, officer=officer)
