"""What another replica has for certain, and what was only sent: a receipt is its vector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from db.gate import place
from db.hlc import moment_of
from db.ops import Vector
from db.records.core import Peer, Traffic
from db.store import Store
from db.values import moment_text, to_moment

_COPY_ENDS = 5


def confirmed(store: Store, device: str) -> Vector:
    """How far a peer has confirmed each stream, where its chain is ours."""
    return {
        stream: (seq, chain or b"")
        for stream, seq, chain in store.rows(
            "SELECT stream, confirmed, chain FROM peer WHERE device = ? AND confirmed > 0",
            (device,),
        )
    }


def confirm(
    store: Store,
    device: str,
    vector: Mapping[str, tuple[int, bytes]],
    now: datetime,
    *,
    copy: str = "",
    former: Collection[str] = (),
    parted: Collection[str] = (),
) -> list[str]:
    """Take a peer's vector as its receipt; gives streams whose chain differs from ours.

    A vector that goes backwards (a hub restored from a backup) takes confirmations back, so
    that everything is sent again. A stream with another chain counts as not confirmed.

    Args:
        store: this ledger.
        device: who sent it.
        vector: how far it has each stream.
        now: the moment of receipt.
        copy: its incarnation. A profile that was copied to a second laptop is two machines of one
            name: what counts as confirmed is what both have.
        former: incarnations that this machine was before; they end when it is first heard of.
        parted: streams of which it showed other operations than ours: nothing of them counts.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    reached = {
        stream: (seq if _is_ours(store, stream, seq, chain, parted) else 0, chain)
        for stream, (seq, chain) in vector.items()
    }
    at = moment_text(now)
    with store.transaction():
        if copy:
            ended = [f"{device}/{one}" for one in former]
            _keep_copy(store, f"{device}/{copy}", reached, ended)
            # a machine that has nothing has no rows here, and nothing is what all of them have
            reached = _of_all_copies(store, device) if vector else {}
        store.execute(
            "UPDATE peer SET confirmed = 0, chain = NULL, confirmed_at = ? WHERE device = ?",
            (at, device),
        )
        store.executemany(
            "INSERT INTO peer (device, stream, confirmed, chain, confirmed_at) "
            "VALUES (?, ?, ?, ?, ?) ON CONFLICT (device, stream) DO UPDATE SET "
            "confirmed = excluded.confirmed, chain = excluded.chain, "
            "confirmed_at = excluded.confirmed_at",
            [(device, stream, seq, chain, at) for stream, (seq, chain) in reached.items()],
        )
    return [
        stream
        for stream, (seq, chain) in vector.items()
        if seq and not reached.get(stream, (1,))[0]
    ]


def _keep_copy(store: Store, name: str, vector: Vector, ended: Collection[str]) -> None:
    """Keep how far one machine is; one of that name that was not heard of for long has ended.

    In the rows of a machine `sent` counts how often others of its name were heard of since.
    """
    if not store.one("SELECT 1 FROM peer WHERE device = ?", (name,)):
        store.executemany("DELETE FROM peer WHERE device = ?", [(one,) for one in ended])
    device = name.partition("/")[0]
    span = (f"{device}/", f"{device}0")
    store.execute("DELETE FROM peer WHERE device = ?", (name,))
    store.execute("UPDATE peer SET sent = sent + 1 WHERE device > ? AND device < ?", span)
    store.execute(
        "DELETE FROM peer WHERE device > ? AND device < ? AND sent >= ?", (*span, _COPY_ENDS)
    )
    store.executemany(
        "INSERT INTO peer (device, stream, confirmed, chain) VALUES (?, ?, ?, ?)",
        [(name, stream, seq, chain) for stream, (seq, chain) in vector.items()],
    )


def _of_all_copies(store: Store, device: str) -> Vector:
    """How far each stream is on every machine that bears the device's name."""
    copies: dict[str, Vector] = {}
    for name, stream, seq, chain in store.rows(
        "SELECT device, stream, confirmed, chain FROM peer WHERE device >= ? AND device < ?",
        (f"{device}/", f"{device}0"),
    ):
        copies.setdefault(name, {})[stream] = (seq, chain)
    streams = {stream for vector in copies.values() for stream in vector}
    nothing = (0, b"")
    return {
        stream: min((vector.get(stream, nothing) for vector in copies.values()), key=_seq)
        for stream in streams
    }


def _seq(one: tuple[int, bytes]) -> int:
    return one[0]


