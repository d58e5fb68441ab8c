"""Finding one of 50,000 households, as somebody types: initials, names, numbers, last fours."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import floor

from db import loans, walkins
from db.records.follow import WalkIn
from db.records.loans import Loan
from db.search import find
from db.store import Store
from db.values import Given
from tests.ledgers import TOWNSHIP, Clock, new_store, number, person, publish

HOUSEHOLDS = 50_000
PEOPLE = 3
LOANS = 20_000
NOTES = 5_000
WALK_INS = 300
QUERIES = 2_000
MEDIAN_MS, P99_MS = 5, 16
PLAIN = (
    "SELECT household_no, head_name, admin_village, group_no FROM household "
    "WHERE household_no >= ? ORDER BY household_no LIMIT 9"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇解"
GIVEN = "小梅明军红芳建国华秀英伟强丽静敏杰涛艳勇磊洋娟超霞兰桂玉平刚辉云龙海燕春花文武福贵"


def people(chance: random.Random) -> Iterator[dict[str, Given]]:
    """Made-up households of three people each."""
    for household in range(1, HOUSEHOLDS + 1):
        for member in range(1, PEOPLE + 1):
            given = "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
            phone = f"154{chance.randrange(10**8):08d}"
            yield person(household, member, chance.choice(SURNAMES) + given, phone=phone)


def beside(store: Store) -> None:
    """Loans, the officer's own phones, and people on no roster."""
    day = date(2026, 4, 1)
    loans.keep(
        store,
        "县",
        (
            Loan(
                loan_no=f"JK2026{place:06d}",
                contract_no=f"HT2026{place:06d}",
                product_code="BFXE",
                household_no=number(place + 1),
                township_code=TOWNSHIP,
                signed_on=day,
                drawn_on=day,
                maturity_on=date(2027, 4, 1),
                principal_fen=5_000_000,
                rate_ppm=34_500,
            )
            for place in range(LOANS)
        ),
    )
    with store.write("王") as writer:
        for place in range(NOTES):
            fields = {"phone": f"1540000{place:04d}"}
            writer.set("household_note", number(place + 1), fields, scope=TOWNSHIP)
    for place in range(WALK_INS):
        phone = f"1541000{place:04d}"
        one = WalkIn(walk_in_no="", name="单小梅", township_code=TOWNSHIP, phone=phone)
        walkins.add(store, "王", one)


def queries(chance: random.Random) -> Iterator[str]:
    """What an officer types, one letter after the other."""
    while True:
        word = "".join(chance.choices("lwzcyhsx", k=3))
        yield from (word[:1], word[:2], word)
        yield chance.choice(SURNAMES)
        yield "".join(chance.choices(GIVEN, k=2))
        yield chance.choice(SURNAMES) + chance.choice(GIVEN)
        yield f"{chance.randrange(10_000):04d}"
        yield f"1499990{chance.randrange(HOUSEHOLDS):05d}"
        yield f"jk2026{chance.randrange(LOANS):06d}"


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    chance = random.Random(2026)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder) / "L", Clock()) as store:
        publish(store, people(chance))
        beside(store)
        asked = queries(chance)
        took, bare = [], []
        for _ in range(QUERIES):
            took.append(floor.seconds(lambda: find(store, next(asked), walk_ins=True)) * 1000)
            first = number(chance.randrange(HOUSEHOLDS))
            bare.append(floor.seconds(lambda first=first: store.rows(PLAIN, [first])) * 1000)
    median = floor.percentile(took, 50)
    floor.beside("find, median to nine households by number", median, floor.percentile(bare, 50))
    return floor.report(
        [
            floor.Result(name="find, median", ours=median, at_most=MEDIAN_MS),
            floor.Result(name="find, p99", ours=floor.percentile(took, 99), at_most=P99_MS),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
