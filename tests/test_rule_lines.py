"""Lines of questions: whatever stands in one, it is answered or refused by field, never a crash."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.lines import KINDS, answer
from desktop.texts.rules import TEXTS
from tests.rule_cases import ask, invariants, open_cases, packs

CASES = [(kind, case) for kind in KINDS for case in open_cases(kind)]
FAULTS = {"bad_json", "missing_field", "unknown_field", "bad_value"}
odd = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        10**30,
        3.6,
        "",
        "yes",
        "0.00",
        "999999999999.99",
        "-0.01",
        "0",
        "100",
        "9999-12-31",
        "9999-12-30",
        "1900-01-01",
        "0001-01-01",
        "2026-02-29",
        "2026-05-01",
        [],
        {},
        [{}],
        [None],
        ["matured_unpaid"],
        "renewal",
        "extension",
        "TPXE",
        "CYDB",
        "pending",
        1,
        2,
        36,
    ]
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    """The paths of all values inside an object."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, one in inner:
        found.append((*path, key))
        if isinstance(one, dict | list):
            found += places(one, (*path, key))
    return found


def put(case: dict, path: tuple, value: object) -> None:
    target = case
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value


@given(st.sampled_from(CASES), st.data())
def test_no_value_anywhere_breaks_an_answer(chosen: tuple[str, dict], data: st.DataObject) -> None:
    kind, case = chosen
    case = {key: value for key, value in deepcopy(case).items() if key not in ("expect", "note")}
    path = data.draw(st.sampled_from(places(case)))
    put(case, path, data.draw(odd))
    got = ask(kind, case)
    assert invariants(kind, got) == []
    if "error" in got:
        assert got["error"]["code"] in FAULTS
        assert TEXTS[got["error"]["code"]].format_map(got["error"]["params"]).endswith("。")
    else:
        json.dumps(got, ensure_ascii=False).encode()


@given(st.sampled_from(CASES), st.data())
def test_a_fact_that_nobody_asked_is_answered_or_required(
    chosen: tuple[str, dict], data: st.DataObject
) -> None:
    kind, case = chosen
    case = {key: value for key, value in case.items() if key not in ("expect", "note", "id")}
    gone = data.draw(st.sets(st.sampled_from(sorted(case)), min_size=1))
    left = {key: value for key, value in case.items() if key not in gone}
    nulls = left | dict.fromkeys(gone)
    got, same = (ask(kind, {"id": "a", **one}) for one in (left, nulls))
    assert got == same
    assert invariants(kind, got) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_does_not_depend_on_the_lines_before(kind: str) -> None:
    cases = open_cases(kind)
    forward = [ask(kind, case) for case in cases]
    backward = [ask(kind, case) for case in reversed(cases)]
    assert forward == backward[::-1]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_object_of_whole_characters_is_bad_json(kind: str) -> None:
    for text in ("", "null", "[]", '"x"', "{", '{"id": "\\ud800"}', '{"id": NaN}'):
        assert answer(kind, text, packs()) == {
            "id": None,
            "error": {"code": "bad_json", "params": {"field": "", "form": ""}},
        }


def test_a_character_beyond_the_first_plane_comes_back() -> None:
    got = answer("renewal", '{"id": "\\ud86c\\udd56"}', packs())
    assert (got["id"], got["error"]["code"]) == ("\U0002b156", "missing_field")


def test_an_application_at_the_end_of_the_calendar_is_answered() -> None:
    case = open_cases("eligibility")[0] | {"applied_on": "9999-12-31", "drawn_on": None}
    assert ask("eligibility", case | {"maturity_on": None})["outcome"] in (
        "pending",
        "needs_review",
    )


@pytest.mark.parametrize(
    ("kind", "case"), CASES, ids=lambda value: value["id"] if isinstance(value, dict) else None
)
def test_every_answer_says_why_this_policy_and_which_points_are_open(kind: str, case: dict) -> None:
    got = ask(kind, case)
    known = {one.code: one for one in packs().questions}
    for one in got.get("lines", [got]):
        if "error" in got or (kind == "compensation" and "signed_on" not in case):
            continue
        assert one["reason"].endswith("。")
        assert all(packs().clause(row["clause"]).text for row in one.get("reasons", ()))
        assert all(len(known[code].readings) > 1 for code in one["questions"])


def test_a_contract_in_the_window_comes_with_the_readings_that_compete() -> None:
    case = next(case for kind, case in CASES if kind == "renewal")
    contract = {key: case[key] for key in ("id", "region", "drawn_on", "maturity_on")}
    asked = contract | {"product_code": "BFXE", "signed_on": "2026-03-10"}
    got = ask("renewal", asked | {"drawn_on": "2026-03-10", "maturity_on": "2027-03-10"})
    assert (got["outcome"], got["policy_pack"]) == ("needs_review", "CN-2026")
    assert got["questions"] == ["AMB-01", "AMB-02"]
    assert "由人工复核" in got["reason"]
