"""A county some weeks on and a township that took its newest list. Loaded as a plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.desk import Desk
from tests.rostering import stirred


@pytest.fixture
def box(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


@pytest.fixture
def after(desk: Desk, county_desk: Desk, box: Path) -> list[str]:
    """The township has taken a version that changed eight households."""
    numbers = stirred(county_desk)
    county_desk.sync.export(str(box))
    desk.sync.take(str(box))
    return numbers
