"""Fault case 30 at its size: long offline, the county folded meanwhile, many return on one day.

`python -m tests.faults.returning` builds a county with a million operations, one laptop that was
away for three years with 100,000 of its own, and 20 laptops that all come on one day; it says what
it is at. Each taking is done by a process of its own, which tells how long it held the processor
(what else runs on the machine must not count) and the most memory that it had. `--scale 100` is a
hundredth of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from db import alike, merge, ops, visits
from db.ids import uuid7
from db.ops import OpTuple
from db.records.core import Op
from db.values import dumped
from desktop.services.operations import audiences_of
from tests.counties import note
from tests.ledgers import OTHER, TOWNSHIP, Clock, number, visit
from tests.replicas import LAPTOPS, Office, Replica, an_office, enrol, seen, status, whole

ROOT = Path(__file__).resolve().parents[2]
YEARS = 3
HOUSES = 600
TURNS = 20
"""How often a row is changed in a year, at the full size."""
DISPUTED = 5
"""So many rows are changed by the one that is away and by its colleague too."""
LARGE, LARGE_AIM, DAY_AIM, MEMORY_AIM = 100_000, 3.5, 60.0, 200.0
"""Seconds that a taking of so many operations may take, and one of a day or of many more; MiB."""


@dataclass(frozen=True, slots=True)
class Took:
    """A taking: operations, seconds of the processor, the longest of one bundle, most MiB."""

    what: str
    operations: int
    seconds: float
    longest: float
    peak: float
    aim: float

    @property
    def kept(self) -> bool:
        """Whether it was within time and memory."""
        return self.seconds <= self.aim and self.peak <= MEMORY_AIM

    def __str__(self) -> str:
        each = self.seconds / max(self.operations, 1) * 1e6
        return (
            f"{self.what}: {self.operations:,} operations in {self.seconds:.1f} s (aim "
            f"{self.aim:.1f}), {each:.0f} µs each, one bundle at most {self.longest:.2f} s, "
            f"{self.peak:.0f} MiB (aim {MEMORY_AIM:.0f}): {'kept' if self.kept else 'MISSED'}"
        )


def fill(one: Replica, count: int, township: str = TOWNSHIP) -> set[str]:
    """Visits of a laptop: one is saved as an officer does, the others follow it in its stream.

    They come into the ledger as from a bundle: written one by one they would take ten times as
    long, and nothing here measures that.
    """
    [saved] = visits.log(one.store, one.name, [visit(township_code=township)])
    made = {saved.id}
    [like] = [op for op in _tail(one) if op.row == saved.id]
    told = json.loads(like.payload or b"")

    def following() -> Iterator[OpTuple]:
        chain, start = like.chain, saved.visit_no[:-5]
        for n in range(1, count):
            row = uuid7(one.clock())
            made.add(row)
            fields = told["f"] | {
                "household_no": number(n % HOUSES),
                "note": f"第{n}次",
                "visit_no": f"{start}{int(saved.visit_no[-5:]) + n:05d}",
            }
            payload = dumped({"f": fields}).encode()
            head = (like.stream, like.seq + n, like.hlc + n, *ops.op_tuple(like)[3:6], row)
            header = (*head, like.kind, like.scope)
            digest = ops.digest_of(payload)
            chain = ops.chain_of(chain, digest, *header)
            yield (*header, payload, digest, chain)

    me = one.store.identity
    known = {me.device: (me.role, me.townships)}
    found = merge.take_many(one.store, following(), authority=known, expected={}, linked=True)
    assert (found.taken, found.refused) == (count - 1, ())
    return made


def _tail(one: Replica) -> Iterator[Op]:
    """The newest operation of every stream of a laptop."""
    return (
        op for n, (s, _) in ops.vector(one.store).items() if (op := ops.get(one.store, f"{n}#{s}"))
    )


def edits(one: Replica, count: int) -> None:
    """Changes of the same rows over and over, so that most of them are answered and folded."""
    rows = max(5, count // TURNS)
    for n in range(count):
        one.clock.on(seconds=1)
        note(one.store, f"h{n % rows}", phone=f"154{n:08d}", remark="说明" * 20)


def meet(office: Office, *some: Replica) -> None:
    stick = office.stick()
    for one in (*some, office.hub, *some):
        one.run(stick)
    office.hub.take(stick)  # their receipts


def taken(what: str, one: Replica, stick: Path, aim: float | None = None) -> Took:
    """Let a process of its own take what waits for a ledger, and tell what that cost."""
    before = one.store.number("SELECT count(*) FROM op")
    one.close()
    command = [sys.executable, "-m", "tests.faults.returning", "--alone", str(one.path), str(stick)]
    done = subprocess.run(
        [*command, one.clock().isoformat()],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    one.open()
    came = one.store.number("SELECT count(*) FROM op") - before
    seconds, longest, peak = map(float, done.stdout.split())
    usual = LARGE_AIM if came <= LARGE + DISPUTED + 1 else DAY_AIM
    return Took(what, came, seconds, longest, peak, usual if aim is None else aim)


def alone(ledger: Path, stick: Path, now: datetime) -> None:
    """Take what waits for a ledger; prints seconds of it and of its longest bundle, and MiB."""
    one = Replica(ledger.stem, ledger, Clock(now))
    moments = [time.process_time()]
    one.sync.take(str(stick), lambda _step: moments.append(time.process_time()))
    moments.append(time.process_time())
    longest = max(after - before for before, after in pairwise(moments))
    status_ = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(int(line.split()[1]) for line in status_ if line.startswith("VmHWM:")) / 1024
    sys.stdout.write(f"{moments[-1] - moments[0]} {longest} {peak}\n")
    one.close()


def returns(
    away: int,
    each: int,
    devices: int,
    county: int,
    folded: int,
    *,
    say: Callable[[str], object] = str,
) -> list[Took]:
    """Build it, let all come back, and prove that nothing is missing or twice.

    Args:
        away: operations of the laptop that was away for three years.
        each: operations of every other laptop that comes on the day.
        devices: how many others come, of another township.
        county: operations that the county has before.
        folded: changes of rows, half of them before that laptop goes away; of these the county
            folds away what others answer, and the rest comes to it as it was written.
        say: told what is begun.
    """
    say(f"a county and {devices + 2} laptops")
    with an_office("first", "second") as office:
        first, second, hub = office["first"], office["second"], office.hub
        others = of_the_other_township(office, devices)
        say(f"{folded // 2:,} changes that everybody has")
        edits(second, folded // 2)
        meet(office, first, second, *others)
        say(f"{away:,} operations of the laptop that goes away")
        mine = goes_away(first, away)
        rows = set[str]()
        for year in range(YEARS):
            say(f"year {year + 1}: {folded // 2 // YEARS:,} changes, and everybody meets")
            passes((hub, second, *others), 365)
            edits(second, folded // 2 // YEARS)
            if year == YEARS - 1:  # earlier the county would write them to her every year
                say(f"{county:,} operations of the county")
                rows = fill(second, county)
            meet(office, second, *others)
        assert hub.store.number("SELECT count(*) FROM stub") > folded // 4, "the county has folded"
        passes([first], YEARS * 365)
        coming = set().union(*(fill(one, each, OTHER) for one in others))
        say(f"the day: {devices} laptops with {each} operations each")
        stick = office.stick()
        send_all(others, stick)
        took = [taken(f"the county, {devices} laptops of one day", hub, stick, DAY_AIM)]
        say("the one that was away comes back")
        stick = office.stick()
        first.send(stick)
        took.append(taken("the county, who was away", hub, stick))
        hub.send(stick)
        took.append(taken("who was away, all that it missed", first, stick))
        say("everybody meets again, and nothing is missing")
        meet(office, *others, second, first)
        meet(office, first, second)
        wanted = {"hub": mine | rows | coming, "first": mine | rows, "second": mine | rows}
        for name, one in office.replicas.items():
            assert seen(one) == wanted.get(name, coming), f"{name} lacks or has too much"
        say("all show the same")
        alike_everywhere(hub, office.laptops)
        assert county + away > 100_000 or all(map(whole, (first, second, hub)))
        return took


def of_the_other_township(office: Office, devices: int) -> list[Replica]:
    """New laptops; those of the county that take no part are revoked, so that nobody waits."""
    hub = office.hub
    for known in hub.county.devices():
        if known.officer in set(LAPTOPS) - office.replicas.keys():
            hub.county.revoke(known.device)
    others = {f"n{n}": enrol(hub, office.folder, f"n{n}", (OTHER,)) for n in range(devices)}
    office.replicas.update(others)
    return list(others.values())


def goes_away(first: Replica, count: int) -> set[str]:
    """What a laptop writes while it is away: visits, a note of its own, and what others change."""
    mine = fill(first, count)
    note(first.store, "hers", remark="hers alone")
    for n in range(DISPUTED):
        note(first.store, f"h{n}", phone=f"hers {n}")
    return mine


def passes(some: Iterable[Replica], days: int) -> None:
    for one in some:
        one.clock.on(days=days)


def send_all(some: Iterable[Replica], stick: Path) -> None:
    for one in some:
        one.send(stick)


def alike_everywhere(hub: Replica, laptops: Iterable[Replica]) -> None:
    """Tables, reviews and receipts are those of the county; her word and the other's stand."""
    ours, theirs = alike.hashes(hub.store), merge.reviews(hub.store)
    assert {(one.row, one.field) for one in theirs} == {(f"h{n}", "phone") for n in range(DISPUTED)}
    assert all(f"hers {one.row[1:]}" in {v.value for v in one.values} for one in theirs)
    assert all(len(one.values) == 2 for one in theirs)
    assert status(hub).set_aside == 0
    for one in laptops:
        me = one.store.identity
        may = audiences_of(me.role, me.townships)
        shown = alike.hashes(one.store, may)
        scopes = {*me.townships, "*"}
        known = {k: v for k, v in ours.items() if k == alike.FORM or k.split("@")[1] in scopes}
        assert shown == {k: v for k, v in known.items() if k in shown}, f"tables of {one.name}"
        assert {k for k in known if k.startswith(("outreach", "household_n"))} <= shown.keys()
        mine = [each for each in theirs if each.scope in scopes]
        assert merge.reviews(one.store) == mine, f"reviews of {one.name}"
        assert status(one).sent_unconfirmed == status(one).unsent == 0, f"{one.name} still waits"
        assert status(one).set_aside == 0


def main() -> int:
    """The long run of the command line; 1 where an aim was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        ledger, stick, now = asked.alone
        alone(Path(ledger), Path(stick), datetime.fromisoformat(now))
        return 0
    scale, began = asked.scale, time.perf_counter()

    def say(what: str) -> None:
        sys.stdout.write(f"{time.perf_counter() - began:6.0f} s  {what}\n")
        sys.stdout.flush()

    took = returns(100_000 // scale, 500, 20, 890_000 // scale, 30_000 // scale, say=say)
    say("nothing is missing, and all are alike")
    for one in took:
        sys.stdout.write(f"{one}\n")
    return 0 if all(one.kept for one in took) else 1


if __name__ == "__main__":
    sys.exit(main())
