"""Step 39: claims on the risk fund, what offices say and pay, recoveries, and the fund itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_REST = (
    "officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, "
    "seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0"
)
_TABLES = {
    "compensation_claim": (
        "claim_no TEXT, township_code TEXT, household_no TEXT, borrower_name TEXT, id_tail TEXT, "
        "loan_no TEXT, contract_no TEXT, product_code TEXT, bank TEXT, outlet TEXT, cause TEXT, "
        "cause_note TEXT, renewal_note TEXT, npl_source TEXT, late_reason TEXT, policy_pack TEXT, "
        "policy_digest TEXT, note TEXT, spells TEXT, materials TEXT, clauses TEXT, "
        "signed_on TEXT, drawn_on TEXT, maturity_on TEXT, overdue_since TEXT, claimed_on TEXT, "
        "deadline TEXT, npl_on TEXT, said_at TEXT, revision INTEGER, trigger INTEGER, "
        "principal_fen INTEGER, claim_principal_fen INTEGER, claim_interest_fen INTEGER, "
        "loss_fen INTEGER, fund_share_fen INTEGER, bank_share_fen INTEGER, "
        "npl_product_ppm INTEGER, npl_bank_ppm INTEGER, renewable INTEGER, use_deviation INTEGER"
    ),
    "claim_withdrawal": (
        "claim_no TEXT, township_code TEXT, reason TEXT, withdrawn_on TEXT, said_at TEXT"
    ),
    "claim_review": (
        "claim TEXT, township_code TEXT, office TEXT, result TEXT, reason_code TEXT, note TEXT, "
        "document_no TEXT, reviewed_on TEXT, said_at TEXT, cause_verified INTEGER"
    ),
    "claim_money": (
        "claim_no TEXT, recovery_no TEXT, township_code TEXT, entry_no TEXT, voucher_no TEXT, "
        "corrects_entry_no TEXT, note TEXT, moved_on TEXT, said_at TEXT, amount_fen INTEGER"
    ),
    "recovery": (
        "recovery_no TEXT, claim_no TEXT, loan_no TEXT, township_code TEXT, way TEXT, "
        "voucher_no TEXT, note TEXT, recovered_on TEXT, said_at TEXT, amount_fen INTEGER, "
        "costs_fen INTEGER, to_fund_fen INTEGER, kept_fen INTEGER"
    ),
    "recovery_strike": (
        "recovery_no TEXT, claim_no TEXT, township_code TEXT, reason TEXT, struck_on TEXT, "
        "said_at TEXT"
    ),
    "fund_entry": (
        "entry_no TEXT, kind TEXT, ref_no TEXT, voucher_no TEXT, claim_no TEXT, recovery_no TEXT, "
        "corrects_entry_no TEXT, note TEXT, moved_on TEXT, said_at TEXT, amount_fen INTEGER"
    ),
    "fund_statement": (
        "account_no TEXT, source TEXT, note TEXT, stated_on TEXT, said_at TEXT, "
        "small_loans_fen INTEGER, older_loans_fen INTEGER, account_fen INTEGER"
    ),
}
_INDEXES = {
    "claim_by_no": "compensation_claim (claim_no)",
    "claim_by_loan": "compensation_claim (loan_no)",
    "claim_by_household": "compensation_claim (household_no)",
    "claim_review_by_claim": "claim_review (claim)",
    "claim_money_by_claim": "claim_money (claim_no)",
    "recovery_by_claim": "recovery (claim_no)",
}


def fund(db: Database) -> None:
    """Create the tables in which bank and offices write each its own, and the indexes of claims."""
    for name, columns in _TABLES.items():
        db.execute(
            f"CREATE TABLE {name} (\n    id TEXT PRIMARY KEY,\n    {columns},\n    {_REST}\n"
            ") STRICT, WITHOUT ROWID"
        )
    for name, what in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {what}")
