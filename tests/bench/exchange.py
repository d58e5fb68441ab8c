"""What a whole exchange costs, from ledger to ledger, as ratios to a floor in the same run.

`python -m tests.bench.exchange`: 10,000 visits leave a laptop's ledger in a bundle and are taken
into the county's; then 100 more; then the same bundle again. Floor out: the rows read from the
same encrypted file, JSON lines, zstd, fsync. Floor in: read, zstd, JSON, executemany into an
encrypted table with two indexes, durable commit. Processor time, since what else runs on the
machine must not count. `--rows 100000` prints seconds and the most memory of each way, each in a
fresh process. `--county 1000000` (some five minutes, most of it to make the county) prints a day of
60 bundles at a county of so many operations, the longest that one of them holds the ledger, and
how soon another connection reads meanwhile. `--capture`: what a save's operation costs beside its
row.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path

import zstandard
from msgspec.structs import replace

from db import fold, merge, ops, visitlist, visits
from db.gate import NO_CHAIN, connect
from db.ops import OpTuple
from db.records.work import Visit, VisitFilter
from db.store import Store
from desktop.services.records.traffic import SyncResult
from tests.bench import floor
from tests.bench.bundle import rows as made_rows
from tests.ledgers import KEY, TOWNSHIP, Clock, visit
from tests.replicas import Office, Replica, an_office

COLUMNS = (
    "id", "visit_no", "household_no", "township_code", "publicity_method", "contact_result",
    "visited_on", "visited_at", "note", "person_met", "need_use", "need_amount_fen",
)  # fmt: skip
ROUNDS = 3
OUT_AIM, IN_AIM, SIZE_AIM = 2.0, 3.0, 1.2
SMALL_AIM, AGAIN_AIM = 10.0, 2.0
LARGE = 100_000
LARGE_OUT_AIM, LARGE_IN_AIM, MEMORY_AIM = 1.0, 3.5, 200.0
DAY_AIM, BLOCK_AIM, ANSWER_AIM, LAPTOPS, A_DAY = 60.0, 1.0, 100.0, 60, 20
AT_ONCE = 400_000
CAPTURE_AIM, SAVES = 50.0, 2_000


def a_visit(row: dict[str, object], n: int, township: str = TOWNSHIP) -> Visit:
    """A contact of about 400 bytes."""
    texts = [str(row[name]) for name in ("head", "purpose", "note", "next")]
    return visit(
        n % 600, person_met=texts[0], need_use=texts[1], note="；".join(texts[2:]),
        need_amount_fen=row["amount_fen"], has_need=True, township_code=township,
    )  # fmt: skip


def fill(one: Replica, count: int) -> None:
    """Visits of a laptop in its first township, a thousand in a save."""
    township = one.store.identity.townships[0]
    made = [a_visit(row, n, township) for n, row in enumerate(made_rows(count))]
    for start in range(0, count, 1000):
        one.clock.on(seconds=1)
        visits.log(one.store, one.name, made[start : start + 1000])


def cost(call: Callable[[], object]) -> float:
    """Processor milliseconds of one call."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def floor_out(one: Replica, path: Path) -> None:
    found = one.store.rows(f"SELECT {', '.join(COLUMNS)} FROM outreach_visit")  # noqa: S608 - names of ours
    lines = "".join(
        json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n" for row in found
    )
    with path.open("wb") as f:
        f.write(zstandard.ZstdCompressor(level=3, write_checksum=True).compress(lines.encode()))
        f.flush()
        os.fsync(f.fileno())


def floor_in(path: Path, target: Path) -> None:
    connection = connect(target, KEY)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE v ({', '.join(COLUMNS)}, PRIMARY KEY (id)) WITHOUT ROWID")
    for name in ("household_no", "visited_on"):
        connection.execute(f"CREATE INDEX by_{name} ON v ({name})")
    text = zstandard.ZstdDecompressor().decompress(path.read_bytes()).decode()
    found = [tuple(json.loads(line).values()) for line in text.splitlines()]
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT OR REPLACE INTO v VALUES ({marks})", found)  # noqa: S608 - marks
    connection.execute("COMMIT")
    connection.close()


def one_round(count: int) -> dict[str, float]:
    """Milliseconds and bytes of one exchange and of its floor."""
    with an_office("first") as office:
        first, hub = office["first"], office.hub
        fill(first, count)
        plain, stick = office.folder / "floor.zst", office.stick()
        found = {
            "floor out": cost(lambda: floor_out(first, plain)),
            "out": cost(lambda: first.send(stick)),
            "floor in": cost(lambda: floor_in(plain, office.folder / "floor.db")),
            "in": cost(lambda: hub.take(stick)),
        }
        [path] = stick.rglob("*.tdb")
        found |= {"floor bytes": plain.stat().st_size, "bytes": path.stat().st_size}
        office.settle(1)
        fill(first, 100)
        small = office.stick()
        found["100 out"] = cost(lambda: first.send(small))
        found["100 in"] = cost(lambda: hub.take(small))
        found["again"] = cost(lambda: hub.take(small))
    return found


