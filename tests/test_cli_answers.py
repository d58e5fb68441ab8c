"""What the command line answers: to whom it still answers, and in which words."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import app, cli
from desktop.cli.frame import day
from desktop.cli.nouns import NOUNS
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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("notice print L.db F11", "还缺 --out"),
        ("notice print", "还缺 LEDGER, KIND, --out"),
        ("notice list L.db --limit 三", "--limit 要写整数，不能是“三”"),
        ("notice list L.db --limit", "--limit 后面要写一个值"),
        ("notice list L.db --all 1", "多出了 --all 1"),
        ("notice list L.db --json=1", "--json 后面不带值，多写了“1”"),
        (
            "notice write L.db",
            "WHAT 没有“write”，有 kinds、print、back、verify、list、deliver、void",
        ),
        ("nothing", "VERB 没有“nothing”。"),
        ("suspensions issue L.db --document D --from D --reason R", "里要写一个"),
        (
            "suspensions issue L.db --county --village V --document D --from D --reason R",
            "不能和 --county 一起写",
        ),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_chinese(
    capsys: pytest.CaptureFixture[str], typed: str, told: str
) -> None:
    words = typed.split()
    with pytest.raises(SystemExit) as left:
        cli.parser(Path, words[0]).parse_args(words)
    spoken = capsys.readouterr()
    assert (left.value.code, spoken.out) == (2, "")
    assert told in spoken.err and spoken.err.startswith("用法：")
    for english in ("usage", "required", "argument", "invalid", "expected", "unrecognized"):
        assert english not in spoken.err, english


def test_the_help_has_chinese_headings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.parser(Path, "notice").parse_args(["notice", "print", "--help"])
    help_ = capsys.readouterr().out
    assert left.value.code == 0
    assert "用法：" in help_ and "\n参数:" in help_ and "\n选项:" in help_
    for english in ("usage", "positional", "options", "show this"):
        assert english not in help_, english


def test_every_noun_says_what_its_verbs_are_for() -> None:
    assert set(NOUNS) == {verb.words[0] for verb in cli.VERBS if len(verb.words) > 1}
    told = " ".join(cli.parser(Path).format_help().split())
    assert all("".join(one.split()) in told.replace(" ", "") for one in NOUNS.values())


def test_the_tables_of_verbs_in_the_readme_name_verbs_that_there_are() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    tables = told[told.index("### The verbs") : told.index("## The map of the house")]
    there = {verb.words[:2] for verb in cli.VERBS}
    named = set()
    for cell in re.findall(r"^\| (.+?`) \| ", tables, re.MULTILINE):
        for code in re.findall("`([a-z|\\\\-]+ [a-z|\\\\-]+)", cell):
            noun, verbs = code.replace("\\", "").split(" ")
            named |= {(one, verb) for one in noun.split("|") for verb in verbs.split("|")}
    assert len(named) > 100
    assert {one for one in named if one not in there and one[:1] not in there} == set()


def test_the_readme_names_every_desk_that_can_be_enrolled() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    enrol = next(verb for verb in cli.VERBS if verb.words == ("county", "enrol"))
    made = argparse.ArgumentParser()
    enrol.arguments(made)
    for role in ("bank_desk", "agriculture_desk", "regulator_desk"):
        asked = made.parse_args(["--officer", "A", "--out", "o", "--role", role])
        assert asked.role == role
        assert role in told


def test_the_first_word_of_every_verb_is_not_taken_for_a_file_to_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    first = {verb.words[0] for verb in cli.VERBS}
    assert "large-needs" in first
    for word in sorted(first):
        with pytest.raises(SystemExit):
            app.main([word, "--help"])


def test_a_notice_hangs_in_the_county_the_township_or_the_village(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = ["--declaration", "D", "--on", "2026-11-01", "--days", "10", "--place", "P"]
    with pytest.raises(SystemExit):
        app.main(["subsidies", "publish", "L.db", *told, "--phone", "1", "--level", "省"])
    assert "县、乡、村" in capsys.readouterr().err
