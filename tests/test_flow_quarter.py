"""A whole quarter over sealed bundles: township, bank desk, agriculture desk and county hub.

From the sample files to the money on the households' cards; the totals are the same everywhere.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import answers, courses, payments
from db.store import StoreError
from desktop.errors import UserError
from desktop.rules.course import Choice, Standing
from desktop.rules.money import format_yuan
from desktop.services.records.course import Course
from desktop.services.records.lists import ListFilter
from desktop.services.records.papers import NoticeScope
from desktop.texts.day import sentence_of
from tests.import_books import sample
from tests.replicas import MEMORY, SHELF, Clock, Keyless, Replica, copy_ledger, enrol, whole
from tests.settled import text_of
from tests.sheet_files import cells

TOWNSHIPS = ("141124105", "141124209")
CLOSED = date(2026, 10, 10)
BANK = "山西临县农村商业银行股份有限公司"
SHARE = '[{"from": "2021-01-01", "share": "70"}]'
KEPT = {"large_need_not_recorded", "pack_window", "household_cap_shared"}
BANK_TABLES = {"loan", "interest_settlement", "subsidy_batch", "line_choice"}
NAMES = {"officer": "officer", "bank": "bank_desk", "agriculture": "agriculture_desk"}
"""The desks beside the county's hub, each with its role."""


@dataclass
class Quarter:
    """The four ledgers of one county, and what went between them."""

    folder: Path
    hub: Replica
    officer: Replica
    bank: Replica
    agriculture: Replica
    sticks: int = 0

    @property
    def all(self) -> tuple[Replica, ...]:
        return self.hub, self.officer, self.bank, self.agriculture

    def swap(self) -> None:
        """Everybody brings a stick to the county and takes home what is for him."""
        for _ in range(2):
            self.sticks += 1
            stick = self.folder / f"stick{self.sticks}"
            stick.mkdir()
            for one in self.all[1:]:
                one.send(stick)
            self.hub.run(stick)
            for one in self.all[1:]:
                one.take(stick)

    def on(self, days: int) -> date:
        """Some days later, everywhere."""
        for one in self.all:
            one.clock.on(days=days)
        return self.hub.desk.session.today()


@cache
def started() -> Path:
    """The county on the day on which the bank's interest list came; made once in a run."""
    folder = Path(tempfile.mkdtemp(prefix="township-desk-quarter-"))
    clock = Clock(datetime(2026, 9, 25, 1, 0, tzinfo=UTC))
    Keyless(clock, SHELF).create_county(
        folder / "hub.db", name="临县", region="141124", officer="县", password=""
    )
    hub = Replica("hub", folder / "hub.db", clock)
    for kind in ("assignment", "roster"):
        hub.desk.imports.take(kind, sample("clean", kind))
    hub.desk.parameters.fill(
        "legacy_share", SHARE, document="临县办法", effective_from=date(2021, 1, 1)
    )
    for name, role in NAMES.items():
        townships = TOWNSHIPS[:1] if name == "officer" else TOWNSHIPS
        enrol(hub, folder, name, townships, role).close()
    hub.close()
    return folder


@pytest.fixture
def quarter() -> Iterator[Quarter]:
    place = MEMORY if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="township-desk-", dir=place) as made,
        ExitStack() as end,
    ):
        folder, source = Path(made), started()
        found = {}
        for name in ("hub", *NAMES):
            copy_ledger(source / f"{name}.db", folder / f"{name}.db")
            clock = Clock(datetime(2026, 9, 25, 1, 0, tzinfo=UTC))
            found[name] = Replica(name, folder / f"{name}.db", clock)
            end.callback(found[name].close)
        yield Quarter(folder, **found)


def courses_of(one: Replica) -> dict[str, Course]:
    return {course.declaration.id: course for course in one.desk.subsidies.handling.declared()}


