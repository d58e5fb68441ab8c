"""Visits from the command line: taken back, brought back, final once they were sent or closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop import app
from tests.terminal import Places, Terminal, settle

pytest_plugins = ["tests.terminal_fixtures"]

ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"


@pytest.fixture
def places(terminal: Terminal, tmp_path: Path) -> Places:
    return settle(terminal, tmp_path, ROSTER)


def logged(terminal: Terminal, places: Places, on: str = "2026-07-01") -> dict[str, Any]:
    number = terminal("households", "find", places.township, "张")["items"][0]["household_no"]
    return terminal(
        "visit", "log", places.township, "--household", number, "--on", on,
        "--method", "走访", "--result", "已宣传", "--handout", "明白纸", "--handout", "防骗单",
    )  # fmt: skip


def log(terminal: Terminal, places: Places, on: str = "2026-07-01") -> str:
    return str(logged(terminal, places, on)["visit_no"])


def numbers(terminal: Terminal, places: Places) -> list[str]:
    return [one["visit_no"] for one in terminal("visits", "list", places.township)["items"]]


def test_a_visit_is_taken_back_and_brought_back_until_it_is_sent(
    terminal: Terminal, places: Places
) -> None:
    visit_no = log(terminal, places)
    [line] = terminal("visits", "list", places.township)["items"]
    assert line["handouts"] == ["明白纸", "防骗单"]
    assert terminal("visit", "undo", places.township, visit_no)["visit_no"] == visit_no
    assert numbers(terminal, places) == []
    error = terminal.refused("visit", "undo", places.township, visit_no)
    assert error["code"] == "visit_unknown"
    terminal("visit", "redo", places.township, visit_no)
    assert terminal("visits", "list", places.township)["items"] == [line]
    terminal("sync", "export", places.township, "--to", places.mailbox)
    error = terminal.refused("visit", "undo", places.township, visit_no)
    assert error["code"] == "visit_left_in_bundle" and "更正" in error["message"]
    assert numbers(terminal, places) == [visit_no]
    terminal("visit", "correct", places.township, visit_no, "--reason", "记错", "--result", "未遇")
    first = terminal("visits", "list", places.township)["items"][-1]
    assert (first["visit_no"], first["corrected"]) == (visit_no, True)
    assert terminal("check", places.township)["ok"] is True


def test_a_closed_day_keeps_its_visits(terminal: Terminal, places: Places) -> None:
    visit_no = log(terminal, places)
    again = logged(terminal, places)
    assert again["same_day"] == [visit_no], "it is said that the household has one of that day"
    terminal("visit", "undo", places.township, again["visit_no"])
    other = log(terminal, places, "2026-07-02")
    closed = terminal("day", "close", places.township, "--on", "2026-07-01")
    assert closed == {"closed": "2026-07-01", "visits": 1}
    error = terminal.refused("visit", "undo", places.township, visit_no)
    assert error["code"] == "day_closed" and "2026-07-01" in error["message"]
    terminal("visit", "undo", places.township, other)
    assert numbers(terminal, places) == [visit_no]
    error = terminal.refused("visit", "redo", places.township, visit_no)
    assert error["code"] == "visit_unknown"
    assert terminal("drafts", "list", places.township) == {"items": []}


def test_what_is_wrong_with_a_command_is_said_as_it_is(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    ledger = places.township
    book, blank = tmp_path / "book.xlsx", tmp_path / "folder"
    blank.mkdir()
    book.write_bytes(ROSTER.read_bytes())
    for wrong in (book, blank):
        assert terminal.refused("visits", "list", wrong)["code"] == "ledger_other_kind"
    refused = terminal.refused("export", ledger, "visits", "--out", blank)
    assert refused["code"] == "out_exists_folder"
    refused = terminal.refused("export", ledger, "members", "--out", book, "--reason", " ")
    assert refused["code"] == "reason_missing"
    log(terminal, places)
    number = terminal("visits", "list", ledger)["items"][0]["household_no"]
    refused = terminal.refused("households", "show", ledger, number, "--reveal", "")
    assert refused["code"] == "reason_missing"
    terminal("households", "note", ledger, number, "--remark", "打15400001234")
    assert terminal("households", "show", ledger, number)["notes"]["remark"] == "打154****1234"
    whole = terminal("households", "show", ledger, number, "--reveal", "核对")["notes"]["remark"]
    assert whole == "打15400001234"
    walk_in = terminal(
        "households", "add", ledger, "--name", "单小红", "--village", "无此村"
    )["walk_in_no"]  # fmt: skip
    assert terminal.refused("households", "edit", ledger, walk_in)["code"] == "edit_empty"


def test_a_record_of_a_closed_day_that_is_there_twice_is_to_be_corrected(
    terminal: Terminal, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    number = terminal("households", "find", places.township, "张")["items"][0]["household_no"]
    words = (
        "visit", "log", places.township, "--household", number, "--on", "2026-07-01",
        "--method", "走访", "--result", "已宣传",
    )  # fmt: skip
    for closed, advice in ((False, "visit undo"), (True, "visit correct")):
        app.main(list(map(str, words)))
        if closed:
            app.main(["day", "close", str(places.township), "--on", "2026-07-01"])
        capsys.readouterr()
        assert app.main(list(map(str, words))) == 0
        assert advice in capsys.readouterr().err


def test_a_list_says_whether_there_is_nothing_or_nothing_that_fits(
    terminal: Terminal, places: Places
) -> None:
    days = ("--from", "2020-01-01", "--to", "2020-01-02")
    assert "没有符合条件的走访记录。" in terminal.said("visits", "list", places.township, *days)
