"""One document as a page: what it is, its clauses word for word, its numbers, its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.settings.policy import words as said
from desktop.pages.settings.policy.conditions import Condition
from desktop.pages.settings.policy.text import Text
from desktop.pages.settings.policy.view import View, shorts
from desktop.services.records.policy import DatedNumber, PackPage, ParameterLine, RuleLine, Span
from desktop.texts import word
from desktop.texts.checks import rule_name
from desktop.texts.policy import ASKED_FOR, DATES, FORCES, STATES, TIGHTER
from desktop.texts.rules import FINDINGS
from desktop.ui.parts import Badge, Card, Elided, Tabs, button, clear, row, rule, scrolled, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.papers import ClauseText
    from desktop.ui.jobs import Jobs

_LEAST = 104
_FORCE_TONES = {"hard": "info", "in_principle": "warn", "bank_decides": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One value of a number, as a row of the table."""

    line: ParameterLine
    value: DatedNumber


class Reader(View):
    """Four sections under the head; Esc goes back to the list."""

    closed = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self.page: PackPage | None = None
        self._shorts: dict[str, str] = {}
        self.back_button = button(tr("返回 Esc"), self.closed.emit, drawing="left")
        self.title = Elided("", "heading")
        self.binding = Badge()
        self.origin = Badge()
        self.sections = Tabs(
            [
                ("facts", tr("概况")),
                ("text", tr("条款原文")),
                ("numbers", tr("数字")),
                ("rules", tr("条件")),
            ]
        )
        self.sections.chosen.connect(self._turn)
        self.text = Text()
        self.faces = QStackedWidget()
        for face in (self._facts(), self.text, self._numbers(), self._rules()):
            self.faces.addWidget(face)
        head = row(self.back_button, self.title, self.binding, self.origin)
        head.setStretch(1, 1)
        card = Card(margin=12, gap=6)
        card.add(head, self.sections, self.faces)
        card.body.setStretch(2, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def _facts(self) -> QWidget:
        tr = self.tr
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(3, 1)
        self.windows = Table[Span](
            tr("适用的合同"),
            [
                Column(title=tr("产品"), text=lambda s: word("product_code", s.product), width=140),
                Column(title=tr("签订日"), text=lambda s: said.period(s.start, s.end), width=200),
                Column(
                    title=tr("情况"),
                    text=lambda s: STATES.get(s.code, STATES["pack_window"]),
                    width=104,
                    tone=lambda s: "warn" if s.code else "ok",
                ),
                Column(title=tr("为什么"), text=lambda s: s.reason),
                Column(title=tr("依据"), text=lambda s: self._short(s.ref), width=92),
            ],
        )
        self.windows.opened.connect(lambda line: self.show_clause(line.ref))
        made = QWidget()
        around = QVBoxLayout(made)
        around.setContentsMargins(0, 4, 0, 0)
        around.setSpacing(8)
        around.addLayout(self.grid)
        around.addWidget(rule(soft=True))
        around.addWidget(self.windows, 1)
        self.windows.setMinimumHeight(Theme.current().px(_LEAST))
        return scrolled(made)

    def _numbers(self) -> Table[Number]:
        tr = self.tr
        self.numbers = Table[Number](
            tr("文件里的数字"),
            [
                Column(title=tr("名称"), text=lambda n: said.name_of(n.line.name)),
                Column(
                    title=tr("数"),
                    text=lambda n: said.number(n.line.name, n.value.value, n.line.unit),
                    width=132,
                    right=True,
                ),
                Column(
                    title=tr("哪段时间"),
                    text=lambda n: said.period(n.value.start, n.value.end),
                    width=196,
                ),
                Column(
                    title=tr("按哪天取数"),
                    text=lambda n: DATES.get(n.line.dates, n.line.dates),
                    width=112,
                ),
                Column(title=tr("依据"), text=lambda n: self._short(n.value.ref), width=92),
                Column(
                    title=tr("下级能不能改"),
                    text=lambda n: TIGHTER.get(n.line.tighter, ""),
                    width=120,
                    optional=True,
                ),
            ],
        )
        self.numbers.opened.connect(lambda line: self.show_clause(line.value.ref))
        return self.numbers

    def _rules(self) -> Table[RuleLine]:
        tr = self.tr
        self.rules = Table[RuleLine](
            tr("文件里的条件"),
            [
                Column(title=tr("条件"), text=lambda r: rule_name(r.name, r.title), width=264),
                Column(title=tr("用于"), text=lambda r: ASKED_FOR.get(r.kind, r.kind), width=84),
                Column(
                    title=tr("力度"),
                    text=lambda r: FORCES.get(r.force, r.force),
                    width=92,
                    tone=lambda r: _FORCE_TONES.get(r.force, ""),
                ),
                Column(title=tr("不一致时的提示"), text=_findings),
                Column(title=tr("依据"), text=lambda r: r.short, width=92),
            ],
        )
        self.rules.opened.connect(self._open_rule)
        return self.rules

    def open(self, pack_id: str) -> None:
        """Ask for a document."""

        def call() -> tuple[PackPage, dict[str, str]]:
            page = self.desk.policy.pack(pack_id)
            refs = {one.ref for one in page.windows}
            refs |= {value.ref for one in page.parameters for value in one.values}
            return page, shorts(self.desk, refs)

        self.jobs.run(call, self._show)

    def enter(self) -> None:
        """Start in the open section."""
        starts: dict[str, QWidget] = {
            "facts": self.windows,
            "text": self.text.search,
            "numbers": self.numbers,
            "rules": self.rules,
        }
        starts[self.sections.key()].setFocus()

    def look_up(self) -> None:
        """Look for words in the text."""
        self.sections.choose("text")
        self.text.search.setFocus()

    def ref(self) -> str:
        """The clause of the current row."""
        key = self.sections.key()
        if key == "facts":
            span = self.windows.line()
            return span.ref if span else ""
        if key == "numbers":
            number = self.numbers.line()
            return number.value.ref if number else ""
        condition = self.rules.line() if key == "rules" else None
        return condition.ref if condition else ""

    def _turn(self, key: str) -> None:
        self.faces.setCurrentIndex(list(self.sections.buttons).index(key))

    def _short(self, ref: str) -> str:
        return self._shorts.get(ref, ref)

    def _show(self, found: tuple[PackPage, dict[str, str]]) -> None:
        self.page, self._shorts = found
        page, line, tr = self.page, self.page.line, self.tr
        self.title.setText(said.heading(line))
        self.binding.say(
            tr("今天签的合同：{word}").format(word=said.binding(line)), "ok" if line.binds else ""
        )
        self.origin.say(word("pack_origin", line.origin))
        numbers = [Number(line=one, value=each) for one in page.parameters for each in one.values]
        self.windows.lines.show(page.windows)
        self.numbers.lines.show(numbers)
        self.rules.lines.show(page.rules)
        self.text.show_text(page.clauses, page.source)
        for key, name, count in (
            ("text", tr("条款原文 {n}"), len(page.clauses)),
            ("numbers", tr("数字 {n}"), len(numbers)),
            ("rules", tr("条件 {n}"), len(page.rules)),
        ):
            self.sections.name(key, name.format(n=count))
        self._fill(page)
        self.sections.choose("facts")
        self.windows.setVisible(bool(page.windows))
        self.sections.buttons["facts"].setFocus()

    def _fill(self, page: PackPage) -> None:
        line, tr = page.line, self.tr
        clear(self.grid)
        facts = [
            (tr("文号"), line.number),
            (tr("层级"), word("layer", line.layer)),
            (tr("名称"), line.title),
            (tr("来源"), word("pack_origin", line.origin)),
            (tr("印发机关"), tr("、").join(line.issuers)),
            (tr("落款日"), said.day(line.signed_on)),
            (tr("核对日"), said.day(line.checked_on)),
            (tr("发布日"), said.day(line.published_on)),
        ]
        for place, (label, text) in enumerate(facts):
            at, side = divmod(place, 2)
            self.grid.addWidget(words(label, "label"), at, side * 2, Qt.AlignmentFlag.AlignTop)
            value = words(text, wrap=True)
            self.grid.addWidget(value, at, side * 2 + 1, Qt.AlignmentFlag.AlignTop)
        note = line.note if page.windows else tr("这份文件不直接约束合同。") + line.note
        if note:
            at = len(facts) // 2
            self.grid.addWidget(words(tr("说明"), "label"), at, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(words(note, wrap=True), at, 1, 1, 3)

    def _open_rule(self, line: RuleLine) -> None:
        def shown(clause: ClauseText) -> None:
            Condition(self, line, clause).open()

        self.jobs.run(lambda: self.desk.policy.clause(line.ref), shown)


def _findings(line: RuleLine) -> str:
    return "".join([*(FINDINGS.get(code, "") for code in line.codes), *line.says])
