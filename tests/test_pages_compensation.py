"""Risk compensation by keyboard: the bank files, the county verifies, pays and books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.errors import UserError
from desktop.pages.compensation import CompensationPage
from desktop.pages.compensation.claimsheet import ClaimSheet
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.lists import ListFilter
from desktop.ui.stepping import Ask
from tests.compensating import SHARE, entry, lay_down
from tests.lending import as_role
from tests.quartering import fill
from tests.settled import lend
from tests.sheet_files import cells
from tests.windows import settle

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def page_of(window: Window, what: object = None) -> CompensationPage:
    window.open("compensation", what)
    page = window.pages["compensation"]
    assert isinstance(page, CompensationPage)
    settle()
    return page


def press(page: CompensationPage, key: Qt.Key) -> None:
    """A letter goes to the list, which has the keyboard again after every sheet."""
    assert page.window().focusWidget() is page.table
    page.window().activateWindow()
    settle()
    QTest.keyClick(page.table, key)


def written(
    desk: Desk, folder: Path, key: str, reason: str = "", **more: Any
) -> tuple[str, list[list[object]]]:
    """A list as it was written: what its stamp says, and its rows."""
    found = cells(desk.exports.write(key, folder / "out.xlsx", ListFilter(**more), reason).path)
    (folder / "out.xlsx").unlink()
    return str(found[1][0]), found[3:]


def overdue(desk: Desk) -> str:
    """A lost loan, and a county that has a fund."""
    number = lend(
        desk,
        overdue_since=date(2026, 4, 21),
        loan_status="overdue",
        overdue_principal_fen=5_000_000,
        overdue_interest_fen=44_722,
    )
    as_role(desk, "county")
    lay_down(desk.session.store, "fund")
    as_role(desk, "officer")
    return number


def test_without_a_fund_one_sentence_stands_there_and_nothing_can_be_begun(
    desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    window = open_window(desk)
    page = page_of(window)
    assert page.none.isVisible()
    assert "还没有登记" in page.empty.text.text()
    assert not page.faces.isVisible()
    as_role(desk, "county")
    lay_down(desk.session.store, "none")
    as_role(desk, "officer")
    page.refresh()
    settle()
    assert "未设立" in page.empty.text.text()


def test_a_claim_is_filed_by_keyboard_and_what_lacks_stands_at_its_field(
    desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    overdue(desk)
    page = page_of(open_window(desk), "candidates")
    page.waiting.table.setFocus()
    QTest.keyClick(page.waiting.table, Qt.Key.Key_Return)
    settle()
    sheet = page.findChild(ClaimSheet)
    assert sheet is not None
    QTest.keyClick(sheet.cause, Qt.Key.Key_3)
    settle()
    assert not sheet.papers["death_proof"].isVisible()
    assert "材料还缺" in sheet.told.text()
    assert any("不给本季、上季、同期" in one.text() for one in sheet.findChildren(QLabel))
    sheet.late_reason.setText("核灾晚")
    sheet.renewable.set_code("no")
    sheet.npl_product.setText("2.4x")
    sheet.npl_bank.setText("1.50")
    sheet.npl_source.setText("二季度报表")
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    said = [one.text() for one in sheet.findChildren(QLabel)]
    assert any("不是百分比" in text for text in said)
    sheet.npl_product.setText("2.40")
    sheet.save()
    settle()
    assert any("材料清单还缺" in one.text() for one in sheet.findChildren(QLabel))
    for box in sheet.papers.values():
        box.setChecked(True)
    sheet.save()
    settle()
    (line,) = desk.compensation.claims()
    assert line.claim.fund_share_fen == SHARE
    assert page.tabs.key() == "claims"
    assert page.panel.isVisible()
    assert any("不给本季、上季、同期" in one.text() for one in page.panel.findChildren(QLabel))


def test_the_county_verifies_pays_and_books_with_one_letter_each(
    desk: Desk, open_window: Callable[[Desk], Window]
) -> None:
    overdue(desk)
    number = desk.compensation.claiming.file(
        entry("L1", claimed_on=desk.today(), late_reason="核灾晚")
    ).claim.claim_no
    as_role(desk, "county")
    page = page_of(open_window(desk), number)
    press(page, Qt.Key.Key_A)
    fill(核实意见="已到户核实", 文号="样农7号")
    page.acts.deposit()
    fill(**{"金额（元）": "100000", "依据文号": "样财8号"})
    press(page, Qt.Key.Key_F)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, Ask)
    fill(**{"付款金额（元）": "999999", "付款凭证号": "付1"})
    assert sheet.isVisible()
    assert any("超过了还没付" in one.text() for one in sheet.findChildren(QLabel))
    fill(**{"付款金额（元）": "35313.05", "付款凭证号": "付1"})
    assert desk.compensation.claim(number).paid_fen == SHARE
    as_role(desk, "officer")
    desk.compensation.recovering.recover(number, 333_333, desk.today(), voucher_no="收1")
    as_role(desk, "county")
    page.refresh()
    settle()
    press(page, Qt.Key.Key_B)
    fill(入账凭证号="入1")
    assert page.table.leaves_as == "claims"
    page.tabs.choose("fund")
    settle()
    assert page.fund.table.leaves_as == "fund_book"
    assert page.fund.exports["book"].isVisible()
    assert page.fund.table.lines.total == 3
    assert "67,020.28" in page.fund.least.text()
    page.forget()
    assert page.table.lines.total == 0


@pytest.mark.usefixtures("dressed")
def test_a_bank_does_not_see_the_fund(desk: Desk, open_window: Callable[[Desk], Window]) -> None:
    overdue(desk)
    page = page_of(open_window(desk))
    assert not page.tabs.buttons["fund"].isVisible()
    assert page.buttons["accept"].isHidden()


def test_claims_and_the_fund_leave_as_excel_each_from_the_office_that_has_them(
    desk: Desk, tmp_path: Path
) -> None:
    overdue(desk)
    waiting = written(desk, tmp_path, "claim_candidates")[1]
    assert [one[4] for one in waiting if one[4] == "L1"] == ["L1"]
    made = entry("L1", claimed_on=desk.today(), late_reason="核灾晚")
    number = desk.compensation.claiming.file(made).claim.claim_no
    (claim,) = written(desk, tmp_path, "claims")[1]
    assert claim[0] == number
    assert "L1" not in [one[4] for one in written(desk, tmp_path, "claim_candidates")[1]]
    assert "******" in claim
    with pytest.raises(UserError) as caught:
        written(desk, tmp_path, "fund_book")
    assert caught.value.code == "list_other_office"
    as_role(desk, "county")
    day = desk.today()
    desk.compensation.handling.deposit("deposit", 10_000_000, day, ref_no="样财8号")
    stamp, (claim,) = written(desk, tmp_path, "claims", "县里审核", status="filed")
    assert "状态：待审核" in stamp and "用途：县里审核" in stamp
    assert "因灾" in claim
    assert written(desk, tmp_path, "claims", status="paid")[1] == []
    (put_in,) = written(desk, tmp_path, "fund_book", from_on=day)[1]
    assert put_in[2:6] == ["存入", 100_000.0, 100_000.0, "样财8号"]
    assert written(desk, tmp_path, "fund_book", to_on=day - timedelta(days=1))[1] == []
    assert [one[1] for one in written(desk, tmp_path, "fund_days")[1]] == [100_000.0]
    with pytest.raises(UserError) as caught:
        written(desk, tmp_path, "claim_candidates")
    assert caught.value.code == "list_other_office"
