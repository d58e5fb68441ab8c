"""Columns that a person has named, suggestions that a person took, rows that come back mended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db import assignments, loans, payments
from desktop.errors import UserError
from desktop.services.desk import Desk
from tests.import_books import ORDER, Clock, opened, sample, take
from tests.sheet_files import cells, write_book

REASON = "错误原因"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "county.db", Clock()) as made:
        yield made


def strange(tmp_path: Path, rows: list[list[object]], *, name: str = "strange.xlsx") -> Path:
    """The loans under headers that no synonym knows."""
    head = [{"借据编号": "编码甲", "贷款余额(元)": "剩下的"}.get(str(one), one) for one in rows[0]]
    return write_book(tmp_path / name, [head, *rows[1:]])


def field_of(desk: Desk, path: Path, header: str, **mapping: str) -> str:
    found = desk.imports.look("loans", path, mapping=mapping)
    return next(one.field for one in found.columns if one.header == header)


def test_a_look_says_what_each_column_is_and_what_is_missing(desk: Desk, tmp_path: Path) -> None:
    path = strange(tmp_path, cells(sample("clean", "loans")))
    found = desk.imports.look("loans", path)
    assert found.missing == (("loan_no",),)
    assert {one.header for one in found.columns if not one.field} >= {"编码甲", "剩下的"}
    needed = {one.field: one.required_with for one in found.fields if one.required_with}
    assert needed["loan_no"] == ("loan_no",)
    assert needed["name"] == needed["id_number"] == ("id_number", "name")
    with pytest.raises(UserError) as refusal:
        desk.imports.take("loans", path)
    assert refusal.value.code == "header_not_found"
    better = desk.imports.look("loans", path, mapping={"编码甲": "loan_no"})
    assert better.missing == ()
    assert [one.header for one in better.columns if one.corrected] == ["编码甲"]


def test_a_corrected_mapping_is_remembered_for_this_form_until_it_is_forgotten(
    desk: Desk, tmp_path: Path
) -> None:
    take(desk, "clean", "assignment", "roster")
    rows = cells(sample("clean", "loans"))
    path = strange(tmp_path, rows[:50])
    mapping = {"编码甲": "借据编号", "剩下的": "balance"}
    dry = desk.imports.take("loans", path, dry_run=True, mapping=mapping)
    assert desk.imports.mappings() == []  # a dry run remembers nothing
    assert not dry.mapping_remembered
    desk.imports.take("loans", path, mapping=mapping)
    (kept,) = desk.imports.mappings()
    assert kept.mapping == {"编码甲": "loan_no", "剩下的": "balance"}

    again = strange(tmp_path, [rows[0], *rows[50:]], name="next.xlsx")
    assert desk.imports.look("loans", again).remembered
    assert field_of(desk, again, "剩下的") == "balance"
    assert field_of(desk, again, "剩下的", 剩下的="") == ""
    report = desk.imports.take("loans", again)
    assert report.mapping_remembered
    assert report.imported_rows == len(rows) - 50
    assert sum(one.remembered for one in report.facts.columns) == 2
    assert desk.session.store.number("SELECT sum(balance_fen) FROM loan") == 412_500_000

    other = write_book(tmp_path / "other.xlsx", [["序", *rows[0]], [1, *rows[1]]])
    assert not desk.imports.look("loans", other).remembered
    desk.imports.forget(kept.id)
    assert desk.imports.mappings() == []
    with pytest.raises(UserError) as refusal:
        desk.imports.forget(kept.id)
    assert refusal.value.code == "mapping_unknown"
    with pytest.raises(UserError, match="header_not_found"):
        desk.imports.take("loans", again)


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"没有这列": "balance"}, "mapping_header_unknown"),
        ({"剩下的": "nothing"}, "mapping_field_unknown"),
        ({"剩下的": "balance", "编码甲": "贷款余额"}, "mapping_field_twice"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    desk: Desk, tmp_path: Path, mapping: dict[str, str], code: str
) -> None:
    path = strange(tmp_path, cells(sample("clean", "loans")))
    with pytest.raises(UserError) as refusal:
        desk.imports.look("loans", path, mapping=mapping)
    assert refusal.value.code == code


def test_an_empty_sheet_has_no_header(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="header_not_found"):
        desk.imports.look("loans", write_book(tmp_path / "blank.xlsx", [[None], [1]]))


def test_a_suggestion_that_is_adopted_goes_in_with_its_original_beside_it(desk: Desk) -> None:
    take(desk, "messy", "assignment", "roster")
    path = sample("messy", "loans")
    before = desk.imports.take("loans", path, dry_run=True)
    suspect = [one for one in before.problems if one.code == "amount_unit_suspect"]
    formula = next(one for one in before.problems if one.code == "formula_text")
    assert all(one.adoptable for one in (*suspect, formula))
    adopted = {(suspect[0].row or 0, "principal"): "30000", (formula.row or 0, formula.column): ""}
    report = desk.imports.take("loans", path, adopted=adopted)
    assert report.held_rows == before.held_rows - 2
    told = {(one.field, one.original, one.value) for one in report.adopted}
    assert told == {("principal", "30000", "30000"), ("purpose_text", "=1+1", "=1+1")}
    store = desk.session.store
    rows = store.rows("SELECT loan_no, originals FROM loan WHERE originals LIKE '%principal%'")
    number = next(no for no, text in rows if json.loads(text).get("principal") == "30000")
    kept = loans.by_no(store, number)
    assert kept is not None and kept.principal_fen == 3_000_000
    assert store.number("SELECT count(*) FROM loan WHERE purpose_text = '=1+1'") == 1
    assert desk.imports.runs()[0].adopted == 2


def test_flagged_figures_of_a_settlement_can_be_adopted(desk: Desk) -> None:
    take(desk, "clean", "assignment", "roster", "loans")
    path = sample("clean", "interest")
    report = desk.imports.take(
        "interest", path,
        adopted={(94, "天数"): "92", (104, "rate"): "3.65", (93, "interest_due"): ""},
    )  # fmt: skip
    assert [one.value for one in report.adopted] == ["181.44", "92", "3.65"]
    assert not {(93, "interest_due"), (94, "days"), (104, "rate")} & {
        (one.row, one.field) for one in report.problems
    }
    rows = cells(path)
    number = rows[92][rows[0].index("借据编号")]
    (one,) = loans.settlements_of(desk.session.store, str(number))
    assert one.interest_due_fen == 18_144
    assert json.loads(one.originals)["interest_due"] == "181.47"


@pytest.mark.parametrize(
    ("adopted", "code"),
    [
        ({(5, "principal"): ""}, "adopt_nothing_suggested"),
        ({(4, "principal"): "99"}, "adopt_other_value"),
        ({(16, "product_code"): ""}, "adopt_nothing_suggested"),
    ],
)
def test_only_what_is_suggested_can_be_adopted(
    desk: Desk, adopted: dict[tuple[int, str], str], code: str
) -> None:
    with pytest.raises(UserError) as refusal:
        desk.imports.take("loans", sample("messy", "loans"), dry_run=True, adopted=adopted)
    assert refusal.value.code == code


def mend(path: Path, out: Path, mended: dict[str, dict[int, object]]) -> Path:
    """The error file with some cells changed, by header and line."""
    rows = cells(path)
    for header, changes in mended.items():
        for line, value in changes.items():
            rows[line][rows[0].index(header)] = value
    return write_book(out, rows)


def lines(path: Path, word: str) -> list[int]:
    """The lines of an error file whose reason has a word in it."""
    rows = cells(path)
    return [number for number, row in enumerate(rows) if word in str(row[-1]) and number]


def errors(desk: Desk, kind: str, out: Path) -> Path:
    desk.imports.take(kind, sample("messy", kind), errors=out)
    return out


def test_mended_loans_and_their_interest_come_in_and_duplicates_keep_waiting(
    desk: Desk, tmp_path: Path
) -> None:
    take(desk, "messy", "assignment", "roster")
    out = errors(desk, "loans", tmp_path / "loans.xlsx")
    waiting = errors(desk, "interest", tmp_path / "interest.xlsx")
    store = desk.session.store
    first = loans.by_no(store, "1411242026040500064")
    suspect = lines(out, "单位")
    changes = {"贷款金额（万元）": {suspect[0]: 3, suspect[1]: 5}}
    report = desk.imports.take("loans", mend(out, tmp_path / "mended.xlsx", changes))
    assert report.mended
    assert (report.rows, report.imported_rows) == (9, 2)
    codes = {one.code for one in report.problems if one.effect == "held"}
    assert "loan_no_duplicate" in codes  # the same number again is not written over the first
    assert loans.by_no(store, "1411242026040500064") == first
    assert store.number("SELECT count(*) FROM loan") == 131

    before = store.number("SELECT count(*) FROM interest_settlement")
    back = desk.imports.take("interest", waiting)
    assert back.imported_rows == 2
    assert {"loan_unknown", "settlement_duplicate"} <= {one.code for one in back.problems}
    settled = {no for (no,) in store.rows("SELECT loan_no FROM interest_settlement")}
    missing = {one.original for one in back.problems if one.code == "settlement_missing"}
    assert missing and not missing & settled
    assert store.number("SELECT count(*) FROM interest_settlement") == before + 2


def test_repayments_wait_and_come_back_with_their_settlement(desk: Desk, tmp_path: Path) -> None:
    take(desk, "messy", "assignment", "roster", "loans")
    out = tmp_path / "interest.xlsx"
    report = desk.imports.take("interest", sample("messy", "interest"), errors=out)
    assert report.facts.changes_waiting == 1
    (_, waiting) = cells(out, 1)
    moved = str(waiting[0])
    assert desk.imports.take("loans", sample("messy", "loans"), adopted={(80, "principal"): ""})
    back = desk.imports.take("interest", out, dry_run=True)
    assert back.facts.balance_changes == 1
    assert moved in {str(one.original) for one in back.problems} or back.imported_rows


def test_a_mended_assignment_does_not_push_a_bank_out(desk: Desk, tmp_path: Path) -> None:
    out = errors(desk, "assignment", tmp_path / "assignment.xlsx")
    store = desk.session.store
    before = assignments.listed(store)
    with pytest.raises(UserError) as refusal:
        desk.imports.take("assignment", out)  # as it was: nothing can go in
    assert refusal.value.code == "import_nothing"
    held = desk.imports.take("assignment", out, dry_run=True)
    codes = [one.code for one in held.problems if one.effect != "fixed"]
    assert sorted(codes) == ["assignment_overlap", "township_unassigned", "township_unknown"]
    missing = next(one.value for one in held.problems if one.code == "township_unassigned")
    overlap = lines(out, "两家")[0]
    mended = mend(out, tmp_path / "mended.xlsx", {"包干乡镇": {overlap: missing}})
    report = desk.imports.take("assignment", mended)
    assert report.imported_rows == 1
    assert not [one for one in report.problems if one.code == "township_unassigned"]
    assert len(assignments.listed(store)) == len(before) + 1


def test_a_new_table_of_banks_follows_the_old_one_and_keeps_what_was_filled_in(
    desk: Desk, tmp_path: Path
) -> None:
    take(desk, "clean", "assignment")
    store = desk.session.store
    rows = cells(sample("clean", "assignment"))
    bank = next(n for n, one in enumerate(rows[0]) if "主责任银行" in str(one))
    start = next(n for n, one in enumerate(rows[0]) if "生效" in str(one))
    rows[1][bank], rows[1][start] = "新银行", "2026-12-01"
    report = desk.imports.take("assignment", write_book(tmp_path / "new.xlsx", rows))
    assert (report.written, report.held_rows) == (1, 0)
    code = str(assignments.listed(store)[0].township_code)
    old, new = (assignments.in_force(store, code, day) for day in (
        date(2026, 11, 30), date(2026, 12, 1)
    ))  # fmt: skip
    assert old is not None and new is not None
    assert (old.main_bank == "新银行", new.main_bank) == (False, "新银行")


def test_mended_payments_come_in_as_records_of_their_own(desk: Desk, tmp_path: Path) -> None:
    take(desk, "messy", "assignment", "roster", "loans")
    out = errors(desk, "payments", tmp_path / "payments.xlsx")
    mended = mend(out, tmp_path / "mended.xlsx", {"银行账号": {1: "9999932240110530123"}})
    assert desk.imports.take("payments", mended).written == 1
    kept = payments.of_batch(desk.session.store, "2026Q3")
    assert len(kept) == 101
    failed = [one for one in kept if one.pay_status == "failed"]
    assert len(failed) == 3 and all(one.fail_reason for one in failed)
    assert payments.of_loan(desk.session.store, failed[0].loan_no)[0] in kept


def test_mended_people_stand_in_the_village_of_the_cell_they_continued(
    desk: Desk, tmp_path: Path
) -> None:
    out = errors(desk, "roster", tmp_path / "roster.xlsx")
    rows = cells(out)
    places = [rows[0].index(name) for name in ("乡镇", "村") if name in rows[0]]
    assert places
    assert all(row[place] for row in rows[1:] for place in places)


@pytest.mark.parametrize("kind", ["interest", "payments", "loans"])
def test_a_file_whose_ground_is_missing_is_refused_and_says_what_comes_first(
    tmp_path: Path, kind: str
) -> None:
    wanted = {"interest": "import_loans_first"}.get(kind)
    with opened(tmp_path / "county.db", Clock()) as desk:
        if wanted is None:
            assert desk.imports.take(kind, sample("clean", kind)).held_rows == 0
            return
        with pytest.raises(UserError) as refusal:
            desk.imports.take(kind, sample("clean", kind))
        assert refusal.value.code == wanted


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("county", set(ORDER)),
        ("bank_desk", {"loans", "interest"}),
        ("agriculture_desk", {"payments"}),
        ("officer", set()),
    ],
)
def test_only_the_owner_of_a_kind_takes_it_in_and_everybody_may_look(
    tmp_path: Path, role: str, allowed: set[str]
) -> None:
    with opened(tmp_path / "ledger.db", Clock(), role=role, number=3) as desk:
        own = set() if role == "agriculture_desk" else {"visits"}
        assert {one.kind for one in desk.imports.kinds() if one.allowed} == allowed | own
        for kind in ORDER:
            assert desk.imports.take(kind, sample("clean", kind), dry_run=True).rows
            if kind in allowed:
                continue
            with pytest.raises(UserError) as refusal:
                desk.imports.take(kind, sample("clean", kind))
            assert refusal.value.code in {
                "roster_county_only", "import_county_only", "import_bank_only",
                "import_offices_only",
            }  # fmt: skip
