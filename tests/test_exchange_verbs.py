"""Verbs around the exchange: sticks, what was set aside, certificates, keys, the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop import app
from tests.terminal import Places, Terminal, settle

pytest_plugins = ["tests.terminal_fixtures"]

ROSTER = Path(__file__).parent / "data" / "sheets" / "clean" / "roster.xlsx"


@pytest.fixture
def places(terminal: Terminal, tmp_path: Path) -> Places:
    return settle(terminal, tmp_path, ROSTER)


def test_the_verbs_of_sticks_keys_and_certificates(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    marked = terminal("stick", "mark", places.county, stick)
    assert (marked["state"], marked["folder"]) == ("ours", str(stick))
    assert terminal.refused("stick", "mark", places.township, stick)["code"] == "county_only"
    terminal("settings", "set", places.township, f"mailbox={stick}")
    (line,) = [
        one
        for one in terminal("stick", "list", places.township)["items"]
        if one["folder"] == str(stick)
    ]
    assert (line["state"], line["removable"]) == ("ours", False)
    for ledger in (places.township, places.county, places.township):
        terminal("sync", "run", ledger, "--with", stick)
    shown = terminal("device", "show", places.township)
    assert (shown["code"], shown["keys_waiting"]) == ("", False)
    assert terminal("device", "rotate", places.township)["keys_waiting"]
    for ledger in (places.township, places.county, places.township):
        terminal("sync", "run", ledger, "--with", stick)
    assert not terminal("device", "show", places.township)["keys_waiting"]
    (device,) = [
        one for one in terminal("county", "devices", places.county)["items"] if one["expires_on"]
    ]
    renewed = terminal("county", "renew", places.county, device["device"][:10])
    assert renewed["expires_on"] >= device["expires_on"]
    assert len(terminal("county", "rotate", places.county)["fingerprint"]) > 8
    keys = tmp_path / "county.tdkeys"
    code = terminal("county", "keys", places.county, "--out", keys)["code"]
    again = tmp_path / "again.db"
    asked = ("county", "recover", again, "--keys", keys, "--code")
    assert terminal.refused(*asked, "2222-2222-2222-2222")["code"] == "keys_code_wrong"
    assert terminal(*asked, code)["recovery_code"]


def test_the_verbs_of_what_was_set_aside_and_of_what_two_people_changed(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    assert terminal("quarantine", "list", places.county)["items"] == []
    terminal("sync", "run", places.township, "--with", stick)
    (path,) = (stick / "up").glob("*.tdb")
    blob = bytearray(path.read_bytes())
    blob[-200] ^= 1
    path.write_bytes(bytes(blob))
    terminal("sync", "take", places.county, "--from", stick)
    (one,) = terminal("quarantine", "list", places.county)["items"]
    assert (one["kind"], one["state"]) == ("bundle", "quarantined")
    status, _ = terminal.status("quarantine", "release", places.county, one["id"])
    assert status == 1
    terminal("quarantine", "discard", places.county, one["id"][:6])
    assert terminal("sync", "status", places.county)["bundles_set_aside"] == 0
    refused = terminal.refused("quarantine", "discard", places.county, "ffff")
    assert refused["code"] == "quarantine_unknown"
    (house, *_) = terminal("households", "find", places.township, "1411")["items"]
    for ledger, when in ((places.township, "早上"), (places.county, "晚上")):
        terminal("households", "note", ledger, house["household_no"], "--best-time", when)
    for ledger in (places.township, places.county):
        terminal("sync", "run", ledger, "--with", stick)
    assert app.main(["reviews", "list", str(places.county)]) == 0
    told = terminal.capsys.readouterr().out
    assert "  方便时间  " in told
    assert re.search(r"早上（\S+ \d\d-\d\d）", told) and re.search(r"晚上（\S+ \d\d-\d\d）", told)


def test_the_county_serves_and_takes_for_some_rounds(
    terminal: Terminal, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    served = terminal(
        "county", "serve", places.county, "--port", "0", "--every", "0.01", "--rounds", "2"
    )
    assert served["address"].startswith("webdavs://127.0.0.1:")
    assert Path(served["folder"]).is_dir()
    assert capsys.readouterr().out == ""


def test_a_revoked_laptop_is_told_at_every_exchange(
    terminal: Terminal, places: Places, tmp_path: Path
) -> None:
    """It still sends, and a bare 同步成功 would say that all is well."""
    stick = tmp_path / "usb"
    stick.mkdir()
    for ledger in (places.township, places.county, places.township):
        assert terminal("sync", "run", ledger, "--with", stick)["standing"] == ""
    (device,) = [
        one for one in terminal("county", "devices", places.county)["items"] if one["expires_on"]
    ]
    terminal("county", "revoke", places.county, device["device"])
    terminal("sync", "run", places.county, "--with", stick)
    told = terminal("sync", "run", places.township, "--with", stick)
    assert told["standing"] == "device_revoked"
