"""What the finance office says about payments: each line of its answer is a record of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256

from db.hlc import moment_of
from db.ops import Writer
from db.records.imports import Payment
from db.registry import TABLES
from db.store import Store
from db.values import dumped, packed, shape_of

_NAME = "payment_result"
_PAID = "paid"
_SHAPE = shape_of(Payment, _NAME)
_WRITTEN = tuple(f for f in Payment.__struct_fields__ if f in TABLES[_NAME].fields)
_BESIDE = frozenset({"source_name", "source_row", "originals"})
_SAID = tuple(name for name in _WRITTEN if name not in _BESIDE)


def put(store: Store, writer: Writer, payments: Sequence[Payment]) -> int:
    """Write lines that are not there yet, inside an open save; gives how many."""
    written = 0
    for row, one in zip(ids(payments), payments, strict=True):
        found = store.one(f"SELECT gone FROM {_NAME} WHERE id = ?", (row,))
        if found is None:
            told = {name: getattr(one, name) for name in _WRITTEN}
            fields = {name: value for name, value in told.items() if value not in ("", None)}
            writer.insert(_NAME, row, fields, scope=one.township_code)
        elif found[0]:
            writer.restore(_NAME, row)
        written += found is None or bool(found[0])
    return written


def ids(payments: Iterable[Payment]) -> list[str]:
    """The names of rows: what a line says, and its number among lines that say the same."""
    seen: Counter[str] = Counter()
    out = []
    for one in payments:
        said = dumped([packed(getattr(one, name)) for name in _SAID])
        digest = sha256(said.encode()).hexdigest()[:40]
        seen[digest] += 1
        out.append(digest if seen[digest] == 1 else f"{digest}/{seen[digest]}")
    return out


def of_loan(store: Store, loan_no: str) -> list[Payment]:
    """What was paid or not paid for a loan, in the order of days."""
    return _listed(store, "loan_no = ?", loan_no)


def of_batch(store: Store, batch: str) -> list[Payment]:
    """The answer to one batch, in the order of the file."""
    return _listed(store, "batch = ?", batch)


def accounts(store: Store, township_code: str) -> list[Payment]:
    """What was paid to a known account in a township, in the order of days."""
    return _listed(
        store, f"pay_status = '{_PAID}' AND account <> '' AND township_code = ?", township_code
    )


def of_household(store: Store, household_no: str) -> list[Payment]:
    """What was paid or not paid to a household or for a loan of it, in the order of days."""
    return _listed(
        store,
        "? IN (household_no, (SELECT l.household_no FROM loan l "
        f"WHERE l.loan_no = {_NAME}.loan_no AND l.gone = 0))",
        household_no,
    )


def arrived(store: Store, township_code: str, batches: Iterable[str]) -> list[tuple[Payment, date]]:
    """What came for a township under any of these names of batches, with the day, as it came."""
    return [
        (_SHAPE.read(row[1:]), moment_of(row[0]).date())
        for row in store.rows(
            f"SELECT hlc, {_SHAPE.columns} FROM {_NAME} WHERE gone = 0 AND township_code = ? "
            "AND batch IN (SELECT value FROM json_each(?)) ORDER BY hlc, source_row, id",
            (township_code, dumped(sorted(batches))),
        )
    ]


def failed_batches(store: Store) -> list[tuple[str, str]]:
    """Township and name of every batch of which finance could not pay a line."""
    rows: list[tuple[str, str]] = store.rows(
        f"SELECT DISTINCT township_code, batch FROM {_NAME} "
        "WHERE gone = 0 AND pay_status = 'failed' ORDER BY township_code, batch"
    )
    return rows


def _listed(store: Store, where: str, value: str) -> list[Payment]:
    return _SHAPE.all(
        store.rows(
            f"SELECT {_SHAPE.columns} FROM {_NAME} WHERE gone = 0 AND {where} "
            "ORDER BY paid_on, source_name, source_row, id",
            (value,),
        )
    )
