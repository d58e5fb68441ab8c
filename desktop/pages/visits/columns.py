"""The columns of the ledger: what each says of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.texts import word
from desktop.ui.reading import show_amount
from desktop.ui.tables import Column

if TYPE_CHECKING:
    from desktop.services.records.people import VisitLine

_WAN_FEN = 1_000_000
_TONES = {"informed": "ok", "refused": "error"}


class LedgerColumns(QObject):
    """The ledger's columns, in the words of the officer."""

    def all(self) -> list[Column[VisitLine]]:
        """All of them; the optional ones go first where it is narrow."""
        tr = self.tr
        return [
            Column(title=tr("日期"), text=lambda v: f"{v.visited_on:%Y-%m-%d}", width=98),
            Column(title=tr("村"), text=lambda v: v.village, width=88),
            Column(title=tr("户主"), text=lambda v: v.head_name, width=76),
            Column(title=tr("方式"), text=_method, width=66, optional=True),
            Column(title=tr("结果"), text=_result, width=92, tone=_tone),
            Column(title=tr("需求"), text=self._need, width=96, optional=True),
            Column(title=tr("备注"), text=self._note),
        ]

    def _need(self, line: VisitLine) -> str:
        if not line.has_need:
            return ""
        use = word("need_use", line.need_use)
        if not line.need_amount_fen:
            return use or self.tr("有")
        amount = show_amount(line.need_amount_fen, _WAN_FEN)
        return self.tr("{n} 万 {use}").format(n=amount, use=use)

    def _note(self, line: VisitLine) -> str:
        marks = (
            self.tr("（已更正）") if line.corrected else "",
            self.tr("（更正）") if line.corrects_visit_no and not line.corrected else "",
            self.tr("（旧台账）") if line.taken_over else "",
            self.tr("（名单外）") if line.walk_in_no and not line.household_no else "",
            self.tr("（照片 {n}）").format(n=line.photos) if line.photos else "",
        )
        return "".join(marks) + " ".join(line.note.split())


def _method(line: VisitLine) -> str:
    return word("publicity_method", line.publicity_method)


def _result(line: VisitLine) -> str:
    return word("contact_result", line.contact_result)


def _tone(line: VisitLine) -> str:
    return _TONES.get(line.contact_result, "warn")
