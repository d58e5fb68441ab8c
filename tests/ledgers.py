"""Ledgers for tests: raw keys, a clock that a test moves, made-up rosters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from db import backup, rosters
from db.ops import range_since
from db.records.core import Identity, Op
from db.records.work import Visit
from db.store import Store
from db.values import Given

KEY = bytes(range(32))
TOWNSHIP = "149999105"
OTHER = "149999209"
COUNTY = "1499990"
SURNAMES = {
    "单": ["shan", "dan"],
    "仇": ["qiu", "chou"],
    "尉迟": ["yu chi"],
    "曾": ["zeng", "ceng"],
}
START = datetime(2026, 7, 8, 1, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **step: float) -> None:
        """Move the clock."""
        self.now += timedelta(**step)


def identity(number: int = 1, role: str = "county", letter: str = "") -> Identity:
    """A made-up device."""
    return Identity(
        device=f"{number:032x}",
        incarnation="00000001",
        role=role,
        county_code="149999",
        county_name="样县",
        townships=() if role == "county" else (TOWNSHIP,),
        letter=letter or chr(ord("A") + number),
    )


def new_store(path: Path, clock: Clock, who: Identity | None = None) -> Store:
    """A fresh ledger with the raw key."""
    return Store.create(path, KEY, clock=clock, identity=who or identity(), surnames=SURNAMES)


def open_store(path: Path, clock: Clock, *, read_only: bool = False) -> Store:
    """The ledger at a path, opened with the raw key."""
    return Store.open(path, KEY, clock=clock, surnames=SURNAMES, read_only=read_only)


def in_memory(clock: Clock, who: Identity) -> Store:
    """A ledger in memory, for many replicas at once."""
    return Store.in_memory(clock=clock, identity=who, surnames=SURNAMES)


def person(
    household: int, member: int = 1, name: str = "王小明", **more: Given
) -> dict[str, Given]:
    """One row of a roster."""
    return {
        "household_no": f"{COUNTY}{household:05d}",
        "division_code": f"{TOWNSHIP}{200 + household % 2}",
        "county": "样县",
        "township": "三交镇",
        "admin_village": "刘家渠村" if household % 2 == 0 else "后会村",
        "group_no": "1",
        "head_name": name if member == 1 else "王小明",
        "household_phone": f"154000{household:05d}",
        "member_count": 1,
        "household_type": "poverty_exit",
        "monitor_category": "none",
        "member_no": f"{member:02d}",
        "name": name,
        "id_number": f"149999197001{household:04d}{member:02d}",
        "relation_to_head": "head" if member == 1 else "spouse",
        "phone": "",
        **more,
    }


def publish(
    store: Store,
    people: Iterable[dict[str, Given]],
    *,
    as_of: date = date(2026, 6, 30),
    township: str = TOWNSHIP,
) -> str:
    """A roster version of one township."""
    return rosters.publish(
        store, "县里", {township: list(people)}, as_of=as_of, source_name="名单.xlsx"
    )


def number(household: int) -> str:
    """The household number that `person` gives."""
    return f"{COUNTY}{household:05d}"


def visit(household: int = 1, **more: object) -> Visit:
    """A contact with a household."""
    made = Visit(
        id="",
        visit_no="",
        visited_on=date(2026, 7, 8),
        visited_at=START,
        household_no=number(household),
        township_code=TOWNSHIP,
        publicity_method="visit",
        contact_result="informed",
    )
    return replace(made, **more)


def everything(store: Store) -> list[Op]:
    """All operations of a ledger."""
    return list(range_since(store, {}, None))


def anybody(device: str) -> tuple[str, tuple[str, ...]]:
    """An authority that trusts device 1 as the county and all others as officers."""
    return ("county" if device == f"{1:032x}" else "officer", (TOWNSHIP, OTHER))


def bring_back(copy: Path, to: Path, clock: Clock) -> backup.Restored:
    return backup.restore(copy, to, KEY, clock=clock, surnames=SURNAMES)
