"""LEDGER.keys: passwords, the recovery code, wrong tries that a restart does not forget."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from db import backup, keys
from db.faults import StoreError
from db.keys import KeyFile, keys_beside
from tests.ledgers import KEY, START, Clock, new_store

pytestmark = pytest.mark.slow


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "L"


@pytest.fixture
def code(ledger: Path) -> str:
    return KeyFile.create(ledger, "王", "password1", KEY)


def fault(call, *args: object) -> StoreError:
    with pytest.raises(StoreError) as caught:
        call(*args)
    return caught.value


@pytest.mark.usefixtures("dear_keys", "code")
def test_the_right_password_gives_the_key_and_the_file_does_not_hold_it(ledger: Path) -> None:
    assert KeyFile.load(ledger).unlock("王", "password1", START) == KEY
    text = keys_beside(ledger).read_text("utf-8")
    assert KEY.hex() not in text
    assert "password1" not in text
    slot = json.loads(text)["officers"][0]
    assert (slot["kdf"], slot["memory_kib"], slot["passes"]) == ("argon2id", 65_536, 3)


def test_a_short_password_is_refused_before_anything_is_written(ledger: Path) -> None:
    error = fault(KeyFile.create, ledger, "王", "1234567", KEY)
    assert (error.code, error.params) == ("password_too_short", {"shortest": 8})
    assert not keys_beside(ledger).exists()


@pytest.mark.usefixtures("code")
def test_wrong_tries_are_counted_over_restarts_and_wait_longer_and_longer(ledger: Path) -> None:
    now, seen = START, []
    for _ in range(6):
        error = fault(KeyFile.load(ledger).unlock, "王", "wrong", now)
        seen.append((error.code, error.params.get("left"), error.params["wait_seconds"]))
        if error.params["wait_seconds"]:
            early = fault(KeyFile.load(ledger).unlock, "王", "password1", now)
            assert early.code == "too_soon"
        now += timedelta(seconds=int(str(error.params["wait_seconds"])))
    assert seen == [
        ("wrong_password", 4, 0),
        ("wrong_password", 3, 0),
        ("wrong_password", 2, 30),
        ("wrong_password", 1, 60),
        ("wrong_password_wait", None, 120),
        ("wrong_password_wait", None, 240),
    ]
    file = KeyFile.load(ledger)
    assert file.tries_left("王", now) == (0, 0)
    assert file.unlock("王", "password1", now) == KEY
    assert KeyFile.load(ledger).tries_left("王", now) == (5, 0)


@pytest.mark.usefixtures("code")
def test_a_clock_that_was_set_back_does_not_lock_for_longer(ledger: Path) -> None:
    for _ in range(3):
        fault(KeyFile.load(ledger).unlock, "王", "wrong", START)
    file = KeyFile.load(ledger)
    assert file.tries_left("王", START - timedelta(days=365)) == (2, 30)


def test_several_officers_each_with_a_password_of_their_own(ledger: Path, code: str) -> None:
    file = KeyFile.load(ledger)
    file.add_officer(KEY, "李", "password2")
    assert KeyFile.load(ledger).officers() == ["王", "李"]
    assert KeyFile.load(ledger).unlock("李", "password2", START) == KEY
    assert fault(file.add_officer, KEY, "李", "password3").code == "officer_exists"
    assert fault(file.add_officer, KEY, "赵", "short").code == "password_too_short"
    assert fault(file.unlock, "赵", "password1", START).code == "officer_unknown"
    file.remove_officer("王")
    assert fault(file.remove_officer, "王").code == "officer_unknown"
    assert fault(file.remove_officer, "李").code == "last_officer"
    assert KeyFile.load(ledger).officers() == ["李"]
    assert code.count("-") == 4


@pytest.mark.usefixtures("code")
def test_a_password_is_changed_by_somebody_who_knows_the_old_one(ledger: Path) -> None:
    file = KeyFile.load(ledger)
    assert fault(file.change_password, "王", "wrong", "password2", START).code == "wrong_password"
    assert (
        fault(file.change_password, "王", "password1", "short", START).code == "password_too_short"
    )
    file.change_password("王", "password1", "password2", START)
    again = KeyFile.load(ledger)
    assert again.unlock("王", "password2", START) == KEY
    assert fault(again.unlock, "王", "password1", START).code == "wrong_password"


def test_the_recovery_code_sets_a_new_password_however_it_is_typed(ledger: Path, code: str) -> None:
    file = KeyFile.load(ledger)
    assert fault(file.recover, "AAAA-AAAA", "王", "password2").code == "wrong_code"
    assert fault(file.recover, code, "李", "password2").code == "officer_unknown"
    assert fault(file.recover, code, "王", "short").code == "password_too_short"
    assert file.recover(code.lower().replace("-", " "), "王", "password2") == KEY
    assert KeyFile.load(ledger).unlock("王", "password2", START) == KEY
    fresh = file.new_recovery(KEY)
    assert fault(KeyFile.load(ledger).recover, code, "王", "password3").code == "wrong_code"
    assert KeyFile.load(ledger).recover(fresh, "王", "password3") == KEY


def test_codes_have_no_letters_that_look_alike() -> None:
    for _ in range(50):
        code = keys.new_code()
        assert [len(group) for group in code.split("-")] == [4] * 5
        assert not set(code) & set("01IOL")


@pytest.mark.usefixtures("code")
def test_an_existing_keys_file_is_not_overwritten(ledger: Path) -> None:
    before = keys_beside(ledger).read_bytes()
    assert fault(KeyFile.create, ledger, "李", "password2", KEY).code == "keys_exist"
    assert keys_beside(ledger).read_bytes() == before


def test_missing_and_damaged_keys_are_told_apart(ledger: Path) -> None:
    assert fault(KeyFile.load, ledger).code == "ledger_missing"
    ledger.write_bytes(b"")
    assert fault(KeyFile.load, ledger).code == "keys_missing"
    for text in ("", "{", "[]", '{"format": 1, "officers": [{}], "recovery": {}, "tries": {}}'):
        keys_beside(ledger).write_text(text, "utf-8")
        assert fault(KeyFile.load, ledger).code == "keys_damaged"


@pytest.mark.usefixtures("code")
def test_damaged_keys_are_healed_from_the_newest_good_backup(ledger: Path) -> None:
    clock = Clock()
    with new_store(ledger, clock) as store:
        folder = ledger.with_name("L.backups")
        backup.back_up(store, folder, reason="exit", now=clock())
        KeyFile.load(ledger).add_officer(KEY, "李", "password2")
        clock.on(days=1)
        newest = backup.back_up(store, folder, reason="exit", now=clock()).path
    keys_beside(ledger).write_bytes(b"{ damaged")
    assert KeyFile.load(ledger).unlock("李", "password2", START) == KEY
    assert keys_beside(ledger).with_name("L.keys.damaged").read_bytes() == b"{ damaged"
    keys_beside(ledger).unlink()
    keys_beside(newest).write_bytes(b"{ damaged")
    assert KeyFile.load(ledger).officers() == ["王"]


@pytest.mark.usefixtures("code")
def test_a_slot_that_was_tampered_with_opens_nothing(ledger: Path) -> None:
    content = json.loads(keys_beside(ledger).read_text("utf-8"))
    content["officers"][0]["name"] = "李"
    keys_beside(ledger).write_text(json.dumps(content), "utf-8")
    assert fault(KeyFile.load(ledger).unlock, "李", "password1", START).code == "wrong_password"
    content["officers"][0]["nonce"] = "AA=="
    keys_beside(ledger).write_text(json.dumps(content), "utf-8")
    assert fault(KeyFile.load(ledger).unlock, "李", "password1", START).code == "wrong_password"


def test_keys_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    ledger = tmp_path / "nowhere" / "L"
    assert fault(KeyFile.create, ledger, "王", "password1", KEY).code == "keys_unwritable"
