"""What the loader proves of a lower layer, tried with layers that let go in hidden ways."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.errors import UserError
from desktop.rules.eligibility import decide
from desktop.rules.explain import explain
from desktop.rules.facts import Case
from desktop.rules.packs import PackSet, parse
from desktop.texts.checks import finding as says
from desktop.texts.checks import rule_name
from tests.pack_files import NATIONAL, PLAN, SHANXI, files, refused

AT = f'clause = "{NATIONAL} 一（二）"'
BOUND = f"""
[[binding]]
product = "BFXE"
from = 2026-03-28
clause = "{SHANXI} 五（二）"
reason = "本县细则印发后签订的合同。"
"""


def county(text: str, plan: str = PLAN) -> PackSet:
    return parse(files() | {"county.toml": plan + text})


def rule(name: str, finding: str, more: str = "", kind: str = "rule", force: str = "hard") -> str:
    head = f'[[{kind}]]\nname = "{name}"\n{AT}\nforce = "{force}"\n{more}'
    return f"{head}\nfinding = [{finding}]\n"


def test_a_condition_is_compared_at_the_limits_of_both_layers() -> None:
    """The lower rule names no limit of its own, so its own answers would never show the gap."""
    nothing = (
        '{ code = "amount_over_product_cap", result = "not_met", '
        'when = { fact = "applied_amount", is = 0 } }'
    )
    found = refused(county=PLAN + rule("amount_household_cap", nothing))
    assert (found.code, found.params["key"]) == ("pack_loosened", "finding")


def test_a_condition_is_compared_on_every_day_on_which_a_number_changes() -> None:
    """Today the county's own limit is tighter; from 2028 on it is no limit at all."""
    number = (
        '[parameter.own_limit]\nunit = "yuan"\ndates = "contract"\ntighter = "lower"\nvalues = [\n'
        f'  {{ from = 2026-06-01, to = 2027-12-31, value = "100000.00", {AT} }},\n'
        f'  {{ from = 2028-01-01, value = "200000.00", {AT} }},\n]\n'
    )
    over = (
        '{ code = "amount_over_product_cap", result = "not_met", when = { not = '
        '{ sum = ["applied_amount", "live_bfxe_balance"], at_most = "own_limit" } } }'
    )
    found = refused(county=PLAN + number + rule("amount_household_cap", over))
    assert (found.code, found.params["key"]) == ("pack_loosened", "finding")
    short = number.replace("200000.00", "100000.00")
    assert county(short + rule("amount_household_cap", over)).pack("COUNTY")


def test_a_rule_may_not_be_asked_less_often_than_above() -> None:
    same = (
        '{ code = "guarantee_required", result = "not_met", '
        'when = { not = { fact = "guarantee_type", is = "credit" } } }'
    )
    sometimes = 'applies = { fact = "purpose_code", is = "production" }'
    found = refused(county=PLAN + rule("guarantee", same, sometimes))
    assert (found.code, found.params["key"]) == ("pack_loosened", "finding")


def test_a_rule_that_asks_too_much_at_once_is_refused_and_not_tried_for_ever() -> None:
    facts = ["relation_to_head", "household_type", "monitor_category", "needs_continued_support"]
    facts += ["purpose_code", "guarantee_type", "industry_class", "credit_conclusion"]
    facts += ["on_roster", "need_real", "skill_repay"]
    parts = ", ".join(f'{{ same = ["{one}", "{one}"] }}' for one in ("bank_id", "main_bank_id"))
    parts += "".join(f', {{ fact = "{one}", in = [] }}' for one in facts[:8])
    parts += "".join(f', {{ fact = "{one}", is = true }}' for one in facts[8:])
    finding = f'{{ code = "guarantee_required", result = "not_met", when = {{ any = [{parts}] }} }}'
    found = refused(county=PLAN + rule("guarantee", finding))
    assert found.code == "pack_rule_too_wide"


def test_the_findings_of_a_renewal_are_kept_and_others_may_be_added() -> None:
    kept = (
        '{ code = "off_roster_at_maturity", result = "not_met", exits = ["farmer_loan"], '
        'when = { fact = "on_roster", is = false } }'
    )
    more = (
        '{ code = "overdue_at_renewal", result = "needs_review", '
        'when = { fact = "overdue", is = true } }'
    )
    asked = 'applies = { fact = "repaid", is = false }'
    assert county(rule("renewal_roster", f"{kept}, {more}", asked, "renewal")).pack("COUNTY")
    found = refused(county=PLAN + rule("renewal_roster", more, asked, "renewal"))
    assert (found.code, found.params["key"]) == ("pack_loosened", "finding")
    found = refused(county=PLAN + rule("renewal_roster", kept, kind="renewal"))
    assert (found.code, found.params["key"]) == ("pack_loosened", "finding")


