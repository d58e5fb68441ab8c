"""Eligibility: cases on both sides of every threshold, and what learning a fact may do."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.rules import identity
from desktop.rules.eligibility import Decision, changes, decide, what_if
from desktop.rules.facts import CLAIM_KINDS, KINDS, WORDS, Case, Kind
from desktop.rules.lines import KINDS as LINE_KINDS
from desktop.rules.lines import answer
from desktop.rules.lines.eligibility import read_case
from desktop.rules.lines.reading import Fields
from desktop.rules.packs.proofs import every_rule
from desktop.rules.verdict import NO_RULE, Interval, Verdict
from desktop.texts.rules import FACTS, FINDINGS, NEXT, RULES
from tests.rule_cases import ask, book, codes, invariants, open_cases, packs, pairs, problems, sides

DAY = date(2026, 11, 20)


def made_up(born: date) -> str:
    head = f"149999{born:%Y%m%d}123"
    return head + identity.check_digit(head)


def baseline(**change: object) -> Case:
    return replace(read_case(Fields(book("eligibility")["baseline"])), **change)


def decided(**change: object) -> Decision:
    return decide(baseline(**change), packs())


@pytest.mark.parametrize("case", open_cases("eligibility"), ids=lambda case: case["id"])
def test_an_open_case_is_answered_as_expected(case: dict) -> None:
    assert problems("eligibility", case) == []


@pytest.mark.parametrize("pair", pairs("eligibility"), ids=lambda pair: pair["code"])
def test_a_code_holds_on_one_side_and_not_on_the_other(pair: dict) -> None:
    holds, other = (ask("eligibility", case) for case in sides("eligibility", pair))
    assert pair["code"] in codes("eligibility", holds)
    assert holds["outcome"] == pair["outcome"]
    assert pair["code"] not in codes("eligibility", other)
    assert invariants("eligibility", holds) == invariants("eligibility", other) == []
    found = [row for row in holds["reasons"] if row["code"] == pair["code"]]
    assert [row["rule"] for row in found] == ([pair["rule"]] if "rule" in pair else [])


def test_every_finding_has_a_case_that_fails_and_one_that_passes() -> None:
    covered = {pair["code"] for kind in LINE_KINDS for pair in pairs(kind)}
    assert covered == set(FINDINGS)


def test_every_code_of_the_packs_and_every_rule_has_its_words() -> None:
    rules = [rule for pack in packs().packs.values() for rule in every_rule(pack)]
    assert {one.code for rule in rules for one in rule.findings} <= set(FINDINGS)
    assert {rule.name for rule in rules} == set(RULES)
    assert set(KINDS) <= set(FACTS)
    known = {"trigger", "restarted", "cured", "overdue_principal", "use_deviation", "tolerance"}
    assert set(CLAIM_KINDS) - set(FACTS) == known | {"fund_share"}
    asked = {fact for rule in decided().book.rules for fact in rule.facts}
    assert asked <= set(NEXT)


def test_an_unknown_fact_that_cannot_matter_is_not_missing() -> None:
    assert decided(needs_continued_support=None).missing == ()
    assert decided(on_roster=False, credit_conclusion=None).missing == ()


def test_an_unknown_fact_counts_while_another_unknown_one_may_let_it() -> None:
    found = decided(household_type=None, monitor_category=None, needs_continued_support=None)
    assert set(found.missing) == {"household_type", "monitor_category", "needs_continued_support"}
    assert found.interval == Interval(Verdict.FAIL, Verdict.PASS)


def test_an_unknown_card_number_touches_age_and_match_together() -> None:
    found = decided(id_number=None)
    assert found.missing == ("id_number",)
    assert {row.rule for row in found.rows if row.result == "pending"} == {"id_match", "age"}


def test_a_wrong_check_digit_settles_the_match_whatever_the_roster_says() -> None:
    found = decided(id_number="149999198105060008", roster_id_number=None)
    row = next(row for row in found.rows if row.rule == "id_match")
    assert row.code == "id_checkdigit_invalid"
    assert found.missing == ()


def test_a_balance_above_the_cap_settles_the_amount_without_the_application() -> None:
    found = decided(applied_amount=None, live_bfxe_balance=10_000_001)
    row = next(row for row in found.rows if row.rule == "amount_household_cap")
    assert (row.result, row.code) == ("not_met", "amount_over_household_cap")


def test_a_prohibited_word_waits_for_the_purpose_that_was_picked() -> None:
    found = decided(purpose_code=None, purpose_text="结婚")
    row = next(row for row in found.rows if row.rule == "purpose")
    assert (row.result, row.code) == ("pending", "fact_missing")
    assert found.missing == ("purpose_code",)


def test_dates_are_missing_only_while_the_term_is_open() -> None:
    assert decided(maturity_on=None).missing == ("maturity_on",)
    assert set(decided(drawn_on=None, maturity_on=None).missing) == {"drawn_on", "maturity_on"}


def test_what_if_shows_what_one_answer_would_change() -> None:
    before = decided(credit_conclusion=None)
    assert what_if(before, packs(), "credit_conclusion", "bad").outcome == "not_eligible"
    assert what_if(before, packs(), "credit_conclusion", "clear").outcome == "eligible"


def test_a_change_names_the_rules_that_answer_differently() -> None:
    before = decided(credit_conclusion=None)
    after = what_if(before, packs(), "credit_conclusion", "bad")
    (change,) = changes(before, after)
    assert change.rule == "credit_conclusion"
    assert [row.code for row in change.before] == ["credit_conclusion_pending"]
    assert [row.code for row in change.after] == ["credit_conclusion_bad"]
    assert changes(before, before) == ()


def test_the_day_of_the_facts_counts_the_age_and_the_day_of_the_law_picks_the_pack() -> None:
    elder = made_up(date(1960, 11, 21))
    case = baseline(id_number=elder, roster_id_number=elder)
    codes_on = {
        day: [row.code for row in decide(case, packs(), facts_on=day).rows if row.code]
        for day in (DAY, DAY + timedelta(days=1))
    }
    assert codes_on == {DAY: [], DAY + timedelta(days=1): ["age_over_principle"]}
    found = decide(case, packs(), law_on=date(2026, 3, 26))
    assert (found.policy_pack, found.outcome) == ("CN-2026", "needs_review")
    assert found.facts_on == DAY


def test_a_decision_names_the_facts_and_numbers_that_it_used() -> None:
    found = decided(risk_cleared=None, needs_continued_support="yes", household_type="poverty_exit")
    assert "risk_cleared" not in found.facts
    assert found.facts["large_need_recorded"] is False
    assert found.facts["applied_amount"] == 5_000_000
    limit = found.parameters["max_amount"]
    clause = packs().clause(limit.ref)
    assert (limit.value, clause.pack, clause.item) == (10_000_000, "SX-2026", "一（二）")


def test_where_no_pack_is_in_force_the_conditions_are_still_asked() -> None:
    found = decided(applied_on=date(2026, 2, 23), on_roster=False)
    assert (found.policy_pack, found.judged_by) == (None, "SX-2026")
    assert found.outcome == NO_RULE
    assert found.answer()["outcome"] == "not_eligible"
    assert found.interval == Interval(Verdict.FAIL, Verdict.FAIL)


def test_in_the_window_the_national_clauses_are_cited() -> None:
    found = decided(applied_on=date(2026, 3, 1))
    assert found.policy_pack == "CN-2026"
    assert {packs().clause(row.clause).pack for row in found.rows} == {"CN-2026"}


@pytest.mark.parametrize(
    ("fact", "change"),
    [
        ("id_number", {"id_number": made_up(date(2026, 11, 21))}),
        ("id_number", {"id_number": "149999198113060007"}),
        ("id_number", {"id_number": "14999919810506000"}),
        ("roster_id_number", {"roster_id_number": "1"}),
        ("maturity_on", {"maturity_on": date(2026, 11, 20)}),
        ("applied_amount", {"applied_amount": -1}),
    ],
)
def test_an_impossible_fact_is_refused_by_name(fact: str, change: dict) -> None:
    with pytest.raises(UserError) as refused:
        decided(**change)
    assert (refused.value.code, refused.value.params) == ("fact_impossible", {"fact": fact})


def value_of(name: str) -> st.SearchStrategy:
    kind = KINDS[name]
    if kind is Kind.WORD:
        return st.sampled_from(WORDS[name])
    if kind is Kind.MONEY:
        return st.sampled_from([0, 1, 5_000_000, 10_000_000, 10_000_001])
    if kind is Kind.DAY:
        first = DAY if name == "drawn_on" else DAY + timedelta(days=1096)
        return st.sampled_from([first, first + timedelta(days=1)])
    if kind is Kind.ID:
        return st.sampled_from(
            [made_up(date(year, 11, day)) for year in (1960, 1990, 2008) for day in (20, 21)]
        )
    if kind is Kind.TEXT:
        return st.sampled_from(["", "养羊", "入股", "建房"])
    return st.booleans()


facts_some_unknown = st.fixed_dictionaries({name: st.none() | value_of(name) for name in KINDS})


@given(facts_some_unknown, st.data())
def test_learning_a_fact_never_leaves_the_interval(facts: dict, data: st.DataObject) -> None:
    before = decide(Case(region="140581", applied_on=DAY, **facts), packs())
    unknown = [name for name, value in facts.items() if value is None]
    if not unknown:
        assert before.interval.settled or "pending" in {row.result for row in before.rows}
        return
    name = data.draw(st.sampled_from(unknown))
    after = what_if(before, packs(), name, data.draw(value_of(name)))
    assert before.interval.covers(after.interval)
    assert set(after.missing) <= set(before.missing) - {name}


@given(facts_some_unknown, st.data())
def test_a_fact_that_is_not_missing_changes_no_outcome(facts: dict, data: st.DataObject) -> None:
    """All other unknown facts answered, two answers to it give the same outcome."""
    before = decide(Case(region="140581", applied_on=DAY, **facts), packs())
    idle = [n for n, v in facts.items() if v is None and n not in before.missing]
    if not idle:
        return
    name = data.draw(st.sampled_from(idle))
    filled = {
        other: data.draw(value_of(other)) if value is None else value
        for other, value in facts.items()
    }
    outcomes = {
        decide(Case(region="140581", applied_on=DAY, **(filled | {name: answer})), packs()).outcome
        for answer in (data.draw(value_of(name)), data.draw(value_of(name)))
    }
    assert len(outcomes) == 1


@given(st.integers(0, 10_000_000))
def test_one_fen_over_flips_exactly_one_reason(live: int) -> None:
    room = 10_000_000 - live
    just, over = (
        {
            (row.rule, row.code)
            for row in decided(applied_amount=amount, live_bfxe_balance=live).rows
        }
        for amount in (room, room + 1)
    )
    flipped = over - just
    assert {rule for rule, _ in flipped} == {"amount_household_cap"}
    assert just - over == {("amount_household_cap", None)}


def test_an_interval_covers_what_lies_inside_it() -> None:
    whole, review = Interval(Verdict.FAIL, Verdict.PASS), Interval(Verdict.REVIEW, Verdict.REVIEW)
    assert whole.covers(review)
    assert not review.covers(whole)
    assert Verdict.FAIL < Verdict.REVIEW < Verdict.PASS
    assert (whole.settled, review.settled, decided().interval.settled) == (False, True, True)


def test_a_review_beside_something_pending_may_still_fail_but_not_pass() -> None:
    found = decided(bank_rating_done=False, purpose_code="mixed")
    assert found.outcome == "needs_review"
    assert found.interval == Interval(Verdict.FAIL, Verdict.REVIEW)


def test_the_interval_is_as_narrow_as_the_answers_allow() -> None:
    found = decided(live_tpxe_balance=None)
    assert found.interval == Interval(Verdict.REVIEW, Verdict.PASS)


def line(**change: object) -> dict:
    case = book("eligibility")["baseline"] | change
    return {key: value for key, value in case.items() if value != "absent"}


@pytest.mark.parametrize(
    ("code", "field", "change"),
    [
        ("missing_field", "region", {"region": "absent"}),
        ("missing_field", "applied_on", {"applied_on": None}),
        ("unknown_field", "applied_amuont", {"applied_amuont": "1.00"}),
        ("unknown_field", "params.local_share", {"params": {"local_share": "0"}}),
        ("bad_value", "id", {"id": 7}),
        ("bad_value", "region", {"region": "14058"}),
        ("bad_value", "on_roster", {"on_roster": "true"}),
        ("bad_value", "relation_to_head", {"relation_to_head": "uncle"}),
        ("bad_value", "applied_amount", {"applied_amount": "50000"}),
        ("bad_value", "applied_amount", {"applied_amount": 50000}),
        ("bad_value", "applied_amount", {"applied_amount": "-0.01"}),
        ("bad_value", "drawn_on", {"drawn_on": "2026-02-30"}),
        ("bad_value", "drawn_on", {"drawn_on": "20261120"}),
        ("bad_value", "id_number", {"id_number": "14999919810506000"}),
        ("bad_value", "id_number", {"id_number": 149999198105060007}),
        ("bad_value", "maturity_on", {"maturity_on": "2026-11-20"}),
        ("bad_value", "purpose_text", {"purpose_text": ["养羊"]}),
        ("bad_value", "params", {"params": []}),
    ],
)
def test_a_line_that_cannot_be_read_names_its_field(code: str, field: str, change: dict) -> None:
    error = ask("eligibility", line(**change))["error"]
    assert (error["code"], error["params"]["field"]) == (code, field)


@pytest.mark.parametrize("text", ["", "[]", "{", "7", '{"id": NaN}', "[" * 5000])
def test_what_is_no_object_is_bad_json(text: str) -> None:
    got = answer("eligibility", text, packs())
    assert (got["id"], got["error"]["code"]) == (None, "bad_json")


def test_the_id_is_null_where_there_is_no_text_in_it() -> None:
    assert ask("eligibility", line(id=7))["id"] is None
    assert ask("eligibility", line(id="absent"))["error"]["code"] == "missing_field"


def test_a_number_that_nobody_asked_for_is_missing() -> None:
    assert ask("eligibility", line(id_number=None))["missing"] == ["id_number"]


def test_small_x_is_taken_as_capital_x() -> None:
    case = line(id_number="14999919810506018x", roster_id_number="14999919810506018X")
    rows = ask("eligibility", case)["reasons"]
    assert not any(row["code"] == "id_mismatch" for row in rows)


def test_a_full_memory_starts_afresh_and_answers_the_same() -> None:
    before = decided(applied_amount=0).answer()
    case = baseline()
    for amount in range(5000):
        decide(replace(case, applied_amount=amount), packs())
    rule = next(one for one in decided().book.rules if one.name == "amount_household_cap")
    assert len(rule.memory.known) < 5000
    assert decided(applied_amount=0).answer() == before


def test_identity_numbers_are_never_remembered_by_a_rule() -> None:
    found = decided()
    private = [rule for rule in found.book.rules if "id_number" in rule.facts]
    groups = [found.book.groups[rule.name] for rule in private]
    assert [one.memory.key for one in (*private, *groups)] == [None] * 4


def test_a_case_has_a_field_for_every_fact() -> None:
    assert {one.name for one in fields(Case)} == {*KINDS, "region", "applied_on"}


def test_words_that_nobody_may_say_do_not_occur() -> None:
    text = json.dumps([RULES, FINDINGS, NEXT, FACTS], ensure_ascii=False)
    assert not any(word in text for word in ("批准", "通过", "可贷"))
