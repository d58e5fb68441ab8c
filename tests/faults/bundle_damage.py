"""Damage to bundles: flipped bits in every region, stumps, zeroed tails, swapped blocks.

`python -m tests.faults.bundle_damage` strikes 10,000 times (`--strikes`, `--seed`); every strike
has its own seed, printed when one is not refused, and the same seed strikes the same bytes.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from desktop.errors import UserError
from desktop.exchange.bundle import Limits, Opened, open_bundle
from desktop.exchange.bundle.header import FRONT, read_front

Opener = Callable[[bytes], Opened]
GOLDEN = Path(__file__).parent.parent / "data" / "bundles"
STRIKES, SEED = 10_000, 20261120
HANG_SECONDS = 5.0
BLOCK = 512


def target() -> tuple[Opener, bytes]:
    """The golden bundle, so that a seed always strikes the same bytes, and how to open it."""
    known = json.loads((GOLDEN / "format-1.json").read_text("utf-8"))
    roster = {known["device"]: bytes.fromhex(known["signing"])}.get

    def opener(blob: bytes) -> Opened:
        return open_bundle(
            io.BytesIO(blob),
            identities=[known["identity"]],
            roster=roster,
            county_fingerprint=known["county"],
        )

    return opener, (GOLDEN / "format-1.tdb").read_bytes()


def damaged(blob: bytes, rng: random.Random) -> tuple[str, bytes]:
    """The bundle after one mishap, never equal to the bundle itself."""
    kind = rng.choices(["flip", "stump", "zeros", "swap"], weights=[7, 1, 1, 1])[0]
    if kind == "flip":
        return flipped(blob, rng)
    if kind == "stump":
        return kind, blob[: rng.randrange(len(blob))]
    if kind == "zeros":
        at = rng.randrange(len(blob) - 8)
        return kind, blob[:at] + bytes(len(blob) - at)
    first, second = sorted(rng.sample(range(len(blob) // BLOCK), 2))
    one, two = blob[first * BLOCK :][:BLOCK], blob[second * BLOCK :][:BLOCK]
    swapped = bytearray(blob)
    swapped[first * BLOCK : first * BLOCK + BLOCK] = two
    swapped[second * BLOCK : second * BLOCK + BLOCK] = one
    return kind, bytes(swapped)


def flipped(blob: bytes, rng: random.Random) -> tuple[str, bytes]:
    """One bit flipped in one region; small regions are struck as often as large ones."""
    front = read_front(io.BytesIO(blob), Limits())
    regions = {
        "start": (0, FRONT.size),
        "header": (FRONT.size, front.payload_at),
        "payload": (front.payload_at, front.tail_at),
        "tail": (front.tail_at, len(blob)),
    }
    name = rng.choice(sorted(regions))
    changed = bytearray(blob)
    changed[rng.randrange(*regions[name])] ^= 1 << rng.randrange(8)
    return name, bytes(changed)


def strike(opener: Opener, blob: bytes, seed: int) -> str:
    """Damage the bundle once; returns "kind code". Raises AssertionError if it was believed."""
    kind, changed = damaged(blob, random.Random(seed))  # noqa: S311 repeatable, not secret
    assert changed != blob
    start = time.perf_counter()
    code = refusal(opener, changed)
    assert time.perf_counter() - start < HANG_SECONDS, f"hung: {kind}, seed {seed}"
    assert code.startswith("bundle_"), f"believed: {kind}, seed {seed}"
    return f"{kind} {code}"


def refusal(opener: Opener, blob: bytes) -> str:
    """The code with which a bundle is refused, or nothing."""
    try:
        list(opener(blob).ops)
    except UserError as error:
        return error.code
    return ""


def main() -> int:
    """Strike and count; 1 if any damage was believed, or raised anything but a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strikes", type=int, default=STRIKES)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    opener, blob = target()
    told, wrong = Counter[str](), []
    for seed in range(asked.seed, asked.seed + asked.strikes):
        try:
            told[strike(opener, blob, seed)] += 1
        except Exception as error:  # noqa: BLE001 every kind of failure is counted with its seed
            wrong.append(f"seed {seed}: {error!r}")
    for line in (*(f"{count:6} {what}" for what, count in sorted(told.items())), *wrong):
        print(line)  # noqa: T201 a command reports
    print(f"{asked.strikes - len(wrong)} of {asked.strikes} refused")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
