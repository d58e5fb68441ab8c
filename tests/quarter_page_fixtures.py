"""A subsidy quarter in the window at each of its stages. Loaded as a plugin by the tests.

A test module brings the door with the clock of this plugin, so that days can pass.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.pages.subsidies import SubsidiesPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.course import Choice
from tests.ledgers import Clock
from tests.quartering import exchange, lent, quarter_page
from tests.windows import NOW, settle


@pytest.fixture
def quarter_clock() -> Clock:
    made = Clock()
    made.now = NOW
    return made


@pytest.fixture
def quarter_stick(tmp_path: Path, county_desk: Desk, desk: Desk) -> Path:
    """Six loans and their interest, known on both sides."""
    lent(county_desk)
    exchange(tmp_path / "stick", county_desk, desk)
    return tmp_path / "stick"


@pytest.fixture
def quarter_start(quarter_stick: Path, window: Window) -> SubsidiesPage:
    assert quarter_stick
    return quarter_page(window)


@pytest.fixture
def quarter_checked(quarter_start: SubsidiesPage) -> SubsidiesPage:
    """Settled, and nothing decided."""
    quarter_start.fetching.start()
    settle()
    return quarter_start


@pytest.fixture
def quarter_declared(
    quarter_checked: SubsidiesPage, quarter_stick: Path, desk: Desk, county_desk: Desk
) -> SubsidiesPage:
    """Decided, frozen, handed over, and known at the county."""
    drafting = quarter_checked.drafting
    drafting.table.tick_all()
    drafting.reason.setText("按合同核对过")
    drafting.wish(Choice.OWN)
    drafting.freeze()
    declaring = desk.subsidies.declaring
    declaring.hand_over(declaring.declared()[0].declaration.id, desk.today())
    exchange(quarter_stick, desk, county_desk)
    quarter_checked.refresh()
    settle()
    return quarter_checked


@pytest.fixture
def quarter_county(
    quarter_declared: SubsidiesPage, county_desk: Desk, open_window: Callable[[Desk], Window]
) -> SubsidiesPage:
    assert quarter_declared
    return quarter_page(open_window(county_desk))
