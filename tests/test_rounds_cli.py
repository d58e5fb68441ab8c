"""The verbs of the round on paper and of the directory as others script against them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop import app
from desktop.cli.paper import kinds_named
from tests.terminal import Terminal
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
VILLAGE = "后会村"


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, made_up: County
) -> Terminal:
    return Terminal(capsys, monkeypatch, made_up.password)


@pytest.fixture
def ledger(made_up: County, tmp_path: Path) -> Path:
    """A township's ledger."""
    for path in made_up.township.parent.glob(f"{made_up.township.name}*"):
        if path.is_file():
            shutil.copy(path, tmp_path / path.name)
    return tmp_path / made_up.township.name


def text(terminal: Terminal, *argv: object) -> str:
    """What a verb says to a person."""
    terminal.monkeypatch.setenv("TOWNSHIP_DESK_PASSWORD", terminal.password)
    terminal.capsys.readouterr()
    assert app.main([str(one) for one in argv]) == 0
    return terminal.capsys.readouterr().out


@pytest.mark.slow
def test_a_round_goes_out_on_paper_and_comes_back(
    terminal: Terminal, ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.pdf"
    given = ("--village", VILLAGE, "--out", out)
    route = terminal("notice", "print", ledger, "LX", *given, "--only", "全部")
    rows = terminal("route", "show", ledger, VILLAGE)["items"]
    assert rows[0]["sheet_no"] == route["notice_nos"][0]
    alone = terminal("route", "show", ledger, route["notice_nos"][0], "--row", 2)["items"]
    assert alone == [rows[1]]
    assert rows[1]["head_name"] in text(terminal, "route", "show", ledger, VILLAGE)
    group = rows[0]["group_no"]
    narrowed = terminal("notice", "print", ledger, "F04", *given, "--group", group)
    assert len(narrowed["notice_nos"]) == sum(one["group_no"] == group for one in rows)
    blank = terminal("notice", "print", ledger, "F04K", *given, "--copies", 2)
    assert len(blank["notice_nos"]) == 2
    calls = terminal("notice", "print", ledger, "DH", *given)["notice_nos"][0]
    logged = terminal("calls", "log", ledger, calls[-5:], "1=1")["visit_nos"]
    assert "已记入台账 1 条" in text(terminal, "calls", "log", ledger, calls, "2=未接")
    assert "已记入台账 1 条" in text(terminal, "calls", "log", ledger, calls, "1=未接", "--again")
    for marks, code in (
        (["1"], "call_mark_form"),
        (["1=9"], "word_unknown"),
        (["99=1"], "route_row_unknown"),
        (["1=1"], "call_logged_already"),
        (["3=1", "3=2"], "call_row_twice"),
    ):
        assert terminal.refused("calls", "log", ledger, calls, *marks)["code"] == code
    found = terminal("visits", "list", ledger)["items"]
    mine = next(one for one in found if one["visit_no"] == logged[0])
    assert (mine["publicity_method"], mine["contact_result"]) == ("电话", "已宣传")


@pytest.mark.slow
def test_the_ledger_is_printed_and_exported_in_part(
    terminal: Terminal, ledger: Path, tmp_path: Path
) -> None:
    pdf, book = tmp_path / "ledger.pdf", tmp_path / "ledger.xlsx"
    span = ("--from", "2026-01-01", "--to", "2026-07-08")
    whole = terminal("notice", "print", ledger, "F05", "--township", *span, "--out", pdf)
    part = terminal(
        "notice", "print", ledger, "F05", "--township", *span, "--method", "电话", "--out", pdf
    )
    assert whole["pages"] > part["pages"] > 0
    refused = terminal.refused(
        "notice", "print", ledger, "F05", "--township", *reversed_(span), "--out", pdf
    )
    assert refused["code"] == "period_wrong"
    every = terminal("export", ledger, "visits", "--out", book)["rows"]
    calls = terminal("export", ledger, "visits", "--method", "电话", "--out", book)["rows"]
    assert every > calls > 0
    nobody = terminal("export", ledger, "visits", "--by", "没有人", "--out", book)
    assert nobody["rows"] == 0


def reversed_(span: tuple[str, ...]) -> tuple[str, ...]:
    first, early, last, late = span
    return first, late, last, early


@pytest.mark.slow
def test_people_come_and_go_and_boards_follow(
    terminal: Terminal, ledger: Path, tmp_path: Path
) -> None:
    add = ("directory", "add", ledger, "--name", "王小梅", "--role", "金融顾问")
    kept = terminal(*add, "--phone", "0358-4420001", "--area", VILLAGE, "--from", "2026-01-01")
    assert (kept["role"], kept["areas"], kept["valid_from"]) == (
        "金融顾问",
        [VILLAGE],
        "2026-01-01",
    )
    assert terminal.refused(*add)["code"] == "person_twice"
    assert "王小梅" in text(terminal, "directory", "list", ledger)
    board = terminal(
        "notice", "print", ledger, "F01", "--township", "--out", tmp_path / "b.pdf"
    )["notice_nos"][0]  # fmt: skip
    assert terminal("boards", "stale", ledger)["items"] == []
    said = text(terminal, "directory", "edit", ledger, kept["id"][-8:], "--phone", "0358-4420002")
    assert "1 块公示牌待更换" in said
    stale = terminal("boards", "stale", ledger)["items"]
    assert [one["notice_no"] for one in stale] == [board]
    assert stale[0]["changes"][0]["now"] == "王小梅 0358-4420002"
    terminal("boards", "settle", ledger, board, "--note", "手写改了")
    assert "没有待更换" in text(terminal, "boards", "stale", ledger)
    over = terminal("directory", "end", ledger, kept["id"], "--on", "2026-06-30")
    assert over["serves"] is False
    assert "已不在" in text(terminal, "boards", "stale", ledger)
    assert terminal("directory", "list", ledger)["items"] == []
    assert len(terminal("directory", "list", ledger, "--all", "--role", "金融顾问")["items"]) == 1
    assert terminal.refused("directory", "end", ledger, "x")["code"] == "person_unknown"


def test_kinds_may_be_parted_and_written_as_a_hand_in_a_hurry_does() -> None:
    assert kinds_named("f03，F04、fz lx,") == ("F03", "F04", "FZ", "LX")
    assert kinds_named("") == ()


def test_what_narrows_a_sheet_wrongly_is_said_with_all_that_could_be_written(
    terminal: Terminal,
) -> None:
    given = ("notice", "print", "L.db", "F05", "--township", "--out", "x.pdf")
    known = terminal.refused(*given, "--method", "飞鸽")["message"]
    assert all(word in known for word in ("走访", "电话", "公示牌"))


@pytest.mark.slow
def test_the_numbers_of_many_sheets_are_told_from_first_to_last(
    terminal: Terminal, ledger: Path, tmp_path: Path
) -> None:
    blank = ("--blank", "--copies", "4")
    print_ = ("notice", "print", ledger, "F11", *blank, "--out")
    said = text(terminal, *print_, tmp_path / "a.pdf")
    many = terminal(*print_, tmp_path / "b.pdf")["notice_nos"]
    assert len(many) > 3
    assert f"（共 {len(many)} 个）" in said
    assert len(said) < 200
