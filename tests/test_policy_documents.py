"""Policy documents of the county: installed, signed on their way, proved again on every laptop."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from db import audit, merge, ops, policies
from db.check import check
from db.records import PolicyDocument
from desktop.errors import UserError
from desktop.exchange.identity import DeviceKeys, sign_document
from desktop.places import RESOURCES
from desktop.services.credentials import load as credentials
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.packs import InForce, digest_of, kind_of
from desktop.services.records import CheckOutcome, CheckRequest, NoticeScope
from desktop.texts import sentence
from tests.ledgers import Clock, identity, in_memory
from tests.policy_files import changed, county_pack, exchange, plan_over
from tests.terminal import Terminal, settle
from tests.windows import County

pytest_plugins = ["tests.window_fixtures"]
POLICY = RESOURCES / "policy"
ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A county's own pack and its source."""
    return county_pack(tmp_path / "files")


def refused(call: Callable[[], object]) -> UserError:
    """The error of a call, whose sentence finds all that it shows."""
    with pytest.raises(UserError) as caught:
        call()
    shown = sentence(caught.value.code, caught.value.params)
    assert shown.endswith("。")
    assert "（file）" not in shown
    return caught.value


def asked(desk: Desk, amount_fen: int = 9_000_000) -> CheckOutcome:
    """What the rules say here of a household's wish."""
    number = desk.households.numbers()[0]
    return desk.eligibility.preview(
        CheckRequest(
            household_no=number,
            member_no=desk.eligibility.prepare(number).member_no,
            amount_fen=amount_fen,
            months=24,
            purpose_code="production",
        )
    )


def amount_rule(desk: Desk) -> str:
    return next(row.result for row in asked(desk).rows if row.rule == "amount_household_cap")


def origins(desk: Desk) -> dict[str, str]:
    return {one.pack_id: one.origin for one in desk.policy.packs()}


def signed_by(keys: DeviceKeys, paths: list[Path]) -> list[PolicyDocument]:
    """Documents as the county's program writes them, signed by these keys."""
    made = []
    for path in paths:
        raw, kind = path.read_bytes(), kind_of(path.name)
        digest = digest_of(raw)
        made.append(
            PolicyDocument(
                file=path.name,
                kind=kind,
                pack_id="",
                number="",
                title="",
                digest=digest,
                signature=sign_document(keys, kind, path.name, digest),
                content=raw.decode(),
                installed_on=None,
            )
        )
    return made


def slipped_in(desk: Desk, paths: list[Path], keys: DeviceKeys | None = None) -> None:
    """Written to the county's ledger without the proof that an install makes."""
    store = desk.session.store
    documents = signed_by(keys or credentials(store).keys, paths)
    policies.keep(store, desk.session.officer, documents)


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
    ships = [POLICY / "sx-2026.toml", POLICY / "sx-2026.txt"]
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


# What is refused at the county.


@pytest.mark.parametrize(
    ("fault", "code", "table"),
    [
        (('"80000.00"', '"120000.00"'), "pack_loosened", "parameter.max_amount"),
        (('unit = "yuan"', 'unit = "gold"'), "pack_word_unknown", "parameter.max_amount"),
        (("checked_on = 2026-06-30", ""), "pack_key_missing", "pack"),
        (('short = "样"', 'short = "样"\nlong = "样"'), "pack_key_unknown", "document"),
        (('digest = "', 'digest = "0'), "pack_source_changed", "document"),
        (("from = 2026-07-01", "from = 2026-07-32"), "pack_not_toml", None),
        (('over = "SX-2026"', 'over = "SX-2027"'), "pack_layer_unknown", "pack"),
        (('id = "YX-2026"', 'id = "SX-2026"'), "pack_name_twice", "pack"),
        (('clause = "二"', 'clause = "三"'), "pack_clause_unknown", "binding[0]"),
    ],
)
def test_a_faulty_pack_is_refused_by_file_table_and_key_and_the_old_set_stays(
    county_desk: Desk, files: list[Path], fault: tuple[str, str], code: str, table: str | None
) -> None:
    before, packs = ops.vector(county_desk.session.store), county_desk.session.packs.current
    changed(files, *fault)
    for call in (county_desk.policy.check, county_desk.policy.install):
        found = refused(lambda call=call: call(files))
        assert (found.code, found.params["file"]) == (code, "yx-2026.toml")
        assert found.params.get("table") == table
        assert table is None or found.params["key"]
    assert ops.vector(county_desk.session.store) == before
    assert county_desk.session.packs.current is packs
    assert amount_rule(county_desk) == "pending"


