"""Lists by column as they travel in one operation: JSON, deflated, base64."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any

_LARGEST = 512 * 1024 * 1024


def pack(table: Mapping[str, object]) -> str:
    """A table as the text of one field."""
    plain = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(plain.encode(), 1)).decode()


def unpack(text: str) -> dict[str, Any]:
    """What `pack` packed; raises ValueError for anything else."""
    try:
        plain = zlib.decompressobj().decompress(base64.b64decode(text), _LARGEST)
    except zlib.error as error:
        raise ValueError("not deflated") from error
    try:
        table = json.loads(plain)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(table, dict):
        raise ValueError("no table")  # noqa: TRY004 - whoever asks has one answer for all of them
    return table
