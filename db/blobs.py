"""Pictures on their way: who asks for which, what is owed to whom, what is put and what is not.

An operation names a picture by its hash; the bytes follow in later bundles, as many as fit. Who
lacks some says so in each of its bundles, and that list is the receipt: what it no longer names
is there. Sending twice is harmless, and nobody lets go of bytes because somebody else has them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256

from db.gate import place
from db.peers import confirmed
from db.store import Store
from db.values import dumped

MOST_ASKED = 20_000
"""So many pictures are asked for at once; the newest records come first."""

_LACKING = (
    "FROM evidence e WHERE e.gone = 0 AND length(e.sha256) = 64 AND octet_length(e.sha256) = 64 "
    "AND e.sha256 NOT GLOB '*[^0-9a-f]*' "
    "AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = e.sha256) "
    "AND NOT EXISTS (SELECT 1 FROM outreach_visit v WHERE v.id = e.visit AND v.gone = 1)"
)
"""Records whose picture is not here; one that names no hash asks for nothing."""
_NAMED = "EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = {0}.sha256 {1})"
_HERE = "EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = {0}.sha256)"
_WITHIN = (
    "AND (e.scope IN (SELECT value FROM json_each(?)) OR EXISTS (SELECT 1 FROM handed m WHERE "
    "m.tbl = 'evidence' AND m.\"row\" = e.id AND m.place IN (SELECT value FROM json_each(?))))"
)
"""Records of these townships, and those that came to one of them with a household."""

_WRITTEN = (
    "op o JOIN evidence e ON e.id = o.row",
    "o.n > ? AND o.n < ? AND o.tbl = 'evidence' AND o.kind = 'insert'",
)
_BROUGHT = (
    (
        "household_move v JOIN handed m ON m.move = v.id AND m.tbl = 'evidence' "
        'JOIN evidence e ON e.id = m."row"'
    ),
    "v.kind = 'came' AND (v.stream << 40) + v.seq > ? AND (v.stream << 40) + v.seq < ?",
)
"""Where operations of a stretch of the log name pictures: in records, and by moves."""

Townships = Collection[str] | None
"""The townships whose pictures somebody may have; None for all."""


def lacking(store: Store, townships: Townships = None) -> dict[str, list[str]]:
    """The hashes of pictures that records which stand here name and nobody has brought yet.

    By township, the newest records first.
    """
    test, given = _within(townships)
    found: dict[str, list[str]] = {}
    for digest, scope in store.rows(
        f"SELECT e.sha256, e.scope {_LACKING} {test} GROUP BY e.sha256, e.scope "
        "ORDER BY max(e.hlc) DESC, e.sha256",
        given,
    ):
        found.setdefault(scope, []).append(digest)
    return found


def lacking_count(store: Store, townships: Townships) -> int:
    """How many pictures have not come yet."""
    test, given = _within(townships)
    return store.number(f"SELECT count(DISTINCT e.sha256) {_LACKING} {test}", given)


def _within(townships: Townships) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if townships is None else (_WITHIN, (dumped(sorted(townships)),) * 2)


def put(store: Store, digest: str, data: bytes) -> bool:
    """Keep bytes that a record here names and that are what they are called; True when new.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    if not is_lacking(store, digest) or sha256(data).hexdigest() != digest:
        return False
    with store.transaction():
        store.execute("INSERT OR IGNORE INTO blob (sha256, data) VALUES (?, ?)", (digest, data))
    return True


def is_lacking(store: Store, digest: str) -> bool:
    """Whether a record that stands here names a picture that is not here."""
    return bool(store.one(f"SELECT 1 {_LACKING} AND e.sha256 = ? LIMIT 1", (digest,)))


def is_here(store: Store, digest: str) -> bool:
    """Whether the bytes of that hash lie in this ledger."""
    return bool(store.one("SELECT 1 FROM blob WHERE sha256 = ?", (digest,)))


def asked(store: Store, device: str, hashes: Collection[str]) -> None:
    """Take a peer's list as the truth of what it lacks; an older list is replaced.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    before = store.rows("SELECT sha256, wanted FROM blob_peer WHERE device = ?", (device,))
    wanted = set(list(hashes)[:MOST_ASKED])
    if {(one, 1) for one in wanted} == set(before):
        return
    with store.transaction():
        store.executemany(
            "DELETE FROM blob_peer WHERE device = ? AND sha256 = ?",
            [(device, digest) for digest, _ in before if digest not in wanted],
        )
        store.executemany(
            "INSERT INTO blob_peer (device, sha256, wanted) VALUES (?, ?, 1) "
            "ON CONFLICT (device, sha256) DO UPDATE SET wanted = 1",
            [(device, digest) for digest in sorted(wanted)],
        )


def owed(
    store: Store,
    device: str,
    townships: Townships,
    *,
    audiences: Collection[str] | None = None,
    written_by: str = "",
) -> list[str]:
    """The pictures that a peer asks for or cannot know of yet, those that never went first.

    Only what comes in these audiences is told unasked; with ``written_by`` only that device's
    records are. What came with a household is told once, with the move itself.
    """
    test, given = _within(townships)
    found: dict[str, int] = dict(
        store.rows(
            f"SELECT p.sha256, p.sent FROM blob_peer p WHERE p.device = ? AND p.wanted = 1 "
            f"AND {_HERE.format('p')} AND {_NAMED.format('p', test)} ORDER BY p.sha256",
            (device, *given),
        )
    )
    known = confirmed(store, device)
    for name, head in sorted(store.streams.items()):
        last = known.get(name, (0, b""))[0]
        may = audiences is None or name.rpartition("/")[2] in audiences
        if may and last < head.seq and name.startswith(written_by):
            ends = place(head.id, last), place(head.id + 1, 0)
            for source, where in (_WRITTEN, _BROUGHT):
                for digest, sent in store.rows(
                    f"SELECT e.sha256, coalesce(p.sent, 0) FROM {source} "
                    "LEFT JOIN blob_peer p ON p.device = ? AND p.sha256 = e.sha256 "
                    f"WHERE {where} AND e.gone = 0 AND {_HERE.format('e')} {test} ORDER BY e.hlc",
                    (device, *ends, *given),
                ):
                    found.setdefault(digest, sent)
    return sorted(found, key=found.__getitem__)


def within(
    store: Store, hashes: Collection[str], budget: int, damaged: set[str] | None = None
) -> Iterator[tuple[str, bytes]]:
    """The pictures one after another, as many as fit; damaged ones are not handed on but told."""
    left, seen = budget, set() if damaged is None else damaged
    for digest in hashes:
        row = store.one("SELECT length(data), data FROM blob WHERE sha256 = ?", (digest,))
        if row is None or row[0] > left:
            continue
        if sha256(row[1]).hexdigest() == digest:
            left -= row[0]
            yield digest, bytes(row[1])
        else:
            seen.add(digest)


def mark_sent(store: Store, device: str, hashes: Collection[str], number: int) -> None:
    """Keep in which bundle pictures last went, so that others come first the next time.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.executemany(
            "INSERT INTO blob_peer (device, sha256, sent) VALUES (?, ?, ?) "
            "ON CONFLICT (device, sha256) DO UPDATE SET sent = excluded.sent",
            [(device, digest, number) for digest in hashes],
        )
