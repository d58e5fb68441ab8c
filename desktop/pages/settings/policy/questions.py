"""Points that the texts leave open: the readings that compete, the recommended one, the clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.pages.settings.policy.view import View, shorts
from desktop.services.records.policy import QuestionLine
from desktop.texts.rules import FINDINGS
from desktop.ui.parts import Card, button, row, scrolled, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Questions(View):
    """A list that is narrowed by words; the chosen point is laid out beside it."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self._all: list[QuestionLine] = []
        self._shorts: dict[str, str] = {}
        self.filter = QLineEdit()
        self.filter.setAccessibleName(tr("筛选待明确事项"))
        self.filter.setPlaceholderText(tr("输入要找的字，如：利率、公示、12 Ctrl+F"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._narrow())
        self.filter.returnPressed.connect(self.enter)
        self.count = words("", "label")
        self.table = Table[QuestionLine](
            tr("待明确事项"),
            [
                Column(title=tr("编号"), text=_number, width=52),
                Column(title=tr("文件没有写明的地方"), text=lambda q: q.point),
                Column(
                    title=tr("依据"),
                    text=lambda q: self._shorts.get(q.ref, q.ref),
                    width=92,
                    optional=True,
                ),
            ],
        )
        self.table.leaves("questions")
        self.table.current.connect(self._turn)
        self.table.opened.connect(lambda _line: self.help())
        left = Card(margin=12, gap=6)
        bar = row(self.filter, self.count)
        bar.setStretch(0, 1)
        left.add(bar, self.table)
        left.body.setStretch(1, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(left, 3)
        line.addWidget(self._panel(), 2)
        QShortcut(QKeySequence("Ctrl+F"), self, self.filter.setFocus)

    def _panel(self) -> Card:
        tr = self.tr
        self.point = words("", "strong", wrap=True)
        self.readings = words("", wrap=True)
        self.advice = words("", wrap=True)
        self.flags = words("", wrap=True)
        self.flags_head = words(tr("会出现的提示"), "label")
        self.clause_button = button("", self.help, kind="link")
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 8, 0)
        body.setSpacing(4)
        body.addWidget(self.point)
        for head, text in (
            (words(tr("有几种理解"), "label"), self.readings),
            (words(tr("建议按哪一种"), "label"), self.advice),
            (self.flags_head, self.flags),
        ):
            head.setContentsMargins(0, Theme.current().px(6), 0, 0)
            body.addWidget(head)
            body.addWidget(text)
        body.addStretch(1)
        card = Card(margin=12, gap=6)
        note = words(tr("程序按建议核对并提示，由县里或银行定。"), "quiet", wrap=True)
        card.add(scrolled(inner), row(self.clause_button, 1), note)
        card.body.setStretch(0, 1)
        return card

    def refresh(self) -> None:
        """Ask for the points once."""
        if self._all:
            return

        def call() -> tuple[list[QuestionLine], dict[str, str]]:
            lines = self.desk.policy.questions()
            return lines, shorts(self.desk, {one.ref for one in lines})

        self.jobs.run(call, self._show)

    def enter(self) -> None:
        """Start in the list."""
        self.table.setFocus()

    def narrow_to(self, text: str) -> None:
        """Narrow the list to a word or a number."""
        self.filter.setText(text)

    def ref(self) -> str:
        """The clause of the current point."""
        line = self.table.line()
        return line.ref if line else ""

    def leave(self) -> bool:
        """Esc empties the filter."""
        had = bool(self.filter.text())
        self.filter.clear()
        return had

    def _show(self, found: tuple[list[QuestionLine], dict[str, str]]) -> None:
        self._all, self._shorts = found
        self._narrow()

    def _narrow(self) -> None:
        wanted = self.filter.text().strip().lower()
        lines = [one for one in self._all if wanted in _searched(one)]
        self.table.lines.show(lines)
        text = self.tr("共 {n} 项") if not wanted else self.tr("找到 {n} 项")
        self.count.setText(text.format(n=len(lines)))
        self._turn(self.table.line())

    def _turn(self, line: QuestionLine | None) -> None:
        tr = self.tr
        point = tr("{number}　{point}")
        self.point.setText(
            point.format(number=_number(line), point=line.point)
            if line
            else tr("没有找到。换一个字，或按 Esc 清空。")
        )
        self.readings.setText(_listed(line.readings if line else ()))
        self.advice.setText(line.recommended if line else "")
        found = [FINDINGS[code] for code in line.flags if code in FINDINGS] if line else []
        self.flags.setText(_listed(found))
        self.flags_head.setVisible(bool(found))
        short = self._shorts.get(line.ref, line.ref) if line else ""
        self.clause_button.setText(tr("依据 {short}　看原文 F1").format(short=short))
        self.clause_button.setVisible(bool(short))
        self.point.setAlignment(Qt.AlignmentFlag.AlignTop)


def _number(line: QuestionLine) -> str:
    """The number without the letters before it."""
    return line.code.rpartition("-")[2]


def _searched(line: QuestionLine) -> str:
    found = [FINDINGS.get(code, "") for code in line.flags]
    parts = (line.code, line.point, *line.readings, line.recommended, line.ref, *found)
    return "\n".join(parts).lower()


def _listed(parts: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"· {one}" for one in parts)
