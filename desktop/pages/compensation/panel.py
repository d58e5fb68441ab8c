"""One claim beside the list: conditions, the tolerance with both texts, figures, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.compensation import words as say
from desktop.texts import compensation as texts
from desktop.texts import word
from desktop.ui.parts import Badge, Card, button, clear, heading, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.records.fund import ClaimLine

WIDTH, WIDEST = 400, 460


class ClaimPanel(Card):
    """Read only; a clause opens word for word."""

    clause_wanted = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(margin=12, gap=6)
        tr = self.tr
        self.name, self.badge = words("", "strong"), Badge()
        close = button("", self.shut, kind="flat", drawing="close", tip=tr("关闭"))
        inner = QWidget()
        self.parts = QVBoxLayout(inner)
        self.parts.setContentsMargins(0, 0, 8, 0)
        self.parts.setSpacing(4)
        self.body.addLayout(heading(self.name, self.badge, close=close))
        self.body.addWidget(scrolled(inner), 1)
        self.setFixedWidth(min(Theme.current().px(WIDTH), WIDEST))
        self.line: ClaimLine | None = None
        self.hide()

    def show_line(self, one: ClaimLine) -> None:
        """Show a claim as it stands."""
        self.line = one
        said, found = one.claim, one.assessment
        text = self.tr("{who}　尾号 {tail}")
        self.name.setText(text.format(who=said.borrower_name, tail=said.loan_no[-4:]))
        self.badge.say(word("claim_standing", one.standing), say.TONES.get(one.standing, ""))
        clear(self.parts)
        self._warn(one)
        text = self.tr("{no} 第 {n} 版　{bank}　{cause}")
        self._put(
            text.format(
                no=said.claim_no,
                n=said.revision,
                bank=said.bank,
                cause=word("claim_cause", said.cause),
            )
        )
        self._put(texts.clock(one.days_left, said.deadline), "label")
        self._head(self.tr("核对"))
        for told in say.conditions(found):
            self._put(told)
        self._cite(*dict.fromkeys(each.clause for each in found.findings if each.code))
        self._head(self.tr("容忍度"))
        self._put(say.gate(found))
        self._put(texts.sources(found.tolerance.sources), "label")
        if said.npl_source:
            self._put(self.tr("数据来源：{text}").format(text=said.npl_source), "label")
        self._put(texts.NO_SERIES, "label")
        self._cite(*found.tolerance.sources)
        self._head(self.tr("怎么算的"))
        for step in found.steps:
            self._put(say.step(step))
        self._put(
            self.tr("已代偿 {a} 元，还没付 {b} 元").format(
                a=say.yuan(one.paid_fen), b=say.yuan(one.left_fen)
            )
        )
        self._cite(*found.clauses)
        self._head(self.tr("材料"))
        for key in said.materials:
            self._put(self.tr("√ {name}").format(name=word("claim_material", key)))
        self._put(say.materials(found))
        self._put(texts.MATERIALS_NOTE, "label")
        self._head(self.tr("经过"))
        for told in say.course(one):
            self._put(told)
        self._put(texts.PROCESS_NOTE, "label")
        self.parts.addStretch(1)
        self.show()

    def shut(self) -> None:
        """Close it and tell."""
        self.forget()
        self.closed.emit()

    def forget(self) -> None:
        """Nothing personal stays."""
        self.line = None
        self.hide()
        self.name.clear()
        clear(self.parts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it from inside too."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def _warn(self, one: ClaimLine) -> None:
        if one.over_fen:
            text = self.tr("付超了 {yuan} 元：两处都登记了付款，或付款前已追回，请用冲正改回。")
            self._put(text.format(yuan=say.yuan(one.over_fen)), "", "error")
        for told in say.overbooked(one.recoveries):
            self._put(told, "", "error")
        if one.twin:
            text = self.tr("同一笔贷款在 {no} 里已经申请，只补偿一次。")
            self._put(text.format(no=one.twin), "", "error")
        if one.withdrawn:
            self._put(self.tr("已撤回：{why}").format(why=one.withdrawn), "", "warn")

    def _head(self, text: str) -> None:
        self._put(text, "strong")

    def _put(self, text: str, role: str = "", tone: str = "") -> None:
        if text:
            self.parts.addWidget(words(text, role, tone, wrap=True))

    def _cite(self, *refs: str) -> None:
        for ref in filter(None, refs):
            link = button(ref, kind="cite", tip=self.tr("看政策原文"))
            link.clicked.connect(lambda _=False, ref=ref: self.clause_wanted.emit(ref))
            self.parts.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
