"""The command line as others script against it: real program, real files, one JSON document."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop import app

if TYPE_CHECKING:
    import pytest

PASSWORD = "shanxi-2026"
_SETTLED: dict[tuple[Path, str], Path] = {}
"""Where the county of a roster and a township lies once it was made; every test gets a copy."""


@dataclass
class Terminal:
    """Runs verbs in this process and reads their JSON."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    password: str = PASSWORD

    def status(self, *argv: object) -> tuple[int, dict[str, Any]]:
        """The exit status and the JSON document of a verb."""
        self.monkeypatch.setenv("TOWNSHIP_DESK_PASSWORD", self.password)
        self.capsys.readouterr()
        status = app.main([*map(str, argv), "--json"])
        out = self.capsys.readouterr().out
        assert out.count("\n") == 1, out
        return status, json.loads(out)

    def __call__(self, *argv: object) -> dict[str, Any]:
        """The JSON of a verb that must end well."""
        status, answer = self.status(*argv)
        assert status == 0, answer
        return answer

    def said(self, *argv: object) -> str:
        """The text for a person of a verb that must end well."""
        self.monkeypatch.setenv("TOWNSHIP_DESK_PASSWORD", self.password)
        self.capsys.readouterr()
        assert app.main([*map(str, argv)]) == 0
        return self.capsys.readouterr().out

    def refused(self, *argv: object) -> dict[str, Any]:
        """The error of a verb that must be refused: code and message."""
        status, answer = self.status(*argv)
        assert status == 1, answer
        error: dict[str, Any] = answer["error"]
        assert error["message"].endswith("。"), error
        return error


@dataclass
class Places:
    """A county, its mailbox, and a joined township."""

    county: Path
    township: Path
    mailbox: Path
    package: Path


def settle(terminal: Terminal, folder: Path, roster: Path, township: str = "141124105") -> Places:
    """A copy of the county with a roster and one laptop that `found_county` makes once in a run."""
    if (roster, township) not in _SETTLED:
        first = Path(tempfile.mkdtemp(prefix="settled-", dir=folder.parent))
        found_county(terminal, first, roster, township)
        _SETTLED[roster, township] = first
    shutil.copytree(_SETTLED[roster, township], folder, dirs_exist_ok=True)
    return _places(folder)


def _places(folder: Path) -> Places:
    return Places(
        county=folder / "county.db",
        township=folder / "township.db",
        mailbox=folder / "stick",
        package=folder / "package.tdp",
    )


def found_county(
    terminal: Terminal, folder: Path, roster: Path, township: str = "141124105"
) -> Places:
    """Make a county of its own with a roster, enrol one laptop and let it join."""
    places = _places(folder)
    places.mailbox.mkdir()
    terminal("county", "create", places.county, "--name", "临县", "--region", "141124")
    terminal("roster", "import", places.county, roster)
    made = terminal(
        "county", "enrol", places.county, "--township", township, "--officer", "高晓梅",
        "--bank", "临县农村商业银行股份有限公司", "--out", places.package,
    )  # fmt: skip
    terminal(
        "join", places.township, "--package", places.package, "--code", made["code"],
        "--officer", "高晓梅",
    )  # fmt: skip
    return places
