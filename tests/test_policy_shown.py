"""Policy as it is read: packs, time lines, sheets, and the verbs of the command line."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.services.desk import Desk
from desktop.services.records.papers import NoticeScope
from tests.policy_files import (
    asked,
    county_pack,
    exchange,
    refused,
)
from tests.terminal import Terminal, settle

pytest_plugins = ["tests.window_fixtures", "tests.terminal_fixtures"]
ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A county's own pack and its source."""
    return county_pack(tmp_path / "files")


# Shown.


def test_a_pack_is_shown_with_its_clauses_numbers_and_the_pack_that_wrote_them(
    county_desk: Desk, files: list[Path]
) -> None:
    county_desk.policy.install(files)
    page = county_desk.policy.pack("YX-2026")
    assert page.source == files[1].read_text(encoding="utf-8")
    assert [one.item for one in page.clauses] == ["一", "二"]
    numbers = {one.name: one for one in page.parameters}
    own = [(one.start.month, one.value) for one in numbers["max_amount"].values]
    assert own == [(2, "100000.00"), (3, "100000.00"), (7, "80000.00")]
    assert numbers["max_amount"].pack_id == "YX-2026"
    assert numbers["central_ceiling"].pack_id == "SX-2026"
    assert numbers["central_ceiling"].values[-1].value == "2.5"
    assert numbers["fund_minimum"].values[0].value == "1/16"
    assert numbers["transition_last"].values[0].value == "2025-12-31"
    assert numbers["transition_last"].pack_id == "CN-2026"
    assert numbers["max_months"].values[-1].value == "36"
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
