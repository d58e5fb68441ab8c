"""Step 36: households that move, and the operations that are handed on with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_MOVES = (
    "CREATE TABLE household_move (\n    id TEXT PRIMARY KEY,\n"
    "    household_no TEXT, township_code TEXT, kind TEXT, other TEXT, moved_on TEXT, rows TEXT,\n"
    "    officer TEXT NOT NULL, scope TEXT NOT NULL, hlc INTEGER NOT NULL,\n"
    "    stream INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0\n"
    ") STRICT, WITHOUT ROWID"
)
_HANDED = (
    "CREATE TABLE handed (\n"
    "    n INTEGER NOT NULL, place TEXT NOT NULL, move TEXT NOT NULL, tbl TEXT NOT NULL,\n"
    '    "row" TEXT NOT NULL,\n'
    "    hlc INTEGER NOT NULL DEFAULT 0, officer TEXT NOT NULL DEFAULT '',\n"
    "    scope TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '', payload BLOB,\n"
    "    stub INTEGER NOT NULL DEFAULT 0,\n    PRIMARY KEY (n, place, move)\n"
    ") STRICT, WITHOUT ROWID"
)
_STEPS = (
    _MOVES,
    "CREATE INDEX move_by_household ON household_move (household_no, scope, hlc)",
    _HANDED,
    'CREATE INDEX handed_by_row ON handed (tbl, "row")',
    "CREATE INDEX handed_by_move ON handed (move)",
)


def moves(db: Database) -> None:
    """Create the table of moves, and the shelf of operations that came with a household."""
    for sql in _STEPS:
        db.execute(sql)
