"""Taking others' operations: all in one transaction, twice is harmless, nothing is dropped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from msgspec.structs import replace

from db import compaction, erasing, fold, funding, handed, hinges, hlc
from db.belonging import FOREIGN, why_not
from db.bulk import Bulk, chunks
from db.faults import StoreError
from db.gate import number_in, place
from db.handed import FROM_HEAD, said
from db.indexes import Afterwards
from db.judging import Authority, Reader, Taking, well_formed
from db.ops import OpTuple, chained, digest_of, get, keep, op_from, op_of, op_tuple
from db.records.core import Op, Quarantined, Review, ReviewValue, TakeResult
from db.registry import GONE, TABLES
from db.rosterlist import no_collecting
from db.shelves import count, left_beside, refuse, shelve
from db.store import Store
from db.table import Kind
from db.values import Given, moment_text, to_moment


def take(store: Store, operations: Iterable[Op], *, authority: Authority) -> TakeResult:
    """Take operations of other devices; one transaction, and taking them again changes nothing.

    What is refused is kept in quarantine with its code: ``digest_wrong``, ``chain_wrong``,
    ``fork``, ``sender_unknown``, ``operation_unreadable``, ``not_owner``, ``scope_foreign``,
    ``row_foreign``.
    What comes before its predecessors waits and is named as a gap.

    Raises:
        StoreError: ``disk_full``, ``ledger_in_use``, ``ledger_read_only``.
    """
    return take_many(store, map(op_tuple, operations), authority=authority, expected={})


def take_many(
    store: Store,
    operations: Iterable[OpTuple],
    *,
    authority: Authority,
    expected: Mapping[str, int],
    stubs: object = None,
    linked: bool = False,
    read: Reader | None = None,
) -> TakeResult:
    """`take` for operations as they travel; `expected` is how many come by table, for speed alone.

    With them, all or none, comes what is left of those of them without values (`put_stubs`).
    Linked is the caller's word that each digest is its payload's, and that of two operations with
    following numbers in a stream the second has the chain value that follows from the first.
    `read` is a quicker reader of payloads.

    Raises:
        StoreError: as `take`.
    """
    carried: dict[str, bytes] = {}
    if stubs:
        operations = compaction.without_values(operations, carried)
    with store.transaction():
        with no_collecting(), Afterwards(store, expected):
            run = _absorb(store, operations, authority, linked=linked, read=read)
        compaction.put_stubs(store, stubs, carried)
    if run.erased:
        erasing.forget_log(store)
    return TakeResult(
        taken=run.taken,
        already=run.already,
        waiting=tuple(gaps(store)),
        refused=tuple(run.refused),
        reviews=review_count(store),
    )


def absorb(store: Store, operations: Iterable[Op], *, authority: Authority) -> Taking:
    """What `take` does, inside a transaction that is open already."""
    return _absorb(store, map(op_tuple, operations), authority)


def _absorb(
    store: Store,
    operations: Iterable[OpTuple],
    authority: Authority,
    *,
    linked: bool = False,
    read: Reader | None = None,
) -> Taking:
    ask = authority if callable(authority) else authority.get
    run = Taking(store, ask, store.clock(), linked=linked, read=read)
    newest = 0
    for chunk in chunks(operations):
        _receive_all(run, chunk)
        newest = max(newest, *(op[2] for op in chunk))
    for stream in sorted(run.ahead):
        _close_gaps(run, stream)
    hinges.settle(run)
    handed.forget_wrongly(store)
    run.erased = erasing.enforce(store)
    store.hlc = hlc.after_receiving(store.hlc, newest, run.now)
    store.put_meta(hlc_seen=str(store.hlc))
    return run


def _receive_all(run: Taking, chunk: list[OpTuple]) -> None:
    """Receive operations in their order: the ordinary ones in bulk, every other one by itself."""
    bulk = Bulk(run, chunk)
    for _, some in groupby(chunk, itemgetter(0)):
        _receive_some(run, bulk, list(some))
    bulk.write()


def _receive_some(run: Taking, bulk: Bulk, ops: list[OpTuple]) -> None:
    """Receive operations of one stream; where not all are ordinary, one half after the other."""
    if bulk.hold(ops):
        return
    half = len(ops) // 2
    if half:
        _receive_some(run, bulk, ops[:half])
        _receive_some(run, bulk, ops[half:])
        return
    [op] = ops
    bulk.write()
    bulk.left(op)
    _receive(run, op_from(op))
    bulk.there |= handed.rows_named(op[5], op[9])


def _receive(run: Taking, op: Op) -> None:
    if not well_formed(op):
        refuse(run, op, "operation_unreadable")
        return
    head = run.store.streams.get(op.stream)
    last = head.seq if head else 0
    if op.payload is not None and digest_of(op.payload) != op.digest:
        refuse(run, op, "digest_wrong")
    elif op.seq <= last:
        _again(run, op)
    elif run.standing(op.device) is None:
        refuse(run, op, "sender_unknown")
    elif op.seq > last + 1:
        shelve(run.store, "waiting", op, run.now)
        run.ahead.add(op.stream)
    else:
        _follow(run, op)


def _again(run: Taking, op: Op) -> None:
    """An operation whose place is taken: the same one, its payload at last, or a fork."""
    store, head = run.store, run.store.streams[op.stream]
    row = store.execute(
        "SELECT chain, digest, payload IS NULL, refused FROM op WHERE n = ?",
        (place(head.id, op.seq),),
    ).fetchone()
    if row is None or row[0] != op.chain:
        refuse(run, op, "fork")
        return
    there = get(store, op.id) if row[2] and op.payload is not None else None
    if row[1] != op.digest or (there and replace(there, payload=op.payload) != op):
        refuse(run, op, "digest_wrong")  # whoever sent it chose the chain value freely
        return
    run.already += 1
    if there:
        run.late = True
        store.execute(
            "UPDATE op SET payload = ? WHERE n = ?",
            (op.payload, place(head.id, op.seq)),
        )
        content = None if op.payload is None else fold.parse(op.payload)
        if not row[3] and content is not None:
            _count_late(run, op, head.id, content)


def _count_late(run: Taking, op: Op, stream: int, content: fold.Content) -> None:
    """Count an operation whose payload comes at last, unless that is not its writer's to say."""
    code = why_not(run, op, content.fields)
    if code == FOREIGN:
        n = place(stream, op.seq)
        run.store.execute("UPDATE op SET refused = ? WHERE n = ?", (code, n))
        refuse(run, op, code)
    else:
        count(run, op, stream, content, late=True)


