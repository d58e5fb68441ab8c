"""Step 3: subsidy batches, their lines, and the indexes that a settlement quarter reads by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database


SCRIPT = """
CREATE TABLE subsidy_batch (
    id TEXT PRIMARY KEY,
    batch_no TEXT, township_code TEXT, bank TEXT, region TEXT, policy_digest TEXT, params TEXT,
    digest TEXT, period_from TEXT, period_to TEXT, list_closed_on TEXT, settled_at TEXT,
    revision INTEGER, year INTEGER, quarter INTEGER, households INTEGER, loans INTEGER,
    lines INTEGER, listed INTEGER, needs_review INTEGER, held INTEGER, not_listed INTEGER,
    named INTEGER, interest_fen INTEGER, central_t1_fen INTEGER, province_t1_fen INTEGER,
    central_t2_fen INTEGER, local_fen INTEGER, subsidy_fen INTEGER, borrower_fen INTEGER,
    open_interest_fen INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_by_no ON subsidy_batch (batch_no, revision);

CREATE TABLE subsidy_line (
    batch TEXT NOT NULL, line_no INTEGER NOT NULL,
    household_no TEXT, division_code TEXT, member_no TEXT, borrower_name TEXT, loan_no TEXT,
    product_code TEXT, renewal_type TEXT, bank TEXT, signed_on TEXT, drawn_on TEXT,
    maturity_on TEXT, principal_fen INTEGER, rate_ppm INTEGER, subsidy_cap_fen INTEGER,
    day_basis INTEGER, large_need INTEGER, balance_change TEXT, beside TEXT, settled_on TEXT,
    period_from TEXT, period_to TEXT, days INTEGER, tier1_product_fen_days INTEGER,
    tier2_product_fen_days INTEGER, interest_due_fen INTEGER, interest_paid_fen INTEGER,
    paid_on TEXT, bank_interest_fen INTEGER, own_interest_fen INTEGER,
    interest_difference_fen INTEGER, central_rate TEXT, province_rate TEXT,
    central_t1_fen INTEGER, province_t1_fen INTEGER, central_t2_fen INTEGER,
    local_amount_fen INTEGER, subsidy_total_fen INTEGER, borrower_share_fen INTEGER,
    bank_claimed_fen INTEGER, difference_fen INTEGER, policy_pack_version TEXT, reason TEXT,
    clauses TEXT, flags TEXT, missing TEXT, readings TEXT, line_status TEXT,
    PRIMARY KEY (batch, line_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX subsidy_line_by_loan ON subsidy_line (loan_no);

CREATE INDEX loan_by_scope ON loan (scope, household_no);
CREATE INDEX loan_renewals ON loan (renews_loan_no) WHERE renews_loan_no IS NOT NULL;
CREATE INDEX settlement_by_period ON interest_settlement (loan_no, period_to);
CREATE INDEX settlement_changes ON interest_settlement (loan_no)
    WHERE balance_change IS NOT NULL;
"""


def subsidies(db: Database) -> None:
    """Create the tables of batches and lines, and four indexes on loans and settlements."""
    for statement in SCRIPT.split(";"):
        if statement.strip():
            db.execute(statement)
