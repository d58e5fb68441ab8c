"""The check page on a household about which nothing speaks. Loaded as a plugin by the tests."""

from __future__ import annotations

import pytest

from desktop.pages.eligibility import EligibilityPage
from desktop.pages.window import Window
from desktop.services.records.checks import CheckRequest
from tests.checking import ALL_GOOD
from tests.windows import settle


@pytest.fixture
def number(window: Window) -> str:
    """A household about which nothing speaks against the policy."""
    checks = window.desk.eligibility
    for number in window.desk.households.numbers():
        form = checks.prepare(number)
        wish = CheckRequest(
            household_no=number,
            member_no=form.member_no,
            amount_fen=5_000_000,
            months=12,
            purpose_code="production",
            facts=ALL_GOOD,
        )
        if checks.decide(form, wish).outcome == "eligible":
            return number
    raise AssertionError("every household of the made-up county has something")


@pytest.fixture
def page(window: Window, number: str) -> EligibilityPage:
    window.open("eligibility", number)
    found = window.pages["eligibility"]
    assert isinstance(found, EligibilityPage)
    settle()
    return found
