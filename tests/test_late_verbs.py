"""The verbs of a loan's end on the terminal: requests, overdue cases, suspension orders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop import app
from tests.quarters import fill, loan
from tests.terminal import PASSWORD, Places, Terminal, settle

pytest_plugins = ["tests.terminal_fixtures"]

ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"
TOWNSHIP = "141124105"


@pytest.fixture
def places(terminal: Terminal, tmp_path: Path) -> Places:
    """A township laptop with a loan that runs and one that is overdue."""
    made = settle(terminal, tmp_path, ROSTER, TOWNSHIP)
    desk = app.door().unlock(made.county, app.door().officers(made.county)[0], PASSWORD)
    first, second = desk.households.numbers()[:2]
    lent = [
        loan("JK-0001", household_no=first, township_code=TOWNSHIP, renewal_count=0),
        loan(
            "JK-0002", household_no=second, township_code=TOWNSHIP, loan_status="overdue",
            overdue_since=date(2026, 6, 21), overdue_interest_fen=45_000,
        ),
    ]  # fmt: skip
    fill(desk.session.store, lent)
    desk.close(backup=False)
    for ledger in (made.township, made.county, made.township):
        terminal("sync", "run", ledger, "--with", made.mailbox)
    return made


def test_what_the_county_stops_the_township_meets_and_its_bank_goes_on_with_its_loans(
    terminal: Terminal, places: Places
) -> None:
    here, county = places.township, places.county
    order = ("--document", "样金函2026-7号", "--from", "2026-06-01", "--reason", "不良率畸高")
    error = terminal.refused("suspensions", "issue", here, "--county", *order)
    assert error["code"] == "county_only"
    error = terminal.refused("suspensions", "issue", county, "--county", *order)
    assert error["code"] == "suspension_basis_missing"
    made = terminal(
        "suspensions", "issue", county, "--township", TOWNSHIP, *order, "--basis", "5.2%，报表"
    )
    assert (made["state"], made["reason"]) == ("暂停中", "不良率畸高")
    assert made["clause"].endswith("四（三）")
    for ledger in (county, here, county, here):
        terminal("sync", "run", ledger, "--with", places.mailbox)
    (there,) = terminal("suspensions", "list", here, "--state", "暂停中")["items"]
    assert there["order_no"] == made["order_no"]

    card = terminal("loans", "exits", here, "0001", "--months", "12", "--lawful", "是")
    assert card["suspension"] == made["order_no"]
    assert card["last_safe_day"] == {
        "what": "ask", "day": "2029-03-31", "days_left": card["last_safe_day"]["days_left"],
        "taken": None,
    }  # fmt: skip
    said = [(one["condition"], one["answer"]) for one in card["no_downgrade"]]
    assert said[:2] == [("lawful", "是"), ("operating", None)]
    assert all(one["clause"].endswith("三（二）") for one in card["no_downgrade"])
    lifted = terminal(
        "suspensions", "lift", county, made["order_no"], "--document", "样金函2026-9号",
        "--on", "2026-06-02", "--reason", "风险已处置",
    )  # fmt: skip
    assert (lifted["state"], lifted["last_on"]) == ("已恢复", "2026-06-01")
    out = places.township.parent / "F26.pdf"
    printed = terminal(
        "notice", "print", county, "F26", "--record", lifted["lifted_by"], "--out", out
    )
    assert printed["pages"] == 1 and out.exists()


def test_a_request_and_the_banks_word_on_it(terminal: Terminal, places: Places) -> None:
    here = places.township
    asked = ("--loan", "0001", "--kind", "续贷", "--on", "2026-07-01")
    assert terminal.refused("renewals", "request", here, *asked)["code"] == "months_invalid"
    made = terminal(
        "renewals", "request", here, *asked, "--months", "12", "--rate", "3.45", "--lawful", "是"
    )
    assert (made["stand"], made["new_rate"], made["conditions"]["lawful"]) == (
        "等银行决定", "3.45", "是",
    )  # fmt: skip
    number = made["request_no"]
    error = terminal.refused(
        "renewals", "decide", here, number, "--decision", "银行未同意", "--on", "2026-07-02"
    )
    assert error["code"] == "renewal_reason_missing"
    done = terminal(
        "renewals", "decide", here, number, "--decision", "银行同意", "--on", "2026-07-02",
        "--new-maturity", "2030-04-01", "--by", "支行", "--reason", "银行自己评估",
    )  # fmt: skip
    assert (done["stand"], done["new_maturity_on"]) == ("银行同意", "2030-04-01")
    card = terminal("loans", "exits", here, "0001", "--months", "12")
    codes = {one["exit"]: one["codes"] for one in card["exits"]}
    assert "renewal_quota_used" in codes["续贷"] and "renewal_quota_used" in codes["展期"]
    assert len(terminal("renewals", "list", here, "--loan", "0001")["items"]) == 1


def test_a_case_is_opened_stepped_corrected_and_ended(terminal: Terminal, places: Places) -> None:
    here = places.township
    assert [one["loan_no"] for one in terminal("overdue", "waiting", here)["items"]] == ["JK-0002"]
    (case,) = terminal("overdue", "open", here, "--reported", "--on", "2026-07-01")["items"]
    assert (case["source"], case["overdue_interest"]) == ("银行清单报的", "450.00")
    number = case["case_no"]
    step = ("--on", "2026-07-02", "--measure", "上门")
    error = terminal.refused("overdue", "step", here, number, *step)
    assert error["code"] == "step_people_missing"
    done = terminal(
        "overdue", "step", here, number, *step, "--with", "客户经理:王芳",
        "--with", "第一书记:李强",
        "--promise-on", "2026-07-20", "--promise", "450", "--cause", "灾害", "--signal", "失联",
    )  # fmt: skip
    assert (done["joint_visits"], done["promised_on"], done["cause"]) == (1, "2026-07-20", "灾害")
    came = done["steps"][0]["participants"]
    assert [one["role"] for one in came] == ["客户经理", "驻村第一书记"]
    fixed = terminal(
        "overdue", "correct", here, done["steps"][0]["step_no"], "--reason", "书记没有去", *step,
        "--with", "客户经理:王芳",
    )  # fmt: skip
    assert fixed["joint_visits"] == 0
    error = terminal.refused(
        "overdue", "end", here, number, "--on", "2026-07-03", "--outcome", "风险补偿",
        "--reason", "专户已付",
    )  # fmt: skip
    assert error["code"] == "case_claim_missing"
    said = terminal.said(
        "overdue", "end", here, number, "--on", "2026-07-03", "--outcome", "已还清",
        "--reason", "当天还清",
    )  # fmt: skip
    assert "银行台账里这笔现在还是逾期，案件按“已还清”了结了" in said
    (ended,) = terminal("overdue", "list", here, "--state", "已了结")["items"]
    assert (ended["state"], ended["outcome"]) == ("已了结", "已还清")
    assert terminal("overdue", "list", here, "--state", "没有了结")["items"] == []
