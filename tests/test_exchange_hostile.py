"""What the holder of a certified laptop may try: it harms nobody else and holds nothing up."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from db import blobs
from db.registry import audience_for
from desktop.exchange.identity import DevicePublic, Introduction
from desktop.services.credentials import load
from desktop.services.operations import ROTATION
from tests.hostile import forge, forged_ops, said
from tests.ledgers import OTHER, TOWNSHIP
from tests.replicas import Office, an_office, enrol, log, seen

NO_KEY = f"age1{'q' * 58}"


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first", "third") as made:
        yield made


def goes_on(office: Office) -> bool:
    """Whether the work of others still arrives, and their bundles go out."""
    made = log(office["third"], township=OTHER)
    stick = office.stick()
    office["third"].send(stick)
    office.hub.take(stick)
    sent = office.hub.send(stick).sent
    return set(made) <= seen(office.hub) and "third" in {one.to for one in sent}


@pytest.mark.parametrize("asked", [(bytes(31), NO_KEY), (bytes(32), NO_KEY), (bytes(32), "")])
def test_a_key_to_which_nobody_can_seal_is_not_certified(
    office: Office, asked: tuple[bytes, str]
) -> None:
    before = load(office.hub.store).devices()
    stick = office.stick()
    forge(office["first"], stick, extras={ROTATION: asked})
    assert office.hub.take(stick).taken == 1
    assert load(office.hub.store).devices() == before
    assert goes_on(office)


def test_a_newcomer_with_such_a_key_is_a_stranger(office: Office) -> None:
    newcomer = enrol(office.hub, office.folder, "newcomer", (OTHER,))
    me, mine = newcomer.store.identity, load(newcomer.store)
    keys = DevicePublic(signing=mine.keys.public().signing, sealing=NO_KEY)
    stick = office.stick()
    asks = Introduction.make(mine.token, me.device, me.incarnation, keys)
    forge(newcomer, stick, introduction=asks)
    [(_, code)] = office.hub.take(stick).quarantined
    assert code == "bundle_unknown_device"
    assert goes_on(office)
    newcomer.close()


def test_a_file_with_a_name_that_is_no_text_holds_nothing_up(office: Office) -> None:
    made, stick = log(office["first"]), office.stick()
    office["first"].send(stick)
    (stick / "up" / os.fsdecode(b"\xff\xfe.tdb")).write_bytes(b"no bundle")
    result = office.hub.take(stick)
    assert (result.taken, [code for _, code in result.quarantined]) == (1, ["bundle_damaged"])
    assert set(made) <= seen(office.hub)
    [line] = [one for one in office.hub.sync.inbox() if one.state == "quarantined"]
    assert line.name.endswith(".tdb")


@pytest.mark.parametrize("named", ["photo", "ab" * 31, "AB" * 32, f"{'ab' * 31}a\0", "é" * 64])
def test_a_photo_with_a_name_that_is_no_hash_is_asked_of_nobody(office: Office, named: str) -> None:
    whole, stick = "cd" * 32, office.stick()
    rows = [
        ("evidence", row, "insert", said({"visit": "v1", "sha256": digest}))
        for row, digest in (("e1", named), ("e2", whole))
    ]
    audience = audience_for("evidence", TOWNSHIP)
    forge(office["first"], stick, forged_ops(office["first"], rows, audience=audience))
    assert office.hub.take(stick).operations == len(rows)
    assert blobs.lacking(office.hub.store) == {TOWNSHIP: [whole]}
    assert blobs.lacking_count(office.hub.store, None) == 1
    assert goes_on(office)
