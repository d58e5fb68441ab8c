"""Copies that were proved, kept by age, and the way back as a new incarnation."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec.structs import replace

from db import letters, photoshelf
from db.counting import counts
from db.faults import StoreError
from db.gate import Clock, Gate, Surnames, connect, faults
from db.ids import new_incarnation
from db.keys import KeyFile, keys_beside
from db.records.core import Backup, Identity
from db.store import Store, beside, remove_whole

__all__ = ["Restored", "back_up", "counts", "find_copies", "listed", "preview", "restore"]

DAILY, WEEKLY, MONTHLY = 7, 4, 6
_ENDING = ".backup"
_NOTE = ".json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore brought: counts of the copy, the new incarnation, where the old file is."""

    counts: dict[str, int]
    incarnation: str
    kept: Path | None
    photos_missing: int = 0


def copy_verified(store: Store, target: Path, key: bytes, *, apart: bool = False) -> dict[str, int]:
    """A copy of the whole file, reopened with its key, checked and counted; gives the counts.

    With `apart` its pictures lie on the shelf beside it, once for all copies there.

    Raises:
        StoreError: ``backup_failed`` when the copy is not sound, ``disk_full``,
            ``ledger_unreachable``.
    """
    part = beside(target, "part")
    remove_whole(part)
    try:
        with faults():
            store.execute("VACUUM INTO ?", (str(part),))
        if apart:
            photoshelf.put_off(part, target.parent, key)
        found = _equal(_proved(part, key), counts(store), target)
        _flush(part)
        part.replace(target)
    except OSError as error:
        remove_whole(part)
        raise StoreError("disk_full") from error
    except BaseException:
        remove_whole(part)
        raise
    return found


def _equal(copied: dict[str, int], here: dict[str, int], target: Path) -> dict[str, int]:
    if copied != here:
        raise StoreError("backup_failed", path=str(target))
    return copied


def _proved(path: Path, key: bytes) -> dict[str, int]:
    """The counts of a file whose every page was read and is sound.

    Raises:
        StoreError: ``ledger_damaged``, ``ledger_unreachable``, ``backup_failed``.
    """
    connection = connect(path, key, read_only=True)
    try:
        gate = Gate(connection, clock=_no_clock, surnames={}, read_only=True)
        answers = [
            *gate.rows("PRAGMA cipher_integrity_check"),
            *gate.rows("PRAGMA integrity_check"),
        ]
        if any(row[0] != "ok" for row in answers):
            raise StoreError("ledger_damaged", path=str(path))
        return counts(gate)
    finally:
        connection.close()


def _no_clock() -> datetime:
    return datetime.min.replace(tzinfo=UTC)


