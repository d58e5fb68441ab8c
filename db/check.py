"""The proof that a ledger is sound: pages, chains, and tables equal to their operations."""

from __future__ import annotations

from db import counting, evidence
from db.faults import StoreError
from db.ops import verify_chain
from db.records.core import CheckResult
from db.registry import TABLES
from db.replay import rebuild, state_hash
from db.store import Store

__all__ = ["check", "state_hash"]

_MOST = 100


def check(store: Store) -> CheckResult:
    """Check pages, digests and chains, and replay all operations into memory to compare.

    Problems are texts of a code and what it concerns: ``pages``, ``chain``, ``table``,
    ``photo``, ``unreadable``.
    """
    problems = []
    if not store.read_only:  # pages that a power cut left half written are whole in the log
        store.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    store.execute("BEGIN")  # one moment of the file, whatever a window saves meanwhile
    try:
        if store.read_only:  # else nobody but this store can have moved them
            store.load_streams()
        pages = [str(row[0]) for row in store.rows("PRAGMA integrity_check")]
        cipher = [str(row[0]) for row in store.rows("PRAGMA cipher_integrity_check")]
        if store.read_only and _log_waits(store):
            cipher = []  # it reads the file alone; the check of the pages reads through the log
        problems += [f"pages: {text}" for text in [*cipher, *pages] if text != "ok"]
        problems += [f"chain: {op}" for op in verify_chain(store)]
        problems += [f"table: {name}" for name in _differing(store)]
        problems += [f"photo: {sha256}" for sha256 in evidence.unsound(store)]
        lost = evidence.lost(store)
    except StoreError as error:
        problems.insert(0, f"unreadable: {error.code}")
        return CheckResult(ok=False, operations=0, tables={}, problems=tuple(problems[:_MOST]))
    else:
        return CheckResult(
            ok=not problems,
            operations=counting.counts(store)["operations"],
            tables={name: store.number(f"SELECT count(*) FROM {name}") for name in TABLES},
            problems=tuple(problems[:_MOST]),
            photos_lost=tuple(lost),
        )
    finally:
        store.execute("ROLLBACK")


def _log_waits(store: Store) -> bool:
    log = store.path.with_name(f"{store.path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _differing(store: Store) -> list[str]:
    """Tables that the operations do not give."""
    twin = replayed(store)
    try:
        ours, theirs = state_hash(store), state_hash(twin)
    finally:
        twin.close()
    return [name for name, digest in ours.items() if theirs[name] != digest]


def replayed(store: Store) -> Store:
    """A ledger in memory with the same operations and what was set aside, its tables made anew."""
    twin = Store.in_memory(clock=store.clock, identity=store.identity, surnames={})
    with twin.transaction():
        twin.executemany(
            "INSERT INTO stream VALUES (?, ?)",
            [(head.id, name) for name, head in store.streams.items()],
        )
        twin.executemany(
            f"INSERT INTO op VALUES ({', '.join('?' * 14)})", store.execute("SELECT * FROM op")
        )
        twin.executemany(
            f"INSERT INTO quarantine VALUES ({', '.join('?' * 7)})",
            store.execute("SELECT * FROM quarantine"),
        )
        twin.executemany("INSERT INTO stub VALUES (?, ?)", store.execute("SELECT * FROM stub"))
        twin.load_streams()
        rebuild(twin)
    return twin
