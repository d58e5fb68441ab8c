"""The result in a word, what it may still become, why this policy, and who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import word
from desktop.texts.checks import deciding, possible
from desktop.ui.messages import set_tone
from desktop.ui.parts import Badge, Elided, button, row, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QPushButton

    from desktop.services.records.checks import CheckOutcome

OUTCOME_TONES = {
    "eligible": "ok",
    "needs_review": "warn",
    "pending": "warn",
    "not_eligible": "error",
}
_MOST, _ANY = 20, 16_777_215
_COUNTED = {
    "not_eligible": {"not_met"},
    "needs_review": {"needs_review", "pending"},
    "pending": {"needs_review", "pending"},
}


class Verdict(QWidget):
    """Two lines over the findings."""

    clause_wanted = Signal(str)
    points_wanted = Signal()

    def __init__(self, short: Callable[[str], str]) -> None:
        """`short` gives the short form of a citation."""
        super().__init__()
        self._short = short
        self._decides = self._applied = self._open = ""
        self.badge = Badge()
        self.badge.setProperty("role", "verdict")
        self.possible = Elided("", "label")
        self.points = button("", self.points_wanted.emit, kind="cite")
        self.promise = words(
            self.tr("本结果不是贷款承诺，是否发放贷款由银行依法自主决策。"), "label"
        )
        self.decides = button("", lambda: self.clause_wanted.emit(self._decides), kind="cite")
        self.policy = Elided("", "quiet")
        self.policy.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.why = button("", lambda: self.clause_wanted.emit(self._applied), kind="cite")
        first = row(self.badge, self.possible, self.points, gap=12)
        first.setStretch(1, 1)
        second = row(self.promise, self.decides, self.policy, self.why, gap=4)
        second.setStretch(2, 1)
        for part in (self.points, self.decides, self.why):
            keeps = part.sizePolicy()
            keeps.setRetainSizeWhenHidden(True)
            part.setSizePolicy(keeps)
        self.badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(4)
        around.addLayout(first)
        around.addLayout(second)
        self._wear()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "badge"):
            self._wear()

    def _wear(self) -> None:
        """The badge has room for every outcome, so that no other one moves the page."""
        now = self.badge.text()
        self.badge.setMinimumSize(0, 0)
        self.badge.setMaximumSize(_ANY, _ANY)
        wide = QSize()
        for code in (*OUTCOME_TONES, "no_rule_in_force"):
            name = word("outcome", code)
            self.badge.setText(_counted(name, _MOST) if code in _COUNTED else name)
            self.badge.ensurePolished()
            wide = wide.expandedTo(self.badge.sizeHint())
        self.badge.setText(now)
        self.badge.setFixedSize(wide)

    def show_outcome(self, outcome: CheckOutcome) -> None:
        """Show an answer; a part that says the same as before is not touched."""
        self.badge.setText(headline(outcome))
        set_tone(self.badge, OUTCOME_TONES.get(outcome.outcome, "info"))
        set_tone(self.possible, "")
        self._open = possible(outcome.low, outcome.high)
        self._say(self.possible, self._open)
        self._points(len(outcome.questions))
        self._say(self.policy, self.tr("适用：{reason}").format(reason=outcome.reason))
        set_tip(self.policy, self.tr("　").join([outcome.policy_title, outcome.reason]))
        self._applied = outcome.reason_clause
        self._cite(self.why, self._applied)
        self._decides = deciding(outcome.policy_title)
        self._cite(self.decides, self._decides)

    def show_stored(self, check_no: str) -> None:
        """The number under which just this check is stored; empty where it is not."""
        text = self.tr("已存 {no}").format(no=check_no) if check_no else ""
        self._say(self.possible, self.tr("　").join(part for part in (text, self._open) if part))

    def refuse(self, text: str) -> None:
        """Say why there is no answer."""
        self.badge.setText(self.tr("还没有结果"))
        set_tone(self.badge, "")
        set_tone(self.possible, "error")
        self._say(self.possible, text)
        self._points(0)
        for label in (self.policy, self.why):
            self._say(label, "")

    def _points(self, count: int) -> None:
        text = self.tr("有 {n} 处文件没有写明").format(n=count) if count else ""
        self._say(self.points, text)
        if self.points.isHidden() == bool(text):
            self.points.setVisible(bool(text))

    def _cite(self, link: QPushButton, clause: str) -> None:
        self._say(link, self._short(clause) if clause else "")
        set_tip(link, self.tr("看政策原文"))

    def _say(self, part: Elided | QPushButton, text: str) -> None:
        if part.text() != text:
            part.setText(text)


def headline(outcome: CheckOutcome) -> str:
    """The word of the outcome with the number of conditions behind it."""
    name = word("outcome", outcome.outcome)
    counted = _COUNTED.get(outcome.outcome, set())
    count = sum(row.result in counted for row in outcome.rows)
    return _counted(name, count) if count else name


def _counted(name: str, count: int) -> str:
    text = QCoreApplication.translate("Verdict", "{name}（{n} 项）")
    return text.format(name=name, n=count)


class Points(Sheet):
    """The open points of the texts that this check touches, with their readings."""

    clause_wanted = Signal(str)

    def __init__(self, parent: QWidget, outcome: CheckOutcome, short: Callable[[str], str]) -> None:
        super().__init__(parent, parent.tr("文件没有写明的地方"))
        note = self.tr("同一句话有几种理解；核对时按建议的一种，要县里或上级明确后才算定。")
        self.add(words(note, "label", wrap=True))
        for one in outcome.questions:
            self.body.addSpacing(8)
            self.add(words(one.point, "strong", wrap=True))
            for place, reading in enumerate(one.readings, 1):
                text = self.tr("理解 {n}：{reading}").format(n=place, reading=reading)
                self.add(words(text, wrap=True))
            text = self.tr("建议：{reading}").format(reading=one.recommended)
            self.add(words(text, "", "ok", wrap=True))
            if one.ref:
                link = button(short(one.ref), kind="link", tip=self.tr("看政策原文"))
                link.clicked.connect(lambda _=False, ref=one.ref: self.clause_wanted.emit(ref))
                self.add(row(link, 1))
        self.body.addStretch(1)
