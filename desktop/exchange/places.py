"""Where a mailbox lies: a folder or stick of this machine, or a server reached through fsspec."""

from __future__ import annotations

import contextlib
import errno
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from desktop.errors import UserError
from desktop.exchange.durable import PART, NotKept, chunks_of, digest_of, write_durably

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from desktop.exchange.durable import System

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WINDOWS = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_READ_ONLY_WINDOWS = {5, 19}  # ERROR_ACCESS_DENIED, ERROR_WRITE_PROTECT


class Place(Protocol):
    """Files under one root; paths are relative and use `/`. Every failure is a `UserError`."""

    shown: str

    def exists(self) -> bool:
        """Whether the root is there."""
        ...

    def files(self, folder: str) -> list[tuple[str, int]]:
        """Names and sizes (bytes) of the files of a folder; none if there is no such folder."""
        ...

    def folders(self, folder: str) -> list[str]:
        """Names of the folders in a folder; none if there is no such folder."""
        ...

    def make_folder(self, folder: str) -> None:
        """Make a folder unless it is there."""
        ...

    def read(self, path: str) -> AbstractContextManager[BinaryIO]:
        """Open a file for reading; it can seek."""
        ...

    def put(self, path: str, data: bytes | Path) -> bytes:
        """Write a file safely in place of an older one; returns its SHA-256."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file."""
        ...

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        ...


def local_fault(error: OSError) -> str:
    """The code for what a stick or folder said: full, read-only, or gone."""
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL or windows in _FULL_WINDOWS:
        return "mailbox_full"
    if error.errno in _READ_ONLY or windows in _READ_ONLY_WINDOWS:
        return "mailbox_read_only"
    return "mailbox_vanished"


