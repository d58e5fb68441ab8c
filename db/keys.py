"""LEDGER.keys: the ledger's random key, wrapped for each officer and once for the county."""

from __future__ import annotations

import errno
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from db.faults import StoreError

SHORTEST_PASSWORD = 8
FREE_TRIES = 3
LEFT_AT_FIRST = 5
MEMORY_KIB = 64 * 1024
PASSES = 3
_LANES = 4
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=1)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 20
_GROUP = 4
_OTHER_KINDS = frozenset({b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff\xe0"})
"""How workbooks, PDFs, old Excel files and photos begin; a ledger begins with noise."""

_RECOVERY = "recovery"
_FORMAT = 1

Slot = dict[str, Any]


def keys_beside(ledger: Path) -> Path:
    """Where the keys of a ledger lie: LEDGER.keys."""
    return ledger.with_name(f"{ledger.name}.keys")


def new_code() -> str:
    """A recovery code: 20 characters that are not mistaken for each other, in groups of 4."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(letters[i : i + _GROUP] for i in range(0, _CODE_LENGTH, _GROUP))


def _plain(code: str) -> str:
    """A code as somebody typed it: case, blanks and dashes do not matter."""
    return "".join(c for c in code.upper() if c.isalnum())


def _derived(secret: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(secret.encode())


def _wrapped(secret: str, key: bytes, name: str) -> Slot:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(_derived(secret, salt, MEMORY_KIB, PASSES, _LANES)).encrypt(
        nonce, key, name.encode()
    )
    return {
        "name": name,
        "kdf": "argon2id",
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "lanes": _LANES,
        "salt": b64encode(salt).decode(),
        "nonce": b64encode(nonce).decode(),
        "box": b64encode(box).decode(),
    }


def _unwrapped(secret: str, slot: Slot) -> bytes | None:
    """The key in a slot, or None when the secret is not the right one."""
    salt, nonce, box = (b64decode(slot[part]) for part in ("salt", "nonce", "box"))
    try:
        cost = (int(slot[part]) for part in ("memory_kib", "passes", "lanes"))
        derived = _derived(secret, salt, *cost)
        return AESGCM(derived).decrypt(nonce, box, str(slot["name"]).encode())
    except (InvalidTag, ValueError):
        return None


def _strong(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise StoreError("password_too_short", shortest=SHORTEST_PASSWORD)
    return password


class KeyFile:
    """The keys file of one ledger; every change is written whole before it counts."""

    def __init__(self, path: Path, content: dict[str, Any]) -> None:
        self._path = path
        self._content = content

    @classmethod
    def create(cls, ledger: Path, officer: str, password: str, key: bytes) -> str:
        """Write the keys file of a new ledger; gives the recovery code, which is shown once.

        Raises:
            StoreError: ``password_too_short``, ``keys_exist``, ``disk_full``.
        """
        path = keys_beside(ledger)
        _strong(password)
        if path.exists():
            raise StoreError("keys_exist", path=str(path))
        code = new_code()
        content: dict[str, Any] = {
            "format": _FORMAT,
            "officers": [_wrapped(password, key, officer)],
            _RECOVERY: _wrapped(_plain(code), key, _RECOVERY),
            "tries": {},
        }
        cls(path, content).save()
        return code

    @classmethod
    def load(cls, ledger: Path) -> Self:
        """Read the keys of a ledger; a damaged or missing file is healed from a backup's copy.

        Raises:
            StoreError: ``ledger_missing``, ``ledger_other_kind``, ``keys_missing``,
                ``keys_damaged``, ``keys_unreachable``, ``disk_full``.
        """
        path = keys_beside(ledger)
        content = _read(path)
        if content is not None:
            return cls(path, content)
        if not ledger.exists() and not path.exists():
            raise StoreError("ledger_missing", path=str(ledger))
        folder = ledger.with_name(f"{ledger.name}.backups")
        for copy in sorted(folder.glob("*.keys"), key=_age, reverse=True):
            content = _read(copy)
            if content is not None:
                if path.exists():
                    path.replace(path.with_name(f"{path.name}.damaged"))
                healed = cls(path, content)
                healed.save()
                return healed
        if not path.exists() and _other_kind(ledger):
            raise StoreError("ledger_other_kind", path=str(ledger), name=ledger.name)
        raise StoreError("keys_damaged" if path.exists() else "keys_missing", path=str(path))

    def officers(self) -> list[str]:
        """The names of the people who can open this ledger."""
        return [str(slot["name"]) for slot in self._content["officers"]]

    def tries_left(self, officer: str, now: datetime) -> tuple[int, int]:
        """How many more wrong tries until the next wait, and seconds to wait now."""
        state = self._content["tries"].get(officer, {})
        wrong = int(state.get("wrong", 0))
        return max(0, LEFT_AT_FIRST - wrong), _seconds(state, now)

    def unlock(self, officer: str, password: str, now: datetime) -> bytes:
        """The ledger's key.

        Raises:
            StoreError: ``officer_unknown``, ``wrong_password`` (left, wait_seconds),
                ``wrong_password_wait`` and ``too_soon`` (wait_seconds).
        """
        slot = self._slot(officer)
        state = self._content["tries"].get(officer, {})
        wait = _seconds(state, now)
        if wait:
            raise StoreError("too_soon", wait_seconds=wait)
        key = _unwrapped(password, slot)
        if key is None:
            raise self._counted(officer, int(state.get("wrong", 0)) + 1, now)
        if state:
            self._change(lambda content: content["tries"].pop(officer, None))
        return key

    def add_officer(self, key: bytes, name: str, password: str) -> None:
        """One more person who can open this ledger.

        Raises:
            StoreError: ``officer_exists``, ``password_too_short``, ``disk_full``.
        """
        if name in self.officers():
            raise StoreError("officer_exists", officer=name)
        slot = _wrapped(_strong(password), key, name)
        self._change(lambda content: content["officers"].append(slot))

    def remove_officer(self, name: str) -> None:
        """Take a person's slot away; the last one stays.

        Raises:
            StoreError: ``officer_unknown``, ``last_officer``, ``disk_full``.
        """
        slot = self._slot(name)
        if len(self._content["officers"]) == 1:
            raise StoreError("last_officer", officer=name)

        def forget(content: dict[str, Any]) -> None:
            content["officers"].remove(slot)
            content["tries"].pop(name, None)

        self._change(forget)

    def change_password(self, officer: str, old: str, new: str, now: datetime) -> None:
        """A new password for somebody who knows the old one.

        Raises:
            StoreError: as `unlock`, ``password_too_short``, ``disk_full``.
        """
        _strong(new)
        self._replace(officer, new, self.unlock(officer, old, now))

    def recover(self, code: str, officer: str, new_password: str) -> bytes:
        """A new password by the recovery code; gives the ledger's key.

        A code of a hundred random bits needs no count of tries.

        Raises:
            StoreError: ``officer_unknown``, ``wrong_code``, ``password_too_short``, ``disk_full``.
        """
        self._slot(officer)
        _strong(new_password)
        key = _unwrapped(_plain(code), self._content[_RECOVERY])
        if key is None:
            raise StoreError("wrong_code")
        self._replace(officer, new_password, key)
        return key

    def new_recovery(self, key: bytes) -> str:
        """A new recovery code; the old one opens nothing from now on.

        Raises:
            StoreError: ``disk_full``.
        """
        code = new_code()
        slot = _wrapped(_plain(code), key, _RECOVERY)
        self._change(lambda content: content.update({_RECOVERY: slot}))
        return code

    def copy_to(self, path: Path) -> None:
        """A copy beside a backup, without the count of wrong tries.

        Raises:
            StoreError: ``disk_full``.
        """
        KeyFile(path, {**self._content, "tries": {}}).save()

    def _slot(self, officer: str) -> Slot:
        for slot in self._content["officers"]:
            if slot["name"] == officer:
                found: Slot = slot
                return found
        raise StoreError("officer_unknown", officer=officer)

    def _counted(self, officer: str, wrong: int, now: datetime) -> StoreError:
        """Count a wrong try in the file, so that a restart forgets nothing."""
        entry = {
            "wrong": wrong,
            "at": now.isoformat(),
            "until": (now + _wait_after(wrong)).isoformat(),
        }
        self._change(lambda content: content["tries"].update({officer: entry}))
        wait = _seconds(entry, now)
        if wrong >= LEFT_AT_FIRST:
            return StoreError("wrong_password_wait", wait_seconds=wait)
        return StoreError("wrong_password", left=LEFT_AT_FIRST - wrong, wait_seconds=wait)

    def _replace(self, officer: str, password: str, key: bytes) -> None:
        slot = _wrapped(password, key, officer)

        def swap(content: dict[str, Any]) -> None:
            slots = content["officers"]
            slots[[s["name"] for s in slots].index(officer)] = slot
            content["tries"].pop(officer, None)

        self._change(swap)

    def _change(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change a copy, write it, and only then let it count."""
        content = json.loads(json.dumps(self._content))
        change(content)
        KeyFile(self._path, content).save()
        self._content = content

    def save(self) -> None:
        """Write the file whole: beside, flushed, renamed.

        Raises:
            StoreError: ``disk_full``.
        """
        text = json.dumps(self._content, ensure_ascii=False, indent=1)
        fresh = self._path.with_name(f"{self._path.name}.part")
        try:
            with fresh.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
            _flush_folder(self._path.parent)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise StoreError(_write_fault(error)) from error


def _seconds(state: dict[str, Any], now: datetime) -> int:
    """Seconds still to wait; a clock that was set back does not make it longer."""
    if "until" not in state:
        return 0
    until = datetime.fromisoformat(state["until"])
    longest = until - datetime.fromisoformat(state["at"])
    return max(0, ceil(min(until - now, longest).total_seconds()))


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _wait_after(wrong: int) -> timedelta:
    """No wait for the first three wrong tries, then twice as long each time."""
    if wrong < FREE_TRIES:
        return timedelta(0)
    doubled = _FIRST_WAIT * (1 << min(wrong - FREE_TRIES, 16))
    return min(_LONGEST_WAIT, doubled)


def _flush_folder(folder: Path) -> None:
    """Make a rename last; Windows has no handle for folders and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _other_kind(ledger: Path) -> bool:
    """Whether a folder or a file of a known other kind lies in the place of a ledger."""
    if ledger.is_dir():
        return True
    try:
        with ledger.open("rb") as file:
            return file.read(4) in _OTHER_KINDS
    except OSError:
        return False


def _read(path: Path) -> dict[str, Any] | None:
    """What a keys file holds, or None when it is missing or not whole."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        slots = [*content["officers"], content[_RECOVERY]]
        whole = content["format"] == _FORMAT and bool(content["officers"])
        whole = whole and isinstance(content["tries"], dict)
        parts = ("name", "memory_kib", "passes", "lanes", "salt", "nonce", "box")
        return content if whole and all(part in s for s in slots for part in parts) else None
    except FileNotFoundError:
        return None
    except OSError as error:  # it is there: a lock, a scanner; an old copy must not take its place
        raise StoreError("keys_unreachable", path=str(path)) from error
    except (ValueError, KeyError, TypeError):
        return None


def _write_fault(error: OSError) -> str:
    """The code of a write that failed: a full disk, or a place that takes nothing."""
    return "disk_full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "keys_unwritable"