def _is_ours(store: Store, stream: str, seq: int, chain: bytes, parted: Collection[str]) -> bool:
    """True when our operation of that number has that chain, or another's is not here.

    What a peer has of this device and we have not was written before our disk was put back.
    """
    if stream in parted:
        return False
    head = store.streams.get(stream)
    if head is None or not 1 <= seq <= head.seq:
        return not stream.startswith(f"{store.identity.device}/")
    if seq == head.seq:
        return head.chain == chain
    row = store.one("SELECT chain FROM op WHERE n = ?", (place(head.id, seq),))
    return row is None or row[0] == chain


def heard_at(store: Store, device: str) -> datetime | None:
    """When a peer last said how far it is."""
    row = store.one("SELECT max(confirmed_at) FROM peer WHERE device = ?", (device,))
    return to_moment(row[0]) if row else None


def mark_sent(store: Store, device: str, last: Mapping[str, int], now: datetime) -> None:
    """Keep up to where each stream was written into a bundle that was read back.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.executemany(
            "INSERT INTO peer (device, stream, sent, sent_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (device, stream) DO UPDATE SET sent = max(sent, excluded.sent), "
            "sent_at = excluded.sent_at",
            [(device, stream, seq, moment_text(now)) for stream, seq in last.items()],
        )


def traffic(
    store: Store,
    device: str,
    audiences: Collection[str] | None,
    now: datetime,
    *,
    written_by: str = "",
) -> Traffic:
    """Operations that a peer lacks, may have, and has confirmed; and the oldest not confirmed.

    With ``written_by`` only that device's streams count: a laptop sends its own, the county all.
    The peer's own streams count too: restored from a copy, it lacks what it wrote since. ``now``
    bounds the oldest: an operation of a
    clock that runs ahead is not older than now.
    """
    known = {
        stream: (sent, done)
        for stream, sent, done in store.rows(
            "SELECT stream, sent, confirmed FROM peer WHERE device = ?", (device,)
        )
    }
    unsent = waiting = sure = 0
    oldest: datetime | None = None
    for name, head in store.streams.items():
        if not head.seq or not name.startswith(written_by):
            continue
        if audiences is not None and name.rpartition("/")[2] not in audiences:
            continue
        sent, done = known.get(name, (0, 0))
        done = min(done, head.seq)
        sent = max(done, min(sent, head.seq))
        sure += done
        waiting += sent - done
        unsent += head.seq - sent
        if done < head.seq:
            first = store.number(
                "SELECT hlc FROM op WHERE n = ?",
                (place(head.id, done + 1),),
            )
            moment = min(moment_of(first), now)
            oldest = moment if oldest is None else min(oldest, moment)
    return Traffic(unsent=unsent, sent_unconfirmed=waiting, confirmed=sure, oldest=oldest)


def open_tables(store: Store, device: str, *, written_by: str) -> dict[str, int]:
    """Operations of a device that a peer has not confirmed, by table, the most first."""
    known = confirmed(store, device)
    found: Counter[str] = Counter()
    for name, head in store.streams.items():
        done = known.get(name, (0, b""))[0]
        if name.startswith(written_by) and done < head.seq:
            found.update(
                dict(
                    store.rows(
                        "SELECT tbl, count(*) FROM op WHERE n > ? AND n <= ? GROUP BY tbl",
                        (place(head.id, done), place(head.id, head.seq)),
                    )
                )
            )
    return dict(found.most_common())


def reached(store: Store, device: str) -> dict[str, tuple[int, int]]:
    """How far each stream was sent to a peer, and how far it has confirmed it."""
    return {
        stream: (sent or 0, done or 0)
        for stream, sent, done in store.rows(
            "SELECT stream, sent, confirmed FROM peer WHERE device = ?", (device,)
        )
    }


def versions_at(store: Store) -> list[tuple[str, str, int]]:
    """The stream and the number of the operation that made each roster version, by its row."""
    return store.rows(
        "SELECT r.id, s.name, r.seq FROM roster_version r JOIN stream s ON s.id = r.stream "
        "WHERE r.gone = 0"
    )


def listed(store: Store) -> list[Peer]:
    """All peers with what they have confirmed and what was sent to them."""
    out: dict[str, Peer] = {}
    for device, stream, done, chain, done_at, sent, sent_at in store.rows(
        "SELECT device, stream, confirmed, chain, confirmed_at, sent, sent_at FROM peer "
        "WHERE instr(device, '/') = 0 ORDER BY device, stream"
    ):
        before = out.get(device)
        out[device] = Peer(
            device=device,
            confirmed={**(before.confirmed if before else {}), stream: (done, chain or b"")},
            sent={**(before.sent if before else {}), stream: sent},
            confirmed_at=_later(before.confirmed_at if before else None, to_moment(done_at)),
            sent_at=_later(before.sent_at if before else None, to_moment(sent_at)),
        )
    return list(out.values())


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)
