"""A settlement quarter from the ledger into the ledger: exact, whole, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from db.check import check, state_hash
from db.records.loans import Loan, Settlement
from db.store import Store
from desktop.errors import Stopped, UserError
from desktop.services.records.subsidies import Sums
from desktop.services.subsidies.run import prove
from tests.ledgers import (
    OTHER,
    TOWNSHIP,
    Clock,
    identity,
    in_memory,
    new_store,
    number,
    open_store,
    person,
    publish,
)
from tests.quarters import CLOSED, FIRST, LAST, LEGACY, fill, loan, office, posted

ROOT = Path(__file__).resolve().parent.parent
pytest_plugins = ["tests.quarter_fixtures"]


def test_totals_are_kept_by_township_and_add_up(store: Store, clock: Clock) -> None:
    elsewhere = loan("B", 61, township_code=OTHER, principal_fen=8_000_000)
    fill(store, [loan(), elsewhere], [posted(), posted("B", 73_600, township_code=OTHER)])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert [one.township_code for one in run.townships] == [TOWNSHIP, OTHER]
    for name in (one for one in Sums.__struct_fields__):
        assert getattr(run.sums, name) == sum(getattr(one.sums, name) for one in run.townships)
    lines = service.lines(run.batch_no, township_code=OTHER)
    assert [(one.loan_no, one.line_no, one.flags) for one in lines] == [
        ("B", 2, ("large_need_not_recorded",))
    ]


def test_lines_stand_in_the_order_of_villages_and_households_never_of_amounts(
    store: Store, clock: Clock
) -> None:
    for place in (4, 1, 3, 2):
        fill(store, [loan(f"L{place}", place, principal_fen=1_000_000 * place)])
    service = office(store, clock)
    run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    lines = service.lines(run.batch_no)
    assert [one.loan_no for one in lines] == ["L2", "L4", "L1", "L3"]
    assert [one.line_no for one in lines] == [1, 2, 3, 4]
    assert lines[0].village == "刘家渠村"
    assert [one.loan_no for one in service.lines(run.batch_no, limit=1, offset=2)] == ["L1"]
    assert service.lines(run.batch_no, household_no=number(3))[0].loan_no == "L3"
    assert service.lines(run.batch_no, status="listed") == []


a_day = st.integers(-400, 120).map(lambda step: FIRST + timedelta(days=step))


@st.composite
def a_loan(draw: st.DrawFn, place: int) -> tuple[Loan, Settlement | None]:
    drawn = draw(a_day)
    length = draw(st.integers(1, 900))
    principal = draw(st.integers(1, 12_000_000))
    repaid, changes = 0, []
    for step in draw(st.lists(st.integers(0, length), max_size=2)):
        amount = draw(st.integers(1, principal))
        if repaid + amount <= principal:
            changes.append((drawn + timedelta(days=step), -amount))
            repaid += amount
    made = loan(
        f"L{place}",
        draw(st.integers(1, 8)),
        product_code=draw(st.sampled_from(("BFXE", "TPXE", "NHDK"))),
        bank=draw(st.sampled_from(("农商行", "农行"))),
        signed_on=drawn,
        drawn_on=drawn,
        maturity_on=drawn + timedelta(days=length),
        extended_maturity_on=draw(
            st.none() | st.just(drawn + timedelta(days=length + draw(st.integers(1, 300))))
        ),
        principal_fen=principal,
        rate_ppm=draw(st.integers(250, 480)) * 100,
        large_need_reason=draw(st.sampled_from(("", "equipment"))),
        day_basis=draw(st.sampled_from((None, 360, 365))),
    )
    if not changes and draw(st.booleans()):
        return made, None
    due = draw(st.integers(0, 200_000))
    return made, posted(made.loan_no, due, balance_change=tuple(changes))


def balance(made: Loan, told: Settlement | None, day: date) -> int:
    """What is owed at the end of a day, reckoned the slow way."""
    end = made.extended_maturity_on or made.maturity_on
    if not made.drawn_on <= day < end:
        return 0
    return made.principal_fen + sum(
        amount for on, amount in (told.balance_change if told else ()) if on <= day
    )


@given(st.lists(st.integers(0, 1), min_size=1, max_size=9).flatmap(
    lambda many: st.tuples(*[a_loan(place) for place in range(len(many))])
))  # fmt: skip
@settings(max_examples=25)
def test_whatever_the_loans_the_parts_add_up_and_no_loan_is_lost(
    many: tuple[tuple[Loan, Settlement | None], ...],
) -> None:
    clock = Clock()
    with in_memory(clock, identity(1)) as store:
        publish(store, [person(n) for n in range(1, 7)])  # two households are not on the list
        fill(store, [made for made, _ in many], [told for _, told in many if told])
        service = office(store, clock, LEGACY)
        days = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]
        bearing = {
            made.loan_no
            for made, told in many
            if told or any(balance(made, told, day) > 0 for day in days)
        }
        if not bearing:
            return
        run = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
        lines = service.lines(run.batch_no, limit=-1)
        reckoned = [one for one in lines if one.line_status != "named"]
        lost = {one.loan_no for one in lines if one.line_status == "named"}
        assert bearing <= {one.loan_no for one in reckoned} | lost
        assert {one.loan_no for one in reckoned} <= bearing
        assert run.sums.loans == len({one.loan_no for one in lines})
        for one in reckoned:
            parts = [one.central_t1_fen, one.province_t1_fen, one.central_t2_fen]
            if one.subsidy_total_fen is not None:
                assert one.subsidy_total_fen + one.borrower_share_fen == one.interest_due_fen
                assert min(one.subsidy_total_fen, one.borrower_share_fen) >= 0
            if one.policy_pack_version == "SX-2026":
                assert sum(parts) == one.subsidy_total_fen
            assert all(shown.agrees for shown in service.derivation(run.batch_no, one.loan_no))
        slow = Fraction(0)
        for made, told in many:
            if told is None and made.loan_no not in lost:
                basis = made.day_basis or 360
                product = sum(balance(made, told, day) for day in days)
                slow += Fraction(product * made.rate_ppm, 10**6 * basis)
        own = sum(one.own_interest_fen for one in reckoned if one.bank_interest_fen is None)
        assert abs(own - slow) <= len(lines)
        assert run.sums.interest_fen == sum(one.interest_due_fen for one in reckoned)
        assert service.differing(run.batch_no) == ()
        assert check(store).ok


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_run_that_is_stopped_leaves_nothing(store: Store, clock: Clock, step: int) -> None:
    fill(store, [loan(f"L{n}", n) for n in range(1, 61)])
    before, heard = state_hash(store), []

    def progress(done: int, total: int) -> None:
        if len(heard) == step:
            raise Stopped
        heard.append((done, total))

    service = office(store, clock)
    if step < 2:
        with pytest.raises(Stopped):
            service.settle_quarter(2026, 3, list_closed_on=CLOSED, progress=progress)
        assert state_hash(store) == before
        assert service.batches() == []
    else:
        service.settle_quarter(2026, 3, list_closed_on=CLOSED, progress=progress)
        assert heard == [(0, 60), (60, 60)]


def test_progress_is_heard_slice_by_slice(clock: Clock) -> None:
    heard: list[int] = []
    with in_memory(clock, identity(1)) as store:
        publish(store, [person(n) for n in range(1, 601)])
        fill(store, [loan(f"L{n}", n) for n in range(1, 601)])
        office(store, clock).settle_quarter(
            2026, 3, list_closed_on=CLOSED, progress=lambda done, _total: heard.append(done)
        )
    assert heard == [0, 256, 512, 600]


def test_a_write_that_breaks_in_the_middle_leaves_nothing(store: Store, clock: Clock) -> None:
    fill(store, [loan(), loan("B", 61, township_code=OTHER)])
    before, operations = state_hash(store), store.number("SELECT count(*) FROM op")
    store.execute(
        "CREATE TEMP TRIGGER breaks BEFORE INSERT ON subsidy_line WHEN new.loan_no = 'B' "
        "BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    service = office(store, clock)
    with pytest.raises(Exception, match="broken"):
        service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert state_hash(store) == before
    assert store.number("SELECT count(*) FROM op") == operations
    store.execute("DROP TRIGGER breaks")
    assert service.settle_quarter(2026, 3, list_closed_on=CLOSED).sums.lines == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.ledgers import Clock, open_store
from tests.quarters import CLOSED, office
with open_store(Path(sys.argv[1]), Clock()) as store:
    store.execute("CREATE TEMP TABLE n (x)")
    def struck(done, total):
        if done == total:
            store.execute(
                "CREATE TEMP TRIGGER dies AFTER INSERT ON subsidy_line BEGIN SELECT die(); END"
            )
    store._connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    office(store, Clock()).settle_quarter(2026, 3, list_closed_on=CLOSED, progress=struck)
"""


