"""What sealing and opening cost, as ratios to a floor in the same run.

`python -m tests.bench.bundle`: 10,000 rows of twelve columns with Chinese text, about 400 bytes of
values each. Floor out: JSON lines + zstd + write + fsync; floor in: read + zstd + JSON.
Prints medians and ratios; `--rows 100000` also prints peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import zstandard

from desktop.exchange.bundle import OpTuple, seal
from desktop.exchange.bundle.opening import open_bundle
from desktop.exchange.bundle.operations import canonical_header
from tests.bundles import LAPTOP, STREAM, TOWN, Office

ROUNDS = 7
OUT_AIM, IN_AIM, SIZE_AIM = 2.0, 3.0, 1.2
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "小明建国秀英志强桂兰玉梅海军春花立新俊杰永红"
PHRASES = (
    "已发明白纸并讲解贴息政策",
    "目前暂无贷款需求明年再考虑",
    "打算扩大养羊规模准备申请",
    "外出务工由家属代为接待",
    "续贷将于下季度到期已提醒准备材料",
    "大棚需要更换棚膜资金缺口不大",
    "与邻居合伙办合作社正在商量",
    "询问年龄和期限条件已逐条说明",
    "提供了银行和监督电话",
    "村委会代为转达告知单",
)


def rows(count: int) -> list[dict[str, object]]:
    """Outreach rows, the same for everybody."""
    rng = random.Random(20261120)  # noqa: S311 made-up data, the same in every run

    def some(choices: Sequence[str], low: int, high: int) -> str:
        return "，".join(rng.choices(choices, k=rng.randint(low, high)))

    return [
        {
            "id": f"0199{rng.getrandbits(112):028x}",
            "household": f"0199{rng.getrandbits(112):028x}",
            "village": f"第{rng.randint(1, 40)}村",
            "head": rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=2)),
            "day": f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            "way": rng.choice(["visit", "phone", "village_meeting"]),
            "met": rng.choice(["self", "family", "absent"]),
            "wish": rng.choice(["none", "considering", "wants"]),
            "amount_fen": rng.randint(1, 50) * 100_000,
            "purpose": some(PHRASES, 1, 1),
            "note": some(PHRASES, 2, 6),
            "next": some(PHRASES, 1, 1),
        }
        for _ in range(count)
    ]


def operations(made: list[dict[str, object]]) -> list[OpTuple]:
    """The rows as the ledger's operations."""
    chain, ops = bytes(32), []
    for seq, row in enumerate(made, 1):
        fields = {name: value for name, value in row.items() if name != "id"}
        payload = json.dumps(
            {"f": fields}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        digest = sha256(payload).digest()
        front = (STREAM, seq, (1763627400000 + seq * 977) << 16, "王小明", 1, "visit")
        covered = (*front, str(row["id"]), "insert", TOWN)
        chain = sha256(chain + canonical_header(covered) + digest).digest()
        ops.append((*covered, payload, digest, chain))
    return ops


def floor_out(path: Path, made: list[dict[str, object]]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
    with path.open("wb") as f:
        f.write(zstandard.ZstdCompressor(level=3, write_checksum=True).compress(lines.encode()))
        f.flush()
        os.fsync(f.fileno())


def floor_in(path: Path) -> list[object]:
    lines = zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode()
    return [json.loads(line) for line in lines.splitlines()]


def seal_out(path: Path, ops: list[OpTuple], office: Office) -> None:
    with path.open("wb") as f:
        seal(f, office.draft(), ops, recipients=[office.hub.public().sealing], keys=office.laptop)
        f.flush()
        os.fsync(f.fileno())


def open_in(path: Path, office: Office) -> list[OpTuple]:
    with path.open("rb") as f:
        opened = open_bundle(
            f,
            identities=[office.hub.identity],
            roster={LAPTOP: office.laptop.public().signing}.get,
            county_fingerprint=office.county,
        )
        return list(opened.ops)


def median_ms(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def measure(count: int, folder: Path) -> dict[str, float]:
    """Milliseconds and bytes of both, and the ratios."""
    office, made = Office(), rows(count)
    ops = operations(made)
    plain, sealed = folder / "floor.zst", folder / "bundle.tdb"
    rounds = ROUNDS if count <= 10_000 else 3
    found = {
        "floor out ms": median_ms(lambda: floor_out(plain, made), rounds),
        "floor in ms": median_ms(lambda: floor_in(plain), rounds),
        "seal ms": median_ms(lambda: seal_out(sealed, ops, office), rounds),
        "open ms": median_ms(lambda: open_in(sealed, office), rounds),
        "floor bytes": plain.stat().st_size,
        "bundle bytes": sealed.stat().st_size,
    }
    assert open_in(sealed, office) == ops
    found["out ratio"] = found["seal ms"] / found["floor out ms"]
    found["in ratio"] = found["open ms"] / found["floor in ms"]
    found["size ratio"] = found["bundle bytes"] / found["floor bytes"]
    return found


def main() -> int:
    """Measure and print; 1 if a ratio misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="township-desk-bench-") as folder:
        found = measure(count, Path(folder))
        small = measure(100, Path(folder))
    for name, value in found.items():
        print(f"{name:>14}: {value:,.2f}")
    print(f"   +100 out ms: {small['seal ms']:.2f}\n    +100 in ms: {small['open ms']:.2f}")
    print(f"      peak MiB: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
    good = (
        found["out ratio"] <= OUT_AIM
        and found["in ratio"] <= IN_AIM
        and found["size ratio"] <= SIZE_AIM
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
