"""Names for rows and devices, made on the laptop without asking anybody."""

from __future__ import annotations

import secrets
from datetime import datetime

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
