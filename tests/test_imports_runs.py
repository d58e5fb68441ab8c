"""Each import is a run: recognised when it comes again, undone as a whole, or refused."""

from __future__ import annotations

import random
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from db import merge, subsidies
from db.check import check
from db.ops import range_since
from db.registry import SUBSIDY_LINE
from desktop.errors import Stopped, UserError
from desktop.services.desk import Desk
from desktop.services.records.people import VisitEntry
from tests.import_books import ORDER, Clock, logical, opened, sample, take
from tests.sheet_files import cells, write_book

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with opened(tmp_path / "county.db", clock) as made:
        yield made


def code(desk: Desk, run: str, reason: str = "导错了") -> UserError:
    with pytest.raises(UserError) as refusal:
        desk.imports.undo(run, reason=reason)
    return refusal.value


def test_undoing_all_imports_one_by_one_leaves_what_was_there_before_each(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    store, states = desk.session.store, []
    with opened(tmp_path / "township.db", clock, role="officer", number=2) as township:
        other = township.session.store

        def told() -> object:
            known = {name: (head.seq, head.chain) for name, head in other.streams.items()}
            ops = list(range_since(store, known, None))
            merge.take(other, ops, authority=lambda _: ("county", ("141124105", "141124209")))
            assert not merge.quarantined(other)
            return logical(other)

        for kind in ORDER:
            states.append((logical(store), told()))
            take(desk, "messy", kind)
            clock.on(hours=1)
        assert told() == logical(store)
        for before, there in reversed(states):
            run = next(one for one in desk.imports.runs() if one.undoable)
            undone = desk.imports.undo(run.run, reason="导错了")
            assert (undone.undone_by, undone.undo_reason) == ("县里", "导错了")
            assert logical(store) == before
            assert told() == there
        assert check(store).ok and check(other).ok
    assert code(desk, "0001").code == "import_undone_already"


def test_a_second_import_is_undone_to_the_values_of_the_first(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    take(desk, "clean", "assignment", "roster", "loans")
    before = logical(desk.session.store)
    rows = cells(sample("clean", "loans"))
    at = rows[0].index("贷款余额(元)")
    rows[1][at] = 12345
    rows[2][rows[0].index("借据编号")] = "1411242026110100999"
    clock.on(days=1)
    second = desk.imports.take("loans", write_book(tmp_path / "next.xlsx", rows))
    assert second.written == 2
    assert desk.session.store.number("SELECT count(*) FROM loan WHERE balance_fen = 1234500") == 1
    assert code(desk, "0003").params["runs"] == second.run
    desk.imports.undo(second.run, reason="余额错")
    assert logical(desk.session.store) == before
    third = desk.imports.take("loans", tmp_path / "next.xlsx")
    assert third.written == 2  # the row that was taken away comes back
    desk.imports.undo(third.run, reason="又错了")
    assert logical(desk.session.store) == before
    desk.imports.undo("0003", reason="全错")
    assert desk.session.store.number("SELECT count(*) FROM loan WHERE gone = 0") == 0


def test_what_stands_on_an_import_is_named(desk: Desk, clock: Clock) -> None:
    take(desk, "clean")
    clock.on(hours=1)
    refusal = code(desk, "0002")
    assert (refusal.code, refusal.params["runs"]) == ("import_stood_on_imports", "0003")
    assert code(desk, "0003").params["runs"] == "0004 0005"
    desk.imports.undo("0005", reason="重导")
    desk.imports.undo("0004", reason="重导")

    loan = str(desk.session.store.rows("SELECT loan_no FROM loan")[0][0])
    columns = {name: [{"line_no": 1, "loan_no": loan}.get(name)] for name in SUBSIDY_LINE}
    packed = subsidies.packed("141124105", {"bank": ""}, columns)
    subsidies.keep(desk.session.store, "x", "141124-2026Q3A01", 1, [packed])
    refusal = code(desk, "0003")
    assert (refusal.code, refusal.params["names"]) == ("import_stood_on_work", "141124-2026Q3A01")


def test_a_roster_with_visits_to_its_new_households_stays(desk: Desk, clock: Clock) -> None:
    take(desk, "clean", "roster")
    clock.on(hours=1)
    entry = VisitEntry(
        household_no=desk.households.numbers()[0], visited_on=date(2026, 11, 20),
        publicity_method="visit", contact_result="informed", person_met="本人",
    )  # fmt: skip
    visit = desk.visits.log(entry)
    refusal = code(desk, "0001")
    assert (refusal.code, refusal.params["names"]) == ("import_stood_on_work", visit.visit_no)


def test_a_newer_roster_has_to_go_first(desk: Desk, clock: Clock) -> None:
    take(desk, "clean", "roster")
    before = logical(desk.session.store)
    clock.on(hours=1)
    later = desk.imports.take("roster", sample("clean", "roster"), as_of=date(2026, 11, 21))
    assert later.run == "0002"
    assert code(desk, "0001").params["runs"] == "0002"
    desk.imports.undo("0002", reason="日期错")
    assert logical(desk.session.store) == before


def test_an_import_is_undone_for_thirty_days(desk: Desk, clock: Clock) -> None:
    take(desk, "clean", "assignment")
    assert desk.imports.runs("assignment")[0].undo_until == date(2026, 12, 20)
    clock.on(days=31)
    assert code(desk, "0001").code == "import_undo_late"
    assert not desk.imports.runs()[0].undoable
    assert desk.imports.runs("loans") == []


@pytest.mark.parametrize(
    ("run", "reason", "wanted"),
    [("0009", "错", "import_run_unknown"), ("0001", "  ", "reason_missing")],
)
def test_an_undo_without_run_or_reason_is_refused(
    desk: Desk, run: str, reason: str, wanted: str
) -> None:
    take(desk, "clean", "assignment")
    assert code(desk, run, reason).code == wanted


@pytest.mark.parametrize("kind", ORDER)
def test_the_same_file_twice_changes_nothing_and_says_so(desk: Desk, kind: str) -> None:
    take(desk, "clean", *ORDER[: ORDER.index(kind) + 1])
    before = logical(desk.session.store)
    run = desk.imports.runs(kind)[0].run
    assert desk.imports.take(kind, sample("clean", kind), dry_run=True).already_imported == run
    with pytest.raises(UserError) as refusal:
        desk.imports.take(kind, sample("clean", kind))
    assert (refusal.value.code, refusal.value.params["run"]) == ("already_imported", run)
    assert logical(desk.session.store) == before
    assert len(desk.imports.runs()) == ORDER.index(kind) + 1


def test_rows_that_waited_for_another_file_go_in_when_it_is_there(
    desk: Desk, tmp_path: Path
) -> None:
    rows = cells(sample("clean", "loans"))
    write_book(tmp_path / "part.xlsx", rows[:60])
    take(desk, "clean", "assignment", "roster")
    desk.imports.take("loans", tmp_path / "part.xlsx")
    first = desk.imports.take("interest", sample("clean", "interest"))
    desk.imports.take("loans", sample("clean", "loans"))
    second = desk.imports.take("interest", sample("clean", "interest"))
    assert first.held_rows > second.held_rows == 2
    assert second.written == first.held_rows - 2


def test_an_import_that_is_stopped_leaves_nothing(desk: Desk) -> None:
    take(desk, "clean", "assignment", "roster")
    before = logical(desk.session.store)
    calls: list[tuple[int, int]] = []
    for limit in (1, 2, 3):
        calls.clear()

        def stop(done: int, total: int, limit: int = limit) -> None:
            calls.append((done, total))
            if len(calls) == limit:
                raise Stopped

        with pytest.raises(Stopped):
            desk.imports.take("loans", sample("clean", "loans"), progress=stop)
        assert logical(desk.session.store) == before
        assert len(desk.imports.runs()) == 2


def test_a_fault_in_the_midst_of_writing_leaves_nothing(desk: Desk) -> None:
    take(desk, "clean", "assignment", "roster")
    store = desk.session.store
    before = logical(store)
    number = cells(sample("clean", "loans"))[70][
        cells(sample("clean", "loans"))[0].index("借据编号")
    ]
    store.execute(
        "CREATE TEMP TRIGGER fault BEFORE INSERT ON main.loan "
        f"WHEN NEW.loan_no = '{number}' BEGIN SELECT RAISE(ABORT, 'fault'); END"
    )
    with pytest.raises(Exception, match="fault"):
        desk.imports.take("loans", sample("clean", "loans"))
    store.execute("DROP TRIGGER fault")
    assert logical(store) == before
    assert len(desk.imports.runs()) == 2
    assert desk.imports.take("loans", sample("clean", "loans")).run == "0003"


CHILD = """
import sys
from pathlib import Path
from tests.import_books import Clock, opened, sample
with opened(Path(sys.argv[1]), Clock()) as desk:
    while True:
        run = desk.imports.take("loans", sample("clean", "loans")).run
        print("taken", flush=True)
        desk.imports.undo(run, reason="x")
        print("undone", flush=True)
"""


ON_ONE_LEDGER = 10
"""So many kills until a ledger is begun anew: each check reads all that was imported before."""


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_killed_import_is_there_whole_or_not_at_all(
    tmp_path: Path, clock: Clock, rounds: int
) -> None:
    chance, found, kills = random.Random(rounds), set(), max(rounds // 5, 4)  # noqa: S311 - the same in every run
    for start in range(0, kills, ON_ONE_LEDGER):
        ledger = tmp_path / f"county{start}.db"
        with opened(ledger, clock) as desk:
            take(desk, "clean", "assignment", "roster")
        for _ in range(min(ON_ONE_LEDGER, kills - start)):
            kill_an_import(ledger, chance)
            with opened(ledger, clock) as desk:
                loans = desk.session.store.number("SELECT count(*) FROM loan WHERE gone = 0")
                last = desk.imports.runs("loans")[0]
                assert loans == (0 if last.undone_at else 116)
                assert check(desk.session.store).ok
                if loans:
                    desk.imports.undo(last.run, reason="x")
                found.add(loans)
    assert found <= {0, 116}


def kill_an_import(ledger: Path, chance: random.Random) -> None:
    """Import and undo in a process of its own, and kill it at a random moment."""
    command = [sys.executable, "-c", CHILD, str(ledger)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        until = time.monotonic() + chance.uniform(0, 0.5)
        while (left := until - time.monotonic()) > 0:
            select.select([child.stdout], [], [], left)[0] and child.stdout.read1(100)
        child.kill()