def large(count: int) -> list[floor.Result]:
    """Both ways of many rows, each in a process of its own that does nothing else."""
    results = []
    with an_office("first") as office:
        fill(office["first"], count)
        stick = office.stick()
        office.close()
        limits = {"send": LARGE_OUT_AIM, "take": LARGE_IN_AIM}
        for verb, name in (("send", "first"), ("take", "hub")):
            told = subprocess.run(
                [sys.executable, __file__, "--alone", verb, str(office[name].path), str(stick)],
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": str(floor.ROOT)},
            ).stdout.split()
            took, peak, start = map(float, told)
            label = f"{count:,} rows: {verb}"
            results += [
                floor.Result(name=label, ours=took, unit="s", at_most=limits[verb]),
                floor.Result(
                    name=f"{label}, most memory (of it {start:.0f} MiB before)",
                    ours=peak,
                    unit="MiB",
                    at_most=MEMORY_AIM,
                ),
            ]
        for one in office.replicas.values():
            one.open()
    return results


def alone(verb: str, ledger: Path, stick: Path) -> None:
    """One verb in this process; prints seconds and MiB."""
    one = Replica(ledger.stem, ledger, Clock())
    before = most_resident()
    took = cost(lambda: getattr(one, verb)(stick)) / 1000
    print(took, most_resident(), before)
    one.close()


def most_resident() -> float:
    """The most memory of this process so far in MiB; not what its parent had when it began."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def a_day(operations: int) -> list[floor.Result]:
    """A county of so many operations takes what 60 laptops bring in a day, 20 visits each."""
    from tests.replicas import enrol

    with an_office("first") as office:
        stick = office.stick()
        for n in range(LAPTOPS):
            one = enrol_light(office, enrol, n)
            fill(one, A_DAY)
            one.send(stick)
            one.close()
        start = now()
        crowd(office.hub, operations)
        print(f"county of {operations:,} made in {now() - start:.0f} s", flush=True)
        moments, beside = [now()], Beside(office.hub.path)
        came: list[SyncResult] = []

        def told(_step: str) -> None:
            moments.append(now())

        with beside:
            took = cost(lambda: came.append(office.hub.sync.take(str(stick), told)))
        moments.append(now())
        [found] = came
        assert found.taken >= LAPTOPS and found.operations >= LAPTOPS * A_DAY
        assert merge.set_aside_count(office.hub.store) == 0
    name = f"{LAPTOPS} bundles at a county of {operations:,} operations"
    longest = max(after - before for before, after in pairwise(moments))
    answers = f"a page of the ledger asked meanwhile ({len(beside.took)} times)"
    return [
        floor.Result(name=name, ours=took / 1000, unit="s", at_most=DAY_AIM),
        floor.Result(
            name=f"{name}: the longest of them", ours=longest, unit="s", at_most=BLOCK_AIM
        ),
        floor.Result(
            name=f"{answers}, p95", ours=floor.percentile(beside.took, 95), at_most=ANSWER_AIM
        ),
    ]


class Beside(threading.Thread):
    """Somebody who turns to the first page of the ledger again and again, on the wall's clock.

    A thread of this process, as the window's is, with a reading connection of its own: what the
    taking keeps from the others, the lock of the file or of Python, it feels.
    """

    def __init__(self, ledger: Path) -> None:
        super().__init__()
        self.took: list[float] = []
        self._ledger, self._done = ledger, threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()

    def run(self) -> None:
        with Store.open(self._ledger, KEY, clock=Clock(), surnames={}, read_only=True) as store:
            while not self._done.wait(0.02):
                start = now()
                assert visitlist.view(store, VisitFilter()).window(store, 50, 0)
                self.took.append((now() - start) * 1000)


now = time.perf_counter


def crowd(hub: Replica, count: int) -> None:
    """Operations of many laptops of earlier days, straight into the county's ledger."""

    def known(device: str) -> tuple[str, tuple[str, ...]]:
        del device
        return "officer", (TOWNSHIP,)

    made = earlier(count)
    for start in range(0, count, AT_ONCE):
        some = min(AT_ONCE, count - start)
        expected = {"outreach_visit": some}
        merge.take_many(hub.store, islice(made, some), authority=known, expected=expected)


