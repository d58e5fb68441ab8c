"""A bank's settlement of a quarter: interest by loan, with the repayments of its second sheet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from db import loans
from db.records.loans import Settlement
from desktop.errors import UserError
from desktop.services.imports import ground
from desktop.services.imports.ground import Kind, day, text, whole
from desktop.sheets.report import Known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.imports import Taking
    from db.records.loans import Change
    from desktop.services.imports.ground import Work, Write
    from desktop.services.session import Session
    from desktop.sheets.report import Record, Report

_NAMED = 10
"""Rows that a refusal names at most."""


def _known(session: Session) -> Known:
    return Known(
        townships=ground.townships(session),
        loans=ground.loans(session),
        taken=ground.taken(session, "interest"),
        today=session.today(),
    )


def _prepare(work: Work) -> Write:
    store, moved = work.session.store, _changes(work.report)
    if not loans.any_here(store):
        raise UserError("import_loans_first")
    if unread := work.report.changes_held:
        named = "\u3001".join(map(str, unread[:_NAMED]))
        raise UserError("import_changes_unread", count=len(unread), rows=named)
    made = [
        _settlement(record, originals, moved[text(record.get("loan_no"))])
        for record, originals in work.rows()
    ]
    for record, one in zip(work.report.imported, made, strict=True):
        if one.period_to is None and one.settled_on is None:
            raise UserError("import_period_missing", row=record.row)

    def write(taking: Taking) -> int:
        taking.keys = [loans.settlement_id(one) for one in made]
        taking.written = loans.put_settlements(store, taking.writer, made)
        return len(made)

    return write


def _changes(report: Report) -> dict[str, list[Change]]:
    """What was repaid, by loan: a repayment lowers the balance from its day on."""
    found: dict[str, list[Change]] = defaultdict(list)
    for record in report.changes:
        on, fen = record.get("changed_on"), record.get("amount_fen")
        if isinstance(on, date) and isinstance(fen, int):
            found[text(record.get("loan_no"))].append((on, -fen))
    return found


def _settlement(record: Record, originals: str, changes: Sequence[Change]) -> Settlement:
    return Settlement(
        loan_no=text(record.get("loan_no")),
        settled_on=day(record.get("settled_on")),
        period_from=day(record.get("period_from")),
        period_to=day(record.get("period_to")),
        interest_due_fen=whole(record.get("interest_due_fen")),
        interest_paid_fen=whole(record.get("interest_paid_fen")),
        paid_on=day(record.get("paid_on")),
        days=whole(record.get("days")),
        product_sum_fen_days=whole(record.get("product_sum_fen")),
        penalty_paid_fen=whole(record.get("penalty_paid_fen")),
        balance_change=tuple(sorted(changes)),
        originals=originals,
    )


KIND = Kind(
    name="interest",
    owners=frozenset({"county", "bank_desk"}),
    refusal="import_bank_only",
    known=_known,
    prepare=_prepare,
)
