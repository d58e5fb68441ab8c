"""What the command line answers: to whom it still answers, and in which words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.cli.frame import day
from desktop.errors import UserError
from desktop.texts import sentence
from desktop.words import words
from tests.terminal import Terminal
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
ROOT = Path(__file__).parents[1]


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


def test_an_answer_that_nobody_reads_ends_without_a_word(tmp_path: Path) -> None:
    argv = ("visits", "list", "nothing.db", "--json")
    mouth, ear = os.pipe()
    os.close(mouth)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "desktop", *argv],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
            stdout=ear,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(ear)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_month_or_a_task_that_is_none_is_named_as_it_was_typed(
    terminal: Terminal, ledger: Path
) -> None:
    for typed in ("2026-13", "abc", "12", "2026-7"):
        refused = terminal.refused("tasks", "month", ledger, "--month", typed)
        assert (refused["code"], typed in refused["message"]) == ("month_invalid", True)
        assert "2026-12" in refused["message"] and "保存" not in refused["message"]
    for typed in ("到期:xyz", "到期：xyz", "maturity:xyz", "xyz"):
        refused = terminal.refused("tasks", "text", ledger, typed)
        assert (refused["code"], refused["task"]) == ("task_unknown", typed)
        assert f"“{typed}”" in refused["message"]
    for verb in (("done",), ("later", "--until", "2026-12-31")):
        refused = terminal.refused("tasks", verb[0], ledger, "到期:xyz", *verb[1:])
        assert refused["task"] == "到期:xyz"


def test_a_day_that_is_none_says_what_is_true_of_reading_and_of_writing() -> None:
    with pytest.raises(UserError) as caught:
        day("2026-2-30")
    said = sentence(caught.value.code, caught.value.params)
    assert "2026-2-30" in said and "2026-07-08" in said and "保存" not in said


def test_a_call_is_keyed_back_with_the_words_of_a_visit_too() -> None:
    table = words()
    assert table.code("call_result", "已宣传") == table.code("call_result", "接通已告知") == "told"
    assert table.code("call_result", "未遇") == table.code("call_result", "未接") == "unanswered"
    assert (table.word("call_result", "told"), table.word("call_result", "unanswered")) == (
        "接通已告知",
        "未接",
    )
