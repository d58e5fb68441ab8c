"""Visits from the command line: taken back, brought back, final once they were sent or closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.terminal import Places, Terminal, settle

ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


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