def test_a_county_may_not_bind_contracts_to_a_pack_of_its_own_beside_the_one_above() -> None:
    alone = PLAN.replace('over = "SX-2026"\n', "") + BOUND
    assert refused(county=alone).params["key"] == "rule"
    found = refused(county=alone + rule("policy_pack", ""))
    assert (found.code, found.params["file"], found.params["key"]) == (
        "pack_loosened",
        "county.toml",
        "pack",
    )
    assert county(BOUND).pack("COUNTY")


def test_a_county_over_a_province_reckons_as_the_province_does() -> None:
    assert county("").pack("COUNTY").scheme == "two_tiers"
    plan = PLAN.replace("regions", 'scheme = "none"\nregions')
    with pytest.raises(UserError, match="pack_loosened"):
        county("", plan)


@pytest.mark.parametrize("kind", ["rule", "hint"])
def test_a_rule_that_does_not_apply_is_shown_as_such_and_answered_as_met(kind: str) -> None:
    """A county asks for something only of those who are not the head of the household."""
    result = {"rule": "needs_review", "hint": "hint"}[kind]
    when = '{ fact = "need_real", is = false }'
    finding = f'{{ code = "id_mismatch", result = "{result}", when = {when} }}'
    asked = 'applies = { not = { fact = "relation_to_head", is = "head" } }'
    text = BOUND + rule("helper", finding, f'title = "不是户主的"\n{asked}', kind)
    found = county(text)
    day = date(2026, 11, 20)
    case = {"region": "140581", "applied_on": day, "need_real": False}
    results = {}
    for relation in ("head", "child", None):
        decision = decide(Case(**case, relation_to_head=relation), found)
        results[relation] = next(r.result for r in decision.findings if r.rule == "helper")
        answered = {row["rule"]: row["result"] for row in decision.answer()["reasons"]}
        if kind == "rule" and relation == "head":
            assert answered["helper"] == "met"
            table = explain(decision, "officer", found)
            assert "helper" in [one.row.rule for one in table.groups["not_applicable"]]
        assert ("helper" in answered) == (kind == "rule")
    unsettled = {"rule": "pending", "hint": "not_applicable"}[kind]
    shown = {"rule": "needs_review", "hint": "hint"}[kind]
    assert results == {"head": "not_applicable", "child": shown, None: unsettled}


def test_packs_of_one_layer_lie_over_each_other_whatever_their_files_are_called() -> None:
    """A bank's rules of a later year, in a file that sorts before the one below it."""
    later = PLAN.replace('"COUNTY"', '"LATER"').replace('over = "SX-2026"', 'over = "COUNTY"')
    found = parse(files() | {"z.toml": PLAN, "a.toml": later.replace("临县实施细则", "临县补充")})
    assert found.pack("LATER").scheme == "two_tiers"
    assert [one.layer for one in found.packs.values()][:2] == ["national", "national"]


@pytest.mark.parametrize("over", ["COUNTY", "NOWHERE", "LATER"])
def test_a_pack_over_itself_over_nothing_or_in_a_ring_is_refused(over: str) -> None:
    ring = PLAN.replace('"COUNTY"', '"LATER"').replace('over = "SX-2026"', 'over = "COUNTY"')
    plan = PLAN.replace('over = "SX-2026"', f'over = "{over}"')
    found = refused(county=plan, later=ring.replace("临县实施细则", "临县补充"))
    assert (found.code, found.params["key"]) == ("pack_layer_unknown", "over")


def test_a_province_does_not_lie_over_a_county() -> None:
    upper = PLAN.replace('"COUNTY"', '"LATER"').replace('layer = "county"', 'layer = "province"')
    upper = upper.replace('over = "SX-2026"', 'over = "COUNTY"').replace("临县实施细则", "某省")
    assert refused(county=PLAN, later=upper).code == "pack_layer_unknown"


def test_an_exception_of_a_finding_has_its_own_clause() -> None:
    """A household whose risk is gone is reviewed, unless it still needs support anyway."""
    (finding, *_) = next(
        rule
        for rule in parse(files()).pack("CN-2026").rules
        if rule.name == "needs_continued_support"
    ).findings
    assert finding.exception.clause.item == "一（一）"
    assert finding.exception.why.endswith("。")


