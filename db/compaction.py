"""A shorter log: of operations that later ones answered only what they answer is kept.

The header, digest and chain of every operation stay, so numbers, vectors and proofs stay as they
are, and operations that come late still say by their ids what they had seen. What the rows show
is the same as before, on every replica, whatever arrives afterwards (`fold.Step`). The hub keeps
the values in its archive.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Iterator, Mapping

from db import fold
from db.gate import Gate, number_in, place
from db.ops import OpTuple, Vector, body_of, get, left_of, op_of, travelling
from db.packing import pack, unpack
from db.records.core import Op
from db.registry import TABLES
from db.store import Store
from db.table import Kind, Table
from db.values import dumped

Stub = tuple[str, bytes]
"""The id of an operation, and what is left of it."""

_BATCH = 500
_WORTH = 32
"""So many bytes have to be saved by it."""

_TURNED = 'SELECT tbl, "row" FROM trace GROUP BY tbl, "row" HAVING count(*) > 1 ORDER BY tbl, "row"'


def answered(
    gate: Gate, below: Mapping[str, int] | None = None, until: int | None = None
) -> dict[int, bytes]:
    """The places of operations that others for the same readers answer, with their stubs.

    Args:
        gate: this ledger.
        below: how far each stream may be touched; None for all of it.
        until: operations after this clock value are neither touched nor answer others, so that
            what was shown then can still be told.
    """

    def settled(step: fold.Step) -> bool:
        near = below is not None and step.seq > below.get(step.name, 0)
        return not near and (until is None or step.hlc <= until)

    found: dict[int, bytes] = {}
    for name, row in gate.rows(_TURNED):
        kind = TABLES.get(name)
        if kind is None or kind.kind is Kind.APPEND_ONLY or kind.payload_fields:
            continue
        steps = [step for step in fold.traced(gate, name, row) if settled(step)]
        ways = _overwritten if kind.kind is Kind.OWNED else _seen
        for some in _by_audience(steps):
            found |= {place(step.stream, step.seq): stub for step, stub in ways(kind, some)}
    return found


def bare(kind: Table | None, content: fold.Content) -> bytes:
    """What is left of an operation without its values: what it wrote, and what that answers.

    Of a table of a later version everything but values is kept. Where it was before its ledger
    parted from a fork stays too: its first form may come late.
    """
    was = {"w": content.was} if content.was else {}
    if kind is not None and kind.kind is Kind.OWNED:
        return dumped({"f": {}, **was}).encode()
    known = {name: seen for name, seen in content.seen.items() if name in content.fields}
    return dumped({"f": dict.fromkeys(content.fields), "p": known, **was}).encode()


def _seen(kind: Table, steps: list[fold.Step]) -> Iterator[tuple[fold.Step, bytes]]:
    """The operations on a shared row of which others have seen all that they wrote."""
    names = {name for step in steps for name in step.content.fields}
    heads = {step.id for name in names for step in fold.heads_of(name, steps)}
    for step in steps:
        if step.id not in heads and not step.stub:
            yield step, bare(kind, step.content)


def _overwritten(kind: Table, steps: list[fold.Step]) -> Iterator[tuple[fold.Step, bytes]]:
    """The changes of an owned row of which later ones have overwritten every field."""
    over: set[str] = set()
    for step in reversed(steps):
        if step.kind == "set" and not step.stub and {*step.content.fields} <= over:
            yield step, bare(kind, step.content)
        over |= {*fold.usable(kind, step.content.fields)}


def _by_audience(steps: list[fold.Step]) -> Iterable[list[fold.Step]]:
    """The operations on a row by who gets them: what others do not get answers nothing for them."""
    found: dict[str, list[fold.Step]] = {}
    for step in steps:
        found.setdefault(step.name.rpartition("/")[2], []).append(step)
    return found.values()


def fold_away(store: Store, found: Mapping[int, bytes], *, archive: bool) -> int:
    """Let go of the values of operations; gives how many. With archive they are packed away.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    places, done = sorted(found), 0
    for at in range(0, len(places), _BATCH):
        with store.transaction():
            some = [
                (n, payload, found[n])
                for n, payload in store.rows(
                    "SELECT n, payload FROM op WHERE n IN (SELECT value FROM json_each(?)) "
                    "AND payload IS NOT NULL",
                    (dumped(places[at : at + _BATCH]),),
                )
                if len(payload) >= len(found[n]) + _WORTH
            ]
            if archive and some:
                _keep_archive(store, None, {n: payload for n, payload, _ in some})
            store.executemany(
                "INSERT OR REPLACE INTO stub VALUES (?, ?)", [(n, stub) for n, _, stub in some]
            )
            store.executemany("UPDATE op SET payload = NULL WHERE n = ?", [(n,) for n, *_ in some])
        done += len(some)
    return done


def _keep_archive(gate: Gate, number: int | None, payloads: Mapping[int, bytes]) -> None:
    packed = pack({str(n): base64.b64encode(one).decode() for n, one in payloads.items()})
    gate.execute(
        "INSERT OR REPLACE INTO archive VALUES (?, ?, ?)",
        (number, dumped(sorted(payloads)), packed),
    )


def _archived_in(gate: Gate, n: int) -> tuple[int, dict[int, bytes]] | None:
    row = gate.one(
        "SELECT id, packed FROM archive WHERE EXISTS "
        "(SELECT 1 FROM json_each(places) WHERE value = ?)",
        (n,),
    )
    if row is None:
        return None
    return row[0], {int(k): base64.b64decode(v) for k, v in unpack(row[1]).items()}


def archived(store: Store, op_id: str) -> bytes | None:
    """The payload of an operation that is no longer in the log; None where it is not archived."""
    n = _place_of(store, op_id)
    found = _archived_in(store, n) if n else None
    return found[1].get(n) if found else None


