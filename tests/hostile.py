"""A certified laptop taken apart: it signs rightly whatever somebody puts into its bundles."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path

from db import ops
from desktop.exchange import bundle
from desktop.exchange.bundle import OpTuple
from desktop.exchange.bundle.operations import canonical_header
from desktop.services.credentials import load
from tests.ledgers import TOWNSHIP
from tests.replicas import Replica

_NUMBERS = count(1000)

Row = tuple[str, str, str, bytes | None]
"""Table, row, kind and payload of an operation."""


def said(fields: object, **more: object) -> bytes:
    """A payload with these fields."""
    return json.dumps({"f": fields, **more}, ensure_ascii=False).encode()


def forged_ops(
    laptop: Replica,
    rows: Sequence[Row],
    *,
    audience: str = f"{TOWNSHIP}.work",
    clock: int | None = None,
) -> list[OpTuple]:
    """Operations that go on with one of the laptop's streams, with right digests and chain."""
    now = laptop.store.hlc + 1 if clock is None else clock
    me = laptop.store.identity
    stream = f"{me.device}/{me.incarnation}/{audience}"
    head = laptop.store.streams.get(stream)
    last, chain = (head.seq, head.chain) if head else (0, bytes(32))
    made: list[OpTuple] = []
    for seq, (table, row, kind, payload) in enumerate(rows, last + 1):
        digest = sha256(payload if payload is not None else b"withheld").digest()
        covered = (stream, seq, now, laptop.name, 1, table, row, kind, TOWNSHIP)
        chain = sha256(chain + canonical_header(covered) + digest).digest()
        made.append((*covered, payload, digest, chain))
    return made


def forge(
    laptop: Replica,
    stick: Path,
    some: Sequence[OpTuple] = (),
    *,
    extras: Mapping[str, object] | None = None,
    **changes: object,
) -> Path:
    """A bundle of the laptop on a stick, rightly sealed and signed."""
    mine, me = load(laptop.store), laptop.store.identity
    values: dict[str, object] = {
        "device": me.device,
        "incarnation": me.incarnation,
        "county": mine.county,
        "place": TOWNSHIP,
        "number": next(_NUMBERS),
        "vector": ops.vector(laptop.store),
        "schema": 1,
        "needed": 1,
        "created_at": laptop.clock.now,
    }
    out = io.BytesIO()
    sealed = bundle.seal(
        out,
        bundle.Draft(**(values | changes)),
        some,
        recipients=[mine.county_sealing],
        keys=mine.keys,
        notes=bundle.Notes(extras=extras or {}),
    )
    path = stick / "up" / sealed.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(out.getvalue())
    return path
