"""The page of visits while it is still coming: nothing is cut, nothing that is dropped is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.pages.visits import VisitsPage
from desktop.pages.visits.beside import Beside
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.ui.jobs import InlineJobs
from tests.photographing import drop
from tests.photos import photo
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(window: Window) -> VisitsPage:
    window.open("visits")
    made = window.pages["visits"]
    assert isinstance(made, VisitsPage)
    return made


def test_a_photo_that_is_dropped_before_the_form_is_there_goes_into_it(
    desk: Desk, jobs: InlineJobs, dressed: QApplication, tmp_path: Path
) -> None:
    assert dressed
    around = QWidget()
    beside = Beside(desk, jobs, around)
    drop(beside, [photo(tmp_path)])
    assert beside.is_built()
    assert len(beside.form.photos.hashes()) == 1
    drop(beside.form.note, [photo(tmp_path, "b.jpg", colour="red")])
    assert len(beside.form.photos.hashes()) == 2  # the form takes its own, once


def test_a_count_that_comes_late_has_its_room_at_once(page: VisitsPage) -> None:
    settle()
    page._waits(1_190)  # noqa: SLF001 - what the answer of the store calls
    for tab in page.view.buttons.values():
        assert tab.width() >= tab.sizeHint().width(), tab.text()
