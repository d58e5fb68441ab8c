"""What every test gets: no screen, no network, no folders of the person at this machine."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one
ROOM = 2 << 30
"""Bytes that the files of a run may need."""
LOOPBACK = ("127.", "::1", "localhost")
DEAR = {
    f"{module}.{name}"
    for module in ("db.keys", "desktop.exchange.package")
    for name in ("MEMORY_KIB", "PASSES")
}
"""What makes a password dear to guess; only tests about that pay it (fixture `dear_keys`)."""

CHEAP = pytest.MonkeyPatch()

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_LOGGING_RULES"] = "qt.qpa.fonts.warning=false"
for name in ("TOWNSHIP_DESK_PASSWORD", "TOWNSHIP_DESK_NEW_PASSWORD"):
    os.environ.pop(name, None)

# A disk takes milliseconds for every fsync and every file that goes; memory takes none.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

settings.register_profile("house", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("long", deadline=None, max_examples=5000)
settings.load_profile("house")


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise PermissionError(f"a test reached for the network: {address[0]}")


sys.addaudithook(_refuse_network)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--faults",
        action="store_true",
        help="only the tests marked faults, and these long: 1,000 kills instead of 20",
    )


def pytest_configure(config: pytest.Config) -> None:
    # The program's own folders (known ledgers, log, settings) lie in a folder of this run.
    home = Path(tempfile.mkdtemp(prefix="township-desk-test-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[variable] = str(home / variable.lower())
    _cheapen()
    config.add_cleanup(CHEAP.undo)
    if config.getoption("--faults"):
        settings.load_profile("long")


def _cheapen() -> None:
    for name in DEAR:
        CHEAP.setattr(name, 64 if name.endswith("KIB") else 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.qt)
    if not config.getoption("--faults"):
        return
    other = [item for item in items if item.get_closest_marker("faults") is None]
    config.hook.pytest_deselected(items=other)
    items[:] = [item for item in items if item.get_closest_marker("faults") is not None]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the program."""
    return ROOT


@pytest.fixture
def dear_keys() -> Iterator[None]:
    """Passwords cost what they cost an officer."""
    CHEAP.undo()
    yield
    _cheapen()


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How often a fault test strikes: 20 times in `./test`, 1,000 in `./test --faults`."""
    return 1000 if request.config.getoption("--faults") else 20
