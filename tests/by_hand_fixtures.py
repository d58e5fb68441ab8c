"""The page of households, opened, and a household on it. Loaded as a plugin by the tests."""

from __future__ import annotations

import pytest

from desktop.pages.households import HouseholdsPage
from desktop.pages.window import Window


@pytest.fixture
def households_page(window: Window) -> HouseholdsPage:
    window.open("households")
    found = window.pages["households"]
    assert isinstance(found, HouseholdsPage)
    return found


@pytest.fixture
def fourth_household(window: Window) -> str:
    return window.desk.households.numbers()[3]
