"""An application as a ledger keeps it."""

from __future__ import annotations

from db.records.applying import Application
from tests.applying import BANK, TODAY
from tests.ledgers import TOWNSHIP
from tests.replicas import Replica


def an_application(one: Replica, household_no: str) -> Application:
    return Application(
        application_no="S1",
        visit="v1",
        visit_no="Z1",
        household_no=household_no,
        member_no="01",
        township_code=TOWNSHIP,
        bank=BANK,
        applied_on=TODAY,
        applied_amount_fen=5_000_000,
        applied_months=24,
        purpose_code="production",
        check_no="E1",
        said_at=one.clock(),
    )
