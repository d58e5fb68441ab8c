"""The folder beside the ledger into which bundles are copied before they are judged."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.exchange import bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop.exchange.bundle import Header

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


def front_of(path: Path) -> Header | None:
    """The plain front of a bundle that was copied here, where it can be read; nothing is proved."""
    try:
        with path.open("rb") as f:
            return bundle.peek(f)
    except (OSError, UserError):
        return None