def forget_archived(gate: Gate, n: int) -> None:
    """Take one payload out of the archive; inside a transaction only."""
    found = _archived_in(gate, n)
    if found is not None:
        number, payloads = found
        payloads.pop(n)
        _keep_archive(gate, number, payloads)


def _place_of(gate: Gate, op_id: str) -> int:
    stream, _, seq = op_id.rpartition("#")
    head = gate.streams.get(stream)
    number = number_in(seq)
    return place(head.id, number) if head is not None and number else 0


class Snapshot:
    """The part of a log that somebody lacks, shortened: what rows show, and what answers what."""

    def __init__(
        self, gate: Gate, known: Vector, audiences: Collection[str] | None, *, shortened: bool
    ) -> None:
        """Known is how far the other side is; shortened also leaves out what is not folded yet."""
        self._gate = gate
        self._found = answered(gate) if shortened else {}
        self._known = known
        self._audiences = audiences

    def stubs(self) -> list[Stub]:
        """What is left of the operations that travel without their values."""
        out: list[Stub] = []
        for name, head in sorted(self._gate.streams.items()):
            last = self._known.get(name, (0, b""))[0]
            if self._audiences is not None and name.rpartition("/")[2] not in self._audiences:
                continue
            ends = place(head.id, last), place(head.id + 1, 0)
            kept: dict[int, bytes] = dict(
                self._gate.rows("SELECT n, content FROM stub WHERE n > ? AND n < ?", ends)
            )
            kept |= {n: stub for n, stub in self._found.items() if ends[0] < n < ends[1]}
            out += [(f"{name}#{n - place(head.id, 0)}", stub) for n, stub in sorted(kept.items())]
        return out

    def operations(self) -> Iterator[OpTuple]:
        """All that the other side lacks, in the short form."""
        return self.shortened(travelling(self._gate, self._known, self._audiences))

    def shortened(self, operations: Iterable[OpTuple]) -> Iterator[OpTuple]:
        """The operations; those that others answer go without their values."""
        if not self._found:
            return iter(operations)
        return map(self._short, operations)

    def _short(self, op: OpTuple) -> OpTuple:
        away = place(self._gate.streams[op[0]].id, op[1]) in self._found
        return (*op[:9], None, *op[10:]) if away else op


def put_stubs(gate: Gate, given: object, carried: Mapping[str, bytes] | None = None) -> None:
    """Take what is left of operations that came without their values, inside a transaction.

    Values are no part of that, and what is known of an operation stays. With carried, ids with
    their chain values, others are passed over as is whatever is no such thing; what is left of an
    operation that waits or does not count is kept with it. A row is made anew once, when all that
    is left of its operations is there.
    """
    rows: set[tuple[str, str]] = set()
    for op_id, text in filter(None, map(_stub, given if isinstance(given, list | tuple) else ())):
        op, content = get(gate, op_id), fold.parse(text)
        chain = None if carried is None else carried.get(op_id)
        if content is None or (carried is not None and chain is None):
            continue
        if chain is not None and (op is None or op.chain != chain):
            _keep_aside(gate, op_id, chain, content)
        elif op is not None and op.payload is None and _stands(TABLES.get(op.tbl)):
            rows |= _put_stub(gate, op, bare(TABLES.get(op.tbl), content))
    for name, row in sorted(rows):
        fold.refold(gate, TABLES[name], row)


def _keep_aside(gate: Gate, op_id: str, chain: bytes, content: fold.Content) -> None:
    """Keep what is left of an operation with it on the shelf where it lies."""
    stream, _, seq = op_id.rpartition("#")
    where = "WHERE stream = ? AND seq = ? AND chain = ? AND payload IS NULL"
    key = (stream, number_in(seq), chain)
    for shelf in ("waiting", "quarantine"):
        for (body,) in gate.rows(f"SELECT body FROM {shelf} {where}", key):
            op = op_of(*key, body, None)
            if left_of(body) is None and _stands(TABLES.get(op.tbl)):
                left = bare(TABLES.get(op.tbl), content)
                gate.execute(f"UPDATE {shelf} SET body = ? {where}", (body_of(op, left), *key))


def _put_stub(gate: Gate, op: Op, left: bytes) -> set[tuple[str, str]]:
    """Keep what is left of an operation; gives the row that is to be made anew with it."""
    stream = gate.streams[op.stream].id
    n = place(stream, op.seq)
    if gate.one("SELECT 1 FROM stub WHERE n = ?", (n,)):
        return set()
    gate.execute("INSERT INTO stub VALUES (?, ?)", (n, left))
    if gate.number("SELECT refused <> '' FROM op WHERE n = ?", (n,)):
        return set()
    kind, content = TABLES.get(op.tbl), fold.parse(left)
    if kind is None or content is None or not fold.knows(kind, content.fields):
        gate.put_meta(unknown="1")
    if kind is None or content is None:
        return set()
    gate.execute(fold.TRACE, (op.tbl, op.row, stream, op.seq))
    return {(op.tbl, op.row)}


def without_values(operations: Iterable[OpTuple], found: dict[str, bytes]) -> Iterator[OpTuple]:
    """The operations; the chain values of those without payload are noted by id on the way."""
    for op in operations:
        if op[9] is None:
            found[f"{op[0]}#{op[1]}"] = op[11]
        yield op


def _stub(one: object) -> Stub | None:
    if isinstance(one, list | tuple) and len(one) == 2:  # noqa: PLR2004 - an id and its rest
        op_id, text = one
        if isinstance(op_id, str) and isinstance(text, bytes):
            return op_id, text
    return None


def _stands(kind: Table | None) -> bool:
    return kind is None or (kind.kind is not Kind.APPEND_ONLY and not kind.payload_fields)
