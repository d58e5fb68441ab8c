"""From operations to rows: the same operations give the same rows, in whatever order they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from db import derive, handed, visitcounts
from db.gate import Gate
from db.movetables import MOVE
from db.payloads import loaded
from db.records.core import Op, Value
from db.registry import GONE, TABLES
from db.table import Kind, Table
from db.values import Row, dumped, fits

TRACE = "INSERT OR IGNORE INTO trace VALUES (?, ?, ?, ?)"
HEAD = "INSERT INTO head VALUES (?, ?, ?, ?, ?, ?, ?)"

_NOTHING: dict[str, list[str]] = {}
_PLAIN = frozenset({str, int, bool, type(None)})

Order = tuple[int, str, int]
"""Clock, stream, running number: which of two values is shown."""


class Content(NamedTuple):
    """What a payload says: values by field, and the operations seen for each field.

    ``was`` names the place of an operation before its ledger parted from a fork.
    """

    fields: Mapping[str, Value]
    seen: Mapping[str, list[str]] = MappingProxyType({})
    was: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on a row, read back for folding.

    Of a stub only which operations it answers is left; later ones answer all that it wrote.
    """

    stream: int
    name: str
    seq: int
    hlc: int
    officer: str
    scope: str
    kind: str
    content: Content
    stub: bool = False

    @property
    def order(self) -> Order:
        """Its place among others."""
        return (self.hlc, self.name, self.seq)

    @property
    def id(self) -> str:
        """The operation's id."""
        return f"{self.name}#{self.seq}"


def parse(payload: bytes) -> Content | None:
    """What a payload says, or None when it is no content of ours."""
    try:
        return content_of(loaded(payload))
    except ValueError:
        return None


def content_of(told: object) -> Content | None:
    """What the JSON of a payload says, or None when it is no content of ours."""
    if not isinstance(told, dict):
        return None
    fields, seen, was = told.get("f"), told.get("p", _NOTHING), told.get("w", "")
    if not isinstance(fields, dict) or not isinstance(seen, dict):
        return None
    if not _PLAIN.issuperset(map(type, fields.values())):
        return None
    if seen and not all(map(_is_list_of_texts, seen.values())):
        return None
    return Content(fields, seen, was if isinstance(was, str) else "")


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def apply(
    gate: Gate,
    op: Op,
    stream: int,
    content: Content | None,
    *,
    own: bool = False,
    late: bool = False,
    derived: bool = True,
) -> None:
    """Put one stored operation into its table; unknown tables and fields wait for an upgrade.

    Content None is a payload that was withheld. Own is a save on this machine, where a row
    that is there already is refused. Late says that operations after this one
    were applied before its payload came. Not derived leaves what is derived from packed rows to
    a `derive.rebuild` of the caller.
    """
    kind = TABLES.get(op.tbl)
    if kind is None or (content and not knows(kind, content.fields)):
        gate.put_meta(unknown="1")
    if kind is None or content is None:
        return
    if kind.kind is Kind.APPEND_ONLY:
        _append_only(gate, kind, op, stream, content, own=own, late=late)
    else:
        gate.execute(TRACE, (op.tbl, op.row, stream, op.seq))
        if kind.kind is Kind.OWNED:
            _refold_owned(gate, kind, op, stream, content)
        else:
            _refold_shared(gate, kind, op.row)
    if derived and kind.payload_fields:
        derive.follow(gate, op, content.fields)
        if op.tbl == MOVE:
            take_handed(gate, op, content.fields)


def take_handed(gate: Gate, move: Op, fields: Mapping[str, Value]) -> None:
    """Put what was handed on with a household into the tables, each operation once by its id."""
    for one, stream in list(handed.shelve(gate, move, fields)):
        content = parse(one.content)
        apply(gate, one.op, stream, content)


def refold(gate: Gate, kind: Table, row: str) -> None:
    """Make a row anew from what is known of it; one that nothing is known of is not there."""
    steps = traced(gate, kind.name, row)
    if kind.kind is Kind.APPEND_ONLY:
        return
    if not steps:
        gate.execute(f"DELETE FROM {kind.name} WHERE id = ?", (row,))
        gate.execute('DELETE FROM head WHERE tbl = ? AND "row" = ?', (kind.name, row))
    elif kind.kind is Kind.SHARED:
        _refold_shared(gate, kind, row)
    else:
        _fold_owned(gate, kind, row, steps)


def knows(kind: Table, fields: Mapping[str, Value]) -> bool:
    """Whether this program has all these fields of a table."""
    return all(name in kind.fields or name == GONE for name in fields)


