"""`./run` and `./test` set themselves up once, and cost nothing afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Stands in for .venv/bin/python: writes down how it was called and from where.
INTERPRETER = """#!/bin/sh
{ printf '%s\\n' "$PWD"; printf '[%s]' "$@"; echo; } >>"$TOLD"
case "$*" in *"pip"*"install"*) echo pip says something; exit ${PIP_RESULT:-0} ;; esac
[ "$2" = "-m" ] && echo '{"answer": 1}'
exit 0
"""


@dataclass(frozen=True)
class Tree:
    """A copy of the scripts in a folder with a space in its name."""

    folder: Path
    told: Path

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Start `./run` from another folder, as somebody without a terminal."""
        elsewhere = self.told.parent
        environment = {"PATH": os.environ["PATH"], "TOLD": str(self.told), **more}
        return subprocess.run(
            [str(self.folder / "run"), *arguments],
            cwd=elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """What the interpreter was asked, without the folders."""
        return self.told.read_text("utf-8").splitlines()[1::2] if self.told.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    folder = tmp_path / "my desk"
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(INTERPRETER, "utf-8")
    python.chmod(0o755)
    for name in ("run", "test"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "requirements.txt").write_text("one==1\n", "utf-8")
    return Tree(folder, tmp_path / "told")


@pytest.fixture
def ready(tree: Tree) -> Tree:
    """A tree that was set up before."""
    shutil.copy(tree.folder / "requirements.txt", tree.folder / ".venv")
    (tree.folder / ".venv" / "libraries").touch()
    return tree


def test_the_second_start_asks_the_interpreter_for_the_program_and_nothing_else(
    ready: Tree,
) -> None:
    done = ready.run("visits", "list", "a ledger", "--json")
    assert done.returncode == 0, done.stderr
    assert ready.calls() == ["[-P][-m][desktop][visits][list][a ledger][--json]"]
    assert done.stdout == '{"answer": 1}\n'


def test_the_program_starts_in_the_folder_where_the_officer_stands(ready: Tree) -> None:
    ready.run()
    assert Path(ready.told.read_text("utf-8").splitlines()[0]) == ready.told.parent


def test_changed_requirements_are_installed_before_the_program_starts(ready: Tree) -> None:
    (ready.folder / "requirements.txt").write_text("one==2\n", "utf-8")
    done = ready.run("--json")
    asked = ready.calls()
    assert done.returncode == 0, done.stderr
    assert "[install]" in asked[1] and "[--require-hashes]" in asked[1]
    assert asked[-1] == "[-P][-m][desktop][--json]"
    assert ready.run("--json").returncode == 0
    assert len(ready.calls()) == len(asked) + 1


def test_what_the_set_up_says_never_reaches_stdout(ready: Tree) -> None:
    (ready.folder / "requirements.txt").write_text("one==2\n", "utf-8")
    done = ready.run("--json")
    assert done.stdout == '{"answer": 1}\n'
    assert "pip says something" in done.stderr


def test_a_failed_set_up_starts_nothing_and_is_tried_again(ready: Tree) -> None:
    (ready.folder / "requirements.txt").write_text("one==2\n", "utf-8")
    done = ready.run(PIP_RESULT="1")
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "[-P][-m][desktop]" not in ready.calls()
    assert ready.run().returncode == 0
    assert ready.calls()[-1] == "[-P][-m][desktop]"


def test_help_sets_up_nothing(tree: Tree) -> None:
    done = tree.run("--help")
    assert done.returncode == 0
    assert "./run --demo" in done.stdout
    assert tree.calls() == []


def test_a_link_to_run_finds_its_folder(ready: Tree, tmp_path: Path) -> None:
    link = tmp_path / "desk"
    link.symlink_to(ready.folder / "run")
    linked = Tree(tmp_path, ready.told)
    link.rename(tmp_path / "run")
    assert linked.run("check").returncode == 0
    assert ready.calls() == ["[-P][-m][desktop][check]"]


def test_set_up_adds_next_to_nothing_to_the_second_start(ready: Tree) -> None:
    took = []
    for _ in range(9):
        start = time.perf_counter()
        assert ready.run("--set-up").returncode == 0
        took.append(time.perf_counter() - start)
    assert sorted(took)[4] < 0.1


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_the_scripts_are_sound_shell(script: str) -> None:
    path = ROOT / script
    assert os.access(path, os.X_OK)
    done = subprocess.run(["/bin/bash", "-n", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