class LocalPlace:
    """A folder of this machine; a stick or a mapped drive looks the same."""

    def __init__(self, root: Path, system: System) -> None:
        self.shown = str(root)
        self._root = root
        self._system = system

    def exists(self) -> bool:
        return self._root.is_dir()

    def files(self, folder: str) -> list[tuple[str, int]]:
        with self._told():
            return [
                (each.name, each.stat().st_size)
                for each in self._inside(folder)
                if each.is_file() and not each.is_symlink()
            ]

    def folders(self, folder: str) -> list[str]:
        with self._told():
            return [
                each.name
                for each in self._inside(folder)
                if each.is_dir() and not each.is_symlink()
            ]

    def make_folder(self, folder: str) -> None:
        with self._told():
            path = self._root / folder
            missing = [each for each in (path, *path.parents) if not each.exists()]
            path.mkdir(parents=True, exist_ok=True)
            for each in missing:
                self._system.sync_folder(each.parent)

    @contextmanager
    def read(self, path: str) -> Iterator[BinaryIO]:
        with self._told(), (self._root / path).open("rb") as f:
            yield f

    def put(self, path: str, data: bytes | Path) -> bytes:
        with self._told(), _opened(data) as chunks:
            return write_durably(self._root / path, chunks, self._system)

    def remove(self, path: str) -> None:
        with self._told():
            (self._root / path).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing to let go of: every file is closed when it has been read or written."""

    def _inside(self, folder: str) -> list[Path]:
        path = self._root / folder
        if path.is_dir():
            return sorted(path.iterdir())
        if not self._root.is_dir():
            raise FileNotFoundError(errno.ENOENT, "the root is gone", self.shown)
        return []

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except NotKept as error:
            raise UserError("mailbox_not_kept", place=self.shown) from error
        except OSError as error:
            raise UserError(local_fault(error), place=self.shown) from error


class FileSystem(Protocol):
    """The part of fsspec that a mailbox uses."""

    def ls(self, path: str, detail: bool) -> list[dict[str, object]]:  # noqa: FBT001 fsspec's
        ...

    def exists(self, path: str) -> bool: ...

    def makedirs(self, path: str, exist_ok: bool) -> None:  # noqa: FBT001 fsspec's
        ...

    def open(self, path: str, mode: str) -> AbstractContextManager[BinaryIO]: ...

    def put_file(self, lpath: str, rpath: str) -> None: ...

    def pipe_file(self, path: str, value: bytes) -> None: ...

    def rm_file(self, path: str) -> None: ...

    def invalidate_cache(self) -> None: ...


class RemotePlace:
    """A folder on a server, through an fsspec file system.

    Args:
        fs: the file system.
        prefix: the mailbox's folder on it with a slash at the end, or nothing.
        shown: the address as the officer knows it, without a password.
        move: renames a file on the server in place of an older one.
        fault: the code for an exception of this transport, or None if it is not one of its own.
        close: lets go of the connection.
    """

    def __init__(
        self,
        fs: FileSystem,
        prefix: str,
        *,
        shown: str,
        move: Callable[[str, str], None],
        fault: Callable[[Exception], str | None],
        close: Callable[[], None] | None = None,
    ) -> None:
        self.shown = shown
        self._fs = fs
        self._prefix = prefix
        self._move = move
        self._fault = fault
        self._close = close

    def exists(self) -> bool:
        with self._told():
            return self._listed("") is not None

    def files(self, folder: str) -> list[tuple[str, int]]:
        with self._told():
            return sorted(
                (_base(each), cast("int", each["size"] or 0))
                for each in self._listed(folder) or ()
                if each["type"] == "file" and _base(each)
            )

    def folders(self, folder: str) -> list[str]:
        with self._told():
            return sorted(
                _base(each)
                for each in self._listed(folder) or ()
                if each["type"] == "directory" and _base(each)
            )

    def make_folder(self, folder: str) -> None:
        with self._told():
            if not self._fs.exists(self._at(folder)):
                self._fs.makedirs(self._at(folder), exist_ok=True)

    @contextmanager
    def read(self, path: str) -> Iterator[BinaryIO]:
        with self._told(), self._fs.open(self._at(path), "rb") as f:
            yield f

    def put(self, path: str, data: bytes | Path) -> bytes:
        target = self._at(path)
        part, named = target + PART, False
        with self._told():
            try:
                if isinstance(data, Path):
                    self._fs.put_file(str(data), part)
                else:
                    self._fs.pipe_file(part, data)
                with _opened(data) as chunks:
                    digest = _digest(chunks)
                self._read_back(part, digest)
                self._move(part, target)
                named = True
                self._read_back(target, digest)
            finally:
                if not named:
                    self._drop(part)
        return digest

    def remove(self, path: str) -> None:
        with self._told(), contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._at(path))

    def close(self) -> None:
        if self._close is not None:
            self._close()

    def _at(self, path: str) -> str:
        return self._prefix + path if path else self._prefix.rstrip("/") or self._prefix

    def _listed(self, folder: str) -> list[dict[str, object]] | None:
        self._fs.invalidate_cache()
        try:
            return self._fs.ls(self._at(folder), detail=True)
        except FileNotFoundError:
            return None

    def _read_back(self, path: str, digest: bytes) -> None:
        with self._fs.open(path, "rb") as f:
            if digest_of(f) != digest:
                raise NotKept(path)

    def _drop(self, path: str) -> None:
        """Try to remove a part; the fault that made it useless is the one to tell."""
        with contextlib.suppress(UserError), self._told():
            self._fs.rm_file(path)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UserError:
            raise
        except NotKept as error:
            raise UserError("mailbox_not_kept", place=self.shown) from error
        except Exception as error:
            code = self._fault(error)
            if code is None:
                raise
            raise UserError(code, place=self.shown) from error


def _base(entry: dict[str, object]) -> str:
    return str(entry["name"]).rstrip("/").rpartition("/")[2]


@contextmanager
def _opened(data: bytes | Path) -> Iterator[Iterator[bytes]]:
    """The bytes of a file of this machine, or of memory, in pieces."""
    if isinstance(data, Path):
        with data.open("rb") as f:
            yield chunks_of(f)
    else:
        yield iter((data,))


def _digest(chunks: Iterator[bytes]) -> bytes:
    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()
