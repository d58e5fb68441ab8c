"""The window: fits small screens, is walked by keys, shows nothing personal once it is locked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop.errors import UserError
from desktop.pages.features import features
from desktop.pages.keymap import shortcuts
from desktop.pages.unlock import UnlockPage
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.gates import LedgerGate
from desktop.ui.jobs import InlineJobs
from desktop.ui.messages import ask
from desktop.ui.theme import Theme
from tests.windows import County, clipped, settle, shown, told

pytest_plugins = ["tests.window_fixtures"]
# said by the screenless platform, whatever the window does
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
SMALL = (1093, 543)
LEAST = (1024, 540)


def keys(window: Window) -> list[str]:
    return [one.stop.key for one in features(window.station.role, window.tr)]


def press(window: Window, text: str) -> None:
    QTest.keySequence(window, text)
    settle()


@pytest.fixture(params=["township", "county"])
def any_window(
    request: pytest.FixtureRequest,
    open_window: Callable[[Desk], Window],
    open_desk: Callable[[str], Desk],
) -> Window:
    return open_window(open_desk(request.param))


def test_every_page_fits_a_laptop_at_125_percent(any_window: Window) -> None:
    number = any_window.desk.households.numbers()[0]
    any_window.resize(*SMALL)
    for key in keys(any_window):
        any_window.open(key, number if key in {"households", "eligibility", "printing"} else None)
        settle()
        assert any_window.stack.currentWidget().verticalScrollBar().maximum() == 0, key
        assert any_window.stack.currentWidget().horizontalScrollBar().maximum() == 0, key
        assert (any_window.width(), any_window.height()) == SMALL, key
        assert clipped(any_window) == [], key


def test_the_largest_type_fits_the_smallest_screen(any_window: Window) -> None:
    any_window.resize(*SMALL)
    for _ in range(3):
        any_window.rescale(1)
    for key in keys(any_window):
        any_window.open(key)
        settle()
        assert (any_window.width(), any_window.height()) == SMALL, key


def test_the_rail_folds_to_drawings_with_tips_on_a_small_screen(window: Window) -> None:
    assert window.rail.width() == 176
    window.resize(*SMALL)
    settle()
    assert window.rail.width() == 56
    for entry in window.rail.buttons.values():
        assert entry.text() == "" and entry.toolTip() and entry.accessibleName()


def test_ten_keys_open_ten_pages(any_window: Window) -> None:
    for one in features(any_window.station.role, any_window.tr):
        press(any_window, f"Ctrl+{one.stop.digit}")
        assert any_window.now == one.stop.key
        assert any_window.top.title.text() == one.stop.word
        assert any_window.rail.buttons[one.stop.key].isChecked()
        # a part that is shown before it has a parent would be a window of its own
        assert any_window.isActiveWindow()


def test_pages_are_built_when_they_are_first_shown(window: Window) -> None:
    assert list(window.pages) == ["today"]
    window.open("visits")
    assert list(window.pages) == ["today", "visits"]


def test_a_page_to_come_says_what_and_leads_to_one_that_works(any_window: Window) -> None:
    coming = {"assignments", "filing"}
    for key in sorted(coming & set(keys(any_window))):
        any_window.open(key)
        page = any_window.pages[key]
        assert page.empty.text.text().endswith("。")
        QTest.mouseClick(page.buttons[0], Qt.MouseButton.LeftButton)
        assert any_window.now in {"importing", "households", *keys(any_window)} - coming


def test_every_field_and_button_has_a_name_for_a_screen_reader(any_window: Window) -> None:
    nameless = []
    for key in keys(any_window):
        any_window.open(key)
        settle()
        for part in shown(any_window, QWidget):
            kinds = QLineEdit | QAbstractButton | QComboBox | QAbstractItemView | QAbstractSpinBox
            if not isinstance(part, kinds) or part.focusPolicy() == Qt.FocusPolicy.NoFocus:
                continue
            words = part.accessibleName() or (
                part.text() if isinstance(part, QAbstractButton) else ""
            )
            if not words and not part.objectName().startswith("qt_"):
                nameless.append(f"{key}: {part!r}")
    assert nameless == []


def test_initials_and_a_digit_open_a_household_and_f4_checks_it(window: Window) -> None:
    first = window.desk.households.find("z")[0]
    press(window, "Ctrl+K")
    box = window.top.search
    assert box.hasFocus()
    QTest.keyClicks(box, "zh")
    place = [one.key for one in box.candidates].index(
        next(one.key for one in box.candidates if one.value is not None)
    )
    wanted = box.candidates[place]
    QTest.keyClicks(box, str(place + 1))
    assert window.now == "households"
    assert window.pages["households"].drawer.card.line.household_no == wanted.key
    assert window.focusWidget() is window.pages["households"].table
    QTest.keyClick(window.pages["households"], Qt.Key.Key_F4)
    assert window.now == "eligibility"
    assert window.pages["eligibility"].form.household_no == wanted.key
    assert first.household_no


def test_the_box_finds_functions_by_word_and_by_initials(window: Window) -> None:
    for typed in ("dyzx", "打印"):
        box = window.top.search
        box.setFocus()
        box.insert(typed)
        assert box.candidates[0].key == "printing"
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert window.now == "printing"
        window.open("today")


def test_a_locked_window_shows_nothing_personal(window: Window) -> None:
    numbers = window.desk.households.numbers()
    names = {one.head_name for one in window.desk.households.find(numbers[0], 1)}
    card = window.desk.households.card(numbers[0])
    names |= {one.name for one in card.members}
    window.open("visits", numbers[0])
    window.open("eligibility", numbers[0])
    window.open("printing", numbers[0])
    window.open("households", numbers[0])
    settle()
    assert any(name in told(window) for name in names)
    press(window, "Ctrl+L")
    assert window.locked()
    words = told(window)
    assert [name for name in names if name in words] == []
    assert window.desk.overview._read == (None, {})  # noqa: SLF001 - names stood in it
    assert card.id_masked not in words
    for page in window.pages.values():
        assert not page.isVisible()
    press(window, "Ctrl+2")
    assert window.locked()


def test_idle_time_locks_the_window_and_work_puts_it_off(window: Window) -> None:
    idle = window._idle  # noqa: SLF001 - the clock of the lock
    assert idle.interval() == 5 * 60 * 1000
    idle.setInterval(60_000)
    idle.start()
    before = idle.timerId()
    handle = window.windowHandle()
    assert handle is not None
    QApplication.sendEvent(
        handle, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier)
    )
    assert idle.timerId() != before
    idle.timeout.emit()
    assert window.locked()


def test_the_right_password_takes_the_lock_away_and_a_wrong_one_counts(
    window: Window, made_up: County
) -> None:
    window.open("visits")
    window.lock()
    cover = window.cover
    cover.password.setText("not this one")
    cover.unlock()
    assert window.locked()
    assert "密码不对" in cover.hint.text()
    cover.password.setText(made_up.password)
    cover.unlock()
    assert not window.locked()
    assert window.now == "visits"
    assert window.pages["visits"].table.lines.rows


def test_an_open_dialog_goes_with_the_lock(window: Window) -> None:
    press(window, "Ctrl+/")
    assert shown(window, QDialog)
    window.lock()
    assert [one for one in window.findChildren(QDialog) if one.isVisible()] == []


def test_the_sheet_of_keys_lists_every_shortcut(window: Window) -> None:
    window.show_keys()
    settle()
    sheet = shown(window, QDialog)[0]
    said = told(sheet)
    assert all(what in said for _, what in shortcuts(window.tr))
    assert sheet.minimumSizeHint().width() <= LEAST[0]
    assert sheet.minimumSizeHint().height() <= LEAST[1]
    sheet.close()


def test_a_question_repeats_the_verb_and_closing_it_decides_nothing(window: Window) -> None:
    done: list[str] = []
    question = ask(
        window, "吊销设备", "这台设备将不能再同步。", "吊销设备", lambda: done.append("x")
    )
    settle()
    words = [one.text() for one in question.buttons.values()] + [question.cancel.text()]
    assert words == ["吊销设备", "取消"]
    hint = question.minimumSizeHint()
    assert hint.width() <= LEAST[0] and hint.height() <= LEAST[1]
    question.reject()
    assert done == []
    again = ask(window, "吊销设备", "这台设备将不能再同步。", "吊销设备", lambda: done.append("x"))
    QTest.mouseClick(again.buttons["go"], Qt.MouseButton.LeftButton)
    assert done == ["x"]


def test_type_grows_by_key_and_is_kept_for_the_next_start(window: Window) -> None:
    press(window, "Ctrl+=")
    assert Theme.current().scale == 115
    assert window.status.scale.text() == "字号 115%"
    assert window.desk.settings.show()["font_scale"] == "115"
    press(window, "Ctrl+-")
    press(window, "Ctrl+-")
    assert Theme.current().scale == 100


def test_at_150_percent_the_primary_buttons_stay_inside_the_window(window: Window) -> None:
    number = window.desk.households.numbers()[0]
    theme = Theme.current()
    window._wear(theme.scaled(150))  # noqa: SLF001 - what Ctrl+= does three times
    window.resize(1366, 697)
    for key in keys(window):
        window.open(key, number if key in {"eligibility", "printing"} else None)
        settle()
        for one in shown(window, QPushButton):
            if one.property("kind") != "primary" or in_scroll_area(one):
                continue
            corner = one.mapTo(window, QPoint(one.width(), one.height()))
            inside = corner.x() <= 1366 and corner.y() <= 697
            assert inside, f"{key}: {one.text()} ends at {corner}"


def in_scroll_area(part: QWidget) -> bool:
    parent = part.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent is not None


def test_an_error_that_no_page_places_stands_on_the_open_page(
    window: Window, jobs: InlineJobs
) -> None:
    def refuse() -> None:
        raise UserError("household_unknown", household_no="1")

    jobs.run(refuse, lambda _answer: None)
    banner = window.pages[window.now].banner
    assert banner.isVisible()
    assert "户编号 1" in banner.text.text()


def test_the_status_bar_tells_what_is_saved_and_what_waits(window: Window) -> None:
    assert window.status.offline.text() == "离线可用"
    window.open("visits")
    form = window.pages["visits"].form
    hit = window.desk.households.find(window.desk.households.numbers()[0], 1)[0]
    form.set_household(hit.household_no, hit.head_name, hit.village)
    form.result.pick("absent")
    form.save()
    assert window.status.saved.text().startswith("已自动保存 ")
    assert window.status.waiting.text() == "未上报 1 条"
    assert window.top.sync.text() == "同步 1"
    assert window.toast.isVisible()
    assert hit.head_name in window.toast.text.text()


@pytest.fixture
def unlock(dressed: QApplication, door: Door, made_up: County, jobs: InlineJobs) -> UnlockPage:
    page = UnlockPage(LedgerGate(door, made_up.township), jobs)
    page.resize(1024, 540)
    page.show()
    dressed.processEvents()
    page.ask()
    return page


@pytest.mark.slow
def test_the_password_opens_the_ledger_and_a_wrong_one_says_how_many_tries_are_left(
    unlock: UnlockPage, made_up: County
) -> None:
    assert unlock.officer.currentText() == made_up.officers["township"]
    opened: list[Desk] = []
    unlock.opened.connect(opened.append)
    unlock.password.setText("wrong")
    unlock.unlock()
    assert opened == []
    assert "还可以试" in unlock.hint.text()
    unlock.password.setText(made_up.password)
    unlock.unlock()
    assert len(opened) == 1
    opened[0].close(backup=False)


@pytest.mark.slow
def test_many_wrong_passwords_make_the_officer_wait(
    dressed: QApplication, open_desk: Callable[[str], Desk], door: Door, jobs: InlineJobs
) -> None:
    ledger = open_desk("township").session.ledger
    page = UnlockPage(LedgerGate(door, ledger), jobs)
    page.show()
    page.ask()
    for _ in range(8):
        page.password.setText("wrong")
        page.unlock()
        if not page.go.isEnabled():
            break
    assert not page.go.isEnabled()
    assert "秒后再试" in page.go.text()
    dressed.processEvents()
    page.close()


@pytest.mark.usefixtures("dressed")
def test_a_damaged_ledger_offers_the_newest_backup_with_its_counts(
    open_desk: Callable[[str], Desk], door: Door, jobs: InlineJobs, made_up: County
) -> None:
    desk = open_desk("township")
    desk.vault.back_up_before("asked")
    ledger = desk.session.ledger
    desk.close(backup=False)
    ledger.write_bytes(b"\0" * 8192)
    page = UnlockPage(LedgerGate(door, ledger), jobs)
    page.show()
    page.ask()
    page.password.setText(made_up.password)
    page.unlock()
    assert page.faces.currentIndex() == 2
    assert page.restore_go.isEnabled()
    assert "自动备份" in page.copy.text() and "走访" in page.copy.text()
    opened: list[Desk] = []
    page.opened.connect(opened.append)
    QTest.mouseClick(page.restore_go, Qt.MouseButton.LeftButton)
    assert len(opened) == 1
    assert opened[0].households.numbers()
    opened[0].close(backup=False)
    page.close()
