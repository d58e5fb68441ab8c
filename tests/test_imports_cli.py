"""The verbs of importing as others script against them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop import app
from desktop.cli import imports as verbs
from tests.import_books import ORDER, sample, truth
from tests.sheet_files import cells, write_book
from tests.terminal import PASSWORD, Terminal

pytest_plugins = ["tests.terminal_fixtures"]


@pytest.fixture
def county(terminal: Terminal, tmp_path: Path) -> Path:
    ledger = tmp_path / "county.db"
    terminal("county", "create", ledger, "--name", "临县", "--region", "141124")
    return ledger


def text(terminal: Terminal, *argv: object) -> str:
    """What a verb says to a person."""
    terminal.monkeypatch.setenv("TOWNSHIP_DESK_PASSWORD", PASSWORD)
    terminal.capsys.readouterr()
    assert app.main([str(one) for one in argv]) == 0
    return terminal.capsys.readouterr().out


@pytest.mark.slow
def test_a_set_goes_in_is_listed_and_is_taken_back(terminal: Terminal, county: Path) -> None:
    for kind in ORDER:
        path, facts = sample("clean", kind), truth("clean", f"{kind}.xlsx")
        told = terminal(kind, "import", county, path, "--dry-run")
        problems = [{k: v for k, v in p.items() if k != "injected"} for p in facts["problems"]]
        assert told["problems"] == problems
        assert told["named_rows"] == facts["named_rows"]
        assert told["totals"] == facts.get("totals", {})
        assert (told["run"], told["dry_run"]) == (None, True)
        assert terminal(kind, "import", county, path)["rows"] == facts["rows"]
    again = terminal.refused("loans", "import", county, sample("clean", "loans"))
    assert again["code"] == "already_imported" and "第 0003 次" in again["message"]
    assert "已经导入过" in text(
        terminal, "loans", "import", county, sample("clean", "loans"), "--dry-run"
    )
    listed = terminal("imports", "list", county)["items"]
    assert [one["kind"] for one in reversed(listed)] == list(ORDER)
    assert "前可撤销" in text(terminal, "imports", "list", county)
    blocked = terminal.refused("imports", "undo", county, "0003", "--reason", "x")
    assert blocked["code"] == "import_stood_on_imports"
    undone = terminal("imports", "undo", county, "5", "--reason", "发错了文件")
    assert undone["undo_reason"] == "发错了文件" and not undone["undoable"]
    assert "已撤销" in text(terminal, "imports", "list", county)
    assert "已撤销" in text(terminal, "imports", "undo", county, "0004", "--reason", "x")


@pytest.mark.slow
def test_columns_are_named_suggestions_taken_and_mappings_forgotten(
    terminal: Terminal, county: Path, tmp_path: Path
) -> None:
    assert "没有记住" in text(terminal, "mappings", "list", county)
    assert "还没有导入" in text(terminal, "imports", "list", county)
    rows = cells(sample("messy", "loans"))
    at = next(number for number, row in enumerate(rows) if "借据号" in row)
    rows[at][rows[at].index("借据号")] = "编=甲"
    path = write_book(tmp_path / "strange.xlsx", rows)
    assert "还缺这些列：借据编号" in text(terminal, "imports", "look", county, "loans", path)
    named = ("--map", "编=甲=借据编号")
    look = terminal("imports", "look", county, "loans", path, *named)
    assert look["missing"] == []
    assert {one["header"] for one in look["columns"] if one.get("corrected")} == {"编=甲"}
    told = text(
        terminal, "loans", "import", county, path, *named, "--adopt", "4:贷款金额（万元）",
        "--as-of", "2026-09-20", "--errors", tmp_path / "errors.xlsx",
    )  # fmt: skip
    assert "已导入（第 0001 次）" in told and "第4行“贷款金额（万元）”采用了建议" in told
    assert (tmp_path / "errors.xlsx").exists()
    found: dict[str, Any] = terminal("mappings", "list", county)["items"][0]
    assert found["mapping"] == {"编=甲": "loan_no"}
    listed = text(terminal, "mappings", "list", county)
    assert found["id"] in listed and "编=甲=借据编号" in listed
    adopted = ("--adopt", "80：贷款金额（万元）")
    assert "以前记住的" in text(terminal, "loans", "import", county, path, "--dry-run", *adopted)
    assert "已忘掉" in text(terminal, "mappings", "forget", county, found["id"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "code"),
    [
        (("--map", "借据编号"), "mapping_form"),
        (("--map", "=balance"), "mapping_form"),
        (("--adopt", "4"), "adopt_form"),
        (("--adopt", "x:金额"), "adopt_form"),
        (("--adopt", "4:"), "adopt_form"),
    ],
)
def test_what_is_typed_wrong_is_refused(
    terminal: Terminal, county: Path, option: tuple[str, str], code: str
) -> None:
    path = sample("clean", "loans")
    assert terminal.refused("loans", "import", county, path, *option)["code"] == code


@pytest.mark.slow
def test_an_import_that_is_stopped_by_the_keyboard_says_that_nothing_went_in(
    terminal: Terminal, county: Path
) -> None:
    def interrupt(_found: object) -> None:
        raise KeyboardInterrupt

    path = sample("clean", "roster")
    with terminal.monkeypatch.context() as struck:
        struck.setattr(verbs, "announce", interrupt)
        assert terminal.refused("roster", "import", county, path)["code"] == "import_stopped"
    assert terminal("imports", "list", county)["items"] == []
    assert terminal("roster", "import", county, path)["imported_rows"] == 933


@pytest.mark.slow
def test_a_table_of_loans_is_not_taken_for_an_old_ledger_of_visits(
    terminal: Terminal, county: Path
) -> None:
    error = terminal.refused("visits", "import", county, sample("clean", "loans"))
    assert error["code"] == "header_not_found"
    assert "日期、户编号" in error["message"]


@pytest.mark.slow
def test_an_old_ledger_of_visits_goes_in_by_its_verb(
    terminal: Terminal, county: Path, tmp_path: Path
) -> None:
    terminal("roster", "import", county, sample("clean", "roster"))
    who = terminal("households", "find", county, "张")["items"][0]
    head = ["日期", "村", "户主", "方式", "结果"]
    rows = [
        [head[0], *head[1:]],
        ["2026-03-05", who["village"], who["head_name"], "入户", "见到"],
        ["3月6日", who["village"], who["head_name"], "电话", "没人接听"],
    ]
    path = write_book(tmp_path / "旧台账.xlsx", [["2026年工作台账"], *rows])
    dry = terminal("visits", "import", county, path, "--dry-run")
    assert (dry["kind"], dry["rows"], dry["held_rows"]) == ("visits", 2, 1)
    assert dry["problems"][-1]["suggestion"] or dry["problems"]
    assert terminal("visits", "list", county)["items"] == []
    done = terminal("visits", "import", county, path, "--adopt", "4:日期")
    assert (done["imported_rows"], done["held_rows"]) == (2, 0)
    items = terminal("visits", "list", county)["items"]
    assert [one["contact_result"] for one in items] == ["未遇", "已宣传"]
    assert items[0]["taken_over"] == "旧台账.xlsx#4"
    again = terminal.refused("visits", "import", county, path, "--adopt", "4:日期")
    assert again["code"] == "already_imported"
    undone = terminal("imports", "undo", county, done["run"], "--reason", "导错了")
    assert undone["run"] == done["run"]
    assert terminal("visits", "list", county)["items"] == []
