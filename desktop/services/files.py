"""Writing a file whole: beside the target, flushed, then renamed, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


PDF, BOOK = b"%PDF", b"PK\x03\x04"
"""How the files begin that people name themselves."""


def spare(out: Path, start: bytes) -> None:
    """Refuse a place where a file of another kind lies: a ledger, its keys, somebody's letter.

    Args:
        out: where something is to be written.
        start: the first bytes of such a file; one that begins so may be replaced.

    Raises:
        UserError: `out_other_kind`, `out_exists_folder`, `out_name_unusable`, `out_not_writable`
            where the file may only be read.
    """
    _takeable(out)
    try:
        with out.open("rb") as file:
            found = file.read(len(start))
    except OSError:
        return  # nothing lies there, or the writing says why it cannot be
    if found and found != start:
        raise UserError("out_other_kind", name=out.name)


def write_once(out: Path, data: bytes) -> None:
    """Write a file that a code opens; over another file, even an older one of the kind, never.

    Raises:
        UserError: `out_code_file`, and those of `spare` and `write_whole`.
    """
    spare(out, data[:4])
    if out.exists() and out.stat().st_size:
        raise UserError("out_code_file", name=out.name)
    write_whole(out, data)


def write_whole(out: Path, data: bytes) -> None:
    """Write a file so that its name shows all of it or what was there before.

    Raises:
        UserError: `out_exists_folder`, `out_folder_missing`, `out_name_unusable`, `out_disk_full`,
            `out_not_writable`.
    """
    with written(out, data):
        pass


@contextmanager
def written(out: Path, data: bytes) -> Iterator[None]:
    """The file takes its place whole, then what is inside runs; if that fails it never was there.

    What lay there before comes back then; a place that cannot be taken, as one that another
    program holds open, is found before anything inside has happened.

    Raises:
        UserError: as `write_whole`; nothing of the place has changed then.
    """
    _takeable(out)
    if not out.parent.is_dir():
        raise UserError("out_folder_missing", name=str(out.parent))
    part, before = (out.with_name(out.name + end) for end in (".part", ".before"))
    try:
        with part.open("wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        _swap(part, out, before)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise _refused(fault, out) from fault
    try:
        yield
    except BaseException:
        out.unlink(missing_ok=True)
        if before.exists():
            before.replace(out)
        raise
    before.unlink(missing_ok=True)


def _swap(part: Path, out: Path, before: Path) -> None:
    """Put what lies at a place aside and the new file there; all as it was where that fails."""
    there = out.exists()
    if there:
        out.replace(before)
    try:
        part.replace(out)
    except OSError:
        if there:
            before.replace(out)
        raise


def _takeable(out: Path) -> None:
    """Refuse a name that no file can have, a folder's, and that of a file to be read only."""
    try:
        mode = out.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as fault:
        raise _refused(fault, out) from fault
    if stat.S_ISDIR(mode):
        raise UserError("out_exists_folder", name=out.name or str(out))
    if not mode & stat.S_IWUSR:
        raise UserError("out_not_writable", name=out.name)


def _refused(fault: OSError, out: Path) -> UserError:
    codes = {
        errno.ENOSPC: "out_disk_full",
        errno.EDQUOT: "out_disk_full",
        errno.EFBIG: "out_disk_full",
        errno.ENAMETOOLONG: "out_name_unusable",
        errno.EINVAL: "out_name_unusable",
    }
    return UserError(codes.get(fault.errno or 0, "out_not_writable"), name=out.name)
