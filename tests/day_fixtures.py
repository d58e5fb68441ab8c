"""A township's desk whose clock a test moves. Loaded as a plugin by the tests of the day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import app
from desktop.app import SHELF
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.rosters import ConsequenceFilter
from desktop.services.whereabouts import Whereabouts
from desktop.words import words
from tests.busy import acting_as
from tests.ledgers import Clock
from tests.windows import NOW, County


@pytest.fixture
def hands() -> Clock:
    return Clock(NOW)


def quiet(desk: Desk) -> None:
    """Without the loans of the made-up county, and with its roster's work done."""
    store = desk.session.store
    with acting_as(desk, "county"), store.write("县里") as writer:
        for (row,) in store.rows("SELECT id FROM loan WHERE gone = 0"):
            writer.tombstone("loan", row)
    for one in desk.rosters.consequences(ConsequenceFilter(state="open")):
        desk.rosters.mark_done(one.id)


@pytest.fixture
def day(made_up: County, hands: Clock, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the township's ledger at the fixed moment; a test moves the clock."""
    ledger = tmp_path / "day" / made_up.township.name
    ledger.parent.mkdir()
    for path in made_up.township.parent.glob(f"{made_up.township.name}*"):
        if path.is_file():
            shutil.copy(path, ledger.parent / path.name)
    door = Door(
        clock=hands,
        shelf=SHELF,
        words=words(),
        build=app.build,
        whereabouts=Whereabouts(tmp_path / "home"),
    )
    desk = door.open(ledger, made_up.officers["township"], made_up.keys["township"])
    quiet(desk)
    yield desk
    desk.close(backup=False)
