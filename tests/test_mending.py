"""What was cut off between two steps mends by itself; what is forged does not get in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import keys, ops
from db import settings as kept
from db.ops import chained, digest_of, payload_of
from db.records.core import Op
from desktop.errors import UserError
from desktop.services import sync
from desktop.services.credentials import invites, load
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.records.people import VisitEntry, VisitFilter
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]


def log(desk: Desk) -> None:
    desk.visits.log(
        VisitEntry(
            household_no=desk.households.numbers()[0],
            visited_on=desk.today(),
            publicity_method="visit",
            contact_result="informed",
        )
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def empty(stick: Path, side: str) -> None:
    """The stick is lost on its way: what that side wrote never arrives."""
    for path in (stick / side).rglob("*.tdb"):
        path.unlink()


def test_a_lost_receipt_is_sent_again_when_the_laptop_asks_again(
    desk: Desk, county_desk: Desk, stick: Path
) -> None:
    log(desk)
    desk.sync.export(str(stick))
    county_desk.sync.run(str(stick))
    empty(stick, "down")
    assert desk.traffic.status().sent_unconfirmed == 1
    desk.sync.run(str(stick))
    again = county_desk.sync.run(str(stick))
    assert again.sent
    desk.sync.take(str(stick))
    status = desk.traffic.status()
    assert (status.unsent, status.sent_unconfirmed) == (0, 0)


def test_two_sides_do_not_answer_each_others_receipts_for_ever(
    desk: Desk, county_desk: Desk, stick: Path
) -> None:
    log(desk)
    for _ in range(3):
        desk.sync.run(str(stick))
        county_desk.sync.run(str(stick))
    assert desk.sync.run(str(stick)).sent == ()
    # the other township has not come yet and is still owed
    to = {one.to for one in county_desk.sync.run(str(stick)).sent}
    assert desk.station.officer not in to


def test_a_laptop_cannot_speak_for_the_county(
    desk: Desk, county_desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(desk)
    hub = county_desk.station.device
    payload = payload_of({"key": "tolerance", "value": "99"})
    forged = Op(
        stream=f"{hub}/deadbeef/*",
        seq=1,
        hlc=1,
        officer="x",
        schema=1,
        tbl="county_parameter",
        row="forged",
        kind="insert",
        scope="*",
        payload=payload,
        digest=digest_of(payload),
        chain=b"",
    )
    forged = replace(forged, chain=chained(bytes(32), forged))
    monkeypatch.setattr(
        sync.Sync,
        "_owed",
        lambda _self, _mine, known, _to: [
            *ops.travelling(desk.session.store, known, None),
            ops.op_tuple(forged),
        ],
    )
    desk.sync.export(str(stick))
    monkeypatch.undo()
    taken = county_desk.sync.take(str(stick))
    assert [reason for _, reason in taken.quarantined] == ["bundle_foreign_stream"]
    assert kept.parameters(county_desk.session.store) == []


def test_certification_that_was_cut_off_is_finished_by_the_next_bundle(
    county_desk: Desk, door: Door, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = county_desk.county.enrol(
        townships=("141124105",), officer="新来的", role="officer", bank="", out=tmp_path / "p"
    )
    ledger = tmp_path / "new.db"
    door.join(
        ledger, package=package.path, code=package.code, officer="新来的", password="password-1"
    )
    laptop = door.unlock(ledger, "新来的", "password-1")
    try:
        laptop.sync.export(str(stick))
        with monkeypatch.context() as cut:
            cut.setattr(
                type(county_desk.county),
                "_keep_certificate",
                lambda *_: (_ for _ in ()).throw(OSError),
            )
            with pytest.raises(OSError):  # noqa: PT011 - the power goes
                county_desk.sync.take(str(stick))
        assert load(county_desk.session.store).devices().find(laptop.station.device)
        county_desk.sync.run(str(stick))
        states = {one.device: one.state for one in county_desk.county.devices()}
        assert states[laptop.station.device] == "active"
        used = [one for one in invites(county_desk.session.store).values() if one.device]
        assert laptop.station.device in {one.device for one in used}
        laptop.sync.take(str(stick))
        assert laptop.traffic.status().sent_unconfirmed == 0
    finally:
        laptop.close(backup=False)


def test_a_join_that_fails_leaves_nothing_and_can_be_tried_again(
    county_desk: Desk, door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.services import founding

    package = county_desk.county.enrol(
        townships=("141124105",), officer="新来的", role="officer", bank="", out=tmp_path / "p"
    )
    ledger = tmp_path / "join" / "new.db"
    ledger.parent.mkdir()

    def join() -> object:
        return door.join(
            ledger, package=package.path, code=package.code, officer="甲", password="password-1"
        )

    with monkeypatch.context() as cut:
        broken = (_ for _ in ()).throw
        cut.setattr(founding, "take_many", lambda *_, **__: broken(UserError("disk")))
        with pytest.raises(UserError):
            join()
    assert list(ledger.parent.iterdir()) == []
    assert join()


def test_a_keys_file_that_cannot_be_read_for_a_moment_is_not_replaced(
    desk: Desk, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.vault.back_up_before("asked")
    ledger = desk.station.ledger
    path = keys.keys_beside(ledger)
    before = path.read_bytes()

    def locked(self: Path, *_: object, **__: object) -> str:
        raise PermissionError(self.name)

    with monkeypatch.context() as busy:
        busy.setattr(Path, "read_text", locked)
        with pytest.raises(Exception, match="keys_unreachable"):
            door.officers(ledger)
    assert path.read_bytes() == before


def test_a_restored_laptop_gets_back_what_it_had_sent(
    open_desk: Callable[[str], Desk], made_up: County, door: Door, stick: Path, tmp_path: Path
) -> None:
    desk, county_desk = open_desk("township"), open_desk("county")
    copy = desk.vault.back_up(tmp_path / "copies")
    before = desk.visits.listed(VisitFilter()).total
    log(desk)
    desk.sync.export(str(stick))
    county_desk.sync.run(str(stick))
    done = door.restore(
        copy.path,
        to=tmp_path / "back.db",
        officer=made_up.officers["township"],
        password=made_up.password,
    )
    assert done.counts["visits"] == before
    back = door.open(tmp_path / "back.db", made_up.officers["township"], made_up.keys["township"])
    try:
        for _ in range(2):
            back.sync.run(str(stick))
            county_desk.sync.run(str(stick))
        back.sync.take(str(stick))
        assert back.visits.listed(VisitFilter()).total == before + 1
    finally:
        back.close(backup=False)


def test_a_copy_of_another_ledger_of_this_laptop_comes_back_with_its_own_keys(
    desk: Desk, county_desk: Desk, made_up: County, door: Door, tmp_path: Path
) -> None:
    copy = desk.vault.back_up(tmp_path / "copies")
    target = county_desk.station.ledger
    county_desk.session.store.close()
    with pytest.raises(UserError) as caught:
        door.restore(
            copy.path, to=target, officer=made_up.officers["township"], password=made_up.password
        )
    assert caught.value.code == "restore_exists"
    door.restore(
        copy.path,
        to=target,
        officer=made_up.officers["township"],
        password=made_up.password,
        replace=True,
    )
    opened = door.unlock(target, made_up.officers["township"], made_up.password)
    assert opened.station.role == "officer"
    opened.close(backup=False)
    assert json.dumps(made_up.officers)


def test_an_agriculture_desk_gets_the_roster_and_a_regulator_no_household(
    county_desk: Desk, door: Door, tmp_path: Path
) -> None:
    counts = {}
    for role in ("agriculture_desk", "regulator_desk", "bank_desk"):
        package = county_desk.county.enrol(
            townships=("141124105",), officer=role, role=role, bank="", out=tmp_path / role
        )
        made = door.join(
            tmp_path / f"{role}.db",
            package=package.path,
            code=package.code,
            officer=role,
            password="password-1",
        )
        counts[role] = made.households
    assert counts["regulator_desk"] == 0
    assert counts["agriculture_desk"] == counts["bank_desk"] > 0


def test_a_password_that_was_changed_does_not_come_back_with_a_copy(
    desk: Desk, made_up: County, door: Door, tmp_path: Path
) -> None:
    copy = desk.vault.back_up(tmp_path / "copies")
    officer, ledger = made_up.officers["township"], desk.station.ledger
    desk.vault.add_officer("同事", "colleague-1")
    desk.vault.change_password(made_up.password, "another-2026")
    desk.session.store.close()
    before = keys.keys_beside(ledger).read_bytes()
    with pytest.raises(Exception, match="wrong_password"):
        door.restore(copy.path, to=ledger, officer=officer, password=made_up.password, replace=True)
    door.restore(copy.path, to=ledger, officer=officer, password="another-2026", replace=True)
    assert (
        json.loads(keys.keys_beside(ledger).read_bytes())["officers"]
        == (json.loads(before)["officers"])
    )


def test_who_was_removed_does_not_come_back_with_a_copy(
    desk: Desk, door: Door, tmp_path: Path
) -> None:
    desk.vault.add_officer("同事", "colleague-1")
    copy = desk.vault.back_up(tmp_path / "copies")
    desk.vault.remove_officer("同事")
    ledger = desk.station.ledger
    desk.session.store.close()
    with pytest.raises(Exception, match="officer_unknown"):
        door.restore(copy.path, to=ledger, officer="同事", password="colleague-1", replace=True)
    assert "同事" not in door.officers(ledger)


def test_a_package_that_was_handed_out_asks_for_another_copy(
    county_desk: Desk, tmp_path: Path
) -> None:
    vault = county_desk.vault
    vault.back_up_if_changed("exit")
    vault.back_up_if_changed("exit")
    copies = vault.backups()
    assert [one.counts for one in copies] == [vault.counts()]
    county_desk.county.enrol(
        townships=("141124105",), officer="新来的", role="officer", bank="", out=tmp_path / "p"
    )
    assert vault.counts() != copies[0].counts
