"""Many rows into a table that has few: its indexes are made once, afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from db.gate import Gate
from db.registry import TABLES

WORTH_IT = 5_000
"""Fewer rows than this are indexed one by one."""
TOO_MANY = 400_000
"""An index of more rows is not sorted in memory at once."""
_ROOM_KIB = 96 << 10
"""Each index reads the whole table: one of a hundred thousand rows stays in this much memory."""
_SPARSE = "IS NOT NULL"


class Afterwards:
    """Takes the indexes of tables away that will grow by half or more, and gives them back.

    Those stay that hold only the few rows which say anything in one column. Inside a transaction
    only: whoever stops in between finds the indexes as they were.
    """

    def __init__(self, gate: Gate, expected: Mapping[str, int]) -> None:
        self._gate = gate
        self._expected = expected
        self._taken: list[str] = []
        self._room = 0

    def __enter__(self) -> None:
        for name, coming in self._expected.items():
            if name in TABLES and WORTH_IT <= coming <= TOO_MANY and self._few(name, coming):
                self._take_away(name)
        if self._taken:
            self._room = self._gate.number("PRAGMA cache_size")
            self._gate.execute(f"PRAGMA cache_size = -{_ROOM_KIB}")

    def _few(self, name: str, coming: int) -> bool:
        """Whether a table holds at most as many rows as will come; counted no further than that."""
        limited = f"SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT ?)"
        return self._gate.number(limited, (coming + 1,)) <= coming

    def _take_away(self, name: str) -> None:
        indexes = self._gate.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? "
            "AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%' ORDER BY rowid",
            (name,),
        )
        for index, sql in indexes:
            if not _is_sparse(sql):
                self._gate.execute(f"DROP INDEX {index}")
                self._taken.append(sql)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            for sql in self._taken if kind is None else ():
                self._gate.execute(sql)
        finally:
            if self._taken:
                self._gate.execute(f"PRAGMA cache_size = {self._room}")


def _is_sparse(sql: str) -> bool:
    """Whether an index holds only the rows that say anything in one column."""
    return sql.endswith(_SPARSE) and " AND " not in sql