def usable(kind: Table, fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields that have a column here, with values that may stand in it."""
    return {
        name: value
        for name, value in fields.items()
        if name in kind.fields
        and name not in kind.payload_fields
        and fits(kind.fields[name], value)
    }


@cache
def insert_sql(way: str, name: str, fields: tuple[str, ...]) -> str:
    """The statement that puts a row with these fields into a table."""
    columns = ", ".join(("id", "officer", "scope", "hlc", "stream", "seq", "gone", *fields))
    marks = ", ".join("?" * (7 + len(fields)))
    return f"{way} INTO {name} ({columns}) VALUES ({marks})"


def _put(
    gate: Gate,
    kind: Table,
    row: str,
    last: Step,
    fields: Mapping[str, Value],
    *,
    gone: int,
    way: str = "INSERT OR REPLACE",
) -> None:
    counted = kind.name == visitcounts.TABLE
    if counted and way != "INSERT":
        gate.execute(f"DELETE FROM {kind.name} WHERE id = ?", (row,))
    if counted:
        fields = visitcounts.numbered(gate, fields)
    gate.execute(
        insert_sql(way, kind.name, tuple(fields)),
        (row, last.officer, last.scope, last.hlc, last.stream, last.seq, gone, *fields.values()),
    )
    if counted:
        day = None if gone else fields.get(visitcounts.DAY)
        visitcounts.came(gate, [last.officer], [day])


def _step(op: Op, stream: int, content: Content) -> Step:
    return Step(stream, op.stream, op.seq, op.hlc, op.officer, op.scope, op.kind, content)


def _append_only(
    gate: Gate, kind: Table, op: Op, stream: int, content: Content, *, own: bool, late: bool
) -> None:
    if own and op.kind == "insert":
        fields = usable(kind, content.fields) if kind.payload_fields else content.fields
        _put(gate, kind, op.row, _step(op, stream, content), fields, gone=0, way="INSERT")
        return
    there, marked = gate.execute(
        f"SELECT EXISTS (SELECT 1 FROM {kind.name} WHERE id = ?1), "
        'EXISTS (SELECT 1 FROM trace WHERE tbl = ?2 AND "row" = ?1)',
        (op.row, op.tbl),
    ).fetchone()
    if op.kind != "insert":
        gate.execute(TRACE, (op.tbl, op.row, stream, op.seq))
        if there:
            _mark(gate, kind, op.row)
    elif not there and not late:
        fields = usable(kind, content.fields)
        _put(gate, kind, op.row, _step(op, stream, content), fields, gone=0, way="INSERT")
        if marked:
            _mark(gate, kind, op.row)
    elif not there or not _is_itself(gate, kind, op, stream):
        refold_append_only(gate, kind, op.row)


def _is_itself(gate: Gate, kind: Table, op: Op, stream: int) -> bool:
    """Whether a row is there by this very operation, which was handed on before it came."""
    there = f"SELECT 1 FROM {kind.name} WHERE id = ? AND stream = ? AND seq = ?"
    return gate.execute(there, (op.row, stream, op.seq)).fetchone() is not None


def _mark(gate: Gate, kind: Table, row: str) -> None:
    """Whether an append-only row is away, as the device says that wrote it."""
    name = gate.execute(
        f"SELECT s.name FROM {kind.name} t JOIN stream s ON s.id = t.stream WHERE t.id = ?", (row,)
    ).fetchone()[0]
    gone = _marked(name, traced(gate, kind.name, row))
    gate.execute(f"UPDATE {kind.name} SET gone = ? WHERE id = ?", (gone, row))


def _marked(stream: str, steps: list[Step]) -> int:
    """What the last of a device's own marks says, from whichever of its incarnations."""
    device = stream.partition("/")[0]
    own = [s for s in steps if s.kind != "insert" and s.name.partition("/")[0] == device]
    return int(bool(own) and own[-1].kind == "tombstone")


def refold_append_only(gate: Gate, kind: Table, row: str) -> None:
    """The rare case of one id from two devices: the earliest stands, whatever came first."""
    steps = _steps(gate, 'WHERE o.tbl = ? AND o."row" = ?', (kind.name, row))
    first = min((s for s in steps if s.kind == "insert"), key=lambda s: s.order)
    _put(
        gate, kind, row, first, usable(kind, first.content.fields), gone=_marked(first.name, steps)
    )


def _refold_owned(gate: Gate, kind: Table, op: Op, stream: int, content: Content) -> None:
    steps = [_step(op, stream, content)]
    if gate.number('SELECT count(*) FROM trace WHERE tbl = ? AND "row" = ?', (op.tbl, op.row)) > 1:
        steps = traced(gate, op.tbl, op.row)
    _fold_owned(gate, kind, op.row, steps)


def _fold_owned(gate: Gate, kind: Table, row: str, steps: list[Step]) -> None:
    if _emptied(gate, kind, row, steps):
        return
    fields: dict[str, Value] = {}
    gone = 0
    for step in steps:
        fields |= usable(kind, step.content.fields)
        if step.kind != "set":
            gone = int(step.kind == "tombstone")
    _put(gate, kind, row, steps[-1], fields, gone=gone)


def _refold_shared(gate: Gate, kind: Table, row: str) -> None:
    steps = traced(gate, kind.name, row)
    heads = {name: heads_of(name, steps) for name in (*kind.columns, GONE)}
    fields: dict[str, Value] = {}
    gate.execute('DELETE FROM head WHERE tbl = ? AND "row" = ?', (kind.name, row))
    if _emptied(gate, kind, row, steps):
        return
    for name in kind.columns:
        found = [s for s in heads[name] if fits(kind.fields[name], s.content.fields[name])]
        values = [(s, s.content.fields[name]) for s in found]
        if found:
            fields[name] = values[-1][1]
            _keep_heads(gate, kind.name, row, name, values)
    removed = _removal(heads)
    _keep_heads(gate, kind.name, row, GONE, removed)
    gone = removed[-1][1] if removed and len({v for _, v in removed}) == 1 else 0
    _put(gate, kind, row, steps[-1], fields, gone=int(bool(gone)))


def _emptied(gate: Gate, kind: Table, row: str, steps: list[Step]) -> bool:
    """Whether nothing of a row has a value any more (all was erased): then it is not there."""
    if not steps or any(not step.stub for step in steps):
        return False
    gate.execute(f"DELETE FROM {kind.name} WHERE id = ?", (row,))
    return True


def heads_of(name: str, steps: list[Step]) -> list[Step]:
    """The operations on a field that no later one has seen, the shown one last."""
    writers = [s for s in steps if name in s.content.fields]
    seen = {i for s in writers for i in s.content.seen.get(name, ())}
    return [s for s in writers if s.id not in seen and not s.stub]


def _removal(heads: Mapping[str, list[Step]]) -> list[tuple[Step, Value]]:
    """Who took the row away or brought it back, and edits that whoever took it away did not see."""
    marks: list[tuple[Step, Value]] = [(s, s.content.fields[GONE]) for s in heads[GONE]]
    removers = [s for s, value in marks if value]
    edits = {
        edit.id: edit
        for name, steps in heads.items()
        if name != GONE
        for edit in steps
        for remover in removers
        if edit.id not in remover.content.seen.get(name, ())
    }
    return marks + [(edit, 0) for edit in edits.values() if edit not in heads[GONE]]


def _keep_heads(
    gate: Gate, name: str, row: str, field_name: str, values: list[tuple[Step, Value]]
) -> None:
    disputed = int(len({dumped(value) for _, value in values}) > 1)
    gate.executemany(
        HEAD,
        [(name, row, field_name, s.stream, s.seq, dumped(value), disputed) for s, value in values],
    )


def traced(gate: Gate, name: str, row: str) -> list[Step]:
    """All applied operations on a row that later ones may change, in order."""
    where = 'JOIN trace t ON o.n = (t.stream << 40) + t.seq WHERE t.tbl = ? AND t."row" = ?'
    return _steps(gate, where, (name, row))


def _steps(gate: Gate, where: str, parameters: tuple[str, str]) -> list[Step]:
    """All applied operations on a row, in order."""
    found = gate.execute(
        "SELECT o.stream, s.name, o.seq, o.hlc, o.officer, o.scope, o.kind, "
        "coalesce(o.payload, (SELECT b.content FROM stub b WHERE b.n = o.n)), o.payload IS NULL "
        f"FROM op o JOIN stream s ON s.id = o.stream {where} AND o.refused = ''",
        parameters,
    ).fetchall()
    found += gate.execute(handed.SHELF, parameters).fetchall()
    steps = [
        _read(row, content)
        for row in found
        if row[7] is not None and (content := parse(row[7])) is not None
    ]
    return sorted(steps, key=lambda step: step.order)


def _read(row: Row, content: Content) -> Step:
    stream, name, seq, hlc, officer, scope, kind = row[:7]
    return Step(stream, name, seq, hlc, officer, scope, kind, content, bool(row[8]))
