"""The one way to the file: the connection, its transactions, and the driver's errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from db.driver import Connection, dbapi
from db.faults import StoreError
from db.records.core import Identity
from db.rosterlist import House
from db.values import Row, dumped

T = TypeVar("T")

Clock = Callable[[], datetime]
Surnames = Mapping[str, Sequence[str]]
Given = Sequence[Any] | Mapping[str, Any]
"""Values of a statement in their order or by name."""

KEY_BYTES = 32
CACHE_KIB = 65_536
NO_CHAIN = bytes(32)
_DIGITS = 13
_AT_ONCE = 500

_CODES = {
    3: "ledger_unreachable",
    5: "ledger_in_use",
    6: "ledger_in_use",
    8: "ledger_read_only",
    10: "ledger_unreachable",
    11: "ledger_damaged",
    13: "disk_full",
    14: "ledger_unreachable",
    23: "ledger_unreachable",
    26: "ledger_damaged",
}
_CONSTRAINT = 19

Odd = dbapi.Error
"""What leaves as it is: a statement that stumbled over a content, by a bug of ours."""


def translated(error: Exception) -> StoreError | None:
    """The fault an officer can act on behind a driver's error; None for a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == _CONSTRAINT and str(error).startswith("UNIQUE"):
        return StoreError("row_exists")
    known = _CODES.get(code & 0xFF)
    return StoreError(known) if known else None


@contextmanager
def faults() -> Iterator[None]:
    """Driver errors inside leave as `StoreError`, bugs as they are."""
    try:
        yield
    except dbapi.Error as error:
        fault = translated(error)
        if fault is None:
            raise
        raise fault from error


def connect(path: Path, key: bytes, *, read_only: bool = False) -> Connection:
    """An encrypted connection whose key was tried.

    A reader must not change the file's bytes. Closing the last connection moves a
    write-ahead log into the file, so a reader that finds one opens it as unwritable.

    Raises:
        StoreError: ``ledger_missing``, ``ledger_damaged`` (also for a wrong key),
            ``ledger_unreachable``, ``ledger_in_use``.
    """
    if len(key) != KEY_BYTES:
        raise StoreError("ledger_damaged")
    log = path.with_name(f"{path.name}-wal")
    frozen = read_only and log.exists() and log.stat().st_size > 0
    with faults():
        uri = f"{path.absolute().as_uri()}?mode={'ro' if frozen else 'rwc'}"
        connection = dbapi.connect(uri, uri=True, isolation_level=None, cached_statements=512)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = OFF")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def place(stream: int, seq: int) -> int:
    """Where an operation lies in the log: all of a stream together, in order."""
    return (stream << 40) + seq


def number_in(text: str) -> int:
    """The running number that a text names; 0 where it names none that could be."""
    short = len(text) <= _DIGITS and text.isascii() and text.isdecimal()
    return int(text) if short and int(text) < 1 << 40 else 0


@dataclass(slots=True)
class Head:
    """The end of a stream: its local number, last running number, chain and clock."""

    id: int
    seq: int
    chain: bytes
    hlc: int


