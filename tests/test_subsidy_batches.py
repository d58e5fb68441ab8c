"""Batches as operations: who may write and have them, what is derived, how a figure is shown."""

from __future__ import annotations

import base64
import json
import shutil
import zlib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import merge, ops, subsidies
from db.batchlines import LINE, folded, lines_of
from db.check import check, state_hash
from db.packing import pack
from db.records.core import Op
from db.store import Store, StoreError
from db.subsidies import Packed
from db.table import Audience
from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.rules.subsidy import LprRow, Params
from desktop.services.operations import audiences_of
from desktop.services.records.subsidies import Derivation
from desktop.services.shelf import Shelf
from desktop.services.subsidies.rows import COLUMNS
from tests.counties import deliver, made_county
from tests.ledgers import (
    OTHER,
    TOWNSHIP,
    Clock,
    everything,
    identity,
    in_memory,
    new_store,
    open_store,
    person,
    publish,
)
from tests.quarters import CLOSED, LEGACY, OFFICER, fill, loan, office, posted

pytest_plugins = ["tests.quarter_fixtures"]


def batches(store: Store) -> list[Op]:
    return [one for one in everything(store) if one.tbl == "subsidy_batch"]


def test_a_run_is_one_operation_for_each_township_and_its_audience_the_bank(
    store: Store, clock: Clock
) -> None:
    fill(store, [loan(), loan("B", 61, township_code=OTHER)])
    office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert [(one.scope, one.audience) for one in batches(store)] == [
        (TOWNSHIP, f"{TOWNSHIP}.{Audience.BANK}"),
        (OTHER, f"{OTHER}.{Audience.BANK}"),
    ]
    for role, has in (
        ("officer", True),
        ("bank_desk", True),
        ("agriculture_desk", False),
        ("regulator_desk", False),
    ):
        assert (f"{TOWNSHIP}.bank" in audiences_of(role, [TOWNSHIP])) is has


