"""Answers that come late or not at all: nothing is lost, nothing closed comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from db.store import StoreError
from desktop.pages.calls import CallsPage
from desktop.pages.households import HouseholdsPage
from desktop.services.desk import Desk
from desktop.services.households import Households
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitFilter
from desktop.ui.page import Page
from desktop.ui.picking import PickSheet
from desktop.ui.undoing import Undoing
from tests.by_hand import add
from tests.held_jobs import HeldJobs

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]


@pytest.fixture
def slow() -> HeldJobs:
    return HeldJobs()


@pytest.fixture
def page(desk: Desk, slow: HeldJobs, alone: Callable[[QWidget], None]) -> HouseholdsPage:
    made = HouseholdsPage(desk, slow, lambda _key, _what: None)
    alone(made)
    made.refresh()
    slow.let_go()
    return made


def test_the_drawer_shows_linked_records_and_the_work_of_rosters(
    page: HouseholdsPage, slow: HeldJobs
) -> None:
    desk = page.desk
    number = desk.households.numbers()[0]
    record = add(desk)
    desk.walk_ins.link(record, number)
    page.show_household(number)
    slow.let_go()
    assert any(record in one.text() for one in page.drawer.findChildren(QPushButton))


def test_a_drawer_that_was_closed_or_locked_stays_empty(
    page: HouseholdsPage, slow: HeldJobs
) -> None:
    page.show_household(page.desk.households.numbers()[0])
    page.drawer.close_drawer()
    slow.let_go()
    assert page.drawer.isHidden() and page.drawer.name.text() == ""
    page.refresh()
    page.show_off(add(page.desk))
    page.forget()
    slow.let_go()
    assert page.off.drawer.name.text() == "" and page.drawer.name.text() == ""
    assert page.table.lines.total == 0 and page.off.table.lines.total == 0


@pytest.mark.parametrize("closed", [False, True])
def test_an_own_field_that_could_not_be_kept_is_back_when_the_household_is_opened_again(
    page: HouseholdsPage, slow: HeldJobs, monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    first, second = page.desk.households.numbers()[:2]
    page.show_household(first)
    slow.let_go()
    lines = page.drawer.own.lines
    failed: list[BaseException] = []
    slow.failed.connect(failed.append)

    def full(*_: object) -> None:
        raise StoreError("disk_full")

    for name, text in (("remark", "有狗"), ("needs_note", "想养羊")):
        lines[name].setText(text)
        lines[name].editingFinished.emit()
    if closed:
        page.drawer.close_drawer()
    with monkeypatch.context() as patch:
        patch.setattr(Households, "note", full)
        slow.let_go()
    said = [page.drawer.own.hints[name].text() for name in ("remark", "needs_note")]
    if closed:
        assert [str(one) for one in failed] == ["disk_full"] * 2
    else:
        assert all("内容还在" in one for one in said)
    page.show_household(second)
    slow.let_go()
    assert lines["remark"].text() == ""
    page.show_household(first)
    slow.let_go()
    assert (lines["remark"].text(), lines["needs_note"].text()) == ("有狗", "想养羊")
    assert lines["remark"].touched() and lines["needs_note"].touched()


def test_an_act_that_lands_while_another_is_taken_back_is_not_mistaken_for_it() -> None:
    jobs, said = HeldJobs(), list[str]()
    page = Page(jobs, lambda _key, _what: None)
    page.undoable.connect(lambda text, *_: said.append(text))
    undoing, turned = Undoing(page, jobs), list[object]()

    def back(turn: object) -> object:
        turned.append(turn)
        return turn

    undoing.did("改", "甲", back, 1)
    undoing.undo()
    undoing.did("改", "乙", back, 2)
    jobs.let_go()
    assert (turned, said[-1]) == ([1], "已撤销：改 甲")
    undoing.undo()
    jobs.let_go()
    assert (turned, said[-1]) == ([1, 2], "已撤销：改 乙")


def test_calls_that_are_being_logged_take_no_digit_and_go_in_once(
    desk: Desk, slow: HeldJobs, alone: Callable[[QWidget], None]
) -> None:
    village = max(desk.households.villages(), key=lambda one: one.households).division_code
    number = desk.notices.issue("DH", NoticeScope(village=village), "A4").notice_nos[0]
    page = CallsPage(desk, slow, lambda _key, _what: None)
    alone(page)
    page.number.setText(number)
    page.look()
    slow.let_go()
    before = desk.visits.listed(VisitFilter()).total
    QTest.keyClicks(page.code, "1")
    slow.let_go()
    page.table.go_to(0)
    page.log()
    QTest.keyClicks(page.code, "2")
    slow.let_go()
    page.log()
    slow.let_go()
    assert desk.visits.listed(VisitFilter()).total == before + 1
    assert not page.marks


def test_a_second_pick_before_the_first_has_landed_writes_nothing() -> None:
    jobs, written = HeldJobs(), list[str]()
    page = Page(jobs, lambda _key, _what: None)
    sheet = PickSheet(
        page, jobs, title="", about="", label="农户", find=lambda _query: [],
        write=lambda key, _anyway: written.append(key),
    )  # fmt: skip
    sheet.write("1")
    sheet.write("2")
    jobs.let_go()
    assert written == ["1"]
