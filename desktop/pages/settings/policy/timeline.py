"""The time line of a contract: which document binds which signing days, and its own stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.pages.settings.policy import words as said
from desktop.pages.settings.policy.view import View, shorts
from desktop.services.records.policy import ContractLine, PackLine, Span, Stage
from desktop.texts import choices, word
from desktop.texts.policy import STATES
from desktop.texts.rules import FINDINGS
from desktop.ui.band import Band, Lane, Stretch
from desktop.ui.fields import Combo, DayCell
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint, set_tone
from desktop.ui.parts import Card, button, row, scrolled, words
from desktop.ui.tables import ROW, Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

BOUND = ("BFXE", "TPXE", "FPXE")
_FIRST_YEARS = 1
_TOLD = frozenset({"pack_window", "pack_record_only"})
"""Codes whose sentence the document's own reason says better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of signing days, or a stage of the contract, as a row of the table."""

    mark: str
    start: date | None
    end: date | None
    document: str
    codes: tuple[str, ...]
    why: str
    ref: str


class TimeLine(View):
    """Three days and a product; the band and the table below it say the same."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        self._latest = Latest()
        self._filling = False
        self._shorts: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self.line: ContractLine | None = None
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(0, 0, 4, 0)
        around.setSpacing(0)
        around.addWidget(self._card())
        around.addStretch(1)
        self.area = scrolled(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        self._start()

    def _card(self) -> Card:
        tr = self.tr
        products = [one for one in choices("product_code") if one[0] in BOUND]
        self.product = Combo(tr("产品"), products)
        self.signed = DayCell(tr("签订日"), self.desk.today)
        self.drawn = DayCell(tr("放款日"), self.desk.today)
        self.maturity = DayCell(tr("到期日"), self.desk.today)
        self.hints = {"signed": Hint(), "drawn": Hint(), "maturity": Hint()}
        self.cells = dict(zip(self.hints, (self.signed, self.drawn, self.maturity), strict=True))
        self.product.currentIndexChanged.connect(lambda _place: self.ask())
        for cell in self.cells.values():
            cell.changed.connect(self.ask)
            cell.returnPressed.connect(cell.settle)
        self.band = Band(tr("各签订日适用哪份文件，以及这笔合同的各段"))
        self.band.picked.connect(self._picked)
        self.why = words("", wrap=True)
        self.clause_button = button("", self.help, kind="link")
        self.table = self._table()
        about = tr("上面一条：不同签订日适用哪份文件（长短为示意）。下面三条：这笔合同自己的各段。")
        card = Card(margin=12, gap=5)
        told = row(self.why, self.clause_button)
        told.setStretch(0, 1)
        card.add(self._questions(), self.band, told, self.table, words(about, "quiet", wrap=True))
        return card

    def _questions(self) -> QGridLayout:
        """Product and days in a line, what is wrong with a day below it."""
        tr = self.tr
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        asked: list[tuple[str, QWidget]] = [
            (tr("产品"), self.product),
            (tr("签订日"), self.signed),
            (tr("放款日"), self.drawn),
            (tr("到期日"), self.maturity),
        ]
        for place, (label, editor) in enumerate(asked):
            name = words(label, "label")
            name.setBuddy(editor)
            name.setContentsMargins(8 if place else 0, 0, 0, 0)
            grid.addWidget(name, 0, place * 2)
            grid.addWidget(editor, 0, place * 2 + 1)
        for place, hint in enumerate(self.hints.values(), 1):
            grid.addWidget(hint, 1, place * 2 + 1)
        grid.setColumnStretch(len(asked) * 2, 1)
        return grid

    def _table(self) -> Table[Part]:
        tr = self.tr
        table = Table[Part](
            tr("合同时间线"),
            [
                Column(title=tr("段"), text=lambda p: p.mark, width=56),
                Column(title=tr("哪些天"), text=lambda p: said.period(p.start, p.end), width=196),
                Column(title=tr("适用文件"), text=lambda p: p.document, width=180),
                Column(
                    title=tr("情况"),
                    text=_state,
                    width=104,
                    tone=lambda p: "warn" if p.codes else "ok",
                ),
                Column(title=tr("为什么"), text=lambda p: p.why),
                Column(title=tr("依据"), text=lambda p: self._shorts.get(p.ref, p.ref), width=84),
            ],
        )
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.current.connect(self._turn)
        table.opened.connect(lambda _line: self.help())
        return table

    def refresh(self) -> None:
        """Ask again with the days that stand there."""
        self.ask()

    def enter(self) -> None:
        """Start with the product."""
        self.product.setFocus()

    def ref(self) -> str:
        """The clause of the current part."""
        part = self.table.line()
        return part.ref if part else ""

    def show_contract(
        self, product: str, signed_on: date, drawn_on: date, maturity_on: date
    ) -> None:
        """Show a contract that another page knows."""
        self._filling = True
        self.product.choose(product)
        self.signed.set_day(signed_on)
        self.drawn.set_day(drawn_on)
        self.maturity.set_day(maturity_on)
        self._filling = False
        self.ask()

    def ask(self) -> None:
        """Ask for the time line, unless a day is missing or out of order."""
        if self._filling or not self._in_order():
            return
        product = self.product.code()
        days = [cell.day() for cell in (self.signed, self.drawn, self.maturity)]
        signed, drawn, maturity = (one or self.desk.today() for one in days)

        def call() -> tuple[ContractLine, list[PackLine], dict[str, str]]:
            line = self.desk.policy.contract(product, signed, drawn, maturity)
            refs = {one.ref for one in line.spans} | {one.ref for one in line.stages}
            return line, self.desk.policy.packs(), shorts(self.desk, refs)

        self.jobs.run(call, self._latest.only(self._show))

    def _start(self) -> None:
        """A contract signed and drawn today, for a year."""
        today = self.desk.today()
        end = today.replace(year=today.year + _FIRST_YEARS, day=min(today.day, 28))
        self._filling = True
        for cell, day in ((self.signed, today), (self.drawn, today), (self.maturity, end)):
            cell.set_day(day)
        self._filling = False

    def _in_order(self) -> bool:
        tr = self.tr
        signed, drawn, maturity = self.signed.day(), self.drawn.day(), self.maturity.day()
        faults = dict.fromkeys(self.hints, "")
        for name, day in (("signed", signed), ("drawn", drawn), ("maturity", maturity)):
            if day is None:
                faults[name] = tr("请写日期")
        if signed and drawn and drawn < signed:
            faults["drawn"] = tr("不能早于签订日")
        if drawn and maturity and maturity <= drawn:
            faults["maturity"] = tr("要晚于放款日")
        for name, text in faults.items():
            self.hints[name].say(text)
            set_tone(self.cells[name], "error" if text else "")
        return not any(faults.values())

    def _show(self, found: tuple[ContractLine, list[PackLine], dict[str, str]]) -> None:
        self.line, packs, self._shorts = found
        self._numbers = {one.pack_id: one.number or one.title for one in packs}
        spans, stages = self.line.spans, self.line.stages
        parts = [self._of_span(str(place), one) for place, one in enumerate(spans, 1)]
        parts += [self._of_stage(one) for one in stages]
        self.band.show_days(
            self.desk.today(),
            [self._stretch(parts[place], one) for place, one in enumerate(spans)],
            [self._lane(one) for one in stages],
        )
        self._filling = True  # rows that came anew are no walk of the officer's
        self.table.lines.show(parts)
        self._fit()
        self.table.go_to(len(spans) if stages else 0)
        self._filling = False
        self._turn(self.table.line())

    def _fit(self) -> None:
        """The table is as tall as its rows; the whole view scrolls."""
        theme = Theme.current()
        self.table.setFixedHeight(theme.px(ROW) * (len(self.table.lines.rows) + 1) + 4)

    def _of_span(self, mark: str, one: Span) -> Part:
        codes = (one.code,) if one.code else ()
        return Part(
            mark=mark,
            start=one.start,
            end=one.end,
            document=self._document(one.pack_id, one.title),
            codes=codes,
            why=_why(one.reason, codes),
            ref=one.ref,
        )

    def _of_stage(self, one: Stage) -> Part:
        return Part(
            mark=word("stage_kind", one.kind),
            start=one.start,
            end=one.end if one.kind == "interest" else one.start,
            document=self._document(one.pack_id, one.title),
            codes=one.codes,
            why=_why(one.reason, one.codes),
            ref=one.ref,
        )

    def _document(self, pack_id: str, title: str) -> str:
        return self._numbers.get(pack_id, title) if pack_id else self.tr("没有文件")

    def _stretch(self, part: Part, one: Span) -> Stretch:
        tone = ("warn" if one.code else "ok") if one.pack_id else ""
        return Stretch(
            number=part.mark,
            labels=(part.document, *([_state(part)] if one.code else [])),
            start=one.start,
            end=one.end,
            tone=tone,
        )

    def _lane(self, one: Stage) -> Lane:
        tr = self.tr
        part = self._of_stage(one)
        state = tr("（{state}）").format(state=_state(part)) if part.codes and one.pack_id else ""
        text = {
            "signed": tr("签订 {start}：{document}{state}"),
            "interest": tr("计息 {start} 至 {end}：{document}{state}"),
            "renewal": tr("{start} 到期，若续贷：{document}{state}"),
        }.get(one.kind, tr("{start}：{document}{state}"))
        label = text.format(start=one.start, end=one.end, document=part.document, state=state)
        return Lane(
            labels=(label, tr("{mark} {start}").format(mark=part.mark, start=one.start), part.mark),
            start=one.start,
            end=part.end if one.kind == "interest" else None,
        )

    def _picked(self, place: int) -> None:
        self.table.go_to(place)
        self.table.setFocus()

    def _turn(self, part: Part | None) -> None:
        if part is None or self._filling:
            return
        tr = self.tr
        self.band.choose(self.table.currentIndex().row())
        text = tr("{mark}　{days}　{document}：{why}")
        self.why.setText(
            text.format(
                mark=part.mark,
                days=said.period(part.start, part.end),
                document=part.document,
                why=part.why,
            )
        )
        short = self._shorts.get(part.ref, part.ref)
        self.clause_button.setText(tr("依据 {short}　看原文 F1").format(short=short))
        self.clause_button.setVisible(bool(part.ref))
        if self.table.hasFocus():
            box = self.table.visualRect(self.table.currentIndex())
            at = self.table.viewport().mapTo(self.area.widget(), QPoint(0, box.bottom()))
            self.area.ensureVisible(0, at.y())


def _state(part: Part) -> str:
    code = part.codes[0] if part.codes else ""
    return STATES.get(code, STATES["pack_window"])


def _why(reason: str, codes: tuple[str, ...]) -> str:
    further = [code for code in codes if not (reason and code in _TOLD)]
    return "".join([reason, *(FINDINGS.get(code, "") for code in further)])
