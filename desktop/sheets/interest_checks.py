"""A bank's settlement of a quarter against the loans of the ledger, recomputed to the fen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from desktop.sheets.amounts import percent_text, yuan_text
from desktop.sheets.below_zero import below_zero
from desktop.sheets.report import FLAGGED, HELD, RECONCILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from desktop.sheets.report import Known, KnownLoan
    from desktop.sheets.tables import Table

_READ: dict[str, type] = {
    "rate": int, "period_from": date, "period_to": date, "days": int, "product_sum": int,
    "interest_due": int, "interest_paid": int, "paid_on": date, "settled_on": date,
    "id_number": str,
}  # fmt: skip
"""The fields of a line in its order."""
_ONE_DAY = timedelta(days=1)
_TOLERANCE_FEN = 1
_LAST_DAY = 20
_PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The quarter that a settlement covers, both days inclusive."""

    start: date
    end: date


class _Line(NamedTuple):
    """One row of the settlement as far as it could be read."""

    record: int
    rate_ppm: int | None
    start: date | None
    end: date | None
    days: int | None
    product: int | None
    due_fen: int | None
    paid_fen: int | None
    paid_on: date | None
    settled_on: date | None
    id_number: str | None


def period_of(table: Table) -> Period | None:
    """The quarter: from the first day that interest runs to the last."""
    starts = [day for day in table.column("period_from") if isinstance(day, date)]
    ends = [day for day in table.column("period_to") if isinstance(day, date)]
    return Period(start=min(starts), end=max(ends)) if starts and ends else None


def check_interest(
    table: Table, known: Known, changes: Mapping[str, Sequence[tuple[date, int]]] | None
) -> None:
    """Compare every line with its loan; `changes`: repayments (day, fen) by loan, None unknown."""
    first: dict[str, int] = {}
    ours: dict[int, object] = {}
    period = period_of(table)
    again = _again(table, known)
    for line, number in zip(_lines(table), table.column("loan_no"), strict=True):
        record = line.record
        if not isinstance(number, str):
            continue
        loan = known.loans.get(number)
        if loan is None and known.loans:
            table.report(record, "loan_no", "loan_unknown", HELD, stage=RECONCILE)
        elif first.setdefault(number, record) != record:
            table.report(record, "loan_no", "settlement_duplicate", HELD, related=[first[number]])
        elif record in again:
            table.report(record, "loan_no", "settlement_duplicate", HELD, stage=RECONCILE)
        else:
            _paid(table, line)
            _one_quarter(table, line)
            if loan is not None:
                moved = None if changes is None else changes.get(number, ())
                ours[table.rows[record]] = _against(table, line, _at_close(loan, period), moved)
    below_zero(table, "interest_due", "interest_below_zero", ours)
    if known.loans:
        _missing(table, known)


def _at_close(loan: KnownLoan, period: Period | None) -> KnownLoan:
    """The loan, without a balance that speaks of another day than the quarter's last."""
    if loan.balance_fen is None:
        return loan
    other = period is None or loan.balance_on not in {None, period.end}
    return replace(loan, balance_fen=None) if other else loan


def _again(table: Table, known: Known) -> set[int]:
    """The records of a loan and quarter that the last file of the kind has a line for."""
    if not known.taken:
        return set()
    columns = (table.column(name) for name in ("loan_no", "period_to", "settled_on"))
    found = set()
    for record, (number, *days) in enumerate(zip(*columns, strict=True)):
        last = next((day for day in days if isinstance(day, date)), None)
        if last is not None and f"{number}/{last.isoformat()}" in known.taken:
            found.add(record)
    return found


def _lines(table: Table) -> Iterator[_Line]:
    """All rows of the settlement; what is of another type could not be read."""
    columns = [
        [value if isinstance(value, kind) else None for value in table.column(name)]
        for name, kind in _READ.items()
    ]
    return map(_Line._make, zip(range(len(table.rows)), *columns, strict=True))


def _paid(table: Table, line: _Line) -> None:
    """Whether the borrower paid all of it, and in time."""
    due, paid = line.due_fen, line.paid_fen or 0
    unread = line.paid_fen is None and table.original(line.record, "interest_paid") is not None
    if due is not None and "interest_paid" in table.at and not unread and paid < due:
        table.report(
            line.record, "interest_paid", "interest_not_fully_paid", FLAGGED,
            suggestion=yuan_text(due), stage=RECONCILE,
        )  # fmt: skip
    last = line.settled_on or line.end
    if line.paid_on is not None and last is not None and line.paid_on > last:
        table.report(line.record, "paid_on", "interest_paid_late", FLAGGED, stage=RECONCILE)


