"""Whatever happened on three machines, any order of delivery gives one ledger and loses nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from db import evidence, merge, rosters, visits
from db.check import check, state_hash
from db.records.evidence import Photo
from db.store import Store
from tests.counties import County, deliver, made_county, note
from tests.ledgers import (
    OTHER,
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    person,
    publish,
    visit,
)

ROWS = ("h1", "h2")
FIELDS = ("phone", "remark")
LISTS = (("王小明", "李红"), ("王小明",), ("单小梅", "李红", "曾军"))

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("note"), st.integers(0, 2), st.sampled_from(ROWS), st.sampled_from(FIELDS),
            st.sampled_from("abc"),
        ),
        st.tuples(st.just("gone"), st.integers(0, 2), st.sampled_from(ROWS), st.booleans()),
        st.tuples(st.just("visit"), st.integers(0, 2)),
        st.tuples(
            st.just("photo"), st.integers(0, 2), st.sampled_from((b"one", b"two")), st.booleans()
        ),
        st.tuples(st.just("undo"), st.integers(0, 2)),
        st.tuples(st.just("send"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("clock"), st.integers(0, 2), st.integers(-48, 48)),
        st.tuples(st.just("resolve"), st.integers(0, 2), st.integers(0, 5)),
        st.tuples(
            st.just("roster"), st.sampled_from((TOWNSHIP, OTHER)), st.sampled_from(LISTS),
            st.integers(0, 3),
        ),
        st.tuples(st.just("unroster"), st.integers(0, 5)),
    ),
    max_size=25,
)  # fmt: skip


def act(county: County, step: tuple) -> None:  # noqa: C901, PLR0912
    """One step of a history."""
    stores = (county.hub, county.first, county.second)
    what = step[0]
    if what == "note":
        note(stores[step[1]], step[2], **{step[3]: step[4]})
    elif what == "gone":
        store = stores[step[1]]
        if store.one("SELECT 1 FROM household_note WHERE id = ?", (step[2],)):
            with store.write("王") as writer:
                (writer.tombstone if step[3] else writer.restore)("household_note", step[2])
    elif what == "visit":
        visits.log(stores[step[1]], "王", [visit()])
    elif what == "photo":
        store, data = stores[step[1]], step[2]
        photo = Photo(sha256=sha256(data).hexdigest(), size=len(data), width=4, height=3, data=data)
        for one in visits.listed(store, visits.VisitFilter())[:1]:
            made = evidence.attach(store, "王", one.id, [photo])
            if step[3]:
                evidence.turn(store, "王", made, back=False)
    elif what == "undo":
        found = visits.listed(stores[step[1]], visits.VisitFilter())
        own = [v for v in found if v.visit_no.startswith(f"{TOWNSHIP}{'BCD'[step[1]]}")]
        if own:
            visits.undo(stores[step[1]], "王", own[0].visit_no)
    elif what == "send":
        deliver(stores[step[1]], stores[step[2]])
    elif what == "clock":
        county.clocks[step[1]].on(hours=step[2])
    elif what == "resolve":
        waiting = merge.reviews(stores[step[1]])
        if waiting:
            one = waiting[step[2] % len(waiting)]
            merge.resolve(stores[step[1]], "县", one.id, one.values[-1].value, "r")
    elif what == "roster":
        people = [person(n, name=name) for n, name in enumerate(step[2])]
        publish(county.hub, people, township=step[1], as_of=date(2026, 6, 1) + timedelta(step[3]))
    else:
        listed = rosters.versions(county.hub)
        if listed:
            one = listed[step[1] % len(listed)]
            rosters.undo(county.hub, "县", one.township_code, one.roster_version)


@given(history=steps, order=st.randoms(use_true_random=False))
def test_any_delivery_order_gives_the_same_ledger_and_loses_nothing(history, order) -> None:
    with made_county() as county:
        for step in history:
            act(county, step)
        stores = (county.hub, county.first, county.second)
        union = {op.id: op for store in stores for op in everything(store)}
        values = {
            (row, field, value) for store in stores for row, field, value in live_values(store)
        }
        outcomes = []
        for _ in range(3):
            sent = [*union.values(), *order.sample(list(union.values()), len(union) // 2)]
            order.shuffle(sent)
            with in_memory(Clock(), identity(9)) as replica:
                cut = order.randint(0, len(sent))
                for part in (sent[:cut], sent[cut:]):
                    result = merge.take(replica, part, authority=anybody)
                assert (result.waiting, result.refused) == ((), ())
                assert {op.id: op for op in everything(replica)} == union
                outcomes.append((state_hash(replica), merge.reviews(replica)))
                if len(outcomes) == 1:
                    found = check(replica)
                    assert found.ok, found.problems
                assert overwritten(union.values(), live_values(replica), values)
        assert outcomes[0] == outcomes[1] == outcomes[2]
        for store in stores:
            for source in stores:
                deliver(source, store)
            assert (state_hash(store), merge.reviews(store)) == outcomes[0]


def live_values(store: Store) -> set[tuple[str, str, str]]:
    """Values of notes that are shown or under review."""
    return set(store.rows("SELECT \"row\", field, value FROM head WHERE tbl = 'household_note'"))


def overwritten(union, now: set, before: set) -> bool:
    """Whatever is no longer shown was seen by an operation that wrote the field again."""
    contents = [
        (op, json.loads(op.payload)) for op in union if op.tbl == "household_note" and op.payload
    ]
    for row, field, value in before - now:
        writers = [
            op.id
            for op, content in contents
            if op.row == row and json.dumps(content["f"].get(field)) == value
        ]
        seen = {i for op, content in contents if op.row == row for i in content["p"].get(field, ())}
        if field != "gone" and not set(writers) & seen:
            return False
    return True
