"""The check page by keys alone, in reading order, at every size and in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.pages.eligibility import EligibilityPage
from desktop.pages.households import HouseholdsPage
from desktop.pages.window import Window
from desktop.places import RESOURCES
from desktop.services.desk import Desk
from desktop.ui.jobs import InlineJobs
from desktop.ui.theme import Theme
from tests.checking import (
    LARGE,
    SMALL,
    answer_all,
    clipped,
)
from tests.windows import settle, shown, told

pytest_plugins = ["tests.window_fixtures", "tests.check_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def test_a_check_from_anywhere_takes_seven_keys_and_no_mouse(window: Window) -> None:
    head = window.desk.households.card(window.desk.households.numbers()[4]).line.head_name
    pressed: list[str] = []

    def press(part: QWidget, key: str) -> None:
        pressed.append(key)
        if len(key) == 1:
            QTest.keyClicks(part, key)
        else:
            QTest.keySequence(part, key)
        settle()

    press(window, "Ctrl+K")
    box = window.top.search
    for letter in initials(window, head):
        press(box, letter)
    place = [one.name for one in box.candidates].index(head)
    press(box, str(place + 1))
    press(window.pages["households"], "F4")
    page = window.pages["eligibility"]
    assert isinstance(page, EligibilityPage)
    assert len(pressed) <= 7
    assert window.now == "eligibility" and page.form is not None
    assert page.form.head_name == head and page.outcome is not None
    press(page.inputs.amount, "8")
    assert page.inputs.amount.text() == "8"
    press(page.inputs.amount, "Return")
    good = {"area_suspended": "2"}
    for _ in range(20):
        now = window.focusWidget()
        if now is page.foot.save:
            break
        fact = next(one for one, field in page.questions.fields.items() if field.editor is now)
        if page.questions.fields[fact].kind == "money":
            press(now, "0")
            press(now, "Return")
        else:
            press(now, good.get(fact, "1"))
    assert window.focusWidget() is page.foot.save
    press(page.foot.save, "Return")
    assert page.stored is not None


def initials(window: Window, head: str) -> str:
    """The shortest initials that bring a name among the first nine."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(head, style=Style.FIRST_LETTER))
    for typed in (letters, *(other + letters[1:] for other in "abcdefghjklmnopqrstwxyz")):
        hits = window.desk.households.find(typed)
        if head in [one.name for one in hits[:9]]:
            return typed
    raise AssertionError(head)


def test_f4_checks_the_household_that_was_picked_while_its_card_is_still_on_its_way(
    alone: Callable[[QWidget], None], desk: Desk
) -> None:
    held: list[Callable[[], object]] = []

    class Slow(InlineJobs):
        """Holds back every answer until it is let go."""

        def run(self, call, then=None, always=None):
            held.append(lambda: super(Slow, self).run(call, then, always))

    gone: list[tuple[str, object]] = []
    page = HouseholdsPage(desk, Slow(), lambda key, what: gone.append((key, what)))
    alone(page)
    page.refresh()
    for each in held:
        each()
    held.clear()
    wanted = desk.households.numbers()[9]
    page.open(wanted)
    QTest.keyClick(page, Qt.Key.Key_F4)
    assert gone == [("eligibility", wanted)]


def test_tab_walks_the_page_as_it_is_read(page: EligibilityPage) -> None:
    expected = [
        page.inputs.who, page.inputs.member, page.inputs.amount, page.inputs.months,
        page.inputs.purpose, page.inputs.purpose_text, page.inputs.day,
        page.verdict.decides, page.verdict.why, page.table,
        *(page.questions.editors[f] for f in ("id_number", "purpose_text", "civil_capacity")),
        page.subsidy.rate, page.subsidy.sums, page.subsidy.pays,
        page.foot.trial, page.foot.clause, page.foot.reading, page.foot.save,
    ]  # fmt: skip
    walked: list[QWidget] = []
    page.inputs.who.setFocus()
    for _ in range(60):
        now = page.window().focusWidget()
        if now is None or now in walked:
            break
        walked.append(now)
        page.focusNextChild()
    assert [one for one in walked if one in expected] == expected


def test_a_forgotten_page_shows_nobody(page: EligibilityPage, number: str) -> None:
    names = [one.name for one in page.desk.households.card(number).members]
    answer_all(page)
    page.forget()
    settle()
    assert [name for name in names if name in told(page)] == []
    assert page.questions.answers() == {} and page.table.lines.rows == []
    page.read()
    page.try_out()
    page.show_kept()
    page.sums()
    assert shown(page.window(), QDialog) == []


def every_face(page: EligibilityPage) -> Iterator[str]:
    """The page with questions, with failures, and with everything answered."""
    yield "questions"
    answer_all(page)
    yield "answered"
    page.inputs.amount.setText("11")
    page.inputs.months.setText("40")
    yield "failed"
    page.save()
    yield "stored"


@pytest.mark.parametrize("scale", [100, 130, 150])
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_nothing_is_clipped_at_any_size(
    page: EligibilityPage, window: Window, size: tuple[int, int], scale: int
) -> None:
    if scale > 100 and size == SMALL:
        size = LARGE
    window._wear(Theme.current().scaled(scale))  # noqa: SLF001 - what Ctrl+= does
    window.resize(*size)
    for face in every_face(page):
        settle()
        assert (window.width(), window.height()) == size, face
        assert clipped(page) == [], face
        for one in (page.foot, page.subsidy, page.questions, page.table):
            corner = one.mapTo(window, QPoint(one.width(), one.height()))
            assert corner.x() <= size[0] and corner.y() <= size[1], face
        assert page.table.viewport().height() >= page.table.rowHeight(0) * 3, face


def test_the_dark_theme_draws_the_findings_in_its_own_colours(
    page: EligibilityPage, window: Window, dressed: object
) -> None:
    light = Theme.current()
    dark = Theme.read(RESOURCES / "theme", "dark")
    app = QApplication.instance()
    assert isinstance(app, QApplication) and dressed
    dark.wear(app, app.font().families())
    try:
        settle()
        image = window.grab().toImage()
        place = page.table.viewport().mapTo(
            window, QPoint(page.table.viewport().width() - 3, page.table.rowHeight(0) // 2)
        )
        assert image.pixelColor(place).name().upper() == dark.colour("raised").name().upper()
    finally:
        light.wear(app, app.font().families())
        settle()
