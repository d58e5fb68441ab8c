"""Files as other offices really send them: the report says what truth.json says."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from desktop.errors import Stopped, UserError
from desktop.sheets.reader import read
from desktop.sheets.report import Known, KnownLoan
from tests.sheet_files import DATA, SYNONYMS

if TYPE_CHECKING:
    from desktop.sheets.report import Report

SETS = ("clean", "messy")
ORDER = ("assignment", "roster", "loans", "interest", "payments")
CLOSE = date(2026, 9, 20)
ENDED = {"已结清", "转农户贷款", "补偿", "核销"}


def truth(folder: str, name: str) -> dict[str, Any]:
    facts = json.loads((DATA / folder / "truth.json").read_text("utf-8"))
    return dict(facts["files"][name])


def townships() -> dict[str, str]:
    """The townships of the made-up county, as its clean assignment lists them."""
    report = read(DATA / "clean" / "assignment.xlsx", "assignment", SYNONYMS)
    names = [str(record.values["township_name"]) for record in report.imported]
    return {name: f"1411241{number:02d}" for number, name in enumerate(names)}


def asked(folder: str, report: Report) -> dict[tuple[str, str], int]:
    """Subsidy lines as the ledger made them: what was paid, or what truth says was asked for."""
    wanted = {
        problem["row"]: round(Decimal(problem["suggestion"]) * 100)
        for problem in truth(folder, "payments.xlsx")["problems"]
        if problem["code"] == "paid_amount_mismatch"
    }
    return {
        (str(record.values["batch"]), str(record.values["loan_no"])): wanted.get(
            record.row, record.values["amount_fen"]
        )
        for record in report.imported
    }


def known_loans(report: Report) -> dict[str, KnownLoan]:
    return {
        str(v["loan_no"]): KnownLoan(
            id_number=v["id_number"], bank=v["bank"], balance_fen=v["balance_fen"],
            rate_ppm=v["rate_ppm"], drawn_on=v["drawn_on"],
            ends_on=v["extended_maturity_on"] or v["maturity_on"],
            live=v["loan_status"] not in ENDED, day_basis=v["day_basis"],
        )
        for v in (record.values for record in report.imported)
    }  # fmt: skip


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Report]]:
    """Both sets, each file read with what the files before it left in the ledger."""
    return {folder: _read_set(folder) for folder in SETS}


def _read_set(folder: str) -> dict[str, Report]:
    known, found = Known(townships=townships()), {}
    for kind in ORDER:
        path = DATA / folder / f"{kind}.xlsx"
        if kind == "payments":
            known = replace(known, lines=asked(folder, read(path, kind, SYNONYMS)))
        report = found[kind] = read(path, kind, SYNONYMS, known=known)
        if kind == "roster":
            homes: dict[str, set[str]] = {}
            for record in report.imported:
                homes.setdefault(str(record.values["household_no"]), set()).add(
                    str(record.values["id_number"])
                )
            known = replace(known, households={no: frozenset(ids) for no, ids in homes.items()})
        elif kind == "loans":
            known = replace(known, loans=known_loans(report))
    return found


def told(problem: object) -> dict[str, Any]:
    """A problem as truth.json writes it."""
    names = ("row", "column", "field", "code", "effect", "original", "value", "suggestion", "stage")
    shown = {name: getattr(problem, name) for name in names}
    related = problem.related_rows
    return shown | ({"related_rows": list(related)} if related else {})


def wanted_problems(facts: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in problem.items() if name != "injected"}
        for problem in facts["problems"]
    ]


@pytest.mark.parametrize("folder", SETS)
@pytest.mark.parametrize("kind", ORDER)
def test_every_problem_is_the_one_that_truth_names(
    reports: dict[str, dict[str, Report]], folder: str, kind: str
) -> None:
    report, facts = reports[folder][kind], truth(folder, f"{kind}.xlsx")
    assert [told(problem) for problem in report.problems] == wanted_problems(facts)
    assert report.problem_counts == facts["problem_counts"]
    assert [{"code": d.code, "rows": list(d.rows)} for d in report.duplicates] == facts[
        "duplicates"
    ]


@pytest.mark.parametrize("folder", SETS)
@pytest.mark.parametrize("kind", ORDER)
def test_no_row_disappears(reports: dict[str, dict[str, Report]], folder: str, kind: str) -> None:
    report, facts = reports[folder][kind], truth(folder, f"{kind}.xlsx")
    counts = (
        report.rows,
        report.imported_rows,
        report.held_rows,
        report.header_row,
        report.last_row,
    )
    assert counts == tuple(
        facts[name] for name in ("rows", "imported_rows", "held_rows", "header_row", "last_row")
    )
    assert report.last_row == report.rows + len(report.named_rows)
    assert [
        {"row": n.row, "kind": n.kind} | ({"text": n.text} if n.text else {})
        for n in report.named_rows
    ] == facts["named_rows"]
    assert list(report.hidden_rows) == facts["hidden_rows"]
    every = {n.row for n in report.named_rows} | {r.row for r in (*report.imported, *report.held)}
    assert every == set(range(1, report.last_row + 1))


@pytest.mark.parametrize("folder", SETS)
@pytest.mark.parametrize("kind", ORDER)
def test_columns_sheets_and_runs_are_the_ones_of_truth(
    reports: dict[str, dict[str, Report]], folder: str, kind: str
) -> None:
    report, facts = reports[folder][kind], truth(folder, f"{kind}.xlsx")
    assert report.kind == facts["kind"]
    assert report.sheet == facts["sheet"]
    assert [{"name": o.name, "purpose": o.purpose} for o in report.other_sheets] == facts[
        "other_sheets"
    ]
    assert [
        {"letter": c.letter, "header": c.header, "field": c.field}
        | ({"unit": c.unit} if c.unit else {})
        | ({"hidden": True} if c.hidden else {})
        for c in report.columns
    ] == facts["columns"]
    runs = [
        {"field": r.field, "first_row": r.first_row, "last_row": r.last_row, "merged": r.merged}
        for r in report.filled_down
    ]
    assert runs == facts["filled_down"]


@pytest.mark.parametrize("folder", SETS)
@pytest.mark.parametrize("kind", ["loans", "interest", "payments", "assignment"])
def test_control_totals_are_exact(
    reports: dict[str, dict[str, Report]], folder: str, kind: str
) -> None:
    report, facts = reports[folder][kind], truth(folder, f"{kind}.xlsx")
    assert {
        name.removesuffix("_fen"): f"{Decimal(fen) / 100:.2f}"
        for name, fen in report.totals.items()
    } == facts["totals"]


@pytest.mark.parametrize("folder", SETS)
def test_a_settlement_knows_its_quarter_and_its_repayments(
    reports: dict[str, dict[str, Report]], folder: str
) -> None:
    report, facts = reports[folder]["interest"], truth(folder, "interest.xlsx")
    assert str(report.period_from) == facts["period_from"]
    assert str(report.period_to) == facts["period_to"]
    assert len(report.changes) == facts["balance_changes"]
    assert reports[folder]["payments"].batch == truth(folder, "payments.xlsx")["batch"]
    assert (
        reports[folder]["assignment"].townships_of_county
        == truth(folder, "assignment.xlsx")["townships_of_county"]
    )


def test_the_day_of_a_file_is_read_from_its_title(reports: dict[str, dict[str, Report]]) -> None:
    assert str(reports["messy"]["roster"].as_of) == truth("messy", "roster.xlsx")["as_of"]
    assert str(reports["messy"]["loans"].as_of) == truth("messy", "loans.xlsx")["as_of"]
    assert reports["clean"]["roster"].as_of is None  # an export without a title says no day


def value_of(record: dict[str, object], name: str) -> str | None:
    """A value of the ledger as truth.json writes it."""
    if name == "per_capita_net_income":
        fen = record["per_capita_net_income_fen"]
        return None if fen is None else str(Decimal(str(fen)) / 100)
    value = record[name]
    return None if value is None else str(value)


def probe(report: Report, facts: dict[str, Any]) -> None:
    homes: dict[object, list[dict[str, object]]] = {}
    for record in report.imported:
        homes.setdefault(record.values["household_no"], []).append(record.values)
    assert facts["probes"]
    for home in facts["probes"]:
        found = [
            {name: value_of(person, name) for name in home[0]}
            for person in homes[home[0]["household_no"]]
        ]
        income = "per_capita_net_income"
        for person in (*found, *home):
            person[income] = person[income] and str(Decimal(person[income]).normalize())
        assert found == home


@pytest.mark.parametrize("folder", SETS)
def test_households_villages_and_probes_are_found(
    reports: dict[str, dict[str, Report]], folder: str
) -> None:
    report, facts = reports[folder]["roster"], truth(folder, "roster.xlsx")
    assert report.households == facts["households"]
    assert report.members == facts["members"]
    assert report.households_in_file == facts["households_in_file"]
    assert report.distribution == facts["distribution"]
    assert villages(report) == facts["villages"]
    probe(report, facts)


def villages(report: Report) -> list[dict[str, object]]:
    names = ("division_code", "township", "village", "households", "members")
    return [{name: getattr(village, name) for name in names} for village in report.villages]


FORMATS = sorted(
    truth_name
    for truth_name in json.loads((DATA / "formats/truth.json").read_text("utf-8"))["files"]
)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_list_reads_the_same_in_every_dress(name: str) -> None:
    facts = json.loads((DATA / "formats/truth.json").read_text("utf-8"))
    report = read(DATA / "formats" / name, "roster", SYNONYMS)
    for key in ("kind", "rows", "imported_rows", "held_rows", "households", "members"):
        assert getattr(report, key) == facts["files"][name][key]
    assert villages(report) == facts["in_each_of_them"]["villages"]
    probe(report, facts["in_each_of_them"])


MALFORMED = json.loads((DATA / "malformed/truth.json").read_text("utf-8"))["files"]


@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_a_malformed_file_is_refused_quickly_and_in_little_memory(name: str) -> None:
    tracemalloc.start()
    start = perf_counter()
    try:
        with pytest.raises(UserError) as refusal:
            read(DATA / "malformed" / name, "roster", SYNONYMS)
        spent, peak = perf_counter() - start, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refusal.value.code == MALFORMED[name]["code"]
    assert spent < 5
    assert peak < 100 << 20


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="file_missing"):
        read(tmp_path / "gone.xlsx", "roster", SYNONYMS)


def test_what_the_progress_raises_ends_the_reading() -> None:
    seen: list[tuple[int, int]] = []

    def stop(done: int, whole: int) -> None:
        seen.append((done, whole))
        raise Stopped

    with pytest.raises(Stopped):
        read(DATA / "clean" / "roster.xlsx", "roster", SYNONYMS, progress=stop)
    assert len(seen) == 1
    assert 0 < seen[0][0] < seen[0][1] == 934
