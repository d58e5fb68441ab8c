"""The station's settings, where ledgers lie, and amounts as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.services import amounts
from desktop.services.desk import Desk
from desktop.services.files import write_whole
from desktop.services.whereabouts import Whereabouts
from desktop.words import words

pytest_plugins = ["tests.window_fixtures"]


def test_a_setting_is_kept_as_typed_without_double_blanks(desk: Desk) -> None:
    desk.settings.set({"outlet": " 三交   支行 "})
    assert desk.settings.show()["outlet"] == "三交 支行"
    assert desk.station.outlet == "三交 支行"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"colour": "red"}, "setting_unknown"),
        ({"officer_phone": "打给我"}, "setting_invalid"),
        ({"bank": "长" * 201}, "setting_invalid"),
    ],
)
def test_a_wrong_setting_is_refused_and_nothing_of_its_call_is_kept(
    desk: Desk, values: dict[str, str], code: str
) -> None:
    before = desk.settings.show()
    with pytest.raises(UserError) as caught:
        desk.settings.set({"outlet": "别处", **values})
    assert caught.value.code == code
    assert desk.settings.show() == before


def test_every_key_is_shown_even_if_nobody_filled_it_in(desk: Desk) -> None:
    listed = desk.settings.keys()
    assert set(desk.settings.show()) == {one.key for one in listed}


def test_the_machine_remembers_ledgers_and_forgets_those_that_are_gone(tmp_path: Path) -> None:
    places = Whereabouts(tmp_path / "home")
    assert places.ledgers() == []
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    for path in (first, second):
        path.touch()
        places.remember(path)
    assert places.ledgers() == [second, first]
    second.unlink()
    assert places.ledgers() == [first]
    assert places.new_ledger() == tmp_path / "home" / "ledger.db"
    places.new_ledger().touch()
    assert places.new_ledger() == tmp_path / "home" / "ledger-2.db"
    assert places.demo().parent == tmp_path / "home"


def test_a_damaged_list_of_ledgers_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "ledgers.json").write_text("{", encoding="utf-8")
    assert Whereabouts(tmp_path).ledgers() == []


@given(st.integers(min_value=0, max_value=10**13))
def test_an_amount_comes_back_from_its_text_to_the_fen(fen: int) -> None:
    assert amounts.typed(amounts.plain(fen)) == fen
    assert amounts.typed(amounts.shown(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [("5万", 5_000_000), ("0.5万", 500_000), ("1.23456万", 1_234_560), ("3元", 300)],
)
def test_amounts_in_ten_thousands(text: str, fen: int) -> None:
    assert amounts.typed(text) == fen


@pytest.mark.parametrize("text", ["", "五万", "-1", "1.234", "1e5", "1.2.3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        amounts.typed(text)
    assert caught.value.code == "amount_typed_invalid"


def test_negative_amounts_are_shown_with_their_sign() -> None:
    assert amounts.plain(-105) == "-1.05"
    assert amounts.shown(-123_456_789) == "-1,234,567.89"


def test_words_go_both_ways_and_unknown_ones_name_the_choice() -> None:
    table = words()
    for enum, codes in table.tables.items():
        for code, own in codes.items():
            assert table.known(enum, code) == code
            if own[0]:
                assert table.code(enum, own[0]) in codes
    with pytest.raises(UserError) as caught:
        table.code("publicity_method", "飞鸽")
    assert "走访" in str(caught.value.params["known"])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "out.bin"
    write_whole(out, b"one")
    assert out.read_bytes() == b"one"
    for wrong, code in (
        (tmp_path, "out_exists_folder"),
        (Path(), "out_exists_folder"),
        (tmp_path / "none" / "x", "out_folder_missing"),
    ):
        with pytest.raises(UserError) as caught:
            write_whole(wrong, b"two")
        assert caught.value.code == code and caught.value.params["name"]
    assert list(tmp_path.iterdir()) == [out]
