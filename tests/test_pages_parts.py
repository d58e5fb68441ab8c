"""Fields, tables, the picker, messages and the report: the parts that pages are made of."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.fields import AmountCell, Choice, Combo, CountCell, DayCell, NoteLine
from desktop.ui.fonts import Fonts
from desktop.ui.jobs import InlineJobs, Jobs
from desktop.ui.messages import Banner, Toast
from desktop.ui.parts import words
from desktop.ui.pickers import Picker
from desktop.ui.preview import Preview
from desktop.ui.printers import send_pages
from desktop.ui.reading import read_amount, read_day, show_amount
from desktop.ui.reasoned import Reasoned
from desktop.ui.report import Reporter, scrubbed
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme
from desktop.ui.waiting import ProgressDialog
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = [
    pytest.mark.usefixtures("dressed"),
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
]
TODAY = date(2026, 7, 8)
ROOT = Path(__file__).resolve().parent.parent
WAN = 1_000_000


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("8", date(2026, 7, 8)),
        ("7-8", date(2026, 7, 8)),
        ("7.3", date(2026, 7, 3)),
        ("t", TODAY),
        ("2026-07-08", date(2026, 7, 8)),
        ("20260708", date(2026, 7, 8)),
        ("2025年12月31日", date(2025, 12, 31)),
        ("2-30", None),
        ("abc", None),
        ("13-1", None),
    ],
)
def test_a_day_is_read_as_officers_type_it(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_that_is_shown_is_read_again(day: date) -> None:
    assert read_day(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("5", 5 * WAN), ("5.5", 5_500_000), ("0.0001", 100), ("1,000", 1000 * WAN), ("", None),
     ("5万", None), ("-1", None), ("0.0000001", None)],
)  # fmt: skip
def test_an_amount_is_read_exactly_or_not_at_all(typed: str, fen: int | None) -> None:
    assert read_amount(typed, WAN) == fen


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([100, WAN]))
def test_every_amount_that_is_shown_is_read_again(fen: int, unit: int) -> None:
    assert read_amount(show_amount(fen, unit), unit) == fen


def test_keys_move_the_day() -> None:
    cell = DayCell("走访日期", lambda: TODAY)
    cell.show()
    QTest.keyClick(cell, Qt.Key.Key_T)
    assert cell.day() == TODAY
    QTest.keyClicks(cell, "+")
    assert cell.day() == date(2026, 7, 9)
    QTest.keyClicks(cell, "--")
    assert cell.day() == date(2026, 7, 7)
    QTest.keyClick(cell, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert cell.day() == TODAY
    cell.clear()
    QTest.keyClicks(cell, "7-3")
    cell.settle()
    assert cell.text() == "2026-07-03"
    cell.clear()
    QTest.keyClicks(cell, "40")
    cell.settle()
    assert cell.day() is None
    assert (cell.text(), cell.property("tone")) == ("40", "error")


def test_codes_days_and_amounts_switch_the_input_method_off_and_notes_leave_it_on() -> None:
    off = [
        DayCell("日", lambda: TODAY),
        AmountCell("额"),
        CountCell("数"),
        Choice("选", [("a", "甲")]),
        Picker("人", InlineJobs(), lambda _query: []),
    ]
    on = [NoteLine("备注")]
    method = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert [one.testAttribute(method) for one in off] == [False] * len(off)
    assert [one.testAttribute(method) for one in on] == [True]


def test_a_digit_answers_an_arrow_moves_and_delete_takes_it_back() -> None:
    choice = Choice("结果", [("a", "甲"), ("b", "乙"), ("c", "丙")])
    seen: list[str] = []
    choice.picked.connect(seen.append)
    choice.show()
    QTest.keyClicks(choice, "2")
    QTest.keyClick(choice, Qt.Key.Key_Right)
    QTest.keyClick(choice, Qt.Key.Key_Right)
    QTest.keyClick(choice, Qt.Key.Key_Delete)
    assert seen == ["b", "c", "a", ""]
    choice.allow(["b"])
    QTest.keyClicks(choice, "1")
    assert choice.code() == ""
    QTest.mouseClick(choice.buttons["b"], Qt.MouseButton.LeftButton)
    assert choice.code() == "b"


def test_a_list_keeps_its_choice_when_it_is_filled_again() -> None:
    combo = Combo("村", [("", "全部"), ("a", "甲"), ("b", "乙")])
    combo.choose("b")
    combo.fill([("", "全部"), ("b", "乙"), ("c", "丙")])
    assert combo.code() == "b"
    combo.fill([("", "全部")])
    assert combo.code() == ""


@dataclass(frozen=True)
class Line:
    name: str
    state: str = "ok"


def columns() -> list[Column[Line]]:
    return [
        Column(title="名称", text=lambda line: line.name),
        Column(title="状态", text=lambda line: line.state, width=80, tone=lambda line: line.state),
        Column(title="可让", text=lambda line: line.name, width=200, optional=True),
    ]


def test_a_table_walks_opens_and_asks_for_more() -> None:
    table = Table[Line]("表", columns())
    table.resize(700, 300)
    table.show()
    table.lines.show([Line(f"第{n}行") for n in range(20)], total=50)
    opened: list[Line] = []
    wanted: list[int] = []
    table.opened.connect(opened.append)
    table.lines.more_wanted.connect(wanted.append)
    QTest.keyClicks(table, "jjk")
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert [line.name for line in opened] == ["第1行"]
    assert table.lines.rowCount() == 50
    settle()
    assert wanted == []
    table.go_to(49)
    settle()
    assert wanted == [20]
    assert table.line() is None
    table.lines.came([Line(f"第{n}行") for n in range(20, 50)])
    assert len(table.lines.rows) == 50
    assert table.line() == Line("第49行")
    settle()
    assert wanted == [20]
    assert table.rowHeight(0) == 30


def test_a_table_asks_for_what_is_in_sight_and_for_one_thing_at_a_time() -> None:
    table = Table[Line]("表", columns())
    table.resize(700, 300)
    table.show()
    table.lines.show([Line(f"第{n}行") for n in range(100)], total=50_000)
    wanted: list[int] = []
    told: list[Line | None] = []
    table.lines.more_wanted.connect(wanted.append)
    table.current.connect(told.append)
    table.go_to(30_000)
    settle()
    table.go_to(40_000)
    settle()
    assert len(wanted) == 1
    assert 29_900 <= wanted[0] <= 30_000
    table.lines.came([Line(f"第{n}行") for n in range(wanted[0], wanted[0] + 100)])
    settle()
    assert len(wanted) == 2
    assert 39_900 <= wanted[1] <= 40_000
    table.lines.came([Line(f"第{n}行") for n in range(wanted[1], wanted[1] + 100)])
    assert told[-1] == Line("第40000行")


def test_an_answer_to_an_older_list_is_passed_over() -> None:
    lines = Table[Line]("表", columns()).lines
    lines.show([Line("甲")], total=10)
    lines.want(5)
    settle()
    lines.show([Line("乙")], total=3)
    lines.came([Line("旧")] * 9)
    assert [one.name for one in lines.rows] == ["乙"]


def test_an_optional_column_gives_way_where_there_is_little_room() -> None:
    table = Table[Line]("表", columns())
    table.resize(700, 200)
    table.show()
    settle()
    assert not table.isColumnHidden(2)
    table.resize(300, 200)
    settle()
    assert table.isColumnHidden(2)


@pytest.fixture
def place(qtbot: object) -> QWidget:
    assert qtbot is not None
    made = QWidget()
    made.resize(600, 400)
    QVBoxLayout(made)
    return made


def test_a_banner_stays_with_its_actions_until_it_is_closed(place: QWidget) -> None:
    banner, done = Banner(place), []
    place.show()
    banner.say("没有找到打印机。", "warn", [("存成PDF", lambda: done.append("pdf"))])
    assert banner.isVisible()
    QTest.mouseClick(banner.buttons[0], Qt.MouseButton.LeftButton)
    assert done == ["pdf"]
    QTest.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible() and banner.text.text() == ""


def test_a_toast_has_one_way_back_and_forgets_when_told(place: QWidget) -> None:
    toast, done = Toast(place), []
    place.show()
    toast.say("已记下：王某", "撤销", lambda: done.append("undone"))
    place.resize(500, 300)
    settle()
    assert toast.geometry().right() <= place.width()
    QTest.mouseClick(toast.action, Qt.MouseButton.LeftButton)
    assert done == ["undone"] and not toast.isVisible()
    toast.say("已记下：王某")
    toast.forget()
    assert toast.text.text() == "" and not toast.isVisible()


def test_stopping_a_long_job_is_a_button_and_a_key(place: QWidget) -> None:
    jobs = Jobs()
    place.show()
    try:
        progress = jobs.run_long(lambda _progress: None, None, "导入")
        dialog = ProgressDialog(place, progress, "正在导入")
        dialog.open()
        progress.moved.emit(3, 10, "")
        assert dialog.step.text() == "3 / 10"
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.stop.isEnabled()
        assert dialog.isVisible()
        dialog.done(0)
    finally:
        jobs.close()


def test_a_report_holds_no_name_no_number_and_no_phone(tmp_path: Path) -> None:
    told: list[Path] = []
    reporter = Reporter(
        tmp_path,
        version="1.0",
        clock=lambda: datetime(2026, 7, 8, tzinfo=UTC),
        where=lambda: "visits",
        tell=told.append,
    )
    reporter.lines.emit(logging.LogRecord("x", 20, "", 0, "saved 149999197403041234", (), None))
    with pytest.raises(KeyError) as caught:
        {}["王小明 149999197403041234 13800005678"]
    reporter.take(caught.value)
    text = told[0].read_text("utf-8")
    assert "KeyError" in text and "visits" in text and "test_pages_parts" in text
    for secret in ("王小明", "1499991974", "13800005678"):
        assert secret not in text
    assert scrubbed("王小明 15400001234") == "\u00d7" * 3 + " #####"


def test_a_rare_character_brings_its_face_and_a_common_one_does_not() -> None:
    theme = Theme.current()
    fonts = Fonts(ROOT / "resources" / "fonts", theme.families)
    grown: list[int] = []
    fonts.grown.connect(lambda: grown.append(1))
    fonts.ensure("乡镇信贷工作台，王小明")
    assert grown == []
    before = list(fonts.families)
    fonts.ensure("王\U0002c456\U000241fe")
    assert grown and len(fonts.families) > len(before)
    fonts.ensure("王\U0002c456\U000241fe")
    assert len(grown) <= 2


def two_pages() -> bytes:
    """A PDF of two empty pages, written by hand."""
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n",
        b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n",
    ]
    body, places = b"%PDF-1.4\n", []
    for part in parts:
        places.append(len(body))
        body += part
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    tail = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


def test_the_preview_turns_pages_and_fits_them(place: QWidget) -> None:
    preview = Preview()
    layout = place.layout()
    assert layout is not None
    layout.addWidget(preview)
    place.show()
    settle()
    preview.load(two_pages())
    assert preview.place.text() == "1 / 2"
    assert preview.sheet.pixmap().height() <= preview.area.viewport().height()
    QTest.mouseClick(preview.forth, Qt.MouseButton.LeftButton)
    assert preview.place.text() == "2 / 2"
    assert not preview.forth.isEnabled()
    small = preview.sheet.pixmap().width()
    preview.show_zoom(100)
    assert preview.sheet.pixmap().width() > small
    preview.resize_pages(1)
    assert preview.zoom == 125
    QTest.keyClick(preview, Qt.Key.Key_PageUp)
    assert preview.number == 0
    preview.load(b"")
    assert preview.pages() == 0 and preview.place.text() == ""


def test_every_page_goes_to_the_printer(tmp_path: Path) -> None:
    out = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    assert send_pages(printer, two_pages()) == 2
    assert out.read_bytes().count(b"/Type /Page\n") == 2


def test_a_reason_is_asked_for_once_and_a_second_enter_does_not_work_twice(
    place: QWidget, qtbot: QtBot
) -> None:
    jobs, asked = Jobs(), list[str]()
    sheet = Reasoned[str](place, "撤销这次导入", jobs, lambda reason: reason, asked.append)
    sheet.ask("原因", example="导错了文件", lacking="请写明原因。", verb="撤销")
    sheet.show()
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    assert sheet.field.hint.text() == "请写明原因。"
    QTest.keyClicks(sheet.reason, "x")
    assert sheet.field.hint.text() == ""
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    QTest.keyClick(sheet.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked))
    jobs.close()
    settle()
    assert asked == ["x"]


def test_what_looks_like_markup_is_shown_as_it_was_typed(place: QWidget) -> None:
    typed = "<b>李</b><img src=x>"
    toast, banner, label = Toast(place), Banner(), words(typed)
    toast.say(typed)
    banner.say(typed)
    for one in (toast.text, banner.text, label):
        assert one.text() == typed
        assert one.textFormat() == Qt.TextFormat.PlainText
