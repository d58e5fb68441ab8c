"""Pictures of automatic copies: once for all copies of a folder, encrypted, under their hash.

A copy keeps the row of each picture without its bytes; so it names what it needs. The shelf has
the ledger's own key and grows before a copy stands in its place, so no copy names a picture that
was not there; a picture goes when no copy that is kept names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from db.driver import Connection
from db.faults import StoreError
from db.gate import connect, faults

_NEEDED = "SELECT sha256 FROM blob WHERE length(data) = 0"


def beside_copies(folder: Path, key: bytes) -> Path:
    """Where the shelf of a ledger's copies lies; a ledger with another key has its own."""
    return folder / f"photos-{sha256(key).hexdigest()[:8]}.shelf"


def put_off(copy: Path, folder: Path, key: bytes) -> None:
    """Move the pictures of a copy to the shelf of the folder it is meant for.

    A picture that is not what it is named stays in the copy. A shelf that is damaged is set aside
    for a new one, on which also older copies find again what the ledger still has.

    Raises:
        StoreError: ``disk_full``.
    """
    with faults(), _opened(copy, key) as part:
        named = [one for (one,) in part.execute("SELECT sha256 FROM blob ORDER BY sha256")]
        if not named:
            return
        try:
            there = _laid(part, folder, key, named)
        except StoreError as fault:
            if fault.code != "ledger_damaged":
                raise
            path = beside_copies(folder, key)
            path.replace(path.with_name(f"{path.name}.damaged"))
            there = _laid(part, folder, key, named)
        part.executemany("UPDATE blob SET data = x'' WHERE sha256 = ?", [(one,) for one in there])
        part.execute("VACUUM")


def _laid(part: Connection, folder: Path, key: bytes, named: Iterable[str]) -> list[str]:
    """Lay on the shelf what is not there whole, all or none; gives what is there now.

    Raises:
        StoreError: ``ledger_damaged``, also where only one picture of these cannot be read.
    """
    with _shelf(folder, key) as shelf, faults():
        shelf.execute("BEGIN IMMEDIATE")
        laid = [one for one in named if _is_whole(shelf, one) or _lay(part, shelf, one)]
        shelf.execute("COMMIT")
    return laid


def _is_whole(shelf: Connection, digest: str) -> bool:
    row = shelf.execute("SELECT data FROM picture WHERE sha256 = ?", (digest,)).fetchone()
    return row is not None and sha256(row[0]).hexdigest() == digest


def _lay(part: Connection, shelf: Connection, digest: str) -> bool:
    """Lay one picture on the shelf; false where it is not what it is named."""
    data = bytes(part.execute("SELECT data FROM blob WHERE sha256 = ?", (digest,)).fetchone()[0])
    if sha256(data).hexdigest() != digest:
        return False
    shelf.execute("INSERT OR REPLACE INTO picture VALUES (?, ?)", (digest, data))
    return True


def bring_back(ledger: Path, folder: Path, key: bytes) -> int:
    """Put the pictures of a copy that was just put back into it; gives how many are not there.

    What the shelf does not have, or has otherwise, is left out; all else of the copy stays.

    Raises:
        StoreError: ``disk_full``.
    """
    with faults(), _opened(ledger, key) as whole:
        if not _has_blobs(whole):
            return 0
        needed = [one for (one,) in whole.execute(_NEEDED)]
        found = 0
        whole.execute("BEGIN IMMEDIATE")
        for digest, data in _read(folder, key, needed):
            whole.execute("UPDATE blob SET data = ? WHERE sha256 = ?", (data, digest))
            found += 1
        whole.execute("DELETE FROM blob WHERE length(data) = 0")
        whole.execute("COMMIT")
    return len(needed) - found


def _read(folder: Path, key: bytes, needed: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The pictures that are there and are what they are named."""
    path = beside_copies(folder, key)
    if not path.is_file():
        return
    try:
        with _opened(path, key, read_only=True) as shelf:
            for digest in needed:
                data = _picture(shelf, digest)
                if data is not None and sha256(data).hexdigest() == digest:
                    yield digest, data
    except StoreError:
        return


def _picture(shelf: Connection, digest: str) -> bytes | None:
    """One picture; None where its place on the disk is damaged too."""
    try:
        with faults():
            row = shelf.execute("SELECT data FROM picture WHERE sha256 = ?", (digest,)).fetchone()
    except StoreError:
        return None
    return bytes(row[0]) if row else None


def sweep(folder: Path, copies: Iterable[Path], key: bytes) -> None:
    """Let pictures go that none of these copies names; nothing goes while one cannot be read."""
    if not beside_copies(folder, key).is_file():
        return
    try:
        needed = {one for copy in copies for one in _named(copy, key)}
        with _shelf(folder, key) as shelf, faults():
            every = [one for (one,) in shelf.execute("SELECT sha256 FROM picture")]
            gone = [(one,) for one in every if one not in needed]
            shelf.execute("BEGIN IMMEDIATE")
            shelf.executemany("DELETE FROM picture WHERE sha256 = ?", gone)
            shelf.execute("COMMIT")
            if gone:
                shelf.execute("VACUUM")
    except StoreError:
        return  # the next copy tries again


def _named(copy: Path, key: bytes) -> list[str]:
    with _opened(copy, key, read_only=True) as found, faults():
        return [one for (one,) in found.execute(_NEEDED)] if _has_blobs(found) else []


def _has_blobs(connection: Connection) -> bool:
    """Whether a file is of a form that has pictures."""
    known = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'blob'"
    return bool(connection.execute(known).fetchone()[0])


@contextmanager
def _shelf(folder: Path, key: bytes) -> Iterator[Connection]:
    with _opened(beside_copies(folder, key), key) as shelf:
        with faults():
            shelf.execute(
                "CREATE TABLE IF NOT EXISTS picture "
                "(sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT"
            )
        yield shelf


@contextmanager
def _opened(path: Path, key: bytes, *, read_only: bool = False) -> Iterator[Connection]:
    connection = connect(path, key, read_only=read_only)
    try:
        yield connection
    finally:
        connection.close()
