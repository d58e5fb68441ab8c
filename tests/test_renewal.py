"""Renewal and extension: once in all, never after the roster, each answer with its pack."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.binding import bind, cited, last_day
from desktop.rules.renewal import OUTCOMES, Request, resolve
from tests.rule_cases import ask, book, codes, open_cases, packs, pairs, problems, sides

START = date(2026, 4, 10)


@pytest.mark.parametrize("case", open_cases("renewal"), ids=lambda case: case["id"])
def test_an_open_case_is_answered_as_expected(case: dict) -> None:
    assert problems("renewal", case) == []


@pytest.mark.parametrize("pair", pairs("renewal"), ids=lambda pair: pair["code"])
def test_a_code_holds_on_one_side_and_not_on_the_other(pair: dict) -> None:
    holds, other = (ask("renewal", case) for case in sides("renewal", pair))
    assert pair["code"] in codes("renewal", holds)
    assert holds["outcome"] == pair["outcome"]
    assert holds["missing"] == pair.get("missing", [])
    assert pair["code"] not in codes("renewal", other)
    assert (holds["policy_pack"] is None) >= (holds["outcome"] == "not_allowed")


@pytest.mark.parametrize(
    ("product", "region", "signed_on", "pack", "code"),
    [
        ("BFXE", "140581", date(2026, 2, 23), None, "no_pack"),
        ("BFXE", "140581", date(2026, 2, 24), "CN-2026", "pack_window"),
        ("BFXE", "140581", date(2026, 3, 26), "CN-2026", "pack_window"),
        ("BFXE", "140581", date(2026, 3, 27), "SX-2026", "pack_window"),
        ("BFXE", "140581", date(2026, 3, 28), "SX-2026", None),
        ("BFXE", "511132", date(2026, 2, 23), None, "no_pack"),
        ("BFXE", "511132", date(2026, 2, 24), "CN-2026", "pack_window"),
        ("BFXE", "511132", date(2026, 2, 25), "CN-2026", None),
        ("BFXE", "610902", date(2026, 2, 25), "CN-2026", None),
        ("TPXE", "140581", date(2020, 12, 31), None, "no_pack"),
        ("TPXE", "140581", date(2021, 1, 1), "LEGACY-2021", None),
        ("TPXE", "140581", date(2026, 2, 23), "LEGACY-2021", None),
        ("TPXE", "140581", date(2026, 2, 24), "LEGACY-2021", "pack_window"),
        ("TPXE", "140581", date(2026, 3, 27), "LEGACY-2021", "pack_window"),
        ("TPXE", "140581", date(2026, 3, 28), None, "no_pack"),
        ("TPXE", "511132", date(2026, 2, 23), "LEGACY-2021", None),
        ("TPXE", "511132", date(2026, 2, 24), "LEGACY-2021", "pack_window"),
        ("TPXE", "511132", date(2026, 2, 25), None, "no_pack"),
        ("FPXE", "140581", date(2020, 12, 31), "FPXE-OLD", "pack_record_only"),
        ("FPXE", "140581", date(2021, 1, 1), None, "no_pack"),
        ("NHDK", "140581", date(2026, 4, 1), None, "no_pack"),
        ("TPXE", "441621", date(2025, 1, 1), None, "pack_parameter_missing"),
    ],
)
def test_product_region_and_day_name_the_pack(
    product: str, region: str, signed_on: date, pack: str | None, code: str | None
) -> None:
    found = bind(packs(), product, region, signed_on)
    assert (found.pack, found.codes) == (pack, (code,) if code else ())
    assert found.reason.endswith("。")


@pytest.mark.parametrize(("region", "pack"), [("610902", "SN-AK"), ("441621", "GD-HY")])
def test_a_city_plan_lies_over_the_old_pack_from_its_day_on(region: str, pack: str) -> None:
    day = date(2024, 7, 1)
    before = bind(packs(), "TPXE", region, day - timedelta(days=1), overlay_from=day)
    after = bind(packs(), "TPXE", region, day, overlay_from=day)
    assert (before.pack, after.pack) == ("LEGACY-2021", pack)
    window = bind(packs(), "TPXE", region, date(2026, 2, 24), overlay_from=day)
    assert (window.pack, window.codes) == (pack, ("pack_window",))


def test_an_old_product_continues_as_the_new_one_only_after_its_last_day() -> None:
    assert last_day(packs(), "TPXE", "140581") == date(2026, 3, 27)
    assert last_day(packs(), "TPXE", "511132") == date(2026, 2, 24)
    assert last_day(packs(), "XXXX", "511132") is None
    for region, day, pack in (
        ("140581", date(2026, 3, 27), "LEGACY-2021"),
        ("140581", date(2026, 3, 28), "SX-2026"),
        ("511132", date(2026, 2, 25), "CN-2026"),
        ("140581", date(2020, 1, 1), None),
    ):
        assert bind(packs(), "TPXE", region, day, continued=True).pack == pack


def request(**change: object) -> Request:
    return Request(
        **{
            "region": "140581",
            "product_code": "BFXE",
            "signed_on": START,
            "drawn_on": START,
            "maturity_on": date(2027, 4, 10),
            "renewal_type": "renewal",
            "requested_on": date(2027, 3, 10),
            "months": 12,
            "prior_count": 0,
            "on_roster": True,
            "overdue": False,
            "area_suspended": False,
            "eligibility": "eligible",
        }
        | change
    )


def test_a_renewal_in_order_is_allowed_and_counts_once() -> None:
    found = resolve(request(), packs())
    assert (found.outcome, found.codes, found.renewal_count) == ("allowed", (), 1)
    assert found.last_subsidy_day == date(2027, 4, 9)
    assert packs().clause(found.clause).item == "五（二）"


def test_an_old_request_of_ankang_still_needs_the_city_plan_day() -> None:
    old = {"region": "610902", "product_code": "TPXE", "requested_on": date(2026, 1, 10)}
    found = resolve(request(**old, drawn_on=date(2025, 1, 10)), packs())
    assert found.outcome == "needs_review"
    assert found.missing == ("overlay_from",)
    refused = resolve(request(**old, drawn_on=date(2025, 1, 10), prior_count=1), packs())
    assert (refused.outcome, refused.missing) == ("not_allowed", ())


def test_months_that_can_bring_no_more_than_a_review_are_not_asked_for_one() -> None:
    """Two years so far: a longer extension is reviewed, which the overdue loan already is."""
    wish = {"renewal_type": "extension", "maturity_on": date(2028, 4, 10), "months": None}
    found = resolve(request(**wish, overdue=True), packs())
    assert (found.outcome, found.missing) == ("needs_review", ())
    open_one = resolve(request(**wish), packs())
    assert (open_one.outcome, open_one.missing) == ("needs_review", ("months",))
    short = resolve(request(renewal_type="extension", months=None, overdue=True), packs())
    assert (short.outcome, short.missing) == ("needs_review", ("months",))


facts = st.fixed_dictionaries(
    {
        "renewal_type": st.sampled_from(["renewal", "extension"]),
        "months": st.none() | st.integers(1, 40),
        "prior_count": st.sampled_from([None, 0, 1]),
        "on_roster": st.sampled_from([None, True, False]),
        "overdue": st.sampled_from([None, True, False]),
        "area_suspended": st.sampled_from([None, True, False]),
        "eligibility": st.sampled_from(
            [None, "pending", "eligible", "needs_review", "not_eligible"]
        ),
        "repaid_on": st.sampled_from([None, date(2027, 3, 9), date(2027, 3, 10)]),
    }
)


@given(facts)
def test_what_is_missing_and_only_that_is_called_missing(known: dict) -> None:
    found = resolve(request(**known), packs())
    assert ("fact_missing" in found.codes) == bool(found.missing)
    assert (found.policy_pack is None) == (found.outcome == "not_allowed")
    unknown = [name for name, value in known.items() if value is None and name != "repaid_on"]
    assert set(found.missing) <= {*unknown, "eligibility"}
    assert found.outcome in OUTCOMES


@given(facts, st.sampled_from(["overdue", "on_roster", "prior_count"]))
def test_a_worse_answer_never_gives_a_better_outcome(known: dict, name: str) -> None:
    good, bad = {"overdue": (False, True), "on_roster": (True, False), "prior_count": (0, 1)}[name]
    better = resolve(request(**known | {name: good}), packs())
    worse = resolve(request(**known | {name: bad}), packs())
    assert OUTCOMES.index(worse.outcome) >= OUTCOMES.index(better.outcome)


@pytest.mark.parametrize(
    ("code", "field", "change"),
    [
        ("missing_field", "requested_on", {"requested_on": None}),
        ("missing_field", "maturity_on", {"maturity_on": None}),
        ("unknown_field", "params.day_basis", {"params": {"day_basis": 360}}),
        ("unknown_field", "on_rooster", {"on_rooster": True}),
        ("bad_value", "months", {"months": 0}),
        ("bad_value", "months", {"months": "12"}),
        ("bad_value", "prior_count", {"prior_count": 2}),
        ("bad_value", "prior_count", {"prior_count": True}),
        ("bad_value", "eligibility", {"eligibility": "met"}),
        ("bad_value", "maturity_on", {"maturity_on": "2026-04-10"}),
    ],
)
def test_a_line_that_cannot_be_read_names_its_field(code: str, field: str, change: dict) -> None:
    error = ask("renewal", book("renewal")["baseline"] | change)["error"]
    assert (error["code"], error["params"]["field"]) == (code, field)


def test_a_printed_text_cites_nothing_where_no_pack_is_in_force() -> None:
    known = {"SX-2026"}
    assert cited(packs(), "BFXE", "140581", date(2026, 2, 23), known) is None
    assert cited(packs(), "BFXE", "141124", date(2026, 9, 1), known) == "SX-2026"
