"""Pictures of the checks of loans: what is due, what was found, an open case, their sheets."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from desktop.pages.loans import LoansPage
from desktop.pages.loans.casesheet import CaseSheet
from desktop.pages.loans.checksheet import CheckSheet
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.records.after import InspectionEntry
from tests.applying_pictures import applications
from tests.busy import acting_as
from tests.late_pictures import ends


def inspections(window: Window, folder: Path, wide: int) -> None:
    """The three lists of the tab, the sheets of a check and of a case, and what comes before."""
    if not window.desk.inspections.listed():
        found(window.desk)
    window.open("loans", "checks")
    page = cast("LoansPage", window.pages["loans"])
    page.checks.refresh()
    for key in ("due", "done", "cases"):
        page.checks.chips.choose(key)
        QApplication.processEvents()
        window.grab().save(str(folder / f"township-checks-{key}-{wide}.png"))
    for call, kind, name in (
        (page.checks.mend, CheckSheet, "checksheet"),
        (page.checks.close_case, CaseSheet, "casesheet"),
    ):
        call()
        QApplication.processEvents()
        sheet = page.checks.findChild(kind)
        assert sheet is not None
        sheet.grab().save(str(folder / f"township-{name}-{wide}.png"))
        sheet.reject()
        QApplication.processEvents()
    ends(window, folder, wide)
    applications(window, folder, wide)


def found(desk: Desk) -> None:
    """A bank with a rule of its own, a check that found nothing and one that opened a case."""
    with acting_as(desk, "county"):
        for name, value in (("first_inspection_days", "30"), ("inspection_months", "6")):
            desk.parameters.fill(name, value, document="样县农商行贷后管理办法")
    first, second = [one.loan_no for one in desk.inspections.due()][:2]
    entry = InspectionEntry(
        loan_no=first,
        inspected_on=desk.today(),
        kind="regular",
        use_as_agreed="no",
        passed_on="yes",
        passed_to="甲养殖合作社",
        assets="圈里没有牛",
        measures="七天内把钱退回本人",
    )
    desk.inspections.log(entry)
    desk.inspections.log(
        replace(
            entry,
            loan_no=second,
            use_as_agreed="yes",
            passed_on="no",
            passed_to="",
            conclusion="normal",
            assets="牛 6 头，和合同一致",
            measures="",
        )
    )
