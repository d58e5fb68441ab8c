"""Whole promises: the main job from the county's Excel file to the county's receipt."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from tests.policy_files import county_pack
from tests.terminal import Places, Terminal, found_county, settle

pytest_plugins = ["tests.terminal_fixtures"]

DATA = Path(__file__).parent / "data" / "sheets"
ROSTER = DATA / "clean" / "roster.xlsx"
TODAY = datetime.datetime.now(datetime.UTC).astimezone().date()  # noqa: TID251 - the machine's day


@pytest.fixture
def places(terminal: Terminal, tmp_path: Path) -> Places:
    return settle(terminal, tmp_path, ROSTER)


def first_household(terminal: Terminal, places: Places) -> str:
    found = terminal("households", "find", places.township, "张")["items"]
    return str(found[0]["household_no"])


def log(terminal: Terminal, places: Places, number: str, note: str = "") -> str:
    answer = terminal(
        "visit", "log", places.township, "--household", number, "--on", TODAY,
        "--method", "走访", "--result", "已宣传", "--person", "本人", "--understood", "了解",
        "--need-amount", "5万", "--need-use", "养羊", "--note", note,
    )  # fmt: skip
    return str(answer["visit_no"])


def test_a_roster_a_visit_a_check_a_sheet_and_the_receipt_of_the_county(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    number = first_household(terminal, places)
    visit_no = log(terminal, places, number, "讲了先付息后贴息")
    listed = terminal("visits", "list", places.township)["items"]
    assert [one["visit_no"] for one in listed] == [visit_no]
    assert listed[0]["need_amount"] == "50000.00"

    shown = terminal("households", "show", places.township, number)
    member = shown["members"][0]
    check = terminal(
        "eligibility", "check", places.township, "--household", number,
        "--member", member["member_no"], "--amount", "50000", "--months", "24",
        "--purpose", "production",
    )  # fmt: skip
    assert check["outcome"] in {"pending", "needs_review", "not_eligible"}
    assert all(row["clause"] for row in check["reasons"])
    assert "credit_conclusion" in check["missing"]

    terminal(
        "settings", "set", places.township, "outlet=三交支行", "outlet_address=三交镇新街1号",
        "outlet_hours=周一至周五", "officer_phone=15400001001", "complaint_phone=0358-0000001",
        "supervision_phone=0358-0000002",
    )  # fmt: skip
    slip = tmp_path / "slip.pdf"
    printed = terminal(
        "notice", "print", places.township, "F04", "--household", number, "--out", slip
    )
    assert slip.read_bytes().startswith(b"%PDF")
    assert terminal("notice", "verify", places.township, slip)["genuine"] is True
    assert printed["pages"] == 1

    before = terminal("sync", "status", places.township)
    assert before["unsent"] > 0
    sent = terminal("sync", "export", places.township, "--to", places.mailbox)
    assert sent["bundles"][0]["operations"] == before["unsent"]
    waiting = terminal("sync", "status", places.township)
    assert (waiting["unsent"], waiting["sent_unconfirmed"]) == (0, before["unsent"])

    taken = terminal("sync", "run", places.county, "--with", places.mailbox)
    assert taken["operations"] == before["unsent"]
    assert taken["quarantined"] == []
    assert [one["visit_no"] for one in terminal("visits", "list", places.county)["items"]] == [
        visit_no
    ]
    terminal("sync", "take", places.township, "--from", places.mailbox)
    after = terminal("sync", "status", places.township)
    assert (after["unsent"], after["sent_unconfirmed"]) == (0, 0)
    assert after["confirmed"] == before["unsent"]
    for ledger in (places.county, places.township):
        assert terminal("check", ledger)["ok"] is True


def test_a_bundle_taken_twice_changes_nothing(terminal: Terminal, places: Places) -> None:
    log(terminal, places, first_household(terminal, places))
    terminal("sync", "export", places.township, "--to", places.mailbox)
    terminal("sync", "take", places.county, "--from", places.mailbox)
    for bundle in list((places.mailbox / "up").rglob("*.tdb")):
        bundle.with_name("copy (1) " + bundle.name).write_bytes(bundle.read_bytes())
    again = terminal("sync", "take", places.county, "--from", places.mailbox)
    assert (again["taken"], again["operations"]) == (0, 0)
    assert len(terminal("visits", "list", places.county)["items"]) == 1


def test_a_bundle_with_one_changed_byte_is_set_aside_and_changes_nothing(
    terminal: Terminal, places: Places
) -> None:
    log(terminal, places, first_household(terminal, places))
    terminal("sync", "export", places.township, "--to", places.mailbox)
    bundle = next((places.mailbox / "up").rglob("*.tdb"))
    body = bytearray(bundle.read_bytes())
    body[len(body) // 2] ^= 1
    bundle.write_bytes(body)
    taken = terminal("sync", "take", places.county, "--from", places.mailbox)
    assert taken["quarantined"][0]["reason"] in {"bundle_damaged", "bundle_signature"}
    assert terminal("visits", "list", places.county)["items"] == []


def test_a_bundle_of_another_county_is_refused(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    theirs = found_county(terminal, other, ROSTER)
    log(terminal, theirs, first_household(terminal, theirs))
    terminal("sync", "export", theirs.township, "--to", theirs.mailbox)
    bundle = next((theirs.mailbox / "up").rglob("*.tdb"))
    terminal("sync", "export", places.township, "--to", places.mailbox)
    own = next((places.mailbox / "up").rglob("*.tdb"))
    (own.parent / bundle.name).write_bytes(bundle.read_bytes())
    taken = terminal("sync", "take", places.county, "--from", places.mailbox)
    assert [one["reason"] for one in taken["quarantined"]] == ["bundle_foreign_county"]


def test_a_package_used_by_two_laptops_sets_the_second_aside(
    terminal: Terminal, tmp_path: Path
) -> None:
    county, box = tmp_path / "county.db", tmp_path / "stick"
    box.mkdir()
    terminal("county", "create", county, "--name", "临县", "--region", "141124")
    terminal("roster", "import", county, ROSTER)
    made = terminal(
        "county", "enrol", county, "--township", "141124105", "--officer", "甲",
        "--out", tmp_path / "p.tdp",
    )  # fmt: skip
    for name in ("one.db", "two.db"):
        terminal(
            "join", tmp_path / name, "--package", tmp_path / "p.tdp", "--code", made["code"],
            "--officer", "甲",
        )  # fmt: skip
        terminal("sync", "export", tmp_path / name, "--to", box)
    taken = terminal("sync", "take", county, "--from", box)
    assert taken["taken"] == 1
    assert [one["reason"] for one in taken["quarantined"]] == ["token_seen_twice"]


def test_a_wrong_code_makes_no_ledger(terminal: Terminal, places: Places, tmp_path: Path) -> None:
    error = terminal.refused(
        "join", tmp_path / "x.db", "--package", places.package, "--code", "ABCD-EFGH-JKMN-PQRS",
        "--officer", "乙",
    )  # fmt: skip
    assert error["code"] == "code_wrong"
    assert not list(tmp_path.glob("x.db*"))


def test_a_wrong_password_counts_tries_and_touches_nothing(
    terminal: Terminal, places: Places
) -> None:
    before = places.township.read_bytes()
    terminal.password = "not the one"
    error = terminal.refused("visits", "list", places.township)
    assert error["code"] == "wrong_password"
    assert error["left"] >= 1
    assert places.township.read_bytes() == before


def test_a_reading_verb_leaves_the_file_as_it_is(terminal: Terminal, places: Places) -> None:
    before = places.township.read_bytes()
    terminal("households", "find", places.township, "z")
    terminal("visits", "list", places.township)
    terminal("coverage", places.township)
    terminal("sync", "status", places.township)
    terminal("check", places.township)
    assert places.township.read_bytes() == before


def test_a_future_day_an_unknown_household_and_a_wrong_word_are_refused(
    terminal: Terminal, places: Places
) -> None:
    number = first_household(terminal, places)
    base = ("visit", "log", places.township, "--method", "走访", "--result", "已宣传")
    tomorrow = TODAY + datetime.timedelta(days=1)
    wrong = {
        "visit_in_future": (*base, "--household", number, "--on", tomorrow),
        "household_unknown": (*base, "--household", "999", "--on", TODAY),
        "day_invalid": (*base, "--household", number, "--on", "2026-2-30"),
        "word_unknown": (*base, "--household", number, "--on", TODAY, "--understood", "懂"),
        "amount_typed_invalid": (
            *base,
            "--household",
            number,
            "--on",
            TODAY,
            "--need-amount",
            "若干",
        ),
    }
    for code, call in wrong.items():
        assert terminal.refused(*call)["code"] == code
    assert terminal("visits", "list", places.township)["items"] == []


def test_a_correction_keeps_the_first_record(terminal: Terminal, places: Places) -> None:
    first = log(terminal, places, first_household(terminal, places), "第一次")
    second = terminal(
        "visit", "correct", places.township, first, "--reason", "记错了", "--note", "第二次"
    )["visit_no"]
    rows = {one["visit_no"]: one for one in terminal("visits", "list", places.township)["items"]}
    assert rows[first]["corrected"] is True
    assert rows[first]["note"] == "第一次"
    assert (rows[second]["note"], rows[second]["corrects_visit_no"]) == ("第二次", first)


def test_a_backup_comes_back_as_a_new_incarnation_with_its_counts(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    number = first_household(terminal, places)
    log(terminal, places, number)
    made = terminal("backup", places.township, "--to", tmp_path / "copies")
    log(terminal, places, number, "后来的")
    error = terminal.refused("restore", made["file"], "--to", places.township)
    assert error["code"] == "restore_exists"
    done = terminal("restore", made["file"], "--to", tmp_path / "back.db")
    assert done["records"]["visits"] == 1
    assert terminal("check", tmp_path / "back.db")["ok"] is True
    assert len(terminal("visits", "list", tmp_path / "back.db")["items"]) == 1


def test_a_notice_and_a_number_of_the_county_count_in_the_township(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    files = county_pack(tmp_path / "files", amount=80000)
    terminal("policy", "install", places.county, *files)
    terminal("parameters", "set", places.county, "trigger_days=90", "--document", "样县办法")
    number = first_household(terminal, places)
    member = terminal("households", "show", places.township, number)["members"][0]
    question = (
        "eligibility", "check", places.township, "--household", number, "--member",
        member["member_no"], "--amount", "9万", "--months", "24", "--purpose", "production",
        "--on", "2026-07-08",
    )  # fmt: skip
    assert terminal(*question)["policy_pack"] != "YX-2026"
    terminal("sync", "export", places.township, "--to", places.mailbox)
    terminal("sync", "run", places.county, "--with", places.mailbox)
    terminal("sync", "take", places.township, "--from", places.mailbox)
    answer = terminal(*question)
    assert (answer["policy_pack"], answer["outcome"]) == ("YX-2026", "not_eligible")
    listed = terminal("parameters", "list", places.township)["items"]
    assert {one["name"]: one["in_force"] for one in listed}["trigger_days"] == "90"
    for ledger in (places.county, places.township):
        assert terminal("check", ledger)["ok"] is True


def test_the_county_alone_imports_rosters_and_enrols(terminal: Terminal, places: Places) -> None:
    assert terminal.refused("roster", "import", places.township, ROSTER)["code"] == (
        "roster_county_only"
    )
    assert terminal.refused("county", "devices", places.township)["code"] == "county_only"
    assign = ("nobody", "--township", "141124105")
    for ledger, code in ((places.township, "county_only"), (places.county, "device_unknown")):
        assert terminal.refused("county", "assign", ledger, *assign)["code"] == code


def test_a_forgotten_password_is_set_again_with_the_code_that_the_county_reads(
    terminal: Terminal, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal("sync", "export", places.township, "--to", places.mailbox)
    terminal("sync", "take", places.county, "--from", places.mailbox)
    device = next(
        one["device"]
        for one in terminal("county", "devices", places.county)["items"]
        if one["role"] == "officer"
    )
    code = terminal("county", "recovery", places.county, device)["recovery_code"]
    monkeypatch.setenv("TOWNSHIP_DESK_NEW_PASSWORD", "another-2026")
    terminal("password", "recover", places.township, "--code", code)
    assert terminal.refused("visits", "list", places.township)["code"] == "wrong_password"
    terminal.password = "another-2026"
    assert terminal("visits", "list", places.township)["items"] == []


def test_the_demo_county_is_whole_and_at_one_with_itself(
    terminal: Terminal, tmp_path: Path
) -> None:
    made = terminal("demo", tmp_path / "demo", "--households", "24")
    terminal.password = made["password"]
    for ledger in (made["county"], *made["townships"]):
        assert terminal("check", ledger)["ok"] is True
        assert Path(ledger).is_file()
    assert json.dumps(made)
