"""A dry run counts what a list would change, as the import then does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.services.desk import Desk
from tests.import_books import Clock, opened, sample, take
from tests.sheet_files import cells, write_book


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(tmp_path / "county.db", clock) as made:
        yield made


def changed_list(path: Path) -> Path:
    """The clean list after a month: gone, new, changed, one house in two and two in one."""
    head, *rows = cells(sample("clean", "roster"))
    number, member = head.index("户编号"), head.index("人编号")
    houses: dict[object, list[list[object]]] = {}
    for row in rows:
        houses.setdefault(row[number], []).append(row)
    large = [one for one in houses.values() if len(one) > 2]
    gone, split, one, other, told = large[0], large[1], large[2], large[3], large[4]
    rows = [row for row in rows if row not in gone]
    split[-1][number] = "14112419999901"
    for place, row in enumerate(other):
        row[number], row[member] = one[0][number], f"9{place}"
    told[0][head.index("文化程度")] = "大专"
    fresh = list(large[5][0])
    fresh[number], fresh[head.index("证件号码")] = "14112419999902", "149999198612184741"
    return write_book(path, [head, *rows, fresh])


def test_a_dry_run_foresees_the_changes_of_the_import(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    assert desk.imports.take("roster", sample("clean", "roster"), dry_run=True).changes == {}
    take(desk, "clean", "roster")
    path = changed_list(tmp_path / "next.xlsx")
    day = clock.now.date() + timedelta(days=20)
    clock.on(days=20)
    before = desk.imports.take("roster", path, dry_run=True, as_of=day)
    after = desk.imports.take("roster", path, as_of=day)
    assert before.changes == after.changes
    assert {"added", "removed", "changed", "split", "merged"} == set(after.changes)


def test_the_same_list_foresees_nothing(desk: Desk) -> None:
    take(desk, "clean", "roster")
    later = date(2026, 12, 1)
    report = desk.imports.take("roster", sample("clean", "roster"), dry_run=True, as_of=later)
    assert report.changes == {} and report.already_imported == ""
