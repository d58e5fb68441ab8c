"""Step 48: on what it hangs whether an operation touches what is others'."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_HELD = (
    "INSERT OR IGNORE INTO hinge SELECT '', '', (s.id << 40) + q.seq FROM quarantine q "
    "JOIN stream s ON s.name = q.stream WHERE q.code = 'row_foreign'"
)
_HINGE = (
    "CREATE TABLE hinge (\n    what TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,\n"
    "    PRIMARY KEY (what, key, n)\n) STRICT, WITHOUT ROWID"
)
_LISTS = (
    "INSERT INTO meta SELECT 'hinges_lists', json_group_object(stream, last) FROM "
    "(SELECT stream, max(seq) AS last FROM roster_version GROUP BY stream) HAVING count(*) > 0"
)
_STEPS = (_HINGE, "CREATE INDEX hinge_by_op ON hinge (n)", _HELD, _LISTS)


def hinges(db: Database) -> None:
    """Create the table; what is held by now is looked at once more with the next taking."""
    for sql in _STEPS:
        db.execute(sql)
