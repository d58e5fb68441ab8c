"""The print centre: several households, a village's round, own slogans, voiding, boards, paper."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest

from desktop.errors import Stopped, UserError
from desktop.pages.printing import PrintingPage
from desktop.pages.printing.checking import Voiding
from desktop.pages.printing.collecting import BeforeCollecting
from desktop.pages.window import Window
from desktop.services.records.papers import NoticeScope
from desktop.ui.pickers import Candidate
from desktop.ui.printers import send_pages, wanted_pages
from tests.windows import settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "QPainter::begin", extend=True)


@pytest.fixture
def page(window: Window) -> PrintingPage:
    window.open("printing", window.desk.households.numbers()[0])
    found = window.pages["printing"]
    assert isinstance(found, PrintingPage)
    found.look()
    return found


def a_printer(out: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    printer.setFullPage(True)
    return printer


def pick(page: PrintingPage, *numbers: str) -> None:
    for number in numbers:
        name = page.desk.households.card(number).line.head_name
        page.steps.picked(Candidate(key=number, name=name, place="", number=number[-4:]))


def test_households_are_picked_one_after_another_and_each_once(page: PrintingPage) -> None:
    first, second, third = page.desk.households.numbers()[:3]
    page.about.pick("several")
    assert page.scope() is None
    pick(page, first, second, third, second)
    page.steps.chosen.remove(first)
    assert page.scope() == NoticeScope(household_nos=(second, third))
    page.look()
    assert page.preview.pages() == 2 and page.print_button.isEnabled()
    page.forget()
    assert page.steps.chosen.numbers() == ()


def test_the_round_of_a_village_can_be_narrowed_to_some_sheets(
    page: PrintingPage, tmp_path: Path
) -> None:
    village = page.desk.households.villages()[0]
    page.open(("PACK", village.division_code))
    page.look()
    whole = page.preview.pages()
    for digit in "34":
        QTest.keyClicks(page.options.kinds, digit)
    page.look()
    assert page.scope().kinds == ("F03", "FZ") and page.preview.pages() == 3 < whole
    page.save_to(tmp_path / "round.pdf")
    assert len(pypdfium2.PdfDocument(tmp_path / "round.pdf")) == 3
    assert "整村材料包" not in told(page.banner) and "round.pdf" in told(page.banner)


def test_an_own_slogan_is_looked_through_and_needs_its_clause(page: PrintingPage) -> None:
    page.open("kind/F02")
    choice = page.options.slogan
    choice.slogan.choose("own")
    assert page.scope() is None
    choice.text.setText("零利息　人人有份")
    page.look()
    assert "零利息" in told(page.banner) and page.draft is None
    assert not page.print_button.isEnabled()
    choice.text.setText("有困难　找客户经理")
    page.look()
    assert "标语依据" in page.missing.text()
    choice.clause.choose("非政策原文")
    page.look()
    assert page.draft is not None and not page.draft.missing


def test_the_page_keys_turn_pages_in_the_preview_and_scroll_a_large_one_first(
    page: PrintingPage,
) -> None:
    page.about.pick("several")
    pick(page, *page.desk.households.numbers()[:3])
    page.look()
    settle()
    area = page.preview.area
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    QTest.keyClick(area, Qt.Key.Key_PageUp)
    assert page.preview.number == 1
    page.preview.show_zoom(200)
    settle()
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert page.preview.number == 1 and area.verticalScrollBar().value() > 0


def test_what_is_said_of_people_stands_over_the_sheet(page: PrintingPage) -> None:
    assert "户主姓名" in page.steps.privacy.text()
    page.open("kind/FZ")
    page.look()
    assert page.steps.privacy.text() == "印出来没有农户个人信息。"


def test_a_printer_gets_only_the_pages_that_were_asked_for(
    page: PrintingPage, tmp_path: Path
) -> None:
    numbers = tuple(page.desk.households.numbers()[:4])
    pdf = page.desk.notices.draft("F04", NoticeScope(household_nos=numbers), "A4").pdf
    printer = a_printer(tmp_path / "some.pdf")
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    steps: list[tuple[int, int]] = []
    assert send_pages(printer, pdf, lambda *step: steps.append(step)) == 2
    assert steps == [(0, 2), (1, 2), (2, 2)]
    assert len(pypdfium2.PdfDocument(tmp_path / "some.pdf")) == 2
    printer.setFromTo(0, 0)
    assert wanted_pages(printer, 4) == [0, 1, 2, 3]


def test_each_page_is_printed_on_paper_of_its_own_shape(page: PrintingPage, tmp_path: Path) -> None:
    notices, township = page.desk.notices, page.desk.station.townships[0][0]
    leaf = pypdfium2.PdfDocument(notices.draft("FZ", NoticeScope(township=township), "A4").pdf)
    wide = pypdfium2.PdfDocument(notices.draft("F06", NoticeScope(), "A4").pdf)
    leaf.import_pages(wide)
    leaf.save(tmp_path / "both.pdf")
    out = tmp_path / "out.pdf"
    send_pages(a_printer(out), (tmp_path / "both.pdf").read_bytes())
    shapes = [page.get_size() for page in pypdfium2.PdfDocument(out)]
    assert [width < height for width, height in shapes] == [True, False]


def test_a_stopped_printing_leaves_the_numbers_and_offers_the_rest(
    page: PrintingPage, tmp_path: Path
) -> None:
    def stop(done: int, _total: int) -> None:
        if done:
            raise Stopped

    village = page.desk.households.villages()[0].village
    issued = page.desk.notices.issue("F04", NoticeScope(village=village), "A4")
    with pytest.raises(Stopped):
        send_pages(a_printer(tmp_path / "x.pdf"), issued.pdf, stop)
    assert len(pypdfium2.PdfDocument(tmp_path / "x.pdf")) == 1
    page.issued = issued
    page.send(issued, a_printer(tmp_path / "y.pdf"))
    assert len(pypdfium2.PdfDocument(tmp_path / "y.pdf")) == issued.pages
    assert [one.text() for one in page.banner.buttons][:1] == ["再打一次（同一单号）"]


def test_a_printer_that_takes_nothing_is_named(page: PrintingPage, tmp_path: Path) -> None:
    pdf = page.desk.notices.draft("FZ", NoticeScope(township="*"), "A4").pdf
    with pytest.raises(UserError, match="printer_failed"):
        send_pages(a_printer(tmp_path / "no" / "such" / "folder.pdf"), pdf)


def test_a_place_that_cannot_be_written_leaves_the_sheet_to_be_saved_elsewhere(
    page: PrintingPage, tmp_path: Path
) -> None:
    page.save_to(tmp_path / "none" / "slip.pdf")
    assert "没有文件夹" in told(page.banner) and page.preview.pages() == 1
    assert page.save_button.isEnabled() and not page.desk.notices.issued()
    page.save_to(tmp_path / "slip.pdf")
    assert "已存成 slip.pdf" in told(page.banner) and (tmp_path / "slip.pdf").exists()


def test_a_sheet_is_voided_from_the_register_with_a_reason(
    page: PrintingPage, tmp_path: Path
) -> None:
    page.save_to(tmp_path / "slip.pdf")
    page.tabs.choose("check")
    checking = page.checking
    line = checking.table.line()
    assert line is not None and checking.void_button.isVisible()
    checking.void()
    settle()
    sheet = next(one for one in checking.findChildren(Voiding) if one.isVisible())
    sheet.work()
    assert not page.desk.notices.issued()[0].voided
    sheet.reason.setText("印错了")
    QTest.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    settle()
    assert page.desk.notices.issued()[0].voided
    assert not checking.void_button.isVisible()
    checking.code.setText(line.notice_no)
    checking.verify()
    assert "已作废" in told(checking.answer) and line.subject in told(checking.answer)


def test_a_collection_notice_waits_for_three_answers(page: PrintingPage) -> None:
    done: list[bool] = []
    sheet = BeforeCollecting(page, lambda: done.append(True))
    sheet.show()
    QTest.keyClicks(sheet.checks, "12")
    assert not sheet.go.isEnabled()
    QTest.keyClicks(sheet.checks, "3")
    QTest.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    assert done == [True]


def test_boards_are_one_line_per_village_and_lead_to_paper(page: PrintingPage) -> None:
    desk = page.desk
    township = desk.station.townships[0][0]
    desk.notices.issue("F01", NoticeScope(township=township), "A4")
    page.open("boards")
    assert len(page.boards.table.lines.rows) == len(desk.households.villages())
    board = page.boards.table.line()
    assert board is not None and board.hung_on is None
    page.boards.keep(board, "村委会门口", desk.today())
    desk.settings.set({"officer_phone": "15400001009"})
    page.boards.refresh()
    assert "15400001009" in page.boards.says.text() and "1 块待更换" in page.boards.sum.text()
    QTest.keyClick(page.boards.table, Qt.Key.Key_Return)
    settle()
    assert page.kind.code() == "F01" and page.tabs.key() == "print"
