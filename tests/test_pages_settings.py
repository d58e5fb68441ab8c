"""Settings, copies that come back, and the first start, on real ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.pages.launch import Launch
from desktop.pages.settings import SettingsPage
from desktop.pages.settings.backups import visits_in
from desktop.pages.settings.people import People
from desktop.pages.settings.station import Stationery
from desktop.pages.welcome import WelcomePage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.people import VisitEntry, VisitFilter
from desktop.ui.jobs import InlineJobs, Progress
from desktop.ui.messages import Question
from tests.photos import photo
from tests.windows import NOW, County, settle, shown, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


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


@pytest.mark.parametrize("key", ["directory", "products"])
def test_a_list_of_the_settings_has_the_keys_and_its_shortcut_from_the_tabs_too(
    settings: SettingsPage, key: str
) -> None:
    settings.open(key)
    settle()
    part = settings.directory if key == "directory" else settings.products
    assert part.table.hasFocus()
    settings.tabs.buttons[key].setFocus()
    QTest.keyClick(settings.window(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    (sheet,) = shown(part, QDialog)
    assert isinstance(sheet, QDialog)
    sheet.reject()


def test_the_ledger_can_be_checked_and_f1_opens_the_help(settings: SettingsPage) -> None:
    settings.backups.check()
    assert "账本完好" in settings.banner.text.text()
    QTest.keyClick(settings.window(), Qt.Key.Key_F1)
    assert settings.tabs.key() == "about"
    settle()
    assert "是否发放贷款由银行依法自主决策" in told(settings)


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
    page.code.setText("2222-2222-2222-2222")
    QTest.keyClick(page.second, Qt.Key.Key_Return)
    assert "开户码不对" in told(page) and page.code.hasFocus(), "where it is to be mended"
    page.code.setText(package.code)
    QTest.keyClick(page.second, Qt.Key.Key_Return)
    assert page.faces.currentIndex() == 2
    assert page.recovery.text()
    QTest.keyClick(page.start_button, Qt.Key.Key_Return)
    assert not opened, "a second Enter takes the code not away"
    QTest.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
    assert len(opened) == 1
    assert opened[0].households.numbers()
    opened[0].close(backup=False)
    page.close()


def test_a_county_begins_again_from_its_saved_keys_after_a_question(
    dressed: QApplication,
    open_desk: Callable[[str], Desk],
    door: Door,
    jobs: InlineJobs,
    tmp_path: Path,
) -> None:
    county = open_desk("county")
    out = tmp_path / "county.tdkeys"
    code = county.county.save_keys(out)
    page = WelcomePage(door, jobs)
    page.resize(1024, 540)
    page.show()
    dressed.processEvents()
    QTest.mouseClick(page.county_button, Qt.MouseButton.LeftButton)
    page.join()
    assert ".tdkeys" in page.hint.text()
    page.choose(out)
    page.code.setText("AAAA-AAAA-AAAA-AAAA")
    page.officer.setText("县管理员")
    page.first.setText("chongjian2026")
    page.second.setText("chongjian2026")
    page.join()
    (question,) = page.findChildren(Question)
    assert "会分叉" in told(question)
    question.buttons["go"].click()
    assert page.faces.currentIndex() == 1 and page.code_field.hint.text()
    page.code.setText(code)
    page.join()
    page.findChildren(Question)[-1].buttons["go"].click()
    assert page.faces.currentIndex() == 2, page.hint.text()
    assert "各乡镇各同步两次" in page.done.text() and page.recovery.text()
    opened: list[Desk] = []
    page.opened.connect(opened.append)
    QTest.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
    assert opened[0].session.is_county
    assert opened[0].session.store.identity.device == county.session.store.identity.device
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
    dressed: QApplication,
    open_desk: Callable[[str], Desk],
    door: Door,
    made_up: County,
    tmp_path: Path,
) -> None:
    desk = open_desk("township")
    ledger = desk.session.ledger
    log_one(desk)
    desk.evidence.attach_files(
        desk.visits.listed(VisitFilter()).lines[0].visit_no, [photo(tmp_path)]
    )
    line = desk.vault.back_up_before("asked")
    for shelf in line.path.parent.glob("photos-*.shelf"):
        shelf.unlink()
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
        [question] = launch.window.findChildren(Question)
        assert "没有其中 1 张照片" in told(question)
        question.close()
    finally:
        assert launch.window is not None
        launch.window.close()
        launch.jobs.close(lambda: launch.window.desk.close(backup=False))


def until(holds: Callable[[], bool]) -> None:
    """Let events happen until something holds; the test's own limit ends it otherwise."""
    while not holds():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def test_the_lock_waits_for_work_that_it_would_stop(window: Window, jobs: InlineJobs) -> None:
    seen: list[bool] = []

    def call(_progress: Progress) -> None:
        window.lock()
        seen.append(window.locked())

    jobs.run_long(call, None, "导入")
    assert seen == [False]
    window.lock()
    assert window.locked()
