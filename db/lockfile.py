"""One process at a time: an advisory lock of the system on LEDGER.lock."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class LockFile:
    """Holds the lock until released; the system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """True when the lock is ours now; False when somebody else holds it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock back; the file stays, because removing it would race."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":  # pragma: no cover - the other branch runs here
    import msvcrt

    def _lock(handle: int) -> None:
        """Lock the first byte of the file."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        """Lock the whole file."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
