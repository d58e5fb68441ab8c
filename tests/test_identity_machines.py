"""Certificates that end, keys that change, laptops that are told, a county from its saved keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.services.credentials import load
from desktop.services.founding import Founding
from desktop.texts import sentence
from tests.ledgers import TOWNSHIP
from tests.replicas import (
    SHELF,
    Keyless,
    Office,
    Replica,
    an_office,
    bundles,
    enrol,
    log,
    seen,
    status,
    whole,
)


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office() as made:
        yield made


def pass_time(office: Office, **step: float) -> None:
    for one in office.replicas.values():
        one.clock.on(**step)


def code_of(one: Replica) -> str:
    return one.desk.standing.state().code


def test_a_certificate_is_warned_of_refused_after_its_end_and_taken_once_renewed(
    office: Office,
) -> None:
    hub, laptop = office.hub, office["first"]
    line = laptop.desk.standing.state()
    assert (line.code, line.days) == ("", 3 * 365)
    pass_time(office, days=3 * 365 - 30)
    assert code_of(laptop) == "certificate_soon"
    pass_time(office, days=31)
    assert code_of(laptop) == "certificate_over"
    made, stick = log(laptop), office.stick()
    laptop.send(stick)
    refused = hub.take(stick)
    assert [reason for _, reason in refused.quarantined] == ["certificate_expired"]
    assert not set(made) & seen(hub)
    assert status(hub).bundles_set_aside == 1
    assert hub.take(stick).quarantined == ()  # once is enough
    hub.county.renew(laptop.store.identity.device)
    hub.take(office.stick())  # not even on this stick: the kept file is taken
    assert set(made) <= seen(hub)
    assert status(hub).bundles_set_aside == 0
    office.settle()
    assert code_of(laptop) == ""
    assert whole(hub) and whole(laptop)


def test_new_keys_count_once_the_county_has_certified_them_and_nothing_is_refused_meanwhile(
    office: Office,
) -> None:
    hub, laptop = office.hub, office["first"]
    before = load(laptop.store).keys
    assert laptop.desk.standing.rotate().keys_waiting
    assert laptop.desk.standing.rotate().keys_waiting  # asking twice makes no third pair
    early, late = office.stick(), office.stick()
    first = log(laptop)
    laptop.send(early)
    assert hub.take(early).quarantined == ()
    second = log(laptop)
    laptop.send(late)  # still signed with the old key
    assert hub.take(late).quarantined == ()
    assert {*first, *second} <= seen(hub)
    hub.send(late)
    laptop.take(late)
    assert load(laptop.store).keys != before
    assert not laptop.desk.standing.state().keys_waiting
    third = log(laptop)
    office.settle()
    assert {*first, *second, *third} <= seen(hub) & seen(office["second"])
    forged = office.stick()
    laptop.image(office.folder / "image.db")
    mine = load(laptop.store)
    from dataclasses import replace

    from desktop.services.credentials import save

    save(laptop.store, replace(mine, keys=before))
    log(laptop)
    laptop.send(forged)
    assert [reason for _, reason in hub.take(forged).quarantined] == ["bundle_signature"]


def test_a_new_root_is_followed_by_laptops_old_and_new(office: Office, tmp_path: Path) -> None:
    hub, laptop = office.hub, office["first"]
    before = hub.county.renew_root()
    assert hub.county.renew_root() != before
    office.settle()
    made = log(laptop)
    hub.county.assign(laptop.store.identity.device, ["149999105", "149999209"])
    office.settle()
    assert laptop.store.identity.townships == ("149999105", "149999209")
    assert set(made) <= seen(office["second"])
    fresh = enrol(hub, tmp_path, "newcomer", ("149999105",))
    stick = office.stick()
    for each in (fresh, hub, fresh):
        each.run(stick)
    assert set(made) <= seen(fresh)
    fresh.close()


def test_a_revoked_laptop_is_told_by_its_own_screen_and_once(office: Office) -> None:
    hub, laptop = office.hub, office["first"]
    hub.county.revoke(laptop.store.identity.device)
    stick = office.stick()
    assert "first" in {one.to for one in hub.send(stick).sent}
    laptop.take(stick)
    assert code_of(laptop) == "device_revoked"
    assert "first" not in {one.to for one in hub.send(office.stick()).sent}
    before = set(seen(laptop))
    log(office["second"])
    office.settle()
    assert seen(laptop) == before  # nothing of others goes there any more


def test_late_work_of_a_revoked_laptop_counts_when_the_county_says_so(office: Office) -> None:
    hub, laptop = office.hub, office["first"]
    hub.county.revoke(laptop.store.identity.device)
    made, stick = log(laptop), office.stick()
    laptop.send(stick)
    hub.take(stick)
    (line,) = [one for one in hub.sync.inbox() if one.state == "quarantined"]
    assert (line.reason, line.sender) == ("bundle_revoked", "first")
    hub.sync.discard(line.key)
    assert status(hub).bundles_set_aside == 0 and not set(made) & seen(hub)
    result = hub.sync.release(line.key)
    assert (result.taken, result.quarantined) == (1, ())
    assert set(made) <= seen(hub)
    office.settle()
    assert set(made) <= seen(office["second"])
    again = log(laptop)
    later = office.stick()
    laptop.send(later)
    assert [reason for _, reason in hub.take(later).quarantined] == ["bundle_revoked"]
    assert not set(again) & seen(hub)
    with pytest.raises(UserError) as caught:
        hub.sync.release("nothing")
    assert caught.value.code == "quarantine_unknown"
    assert whole(hub)


def test_the_second_laptop_of_one_package_is_told_by_its_own_screen(
    office: Office, tmp_path: Path
) -> None:
    hub = office.hub
    package = tmp_path / "one.tdpack"
    code = hub.county.enrol(
        townships=("149999105",), officer="both", role="officer", bank="", out=package
    ).code
    twins = []
    for name in ("left", "right"):
        Keyless(hub.clock, SHELF).join(
            tmp_path / f"{name}.db", package=package, code=code, officer=name, password=""
        )
        twins.append(Replica(name, tmp_path / f"{name}.db", hub.clock))
    stick = office.stick()
    for each in twins:
        each.run(stick)
    assert [reason for _, reason in hub.run(stick).quarantined] == ["token_seen_twice"]
    for each in twins:
        each.take(stick)
    codes = {code_of(each): each for each in twins}  # whose bundle lay first was believed
    assert set(codes) == {"", "package_used_elsewhere"}
    with pytest.raises(UserError) as caught:
        codes["package_used_elsewhere"].desk.standing.rotate()
    assert caught.value.code == "rotation_not_certified"
    for each in twins:
        each.close()


def test_a_county_made_again_from_its_keys_gets_all_back_from_its_laptops(
    office: Office, tmp_path: Path
) -> None:
    hub = office.hub
    made = [*log(office["first"]), *log(office["second"])]
    office.settle()
    out = tmp_path / "keys.tdkeys"
    code = hub.county.save_keys(out)
    for wrong, fault in ((code[:-1] + ("A" if code[-1] != "A" else "B"), "keys_code_wrong"),):
        with pytest.raises(UserError) as caught:
            Founding(hub.clock, SHELF).recover_county(
                tmp_path / "no.db", file=out, code=wrong, officer="x", password="long-enough-1"
            )
        assert caught.value.code == fault
        assert not (tmp_path / "no.db").exists()
    (tmp_path / "junk").write_bytes(b"x" * 200)
    with pytest.raises(UserError) as caught:
        Keyless(hub.clock, SHELF).recover_county(
            tmp_path / "no.db", file=tmp_path / "junk", code=code, officer="x", password=""
        )
    assert caught.value.code == "keys_file_damaged"
    Keyless(hub.clock, SHELF).recover_county(
        tmp_path / "again.db", file=out, code=code, officer="hub", password=""
    )
    hub.close()
    again = office.replicas["hub"] = Replica("hub", tmp_path / "again.db", hub.clock)
    stick = office.stick()
    assert len(again.send(stick).sent) == len(load(again.store).devices().devices) - 1
    for each in office.laptops:
        each.take(stick)
    office.settle()
    assert set(made) <= seen(again)
    fresh = log(office["first"])
    office.settle()
    assert set(fresh) <= seen(again) & seen(office["second"])
    assert whole(again)
    assert bundles(stick, "down")


@pytest.mark.parametrize("what", ["keys", "package"])
def test_a_file_for_which_a_code_was_written_down_is_not_written_over(
    office: Office, tmp_path: Path, what: str
) -> None:
    county, out = office.hub.county, tmp_path / f"county.{what}"

    def write() -> None:
        if what == "keys":
            county.save_keys(out)
        else:
            county.enrol(townships=[TOWNSHIP], officer="李", role="officer", bank="", out=out)

    write()
    before = out.read_bytes()
    with pytest.raises(UserError) as caught:
        write()
    assert caught.value.code == "out_code_file"
    assert "没有写出" in sentence(caught.value.code, caught.value.params)
    assert out.read_bytes() == before
