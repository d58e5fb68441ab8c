"""The rows already entered, as a table: number, moment, household, codes, note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.entry.codes import intent_of, met_of
from desktop.services.records import VisitLine
from desktop.texts import word
from desktop.ui.fields import show_amount
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
        super().__init__(
            name,
            [
                Column(title=tr("序"), text=self._place, width=40, right=True),
                Column(title=tr("时间"), text=self._moment, width=62),
                Column(title=tr("日期"), text=lambda v: f"{v.visited_on:%m-%d}", width=60),
                Column(title=tr("农户"), text=lambda v: v.head_name or v.household_no, width=84),
                Column(
                    title=tr("编号"), text=lambda v: v.household_no[-_SHORT:], width=54,
                    optional=True,
                ),
                Column(title=tr("见面"), text=self.met, width=76),
                Column(title=tr("意向"), text=self._intent, width=72),
                Column(title=tr("金额／用途"), text=self._need, width=92),
                Column(title=tr("备注"), text=self._note),
            ],
        )  # fmt: skip

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

    def _moment(self, line: VisitLine) -> str:
        return f"{line.logged_at.astimezone():%H:%M}"

    def _intent(self, line: VisitLine) -> str:
        return word("intent", intent_of(line))

    def _need(self, line: VisitLine) -> str:
        if not line.has_need:
            return ""
        amount = ""
        if line.need_amount_fen:
            amount = self.tr("{n}万").format(n=show_amount(line.need_amount_fen, _WAN_FEN))
        return " ".join(part for part in (amount, word("need_use", line.need_use)) if part)

    def _note(self, line: VisitLine) -> str:
        if line.corrected:
            return self.tr("（已更正）{note}").format(note=line.note)
        if line.corrects_visit_no:
            return self.tr("（更正）{note}").format(note=line.note)
        return line.note
