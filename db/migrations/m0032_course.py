"""Step 32: the course of a subsidy quarter after it was settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_REST = (
    "officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, "
    "seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0"
)
_TABLES = {
    "line_choice": (
        "batch TEXT, loan_no TEXT, renewal_type TEXT, choice TEXT, reason TEXT, "
        "line_no INTEGER, said_at TEXT"
    ),
    "declaration": (
        "batch_no TEXT, township_code TEXT, bank TEXT, region TEXT, digest TEXT, "
        "period_from TEXT, period_to TEXT, list_closed_on TEXT, frozen_on TEXT, said_at TEXT, "
        "revision INTEGER, year INTEGER, quarter INTEGER, households INTEGER, lines INTEGER, "
        "interest_fen INTEGER, central_t1_fen INTEGER, province_t1_fen INTEGER, "
        "central_t2_fen INTEGER, local_fen INTEGER, subsidy_fen INTEGER, borrower_fen INTEGER"
    ),
    "bank_step": (
        "declaration TEXT, step TEXT, way TEXT, notice_no TEXT, reason TEXT, "
        "happened_on TEXT, said_at TEXT"
    ),
    "line_review": (
        "declaration TEXT, loan_no TEXT, result TEXT, reason_code TEXT, note TEXT, "
        "line_no INTEGER, reviewed_on TEXT, said_at TEXT"
    ),
    "office_step": (
        "declaration TEXT, step TEXT, level TEXT, place TEXT, phone TEXT, witness TEXT, "
        "document_no TEXT, notice_no TEXT, note TEXT, digest TEXT, lines TEXT, "
        "happened_on TEXT, from_on TEXT, to_on TEXT, said_at TEXT, days INTEGER, "
        "subsidy_fen INTEGER"
    ),
    "objection": (
        "objection_no TEXT, declaration TEXT, loan_no TEXT, raised_by TEXT, text TEXT, "
        "line_no INTEGER, raised_on TEXT, said_at TEXT"
    ),
    "objection_end": "objection TEXT, outcome TEXT, note TEXT, decided_on TEXT, said_at TEXT",
    "reversal": (
        "declaration TEXT, loan_no TEXT, township_code TEXT, reason TEXT, document_no TEXT, "
        "line_no INTEGER, found_on TEXT, said_at TEXT"
    ),
}
_INDEXES = {
    "choice_by_batch": "line_choice (batch)",
    "declaration_by_no": "declaration (batch_no, revision)",
    "bank_step_by_declaration": "bank_step (declaration)",
    "review_by_declaration": "line_review (declaration)",
    "office_step_by_declaration": "office_step (declaration)",
    "objection_by_declaration": "objection (declaration)",
    "objection_end_by_objection": "objection_end (objection)",
    "reversal_by_declaration": "reversal (declaration)",
}


def course(db: Database) -> None:
    """Create the tables in which bank and offices write each its own, and an index on each."""
    for name, columns in _TABLES.items():
        db.execute(
            f"CREATE TABLE {name} (\n    id TEXT PRIMARY KEY,\n    {columns},\n    {_REST}\n"
            ") STRICT, WITHOUT ROWID"
        )
    for name, what in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {what}")
