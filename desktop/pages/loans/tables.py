"""The tables of loans; none has an order by amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.pages.loans import words as said
from desktop.services.records.lending import DueDay, LoanLine
from desktop.texts import word
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    Part = Callable[[], Mapping[str, object]]

LIST, RENEWALS, OVERDUE = "list", "renewals", "overdue"
LOANS, MATURITIES = "loans", "maturities"


def _who(of: QWidget) -> list[Column[LoanLine]]:
    tr = of.tr
    return [
        Column(title=tr("户主"), text=said.who, width=80),
        Column(title=tr("村"), text=lambda one: one.village),
        Column(title=tr("尾号"), text=lambda one: one.tail, width=60),
    ]


def _stand(of: QWidget) -> Column[LoanLine]:
    return Column(
        title=of.tr("情况"),
        text=lambda one: said.stand(one)[0],
        width=108,
        tone=lambda one: said.stand(one)[1],
    )


def _roster(of: QWidget, *, optional: bool = True) -> Column[LoanLine]:
    return Column(
        title=of.tr("名单"),
        text=lambda one: said.roster(one)[0],
        width=98,
        optional=optional,
        tone=lambda one: said.roster(one)[1],
    )


def _used(of: QWidget, *, optional: bool = True) -> Column[LoanLine]:
    return Column(title=of.tr("已续贷展期"), text=said.used, width=86, optional=optional)


def _day(title: str, text: Callable[[LoanLine], str], *, optional: bool) -> Column[LoanLine]:
    return Column(title=title, text=text, width=98, optional=optional)


def _pack(of: QWidget) -> Column[LoanLine]:
    return Column(title=of.tr("适用政策"), text=said.policy, width=200, optional=True)


def _product(of: QWidget) -> Column[LoanLine]:
    return Column(
        title=of.tr("品种"),
        text=lambda one: word("product_code", one.product_code),
        width=140,
        optional=True,
    )


def _every(of: QWidget) -> list[Column[LoanLine]]:
    tr = of.tr
    return [
        *_who(of),
        _day(tr("到期日"), lambda one: said.day(one.matures_on), optional=False),
        _stand(of),
        _roster(of),
        _used(of),
        _pack(of),
        _product(of),
        _day(tr("放款日"), lambda one: said.day(one.drawn_on), optional=True),
    ]


def _renewals(of: QWidget) -> list[Column[LoanLine]]:
    tr = of.tr
    return [
        *_who(of),
        _day(tr("到期日"), lambda one: said.day(one.matures_on), optional=False),
        _stand(of),
        _used(of, optional=False),
        _roster(of),
        Column(title=tr("续自"), text=lambda one: one.renews_loan_no[-4:], width=60, optional=True),
        _product(of),
        _pack(of),
    ]


def _overdue(of: QWidget) -> list[Column[LoanLine]]:
    tr = of.tr
    return [
        *_who(of),
        _stand(of),
        _day(tr("逾期起日"), lambda one: said.day(one.overdue_since), optional=False),
        Column(
            title=tr("逾期本金"),
            text=lambda one: said.yuan(one.overdue_principal_fen),
            width=108,
            right=True,
            optional=True,
        ),
        Column(
            title=tr("欠息"),
            text=lambda one: said.yuan(one.overdue_interest_fen),
            width=92,
            right=True,
            optional=True,
        ),
        _day(tr("到期日"), lambda one: said.day(one.matures_on), optional=True),
        _roster(of),
        _used(of),
    ]


_COLUMNS = {LIST: _every, RENEWALS: _renewals, OVERDUE: _overdue}


def loans_table(of: QWidget, kind: str, part: Part) -> Table[LoanLine]:
    """The list of loans of a kind: all, by what is left of a renewal, overdue."""
    names = {
        LIST: of.tr("贷款清单"),
        RENEWALS: of.tr("续贷展期"),
        OVERDUE: of.tr("逾期贷款"),
    }
    made = Table[LoanLine](names[kind], _COLUMNS[kind](of))
    made.leaves(LOANS, part)
    return made


def day_table(of: QWidget, part: Part) -> Table[LoanLine]:
    """The loans that end on a day."""
    made = Table[LoanLine](
        of.tr("当天到期的贷款"),
        [
            Column(title=of.tr("户主"), text=said.who, width=84),
            Column(title=of.tr("村"), text=lambda one: one.village),
            Column(
                title=of.tr("尾号"),
                text=lambda one: of.tr("尾{tail}").format(tail=one.tail),
                width=72,
                optional=True,
            ),
            Column(
                title=of.tr("情况"),
                text=lambda one: said.stand(one)[0],
                width=92,
                tone=lambda one: said.stand(one)[1],
            ),
        ],
    )
    made.leaves(MATURITIES, part)
    return made


def twin_table(of: QWidget, part: Part) -> Table[DueDay]:
    """The month's days that carry something, for who does not see the grid."""
    tr = of.tr
    made = Table[DueDay](
        tr("本月到期的日子"),
        [
            Column(title=tr("日期"), text=lambda one: said.weekday(one.day)),
            Column(title=tr("到期（笔）"), text=lambda one: str(one.loans), width=90, right=True),
            Column(
                title=tr("逾期（笔）"),
                text=lambda one: str(one.overdue or ""),
                width=90,
                right=True,
            ),
            Column(
                title=tr("已调出（户）"),
                text=lambda one: str(one.off_roster or ""),
                width=100,
                right=True,
            ),
        ],
    )
    made.leaves(MATURITIES, part)
    return made
