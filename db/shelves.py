"""What was taken and does not count: kept beside the log, with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db import fold, handed
from db.judging import Taking, judged, well_formed
from db.movetables import MOVE
from db.ops import body_of, left_of
from db.records.core import Op
from db.store import Store
from db.values import moment_text


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
    run.refused.append((op.id, code))
    shelve(run.store, "quarantine", op, run.now, code)


def count(
    run: Taking, op: Op, stream: int, content: fold.Content | None, *, late: bool = False
) -> None:
    """Put an operation that counts into its table; what it hands on is judged by itself first."""
    if op.tbl == MOVE and content is not None:
        for one in handed.unpacked(str(content.fields.get("operations") or "")):
            code = _judged_handed(run, op, one.op)
            if code:
                refuse(run, one.op, code)
    fold.apply(run.store, op, stream, content, late=late)


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
