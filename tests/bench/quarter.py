"""A settlement quarter of 50,000 loans from ledger to ledger, against bare reading and writing.

Each run has a fresh process and a fresh copy of the same encrypted county ledger. The best of a few
rounds counts: limits in seconds must not depend on the neighbours.
"""

from __future__ import annotations

import json
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import floor
import sqlcipher3

from db import loans, rosters, settings
from db.records.loans import Loan, Settlement
from db.values import Given
from desktop import app

LOANS = 50_000
HOUSEHOLDS = 45_000
TOWNSHIPS = 12
SEED = 20260920
PASSWORD = "bench-2026"
COUNTY = "149999"
FIRST, LAST, CLOSED = date(2026, 6, 21), date(2026, 9, 20), date(2026, 10, 10)
RATES = tuple(range(30_000, 43_600, 500))
TIMES = 3
MOST_SECONDS = 10
MOST_MIB = 150
MOST_RATIO = 10


def township(index: int) -> str:
    return f"{COUNTY}{100 + index % TOWNSHIPS:03d}"


def number(index: int) -> str:
    """A household number; consecutive ones lie in different townships."""
    return f"{COUNTY}{index:08d}"


def person(index: int) -> dict[str, Given]:
    place = township(index)
    return {
        "household_no": number(index),
        "division_code": f"{place}{200 + index // TOWNSHIPS % 20}",
        "township": f"镇{index % TOWNSHIPS}",
        "admin_village": f"村{index // TOWNSHIPS % 20}",
        "head_name": "王小明",
        "member_no": f"{number(index)}01",
        "name": "王小明",
        "relation_to_head": "head",
    }


def contract(index: int, chance: random.Random) -> list[Loan]:
    """One loan of a household; every tenth an old one that was renewed in the quarter."""
    house = index % HOUSEHOLDS
    drawn = date(2024, 1, 1) + timedelta(days=chance.randrange(960))
    new = drawn >= date(2026, 3, 28)
    signed = drawn - timedelta(days=chance.randrange(3)) if new else drawn
    principal = chance.randrange(1, 11) * 1_000_000
    made = Loan(
        loan_no=f"{township(house)}{drawn:%Y%m%d}{index:05d}",
        product_code="BFXE" if new else "TPXE",
        household_no=number(house),
        member_no=f"{number(house)}01",
        borrower_name="王小明",
        township_code=township(house),
        bank=f"银行{index % 3}",
        signed_on=max(signed, date(2026, 3, 28)) if new else signed,
        drawn_on=drawn,
        maturity_on=drawn + timedelta(days=1095),
        principal_fen=principal,
        rate_ppm=chance.choice(RATES),
        day_basis=360,
        large_need_reason="equipment" if principal > 5_000_000 and index % 2 else "",
    )
    if index % 10 or new:
        return [made]
    turn = FIRST + timedelta(days=chance.randrange(1, 92))
    old = Loan(**{**_fields(made), "drawn_on": turn - timedelta(days=730), "maturity_on": turn})
    old = Loan(**{**_fields(old), "signed_on": old.drawn_on})
    following = {
        "loan_no": f"{made.loan_no}R",
        "product_code": "BFXE",
        "signed_on": turn,
        "drawn_on": turn,
        "maturity_on": turn + timedelta(days=730),
        "renews_loan_no": made.loan_no,
    }
    return [old, Loan(**{**_fields(made), **following})]


def _fields(loan: Loan) -> dict[str, object]:
    return {name: getattr(loan, name) for name in loan.__struct_fields__}


def made_up() -> Iterator[tuple[Loan, Settlement]]:
    """So many loans with the interest that their bank posted for the quarter."""
    chance = random.Random(SEED)  # noqa: S311 - the same loans each time
    count = index = 0
    while count < LOANS:
        for loan in contract(index, chance)[: LOANS - count]:
            yield loan, posted(loan, chance)
            count += 1
        index += 1


def posted(loan: Loan, chance: random.Random) -> Settlement:
    """Interest as a bank reckons it; every fifth loan has a repayment in the quarter."""
    assert loan.drawn_on is not None and loan.maturity_on is not None
    assert loan.principal_fen is not None and loan.rate_ppm is not None
    first = max(loan.drawn_on, FIRST)
    last = min(LAST, loan.maturity_on - timedelta(days=1))
    days = (last - first).days + 1
    product = loan.principal_fen * days
    changes = []
    if chance.random() < 0.2 and days > 2:
        day = first + timedelta(days=chance.randrange(1, days))
        part = loan.principal_fen // 4
        changes = [(day, -part)]
        product -= part * ((last - day).days + 1)
    due = (2 * product * loan.rate_ppm + 360 * 10**6) // (2 * 360 * 10**6)
    return Settlement(
        loan_no=loan.loan_no,
        township_code=loan.township_code,
        settled_on=last,
        period_from=first,
        period_to=last,
        days=days,
        product_sum_fen_days=product,
        interest_due_fen=due,
        interest_paid_fen=due,
        paid_on=last,
        balance_change=tuple(changes),
    )