def totals(course: Course) -> dict[str, object]:
    """The sums by source of a township's lines, and by how far the lines are."""
    return {
        "township": course.declaration.township_code,
        "sources": courses.totals([one.line for one in course.lines]),
        "standings": Counter(one.standing for one in course.lines),
        "paid": course.paid_fen,
        "submitted": course.submitted_fen,
    }


def agree(quarter: Quarter) -> dict[str, Course]:
    """Everybody has the same figures of his townships; gives the bank's declarations."""
    mine = courses_of(quarter.bank)
    for one in mine.values():
        declared = one.declaration
        sums = courses.totals([each.line for each in one.lines])
        assert sums == {name: getattr(declared, name) for name in sums}
        for line in (each.line for each in one.lines):
            known = (line.central_t1_fen, line.central_t2_fen, line.province_t1_fen, line.local_fen)
            shares = [each for each in known if each is not None]
            assert not shares or sum(shares) == line.subsidy_fen
    wanted = {name: totals(one) for name, one in mine.items()}
    for desk in (quarter.hub, quarter.agriculture):
        assert {name: totals(one) for name, one in courses_of(desk).items()} == wanted
    own = {name: told for name, told in wanted.items() if told["township"] == TOWNSHIPS[0]}
    assert {name: totals(one) for name, one in courses_of(quarter.officer).items()} == own
    assert not BANK_TABLES & {op.tbl for op in quarter.agriculture.ops()}
    kinds = {op.stream.rpartition(".")[2] for op in quarter.agriculture.ops() if "." in op.stream}
    assert kinds <= {"work", "subsidy"}
    return mine


def settle(quarter: Quarter, number: int = 3, closed: date = CLOSED) -> str:
    """The bank settles a quarter and decides what is not clear by itself."""
    desk = quarter.bank.desk.subsidies
    batch = desk.settle_quarter(2026, number, list_closed_on=closed).batch_no
    for one in desk.declaring.draft(batch).lines:
        if one.standing is Standing.OPEN:
            flags = set(one.line.flags)
            keep = flags <= KEPT and Choice.OWN in one.options
            choice = Choice.OWN if keep else Choice.EXCLUDE
            choice = Choice.BANK if Choice.BANK in one.options else choice
            desk.declaring.choose(batch, [one.key], choice, "核对过")
    assert desk.declaring.draft(batch).open == 0
    return batch


def declare(quarter: Quarter, batch: str) -> list[str]:
    """The bank freezes and hands over, and all have it."""
    desk = quarter.bank.desk.subsidies.declaring
    made = desk.freeze(batch)
    for one in made:
        desk.hand_over(one.id, quarter.bank.desk.session.today())
    quarter.swap()
    return [one.id for one in made]


def reviewed(quarter: Quarter, declaration: str, *, returned: frozenset[int] = frozenset()) -> None:
    """The agriculture desk goes through the lines and hangs out the list for ten days."""
    desk = quarter.agriculture.desk.subsidies.handling
    lines = {one.line.line_no for one in desk.course(declaration).lines}
    desk.review(declaration, lines - returned, "accepted")
    if returned:
        desk.review(declaration, returned, "returned", reason_code="roster_not_found")
    today = quarter.agriculture.desk.session.today()
    desk.publish(declaration, today, 10, level="村", place="村委会", phone="0358-0000001")


def nobody_speaks_for_another(quarter: Quarter, batch: str, declaration: str) -> None:
    bank, offices = quarter.bank.desk.subsidies, quarter.agriculture.desk.subsidies
    for step in (
        lambda: bank.handling.review(declaration, {1}, "accepted"),
        lambda: quarter.officer.desk.subsidies.handling.review(declaration, {1}, "accepted"),
        lambda: quarter.hub.desk.subsidies.declaring.freeze(batch),
        lambda: courses.freeze(
            quarter.agriculture.store,
            "农业农村局",
            [(offices.declaring.course(declaration).declaration, [])],
        ),
    ):
        with pytest.raises((StoreError, UserError)) as refused:
            step()
        assert refused.value.code in {"not_owner", "batch_unknown", "batch_frozen"}
    with pytest.raises(UserError, match="batch_unknown"):
        offices.declaring.draft(batch)
    with pytest.raises(UserError, match="import_offices_only"):
        quarter.bank.desk.imports.take("payments", sample("clean", "payments"))


