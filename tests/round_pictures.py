"""Pictures of the round on paper and of the directory, for `tests/screenshots.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication

from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import ProductEntry
from desktop.services.records.rounds import PersonEntry
from tests.paper_pictures import papers
from tests.windows import settle

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.pages.calls import CallsPage
    from desktop.pages.printing import PrintingPage
    from desktop.pages.settings import SettingsPage
    from desktop.pages.window import Window
    from desktop.services.desk import Desk


def rounds(window: Window, folder: Path, wide: int) -> None:
    """Route sheet, call list and what comes back of it, the ledger on paper, the directory."""
    desk = window.desk
    village = desk.households.villages()[0]

    def shoot(what: str) -> None:
        settle()
        open_now = QApplication.activeModalWidget()
        (open_now or window).grab().save(str(folder / f"round-{what}-{wide}.png"))
        if open_now is not None:
            open_now.close()
            settle()

    printing = cast("PrintingPage", window.page("printing"))
    for kind in ("LX", "DH"):
        window.open("printing", (kind, village.division_code))
        printing.look()
        shoot(kind)
    window.open("printing", "kind/F05")
    printing.look()
    shoot("F05")
    calls = desk.notices.issue("DH", NoticeScope(village=village.division_code), "A4")
    window.open("calls", calls.notice_nos[0])
    page = cast("CallsPage", window.page("calls"))
    for digit in "1237":
        page.code.digit.emit(digit)
        page.next_row()
    shoot("calls")
    if not desk.directory.listed(over=True):
        for role, name in (("adviser", "王小梅"), ("grid_worker", "阿卜杜拉·买买提")):
            desk.directory.add(
                PersonEntry(name=name, role=role, phone="0358-4420001", org="县支行")
            )
        desk.notices.issue("F01", NoticeScope(township=village.township_code), "A4")
        desk.directory.end(desk.directory.listed(role="adviser")[0].id)
    _handbook(desk)
    window.open("settings", "products")
    shoot("products")
    cast("SettingsPage", window.page("settings")).products.add()
    shoot("product")
    window.open("settings", "directory")
    shoot("directory")
    cast("SettingsPage", window.page("settings")).directory.add()
    shoot("person")
    window.open("printing")
    printing.tabs.choose("check")
    register = printing.checking.table
    places = [at for at, one in enumerate(register.lines.rows) if one.stale]
    register.go_to(places[0])
    shoot("register")
    printing.tabs.choose("print")
    settle()
    papers(window, folder, wide)


def _handbook(desk: Desk) -> None:
    """Two products, one of them without anybody to ask."""
    if desk.products.listed(over=True):
        return
    for name, contact in (("惠农贷", "阿卜杜拉·买买提"), ("富民贷", "")):
        entry = ProductEntry(
            name=name, bank="样县农村商业银行", amount="不超过5万元", rate="3.45%", contact=contact
        )
        desk.products.add(entry)