class Gate:
    """The open file: reads, transactions, identity and the ends of all streams."""

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Clock,
        surnames: Surnames,
        read_only: bool = False,
    ) -> None:
        self.clock = clock
        self.surnames = surnames
        self.read_only = read_only
        self.streams: dict[str, Head] = {}
        self.hlc = 0
        self.opened: dict[str, dict[str, House]] = {}
        self._connection = connection
        self._identity: Identity | None = None

    @property
    def identity(self) -> Identity:
        """Who this ledger is."""
        if self._identity is None:
            self._identity = _identity_of(self.meta())
        return self._identity

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:  # noqa: ANN401 - the driver has no types
        """Run one statement and give its cursor; inside `transaction` only, if it writes."""
        return self._connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row; inside `transaction` only."""
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Given = ()) -> list[Row]:
        """All rows of a query.

        Raises:
            StoreError: ``ledger_damaged``, ``ledger_unreachable``.
        """
        with faults():
            found: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return found

    def each(self, sql: str, parameters: Given = ()) -> Iterator[Row]:
        """The rows of a query one after another; no more than a few are in memory.

        Raises:
            StoreError: ``ledger_damaged``, ``ledger_unreachable``.
        """
        with faults():
            cursor = self._connection.execute(sql, parameters)
            try:
                while some := cursor.fetchmany(_AT_ONCE):
                    yield from some
            finally:
                cursor.close()

    def one(self, sql: str, parameters: Given = ()) -> Row | None:
        """The first row of a query, or None.

        Raises:
            StoreError: ``ledger_damaged``, ``ledger_unreachable``.
        """
        with faults():
            found: Row | None = self._connection.execute(sql, parameters).fetchone()
        return found

    def number(self, sql: str, parameters: Given = ()) -> int:
        """The whole number that a query answers; nothing counts as 0."""
        found = self.one(sql, parameters)
        return int(found[0] or 0) if found else 0

    def changes(self) -> int:
        """How much was written since the file was opened; the same number: nothing was."""
        return self.number("SELECT total_changes()")

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commit at the end, roll back at any exception.

        Raises:
            StoreError: ``disk_full``, ``ledger_in_use``, ``ledger_read_only``, ``row_exists``,
                ``ledger_damaged``, ``ledger_unreachable``.
        """
        return self.within(None)

    @contextmanager
    def within(self, given: T) -> Iterator[T]:
        """A `transaction` that hands out what is given."""
        if self.read_only:
            raise StoreError("ledger_read_only")
        with faults():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield given
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                self.load_streams()
                raise
            finally:
                self.opened.clear()

    def load_streams(self) -> None:
        """Read the ends of all streams and the clock again from the file."""
        self._identity = None
        self.streams = {
            name: Head(number, seq, chain or NO_CHAIN, hlc)
            for number, name, seq, chain, hlc in self.rows(
                "SELECT s.id, s.name, coalesce(o.seq, 0), o.chain, coalesce(o.hlc, 0) "
                "FROM stream s "
                "LEFT JOIN op o ON o.n = (SELECT max(n) FROM op "
                "WHERE n > s.id << 40 AND n < (s.id + 1) << 40)"
            )
        }
        meta = self.meta()
        own = f"{meta.get('device', '')}/"
        seen = [head.hlc for name, head in self.streams.items() if name.startswith(own)]
        self.hlc = max([int(meta.get("hlc_seen", "0")), *seen])

    def head(self, stream: str) -> Head:
        """The end of a stream; a new stream is begun; inside `transaction` only."""
        head = self.streams.get(stream)
        if head is None:
            cursor = self.execute("INSERT INTO stream (name) VALUES (?)", (stream,))
            head = self.streams[stream] = Head(cursor.lastrowid, 0, NO_CHAIN, 0)
        return head

    def meta(self) -> dict[str, str]:
        """What the file knows of itself."""
        return dict(self.rows("SELECT key, value FROM meta"))

    def put_meta(self, **values: str) -> None:
        """Keep something about the file itself; inside `transaction` only."""
        self.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
        self._identity = None

    def set_identity(self, identity: Identity) -> None:
        """Keep who this ledger is; inside `transaction` only."""
        self.put_meta(
            device=identity.device,
            incarnation=identity.incarnation,
            role=identity.role,
            county_code=identity.county_code,
            county_name=identity.county_name,
            townships=dumped(identity.townships),
            letter=identity.letter,
        )

    def close_connection(self) -> None:
        """Close the connection."""
        self._connection.close()


def _identity_of(meta: Mapping[str, str]) -> Identity:
    import json

    return Identity(
        device=meta["device"],
        incarnation=meta["incarnation"],
        role=meta["role"],
        county_code=meta["county_code"],
        county_name=meta["county_name"],
        townships=tuple(json.loads(meta["townships"])),
        letter=meta["letter"],
    )
