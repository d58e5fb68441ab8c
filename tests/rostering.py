"""The page of rosters over a county whose list changed, for tests of the window."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.pages.rosters import RostersPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.follow import Row, lend, lines, people, publish
from tests.windows import settle


def page_of(window: Window, what: object = None) -> RostersPage:
    window.open("rosters", what)
    settle()
    page = window.pages["rosters"]
    assert isinstance(page, RostersPage)
    return page


def press(window: Window, *names: str) -> None:
    """Keys as the keyboard sends them: to whatever has the focus."""
    for name in names:
        if QApplication.activeWindow() is None:
            window.activateWindow()
            settle()
        QTest.keySequence(QApplication.focusWidget() or window, name)
        settle()


def stirred(county: Desk) -> list[str]:
    """A version in which three households leave, four change and one is new; who left first.

    The first has a running loan, the second has two, the rest has none.
    """
    numbers = [one.household_no for one in lines(county) if not one.loans]
    for place, number in enumerate((numbers[0], numbers[1], numbers[1])):
        lend(county, number, f"JK20251200{place:02d}")

    def change(row: Row) -> Row | None:
        number = row["household_no"]
        if number in numbers[:3]:
            return None
        if number in numbers[3:7]:
            return {**row, "needs_continued_support": "no", "household_phone": "15400007777"}
        return row

    rows = [made for row in people(county) if (made := change(dict(row))) is not None]
    new = {**rows[0], "household_no": "14112410077777", "member_no": "1411241007777701"}
    new["id_number"] = "149999197001019993"
    publish(county, [*rows, new])
    return numbers
