"""How fast the rules are: decisions with all reasons, the kernel of the split, full lines.

Processor time, the best of a few rounds: limits in seconds must not depend on the neighbours.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from dataclasses import replace
from datetime import date, timedelta

import floor
from floor import Result

from desktop.rules import identity
from desktop.rules.eligibility import decide
from desktop.rules.facts import Case
from desktop.rules.money import RATE_ONE, half_up
from desktop.rules.packs import PackSet
from desktop.rules.subsidy import Loan, Period, settle
from desktop.rules.subsidy.shares import cut, split, terms, yearly
from desktop.services.packs import load

SEED = 20260620
TIMES = 3


def _number(chance: random.Random) -> str:
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(22000))
    head = f"149999{born:%Y%m%d}{chance.randrange(1000):03d}"
    return head + identity.check_digit(head)


def cases(count: int) -> list[Case]:
    chance = random.Random(SEED)  # noqa: S311 - the same cases each time
    found = []
    for _ in range(count):
        number = _number(chance)
        drawn = date(2026, 4, 1) + timedelta(days=chance.randrange(365))
        found.append(
            Case(
                region="140581",
                applied_on=drawn,
                on_roster=chance.random() > 0.05,
                relation_to_head="head",
                household_type=chance.choice(("general", "poverty_exit")),
                monitor_category=chance.choice(("none", "marginal", "unstable_exit")),
                risk_cleared=chance.random() > 0.9,
                needs_continued_support=chance.choice(("yes", "no", "unmarked", None)),
                id_number=number,
                roster_id_number=number,
                id_duplicate_in_roster=False,
                civil_capacity=True,
                credit_conclusion=chance.choice(("clear", "clear", "clear", "bad", None)),
                bank_rating_done=chance.random() > 0.1,
                need_real=True,
                skill_repay=True,
                purpose_code=chance.choice(("production", "mixed", "house")),
                purpose_text="",
                industry_class="ordinary",
                guarantee_type="credit",
                applied_amount=chance.randrange(1, 12) * 1_000_000,
                live_bfxe_balance=chance.choice((0, 0, 0, 3_000_000)),
                live_tpxe_balance=0,
                drawn_on=drawn,
                maturity_on=drawn + timedelta(days=chance.choice((365, 730, 1095, 1200))),
                area_suspended=False,
                large_need_recorded=chance.random() > 0.5,
                bank_id="rcb",
                main_bank_id="rcb",
            )
        )
    return found


def eligibility(packs: PackSet, count: int = 50_000) -> float:
    asked = cases(count)
    decide(asked[0], packs)
    start = time.process_time()
    for one in asked:
        decide(one, packs)
    return time.process_time() - start


def kernel(packs: PackSet, loans: int = 50_000, quarters: int = 12) -> tuple[float, int]:
    """Rows of the split, and how many of them do not add up to the interest."""
    chance = random.Random(SEED)  # noqa: S311 - the same cases each time
    numbers = terms(packs.pack("SX-2026"), "BFXE", date(2026, 4, 1))
    rows = []
    for _ in range(loans):
        rate = chance.randrange(300, 436) * (RATE_ONE // 10_000)
        principal = chance.randrange(1, 101) * 100_000
        days = chance.randrange(1, 93)
        rows.append((principal, days, rate))
    off = 0
    start = time.process_time()
    for _ in range(quarters):
        for principal, days, rate in rows:
            rates = cut(numbers, rate, 360)
            tier1 = min(principal, 5_000_000) * days
            product = principal * days
            central, province, second = split(tier1, product - tier1, rates)
            above, below = yearly(rate, 360)
            borrower = half_up(product * above, below) - central - province - second
            if borrower < -1 or central < 0 or province < 0 or second < 0:
                off += 1
    return time.process_time() - start, off


def lines(packs: PackSet, households: int = 20_000) -> float:
    """Microseconds for one full line, every third household with two loans and a repayment."""
    chance = random.Random(SEED)  # noqa: S311 - the same cases each time
    loan = Loan(
        loan_no="A",
        product_code="BFXE",
        signed_on=date(2026, 4, 1),
        drawn_on=date(2026, 4, 1),
        maturity_on=date(2029, 4, 1),
        principal=5_000_000,
        rate=36 * (RATE_ONE // 1000),
        interest_paid=46_000,
        paid_on=date(2026, 9, 20),
    )
    periods = []
    count = 0
    for index in range(households):
        signed = date(2026, 4, 1) + timedelta(days=chance.randrange(60))
        first = replace(
            loan,
            signed_on=signed,
            drawn_on=signed,
            principal=chance.randrange(1, 10) * 1_000_000,
            rate=chance.randrange(300, 436) * (RATE_ONE // 10_000),
        )
        loans = [first]
        if index % 3 == 0:
            repaid = ((date(2026, 7, 31), -500_000),)
            loans.append(replace(first, loan_no="B", balance_changes=repaid))
        count += len(loans)
        periods.append(
            Period(
                region="140581",
                period_from=date(2026, 6, 21),
                period_to=date(2026, 9, 20),
                list_closed_on=date(2026, 10, 10),
                loans=tuple(loans),
                large_need_recorded=index % 2 == 0,
            )
        )
    start = time.process_time()
    for period in periods:
        settle(period, packs)
    return (time.process_time() - start) / count * 1_000_000


def kept_memory(packs: PackSet, count: int = 5_000) -> float:
    """MiB that so many decisions take while they are kept."""
    asked = cases(count)
    tracemalloc.start()
    kept = [decide(one, packs) for one in asked]
    held = tracemalloc.get_traced_memory()[0] / floor.MIB
    tracemalloc.stop()
    return held * 50_000 / len(kept)


def main() -> int:
    packs = load(floor.ROOT / "resources")
    rows = [kernel(packs) for _ in range(TIMES)]
    return floor.report(
        [
            Result(
                name="50,000 decisions",
                ours=min(eligibility(packs) for _ in range(TIMES)),
                unit="s",
                at_most=2,
            ),
            Result(name="600,000 rows of the split", ours=min(rows)[0], unit="s", at_most=1.5),
            Result(
                name="rows of the split that are off",
                ours=max(off for _, off in rows),
                unit="rows",
                at_most=0,
            ),
            Result(
                name="one full subsidy line",
                ours=min(lines(packs) for _ in range(TIMES)),
                unit="us",
                at_most=30,
            ),
            Result(name="50,000 decisions kept", ours=kept_memory(packs), unit="MiB", at_most=150),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