def card_file(quarter: Quarter, batch: str, found: dict[str, Course]) -> None:
    """The file for the cards has the lines that are with finance, to the fen, and nothing else."""
    exports = quarter.agriculture.desk.exports
    wanted = ListFilter(batch=batch)
    done = exports.write("cards", quarter.folder / "cards.xlsx", wanted, "发放")
    header, *rows = cells(done.path)
    amount, loan = header.index("补贴金额"), header.index("备注")
    sent = [
        (line.line.loan_no, line.line.subsidy_fen)
        for each in found.values()
        for line in each.lines
        if line.standing is Standing.SUBMITTED
    ]
    told = [(str(row[loan]), round(100 * float(str(row[amount])))) for row in rows]
    assert sorted(told) == sorted(sent) and done.rows == len(sent)
    assert sum(fen for _, fen in told) == sum(each.submitted_fen for each in found.values())
    with pytest.raises(UserError, match="list_other_office"):
        quarter.bank.desk.exports.write("cards", quarter.folder / "no.xlsx", wanted, "发放")


def paid_and_failed(quarter: Quarter) -> None:
    """The real result file; who got nothing is visited, who was paid gets the declared figures."""
    desk = quarter.agriculture.desk
    report = desk.imports.take("payments", sample("clean", "payments"))
    assert report.problem_counts["flagged"]["payment_failed"] == 2
    quarter.swap()
    lines = [line for each in agree(quarter).values() for line in each.lines]
    standings = Counter(line.standing for line in lines)
    assert standings[Standing.PAID] > 70
    answered = [line for line in lines if line.answered is not None]
    differing = [line for line in answered if line.standing is Standing.SUBMITTED]
    never = [line for line in answered if line not in differing]
    assert differing and {line.standing for line in never} == {Standing.SUSPENDED}
    assert all(
        line.answered.amount_fen != line.line.subsidy_fen for line in differing if line.answered
    )
    failed = [line for line in lines if line.standing is Standing.PAYMENT_FAILED]
    assert [line.fail_reason for line in failed] == ["账号户名不符"]
    (task,) = [
        one for one in quarter.officer.desk.overview.today().tasks if one.kind == "payment_failed"
    ]
    assert task.household_no == failed[0].line.household_no
    assert "账号户名不符" in sentence_of(task)

    paid = next(
        line
        for line in lines
        if line.standing is Standing.PAID
        and line.declaration.township_code == TOWNSHIPS[0]
        and sum(line.line.household_no == one.line.household_no for one in lines) == 1
    )
    scope = NoticeScope(household_nos=(paid.line.household_no,))
    text = text_of(quarter.officer.desk.notices.draft("F19", scope, "A4").pdf)
    assert format_yuan(paid.line.subsidy_fen) in text
    scope = NoticeScope(household_nos=(task.household_no,))
    assert "subsidy_total" in dict(quarter.officer.desk.notices.draft("F19", scope, "A4").missing)


def paid_after_all(quarter: Quarter) -> None:
    """A second result pays what had failed: nobody is visited for it any more."""
    store = quarter.agriculture.store
    (failed,) = [one for one in answers.submitted(store) if one.failed]
    assert failed.payment
    again = replace(
        failed.payment, pay_status="paid", paid_on=quarter.on(days=5), fail_reason="", id=""
    )
    with store.write("农业农村局") as writer:
        payments.put(store, writer, [again])
    quarter.swap()
    assert not [one for each in agree(quarter).values() for one in each.lines if one.fail_reason]
    tasks = quarter.officer.desk.overview.today().tasks
    assert not [one for one in tasks if one.kind == "payment_failed"]


