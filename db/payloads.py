"""JSON that others wrote, read so that it takes no more room than its bytes are worth."""

from __future__ import annotations

import json

from db.values import dumped

LARGE = 1 << 20
"""Up to so many bytes whatever they say is harmless."""
_MOST = 1_000_000
_DECODER = json.JSONDecoder()


def crowded(text: bytes, most: int = _MOST) -> bool:
    """Whether JSON may hold more values than that; of empty lists each takes sixty bytes."""
    return len(text) > LARGE and sum(map(text.count, (b",", b"[", b"{"))) > most


def loaded(payload: bytes) -> object:
    """What ``json.loads`` says of UTF-8 that can be written again; ValueError for all else."""
    if crowded(payload):
        raise ValueError("more values than anything of ours has")
    text = payload.decode()
    try:
        ours = text.startswith('{"')  # and so without blanks before it
        told, end = _DECODER.raw_decode(text) if ours else (None, -1)
        told = told if end == len(text) else json.loads(text)
        if "\\u" in text:  # half a character, which no column takes
            dumped(told).encode()
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return told
