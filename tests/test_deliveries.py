"""How a collection notice came to its borrower: signed for, refused before a witness, missed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from desktop.errors import UserError
from desktop.pages.printing import PrintingPage
from desktop.pages.printing.delivering import Delivering
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.rounds import DeliveryEntry
from tests.keyboard import press, write
from tests.settled import RELEASED, lend
from tests.terminal import Terminal
from tests.windows import County, settle, told

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def notice(desk: Desk) -> str:
    """A collection notice of today."""
    number = lend(
        desk, overdue_principal_fen=100, overdue_interest_fen=1, balance_on=date(2026, 7, 1)
    )
    desk.settings.set(RELEASED)
    return desk.notices.issue("F13", NoticeScope(household_nos=(number,)), "A4").notice_nos[0]


def test_each_try_stays_on_record_and_the_last_one_counts(desk: Desk) -> None:
    number = notice(desk)
    gone = DeliveryEntry(
        delivered_on=desk.today(), way="in_person", result="missed", note="外出，电话 13812345678"
    )
    desk.notices.deliver(number, gone)
    kept = desk.notices.deliver(number, replace(gone, result="signed", note=""))
    assert (kept.delivered_by, kept.officer) == (desk.session.officer,) * 2
    line = desk.notices.issued()[0]
    assert [one.result for one in line.deliveries] == ["missed", "signed"]
    assert "13812345678" not in line.deliveries[0].note
    assert desk.vault.check().ok


def test_what_cannot_be_a_delivery_is_refused(desk: Desk) -> None:
    number = notice(desk)
    board = desk.notices.issue(
        "F01", NoticeScope(township=desk.station.townships[0][0]), "A4"
    ).notice_nos[0]
    fine = DeliveryEntry(delivered_on=desk.today(), way="in_person", result="signed")
    tomorrow = desk.today() + timedelta(days=1)
    for one, entry, code in (
        ("无", fine, "notice_unknown"),
        (board, fine, "delivery_other_kind"),
        (number, replace(fine, delivered_on=tomorrow), "delivery_day_wrong"),
        (number, replace(fine, delivered_on=date(2026, 1, 1)), "delivery_day_wrong"),
        (number, replace(fine, result="refused"), "delivery_witness_missing"),
        (number, replace(fine, result="missed"), "delivery_note_missing"),
        (number, replace(fine, witness="长" * 41), "words_too_long"),
    ):
        with pytest.raises(UserError) as caught:
            desk.notices.deliver(one, entry)
        assert caught.value.code == code
    desk.notices.void(number, "印错了")
    with pytest.raises(UserError, match="delivery_voided"):
        desk.notices.deliver(number, fine)
    assert all(not one.deliveries for one in desk.notices.issued())


def test_a_refusal_is_registered_with_its_witness_by_keyboard(window: Window) -> None:
    desk = window.desk
    number = notice(desk)
    window.open("printing")
    page = window.pages["printing"]
    assert isinstance(page, PrintingPage)
    page.tabs.choose("check")
    settle()
    checking = page.checking
    checking.table.go_to(0)
    assert "还没有登记送达结果" in told(checking)
    checking.deliver_button.click()
    settle()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, Delivering) and sheet.outcome.hasFocus()
    press(window, "2")
    assert sheet.witness.hasFocus()
    press(window, "Return")
    assert "见证人" in sheet.field.hint.text()
    sheet.witness.setFocus()
    write("王𬱖明")
    press(window, "Return")
    line = checking.table.line()
    assert line is not None and line.notice_no == number
    assert line.deliveries[0].witness == "王𬱖明"
    assert "拒签" in told(checking) and "见证人 王𬱖明" in told(checking)


@pytest.mark.slow
def test_a_delivery_is_registered_on_the_command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, made_up: County
) -> None:
    terminal = Terminal(capsys, monkeypatch, made_up.password)
    refused = terminal.refused(
        "notice", "deliver", made_up.township, "无", "--on", "2026-07-08", "--result", "本人签收"
    )
    assert refused["code"] == "notice_unknown"
