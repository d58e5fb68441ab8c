"""The verbs of checks after a loan was paid out, on a joined township's laptop."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import app
from tests.photos import photo
from tests.quarters import fill, loan
from tests.terminal import PASSWORD, Places, Terminal, settle

pytest_plugins = ["tests.terminal_fixtures"]

ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"
TOWNSHIP = "141124105"


@pytest.fixture
def places(terminal: Terminal, tmp_path: Path) -> Places:
    """A township laptop that has two loans of its county."""
    made = settle(terminal, tmp_path, ROSTER, TOWNSHIP)
    desk = app.door().unlock(made.county, app.door().officers(made.county)[0], PASSWORD)
    first, second = desk.households.numbers()[:2]
    lent = [
        loan("JK-0001", household_no=first, township_code=TOWNSHIP),
        loan("JK-0002", household_no=second, township_code=TOWNSHIP),
    ]
    fill(desk.session.store, lent)
    desk.close(backup=False)
    for ledger in (made.township, made.county, made.township):
        terminal("sync", "run", ledger, "--with", made.mailbox)
    return made


def test_a_check_is_logged_corrected_listed_and_its_case_ended(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    here = places.township
    due = terminal("inspections", "due", here)
    assert {one["due"] for one in due["items"]} == {None}
    assert "政策没有规定" in due["rule"]
    answers = ("--on", "2026-07-08", "--kind", "首次", "--as-agreed", "一致")
    error = terminal.refused(
        "inspections", "log", here, "--loan", "0001", *answers, "--passed-on", "交给了"
    )
    assert error["code"] == "inspection_user_missing"
    made = terminal(
        "inspections", "log", here, "--loan", "0001", *answers,
        "--passed-on", "交给了", "--passed-to", "甲合作社", "--assets", "牛 6 头",
    )  # fmt: skip
    assert (made["conclusion"], made["case"]) == ("户贷企用疑点", "没有了结")
    number = made["inspection_no"]
    again = terminal(
        "inspections", "correct", here, number, "--reason", "社名写错", "--loan", "0001", *answers,
        "--passed-on", "交给了", "--passed-to", "乙合作社", "--signed", "是",
        "--evidence", photo(tmp_path, "1.jpg"),
    )  # fmt: skip
    added = terminal("inspections", "attach", here, number, photo(tmp_path, "2.jpg", colour="red"))
    assert len(added["evidence_hashes"]) == 2
    shown = terminal("evidence", "list", here, "--inspection", number)["items"]
    assert [one["inspected_on"] for one in shown] == ["2026-07-08"] * 2
    assert {one["visited_on"] for one in shown} == {None}
    assert (again["inspection_no"], again["corrections"], again["signed"]) == (number, 1, True)
    (line,) = terminal("inspections", "list", here, "--case", "没有了结")["items"]
    assert (line["passed_to"], line["latest_no"] != number) == ("乙合作社", True)
    assert line["photos"] == 2
    assert "户贷企用疑点" in terminal.said("inspections", "list", here, "--loan", "0001")
    pdf = tmp_path / "pack.pdf"
    looked = terminal("loans", "pack", here, "0001")
    pack = terminal("loans", "pack", here, "0001", "--out", pdf)
    assert pdf.is_file() and pack["items"] == looked["items"] and "notice_no" not in looked
    assert (pack["loan_no"], pack["entries"] + pack["gaps"]) == ("JK-0001", len(pack["items"]))
    assert number in [one["number"] for one in pack["items"]]
    assert terminal("notice", "verify", here, pack["notice_no"])["genuine"]
    ended = terminal(
        "inspections", "end", here, number, "--on", "2026-07-09", "--outcome", "已整改",
        "--measures", "退回本人", "--reason", "见收条",
    )  # fmt: skip
    assert (ended["case"], ended["case_outcome"]) == ("已了结", "已整改")
    assert terminal("inspections", "list", here, "--case", "没有了结")["items"] == []
    dated = {one["loan_no"]: one for one in terminal("inspections", "due", here)["items"]}
    assert dated["JK-0001"]["inspected_on"] == "2026-07-08"
    assert terminal("check", here)["ok"]
