"""Paper, exchange and the county's pages on real ledgers."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from desktop.pages.county import CountyPage
from desktop.pages.county.areas import AreasSheet
from desktop.pages.printing import PrintingPage
from desktop.pages.printing.checking import Checking
from desktop.pages.rosters import RostersPage
from desktop.pages.settings import SettingsPage
from desktop.pages.sync import InboxPage, SyncPage
from desktop.pages.sync.reviewing import Reviewing
from desktop.pages.window import Window
from desktop.rules.privacy import masked
from desktop.services.desk import Desk
from desktop.services.records.people import VisitEntry
from desktop.services.records.traffic import Review, ReviewValue, StickState
from tests.windows import settle, shown, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def printing(window: Window) -> PrintingPage:
    window.open("printing", window.desk.households.numbers()[0])
    page = window.pages["printing"]
    assert isinstance(page, PrintingPage)
    page.look()
    return page


def test_a_sheet_of_one_household_is_previewed_saved_and_found_genuine(
    printing: PrintingPage, tmp_path: Path
) -> None:
    page = printing
    assert page.draft is not None and page.draft.missing == ()
    assert page.preview.pages() == 1
    out = tmp_path / "slip.pdf"
    page.save_to(out)
    assert out.read_bytes().startswith(b"%PDF")
    assert "单号" in page.banner.text.text()
    page.tabs.choose("check")
    assert isinstance(page.checking, Checking)
    number = page.checking.table.lines.rows[0].notice_no
    page.checking.code.setText(number)
    QTest.keyClick(page.checking.code, Qt.Key.Key_Return)
    said = page.checking.answer.text.text()
    assert "内容没有比对" in said and "内容与登记一致" not in said
    page.checking.verify_file(out)
    assert "内容与登记一致" in page.checking.answer.text.text()
    page.checking.code.setText("不是核验码")
    page.checking.verify()
    assert page.checking.answer.property("tone") == "error"


def test_a_village_gives_one_sheet_per_household(printing: PrintingPage) -> None:
    printing.about.pick("village")
    printing.look()
    village = printing.desk.households.villages()[0]
    assert printing.preview.pages() == village.households
    printing.open(("board", village.village))
    printing.look()
    assert printing.kind.code() == "F01"


def test_a_missing_phone_stops_the_board_and_leads_to_the_settings(
    printing: PrintingPage, window: Window
) -> None:
    printing.desk.settings.set({"supervision_phone": ""})
    printing.steps.take_kind("F01")
    printing.look()
    settle()
    assert "监督电话" in printing.missing.text()
    assert not printing.print_button.isEnabled() and not printing.save_button.isEnabled()
    QTest.mouseClick(printing.mend, Qt.MouseButton.LeftButton)
    assert window.now == "settings"


def test_what_a_form_lacks_is_mended_where_it_is_told(
    printing: PrintingPage, window: Window
) -> None:
    number = printing.desk.households.numbers()[0]
    for what, place in (("kind/F24", "settings"), (("F07", number), "eligibility")):
        window.open("printing", what)
        printing.look()
        settle()
        assert printing.mend.isVisible()
        QTest.mouseClick(printing.mend, Qt.MouseButton.LeftButton)
        assert window.now == place
    settings = window.page("settings")
    assert isinstance(settings, SettingsPage) and settings.tabs.key() == "products"


def test_without_a_printer_the_sheet_can_be_saved(printing: PrintingPage) -> None:
    printing.print()
    if printing.banner.isVisible():
        verbs = [one.text() for one in printing.banner.buttons]
        assert verbs == ["存成PDF", "重新查找"]


def log_one(desk: Desk) -> None:
    number = desk.households.numbers()[0]
    desk.visits.log(
        VisitEntry(
            household_no=number,
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="absent",
        )
    )


def test_a_folder_that_stays_is_no_stick_and_what_goes_down_is_no_report(
    window: Window, county_window: Window, county_desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "mapped"
    folder.mkdir()
    marked = county_desk.sticks.mark(folder)
    for one, key, went in ((window, "sync", "上报"), (county_window, "inbox", "下发")):
        log_one(one.desk)
        one.open(key)
        page = one.pages[key]
        assert isinstance(page, SyncPage)
        page.show_sticks([marked])
        assert page.stick.text.text().startswith("县里的同步文件夹：mapped")
        page.run()
        assert page.banner.text.text().startswith(f"同步成功。{went} ")
        assert page.stick.go_button.isHidden()
        assert one.status.waiting.text() == f"未{went} 0 条"
        blank = replace(marked, root=tmp_path, removable=True, state=StickState.UNMARKED)
        page.show_sticks([marked, blank])
        assert "不是县里制作的同步U盘" in page.stick.text.text(), "a folder hides no stick"
        assert page.stick.mark_button.isVisible() is (key == "inbox")


def test_a_password_in_an_address_is_shown_no_more_once_it_was_tried(window: Window) -> None:
    window.open("sync")
    page = window.pages["sync"]
    assert isinstance(page, SyncPage)
    page.mailbox.setText("webdav://gao:geheim@127.0.0.1:9/x")
    page.run_button.setFocus()
    QTest.keyClick(page.run_button, Qt.Key.Key_Return)
    settle()
    assert "连不上同步服务器 webdav://127.0.0.1:9/x" in page.banner.text.text()
    assert page.mailbox.text() == "webdav://gao@127.0.0.1:9/x"
    assert "geheim" not in str(window.desk.settings.show())


def test_one_button_reports_and_the_counts_follow(
    window: Window, county_desk: Desk, tmp_path: Path
) -> None:
    log_one(window.desk)
    window.open("sync")
    page = window.pages["sync"]
    assert isinstance(page, SyncPage)
    assert page.unsent.text() == "1"
    mailbox = tmp_path / "usb"
    mailbox.mkdir()
    page.mailbox.clear()
    page.run()
    assert "先选U盘" in page.banner.text.text()
    page.mailbox.setText(str(mailbox))
    QTest.mouseClick(page.run_button, Qt.MouseButton.LeftButton)
    assert page.banner.text.text().startswith("同步成功，可以拔出U盘。上报 1 条")
    assert (page.unsent.text(), page.sent.text()) == ("0", "1")
    county_desk.sync.run(str(mailbox))
    page.run()
    assert page.sent.text() == "0"
    page.run()
    assert page.banner.text.text() == "没有需要同步的内容。"
    assert page.inbox.lines.rows


def test_a_damaged_bundle_is_named_with_its_reason(
    window: Window, county_desk: Desk, tmp_path: Path
) -> None:
    log_one(window.desk)
    mailbox = tmp_path / "usb"
    mailbox.mkdir()
    window.desk.sync.export(str(mailbox))
    county_desk.sync.run(str(mailbox))
    for path in mailbox.rglob("*"):
        if path.is_file() and path.stat().st_size > 200:
            blob = bytearray(path.read_bytes())
            blob[len(blob) // 2] ^= 1
            path.write_bytes(bytes(blob))
    window.open("sync")
    page = window.pages["sync"]
    assert isinstance(page, SyncPage)
    page.mailbox.setText(str(mailbox))
    page.take()
    assert "没有导入" in page.banner.text.text() or page.banner.property("tone") == "error"


def test_a_field_that_two_people_changed_waits_for_a_choice_with_a_reason(window: Window) -> None:
    window.open("sync", "reviews")
    page = window.pages["sync"]
    assert isinstance(page, SyncPage) and isinstance(page.reviewing, Reviewing)
    values = tuple(
        ReviewValue(value=value, officer=who, at=None, op=who, shown=masked("phone", value))
        for value, who in (("15400000001", "甲"), ("15400009999", "乙"))
    )
    page.reviewing.show_reviews(
        [Review(id="1", table="n", row="r", field="phone", subject="王某", values=values)]
    )
    settle()
    said = told(page)
    assert "154****0001" in said and "15400000001" not in said
    page.reviewing.take()
    assert "先选一个" in page.reviewing.form.hints[page.reviewing.reason].text()
    assert page.reviewing.choice is not None
    QTest.keyClicks(page.reviewing.choice, "2")
    page.reviewing.take()
    assert "请写明理由" in page.reviewing.form.hints[page.reviewing.reason].text()


def test_the_county_makes_a_package_and_shows_its_code_once(
    county_window: Window, tmp_path: Path
) -> None:
    county_window.open("usb")
    page = county_window.pages["usb"]
    assert isinstance(page, CountyPage)
    assert len(page.table.lines.rows) == 2
    page._where()  # noqa: SLF001 - the button
    assert "使用人" in page.form.hints[page.officer].text()
    page.officer.setText("新来的")
    out = tmp_path / "new.tdpack"
    page.make(out)
    assert out.is_file()
    settle()
    sheet = shown(page, QDialog)[0]
    assert "只显示这一次" in told(sheet)
    sheet.close()
    assert {one.state for one in page.table.lines.rows} == {"active", "invited"}
    at = [one.state for one in page.table.lines.rows].index("invited")
    page.table.go_to(at)
    assert page.revoke_button.isEnabled() and not page.renew_button.isEnabled()
    page.revoke_button.click()  # the paper with its code was lost
    settle()
    assert "还没有用过" in told(shown(page, QDialog)[-1])
    shown(page, QDialog)[-1].close()
    page.revoke(page.table.lines.rows[at].device)
    assert "invited" not in {one.state for one in page.table.lines.rows}
    page.revoke(page.table.lines.rows[0].device)
    assert "revoked" in {one.state for one in page.table.lines.rows}


def test_the_county_gives_a_laptop_other_townships_and_a_desk_several_at_once(
    county_window: Window, tmp_path: Path
) -> None:
    county_window.open("usb")
    page = county_window.pages["usb"]
    assert isinstance(page, CountyPage)
    page.officer.setText("信贷部")
    page.code.setText("141124105、141124209")
    page.make(tmp_path / "desk.tdpack")
    settle()
    shown(page, QDialog)[0].close()
    assert "141124105,141124209" in {one.township for one in page.table.lines.rows}
    page.table.go_to(next(n for n, one in enumerate(page.table.lines.rows) if one.last_seen))
    page.areas_button.click()
    settle()
    (sheet,) = page.findChildren(AreasSheet)
    before = sheet.codes.text()
    sheet.codes.setText(" ")
    QTest.keyClick(sheet.codes, Qt.Key.Key_Return)
    assert "至少写一个" in sheet.form.hints[sheet.codes].text()
    sheet.codes.setText(f"{before} 141124209 141124105")
    QTest.keyClick(sheet.codes, Qt.Key.Key_Return)
    settle()
    line = page.table.line()
    assert line is not None and line.township == "141124105,141124209"
    assert "下次同步带过去" in county_window.toast.text.text()


def test_the_county_imports_lists_from_its_page_of_lists(county_window: Window) -> None:
    county_window.open("rosters")
    page = county_window.pages["rosters"]
    assert isinstance(page, RostersPage)
    QTest.mouseClick(page.versions.import_button, Qt.MouseButton.LeftButton)
    assert county_window.now == "importing"
    assert county_window.rail.buttons["rosters"].isChecked()
    QTest.keyClick(county_window.pages["importing"], Qt.Key.Key_Escape)
    assert county_window.now == "rosters"
    county_window.open("households")
    houses = county_window.pages["households"]
    assert houses.import_button.isVisible() and not houses.print_button.isVisible()
    assert county_window.rail.buttons["rosters"].isChecked()


def test_the_county_sees_what_came(county_window: Window) -> None:
    county_window.open("inbox")
    page = county_window.pages["inbox"]
    assert isinstance(page, InboxPage)
    assert {line.state for line in page.inbox.lines.rows} == {"taken"}
    county_window.open("sync")
    assert county_window.now == "inbox"


def test_the_form_of_a_package_goes_below_the_devices_where_both_have_no_room(
    county_window: Window,
) -> None:
    county_window.open("usb")
    page = county_window.pages["usb"]
    assert isinstance(page, CountyPage)
    places = []
    for wide in (1366, 900):
        county_window.resize(wide, 697)
        settle()
        form, devices = (page.beside.itemAt(at).geometry() for at in (1, 0))
        places.append(form.top() > devices.bottom())
        assert page.minimumSizeHint().width() <= page.width()
    assert places == [False, True]