MONTHS = """
[parameter.own_months]
unit = "months"
dates = "contract"
tighter = "fixed"
values = [{{ from = 2021-01-01, value = {}, clause = "{}" }}]
"""


def own_months(value: int) -> str:
    return MONTHS.format(value, f"{NATIONAL} 一（三）")


def test_a_condition_may_not_ask_whether_nobody_asked() -> None:
    """An unknown fact would become a known one, and nobody would be asked for it."""
    finding = (
        '{ code = "civil_capacity_lacking", result = "not_met", when = { all = ['
        '{ not = { unknown = "civil_capacity" } }, { fact = "civil_capacity", is = false }] } }'
    )
    found = refused(county=PLAN + rule("civil_capacity", finding))
    assert (found.code, found.params["word"]) == ("pack_word_unknown", "civil_capacity")


def test_a_longer_term_of_the_countys_own_is_seen() -> None:
    finding = (
        '{ code = "term_over_36_months", result = "not_met", when = { not = '
        '{ term = ["drawn_on", "maturity_on"], count_at_most = "own_months" } } }'
    )
    assert refused(county=PLAN + own_months(60) + rule("term", finding)).code == "pack_loosened"
    assert county(own_months(36) + rule("term", finding)).pack("COUNTY")


def test_an_exemption_by_another_word_of_the_text_is_seen() -> None:
    purpose = next(one for one in parse(files()).pack("SX-2026").rules if one.name == "purpose")
    assert len(purpose.findings) == 15
    shown = files()["cn-2026.toml"]
    start = shown.index('[[rule]]\nname = "purpose"')
    text = shown[start : shown.index("[[rule]]", start + 5)]
    text = text.replace('"一（八）"', f'"{NATIONAL} 一（八）"')
    assert county(text).pack("COUNTY")
    married = '{ fact = "purpose_text", has_any = ["结婚"] }'
    loose = text.replace(
        married, married + ', { not = { fact = "purpose_text", has_any = ["牛"] } }'
    )
    assert refused(county=PLAN + loose).code == "pack_loosened"


def test_a_number_of_the_past_is_proved_too_and_the_layer_above_counts_before_ones_own() -> None:
    head = '[parameter.max_amount]\nunit = "yuan"\ndates = "contract"\ntighter = "lower"\n'
    early = f'{head}values = [{{ from = 2026-03-27, to = 2026-06-30, value = "900000.00", {AT} }}, '
    late = f'{{ from = 2026-07-01, value = "90000.00", {AT} }}]\n'
    assert refused(county=PLAN + early + late).code == "pack_loosened"
    found = county(f"{head}values = [{late}")
    limits = found.pack("COUNTY").parameters["max_amount"]
    assert [limits.on(date(2026, month, 1)).value for month in (6, 7)] == [10_000_000, 9_000_000]
    ended = late.replace("from = 2026-07-01,", "from = 2026-07-01, to = 2027-01-01,")
    assert refused(county=f"{PLAN}{head}values = [{ended}").code == "pack_dates_gap"


def test_a_layer_does_not_give_leave_that_the_text_above_does_not_give() -> None:
    head = '[parameter.max_amount]\nunit = "yuan"\ndates = "contract"\ntighter = "lower"\n'
    leave = f'may_loosen = "{NATIONAL} 一（二）"\n'
    value = f'values = [{{ from = 2026-03-27, value = "40000.00", {AT} }}]\n'
    assert county(head + value).pack("COUNTY")
    found = refused(county=PLAN + head + leave + value)
    assert (found.code, found.params["key"]) == ("pack_loosened", "may_loosen")


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (('regions = ["140581"]', "regions = []"), "pack_value_wrong", "regions"),
        (('regions = ["140581"]', 'regions = ["1"]'), "pack_loosened", "regions"),
        (("checked_on", 'era = "record"\nchecked_on'), "pack_loosened", "era"),
        (("checked_on", 'scheme = "lpr_full"\nchecked_on'), "pack_loosened", "scheme"),
        (('"临县实施细则"', '"金发（2026）2号"'), "pack_name_twice", "number"),
    ],
)
def test_a_head_that_reaches_too_far_is_refused(
    change: tuple[str, str], code: str, key: str
) -> None:
    plan = PLAN.replace(*change).replace("金发（2026）2号", NATIONAL)
    found = refused(county=plan + f'[fills]\npublic_notice_days = "{NATIONAL} 三（三）"\n')
    assert (found.code, found.params["key"]) == (code, key)


