"""Taking in a roster of 50,000 rows, against calamine and executemany into an encrypted table."""

from __future__ import annotations

import gc
import secrets
import sys
import tempfile
from pathlib import Path

import floor
import sqlcipher3
from python_calamine import load_workbook
from sheets import ROWS, make

from desktop import app

TIMES = 3
AT_MOST = 3.0
PASSWORD = "bench-2026"


def plain(path: Path, folder: Path) -> None:
    """The floor: read the sheet with calamine, write each row into one encrypted table."""
    sheet = load_workbook(str(path)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    width = len(rows[0])
    connection = sqlcipher3.connect(
        str(folder / f"{secrets.token_hex(4)}.db"), isolation_level=None
    )
    connection.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    columns = ", ".join(f"c{number}" for number in range(width))
    connection.execute(f"CREATE TABLE roster ({columns})")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * width)
    connection.executemany(
        f"INSERT INTO roster VALUES ({marks})",  # noqa: S608 - only question marks
        ([None if cell == "" else str(cell) for cell in row] for row in rows),
    )
    connection.execute("COMMIT")
    connection.close()


def main() -> int:
    """Measure whole imports into fresh county ledgers; at most 3 times the floor."""
    door = app.door()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "roster.xlsx"
        make(path, messy=0.02)

        def ours() -> float:
            ledger = folder / f"{secrets.token_hex(4)}.db"
            door.create_county(
                ledger, name="临县", region="141124", officer="县", password=PASSWORD
            )
            desk = door.unlock(ledger, "县", PASSWORD)
            desk.session.shelf.synonyms  # noqa: B018 - loaded once a start, not once an import
            try:
                return floor.seconds(lambda: desk.imports.take("roster", path))
            finally:
                desk.close(backup=False)
                gc.collect()

        took, least = floor.medians(
            ours, lambda: floor.seconds(lambda: plain(path, folder)), times=TIMES
        )
    name = f"import of {ROWS} rows into the ledger"
    return floor.report(
        [floor.Result(name=name, ours=took * 1000, floor=least * 1000, at_most=AT_MOST)]
    )


if __name__ == "__main__":
    sys.exit(main())
