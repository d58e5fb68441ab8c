"""The second step: which column is what; shown when something is missing or somebody asks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.ui.fields import Combo
from desktop.ui.messages import Hint
from desktop.ui.parts import Badge, Elided, button, clear, flowing, row, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.records.imports import ImportColumn, ImportLook


class Columns(QWidget):
    """Every column with the field it is read as; a field is read from one column."""

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.combos: dict[str, Combo] = {}
        self.hints: dict[str, Hint] = {}
        self._columns: dict[str, ImportColumn] = {}
        self._names: dict[str, str] = {}
        self._groups: list[tuple[str, ...]] = []
        self.where = words("", "label", wrap=True)
        self.missing = Badge()
        self.kept = words("", "hint", "info", wrap=True)
        self.forget = button(tr("不用记住的对列"), kind="link")
        self.reset = button(tr("恢复自动对列"), lambda: self._apply({}))
        self.back = button(tr("换一个文件"))
        self.next = button(tr("下一步：检查"), kind="primary")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(4, 1)
        self._grid.setColumnMinimumWidth(1, Theme.current().px(200))
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        self._area = scrolled(inner)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.where)
        around.addWidget(self.missing)
        around.addWidget(flowing(self.kept, self.forget))
        around.addWidget(self._area, 1)
        around.addLayout(row(self.back, 1, self.reset, self.next))

    def show_look(self, look: ImportLook, mapping: Mapping[str, str]) -> None:
        """Show the columns as the program reads them, and over that what the officer chose."""
        self._names = {one.field: one.header for one in look.fields}
        self._groups = list(dict.fromkeys(g for one in look.fields if (g := one.required_with)))
        self._columns = {one.letter: one for one in look.columns}
        where = self.tr("表头在“{sheet}”第 {row} 行，共 {n} 列。把每一列读作什么，可以改。")
        self.where.setText(where.format(sheet=look.sheet, row=look.header_row, n=len(look.columns)))
        kept = self.tr("这种表头以前改过对列，已按记住的读。")
        self.kept.setText(kept if look.remembered else "")
        self.kept.setVisible(look.remembered)
        self.forget.setVisible(look.remembered)
        self._fill()
        self._apply(mapping)
        wrong = next((one for one in self.combos.values() if not one.code()), None)
        first = wrong if wrong is not None and self.lacking() else self.next
        first.setFocus()
        self._area.ensureWidgetVisible(first)

    def mapping(self) -> dict[str, str]:
        """Header as written to field, where the officer reads a column otherwise."""
        return {
            one.header: code
            for letter, one in self._columns.items()
            if (code := self.combos[letter].code()) != one.field
        }

    def lacking(self) -> list[tuple[str, ...]]:
        """Groups of fields of which one is needed and none is read from any column."""
        have = {combo.code() for combo in self.combos.values()}
        return [group for group in self._groups if not have.intersection(group)]

    def clear(self) -> None:
        """Take everything off."""
        clear(self._grid)
        self.combos, self.hints, self._columns = {}, {}, {}
        self.where.clear()

    def _fill(self) -> None:
        tr = self.tr
        clear(self._grid)
        self.combos, self.hints = {}, {}
        for place, title in enumerate((tr("列"), tr("表头"), tr("读作"), tr("单位"))):
            self._grid.addWidget(words(title, "quiet"), 0, place)
        needed = {name for group in self._groups for name in group}
        choices = [("", tr("不导入")), *self._named(needed)]
        for line, one in enumerate(self._columns.values(), 1):
            combo = Combo(tr("{letter} 列读作").format(letter=one.letter), choices)
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setFixedWidth(Theme.current().px(220))
            combo.choose(one.field)
            combo.currentIndexChanged.connect(partial(self._chosen, one.letter))
            combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            header = Elided(one.header)
            hint = Hint()
            self.combos[one.letter], self.hints[one.letter] = combo, hint
            for place, part in enumerate(
                (words(one.letter, "label"), header, combo, words(one.unit, "label"), hint)
            ):
                self._grid.addWidget(part, line, place)
            combo.show()  # else it cannot take the focus yet

    def _named(self, needed: set[str]) -> list[tuple[str, str]]:
        form = self.tr("{name}（必需）")
        return [
            (code, form.format(name=name) if code in needed else name)
            for code, name in self._names.items()
        ]

    def _apply(self, mapping: Mapping[str, str]) -> None:
        for letter, one in self._columns.items():
            combo = self.combos[letter]
            with QSignalBlocker(combo):
                combo.choose(mapping.get(one.header, one.field))
        self._tell()

    def _chosen(self, letter: str, _place: int) -> None:
        """A field that is read from here is read from no other column."""
        code = self.combos[letter].code()
        for other, combo in self.combos.items():
            if code and other != letter and combo.code() == code:
                with QSignalBlocker(combo):
                    combo.choose("")
        self._tell()

    def _tell(self) -> None:
        for letter, one in self._columns.items():
            text, tone = self._note(one, self.combos[letter].code())
            self.hints[letter].say(text, tone)
        lacking = self.lacking()
        if lacking:
            either = self.tr("或")
            names = [either.join(self._names.get(one, one) for one in g) for g in lacking]
            text = self.tr("缺：{names}。请指出是哪一列。")
            self.missing.say(text.format(names=self.tr("、").join(names)), "error")
        else:
            self.missing.say(self.tr("必需的列都有了"), "ok")
        self.next.setEnabled(not lacking)

    def _note(self, one: ImportColumn, code: str) -> tuple[str, str]:
        """What is to be known about a column."""
        tr = self.tr
        if code != one.field:
            taken = self._elsewhere(one.field, one.letter)
            if taken and not code:
                text = tr("“{name}”改由 {letter} 列读。")
                return text.format(name=self._names.get(one.field, ""), letter=taken), "warn"
            return tr("已改，导入后记住，下次同样的表头不用再改。"), "info"
        if one.remembered:
            return tr("上次改过，已记住。"), "info"
        hidden = tr("隐藏的列，也读。") if one.hidden and code else ""
        return hidden or ("" if code else tr("用不到，不导入。")), ""

    def _elsewhere(self, code: str, letter: str) -> str:
        """The other column that a field is read from."""
        found = (key for key, combo in self.combos.items() if key != letter)
        return next((key for key in found if code and self.combos[key].code() == code), "")
