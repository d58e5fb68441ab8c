"""The handbook of products (form F24): edited in the settings, printed as a folded booklet."""

from __future__ import annotations

import pypdfium2
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.pages.settings.products import Products, ProductSheet
from desktop.printing.booklets import sheets
from desktop.printing.ink import Page, Text
from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import ProductEntry
from desktop.services.records.rounds import PersonEntry
from desktop.ui.jobs import Jobs
from tests.papers import draft, stamp

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LOAN = ProductEntry(
    name="惠农贷", bank="样县农商行", for_whom="在册帮扶户", amount="不超过5万元", term="不超过3年",
    rate="3.45%", guarantee="信用", materials="身份证、户口簿",
)  # fmt: skip


def person(desk: Desk) -> str:
    entry = PersonEntry(name="赵大海", role="officer", phone="15400000000")
    return desk.directory.add(entry).id


def test_a_product_is_added_changed_and_ended_and_stays_on_record(desk: Desk) -> None:
    made = desk.products.add(LOAN)
    assert [one.name for one in desk.products.listed()] == ["惠农贷"]
    changed = desk.products.edit(made.id[-8:], replace(LOAN, rate="3.35%", contact=person(desk)))
    assert (changed.id, changed.rate, changed.contact_name) == (made.id, "3.35%", "赵大海")
    ended = desk.products.end(made.id)
    assert not ended.offered and not desk.products.listed()
    assert [one.id for one in desk.products.listed(over=True)] == [made.id]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "product_field_empty"),
        ({"bank": ""}, "product_field_empty"),
        ({"name": "长" * 31}, "product_field_long"),
        ({"rate": "零利息"}, "notice_word_banned"),
        ({"contact": "没有这个人"}, "product_contact_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    desk: Desk, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(UserError, match=code):
        desk.products.add(replace(LOAN, **changed))  # type: ignore[arg-type]
    assert not desk.products.listed(over=True)


def test_one_product_of_a_bank_is_there_once(desk: Desk) -> None:
    desk.products.add(LOAN)
    with pytest.raises(UserError, match="product_twice"):
        desk.products.add(LOAN)
    with pytest.raises(UserError, match="product_unknown"):
        desk.products.one("没有")


def test_a_product_without_a_contact_stops_the_handbook_and_is_named(desk: Desk) -> None:
    with pytest.raises(UserError, match="notice_field_missing"):
        desk.notices.issue("F24", NoticeScope(), "A4")
    made, whose = desk.products.add(LOAN), person(desk)
    with pytest.raises(UserError, match="notice_field_missing") as caught:
        desk.notices.issue("F24", NoticeScope(), "A4")
    assert "惠农贷的联系人" in str(caught.value.params["fields"])
    desk.settings.set({"complaint_phone": "0358-4429876"})
    desk.products.edit(made.id, replace(LOAN, contact=whose))
    issued = desk.notices.issue("F24", NoticeScope(), "A5")
    pages = pypdfium2.PdfDocument(issued.pdf)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    for said in ("惠农贷", "适用对象：在册帮扶户", "联系人：赵大海 15400000000", "以银行审批为准"):
        assert said in text
    desk.directory.end(whose)
    assert desk.notices.draft("F24", NoticeScope(), "A4").missing == (
        ("contact", "惠农贷的联系人"),
    )


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9, 500])
def test_folded_sheets_read_in_order(count: int) -> None:
    """Sheets lie in one another: the fronts' right halves and backs' left ones, then the rest."""
    leaves = [Page(1, 1, (Text(0, 0, str(n), "body", 1),)) for n in range(1, count + 1)]
    pairs = list(sheets(leaves))
    assert len(pairs) % 2 == 0 and len(pairs) * 2 - count < 4
    there = [right if place % 2 == 0 else left for place, (left, right) in enumerate(pairs)]
    back = [left if place % 2 == 0 else right for place, (left, right) in enumerate(pairs)]
    read = [mark for leaf in (*there, *reversed(back)) for mark in leaf.marks]
    assert [mark.text for mark in read if isinstance(mark, Text)] == [
        str(n) for n in range(1, count + 1)
    ]


def test_the_imposed_booklet_says_what_its_pages_say() -> None:
    def said(paper: str) -> list[str]:
        found = draft("F24", paper)
        return sorted(
            mark.text
            for page in found.pages(stamp(found))
            for mark in page.marks
            if isinstance(mark, Text) and "F24" not in mark.text
        )

    assert said("A4") == said("A5")


def test_a_product_is_typed_in_the_settings(
    desk: Desk, jobs: Jobs, dressed: QApplication, qtbot: QtBot
) -> None:
    assert dressed
    page = Products(desk, jobs)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    page.add()
    sheet = page.findChild(ProductSheet)
    assert sheet is not None
    sheet.cells["name"].setText("惠农贷")
    sheet.cells["bank"].setText("样县农商行")
    qtbot.keyClick(sheet.cells["bank"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.table.lines.at(0) is not None)
    line = page.table.lines.at(0)
    assert line is not None and line.name == "惠农贷" and line.contact_name == ""
    page.table.setCurrentIndex(page.table.lines.index(0, 0))
    page.end()
    assert not desk.products.listed()