def make(ledger: Path) -> None:
    """A county ledger with roster, loans and posted interest."""
    door = app.door()
    door.create_county(ledger, name="样县", region=COUNTY, officer="县", password=PASSWORD)
    desk = door.unlock(ledger, "县", PASSWORD)
    store = desk.session.store
    people: dict[str, list[dict[str, Given]]] = {}
    for index in range(HOUSEHOLDS):
        people.setdefault(township(index), []).append(person(index))
    rosters.publish(store, "县", people, as_of=FIRST, source_name="名单.xlsx")
    settings.set_parameter(
        store,
        "县",
        "legacy_share",
        '[{"from": "2021-01-01", "share": "70"}]',
        source_document="x",
        effective_from=date(2021, 1, 1),
    )
    pairs = list(made_up())
    begun = time.perf_counter()
    loans.keep(store, "县", (loan for loan, _ in pairs))
    print(f"{len(pairs)} loans kept in {time.perf_counter() - begun:.1f} s", flush=True)
    begun = time.perf_counter()
    loans.keep_settlements(store, "县", (one for _, one in pairs))
    print(f"{len(pairs)} settlements kept in {time.perf_counter() - begun:.1f} s", flush=True)
    desk.close(backup=False)


def measured(call: Callable[[], object]) -> dict[str, float]:
    """Wall clock, processor time and the growth of memory at its highest, of one call."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the highest begins anew
    before = floor.resident()
    begun, worked = time.perf_counter(), time.process_time()
    call()
    return {
        "wall": time.perf_counter() - begun,
        "processor": time.process_time() - worked,
        "mib": (highest() - before) / floor.MIB,
    }


def highest() -> int:
    """The most memory that this process had since then, in bytes."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def ours(ledger: Path) -> dict[str, float]:
    desk = app.door().unlock(ledger, "县", PASSWORD)
    desk.session.shelf.packs  # noqa: B018 - read once a start, not once a quarter
    made = desk.subsidies
    found = measured(lambda: made.settle_quarter(2026, 3, list_closed_on=CLOSED))
    sums = made.batches()[0].sums
    desk.close(backup=False)
    return {**found, "lines": sums.lines, "loans": sums.loans, "listed": sums.listed}


def bare(ledger: Path) -> dict[str, float]:
    """The floor: read the same rows, write as many plain rows into one encrypted table."""
    desk = app.door().unlock(ledger, "县", PASSWORD)
    store = desk.session.store
    other = ledger.with_name(f"{secrets.token_hex(4)}.db")
    connection = sqlcipher3.connect(str(other), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    width = store.number("SELECT count(*) FROM pragma_table_info('subsidy_line')")
    connection.execute(f"CREATE TABLE line ({', '.join(f'c{place}' for place in range(width))})")
    marks = ", ".join("?" * width)
    rows = "SELECT l.*, s.* FROM loan l JOIN interest_settlement s ON s.loan_no = l.loan_no"

    def both() -> None:
        read = store.rows(rows)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            f"INSERT INTO line VALUES ({marks})",  # noqa: S608 - only question marks
            (["" if cell is None else cell for cell in row[:width]] for row in read),
        )
        connection.execute("COMMIT")

    found = measured(both)
    connection.close()
    desk.close(backup=False)
    return found


def alone(what: str, ledger: Path) -> dict[str, float]:
    """One of the two in a fresh process on a copy of the ledger."""
    copy = ledger.with_name(f"{secrets.token_hex(4)}.db")
    for ending in ("", ".keys"):
        shutil.copyfile(f"{ledger}{ending}", f"{copy}{ending}")
    done = subprocess.run(
        [sys.executable, __file__, what, str(copy)],
        env=floor.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    copy.unlink()
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def best(rounds: list[dict[str, float]], name: str) -> float:
    """The least that any round took."""
    return min(one[name] for one in rounds)


def main() -> int:
    """Measure one quarter and its floor in turn."""
    with tempfile.TemporaryDirectory() as name:
        ledger = Path(name) / "county.db"
        make(ledger)
        pairs = [(alone("ours", ledger), alone("bare", ledger)) for _ in range(TIMES)]
    found, least = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    print(f"{found[0]['lines']} lines, {found[0]['listed']} listed")
    return floor.report(
        [
            floor.Result(
                name=f"a quarter of {LOANS} loans, wall clock",
                ours=best(found, "wall"),
                unit="s",
                at_most=MOST_SECONDS,
            ),
            floor.Result(
                name="its processor time",
                ours=best(found, "processor"),
                unit="s",
                at_most=MOST_SECONDS,
            ),
            floor.Result(
                name="its memory beyond the start",
                ours=max(one["mib"] for one in found),
                unit="MiB",
                at_most=MOST_MIB,
            ),
            floor.Result(
                name="its processor time beside bare reading and writing",
                ours=best(found, "processor") * 1000,
                floor=best(least, "processor") * 1000,
                at_most=MOST_RATIO,
            ),
        ]
    )


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps({"ours": ours, "bare": bare}[sys.argv[1]](Path(sys.argv[2]))))
        sys.exit(0)
    sys.exit(main())
