"""What was refused is judged again when more is known of who wrote it."""

from __future__ import annotations

from db import fold, replay
from db.gate import place
from db.judging import Authority, Taking, judged
from db.merge import take_many
from db.ops import get, op_of, op_tuple
from db.records.core import Op, TakeResult
from db.shelves import count, left_beside
from db.store import Store


def release(store: Store, device: str, *, authority: Authority) -> TakeResult:
    """Take what a device sent before it was known.

    Raises:
        StoreError: as `take`.
    """
    rows = store.rows(
        "SELECT stream, seq, chain, body, payload FROM quarantine WHERE code = 'sender_unknown' "
        "AND stream >= ? AND stream < ? ORDER BY stream, seq",
        (f"{device}/", f"{device}0"),
    )
    with store.transaction():
        store.executemany(
            "DELETE FROM quarantine WHERE stream = ? AND seq = ? AND chain = ? "
            "AND code = 'sender_unknown'",
            [row[:3] for row in rows],
        )
    found = [(op_of(*row), row[3]) for row in rows]
    return take_many(
        store,
        [op_tuple(op) for op, _ in found],
        authority=authority,
        expected={},
        stubs=left_beside(found)[0],
    )


def judge_again(store: Store, *, authority: Authority) -> int:
    """Count what was refused while less was known of its sender; gives how many.

    To be asked when the county's list of devices or this program has changed, so that replicas that
    took an operation before and after that show the same.

    Raises:
        StoreError: as `take`.
    """
    ask = authority if callable(authority) else authority.get
    found = store.rows(
        "SELECT stream, seq, code FROM quarantine WHERE code IN "
        "('sender_unknown', 'scope_foreign', 'not_owner', 'audience_foreign') ORDER BY stream, seq"
    )
    strangers = {one[0].partition("/")[0] for one in found if one[2] == "sender_unknown"}
    counted = sum(release(store, one, authority=ask).taken for one in strangers if ask(one))
    with store.transaction():
        run = Taking(store, ask, store.clock())
        for stream, seq, code in found:
            op = get(store, f"{stream}#{seq}")
            if code != "sender_unknown" and op is not None and not judged(run, op):
                _count(run, op, code)
                counted += 1
        counted += replay.hand_on_again(store, lambda op: not judged(run, op))
    return counted


def _count(run: Taking, op: Op, code: str) -> None:
    """An operation that was refused counts now."""
    store = run.store
    stream = store.streams[op.stream].id
    store.execute("UPDATE op SET refused = '' WHERE n = ?", (place(stream, op.seq),))
    store.execute(
        "DELETE FROM quarantine WHERE stream = ? AND seq = ? AND code = ?",
        (op.stream, op.seq, code),
    )
    said = op.payload or _left(store, place(stream, op.seq))
    content = fold.parse(said) if said is not None else None
    count(run, op, stream, content, late=True)


def _left(store: Store, n: int) -> bytes | None:
    """What is left of an operation that came without its values."""
    row = store.one("SELECT content FROM stub WHERE n = ?", (n,))
    return row[0] if row else None