def earlier(count: int) -> Iterator[OpTuple]:
    """Visits of 60 laptops that are no more, in their streams."""
    texts = made_rows(1_000)
    each = count // LAPTOPS + 1
    for n in range(count):
        device, place = divmod(n, each)
        if place == 0:
            stream, chain = f"{device + 1:032x}/0000000a/{TOWNSHIP}.work", NO_CHAIN
        row, said = f"0190{n:028x}", texts[n % 1_000]
        content = {
            "visit_no": f"{TOWNSHIP}Z{n:07d}", "household_no": f"1499990{n % 60_000:05d}",
            "township_code": TOWNSHIP, "publicity_method": "visit", "contact_result": "informed",
            "visited_on": f"2026-{1 + n % 6:02d}-{1 + n % 28:02d}", "has_need": n % 2,
            "visited_at": "2026-01-01T01:00:00+00:00", "person_met": str(said["head"]),
            "note": f"{said['note']}；{said['next']}", "need_amount_fen": said["amount_fen"],
        }  # fmt: skip
        payload = ops.payload_of(content)
        fields = (
            stream,
            place + 1,
            (1 << 40) + n,
            "王",
            1,
            "outreach_visit",
            row,
            "insert",
            TOWNSHIP,
        )
        digest = ops.digest_of(payload)
        chain = ops.chain_of(chain, digest, *fields)
        yield (*fields, payload, digest, chain)


def capture() -> list[floor.Result]:
    """What the operation of a save costs beside its row; each save its own durable commit."""
    with an_office("first") as office:
        one = office["first"]
        store, made = one.store, [a_visit(row, n) for n, row in enumerate(made_rows(SAVES))]
        visits.log(store, one.name, made[:1])
        [first] = [op for op in one.ops() if op.tbl == "outreach_visit"]
        stream, content = store.streams[first.stream].id, fold.parse(first.payload or b"")
        taken: dict[str, list[float]] = {"row": [], "both": []}

        def row(n: int) -> None:
            with store.transaction():
                bare = replace(first, row=f"bare-{n}", seq=1_000_000 + n)
                fold.apply(store, bare, stream, content, own=True)

        def both(n: int) -> None:
            with store.write(one.name) as writer:
                fields = content.fields if content else {}
                writer.insert("outreach_visit", f"full-{n}", fields, scope=TOWNSHIP)

        for n in range(SAVES):
            for name, save in (("row", row), ("both", both)):
                taken[name].append(cost(lambda save=save, n=n: save(n)) * 1000)
    median = {name: statistics.median(values) for name, values in taken.items()}
    name = f"an operation beside its row ({median['row']:.0f} us a save without)"
    ours = median["both"] - median["row"]
    return [floor.Result(name=name, ours=ours, unit="us", at_most=CAPTURE_AIM)]


def enrol_light(office: Office, enrol: Callable[..., Replica], n: int) -> Replica:
    """A laptop of a township of its own, so that its package is small."""
    township = f"{TOWNSHIP[:6]}{n + 300:03d}"
    return enrol(office.hub, office.folder, f"laptop{n}", (township,))


def main() -> int:
    """Measure and print; 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--county", type=int, default=0)
    parser.add_argument("--capture", action="store_true")
    parser.add_argument("--alone", nargs=3, default=None)
    asked = parser.parse_args()
    if asked.alone:
        alone(asked.alone[0], Path(asked.alone[1]), Path(asked.alone[2]))
        return 0
    if asked.capture:
        return floor.report(capture())
    if asked.county:
        return floor.report(a_day(asked.county))
    if asked.rows >= LARGE:
        return floor.report(large(asked.rows))
    rounds = [one_round(asked.rows) for _ in range(ROUNDS)]
    found = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    return floor.report(
        [
            floor.Result(
                name=f"{asked.rows:,} visits out of a ledger, read back",
                ours=found["out"], floor=found["floor out"], at_most=OUT_AIM,
            ),
            floor.Result(
                name="the same into the county's ledger",
                ours=found["in"], floor=found["floor in"], at_most=IN_AIM,
            ),
            floor.Result(
                name="the file", ours=found["bytes"] / 1024, floor=found["floor bytes"] / 1024,
                unit="KiB", at_most=SIZE_AIM,
            ),
            floor.Result(name="100 more out", ours=found["100 out"], at_most=SMALL_AIM),
            floor.Result(name="100 more in", ours=found["100 in"], at_most=SMALL_AIM),
            floor.Result(name="the same bundle again", ours=found["again"], at_most=AGAIN_AIM),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
