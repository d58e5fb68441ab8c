"""Pages that are not filled yet say what will be there and lead to what works."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.assignments import AssignmentsPage
from desktop.pages.features import asides, features
from desktop.pages.filing import FilingPage
from desktop.services.desk import Desk
from desktop.ui.coming import Coming
from desktop.ui.jobs import InlineJobs

pytest_plugins = ["tests.window_fixtures"]
COMING = {
    "county": (AssignmentsPage, FilingPage),
}


@pytest.mark.usefixtures("dressed")
@pytest.mark.parametrize("role", list(COMING))
def test_one_sentence_says_what_will_be_there_and_a_button_works(
    role: str, desk: Desk, jobs: InlineJobs
) -> None:
    known = {one.stop.key for one in (*features(role, str), *asides(role, str))}
    for kind in COMING[role]:
        asked: list[tuple[str, object]] = []
        page = kind(desk, jobs, lambda key, what, asked=asked: asked.append((key, what)))
        assert isinstance(page, Coming)
        assert page.empty.text.text().endswith("。")
        for one in page.buttons:
            QTest.mouseClick(one, Qt.MouseButton.LeftButton)
        assert asked
        assert {key for key, _ in asked} <= known
