"""Writing that survives a stick pulled out: part, flush, read back, rename, flush the folder.

What differs between systems is in `Posix` and `Windows`; both follow the same steps.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

CHUNK = 1 << 20
PART = ".part"
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EISDIR}


class NotKept(Exception):
    """The medium gave back other bytes than were written."""


class System(Protocol):
    """What safe writing asks of the operating system."""

    def create(self, path: Path) -> BinaryIO:
        """Open a new file for writing."""
        ...

    def flush(self, f: BinaryIO) -> None:
        """Do not return before the file's bytes are on the medium."""
        ...

    def reopen(self, path: Path) -> BinaryIO:
        """Open for reading, from the medium rather than from memory where the system can."""
        ...

    def rename(self, source: Path, target: Path) -> None:
        """Give the file its name, in place of an older file of that name."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Do not return before the folder's names are on the medium, where the system can."""
        ...


class _Files:
    """The steps that are the same everywhere."""

    def create(self, path: Path) -> BinaryIO:
        return path.open("wb")

    def flush(self, f: BinaryIO) -> None:
        f.flush()
        os.fsync(f.fileno())  # FlushFileBuffers on Windows


class Posix(_Files):
    """Linux and macOS: fsync of file and folder, rename replaces in one step."""

    def reopen(self, path: Path) -> BinaryIO:
        f = path.open("rb")
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return f

    def rename(self, source: Path, target: Path) -> None:
        source.replace(target)

    def sync_folder(self, folder: Path) -> None:
        try:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise


class Windows(_Files):
    """Windows: a folder cannot be flushed, so the rename itself is written through."""

    REPLACE_EXISTING = 0x1
    WRITE_THROUGH = 0x8

    def __init__(self, move: Callable[[str, str, int], int] | None = None) -> None:
        self._move = move or _kernel_move()

    def reopen(self, path: Path) -> BinaryIO:
        return path.open("rb")

    def rename(self, source: Path, target: Path) -> None:
        if not self._move(str(source), str(target), self.REPLACE_EXISTING | self.WRITE_THROUGH):
            raise _last_error(str(target))

    def sync_folder(self, folder: Path) -> None:
        """Nothing to do: `rename` returned after the names were written."""


def _kernel_move() -> Callable[[str, str, int], int]:
    if sys.platform != "win32":
        raise OSError(errno.ENOSYS, "MoveFileExW")
    import ctypes

    return ctypes.WinDLL("kernel32", use_last_error=True).MoveFileExW


def _last_error(target: str) -> OSError:
    if sys.platform == "win32":
        import ctypes

        return ctypes.WinError(ctypes.get_last_error())
    return OSError(errno.EIO, "MoveFileExW", target)


def this_system() -> System:
    """The branch for the machine that runs."""
    return Windows() if os.name == "nt" else Posix()


def chunks_of(source: BinaryIO) -> Iterator[bytes]:
    """The rest of an open file in pieces of 1 MiB."""
    while chunk := source.read(CHUNK):
        yield chunk


def digest_of(source: BinaryIO) -> bytes:
    """SHA-256 of the rest of an open file."""
    digest = sha256()
    for chunk in chunks_of(source):
        digest.update(chunk)
    return digest.digest()


def write_durably(path: Path, chunks: Iterable[bytes], system: System) -> bytes:
    """Write a file so that its name only ever stands for its whole content; returns its SHA-256.

    Raises OSError as the medium gives it, `NotKept` when reading back shows other bytes. Nothing
    half named stays: the part is removed if the medium still lets us.
    """
    part = path.with_name(path.name + PART)
    digest, named = sha256(), False
    try:
        with system.create(part) as f:
            for chunk in chunks:
                f.write(chunk)
                digest.update(chunk)
            system.flush(f)
        _read_back(part, digest.digest(), system)
        system.rename(part, path)
        named = True
        system.sync_folder(path.parent)
        _read_back(path, digest.digest(), system)
    finally:
        if not named:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return digest.digest()


def _read_back(path: Path, digest: bytes, system: System) -> None:
    with system.reopen(path) as f:
        if digest_of(f) != digest:
            raise NotKept(path.name)
