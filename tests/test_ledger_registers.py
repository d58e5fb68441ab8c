"""Activities, checks, sheets, assignments, contacts, and the counts made from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from db import (
    assignments,
    contacts,
    coverage,
    drafts,
    eligibility,
    notices,
    overview,
    publicity,
    standing,
    visits,
)
from db.faults import StoreError
from db.records.houses import Assignment
from db.records.work import Activity, EligibilityCheck, Notice
from db.store import Store
from tests.ledgers import (
    OTHER,
    START,
    TOWNSHIP,
    Clock,
    everything,
    number,
    visit,
)

pytest_plugins = ["tests.ledger_fixtures"]
DAY = date(2026, 7, 8)


def activity(**more: object) -> Activity:
    made = Activity(
        id="",
        activity_no="",
        held_on=DAY,
        activity_type="board",
        township_code=TOWNSHIP,
        division_code=f"{TOWNSHIP}201",
        village="后会村",
        place="村口",
        attendance_total=30,
    )
    return replace(made, **more)


def test_coverage_counts_households_told_and_names_the_others(store: Store) -> None:
    visits.log(store, "王", [visit(1), visit(2, visited_on=date(2026, 1, 1))])
    publicity.log(store, "王", activity())
    by = {one.village: one for one in coverage.by_village(store)}
    assert by["后会村"].reached == 1
    assert by["后会村"].not_reached == (number(3),)
    assert by["刘家渠村"].reached == 1
    [one] = coverage.by_village(store, village="刘家渠村", from_on=date(2026, 7, 1), to_on=DAY)
    assert (one.households, one.reached, one.not_reached) == (2, 0, (number(2), number(4)))
    assert [one.village for one in coverage.by_village(store, village=f"{TOWNSHIP}201")] == [
        "后会村"
    ]


def test_activities_have_numbers_and_corrections_replace_them(store: Store) -> None:
    first = publicity.log(store, "王", activity())
    assert first.activity_no == f"{TOWNSHIP}BP00001"
    second = publicity.log(
        store, "王", activity(corrects_activity_no=first.activity_no, attendance_total=31)
    )
    assert second.activity_no == f"{TOWNSHIP}BP00002"
    [kept] = publicity.listed(store)
    assert (kept.activity_no, kept.attendance_total) == (second.activity_no, 31)
    assert publicity.listed(store, division_code="x") == []
    assert publicity.listed(store, from_on=DAY, to_on=DAY) == [kept]
    assert publicity.by_no(store, first.activity_no) is not None
    assert publicity.by_no(store, "x") is None


def a_check(**more: object) -> EligibilityCheck:
    made = EligibilityCheck(
        id="",
        check_no="",
        household_no=number(1),
        member_no="01",
        township_code=TOWNSHIP,
        checked_on=DAY,
        applied_amount_fen=5_000_000,
        applied_months=24,
        purpose_code="production",
        purpose_text="养牛",
        policy_pack_version="SX-2026",
        roster_version="149999-0001",
        facts="{}",
        rows="[]",
        overall_result="needs_review",
        valid_until=None,
    )
    return replace(made, **more)


def test_checks_are_kept_as_they_came_out(store: Store) -> None:
    first = eligibility.keep(store, "王", a_check())
    second = eligibility.keep(store, "王", a_check(household_no=number(2)))
    assert (first.check_no, second.check_no) == (f"{TOWNSHIP}BC00001", f"{TOWNSHIP}BC00002")
    [kept] = eligibility.listed(store, number(1))
    assert kept == replace(first, head_name="王小明")
    assert len(eligibility.listed(store)) == 2
    assert eligibility.by_no(store, second.check_no) is not None
    assert eligibility.by_no(store, "x") is None
    assert everything(store)[0].audience == f"{TOWNSHIP}.private"


def a_notice(running: int, **more: object) -> Notice:
    made = Notice(
        id="",
        notice_no=f"149999-B-2026-{running:05d}",
        kind="F04",
        title="走访告知单",
        policy_pack_version="SX-2026",
        subject_kind="household",
        subject=number(1),
        township_code=TOWNSHIP,
        household_no=number(1),
        issued_on=DAY,
        issued_at=START,
        check_code=f"CODE{running}",
    )
    return replace(made, **more)


def test_sheets_are_registered_found_and_voided(store: Store) -> None:
    assert notices.next_running(store, 2026) == 1
    notices.issue(store, "王", [a_notice(1), a_notice(2, household_no="", township_code="")])
    assert notices.next_running(store, 2026) == 3
    assert notices.next_running(store, 2027) == 1
    assert [n.notice_no for n in notices.of_household(store, number(1))] == ["149999-B-2026-00001"]
    known = notices.by_check_code(store, "CODE2")
    assert known is not None
    assert notices.by_check_code(store, "x") is None
    notices.void(store, "王", known, "印错")
    voided = notices.by_no(store, known.notice_no)
    assert voided is not None
    assert voided.voided_by
    assert [n.voided_by != "" for n in notices.listed(store)].count(True) == 1
    with pytest.raises(StoreError) as caught:
        notices.void(store, "王", known, "再来")
    assert caught.value.code == "notice_voided_already"
    assert notices.by_no(store, "x") is None


def test_assignments_hold_from_day_to_day(store: Store) -> None:
    one = Assignment(
        id=f"{TOWNSHIP}@2026-06-01",
        township_code=TOWNSHIP,
        township_name="三交镇",
        county="样县",
        prefecture="",
        main_bank="样县农商行",
        outlet="三交支行",
        contact="王",
        phone="154",
        assignment_basis="history",
        effective_from=date(2026, 6, 1),
        effective_to=None,
        source_document="",
        filing_status="filed",
        household_count=4,
        monitored_household_count=1,
        previous_bank="",
        is_fallback=False,
        remark="",
    )
    assert assignments.publish(store, "县", [one]) == 1
    assert assignments.publish(store, "县", [replace(one, effective_to=date(2026, 7, 31))]) == 1
    [kept] = assignments.listed(store)
    assert kept.effective_to == date(2026, 7, 31)
    assert assignments.in_force(store, TOWNSHIP, date(2026, 7, 31)) == kept
    assert assignments.in_force(store, TOWNSHIP, date(2026, 8, 1)) is None
    assert assignments.in_force(store, OTHER, DAY) is None


def test_contacts_are_added_changed_and_removed(store: Store) -> None:
    one = contacts.Contact(
        id="",
        name="赵",
        role="contact",
        org="",
        staff_no="",
        phone="154",
        areas=("后会村",),
        valid_from=DAY,
        valid_to=None,
        photo_hash="",
        status="active",
        township_code=TOWNSHIP,
    )
    row = contacts.keep(store, "王", one)
    assert contacts.listed(store, TOWNSHIP) == [replace(one, id=row)]
    assert contacts.keep(store, "王", replace(one, id=row, phone="155")) == row
    before = len(everything(store))
    assert contacts.keep(store, "王", replace(one, id=row, phone="155")) == row
    assert len(everything(store)) == before
    assert contacts.keep(store, "王", replace(one, id="given", township_code="")) == "given"
    kept = contacts.get(store, row)
    assert kept is not None
    assert kept.phone == "155"
    contacts.remove(store, "王", row)
    assert [c.id for c in contacts.listed(store)] == ["given"]
    assert contacts.get(store, row) is None


def test_the_first_page_counts_what_waits(store: Store, clock: Clock) -> None:
    visits.log(
        store,
        "王",
        [
            visit(1, follow_up="再来", follow_up_due=DAY),
            visit(2, has_need=True),
            visit(3, contact_result="absent"),
        ],
    )
    drafts.keep(store, "visit", "1", "{}")
    first = DAY.replace(day=1)
    found = coverage.rounds(store, first)
    assert [(one.village, one.households, one.told, one.told_since) for one in found] == [
        ("刘家渠村", 2, 1, 1),
        ("后会村", 2, 1, 1),
    ]
    assert [one.told_since for one in coverage.rounds(store, DAY + timedelta(days=1))] == [0, 0]
    assert {one.board_on for one in found} == {None}
    assert (overview.visits_in(store, first, DAY), overview.drafts(store)) == (3, 1)
    assert [one.household_no for one in standing.promises(store, DAY)] == [number(1)]
    assert [one.household_no for one in standing.needs(store)] == [number(2)]
    assert overview.last_written(store) == clock.now
    clock.on(days=1)
    after = date(2026, 7, 9)
    visits.log(store, "王", [visit(1, visited_on=after)])
    eligibility.keep(store, "王", a_check(household_no=number(2), checked_on=after))
    publicity.log(store, "王", activity())
    assert standing.promises(store, after) == []
    assert [one.checked_on for one in standing.needs(store)] == [after]
    boards = [one.board_on for one in coverage.rounds(store, first)]
    assert boards == [None, activity().held_on]
    assert coverage.told_on(store, [number(1), number(3)]) == {number(1): after}
    days = coverage.visits_by_day(store, DAY, after)
    assert [(one.day, one.contact_result, one.visits) for one in days] == [
        (DAY, "absent", 1),
        (DAY, "informed", 2),
        (after, "informed", 1),
    ]
    assert overview.visits_in(store, date(2026, 8, 1), date(2026, 8, 31)) == 0
