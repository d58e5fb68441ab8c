"""The row that is marked in the list of households is that of the drawer beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.households import HouseholdsPage
from desktop.pages.window import Window
from desktop.services.records.people import HouseholdFilter
from tests.held_jobs import HeldJobs
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> HouseholdsPage:
    window.open("households")
    made = window.pages["households"]
    assert isinstance(made, HouseholdsPage)
    return made


def marked(page: HouseholdsPage) -> str:
    """The household of the marked row; empty while none is."""
    settle()
    line = page.table.line()
    assert page.table.selectionModel().hasSelection() == (line is not None)
    return line.household_no if line else ""


def test_the_mark_goes_with_the_drawer_from_the_search_and_from_other_pages(
    window: Window, page: HouseholdsPage
) -> None:
    numbers = [one.household_no for one in page.table.lines.rows]
    for number in (numbers[3], numbers[7]):
        window.open("households", number)
        assert (page.drawer.wanted, marked(page)) == (number, number)
    window.open("today")
    window.open("households", numbers[5])
    assert marked(page) == numbers[5]
    page.show_household(numbers[2])
    assert marked(page) == numbers[2]
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert (page.drawer.wanted, marked(page)) == (numbers[3], numbers[3])
    page.refresh()
    assert marked(page) == numbers[3]


def test_a_list_that_comes_while_the_next_card_is_on_its_way_does_not_bring_the_last_one_back(
    window: Window, page: HouseholdsPage
) -> None:
    first, second = (page.table.lines.rows[place].household_no for place in (3, 7))
    window.open("households", first)
    held = page.jobs = page.drawer.jobs = HeldJobs()
    window.open("households", second)
    page.refresh()  # as after Ctrl+Y
    held.let_go()
    assert page.drawer.card is not None
    assert (page.drawer.card.line.household_no, marked(page)) == (second, second)


def test_a_household_far_down_the_list_is_marked_and_one_that_is_filtered_out_is_not(
    window: Window, page: HouseholdsPage
) -> None:
    last, first = page.table.lines.rows[-1], page.table.lines.rows[0]
    assert first.village != last.village
    page.table.lines.show(page.table.lines.rows[:5], page.table.lines.total)
    page.show_household(last.household_no)
    assert page.table.lines.total > 5 and marked(page) == last.household_no
    assert page.table.rowViewportPosition(page.table.currentIndex().row()) >= 0
    page.filters.choose(HouseholdFilter(village=first.village))
    page.refresh()
    assert (page.drawer.wanted, marked(page)) == (last.household_no, "")
    page.table.clearFocus()
    page.table.setFocus()
    assert (page.drawer.wanted, marked(page)) == (last.household_no, "")
    window.open("households", first.household_no)
    assert marked(page) == first.household_no
