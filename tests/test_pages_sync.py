"""The page of the exchange: a stick in two keys, reviews, refused bundles, the handover sheet."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from desktop.pages.county import CountyPage
from desktop.pages.printing import PrintingPage
from desktop.pages.sync import InboxPage, SyncPage
from desktop.pages.window import Window
from desktop.services.credentials import load
from desktop.services.desk import Desk
from desktop.services.records.people import VisitEntry
from desktop.services.sticks import Sticks
from desktop.ui.messages import Question
from tests.plugged import Slots
from tests.windows import County, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def slots(tmp_path: Path) -> Slots:
    return Slots(tmp_path / "slots")


@pytest.fixture
def plugged_window(open_window: Callable[[Desk], Window], desk: Desk, slots: Slots) -> Window:
    desk.__dict__["sticks"] = Sticks(desk.session, slots)
    desk.settings.set({"mailbox": ""})
    return open_window(desk)


def log_one(desk: Desk) -> None:
    desk.visits.log(
        VisitEntry(
            household_no=desk.households.numbers()[0],
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="absent",
        )
    )


def enter() -> None:
    """Enter where the keys go."""
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle()


def look(window: Window) -> None:
    window.plugging.look()
    settle()


def sync_page(window: Window) -> SyncPage:
    window.open(window.sync_key())
    page = window.pages[window.sync_key()]
    assert isinstance(page, SyncPage)
    settle()
    return page


def test_a_stick_of_ours_opens_the_page_and_two_keys_end_with_it_let_go(
    plugged_window: Window, county_desk: Desk, slots: Slots
) -> None:
    window = plugged_window
    root = slots.plug("BF-SYNC")
    county_desk.sticks.mark(root)
    slots.pull("BF-SYNC")
    look(window)
    log_one(window.desk)
    assert window.now == "today"
    slots.plug("BF-SYNC")
    look(window)
    assert window.now == "sync"
    page = sync_page(window)
    assert page.stick.text.text().startswith("检测到县里的同步U盘：BF-SYNC")
    window.activateWindow()
    page.run_button.setFocus()
    enter()
    assert page.banner.text.text().startswith("同步成功，可以拔出U盘。上报 1 条")
    assert QApplication.focusWidget() is page.stick.go_button
    look(window)  # less room than before moves no key away
    assert QApplication.focusWidget() is page.stick.go_button
    enter()
    assert page.banner.text.text() == "U盘已弹出，可以拔出。"
    assert slots.plugged() == []
    look(window)
    assert page.mailbox.text() == ""  # the stick's place is not kept as an address
    assert "没有插着同步U盘" in page.stick.text.text()


def test_where_the_system_cannot_eject_it_says_that_the_stick_may_be_pulled(
    plugged_window: Window, county_desk: Desk, slots: Slots
) -> None:
    window, slots.releases = plugged_window, False
    county_desk.sticks.mark(slots.plug("BF-SYNC"))
    look(window)
    page = sync_page(window)
    page.run()
    page.stick.go_button.click()
    settle()
    assert page.banner.text.text() == "数据已写进U盘并读回核对过，现在可以拔出U盘。"
    assert [one.label for one in slots.plugged()] == ["BF-SYNC"]


def test_a_stick_that_is_not_ours_is_named_and_nothing_is_written(
    plugged_window: Window, slots: Slots
) -> None:
    window = plugged_window
    root = slots.plug("PHOTOS")
    look(window)
    page = sync_page(window)
    assert "这个U盘不是县里制作的同步U盘" in page.stick.text.text()
    assert page.stick.lists_button.isVisible() and not page.stick.mark_button.isVisible()
    assert page.mailbox.text() == ""
    assert list(root.iterdir()) == []
    page.stick.lists_button.click()
    assert window.now == "importing"


def test_who_is_typing_is_told_in_passing(
    plugged_window: Window, county_desk: Desk, slots: Slots
) -> None:
    window = plugged_window
    county_desk.sticks.mark(slots.plug("BF-SYNC"))
    slots.pull("BF-SYNC")
    look(window)
    window.activateWindow()
    window.open("settings")
    window.top.begin()
    QTest.keyClicks(QApplication.focusWidget(), "li")
    slots.plug("BF-SYNC")
    look(window)
    assert window.now == "settings"
    assert "检测到县里的同步U盘" in window.toast.text.text()


def test_a_stick_pulled_early_changes_nothing_and_the_counts_say_what_waits(
    plugged_window: Window, county_desk: Desk, slots: Slots
) -> None:
    window = plugged_window
    log_one(window.desk)
    root = slots.plug("BF-SYNC")
    county_desk.sticks.mark(root)
    look(window)
    page = sync_page(window)
    shutil.rmtree(root / "up")
    (root / "up").write_text("a file where the folder was")
    before = dict(window.desk.session.store.counts())
    page.run_button.setFocus()
    enter()
    assert page.run_button.hasFocus(), "the same key tries again"
    assert page.banner.text.text().startswith("U盘被拔出，本次同步没有完成，数据没有变化。")
    assert page.unsent.text() == "1"
    assert dict(window.desk.session.store.counts()) == before
    slots.pull("BF-SYNC")
    page.run()
    settle()
    assert "没有找到同步位置" in page.banner.text.text()


def test_after_seven_days_the_count_is_red(window: Window) -> None:
    log_one(window.desk)
    page = sync_page(window)
    assert page.age.property("tone") in {"", None}
    assert "走访和电话记录 1" in page.contents.text()
    late = window.desk.session.clock() + timedelta(days=8)
    object.__setattr__(window.desk.session, "clock", lambda: late)
    page.refresh()
    settle()
    assert page.age.property("tone") == "error" and page.unsent.property("tone") == "error"
    assert "已等了 8 天，超过 7 天" in page.age.text()


@pytest.fixture
def refused(window: Window, county_desk: Desk, tmp_path: Path) -> SyncPage:
    """The page after a bundle came that was damaged on its way, and the whole one lies there."""
    box = tmp_path / "usb"
    box.mkdir()
    log_one(window.desk)
    window.desk.sync.run(str(box))
    county_desk.sync.run(str(box))
    mine = window.desk.session.store.identity.device
    for path in sorted((box / "down").rglob("*.tdb")):
        blob = bytearray(path.read_bytes())
        blob[-100] ^= 1
        path.write_bytes(bytes(blob))
    assert mine
    page = sync_page(window)
    page.mailbox.setText(str(box))
    page.take()
    settle()
    return page


def test_what_was_refused_says_why_and_is_put_away_or_judged_again(
    refused: SyncPage, window: Window
) -> None:
    page = refused
    (line,) = [one for one in page.inbox.lines.rows if one.state == "quarantined"]
    page.inbox.go_to(page.inbox.lines.rows.index(line))
    assert "没有导入任何内容" in page.received.reason.text()
    assert line.name in page.received.reason.text(), "the name by which it is asked for"
    assert line.sender == window.station.county_name
    assert "有 1 个数据包没有导入" in page.gaps.text()
    page.received.release_button.click()
    settle()
    assert "还不能接收，仍然隔离着" in page.banner.text.text()
    page.inbox.go_to(0)
    page.received.discard_button.click()
    settle()
    assert "有 1 个数据包没有导入" not in page.gaps.text()
    assert "已放弃" in told(page)
    page.inbox.go_to(0)
    assert page.received.release_button.isVisible()
    assert not page.received.discard_button.isVisible()


def test_the_handover_sheet_of_a_bundle_is_opened_with_its_facts(window: Window, tmp_path) -> None:
    box = tmp_path / "usb"
    box.mkdir()
    log_one(window.desk)
    window.desk.sync.export(str(box))
    page = sync_page(window)
    page.open("outbox")
    newest = next(one for one in page.outbox.table.lines.rows if one.operations == 1)
    assert (newest.number, newest.receiver) == (3, window.station.county_name)
    page.outbox.table.go_to(page.outbox.table.lines.rows.index(newest))
    page.outbox.sheet_button.click()
    assert window.now == "printing"
    printing = window.pages["printing"]
    assert isinstance(printing, PrintingPage)
    scope = printing.steps.scope()
    assert scope is not None and scope.bundle == newest.name


def test_the_county_saves_the_handover_sheet(
    county_window: Window, tmp_path: Path, made_up: County
) -> None:
    page = sync_page(county_window)
    assert isinstance(page, InboxPage)
    line = next(one for one in page.outbox.table.lines.rows if one.operations)
    page.save_sheet(line, tmp_path / "sheet.pdf")
    assert page.banner.text.text() == ""
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "交接单已存好" in county_window.toast.text.text()
    assert made_up.county.name


def test_two_phones_can_both_stay(window: Window) -> None:
    from desktop.services.records.traffic import Review, ReviewValue

    page = sync_page(window)
    values = tuple(
        ReviewValue(value=value, officer=who, at=None, op=who, machine=machine)
        for value, who, machine in (("早上", "甲", "甲"), ("晚上", "乙", "丙"))
    )
    review = Review(
        id="x", table="household_note", row="r", field="best_time", subject="王某", values=values,
        both="晚上；早上",
    )  # fmt: skip
    page.open("reviews")
    assert not page.reviewing.table.isVisible() and not page.reviewing.reason.isVisible()
    page.reviewing.show_reviews([review])
    settle()
    assert "乙 在 丙 的电脑" in told(page.reviewing)
    assert page.reviewing.choice is not None
    page.reviewing.table.setFocus()
    QTest.keyClick(page.reviewing.table, Qt.Key.Key_Tab)
    assert page.reviewing.choice.hasFocus(), "the values stand before the reason"
    QTest.keyClicks(page.reviewing.choice, "3")
    assert page.reviewing.choice.code() == "both"
    page.reviewing.show_reviews(
        [Review(**{**{n: getattr(review, n) for n in review.__struct_fields__}, "both": ""})]
    )
    settle()
    assert list(page.reviewing.choice.buttons) == ["0", "1"]


def test_the_county_sees_by_township_what_has_arrived(county_window: Window) -> None:
    page = sync_page(county_window)
    assert isinstance(page, InboxPage)
    assert page.tabs.key() == "arrivals"
    lines = page.arrivals.lines.rows
    assert [one.township_code for one in lines] == sorted(one.township_code for one in lines)
    assert all(one.officers and one.visits and one.last_at for one in lines)
    assert "乡镇已收到" in told(page)


def test_the_county_renews_saves_its_keys_and_serves_from_its_page(
    county_window: Window, tmp_path: Path
) -> None:
    county_window.open("usb")
    page = county_window.pages["usb"]
    assert isinstance(page, CountyPage)
    page.table.go_to(0)
    assert page.renew_button.isEnabled()
    page.renew_button.click()
    assert "设备证书已换发" in county_window.toast.text.text()
    page.keys.save(tmp_path / "county.tdkeys")
    settle()
    assert "码只显示这一次" in told(only_sheet(county_window))
    only_sheet(county_window).close()
    settle()
    county_window.desk.serving.start(port=0)
    page.refresh()
    settle()
    assert "证书指纹" in page.server.text.text() and not page.server.host.isVisible()
    page.server.button.click()
    settle()
    assert page.server.text.text().startswith("县里的同步服务器没有启动")
    page.revoke(page.table.lines.rows[0].device)
    page.table.go_to(0)
    assert not page.renew_button.isEnabled() and "吊销" in page.about.text()


def only_sheet(window: Window) -> QDialog:
    (sheet,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    return sheet


def test_the_county_changes_its_root_key_and_looks_up_a_code_only_after_a_question(
    county_window: Window,
) -> None:
    county_window.open("usb")
    page = county_window.pages["usb"]
    assert isinstance(page, CountyPage)
    roots = county_window.desk.session.store.rows
    before = load(county_window.desk.session.store).root
    page.keys.rotate_button.click()
    question = only_sheet(county_window)
    assert "都照旧有效" in told(question) and "重新存一份" in told(question)
    question.reject()
    settle()
    assert load(county_window.desk.session.store).root == before
    page.keys.rotate_button.click()
    answer(only_sheet(county_window))
    assert load(county_window.desk.session.store).root != before
    assert "请现在重新存一份县级密钥" in page.banner.text.text()
    page.table.go_to(0)
    page.recovery_button.click()
    assert "核实是本人" in told(only_sheet(county_window))
    asked = roots("SELECT count(*) FROM audit WHERE what = 'recovery_code'")
    assert asked == [(0,)]
    answer(only_sheet(county_window))
    assert "重设" in told(only_sheet(county_window)) or "新密码" in told(only_sheet(county_window))
    assert roots("SELECT count(*) FROM audit WHERE what = 'recovery_code'") == [(1,)]
    only_sheet(county_window).close()


def answer(question: QDialog) -> None:
    """Press the button that does it."""
    assert isinstance(question, Question)
    question.buttons["go"].click()
    settle()


def test_a_laptop_that_was_revoked_says_so_on_its_first_page(
    open_window: Callable[[Desk], Window], desk: Desk, county_desk: Desk, tmp_path: Path
) -> None:
    box = tmp_path / "usb"
    box.mkdir()
    county_desk.county.revoke(desk.session.store.identity.device)
    county_desk.sync.export(str(box))
    desk.sync.take(str(box))
    window = open_window(desk)
    banner = window.page("today").banner
    banner.say("上次有 1 条没录完", "info", [("接着录", banner.clear)])
    look(window)
    assert banner.text.text() == "上次有 1 条没录完"  # a question is not talked over
    banner.clear()
    window.standing.ask()
    assert "这台电脑已被县里停用" in banner.text.text()
