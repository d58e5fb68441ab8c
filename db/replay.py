"""The tables made anew from the operations, and fingerprints to compare them by."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from db import derive, erasing, fold, visitcounts
from db.batchlines import LINE
from db.gate import Gate, place
from db.handed import REFUSED, UNKNOWN
from db.movetables import MOVE
from db.ops import get, op_of, range_since
from db.records.core import Op
from db.registry import TABLES
from db.rosterlist import HOUSEHOLD, MEMBER
from db.values import dumped

DERIVED = {
    "household": (
        f"SELECT {', '.join(HOUSEHOLD)}, household_status, source_roster_version, township_code "
        "FROM household ORDER BY household_no"
    ),
    "member": (
        f"SELECT household_no, {', '.join(MEMBER)} FROM member ORDER BY household_no, member_no"
    ),
    "roster_entry": (
        "SELECT household_no, township_code, entered_on, exited_on, exit_reason FROM roster_entry "
        "ORDER BY household_no, township_code, entered_on"
    ),
    "roster_change": "SELECT * FROM roster_change ORDER BY version, household_no",
    "subsidy_line": f"SELECT batch, {', '.join(LINE)} FROM subsidy_line ORDER BY batch, line_no",
}
"""What the tables that are made from packed rows say, by name."""

_LOGGED = "SELECT 1 FROM stream s JOIN op o ON o.n = (s.id << 40) + q.seq WHERE s.name = q.stream"
"""Operations of the log that are on the shelf `q` too."""


def rebuild(gate: Gate) -> None:
    """Empty all replicated and derived tables and apply every operation again."""
    gate.put_meta(unknown="0")
    for name in (*TABLES, "trace", "head"):
        gate.execute(f"DELETE FROM {name}")
    visitcounts.forget_all(gate)
    refused = set(
        gate.rows(
            "SELECT s.name, o.seq FROM op o JOIN stream s ON s.id = o.stream WHERE refused <> ''"
        )
    )
    stubs: dict[int, bytes] = dict(gate.rows("SELECT n, content FROM stub"))
    for op in range_since(gate, {}, None):
        if (op.stream, op.seq) not in refused:
            stream = gate.head(op.stream).id
            payload = op.payload or stubs.get(place(stream, op.seq))
            content = None if payload is None else fold.parse(payload)
            fold.apply(gate, op, stream, content, derived=False)
    _hand_on(gate)
    erasing.clear_shelf(gate)
    derive.rebuild(gate)


def _hand_on(gate: Gate) -> None:
    """What came with households that moved, from the moves that have not been erased."""
    gate.execute("DELETE FROM handed")
    _take_all(gate)


def hand_on_again(gate: Gate, counts: Callable[[Op], bool]) -> int:
    """Take what came with a household, did not count, and counts now; gives how many.

    Inside a transaction only.
    """
    gate.execute(f"DELETE FROM quarantine AS q WHERE code = ? AND EXISTS ({_LOGGED})", (UNKNOWN,))
    rows = gate.rows(
        "SELECT stream, seq, chain, body, payload, code FROM quarantine q WHERE code IN "
        f"(SELECT value FROM json_each(?)) AND NOT EXISTS ({_LOGGED})",
        (dumped(REFUSED),),
    )
    found = [row for row in rows if counts(op_of(*row[:5]))]
    gate.executemany(
        "DELETE FROM quarantine WHERE stream = ? AND seq = ? AND chain = ? AND code = ?",
        [(*row[:3], row[5]) for row in found],
    )
    if found:
        _take_all(gate)
    return len(found)


def _take_all(gate: Gate) -> None:
    for stream, seq in gate.rows(f"SELECT stream, seq FROM {MOVE} ORDER BY hlc, stream, seq"):
        names = {head.id: name for name, head in gate.streams.items()}
        op = get(gate, f"{names[stream]}#{seq}")
        content = fold.parse(op.payload) if op is not None and op.payload is not None else None
        if op is not None and content is not None:
            fold.take_handed(gate, op, content.fields)


def state_hash(gate: Gate) -> dict[str, str]:
    """A fingerprint of each replicated and derived table; equal operations give equal ones."""
    names = {head.id: name for name, head in gate.streams.items()}
    out = {}
    for name, table in TABLES.items():
        columns = ", ".join(
            ("stream", "id", "officer", "scope", "hlc", "seq", "gone", *table.columns)
        )
        digest = sha256()
        for row in gate.execute(f"SELECT {columns} FROM {name} ORDER BY id"):
            digest.update(dumped([names[row[0]], *row[1:]]).encode())
        out[name] = digest.hexdigest()
    for name, sql in DERIVED.items():
        digest = sha256()
        for row in gate.execute(sql):
            digest.update(dumped(row).encode())
        out[name] = digest.hexdigest()
    return out
