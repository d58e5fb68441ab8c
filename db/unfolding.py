"""Operations taken out of the tables again: what they put there stands no more."""

from __future__ import annotations

from collections.abc import Collection

from db import fold, handed, visitcounts
from db.gate import Gate
from db.registry import TABLES
from db.table import Kind
from db.values import Row, dumped


def let_go(gate: Gate, move: str) -> None:
    """Take what was handed on with a move out of the tables again; inside a transaction only."""
    for (name, row), n in handed.drop(gate, move):
        take_out(gate, name, row, n)


def take_out(gate: Gate, name: str, row: str, n: int) -> None:
    """Make a row without an operation that is no longer on the shelf, unless the log has it."""
    if name in TABLES and not gate.execute("SELECT 1 FROM op WHERE n = ?", (n,)).fetchone():
        _without(gate, name, row, n)


def _without(gate: Gate, name: str, row: str, n: int) -> None:
    stream, seq = n >> 40, n & ((1 << 40) - 1)
    gate.execute(
        'DELETE FROM trace WHERE tbl = ? AND "row" = ? AND stream = ? AND seq = ?',
        (name, row, stream, seq),
    )
    gate.execute(f"DELETE FROM {name} WHERE id = ? AND stream = ? AND seq = ?", (row, stream, seq))
    fold.refold(gate, TABLES[name], row)
    if name == visitcounts.TABLE:
        visitcounts.forget(gate)


def take_back(gate: Gate, some: Collection[tuple[str, str, int]]) -> None:
    """Make rows without operations that stay in the log and do not count any more.

    Each is given by its table, its row and its place, and is refused already. Inside a transaction
    only.
    """
    for name, row, n in some:
        _without(gate, name, row, n)
    again = {(name, row) for name, row, _ in some if TABLES[name].kind is Kind.APPEND_ONLY}
    for name, row in _begun(gate, again):
        fold.refold_append_only(gate, TABLES[name], row)


def _begun(gate: Gate, rows: Collection[Row]) -> list[Row]:
    """Those of some rows that another operation of the log begins; it is read once for all."""
    if not rows:
        return []
    return gate.rows(
        "SELECT DISTINCT tbl, \"row\" FROM op WHERE kind = 'insert' AND refused = '' "
        'AND payload IS NOT NULL AND (tbl, "row") IN '
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))",
        (dumped(sorted(rows)),),
    )
