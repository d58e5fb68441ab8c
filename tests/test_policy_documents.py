"""Policy documents of the county: installed, signed on their way, proved again on every laptop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import audit, merge, ops, policies
from db.check import check
from desktop.exchange.identity import DeviceKeys
from desktop.places import RESOURCES
from desktop.services.credentials import load as credentials
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.packs import InForce
from desktop.texts import sentence
from tests.ledgers import Clock, identity, in_memory
from tests.policy_files import (
    amount_rule,
    asked,
    changed,
    county_pack,
    exchange,
    origins,
    plan_over,
    refused,
    signed_by,
    slipped_in,
)
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A county's own pack and its source."""
    return county_pack(tmp_path / "files")


# The way of a document.


def test_a_pack_that_the_county_installs_decides_in_the_township_after_the_next_stick(
    county_desk: Desk, desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    exchange(county_desk, desk, tmp_path / "stick")
    before = asked(desk)
    assert (before.policy_pack, amount_rule(desk)) == ("SX-2026", "pending")

    installed = county_desk.policy.install(files)
    assert [one.pack_id for one in installed] == ["YX-2026"]
    assert (installed[0].origin, installed[0].binds) == ("county", True)
    assert amount_rule(county_desk) == "not_met"
    assert asked(desk).policy_pack == "SX-2026"

    exchange(county_desk, desk, tmp_path / "stick")
    after = asked(desk)
    assert (after.policy_pack, amount_rule(desk)) == ("YX-2026", "not_met")
    assert after.policy_title.endswith("样县实施细则")
    assert origins(desk)["YX-2026"] == "county"
    assert desk.policy.refused() == []
    row = next(one for one in after.rows if one.rule == "amount_household_cap")
    assert desk.policy.clause(row.clause).text
    assert desk.vault.check().ok
    assert check(county_desk.session.store).ok


def test_what_was_installed_counts_after_a_restart(
    open_desk: Callable[[str], Desk], made_up: County, door: Door, tmp_path: Path
) -> None:
    county, township = open_desk("county"), open_desk("township")
    county.policy.install(county_pack(tmp_path / "files"))
    exchange(county, township, tmp_path / "stick")
    for name, side in (("county", county), ("township", township)):
        side.session.store.close()
        again = door.open(side.session.ledger, made_up.officers[name], made_up.keys[name])
        assert amount_rule(again) == "not_met"
        assert again.policy.refused() == []
        again.close(backup=False)


def test_installing_the_same_again_changes_nothing(county_desk: Desk, files: list[Path]) -> None:
    assert county_desk.policy.news(files) == [one.name for one in files]
    first = county_desk.policy.install(files)
    before = ops.vector(county_desk.session.store)
    assert county_desk.policy.news(files) == []
    assert county_desk.policy.install(files) == first
    ships = [RESOURCES / "policy" / name for name in ("sx-2026.toml", "sx-2026.txt")]
    assert [one.origin for one in county_desk.policy.install(ships)] == ["shipped"]
    assert ops.vector(county_desk.session.store) == before


def test_a_check_says_what_would_come_and_writes_nothing(
    county_desk: Desk, desk: Desk, door: Door, files: list[Path]
) -> None:
    before = ops.vector(county_desk.session.store)
    for library in (county_desk.policy, desk.policy, door.policy):
        (line,) = library.check(files)
        assert (line.pack_id, line.layer, line.over) == ("YX-2026", "county", "SX-2026")
        assert "YX-2026" not in {one.pack_id for one in library.packs()}
    assert ops.vector(county_desk.session.store) == before


def test_the_document_carries_what_is_asked_of_it(county_desk: Desk, files: list[Path]) -> None:
    county_desk.policy.install(files)
    toml, source = policies.listed(county_desk.session.store)
    assert (toml.kind, source.kind) == ("pack", "source")
    for one in (toml, source):
        assert (one.pack_id, one.number) == ("YX-2026", "样农发 2026 第 1 号")
        assert one.installed_on == county_desk.today()
        assert one.content.encode() == (files[0].parent / one.file).read_bytes()
        assert len(one.signature) == 128
    said = audit.listed(county_desk.session.store)
    assert {one.subject for one in said if one.what == "policy_install"} == {toml.file, source.file}


def test_a_township_neither_installs_nor_withdraws(desk: Desk, files: list[Path]) -> None:
    assert refused(lambda: desk.policy.install(files)).code == "county_only"
    assert refused(lambda: desk.policy.withdraw("SX-2026", "试")).code == "county_only"
    assert policies.listed(desk.session.store) == []


def test_a_new_laptop_has_the_documents_in_its_package(
    county_desk: Desk, door: Door, files: list[Path], tmp_path: Path
) -> None:
    county_desk.policy.install(files)
    package = county_desk.county.enrol(
        townships=("141124105",), officer="新来的", role="officer", bank="", out=tmp_path / "p"
    )
    ledger = tmp_path / "new.db"
    door.join(
        ledger, package=package.path, code=package.code, officer="新来的", password="new-2026"
    )
    joined = door.unlock(ledger, "新来的", "new-2026")
    assert origins(joined)["YX-2026"] == "county"
    assert asked(joined).policy_pack == "YX-2026"
    joined.close(backup=False)


# What does not count on a laptop.


def test_a_changed_row_is_set_aside_and_named_and_the_proof_of_the_ledger_finds_it(
    county_desk: Desk, desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    county_desk.policy.install(files)
    exchange(county_desk, desk, tmp_path / "stick")
    store = desk.session.store
    with store.transaction():
        store.execute(
            "UPDATE policy_document SET content = replace(content, '80000.00', '90000.00')"
        )
    refusals = desk.policy.refused()
    assert [(file, code) for file, code, _ in refusals] == [
        ("yx-2026.toml", "policy_document_changed")
    ]
    assert sentence(refusals[0][1], refusals[0][2]).startswith("县里下发的 yx-2026.toml")
    assert asked(desk).policy_pack == "SX-2026"
    assert desk.vault.check().problems == ("table: policy_document",)


@pytest.mark.parametrize("signature", ["00" * 64, "", "no hex", "ab"])
def test_a_signature_that_is_not_the_countys_sets_the_document_aside_and_the_others_stay(
    county_desk: Desk, desk: Desk, files: list[Path], tmp_path: Path, signature: str
) -> None:
    county_desk.policy.install(files)
    bad = plan_over(tmp_path / "bad", "bad", "BAD")
    documents = signed_by(DeviceKeys.generate(), bad)
    store = county_desk.session.store
    policies.keep(store, "县", [documents[0], replace(documents[1], signature=signature)])
    exchange(county_desk, desk, tmp_path / "stick")
    for side in (county_desk, desk):
        assert [(file, code) for file, code, _ in side.policy.refused()] == [
            ("bad.toml", "policy_document_unsigned"),
            ("bad.txt", "policy_document_unsigned"),
        ]
        assert asked(side).policy_pack == "YX-2026"


def test_a_signature_is_for_one_name_and_one_kind(county_desk: Desk, files: list[Path]) -> None:
    store = county_desk.session.store
    pack, source = signed_by(credentials(store).keys, files)
    policies.keep(store, "县", [replace(pack, file="other.toml"), replace(source, file="x.toml")])
    assert {code for _, code, _ in county_desk.policy.refused()} == {"policy_document_unsigned"}


def test_documents_count_again_when_the_county_installs_them_anew(
    county_desk: Desk, files: list[Path]
) -> None:
    slipped_in(county_desk, files, DeviceKeys.generate())
    assert "YX-2026" not in origins(county_desk)
    county_desk.policy.install(files)
    assert origins(county_desk)["YX-2026"] == "county"
    assert county_desk.policy.refused() == []


def test_what_this_program_cannot_read_is_set_aside_and_the_rest_counts(
    county_desk: Desk, desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    later = changed(
        plan_over(tmp_path / "later", "later", "LATER"),
        "[[clause]]",
        '[of_a_later_program]\nkey = "1"\n\n[[clause]]',
    )
    third = plan_over(tmp_path / "third", "third", "THIRD")
    slipped_in(county_desk, later)
    slipped_in(county_desk, third)  # it lies over one that comes after it
    slipped_in(county_desk, files)
    exchange(county_desk, desk, tmp_path / "stick")
    for side in (county_desk, desk):
        assert [(file, code) for file, code, _ in side.policy.refused()] == [
            ("later.toml", "pack_key_unknown")
        ]
        assert {"YX-2026", "THIRD"} <= set(origins(side))
        assert asked(side).policy_pack == "YX-2026"
        assert side.policy.answer("renewal", "{")["error"]


def test_a_ledger_that_has_joined_no_county_trusts_no_document(tmp_path: Path, desk: Desk) -> None:
    with in_memory(Clock(), identity(1)) as store:
        keys = DeviceKeys.generate()
        policies.keep(store, "县", signed_by(keys, county_pack(tmp_path / "files")))
        standing = InForce(desk.session.shelf, store).standing()
        assert {one.code for one in standing.refused} == {"policy_document_unsigned"}
        assert standing.packs is desk.session.shelf.packs


def test_the_set_is_read_once_and_again_when_documents_change(
    county_desk: Desk, files: list[Path]
) -> None:
    packs = county_desk.session.packs
    first = packs.current
    assert packs.current is first
    assert first is county_desk.session.shelf.packs
    county_desk.policy.install(files)
    second = packs.current
    assert second is not first
    assert packs.current is second


def test_a_document_that_a_laptop_writes_is_refused_by_the_county(
    county_desk: Desk, desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    box = tmp_path / "stick"
    exchange(county_desk, desk, box)
    store = desk.session.store
    own = store.identity
    with pytest.raises(Exception, match="not_owner"):
        policies.keep(store, "高", signed_by(credentials(store).keys, files))
    for role in ("county", own.role):  # a program that was tampered with lets it through
        with store.transaction():
            store.set_identity(replace(own, role=role))
        if role == "county":
            policies.keep(store, "高", signed_by(credentials(store).keys, files))
    assert asked(desk).policy_pack == "SX-2026"
    desk.sync.export(str(box))
    assert county_desk.sync.take(str(box)).operations == 0
    refusals = merge.quarantined(county_desk.session.store)
    assert {(one.table, one.code) for one in refusals} == {("policy_document", "not_owner")}
    assert policies.listed(county_desk.session.store) == []
    assert set(origins(county_desk).values()) == {"shipped"}


# Withdrawn.


def test_a_withdrawn_pack_ends_everywhere_and_stays_in_the_history(
    county_desk: Desk, desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    county_desk.policy.install(files)
    exchange(county_desk, desk, tmp_path / "stick")
    assert refused(lambda: county_desk.policy.withdraw("YX-2026", " ")).code == "reason_missing"
    county_desk.policy.withdraw("YX-2026", "省里另有规定")
    exchange(county_desk, desk, tmp_path / "stick")
    for side in (county_desk, desk):
        assert asked(side).policy_pack == "SX-2026"
        assert policies.listed(side.session.store) == []
        gone = policies.withdrawn(side.session.store)
        assert {(one.file, one.reason) for one in gone} == {
            ("yx-2026.toml", "省里另有规定"),
            ("yx-2026.txt", "省里另有规定"),
        }
        assert check(side.session.store).ok
    assert county_desk.policy.title("YX-2026") == "YX-2026"
    county_desk.policy.install(files)
    exchange(county_desk, desk, tmp_path / "stick")
    assert asked(desk).policy_pack == "YX-2026"


def test_only_what_the_county_installed_is_withdrawn_and_nothing_that_others_stand_on(
    county_desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    for name, code in (("SX-2026", "pack_ships"), ("NONE", "pack_unknown"), ("", "pack_unknown")):
        fault = refused(lambda name=name: county_desk.policy.withdraw(name, "试"))
        assert fault.code == code
    county_desk.policy.install(files)
    upper = plan_over(tmp_path / "more", "more", "MORE")
    changed(upper, 'source = "more.txt"', 'source = "yx-2026.txt"')
    county_desk.policy.install([upper[0]])
    fault = refused(lambda: county_desk.policy.withdraw("YX-2026", "试"))
    assert (fault.code, fault.params["file"]) == ("pack_layer_unknown", "more.toml")
    county_desk.policy.withdraw("more.toml", "试")
    assert [one.file for one in policies.listed(county_desk.session.store)] == [
        "yx-2026.toml",
        "yx-2026.txt",
    ]
