"""Windows for tests: real ledgers, a fixed clock, no thread. Loaded as a plugin by the tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

from desktop.pages.launch import make_app
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.gates import LockGate
from desktop.ui.jobs import InlineJobs
from desktop.ui.theme import Theme
from tests.windows import HOUSEHOLDS, NOW, County, a_door, settle


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    door = a_door(folder / "home")
    place = door.make_demo(folder / "demo", households=HOUSEHOLDS)
    ledgers = {"county": place.county, "township": place.townships[0]}
    officers = {name: door.officers(path)[0] for name, path in ledgers.items()}
    keys = {name: door.key(path, officers[name], place.password) for name, path in ledgers.items()}
    return County(
        county=place.county,
        township=place.townships[0],
        mailbox=place.mailbox,
        sample=place.samples[0],
        password=place.password,
        keys=keys,
        officers=officers,
    )


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_door(tmp_path / "home")


@pytest.fixture
def open_desk(made_up: County, door: Door, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Opens a copy of the county's or the township's ledger."""
    opened: list[Desk] = []

    def call(name: str) -> Desk:
        first = made_up.county if name == "county" else made_up.township
        ledger = tmp_path / name / first.name
        ledger.parent.mkdir()
        for path in first.parent.glob(f"{first.name}*"):
            if path.is_file():
                shutil.copy(path, ledger.parent / path.name)
        opened.append(door.open(ledger, made_up.officers[name], made_up.keys[name]))
        return opened[-1]

    yield call
    for desk in opened:
        desk.close(backup=False)


@pytest.fixture
def desk(open_desk: Callable[[str], Desk]) -> Desk:
    """A township's desk."""
    return open_desk("township")


@pytest.fixture
def county_desk(open_desk: Callable[[str], Desk]) -> Desk:
    """The county's desk."""
    return open_desk("county")


@pytest.fixture(scope="session")
def first_theme(qapp: QApplication) -> Theme:
    """What the application wears at first; made once, as every start of the program makes it."""
    assert make_app([]) is qapp
    return Theme.current()


@pytest.fixture
def dressed(qapp: QApplication, first_theme: Theme) -> Iterator[QApplication]:
    """The application in its theme at 100 %; what a test made larger goes back after its windows.

    Dressing a window of ten pages takes two seconds, dressing none takes no time.
    """
    first_theme.scaled(100).wear(qapp, qapp.font().families())
    yield qapp
    if Theme.current().scale != 100:
        Theme.current().scaled(100).wear(qapp, qapp.font().families())


@pytest.fixture
def jobs() -> InlineJobs:
    return InlineJobs()


@pytest.fixture
def open_window(
    dressed: QApplication,
    door: Door,
    jobs: InlineJobs,
    open_desk: Callable[[str], Desk],
) -> Iterator[Callable[[Desk], Window]]:
    """Opens a window of 1366 x 697 over a desk; closed before the ledger is."""
    assert open_desk
    made: list[Window] = []

    def call(desk: Desk) -> Window:
        window = Window(desk, desk.station, jobs, gate=LockGate(door, desk), clock=lambda: NOW)
        made.append(window)
        window.resize(1366, 697)
        window.show()
        settle()
        return window

    yield call
    for window in made:
        window.close()
        delete(window)
    dressed.processEvents()


@pytest.fixture
def alone(dressed: QApplication) -> Iterator[Callable[[QWidget], None]]:
    """Takes a page that stands in no window down after the test."""
    made: list[QWidget] = []
    yield made.append
    for page in made:
        delete(page)
    dressed.processEvents()


@pytest.fixture
def window(open_window: Callable[[Desk], Window], desk: Desk) -> Window:
    return open_window(desk)


@pytest.fixture
def county_window(open_window: Callable[[Desk], Window], county_desk: Desk) -> Window:
    return open_window(county_desk)
