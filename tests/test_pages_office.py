"""Paper, exchange, settings, the county's pages and the first start, on real ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.pages.county import CountyPage
from desktop.pages.households.wizard import ImportWizard
from desktop.pages.launch import Launch
from desktop.pages.printing import PrintingPage
from desktop.pages.printing.checking import Checking
from desktop.pages.settings import SettingsPage
from desktop.pages.settings.backups import visits_in
from desktop.pages.settings.documents import Documents
from desktop.pages.settings.people import People
from desktop.pages.settings.station import Stationery
from desktop.pages.sync import InboxPage, SyncPage
from desktop.pages.sync.reviewing import Reviewing
from desktop.pages.welcome import WelcomePage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records import Review, ReviewValue, VisitEntry, VisitFilter
from desktop.ui.jobs import InlineJobs
from tests.windows import NOW, County, settle, shown, told

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
    assert "内容与登记一致" in page.checking.answer.text.text()
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
    printing.kind.choose("F01")
    printing.look()
    settle()
    assert "监督电话" in printing.missing.text()
    assert not printing.print_button.isEnabled() and not printing.save_button.isEnabled()
    QTest.mouseClick(printing.mend, Qt.MouseButton.LeftButton)
    assert window.now == "settings"


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
        ReviewValue(value=value, officer=who, at=None, op=who)
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


@pytest.fixture
def settings(window: Window) -> SettingsPage:
    window.open("settings")
    page = window.pages["settings"]
    assert isinstance(page, SettingsPage)
    return page


def test_each_setting_saves_itself_and_says_when_it_does_not_fit(settings: SettingsPage) -> None:
    station = settings.stationery
    assert isinstance(station, Stationery)
    field = station.fields["outlet_address"]
    field.editor.setText("三交镇新街1号")
    field.editor.editingFinished.emit()
    assert settings.desk.settings.show()["outlet_address"] == "三交镇新街1号"
    phone = station.fields["officer_phone"]
    phone.editor.setText("没有电话")
    phone.editor.editingFinished.emit()
    assert phone.hint.text() and phone.editor.text() == "没有电话"


@pytest.mark.slow
def test_people_come_and_go_and_passwords_change(settings: SettingsPage, made_up: County) -> None:
    settings.tabs.choose("people")
    people = settings.people
    assert isinstance(people, People)
    before = people.list.count()
    people.name.setText("代班")
    people.first.setText("daiban2026")
    people.second.setText("daiban2027")
    people.add()
    assert "两次密码" in people.add_hint.text()
    people.second.setText("daiban2026")
    people.add()
    assert people.list.count() == before + 1
    people.old.setText("wrong")
    people.new.setText("xinmima2026")
    people.again.setText("xinmima2026")
    people.change()
    assert people.own_hint.property("tone") == "error"
    people.old.setText(made_up.password)
    people.change()
    assert people.own_hint.text() == "密码已换好。"
    people.new_code()
    settle()
    sheet = shown(settings, QDialog)[0]
    assert "只显示这一次" in told(sheet)
    sheet.close()


def test_restoring_shows_both_counts_before_it_can_be_pressed(settings: SettingsPage) -> None:
    settings.tabs.choose("backups")
    backups = settings.backups
    backups.back_up()
    assert "备份好了" in settings.banner.text.text()
    line = backups.table.lines.rows[0]
    log_one(settings.desk)
    backups.refresh()
    wanted: list[tuple[object, str]] = []
    settings.window().restore_wanted.connect(lambda path, word: wanted.append((path, word)))
    backups.ask_restore()
    settle()
    sheet = shown(settings, QDialog)[0]
    said = told(sheet)
    then, now = visits_in(line.counts), visits_in(settings.desk.vault.counts())
    assert now == then + 1
    assert f"走访 {then:,} 条（现在 {now:,} 条）" in said
    go = next(one for one in sheet.findChildren(type(backups.now_button)) if "恢复到" in one.text())
    assert not go.isEnabled()
    sheet.findChildren(type(settings.people.old))[0].setText("a password")
    assert go.isEnabled()
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    assert wanted == [(line.path, "a password")]


def test_the_ledger_can_be_checked_and_documents_read(settings: SettingsPage) -> None:
    settings.backups.check()
    assert "账本完好" in settings.banner.text.text()
    settings.tabs.choose("documents")
    assert isinstance(settings.documents, Documents)
    rows = settings.documents.table.lines.rows
    place = next(n for n, pack in enumerate(rows) if pack.pack_id == "SX-2026")
    settings.documents.table.go_to(place)
    assert "帮扶小额信贷" in settings.documents.text.toPlainText()
    settings.documents.search.setText("按需申贷")
    settings.documents.search.returnPressed.emit()
    assert settings.documents.text.textCursor().selectedText() == "按需申贷"
    settings.tabs.choose("about")
    settle()
    assert "是否发放贷款由银行依法自主决策" in told(settings)


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
    page.revoke(page.table.lines.rows[0].device)
    assert "revoked" in {one.state for one in page.table.lines.rows}


def test_the_county_imports_a_list_only_after_it_saw_every_problem(
    county_window: Window, root: Path, made_up: County
) -> None:
    county_window.open("households")
    page = county_window.pages["households"]
    assert page.import_button.isVisible() and not page.print_button.isVisible()
    QTest.mouseClick(page.import_button, Qt.MouseButton.LeftButton)
    wizard = page.wizard
    assert isinstance(wizard, ImportWizard)
    before = len(page.desk.rosters.versions())
    wizard.look(root / "README.md")
    assert wizard.banner.property("tone") == "error"
    wizard.look(root / "tests" / "data" / "sheets" / "messy" / "roster.xlsx")
    assert wizard.report is not None and wizard.table.lines.rows
    assert wizard.table.lines.rows[0].effect == "held"
    assert "没有说明" not in told(wizard)
    assert len(page.desk.rosters.versions()) == before
    wizard.look(made_up.sample)
    assert wizard.report is not None
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert page.wizard is None and page.list_card.isVisible()


def test_the_county_sees_what_came(county_window: Window) -> None:
    county_window.open("inbox")
    page = county_window.pages["inbox"]
    assert isinstance(page, InboxPage)
    assert {line.state for line in page.inbox.lines.rows} == {"taken"}
    county_window.open("sync")
    assert county_window.now == "inbox"


@pytest.mark.slow
def test_a_package_from_the_county_opens_a_new_ledger(
    dressed: QApplication,
    open_desk: Callable[[str], Desk],
    door: Door,
    jobs: InlineJobs,
    tmp_path: Path,
) -> None:
    county = open_desk("county")
    township = county.households.villages()[0].township_code
    out = tmp_path / "new.tdpack"
    package = county.county.enrol(
        townships=[township], officer="新来的", role="officer", bank="", out=out
    )
    page = WelcomePage(door, jobs)
    page.resize(1024, 540)
    page.show()
    dressed.processEvents()
    opened: list[Desk] = []
    page.opened.connect(opened.append)
    QTest.mouseClick(page.package_button, Qt.MouseButton.LeftButton)
    page.join()
    assert "先选U盘上的开户包" in page.hint.text()
    page.choose(out)
    QTest.keyClicks(page.code, package.code.replace("-", "").lower())
    assert page.code.text() == package.code
    page.officer.setText("新来的")
    page.first.setText("xinlaide2026")
    page.join()
    assert "两次" in page.hint.text()
    page.second.setText("xinlaide2026")
    page.join()
    assert page.faces.currentIndex() == 2
    assert page.recovery.text()
    QTest.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
    assert len(opened) == 1
    assert opened[0].households.numbers()
    opened[0].close(backup=False)
    page.close()


def test_the_first_screen_offers_the_demo_county(
    dressed: QApplication, door: Door, jobs: InlineJobs
) -> None:
    page = WelcomePage(door, jobs)
    page.show()
    dressed.processEvents()
    hint = page.minimumSizeHint()
    assert hint.width() <= 1024 and hint.height() <= 540
    asked: list[bool] = []
    page.demo_wanted.connect(lambda: asked.append(True))
    QTest.mouseClick(page.demo_button, Qt.MouseButton.LeftButton)
    assert asked == [True]
    page.close()


@pytest.mark.slow
def test_a_copy_comes_back_in_place_of_the_open_ledger(
    dressed: QApplication, open_desk: Callable[[str], Desk], door: Door, made_up: County
) -> None:
    desk = open_desk("township")
    ledger = desk.session.ledger
    line = desk.vault.back_up_before("asked")
    log_one(desk)
    now = len(desk.visits.listed(VisitFilter()).lines)
    desk.close(backup=False)
    launch = Launch(dressed, door, lambda: NOW)
    dressed.lastWindowClosed.disconnect(launch._end)  # noqa: SLF001 - the test ends the thread
    try:
        officer, password = made_up.officers["township"], made_up.password
        launch.jobs.run(
            lambda: launch._opened(door.unlock(ledger, officer, password)),  # noqa: SLF001
            launch._go,  # noqa: SLF001
        )
        until(lambda: launch.window is not None)
        first = launch.window
        assert first is not None
        first.restore_wanted.emit(line.path, "not the password")
        until(lambda: "密码不对" in first.pages[first.now].banner.text.text())
        assert launch.window is first
        first.restore_wanted.emit(line.path, password)
        until(lambda: launch.window is not first)
        assert launch.window is not None
        page = launch.window.desk.visits.listed
        counts: list[int] = []
        launch.jobs.run(lambda: page(VisitFilter()).total, counts.append)
        until(lambda: bool(counts))
        assert counts == [now - 1]
    finally:
        assert launch.window is not None
        launch.window.close()
        launch.jobs.close(lambda: launch.window.desk.close(backup=False))


def until(holds: Callable[[], bool]) -> None:
    """Let events happen until something holds; the test's own limit ends it otherwise."""
    while not holds():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
