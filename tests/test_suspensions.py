"""Where nothing new is lent: the orders of the county, whom they meet, their paper."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from db import ops
from db.check import check
from db.late import say
from db.merge import take
from db.records.late import SuspensionOrder
from db.store import Store, StoreError
from desktop.errors import UserError
from desktop.rules import suspensions as rules
from desktop.services.desk import Desk
from desktop.services.packs import InForce
from desktop.services.records.checks import CheckRequest
from desktop.services.records.late import SuspensionEntry
from desktop.services.records.papers import NoticeScope
from desktop.services.session import Session
from desktop.services.suspensions import Suspensions
from desktop.texts import sentence
from desktop.words import words
from tests.counties import deliver
from tests.follow import lend, lines, unlent
from tests.ledgers import TOWNSHIP, Clock, identity, in_memory, person, publish
from tests.quarters import SHELF


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


pytest_plugins = ["tests.window_fixtures"]
START = date(2026, 6, 1)
ORDER = SuspensionEntry(
    document_no="样金函2026-7号",
    start_on=START,
    township=TOWNSHIP,
    reason="逾期率畸高",
    basis="6月末逾期率 9.8%，样县农商行报表",
)


def service(store: Store, clock: Clock) -> Suspensions:
    session = Session(
        store=store, ledger=Path("L"), officer="县里", clock=clock, shelf=SHELF, words=words(),
        packs=InForce(SHELF, store),
    )  # fmt: skip
    return Suspensions(session)


@dataclass
class Two:
    """The county's hub and a township's laptop."""

    hub: Store
    laptop: Store
    clock: Clock

    @property
    def county(self) -> Suspensions:
        return service(self.hub, self.clock)

    @property
    def township(self) -> Suspensions:
        return service(self.laptop, self.clock)


@pytest.fixture
def two() -> Iterator[Two]:
    with ExitStack() as stack:
        clock = Clock()
        hub = stack.enter_context(in_memory(clock, identity(1)))
        laptop = stack.enter_context(in_memory(clock, identity(2, "officer")))
        publish(hub, [person(n) for n in range(1, 3)])
        deliver(hub, laptop)
        yield Two(hub, laptop, clock)


def span(**more: object) -> rules.Span:
    made = rules.Span(
        order_no="T1", township_code=TOWNSHIP, division_code="", start_on=START,
    )  # fmt: skip
    return dataclasses.replace(made, **more)


def test_an_order_stands_from_its_first_day_to_the_day_before_lending_goes_on() -> None:
    one = span(end_on=START + timedelta(days=30), again_on=START + timedelta(days=10))
    days = [-1, 0, 9, 10]
    assert [one.stands(START + timedelta(days=n)) for n in days] == [False, True, True, False]
    assert not span(again_on=START).stands(START)
    assert span().stands(date.max)
    village = span(order_no="T2", division_code="V1")
    assert rules.standing([village], TOWNSHIP, "V2", START) is None
    assert rules.standing([village, span()], TOWNSHIP, "V1", START) == span()
    assert rules.standing([span()], "999999999", "V1", START) is None
    assert rules.standing([span(township_code="")], "999999999", "", START) is not None


def test_the_county_issues_and_lifts_and_the_township_has_it_by_the_exchange(two: Two) -> None:
    made = two.county.issue(ORDER)
    assert (made.state, made.reason, made.clause[-4:]) == ("standing", "overdue_high", "四（三）")
    deliver(two.hub, two.laptop)
    there = two.township.standing(TOWNSHIP)
    assert there is not None and there.order_no == made.order_no
    assert two.township.standing("141124999") is None
    two.clock.on(minutes=1)
    lifted = two.county.lift(
        made.order_no, document_no="样金函2026-9号", on=date(2026, 7, 1), reason="风险已处置"
    )
    assert (lifted.state, lifted.last_on) == ("over", date(2026, 6, 30))
    deliver(two.hub, two.laptop)
    assert two.township.standing(TOWNSHIP, on=date(2026, 6, 30)) is not None
    assert two.township.standing(TOWNSHIP, on=date(2026, 7, 1)) is None
    assert two.township.one("样金函2026-7号").lift_document == "样金函2026-9号"
    assert check(two.hub).ok and check(two.laptop).ok


def test_nobody_but_the_county_writes_an_order_and_one_that_did_is_refused_when_taken(
    two: Two,
) -> None:
    with pytest.raises(UserError, match="county_only"):
        two.township.issue(ORDER)
    with pytest.raises(UserError, match="county_only"):
        two.township.lift("T", document_no="x", on=START, reason="other")
    forged = SuspensionOrder(
        order_no="T9", kind="suspend", document_no="假", start_on=START, said_at=two.clock()
    )
    with pytest.raises(StoreError, match="not_owner"):
        say(two.laptop, "甲", [forged])
    me = two.laptop.identity
    for role in ("county", me.role):  # as a program that was tampered with would write it
        with two.laptop.transaction():
            two.laptop.set_identity(replace(me, role=role))
        two.laptop.load_streams()
        if role == "county":
            say(two.laptop, "甲", [forged])
    coming = list(ops.range_since(two.laptop, ops.vector(two.hub), None))
    result = take(two.hub, coming, authority={me.device: ("officer", [TOWNSHIP])})
    assert [code for _, code in result.refused] == ["not_owner"]
    assert two.county.listed() == []


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"document_no": " "}, "suspension_document_missing"),
        ({"reason": ""}, "suspension_reason_missing"),
        ({"reason": "人多"}, "word_unknown"),
        ({"basis": ""}, "suspension_basis_missing"),
        ({"end_on": START - timedelta(days=1)}, "suspension_days_wrong"),
        ({"note": "长" * 301}, "suspension_too_long"),
        ({"township": "没有这个镇"}, "township_unknown"),
        ({"village": "没有这个村"}, "village_unknown"),
    ],
)
def test_an_order_that_does_not_hang_together_is_not_written(
    two: Two, change: dict[str, object], refused: str
) -> None:
    with pytest.raises(UserError, match=refused):
        two.county.issue(replace(ORDER, **change))
    assert two.county.listed() == []


def test_an_area_has_one_order_at_a_time_and_each_is_lifted_once(two: Two) -> None:
    first = two.county.issue(replace(ORDER, end_on=date(2026, 12, 31)))
    with pytest.raises(UserError, match="suspension_stands"):
        two.county.issue(replace(ORDER, start_on=date(2026, 12, 31)))
    two.county.issue(replace(ORDER, start_on=date(2027, 1, 1), document_no="另一份"))
    assert [one.state for one in two.county.listed()] == ["coming", "standing"]
    for on, refused in (
        (START - timedelta(days=1), "days_wrong"),
        (date(2027, 1, 1), "days_wrong"),
    ):
        with pytest.raises(UserError, match=refused):
            two.county.lift(first.order_no, document_no="x", on=on, reason="handled")
    two.county.lift(first.order_no, document_no="x", on=START, reason="recorded_wrong")
    with pytest.raises(UserError, match="suspension_lifted"):
        two.county.lift(first.order_no, document_no="x", on=START, reason="handled")
    with pytest.raises(UserError, match="suspension_unknown"):
        two.county.one("没有")
    old = two.county.issue(
        replace(ORDER, document_no="旧", start_on=date(2025, 1, 1), end_on=date(2025, 2, 1))
    )
    with pytest.raises(UserError, match="suspension_over"):
        two.county.lift(old.order_no, document_no="x", on=date(2025, 1, 5), reason="handled")


def test_a_document_that_stops_several_areas_is_lifted_area_by_area(two: Two) -> None:
    county = replace(ORDER, township="", village="")
    orders = [two.county.issue(one) for one in (county, replace(county, township=TOWNSHIP))]
    told = {"document_no": "x", "on": START, "reason": "handled"}
    with pytest.raises(UserError, match="suspension_ambiguous") as several:
        two.county.lift(ORDER.document_no, **told)
    assert all(one.area in sentence(several.value.code, several.value.params) for one in orders)
    with pytest.raises(UserError, match="suspension_unknown"):
        two.county.lift(ORDER.document_no, area="别处", **told)
    lifted = two.county.lift(ORDER.document_no, area=TOWNSHIP, **told)
    assert lifted.order_no == orders[1].order_no
    assert two.county.lift(ORDER.document_no, **told).order_no == orders[0].order_no
    with pytest.raises(UserError, match="suspension_lifted"):
        two.county.lift(ORDER.document_no, **told)


@pytest.fixture
def stopped(county_desk: Desk) -> Desk:
    """The county's desk with loans of one household, and an order for its village."""
    desk = unlent(county_desk)
    house = lines(desk)[0]
    lend(desk, house.household_no, "JK-0001", maturity_on=desk.today() + timedelta(days=40))
    desk.suspensions.issue(
        replace(ORDER, township="", village=house.village, start_on=date(2026, 4, 1))
    )
    return desk


