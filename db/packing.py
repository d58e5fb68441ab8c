"""Lists by column as they travel in one operation: JSON, deflated, base64."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

from db.payloads import crowded

LARGEST = 128 << 20
_MOST_VALUES = 8_000_000
"""More than the largest list of a county has, columns and lines together."""


def pack(table: Mapping[str, object]) -> str:
    """A table as the text of one field."""
    plain = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode(), 1)).decode()


def unpack(text: str, *, largest: int = LARGEST) -> dict[str, Any]:
    """What `pack` packed; raises ValueError for anything else, and for more bytes than largest."""
    try:
        plain = zlib.decompressobj().decompress(base64.b64decode(text), largest)
    except zlib.error as error:
        raise ValueError("not deflated") from error
    if crowded(plain, _MOST_VALUES):
        raise ValueError("more values than a list has")
    try:
        table = json.loads(plain)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(table, dict):
        raise ValueError("no table")  # noqa: TRY004 - whoever asks has one answer for all of them
    return table
