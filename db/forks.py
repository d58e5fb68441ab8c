"""A ledger that was put back or copied behind the program's back: both branches are kept.

Two machines, or one disk of two days, then write different operations under the same numbers.
What the county has under a number stands. A ledger that wrote the other one gets a new incarnation
and gives its own branch new numbers in it, so that nothing of either is lost; where somebody
else's stream parted here, the county's branch is taken over and the other is set aside.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from db import compaction, fold, hinges, renumbering
from db.backup import reborn
from db.compaction import put_stubs
from db.gate import NO_CHAIN, place
from db.judging import Authority
from db.merge import absorb, set_aside
from db.ops import Vector, chained, digest_of, get, keep, op_of, range_since
from db.records.core import Identity, Op
from db.registry import TABLES
from db.replay import rebuild
from db.shelves import left_beside
from db.store import Store
from db.values import dumped


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """What parting from a fork did: the new incarnation, and how many operations moved to it."""

    incarnation: str
    moved: int


def settle(
    store: Store,
    refused: Iterable[str],
    *,
    behind: bool,
    by: Authority,
    told: Iterable[Mapping[str, tuple[int, bytes]]] = (),
) -> Parted | None:
    """Part from a fork that the other side's vector or operations show; None where there is none.

    Args:
        store: this ledger.
        refused: the operations of the other side that were set aside as a fork just now.
        behind: whether somebody else wrote under this ledger's name (`is_behind`, before taking).
        by: what the county's certificates say of a device.
        told: how far the other side says that it has each stream.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    parting = _parting(store, refused)
    if not parting and not behind:
        return None
    me = store.identity
    common = max((_clock_before(store, one) for one in parting.items()), default=0)
    if behind or any(_is_former(me, stream) for stream in parting):
        parting = {**_unsent(store, told), **parting}
    with store.transaction():
        tails = [op for stream, seq in parting.items() for op in _tail(store, stream, seq)]
        own = [_whole(store, op) for op in tails if op.device == me.device]
        left = dict(filter(None, (_left(store, op) for op in own)))
        theirs = [op for stream, seq in parting.items() for op in _theirs(store, stream, seq)]
        for stream, seq in parting.items():
            _cut(store, stream, seq)
        again = reborn(me)
        store.set_identity(again)
        store.load_streams()
        if parting:
            rebuild(store)
        branch = [op for op in own if op.hlc > common]  # both branches have what is older
        given = renumbering.given(store, branch, me.letter)
        absorb(store, [op for op, _ in theirs], authority=by)
        put_stubs(store, *left_beside(theirs))
        again = renumbering.with_free_letter(store, again)
        store.set_identity(again)
        anew = renumbering.anew(given, again.letter)
        _renumber(store, own, left, anew)
        if anew.numbers:
            renumbering.remember(store, anew.numbers)
        for op in tails:
            if op.device != me.device:
                set_aside(store, op, "fork")
        store.put_meta(hlc_seen=str(store.hlc))
    return Parted(incarnation=store.identity.incarnation, moved=len(own))


