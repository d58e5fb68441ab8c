"""Photos on the command line: added, listed, taken off, handed out with a reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.photos import HERE, exif, photo
from tests.terminal import Terminal
from tests.windows import NOW, County

pytest_plugins = ["tests.window_fixtures"]


@pytest.mark.slow
def test_photos_are_added_listed_and_handed_out(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    made_up: County,
    tmp_path: Path,
) -> None:
    terminal = Terminal(capsys, monkeypatch, made_up.password)
    for path in made_up.township.parent.glob(f"{made_up.township.name}*"):
        if path.is_file():
            shutil.copy(path, tmp_path / path.name)
    ledger = tmp_path / made_up.township.name
    first = photo(tmp_path, "1.jpg", notes=exif(taken="2026:07:01 08:00:00", place=HERE))
    second = photo(tmp_path, "2.jpg", colour="red", notes=exif(place=None))
    home = terminal("households", "find", ledger, "1410")["items"]
    number = home[0]["household_no"] if home else "14112410000001"
    logged = terminal(
        "visit", "log", ledger, "--household", number, "--on", f"{NOW:%Y-%m-%d}",
        "--method", "走访", "--result", "已宣传", "--evidence", first,
    )  # fmt: skip
    assert len(logged["evidence_hashes"]) == 1
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(first.read_bytes()[:300])
    refused = terminal.refused("visits", "attach", ledger, logged["visit_no"], second, broken)
    assert (refused["code"], refused["name"]) == ("photo_broken", "broken.jpg")
    added = terminal("visits", "attach", ledger, logged["visit_no"], first, second)
    assert (len(added["added"]), added["already"]) == (1, 1)
    given = ("--visit", logged["visit_no"])
    rows = terminal("evidence", "list", ledger, *given)["items"]
    assert [one["hints"] for one in rows] == [["photo_other_day"], []]
    assert rows[0]["taken_at"] == "2026-07-01T08:00:00" and rows[0]["here"] is True
    assert [one["has_place"] for one in rows] == [True, False]
    assert {one["latitude"] for one in rows} == {None} == {one["longitude"] for one in rows}
    refused = terminal.refused("evidence", "list", ledger, *given, "--reveal", " ")
    assert refused["code"] == "reason_missing"
    seen = terminal("evidence", "list", ledger, *given, "--reveal", "核对住处")["items"]
    assert (seen[0]["latitude"], seen[1]["latitude"]) == (f"{HERE[0]:.5f}", None)
    terminal("evidence", "remove", ledger, rows[1]["id"])
    assert len(terminal("evidence", "list", ledger, *given)["items"]) == 1
    terminal("evidence", "restore", ledger, rows[1]["id"])
    out = tmp_path / "out"
    out.mkdir()
    done = terminal("evidence", "export", ledger, *given, "--out", out, "--reason", "县里核查")
    assert len(done["files"]) == 2 and all(Path(one).is_file() for one in done["files"])
    refused = terminal.refused("evidence", "remove", ledger, rows[1]["id"])
    assert refused["code"] == "visit_exported"
    held = terminal(
        "publicity", "log", ledger, "--type", "公示牌", "--place", "村委会", "--village",
        rows[0]["village"], "--on", f"{NOW:%Y-%m-%d}", "--evidence", second,
    )  # fmt: skip
    assert held["evidence_hashes"] == [rows[1]["sha256"]]
    number = held["activity_no"]
    refused = terminal.refused("publicity", "attach", ledger, "no", first)
    assert refused["code"] == "activity_unknown"
    added = terminal("publicity", "attach", ledger, number, first)
    assert (len(added["added"]), added["activity_no"]) == (1, number)
    there = terminal("evidence", "list", ledger, "--activity", number)["items"]
    assert [one["activity_no"] for one in there] == [number] * 2
    assert (there[0]["visit_no"], there[0]["held_on"]) == (None, f"{NOW:%Y-%m-%d}")
    assert terminal("publicity", "list", ledger)["items"][0]["photos"] == 2
    terminal("evidence", "export", ledger, "--activity", number, "--out", out, "--reason", "存档")
    terminal("evidence", "remove", ledger, there[1]["id"])
    checked = terminal("check", ledger)
    assert (checked["ok"], checked["photos_lost"]) == (True, [])
