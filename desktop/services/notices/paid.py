"""What the notice of a paid subsidy (form F19) says: the newest quarter that finance has paid.

What was declared counts; a batch that nobody declared counts as it was settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import answers, courses, households, payments, subsidies
from desktop.errors import UserError
from desktop.services.notices.publishing import newest_runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from db.records.course import DeclaredLine
    from db.records.imports import Payment
    from db.records.loans import SubsidyLine
    from db.store import Store
    from desktop.services.session import Session

KIND = "F19"
_PAID = "paid"
_LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line as the notice tells it; amounts in fen."""

    borrower: str
    period_from: date | None
    period_to: date | None
    interest_paid: int | None
    central: int
    province: int | None
    subsidy: int | None
    own: int | None


class Paid:
    """Tells the notices of one printing: what finance answered a township is read once for all."""

    def __init__(self) -> None:
        self._answers: dict[str, dict[str, list[answers.Answer]]] = {}

    def __call__(
        self, session: Session, household_no: str, *, named: bool
    ) -> list[dict[str, object]]:
        """One notice for the newest quarter in which a household was paid; none where it never was.

        It goes to the borrower; where several people of a household borrowed, to its head.

        Raises:
            UserError: `paid_differs` where finance paid another amount than was declared.
        """
        del named
        store = session.store
        told = payments.of_household(store, household_no)
        said = [one for one in told if one.pay_status == _PAID]
        if not said:
            return []
        townships = dict.fromkeys(one.township_code for one in said)
        mine = [one for code in townships for one in self._of(store, code).get(household_no, ())]
        found = [*_declared(household_no, mine), *_settled(store, household_no, said)]
        if not found:
            return []
        newest = max(found, key=lambda one: (one[0], one[1]))[2]
        house = households.get(store, household_no)
        head = house.head_name if house is not None else ""
        return [{**newest, "borrower_name": newest["borrower_name"] or head}]

    def _of(self, store: Store, township: str) -> dict[str, list[answers.Answer]]:
        """The submitted lines of a township by household, but those that take money back."""
        if township not in self._answers:
            known = self._answers[township] = {}
            for one in answers.submitted(store, {township}):
                if not one.line.reverses:
                    known.setdefault(one.line.household_no, []).append(one)
        return self._answers[township]


def _declared(
    household_no: str, mine: Sequence[answers.Answer]
) -> list[tuple[int, int, dict[str, object]]]:
    """The quarters in which declared lines of the household were paid, each as it is told."""
    quarters: dict[tuple[int, int], list[answers.Answer]] = {}
    for one in mine:
        declared = one.declaration
        quarters.setdefault((declared.year, declared.quarter), []).append(one)
    out = []
    for (year, quarter), lines in quarters.items():
        if any(one.other is not None and one.other.pay_status == _PAID for one in lines):
            raise UserError("paid_differs", household_no=household_no)
        paid = [one for one in lines if one.paid]
        if paid:
            days = [one.payment.paid_on for one in paid if one.payment]
            told = _told(year, quarter, [_of_declared(one.line) for one in paid])
            out.append((year, quarter, told | _paid_on(days)))
    return out


def _settled(
    store: Store, household_no: str, said: Sequence[Payment]
) -> list[tuple[int, int, dict[str, object]]]:
    """The newest batch that was paid and that nobody declared, as it was settled."""
    declared = {one.batch_no for one in courses.declarations(store)}
    for batch in newest_runs(store):
        if batch.batch_no in declared:
            continue
        wanted = subsidies.LineFilter(household_no=household_no, line_status=_LISTED)
        lines = subsidies.lines(store, batch.batch_no, batch.revision, wanted)
        loans = {one.loan_no for one in lines}
        paid = [
            one
            for one in said
            if one.batch == batch.batch_no and (not one.loan_no or one.loan_no in loans)
        ]
        if lines and paid:
            if _sum(one.subsidy_total_fen for one in lines) != _sum(one.amount_fen for one in paid):
                raise UserError("paid_differs", household_no=household_no)
            made = [_of_settled(one) for one in lines]
            told = _told(batch.year, batch.quarter, made)
            return [(batch.year, batch.quarter, told | _paid_on([one.paid_on for one in paid]))]
    return []


def _of_declared(line: DeclaredLine) -> _Line:
    return _Line(
        borrower=line.borrower_name,
        period_from=line.period_from,
        period_to=line.period_to,
        interest_paid=line.paid_fen,
        central=(line.central_t1_fen or 0) + (line.central_t2_fen or 0),
        province=line.province_t1_fen,
        subsidy=line.subsidy_fen,
        own=line.borrower_fen,
    )


def _of_settled(line: SubsidyLine) -> _Line:
    return _Line(
        borrower=line.borrower_name,
        period_from=line.period_from,
        period_to=line.period_to,
        interest_paid=line.interest_paid_fen,
        central=(line.central_t1_fen or 0) + (line.central_t2_fen or 0),
        province=line.province_t1_fen,
        subsidy=line.subsidy_total_fen,
        own=line.borrower_share_fen,
    )


def _told(year: int, quarter: int, lines: Sequence[_Line]) -> dict[str, object]:
    borrowers = {one.borrower for one in lines}
    return {
        "borrower_name": borrowers.pop() if len(borrowers) == 1 else "",
        "year": year,
        "quarter": quarter,
        "period_from": min((one.period_from for one in lines if one.period_from), default=None),
        "period_to": max((one.period_to for one in lines if one.period_to), default=None),
        "interest_paid": _sum(one.interest_paid for one in lines),
        "central": sum(one.central for one in lines),
        "province": _sum(one.province for one in lines),
        "subsidy_total": _sum(one.subsidy for one in lines),
        "own": _sum(one.own for one in lines),
    }


def _paid_on(days: Iterable[date | None]) -> dict[str, object]:
    return {"paid_on": max((day for day in days if day is not None), default=None)}


def _sum(amounts: Iterable[int | None]) -> int | None:
    """The sum of amounts that are all known; None where one is not."""
    found = list(amounts)
    known = [one for one in found if one is not None]
    return sum(known) if len(known) == len(found) else None