def test_a_process_that_is_killed_while_it_writes_leaves_nothing(
    tmp_path: Path, clock: Clock
) -> None:
    with new_store(tmp_path / "L", clock) as store:
        publish(store, [person(1)])
        fill(store, [loan()])
        before = state_hash(store)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "L")], cwd=ROOT, check=False
    )
    assert done.returncode == -9
    with open_store(tmp_path / "L", clock) as store:
        assert state_hash(store) == before
        assert office(store, clock).batches() == []
        assert check(store).ok


def test_a_second_run_is_the_second_revision_and_the_first_stays(
    store: Store, clock: Clock
) -> None:
    fill(store, [loan()], [posted(due=46_100)])
    service = office(store, clock)
    first = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert (first.revision, first.sums.held) == (1, 1)
    fill(store, [], [posted()])
    second = service.settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert (second.batch_no, second.revision, second.sums.listed) == (first.batch_no, 2, 1)
    assert [(one.revision, one.newest) for one in service.batches()] == [(2, True), (1, False)]
    assert service.lines(first.batch_no)[0].line_status == "listed"
    assert service.lines(first.batch_no, revision=1)[0].line_status == "held"
    assert service.batch(first.batch_no, 1) == replace(first, newest=False)
    other = service.settle_quarter(2026, 3, list_closed_on=CLOSED, bank="农商行")
    assert (other.revision, other.bank) == (1, "农商行")
    assert other.batch_no != first.batch_no
    assert check(store).ok


