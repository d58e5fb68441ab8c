"""A laptop that was taken apart names rows of another township under its own: nothing changes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from db import loans, merge, ops, visits
from db.check import check
from db.ids import uuid7
from db.records.work import VisitFilter
from db.store import Store
from db.values import Given
from desktop.texts import sentence
from tests.applying import home
from tests.counties import note
from tests.ledgers import (
    OTHER,
    TOWNSHIP,
    Clock,
    everything,
    identity,
    in_memory,
    number,
    publish,
    visit,
)
from tests.moved import lent, lists, told, write
from tests.plans import questions, scans
from tests.replicas import Replica, an_office, enrol, log, whole

H, THEIRS = number(1), number(3)
LIKE_OURS = f"{OTHER}77"
"""A loan of the first township whose number begins like what the other one gives."""
CLAIM = f"{TOWNSHIP}BB0001"
PAPERS = ("board_answer", "notice_delivery", "paper_return")
TABLES = (
    *PAPERS,
    "household_note", "outreach_visit", "need_end", "application", "bank_decision",
    "loan_contract", "loan", "overdue_case", "post_loan_inspection", "bank_step",
    "claim_withdrawal", "line_choice", "notice_issued",
)  # fmt: skip


def shown(store: Store) -> list[object]:
    """All that stands in the tables, and what is asked about it."""
    found = [store.rows(f"SELECT * FROM {name} ORDER BY id") for name in TABLES]  # noqa: S608 - ours
    told = merge.reviews(store), visits.listed(store, VisitFilter()), visits.officers(store)
    return [*found, *told]


def forge(one: Replica, table: str, row: str, kind: str = "insert", **fields: Given) -> None:
    """What a laptop writes of its own township, whatever it names."""
    one.clock.on(minutes=1)
    with one.store.write("nobody") as writer:
        put = writer.insert if kind == "insert" else writer.set
        put(table, row or uuid7(one.clock()), fields, scope=OTHER)


def test_nothing_of_another_township_is_changed_or_hidden_by_what_names_it() -> None:
    with an_office("first", "third") as office:
        hub, first, third = office.hub, office["first"], office["third"]
        office.replicas["desk"] = enrol(hub, office.folder, "desk", (OTHER,), role="bank_desk")
        desk = office["desk"]
        publish(hub.store, [home(1), home(2)])
        publish(hub.store, [home(3)], township=OTHER)
        loans.keep(hub.store, "县", [lent(no, H, TOWNSHIP) for no in ("L1", LIKE_OURS)])
        office.settle(2)
        note(first.store, H, phone="154")
        note(first.store, "free", phone="155")
        [kept] = log(first)
        with first.store.write("first") as writer:
            for table, row, fields in (
                ("subsidy_batch", "q1", {"batch_no": "q"}),
                ("declaration", "d1", {"batch_no": "q"}),
                ("compensation_claim", "c1", {"claim_no": CLAIM}),
                ("notice_issued", "n1", {"notice_no": "F01-1"}),
            ):
                writer.insert(table, row, fields, scope=TOWNSHIP)
        office.settle(1)
        [(no,)] = first.store.rows("SELECT visit_no FROM outreach_visit")
        before = {one.name: shown(one.store) for one in (hub, first)}
        third.clock.on(days=-1)  # of two rows of one id the earliest would stand

        forge(third, "outreach_visit", kept, visit_no=f"{OTHER}Z1", household_no=THEIRS)
        third.clock.on(days=2)
        for row in (H, number(2), "free"):
            forge(third, "household_note", row, "set", phone="666")
        forge(third, "outreach_visit", "", visit_no=f"{OTHER}Z2", household_no=H)
        forge(third, "outreach_visit", "", visit_no=f"{OTHER}Z3", corrects_visit_no=no)
        forge(third, "outreach_visit", "", visit_no=f"{no[:-5]}00002", household_no=THEIRS)
        forge(third, "need_end", "", visit=kept, outcome="declined")
        forge(third, "application", "", application_no=f"{TOWNSHIP}BS0001", household_no=THEIRS)
        forge(third, "application", "", application_no=f"{OTHER}ZS0001", household_no=H)
        forge(third, "loan_contract", "", application_no=f"{TOWNSHIP}BS0001", contract_no="C1")
        forge(third, "overdue_case", "", case_no=f"{OTHER}ZY0001", loan_no="L1")
        forge(third, "post_loan_inspection", "", inspection_no=f"{OTHER}ZJ1", loan_no="L1")
        forge(third, "overdue_case", "", case_no=f"{OTHER}ZY0002", loan_no=LIKE_OURS)
        forge(third, "line_choice", "", batch="q1", line_no=1, choice="exclude")
        forge(third, "bank_step", "", declaration="d1", step="withdrawn")
        forge(third, "claim_withdrawal", "", claim_no=CLAIM)
        forge(third, "notice_issued", "", notice_no="F01-9", voids_notice_no="F01-1")
        for table in PAPERS:
            forge(third, table, "", notice_no="F01-1")
        forge(desk, "loan", "L1", loan_no="L1", balance_fen=1)
        forge(desk, "loan", "other id", loan_no="L1", household_no=THEIRS)
        forge(desk, "loan", "L8", loan_no="L8", household_no=THEIRS, renews_loan_no="L1")
        office.settle(2)
        assert {one.name: shown(one.store) for one in (hub, first)} == before
        assert {one.code for one in hub.sync.aside()} == {"row_foreign"}
        assert len(hub.sync.aside()) == 24
        assert sentence("row_foreign", {}).endswith("。")
        assert whole(hub) and whole(first)
        first.clock.on(days=3)
        mine = log(first)  # the number that was taken before is free for whom it belongs to
        office.settle(1)
        assert hub.store.one("SELECT scope FROM outreach_visit WHERE id = ?", (*mine,)) == (
            TOWNSHIP,
        )


def test_what_waited_for_the_news_that_its_household_moved_counts_once_it_comes() -> None:
    with an_office("first", "third") as office:
        first, third = office["first"], office["third"]
        lists(office, first=(1, 2), other=(3,), day=1)
        office.settle(1)
        told(first)
        office.settle(1)
        lists(office, first=(2,), other=(1, 3), day=8)
        office.settle(2)
        third.clock.on(minutes=1)
        [(no,)] = third.store.rows("SELECT visit_no FROM outreach_visit")
        fixed = visit(1, township_code=OTHER, corrects_visit_no=no, correction_reason="错了")
        [late] = visits.log(third.store, third.name, [fixed])
        write(third, phone="154")
        sent = list(ops.range_since(third.store, {}, None))
        begins = [op for op in sent if op.device == third.store.identity.device]
        authority = {
            third.store.identity.device: ("officer", (OTHER,)),
            office.hub.store.identity.device: ("county", ()),
            first.store.identity.device: ("officer", (TOWNSHIP,)),
        }
        known = [op for op in office.hub.ops() if b"2026-06-08" not in (op.payload or b"")]
        fourth = in_memory(third.clock, identity(9, "officer"))
        with fourth as other:
            merge.take(other, known, authority=authority)
            early = merge.take(other, begins, authority=authority)
            assert "row_foreign" in {code for _, code in early.refused}
            merge.take(other, office.hub.ops(), authority=authority)
            assert "row_foreign" not in {one.code for one in merge.quarantined(other)}
            assert other.one("SELECT gone FROM outreach_visit WHERE id = ?", (late.id,)) == (0,)
        with in_memory(third.clock, identity(9, "officer")) as other:
            merge.take(other, known, authority=authority)
            both = merge.take(other, [*begins, *office.hub.ops()], authority=authority)
            assert "row_foreign" not in {code for _, code in both.refused}
        office.settle(1)
        assert office.hub.sync.aside() == []


@pytest.mark.parametrize("together", [True, False])
def test_what_names_a_row_of_others_is_held_also_where_both_come_together(together: bool) -> None:
    clock, theirs = Clock(), replace(identity(3, "officer"), townships=(OTHER,))
    with in_memory(clock, identity(2, "officer")) as first, in_memory(clock, theirs) as third:
        [kept] = visits.log(first, "first", [visit()])
        with third.write("nobody") as writer:
            for row in ("1", "2"):
                writer.insert("need_end", row, {"visit": kept.id}, scope=OTHER)
        sent = [*everything(first), *everything(third)]
        authority = {one.device: (one.role, one.townships) for one in (first.identity, theirs)}
        with in_memory(clock, identity()) as hub:
            for some in [sent] if together else [[op] for op in sent]:
                merge.take(hub, some, authority=authority)
            assert {one.code for one in merge.quarantined(hub)} == {"row_foreign"}
            assert hub.number("SELECT count(*) FROM need_end") == 0
            assert check(hub).ok


def test_what_anything_hangs_on_is_found_without_reading_all_that_hangs() -> None:
    clock = Clock()
    theirs = replace(identity(3, "officer"), townships=(OTHER,))
    mine = identity(2, "officer")
    known = {one.device: (one.role, one.townships) for one in (mine, theirs)}
    with (
        in_memory(clock, mine) as first,
        in_memory(clock, theirs) as third,
        in_memory(Clock(), identity(9)) as reader,
    ):
        [kept] = visits.log(first, "first", [visit()])
        with third.write("third") as writer:
            writer.insert("need_end", "u", {"visit": kept.id}, scope=OTHER)
        merge.take(reader, [*everything(first), *everything(third)], authority=known)
        assert reader.number("SELECT count(*) FROM hinge")
        visits.log(first, "first", [visit(2)])
        with questions(reader) as asked:
            merge.take(reader, everything(first)[1:], authority=known)
        about = [one for one in asked if "hinge" in one[0]]
        assert about
        assert not [step for one in about for step in scans(reader, one) if "hinge" in step]
