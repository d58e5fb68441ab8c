"""A dry run counts what a list would change, as the import then does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.cli import imports as verbs
from desktop.errors import UserError
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.records.imports import TownshipChanges
from tests.import_books import Clock, opened, sample, take
from tests.sheet_files import GOOD_ID, ROSTER_HEAD, cells, person, write_book


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
    first = desk.imports.take("roster", sample("clean", "roster"), dry_run=True)
    assert first.townships == take(desk, "clean", "roster")[0].townships
    assert {one.had for one in first.townships} == {None} and first.changes == {"added": 300}
    path = changed_list(tmp_path / "next.xlsx")
    day = clock.now.date() + timedelta(days=20)
    clock.on(days=20)
    before = desk.imports.take("roster", path, dry_run=True, as_of=day)
    after = desk.imports.take("roster", path, as_of=day)
    assert before.changes == after.changes and before.townships == after.townships
    assert {"added", "removed", "changed", "split", "merged"} == set(after.changes)


def small(path: Path, *places: tuple[str, str, int], last: int = 1) -> Path:
    """A list of households of one person each: the township, its village, how many."""
    rows: list[list[object]] = [[*ROSTER_HEAD, "行政区划代码"]]
    for township, code, many in places:
        for n in range(last, last + many):
            number = f"149999{1950 + n}0101001"
            one = person(
                乡镇=township, 户编号=f"{code}{n:02d}", 证件号码=number + check_digit(number)
            )
            rows.append([*one, code])
    return write_book(path, rows)


THERE, ALSO = ("三交镇", "141124105201"), ("青凉寺乡", "141124203202")


def test_a_list_that_drops_some_says_so_by_township_before_anything_goes_in(
    desk: Desk, tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    both = small(tmp_path / "both.xlsx", (*THERE, 12), (*ALSO, 12))
    desk.imports.take("roster", both)
    clock.on(days=1)
    less = small(tmp_path / "less.xlsx", (*THERE, 7))
    dry = desk.imports.take("roster", less, dry_run=True)
    said = "三交镇：12 户变为 7 户；新增 0，调出 5，信息变更 0，分户 0，合户 0"
    text = verbs.told(dry)
    assert said in text and "表里没有、照旧不动的乡镇：青凉寺乡（12 户）" in text
    (told,) = verbs.data(dry)["changes_by_township"]
    assert told["changes"] == {"调出": 5} and verbs.data(dry)["refusal"] is None
    seen: list[int] = []

    def hear(found: Sequence[TownshipChanges]) -> None:
        verbs.announce(found)
        seen.append(len(desk.imports.runs()))

    desk.imports.take("roster", less, foreseen=hear)
    assert seen == [1]  # nothing had gone in when it was said
    assert capsys.readouterr().err == f"将导入　{said}\n"


def test_a_dry_run_names_what_would_refuse_the_list(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    full = small(tmp_path / "full.xlsx", (*THERE, 12))
    desk.imports.take("roster", full)
    part = small(tmp_path / "part.xlsx", (*THERE, 5))
    clock.on(days=1)
    heard: list[object] = []
    for whole, day, code in (
        (False, None, "roster_shrunk"),
        (True, None, ""),
        (True, date(2026, 1, 1), "roster_older"),
        (False, date(2027, 6, 1), "as_of_future"),
    ):
        dry = desk.imports.take("roster", part, dry_run=True, whole=whole, as_of=day)
        assert (dry.refusal.code if dry.refusal else "") == code
        said = verbs.told(dry)
        assert ("可导入" in said, "不用改" in said) == (not code, bool(code))
        assert "没有问题" not in said  # some of the rows may be there to be checked
        if code:
            with pytest.raises(UserError) as refused:
                desk.imports.take("roster", part, whole=whole, as_of=day, foreseen=heard.append)
            assert refused.value.code == code and not heard
    elsewhere = small(tmp_path / "other.xlsx", ("某乡", "141125105201", 3))
    dry = desk.imports.take("roster", elsewhere, dry_run=True)
    assert dry.refusal is not None and dry.refusal.code == "roster_village_code_bad"


def test_how_a_cell_was_typed_is_no_change_of_a_household(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    spaced = person(户编号="14112410520101", 证件号码=f" {GOOD_ID} ")
    head = [*ROSTER_HEAD, "行政区划代码"]
    desk.imports.take("roster", write_book(tmp_path / "a.xlsx", [head, [*spaced, THERE[1]]]))
    clock.on(days=1)
    plain = [*person(户编号="14112410520101"), THERE[1]]
    path = write_book(tmp_path / "b.xlsx", [head, plain])
    assert desk.imports.take("roster", path, dry_run=True).changes == {}
    assert desk.imports.take("roster", path).changes == {}
    assert desk.rosters.diff() == []


def test_the_same_list_foresees_nothing(desk: Desk) -> None:
    take(desk, "clean", "roster")
    later = date(2026, 12, 1)
    report = desk.imports.take("roster", sample("clean", "roster"), dry_run=True, as_of=later)
    assert report.changes == {} and report.already_imported == ""
