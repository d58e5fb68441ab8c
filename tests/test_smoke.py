"""The program's proof of life: every page opens and every sheet is set, as the package does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]

ROOT = Path(__file__).parents[1]
HEAVY = {
    *("PIL", "asyncio", "asyncssh", "cheroot", "cryptography.x509", "desktop.printing"),
    *("desktop.sheets", "fsspec", "http.client", "lxml", "numpy", "openpyxl", "paramiko"),
    *("qrcode", "reportlab", "requests", "ssl", "webdav4", "wsgidav", "zxingcpp"),
}
"""What takes long to load, and nobody needs before the window is there."""
OF_THE_EXCHANGE = {
    *("desktop.exchange.bundle", "desktop.exchange.transports", "desktop.services.county"),
    *("desktop.exchange.serving", "desktop.services.sync", "zstandard"),
}
"""What only a county loads, which shows its exchange at once."""
STARTED = """
import os, sys
class Out:
    def write(self, text):
        if text.startswith("painted"):
            os.write(1, " ".join(sys.modules).encode())
            os._exit(0)
    def flush(self):
        pass
sys.stdout = Out()
from desktop.app import main
main(["--bench-start", sys.argv[1]])
"""
"""The program's start, which ends with the names of what it has loaded."""


def test_the_smoke_run_opens_every_page_and_sets_every_sheet(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--smoke"],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(", 0 faults")


@pytest.mark.parametrize("role", ["township", "county"])
def test_nothing_heavy_is_loaded_before_the_window_is_there(
    made_up: County, tmp_path: Path, role: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED, str(getattr(made_up, role))],
        cwd=ROOT,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "QT_QPA_PLATFORM": "offscreen",
            "TOWNSHIP_DESK_PASSWORD": made_up.password,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    loaded = {*done.stdout.split()}
    assert "PySide6.QtWidgets" in loaded
    assert loaded & (HEAVY if role == "county" else HEAVY | OF_THE_EXCHANGE) == set()
