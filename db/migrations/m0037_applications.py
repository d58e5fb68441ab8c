"""Step 37: applications, the bank's decisions, contracts, large needs; the first rate of a loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_REST = (
    "officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, "
    "seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0"
)
_TABLES = {
    "application": (
        "application_no TEXT, visit TEXT, visit_no TEXT, household_no TEXT, member_no TEXT, "
        "township_code TEXT, bank TEXT, purpose_code TEXT, purpose_text TEXT, industry TEXT, "
        "cycle TEXT, need_month TEXT, repayment_source TEXT, check_no TEXT, "
        "policy_pack_version TEXT, roster_version TEXT, credit_rating TEXT, "
        "credit_conclusion TEXT, correction_reason TEXT, applied_on TEXT, rated_on TEXT, "
        "concluded_on TEXT, consent_on TEXT, said_at TEXT, applied_amount_fen INTEGER, "
        "applied_months INTEGER, cycle_months INTEGER, credit_limit_fen INTEGER"
    ),
    "application_handover": (
        "handover_no TEXT, township_code TEXT, bank TEXT, way TEXT, handed_to TEXT, note TEXT, "
        "applications TEXT, handed_on TEXT, said_at TEXT"
    ),
    "bank_decision": (
        "application_no TEXT, township_code TEXT, bank TEXT, decision TEXT, reason TEXT, "
        "said_by TEXT, note TEXT, corrects TEXT, correction_reason TEXT, decided_on TEXT, "
        "said_at TEXT"
    ),
    "loan_contract": (
        "application_no TEXT, township_code TEXT, bank TEXT, contract_no TEXT, check_no TEXT, "
        "policy_pack_id TEXT, policy_reason TEXT, policy_digest TEXT, roster_version TEXT, "
        "correction_reason TEXT, signed_on TEXT, maturity_on TEXT, said_at TEXT, "
        "principal_fen INTEGER, rate_ppm INTEGER"
    ),
    "large_need": (
        "application_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, reason TEXT, "
        "evidence TEXT, approver TEXT, note TEXT, correction_reason TEXT, approved_on TEXT, "
        "said_at TEXT, amount_fen INTEGER"
    ),
}
_INDEXES = {
    "application_by_no": "application (application_no)",
    "application_by_household": "application (household_no)",
    "bank_decision_by_application": "bank_decision (application_no)",
    "loan_contract_by_application": "loan_contract (application_no)",
    "loan_contract_by_no": "loan_contract (contract_no)",
    "large_need_by_application": "large_need (application_no)",
}


def applications(db: Database) -> None:
    """Create the tables with their indexes, and the column beside a loan's rate."""
    for name, columns in _TABLES.items():
        db.execute(
            f"CREATE TABLE {name} (\n    id TEXT PRIMARY KEY,\n    {columns},\n    {_REST}\n"
            ") STRICT, WITHOUT ROWID"
        )
    for name, what in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {what}")
    db.execute("ALTER TABLE loan ADD COLUMN first_rate_ppm INTEGER")