def _follow(run: Taking, op: Op) -> None:
    """An operation whose turn it is: prove its chain, judge it, store it, apply it."""
    store = run.store
    head = store.head(op.stream)
    if chained(head.chain, op) != op.chain:
        branch = store.execute(
            "SELECT 1 FROM quarantine WHERE stream = ? AND seq = ? AND code = 'fork'",
            (op.stream, op.seq - 1),
        ).fetchone()
        refuse(run, op, "fork" if branch else "chain_wrong")
        return
    content = fold.parse(op.payload) if op.payload is not None else None
    code = why_not(run, op, content.fields if content else {})
    if op.payload is not None and content is None:
        code = "operation_unreadable"
    keep(store, op, head, refused=code)
    if code:
        refuse(run, op, code)
    else:
        run.taken += 1
        count(run, op, head.id, content)
        if content is not None and content.was:
            _release_twin(store, op.device, content.was)
    if hlc.is_doubtful(op.hlc, run.now):
        store.execute(
            "INSERT OR IGNORE INTO doubtful VALUES (?, ?, ?)",
            (head.id, op.seq, moment_text(run.now)),
        )
    run.ahead.add(op.stream)


def _release_twin(store: Store, device: str, was: str) -> None:
    """An operation of a fork came again from its device: its first form waits no longer."""
    op_id, _, chain = was.rpartition("@")
    stream, _, seq = op_id.rpartition("#")
    if not stream.startswith(f"{device}/"):
        return
    known = (stream, number_in(seq), chain.upper())
    for shelf in ("quarantine", "waiting"):
        store.execute(f"DELETE FROM {shelf} WHERE stream = ? AND seq = ? AND hex(chain) = ?", known)


def _close_gaps(run: Taking, stream: str) -> None:
    """Take what was waiting for the operations that have come."""
    store = run.store
    while True:
        head = store.streams.get(stream)
        following = head.seq + 1 if head else 1
        store.execute("DELETE FROM waiting WHERE stream = ? AND seq < ?", (stream, following))
        rows = store.execute(
            "SELECT seq, chain, body, payload FROM waiting WHERE stream = ? AND seq = ? "
            "ORDER BY chain",
            (stream, following),
        ).fetchall()
        for seq, chain, body, payload in rows:
            op = op_of(stream, seq, chain, body, payload)
            _receive(run, op)
            compaction.put_stubs(store, *left_beside([(op, body)]))
        end = store.streams.get(stream)
        if not rows or end is None or end.seq < following:
            return


