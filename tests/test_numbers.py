"""Numbers that the texts leave open: where, and in which form."""

from __future__ import annotations

import json
from datetime import date

import pytest

from desktop.rules import numbers
from desktop.rules.money import RATE_ONE
from desktop.rules.openings import laid_down, leaves, openings
from desktop.rules.subsidy import ShareRow
from tests.policy_files import refused
from tests.rule_cases import packs

SHANXI, ANKANG, ELSEWHERE = "141124", "610925", "330100"
PERCENT = RATE_ONE // 100
SHARES = json.dumps(
    [
        {"from": "2024-01-01", "share": "70"},
        {"from": "2021-01-01", "to": "2023-12-31", "share": "100"},
    ]
)
RATES = '[{"from": "2026-01-20", "lpr_1y": "3.00", "lpr_5y": "3.50"}]'


# What is open where.


def test_the_last_word_in_a_region_is_that_of_its_lowest_documents() -> None:
    named = {
        SHANXI: {"SX-2026", "LEGACY-2021", "FPXE-OLD"},
        ANKANG: {"CN-2026", "SN-AK", "FPXE-OLD"},
        ELSEWHERE: {"CN-2026", "LEGACY-2021", "FPXE-OLD"},
    }
    for region, ids in named.items():
        assert {pack.id for pack in leaves(packs(), region)} == ids
    assert [pack.id for pack in leaves(packs(), SHANXI, "BFXE")] == ["SX-2026"]
    assert [pack.id for pack in leaves(packs(), SHANXI, "TPXE")] == ["LEGACY-2021"]


def test_a_number_is_answered_only_when_no_document_of_the_region_leaves_it_open() -> None:
    shanxi = {one.name: one for one in openings(packs(), SHANXI)}
    assert shanxi["local_share"].answered_by.endswith("一（六）")
    assert shanxi["fund_ratio"].answered_by == ""  # the old contracts still wait for it
    assert shanxi["day_basis"].choices == ("360", "365")
    assert shanxi["day_basis"].default == "360"
    assert "overlay_from" not in shanxi
    assert "lpr_table" not in shanxi
    ankang = {one.name: one for one in openings(packs(), ANKANG)}
    assert {"overlay_from", "lpr_table", "legacy_share"} <= set(ankang)
    assert {one.answered_by for one in ankang.values()} == {""}
    assert laid_down(leaves(packs(), SHANXI), "no_such_number", date(2026, 7, 8)) is None


# Numbers as typed.


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("yuan", "50000.00", 5_000_000),
        ("percent", "20", 20 * PERCENT),
        ("points", "2.5", 5 * PERCENT // 2),
        ("ratio", "1/16", RATE_ONE // 16),
        ("days", "90", 90),
        ("months", "36", 36),
        ("years", "18", 18),
        ("count", "1", 1),
        ("day", "2026-03-01", date(2026, 3, 1)),
        ("word", "borrower", "borrower"),
        ("word", "365", 365),
    ],
)
def test_a_number_is_read_by_its_unit(unit: str, text: str, value: object) -> None:
    assert numbers.number("x", unit, text) == value
    assert numbers.kept("x", unit, f" {text} ") == text


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        ("yuan", ["50000", "5万", "-1.00", "1.000", ""]),
        ("percent", ["100.01", "-1", "20%", "一半", ""]),
        ("points", ["101", "x"]),
        ("ratio", ["1/0", "1:16", "1/3", "0.5"]),
        ("days", ["90.5", "-1", "九十", "", "\uff11\uff12"]),
        ("count", ["1.0"]),
        ("day", ["2026-3-1", "20260301", "2026-02-30", "明天"]),
        ("word", [""]),
        ("table", ["", "{}", "[]", "[1]", "x", '[{"from": "2026-01-01"}]', "[" * 20_000]),
    ],
)
def test_what_is_no_number_of_its_unit_is_refused_with_the_form(
    unit: str, texts: list[str]
) -> None:
    for text in texts:
        fault = refused(lambda text=text: numbers.kept("x", unit, text))
        assert fault.code == "parameter_value_wrong"
        assert fault.params["form"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("legacy_share", {"share": "70"}),
        ("legacy_share", {"from": "2026-01-01", "share": 70}),
        ("legacy_share", {"from": "2026-01-01", "share": "170"}),
        ("legacy_share", {"from": "2026-01-01", "to": "2025-01-01", "share": "70"}),
        ("legacy_share", {"from": "2026-01-01", "share": "70", "note": "x"}),
        ("legacy_share", {"from": "2026-1-1", "share": "70"}),
        ("lpr_table", {"from": "2026-01-20", "lpr_1y": "3.00"}),
        ("lpr_table", {"from": "2026-01-20", "to": "2026-02-20", "lpr_1y": "3", "lpr_5y": "4"}),
    ],
)
def test_a_row_that_the_table_does_not_have_is_refused(name: str, row: dict[str, object]) -> None:
    text = json.dumps([row])
    assert refused(lambda: numbers.kept(name, "table", text)).code == "parameter_value_wrong"


def test_a_table_is_kept_in_the_order_of_its_days_and_no_day_twice() -> None:
    stored = numbers.kept("legacy_share", "table", SHARES)
    assert numbers.share_rows(stored) == (
        ShareRow(start=date(2021, 1, 1), end=date(2023, 12, 31), share=RATE_ONE),
        ShareRow(start=date(2024, 1, 1), end=None, share=70 * PERCENT),
    )
    twice = json.dumps([*json.loads(RATES), *json.loads(RATES)])
    assert refused(lambda: numbers.kept("lpr_table", "table", twice)).params["form"].startswith("[")
    assert numbers.prime_rates(numbers.kept("lpr_table", "table", RATES))[0].one_year == 3 * PERCENT


def test_one_of_the_choices_is_wanted_where_there_are_some() -> None:
    fault = refused(lambda: numbers.kept("payee", "word", "bank", ("borrower", "head")))
    assert fault.params["form"] == "borrower | head"


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("yuan", 5_000_000, "50000.00"),
        ("percent", 70 * PERCENT, "70"),
        ("points", 5 * PERCENT // 2, "2.5"),
        ("ratio", RATE_ONE // 16, "1/16"),
        ("day", date(2025, 12, 31).toordinal(), "2025-12-31"),
        ("months", 36, "36"),
    ],
)
def test_a_number_of_a_pack_is_shown_by_its_unit(unit: str, value: int, text: str) -> None:
    assert numbers.shown(unit, value) == text
