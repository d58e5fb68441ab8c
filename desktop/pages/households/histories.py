"""The tables of a household's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records.needs import NeedLine
from desktop.services.records.people import CheckLine, MemberLine, NoticeLine, VisitLine
from desktop.texts import word
from desktop.ui.reading import show_amount
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

_WAN_FEN = 1_000_000
_REASONS = {"not_now": "not_now_reason", "declined": "decline_reason"}
OUTCOME_TONES = {
    "eligible": "ok",
    "needs_review": "warn",
    "pending": "warn",
    "not_eligible": "error",
}


def members_table(of: QWidget) -> Table[MemberLine]:
    """Who belongs to the household, masked."""
    tr = of.tr
    return Table[MemberLine](
        tr("家庭成员"),
        [
            Column(title=tr("姓名"), text=lambda m: m.name, width=72),
            Column(title=tr("关系"), text=lambda m: word("relation_to_head", m.relation), width=64),
            Column(title=tr("年龄"), text=lambda m: "" if m.age is None else str(m.age), width=48),
            Column(title=tr("证件号"), text=lambda m: m.id_masked),
        ],
    )


class Visited(Table[VisitLine]):
    """Contacts, newest first; their notes without full numbers unless somebody holds them open."""

    def __init__(self, of: QWidget) -> None:
        tr = of.tr
        self._full: Mapping[str, Mapping[str, str]] = {}
        self._photos = tr("（照片 {n}）")
        told: list[Column[VisitLine]] = [
            Column(title=tr("日期"), text=lambda v: f"{v.visited_on:%Y-%m-%d}", width=98),
            Column(
                title=tr("方式"),
                text=lambda v: word("publicity_method", v.publicity_method),
                width=64,
            ),
            Column(
                title=tr("结果"),
                text=lambda v: word("contact_result", v.contact_result),
                width=88,
                tone=lambda v: "ok" if v.contact_result == "informed" else "warn",
            ),
            Column(title=tr("备注"), text=self._note),
        ]
        super().__init__(tr("走访记录"), told)

    def reveal(self, full: Mapping[str, Mapping[str, str]]) -> None:
        """Show what was written in full, by the number of the visit; with nothing, masked again."""
        self._full = full
        self.viewport().update()

    def _note(self, line: VisitLine) -> str:
        """A note behind the number of photos."""
        note = self._full.get(line.visit_no, {}).get("note", line.note)
        return (self._photos.format(n=line.photos) if line.photos else "") + note


def need_text(of: QWidget, need: NeedLine) -> str:
    """A need: when it was told, how much, for what, and what came of it."""
    tr = of.tr
    amount = (
        tr("{n} 万").format(n=show_amount(need.amount_fen, _WAN_FEN)) if need.amount_fen else ""
    )
    told = (f"{need.told_on:%Y-%m-%d}", amount, word("need_use", need.use))
    kind = _REASONS.get(need.outcome)
    came = (
        word("need_state", _state(need)) if not need.outcome or need.disputed
        else word("need_outcome", need.outcome),
        f"{need.ended_on:%Y-%m-%d}" if need.ended_on else "",
        word(kind, need.reason) if kind else "",
        need.note,
    )  # fmt: skip
    return tr("{told}：{came}").format(
        told=" ".join(filter(None, told)), came=" ".join(filter(None, came))
    )


def _state(need: NeedLine) -> str:
    if need.disputed:
        return "disputed"
    return "waiting" if need.waiting else "open"


def checks_table(of: QWidget) -> Table[CheckLine]:
    """Stored checks."""
    tr = of.tr
    return Table[CheckLine](
        tr("核对记录"),
        [
            Column(title=tr("日期"), text=lambda c: f"{c.checked_on:%Y-%m-%d}", width=98),
            Column(
                title=tr("结果"),
                text=lambda c: word("outcome", c.outcome),
                width=140,
                tone=lambda c: OUTCOME_TONES.get(c.outcome, "info"),
            ),
            Column(title=tr("编号"), text=lambda c: c.check_no),
        ],
    )


def _returned(line: NoticeLine) -> str:
    """When a form that came back was signed."""
    return f"{line.returned_on:%Y-%m-%d}" if line.returned_on is not None else ""


def notices_table(of: QWidget) -> Table[NoticeLine]:
    """Sheets printed for the household."""
    tr = of.tr
    return Table[NoticeLine](
        tr("文书"),
        [
            Column(title=tr("日期"), text=lambda n: f"{n.issued_on:%Y-%m-%d}", width=98),
            Column(title=tr("文书"), text=lambda n: n.title),
            Column(title=tr("录回"), text=_returned, width=98, optional=True),
            Column(title=tr("单号"), text=lambda n: n.notice_no, width=150, optional=True),
        ],
    )
