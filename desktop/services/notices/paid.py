"""What the notice of a paid subsidy (form F19) says: the newest quarter that finance has paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import payments, subsidies
from desktop.errors import UserError
from desktop.services.notices.publishing import newest_runs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.records import Payment, SubsidyLine
    from desktop.services.session import Session

KIND = "F19"
_PAID = "paid"
_LISTED = "listed"


def values(session: Session, household_no: str, *, named: bool) -> list[dict[str, object]]:
    """One notice for the newest batch in which a household was paid; none where it never was.

    Raises:
        UserError: `paid_differs` where finance paid another amount than was settled.
    """
    del named
    for batch in newest_runs(session.store):
        wanted = subsidies.LineFilter(household_no=household_no, line_status=_LISTED)
        lines = subsidies.lines(session.store, batch.batch_no, batch.revision, wanted)
        loans = {one.loan_no for one in lines}
        paid = [
            one
            for one in payments.of_batch(session.store, batch.batch_no)
            if one.pay_status == _PAID and _is_of(one, household_no, loans)
        ]
        if lines and paid:
            return [_told(household_no, lines, paid) | _quarter(batch.year, batch.quarter)]
    return []


def _quarter(year: int, quarter: int) -> dict[str, object]:
    return {"year": year, "quarter": quarter}


def _is_of(one: Payment, household_no: str, loans: set[str]) -> bool:
    return one.loan_no in loans if one.loan_no else one.household_no == household_no


def _told(household_no: str, lines: list[SubsidyLine], paid: list[Payment]) -> dict[str, object]:
    total = _sum(one.subsidy_total_fen for one in lines)
    sent = _sum(one.amount_fen for one in paid)
    if total != sent:
        raise UserError("paid_differs", household_no=household_no)
    return {
        "period_from": min(one.period_from for one in lines if one.period_from),
        "period_to": max(one.period_to for one in lines if one.period_to),
        "interest_paid": _sum(one.interest_paid_fen for one in lines),
        "central": (_sum(one.central_t1_fen for one in lines) or 0)
        + (_sum(one.central_t2_fen for one in lines) or 0),
        "province": _sum(one.province_t1_fen for one in lines),
        "subsidy_total": total,
        "own": _sum(one.borrower_share_fen for one in lines),
        "paid_on": max((one.paid_on for one in paid if one.paid_on), default=None),
    }


def _sum(amounts: Iterable[int | None]) -> int | None:
    """The sum of amounts that are all known; None where one is not."""
    found = list(amounts)
    known = [one for one in found if one is not None]
    return sum(known) if len(known) == len(found) else None
