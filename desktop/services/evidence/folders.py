"""The photos of a phone's or a card's folder, the newest first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.evidence.pictures import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST = 3000
"""So many files are looked at; a folder with more is chosen deeper."""

_DEEPEST = 2
"""A phone's DCIM has its photos one or two folders down."""


def newest(folder: Path) -> list[Path]:
    """The pictures in a folder and just below it, the newest first by the time of the file.

    Raises:
        UserError: `photo_folder_gone`, as of a phone that was unplugged.
    """
    found: list[tuple[float, Path]] = []
    try:
        for moment, path in _pictures(folder, 0):
            found.append((moment, path))
            if len(found) >= MOST:
                break
    except OSError as fault:
        raise UserError("photo_folder_gone", name=folder.name or str(folder)) from fault
    return [path for _, path in sorted(found, key=_newest_first)]


def _newest_first(pair: tuple[float, Path]) -> tuple[float, str]:
    return -pair[0], pair[1].name


def _pictures(folder: Path, depth: int) -> Iterator[tuple[float, Path]]:
    below = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.name)
            elif os.path.splitext(entry.name)[1].lower() in SUFFIXES:  # noqa: PTH122 - as scandir
                yield entry.stat().st_mtime, folder / entry.name
    if depth < _DEEPEST:
        for name in sorted(below, reverse=True):
            yield from _pictures(folder / name, depth + 1)
