"""The lines of subsidy batches, derived from the packed rows that each batch carries."""

from __future__ import annotations

import json

from db.faults import StoreError
from db.gate import Gate
from db.records.core import Value
from db.registry import INTEGERS, SUBSIDY_LINE
from db.rosterlist import Columns, decoded
from db.values import fits

LINE = tuple(SUBSIDY_LINE)

_INSERT = (
    f"INSERT INTO subsidy_line (batch, {', '.join(LINE)}) "
    f"VALUES ({', '.join('?' * (1 + len(LINE)))})"
)


def batch_changed(gate: Gate, row: str) -> None:
    """Bring the lines of a batch up to date after an operation on it."""
    gate.execute("DELETE FROM subsidy_line WHERE batch = ?", (row,))
    try:
        columns = _whole(opened(gate, row))
    except StoreError:
        return
    gate.executemany(_INSERT, ((row, *values) for values in zip(*columns, strict=True)))


def rebuild(gate: Gate) -> None:
    """Derive the lines of all batches anew."""
    gate.execute("DELETE FROM subsidy_line")
    for (row,) in gate.rows("SELECT id FROM subsidy_batch WHERE gone = 0 ORDER BY id"):
        batch_changed(gate, row)


def opened(gate: Gate, row: str) -> Columns:
    """The rows of a batch by column, as its operation carries them.

    Raises:
        StoreError: ``row_unknown`` (also for a batch that was taken back), ``batch_unreadable``.
    """
    found = gate.one(
        "SELECT o.payload FROM subsidy_batch b JOIN op o ON o.n = (b.stream << 40) + b.seq "
        "WHERE b.id = ? AND b.gone = 0",
        (row,),
    )
    if found is None or found[0] is None:
        raise StoreError("row_unknown", table="subsidy_batch", row=row)
    try:
        return decoded(str(json.loads(found[0])["f"].get("rows") or ""))
    except StoreError as fault:
        raise StoreError("batch_unreadable", row=row) from fault


def _whole(columns: Columns) -> list[list[Value]]:
    """All columns of the table in their order, with values that they take."""
    size = len(columns["household_no"])
    numbers = columns.get("line_no", [])
    if len(set(numbers)) != size or set(map(type, numbers)) - {int}:
        raise StoreError("batch_unreadable")
    empty: list[Value] = [None] * size
    return [_fitting(columns.get(name, empty), kind) for name, kind in SUBSIDY_LINE.items()]


def _fitting(values: list[Value], kind: str) -> list[Value]:
    plain = int if kind in INTEGERS else str
    types = set(map(type, values))
    if types <= {plain, type(None)} and (plain is str or _small(values)):
        return values
    return [value if fits(kind, value) else None for value in values]


def _small(values: list[Value]) -> bool:
    """Whether whole numbers fit into a column; the largest and the smallest speak for all."""
    numbers = [value for value in values if isinstance(value, int)]
    return not numbers or (fits("int", max(numbers)) and fits("int", min(numbers)))
