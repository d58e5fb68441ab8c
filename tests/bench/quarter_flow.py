"""A quarter of 1,500 loans from the bank's interest file to the frozen batch and form F15 as Excel.

And of 50,000; how a figure came about, opened; the evidence pack of one loan. Each run has a fresh
process and a fresh copy of the same encrypted ledger; the best of a few rounds counts.
"""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import floor
import python_calamine  # noqa: F401 - loaded once a start, as Excel files are read and written
import quarter
import xlsxwriter

from db import households, loans, rosters, settings
from db.records.loans import Settlement
from desktop import app
from desktop.rules.course import Choice, Standing
from desktop.services.desk import Desk
from desktop.services.records.after import InspectionEntry
from desktop.services.records.lists import ListFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry
from tests.lending import as_role
from tests.photos import jpeg

FEW, MANY = 1_500, 50_000
MOST = {FEW: (2.0, 250), MANY: (40.0, 400)}
DERIVED_MS, PACK_MS = 50, 500
TIMES = 3
VISITS, PHOTOS = 24, 12
HEADERS = (
    "机构名称", "借据编号", "借款人姓名", "结息日", "起息日", "止息日", "天数", "应付利息",
    "实付利息", "付息日期",
)  # fmt: skip


def make(ledger: Path, count: int) -> None:
    """A county's ledger with a roster and loans, and the bank's interest file beside it."""
    quarter.LOANS = count
    door = app.door()
    door.create_county(
        ledger, name="样县", region=quarter.COUNTY, officer="县", password=quarter.PASSWORD
    )
    desk = door.unlock(ledger, "县", quarter.PASSWORD)
    store = desk.session.store
    people: dict[str, list[dict[str, object]]] = {}
    for index in range(min(count, quarter.HOUSEHOLDS)):
        people.setdefault(quarter.township(index), []).append(quarter.person(index))
    rosters.publish(store, "县", people, as_of=quarter.FIRST, source_name="名单.xlsx")
    settings.set_parameter(
        store,
        "县",
        "legacy_share",
        '[{"from": "2021-01-01", "share": "70"}]',
        source_document="x",
        effective_from=date(2021, 1, 1),
    )
    pairs = list(quarter.made_up())
    loans.keep(store, "县", (loan for loan, _ in pairs))
    _file(ledger.with_suffix(".xlsx"), [(loan, posted) for loan, posted in pairs])
    assert households.villages(store)
    desk.close(backup=False)