def test_a_check_meets_the_order_whatever_is_answered_and_says_so_with_the_clause(
    stopped: Desk,
) -> None:
    house = lines(stopped)[0].household_no
    request = CheckRequest(
        household_no=house, member_no="01", amount_fen=5_000_000, months=24,
        purpose_code="production", facts={"area_suspended": "否"},
    )  # fmt: skip
    found = stopped.eligibility.preview(request)
    row = next(one for one in found.rows if one.code == "area_suspended")
    assert (found.outcome, row.result) == ("not_eligible", "not_met")
    assert row.clause.endswith("四（三）")
    other = next(one for one in lines(stopped) if one.village != lines(stopped)[0].village)
    form = stopped.eligibility.prepare(other.household_no)
    assert "area_suspended" not in form.known
    assert "area_suspended" not in stopped.eligibility.prepare(house, on=date(2026, 3, 31)).known


def test_a_loan_paid_out_under_an_order_says_so_and_its_renewal_is_for_the_bank_to_review(
    stopped: Desk,
) -> None:
    card = stopped.loans.exits("JK-0001", area_suspended=False)
    assert card.suspension is not None and card.drawn_under is not None
    ways = {one.kind: one for one in card.exits}
    assert "area_suspended" in ways["renewal"].codes
    assert ways["renewal"].outcome == "needs_review"
    assert "area_suspended" not in ways["extension"].codes
    assert stopped.loans.exits("JK-0001", on=date(2026, 3, 31)).suspension is None