def _one_quarter(table: Table, line: _Line) -> None:
    """A period of two quarters is named; one that ends in another than it was settled in waits.

    What is paid at the end alone may have begun long before.
    """
    if line.start is None or line.end is None:
        return
    if line.end < line.start:
        table.report(line.record, "period_to", "period_turned", HELD, value=str(line.start))
        return
    if _quarter(line.start) == _quarter(line.end):
        return
    settled = line.settled_on or line.end
    other = _quarter(settled) != _quarter(line.end)
    table.report(
        line.record, "period_to", "period_crosses_quarters", HELD if other else FLAGGED,
        value=f"{line.start} {line.end}", suggestion=settled.isoformat() if other else None,
        stage=RECONCILE,
    )  # fmt: skip


def _quarter(day: date) -> tuple[int, int]:
    """The quarter of settlement: from the 21st of its first month's forerunner to the 20th."""
    months = 12 * day.year + day.month - (day.day <= _LAST_DAY)
    return divmod(months // 3, 4)


def _against(
    table: Table, line: _Line, loan: KnownLoan, changes: Sequence[tuple[date, int]] | None
) -> int | None:
    """What a line and its loan say differently; the interest that the ledger makes of it, fen."""
    record = line.record
    if line.id_number and loan.id_number and line.id_number[:18] != loan.id_number[:18]:
        table.report(
            record, "id_number", "id_mismatch", FLAGGED, value=line.id_number, stage=RECONCILE
        )
    if None not in {line.rate_ppm, loan.rate_ppm} and line.rate_ppm != loan.rate_ppm:
        table.report(
            record,
            "rate",
            "rate_mismatch",
            FLAGGED,
            suggestion=percent_text(loan.rate_ppm or 0),
            stage=RECONCILE,
        )
    days = _days(line, loan)
    if days is not None and line.days is not None and days != line.days:
        table.report(
            record, "days", "days_mismatch", FLAGGED, suggestion=str(days), stage=RECONCILE
        )
    ours = _interest(line, loan, changes)
    if ours is not None and line.due_fen is not None and abs(ours - line.due_fen) > _TOLERANCE_FEN:
        table.report(
            record,
            "interest_due",
            "bank_claim_mismatch",
            FLAGGED,
            suggestion=yuan_text(ours),
            stage=RECONCILE,
        )
    return ours


def _days(line: _Line, loan: KnownLoan) -> int | None:
    """Days with both ends; none when the loan had ended before the quarter."""
    if line.start is None or line.end is None:
        return None
    return 0 if loan.ends_on <= line.start else (line.end - line.start).days + 1


def _interest(
    line: _Line, loan: KnownLoan, changes: Sequence[tuple[date, int]] | None
) -> int | None:
    """Balance times days times the contract's rate, half up to the fen."""
    product = _product(line, loan, changes)
    if product is None or loan.rate_ppm is None:
        return None
    part, whole = product * loan.rate_ppm, _PPM * loan.day_basis
    return (2 * part + whole) // (2 * whole)


def _product(
    line: _Line, loan: KnownLoan, changes: Sequence[tuple[date, int]] | None
) -> int | None:
    """Fen times days from the ledger's balance, or the bank's sum where the ledger cannot tell."""
    if line.product is not None and (changes is None or loan.balance_fen is None):
        return line.product
    if line.start is None or line.end is None or loan.balance_fen is None:
        return None
    end = min(line.end + _ONE_DAY, loan.ends_on)
    later = sorted(change for change in changes or () if change[0] >= line.start)
    balance = loan.balance_fen + sum(fen for _, fen in later)
    product, day = 0, line.start
    for when, fen in [*later, (end, 0)]:
        product += balance * max((min(when, end) - day).days, 0)
        day, balance = when, balance - fen
    return product


def _missing(table: Table, known: Known) -> None:
    """Loans of the banks in the file that were alive in the quarter and have no line."""
    period = period_of(table)
    if period is None:
        return
    settled = set(table.column("loan_no"))
    banks = set(table.column("bank")) - {None}
    for number in sorted(known.loans.keys() - settled):
        loan = known.loans[number]
        told = any(period.start <= day <= period.end for day in loan.settled_to)
        if not told and _alive(loan, period) and (not banks or loan.bank in banks):
            table.report(
                None, None, "settlement_missing", FLAGGED, original=number, stage=RECONCILE
            )


def _alive(loan: KnownLoan, period: Period) -> bool:
    if loan.drawn_on > period.end:
        return False
    return loan.live or period.start < (loan.settled_on or loan.ends_on) <= period.end
