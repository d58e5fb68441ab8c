"""The encrypted ledger: create, open, write; every save is row and operation in one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from db import migrations
from db.driver import dbapi
from db.faults import StoreError
from db.gate import Clock, Gate, Surnames, connect, faults, translated
from db.lockfile import LockFile
from db.ops import Writer
from db.records.core import Identity
from db.registry import fingerprint

__all__ = ["Store", "StoreError", "beside", "remove_whole", "translated"]


def beside(path: Path, ending: str) -> Path:
    """A file beside the ledger that belongs to it: LEDGER.<ending>."""
    return path.with_name(f"{path.name}.{ending}")


class Store(Gate):
    """An open ledger, used from the one thread that opened it."""

    path: Path
    key: bytes
    _lock: LockFile | None = None

    @classmethod
    def create(
        cls, path: Path, key: bytes, *, clock: Clock, identity: Identity, surnames: Surnames
    ) -> Self:
        """A new ledger; it appears under its name only when it is whole.

        Raises:
            StoreError: ``ledger_exists``, ``disk_full``, ``ledger_unreachable``.
        """
        if path.exists():
            raise StoreError("ledger_exists", path=str(path))
        fresh = beside(path, "new")
        remove_whole(fresh)
        with faults():
            connection = connect(fresh, key)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                migrations.begin(connection)
                gate = Gate(connection, clock=clock, surnames=surnames)
                with gate.transaction():
                    gate.set_identity(identity)
                    gate.put_meta(fingerprint=fingerprint(), unknown="0")
            finally:
                connection.close()
        fresh.rename(path)
        return cls.open(path, key, clock=clock, surnames=surnames)

    @classmethod
    def open(
        cls,
        path: Path,
        key: bytes,
        *,
        clock: Clock,
        surnames: Surnames,
        read_only: bool = False,
    ) -> Self:
        """Open a ledger with its raw key; an older file is copied, then brought up to date.

        Raises:
            StoreError: ``ledger_missing``, ``ledger_damaged``, ``ledger_in_use``,
                ``ledger_newer`` (step), ``ledger_older`` (step; for readers),
                ``upgrade_copy_failed``, ``disk_full``, ``ledger_unreachable``.
        """
        if not path.is_file():
            raise StoreError("ledger_missing", path=str(path))
        lock = None if read_only else LockFile(beside(path, "lock"))
        if lock is not None and not lock.acquire():
            raise StoreError("ledger_in_use", path=str(path))
        try:
            connection = connect(path, key, read_only=read_only)
            try:
                store = cls(connection, clock=clock, surnames=surnames, read_only=read_only)
                store.path, store.key, store._lock = path, key, lock
                store._begin()
            except BaseException:
                connection.close()
                raise
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return store

    @classmethod
    def in_memory(cls, *, clock: Clock, identity: Identity, surnames: Surnames) -> Self:
        """An unencrypted ledger in memory, for replaying operations; never for work."""
        connection = dbapi.connect(":memory:", isolation_level=None, cached_statements=512)
        migrations.begin_in_memory(connection)
        store = cls(connection, clock=clock, surnames=surnames)
        store.path, store.key = Path(":memory:"), b""
        with store.transaction():
            store.set_identity(identity)
        store.load_streams()
        return store

    def _begin(self) -> None:
        with faults():
            self._bring_up_to_date()
        self.load_streams()
        self._apply_what_was_unknown()

    def _bring_up_to_date(self) -> None:
        applied = migrations.applied(self._connection)
        unknown = [name for name in applied if name not in migrations.NAMES]
        if unknown:
            raise StoreError("ledger_newer", step=unknown[0])
        if not applied:
            raise StoreError("ledger_damaged")
        pending = [name for name in migrations.NAMES if name not in applied]
        if not pending:
            return
        if self.read_only:
            raise StoreError("ledger_older", step=pending[0])
        from db.backup import copy_verified

        copy_verified(self, beside(self.path, f"before-{pending[0]}"), self.key)
        migrations.apply(self._connection)

    def _apply_what_was_unknown(self) -> None:
        """After an upgrade: operations that named unknown tables or fields apply now."""
        meta = self.meta()
        if self.read_only or meta.get("fingerprint") == fingerprint():
            return
        from db.replay import rebuild

        with self.transaction():
            if meta.get("unknown") == "1":
                rebuild(self)
            self.put_meta(fingerprint=fingerprint())

    def write(self, officer: str) -> AbstractContextManager[Writer]:
        """A save: rows and their operations together, or nothing.

        Raises:
            StoreError: ``disk_full``, ``ledger_in_use``, ``ledger_read_only``, ``row_exists``,
                and those of `Writer`.
        """
        return self.within(Writer(self, officer))

    def counts(self) -> Mapping[str, int]:
        """How many rows the main tables hold; shown before a restore."""
        from db.counting import counts

        return counts(self)

    def close(self) -> None:
        """Close the file; the write-ahead log goes into it when something was written."""
        try:
            with faults():
                self.close_connection()
        finally:
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def remove_whole(path: Path) -> None:
    """Remove a file and what the database keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
