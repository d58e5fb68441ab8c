"""Policy pages for tests, over real ledgers. Loaded as a plugin by the tests."""

from __future__ import annotations

import pytest

from desktop.pages.settings.policy import Policy
from desktop.pages.window import Window
from tests.policies import opened

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def policy(window: Window) -> Policy:
    """The township's policy page."""
    return opened(window)


@pytest.fixture
def county_policy(county_window: Window) -> Policy:
    """The county's policy page."""
    return opened(county_window)
