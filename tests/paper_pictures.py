"""Pictures of the print centre in its states, for `tests/screenshots.py`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from db import notices as register
from db.ids import uuid7
from desktop.pages.printing.collecting import BeforeCollecting
from desktop.services.records.needs import ActivityEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.records.rounds import DeliveryEntry
from desktop.ui.pickers import Candidate
from tests.photos import photo
from tests.windows import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.printing import PrintingPage
    from desktop.pages.window import Window


def papers(window: Window, folder: Path, wide: int) -> None:
    """Several households, a village's round, an own slogan, a public list, voiding, the boards."""
    page = cast("PrintingPage", window.page("printing"))

    def shoot(what: str) -> None:
        settle()
        open_now = QApplication.activeModalWidget()
        (open_now or window).grab().save(str(folder / f"paper-{what}-{wide}.png"))
        if open_now is not None:
            open_now.close()
            settle()

    _sheets(window, page, shoot)
    _slogans(window, page, shoot)
    _forms(window, page, shoot)
    _registers(window, page, shoot)
    page.tabs.choose("print")
    window.open("printing")
    page.forget()


def _sheets(window: Window, page: PrintingPage, shoot: Callable[[str], None]) -> None:
    desk = window.desk
    window.open("printing", desk.households.numbers()[0])
    page.about.pick("several")
    for number in desk.households.numbers()[:6]:
        line = desk.households.card(number).line
        candidate = Candidate(
            key=number, name=line.head_name, place=line.village, number=number[-4:]
        )
        page.steps.picked(candidate)
    page.look()
    shoot("several")
    page.about.pick("household")
    page.steps.forget()
    window.open("printing", ("PACK", desk.households.villages()[0].division_code))
    page.look()
    shoot("round")
    for kind in ("F06", "F16", "F13", "F11"):
        window.open("printing", f"kind/{kind}")
        page.look()
        shoot(kind)
    window.open("printing", "kind/F01")
    page.paper.choose("A2@A4")
    page.look()
    shoot("tiled")
    BeforeCollecting(page, lambda: None).open()
    shoot("collecting")


def _forms(window: Window, page: PrintingPage, shoot: Callable[[str], None]) -> None:
    desk = window.desk
    window.open("printing", "kind/F09")
    page.steps.form.pick("blank")
    page.look()
    shoot("form-blank")
    number = desk.notices.issue("F09", NoticeScope(blank=True), "A4").notice_nos[0]
    page.tabs.choose("check")
    page.checking.code.setText(number[-5:])
    page.checking.verify()
    shoot("form-found")
    page.checking.verify()
    shoot("form-back")


def _slogans(window: Window, page: PrintingPage, shoot: Callable[[str], None]) -> None:
    window.open("printing", "kind/F02")
    choice = page.options.slogan
    choice.slogan.choose("own")
    choice.text.setText("零利息　人人有份")
    page.look()
    shoot("slogan-banned")
    choice.text.setText("有困难　找客户经理")
    page.look()
    shoot("slogan-own")
    choice.slogan.choose("B02")
    page.paper.choose("A3-strip")
    page.look()
    shoot("slogan")


def _registers(window: Window, page: PrintingPage, shoot: Callable[[str], None]) -> None:
    desk = window.desk
    village = desk.households.villages()[0]
    if not any(one.hung_on for one in desk.directory.hanging()):
        desk.notices.issue("F01", NoticeScope(township=village.township_code), "A4")
        desk.notices.issue("F04", NoticeScope(village=village.village), "A4")
        for place in (0, 1):
            code = desk.households.villages()[place].division_code
            desk.publicity.log(
                ActivityEntry(
                    held_on=desk.today(), activity_type="board", village=code, place="村委会门口"
                )
            )
        desk.settings.set({"officer_phone": "15400001009"})
    window.open("printing", "boards")
    with tempfile.TemporaryDirectory() as made:
        page.boards.photos.add([photo(Path(made), size=(800, 600), colour="#a05030")])
        settle()
    shoot("boards")
    page.boards.log()
    shoot("boards-log")
    page.tabs.choose("check")
    shoot("register")
    page.checking.void()
    shoot("void")
    _delivered(window, page, shoot)


def _delivered(window: Window, page: PrintingPage, shoot: Callable[[str], None]) -> None:
    """A collection notice that was refused before a witness, and the question for another try."""
    desk = window.desk
    store, now = desk.session.store, desk.session.clock()
    known = register.listed(store, 1)[0]
    number = f"{known.notice_no[:-5]}{window.width():05d}"
    title = next(one.title for one in desk.notices.kinds() if one.kind == "F13")
    made = replace(known, id=uuid7(now), notice_no=number, kind="F13", title=title, issued_at=now)
    register.issue(store, desk.session.officer, [made])
    missed = DeliveryEntry(
        delivered_on=desk.today(),
        way="in_person",
        result="missed",
        note=window.tr("外出，下周再去"),
    )
    desk.notices.deliver(number, missed)
    refused = replace(missed, result="refused", note="", witness=window.tr("李见证"))
    desk.notices.deliver(number, refused)
    page.checking.refresh()
    settle()
    page.checking.table.go_to(0)
    shoot("delivered")
    page.checking.deliver()
    shoot("delivering")
