"""Parts of the exchange alone: kept statements, joined lists of devices, copies of one profile."""

from __future__ import annotations

import pytest

from db import merge, ops, peers, visits
from db.check import check
from db.forks import settle
from desktop.exchange.bundle import statements
from desktop.exchange.identity import DeviceKeys, DeviceRoster, fingerprint
from tests.bundles import HUB, LAPTOP, NOW, STREAM, Office, make_ops, notes_of
from tests.counties import made_county
from tests.ledgers import START, TOWNSHIP, Clock, anybody, everything, identity, in_memory, visit
from tests.replicas import an_office, log, seen, status

OFFICE = Office()


def statement() -> bytes:
    blob, _ = OFFICE.seal(make_ops(notes_of(2)))
    return OFFICE.open(blob).statement


def test_a_statement_is_proved_by_the_key_of_its_sender_alone() -> None:
    kept, key = statement(), OFFICE.laptop.public().signing
    assert statements.proved(kept, key, LAPTOP) == {STREAM: (3, b"\7" * 32)}
    assert statements.vector_of(kept) == statements.proved(kept, key, LAPTOP)
    assert statements.proved(kept, OFFICE.hub.public().signing, LAPTOP) == {}
    assert statements.proved(kept, key, HUB) == {}


@pytest.mark.parametrize("spoilt", [b"", b"\xc1", b"\x92\xc4\x01a\xc4\x01b", b"no statement"])
def test_what_is_no_statement_says_nothing(spoilt: bytes) -> None:
    assert statements.vector_of(spoilt) == {}
    assert statements.proved(spoilt, OFFICE.laptop.public().signing, LAPTOP) == {}


def test_a_changed_statement_is_not_proved() -> None:
    kept, key = statement(), OFFICE.laptop.public().signing
    for at in range(0, len(kept), 7):
        changed = bytearray(kept)
        changed[at] ^= 1
        assert statements.proved(bytes(changed), key, LAPTOP) == {}


def a_list(*certified: str, version: int = 0) -> DeviceRoster:
    county = fingerprint(DeviceKeys.generate().public().signing)
    made = DeviceRoster(county=county, version=version, issued_at=NOW)
    for device in certified:
        made = made.with_device(b"certificate", device, NOW)
    return made


def test_two_versions_of_the_list_of_devices_join_and_a_revocation_of_either_counts() -> None:
    ours, theirs = a_list("a" * 32, "b" * 32), a_list("b" * 32, "c" * 32, version=5)
    theirs = theirs.revoke("b" * 32, {}, NOW)
    joined = ours.joined(theirs, NOW)
    assert {one.device[0]: one.state for one in joined.devices} == {
        "a": "active", "b": "revoked", "c": "active",
    }  # fmt: skip
    assert joined.version > max(ours.version, theirs.version)
    assert ours.joined(a_list("a" * 32), NOW) is ours
    again = ours.revoke("a" * 32, {}, NOW).joined(a_list("a" * 32, version=9), NOW)
    assert again.find("a" * 32).state == "revoked"


def test_what_two_machines_of_one_name_have_is_what_both_have() -> None:
    with in_memory(Clock(), identity(1)) as hub:
        visits.log(hub, "县", [visit() for _ in range(3)])
        [(stream, (seq, end))] = ops.vector(hub).items()
        first, *_ = everything(hub)
        known = {"first": {stream: (seq, end)}, "twin": {stream: (1, first.chain)}}
        for copy, vector in known.items():
            peers.confirm(hub, "laptop", vector, START, copy=copy)
        assert peers.confirmed(hub, "laptop")[stream][0] == 1
        for _ in range(5):  # the other machine is never heard of again
            peers.confirm(hub, "laptop", known["first"], START, copy="first")
        assert peers.confirmed(hub, "laptop")[stream][0] == seq
        peers.confirm(hub, "laptop", known["twin"], START, copy="twin")
        peers.confirm(hub, "laptop", known["first"], START, copy="reborn", former=["first", "twin"])
        assert peers.confirmed(hub, "laptop")[stream][0] == seq
        peers.confirm(hub, "laptop", known["first"], START, copy="reborn", parted=[stream])
        assert peers.confirmed(hub, "laptop") == {}
        assert [one.device for one in peers.listed(hub)] == ["laptop"]


def test_where_anothers_stream_parted_the_countys_branch_is_taken_and_the_other_kept() -> None:
    with made_county() as county:
        both = visits.log(county.first, "王", [visit() for _ in range(2)])
        ours = everything(county.first)
        merge.take(county.second, ours, authority=anybody)
        with in_memory(Clock(), identity(2, "officer")) as other:
            merge.take(other, ours[:1], authority=anybody)
            [theirs] = visits.log(other, "王", [visit(note="other")])
            branch = [op for op in everything(other) if op.seq > 1]
        taken = merge.take(county.second, branch, authority=anybody)
        forked = [op for op, code in taken.refused if code == "fork"]
        assert settle(county.second, forked, behind=False, by=anybody) is not None
        shown = {row for (row,) in county.second.rows("SELECT id FROM outreach_visit")}
        assert shown == {both[0].id, theirs.id}
        assert [one.row for one in merge.quarantined(county.second)] == [both[1].id]
        assert check(county.second).ok


def test_nothing_parts_where_nothing_forked() -> None:
    with made_county() as county:
        before = county.first.identity
        assert settle(county.first, [], behind=False, by=anybody) is None
        assert settle(county.first, ["x/y/z#1"], behind=False, by=anybody) is None
        assert county.first.identity == before


def test_a_laptop_may_not_give_back_what_the_county_never_signed_for() -> None:
    with an_office("first", "second") as office:
        first, hub = office["first"], office.hub
        rows = set(log(office["second"]))
        stick = office.stick()
        others = office["second"].ops()
        # What the neighbour wrote lies on this laptop, but no statement of the county names it.
        merge.take(first.store, others, authority=lambda _: ("officer", (TOWNSHIP,)))
        assert rows <= seen(first)
        first.send(stick)
        hub.take(stick)
        assert rows.isdisjoint(seen(hub))
        office.settle(1)
        assert rows <= seen(hub)
        assert status(hub).bundles_set_aside == 0
