"""Imports at the edges: what comes back after an undo, what a ledger without ground refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.imports import reports
from desktop.sheets.reader import read
from tests.import_books import Clock, logical, opened, sample, take
from tests.sheet_files import SYNONYMS, cells, write_book


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "county.db", Clock()) as made:
        yield made


def refused(desk: Desk, kind: str, path: Path) -> UserError:
    before = logical(desk.session.store)
    with pytest.raises(UserError) as refusal:
        desk.imports.take(kind, path)
    assert logical(desk.session.store) == before
    return refusal.value


@pytest.mark.parametrize("kind", ["assignment", "payments"])
def test_what_was_taken_back_can_be_taken_in_again(desk: Desk, kind: str) -> None:
    first = desk.imports.take(kind, sample("clean", kind))
    there = logical(desk.session.store)
    desk.imports.undo(first.run, reason="先撤")
    again = desk.imports.take(kind, sample("clean", kind))
    assert again.written == first.written
    assert logical(desk.session.store) == there
    desk.imports.undo(again.run, reason="再撤")
    assert not any(logical(desk.session.store).values())


def test_values_that_stand_already_are_not_written_again(desk: Desk, tmp_path: Path) -> None:
    desk.imports.take("assignment", sample("clean", "assignment"))
    rows = cells(sample("clean", "assignment"))
    rows[1][next(n for n, one in enumerate(rows[0]) if "电话" in str(one))] = "0358-0000001"
    report = desk.imports.take("assignment", write_book(tmp_path / "next.xlsx", rows))
    assert (report.imported_rows, report.written) == (23, 1)


def test_repayments_that_cannot_be_read_hold_the_whole_settlement(
    desk: Desk, tmp_path: Path
) -> None:
    from xlsxwriter import Workbook

    take(desk, "clean", "assignment", "roster", "loans")
    path = tmp_path / "interest.xlsx"
    book = Workbook(str(path))
    for number, rows in enumerate(cells(sample("clean", "interest"), at) for at in (0, 1)):
        page = book.add_worksheet(f"s{number}")
        if number:
            rows[1][rows[0].index("还本金额(元)")] = "见附件"
        for line, row in enumerate(rows):
            page.write_row(line, 0, [str(one) for one in row])
    book.close()
    refusal = refused(desk, "interest", path)
    assert (refusal.code, refusal.params["count"]) == ("import_changes_unread", 1)
    assert refusal.params["rows"] == "2"


def test_a_settlement_without_any_day_is_refused(desk: Desk, tmp_path: Path) -> None:
    take(desk, "clean", "assignment", "roster", "loans")
    rows = cells(sample("clean", "interest"))
    for name in ("结息日", "止息日"):
        rows[3][rows[0].index(name)] = None
    refusal = refused(desk, "interest", write_book(tmp_path / "interest.xlsx", rows))
    assert (refusal.code, refusal.params["row"]) == ("import_period_missing", 4)


@pytest.mark.parametrize("kind", ["loans", "payments"])
def test_a_county_whose_townships_nobody_knows_needs_its_roster_first(
    tmp_path: Path, kind: str
) -> None:
    with opened(tmp_path / "county.db", Clock(), county="149999") as desk:
        assert refused(desk, kind, sample("clean", kind)).code == "import_townships_unknown"
        assert desk.imports.take("assignment", sample("clean", "assignment")).imported_rows == 23


def test_a_loan_whose_township_nobody_can_tell_waits(desk: Desk, tmp_path: Path) -> None:
    rows = cells(sample("clean", "loans"))
    rows[1][next(n for n, one in enumerate(rows[0]) if "乡" in str(one))] = "柳林镇"
    report = desk.imports.take("loans", write_book(tmp_path / "loans.xlsx", rows))
    assert report.held_rows == 1
    assert [(one.code, one.original) for one in report.problems] == [("township_unknown", "柳林镇")]


def test_a_loan_without_its_signing_day_is_bound_to_nothing(desk: Desk, tmp_path: Path) -> None:
    rows = cells(sample("clean", "loans"))
    rows[1][rows[0].index("签订日期")] = None
    desk.imports.take("loans", write_book(tmp_path / "loans.xlsx", rows))
    assert desk.session.store.number("SELECT count(*) FROM loan WHERE policy_pack_id IS NULL") == 1


def test_a_suggestion_that_is_no_value_of_its_column_cannot_be_adopted() -> None:
    for wanted in ({(5, "principal"): "viel"}, {(1, "principal"): "5"}, {(5, "nothing"): "5"}):
        with pytest.raises(UserError, match="adopt_impossible"):
            read(sample("clean", "loans"), "loans", SYNONYMS, adopted=wanted)


def test_days_are_adopted_as_days() -> None:
    report = read(
        sample("clean", "loans"), "loans", SYNONYMS, adopted={(5, "maturity_on"): "2029-01-31"}
    )
    (found,) = [one for one in report.imported if one.row == 5]
    assert str(found.get("maturity_on")) == "2029-01-31"


def test_a_row_that_is_lost_is_a_bug_and_not_an_import() -> None:
    report = read(sample("clean", "loans"), "loans", SYNONYMS)
    report.imported.pop()
    with pytest.raises(RuntimeError, match="rows_unaccounted"):
        reports.account(report)


def test_a_roster_from_another_county_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "county.db", Clock(), county="149999") as desk:
        assert refused(desk, "roster", sample("clean", "roster")).code == "roster_village_code_bad"


def test_mended_people_join_the_list_of_its_own_day(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    first = desk.imports.take("roster", sample("messy", "roster"), errors=out)
    rows = cells(out)
    at = rows[0].index("成员姓名")
    for row in rows[1:]:
        if not row[at]:
            row[at] = "补上名"
    report = desk.imports.take("roster", write_book(tmp_path / "mended.xlsx", rows))
    assert report.mended and report.imported_rows
    assert report.as_of == first.as_of
    people = desk.session.store.number("SELECT count(*) FROM member")
    copies = 2  # exact copies of rows that are there say nothing new
    assert people == first.imported_rows + report.imported_rows - copies
    desk.imports.undo(report.run, reason="再看看")
    assert desk.session.store.number("SELECT count(*) FROM member") == first.imported_rows