def test_a_bank_lays_down_only_what_the_text_leaves_to_banks() -> None:
    bank = PLAN.replace('layer = "county"', 'layer = "bank"').replace("SX-2026", "CN-2026")
    number = (
        '[parameter.local_share]\nunit = "percent"\ndates = "accrual"\ntighter = "fixed"\n'
        f'values = [{{ from = 2026-06-01, value = "20", clause = "{NATIONAL} 一（六）" }}]\n'
    )
    assert refused(bank=bank + number).code == "pack_fill_refused"
    again = (
        '[open.public_notice_days]\nunit = "days"\ndefault = "0"\nfilled_by = ["county"]\n'
        f'clause = "{NATIONAL} 三（三）"\nreadings = ["不公示"]\n'
    )
    assert refused(county=PLAN + again).code == "pack_name_twice"


def test_two_layers_of_one_rank_may_not_bind_the_same_region() -> None:
    wide = PLAN.replace('"COUNTY"', '"WIDE"').replace('"140581"', '"1405"')
    wide = wide.replace("临县实施细则", "某市实施细则")
    found = refused(county=PLAN + BOUND, wide=wide + BOUND)
    assert (found.code, found.params["key"]) == ("pack_dates_overlap", "regions")


def renewal(found: PackSet, requested_on: date) -> str:
    from desktop.rules.renewal import Request, resolve

    return resolve(
        Request(
            region="140581",
            product_code="BFXE",
            signed_on=date(2026, 4, 10),
            drawn_on=date(2026, 4, 10),
            maturity_on=date(2027, 4, 10),
            renewal_type="renewal",
            requested_on=requested_on,
            months=36,
            prior_count=0,
            on_roster=True,
            overdue=False,
            area_suspended=False,
            eligibility="eligible",
        ),
        found,
    ).judged_by


def test_a_renewal_is_judged_by_the_pack_in_force_on_its_day() -> None:
    later = BOUND.replace("2026-03-28", "2027-01-01")
    found = county(later)
    assert renewal(found, date(2026, 12, 31)) == "SX-2026"
    assert renewal(found, date(2027, 1, 1)) == "COUNTY"


def test_a_tolerance_of_nothing_is_nothing() -> None:
    from desktop.rules.compensation import Claim, judge
    from desktop.rules.money import parse_percent

    strict = (
        '[parameter.tolerance_points]\nunit = "points"\ndates = "decision"\ntighter = "lower"\n'
        f'values = [{{ from = 2026-03-28, value = "0", clause = "{SHANXI} 三（二）" }}]\n'
    )
    claim = Claim(
        region="140581",
        product_code="BFXE",
        signed_on=date(2026, 4, 20),
        trigger=1,
        cause_verified=True,
        claimed_on=date(2026, 8, 20),
        overdue_principal=100,
        overdue_interest=0,
        use_deviation=False,
        npl_product=parse_percent("3.50"),
        npl_bank=parse_percent("1.50"),
        fund_balance=100,
    )
    assert judge(claim, county("")).status == "payable"
    found = judge(claim, county(BOUND + strict))
    assert (found.status, found.flags) == ("needs_review", ("npl_over_tolerance",))


def test_a_condition_of_a_countys_own_brings_its_words() -> None:
    """A new notice is a new file: nobody sees a code where a sentence belongs."""
    when = 'when = { fact = "need_real", is = false } }'
    silent = f'{{ code = "not_sheep", result = "needs_review", {when}'
    told = silent.replace("when", 'says = "本县只支持养羊，请说明。", when', 1)
    assert refused(county=PLAN + rule("sheep", told)).params["key"] == "title"
    title = 'title = "养羊项目"'
    assert refused(county=PLAN + rule("sheep", silent, title)).params["key"] == "says"
    found = county(BOUND + rule("sheep", told, title))
    day = date(2026, 11, 20)
    decision = decide(Case(region="140581", applied_on=day, need_real=False), found)
    row = next(row for row in decision.rows if row.rule == "sheep")
    assert rule_name(row.rule, row.title) == "养羊项目"
    assert says(row.code, row.says) == "本县只支持养羊，请说明。"
    assert rule_name("age", "别的名称") == rule_name("age")
