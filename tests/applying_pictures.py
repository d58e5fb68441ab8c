"""Pictures of applications: needs without one, those on their way, the sheets of all steps."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from desktop.pages.loans import LoansPage
from desktop.pages.loans.formsheet import FormSheet
from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.applying import asked, said, signed
from tests.needs import need, untold


def applications(window: Window, folder: Path, wide: int) -> None:
    """The three lists of the tab and the sheets that write into them."""
    if not window.desk.applications.listed():
        applied(window.desk)
    window.open("loans", "applications")
    page = cast("LoansPage", window.pages["loans"])
    tab = page.applying
    tab.refresh()
    for key in ("needs", "waiting", "over"):
        tab.chips.choose(key)
        QApplication.processEvents()
        window.grab().save(str(folder / f"township-applying-{key}-{wide}.png"))
        for letter in {"needs": "A", "waiting": "BMD", "over": "H"}[key]:
            page.parts.press("applications", letter)
            QApplication.processEvents()
            sheets = [one for one in tab.findChildren(FormSheet) if one.isVisible()]
            for sheet in sheets:
                sheet.grab().save(str(folder / f"township-applying-{key}-{letter}-{wide}.png"))
                sheet.reject()
                QApplication.processEvents()


def applied(desk: Desk) -> list[str]:
    """Four applications: one just written, one large, one that the bank declined, one signed."""
    desk.settings.set({"bank": "样县农村商业银行"})
    made, today = [], desk.today()
    free = [no for no in untold(desk) if not desk.households.card(no).line.loans]
    for place, house in enumerate(free[:4]):
        visit = need(desk, household_no=house, days=3)
        entry = asked(
            visit_no=visit,
            household_no=house,
            applied_on=today,
            amount_fen=8_000_000 if place == 1 else 5_000_000,
            cycle="beef",
            cycle_months=18,
            months=12 if place == 0 else 24,
        )
        made.append(desk.applications.log(entry).line.application_no)
    bank = desk.applications.bank
    desk.applications.hand_over(made[1:2], today, to="信贷部", way="paper")
    bank.decide(made[2], said("declined", decided_on=today, reason="repayment"))
    bank.decide(made[3], said("agreed", decided_on=today, note="已复核"))
    maturity = today.replace(year=today.year + 2)
    bank.contract(made[3], signed(signed_on=today, maturity_on=maturity))
    return made
