"""What the interest would come to at an example rate, and every figure of it line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.texts.checks import finding
from desktop.texts.rules import EQUATION, FIGURES, LESS, PART, STEP
from desktop.ui.fields import Cell
from desktop.ui.messages import set_tone
from desktop.ui.parts import Card, Elided, button, row, rule, words
from desktop.ui.reading import show_amount
from desktop.ui.shortcuts import Sheet
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.services.records.checks import SubsidyExample
    from desktop.services.records.figures import FigureLine

RATE = "3.45"
_FEN = 100
_WAN = 10_000 * _FEN
_FISCAL = ("central", "province", "local", "subsidy")
_WIDE, _HIGH = 58, 34


def money(fen: int) -> str:
    """Fen as people read it."""
    return f"{fen // _FEN:,}.{fen % _FEN:02d}"


def equation(example: SubsidyExample) -> str:
    """The interest as a sum that a person can check."""
    parts = " + ".join(
        PART.format(name=FIGURES.get(name, name), amount=money(fen)) for name, fen in example.parts
    )
    return EQUATION.format(interest=money(example.interest_fen), parts=parts) if parts else ""


class Subsidy(Card):
    """One line under the findings; the rate is an example that the officer types."""

    changed = Signal()
    sums_wanted = Signal()
    clause_wanted = Signal(str)

    def __init__(self, short: Callable[[str], str]) -> None:
        """`short` gives the short form of a citation."""
        super().__init__(margin=10, gap=2)
        tr = self.tr
        self._short = short
        self._pays = ""
        self.example: SubsidyExample | None = None
        self.rate = Cell(tr("示例利率，百分之"))
        self.rate.setText(RATE)
        set_tip(self.rate, tr("只是举例：利率由银行确定，以合同为准"))
        self.rate.textChanged.connect(lambda _text: self.changed.emit())
        self.sum = Elided("")
        self.note = Elided("", "quiet")
        self.pays = button("", lambda: self.clause_wanted.emit(self._pays), kind="cite")
        set_tip(self.pays, tr("看政策原文"))
        self.sums = button(tr("算给您看"), self.sums_wanted.emit)
        line = row(
            words(tr("贴息测算"), "strong"),
            words(tr("示例利率"), "label"),
            self.rate,
            words(tr("%")),
            self.sum,
            self.sums,
        )
        line.setStretch(4, 1)
        self._strip = QWidget()
        self._strip.setLayout(line)
        under = row(self.note, self.pays, gap=4)
        under.setStretch(0, 1)
        self.add(self._strip, under)
        self._wear()

    def show_example(self, example: SubsidyExample, amount_fen: int, pays: str) -> None:
        """Show an example for an amount (fen); `pays` is the clause on how it is paid."""
        self.example = example
        set_tone(self.rate, "")
        _say(self.sum, summary(example))
        about = self.tr(
            "仅供说明，以合同和实际拨付为准。先由借款人全额付息，审核公示后拨付。"
            "按 {amount} 万元、{days} 天举例。"
        )
        _say(self.note, about.format(amount=show_amount(amount_fen, _WAN), days=example.days))
        if self._pays != pays:
            self._pays = pays
            _say(self.pays, self._short(pays) if pays else "")
            self.pays.setVisible(bool(pays))

    def refuse(self, text: str, *, wrong_rate: bool) -> None:
        """Say why there is no example."""
        self.example = None
        set_tone(self.rate, "error" if wrong_rate else "")
        _say(self.sum, text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._wear()

    def _wear(self) -> None:
        self.rate.setFixedWidth(Theme.current().px(_WIDE))
        self._strip.setFixedHeight(Theme.current().px(_HIGH))  # whatever has the focus


def _say(part: QLabel | QPushButton, text: str) -> None:
    if part.text() != text:
        part.setText(text)


def summary(example: SubsidyExample) -> str:
    """The interest, what the treasury bears of it and by whom, and the borrower's own part."""
    translate = QCoreApplication.translate
    parts = dict(example.parts)
    fiscal = [
        PART.format(name=FIGURES[name], amount=money(parts[name]))
        for name in _FISCAL
        if name in parts
    ]
    text = translate("Subsidy", "利息 {interest}　财政 {fiscal}（{parts}）　自付 {own} 元")
    if not parts:
        text = translate("Subsidy", "利息 {interest} 元，贴息现在算不出")
    return text.format(
        interest=money(example.interest_fen),
        fiscal=money(sum(parts.get(name, 0) for name in _FISCAL)),
        parts=" ".join(fiscal),
        own=money(parts.get("borrower", 0)),
    )


class Sums(Sheet):
    """Every figure of the example, so that a person can check it by hand."""

    clause_wanted = Signal(str)

    def __init__(
        self, parent: QWidget, example: SubsidyExample, about: str, short: Callable[[str], str]
    ) -> None:
        super().__init__(parent, parent.tr("算给您看"))
        self.lines = list(reckoned(example))
        rate = self.tr("示例利率 {rate}%，不是银行给您的利率。").format(rate=example.rate)
        span = [step for figure in example.figures for step in figure.steps]
        if span:
            days = self.tr("计息从 {first} 到 {last}，共 {days} 天，一年按 {basis} 天算。")
            rate += days.format(
                first=span[0].first.isoformat(),
                last=span[0].last.isoformat(),
                days=example.days,
                basis=example.basis,
            )
        self.add(words(rate + about, "label", wrap=True))
        self.body.addSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, (name, how, amount) in enumerate(self.lines):
            grid.addWidget(words(name, "strong"), place * 2, 0, _TOP)
            grid.addWidget(words(how, wrap=True), place * 2, 1, _TOP)
            grid.addWidget(words(amount, "strong"), place * 2, 2, _TOP | _RIGHT)
            grid.addWidget(rule(soft=True), place * 2 + 1, 0, 1, 3)
        self.add(grid)
        total = equation(example)
        if total:
            self.add(words(total, "heading", wrap=True))
        for flag in example.flags:
            self.add(words(finding(flag), "", "warn", wrap=True))
        for clause in example.clauses:
            link = button(short(clause), kind="link", tip=self.tr("看政策原文"))
            link.clicked.connect(lambda _=False, ref=clause: self.clause_wanted.emit(ref))
            self.add(row(link, 1))
        self.body.addStretch(1)


_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight


def reckoned(example: SubsidyExample) -> Iterator[tuple[str, str, str]]:
    """Name, sum and amount of every figure; the borrower's part is what is left."""
    for figure in example.figures:
        if figure.steps:
            yield FIGURES.get(figure.name, figure.name), _steps(figure), money(figure.amount_fen)
    parts = dict(example.parts)
    if "borrower" in parts:
        taken = [money(fen) for name, fen in example.parts if name != "borrower"]
        how = " \u2212 ".join([money(example.interest_fen), *taken])
        yield FIGURES["borrower"], how, money(parts["borrower"])


def _steps(figure: FigureLine) -> str:
    steps = [
        STEP.format(amount=money(step.amount_fen), rate=step.rate, days=step.days, basis=step.basis)
        for step in figure.steps
    ]
    less = [LESS.format(amount=money(figure.less_fen))] if figure.less_fen else []
    return "\n".join([*steps, *less])
