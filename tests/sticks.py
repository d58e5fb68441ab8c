"""Sticks that fail: they stop at a byte, are full, read-only, forget a block, or are pulled out."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import BinaryIO

from fsspec.implementations.memory import MemoryFileSystem

from desktop.exchange.durable import Posix
from desktop.exchange.places import RemotePlace


class StoppingFile(BufferedWriter):
    """A file whose medium takes only so many bytes and then fails."""

    def __init__(self, path: Path, stop_at: int, fault: Callable[[], OSError]) -> None:
        super().__init__(FileIO(path, "wb"))
        self._left = stop_at
        self._fault = fault

    def write(self, data: bytes) -> int:
        taken = min(self._left, len(data))
        super().write(data[:taken])
        self._left -= taken
        if taken < len(data):
            super().flush()
            raise self._fault()
        return taken


@dataclass
class Stick(Posix):
    """A medium that can be told how to fail; without orders it works."""

    stop_at: int | None = None
    stop_with: int = errno.ENOSPC
    on_stop: Callable[[], None] | None = None
    refuse_create: int | None = None
    forget_tail: int = 0
    fail_rename: int | None = None
    fail_folder: int | None = None
    steps: list[str] = field(default_factory=list)

    def create(self, path: Path) -> BinaryIO:
        self.steps.append("create")
        if self.refuse_create is not None:
            raise OSError(self.refuse_create, "create")
        if self.stop_at is None:
            return super().create(path)
        return StoppingFile(path, self.stop_at, self._stopped)

    def flush(self, f: BinaryIO) -> None:
        self.steps.append("flush")
        super().flush(f)
        if self.forget_tail:
            f.seek(-self.forget_tail, 2)
            f.write(bytes(self.forget_tail))
            f.flush()

    def reopen(self, path: Path) -> BinaryIO:
        self.steps.append("reopen")
        return super().reopen(path)

    def rename(self, source: Path, target: Path) -> None:
        self.steps.append("rename")
        if self.fail_rename is not None:
            raise OSError(self.fail_rename, "rename")
        super().rename(source, target)

    def sync_folder(self, folder: Path) -> None:
        self.steps.append("sync_folder")
        if self.fail_folder is not None:
            raise OSError(self.fail_folder, "sync")
        super().sync_folder(folder)

    def _stopped(self) -> OSError:
        if self.on_stop is not None:
            self.on_stop()
        return OSError(self.stop_with, "write")


def pull(root: Path) -> None:
    """Take the stick out: everything under its root is gone."""
    shutil.move(root, root.with_name(root.name + ".pulled"))


def memory_place(name: str) -> RemotePlace:
    """A place on a file system of fsspec that lies in memory; one name is one server."""
    fs = MemoryFileSystem(skip_instance_cache=True)
    fs.makedirs(f"/{name}", exist_ok=True)

    def fault(error: Exception) -> str | None:
        return "mailbox_unreachable" if isinstance(error, OSError) else None

    return RemotePlace(fs, f"/{name}/", shown=f"memory://{name}", move=fs.mv, fault=fault)
