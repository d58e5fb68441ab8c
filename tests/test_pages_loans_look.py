"""The page of loans at every size: nothing cut, the main controls in sight, both themes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.keymap import shortcuts
from desktop.pages.loans import LoansPage
from desktop.pages.window import Window
from desktop.places import RESOURCES
from desktop.services.door import Door
from desktop.ui.monthgrid import shade
from desktop.ui.parts import Badge
from desktop.ui.theme import Theme
from tests.follow import a_later_door
from tests.lending import SOON, TODAY, page_of
from tests.windows import clipped, settle, shown

pytest_plugins = ["tests.window_fixtures", "tests.lending_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
SMALL, LARGE = (1093, 543), (1366, 697)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


@pytest.fixture
def page(at_loans: Window) -> LoansPage:
    return page_of(at_loans)


def every_face(page: LoansPage, window: Window) -> Iterator[tuple[str, list[QWidget]]]:
    """The page in each of its states, with what must be in sight then."""
    calendar, card = page.calendar, page.calendar.card
    assert f"Alt+1…{len(page.tabs.buttons)}" in dict(shortcuts(page.tr))
    page.tabs.choose("calendar")
    head = [*page.tabs.buttons.values(), page.exports["calendar"], calendar.now, calendar.turn]
    calendar.grid.go(SOON)
    calendar.list.go_to(2)
    yield "day", [*head, calendar.grid, calendar.list, card.visit, card.check, card.paper]
    calendar.grid.go(TODAY)
    yield "empty day", [*head, calendar.grid, calendar.none]
    calendar.toggle()
    yield "twin", [*head, calendar.twin]
    calendar.toggle()
    for kind, one in page.lists.items():
        page_of(window, kind)
        yield kind, [one.table, one.village, page.exports[kind]]
        one.table.open_current()
        drawer = page.drawer
        yield f"{kind} card", [one.table, one.village, drawer.close_button, page.exports[kind]]
        page.close_drawer()


@pytest.mark.parametrize(
    ("size", "scale"), [(SMALL, 100), (LARGE, 100), (LARGE, 130), (LARGE, 150), (SMALL, 150)]
)
def test_nothing_is_cut_and_the_main_controls_are_in_sight_at_any_size(
    page: LoansPage, at_loans: Window, size: tuple[int, int], scale: int
) -> None:
    at_loans._wear(Theme.current().scaled(scale))  # noqa: SLF001 - what Ctrl+= does
    scrolls = (size, scale) == (SMALL, 150)  # downwards, never sideways
    at_loans.resize(*size)
    for face, wanted in every_face(page, at_loans):
        settle()
        assert (at_loans.width(), at_loans.height()) == size, face
        assert clipped(page) == [], face
        for one in wanted:
            assert one.isVisible(), (face, one)
            corner = one.mapTo(at_loans, QPoint(one.width(), one.height()))
            assert corner.x() <= size[0], (face, one)
            assert corner.y() <= size[1] or scrolls, (face, one)
        for one in shown(page, Badge):
            around = one.parentWidget()
            assert around is not None and one.geometry().bottom() < around.height(), face
        assert page.calendar.grid.height() >= page.calendar.grid.minimumSizeHint().height()
    rows = page.lists["list"].table
    assert rows.viewport().height() >= rows.rowHeight(0) * (4 if scrolls else 7)


def test_tab_walks_the_page_as_it_is_read(page: LoansPage, at_loans: Window) -> None:
    calendar = page.calendar
    calendar.grid.go(SOON)
    expected = [
        page.tabs.buttons["calendar"], page.exports["calendar"], calendar.now, calendar.turn,
        calendar.grid, calendar.list, calendar.card.visit, calendar.card.check,
        calendar.card.ways.months, calendar.card.ways.area,
    ]  # fmt: skip
    settle()
    walked: list[QWidget] = []
    page.tabs.buttons["calendar"].setFocus()
    for _ in range(40):
        now = at_loans.focusWidget()
        if now is None or now in walked:
            break
        walked.append(now)
        page.focusNextChild()
    assert [one for one in walked if one in expected] == expected


def test_the_shade_of_a_day_comes_from_the_theme_and_grows_with_its_count(
    page: LoansPage, at_loans: Window, dressed: object
) -> None:
    assert [shade(n) for n in (1, 2, 3, 4, 5, 9, 10, 500)] == [1, 2, 3, 3, 4, 4, 5, 5]
    light, app = Theme.current(), QApplication.instance()
    assert isinstance(app, QApplication) and dressed
    try:
        for name in ("light", "dark"):
            Theme.read(RESOURCES / "theme", name).wear(app, app.font().families())
            settle()
            grid = page.calendar.grid
            for day, token in ((SOON, "ramp3"), (TODAY.replace(day=2), "raised")):
                place = grid.box(day).center().toPoint()
                point = grid.mapTo(at_loans, QPoint(place.x(), place.y()))
                seen = at_loans.grab().toImage().pixelColor(point)
                assert seen.name() == Theme.current().colour(token).name(), (name, token)
    finally:
        light.wear(app, app.font().families())
        settle()


def test_a_press_on_a_day_takes_it(page: LoansPage) -> None:
    grid = page.calendar.grid
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.box(SOON).center().toPoint())
    assert grid.day == SOON and grid.hasFocus()
    assert len(page.calendar.list.lines.rows) == 3
    assert shown(page, type(page.calendar.card))


def test_the_walk_ends_at_the_far_ends_of_the_calendar(page: LoansPage) -> None:
    grid = page.calendar.grid
    for far, key, day in (
        (date.max, Qt.Key.Key_PageDown, date(2199, 12, 31)),
        (date.min, Qt.Key.Key_Left, date(1900, 1, 1)),
    ):
        grid.go(far)
        QTest.keyClick(grid, key)
        settle()
        assert grid.day == day
        assert page.calendar.month.text() == f"{day.year}年{day.month}月"