def test_windows_that_overlap_are_refused_by_the_name_of_a_file(
    county_desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    county_desk.policy.install(files)
    second = county_pack(tmp_path / "more", stem="yx-2", pack="YX-2", number=2)
    fault = refused(lambda: county_desk.policy.install(second))
    assert fault.code == "pack_dates_overlap"
    assert str(fault.params["file"]) in {"yx-2026.toml", "yx-2.toml"}
    assert set(origins(county_desk)) & {"YX-2026", "YX-2"} == {"YX-2026"}


def test_what_no_reader_of_packs_expects_is_refused_all_the_same(
    county_desk: Desk, tmp_path: Path
) -> None:
    deep = tmp_path / "deep.toml"
    deep.write_text("x = " + "[" * 20_000, encoding="utf-8")
    fault = refused(lambda: county_desk.policy.install([deep]))
    assert (fault.code, fault.params["file"]) == ("pack_unreadable", "deep.toml")


def test_files_that_cannot_be_taken_are_named(
    county_desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    toml, source = files
    wide = tmp_path / "gb.txt"
    wide.write_bytes("样县".encode("gb18030"))
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * ((1 << 20) + 1))
    other = tmp_path / "other.txt"
    other.write_text("没有人引用", encoding="utf-8")
    cases: Mapping[str, list[Path]] = {
        "policy_no_files": [],
        "path_missing": [tmp_path / "none.toml"],
        "policy_not_utf8": [toml, wide],
        "policy_file_large": [toml, large],
        "policy_name_wrong": [tmp_path / ".hidden.toml"],
        "policy_file_twice": [toml, *county_pack(tmp_path / "twice")],
        "policy_source_unused": [toml, source, other],
        "policy_file_reserved": [POLICY / "questions.toml"],
        "pack_source_unknown": [toml],
    }
    before = ops.vector(county_desk.session.store)
    for code, given in cases.items():
        assert refused(lambda given=given: county_desk.policy.install(given)).code == code
    for name in ("..", "a/../b.md", "两行\n.toml", "x.toml.exe", "a" * 120 + ".toml"):
        given = [tmp_path / name]
        assert refused(lambda given=given: county_desk.policy.check(given)).code == (
            "policy_name_wrong"
        )
    (tmp_path / "folder.toml").mkdir()
    folder = [tmp_path / "folder.toml"]
    assert refused(lambda: county_desk.policy.check(folder)).code == "path_missing"
    assert ops.vector(county_desk.session.store) == before


def test_a_file_that_cannot_be_read_is_named(
    county_desk: Desk, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as broken:
        broken.setattr(Path, "open", refuse)
        fault = refused(lambda: county_desk.policy.check(files))
    assert (fault.code, fault.params["file"]) == ("policy_file_unreadable", "yx-2026.toml")


def test_a_link_counts_as_what_it_leads_to(
    county_desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    linked = []
    for path in files:
        (tmp_path / path.name).symlink_to(path)
        linked.append(tmp_path / path.name)
    county_desk.policy.install(linked)
    assert origins(county_desk)["YX-2026"] == "county"


# A file that ships.


def newer(folder: Path, name: str = "sx-2026.toml", day: str = "2026-12-01") -> Path:
    text = (POLICY / name).read_text(encoding="utf-8")
    assert "checked_on = 2026-11-20" in text
    path = folder / name
    path.write_text(text.replace("checked_on = 2026-11-20", f"checked_on = {day}"), "utf-8")
    return path


def test_a_pack_that_ships_gives_way_to_a_newer_one_of_its_name_and_comes_back(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    shipped = next(one for one in desk.policy.packs() if one.pack_id == "SX-2026")
    county_desk.policy.install([newer(tmp_path)])
    exchange(county_desk, desk, tmp_path / "stick")
    fresh = next(one for one in desk.policy.packs() if one.pack_id == "SX-2026")
    assert (fresh.origin, fresh.checked_on.isoformat()) == ("county", "2026-12-01")
    assert fresh.digest != shipped.digest
    county_desk.policy.withdraw("SX-2026", "发错了")
    exchange(county_desk, desk, tmp_path / "stick")
    assert next(one for one in desk.policy.packs() if one.pack_id == "SX-2026") == shipped


def test_a_pack_that_ships_gives_way_neither_to_another_nor_to_an_older_one(
    county_desk: Desk, tmp_path: Path
) -> None:
    older = newer(tmp_path, day="2026-06-01")
    fault = refused(lambda: county_desk.policy.install([older]))
    assert (fault.code, fault.params["day"]) == ("policy_file_older", "2026-11-20")
    older.write_text(
        older.read_text("utf-8").replace('id = "SX-2026"', 'id = "SX-2027"', 1), "utf-8"
    )
    assert refused(lambda: county_desk.policy.install([older])).code == "policy_file_taken"
    older.write_text("[pack", "utf-8")
    assert refused(lambda: county_desk.policy.install([older])).code == "pack_not_toml"
    assert set(origins(county_desk).values()) == {"shipped"}


def test_a_program_that_ships_a_newer_file_sets_the_countys_aside(
    county_desk: Desk, tmp_path: Path
) -> None:
    slipped_in(county_desk, [newer(tmp_path, day="2026-06-01")])
    assert [(file, code) for file, code, _ in county_desk.policy.refused()] == [
        ("sx-2026.toml", "policy_file_older")
    ]
    assert set(origins(county_desk).values()) == {"shipped"}


def test_the_countys_table_of_prime_rates_replaces_the_one_that_ships(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    today = county_desk.today()
    assert desk.policy.prime_rates().checked is False
    assert desk.parameters.params_for("141124", today).lpr_table == ()
    table = tmp_path / "lpr.toml"
    text = (POLICY / "lpr.toml").read_text(encoding="utf-8")
    table.write_text(text.replace("checked = false", "checked = true"), encoding="utf-8")
    assert county_desk.policy.install([table]) == []
    exchange(county_desk, desk, tmp_path / "stick")
    rates = desk.policy.prime_rates()
    assert (rates.checked, rates.origin) == (True, "county")
    assert rates.rows[-1].one_year == "3.00"
    assert len(desk.parameters.params_for("141124", today).lpr_table) == len(rates.rows)
    county_desk.policy.withdraw("lpr.toml", "重新核对")
    assert county_desk.policy.prime_rates().origin == "shipped"


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


# Shown.


def test_a_pack_is_shown_with_its_clauses_numbers_and_the_pack_that_wrote_them(
    county_desk: Desk, files: list[Path]
) -> None:
    county_desk.policy.install(files)
    page = county_desk.policy.pack("YX-2026")
    assert page.source == files[1].read_text(encoding="utf-8")
    assert [one.item for one in page.clauses] == ["一", "二"]
    numbers = {one.name: one for one in page.parameters}
    assert (numbers["max_amount"].pack_id, numbers["max_amount"].values[0].value) == (
        "YX-2026",
        "80000.00",
    )
    assert numbers["central_ceiling"].pack_id == "SX-2026"
    assert numbers["central_ceiling"].values[0].value == "2.5"
    assert numbers["fund_minimum"].values[0].value == "1/16"
    assert numbers["transition_last"].values[0].value == "2025-12-31"
    assert numbers["transition_last"].pack_id == "CN-2026"
    assert numbers["max_months"].values[0].value == "36"
    assert [one.pack_id for one in page.windows] == ["YX-2026"]
    assert {one.name for one in page.rules} >= {"age", "term"}
    assert county_desk.policy.pack("FPXE-OLD").source == ""
    assert refused(lambda: county_desk.policy.pack("NONE")).code == "pack_unknown"


def test_the_open_points_name_their_readings(desk: Desk) -> None:
    found = desk.policy.questions()
    assert len(found) > 30
    assert all(one.point and len(one.readings) > 1 and one.recommended for one in found)


@pytest.mark.parametrize("product", ["BFXE", "TPXE", "FPXE", "CYDB", "NHDK"])
def test_the_spans_of_a_product_leave_out_no_day(
    county_desk: Desk, files: list[Path], product: str
) -> None:
    county_desk.policy.install(files)
    spans = county_desk.policy.spans(product)
    assert spans[0].start is None
    assert spans[-1].end is None
    for one, after in pairwise(spans):
        assert one.end is not None
        assert after.start is not None
        assert (after.start - one.end).days == 1
        assert (one.pack_id, one.code, one.reason) != (after.pack_id, after.code, after.reason)
    assert all(one.code for one in spans if not one.pack_id)


def test_the_spans_are_those_of_the_county_and_its_own_pack(
    county_desk: Desk, files: list[Path]
) -> None:
    county_desk.policy.install(files)
    assert [
        (one.pack_id, one.code, str(one.start)) for one in county_desk.policy.spans("BFXE")
    ] == [
        ("", "no_pack", "None"),
        ("CN-2026", "pack_window", "2026-02-24"),
        ("SX-2026", "pack_window", "2026-03-27"),
        ("SX-2026", "", "2026-03-28"),
        ("YX-2026", "", "2026-07-01"),
    ]


def test_a_contract_keeps_its_pack_and_its_renewal_gets_the_new_one(
    county_desk: Desk, files: list[Path]
) -> None:
    county_desk.policy.install(files)
    line = county_desk.policy.contract("TPXE", date(2025, 5, 1), date(2025, 5, 2), date(2027, 5, 2))
    assert [(one.kind, one.pack_id, one.codes) for one in line.stages] == [
        ("signed", "LEGACY-2021", ()),
        ("interest", "LEGACY-2021", ()),
        ("renewal", "YX-2026", ()),
    ]
    assert [one.end for one in line.stages] == [date(2025, 5, 1), date(2027, 5, 1), None]
    assert all(one.reason and one.ref for one in line.stages)
    early = county_desk.policy.contract(
        "TPXE", date(2022, 5, 1), date(2022, 5, 2), date(2025, 5, 2)
    )
    assert early.stages[-1].pack_id == ""
    assert early.stages[-1].codes == ("matured_inside_transition",)
    other = county_desk.policy.contract(
        "CYDB", date(2026, 5, 1), date(2026, 5, 2), date(2027, 5, 2)
    )
    assert {one.pack_id for one in other.stages} == {""}
    wrong = (date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 2))
    assert refused(lambda: county_desk.policy.contract("BFXE", *wrong)).code == (
        "contract_dates_wrong"
    )


def test_a_sheet_is_printed_under_the_notice_that_a_county_document_only_repeats(
    county_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    scope = NoticeScope(village=desk.households.villages()[0].division_code)
    county_desk.policy.install(county_pack(tmp_path / "same", amount=100000))
    exchange(county_desk, desk, tmp_path / "stick")
    assert asked(desk).policy_pack == "YX-2026"
    assert desk.notices.draft("F01", scope, "A4").pages
    county_desk.policy.install(county_pack(tmp_path / "tighter", amount=80000))
    exchange(county_desk, desk, tmp_path / "stick")
    fault = refused(lambda: desk.notices.draft("F01", scope, "A4"))
    assert (fault.code, fault.params["pack"]) == ("notice_pack_unsupported", "YX-2026")


# The command line.


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


def test_documents_from_the_command_line_through_stick_backup_and_proof(
    terminal: Terminal, tmp_path: Path, files: list[Path]
) -> None:
    places = settle(terminal, tmp_path, ROSTER)
    looked = terminal("policy", "check", *files)
    assert [one["pack_id"] for one in looked["items"]] == ["YX-2026"]
    assert looked["changed"] == [one.name for one in files]
    assert terminal.refused("policy", "check", files[0])["code"] == "pack_source_unknown"
    assert terminal.refused("policy", "install", places.township, *files)["code"] == "county_only"
    made = terminal("policy", "install", places.county, *files)
    assert (made["items"][0]["origin"], made["changed"]) == ("县里下发", looked["changed"])
    assert terminal("policy", "install", places.county, *files)["changed"] == []
    terminal("sync", "run", places.county, "--with", places.mailbox)
    for _ in range(2):
        terminal("sync", "run", places.township, "--with", places.mailbox)
        terminal("sync", "run", places.county, "--with", places.mailbox)

    listed = terminal("policy", "list", places.township)
    assert {one["pack_id"]: one["origin"] for one in listed["items"]}["YX-2026"] == "县里下发"
    assert listed["refused"] == []
    page = terminal("policy", "show", places.township, "YX-2026")
    assert page["parameters"][0]["values"]
    assert page["windows"][0]["product"] == "BFXE"
    assert page["source"] == files[1].read_text("utf-8")
    found = terminal(
        "policy", "contract", places.township, "--product", "帮扶小额信贷", "--signed",
        "2026-07-02", "--drawn", "2026-07-03", "--maturity", "2028-07-03",
    )  # fmt: skip
    assert [one["policy_pack"] for one in found["stages"]] == ["YX-2026"] * 3
    assert terminal("policy", "questions", places.township)["items"]
    assert terminal("policy", "rates", places.township)["checked"] is False

    for ledger in (places.county, places.township):
        assert terminal("check", ledger)["ok"] is True
    copy = terminal("backup", places.township, "--to", tmp_path / "copies")
    back = tmp_path / "back.db"
    terminal("restore", copy["file"], "--to", back)
    assert terminal("policy", "list", back)["items"] == listed["items"]
    assert terminal("check", back)["ok"] is True

    done = terminal("policy", "withdraw", places.county, "YX-2026", "--reason", "发错了")
    assert done == {"pack_id": "YX-2026", "reason": "发错了"}
    assert "YX-2026" not in {
        one["pack_id"] for one in terminal("policy", "list", places.county)["items"]
    }


def test_the_command_line_speaks_to_people_too(
    terminal: Terminal,
    tmp_path: Path,
    files: list[Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from desktop import app

    places = settle(terminal, tmp_path, ROSTER)
    monkeypatch.setenv("TOWNSHIP_DESK_PASSWORD", terminal.password)
    county = str(places.county)
    names = [str(one) for one in files]
    calls = {
        ("policy", "check", *names): "可以安装",
        ("policy", "install", county, *names): "已安装",
        ("policy", "install", county, names[0]): "没有变化",
        ("policy", "list", county): "现在适用",
        ("policy", "show", county, "YX-2026"): "max_amount = 80000.00",
        ("policy", "rates", county): "还没有核对",
        ("policy", "questions", county): "建议：",
        ("policy", "contract", county, "--product", "TPXE", "--signed", "2022-05-01",
         "--drawn", "2022-05-02", "--maturity", "2025-05-02"): "过渡期内已到期",
        ("policy", "withdraw", county, "YX-2026", "--reason", "试"): "已撤回",
    }  # fmt: skip
    for argv, says in calls.items():
        capsys.readouterr()
        assert app.main(list(argv)) == 0
        assert says in capsys.readouterr().out
