"""Quick entry as an officer uses it in the evening: keys counted, no mouse, rows in the ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.pages.settings.phrases import Phrases
from desktop.pages.visits import LEDGER, PLACES, WAITS, VisitsPage
from desktop.pages.visits.quick import QuickEntry
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.entry.crowd import Neighbour
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitFilter, VisitLine
from desktop.ui.messages import Question
from tests.evening import ALT, CONTROL, Counter, Typist, at_village, panel_of
from tests.windows import a_door, settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

IME = Qt.WidgetAttribute.WA_InputMethodEnabled
SELF, NEED, ABSENT, FAMILY = "12\n", "115\n1;2\n", "4;3\n", "23..\n"
EVENING = [SELF] * 15 + [NEED] * 6 + [ABSENT] * 6 + [FAMILY] * 3
RESULTS = {SELF: "informed", NEED: "informed", ABSENT: "absent", FAMILY: "informed"}


@pytest.fixture(scope="session")
def township(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, bytes]:
    """A made-up township whose villages have more than thirty households."""
    folder = tmp_path_factory.mktemp("evening")
    door = a_door(folder / "home")
    place = door.make_demo(folder / "demo", households=420)
    ledger = place.townships[0]
    officer = door.officers(ledger)[0]
    return ledger, officer, door.key(ledger, officer, place.password)


@pytest.fixture
def evening(township: tuple[Path, str, bytes], tmp_path: Path) -> Iterator[Desk]:
    ledger, officer, key = township
    for path in ledger.parent.glob(f"{ledger.name}*"):
        if path.is_file():
            shutil.copy(path, tmp_path / path.name)
    desk = a_door(tmp_path / "home").open(tmp_path / ledger.name, officer, key)
    yield desk
    desk.close(backup=False)


@pytest.fixture
def big(open_window: Callable[[Desk], Window], evening: Desk) -> Window:
    return open_window(evening)


@pytest.fixture
def counter(dressed: QApplication) -> Iterator[Counter]:
    made = Counter()
    dressed.installEventFilter(made)
    yield made
    dressed.removeEventFilter(made)


def by_initials(panel: QuickEntry, house: Neighbour) -> str:
    """Three letters at most, then the digit of the household in the list."""
    assert panel.crowd is not None
    letters = house.initials[0][:3]
    found = panel.crowd.find(letters, village=house.division_code, logged=panel.book.logged())
    return letters + str([one.household_no for one in found].index(house.household_no) + 1)


def by_route(_panel: QuickEntry, house: Neighbour) -> str:
    return f"{house.route}\n"


@pytest.mark.parametrize(("way", "most", "in_all"), [(by_initials, 12, 270), (by_route, 11, 240)])
def test_thirty_visits_take_few_keys_and_are_all_in_the_ledger(
    big: Window,
    counter: Counter,
    way: Callable[[QuickEntry, Neighbour], str],
    most: int,
    in_all: int,
) -> None:
    panel = panel_of(big)
    village = at_village(panel, 30)
    assert panel.crowd is not None
    houses = panel.crowd.of_village(village)[:30]
    typed, took = Typist(big), []
    for house, answers in zip(houses, EVENING, strict=True):
        before = counter.keys
        typed(way(panel, house) + answers)
        took.append(counter.keys - before)
    assert max(took) <= most and sum(took) <= in_all, took
    assert counter.mouse == 0
    wanted = VisitFilter(from_on=big.desk.today(), village=village)
    lines = {one.household_no: one for one in big.desk.visits.listed(wanted).lines}
    assert len(lines) == 30 == len(panel.book.session)
    for house, answers in zip(houses, EVENING, strict=True):
        assert lines[house.household_no].contact_result == RESULTS[answers]
    needs = [one for one in lines.values() if one.has_need]
    assert {(one.need_amount_fen, one.need_use, one.note) for one in needs} == {
        (5_000_000, "cattle", panel.row.phrases[1])
    }
    assert {one.note for one in lines.values() if one.contact_result == "absent"} == {
        panel.row.phrases[2]
    }
    assert "30" in panel.counted.text()


def test_the_panel_shows_fourteen_rows_and_nine_in_a_small_window(big: Window) -> None:
    panel = panel_of(big)
    at_village(panel, 30)
    for size, least in (((1366, 697), 14), ((1093, 543), 9)):
        big.resize(*size)
        settle()
        assert (big.width(), big.height()) == size
        assert (
            panel.rows.inside.height() // panel.rows.verticalHeader().defaultSectionSize() >= least
        )
        assert panel.side.isVisible() == (size[0] >= 1280)
        assert panel.sticky.chips.isVisible() == (size[1] < 600)


@pytest.fixture
def window(big: Window) -> Window:
    return big


@pytest.fixture
def panel(window: Window) -> QuickEntry:
    made = panel_of(window)
    at_village(made, 30)
    return made


@pytest.fixture
def typed(window: Window, panel: QuickEntry) -> Typist:
    assert panel
    return Typist(window)


def houses(panel: QuickEntry) -> list[Neighbour]:
    assert panel.crowd is not None
    return panel.crowd.of_village(panel.sticky.village.code())


def newest(panel: QuickEntry) -> VisitLine:
    return panel.book.session[0]


def test_no_input_method_where_codes_are_typed_and_one_where_words_are(panel: QuickEntry) -> None:
    row = panel.row
    for cell in (row.person, row.met, row.intent, row.amount, row.use, panel.sticky.day):
        assert not cell.testAttribute(IME), cell.accessibleName()
    for cell in (row.note, row.reason, panel.sticky.companions):
        assert cell.testAttribute(IME), cell.accessibleName()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("8", date(2026, 7, 8)),
        ("3", date(2026, 7, 3)),
        ("7-1", date(2026, 7, 1)),
        ("t", date(2026, 7, 8)),
        ("-", date(2026, 7, 7)),
        ("--+", date(2026, 7, 7)),
    ],
)
def test_the_day_is_typed_short(
    window: Window, panel: QuickEntry, typed: Typist, keys: str, expected: date
) -> None:
    panel.sticky.go(panel.sticky.day)
    panel.sticky.day.selectAll()
    typed(keys + "\n")
    panel.row.person.setFocus()
    header = panel.sticky.header()
    assert header is not None and header.on == expected
    panel.sticky.go(panel.sticky.day)
    typed.key(Qt.Key.Key_Semicolon, CONTROL)
    assert panel.sticky.day.day() == window.desk.today()


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-07-09", "走访日期不能晚于今天。"), ("2-30", "这一天读不懂"), ("x", "这一天读不懂")],
)
def test_a_day_that_cannot_be_is_refused_and_the_row_stays(
    window: Window, panel: QuickEntry, typed: Typist, day: str, said: str
) -> None:
    before = window.desk.visits.listed(VisitFilter()).total
    panel.sticky.day.setText(day)
    panel.sticky.day.settle()
    assert panel.hint.text().startswith(said)  # told on leaving the cell, not first at the save
    typed("1\n12")
    panel.row.note.setText("下次集日再来")
    typed("\n")
    assert panel.hint.text().startswith(said)
    assert typed.now() is panel.sticky.day
    assert panel.row.values()["met"] == "self" and panel.row.note.text() == "下次集日再来"
    assert panel.row.household() is not None
    assert window.desk.visits.listed(VisitFilter()).total == before


def test_wrong_keys_are_told_and_nothing_typed_is_lost(panel: QuickEntry, typed: Typist) -> None:
    typed("\n")
    assert "先选一户" in panel.hint.text()
    typed("1\n\n")
    assert "见面还没有填" in panel.hint.text() and typed.now() is panel.row.met
    typed("9")
    assert "“9”不在这一格里" in panel.hint.text() and panel.row.met.code() == ""
    typed("11")
    panel.row.amount.setText("五万")
    typed("\n")
    assert "“五万”不是金额" in panel.hint.text()
    assert typed.now() is panel.row.amount and panel.row.amount.text() == "五万"
    assert panel.row.household() is not None and panel.row.intent.code() == "need"


def test_nobody_of_that_name_is_told(panel: QuickEntry, typed: Typist) -> None:
    typed("qqq")
    assert "没有找到" in panel.side.list.said
    typed("\n")
    assert panel.row.person.text() == "qqq" and typed.now() is panel.row.person


def test_a_second_record_of_the_day_needs_a_word(
    window: Window, panel: QuickEntry, typed: Typist
) -> None:
    head = houses(panel)[0].head_name
    typed("1\n12\n")
    at = f"{newest(panel).logged_at.astimezone():%H:%M}"
    typed("1\n")
    assert panel.twice.text.text() == f"{head} 今天已记过 1 次走访（{at}）。"
    assert [one.text()[:5] for one in panel.twice.buttons] == ["仍要记 A", "打开那一条"]
    typed("4\n")
    assert len(panel.book.session) == 1 and typed.now() is panel.twice.buttons[0]
    typed("\n")
    assert [one.contact_result for one in panel.book.session] == ["absent", "informed"]
    typed("1\n4")
    typed.key(Qt.Key.Key_O, ALT)
    assert panel.mending.line is not None
    assert len(window.desk.entry.drafts()) == 1


def test_esc_clears_the_row_and_never_a_saved_one(
    window: Window, panel: QuickEntry, typed: Typist
) -> None:
    typed("1\n12\n")
    kept = window.desk.visits.listed(VisitFilter()).total
    typed("2\n11")
    typed.key(Qt.Key.Key_Escape)
    assert panel.row.empty() and window.desk.entry.drafts() == []
    assert window.desk.visits.listed(VisitFilter()).total == kept


def test_same_as_above_and_phrases(panel: QuickEntry, typed: Typist) -> None:
    typed("1\n4;3\n")
    typed("2\n4..")
    assert panel.row.note.text() == panel.row.phrases[2]
    typed("\n")
    typed("3\n")
    typed.key(Qt.Key.Key_D, CONTROL)
    typed("\n")
    assert [one.contact_result for one in panel.book.session] == ["absent"] * 3
    assert len({one.note for one in panel.book.session}) == 1


def test_f7_lists_the_households_not_yet_visited_and_phrases_in_the_note(
    window: Window, panel: QuickEntry, typed: Typist
) -> None:
    house = houses(panel)[0]
    typed("1\n4\n")
    typed.key(Qt.Key.Key_F7)
    chooser = panel.choosing.chooser
    assert chooser is not None
    listed = [one.household_no for one in chooser.table.lines.rows]
    assert listed and house.household_no not in listed
    typed("\n")
    found = panel.row.household()
    assert found is not None and found.household_no == listed[0]
    typed("12")
    typed.key(Qt.Key.Key_F7)
    typed("2")
    assert panel.row.note.text() == panel.row.phrases[1]
    assert window.isVisible()


def test_f2_mends_a_saved_row_and_a_closed_day_is_corrected_with_a_reason(
    window: Window, panel: QuickEntry, typed: Typist
) -> None:
    typed("1\n12\n")
    first = newest(panel)
    typed.key(Qt.Key.Key_F2)
    typed.key(Qt.Key.Key_F2)
    typed("4;3\n")
    second = newest(panel)
    assert (second.contact_result, second.corrects_visit_no) == ("absent", "")
    assert [one.id for one in panel.book.session] == [second.id] != [first.id]
    panel.closing.ask()
    question = panel.closing.question
    assert isinstance(question, Question)
    assert f"07-08 的 {len(panel.book.of_day)} 条记录" in question.text.text()
    question.buttons["go"].click()
    assert window.desk.entry.final(second.id) == "day_closed"
    typed.key(Qt.Key.Key_F2)
    typed.key(Qt.Key.Key_F2)
    assert "当天已结束" in panel.hint.text()
    typed("12\n")
    panel.row.reason.setFocus()
    typed("\n")
    assert "原因" in panel.hint.text() and panel.mending.line is not None
    panel.row.reason.setText("看错了纸条")
    typed("\n")
    lines = {one.visit_no: one for one in panel.book.session}
    assert lines[second.visit_no].corrected
    assert newest(panel).corrects_visit_no == second.visit_no


def test_the_header_stays_over_a_restart(window: Window, panel: QuickEntry, typed: Typist) -> None:
    yesterday = window.desk.today() - timedelta(days=1)
    panel.sticky.day.set_day(yesterday)
    panel.sticky.method.choose("phone")
    panel.sticky.companions.setText("村干部 刘建国")
    panel.sticky.handouts["leaflet"].setChecked(True)
    typed("1\n12\n")
    assert newest(panel).handouts == ()
    kept = window.desk.entry.header()
    assert (kept.on, kept.method, kept.companions) == (yesterday, "phone", "村干部 刘建国")
    again = QuickEntry(window.desk, window.jobs)
    again.start()
    assert again.sticky.header() == panel.sticky.header()
    assert "日期还是上次的" in again.hint.text()


def test_handouts_are_kept_with_whom_they_were_left(panel: QuickEntry, typed: Typist) -> None:
    panel.sticky.handouts["leaflet"].setChecked(True)
    panel.sticky.handouts["slip"].setChecked(True)
    typed("1\n12\n")
    assert newest(panel).handouts == ("leaflet", "slip")
    typed("2\n4\n")
    assert newest(panel).handouts == ()


def test_phrases_are_changed_in_the_settings_and_hold_at_once(
    window: Window, panel: QuickEntry, typed: Typist
) -> None:
    window.open("settings", "phrases")
    page = window.pages["settings"]
    phrases = page.findChild(Phrases)
    assert phrases is not None
    phrases.lines[3].setText("字" * 61)
    phrases.lines[3].editingFinished.emit()
    assert "第 4 条常用语超过" in phrases.hint.text()
    phrases.lines[3].setText("赶集去了")
    phrases.lines[3].editingFinished.emit()
    window.open("visits")
    typed("1\n4;4\n")
    assert newest(panel).note == "赶集去了"


def test_the_numbers_are_those_of_the_printed_route_sheet(
    window: Window, panel: QuickEntry
) -> None:
    village, desk = panel.sticky.village.code(), window.desk
    before = [(one.route, one.household_no) for one in houses(panel)]
    assert [row for row, _ in before] == list(range(1, len(before) + 1))
    desk.notices.issue("LX", NoticeScope(village=village), "A4")
    for row, number in before:
        assert desk.route.household_of(village, row).household_no == number


def test_a_sheet_of_one_group_numbers_its_rows_and_nobody_else(
    window: Window, panel: QuickEntry
) -> None:
    village, desk = panel.sticky.village.code(), window.desk
    group = desk.route.groups(village)[-1]
    desk.notices.issue("LX", NoticeScope(village=village, group=group), "A4")
    sheet = desk.route.last(village).rows
    found = [(one.route, one.household_no) for one in desk.entry.crowd().of_village(village)]
    assert [each for each in found if each[0]] == [(one.row, one.household_no) for one in sheet]
    assert any(not route for route, _ in found)


def test_undo_is_the_business_of_the_view_in_front(
    window: Window, panel: QuickEntry, typed: Typist
) -> None:
    page = window.findChild(VisitsPage)
    typed("1\n12\n")
    saved = newest(panel).id
    for view, there in ((WAITS, [saved]), (PLACES, [saved]), (LEDGER, [])):
        page.view.choose(view)
        page.undo()
        assert [one.id for one in window.desk.visits.lines([saved])] == there
