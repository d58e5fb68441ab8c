"""Policy texts that checks were answered by, kept once beside the first check that used them."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping

from db.ops import Writer
from db.store import Store

_LARGEST = 8 * 1024 * 1024


def keep(store: Store, writer: Writer, digest: str, texts: Mapping[str, bytes], scope: str) -> None:
    """Keep a set of files with the save at hand, unless this device has kept it for the scope."""
    row = f"{scope}/{digest}/{store.identity.device}"
    if store.one("SELECT 1 FROM policy_set WHERE id = ?", (row,)) is None:
        writer.insert("policy_set", row, {"digest": digest, "files": packed(texts)}, scope=scope)


def kept(store: Store, digest: str) -> Iterator[dict[str, bytes]]:
    """What devices kept as the set of that digest: files by name; not proved to be it."""
    rows = store.rows("SELECT files FROM policy_set WHERE digest = ? AND gone = 0", (digest,))
    for (files,) in rows:
        found = unpacked(files or "")
        if found:
            yield found


def packed(files: Mapping[str, bytes]) -> str:
    """Files by name as one text."""
    plain = json.dumps({name: text.decode() for name, text in sorted(files.items())})
    return base64.b85encode(zlib.compress(plain.encode(), 9)).decode()


def unpacked(text: str) -> dict[str, bytes]:
    """The files that a text holds; empty where it is damaged or would be too large."""
    try:
        opened = zlib.decompressobj()
        plain = opened.decompress(base64.b85decode(text), _LARGEST)
        found = json.loads(plain) if opened.eof else {}
    except (ValueError, zlib.error):
        return {}
    return {str(name): str(file).encode() for name, file in found.items()}
