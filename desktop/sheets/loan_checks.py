"""What a bank's ledger shows alone and against the roster, and what became of subsidies paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.sheets.amounts import yuan_text
from desktop.sheets.report import FLAGGED, HELD, RECONCILE

if TYPE_CHECKING:
    from desktop.sheets.report import Known
    from desktop.sheets.tables import Table


def check_loans(table: Table, known: Known) -> None:
    """One row for each loan, due after drawn, the borrower on the roster."""
    seen: dict[object, int] = {}
    drawn, due = table.column("drawn_on"), table.column("maturity_on")
    for record, number in enumerate(table.column("loan_no")):
        first = record if number is None else seen.setdefault(number, record)
        if first != record:
            table.report(record, "loan_no", "loan_no_duplicate", HELD, related=[first])
        elif number in known.taken:
            table.report(record, "loan_no", "loan_no_duplicate", HELD, stage=RECONCILE)
        start, end = drawn[record], due[record]
        if isinstance(start, date) and isinstance(end, date) and end < start:
            table.report(record, "maturity_on", "date_order_invalid", HELD)
    if known.households:
        _borrowers(table, known)
    if known.townships:
        _places(table, known)


def _places(table: Table, known: Known) -> None:
    """A row whose township nobody can tell, by name, household or loan, has no place here."""
    homes, numbers, name = table.column("household_no"), table.column("loan_no"), "township"
    for record, township in enumerate(table.column(name)):
        placed = (
            township in known.townships
            or homes[record] in known.households
            or (numbers[record] in known.loans)
        )
        if not placed and record not in table.held:
            table.report(record, name if name in table.at else None, "township_unknown", HELD)


def _borrowers(table: Table, known: Known) -> None:
    people = {number[:18] for home in known.households.values() for number in home}
    homes, wrong = table.column("household_no"), unsure(table)
    for record, number in enumerate(table.column("id_number")):
        if not isinstance(number, str) or record in wrong:
            continue
        home = known.households.get(str(homes[record]))
        if home is not None:
            code = "" if number[:18] in {other[:18] for other in home} else "id_mismatch"
        else:
            code = "" if number[:18] in people else "not_on_roster"
        if code:
            table.report(record, "id_number", code, FLAGGED, value=number, stage=RECONCILE)


def unsure(table: Table) -> set[int]:
    """Records whose ID number is flagged; such a number is never used for matching."""
    rows = {
        problem.row
        for problem in table.problems
        if problem.field == "id_number" and problem.effect == FLAGGED
    }
    return {record for record, row in enumerate(table.rows) if row in rows} if rows else set()


def check_payments(table: Table, known: Known, failed: str) -> None:
    """What was not paid, and what was paid and is not what was asked for.

    Args:
        table: The answer of the finance office.
        known: The ledger.
        failed: The word for a payment that failed.
    """
    if known.townships:
        _places(table, known)
    amounts, batches, loans = (table.column(name) for name in ("amount", "batch", "loan_no"))
    for record, status in enumerate(table.column("pay_status")):
        if status == failed:
            table.report(record, "pay_status", "payment_failed", FLAGGED, stage=RECONCILE)
        asked = known.lines.get((str(batches[record]).upper(), str(loans[record])))
        paid = amounts[record]
        if asked is not None and isinstance(paid, int) and paid != asked:
            table.report(
                record, "amount", "paid_amount_mismatch", FLAGGED,
                value=yuan_text(paid), suggestion=yuan_text(asked), stage=RECONCILE,
            )  # fmt: skip
