"""Names for rows and devices, made on the laptop without asking anybody; running numbers."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.store import Store

_LARGEST = (1 << 48) - 1
_VARIANTS = "89ab"


def uuid7(moment: datetime) -> str:
    """A UUIDv7: 48 bits of milliseconds, then chance; ids of one device sort by time."""
    time = f"{int(moment.timestamp() * 1000) & _LARGEST:012x}"
    chance = secrets.token_hex(10)
    variant = _VARIANTS[int(chance[3], 16) & 3]
    return f"{time[:8]}-{time[8:]}-7{chance[:3]}-{variant}{chance[4:7]}-{chance[7:19]}"


def new_device() -> str:
    """A device id: 128 random bits as 32 hex characters."""
    return secrets.token_hex(16)


def new_incarnation() -> str:
    """An incarnation id: 32 random bits as 8 hex characters."""
    return secrets.token_hex(4)


def newest_no(store: Store, table: str, column: str, start: str, digits: int) -> int:
    """The highest running number behind `start` in a column; nothing but numbers counts."""
    bounds = (f"{start}0", f"{start}:")
    row = store.one(
        f"SELECT max({column}) FROM {table} WHERE {column} >= ? AND {column} < ?", bounds
    )
    tail = str(row[0])[len(start) :] if row and row[0] else "0"
    if len(tail) <= digits and tail.isdecimal() and int(tail) < 10**digits - 1:
        return int(tail)
    # Numbers beyond the padding no longer sort as text.
    return store.number(
        f"SELECT coalesce(max(CAST(substr({column}, ?) AS INTEGER)), 0) FROM {table} "
        f"WHERE {column} >= ? AND {column} < ?",
        (len(start) + 1, *bounds),
    )


def next_no(store: Store, table: str, column: str, start: str, digits: int = 4) -> str:
    """The number that follows: what it begins with, then the running number."""
    return f"{start}{newest_no(store, table, column, start, digits) + 1:0{digits}d}"
