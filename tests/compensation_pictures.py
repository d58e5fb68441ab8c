"""Pictures of risk compensation: no fund, claims with one opened, the sheet, the fund's book."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import cast

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from desktop.pages.compensation import CompensationPage
from desktop.pages.compensation.claimsheet import ClaimSheet
from desktop.pages.window import Window
from desktop.rules import claims
from desktop.services.desk import Desk
from desktop.services.records.fund import ClaimEntry
from tests.busy import acting_as


def bank(window: Window, folder: Path, wide: int) -> None:
    """The bank's lists and the sheet of a claim."""
    filed(window.desk)
    page = opened(window)
    page.open_panel()
    shot(window, folder, f"township-compensation-claims-{wide}")
    page.tabs.choose("candidates")
    shot(window, folder, f"township-compensation-candidates-{wide}")
    page.waiting.start()
    QApplication.processEvents()
    sheet = page.findChild(ClaimSheet)
    assert sheet is not None
    sheet.cause.pick("business")
    QApplication.processEvents()
    sheet.grab().save(str(folder / f"township-claimsheet-{wide}.png"))
    sheet.reject()


def county(window: Window, folder: Path, wide: int) -> None:
    """What the county sees: before there is a fund, then its book and a claim."""
    opened(window)
    shot(window, folder, f"county-compensation-none-{wide}")
    desk = window.desk
    filed(desk)
    page = opened(window)
    page.open_panel()
    shot(window, folder, f"county-compensation-claims-{wide}")
    page.tabs.choose("fund")
    shot(window, folder, f"county-compensation-fund-{wide}")
    page.fund.chips.choose("days")
    shot(window, folder, f"county-compensation-days-{wide}")
    page.tabs.choose("claims")
    ask = page.acts.pay(desk.compensation.claims()[0])
    QApplication.processEvents()
    ask.grab().save(str(folder / f"county-compensation-pay-{wide}.png"))
    ask.reject()


def opened(window: Window) -> CompensationPage:
    window.open("compensation")
    page = cast("CompensationPage", window.pages["compensation"])
    page.refresh()
    QApplication.processEvents()
    return page


def shot(window: Window, folder: Path, name: str) -> None:
    QApplication.processEvents()
    window.grab().save(str(folder / f"{name}.png"))


def filed(desk: Desk) -> None:
    """A county with a fund; one claim is returned, one paid in part with money recovered."""
    today = desk.today()
    with acting_as(desk, "county"):
        desk.parameters.fill(
            "compensation_mechanism", "fund", document="样政发(2026)3号",
            effective_from=today - timedelta(days=300),
        )  # fmt: skip
        for name, value in (("fund_ratio", "80"), ("trigger_days", "1")):
            desk.parameters.fill(name, value, document="样政发(2026)3号")
        handling = desk.compensation.handling
        on = today - timedelta(days=20)
        handling.deposit("deposit", 80_000_000, on, ref_no="样财农(2026)8号", voucher_no="凭0012")
        handling.deposit("interest", 12_345, today, ref_no="利息单 03")
        handling.state(on, 1_280_000_000, source="样县统计表", older_loans_fen=64_000_000)
    loans = [one.loan_no for one in desk.compensation.claiming.candidates()][:2]
    numbers = []
    with acting_as(desk, "officer"):
        for loan in loans:
            entry = ClaimEntry(
                loan_no=loan, cause="disaster", claimed_on=today, renewable=False,
                renewal_note="上周评估，不符合", npl_product_ppm=48_000, npl_bank_ppm=18_000,
                npl_source="本行二季度报表", materials=claims.required("disaster"),
                late_reason="核灾晚",
            )  # fmt: skip
            numbers.append(desk.compensation.claiming.file(entry).claim.claim_no)
    with acting_as(desk, "county"):
        review = desk.compensation.handling.review
        review(numbers[0], "agriculture", "returned", today, reason_code="materials", note="缺章")
        for number in numbers[1:]:
            review(
                number,
                "agriculture",
                "accepted",
                today,
                note="已到户核实",
                document_no="样农(2026)7号",
            )
            share = desk.compensation.claim(number).claim.fund_share_fen
            desk.compensation.handling.pay(number, share // 2, today, voucher_no="付0031")
    with acting_as(desk, "officer"):
        for number in numbers[1:]:
            desk.compensation.recovering.recover(number, 33_333, today, voucher_no="收0007")


def main(argv: list[str]) -> int:
    """Make the pictures in a folder at both sizes; `150` for larger type."""
    from desktop import app
    from desktop.pages.launch import make_app
    from desktop.services.gates import LockGate
    from desktop.ui.jobs import InlineJobs

    make_app([])
    folder, door = Path(argv[0]), app.door()
    folder.mkdir(parents=True, exist_ok=True)
    for size in ((1366, 768), (1093, 543)):
        with tempfile.TemporaryDirectory() as made:
            place = door.make_demo(Path(made) / "demo")
            township = door.unlock(place.townships[0], place.officers[0], place.password)
            hub = door.unlock(place.county, door.officers(place.county)[0], place.password)
            for desk, pictures in ((township, bank), (hub, county)):
                desk.settings.set({"font_scale": argv[1] if argv[1:] else "100"})
                window = Window(
                    desk, desk.station, InlineJobs(), gate=LockGate(door, desk), clock=app.now
                )
                window.resize(*size)
                window.show()
                pictures(window, folder, size[0])
                window.close()
                desk.close(backup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
