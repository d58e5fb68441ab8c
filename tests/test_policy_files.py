"""Policy files that the county hands over: what is taken, what is refused, what gives way."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from db import ops
from desktop.places import RESOURCES
from desktop.services.desk import Desk
from tests.policy_files import (
    amount_rule,
    changed,
    county_pack,
    exchange,
    origins,
    refused,
    slipped_in,
)

pytest_plugins = ["tests.window_fixtures"]
POLICY = RESOURCES / "policy"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A county's own pack and its source."""
    return county_pack(tmp_path / "files")


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
