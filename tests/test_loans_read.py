"""Loans for reading: which pack binds each and why, the calendar of maturities, the ways out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.checks import CheckForm, CheckRequest
from desktop.services.records.lending import LoanFilter
from desktop.services.records.lists import ListFilter
from tests.check_answers import ANSWERS
from tests.follow import TOWNSHIP, a_later_door, lend, lines, unlent, without
from tests.lending import as_role
from tests.sheet_files import cells
from tests.terminal import Terminal

pytest_plugins = ["tests.window_fixtures"]
TODAY = date(2026, 8, 17)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def county_desk(county_desk: Desk) -> Desk:
    return unlent(county_desk)


def household(desk: Desk, place: int = 0) -> str:
    return lines(desk)[place].household_no


def numbers(desk: Desk, **wanted: object) -> list[str]:
    page = desk.loans.listed(LoanFilter(**wanted))
    assert page.total == len(page.lines)
    return [one.loan_no for one in page.lines]


@pytest.mark.parametrize(
    ("more", "pack", "codes"),
    [
        ({}, "SX-2026", ()),
        ({"product_code": "TPXE", "signed_on": date(2025, 4, 1)}, "LEGACY-TPXE", ()),
        ({"signed_on": None}, "", ("loan_signing_unknown",)),
        ({"product_code": "TPXE", "signed_on": date(2026, 3, 10)}, None, ("pack_window",)),
    ],
)
def test_each_loan_says_which_pack_binds_it_and_why(
    county_desk: Desk, more: dict[str, object], pack: str | None, codes: tuple[str, ...]
) -> None:
    lend(county_desk, household(county_desk), **more)
    one = county_desk.loans.one("JK2025120007")
    assert one.pack_codes == codes
    if pack is not None and not pack.startswith("LEGACY"):
        assert one.policy_pack == pack
    if one.policy_pack:
        assert one.pack_title
        assert one.pack_why
    assert (one.tail, one.days_left) == ("0007", (date(2027, 3, 10) - TODAY).days)


def test_loans_are_listed_by_state_and_place_and_never_by_amounts(county_desk: Desk) -> None:
    first, second, third = (household(county_desk, place) for place in range(3))
    lend(county_desk, second, "A-1", principal_fen=9_000_000, overdue_since=date(2026, 8, 1))
    lend(county_desk, first, "B-2", loan_status="settled", balance_fen=0)
    lend(county_desk, first, "B-1", drawn_on=date(2026, 4, 11), principal_fen=1_000_000)
    lend(county_desk, third, "C-1", maturity_on=TODAY + timedelta(days=30))
    lend(county_desk, "9999", "X-1")
    without(county_desk, third)
    page = county_desk.loans.listed(LoanFilter(village=lines(county_desk)[0].village))
    assert {one.village for one in page.lines} == {lines(county_desk)[0].village}
    order = {first: 0, second: 1, third: 2}
    own = [one for one in county_desk.loans.listed(LoanFilter()).lines if one.roster_state]
    assert [one.loan_no for one in own if one.household_no == first] == ["B-1", "B-2"]
    assert sorted(order[one.household_no] for one in own) == [0, 0, 1, 2]
    assert numbers(county_desk, state="overdue") == ["A-1"]
    assert numbers(county_desk, state="settled") == ["B-2"]
    assert numbers(county_desk, state="off_roster") == ["C-1"]
    assert numbers(county_desk, state="unmatched") == ["X-1"]
    assert len(numbers(county_desk, state="live")) == 4
    assert numbers(county_desk, due_within=30) == ["C-1"]
    assert numbers(county_desk, due_within=29) == []
    assert numbers(county_desk, household_no=second, township=TOWNSHIP) == ["A-1"]
    left = county_desk.loans.one("C-1")
    assert (left.roster_state, left.exited_on) == ("out", date(2026, 7, 9))
    late = county_desk.loans.one("A-1")
    assert late.overdue_days == 16
    assert county_desk.loans.one("X-1").roster_state == ""
    window = county_desk.loans.listed(LoanFilter(), limit=2, offset=1)
    assert (window.total, len(window.lines)) == (5, 2)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"state": "biggest"}, "loan_state_unknown"),
        ({"village": "没有的村"}, "village_unknown"),
        ({"township": "没有的镇"}, "township_unknown"),
        ({"due_within": -1}, "days_invalid"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(
    county_desk: Desk, wanted: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        numbers(county_desk, **wanted)
    assert caught.value.code == code


def test_renewals_are_counted_by_the_bank_or_shown_by_the_chain_or_unknown(
    county_desk: Desk,
) -> None:
    number = household(county_desk)
    lend(county_desk, number, "K-1")
    lend(county_desk, number, "K-2", renews_loan_no="K-1")
    lend(county_desk, number, "K-3", extended_maturity_on=date(2027, 9, 10))
    lend(county_desk, number, "K-4", renewal_count=0)
    lend(county_desk, number, "K-5", renews_loan_no="K-5")
    found = {one.loan_no: one.renewals for one in county_desk.loans.of_household(number)}
    assert found == {"K-1": None, "K-2": 1, "K-3": 1, "K-4": 0, "K-5": 1}
    assert county_desk.loans.one("K-3").matures_on == date(2027, 9, 10)


def test_the_calendar_counts_by_day_and_names_what_is_past(county_desk: Desk) -> None:
    first, second = household(county_desk), household(county_desk, 1)
    soon = TODAY + timedelta(days=10)
    lend(county_desk, first, "D-1", maturity_on=soon)
    lend(county_desk, second, "D-2", maturity_on=soon)
    lend(county_desk, first, "D-3", maturity_on=TODAY - timedelta(days=3))
    lend(county_desk, first, "D-4", maturity_on=soon, loan_status="settled", balance_fen=0)
    lend(county_desk, first, "D-5", maturity_on=soon, product_code="NHDK")
    lend(county_desk, first, "D-6", maturity_on=TODAY + timedelta(days=91))
    without(county_desk, second)
    found = county_desk.loans.due()
    assert [(one.day, one.loans, one.off_roster) for one in found.days] == [(soon, 2, 1)]
    assert set(found.days[0].loan_nos) == {"D-1", "D-2"}
    assert found.past == ("D-3",)
    assert county_desk.loans.one("D-3").overdue_days == 3
    later = county_desk.loans.due(soon + timedelta(days=1), 100, TOWNSHIP)
    assert [one.loan_nos for one in later.days] == [("D-6",)]
    assert county_desk.loans.due(date(9999, 12, 30)).days == ()
    with pytest.raises(UserError) as caught:
        county_desk.loans.due(within=-1)
    assert caught.value.code == "days_invalid"


def ways(desk: Desk, loan_no: str = "JK2025120007", **more: object) -> dict[str, str]:
    card = desk.loans.exits(loan_no, **more)
    return {one.kind: one.outcome for one in card.exits}


def test_a_loan_of_a_listed_household_has_all_ways_out_but_the_rules_ask_what_is_unknown(
    county_desk: Desk,
) -> None:
    number = household(county_desk)
    lend(county_desk, number, renewal_count=0)
    card = county_desk.loans.exits("JK2025120007")
    found = {one.kind: one for one in card.exits}
    assert list(found) == ["repay", "renewal", "extension", "farmer_loan"]
    assert found["repay"].outcome == found["farmer_loan"].outcome == "open"
    assert "四（二）" in found["farmer_loan"].clause
    assert found["renewal"].outcome == "needs_review"
    assert {"months", "eligibility", "area_suspended"} <= set(found["renewal"].missing)
    assert found["renewal"].rows
    assert card.last_subsidy_day == date(2027, 3, 9)
    assert card.roster_on_maturity is None


def test_with_a_check_and_a_length_a_renewal_is_allowed_once(county_desk: Desk) -> None:
    form = next(
        form
        for form in (
            county_desk.eligibility.prepare(one.household_no) for one in lines(county_desk)
        )
        if county_desk.eligibility.decide(form, asked(form)).outcome == "eligible"
    )
    county_desk.eligibility.check(asked(form))
    lend(county_desk, form.household_no, renewal_count=0)
    lend(county_desk, form.household_no, "K-2", renewal_count=1)
    lend(county_desk, form.household_no, "K-3", renewal_count=0, member_no="someone")
    told = {"months": 12, "area_suspended": False}
    assert ways(county_desk, **told)["renewal"] == "allowed"
    assert ways(county_desk, "K-2", **told)["renewal"] == "not_allowed"
    assert ways(county_desk, "K-3", **told)["renewal"] == "needs_review"
    long_after = date(2028, 1, 1)
    assert ways(county_desk, on=long_after, **told)["renewal"] == "needs_review"


def test_an_answer_that_rests_on_the_last_check_names_its_condition_and_clause(
    county_desk: Desk,
) -> None:
    number = household(county_desk)
    question = replace(
        asked(county_desk.eligibility.prepare(number)), amount_fen=12_000_000, months=24
    )
    county_desk.eligibility.check(question)
    lend(county_desk, number, "JK-A-0002", renewal_count=0)
    way = next(one for one in county_desk.loans.exits("0002").exits if one.kind == "renewal")
    assert "conditions_not_met" in way.codes and way.checked_on == TODAY
    assert [(one.rule, one.code) for one in way.behind] == [
        ("amount_household_cap", "amount_over_product_cap")
    ]
    assert "一（二）" in way.behind[0].ref
    other = next(one for one in county_desk.loans.exits("JK-A-0002", on=TODAY - timedelta(1)).exits
                 if one.kind == "renewal")  # fmt: skip
    assert other.behind == () and other.checked_on is None


def test_a_loan_is_found_by_its_tail_where_only_one_ends_so(county_desk: Desk) -> None:
    number = household(county_desk)
    lend(county_desk, number, "JK-A-0002", contract_no="HT-8801")
    lend(county_desk, number, "JK-B-0003")
    lend(county_desk, number, "JK-C-0003")
    lend(county_desk, number, "0003")
    assert county_desk.loans.one("0002").loan_no == "JK-A-0002"
    assert county_desk.loans.one("8801").loan_no == "JK-A-0002"
    assert county_desk.loans.one("0003").loan_no == "0003"
    for text, code in (("-0003", "loan_ambiguous"), ("002", "loan_unknown"), ("", "loan_unknown"),
                       ("%%%%", "loan_unknown")):  # fmt: skip
        with pytest.raises(UserError) as caught:
            county_desk.loans.one(text)
        assert caught.value.code == code


def asked(form: CheckForm) -> CheckRequest:
    return CheckRequest(
        household_no=form.household_no,
        member_no=form.member_no,
        amount_fen=8_000_000,
        months=24,
        purpose_code="production",
        purpose_text="养羊",
        facts=ANSWERS,
    )


def test_who_left_the_roster_is_left_with_repaying_or_the_farmers_loan(county_desk: Desk) -> None:
    number = household(county_desk)
    lend(county_desk, number, maturity_on=TODAY - timedelta(days=2), renewal_count=0)
    without(county_desk, number)
    card = county_desk.loans.exits("JK2025120007")
    found = {one.kind: one for one in card.exits}
    assert found["renewal"].outcome == found["extension"].outcome == "not_allowed"
    assert "off_roster_at_maturity" in found["renewal"].codes
    assert card.roster_on_maturity is False


def test_what_lacks_days_or_is_another_kind_of_loan_is_said_as_such(county_desk: Desk) -> None:
    number = household(county_desk)
    lend(county_desk, number, drawn_on=None)
    lend(county_desk, number, "N-1", product_code="NHDK", maturity_on=None, loan_status="")
    found = {one.kind: one for one in county_desk.loans.exits("JK2025120007").exits}
    assert found["renewal"].codes == ("loan_signing_unknown",)
    assert ways(county_desk, "N-1") == {"repay": "open"}
    for call, code in (
        (lambda: county_desk.loans.exits("no"), "loan_unknown"),
        (lambda: county_desk.loans.exits("N-1", months=0), "months_invalid"),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == code


def test_the_verbs_list_loans_days_and_ways_out(
    county_desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = household(county_desk)
    lend(county_desk, number, renewal_count=0, overdue_interest_fen=12345)
    lend(county_desk, "9999", "X-1", rate_ppm=None, maturity_on=date(2026, 1, 1))
    ledger = county_desk.session.ledger
    county_desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    items = {one["loan_no"]: one for one in run("loans", "list", ledger)["items"]}
    one = items["JK2025120007"]
    assert (one["rate"], one["balance"], one["overdue_interest"]) == ("3.45", "50000.00", "123.45")
    assert (one["roster_state"], items["X-1"]["roster_state"]) == ("在册", "对不上名单")
    assert one["policy_pack"] == "SX-2026"
    assert run("loans", "list", ledger, "--state", "对不上名单")["items"][0]["loan_no"] == "X-1"
    due = run("loans", "due", ledger, "--on", "2027-03-01", "--within", "30")
    assert due["items"] == [
        {
            "day": "2027-03-10",
            "loans": 1,
            "off_roster": 0,
            "overdue": 1,
            "loan_nos": ["JK2025120007"],
        }
    ]
    assert due["past"] == ["X-1"]
    told = run(
        "loans", "exits", ledger, "JK2025120007", "--months", "12", "--suspended", "是",
        "--on", "2027-03-01",
    )  # fmt: skip
    assert [each["exit"] for each in told["exits"]] == ["还清", "续贷", "展期", "转农户贷款"]
    assert "area_suspended" in told["exits"][1]["codes"]
    card = run("households", "show", ledger, number)
    assert [each["loan_no"] for each in card["loans"]] == ["JK2025120007"]
    assert run.refused("loans", "exits", ledger, "none")["code"] == "loan_unknown"


@pytest.mark.parametrize(
    ("renewals", "expected"),
    [("any", {"R-0", "R-1", "R-2", "R-3"}), ("used", {"R-1", "R-2"}), ("unused", {"R-0"}),
     ("untold", {"R-3"})],
)  # fmt: skip
def test_loans_are_listed_by_what_is_left_of_the_one_renewal(
    county_desk: Desk, renewals: str, expected: set[str]
) -> None:
    number = household(county_desk)
    lend(county_desk, number, "R-0", renewal_count=0)
    lend(county_desk, number, "R-1", renewal_count=1)
    lend(county_desk, number, "R-2", renews_loan_no="R-0")
    lend(county_desk, number, "R-3")
    lend(county_desk, number, "N-1", product_code="NHDK", renewal_count=1)
    assert set(numbers(county_desk, renewals=renewals)) == expected
    with pytest.raises(UserError) as caught:
        numbers(county_desk, renewals="often")
    assert caught.value.code == "loan_renewals_unknown"


def exported(desk: Desk, folder: Path, key: str, **more: object) -> list[dict[str, object]]:
    out = folder / f"{key}.xlsx"
    desk.exports.write(key, out, ListFilter(**more))
    rows = cells(out)
    return [{str(head): cell for head, cell in zip(rows[2], row, strict=True)} for row in rows[3:]]


def test_loans_leave_as_a_list_that_names_them_by_their_tail_and_is_never_ordered_by_amounts(
    county_desk: Desk, tmp_path: Path
) -> None:
    number = household(county_desk)
    soon = TODAY + timedelta(days=10)
    lend(county_desk, number, "JK-LONG-0001", maturity_on=soon, renewal_count=1)
    lend(county_desk, number, "JK-LONG-0002", maturity_on=TODAY + timedelta(days=2))
    lend(county_desk, number, "JK-LONG-0003", product_code="NHDK", maturity_on=soon)
    found = exported(county_desk, tmp_path, "loans", from_on=soon, to_on=soon)
    assert [one["借据尾号"] for one in found] == ["0001", "0003"]
    assert (found[0]["借款金额（元）"], found[0]["年利率（%）"]) == (50000, 3.45)
    assert found[0]["适用政策"] == "关于做好山西省帮扶小额信贷工作的通知"
    assert "JK-LONG" not in str(found)
    days = exported(county_desk, tmp_path, "maturities")
    assert [one["借据尾号"] for one in days] == ["0002", "0001"]
    assert not [head for head in days[0] if "元" in head or "利率" in head]
    for sort in ("借款金额（元）", "余额（元）", "年利率（%）", "逾期本金（元）", "principal_fen"):
        with pytest.raises(UserError) as caught:
            county_desk.exports.write("loans", tmp_path / "x.xlsx", ListFilter(sort=sort))
        assert caught.value.code == "list_ranking_refused"
    with pytest.raises(UserError) as caught:
        exported(county_desk, tmp_path, "loans", status="biggest")
    assert caught.value.code == "loan_state_unknown"


def test_a_regulator_gets_no_name_and_no_amount(county_desk: Desk, tmp_path: Path) -> None:
    number = household(county_desk)
    lend(county_desk, number, borrower_name="尉迟敬德")
    as_role(county_desk, "regulator_desk")
    (one,) = exported(county_desk, tmp_path, "loans")
    assert one["借款人"] != "尉迟敬德"
    assert one["借款金额（元）"] == one["余额（元）"] == one["年利率（%）"] == "******"


def test_the_verb_of_lists_takes_the_words_of_loans(
    county_desk: Desk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = household(county_desk)
    lend(county_desk, number, renewal_count=1, overdue_interest_fen=12345)
    lend(county_desk, number, "K-2", renewal_count=0)
    ledger = county_desk.session.ledger
    county_desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    out = tmp_path / "loans.xlsx"
    made = run("export", ledger, "loans", "--status", "逾期", "--renewals", "已用", "--out", out)
    assert made["rows"] == 1
    listed = run("loans", "list", ledger, "--renewals", "未用")["items"]
    assert [one["loan_no"] for one in listed] == ["K-2"]
    wrong = run.refused("export", ledger, "households", "--status", "逾期", "--out", out)
    assert wrong["code"] == "word_unknown"
