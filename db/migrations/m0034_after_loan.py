"""Step 34: checks after a loan was paid out, and the ends of the cases that they opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_REST = (
    "officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL, stream INTEGER NOT NULL, "
    "seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0"
)
_TABLES = {
    "post_loan_inspection": (
        "inspection_no TEXT, loan_no TEXT, household_no TEXT, township_code TEXT, kind TEXT, "
        "use_as_agreed TEXT, actual_user TEXT, passed_on TEXT, passed_to TEXT, "
        "business_state TEXT, assets TEXT, repayment_source TEXT, family_change TEXT, "
        "risk_note TEXT, conclusion TEXT, measures TEXT, remedied TEXT, participants TEXT, "
        "corrects_inspection_no TEXT, correction_reason TEXT, inspected_on TEXT, "
        "measures_due TEXT, said_at TEXT, signed INTEGER"
    ),
    "use_case_end": (
        "inspection_no TEXT, loan_no TEXT, township_code TEXT, outcome TEXT, measures TEXT, "
        "reason TEXT, ended_on TEXT, said_at TEXT"
    ),
}
_INDEXES = {
    "inspection_by_no": "post_loan_inspection (inspection_no)",
    "inspection_by_loan": "post_loan_inspection (loan_no)",
    "use_case_end_by_inspection": "use_case_end (inspection_no)",
}


def after_loan(db: Database) -> None:
    """Create both tables, and the indexes by which a loan's checks are found."""
    for name, columns in _TABLES.items():
        db.execute(
            f"CREATE TABLE {name} (\n    id TEXT PRIMARY KEY,\n    {columns},\n    {_REST}\n"
            ") STRICT, WITHOUT ROWID"
        )
    for name, what in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {what}")