def back_up(
    store: Store, folder: Path, *, reason: str, now: datetime, apart: bool = False
) -> Backup:
    """A verified copy with its keys beside it; old copies beyond the kept ones are removed.

    Kept are the newest of each of 7 days, 4 weeks and 6 months, and the newest of all. With
    `apart` the pictures of all copies lie once on a shelf beside them; without it a copy is whole,
    as one must be that is carried away.

    Raises:
        StoreError: ``disk_full``, ``backup_failed``, ``ledger_unreachable``,
            ``backup_folder_missing``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError("backup_folder_missing", path=str(folder)) from error
    target = _free_name(folder, f"{store.path.stem}-{now.astimezone():%Y%m%d-%H%M%S}")
    found = copy_verified(store, target, store.key, apart=apart)
    keys = keys_beside(store.path)
    if keys.exists():
        KeyFile.load(store.path).copy_to(keys_beside(target))
    note = {"created": now.astimezone(UTC).isoformat(), "reason": reason, "counts": found}
    made = Backup(path=target, created=now, reason=reason, counts=found, verified=True)
    try:
        _note(target).write_text(json.dumps(note), encoding="utf-8")
        _flush(_note(target))
        if _retire(folder, store.path.stem):
            photoshelf.sweep(folder, [one.path for one in listed(folder)], store.key)
    except OSError as error:
        raise StoreError("disk_full") from error
    return made


def _free_name(folder: Path, stem: str) -> Path:
    target, number = folder / f"{stem}{_ENDING}", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}{_ENDING}"
    return target


def _note(path: Path) -> Path:
    return path.with_name(path.name + _NOTE)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def listed(folder: Path, stem: str = "") -> list[Backup]:
    """The copies in a folder, newest first, as their notes tell; no key is needed."""
    found = []
    for path in sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else ():
        try:
            note = json.loads(_note(path).read_text(encoding="utf-8"))
            made = Backup(
                path=path,
                created=datetime.fromisoformat(note["created"]),
                reason=str(note["reason"]),
                counts={str(name): int(value) for name, value in note["counts"].items()},
                verified=True,
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            created = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
            made = Backup(path=path, created=created, reason="", verified=False)
        if not stem or path.name.startswith(f"{stem}-"):
            found.append(made)
    return sorted(found, key=lambda one: (one.created, one.path.name), reverse=True)


def _retire(folder: Path, stem: str) -> int:
    """Remove copies that are neither the newest of a kept day, week nor month; gives how many."""
    copies = listed(folder, stem)
    kept = {one.path for one in kept_of(copies)}
    for one in copies:
        if one.path not in kept:
            for path in (_note(one.path), keys_beside(one.path), one.path):
                path.unlink(missing_ok=True)
    return len(copies) - len(kept)


def kept_of(copies: Iterable[Backup]) -> list[Backup]:
    """Which of these copies, newest first, are kept: 7 days, 4 weeks, 6 months."""
    kept: dict[Path, Backup] = {}
    rules = ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month))
    listing = list(copies)
    for most, period in rules:
        seen: set[tuple[int, ...]] = set()
        for one in listing:
            place = period(one.created.astimezone().date())
            if place not in seen and len(seen) < most:
                seen.add(place)
                kept[one.path] = one
    return list(kept.values())


def _day(day: date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: date) -> tuple[int, ...]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, ...]:
    return (day.year, day.month)


def find_copies(path: Path) -> list[Path]:
    """The automatic copies of a ledger, newest first."""
    return [one.path for one in listed(beside(path, "backups"))]


def preview(backup: Path, key: bytes) -> dict[str, int]:
    """The counts of a copy, after every page of it was read.

    Raises:
        StoreError: ``ledger_missing``, ``ledger_damaged``, ``ledger_unreachable``.
    """
    if not backup.is_file():
        raise StoreError("ledger_missing", path=str(backup))
    return _proved(backup, key)


def restore(backup: Path, to: Path, key: bytes, *, clock: Clock, surnames: Surnames) -> Restored:
    """Bring a copy back as a new incarnation; the file that stood there is kept beside it.

    Nothing is touched before the copy was proved and stands whole beside its place, with its
    pictures from the shelf beside it; those that are not there are counted.

    Raises:
        StoreError: ``ledger_missing``, ``ledger_damaged``, ``ledger_newer``, ``ledger_in_use``
            (the place is open), ``disk_full``, ``ledger_unreachable``.
    """
    found = preview(backup, key)
    fresh = beside(to, "restored")
    remove_whole(fresh)
    try:
        shutil.copyfile(backup, fresh)
        missing = photoshelf.bring_back(fresh, backup.parent, key)
        with Store.open(fresh, key, clock=clock, surnames=surnames) as store:
            with store.transaction():
                be_reborn(store)
                store.execute("UPDATE peer SET sent = confirmed")
            made = store.identity
        beside(fresh, "lock").unlink(missing_ok=True)
        kept = _put_in_place(fresh, to, backup, clock())
    except OSError as error:
        raise StoreError("disk_full") from error
    finally:
        remove_whole(fresh)
    return Restored(counts=found, incarnation=made.incarnation, kept=kept, photos_missing=missing)


def _put_in_place(fresh: Path, to: Path, backup: Path, now: datetime) -> Path | None:
    from db.lockfile import LockFile

    lock = LockFile(beside(to, "lock"))
    if not lock.acquire():
        raise StoreError("ledger_in_use", path=str(to))
    try:
        kept = None
        if to.exists():
            kept = beside(to, f"damaged-{now.astimezone():%Y%m%d-%H%M%S}")
            to.replace(kept)
            for ending in ("-wal", "-shm"):
                side = to.with_name(to.name + ending)
                if side.exists():
                    side.replace(kept.with_name(kept.name + ending))
        fresh.replace(to)
        source, keys = keys_beside(backup), keys_beside(to)
        if source.exists() and not keys.exists():
            shutil.copyfile(source, keys)
    finally:
        lock.release()
    return kept


def be_reborn(store: Store) -> None:
    """Go on as a new incarnation and remember the former ones; inside a transaction only."""
    before = store.identity
    former = [*former_incarnations(store), before.incarnation]
    store.set_identity(reborn(before))
    store.put_meta(former=json.dumps(former))


def former_incarnations(store: Store) -> list[str]:
    """The incarnations that this ledger was before, oldest first."""
    return list(json.loads(store.meta().get("former", "[]")))


def reborn(identity: Identity) -> Identity:
    """The same device after a restore: a new incarnation, and numbers of its own."""
    made = new_incarnation()
    return replace(identity, incarnation=made, letter=letters.following(identity.letter, made))
