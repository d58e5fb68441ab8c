"""Names for rows and devices, made on the laptop without asking anybody."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(moment: datetime) -> str:
    """A UUIDv7: 48 bits of milliseconds, then chance; ids of one device sort by time."""
    milliseconds = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return str(UUID(int=value))


def new_device() -> str:
    """A device id: 128 random bits as 32 hex characters."""
    return secrets.token_hex(16)


def new_incarnation() -> str:
    """An incarnation id: 32 random bits as 8 hex characters."""
    return secrets.token_hex(4)
