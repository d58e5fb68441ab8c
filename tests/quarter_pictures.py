"""Pictures of a subsidy quarter at the bank and at the county, for `tests/screenshots.py`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication

from desktop.services.records.course import Choice
from tests.quartering import exchange, lent
from tests.windows import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.subsidies import SubsidiesPage
    from desktop.pages.window import Window
    from desktop.services.desk import Desk
    from desktop.ui.stepping import Ask

SIZES = ((1366, 697), (1093, 543))


def quarters(
    open_window: Callable[[Desk], Window], township: Desk, county: Desk, folder: Path
) -> None:
    """Every step from nothing to the county's review."""
    lent(county)
    with tempfile.TemporaryDirectory() as place:
        stick = Path(place) / "stick"
        exchange(stick, county, township)
        window = open_window(township)
        page = _bank(window, folder)
        exchange(stick, township, county)
        _county(open_window(county), folder)
        exchange(stick, county, township)
        page.refresh()
        _shoot(window, folder, "4-returned")


def _bank(window: Window, folder: Path) -> SubsidiesPage:
    window.open("subsidies")
    page = cast("SubsidiesPage", window.pages["subsidies"])
    _choose_spring(page)
    _shoot(window, folder, "1-nothing")
    page.fetching.start()
    _shoot(window, folder, "2-differences")
    page.drafting.open_panel()
    _shoot(window, folder, "2-derivation")
    page.drafting.panel.shut()
    page.drafting.table.tick_all()
    page.drafting.wish(Choice.OWN)
    _shoot(window, folder, "2-reason")
    page.drafting.reason.setText("\u6309\u5408\u540c\u6838\u5bf9\u8fc7")
    page.drafting.reason.returnPressed.emit()
    _shoot(window, folder, "2-decided")
    page.drafting.next_step()
    _shoot(window, folder, "3-list")
    page.drafting.next_step()
    _shoot(window, folder, "3-freeze", close=True)
    page.drafting.freeze()
    page.following.buttons["hand_over"].click()
    _shoot(window, folder, "4-hand-over")
    cast("Ask", QApplication.activeModalWidget()).work()
    _shoot(window, folder, "4-declared")
    return page


def _choose_spring(page: SubsidiesPage) -> None:
    """The quarter of the made-up interest."""
    page.quarter.choose(next(key for key in page.offers if key.startswith("2026-2")))


def _county(window: Window, folder: Path) -> None:
    window.open("subsidies")
    page = cast("SubsidiesPage", window.pages["subsidies"])
    _choose_spring(page)
    _shoot(window, folder, "county-review")
    page.following.give_back()
    _shoot(window, folder, "county-return")
    cast("Ask", QApplication.activeModalWidget()).work()
    _shoot(window, folder, "county-returned")
    page.following.table.go_to(1)
    page.following.table.tick_all()
    page.following.table.tick()
    page.following.buttons["publish"].click()
    _shoot(window, folder, "county-publish", close=True)


def _shoot(window: Window, folder: Path, what: str, *, close: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        window.resize(*size)
        settle()
        seen = QApplication.activeModalWidget() or window
        seen.grab().save(str(folder / f"quarter-{what}-{size[0]}.png"))
    open_now = QApplication.activeModalWidget()
    if close and open_now is not None:
        open_now.close()
        settle()
