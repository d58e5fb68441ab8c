"""The tables of risk compensation, by day and number; none has an order by amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.pages.compensation import words as say
from desktop.services.records.fund import Adequacy, ClaimCandidate, ClaimLine, FundLine
from desktop.texts import word
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget


_MONEY = 96


def on_keys(table: QWidget, keys: Mapping[str, Callable[[], object]]) -> None:
    """Let single keys work while a table has the focus."""
    for key, call in keys.items():
        shortcut = QShortcut(QKeySequence(key), table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(call)


def claims_table(of: QWidget) -> Table[ClaimLine]:
    """Claims, the newest first."""
    tr = of.tr
    made = Table[ClaimLine](
        tr("补偿申请"),
        [
            Column(
                title=tr("状态"),
                text=lambda one: word("claim_standing", one.standing),
                width=80,
                tone=lambda one: say.TONES.get(one.standing, ""),
            ),
            Column(title=tr("借款人"), text=lambda one: one.claim.borrower_name, width=76),
            Column(title=tr("尾号"), text=lambda one: one.claim.loan_no[-4:], width=60),
            Column(title=tr("原因"), text=lambda one: word("claim_cause", one.claim.cause)),
            Column(
                title=tr("基金承担"),
                text=lambda one: say.yuan(one.claim.fund_share_fen),
                width=_MONEY,
                right=True,
            ),
            Column(
                title=tr("还没付"),
                text=lambda one: say.yuan(one.left_fen),
                width=_MONEY,
                right=True,
                optional=True,
            ),
            Column(
                title=tr("办结期限"),
                text=lambda one: say.clock(one.days_left, one.claim.deadline)[0],
                width=96,
                tone=lambda one: say.clock(one.days_left, one.claim.deadline)[1],
            ),
            Column(title=tr("申请日"), text=lambda one: say.day(one.claim.claimed_on), width=96),
            Column(title=tr("申请编号"), text=lambda one: one.claim.claim_no, width=140,
                   optional=True),
            Column(title=tr("村"), text=lambda one: one.village, width=96, optional=True),
        ],
    )  # fmt: skip
    made.leaves("claims")
    return made


def candidates_table(of: QWidget) -> Table[ClaimCandidate]:
    """Overdue loans without a claim, the earliest last day first."""
    tr = of.tr
    return Table[ClaimCandidate](
        tr("逾期未申请"),
        [
            Column(
                title=tr("最迟办结"),
                text=lambda one: say.clock(one.days_left, one.deadline)[0] or _no_clock(tr, one),
                width=120,
                tone=lambda one: say.clock(one.days_left, one.deadline)[1],
            ),
            Column(title=tr("借款人"), text=lambda one: one.borrower_name, width=90),
            Column(title=tr("村"), text=lambda one: one.village),
            Column(title=tr("借据号"), text=lambda one: one.loan_no, width=140),
            Column(title=tr("逾期起"), text=lambda one: say.day(one.overdue_since), width=100),
            Column(title=tr("最迟"), text=lambda one: say.day(one.deadline), width=100),
        ],
    )


def fund_table(of: QWidget) -> Table[FundLine]:
    """The fund's book, the newest entry first."""
    tr = of.tr
    return Table[FundLine](
        tr("专户流水"),
        [
            Column(title=tr("日期"), text=lambda one: say.day(one.entry.moved_on), width=96),
            Column(title=tr("类别"), text=lambda one: word("fund_kind", one.entry.kind), width=60),
            Column(
                title=tr("金额"),
                text=lambda one: say.yuan(one.entry.amount_fen),
                width=110,
                right=True,
            ),
            Column(
                title=tr("余额"), text=lambda one: say.yuan(one.balance_fen), width=120, right=True
            ),
            Column(title=tr("依据"), text=lambda one: one.entry.ref_no, width=150),
            Column(
                title=tr("凭证号"), text=lambda one: one.entry.voucher_no, width=90, optional=True
            ),
            Column(title=tr("说明"), text=lambda one: _remark(of, one)),
            Column(title=tr("编号"), text=lambda one: one.entry.entry_no, width=120, optional=True),
        ],
    )


def days_table(of: QWidget) -> Table[Adequacy]:
    """The fund at the end of each day on which something changed, the newest first."""
    tr = of.tr
    return Table[Adequacy](
        tr("每日规模"),
        [
            Column(title=tr("日期"), text=lambda one: say.day(one.day), width=96),
            Column(
                title=tr("当日变动"),
                text=lambda one: say.yuan(one.moved_fen),
                width=110,
                right=True,
            ),
            Column(
                title=tr("余额"), text=lambda one: say.yuan(one.balance_fen), width=120, right=True
            ),
            Column(
                title=tr("应不低于"),
                text=lambda one: say.yuan(one.required_fen),
                width=120,
                right=True,
            ),
            Column(
                title=tr("差额"),
                text=lambda one: say.yuan(one.shortfall_fen),
                width=110,
                right=True,
                tone=lambda one: "warn" if one.shortfall_fen else "",
            ),
            Column(
                title=tr("含旧产品应有"),
                text=lambda one: say.yuan(one.with_older_fen),
                width=120,
                right=True,
                optional=True,
            ),
            Column(title=tr("依据"), text=lambda one: one.clause),
        ],
    )


def _no_clock(tr: Callable[[str], str], one: ClaimCandidate) -> str:
    return tr("按县里机制") if one.overdue_since else tr("没有起始日")


def _remark(of: QWidget, one: FundLine) -> str:
    told = one.entry.note
    if one.entry.corrects_entry_no:
        text = of.tr("冲正 {no}：{why}")
        return text.format(no=one.entry.corrects_entry_no, why=told)
    if one.corrected_by:
        return of.tr("已被 {no} 冲正").format(no=one.corrected_by)
    return told