def test_another_ledger_derives_the_same_lines(clock: Clock) -> None:
    with made_county() as county:
        publish(county.hub, [person(n) for n in range(1, 4)])
        fill(county.hub, [loan(), loan("B", 2)], [posted()])
        run = office(county.hub, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
        assert deliver(county.hub, county.first).refused == ()
        ours, theirs = office(county.hub, clock), office(county.first, clock)
        assert theirs.lines(run.batch_no) == ours.lines(run.batch_no)
        assert theirs.batches() == ours.batches()
        assert state_hash(county.first)["subsidy_line"] == state_hash(county.hub)["subsidy_line"]
        assert deliver(county.hub, county.first).taken == 0
        assert all(one.agrees for one in theirs.derivation(run.batch_no, "A"))
        assert check(county.first).ok


def test_lines_come_when_a_payload_that_was_withheld_comes(clock: Clock) -> None:
    with made_county() as county:
        publish(county.hub, [person(1)])
        fill(county.hub, [loan()])
        run = office(county.hub, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
        withheld = [
            one if one.tbl != "subsidy_batch" else without(one) for one in everything(county.hub)
        ]
        authority = {f"{1:032x}": ("county", ())}
        merge.take(county.first, withheld, authority=authority)
        assert office(county.first, clock).batches() == []
        merge.take(county.first, everything(county.hub), authority=authority)
        assert len(office(county.first, clock).lines(run.batch_no)) == 1


def without(op: Op) -> Op:
    return replace(op, payload=None)


def test_a_batch_that_is_taken_back_takes_its_lines_with_it(store: Store, clock: Clock) -> None:
    fill(store, [loan()])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    row = f"{TOWNSHIP}/{run.batch_no}/1"
    with store.write(OFFICER) as writer:
        writer.tombstone("subsidy_batch", row)
    assert (service.batches(), store.number("SELECT count(*) FROM subsidy_line")) == ([], 0)
    assert check(store).ok
    with store.write(OFFICER) as writer:
        writer.restore("subsidy_batch", row)
    assert len(service.lines(run.batch_no)) == 1
    assert service.settle_quarter(2026, 3, list_closed_on=CLOSED).revision == 2


def packed(rows: str, **more: object) -> Packed:
    fields = {
        "year": 2026,
        "quarter": 3,
        "period_from": date(2026, 6, 21),
        "period_to": CLOSED,
        "list_closed_on": CLOSED,
        "settled_at": "2026-10-11T00:00:00+00:00",
        **more,
    }
    return Packed(township_code=TOWNSHIP, fields=fields, rows=rows, sums={})


BROKEN = {
    "no text at all": "",
    "no packed rows": "not packed",
    "no columns": pack({}),
    "no table": base64.b64encode(zlib.compress(b"[]")).decode(),
    "nothing that inflates": "YWJj",
    "columns of different lengths": pack({"line_no": [1], "household_no": ["1", "2"]}),
    "a column that is none": pack({"line_no": 1}),
    "texts that are none": pack({"line_no": [1], "household_no": {"texts": 1}}),
    "signs of nothing": pack({"line_no": [1], "household_no": {"of": [], "at": "a"}}),
    "no numbers": pack({"household_no": ["1"]}),
    "a number twice": pack({"line_no": [1, 1], "household_no": ["1", "2"]}),
    "a number that is none": pack({"line_no": ["1"], "household_no": ["1"]}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_rows_that_nobody_can_read_give_no_lines_and_break_nothing(store: Store, name: str) -> None:
    subsidies.keep(store, OFFICER, "149999-2026Q3B01", 1, [packed(BROKEN[name])])
    assert store.number("SELECT count(*) FROM subsidy_batch") == 1
    assert store.number("SELECT count(*) FROM subsidy_line") == 0
    assert check(store).ok


def test_values_that_do_not_fit_their_column_are_left_out(store: Store) -> None:
    rows = pack({
        "line_no": [1, 2, 3],
        "household_no": ["1", 2, None],
        "days": [92, "many", 1 << 70],
        "nobody": [1, 2, 3],
        "flags": ['["a"]', None, ""],
    })  # fmt: skip
    subsidies.keep(store, OFFICER, "149999-2026Q3B01", 1, [packed(rows)])
    assert store.rows("SELECT household_no, days, flags FROM subsidy_line ORDER BY line_no") == [
        ("1", 92, '["a"]'),
        (None, None, None),
        (None, None, None),
    ]
    found = subsidies.lines(store, "149999-2026Q3B01", 1, subsidies.LineFilter())
    assert [one.flags for one in found] == [("a",), (), ()]


def test_columns_are_the_same_after_their_journey() -> None:
    columns = {
        "line_no": list(range(200)),
        "household_no": [f"{place % 95}" for place in range(200)],
        "flags": ["[]" if place % 2 else "x" for place in range(200)],
        "days": [place % 89 for place in range(200)],
        "missing": [None] * 200,
    }
    assert set(columns) <= set(LINE)
    back = lines_of(folded(columns))
    assert back == {name: values for name, values in columns.items() if name != "missing"}
    # the first rows look as if there were few values
    late = {"line_no": list(range(1500)), "days": [0] * 1000 + list(range(500))}
    assert lines_of(folded(late)) == late
    many = {"line_no": [*range(100)], "loan_no": [f"L{place}" for place in range(100)]}
    for odd in ("two\nlines", "", None, "x" * 9):
        many["loan_no"][7] = odd
        assert lines_of(folded(many))["loan_no"] == [one or "" for one in many["loan_no"]]


def test_a_line_has_every_column_once() -> None:
    assert sorted(("line_no", *COLUMNS)) == sorted(LINE)


def test_only_who_keeps_loans_may_write_a_batch(clock: Clock) -> None:
    for role, code in (("regulator_desk", "not_owner"), ("agriculture_desk", "not_owner")):
        with in_memory(clock, identity(2, role)) as store, pytest.raises(StoreError) as caught:
            subsidies.keep(store, OFFICER, "149999-2026Q3C01", 1, [packed("")])
        assert caught.value.code == code


def test_a_batch_of_a_desk_that_may_not_is_set_aside(clock: Clock) -> None:
    with (
        in_memory(clock, identity(2, "officer")) as from_there,
        in_memory(clock, identity()) as hub,
    ):
        subsidies.keep(from_there, OFFICER, "149999-2026Q3C01", 1, [packed("")])
        authority = {f"{2:032x}": ("regulator_desk", (TOWNSHIP,))}
        result = merge.take(hub, list(ops.range_since(from_there, {}, None)), authority=authority)
        assert [code for _, code in result.refused] == ["not_owner"]
        assert hub.number("SELECT count(*) FROM subsidy_batch") == 0


def shown(store: Store, clock: Clock, shelf: Shelf | None = None) -> Derivation:
    service = office(store, clock, shelf=shelf) if shelf else office(store, clock)
    (one,) = service.derivation(service.batches()[0].batch_no, "A")
    return one


def test_a_figure_is_shown_step_by_step_and_the_steps_give_it(store: Store, clock: Clock) -> None:
    fill(store, [loan()], [posted()])
    office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
    one = shown(store, clock)
    assert [(figure.name, figure.amount_fen, figure.less_fen) for figure in one.figures] == [
        ("interest", 46_000, 0),
        ("central_t1", 31_944, 0),
        ("province_t1", 12_778, 31_944),
        ("central_t2", 0, 0),
    ]
    (product,) = one.figures[2].steps
    assert (product.amount_fen, product.rate, product.days, product.basis) == (
        5_000_000,
        "3.50",
        92,
        360,
    )
    assert one.equation == (("central", 31_944), ("province", 12_778), ("borrower", 1_278))
    assert (one.agrees, one.same_policy, len(one.digest)) == (True, True, 64)


def test_an_old_contract_is_shown_with_the_share_of_each_day(store: Store, clock: Clock) -> None:
    old = loan(product_code="TPXE", signed_on=date(2025, 7, 1), drawn_on=date(2025, 7, 1))
    fill(store, [old], [posted()])
    service = office(store, clock, LEGACY)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    (one,) = service.derivation(run.batch_no, "A")
    assert [(figure.name, figure.amount_fen) for figure in one.figures] == [
        ("interest", 46_000),
        ("subsidy", 46_000),
    ]
    assert one.line.central_rate == ""


ELSEWHERE = {
    "a city that pays up to the prime rate": (
        "610902",
        {"product_code": "TPXE", "signed_on": date(2024, 11, 5), "drawn_on": date(2024, 11, 5)},
        Params(
            overlay_from=date(2024, 7, 1),
            lpr_table=(
                LprRow(start=date(2024, 10, 21), one_year=31 * 10**9, five_years=36 * 10**9),
            ),
        ),
        [("interest", 46_000), ("subsidy", 46_000)],
    ),
    "a county that adds a fifth of the rate": (
        "511132",
        {},
        Params(local_share=20 * 10**10, local_base_limit=5_000_000, tolerance=2,
               confirmed=frozenset({"matured_unpaid"})),
        [("interest", 46_000), ("central_t1", 31_944)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_lines_of_other_provinces_are_reckoned_again_the_same(clock: Clock, name: str) -> None:
    county, change, params, figures = ELSEWHERE[name]
    with in_memory(clock, replace(identity(1), county_code=county)) as store:
        publish(store, [person(1)])
        fill(store, [loan(**change)], [posted()])
        service = office(store, clock, params)
        run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
        (one,) = service.derivation(run.batch_no, "A")
    assert (one.agrees, one.line.line_status) == (True, "listed")
    assert [(figure.name, figure.amount_fen) for figure in one.figures] == figures


def test_a_line_is_reckoned_from_its_batch_whatever_the_ledger_says_since(
    store: Store, clock: Clock
) -> None:
    fill(store, [loan(), loan("B", drawn_on=date(2026, 5, 1))], [posted()])
    office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
    fill(store, [loan(principal_fen=1), loan("B", signed_on=None)], [posted(due=7)])
    assert shown(store, clock).agrees


def test_other_policy_files_are_said_to_be_others(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    fill(store, [loan()], [posted()])
    run = office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
    shutil.copytree(RESOURCES / "policy", tmp_path / "policy")
    with (tmp_path / "policy" / "lpr.toml").open("a", encoding="utf-8") as file:
        file.write("\n# looked at again\n")
    other = Shelf(tmp_path)
    assert not office(store, clock, shelf=other).batch(run.batch_no).same_policy
    one = shown(store, clock, other)
    assert (one.agrees, one.same_policy) == (True, False)


def test_a_line_that_the_rules_do_not_give_is_said_to_differ(store: Store, clock: Clock) -> None:
    fill(store, [loan()], [posted()])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    (kept,) = subsidies.listed(store, run.batch_no)
    payload = json.loads(batches(store)[0].payload or b"")["f"]
    columns = lines_of(payload["rows"])
    columns["subsidy_total_fen"] = [44_723]
    fields = {name: payload[name] for name in payload if name not in {"rows", "digest"}}
    forged = Packed(township_code=TOWNSHIP, fields=fields, rows=folded(columns), sums={})
    subsidies.keep(store, OFFICER, run.batch_no, 2, [forged])
    assert not shown(store, clock).agrees
    assert service.differing(run.batch_no) == (TOWNSHIP,)
    assert service.differing(run.batch_no, kept.revision) == ()


def test_a_loan_that_is_not_in_a_batch_is_refused(store: Store, clock: Clock) -> None:
    fill(store, [loan()])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    for batch_no, loan_no, code in (
        (run.batch_no, "ghost", "line_unknown"),
        ("ghost", "A", "batch_unknown"),
    ):
        with pytest.raises(UserError) as caught:
            service.derivation(batch_no, loan_no)
        assert caught.value.code == code


def test_batches_that_came_before_the_program_knew_them_apply_after_the_upgrade(
    tmp_path: Path, clock: Clock
) -> None:
    with new_store(tmp_path / "L", clock) as store:
        publish(store, [person(1)])
        fill(store, [loan()], [posted()])
        office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
        after = state_hash(store)
        # as a program of the first step left it: the operations were kept, the tables unknown
        with store.transaction():
            for table in ("subsidy_batch", "subsidy_line"):
                store.execute(f"DROP TABLE {table}")
            for index in ("loan_by_scope", "loan_renewals", "settlement_by_period"):
                store.execute(f"DROP INDEX {index}")
            store.execute("DROP INDEX settlement_changes")
            store.execute("DELETE FROM _sqlite_migrations WHERE name = '0003_subsidies'")
            store.put_meta(unknown="1", fingerprint="older")
    with open_store(tmp_path / "L", clock) as store:
        assert state_hash(store) == after
        assert check(store).ok
    assert (tmp_path / "L.before-0003_subsidies").is_file()
