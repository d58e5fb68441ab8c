"""Numbers that the texts leave to others: readings, what is in force, and filling them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.pages.settings.policy import words as said
from desktop.pages.settings.policy.filling import Filling
from desktop.pages.settings.policy.view import View, shorts
from desktop.services.records.policy import Filled, OpenLine, PrimeRate, PrimeRates
from desktop.texts import word
from desktop.texts.policy import UNITS
from desktop.ui.parts import Badge, Card, button, clear, row, scrolled, words
from desktop.ui.tables import ROW, Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

RATES = "lpr_table"
_LEAST_ROWS = 3


class Numbers(View):
    """A list with what is in force; the chosen number is laid out beside it."""

    asked = Signal(str)
    """The open point behind a number is wanted, by its code."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self.rates = PrimeRates(checked=False, origin="", rows=())
        self._shorts: dict[str, str] = {}
        self.table = Table[OpenLine](
            tr("留给县里或银行定的数"),
            [
                Column(title=tr("名称"), text=lambda o: said.name_of(o.name)),
                Column(title=tr("现在按"), text=self._now, width=152),
                Column(
                    title=tr("状态"),
                    text=lambda o: self._state(o)[0],
                    width=104,
                    tone=lambda o: self._state(o)[1],
                ),
                Column(title=tr("依据"), text=self._from, width=112, optional=True),
                Column(title=tr("生效日"), text=self._since, width=104, optional=True),
            ],
        )
        self.table.leaves("parameters")
        self.table.current.connect(self._turn)
        self.table.opened.connect(self._open)
        self.count = words("", "label", wrap=True)
        left = Card(margin=12, gap=6)
        left.add(self.count, self.table)
        left.body.setStretch(1, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(left, 3)
        line.addWidget(self._panel(), 2)

    def _panel(self) -> Card:
        tr = self.tr
        self.name = words("", "heading", wrap=True)
        self.badge = Badge()
        self.readings = words("", wrap=True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(1, 1)
        self.history_head = words(tr("填写经过"), "label")
        self.history = Table[Filled](
            tr("填写经过"),
            [
                Column(title=tr("生效日"), text=lambda f: said.day(f.effective_from), width=100),
                Column(title=tr("数和文件"), text=self._filled_text),
                Column(
                    title=tr("状态"),
                    text=lambda f: said.status(f.status),
                    width=80,
                    tone=lambda f: "ok" if f.status == "confirmed" else "warn",
                ),
            ],
        )
        self.rates_table = Table[PrimeRate](
            tr("LPR 报价表"),
            [
                Column(title=tr("公布日"), text=lambda r: said.day(r.start), width=104),
                Column(title=tr("一年期"), text=lambda r: f"{r.one_year}%", width=76, right=True),
                Column(title=tr("五年期以上"), text=lambda r: f"{r.five_years}%", right=True),
            ],
        )
        self.history.leaves("parameters")
        self.rates_table.leaves("prime_rates")
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 8, 0)
        body.setSpacing(6)
        for part in (self.readings, self.history_head, self.history, self.rates_table):
            if part is self.history_head:
                body.addLayout(self.grid)
            body.addWidget(part)
        body.addStretch(1)
        self.fill_button = button(tr("填写…"), self.fill, kind="primary")
        self.clause_button = button("", self.help, kind="link")
        self.point_button = button("", self._ask_point, kind="link")
        head = row(self.name, self.badge)
        head.setStretch(0, 1)
        card = Card(margin=12, gap=6)
        card.add(
            head, scrolled(inner), row(self.clause_button, self.point_button, 1, self.fill_button)
        )
        card.body.setStretch(1, 1)
        return card

    def refresh(self) -> None:
        """Ask for the numbers and the prime rates."""

        def call() -> tuple[list[OpenLine], PrimeRates, dict[str, str]]:
            lines = self.desk.parameters.opens()
            refs = {ref for one in lines for ref in (one.ref, one.answered_by)}
            return lines, self.desk.policy.prime_rates(), shorts(self.desk, refs)

        self.jobs.run(call, self._show)

    def enter(self) -> None:
        """Start in the list."""
        self.table.setFocus()

    def ref(self) -> str:
        """The clause of the current number: the one that answers it, else the one that asks."""
        line = self.table.line()
        return (line.answered_by or line.ref) if line else ""

    def fill(self) -> None:
        """Open the form for the current number."""
        line = self.table.line()
        if line is not None and line.may_fill:
            Filling(self, self.desk, self.jobs, line, self._stored).open()

    def _ask_point(self) -> None:
        line = self.table.line()
        if line is not None:
            self.asked.emit(line.question)

    def _open(self, line: OpenLine) -> None:
        if line.may_fill:
            self.fill()
        else:
            self.help()

    def _stored(self, name: str) -> None:
        self.said.emit(self.tr("已存下：{name}").format(name=said.name_of(name)))
        self.written.emit("county_parameter")
        self.refresh()

    def _show(self, found: tuple[list[OpenLine], PrimeRates, dict[str, str]]) -> None:
        lines, self.rates, self._shorts = found
        if all(one.name != RATES for one in lines):
            lines = [*lines, _rates_line()]
        before = self.table.currentIndex().row()
        self.table.lines.show(lines)
        self.rates_table.lines.show(list(reversed(self.rates.rows)))
        waiting = sum(self._state(one)[1] == "warn" for one in lines)
        text = self.tr(
            "留给地方或银行定的数 {n} 项，{m} 项还要确认；没有暂用数的，确认前不参加测算。"
        )
        self.count.setText(text.format(n=len(lines), m=waiting))
        self.table.go_to(before if 0 <= before < len(lines) else 0)
        self._turn(self.table.line())

    def _turn(self, line: OpenLine | None) -> None:
        if line is None:
            return
        tr = self.tr
        self.name.setText(said.name_of(line.name))
        self.badge.say(*self._state(line))
        self.readings.setText("\n".join(f"· {one}" for one in line.readings))
        self.readings.setVisible(bool(line.readings))
        clear(self.grid)
        since = self._in_force(line)
        facts = [
            (tr("单位"), UNITS.get(line.unit, "")),
            (tr("来源"), self._origin() if line.name == RATES else ""),
            (tr("谁来填"), tr("、").join(word("layer", one) for one in line.filled_by)),
            (tr("现在按"), self._now(line)),
            (tr("文件依据"), since.document if since else ""),
            (tr("生效日"), said.day(since.effective_from) if since else ""),
        ]
        for place, (label, text) in enumerate(one for one in facts if one[1]):
            self.grid.addWidget(words(label, "label"), place, 0)
            self.grid.addWidget(words(text, wrap=True), place, 1)
        newest = sorted(line.history, key=lambda one: one.effective_from, reverse=True)
        self.history.lines.show(newest)
        for part in (self.history_head, self.history):
            part.setVisible(bool(line.history))
        self.rates_table.setVisible(line.name == RATES)
        for table in (self.history, self.rates_table):
            rows = max(len(table.lines.rows), _LEAST_ROWS - 1) + 1
            table.setFixedHeight(Theme.current().px(ROW) * rows + 4)
        self._actions(line)

    def _origin(self) -> str:
        origin = word("pack_origin", self.rates.origin)
        if self.rates.checked:
            return origin
        return self.tr("{origin}，没有核对过，只作提示").format(origin=origin)

    def _actions(self, line: OpenLine) -> None:
        ref = self.ref()
        text = self.tr("依据 {short}　看原文 F1")
        self.clause_button.setText(text.format(short=self._shorts.get(ref, ref)))
        self.clause_button.setVisible(bool(ref))
        point = line.question.rpartition("-")[2]
        self.point_button.setText(self.tr("待明确事项 {n}").format(n=point))
        self.point_button.setVisible(bool(point))
        self.fill_button.setVisible(line.may_fill)
        self.fill_button.setText(self.tr("改填…") if line.history else self.tr("填写…"))

    def _state(self, line: OpenLine) -> tuple[str, str]:
        if line.name == RATES and not line.in_force:
            checked = self.rates.checked
            return (self.tr("已核对"), "ok") if checked else (self.tr("未核对"), "warn")
        return said.state(line)

    def _now(self, line: OpenLine) -> str:
        if line.name == RATES:
            last = self.rates.rows[-1] if self.rates.rows else None
            return f"{last.one_year}% / {last.five_years}%" if last else ""
        if line.in_force:
            return said.number(line.name, line.in_force, line.unit)
        if line.answered_by:
            return self.tr("按文件规定")
        value = said.number(line.name, line.default, line.unit)
        return self.tr("暂按 {value}").format(value=value) if value else ""

    def _from(self, line: OpenLine) -> str:
        since = self._in_force(line)
        if since is not None:
            return since.document
        ref = line.answered_by or line.ref
        return self._shorts.get(ref, ref)

    def _since(self, line: OpenLine) -> str:
        since = self._in_force(line)
        return said.day(since.effective_from) if since else ""

    def _in_force(self, line: OpenLine) -> Filled | None:
        """The entry that counts today: the last confirmed one that has begun."""
        today: date = self.desk.today()
        begun = [
            one for one in line.history if one.status == "confirmed" and one.effective_from <= today
        ]
        found = max(begun, key=lambda one: one.effective_from, default=None)
        return found if line.in_force and not line.answered_by else None

    def _filled_text(self, one: Filled) -> str:
        line = self.table.line()
        value = said.number(line.name, one.value, line.unit) if line else one.value
        return self.tr("{value}　{document}").format(value=value, document=one.document)


def _rates_line() -> OpenLine:
    """The table of prime rates as a row, where no text of this region asks for it."""
    return OpenLine(
        name=RATES,
        unit="table",
        ref="",
        readings=(),
        filled_by=(),
        may_fill=False,
        answered_by="",
        in_force="",
        history=(),
    )
