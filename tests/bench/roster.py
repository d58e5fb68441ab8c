"""Taking in a roster of 50,000 people: time of dry run and import, memory of both.

The floor of a dry run is reading with calamine and one look at each cell; that of an import is
reading with calamine and executemany into an encrypted table. Memory is the most that a fresh
process ever holds, program and all.
"""

from __future__ import annotations

import gc
import secrets
import sys
import tempfile
from pathlib import Path

import floor
import sqlcipher3
from python_calamine import load_workbook
from sheets import PEAK, ROWS, look_at_every_cell, make

from desktop import app

TIMES = 3
DRY_AT_MOST, AT_MOST, MEMORY_MIB = 2.0, 3.0, 300
PASSWORD = "bench-2026"
TAKE_AFRESH = """
import sys
from pathlib import Path
from desktop import app
desk = app.door().unlock(Path(sys.argv[1]), "county", "bench-2026")
report = desk.imports.take("roster", Path(sys.argv[2]), dry_run=sys.argv[3] == "dry")
assert report.rows == 50_000, report.rows
desk.close(backup=False)
status = Path("/proc/self/status").read_text("ascii").split()
print("peak", status[status.index("VmHWM:") + 1], flush=True)
"""


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


def memory(folder: Path, path: Path, how: str) -> floor.Result:
    """The most that a fresh process holds while it looks at a roster or takes it in."""
    ledger = folder / f"memory-{how}.db"
    app.door().create_county(
        ledger, name="临县", region="141124", officer="county", password=PASSWORD
    )
    line = floor.until(PEAK, ["-c", TAKE_AFRESH, str(ledger), str(path), how]).line
    peak = int(line.removeprefix(PEAK)) / 1024
    return floor.Result(name=f"most memory, {how}", ours=peak, unit="MiB", at_most=MEMORY_MIB)


def main() -> int:
    """Measure dry runs and whole imports into fresh county ledgers, and their memory."""
    door = app.door()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "roster.xlsx"
        make(path, messy=0.02)

        def ours(*, dry_run: bool = False) -> float:
            ledger = folder / f"{secrets.token_hex(4)}.db"
            door.create_county(
                ledger, name="临县", region="141124", officer="县", password=PASSWORD
            )
            desk = door.unlock(ledger, "县", PASSWORD)
            desk.session.shelf.synonyms  # noqa: B018 - loaded once a start, not once an import
            try:
                return floor.seconds(lambda: desk.imports.take("roster", path, dry_run=dry_run))
            finally:
                desk.close(backup=False)
                gc.collect()

        dry, looked = floor.medians(
            lambda: ours(dry_run=True),
            lambda: floor.seconds(lambda: look_at_every_cell(path)),
            times=TIMES,
        )
        took, least = floor.medians(
            ours, lambda: floor.seconds(lambda: plain(path, folder)), times=TIMES
        )
        held = [memory(folder, path, how) for how in ("dry", "import")]
    return floor.report(
        [
            floor.Result(
                name=f"dry run of {ROWS} rows", ours=dry, floor=looked, unit="s",
                at_most=DRY_AT_MOST,
            ),
            floor.Result(
                name=f"import of {ROWS} rows into the ledger", ours=took, floor=least, unit="s",
                at_most=AT_MOST,
            ),
            *held,
        ]
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
