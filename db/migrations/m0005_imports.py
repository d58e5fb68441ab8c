"""Step 5: payment results, imports that can be undone, mappings that are remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

SCRIPT = """
CREATE TABLE payment_result (
    id TEXT PRIMARY KEY,
    batch TEXT, project_code TEXT, township_code TEXT, village TEXT, household_no TEXT, name TEXT,
    id_kind TEXT, id_number TEXT, bank_name TEXT, account TEXT, basis TEXT, measure TEXT,
    loan_no TEXT, pay_status TEXT, fail_reason TEXT, source_name TEXT, originals TEXT,
    paid_on TEXT, year INTEGER, amount_fen INTEGER, source_row INTEGER,
    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL,
    seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_by_loan ON payment_result (loan_no, batch);

CREATE TABLE import_run (
    run TEXT PRIMARY KEY,
    kind TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, reading TEXT NOT NULL,
    taken_at TEXT NOT NULL, officer TEXT NOT NULL, as_of TEXT, version TEXT NOT NULL,
    rows INTEGER NOT NULL, imported_rows INTEGER NOT NULL, held_rows INTEGER NOT NULL,
    adopted INTEGER NOT NULL, written INTEGER NOT NULL, keys TEXT NOT NULL,
    operations TEXT NOT NULL,
    undone_at TEXT, undone_by TEXT, undo_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX import_run_by_file ON import_run (kind, sha256);

CREATE TABLE import_mapping (
    kind TEXT NOT NULL, header_digest TEXT NOT NULL, headers TEXT NOT NULL, mapping TEXT NOT NULL,
    remembered_at TEXT NOT NULL, officer TEXT NOT NULL,
    PRIMARY KEY (kind, header_digest)
) STRICT, WITHOUT ROWID;

ALTER TABLE loan ADD COLUMN policy_reason TEXT;
ALTER TABLE loan ADD COLUMN balance_on TEXT;
ALTER TABLE interest_settlement ADD COLUMN originals TEXT;
ALTER TABLE township_assignment ADD COLUMN originals TEXT;
"""


def imports(db: Database) -> None:
    """Create the three tables; loans say why their policy holds, and of which day they speak."""
    for statement in SCRIPT.split(";"):
        if statement.strip():
            db.execute(statement)
