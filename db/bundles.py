"""Bundles that went out, came in or were set aside; local bookkeeping by their digest."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from db.records.work import Bundle
from db.store import Store
from db.values import Row, moment_text, to_moment

_COLUMNS = "direction, name, peer, sha256, state, reason, operations, bytes, at, contents, number"
_NEXT = "(SELECT coalesce(max(n), 0) + 1 FROM bundle)"


def record(
    store: Store,
    *,
    direction: str,
    name: str,
    peer: str,
    sha256: str,
    state: str,
    operations: int,
    size: int,
    at: datetime,
    reason: str = "",
    contents: Mapping[str, int] | None = None,
    number: int = 0,
) -> None:
    """Keep what became of a bundle; direction is in or out, operations what it carried.

    `contents` are the operations by table, `number` the sender's own, where they are known.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute(
            f"INSERT OR REPLACE INTO bundle (n, {_COLUMNS}) "
            f"VALUES ({_NEXT}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(direction, name, peer, sha256, state, reason, operations, size),
                *(moment_text(at), json.dumps(contents) if contents else "", number),
            ),
        )


def known(store: Store, sha256: str) -> bool:
    """True when this very bundle was taken or set aside before."""
    return bool(store.one("SELECT 1 FROM bundle WHERE direction = 'in' AND sha256 = ?", (sha256,)))


def sized(store: Store, size: int) -> bool:
    """True when a bundle of so many bytes was taken before."""
    taken = "SELECT 1 FROM bundle WHERE direction = 'in' AND state = 'taken' AND bytes = ?"
    return bool(store.one(taken, (size,)))


def next_number(store: Store, peer: str) -> int:
    """The running number of the next bundle to a peer, from 1."""
    return 1 + store.number(
        "SELECT count(*) FROM bundle WHERE direction = 'out' AND peer = ?", (peer,)
    )


def owes_receipt(store: Store, peer: str) -> bool:
    """True when a bundle that carried operations came from a peer after our last one to it.

    Whether they were new to us does not matter: the peer sends again what it has no receipt for.
    """
    return bool(
        store.one(
            "SELECT 1 FROM bundle WHERE direction = 'in' AND peer = ? AND state = 'taken' "
            "AND operations > 0 AND n > coalesce((SELECT max(n) FROM bundle "
            "WHERE direction = 'out' AND peer = ?), 0) LIMIT 1",
            (peer, peer),
        )
    )


def was_silent(store: Store, peer: str, now: datetime, since: timedelta) -> bool:
    """Whether nothing went to a peer for so long, by this machine's clock, forward or back."""
    row = store.one(
        "SELECT at FROM bundle WHERE direction = 'out' AND peer = ? ORDER BY n DESC LIMIT 1",
        (peer,),
    )
    last = to_moment(row[0]) if row else None
    return last is None or abs(now - last) >= since


def set_aside_count(store: Store) -> int:
    """How many bundles were refused and kept."""
    return store.number("SELECT count(*) FROM bundle WHERE state = 'quarantined'")


def turn(store: Store, sha256: str, state: str) -> None:
    """Keep what a person decided about a bundle that was set aside.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute(
            "UPDATE bundle SET state = ? WHERE direction = 'in' AND sha256 = ?", (state, sha256)
        )


def missing(store: Store, peer: str) -> list[int]:
    """Numbers of a peer's bundles that never came, between the first and the last that did."""
    came = {
        number
        for (number,) in store.rows(
            "SELECT number FROM bundle WHERE direction = 'in' AND peer = ? AND state = 'taken' "
            "AND number > 0",
            (peer,),
        )
    }
    return sorted(set(range(min(came), max(came))) - came) if came else []


def reason_of(store: Store, sha256: str) -> str:
    """Why this very bundle was set aside; empty when it was not."""
    row = store.one(
        "SELECT reason FROM bundle WHERE direction = 'in' AND sha256 = ? AND state = 'quarantined'",
        (sha256,),
    )
    return str(row[0]) if row else ""


def state_of(store: Store, sha256: str) -> str:
    """What became of this very bundle; empty when it never came."""
    row = store.one("SELECT state FROM bundle WHERE direction = 'in' AND sha256 = ?", (sha256,))
    return str(row[0]) if row else ""


def last_at(store: Store) -> datetime | None:
    """When a bundle last went out or was taken; a clock that was wrong once decides nothing."""
    row = store.one(
        "SELECT at FROM bundle WHERE state IN ('sent', 'taken') ORDER BY n DESC LIMIT 1"
    )
    return to_moment(row[0]) if row else None


def last_from(store: Store) -> dict[str, datetime]:
    """When a bundle of each peer was last taken."""
    rows = store.rows(
        "SELECT peer, at, max(n) FROM bundle WHERE direction = 'in' AND state = 'taken' "
        "GROUP BY peer"
    )
    return {peer: moment for peer, at, _ in rows if (moment := to_moment(at)) is not None}


def count_on(store: Store, day: date) -> int:
    """How many bundles went out or came in on a day of this place."""
    start = datetime(day.year, day.month, day.day).astimezone()
    return store.number(
        "SELECT count(*) FROM bundle WHERE at >= ? AND at < ?",
        (moment_text(start), moment_text(start + timedelta(days=1))),
    )


def listed(store: Store, direction: str = "", limit: int = 100) -> list[Bundle]:
    """Bundles of a direction, or all, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM bundle WHERE ? IN ('', direction) ORDER BY n DESC LIMIT ?",
        (direction, limit),
    )
    return [_bundle(row) for row in rows]


def in_states(store: Store, states: Collection[str]) -> list[Bundle]:
    """Bundles that came and are in one of these states, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM bundle WHERE direction = 'in' "
        "AND state IN (SELECT value FROM json_each(?)) ORDER BY n DESC",
        (json.dumps(list(states)),),
    )
    return [_bundle(row) for row in rows]


def _bundle(row: Row) -> Bundle:
    direction, name, peer, sha256, state, reason, operations, size, at, contents, number = row
    return Bundle(
        direction=direction,
        name=name,
        peer=peer,
        sha256=sha256,
        state=state,
        reason=reason,
        operations=operations,
        size=size,
        at=to_moment(at) or datetime.min.replace(tzinfo=UTC),
        contents=json.loads(contents) if contents else {},
        number=number,
    )
