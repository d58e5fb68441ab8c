"""What makes taking quick changes nothing: proofs done once, a quicker reader, texts by number."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import fold, merge, migrations, ops, replay, visits
from db.check import check
from db.ops import OpTuple
from db.records.work import VisitFilter
from db.store import Store
from desktop.exchange.bundle import read_json
from desktop.exchange.bundle.operations import OpsPart, Range, Unpacker, canonical_header
from tests.counties import made_county
from tests.ledgers import (
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    new_store,
    open_store,
    visit,
)
from tests.long_histories import TOLD, a_history, trusted, whole, written
from tests.plans import questions, scans

LONG = "目前暂无贷款需求，明年再考虑；" * 4
WRONG = (
    "SELECT count(*) FROM outreach_visit v LEFT JOIN visit_said n ON n.n = v.note_no "
    "LEFT JOIN visit_said p ON p.n = v.person_no "
    "WHERE v.note IS NOT n.text OR v.person_met IS NOT p.text"
)


@settings(max_examples=12)
@given(seed=st.integers(0, 1 << 32))
def test_operations_of_a_proved_bundle_give_what_unproved_ones_give(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a made-up history
    sent = written(a_history(chance))
    sent += chance.sample(sent, len(sent) // 3)
    with in_memory(Clock(), identity(9)) as proved, in_memory(Clock(), identity(9)) as plain:
        quick = merge.take_many(
            *(proved, map(ops.op_tuple, sent)),
            authority=trusted,
            expected={},
            linked=True,
            read=read_json,
        )
        assert quick == merge.take(plain, sent, authority=trusted)
        assert whole(proved) == whole(plain)


def test_the_first_of_a_proved_bundle_is_held_against_what_is_here() -> None:
    one, other = (
        written([(2, (table, {**fields, "note": note}), row, "insert", TOWNSHIP, "as it is")
                 for row in ("r1", "r2", "r3")])
        for note in ("甲", "乙")
        for table, fields in [TOLD[0]]
    )  # fmt: skip
    with in_memory(Clock(), identity(9)) as store:
        merge.take(store, one[:1], authority=trusted)
        found = merge.take_many(
            *(store, map(ops.op_tuple, other[1:])), authority=trusted, expected={}, linked=True
        )
        assert [code for _, code in found.refused] == ["chain_wrong"]
        assert found.taken == 0
        assert ops.vector(store)[one[0].stream][0] == 1


def wire(count: int) -> tuple[list[OpTuple], OpsPart]:
    """Operations of one stream, and how they travel."""
    made: list[OpTuple] = []
    chain = bytes(32)
    for seq in range(1, count + 1):
        covered = ("d/i/work", seq, seq, "王", 1, "visit", f"r{seq}", "insert", TOWNSHIP)
        digest = sha256(b"{}").digest()
        chain = sha256(chain + canonical_header(covered) + digest).digest()
        made.append((*covered, b"{}", digest, chain))
    return made, OpsPart(("d/i/work",), [(0, *op[1:10], None) for op in made])


def test_a_range_that_begins_where_another_ended_must_follow_it() -> None:
    made, part = wire(4)
    ends = [op[11] for op in made]
    first = Range("d/i/work", 1, 2, ends[0], ends[1])
    good = Range("d/i/work", 3, 4, ends[2], ends[3])
    assert list(Unpacker([first, good]).ops(part)) == made
    forged = sha256(b"another third").digest()
    header = canonical_header(made[3][:9])
    last = sha256(forged + header + made[3][10]).digest()
    with pytest.raises(ValueError, match="does not follow"):
        list(Unpacker([first, Range("d/i/work", 3, 4, forged, last)]).ops(part))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=120)
@given(value=JSON, plain=st.booleans(), at=st.integers(0, 400), byte=st.integers(0, 255))
def test_the_quick_reader_says_what_the_other_says_or_nothing(
    value: object, plain: bool, at: int, byte: int
) -> None:
    said = json.dumps({"f": value}, ensure_ascii=plain).encode("utf-8", "surrogatepass")
    bent = bytearray(said)
    bent[at % len(bent)] = byte
    for payload in (said, bytes(bent)):
        try:
            quick = read_json(payload)
        except ValueError:
            continue
        assert repr(quick) == repr(fold.loaded(payload))


@pytest.mark.parametrize(
    "payload",
    [
        b'{"f":{"a":NaN}}', b'{"f":{"a":"\\ud800"}}', b'{"f":{"a":01}}', b'{"f":{}}x',
        b'{"f":{"a":"\x01"}}', b'{"f":{"a":1,}}', b"\xff\xfe{", b'{"f":{"a":1e999}}',
    ],
)  # fmt: skip
def test_what_only_the_other_reader_knows_is_left_to_it(payload: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        read_json(payload)


def test_visits_have_the_numbers_of_what_they_say_whichever_way_they_came() -> None:
    with made_county() as county:
        said = [LONG, "甲", LONG, "", "乙" * 32, "甲"]
        made = visits.log(county.first, "王", [visit(n, note=one) for n, one in enumerate(said)])
        visits.log(county.first, "王", [visit(9, note=LONG, person_met="甲")])
        merge.take(county.hub, everything(county.first), authority=anybody)
        visits.undo(county.first, "王", made[1].visit_no)
        for store in (county.first, county.hub):
            assert store.number("SELECT count(*) FROM outreach_visit WHERE note_no > 0") > 4
            assert store.number(WRONG) == 0
            short = store.rows("SELECT text FROM visit_said WHERE octet_length(text) <= 96")
            assert len(short) == len(set(short))
            assert visits.listed(store, VisitFilter(text="明年再")) != []
            assert check(store).ok


def test_an_older_ledger_gets_the_numbers_of_what_its_visits_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    before = {name: step for name, step in migrations.STEPS.items() if name < "0035"}
    with monkeypatch.context() as then:
        then.setattr(migrations, "STEPS", before)
        then.setattr(migrations, "NAMES", tuple(before))
        with new_store(tmp_path / "L", clock) as store:
            _put(
                store, [("a", LONG, "甲"), ("b", LONG, None), ("c", None, "甲"), ("d", "甲", "乙")]
            )
    with open_store(tmp_path / "L", clock) as store:
        assert store.number(WRONG) == 0
        assert sorted(store.rows("SELECT text FROM visit_said")) == [("乙",), ("甲",), (LONG,)]
        found = visits.listed(store, VisitFilter(text="甲"))
        assert {one.id for one in found} == {"a", "c", "d"}


def _put(store: Store, said: list[tuple[str, str | None, str | None]]) -> None:
    with store.transaction():
        store.executemany(
            "INSERT INTO outreach_visit (id, note, person_met, visited_on, officer, scope, hlc, "
            "stream, seq) VALUES (?, ?, ?, '2026-07-08', '王', '149999105', 1, 1, 1)",
            said,
        )


def test_what_is_judged_again_is_looked_up_and_the_log_not_read() -> None:
    """One look through a large log for each operation that is held would take minutes."""
    with made_county() as county:
        hub = county.hub
        with questions(hub) as asked, hub.transaction():
            replay.hand_on_again(hub, lambda _op: True)
        assert asked
        assert [step for one in asked for step in scans(hub, one) if step == "SCAN o"] == []
