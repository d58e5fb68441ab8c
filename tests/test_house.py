"""The house keeps its own rules: tools, ceilings, names, languages, what lies in the tree."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from desktop.services.shelf import Shelf

ROOT = Path(__file__).resolve().parent.parent
CODE = ("db", "desktop", "tests")
LONGEST_FILE = 400
FORBIDDEN_NAMES = {"utils", "common", "helpers", "manager", "controller", "base"}
# Where a person reads the strings of the source. Everywhere else code is English.
CHINESE_ROOMS = ("desktop/texts/", "desktop/ui/", "desktop/pages/", "desktop/cli", "tests/")
CJK = re.compile("[\u2e80-\u303f\u3100-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
NOT_OURS = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis"}
# Written in pieces so that this file does not find itself.
MACHINE_MARKS = [
    "pypi" + r"\.org",
    "python" + "hosted",
    "registry" + r"\.npmjs",
    "deb" + r"\.debian\.org",
    "/" + r"root/",
    "/" + r"work/",
    "/opt/" + "(wheels|pypi)",
    r"\.py" + "env",
    r"/home/[a-z]+/",
    r"\.\./" + "shared",
]
WAITS = re.compile(
    r"\bqtbot\.wait\(|\bqWait\(|\btime\.sleep\(|\b(Magic)?Mock\(|\bmock\.patch|\bmonkeypatch\.setattr\(\s*[\w.]+,\s*\"_"
)


def ran(*command: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments; coverage does not follow, for a tool runs nothing of ours."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
    )


def run_tool(*command: str) -> None:
    done = ran("-m", *command)
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def files() -> list[Path]:
    """Every file of the tree that could be committed."""
    found: list[Path] = []
    waiting = [ROOT]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.name in NOT_OURS or path.name.endswith("_cache"):
                continue
            (waiting if path.is_dir() else found).append(path)
    return found


def nothing(found: Iterable[str]) -> None:
    """Fails with all that was found, one to a line."""
    listed = sorted(found)
    assert not listed, "\n".join(["found:", *listed])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*rooms: str) -> list[Path]:
    starts = tuple(f"{room}/" for room in rooms or CODE)
    return [path for path in files() if path.suffix == ".py" and name_of(path).startswith(starts)]


def lines_with(pattern: re.Pattern[str], path: Path) -> list[str]:
    return [
        f"{name_of(path)}:{number}: {line.strip()[:80]}"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_ruff_finds_nothing() -> None:
    run_tool("ruff", "check", "--output-format=concise", ".")


def test_ruff_would_format_nothing() -> None:
    run_tool("ruff", "format", "--check", ".")


@pytest.mark.timeout(600)
def test_mypy_strict_finds_nothing() -> None:
    run_tool("mypy")


def test_the_import_contracts_hold() -> None:
    done = ran("-c", "from importlinter.cli import lint_imports_command as lint; lint()")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout  # the tool did look


def test_no_file_is_longer_than_the_ceiling() -> None:
    lengths = {name_of(path): len(path.read_bytes().splitlines()) for path in sources()}
    nothing(f"{name}: {length}" for name, length in lengths.items() if length > LONGEST_FILE)


def test_no_function_is_more_complex_than_the_ceiling() -> None:
    run_tool("ruff", "check", "--select=C901", "--config=lint.mccabe.max-complexity=8", ".")


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {part for path in sources() for part in path.relative_to(ROOT).with_suffix("").parts}
    words = {part: set(part.split("_")) for part in parts}
    nothing(part for part, said in words.items() if said & FORBIDDEN_NAMES)


def test_code_is_english_outside_the_rooms_where_people_read() -> None:
    nothing(
        line
        for path in sources()
        if not name_of(path).startswith(CHINESE_ROOMS)
        for line in lines_with(CJK, path)
    )


def test_tests_wait_for_conditions_and_mock_nothing_of_ours() -> None:
    found = [line for path in sources("tests") for line in lines_with(WAITS, path)]
    here = f"{name_of(Path(__file__))}:"
    nothing(line for line in found if not line.startswith(here))


def test_every_page_is_named_by_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in sources("tests"))
    pages = "\n".join(path.read_text("utf-8") for path in sources("desktop/pages"))
    nothing(
        page
        for page in re.findall(r"^class (\w+Page)\(", pages, re.MULTILINE)
        if not re.search(rf"\b{page}\b", tests)
    )


def test_no_file_names_a_registry_or_a_machine() -> None:
    marks = re.compile("|".join(MACHINE_MARKS))
    found: list[str] = []
    for path in files():
        content = path.read_bytes()
        if "sheets" in path.parts and "data" in path.parts:
            continue  # files as other offices send them, in any encoding
        if b"\0" not in content[:8192] and path.suffix not in {".svg", ".ttf", ".pdf"}:
            found += lines_with(marks, path)
    nothing(found)


def test_requirements_carry_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^\S+==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[A-Za-z]", text, re.MULTILINE)) > 0


def test_the_fonts_are_the_ones_that_were_checked() -> None:
    folder = ROOT / "resources" / "fonts"
    listed = dict(
        reversed(line.split("  "))
        for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    on_disk = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.ttf")
    }
    assert on_disk == listed
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 80 * 1024 * 1024


@pytest.mark.parametrize("kind", ["packs", "synonyms", "templates", "fonts", "surnames"])
def test_what_ships_with_the_program_can_be_read(kind: str) -> None:
    assert getattr(Shelf(ROOT / "resources"), kind)


def test_every_printed_sheet_is_known_by_its_kind() -> None:
    templates = Shelf(ROOT / "resources").templates
    listed = {path.stem for path in (ROOT / "resources" / "notices").glob("*.toml")}
    assert {templates.sheet(kind.kind).kind for kind in templates.kinds()} == listed
