"""What people typed is shown as they typed it, also where it looks like markup."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Text
from PySide6.QtWidgets import QLabel, QWidget

from desktop.ui.columns import Column as Bar
from desktop.ui.columns import Columns
from desktop.ui.lines import Column
from desktop.ui.messages import Banner, Hint, Toast
from desktop.ui.month import Month
from desktop.ui.parts import Badge, Elided, Tabs, button, words
from desktop.ui.tables import Table

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]
ROOT = Path(__file__).resolve().parent.parent
TYPED = "<b>李</b> & <img src=x>"


def table() -> Table[str]:
    made: Table[str] = Table("", [Column(title="", text=str)])
    made.lines.show([TYPED])
    return made


def month() -> Month:
    made = Month("", date(2026, 7, 8))
    made.mark(date(2026, 7, 8), {}, {date(2026, 7, 8): TYPED})
    return made


def bars() -> Columns:
    made = Columns("", ["a"])
    made.show_columns([Bar(label="a", parts=(1,), sentence=TYPED)])
    return made


def hint() -> Hint:
    made = Hint()
    made.say(TYPED)
    return made


def banner() -> Banner:
    made = Banner()
    made.say(TYPED)
    return made


def toast() -> QWidget:
    around = QWidget()
    Toast(around).say(TYPED)
    return around


CARRIERS: list[Callable[[], QWidget]] = [
    lambda: Elided(TYPED),
    lambda: Badge(TYPED),
    lambda: words(TYPED),
    lambda: button("", tip=TYPED),
    lambda: Tabs([("a", TYPED)]),
    table,
    month,
    bars,
    hint,
    banner,
    toast,
]


@pytest.mark.parametrize("made", CARRIERS)
def test_a_widget_that_carries_typed_text_shows_and_tips_it_as_typed(
    made: Callable[[], QWidget],
) -> None:
    top = made()
    seen = 0
    for part in [top, *top.findChildren(QWidget)]:
        tips = [part.toolTip()]
        if isinstance(part, Table):
            tips.append(str(part.lines.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)))
        for tip in tips:
            assert "<b>" not in tip and "<img" not in tip
            seen += "李" in tip
        if isinstance(part, QLabel) and not isinstance(part, Elided) and "李" in part.text():
            assert part.textFormat() == Qt.TextFormat.PlainText
            seen += 1
        seen += "李" in str(part.property("text"))
    assert seen


def test_an_ordinary_tip_stays_as_it_is() -> None:
    assert Elided("刘家渠村 < 3 组").toolTip() == "刘家渠村 < 3 组"
    assert Text.mightBeRichText(Elided(TYPED).toolTip())


@pytest.mark.no_cover  # the program is read here, not run
def test_tips_and_labels_are_made_where_markup_stays_text() -> None:
    wrong = []
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = {word.arg for word in node.keywords}
            if name == "setToolTip" and path.name != "tips.py":
                wrong.append(f"{path.name}:{node.lineno} setToolTip, not set_tip")
            if name == "QLabel" and node.args and "textFormat" not in given:
                wrong.append(f"{path.name}:{node.lineno} QLabel with text, not words")
    assert wrong == []
