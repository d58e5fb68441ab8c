"""What was refused is judged again when more is known of who wrote it."""

from __future__ import annotations

from db import hinges, replay
from db.judging import Authority, Taking, judged
from db.merge import take_many
from db.ops import op_of, op_tuple
from db.records.core import TakeResult
from db.shelves import count_again, left_beside
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
    strangers = {
        stream.partition("/")[0]
        for (stream,) in store.rows("SELECT stream FROM quarantine WHERE code = 'sender_unknown'")
    }
    counted = sum(release(store, one, authority=ask).taken for one in strangers if ask(one))
    with store.transaction():
        run = Taking(store, ask, store.clock())
        count_again(run, "scope_foreign", "not_owner", "audience_foreign")
        hinges.settle(run, everything=True)
        counted += run.taken
        counted += replay.hand_on_again(store, lambda op: not judged(run, op))
    return counted
