"""What the county once signed, and what it is given back after it was restored from a copy."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from db import ops, peers
from db import settings as kept
from desktop.errors import UserError
from desktop.exchange.bundle import statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.records.core import Op
    from db.store import Store
    from desktop.exchange import bundle
    from desktop.services.credentials import Credentials

Vector = Mapping[str, tuple[int, bytes]]
"""How far each stream is, and with which chain."""

_NAME = "secret.statements"
_MOST = 4
EXTRA = "statements"


def remember(store: Store, statement: bytes) -> None:
    """Keep what the county just signed; what it covers of older statements is let go.

    A county that came back from a copy signs for other operations under the same numbers: that
    covers nothing of what it signed for before.
    """
    ours = {
        stream: seq
        for stream, (seq, chain) in statements.vector_of(statement).items()
        if _is_ours(store, stream, seq, chain)
    }
    older = [one for one in _held(store) if not _covers(ours, statements.vector_of(one))]
    texts = [base64.b64encode(one).decode() for one in (*older, statement)]
    kept.keep(store, {_NAME: json.dumps(texts[-_MOST:])})


def _held(store: Store) -> list[bytes]:
    return [base64.b64decode(text) for text in json.loads(kept.get(store, _NAME, "[]"))]


def _is_ours(store: Store, stream: str, seq: int, chain: bytes) -> bool:
    """Whether nothing else stands here under that number."""
    op = ops.get(store, f"{stream}#{seq}")
    return op is None or op.chain == chain


def _covers(fresh: Mapping[str, int], older: Vector) -> bool:
    return all(fresh.get(stream, 0) >= seq for stream, (seq, _) in older.items())


class Owed:
    """What a laptop gives back of others' operations, and the statements that prove them."""

    def __init__(self, store: Store, hub: str) -> None:
        self._store = store
        self._spans: dict[str, tuple[int, int]] = {}
        self.statements: list[bytes] = []
        known = peers.confirmed(store, hub)
        lacking = [
            name for name, head in store.streams.items() if self._lacks(name, head.seq, known)
        ]
        for blob in _held(store) if lacking else ():
            self._use(blob, lacking, known)

    def _lacks(self, stream: str, seq: int, known: Vector) -> bool:
        own = stream.startswith(f"{self._store.identity.device}/")
        return not own and seq > known.get(stream, (0, b""))[0]

    def _use(self, blob: bytes, lacking: list[str], known: Vector) -> None:
        vector, used = statements.vector_of(blob), False
        for stream in lacking:
            seq, chain = vector.get(stream, (0, b""))
            first = known.get(stream, (0, b""))[0]
            op = ops.get(self._store, f"{stream}#{seq}") if seq > first else None
            if op is not None and op.chain == chain and seq > self._spans.get(stream, (0, 0))[1]:
                self._spans[stream], used = (first, seq), True
        if used:
            self.statements.append(blob)

    def operations(self) -> Iterator[Op]:
        """The operations, each stream up to where the county signed for it."""
        past: Vector = dict.fromkeys(self._store.streams, (1 << 62, b""))
        for stream, (first, last) in sorted(self._spans.items()):
            for op in ops.range_since(self._store, {**past, stream: (first, b"")}, None):
                if op.seq > last:
                    break
                yield op


def proved(opened: bundle.Opened, mine: Credentials, hub: str) -> list[Vector]:
    """How far the county was, by what it once signed and a laptop gives back."""
    known = opened.extras.get(EXTRA)
    key = mine.keys.public().signing
    return [
        statements.proved(blob, key, hub)
        for blob in (known if isinstance(known, list | tuple) else ())
        if isinstance(blob, bytes)
    ]


def refuse_unproved(opened: bundle.Opened, signed: Sequence[Vector]) -> None:
    """A laptop speaks for itself; of others it gives back only what the county once signed for.

    Raises:
        UserError: `bundle_foreign_stream`.
    """
    device = opened.header.device
    ends = {(stream, *end) for vector in signed for stream, end in vector.items()}
    for run in opened.header.ranges:
        own = run.stream.startswith(f"{device}/")
        if not own and (run.stream, run.last, run.last_chain) not in ends:
            raise UserError("bundle_foreign_stream", device=device[:8])