def test_the_lines_are_what_the_operations_give(store: Store, clock: Clock) -> None:
    fill(store, [loan()], [posted()])
    office(store, clock).settle_quarter(2026, 3, list_closed_on=CLOSED)
    assert check(store).ok
    with store.transaction():
        store.execute("UPDATE subsidy_line SET subsidy_total_fen = subsidy_total_fen + 1")
    assert check(store).problems == ("table: subsidy_line",)
    assert office(store, clock).differing(office(store, clock).batches()[0].batch_no) == (TOWNSHIP,)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ((2026, 0, CLOSED), "quarter_unknown"),
        ((2026, 5, CLOSED), "quarter_unknown"),
        ((1999, 3, CLOSED), "quarter_unknown"),
        ((2026, 3, date(2026, 9, 19)), "list_closes_early"),
        ((2025, 1, CLOSED), "quarter_empty"),
    ],
)
def test_a_quarter_that_makes_no_sense_is_refused(
    store: Store, clock: Clock, asked: tuple[int, int, date], code: str
) -> None:
    fill(store, [loan()])
    year, quarter, closed = asked
    with pytest.raises(UserError) as caught:
        office(store, clock).settle_quarter(year, quarter, list_closed_on=closed)
    assert caught.value.code == code
    assert office(store, clock).batches() == []


@pytest.mark.parametrize("batch_no", ["", "149999-2026Q3B01"])
def test_a_batch_that_is_not_there_is_refused(store: Store, clock: Clock, batch_no: str) -> None:
    service = office(store, clock)
    for call in (service.batch, service.lines, service.differing):
        with pytest.raises(UserError) as caught:
            call(batch_no)
        assert caught.value.code == "batch_unknown"


@pytest.mark.parametrize("name", ["loans", "interest_fen", "subsidy_fen"])
def test_totals_that_are_not_the_sums_of_what_is_written_stop_the_run(name: str) -> None:
    right = {
        "loans": 2,
        "interest_fen": 9,
        "subsidy_fen": 6,
        "borrower_fen": 2,
        "open_interest_fen": 1,
    }
    prove(TOWNSHIP, right, [right])
    prove(TOWNSHIP, {one: 2 * right[one] for one in right}, [right, right])
    with pytest.raises(UserError) as caught:
        prove(TOWNSHIP, right, [right | {name: right[name] - 1}])
    assert (caught.value.code, caught.value.params["name"]) == ("control_totals_differ", name)
    wrong = right | {"borrower_fen": 3}
    with pytest.raises(UserError, match="interest_fen"):
        prove(TOWNSHIP, wrong, [wrong])
