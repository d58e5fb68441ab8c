"""Every file of the samples through the services: the report is truth, the ledger holds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from db import compared, loans
from db.check import check
from desktop.cli import imports as verbs
from desktop.cli.frame import plain
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.records.imports import ImportReport
from tests.import_books import ORDER, Clock, logical, opened, sample, take, truth
from tests.sheet_files import DATA

SETS = ("clean", "messy")
BESIDE = {"bytes", "probes", "products", "statuses", "as_of", "problems"}
FORMATS = sorted(json.loads((DATA / "formats/truth.json").read_text("utf-8"))["files"])
MALFORMED = json.loads((DATA / "malformed/truth.json").read_text("utf-8"))["files"]
ORIGINALS = {
    "assignment": "SELECT originals FROM township_assignment WHERE originals <> ''",
    "loans": "SELECT originals FROM loan WHERE originals <> ''",
    "interest": "SELECT originals FROM interest_settlement WHERE originals <> ''",
    "payments": "SELECT originals FROM payment_result WHERE originals <> ''",
}
WHOLE_NUMBER = re.compile(r"(?<!\d)(?:149999\d{11}[\dXx]|154\d{8}|9999\d{12,15})(?!\d)")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "county.db", Clock()) as made:
        yield made


def settle(desk: Desk) -> None:
    """The quarter of the samples as the county settles it, before it is paid."""
    desk.subsidies.settle_quarter(2026, 3, list_closed_on=date(2026, 9, 20))


def shown(report: ImportReport) -> dict[str, Any]:
    return dict(json.loads(json.dumps(plain(verbs.data(report)), ensure_ascii=False)))


def same_as_truth(told: dict[str, Any], facts: dict[str, Any]) -> None:
    """All that truth says, as the command line says it."""
    for key in facts.keys() - BESIDE:
        assert told[key] == facts[key], key
    wanted = [{k: v for k, v in one.items() if k != "injected"} for one in facts["problems"]]
    assert told["problems"] == wanted


@pytest.mark.parametrize("folder", SETS)
def test_every_dry_run_of_a_set_is_what_truth_says(desk: Desk, folder: str) -> None:
    store = desk.session.store
    for kind in ORDER:
        if kind == "payments":
            settle(desk)
        facts = truth(folder, f"{kind}.xlsx")
        before, runs = logical(store), desk.imports.runs()
        dry = desk.imports.take(kind, sample(folder, kind), dry_run=True)
        same_as_truth(shown(dry), facts)
        assert not WHOLE_NUMBER.findall(verbs.told(dry))
        assert (logical(store), desk.imports.runs()) == (before, runs)

        report = desk.imports.take(kind, sample(folder, kind))
        assert report.imported_rows == facts["imported_rows"]
        assert desk.imports.runs()[0].held_rows == facts["held_rows"]
        if kind != "roster":
            assert report.written == facts["imported_rows"]
    assert check(store).ok


@pytest.mark.parametrize("folder", SETS)
def test_the_ledger_holds_the_control_totals(desk: Desk, folder: str) -> None:
    take(desk, folder)
    tables = {"loans": "loan", "interest": "interest_settlement", "payments": "payment_result"}
    columns = {"product_sum": "product_sum_fen_days"}
    for kind, table in tables.items():
        for name, amount in truth(folder, f"{kind}.xlsx")["totals"].items():
            column = columns.get(name, f"{name}_fen")
            sql = f"SELECT sum({column}) FROM {table}"  # noqa: S608
            assert desk.session.store.number(sql) == round(float(amount) * 100), name


def test_a_loan_knows_its_borrower_its_policy_and_what_it_renews(desk: Desk) -> None:
    take(desk, "clean", "assignment", "roster", "loans")
    store = desk.session.store
    found = [loans.by_no(store, number) for (number,) in store.rows("SELECT loan_no FROM loan")]
    made = [one for one in found if one is not None]
    assert {one.policy_pack_id for one in made if one.product_code == "TPXE"} == {"LEGACY-2021"}
    assert {one.policy_pack_id for one in made if one.product_code == "BFXE"} == {"SX-2026"}
    assert all(one.policy_reason and one.member_no and one.household_no for one in made)
    renewed = [one for one in made if one.renews_loan_no]
    assert renewed
    assert all(loans.by_no(store, one.renews_loan_no) for one in renewed)
    assert {one.loan_status for one in made} == {"normal", "settled", "overdue"}
    assert {one.balance_on for one in made} == {None}  # the file says no day


def test_a_borrower_who_is_not_certain_is_left_open(desk: Desk) -> None:
    take(desk, "messy", "assignment", "roster", "loans")
    flagged = [
        one.row
        for one in desk.imports.take("loans", sample("messy", "loans"), dry_run=True).problems
        if one.code in {"not_on_roster", "id_mismatch"}
    ]
    store = desk.session.store
    open_ones = store.number("SELECT count(*) FROM loan WHERE member_no IS NULL")
    assert open_ones == len(flagged) == 2
    said = store.rows("SELECT DISTINCT balance_on FROM loan")
    assert said == [("2026-09-20",)]  # from the title


@pytest.mark.parametrize("kind", [kind for kind in ORDER if kind != "roster"])
def test_the_ledger_keeps_the_cell_as_it_stood(desk: Desk, kind: str) -> None:
    for one in ORDER[: ORDER.index(kind) + 1]:
        if one == "payments":
            settle(desk)
        take(desk, "messy", one)
    facts = truth("messy", f"{kind}.xlsx")["problems"]
    held = {one["row"] for one in facts if one["effect"] == "held"}
    wanted = {
        (one["field"], one["original"])
        for one in facts
        if one["row"] not in held and one["original"] is not None and one["row"] is not None
    }
    rows = desk.session.store.rows(ORIGINALS[kind])
    kept = {cell for (text,) in rows for cell in json.loads(text).items()}
    assert kept == wanted
    assert kept


def test_a_payment_is_compared_with_the_batch_that_was_settled_last(desk: Desk) -> None:
    take(desk, "messy", "assignment", "roster", "loans", "interest")
    store, kept = desk.session.store, "1411242026082000036"
    settle(desk)
    bank = next(one.bank for one in compared.loans(store) if one.loan_no == kept)
    desk.session.clock.on(minutes=1)
    desk.subsidies.settle_quarter(2026, 3, list_closed_on=date(2026, 9, 20), bank=bank)
    lines = compared.asked(store)
    assert lines["2026Q3", kept] == 15_556  # not both runs together
    assert {batch for batch, loan in lines if loan == kept} == {
        "2026Q3", "141124-2026Q3A01", "141124-2026Q3A02",
    }  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_list_goes_in_in_every_dress(desk: Desk, name: str) -> None:
    facts = json.loads((DATA / "formats/truth.json").read_text("utf-8"))["files"][name]
    report = desk.imports.take("roster", DATA / "formats" / name)
    told = (report.rows, report.imported_rows, report.held_rows, report.households, report.members)
    assert told == tuple(
        facts[key] for key in ("rows", "imported_rows", "held_rows", "households", "members")
    )
    assert len(desk.households.numbers()) == facts["households"]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("full") / "county.db", Clock()) as made:
        take(made, "clean", "assignment", "roster", "loans")
        yield made


@pytest.mark.parametrize("kind", ORDER)
@pytest.mark.parametrize("name", sorted(MALFORMED))
def test_a_malformed_file_is_refused_in_one_sentence_whatever_it_is_taken_for(
    full: Desk, kind: str, name: str
) -> None:
    before, start = logical(full.session.store), perf_counter()
    with pytest.raises(UserError) as refusal:
        full.imports.take(kind, DATA / "malformed" / name)
    assert perf_counter() - start < 5
    codes = {MALFORMED[name]["code"]} | ({"header_not_found"} if kind != "roster" else set())
    assert refusal.value.code in codes
    assert logical(full.session.store) == before
