"""The rows already entered, as a table: number, moment, household, codes, note."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktop.services.entry.codes import intent_of, met_of
from desktop.services.records.people import VisitLine
from desktop.texts import word
from desktop.ui.reading import show_amount
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_WAN_FEN = 1_000_000
_SHORT = 4


class Rows(Table[VisitLine]):
    """Rows of this session and of the day in the header, the last one written first."""

    def __init__(self, name: str) -> None:
        tr = self.tr
        self._numbers: dict[str, int] = {}
        self._said: dict[tuple[str, bool, int], tuple[str, ...]] = {}
        names = (
            (tr("时间"), 62), (tr("日期"), 60), (tr("农户"), 84), (tr("编号"), 54),
            (tr("见面"), 76), (tr("意向"), 72), (tr("金额／用途"), 92), (tr("备注"), 0),
        )  # fmt: skip
        told: list[Column[VisitLine]] = [
            Column(
                title=title, text=partial(self._cell, at), width=width, optional=title == tr("编号")
            )
            for at, (title, width) in enumerate(names)
        ]
        number: Column[VisitLine] = Column(title=tr("序"), text=self._place, width=40, right=True)
        super().__init__(name, [number, *told])

    def _cell(self, at: int, line: VisitLine) -> str:
        """A text of a row; worked out once, because rows are painted at every save."""
        key = line.id, line.corrected, line.photos
        if key not in self._said:
            self._said[key] = (
                f"{line.logged_at.astimezone():%H:%M}",
                f"{line.visited_on:%m-%d}",
                line.head_name or line.household_no,
                line.household_no[-_SHORT:],
                self.met(line),
                word("intent", intent_of(line)),
                self._need(line),
                self._note(line),
            )
        return self._said[key][at]

    def show_lines(self, lines: Sequence[VisitLine]) -> None:
        """Show rows; they are numbered from the first one written."""
        self._numbers = {one.id: len(lines) - at for at, one in enumerate(lines)}
        self.lines.show(lines)

    def place_of(self, line: VisitLine) -> int:
        """The number of a row as it is shown."""
        return self._numbers.get(line.id, 0)

    def met(self, line: VisitLine) -> str:
        """Whom one met, in the word of the code where there is one."""
        code = met_of(line)
        return word("met", code) if code else word("contact_result", line.contact_result)

    def _place(self, line: VisitLine) -> str:
        return str(self.place_of(line))

    def _need(self, line: VisitLine) -> str:
        if not line.has_need:
            return ""
        amount = ""
        if line.need_amount_fen:
            amount = self.tr("{n}万").format(n=show_amount(line.need_amount_fen, _WAN_FEN))
        return " ".join(part for part in (amount, word("need_use", line.need_use)) if part)

    def _note(self, line: VisitLine) -> str:
        note = line.note
        if line.photos:
            note = self.tr("（照片 {n}）{note}").format(n=line.photos, note=note)
        if line.corrected:
            return self.tr("（已更正）{note}").format(note=note)
        if line.corrects_visit_no:
            return self.tr("（更正）{note}").format(note=note)
        return note
