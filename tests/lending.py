"""The page of loans for tests: its days, and the way to it."""

from __future__ import annotations

from datetime import timedelta

from desktop.pages.loans import LoansPage
from desktop.pages.window import Window
from tests.follow import LATER
from tests.windows import settle

TODAY = LATER.date()
SOON = TODAY + timedelta(days=5)
"""A day of this month on which three loans end: one renewed, one off the roster, one overdue."""


def page_of(window: Window, what: object = None) -> LoansPage:
    window.open("loans", what)
    page = window.pages["loans"]
    assert isinstance(page, LoansPage)
    settle()
    return page
