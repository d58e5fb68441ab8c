"""Two people's different ends of a need: both kept, up for review, settled for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from db import funding, merge, visits
from db.check import check, state_hash
from db.records.needs import NeedEnd
from db.records.needs import NeedFilter as Wanted
from db.replay import rebuild
from desktop.errors import UserError
from desktop.services.desk import Desk
from tests.counties import County, deliver, made_county
from tests.ledgers import START, TOWNSHIP, Clock, anybody, everything, identity, in_memory, visit
from tests.needs import all_ended, need

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def quiet(desk: Desk) -> Desk:
    """A township in which no need is open."""
    return all_ended(desk)


@pytest.fixture
def county() -> Iterator[County]:
    with made_county() as made:
        yield made


def told_to_both(county: County) -> str:
    """A need that both laptops know; the id of its record."""
    [logged] = visits.log(county.first, "王", [visit(has_need=True)])
    deliver(county.first, county.hub)
    deliver(county.first, county.second)
    return logged.id


def an_end(need_id: str, **more: object) -> NeedEnd:
    said: dict[str, object] = {
        "visit": need_id, "township_code": TOWNSHIP, "outcome": "not_now", "reason": "later",
        "ended_on": date(2026, 7, 8), "recorded_at": START, **more,
    }  # fmt: skip
    return NeedEnd(**said)


def test_two_different_ends_are_both_kept_until_somebody_settles_them(county: County) -> None:
    need_id = told_to_both(county)
    [first] = funding.end(county.first, "王", [an_end(need_id)])
    [second] = funding.end(
        county.second, "李", [an_end(need_id, outcome="applied", reason="", note="交到支行")]
    )
    for laptop in (county.first, county.second):
        deliver(laptop, county.hub)
        assert merge.review_count(laptop) == 0
    assert merge.review_count(county.hub) == 1
    [review] = merge.reviews(county.hub)
    assert (review.table, review.field) == ("need_end", "outcome")
    assert {one.value for one in review.values} == {first.id, second.id}
    assert {one.officer for one in review.values} == {"王", "李"}
    [line] = funding.listed(county.hub, Wanted(state="disputed"))
    assert line.disputed

    deliver(county.second, county.first)
    merge.resolve(county.first, "王", review.id, second.id, "问过本人")
    deliver(county.first, county.hub)
    deliver(county.first, county.second)
    for store in (county.hub, county.first, county.second):
        assert merge.reviews(store) == []
        [line] = funding.listed(store, Wanted(state="ended"))
        assert (line.ends[0].outcome, line.ends[0].correction_reason) == ("applied", "问过本人")
        assert store.number("SELECT count(*) FROM need_end") == 3
        assert check(store).ok


def test_the_same_end_twice_is_no_dispute(county: County) -> None:
    need_id = told_to_both(county)
    funding.end(county.first, "王", [an_end(need_id)])
    funding.end(county.second, "李", [an_end(need_id, note="也这么说")])
    deliver(county.first, county.hub)
    deliver(county.second, county.hub)
    assert merge.reviews(county.hub) == []
    assert len(funding.listed(county.hub, Wanted(state="ended"))[0].ends) == 2


def test_settled_differently_on_two_sides_it_comes_up_again(county: County) -> None:
    need_id = told_to_both(county)
    [first] = funding.end(county.first, "王", [an_end(need_id)])
    [second] = funding.end(county.second, "李", [an_end(need_id, reason="enough")])
    deliver(county.first, county.second)
    deliver(county.second, county.first)
    [review] = merge.reviews(county.first)
    merge.resolve(county.first, "王", review.id, first.id, "先记的对")
    merge.resolve(county.second, "李", review.id, second.id, "后记的对")
    deliver(county.first, county.hub)
    deliver(county.second, county.hub)
    assert len(merge.reviews(county.hub)) == 1
    assert check(county.hub).ok


def test_the_tables_are_what_the_operations_give(county: County) -> None:
    need_id = told_to_both(county)
    [made] = funding.end(county.first, "王", [an_end(need_id)])
    funding.undo(county.first, "王", [made.id])
    before = state_hash(county.first)
    with county.first.transaction():
        rebuild(county.first)
    assert state_hash(county.first) == before
    hub = in_memory(Clock(), identity(1))
    merge.take(hub, everything(county.first), authority=anybody)
    assert funding.count(hub, Wanted(state="open")) == 1
    hub.close()


def test_a_dispute_is_settled_in_words_and_not_by_the_county_where_the_bank_spoke(
    quiet: Desk, county_desk: Desk
) -> None:
    number = need(quiet)
    told = funding.of_visit(quiet.session.store, number)
    assert told is not None
    store = quiet.session.store
    said = an_end(told.root, township_code=told.visit.township_code)
    funding.end(store, "王", [said])
    no = replace(said, outcome="declined", reason="papers", said_by="张经理")
    funding.end(store, "李", [no])
    [review] = [one for one in quiet.sync.reviews() if one.table == "need_end"]
    assert review.subject == told.visit.head_name
    assert {one.value for one in review.values} == {
        "2026-07-08 暂不申请 等时机",
        "2026-07-08 银行未同意 材料不全 张经理",
    }
    assert quiet.traffic.status().reviews >= 1
    merge.take(county_desk.session.store, everything(store), authority=lambda _: ("county", ()))
    with pytest.raises(UserError) as refusal:
        county_desk.sync.resolve(review.id, review.values[0].value, "县里看")
    assert refusal.value.code == "need_bank_only"
    quiet.sync.resolve(review.id, "2026-07-08 暂不申请 等时机", "问过本人")
    assert quiet.funding.need(number).outcome == "not_now"
