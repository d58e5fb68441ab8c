"""The folder beside the ledger into which bundles are copied before they are judged."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PART = "*.part"


@contextmanager
def inbox_of(ledger: Path) -> Iterator[Path]:
    """A folder for one look at a mailbox; after a cut its parts stay, and the next look goes on.

    Raises:
        UserError: `inbox_failed`.
    """
    folder = ledger.with_name(f"{ledger.name}.inbox")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError("inbox_failed", folder=str(folder)) from error
    parts: set[Path] = set()
    try:
        yield folder
    except BaseException:
        parts = set(folder.glob(_PART))
        raise
    finally:
        with suppress(OSError):
            for each in set(folder.iterdir()) - parts:
                each.unlink()
            if not parts:
                folder.rmdir()
