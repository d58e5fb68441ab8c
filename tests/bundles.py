"""Operations, keys and bundles made up for the tests of the exchange."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from desktop.exchange.bundle import Draft, Notes, Opened, OpTuple, Sealed, open_bundle, seal
from desktop.exchange.bundle.operations import canonical_header
from desktop.exchange.identity import DeviceKeys, fingerprint

LAPTOP = "a1" * 16
HUB = "c0" * 16
INCARNATION = "0000beef"
TOWN = "149999001"
NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
STREAM = f"{LAPTOP}/{INCARNATION}/{TOWN}.work"


def make_ops(
    payloads: Sequence[bytes | None], stream: str = STREAM, first: int = 1, table: str = "visit"
) -> list[OpTuple]:
    """A gapless run of operations with right digests and chain; None is a withheld payload."""
    chain, made = bytes(32), []
    for seq, payload in enumerate(payloads, first):
        digest = sha256(payload if payload is not None else b"withheld").digest()
        front = (stream, seq, (1763627400000 + seq) << 16, "王", 1, table, f"row-{seq}")
        covered = (*front, "insert", TOWN)
        chain = sha256(chain + canonical_header(covered) + digest).digest()
        made.append((*covered, payload, digest, chain))
    return made


def notes_of(count: int) -> list[bytes]:
    """Payloads as the ledger writes them."""
    return [
        json.dumps({"f": {"n": n, "note": f"走访第{n}户"}}, ensure_ascii=False).encode()
        for n in range(count)
    ]


@dataclass(kw_only=True)
class Office:
    """A laptop and its county, with the keys of both."""

    laptop: DeviceKeys = field(default_factory=DeviceKeys.generate)
    hub: DeviceKeys = field(default_factory=DeviceKeys.generate)

    @property
    def county(self) -> str:
        return fingerprint(self.hub.public().signing)

    def draft(self, **changes: object) -> Draft:
        values: dict[str, object] = {
            "device": LAPTOP,
            "incarnation": INCARNATION,
            "county": self.county,
            "place": TOWN,
            "number": 7,
            "previous": 6,
            "vector": {STREAM: (3, b"\7" * 32)},
            "schema": 2,
            "needed": 1,
            "created_at": NOW,
        }
        return Draft(**(values | changes))

    def seal(
        self,
        ops: Sequence[OpTuple],
        *,
        notes: Notes | None = None,
        blobs: Sequence[bytes] = (),
        keys: DeviceKeys | None = None,
        recipients: Sequence[str] | None = None,
        **changes: object,
    ) -> tuple[bytes, Sealed]:
        out = io.BytesIO()
        sealed = seal(
            out,
            self.draft(**changes),
            ops,
            recipients=recipients or [self.hub.public().sealing],
            keys=keys or self.laptop,
            notes=notes,
            blobs=blobs,
        )
        return out.getvalue(), sealed

    def open(self, blob: bytes, **changes: object) -> Opened:
        known = {LAPTOP: self.laptop.public().signing}
        values: dict[str, object] = {
            "identities": [self.hub.identity],
            "roster": known.get,
            "county_fingerprint": self.county,
        }
        return open_bundle(io.BytesIO(blob), **(values | changes))
