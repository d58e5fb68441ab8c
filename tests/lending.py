"""The page of loans for tests: its days, the way to it, and what can be read there."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from desktop.pages.loans import LoansPage
from desktop.pages.loans.card import LoanCard
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.ui.tables import Table
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


def tails(page: LoansPage, kind: str) -> list[str]:
    return [one.tail for one in page.lists[kind].table.lines.rows]


def on(page: LoansPage, day: date, tail: str = "") -> LoanCard:
    """The card of a loan that ends on a day."""
    calendar = page.calendar
    calendar.grid.go(day)
    for place, line in enumerate(calendar.list.lines.rows):
        if line.tail == tail:
            calendar.list.go_to(place)
    settle()
    return calendar.card


def words_of(part: QWidget, *, hidden: bool = False) -> str:
    """What can be read on a part, or with `hidden` all that it holds."""
    settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    kinds = (QLabel, QPushButton, QLineEdit)
    found = [one for kind in kinds for one in part.findChildren(kind) if hidden or one.isVisible()]
    tables = [one.lines.rows for one in part.findChildren(Table)] if hidden else []
    return "\n".join([*(one.text() for one in found), *map(str, tables)])


def as_role(desk: Desk, role: str) -> None:
    """Make this ledger that of another role."""
    store = desk.session.store
    with store.transaction():
        store.set_identity(replace(store.identity, role=role))
    store.load_streams()
