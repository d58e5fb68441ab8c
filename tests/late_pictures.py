"""Pictures of a loan's end: requests, overdue cases, orders, and the sheets in which they begin."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from desktop.pages.loans import LoansPage
from desktop.pages.loans.recordsheet import RecordSheet
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.late import CaseEntry, RenewalEntry, StepEntry, SuspensionEntry
from desktop.services.records.lending import LoanFilter
from tests.applying_pictures import applied
from tests.busy import acting_as


def ends(window: Window, folder: Path, wide: int) -> None:
    """The three tabs with something in them, a card that says all of it, and the sheets."""
    desk = window.desk
    if not desk.suspensions.listed():
        happened(desk)
    page = cast("LoansPage", window.page("loans"))
    for kind, chip in (
        ("requests", "open"),
        ("cases", "waiting"),
        ("cases", "open"),
        ("halts", ""),
    ):
        window.open("loans", kind)
        part = page.parts.of(kind)
        part.refresh()
        if chip:
            part.chips.choose(chip)
        _shoot(window, folder / f"township-late-{kind}-{chip}-{wide}.png")
    window.open("loans", desk.renewals.listed()[0].loan_no)
    _shoot(window, folder / f"township-late-card-{wide}.png")
    page.drawer.ask.click()
    for name in ("requestsheet", "stepsheet", "endsheet", "decisionsheet"):
        sheet = page.findChild(RecordSheet)
        if sheet is None:
            continue
        _shoot(sheet, folder / f"township-{name}-{wide}.png")
        sheet.reject()
        QApplication.processEvents()
        _next(window, page, name)


def _next(window: Window, page: LoansPage, name: str) -> None:
    """Open the sheet that comes after one."""
    if name == "requestsheet":
        window.open("loans", "cases")
        page.parts.of("cases").chips.choose("open")
        page.parts.of("cases").write()
    elif name == "stepsheet":
        page.parts.of("cases").close_case()
    elif name == "endsheet":
        window.open("loans", "requests")
        page.parts.of("requests").chips.choose("open")
        page.parts.of("requests").close_case()


def _shoot(what: object, path: Path) -> None:
    QApplication.processEvents()
    what.grab().save(str(path))  # type: ignore[attr-defined]


def happened(desk: Desk) -> None:
    """An order, a request, a case with a joint visit; applications first, which an order stops."""
    if not desk.applications.listed():
        applied(desk)
    found = [one for one in desk.loans.listed(LoanFilter(state="live")).lines if one.roster_state]
    first = next(one for one in found if one.overdue_days is None)
    with acting_as(desk, "county"):
        desk.suspensions.issue(
            SuspensionEntry(
                document_no="样金函2026-7号", start_on=desk.today(), township=first.township_code,
                reason="overdue_high", basis="上月末逾期率 9.8%，样县农商行报表",
            )
        )  # fmt: skip
    desk.renewals.request(
        RenewalEntry(
            loan_no=first.loan_no, renewal_type="renewal", requested_on=desk.today(), months=12,
            reason="羊还没出栏，买冬天的草料", lawful="yes", operating="yes", credit_good="yes",
        )
    )  # fmt: skip
    waits = desk.overdue.waiting()
    number = waits[0].loan_no if waits else found[-1].loan_no
    case = desk.overdue.open(
        CaseEntry(
            loan_no=number, opened_on=desk.today(), cause="disaster",
            overdue_since=None if waits else desk.today(),
        )
    )  # fmt: skip
    desk.overdue.step(
        case.case_no,
        StepEntry(
            measure="visit", happened_on=desk.today(), met="本人",
            participants=("客户经理:高晓梅", "驻村第一书记:李强"), told="羊卖了就还",
            promised_on=desk.today(), promised_fen=45_000,
        ),
    )  # fmt: skip
