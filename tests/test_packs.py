"""Policy packs: clauses word for word, and every fault refused by file, table and key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from desktop.errors import UserError
from desktop.rules.money import RATE_ONE
from desktop.rules.packs import parse
from desktop.rules.packs.model import LAYERS
from desktop.rules.vocabulary import WordUnknown, compile_condition, scope
from tests.pack_files import NATIONAL, PLAN, SHANXI, files, refused
from tests.rule_cases import book, packs

FAULTS = book("pack_faults")["fault"]


def replaced(name: str, old: str, new: str) -> Callable[[dict[str, str]], None]:
    def change(texts: dict[str, str]) -> None:
        assert old in texts[name], old
        texts[name] = texts[name].replace(old, new, 1)

    return change


def test_the_packs_that_ship_are_in_order() -> None:
    found = packs().packs
    assert set(found) == {
        "CN-FRAME-2026",
        "CN-2026",
        "SX-2026",
        "LEGACY-2021",
        "SN-AK",
        "GD-HY",
        "FPXE-OLD",
    }
    assert all(pack.layer in LAYERS and pack.checked_on for pack in found.values())
    assert len(packs().digest) == 64


def test_a_clause_is_found_by_number_or_pack_and_in_both_kinds_of_brackets() -> None:
    clause = packs().clause(SHANXI, "一（六）")
    assert clause.short == "晋一(六)"
    assert clause.ref == f"{SHANXI} 一（六）"
    assert clause.title == "关于做好山西省帮扶小额信贷工作的通知"
    assert "财政累计贴息上限不超过3.5个百分点" in clause.text
    for again in (("SX-2026", "一(六)"), ("SX-2026", "一（六）"), (clause.ref,)):
        assert packs().clause(*again) is clause
    with pytest.raises(UserError, match="clause_unknown"):
        packs().clause(SHANXI, "九（九）")


def test_every_clause_stands_word_for_word_in_a_text_with_the_digest() -> None:
    for pack in packs().packs.values():
        if pack.document.source:
            raw = files()[pack.document.source].encode()
            assert hashlib.sha256(raw).hexdigest() == pack.document.digest
            text = "".join(raw.decode().split())
            assert all("".join(clause.text.split()) in text for clause in pack.clauses)


def test_every_number_has_a_unit_a_date_and_a_clause_that_exists() -> None:
    for pack in packs().packs.values():
        for parameter in pack.parameters.values():
            assert parameter.unit
            for value in parameter.values:
                assert packs().clause(value.ref).text


def test_every_open_number_names_its_readings() -> None:
    opens = {name: one for pack in packs().packs.values() for name, one in pack.opens.items()}
    assert {"local_share", "legacy_share", "lpr_table", "fund_ratio", "overlay_from"} <= set(opens)
    assert all(one.readings and one.filled_by and one.ref for one in opens.values())
    assert set(packs().pack("SX-2026").fills) == {
        "local_share",
        "local_base_limit",
        "fund_ratio",
        "payee",
    }


def test_the_open_points_of_the_texts_are_all_listed() -> None:
    codes = [one.code for one in packs().questions]
    assert codes == [f"AMB-{number:02d}" for number in range(1, 43)]
    assert all(one.readings and one.recommended and one.point for one in packs().questions)


def test_a_parameter_answers_for_its_day() -> None:
    text = PLAN + (
        '[parameter.claim_months]\nunit = "months"\ndates = "contract"\ntighter = "lower"\n'
        "values = [{ from = 2026-06-01, to = 2026-12-31, value = 5, clause = AT }, "
        "{ from = 2027-01-01, value = 4, clause = AT }]\n".replace("AT", f'"{SHANXI} 四（四）"')
    )
    months = parse(files() | {"county.toml": text}).pack("COUNTY").parameters["claim_months"]
    days = (date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [months.on(day).value for day in days] == [6, 5, 4]
    assert packs().pack("SX-2026").cited("fund_ratio", days[2]).endswith("四（四）")
    last = packs().pack("SX-2026").number("transition_last", days[0])
    assert date.fromordinal(last) == date(2025, 12, 31)


def test_a_county_may_fill_and_tighten() -> None:
    text = PLAN.replace("SX-2026", "CN-2026").replace("140581", "511132") + (
        f'[fills]\nlocal_share = "{NATIONAL} 一（六）"\n'
        '[parameter.max_months]\nunit = "months"\ndates = "contract"\ntighter = "lower"\n'
        f'values = [{{ from = 2026-06-01, value = 24, clause = "{NATIONAL} 一（三）" }}]\n'
    )
    pack = parse(files() | {"county.toml": text}).pack("COUNTY")
    assert pack.number("max_months", date(2026, 7, 1)) == 24
    assert pack.fills["local_share"].startswith("金发")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['code']} {fault['new']}")
def test_a_faulty_pack_is_refused_by_file_table_and_key(fault: dict[str, str]) -> None:
    found = refused(replaced(fault["file"], fault["old"], fault["new"]))
    assert found.code == fault["code"]
    assert (found.params["table"], found.params["key"]) == (fault["table"], fault["key"])


def test_a_parameter_without_a_value_is_refused() -> None:
    text = PLAN + '[parameter.odd]\nunit = "days"\ndates = "decision"\ntighter = "fixed"\n'
    found = refused(county=text)
    assert (found.code, found.params["key"]) == ("pack_key_missing", "values")


def test_what_is_no_table_or_list_is_refused() -> None:
    for text, key in (("binding = 7", "binding"), ("parameter = 7", "")):
        found = refused(county=f"{text}\n{PLAN}")
        assert (found.code, found.params["key"]) == ("pack_value_wrong", key)


def test_a_file_that_is_no_toml_says_where() -> None:
    assert "line" in str(refused(county="[pack\n").params["where"])
    with pytest.raises(UserError, match="pack_not_toml"):
        parse({**files(), "county.toml": b"\xff"})


def test_a_lower_layer_may_not_weaken_a_rule() -> None:
    head = f'[[rule]]\nname = "term"\nclause = "{NATIONAL} 一（三）"\nforce = '
    weak = head + '"{}"\nfinding = {}\n'
    term = '{ term = ["drawn_on", "maturity_on"], count_at_most = "max_months" }'
    same = f'[{{ code = "term_over_36_months", result = "not_met", when = {{ not = {term} }} }}]'
    found = refused(county=PLAN + weak.format("in_principle", "[]"))
    assert (found.code, found.params["key"]) == ("pack_loosened", "force")
    found = refused(county=PLAN + weak.format("hard", "[]"))
    assert (found.code, found.params["key"]) == ("pack_loosened", "finding")
    kept = parse(files() | {"county.toml": PLAN + weak.format("hard", same)})
    assert kept.pack("COUNTY").rules[-3].clause.ref.startswith("金发")


def test_a_lower_layer_may_find_more() -> None:
    text = f"""