def test_the_notice_is_filled_from_the_order_and_from_the_one_that_lifts_it(stopped: Desk) -> None:
    (line,) = stopped.suspensions.listed()
    found = text_of(stopped.notices.draft("F26", NoticeScope(), "A4").pdf)
    assert "样金函2026-7号" in found and "暂停发放" in found and "□" not in found
    assert "逾期率9.8%" in found and line.area in found
    assert "没有定，恢复发放时另行通知" in found
    house = lines(stopped)[0].household_no
    for kind, meets in (("F07", True), ("F10", False)):
        form = text_of(stopped.notices.draft(kind, NoticeScope(household_nos=(house,)), "A4").pdf)
        assert ("暂停新发放" in form and line.document_no in form) is meets
    lifted = stopped.suspensions.lift(
        line.order_no, document_no="样金函2026-9号", on=stopped.today(), reason="handled"
    )
    scope = NoticeScope(record_no=lifted.lifted_by)
    found = text_of(stopped.notices.draft("F26", scope, "A4").pdf)
    assert "恢复发放" in found and "样金函2026-9号" in found and "样金函2026-7号" not in found
    assert "没有定" not in found
    blank = text_of(stopped.notices.draft("F26", NoticeScope(blank=True), "A4").pdf)
    assert "□暂停发放" in blank and "0358-0000002" in blank
