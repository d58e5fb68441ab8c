"""A county's ledger without any list, in a window at the page of importing. Loaded as a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.pages.importing import ImportingPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.import_books import Clock, opened
from tests.importing import page_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A county's ledger with nothing in it."""
    with opened(tmp_path / "county.db", clock) as made:
        yield made


@pytest.fixture
def at_county(ledger: Desk, open_window: Callable[[Desk], Window]) -> Window:
    return open_window(ledger)


@pytest.fixture
def page(at_county: Window) -> ImportingPage:
    return page_of(at_county)