[[rule]]
name = "guarantee"
clause = "{NATIONAL} 一（五）"
force = "hard"

[[rule.finding]]
code = "guarantee_required"
result = "not_met"

[rule.finding.when]
any = [
  {{ not = {{ fact = "guarantee_type", is = "credit" }} }},
  {{ fact = "need_real", is = false }},
]
"""
    assert parse(files() | {"county.toml": PLAN + text}).pack("COUNTY")


def test_a_number_of_the_county_stands_before_that_of_the_layers_above() -> None:
    text = PLAN.replace("SX-2026", "CN-2026").replace("140581", "511132") + (
        f'[fills]\nlocal_share = "{NATIONAL} 一（六）"\n'
        '[parameter.local_share]\nunit = "percent"\ndates = "accrual"\ntighter = "fixed"\n'
        f'values = [{{ from = 2026-06-01, value = "20", clause = "{NATIONAL} 一（六）" }}]\n'
    )
    found = parse(files() | {"county.toml": text})
    day = date(2026, 7, 1)
    assert found.laid_down("local_share", "511132", day).value == RATE_ONE // 5
    assert found.laid_down("local_share", "511133", day) is None
    assert found.laid_down("fund_ratio", "140581", day).value == RATE_ONE * 7 // 10


def test_a_rule_that_lets_go_says_so_to_the_layer_below() -> None:
    loosened = '[parameter.max_amount]\nmay_loosen = "一（二）"'
    changed = dict(files())
    replaced("cn-2026.toml", "[parameter.max_amount]", loosened)(changed)
    replaced("sx-2026.toml", '"100000.00"', '"120000.00"')(changed)
    found = parse(changed).pack("SX-2026")
    assert found.number("max_amount", date(2026, 7, 1)) == 12_000_000


def test_a_reading_of_a_point_that_nobody_wrote_down_is_refused() -> None:
    found = refused(lambda texts: texts.pop("questions.toml"))
    assert (found.code, found.params["key"]) == ("pack_reading_unknown", "reading")
    change = replaced("cn-2026.toml", 'question = "AMB-09"', 'question = "AMB-99"')
    found = refused(change)
    assert (found.params["table"], found.params["key"]) == ("open.day_basis", "question")


FACTS = {
    "applied_on": date(2026, 11, 20),
    "id_number": None,
    "roster_id_number": "149999198105060007",
    "drawn_on": date(2026, 11, 20),
    "maturity_on": None,
    "applied_amount": 5,
    "on_roster": True,
    "purpose_text": None,
}
NUMBERS = {"age_min": 18, "age_max": 65, "limit": 5}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"age_of": "roster_id_number", "between": ["age_min", "age_max"]}, True),
        ({"age_of": "id_number", "between": ["age_min", "age_max"]}, None),
        ({"fact": "drawn_on", "before": "maturity_on"}, None),
        ({"fact": "applied_amount", "at_most": "limit"}, True),
        ({"fact": "applied_amount", "is": 0}, False),
        ({"fact": "purpose_text", "has_any": ["x"]}, None),
        ({"not": {"fact": "purpose_text", "has_any": ["x"]}}, None),
        ({"all": [{"fact": "on_roster", "is": False}, {"valid_id": "id_number"}]}, False),
        ({"all": [{"fact": "on_roster", "is": True}, {"valid_id": "id_number"}]}, None),
        ({"any": [{"valid_id": "id_number"}, {"fact": "on_roster", "is": True}]}, True),
        ({"any": [{"valid_id": "id_number"}, {"fact": "on_roster", "is": False}]}, None),
        ({"same": ["id_number", "roster_id_number"]}, None),
    ],
)
def test_a_condition_has_three_answers(condition: dict, *, holds: bool | None) -> None:
    assert compile_condition(condition, scope(NUMBERS)).test(FACTS) is holds


@pytest.mark.parametrize(
    ("condition", "distances"),
    [
        ({"age_of": "id_number", "at_most": "age_max"}, []),
        ({"age_of": "roster_id_number", "at_least": "old"}, [("roster_id_number", "years", 5)]),
        ({"fact": "applied_amount", "at_most": "limit"}, []),
        ({"fact": "applied_amount", "at_most": "less"}, [("applied_amount", "fen", 1)]),
        ({"term": ["drawn_on", "maturity_on"], "count_at_most": "limit"}, []),
    ],
)
def test_a_limit_says_how_far_a_known_fact_is_beyond_it(
    condition: dict, distances: list[tuple[str, str, int]]
) -> None:
    numbers = scope(NUMBERS | {"old": 50, "less": 4})
    found = [gap.distance(FACTS) for gap in compile_condition(condition, numbers).gaps]
    assert [(one.fact, one.unit, one.amount) for one in found if one] == distances


def test_days_are_compared_when_both_are_known() -> None:
    before = compile_condition({"fact": "drawn_on", "before": "maturity_on"}, scope({}))
    assert before.test(FACTS | {"maturity_on": date(2026, 11, 21)}) is True


@pytest.mark.parametrize(
    "condition",
    [
        7,
        {},
        {"fact": "on_roster"},
        {"fact": 7, "is": True},
        {"fact": "on_roster", "is": "yes"},
        {"fact": "applied_amount", "is": 5},
        {"fact": "applied_amount", "is": False},
        {"fact": "applied_amount", "at_most": "nothing"},
        {"fact": "purpose_code", "in": ["party"]},
        {"fact": "on_roster", "at_most": "limit"},
        {"not": 7},
    ],
)
def test_a_condition_outside_the_vocabulary_is_refused(condition: object) -> None:
    with pytest.raises(WordUnknown):
        compile_condition(condition, scope(NUMBERS))