def reversed_in_the_next_quarter(quarter: Quarter, declaration: str) -> None:
    """What was paid wrongly is taken off the next declaration; the paid line stays as it is."""
    bank = quarter.bank.desk.subsidies.declaring
    before = next(one for one in bank.course(declaration).lines if one.standing is Standing.PAID)
    number = before.line.line_no
    today = quarter.on(days=70)
    bank.reverse(declaration, number, today, "重复享受", "临农(2026)12号")
    (made,) = declare(quarter, settle(quarter, 4, date(2027, 1, 5)))
    found = agree(quarter)
    (back,) = found[made].lines
    assert back.line.reverses == f"{declaration}:{number}"
    assert back.line.subsidy_fen == -before.line.subsidy_fen < 0
    assert found[made].declaration.subsidy_fen == -before.line.subsidy_fen
    after = next(one for one in found[declaration].lines if one.line.line_no == number)
    assert (after.line, after.standing) == (before.line, Standing.REVERSED)


def test_a_quarter_runs_from_the_sample_files_to_the_cards_and_all_agree(quarter: Quarter) -> None:
    for kind in ("loans", "interest"):
        quarter.bank.desk.imports.take(kind, sample("clean", kind))
    batch = settle(quarter)
    declared = declare(quarter, batch)
    one = agree(quarter)[declared[0]]
    assert {each.declaration.township_code for each in agree(quarter).values()} == set(TOWNSHIPS)
    nobody_speaks_for_another(quarter, batch, declared[0])

    back = frozenset(each.line.line_no for each in one.lines[:2])
    loans = {each.line.loan_no for each in one.lines[:2]}
    reviewed(quarter, declared[0], returned=back)
    reviewed(quarter, declared[1])
    quarter.swap()
    assert agree(quarter)[declared[0]].counts[Standing.RETURNED] == len(back)
    settle(quarter)
    (again,) = declare(quarter, batch)
    second = agree(quarter)[again]
    assert second.declaration.revision == 2
    assert {each.line.loan_no for each in second.lines} == loans
    reviewed(quarter, again)
    quarter.on(days=3)
    hung = quarter.agriculture.desk.notices.draft("F16", NoticeScope(township=TOWNSHIPS[1]), "A4")
    assert "banks" not in dict(hung.missing), "the offices have no loans to read it from"
    assert "2026年9月25日至2026年10月4日" in text_of(hung.pdf), "as it was said, not as of today"

    offices = quarter.agriculture.desk.subsidies.handling
    disputed = offices.course(declared[1]).lines[0].line
    said = offices.object_to(
        declared[1], disputed.line_no, quarter.on(days=0), "此户已搬走", "村民"
    )
    quarter.swap()
    assert agree(quarter)[declared[1]].counts[Standing.SUSPENDED] == 1
    with pytest.raises(UserError, match="notice_running"):
        offices.submit(declared[0], quarter.on(days=0), "临农(2026)9号")
    today = quarter.on(days=12)
    for name in (*declared, again):
        offices.submit(name, today, "临农(2026)9号")
    offices.decide(declared[1], said, "upheld", today, "户籍不在村")
    quarter.swap()
    found = agree(quarter)
    assert found[declared[1]].counts[Standing.SUSPENDED] == 1
    assert sum(each.submitted_fen for each in found.values()) == sum(
        line.line.subsidy_fen
        for each in found.values()
        for line in each.lines
        if line.standing is Standing.SUBMITTED
    )

    card_file(quarter, batch, found)
    quarter.on(days=30)
    paid_and_failed(quarter)
    with pytest.raises(UserError, match="already_imported"):
        quarter.agriculture.desk.imports.take("payments", sample("clean", "payments"))
    paid_after_all(quarter)
    reversed_in_the_next_quarter(quarter, declared[0])
    for each in quarter.all:
        assert whole(each)