def _file(path: Path, rows: list[tuple[object, Settlement]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("结息明细")
    sheet.write_row(0, 0, HEADERS)
    for place, (loan, one) in enumerate(rows, 1):
        sheet.write_row(
            place,
            0,
            (
                loan.bank, one.loan_no, loan.borrower_name, str(one.settled_on),  # type: ignore[attr-defined]
                str(one.period_from), str(one.period_to), one.days,
                f"{(one.interest_due_fen or 0) / 100:.2f}",
                f"{(one.interest_paid_fen or 0) / 100:.2f}", str(one.paid_on),
            ),
        )  # fmt: skip
    book.close()


def flow(ledger: Path) -> dict[str, float]:
    """From the file to F15: taken in, settled, what differs decided, frozen, written."""
    desk = app.door().unlock(ledger, "县", quarter.PASSWORD)
    desk.session.shelf.packs  # noqa: B018 - read once a start, not once a quarter
    desk.imports.kinds(), desk.exports.lists(), desk.subsidies.batches()  # as its page does
    told: dict[str, float] = {}
    heard: list[int] = []

    def step(name: str, begun: float) -> float:
        told[name] = time.process_time() - begun
        return time.process_time()

    def whole() -> None:
        at = time.process_time()
        desk.imports.take("interest", ledger.with_suffix(".xlsx"))
        at = step("import", at)
        as_role(desk, "bank_desk")
        run = desk.subsidies.settle_quarter(
            2026, 3, list_closed_on=quarter.CLOSED, progress=lambda done, _: heard.append(done)
        )
        at = step("settle", at)
        declaring = desk.subsidies.declaring
        draft = declaring.draft(run.batch_no)
        waits = [one.key for one in draft.lines if one.standing is Standing.OPEN]
        if waits:
            declaring.choose(run.batch_no, waits, Choice.EXCLUDE, "逐笔核对")
        at = step("choose", at)
        made = declaring.freeze(run.batch_no)
        told["lines"] = sum(one.lines for one in made)
        at = step("freeze", at)
        out = ledger.with_name("f15.xlsx")
        desk.exports.write("subsidy_declared", out, ListFilter(batch=run.batch_no))
        step("excel", at)

    found = quarter.measured(whole)
    desk.close(backup=False)
    return {**found, **told, "steps": len(heard)}


def opened(ledger: Path) -> dict[str, float]:
    """A derivation, and the evidence pack of a loan with visits, a check and photos."""
    desk = app.door().unlock(ledger, "县", quarter.PASSWORD)
    desk.imports.take("interest", ledger.with_suffix(".xlsx"))
    as_role(desk, "bank_desk")
    run = desk.subsidies.settle_quarter(2026, 3, list_closed_on=quarter.CLOSED)
    lines = desk.subsidies.lines(run.batch_no, limit=200)
    derived = []
    for line in lines[::20]:
        begun = time.process_time()
        desk.subsidies.derivation(run.batch_no, line.loan_no)
        derived.append((time.process_time() - begun) * 1000)
    line = next(one for one in lines if one.household_no)
    _written(desk, line.loan_no, line.household_no)
    packs = []
    for _ in range(5):
        begun = time.process_time()
        scope = NoticeScope(record_no=line.loan_no)
        made = desk.notices.issue("LZ", scope, "A4", out=ledger.with_name("pack.pdf"))
        packs.append((time.process_time() - begun) * 1000)
    desk.close(backup=False)
    return {
        "derived": floor.percentile(derived[1:], 50),
        "derived_first": derived[0],
        "pack": floor.percentile(packs[1:], 50),
        "pack_first": packs[0],
        "pages": made.pages,
    }


def _written(desk: Desk, loan_no: str, household_no: str) -> None:
    """Two years of an officer's work on a loan."""
    as_role(desk, "officer")
    photos = [
        desk.evidence.read_bytes(jpeg((1600, 1200), colour=f"#{n:02x}8040"), "x.jpg")
        for n in range(PHOTOS)
    ]
    for photo in photos:
        desk.evidence.stage(photo)
    today = desk.today()
    for n in range(VISITS):
        desk.visits.log(
            VisitEntry(
                household_no=household_no,
                visited_on=today - timedelta(days=30 * n),
                publicity_method="visit",
                contact_result="informed",
                photos=(photos[n].sha256,) if n < PHOTOS - 2 else (),
            )
        )
    desk.inspections.log(
        InspectionEntry(
            loan_no=loan_no,
            inspected_on=today,
            kind="first",
            use_as_agreed="yes",
            passed_on="no",
            conclusion="normal",
            photos=tuple(one.sha256 for one in photos[-2:]),
        )
    )
    desk.settings.set({"bank": "样行", "outlet": "样支行"})


def alone(what: str, ledger: Path) -> dict[str, float]:
    """One of them in a fresh process on a copy of the ledger."""
    folder = ledger.with_name(secrets.token_hex(4))
    folder.mkdir()
    for ending in (".db", ".db.keys", ".xlsx"):
        shutil.copyfile(ledger.with_suffix(ending), folder / f"county{ending}")
    done = subprocess.run(
        [sys.executable, __file__, what, str(folder / "county.db")],
        env=floor.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    shutil.rmtree(folder)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _told(found: dict[str, float]) -> str:
    names = ("import", "settle", "choose", "freeze", "excel")
    return ", ".join(f"{name} {found[name]:.2f} s" for name in names)


def main() -> int:
    """Both quarters, a derivation and a pack; `--few` leaves the large one out."""
    results = []
    with tempfile.TemporaryDirectory() as name:
        for count in (FEW,) if "--few" in sys.argv else (FEW, MANY):
            ledger = Path(name) / f"c{count}.db"
            make(ledger, count)
            rounds = [alone("flow", ledger) for _ in range(TIMES if count == FEW else 1)]
            best = min(rounds, key=lambda one: one["processor"])
            print(f"     {count} loans: {best['lines']:.0f} declared; {_told(best)}")
            seconds, mib = MOST[count]
            results += [
                floor.Result(
                    name=f"{count} loans, interest file to F15, wall clock",
                    ours=min(one["wall"] for one in rounds),
                    unit="s",
                    at_most=seconds,
                ),
                floor.Result(
                    name="its processor time", ours=best["processor"], unit="s", at_most=seconds
                ),
                floor.Result(
                    name="its memory beyond the start",
                    ours=max(one["mib"] for one in rounds),
                    unit="MiB",
                    at_most=mib,
                ),
            ]
            if count == MANY:
                print(f"     heard {best['steps']:.0f} times how far it was")
        found = alone("opened", Path(name) / f"c{FEW}.db")
        print(f"     first time: {found['derived_first']:.0f} ms, {found['pack_first']:.0f} ms")
        results += [
            floor.Result(
                name="a derivation opened, processor time",
                ours=found["derived"],
                at_most=DERIVED_MS,
            ),
            floor.Result(
                name=f"an evidence pack of {found['pages']:.0f} pages, processor time",
                ours=found["pack"],
                at_most=PACK_MS,
            ),
        ]
    return floor.report(results)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps({"flow": flow, "opened": opened}[sys.argv[1]](Path(sys.argv[2]))))
        sys.exit(0)
    sys.exit(main())
