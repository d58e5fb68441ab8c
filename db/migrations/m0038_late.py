"""Step 38: overdue cases with their steps, renewals with the bank's word, suspension orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_REST = (
    "officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, "
    "seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0"
)
_CONDITIONS = "lawful TEXT, operating TEXT, credit_good TEXT, no_evasion TEXT"
_TABLES = {
    "overdue_case": (
        "case_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, source TEXT, "
        "cause TEXT, note TEXT, signals TEXT, opened_on TEXT, overdue_since TEXT, "
        "overdue_principal_fen INTEGER, overdue_interest_fen INTEGER, said_at TEXT"
    ),
    "overdue_step": (
        "step_no TEXT, case_no TEXT, loan_no TEXT, township_code TEXT, measure TEXT, met TEXT, "
        "told TEXT, cause TEXT, renewable TEXT, next_step TEXT, note TEXT, "
        "corrects_step_no TEXT, correction_reason TEXT, participants TEXT, signals TEXT, "
        "happened_on TEXT, promised_on TEXT, next_on TEXT, promised_fen INTEGER, said_at TEXT"
    ),
    "overdue_end": (
        "case_no TEXT, loan_no TEXT, township_code TEXT, outcome TEXT, claim_no TEXT, "
        "reason TEXT, ended_on TEXT, said_at TEXT"
    ),
    "renewal_request": (
        "request_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, renewal_type TEXT, "
        "reason TEXT, roster_state TEXT, outcome TEXT, policy_pack TEXT, check_no TEXT, "
        f"{_CONDITIONS}, codes TEXT, requested_on TEXT, maturity_on TEXT, months INTEGER, "
        "new_rate_ppm INTEGER, prior_count INTEGER, age INTEGER, overdue INTEGER, "
        "area_suspended INTEGER, said_at TEXT"
    ),
    "renewal_decision": (
        "request_no TEXT, loan_no TEXT, township_code TEXT, decision TEXT, decided_by TEXT, "
        f"reason TEXT, policy_pack TEXT, correction_reason TEXT, {_CONDITIONS}, "
        "decided_on TEXT, new_maturity_on TEXT, said_at TEXT"
    ),
    "suspension_order": (
        "order_no TEXT, kind TEXT, document_no TEXT, township_code TEXT, division_code TEXT, "
        "area_name TEXT, reason TEXT, basis TEXT, banks TEXT, note TEXT, lifts_order_no TEXT, "
        "start_on TEXT, end_on TEXT, said_at TEXT"
    ),
}
_INDEXES = {
    "overdue_case_by_loan": "overdue_case (loan_no)",
    "overdue_step_by_case": "overdue_step (case_no)",
    "overdue_end_by_case": "overdue_end (case_no)",
    "renewal_request_by_loan": "renewal_request (loan_no)",
    "renewal_decision_by_request": "renewal_decision (request_no)",
}


def late(db: Database) -> None:
    """Create the tables, and the indexes by which a loan's cases and requests are found."""
    for name, columns in _TABLES.items():
        db.execute(
            f"CREATE TABLE {name} (\n    id TEXT PRIMARY KEY,\n    {columns},\n    {_REST}\n"
            ") STRICT, WITHOUT ROWID"
        )
    for name, what in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {what}")
