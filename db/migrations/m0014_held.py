"""Step 14: whom a roster version holds back; how a cell was typed is no change of a household."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

_TYPED = ":originals"


def held(db: Database) -> None:
    """Add the column; versions from before tell nothing, and their changes lose what is none."""
    db.execute("ALTER TABLE roster_version ADD COLUMN held TEXT")
    found = db.execute(
        "SELECT version, household_no, change_type, details FROM roster_change "
        "WHERE details LIKE ?",
        (f"%{_TYPED}%",),
    ).fetchall()
    for version, number, kind, details in found:
        told = {k: v for k, v in json.loads(details).items() if not k.endswith(_TYPED)}
        where = (version, number)
        if told or kind != "changed":
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            db.execute(
                "UPDATE roster_change SET details = ? WHERE version = ? AND household_no = ?",
                (text, *where),
            )
        else:
            db.execute("DELETE FROM roster_change WHERE version = ? AND household_no = ?", where)
