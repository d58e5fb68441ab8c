"""The third step: what would go in, and every problem with what may be done about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.importing import words as said
from desktop.pages.importing.work import cell
from desktop.services.records.imports import ProblemLine
from desktop.texts import sheets
from desktop.ui.fields import Combo, DayCell
from desktop.ui.parts import Elided, Empty, Tabs, button, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from desktop.pages.importing.work import Cell

TO_SEE, ALL = "see", ""
_EFFECTS = ("held", "flagged", "fixed", "adopted")


class Problems(Table[ProblemLine]):
    """The problems; Enter takes or gives back the suggestion of a row, A those of its kind."""

    every_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A adopts all of the same kind, space does as Enter."""
        if event.text().lower() == "a" and not event.modifiers():
            self.every_wanted.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.open_current()
        else:
            super().keyPressEvent(event)


class Checking(QWidget):
    """Filter, table, the row at hand in full, and the way on."""

    adopt_wanted = Signal(object)
    every_wanted = Signal(object)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        tr = self.tr
        self._lines: list[ProblemLine] = []
        self._adopted: dict[Cell, ProblemLine] = {}
        self._adoptable: Counter[str] = Counter()
        self._ready = True
        self.effects = Tabs(
            [
                (TO_SEE, tr("要看的")),
                ("held", said.effect("held")),
                ("flagged", said.effect("flagged")),
                ("fixed", said.effect("fixed")),
                ("adopted", said.effect("adopted")),
            ],
            kind="pill",
        )
        self.effects.chosen.connect(self._effect_chosen)
        self.codes = Combo(tr("问题"), [(ALL, tr("全部问题"))])
        self.codes.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.codes.setFixedWidth(Theme.current().px(240))
        self.codes.currentIndexChanged.connect(lambda _place: self._show())
        self.table = self._table()
        self.clean = Empty("check", "")
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.clean)
        self.at_hand = Elided("", "label")
        self.adopt = button(tr("采用"), self._adopt)
        self.every = button(tr("采用同类"), self._every)
        self.again = button(tr("换一个文件"))
        self.columns = button(tr("对列"))
        self.errors = button(tr("导出错误行"))
        self.day = DayCell(tr("名单截止日期"), today)
        self.dated = words(tr("截止日期"), "label")
        self.dated.setBuddy(self.day)
        self.hint = words("", "hint", "error", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.hint.hide()
        self.take = button(tr("导入"), kind="primary")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(6)
        around.addLayout(row(self.effects, 1, self.codes))
        around.addWidget(self.faces, 1)
        hand = row(self.at_hand, self.adopt, self.every)
        hand.setStretch(0, 1)
        around.addLayout(hand)
        around.addLayout(
            row(self.again, self.columns, self.errors, 1, self.dated, self.day, self.take)
        )
        around.addWidget(self.hint)
        around.setStretch(1, 1)

    def _table(self) -> Problems:
        tr = self.tr
        made = Problems(
            tr("检查出的问题"),
            [
                Column(
                    title=tr("行"),
                    text=lambda p: str(p.row or tr("整表")),
                    width=64,
                    right=True,
                ),
                Column(title=tr("列"), text=lambda p: p.column, width=112),
                Column(title=tr("原值"), text=lambda p: p.shown_original, width=176),
                Column(
                    title=tr("处理"),
                    text=lambda p: said.effect(self._effect(p)),
                    width=96,
                    tone=lambda p: said.TONES.get(self._effect(p), "info"),
                ),
                Column(title=tr("问题"), text=sheets.problem),
                Column(title=tr("建议"), text=self._suggested, width=212),
            ],
        )
        made.opened.connect(self.adopt_wanted.emit)
        made.every_wanted.connect(self._every)
        made.current.connect(self._at_hand)
        return made

    def show_lines(
        self, lines: list[ProblemLine], adopted: dict[Cell, ProblemLine], *, ready: bool = True
    ) -> None:
        """Show the problems anew; filter and place stay. `ready` when the file may go in."""
        self._ready = ready
        before = self.table.line()
        self._lines = lines
        self._note(adopted)
        open_lines = [one for one in lines if cell(one) not in adopted]
        counts = Counter(one.effect for one in open_lines)
        self._name(TO_SEE, self.tr("要看的"), counts["held"] + counts["flagged"])
        for effect in ("held", "flagged", "fixed"):
            self._name(effect, said.effect(effect), counts[effect])
        self._name("adopted", said.effect("adopted"), len(adopted))
        if not self._wanted(self.effects.key()) and lines and not adopted:
            self.effects.buttons["fixed"].setChecked(True)
        self._offer_codes()
        self._show(before)

    def marked(self, adopted: dict[Cell, ProblemLine]) -> None:
        """Mark what was adopted at once; the new check follows."""
        self._note(adopted)
        self.table.viewport().update()
        self._at_hand(self.table.line())

    def next_line(self) -> None:
        """Go on to the next problem."""
        place = self.table.currentIndex().row() + 1
        if place < len(self.table.lines.rows):
            self.table.go_to(place)

    def date(self, day: date | None, *, shown: bool) -> None:
        """The day of the list; only a roster has one."""
        self.dated.setVisible(shown)
        self.day.setVisible(shown)
        if not self.day.hasFocus():
            self.day.set_day(day)
        self.say_day("")

    def focus(self) -> None:
        """Stand on the first problem, else on the way on."""
        way = self.take if self._ready else self.again
        (self.table if self.table.lines.rows else way).setFocus()

    def say_day(self, text: str) -> None:
        """What is wrong with the day of the list."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def clear(self) -> None:
        """Take everything off."""
        self._lines = []
        self._note({})
        self.table.lines.show([])
        self.at_hand.setText("")
        self.say_day("")

    def start(self) -> None:
        """Begin with another file: filters as at first."""
        self.clear()
        self.effects.buttons[TO_SEE].setChecked(True)
        with QSignalBlocker(self.codes):
            self.codes.choose(ALL)

    def lines(self) -> list[ProblemLine]:
        """All problems, shown or not."""
        return self._lines

    def _note(self, adopted: dict[Cell, ProblemLine]) -> None:
        """Keep what is adopted, and count by problem what may still be."""
        self._adopted = adopted
        able = (p.code for p in self._lines if p.adoptable and cell(p) not in adopted)
        self._adoptable = Counter(able)

    def _name(self, effect: str, word: str, count: int) -> None:
        named = self.tr("{word} {n}").format(word=word, n=f"{count:,}")
        self.effects.name(effect, named)

    def _wanted(self, effect: str) -> list[ProblemLine]:
        if effect == TO_SEE:
            return [p for p in self._lines if p.effect != "fixed" or cell(p) in self._adopted]
        if effect == "adopted":
            return list(self._adopted.values())
        return [one for one in self._lines if one.effect == effect]

    def _effect_chosen(self, _effect: str) -> None:
        self._offer_codes()
        self._show()

    def _offer_codes(self) -> None:
        """The problems of the chosen effect, the most frequent first."""
        tr = self.tr
        firsts: dict[str, ProblemLine] = {}
        counts: Counter[str] = Counter()
        for one in self._wanted(self.effects.key()):
            firsts.setdefault(one.code, one)
            counts[one.code] += 1
        every = [
            (code, tr("{n} 处：{what}").format(n=f"{n:,}", what=sheets.problem(firsts[code])))
            for code, n in counts.most_common()
        ]
        kept = self.codes.code()
        self.codes.fill([(ALL, tr("全部问题（{n} 种）").format(n=len(every))), *every])
        with QSignalBlocker(self.codes):
            self.codes.choose(kept)

    def _show(self, before: ProblemLine | None = None) -> None:
        code = self.codes.code()
        lines = [p for p in self._wanted(self.effects.key()) if not code or p.code == code]
        self.table.lines.show(lines)
        if before is not None:
            self.table.go_to(_place(lines, before))
        clean = self.tr("没有查出问题，可以导入。") if self._ready else self.tr("没有查出问题。")
        self.clean.text.setText(self.tr("这一类没有。") if self._lines else clean)
        self.faces.setCurrentIndex(0 if lines else 1)
        self._at_hand(self.table.line())

    def _at_hand(self, line: object) -> None:
        """The row at hand in full, and what may be done about it."""
        tr = self.tr
        if not isinstance(line, ProblemLine):
            self.at_hand.setText("")
            self.adopt.setEnabled(False)
            self.every.setEnabled(False)
            return
        rows = tr("、").join(str(one) for one in line.related_rows)
        related = tr("（同第 {rows} 行）").format(rows=rows) if rows else ""
        where = tr("第 {row} 行").format(row=line.row) if line.row else tr("整张表")
        form = tr("{where} {column}：{what}{related}")
        self.at_hand.setText(
            form.format(
                where=where, column=line.column, what=sheets.problem(line), related=related
            ).strip()
        )
        taken = cell(line) in self._adopted
        alike = self._adoptable[line.code]
        self.adopt.setText(tr("不采用（回车）") if taken else tr("采用（回车）"))
        self.adopt.setEnabled(line.adoptable)
        self.every.setText(tr("采用同类 {n} 处（A）").format(n=alike))
        self.every.setEnabled(alike > 0)

    def _effect(self, line: ProblemLine) -> str:
        return "adopted" if cell(line) in self._adopted else line.effect

    def _suggested(self, line: ProblemLine) -> str:
        tr = self.tr
        if cell(line) in self._adopted:
            return tr("已采用：{value}").format(value=line.shown_suggestion)
        if line.suggestion:
            return sheets.suggestion(line)
        if line.effect == "fixed" and line.value:
            return tr("已改为 {value}").format(value=line.shown_value)
        return line.shown_value if line.value != line.original else ""

    def _adopt(self) -> None:
        line = self.table.line()
        if line is not None:
            self.adopt_wanted.emit(line)

    def _every(self) -> None:
        line = self.table.line()
        if line is not None and self.every.isEnabled():
            self.every_wanted.emit(line)


def _place(lines: Sequence[ProblemLine], before: ProblemLine) -> int:
    """Where a problem stands now, else the one that took its place."""
    wanted = (before.row, before.field or before.column, before.code)
    found = (
        place
        for place, one in enumerate(lines)
        if (one.row, one.field or one.column, one.code) == wanted
    )
    return next(found, 0) if lines else 0
