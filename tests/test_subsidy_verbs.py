"""The verbs of a settlement quarter, and a batch on its way to a township by stick."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import app
from tests.quarters import fill, loan, posted
from tests.terminal import PASSWORD, Places, Terminal, settle

pytest_plugins = ["tests.terminal_fixtures"]

ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"
TOWNSHIP = "141124105"


@pytest.fixture
def places(terminal: Terminal, tmp_path: Path) -> Places:
    """A county with three loans and a township laptop."""
    made = settle(terminal, tmp_path, ROSTER, TOWNSHIP)
    desk = app.door().unlock(made.county, app.door().officers(made.county)[0], PASSWORD)
    first, second = desk.households.numbers()[:2]
    store = desk.session.store
    townships = dict(store.rows("SELECT household_no, township_code FROM household"))
    lent = [
        loan("A", household_no=first, township_code=townships[first]),
        loan("B", household_no=second, township_code=townships[second], maturity_on=None),
        loan("C", household_no=second, township_code=townships[second]),
    ]
    fill(store, lent, [posted("A", township_code=townships[first]), posted("C", 46_001)])
    desk.close(backup=False)
    return made


def settle_quarter(terminal: Terminal, places: Places, *more: str) -> dict:
    return terminal(
        "subsidies", "settle", places.county, "--year", "2026", "--quarter", "3",
        "--closed", "2026-10-10", *more,
    )  # fmt: skip


def test_a_quarter_is_settled_listed_and_shown(terminal: Terminal, places: Places) -> None:
    run = settle_quarter(terminal, places)
    assert (run["revision"], run["loans"], run["lines"], run["named"]) == (1, 3, 3, 1)
    assert (run["interest"], run["subsidy"], run["borrower"]) == ("920.01", "894.44", "25.57")
    assert [one["code"] for one in run["named_loans"]] == ["loan_fact_missing"]
    assert run["named_loans"][0]["missing"] == ["maturity_on"]
    assert sum(one["lines"] for one in run["townships"]) == 3

    (listed,) = terminal("subsidies", "list", places.county)["items"]
    assert listed["batch_no"] == run["batch_no"]
    lines = terminal("subsidies", "list", places.county, "--batch", run["batch_no"])
    by_loan = {one["loan_no"]: one for one in lines["items"]}
    assert {name: one["line_status"] for name, one in by_loan.items()} == {
        "A": "列入",
        "B": "资料矛盾",
        "C": "需人工核实",
    }
    assert (by_loan["A"]["interest_due"], by_loan["A"]["central_t1"]) == ("460.00", "319.44")
    assert lines["differing"] == []

    shown = terminal("subsidies", "show", places.county, "--batch", run["batch_no"], "--loan", "C")
    (one,) = shown["items"]
    assert (one["agrees"], one["same_policy"]) == (True, True)
    assert one["figures"][2] == {
        "name": "province_t1",
        "amount": "127.78",
        "less": "319.44",
        "products": [
            {
                "from": "2026-06-21", "to": "2026-09-20", "days": 92,
                "amount": "50000.00", "rate": "3.50", "basis": 360,
            }
        ],
    }  # fmt: skip
    assert {part["name"]: part["amount"] for part in one["equation"]} == {
        "central": "319.44",
        "province": "127.78",
        "borrower": "12.79",
    }
    assert settle_quarter(terminal, places)["revision"] == 2
    assert len(terminal("subsidies", "list", places.county)["items"]) == 2


def test_a_person_can_check_the_shown_lines_by_hand(
    terminal: Terminal, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    run = settle_quarter(terminal, places)
    words = ["subsidies", "show", str(places.county), "--batch", run["batch_no"], "--loan"]
    assert app.main([*words, "C"]) == 0
    said = capsys.readouterr().out
    assert "50000.00 元 \u00d7 3.60% \u00d7 92 天 ÷ 360\n    2026-06-21 至 2026-09-20\n" in said
    assert "省级 127.78（以上相加，四舍五入到分，减去已算的 319.44）" in said
    assert "您付利息 460.01 = 中央 319.44 + 省级 127.78 + 自付 12.79" in said
    assert "银行结息 460.01，测算 460.00，相差 0.01，按 460.01 计。" in said
    assert "同户另有一笔贷款的资料矛盾" in said
    assert "与存下的完全一致" in said
    assert app.main([*words, "B"]) == 0
    named = capsys.readouterr().out
    assert "资料不全" in named
    assert "一致" not in named
    assert app.main(["subsidies", "list", str(places.county)]) == 0
    assert f"批次 {run['batch_no']} 第 1 版" in capsys.readouterr().out
    assert app.main(["subsidies", "list", str(places.county), "--batch", run["batch_no"]]) == 0
    assert "460.01" in capsys.readouterr().out


def test_what_cannot_be_settled_says_so(terminal: Terminal, places: Places) -> None:
    asked = ["subsidies", "settle", places.county, "--year", "2026", "--closed", "2026-10-10"]
    assert terminal.refused(*asked, "--quarter", "9")["code"] == "quarter_unknown"
    assert terminal.refused(*asked, "--quarter", "4")["code"] == "list_closes_early"
    empty = terminal.refused(*asked, "--quarter", "3", "--bank", "没有的银行")
    assert (empty["code"], "没有的银行" in empty["message"]) == ("quarter_empty", True)
    assert terminal("subsidies", "list", places.county)["items"] == []
    missing = ["--batch", "x", "--loan", "A"]
    assert terminal.refused("subsidies", "show", places.county, *missing)["code"] == "batch_unknown"


def test_a_batch_reaches_the_officer_and_the_bank_and_no_regulator(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    ledgers = {"officer": places.township}
    for role in ("bank_desk", "agriculture_desk", "regulator_desk"):
        made = terminal(
            "county", "enrol", places.county, "--township", TOWNSHIP, "--officer", role,
            "--role", role, "--out", tmp_path / f"{role}.tdpack",
        )  # fmt: skip
        ledgers[role] = tmp_path / f"{role}.db"
        terminal(
            "join", ledgers[role], "--package", tmp_path / f"{role}.tdpack",
            "--code", made["code"], "--officer", role,
        )  # fmt: skip
        terminal("sync", "run", ledgers[role], "--with", places.mailbox)
    terminal("sync", "run", places.township, "--with", places.mailbox)
    run = settle_quarter(terminal, places)
    terminal("sync", "run", places.county, "--with", places.mailbox)
    mine = next(one for one in run["townships"] if one["township_code"] == TOWNSHIP)
    for role, ledger in ledgers.items():
        assert terminal("sync", "run", ledger, "--with", places.mailbox)["quarantined"] == []
        found = terminal("subsidies", "list", ledger)["items"]
        if role in ("officer", "bank_desk"):
            assert [one["lines"] for one in found] == [mine["lines"]], role
        else:
            assert found == [], role
        assert terminal("check", ledger)["ok"]


def test_a_quarter_goes_its_course_by_stick_and_each_office_says_its_own(
    terminal: Terminal, places: Places
) -> None:
    laptop, county, stick = places.township, places.county, places.mailbox

    def bank(verb: str, *more: object) -> dict:
        return terminal("subsidies", verb, laptop, *more)

    def office(verb: str, *more: object) -> dict:
        return terminal("subsidies", verb, county, *more)

    def swap() -> None:
        for ledger in (laptop, county, laptop):
            assert terminal("sync", "run", ledger, "--with", stick)["quarantined"] == []

    swap()
    run = terminal(
        "subsidies", "settle", laptop, "--year", "2026", "--quarter", "3", "--closed", "2026-10-10"
    )
    batch = ("--batch", run["batch_no"])
    draft = bank("draft", *batch)
    assert draft["open"] == sum(draft["causes"].values()) == 1
    waiting = next(one for one in draft["items"] if one["standing"] == "待处理")
    refused = terminal.refused("subsidies", "freeze", laptop, *batch)
    assert refused["code"] == "choices_open"
    chosen = ("--line", waiting["line_no"], "--take", "保留", "--reason", "已核对")
    assert bank("choose", *batch, *chosen)["open"] == 0
    (one,) = bank("freeze", *batch)["items"]
    assert (one["stage"], one["lines"]) == ("冻结", 2)
    declared = ("--declaration", one["declaration"])
    bank("hand-over", *declared, "--on", one["frozen_on"])
    foreign = terminal.refused(
        "subsidies", "review", laptop, *declared, "--line", "all", "--result", "审核无误"
    )
    assert foreign["code"] == "not_owner"

    swap()
    (seen,) = office("courses")["items"]
    assert (seen["subsidy"], seen["digest"]) == (one["subsidy"], one["digest"])
    first, second = sorted(item["line_no"] for item in office("courses", *declared)["items"])
    office("review", *declared, "--line", first, "--result", "审核无误")
    office("review", *declared, "--line", second, "--result", "退回", "--reason", "名单里没有")

    swap()
    found = bank("courses", *declared)
    assert {
        item["line_no"]: (item["standing"], item["return_reason"]) for item in found["items"]
    } == {
        first: ("审核无误", None),
        second: ("已退回", "名单里没有"),
    }
    assert terminal("check", laptop)["ok"]
    assert terminal("check", county)["ok"]