def forget_twins(store: Store) -> int:
    """Let go of what lies beside the log and came again under new numbers; gives how many.

    A bundle of the days before its ledger parted may come when nothing waits for it any more, and
    a branch may be set aside here when what its writer made of it is long taken.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    aside = "quarantine WHERE code IN ('fork', 'chain_wrong')"
    found = store.rows(f"SELECT stream FROM waiting UNION SELECT stream FROM {aside}")
    if not found:
        return 0
    several = _several_incarnations(store)
    streams = dumped([name for (name,) in found if name.partition("/")[0] in several])
    among = "stream IN (SELECT value FROM json_each(?1))"
    rows = store.rows(
        f"SELECT stream, seq, chain, body, NULL FROM waiting WHERE {among} "
        f"UNION SELECT stream, seq, chain, body, NULL FROM {aside} AND {among}",
        (streams,),
    )
    again = [row[:3] for row in rows if _has_twin(store, op_of(*row))]
    if again:
        key = "stream = ? AND seq = ? AND chain = ?"
        with store.transaction():
            store.executemany(f"DELETE FROM waiting WHERE {key}", again)
            store.executemany(f"DELETE FROM {aside} AND {key}", again)
    return len(again)


def _several_incarnations(store: Store) -> set[str]:
    """The devices that wrote under more than one incarnation."""
    names = {name.rpartition("/")[0] for name in store.streams}
    devices = Counter(name.partition("/")[0] for name in names)
    return {device for device, count in devices.items() if count > 1}


def _has_twin(store: Store, op: Op) -> bool:
    """Whether an operation of the same device says that it was this one, and counts."""
    if op.tbl not in TABLES:
        return False
    found = store.rows(
        "SELECT coalesce(o.payload, b.content) FROM op o JOIN stream s ON s.id = o.stream "
        "LEFT JOIN stub b ON b.n = o.n WHERE o.refused = '' AND substr(s.name, 1, ?3) = ?4 "
        f"AND o.n IN (SELECT (stream << 40) + seq FROM {op.tbl} WHERE id = ?1 UNION "
        'SELECT (stream << 40) + seq FROM trace WHERE tbl = ?2 AND "row" = ?1)',
        (op.row, op.tbl, len(op.device) + 1, f"{op.device}/"),
    )
    told = (fold.parse(content) for (content,) in found if content is not None)
    return any(one is not None and one.was == _place_of(op) for one in told)


def _place_of(op: Op) -> str:
    """Where an operation stood before its ledger parted, as what it becomes says it."""
    return f"{op.id}@{op.chain.hex()}"


def _parting(store: Store, refused: Iterable[str]) -> dict[str, int]:
    """The streams that parted, each with the first number that differs."""
    first: dict[str, int] = {}
    for op_id in refused:
        stream, _, seq = op_id.rpartition("#")
        head = store.streams.get(stream)
        if head is not None and int(seq) <= head.seq:
            first[stream] = min(first.get(stream, int(seq)), int(seq))
    return first


def _clock_before(store: Store, parted: tuple[str, int]) -> int:
    """When this ledger wrote the last that it has in common with another branch of a stream."""
    stream, first = parted
    before = place(store.streams[stream].id, first - 1)
    own = stream.startswith(f"{store.identity.device}/")
    return store.number("SELECT hlc FROM op WHERE n = ?", (before,)) if own else 0


def _is_former(me: Identity, stream: str) -> bool:
    """Whether a stream is of an incarnation that this ledger was before.

    It parted already, from somebody who has not all of these streams: what it wrote of itself since
    may name what gets other numbers only now.
    """
    return stream.startswith(f"{me.device}/") and not stream.startswith(
        f"{me.device}/{me.incarnation}/"
    )


def _unsent(store: Store, told: Iterable[Mapping[str, tuple[int, bytes]]]) -> dict[str, int]:
    """This incarnation's streams that end in operations which went to nobody, with the first.

    The numbers belong to whoever wrote under this name; what never left takes others. What the
    other side has just so left: with this ledger, or with its copy before the two parted.
    """
    me = store.identity
    sent: dict[str, int] = dict(
        store.rows("SELECT stream, max(max(sent, confirmed)) FROM peer GROUP BY stream")
    )
    for vector in told:
        for name, (seq, chain) in vector.items():
            if (sent.get(name) or 0) < seq and _has(store, name, seq, chain):
                sent[name] = seq
    return {
        name: 1 + (sent.get(name) or 0)
        for name, head in store.streams.items()
        if name.startswith(f"{me.device}/{me.incarnation}/") and head.seq > (sent.get(name) or 0)
    }


def is_behind(store: Store, told: Mapping[str, tuple[int, bytes]]) -> bool:
    """Whether somebody has more or other operations of this incarnation than it wrote itself.

    To be asked with the other side's vector before its operations are taken.
    """
    me = store.identity
    own = f"{me.device}/{me.incarnation}/"
    for stream, (seq, chain) in told.items():
        if stream.startswith(own) and not _has(store, stream, seq, chain):
            return True
    return False


def _has(store: Store, stream: str, seq: int, chain: bytes) -> bool:
    """Whether this operation stands here, with this chain before it."""
    op = get(store, f"{stream}#{seq}")
    return op is not None and op.chain == chain


def _tail(store: Store, stream: str, first: int) -> list[Op]:
    known: Vector = {name: (1 << 62, b"") for name in store.streams if name != stream}
    return list(range_since(store, {**known, stream: (first - 1, b"")}, None))


def _theirs(store: Store, stream: str, first: int) -> list[tuple[Op, str]]:
    """The other branch, off the shelf where it was set aside, each with its body there."""
    rows = store.rows(
        "SELECT stream, seq, chain, body, payload FROM quarantine "
        "WHERE stream = ? AND seq >= ? AND code = 'fork' ORDER BY seq",
        (stream, first),
    )
    store.execute(
        "DELETE FROM quarantine WHERE stream = ? AND seq >= ? AND code = 'fork'", (stream, first)
    )
    return [(op_of(*row), row[3]) for row in rows]


def _cut(store: Store, stream: str, first: int) -> None:
    head = store.streams[stream]
    ends = (place(head.id, first), place(head.id + 1, 0))
    store.execute("DELETE FROM op WHERE n >= ? AND n < ?", ends)
    store.execute("DELETE FROM stub WHERE n >= ? AND n < ?", ends)
    hinges.forget(store, *ends)
    store.execute("DELETE FROM doubtful WHERE stream = ? AND seq >= ?", (head.id, first))
    store.execute("DELETE FROM peer WHERE stream = ?", (stream,))


def _whole(store: Store, op: Op) -> Op:
    """The operation with its values, also where they are in the archive by now."""
    payload = op.payload if op.payload is not None else compaction.archived(store, op.id)
    return replace(op, payload=payload)


def _left(store: Store, op: Op) -> tuple[str, bytes] | None:
    """What is left of an operation whose values were folded away and are nowhere here."""
    n = place(store.streams[op.stream].id, op.seq)
    row = None if op.payload else store.one("SELECT content FROM stub WHERE n = ?", (n,))
    return (op.id, row[0]) if row else None


def _renumber(
    store: Store, own: list[Op], left: Mapping[str, bytes], anew: renumbering.Anew
) -> None:
    """Write this ledger's branch again under its new incarnation, in the order of its clock."""
    me = store.identity
    new: dict[str, str] = {}
    seqs: dict[str, int] = {}
    for op in sorted(own, key=lambda one: (one.hlc, one.stream, one.seq)):
        stream = f"{me.device}/{me.incarnation}/{op.audience}"
        seqs[stream] = seqs.get(stream, 0) + 1
        new[op.id] = f"{stream}#{seqs[stream]}"
    for op in sorted(own, key=lambda one: (one.hlc, one.stream, one.seq)):
        stream, _, seq = new[op.id].rpartition("#")
        head = store.head(stream)
        payload = None if op.payload is None else _translated(op, op.payload, new, anew)
        made = replace(
            op,
            stream=stream,
            seq=int(seq),
            row=anew.row(op),
            payload=payload,
            digest=op.digest if payload is None else digest_of(payload),
        )
        made = replace(made, chain=chained(head.chain or NO_CHAIN, made))
        keep(store, made, head)
        if op.id in left:
            put_stubs(store, [(made.id, _translated(op, left[op.id], new, None))])
        else:
            fold.apply(store, made, head.id, None if payload is None else fold.parse(payload))


def _translated(
    op: Op, payload: bytes, new: Mapping[str, str], anew: renumbering.Anew | None
) -> bytes:
    """A payload with the new names of the operations that it saw, and its own former place."""
    content = json.loads(payload)
    if "p" in content:
        content["p"] = {
            name: [new.get(one, one) for one in seen] for name, seen in content["p"].items()
        }
    if anew:
        content["f"] = anew.said(content["f"])
    content["w"] = _place_of(op)
    return dumped(content).encode()
