"""A township's window on loans that the county took in and the exchange brought. A plugin.

A test module brings the later door (`tests.follow`), so that the roster can have changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.pages.window import Window
from desktop.services.desk import Desk
from tests.follow import lend, lines, unlent, without
from tests.lending import SOON, TODAY


@pytest.fixture
def numbers(county_desk: Desk) -> list[str]:
    """The households of the township, before one left its roster."""
    return [one.household_no for one in lines(county_desk)]


@pytest.fixture
def lent(county_desk: Desk, numbers: list[str]) -> Desk:
    """The county's desk: loans of all kinds, and the third household off the roster."""
    desk = unlent(county_desk)
    lend(desk, numbers[0], "JK-A-0001", maturity_on=SOON, renewal_count=0)
    lend(desk, numbers[1], "JK-A-0002", maturity_on=SOON, renewal_count=1)
    lend(desk, numbers[2], "JK-A-0003", maturity_on=SOON, renewal_count=0)
    lend(desk, numbers[3], "JK-A-0004", maturity_on=TODAY - timedelta(days=3))
    lend(desk, numbers[4], "JK-A-0005", maturity_on=TODAY - timedelta(days=40))
    lend(
        desk, numbers[5], "JK-A-0006", maturity_on=TODAY + timedelta(days=80),
        overdue_since=TODAY - timedelta(days=16), overdue_principal_fen=1_000_000,
        overdue_interest_fen=12_345, loan_status="overdue",
    )  # fmt: skip
    lend(desk, numbers[6], "JK-A-0007", loan_status="settled", balance_fen=0)
    lend(desk, numbers[7], "JK-A-0008", product_code="NHDK", maturity_on=SOON)
    lend(desk, "9999", "JK-A-0009", borrower_name="路人甲", maturity_on=date(2028, 1, 1))
    without(desk, numbers[2])
    return desk


@pytest.fixture
def borrowed(lent: Desk, desk: Desk, tmp_path: Path) -> Desk:
    """The township's desk once the exchange has brought the loans."""
    stick = tmp_path / "stick"
    stick.mkdir()
    lent.sync.run(str(stick))
    desk.sync.run(str(stick))
    return desk


@pytest.fixture
def at_loans(borrowed: Desk, open_window: Callable[[Desk], Window]) -> Window:
    """The township's window."""
    return open_window(borrowed)
