"""Operations that are written many at a time give what they give one by one."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from db import merge, ops, visits
from db.bulk import CHUNK
from db.check import check
from db.indexes import WORTH_IT
from db.judging import Taking
from db.records.core import Op
from db.store import Store
from db.visitcounts import recount
from tests.counties import County, made_county, note
from tests.ledgers import TOWNSHIP, Clock, anybody, everything, identity, in_memory, visit
from tests.long_histories import TOLD, a_history, trusted, whole, written


def one_by_one(store: Store, sent: list[Op]) -> Taking:
    """Every operation by itself, as all went before and the extraordinary still go."""
    run = Taking(store, trusted, store.clock())
    with store.transaction():
        for op in sent:
            merge._receive(run, op)  # noqa: SLF001 - the way that is compared with
        for stream in sorted(run.ahead):
            merge._close_gaps(run, stream)  # noqa: SLF001 - as above
    return run


@settings(max_examples=50)
@given(seed=st.integers(0, 1 << 32))
def test_many_at_a_time_and_one_by_one_give_the_same_ledger(seed) -> None:
    chance = random.Random(seed)  # noqa: S311 - a made-up history
    sent = written(a_history(chance))
    sent += chance.sample(sent, len(sent) // 3)
    if chance.random() < 0.2:
        chance.shuffle(sent)
    bent = [
        replace(op, digest=bytes(32)) if chance.random() < 0.02
        else replace(op, chain=bytes(32)) if chance.random() < 0.02
        else op
        for op in sent
    ]  # fmt: skip
    with in_memory(Clock(), identity(9)) as many, in_memory(Clock(), identity(9)) as single:
        cut = chance.randint(0, len(bent))
        for part in (bent[:cut], bent[cut:]):
            found = merge.take(many, part, authority=trusted)
            run = one_by_one(single, part)
            counted = (found.taken, found.already, list(found.refused))
            assert counted == (run.taken, run.already, list(run.refused))
        assert whole(many) == whole(single)
        for name, head in many.streams.items():
            assert (head.seq, head.chain) == (single.streams[name].seq, single.streams[name].chain)


def test_a_badly_made_operation_among_ordinary_ones_stops_its_stream_there() -> None:
    told = [(2, TOLD[0], row, "insert", TOWNSHIP, "as it is") for row in ("r1", "r\n9", "r3")]
    with in_memory(Clock(), identity(9)) as store:
        found = merge.take(store, written(told), authority=trusted)
        assert (found.taken, [code for _, code in found.refused]) == (1, ["operation_unreadable"])
        assert [first for _, first, _ in found.waiting] == [2]


def test_ordinary_operations_are_written_together() -> None:
    with made_county() as county:
        visits.log(county.first, "王", [visit(n) for n in range(60)])
        for n in range(20):
            note(county.first, f"h{n}", phone=str(n))
        statements = []
        county.hub._connection.set_trace_callback(statements.append)  # noqa: SLF001 - counted
        merge.take(county.hub, everything(county.first), authority=anybody)
        county.hub._connection.set_trace_callback(None)  # noqa: SLF001 - as above
        asked = [one for one in statements if one.startswith(("SELECT", "DELETE", "UPDATE"))]
        assert len(asked) < 40
        assert check(county.hub).ok


def filled(county: County, count: int) -> list[ops.OpTuple]:
    visits.log(county.first, "王", [visit(n, note=f"第{n}次") for n in range(count)])
    return [ops.op_tuple(op) for op in everything(county.first)]


def indexes(store: Store) -> list[tuple[str, str]]:
    return store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name")


def test_a_table_that_grows_much_has_all_its_indexes_afterwards_and_after_a_failure() -> None:
    with made_county() as county:
        sent = filled(county, 30)
        before = indexes(county.hub)
        many = {"outreach_visit": WORTH_IT}
        room, within = county.hub.one("PRAGMA cache_size"), []

        def breaking():
            yield from sent[:20]
            within.extend(indexes(county.hub))
            raise OSError

        try:
            merge.take_many(county.hub, breaking(), authority=anybody, expected=many)
        except OSError:
            assert county.hub.counts()["visits"] == 0
        assert indexes(county.hub) == before
        names = {name for name, _ in within}
        assert "visit_corrections" in names, "an index of few rows is not worth a reading of all"
        assert "visit_by_household" not in names
        taken = merge.take_many(county.hub, sent, authority=anybody, expected=many)
        assert taken.taken == 30
        assert indexes(county.hub) == before
        assert county.hub.one("PRAGMA cache_size") == room
        assert county.hub.one("PRAGMA integrity_check") == ("ok",)
        assert check(county.hub).ok


def test_what_is_counted_beside_visits_is_what_a_recount_finds() -> None:
    with made_county() as county:
        filled(county, 12)
        visits.undo(
            county.first, "王", visits.listed(county.first, visits.VisitFilter())[0].visit_no
        )
        merge.take(county.hub, everything(county.first), authority=anybody)
        for store in (county.first, county.hub):
            days = "SELECT * FROM visit_day WHERE visits <> 0 ORDER BY day"
            texts = "SELECT text FROM visit_said ORDER BY text"
            before = (store.rows(days), store.rows(texts))
            with store.transaction():
                store.execute("INSERT INTO visit_said (text) VALUES ('nobody says it')")
                store.execute("INSERT INTO visit_officer VALUES ('nobody')")
                recount(store)
            assert ("nobody",) not in store.rows("SELECT name FROM visit_officer")
            assert (store.rows(days), store.rows(texts)) == before


def test_chunks_are_large_enough_to_matter_and_small_enough_for_memory() -> None:
    assert 1_000 <= CHUNK <= 10_000
