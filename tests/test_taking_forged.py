"""What a laptop says of operations that it did not write, or writes badly, never counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest

from db import compaction, forks, merge, ops
from db.check import state_hash
from db.ops import OpTuple
from db.records.core import TakeResult
from db.store import Store
from desktop.exchange.bundle import read_json
from desktop.exchange.bundle.operations import OpsPart, Range, Unpacker
from tests.counties import County, made_county
from tests.ledgers import TOWNSHIP, anybody, everything

DEVICE = f"{2:032x}"
STREAM = f"{DEVICE}/00000001/{TOWNSHIP}.work"
START = bytes(32)
FORGED = bytes([1]) * 32


@pytest.fixture
def county() -> Iterator[County]:
    with made_county() as county:
        yield county


def made(previous: bytes, seq: int, payload: bytes, **said: object) -> OpTuple:
    """An operation of the laptop, by default a visit; `payload` as it is."""
    one = {"stream": STREAM, "tbl": "outreach_visit", "row": f"r{seq}", "kind": "insert", **said}
    digest = sha256(payload).digest()
    header = (
        *(str(one["stream"]), seq, (1 << 40) + seq, "王", 1),
        *(str(one["tbl"]), str(one["row"]), str(one["kind"]), TOWNSHIP),
    )
    return (*header, payload, digest, ops.chain_of(previous, digest, *header))


def fields(**values: object) -> bytes:
    return json.dumps({"f": values}).encode()


def in_a_row(*payloads: bytes, **said: object) -> list[OpTuple]:
    found: list[OpTuple] = []
    for seq, payload in enumerate(payloads, 1):
        found.append(made(found[-1][11] if found else START, seq, payload, **said))
    return found


def notes(*remarks: str) -> list[OpTuple]:
    """One note of a household, written again and again."""
    said = [
        {"f": {"remark": remark}, "p": {"remark": [f"{STREAM}#{at}"]} if at else {}}
        for at, remark in enumerate(remarks)
    ]
    payloads = [json.dumps(one).encode() for one in said]
    return in_a_row(*payloads, tbl="household_note", row="h1", kind="set")


def sent(ranges: list[Range], operations: list[OpTuple]) -> list[OpTuple]:
    """Operations as they arrive: with the chain values that the ranges announce."""
    unpacker = Unpacker(ranges)
    wire = [(0, *op[1:10], None if op[9] is not None else op[10]) for op in operations]
    return list(unpacker.ops(OpsPart((operations[0][0],), wire)))


def take(store: Store, operations: list[OpTuple], stubs: object = None) -> TakeResult:
    """Take as from a bundle that was proved."""
    return merge.take_many(
        *(store, operations),
        authority=anybody,
        expected={},
        stubs=stubs,
        linked=True,
        read=read_json,
    )


def codes(result: TakeResult) -> list[str]:
    return [code for _, code in result.refused]


@pytest.mark.parametrize("row", ["h1", "h2"])
def test_a_folded_operation_takes_back_only_its_own_values(county: County, row: str) -> None:
    hub = county.hub
    good = notes("1" * 300, "2" * 300, "3" * 300)
    take(hub, good)
    assert compaction.fold_away(hub, compaction.answered(hub), archive=True) == 2
    before = state_hash(hub)
    payload = good[1][9] if row == "h2" else b'{"f":{"phone":"forged"},"p":{}}'
    assert payload is not None
    forged = made(START, 2, payload, tbl="household_note", row=row, kind="set")
    found = take(hub, sent([Range(STREAM, 2, 2, good[1][11], good[1][11])], [forged]))
    assert codes(found) == ["digest_wrong"]
    assert state_hash(hub) == before
    assert ops.verify_chain(hub) == []
    back = take(hub, good[1:2])
    assert (back.already, codes(back)) == (1, [])
    assert everything(hub)[1].payload == good[1][9]


def test_what_is_left_of_operations_is_taken_only_with_them_and_without_values(
    county: County,
) -> None:
    hub, other = county.hub, county.second
    with hub.write("县") as writer:
        writer.insert("loan", "l", {"loan_no": "1", "bank": "x" * 200}, scope=TOWNSHIP)
    for n in range(3):
        with hub.write("县") as writer:
            writer.set("loan", "l", {"balance_fen": n, "originals": f"{n}" * 200})
    take(hub, notes("1" * 300, "2" * 300, "3" * 300))
    assert compaction.fold_away(hub, compaction.answered(hub), archive=True) == 4
    short = [ops.op_tuple(op) for op in everything(hub)]
    folded = [op for op in everything(hub) if op.payload is None]
    lies = [
        [op.id, json.dumps({"f": {"principal_fen": 9, "phone": "forged"}, "p": {}}).encode()]
        for op in folded
    ]
    before = state_hash(hub)
    take(hub, [], lies)
    take(hub, short, lies)  # what is known of them stays
    assert state_hash(hub) == before
    take(other, short)
    told = state_hash(other)
    take(other, [], lies)
    assert state_hash(other) == told
    take(other, short, lies)
    assert state_hash(other)["loan"] == before["loan"]
    assert other.rows("SELECT phone FROM household_note") == [(None,)]
    assert b"forged" not in b"".join(left for (left,) in other.rows("SELECT content FROM stub"))


def test_a_range_cannot_lend_another_the_chain_value_that_stands_here(county: County) -> None:
    hub = county.hub
    good = in_a_row(*(fields(note=str(n)) for n in range(3)))
    take(hub, good)
    lent, forged = good[2][11], made(FORGED, 4, fields(note="forged"))
    ranges = [Range(STREAM, 1, 1, lent, lent), Range(STREAM, 4, 4, forged[11], forged[11])]
    found = take(hub, sent(ranges, [good[0], forged]))
    assert (found.taken, codes(found)) == (0, ["fork", "chain_wrong"])
    assert ops.verify_chain(hub) == []


@pytest.mark.parametrize("order", [(1, 0), (0, 0)])
def test_ranges_of_a_stream_rise(order: tuple[int, int]) -> None:
    good = in_a_row(fields(note="1"), fields(note="2"))
    ranges = [Range(STREAM, at + 1, at + 1, good[at][11], good[at][11]) for at in order]
    with pytest.raises(ValueError, match="do not rise"):
        sent(ranges, [good[at] for at in order])


@pytest.mark.parametrize(
    "payload",
    [
        b'{"f":{"note":"\\ud800"}}',
        b'{"f":{"\\udfff":"x"}}',
        b' { "f":{"note":"\\ud800"}}',
        b'{"f":{"note":"\xed\xa0\x80"}}',
        b'{"f":{"note":"\xff"}}',
        b'{"f":{},"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        " {}".encode("utf-16"),
        '{"f":{"note":"x"}}'.encode("utf-16"),
        '{"f":{"note":"x"}}'.encode("utf-16-le"),
        '{"f":{"note":"x"}}'.encode("utf-8-sig"),
    ],
)
@pytest.mark.parametrize("tbl", ["outreach_visit", "household_note", "household_move"])
def test_a_payload_that_cannot_be_read_is_set_aside_alone(
    county: County, payload: bytes, tbl: str
) -> None:
    hub = county.hub
    odd = made(START, 1, payload, tbl=tbl)
    found = take(hub, [odd, made(odd[11], 2, fields(note="\U0001f600 good"))])
    assert codes(found)[:1] == ["operation_unreadable"]
    assert found.taken == 1
    assert hub.rows("SELECT id FROM outreach_visit") == [("r2",)]
    assert ops.verify_chain(hub) == []


HUGE = ["99999999999999999999", "9" * 5000, str(1 << 40), "²"]


@pytest.mark.parametrize("number", HUGE)
def test_a_number_that_none_can_have_names_nothing(county: County, number: str) -> None:
    hub = county.hub
    was = json.dumps({"f": {"note": "1"}, "w": f"{STREAM}#{number}@zz"}).encode()
    stubs = [[f"{STREAM}#{number}", b'{"f":{}}']]
    assert take(hub, [made(START, 1, was)], stubs).taken == 1
    assert ops.get(hub, f"{STREAM}#{number}") is None
    assert compaction.archived(hub, f"{STREAM}#{number}") is None
    assert not forks.is_behind(hub, {STREAM: (1 << 62, FORGED)})


def test_only_its_own_device_takes_back_what_waits(county: County) -> None:
    hub, others = county.hub, STREAM.replace(DEVICE, f"{3:032x}")
    wait = in_a_row(fields(note="1"), fields(note="2"), stream=others)[1]
    take(hub, [wait])
    for device, left in (("2", 1), ("3", 0)):
        stream = f"{device:0>32}/00000002/{TOWNSHIP}.work"
        said = {"f": {"note": "x"}, "w": f"{others}#2@{wait[11].hex()}"}
        again = made(START, 1, json.dumps(said).encode(), stream=stream, row=device)
        assert take(hub, [again]).taken == 1
        assert hub.number("SELECT count(*) FROM waiting") == left
