"""Fault case 30 at its size: long offline, the county folded meanwhile, many return on one day.

`python -m tests.faults.returning` builds a county with a million operations, one laptop that was
away for three years with 100,000 of its own, and 20 laptops that all come on one day; it says what
it is at, and how long each step took. `--scale 100` is a hundredth of them. What a taking needs of
memory is told by `python -m tests.bench.exchange --rows 100000`, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from db import households, merge, ops, visits
from db.ids import uuid7
from db.ops import OpTuple
from db.records.core import Op
from db.values import dumped
from desktop.services.credentials import load
from desktop.services.sync import folding
from tests.counties import note
from tests.ledgers import OTHER, TOWNSHIP, number, visit
from tests.replicas import Office, Replica, an_office, enrol, seen, status, whole

YEARS = 3
HOUSES = 600
TURNS = 20
"""How often a row is changed in a year, at the full size."""
TAKE_AIM, DAY_AIM = 10.0, 60.0
"""Seconds for the one that was away, and for all that come on one day."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured.

    `away_s` is both takings, the county's and that of the one that was away; `longest_s` is the
    longest that one bundle held the county's ledger.
    """

    away_s: float
    day_s: float
    longest_s: float


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


def returns(
    away: int,
    each: int,
    devices: int,
    county: int,
    folded: int,
    *,
    say: Callable[[str], object] = str,
) -> Found:
    """Build it, let all come back, and prove that nothing is missing or twice.

    Args:
        away: operations of the laptop that was away for three years.
        each: operations of every other laptop that comes on the day.
        devices: how many others come, of another township.
        county: operations that the county has before.
        folded: changes that the county has folded away meanwhile.
        say: told what is begun.
    """
    say(f"a county and {devices + 2} laptops")
    with an_office("first", "second") as office:
        first, second, hub = office["first"], office["second"], office.hub
        others = [enrol(hub, office.folder, f"n{n}", (OTHER,)) for n in range(devices)]
        for n, one in enumerate(others):
            office.replicas[f"n{n}"] = one
        meet(office, first, second, *others)
        note(first.store, "h0", phone="said before she left")
        meet(office, first)
        say(f"{away:,} operations of the laptop that goes away")
        mine = fill(first, away)
        note(first.store, "h1", remark="hers alone")
        say(f"{county:,} operations of the county")
        rows = fill(second, county)
        for year in range(YEARS):
            say(f"year {year + 1}: {folded // YEARS:,} changes, and everybody meets")
            edits(second, folded // YEARS)
            for one in (hub, second, *others):
                one.clock.on(days=365)
            meet(office, second, *others)
            assert folding.fold_when_due(hub.desk.session, load(hub.store)) >= 0, year
        first.clock.on(days=YEARS * 365)
        coming: set[str] = set()
        for one in others:
            coming |= fill(one, each, OTHER)
        say(f"the day: {devices} laptops with {each} operations each")
        stick = office.stick()
        for one in others:
            one.send(stick)
        moments = [time.perf_counter()]
        hub.sync.take(str(stick), lambda _step: moments.append(time.perf_counter()))
        moments.append(time.perf_counter())
        say("the one that was away comes back")
        stick = office.stick()
        first.send(stick)
        start = time.perf_counter()
        hub.take(stick)
        back = time.perf_counter() - start
        hub.send(stick)  # to all who may have it, which is not of this measure
        start = time.perf_counter()
        first.take(stick)
        back += time.perf_counter() - start
        say("everybody meets again, and nothing is missing")
        meet(office, *others, second, first)
        meet(office, first)
        for one, wanted in (
            (hub, mine | rows | coming),
            (first, mine | rows),
            *((other, coming) for other in others),
        ):
            assert seen(one) == wanted, f"{one.name} lacks or has too much"
        assert status(first).sent_unconfirmed == status(first).unsent == 0
        assert status(hub).set_aside == 0
        shown = [households.note_of(one.store, "h1").remark for one in (first, hub)]
        under_review = [{r.row for r in merge.reviews(one.store)} for one in (first, hub)]
        assert shown[0] == shown[1] and under_review[0] == under_review[1]
        assert county + away > 100_000 or (whole(first) and whole(hub))
        longest = max((b - a for a, b in pairwise(moments)), default=0.0)
        return Found(back, moments[-1] - moments[0], longest)


def main() -> int:
    """The long run of the command line; 1 where an aim was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    scale = parser.parse_args().scale
    began = time.perf_counter()

    def say(what: str) -> None:
        sys.stdout.write(f"{time.perf_counter() - began:6.0f} s  {what}\n")
        sys.stdout.flush()

    found = returns(100_000 // scale, 500, 20, 890_000 // scale, 30_000 // scale, say=say)
    sys.stdout.write(
        f"the one that was away: {found.away_s:.1f} s (aim {TAKE_AIM}); 20 laptops of one day: "
        f"{found.day_s:.1f} s (aim {DAY_AIM}), longest hold {found.longest_s:.2f} s\n"
    )
    return 0 if found.away_s <= TAKE_AIM and found.day_s <= DAY_AIM else 1


if __name__ == "__main__":
    sys.exit(main())
