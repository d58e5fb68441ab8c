"""Bad input of the exchange: each has its sentence, changes no row, and the counts say so."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import bulk, merge
from db import bundles as bundles_of
from db.driver import dbapi
from desktop.errors import UserError
from desktop.exchange import mailbox as mailboxes
from desktop.exchange.bundle import Limits, Opened, opening, operations, parts
from desktop.exchange.bundle.columns import ColumnsPart
from desktop.exchange.bundle.operations import OpsPart
from desktop.exchange.mailbox import MARKER, Mailbox
from desktop.services import sync as syncing
from desktop.services.records.traffic import SentBundle
from desktop.services.sync import taking, witnesses
from desktop.services.sync.inbox import inbox_of
from desktop.texts import sentence
from desktop.texts.traffic import device_in, kept_apart, missing, refused_alone
from tests.ledgers import TOWNSHIP
from tests.replicas import Office, Replica, an_office, bundles, log, seen, status
from tests.sticks import Stick


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office("first") as made:
        yield made


def rows(one: Replica) -> dict[str, int]:
    return {**one.store.counts(), "ops": len(one.ops())}


def told(call: Callable[[], object]) -> str:
    """The code of a refusal; its sentence says something and ends."""
    with pytest.raises(UserError) as caught:
        call()
    said = sentence(caught.value.code, caught.value.params)
    assert said.endswith("。") and "{" not in said
    return caught.value.code


def set_aside(one: Replica, stick: Path) -> list[str]:
    """The reasons of a look at a stick that brought nothing but refusals."""
    before = rows(one)
    result = one.take(stick)
    assert (result.taken, rows(one)) == (0, before)
    for _, code in result.quarantined:
        assert sentence(code, {}).endswith("。")
    assert status(one).bundles_set_aside == len(
        [line for line in one.sync.inbox() if line.state == "quarantined"]
    )
    return [code for _, code in result.quarantined]


def written(office: Office) -> tuple[list[str], Path]:
    """A record of a laptop and the stick with its bundle."""
    made, stick = log(office["first"]), office.stick()
    office["first"].send(stick)
    return made, stick


def test_a_stick_of_another_county_is_neither_read_nor_written(office: Office) -> None:
    made, stick = written(office)
    foreign = office.stick()
    shutil.copytree(stick / "up", foreign / "up")
    (foreign / MARKER).write_text(
        json.dumps({"kind": "township-desk mailbox", "format": 1, "county": "ab" * 32})
    )
    before = rows(office.hub)
    assert told(lambda: office.hub.take(foreign)) == "mailbox_foreign"
    assert told(lambda: office["first"].run(foreign)) == "mailbox_foreign"
    assert rows(office.hub) == before
    assert status(office["first"]).sent_unconfirmed == len(made)


def test_a_bundle_of_a_newer_program_waits_and_is_taken_after_the_upgrade(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(syncing, "SCHEMA", 2)
        made, stick = written(office)
    assert set_aside(office.hub, stick) == ["bundle_newer"]
    assert set_aside(office.hub, office.stick()) == []  # nothing has changed yet
    monkeypatch.setattr(taking, "SCHEMA", 2)
    assert office.hub.take(office.stick()).taken == 1
    assert set(made) <= seen(office.hub)
    assert status(office.hub).bundles_set_aside == 0
    folder = office.hub.path.with_name(office.hub.path.name + ".quarantine")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda blob: blob[: len(blob) // 2], {"bundle_truncated"}),
        (lambda blob: blob[:-200] + bytes(200), {"bundle_damaged", "bundle_truncated"}),
        (lambda _: b"PK" + bytes(5000), {"bundle_damaged"}),
        (lambda _: b"", {"bundle_truncated", "bundle_damaged"}),
    ],
)
def test_what_is_no_whole_bundle_is_set_aside_and_the_whole_one_is_taken(
    office: Office, spoil: Callable[[bytes], bytes], codes: set[str]
) -> None:
    made, stick = written(office)
    (path,) = bundles(stick, "up")
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert set(set_aside(office.hub, stick)) <= codes
    path.write_bytes(whole)
    assert office.hub.take(stick).taken == 1
    assert set(made) <= seen(office.hub)


def test_25_an_old_bundle_replayed_and_names_that_try_to_get_out_change_nothing(
    office: Office, tmp_path: Path
) -> None:
    _, stick = written(office)
    (path,) = bundles(stick, "up")
    old = path.read_bytes()
    office.hub.take(stick)
    office.settle()
    secret = tmp_path / "secret.tdb"
    secret.write_bytes(b"not for anybody")
    replay = office.stick()
    (replay / "up").mkdir()
    for name in ("..%2f..%2fx.tdb", "a\\..\\b.tdb", "CON.tdb", "x" * 180 + ".tdb"):
        (replay / "up" / name).write_bytes(old)
    (replay / "up" / "link.tdb").symlink_to(secret)
    assert set_aside(office.hub, replay) == []
    assert not office.hub.path.with_name(f"{office.hub.path.name}.inbox").exists()
    assert sorted(one.name for one in tmp_path.glob("*.tdb")) == ["secret.tdb"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"stop_at": 100}, "mailbox_full"),
        ({"refuse_create": errno.EROFS}, "mailbox_read_only"),
        ({"stop_at": 100, "stop_with": errno.EIO}, "mailbox_vanished"),
        ({"forget_tail": 512}, "mailbox_not_kept"),
    ],
)
def test_03_a_stick_that_is_full_read_only_or_pulled_leaves_all_unsent(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: dict[str, int], code: str
) -> None:
    laptop, stick = office["first"], office.stick()
    made = log(laptop)
    before = rows(laptop)
    with monkeypatch.context() as broken:
        broken.setattr(mailboxes, "this_system", lambda: Stick(**fault))
        assert told(lambda: laptop.send(stick)) == code
    assert rows(laptop) == before
    assert status(laptop).unsent == len(made)
    assert bundles(stick, "up") == []
    laptop.send(stick)
    assert status(laptop).sent_unconfirmed == len(made)
    assert told(lambda: laptop.send(stick / "gone")) == "mailbox_missing"
    assert told(lambda: laptop.send(Path("ftp://x"))) in {"mailbox_missing", "mailbox_address"}


def test_a_cut_copy_stays_beside_the_ledger_and_goes_on_there(office: Office) -> None:
    made, stick = written(office)
    hub = office.hub
    folder = hub.path.with_name(f"{hub.path.name}.inbox")

    def cut() -> None:
        with Mailbox.open(stick) as box, inbox_of(hub.path) as inbox:
            (entry,) = box.waiting("up")
            whole = box.fetch(entry, inbox)
            begun = inbox / mailboxes.part_name(str(stick), entry)
            begun.write_bytes(whole.read_bytes()[:100])
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut()
    assert [one.suffix for one in folder.iterdir()] == [".part"]
    assert hub.take(stick).taken == 1
    assert set(made) <= seen(hub)
    assert not folder.exists()


def test_a_gap_is_named_by_the_number_of_its_bundle_and_by_its_sender(office: Office) -> None:
    hub, laptop = office.hub, office["first"]
    log(laptop, 2)
    late = [op for op in laptop.ops() if op.stream.endswith(".work") and op.seq == 2]
    merge.take(hub.store, late, authority=lambda _: ("officer", (TOWNSHIP,)))
    (named,) = status(hub).missing
    assert (named.sender, named.first, named.last, named.bundles) == ("first", 1, 1, ())
    assert missing(named) == "缺 first 的第 1 至 1 条，收到后自动补上。"
    came = max(line.number for line in hub.sync.inbox() if line.sender == "first")
    for number in (came + 1, came + 3):
        bundles_of.record(
            hub.store,
            direction="in",
            name=f"{number}.tdb",
            peer=laptop.store.identity.device,
            sha256=f"{number}",
            state="taken",
            operations=1,
            size=1,
            at=hub.clock.now,
            number=number,
        )
    (named,) = status(hub).missing
    assert named.bundles == (came + 2,)
    assert f"缺 first 的第 {came + 2} 号包" in missing(named)
    office.settle(1)
    assert status(hub).missing == ()


@pytest.mark.parametrize("hours", [-490_000, 87_600])
def test_a_clock_that_cannot_be_right_is_said_refuses_nothing_and_is_forgotten_once_right(
    office: Office, hours: int
) -> None:
    first, hub = office["first"], office.hub
    first.clock.on(hours=hours)
    made = set(log(first))
    office.settle(2)
    assert made <= seen(hub) and status(hub).set_aside == 0
    [(who, day)] = status(hub).clocks
    assert who == "first" and day == f"{first.clock.now:%Y-%m-%d}"
    assert any("有一边的电脑日期不对" in line for line in kept_apart(status(hub)))
    assert status(first).clocks
    assert status(first).sent_unconfirmed == 0
    first.clock.on(hours=-hours)
    assert status(hub).clocks and status(first).clocks == (), "hers was wrong and is right"
    log(first)
    office.settle(2)
    assert status(hub).clocks == status(first).clocks == ()


def test_an_exchange_in_which_all_was_refused_is_not_called_done(office: Office) -> None:
    stick = office.stick()
    (stick / "up").mkdir()
    (stick / "up" / "149999105-0123abcd-1-2-89abcdef.tdb").write_bytes(b"PK" + bytes(5000))
    found = office.hub.take(stick)
    log(office["first"])
    office.settle(2)
    states = [one.state for one in office.hub.sync.inbox(1)]
    assert states == ["quarantined", "taken"], "what is set aside stands first, however much came"
    assert refused_alone(found).startswith("没有收到新内容：有 1 个")
    receipt = SentBundle(to="", operations=0, bytes=1, name="")
    assert refused_alone(replace(found, sent=(receipt,))), "a receipt alone is no success"
    log(office["first"])
    office["first"].send(stick)
    assert refused_alone(office.hub.take(stick)) == ""
    assert device_in(found.quarantined[0][0]) == "0123abcd"


def test_a_county_whose_clock_is_years_ahead_says_so_and_takes_all_once_it_is_right(
    office: Office,
) -> None:
    first, hub = office["first"], office.hub
    hub.clock.on(days=3650)
    made = set(log(first))
    stick = office.stick()
    first.send(stick)
    assert set_aside(hub, stick) == ["certificate_expired"]
    assert [who for who, _ in status(hub).clocks] == ["first"]
    hub.clock.on(days=-3650)
    office.settle(1)
    assert made <= seen(hub)
    assert (status(hub).clocks, status(hub).bundles_set_aside) == ((), 0)


@pytest.mark.parametrize(
    "surprise",
    [OverflowError("a number that no column takes"), dbapi.OperationalError("malformed JSON")],
)
def test_a_bundle_with_what_nobody_foresaw_does_not_hold_up_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch, surprise: Exception
) -> None:
    _, stick = written(office)
    second = office.join("second")
    made = log(second)
    second.send(stick)
    odd, proved = office["first"].store.identity.device, witnesses.refuse_unproved

    def stumbles(opened: Opened, signed: Sequence[witnesses.Vector]) -> None:
        proved(opened, signed)
        if opened.header.device == odd:
            raise surprise

    with monkeypatch.context() as first_time:
        first_time.setattr(witnesses, "refuse_unproved", stumbles)
        found = office.hub.take(stick)
    assert (found.taken, [code for _, code in found.quarantined]) == (1, ["bundle_odd"])
    assert sentence("bundle_odd", {}).endswith("。")
    assert seen(office.hub) == {*made}
    [line] = [one for one in office.hub.sync.inbox() if one.state == "quarantined"]
    assert office.hub.sync.release(line.key).taken == 1


def test_a_large_bundle_that_is_broken_inside_its_seal_is_refused_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read while it is taken: what came before the broken part goes back."""
    first, hub, stick = office["first"], office.hub, office.stick()
    log(first, 3)
    heads = dict(hub.store.streams)
    packed = parts.columns_of

    def broken(part: OpsPart) -> ColumnsPart:
        made = packed(part)
        return replace(made, payloads=made.payloads[:-1]) if part.ops[-1][1] == 3 else made

    monkeypatch.setattr(operations, "PART_BYTES", 1)
    with monkeypatch.context() as sealing:
        sealing.setattr(parts, "columns_of", broken)
        first.send(stick)
    monkeypatch.setattr(bulk, "CHUNK", 1)  # each is taken before the next is read
    monkeypatch.setattr(opening, "Limits", partial(Limits, kept_bytes=0))
    assert set_aside(hub, stick) == ["bundle_damaged"]
    assert dict(hub.store.streams) == heads
    good = office.stick()
    first.send(good)
    assert hub.take(good).taken == 1
    assert seen(hub) == seen(first)
