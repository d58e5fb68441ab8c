"""What the finance office answers to a batch of subsidies: every line a record of its own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from db import answers, compared, households, payments
from db import loans as ledger
from db.records.imports import Payment
from desktop.errors import UserError
from desktop.services.imports import ground
from desktop.services.imports.ground import Kind, day, text, whole
from desktop.sheets.report import Known, KnownLine

if TYPE_CHECKING:
    from db.imports import Taking
    from desktop.services.imports.ground import Work, Write
    from desktop.services.session import Session
    from desktop.sheets.report import Record

_TEXTS = (
    *("batch", "project_code", "village", "household_no", "name", "id_kind", "id_number"),
    *("bank_name", "account", "basis", "measure", "loan_no", "fail_reason"),
)


def _known(session: Session) -> Known:
    return Known(
        townships=ground.townships(session),
        households=ground.homes(session),
        loans=ground.loans(session),
        lines=compared.asked(session.store),
        submitted=_submitted(session),
        today=session.today(),
    )


def _submitted(session: Session) -> dict[str, tuple[KnownLine, ...]]:
    """What went to finance, by loan, and by household for an answer that names no loan."""
    found: dict[str, list[KnownLine]] = defaultdict(list)
    for one in answers.submitted(session.store):
        sent = KnownLine(
            batches=answers.names_of(one.declaration),
            name=one.line.borrower_name,
            amount_fen=one.line.subsidy_fen,
            paid=one.paid,
        )
        found[one.line.loan_no].append(sent)
        found[one.line.household_no].append(sent)
    return {loan: tuple(lines) for loan, lines in found.items()}


def _prepare(work: Work) -> Write:
    store = work.session.store
    names, towns = ground.townships(work.session), households.townships(store)
    scopes = ledger.townships_of(store)
    if not names and not towns and not scopes:
        raise UserError("import_townships_unknown")
    made: list[Payment] = []
    for record, originals in work.rows():
        guesses = (
            towns.get(text(record.get("household_no"))), scopes.get(text(record.get("loan_no")))
        )  # fmt: skip
        township = ground.placed(names, guesses, record.get("township"))
        made.append(_payment(work, record, township, originals))

    def write(taking: Taking) -> int:
        taking.keys = payments.ids(made)
        taking.written = payments.put(store, taking.writer, made)
        return len(made)

    return write


def _payment(work: Work, record: Record, township: str, originals: str) -> Payment:
    return Payment(
        township_code=township,
        amount_fen=whole(record.get("amount_fen")),
        pay_status=work.code("pay_status", record.get("pay_status")),
        paid_on=day(record.get("paid_on")),
        year=whole(record.get("year")),
        source_name=work.file,
        source_row=record.row,
        originals=originals,
        **{name: text(record.get(name)) for name in _TEXTS},
    )


KIND = Kind(
    name="payments",
    owners=frozenset({"county", "agriculture_desk"}),
    refusal="import_offices_only",
    known=_known,
    prepare=_prepare,
)
