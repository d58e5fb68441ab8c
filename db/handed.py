"""Operations that came with a household from another township, beside the log of this one.

They are the original ones under their own ids, not copies: whoever has an operation in the log
keeps nothing of it here, and where it comes later by its own stream, it counts once. Their streams
stay what they are: nothing here moves a vector, and nothing goes out again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from db.faults import StoreError
from db.gate import Gate, number_in, place
from db.movetables import CAME, LEFT, MOVE
from db.packing import pack, unpack
from db.payloads import loaded
from db.records.core import Op, Value
from db.values import dumped

Place = tuple[str, str]
"""A table and a row in it."""

SHELF = (
    "SELECT DISTINCT h.n >> 40, s.name, h.n & 1099511627775, h.hlc, h.officer, h.scope, h.kind, "
    "h.payload, h.stub FROM handed h JOIN stream s ON s.id = h.n >> 40 "
    'WHERE h.tbl = ? AND h."row" = ? AND h.payload IS NOT NULL '
    "AND NOT EXISTS (SELECT 1 FROM op o WHERE o.n = h.n)"
)
"""The operations on a row that are here and not in the log, as `fold.traced` reads them."""

_SAID = (
    "coalesce(o.{0}, (SELECT d.{0} FROM handed d WHERE d.n = (h.stream << 40) + h.seq "
    "AND d.payload IS NOT NULL LIMIT 1))"
)
FROM_HEAD = "FROM head h LEFT JOIN op o ON o.n = (h.stream << 40) + h.seq"
"""Heads `h` with their operations `o` in the log; what is not there is on the shelf."""

AGAIN = "again"
"""The kind of what was named by a move that was erased: it is to be handed on anew."""

WRONGLY, UNKNOWN = "handed_wrongly", "handed_unknown"
"""Why what was handed on does not count: it may never be, or nobody knows its device yet."""

REFUSED = (UNKNOWN, "not_owner", "scope_foreign", "audience_foreign")
"""Why it does not count while no more is known of its device."""

_ASIDE = (
    "SELECT 1 FROM quarantine WHERE stream = ? AND seq = ? AND chain = ? "
    "AND code IN (SELECT value FROM json_each(?))"
)
_INSERT = "INSERT OR IGNORE INTO handed VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def said(column: str) -> str:
    """What the operation of a head says of itself, whichever way it came; after `FROM_HEAD`."""
    return _SAID.format(column)


class Given(NamedTuple):
    """An operation that is handed on; of a stub the content is what is left of it."""

    op: Op
    content: bytes
    stub: bool


def packed(given: Iterable[Given]) -> str:
    """Operations as the text of one field."""
    ops = [
        (*_header(one.op), one.content.decode(), one.op.digest.hex(), one.op.chain.hex(), one.stub)
        for one in given
    ]
    return pack({"ops": ops})


def _header(op: Op) -> tuple[str | int, ...]:
    return (op.stream, op.seq, op.hlc, op.officer, op.schema, op.tbl, op.row, op.kind, op.scope)


def unpacked(text: str) -> list[Given]:
    """What `packed` packed; what is no operation of ours, or not what its digest says, is left."""
    try:
        found = unpack(text).get("ops", [])
        return [one for each in found if (one := _given(each)) is not None]
    except (ValueError, TypeError, AttributeError):
        return []


def _given(each: Sequence[object]) -> Given | None:
    stream, seq, hlc, officer, schema, tbl, row, kind, scope, content, digest, chain, stub = each
    if not isinstance(seq, int) or not isinstance(hlc, int) or not isinstance(schema, int):
        return None
    body = str(content).encode()
    if not stub and sha256(body).digest() != bytes.fromhex(str(digest)):
        return None
    op = Op(
        stream=str(stream),
        seq=seq,
        hlc=hlc,
        officer=str(officer),
        schema=schema,
        tbl=str(tbl),
        row=str(row),
        kind=str(kind),
        scope=str(scope),
        payload=None if stub else body,
        digest=bytes.fromhex(str(digest)),
        chain=bytes.fromhex(str(chain)),
    )
    return Given(op, body, bool(stub))


def shelve(gate: Gate, move: Op, fields: Mapping[str, Value]) -> Iterator[tuple[Given, int]]:
    """Put what a move names on the shelf; gives what is not in the log, with its stream's number.

    What was set aside as it came is left. Inside a transaction only.
    """
    brought = {one.op.id: one for one in unpacked(str(fields.get("operations") or ""))}
    for op_id, tbl, row in _named(fields.get("rows")):
        stream, _, seq = op_id.rpartition("#")
        number = number_in(seq)
        if not number or not stream:
            continue
        one = brought.get(op_id)
        if one is not None and is_aside(gate, one.op):
            continue
        head = gate.head(stream)
        n = place(head.id, number)
        here = one is None or bool(gate.execute("SELECT 1 FROM op WHERE n = ?", (n,)).fetchone())
        about: tuple[object, ...] = (0, "", "", "", None, 0)
        if one is not None and not here:
            op = one.op
            about = (op.hlc, op.officer, op.scope, op.kind, one.content, int(one.stub))
        gate.execute(_INSERT, (n, move.scope, move.row, tbl, row, *about))
        if one is not None and not here:
            yield one, head.id


def is_aside(gate: Gate, op: Op) -> bool:
    """Whether this operation was handed on and does not count here."""
    codes = dumped((WRONGLY, "operation_unreadable", *REFUSED))
    return bool(gate.execute(_ASIDE, (op.stream, op.seq, op.chain, codes)).fetchone())


def forget_wrongly(gate: Gate) -> None:
    """What was handed on where it comes by its own stream is set aside only until it came so.

    Inside a transaction only.
    """
    gate.execute(
        "DELETE FROM quarantine AS q WHERE code = ? AND EXISTS (SELECT 1 FROM stream s "
        "JOIN op o ON o.n = (s.id << 40) + q.seq WHERE s.name = q.stream AND o.chain = q.chain)",
        (WRONGLY,),
    )


def _named(text: Value) -> list[tuple[str, str, str]]:
    """The operations that a move names: id, table and row."""
    try:
        found = json.loads(str(text)) if text else []
        return [(str(op), str(tbl), str(row)) for op, tbl, row in found]
    except (ValueError, TypeError, RecursionError):
        return []


def rows_named(table: str, payload: bytes | None) -> set[Place]:
    """The rows that an operation brings beside its own, if it is a move."""
    if table != MOVE or payload is None:
        return set()
    try:
        fields = loaded(payload).get("f", {})  # type: ignore[attr-defined]  # or it has no such
        return {(tbl, row) for _, tbl, row in _named(fields.get("rows"))}
    except (ValueError, AttributeError):
        return set()


def drop(gate: Gate, move: str) -> list[tuple[Place, int]]:
    """Take what one move brought from the shelf; gives the rows, with where their operation was.

    That the move named them stays: what still has content goes to that township again. Inside a
    transaction only.
    """
    found = [
        ((tbl, row), n)
        for tbl, row, n in gate.execute(
            'SELECT tbl, "row", n FROM handed WHERE move = ? AND payload IS NOT NULL', (move,)
        ).fetchall()
    ]
    gate.execute(
        "UPDATE handed SET hlc = 0, officer = '', scope = '', kind = ?, payload = NULL, stub = 0 "
        "WHERE move = ?",
        (AGAIN, move),
    )
    still = "SELECT 1 FROM handed WHERE n = ? AND payload IS NOT NULL"
    return [one for one in found if not gate.execute(still, (one[1],)).fetchone()]


def scope_here(gate: Gate, name: str, row: str, fields: Mapping[str, Value]) -> str | None:
    """The township to which a row, or what its fields name, has moved; None where it did not."""
    visit, house, loan = (
        str(fields.get(key) or "") for key in ("visit", "household_no", "loan_no")
    )
    asked: list[tuple[str, str]] = [(name, row), ("outreach_visit", visit)]
    if loan:
        asked += gate.rows("SELECT 'loan', id FROM loan WHERE loan_no = ?", (loan,))
    if applied := str(fields.get("application_no") or ""):
        asked += gate.rows(
            "SELECT 'application', id FROM application WHERE application_no = ?", (applied,)
        )
    for tbl, one in asked:
        found = one and gate.one(
            'SELECT place FROM handed WHERE tbl = ? AND "row" = ? AND payload IS NOT NULL',
            (tbl, one),
        )
        if found:
            return str(found[0])
    moved = house and gate.one(
        f"SELECT scope, kind FROM {MOVE} WHERE household_no = ? AND gone = 0 "
        "ORDER BY hlc DESC LIMIT 1",
        (house,),
    )
    return str(moved[0]) if moved and moved[1] == CAME else None


class Moved(NamedTuple):
    """How a household stands to its township here: it left or came, the other one, the day."""

    kind: str
    other: str
    on: str


def last_move(gate: Gate, household_no: str) -> Moved | None:
    """What the county last told the household's township of it; None where it never moved."""
    found = gate.one(
        "SELECT m.kind, coalesce((SELECT a.township_name FROM township_assignment a "
        "WHERE a.township_code = m.other AND a.gone = 0 AND a.township_name <> '' "
        "ORDER BY a.effective_from DESC LIMIT 1), m.other), coalesce(m.moved_on, '') "
        f"FROM {MOVE} m JOIN household h "
        "ON h.household_no = m.household_no AND h.township_code = m.scope "
        "WHERE m.household_no = ? AND m.gone = 0 ORDER BY m.hlc DESC LIMIT 1",
        (household_no,),
    )
    return Moved(*found) if found else None


def left(gate: Gate, household_no: str) -> Moved | None:
    """The move by which a household left; None where it is here."""
    found = last_move(gate, household_no)
    return found if found is not None and found.kind == LEFT else None


def must_be_here(gate: Gate, household_no: str, on: date | None = None) -> None:
    """Refuse new work on a household that left; what was done up to that day may be written.

    Raises:
        StoreError: ``household_moved``.
    """
    gone = left(gate, household_no) if household_no else None
    if gone is None or (on is not None and on.isoformat() <= gone.on):
        return
    raise StoreError(
        "household_moved", household_no=household_no, township=gone.other, since=gone.on
    )
