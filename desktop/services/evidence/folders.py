"""The photos of a phone's or a card's folder, the newest first."""

from __future__ import annotations

import os
from contextlib import suppress
from heapq import nsmallest
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.evidence.pictures import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 3000
"""So many are offered."""

_DEEPEST = 2
"""A phone's DCIM has its photos one or two folders down."""


def newest(folder: Path) -> list[Path]:
    """The pictures in a folder and just below it, the newest first by the time of the file.

    What cannot be read, a single file or a closed folder below, is left out.

    Raises:
        UserError: `photo_folder_gone`, as of a phone that was unplugged.
    """
    try:
        found = nsmallest(MOST, _pictures(folder, 0), key=_newest_first)
        if not found:
            folder.stat()  # raises where a phone was unplugged while it was read
    except OSError as fault:
        raise UserError("photo_folder_gone", name=folder.name or str(folder)) from fault
    return [path for _, path in found]


def _newest_first(pair: tuple[float, Path]) -> tuple[float, str]:
    return -pair[0], pair[1].name


def _pictures(folder: Path, depth: int) -> Iterator[tuple[float, Path]]:
    below = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.name)
                elif entry.name.lower().endswith(tuple(SUFFIXES)):
                    yield entry.stat().st_mtime, folder / entry.name
    if depth < _DEEPEST:
        for name in below:
            with suppress(OSError):
                yield from _pictures(folder / name, depth + 1)