def set_aside(store: Store, op: Op, code: str) -> None:
    """Keep an operation that does not count here, with its reason; inside a transaction only."""
    shelve(store, "quarantine", op, store.clock(), code)


def gaps(store: Store) -> list[tuple[str, int, int]]:
    """What is missing before operations that wait: stream, first and last number."""
    found = []
    before: dict[str, int] = {}
    for stream, seq in store.rows("SELECT DISTINCT stream, seq FROM waiting ORDER BY stream, seq"):
        head = store.streams.get(stream)
        last = before.get(stream, head.seq if head else 0)
        if seq > last + 1:
            found.append((stream, last + 1, seq - 1))
        before[stream] = seq
    return found


def quarantined(store: Store) -> list[Quarantined]:
    """Operations that were kept but not applied, newest first."""
    out = []
    for stream, seq, code, body, at in store.rows(
        "SELECT stream, seq, code, body, received_at FROM quarantine "
        "ORDER BY received_at DESC, stream, seq"
    ):
        _, _, _, table, row, *_ = json.loads(body)
        out.append(
            Quarantined(
                op=f"{stream}#{seq}",
                code=code,
                table=table,
                row=row,
                at=to_moment(at) or datetime.min.replace(tzinfo=UTC),
            )
        )
    return out


def set_aside_count(store: Store) -> int:
    """How many operations were kept but not applied."""
    return store.number("SELECT count(*) FROM quarantine")


def review_count(store: Store) -> int:
    """How many fields are under review."""
    return funding.dispute_count(store) + store.number(
        'SELECT count(*) FROM (SELECT DISTINCT tbl, "row", field FROM head WHERE disputed = 1)'
    )


def reviews(store: Store) -> list[Review]:
    """Fields that two people changed without knowing of each other, the shown value first.

    Needs that they ended differently are among them; those values are ids of ends.

    The field ``gone`` is somebody taking the row away while another changed it: 1 is away.
    """
    grouped: dict[tuple[str, str, str], list[tuple[tuple[int, str, int], ReviewValue, str]]] = {}
    for table, row, name, value, officer, clock, stream, seq, scope in store.rows(
        f'SELECT h.tbl, h."row", h.field, h.value, {said("officer")}, {said("hlc")}, '
        f"s.name, h.seq, {said('scope')} {FROM_HEAD} "
        'JOIN stream s ON s.id = h.stream WHERE h.disputed = 1 ORDER BY h.tbl, h."row", h.field'
    ):
        shown = ReviewValue(
            value=json.loads(value),
            officer=officer,
            device=stream.partition("/")[0],
            at=hlc.moment_of(clock),
            op=f"{stream}#{seq}",
        )
        grouped.setdefault((table, row, name), []).append(((clock, stream, seq), shown, scope))
    out = []
    for (table, row, name), values in grouped.items():
        values.sort(key=lambda one: one[0], reverse=True)
        if name == GONE:
            values.sort(key=lambda one: int(bool(one[1].value)))
        out.append(
            Review(
                id=f"{table}|{row}|{name}",
                table=table,
                row=row,
                field=name,
                scope=values[0][2],
                values=tuple(value for _, value, _ in values),
            )
        )
    return out + funding.reviews(store)


def resolve(store: Store, officer: str, review_id: str, value: Given, reason: str) -> str:
    """Settle a field under review for everybody; gives the operation's id.

    value is one of the values under review, or another one; for numbers and ``gone`` text of
    digits is understood. The reason is kept in this machine's audit.

    Raises:
        StoreError: ``review_unknown``, ``value_wrong_type``, and those of `Store.write`.
    """
    found = next((one for one in reviews(store) if one.id == review_id), None)
    if found is not None and found.table == funding.TABLE:
        return funding.settle(store, officer, found.row, str(value), reason).id
    if found is None or TABLES[found.table].kind is not Kind.SHARED:
        raise StoreError("review_unknown", id=review_id)
    number = any(isinstance(one.value, int) for one in found.values)
    if number and isinstance(value, str):
        if not value.lstrip("-").isdecimal():
            raise StoreError("value_wrong_type", table=found.table, field=found.field)
        value = int(value)
    if value == "" and all(one.value != "" for one in found.values):
        value = None
    with store.write(officer) as writer:
        op = writer.resolve(found.table, found.row, {found.field: value})
        store.execute(
            "INSERT INTO audit (at, officer, what, subject, reason) VALUES (?, ?, 'resolve', ?, ?)",
            (moment_text(store.clock()), officer, review_id, reason),
        )
    return op
