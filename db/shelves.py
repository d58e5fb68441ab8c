"""What was taken and does not count: kept beside the log, with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db import fold, handed
from db.belonging import why_not
from db.gate import place
from db.judging import Taking, judged, well_formed
from db.movetables import MOVE
from db.ops import body_of, get, left_of
from db.records.core import Op
from db.registry import TABLES
from db.store import Store
from db.table import Kind
from db.values import dumped, moment_text

TWICE = "row_twice"
"""Why an operation is named that was taken, and whose record another device wrote too."""


def shelve(store: Store, shelf: str, op: Op, now: datetime, code: str | None = None) -> None:
    """Keep an operation on a shelf; inside a transaction only."""
    values = [op.stream, op.seq, op.chain, body_of(op), op.payload, moment_text(now)]
    if code is not None:
        values.insert(3, code)
    marks = ", ".join("?" * len(values))
    store.execute(f"INSERT OR IGNORE INTO {shelf} VALUES ({marks})", values)


def left_beside(some: Iterable[tuple[Op, str]]) -> tuple[list[tuple[str, bytes]], dict[str, bytes]]:
    """What is left of operations whose values did not travel, and the chain values of these.

    Args:
        some: operations off a shelf, each with the body that it had there.
    """
    found = [(op, left) for op, body in some if (left := left_of(body)) is not None]
    return [(op.id, left) for op, left in found], {op.id: op.chain for op, _ in found}


def refuse(run: Taking, op: Op, code: str) -> None:
    """Name what does not count, and keep it with the reason."""
    run.refused[op.id, code] = None
    shelve(run.store, "quarantine", op, run.now, code)


def count(
    run: Taking, op: Op, stream: int, content: fold.Content | None, *, late: bool = False
) -> None:
    """Put an operation that counts into its table; what it hands on is judged by itself first."""
    run.tables.add(op.tbl)
    if op.tbl == MOVE and content is not None:
        for one in handed.unpacked(str(content.fields.get("operations") or "")):
            code = _judged_handed(run, op, one.op)
            if code:
                refuse(run, one.op, code)
    before = _wrote(run, op)
    fold.apply(run.store, op, stream, content, late=late)
    if before is not None and before.device != op.device:
        _tell_twice(run, before, op)


def _wrote(run: Taking, op: Op) -> Op | None:
    """The operation by which a row that is never changed stands, where this one writes it anew."""
    kind = TABLES.get(op.tbl)
    if kind is None or kind.kind is not Kind.APPEND_ONLY or op.kind != "insert":
        return None
    found = run.store.one(
        f"SELECT s.name, t.seq FROM {op.tbl} t JOIN stream s ON s.id = t.stream WHERE t.id = ?",
        (op.row,),
    )
    return get(run.store, f"{found[0]}#{found[1]}") if found else None


def _tell_twice(run: Taking, *both: Op) -> None:
    """Two devices wrote one record: which of them stands is told by its clock, the other is named.

    Ids are made so that this does not happen by chance: somebody took another's record for his own.
    """
    standing = _wrote(run, both[0])
    for one in both:
        if standing is not None and one.id != standing.id:
            refuse(run, one, TWICE)
    if standing is not None:
        run.store.execute(
            "DELETE FROM quarantine WHERE stream = ? AND seq = ? AND chain = ? AND code = ?",
            (standing.stream, standing.seq, standing.chain, TWICE),
        )


def _judged_handed(run: Taking, move: Op, op: Op) -> str:
    """Why an operation that a household brought along does not count, or nothing.

    What is this device's own, or is of the very township that the household came to, comes by its
    own stream with its chain and is never handed on.
    """
    me = run.store.identity.device
    if move.device == me:
        return ""
    if not well_formed(op):
        return "operation_unreadable"
    if op.device == me or op.audience.partition(".")[0] == move.scope:
        return handed.WRONGLY
    code = judged(run, op)
    return handed.UNKNOWN if code == "sender_unknown" else code


def count_again(run: Taking, *codes: str) -> int:
    """Count what was refused for one of these reasons, where none stands any more; how many.

    Inside a transaction only.
    """
    store = run.store
    counted: set[tuple[str, str]] = set()
    found = store.rows(
        "SELECT stream, seq, code FROM quarantine WHERE code IN (SELECT value FROM json_each(?)) "
        "ORDER BY stream, seq",
        (dumped(codes),),
    )
    for stream, seq, code in found:
        op = get(store, f"{stream}#{seq}")
        said = None if op is None else said_of(store, op)
        content = None if said is None else fold.parse(said)
        if op is not None and not why_not(run, op, content.fields if content else {}):
            counts_now(run, op, content, code)
            counted.add((op.id, code))
    return len(counted)


def counts_now(run: Taking, op: Op, content: fold.Content | None, code: str) -> None:
    """Count an operation of the log that was refused for this reason; inside a transaction only."""
    store, stream = run.store, run.store.streams[op.stream].id
    store.execute("UPDATE op SET refused = '' WHERE n = ?", (place(stream, op.seq),))
    store.execute(
        "DELETE FROM quarantine WHERE stream = ? AND seq = ? AND code = ?",
        (op.stream, op.seq, code),
    )
    run.refused.pop((op.id, code), None)
    run.taken += 1
    count(run, op, stream, content, late=True)


def said_of(store: Store, op: Op) -> bytes | None:
    """What an operation says, or what is left of one that came without its values."""
    if op.payload is not None:
        return op.payload
    n = place(store.streams[op.stream].id, op.seq)
    row = store.one("SELECT content FROM stub WHERE n = ?", (n,))
    return row[0] if row else None
