"""What a bank's ledger shows alone and against the roster, and what became of subsidies paid."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.sheets.amounts import percent_text, yuan_text
from desktop.sheets.below_zero import below_zero
from desktop.sheets.report import FLAGGED, HELD, RECONCILE

_DOTS = str.maketrans("", "", " \u3000\u00b7\u2022\uff0e.\u2027\u30fb")

if TYPE_CHECKING:
    from desktop.sheets.report import Known, KnownLine
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
    lent = dict(zip(table.rows, table.column("principal"), strict=True))
    below_zero(table, "balance", "balance_below_zero", lent)
    _rates(table, known)
    if known.households:
        _borrowers(table, known)
    if known.townships:
        _places(table, known)


def _rates(table: Table, known: Known) -> None:
    """A contract keeps its rate: a second one is named with the first beside it."""
    numbers, contracts = table.column("loan_no"), table.column("contract_no")
    here: dict[str, int] = {}
    for record, rate in enumerate(table.column("rate")):
        if not isinstance(rate, int) or record in table.held:
            continue
        contract = str(contracts[record] or "")
        first = known.rates.of(str(numbers[record] or ""), contract)
        if first is None and contract:
            first = here.setdefault(contract, rate)
        if first is not None and first != rate:
            table.report(
                record, "rate", "rate_changed_in_contract", FLAGGED,
                value=percent_text(rate), suggestion=percent_text(first), stage=RECONCILE,
            )  # fmt: skip


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


def _against_submitted(
    table: Table, record: int, sent: tuple[KnownLine, ...], *, failed: bool
) -> None:
    """A line of the answer beside what was submitted: its batch, its name, its amount, once."""
    batch, name, paid = (table.column(one)[record] for one in ("batch", "name", "amount"))
    here = [one for one in sent if str(batch).upper() in one.batches]
    names = list(dict.fromkeys(one.name for one in here))
    amounts = list(dict.fromkeys(one.amount_fen for one in here))
    fitting = [one for one in here if one.amount_fen == paid]
    if not here:
        said = " ".join(sorted({one for line in sent for one in line.batches}))
        table.report(
            record, "batch", "payment_other_batch", HELD,
            value=str(batch or ""), suggestion=said, stage=RECONCILE,
        )  # fmt: skip
    elif isinstance(name, str) and not any(_same(name, one) for one in names):
        table.report(
            record, "name", "payee_differs", HELD,
            value=name, suggestion=" ".join(names), stage=RECONCILE,
        )  # fmt: skip
    elif not failed and all(one.paid for one in fitting or here):
        table.report(
            record, "amount", "paid_already", HELD,
            value=_yuan(paid), suggestion=" ".join(yuan_text(one) for one in amounts),
            stage=RECONCILE,
        )  # fmt: skip
    elif isinstance(paid, int) and not fitting:
        table.report(
            record, "amount", "paid_amount_mismatch", FLAGGED,
            value=yuan_text(paid), suggestion=" ".join(yuan_text(one) for one in amounts),
            stage=RECONCILE,
        )  # fmt: skip


def _yuan(amount: object) -> str:
    return yuan_text(amount) if isinstance(amount, int) else ""


def _same(one: str, other: str) -> bool:
    """Whether two names are the same but for blanks and middle dots."""
    return one.translate(_DOTS) == other.translate(_DOTS) or not other


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
    homes, days = table.column("household_no"), table.column("paid_on")
    for record, status in enumerate(table.column("pay_status")):
        paid_on = days[record]
        if known.today and isinstance(paid_on, date) and paid_on > known.today:
            table.report(record, "paid_on", "payment_in_future", HELD, stage=RECONCILE)
            continue
        if status == failed:
            table.report(record, "pay_status", "payment_failed", FLAGGED, stage=RECONCILE)
        sent = known.submitted.get(str(loans[record] or homes[record]))
        if sent:
            _against_submitted(table, record, sent, failed=status == failed)
            continue
        asked = known.lines.get((str(batches[record]).upper(), str(loans[record])))
        paid = amounts[record]
        if asked is not None and isinstance(paid, int) and paid != asked:
            table.report(
                record, "amount", "paid_amount_mismatch", FLAGGED,
                value=yuan_text(paid), suggestion=yuan_text(asked), stage=RECONCILE,
            )  # fmt: skip
