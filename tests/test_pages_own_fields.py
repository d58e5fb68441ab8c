"""The officer's own fields of a household: edited in place, named, masked, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.pages.households import HouseholdsPage
from desktop.pages.households.own_fields import twins_text
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.by_hand import key, toast
from tests.follow import changed, lines
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures", "tests.by_hand_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def page(households_page: HouseholdsPage) -> HouseholdsPage:
    return households_page


@pytest.fixture
def number(fourth_household: str) -> str:
    return fourth_household


def test_own_fields_are_kept_when_left_with_who_wrote_them_and_taken_back(
    page: HouseholdsPage, number: str
) -> None:
    page.show_household(number)
    own, drawer = page.drawer.own, page.drawer
    key(page, "Alt+B")
    assert own.lines["phone"].hasFocus()
    QTest.keyClicks(own.lines["phone"], "154 0000 0777")
    QTest.keyClick(own.lines["phone"], Qt.Key.Key_Return)
    assert own.lines["address_note"].hasFocus()
    assert own.lines["phone"].text() == "154****0777"  # masked as soon as it is kept
    about = own.about["phone"].text()
    assert drawer.card is not None
    assert f"名单上是 {drawer.card.county_phone_masked}" in about
    assert f"{page.desk.session.officer} 07-08" in about
    assert toast(page) == f"已改：{drawer.card.line.head_name} 的实用电话"
    asked = "SELECT phone FROM household_note WHERE id = ?"
    assert page.desk.session.store.rows(asked, (number,)) == [("15400000777",)]
    # nothing was typed in the line at hand: the key is the page's
    QTest.keySequence(own.lines["address_note"], "Ctrl+Z")
    settle()
    assert page.desk.session.store.rows(asked, (number,)) == [(None,)]
    assert own.lines["phone"].text() == ""
    assert toast(page) == f"已撤销：改 {drawer.card.line.head_name} 的实用电话"


def test_what_somebody_wrote_since_is_not_undone_over(page: HouseholdsPage, number: str) -> None:
    page.show_household(number)
    line = page.drawer.own.lines["remark"]
    line.setText("狗")
    line.editingFinished.emit()
    page.desk.households.note(number, {"remark": "狗咬人"})
    key(page, "Ctrl+Z")
    assert page.banner.text.text() == "这之后又改过，没有撤销；现在的内容保持不变。"
    assert page.desk.households.card(number).note["remark"] == "狗咬人"
    key(page, "Ctrl+Z")
    assert toast(page) == "没有可以撤销的。"


def test_esc_brings_back_what_is_kept_and_only_then_closes(
    page: HouseholdsPage, number: str
) -> None:
    page.desk.households.note(number, {"remark": "狗"})
    page.show_household(number)
    line = page.drawer.own.lines["remark"]
    line.setFocus()
    line.setText("没有狗")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "狗" and page.drawer.isVisible()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible()
    assert page.desk.households.card(number).note["remark"] == "狗"


def test_a_wrong_own_phone_is_named_not_kept_and_still_there_next_time(
    page: HouseholdsPage, window: Window, number: str
) -> None:
    page.show_household(number)
    own = page.drawer.own
    own.lines["phone"].setFocus()
    QTest.keyClicks(own.lines["phone"], "154")
    assert own.hints["phone"].isHidden()
    QTest.keyClick(own.lines["phone"], Qt.Key.Key_Tab)
    assert own.hints["phone"].text().startswith("电话应是 11 位手机号")
    assert page.desk.households.card(number).note["phone"] == ""
    page.show_household(window.desk.households.numbers()[0])
    assert own.lines["phone"].text() == "" and own.hints["phone"].isHidden()
    own.lines["remark"].setText("打到一半")
    window.lock()
    assert own.lines["remark"].text() == ""
    window._unlocked(None)  # noqa: SLF001 - the password is proven elsewhere
    page.show_household(number)
    assert own.lines["phone"].text() == "154" and not own.hints["phone"].isHidden()
    own.lines["phone"].setText("")
    own.lines["phone"].editingFinished.emit()
    assert own.hints["phone"].isHidden()
    page.show_household(window.desk.households.numbers()[0])
    assert own.lines["remark"].text() == "打到一半"


def test_the_own_number_is_shown_whole_only_while_the_button_is_held(
    page: HouseholdsPage, number: str
) -> None:
    page.desk.households.note(number, {"phone": "15400000777"})
    page.show_household(number)
    drawer, line = page.drawer, page.drawer.own.lines["phone"]
    assert line.text() == "154****0777"
    QTest.mousePress(drawer.reveal, Qt.MouseButton.LeftButton)
    assert line.text() == "15400000777" and "*" not in drawer.phone.text()
    line.editingFinished.emit()  # what is shown is not typed
    QTest.mouseRelease(drawer.reveal, Qt.MouseButton.LeftButton)
    assert line.text() == "154****0777" and not line.isReadOnly()
    turns = page.desk.session.store.number("SELECT count(*) FROM op WHERE tbl = 'household_note'")
    assert turns == 1


def test_an_own_field_that_two_people_wrote_says_so(
    page: HouseholdsPage, county_desk: Desk, number: str, tmp_path: object
) -> None:
    box = f"{tmp_path}"
    page.desk.households.note(number, {"remark": "有狗"})
    county_desk.households.note(number, {"remark": "有羊"})
    county_desk.sync.export(box)
    page.desk.sync.export(box)
    county_desk.sync.run(box)
    page.desk.sync.take(box)
    page.show_household(number)
    assert "待处理" in page.drawer.own.about["remark"].text()


def test_a_person_in_two_households_is_reported_to_the_county_not_merged(
    open_window: Callable[[Desk], Window], county_desk: Desk
) -> None:
    first, second = lines(county_desk)[:2]
    numbers = county_desk.session.store.rows(
        "SELECT id_number, name FROM member WHERE household_no = ? AND id_number <> '' LIMIT 1",
        (first.household_no,),
    )

    def twice(row: dict[str, object]) -> dict[str, object]:
        if row["household_no"] == second.household_no and row["relation_to_head"] == "户主":
            return {**row, "id_number": numbers[0][0]}
        return row

    changed(county_desk, twice)
    card = county_desk.households.card(first.household_no)
    assert [one.household_no for one in card.same_people] == [second.household_no]
    assert numbers[0][1] in twins_text(card) and "报县里核实" in twins_text(card)
    window = open_window(county_desk)
    window.open("households", second.household_no)
    page = window.pages["households"]
    assert isinstance(page, HouseholdsPage)
    assert "报县里核实" in page.drawer.hint.text()
    assert county_desk.households.card(lines(county_desk)[4].household_no).same_people == ()
