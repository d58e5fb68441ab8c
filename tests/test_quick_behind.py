"""The window hears of quick entry after a pause; what the page says meanwhile stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.pages.window import Window
from tests.evening import CONTROL, Typist, at_village, panel_of

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_what_a_refused_step_says_stays_when_the_window_hears_of_the_save_before(
    window: Window,
) -> None:
    panel = panel_of(window)
    at_village(panel)
    typed = Typist(window)
    typed("1\n12\n")
    typed.key(Qt.Key.Key_Z, CONTROL)
    typed.key(Qt.Key.Key_Z, CONTROL)
    banner = window.pages["visits"].banner
    assert "没有可以撤销的了" in banner.text.text()
    window.status.show_saved("")
    panel._tell.timeout.emit()  # noqa: SLF001 - the pause after a save is over
    assert window.status.saved.text().startswith("已自动保存 ")
    assert banner.isVisible() and "没有可以撤销的了" in banner.text.text()
    typed("1\n12\n")
    assert not banner.isVisible()  # what it said is over
