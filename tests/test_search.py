"""Finding households: initials with all readings, parts of names, numbers, last fours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from db.search import Namer, find
from db.store import Store
from desktop.places import RESOURCES
from desktop.services.shelf import Shelf
from tests.ledgers import SURNAMES, Clock, identity, in_memory, number, person, publish

SURNAMES_OF_PROGRAM = Shelf(RESOURCES).surnames
NAMER = Namer(SURNAMES_OF_PROGRAM)


@pytest.fixture
def store() -> Iterator[Store]:
    with in_memory(Clock(), identity(1)) as made:
        publish(
            made,
            [
                person(1, name="李小梅", phone="15400001234"),
                person(1, 2, name="单雄信"),
                person(2, name="尉迟恭"),
                person(3, name="李㛃"),
                person(4, name="阿依·古丽"),
                person(5, name="欧阳小梅", id_number="14999919700101001x"),
                person(6, name="Li Ming"),
                person(7, name="李小"),
            ],
        )
        yield made


def found(store: Store, query: str, limit: int = 9) -> list[tuple[str, str, str]]:
    return [(one.household_no, one.name, one.why) for one in find(store, query, limit)]


@pytest.mark.parametrize("query", ["lxm", "LXM", " lxm ", "lx"])
def test_initials_find_a_name_by_its_beginning(store: Store, query: str) -> None:
    assert (number(1), "李小梅", "initials") in found(store, query)


def test_exact_initials_come_before_longer_ones(store: Store) -> None:
    assert [name for _, name, _ in found(store, "lx")] == ["李小", "李小梅"]


@pytest.mark.parametrize("query", ["sxx", "dxx"])
def test_every_reading_of_a_surname_finds_it(store: Store, query: str) -> None:
    assert found(store, query) == [(number(1), "单雄信", "initials")]


def test_a_surname_of_two_characters_is_read_as_one(store: Store) -> None:
    assert found(store, "ycg") == [(number(2), "尉迟恭", "initials")]
    assert found(store, "wcg") == []


@pytest.mark.parametrize(
    ("surname", "initials"),
    [
        ("单", "s d"), ("查", "z c"), ("仇", "q c"), ("解", "x j"), ("区", "o q"), ("盖", "g"),
        ("曾", "z c"), ("尉迟", "yc wc"), ("令狐", "lh"), ("万俟", "mq"), ("澹台", "tt"),
        ("皇甫", "hf"), ("呼延", "hy"), ("夏侯", "xh"), ("长孙", "zs"), ("单于", "cy"),
        ("欧阳", "oy"), ("朴", "p"), ("翟", "z d"), ("缪", "m"), ("乐", "y l"), ("任", "r"),
        ("冼", "x"), ("秘", "b"), ("种", "c"), ("逄", "p"), ("覃", "q t"), ("员", "y"),
    ],
)  # fmt: skip
def test_the_surnames_of_the_program_are_found_by_each_of_their_readings(
    surname: str, initials: str
) -> None:
    found = NAMER.initials(f"{surname}恭")
    assert {f"{one}g" for one in initials.split()} <= set(found)


def test_a_surname_has_a_syllable_for_each_character() -> None:
    for name, readings in SURNAMES_OF_PROGRAM.items():
        assert {len(one.split()) for one in readings} == {len(name)}, name


def test_a_part_of_a_name_finds_it_and_one_character_finds_surnames(store: Store) -> None:
    assert {name for _, name, _ in found(store, "小梅")} == {"李小梅", "欧阳小梅"}
    assert {name for _, name, _ in found(store, "李")} == {"李小梅", "李㛃", "李小"}
    assert found(store, "㛃") == []
    assert found(store, "·古")[0][1] == "阿依·古丽"
    assert found(store, "aygl")[0][1] == "阿依·古丽"


def test_letters_of_a_latin_name_are_its_initials(store: Store) -> None:
    assert found(store, "liming")[0][1] == "Li Ming"


def test_numbers_find_by_beginning_by_end_and_in_full(store: Store) -> None:
    assert (number(3), "李㛃", "household_no") in found(store, number(3)[:8])
    assert found(store, "0003")[0] == (number(3), "李㛃", "household_no")
    assert found(store, number(3)) == [(number(3), "李㛃", "household_no")]


def test_the_last_four_of_an_id_and_of_both_phones_find_a_person(store: Store) -> None:
    assert (number(1), "李小梅", "phone") in found(store, "1234")
    assert (number(5), "欧阳小梅", "id") in found(store, "001x")
    assert (number(5), "欧阳小梅", "id") in found(store, "001X")
    assert found(store, "15400001234") == [(number(1), "李小梅", "phone")]
    assert found(store, "15499991234") == []
    assert found(store, "14999919700101001x") == [(number(5), "欧阳小梅", "id")]


@pytest.mark.parametrize("query", ["", "  ", "zzz", "99999999", "没有", "%", "'", "x"])
def test_what_nobody_has_finds_nothing(store: Store, query: str) -> None:
    assert found(store, query) == []


def test_one_household_comes_once_and_those_who_left_come_last(store: Store) -> None:
    publish(store, [person(9, name="李小"), person(9, 2, name="李小")], as_of=date(2026, 7, 31))
    answers = find(store, "lx")
    assert [one.household_no for one in answers] == [number(9), number(7), number(1)]
    assert [one.household_status for one in answers] == ["listed", "out", "out"]
    assert len(find(store, "lx", limit=1)) == 1


def test_a_changed_name_or_phone_is_found_anew_and_the_old_one_no_more(store: Store) -> None:
    publish(
        store,
        [person(1, name="李大梅", household_phone="15400007777"), person(2, name="尉迟恭")],
        as_of=date(2026, 7, 31),
    )
    assert found(store, "lxm") == []
    assert found(store, "1234") == []
    assert found(store, "ldm")[0][1] == "李大梅"
    assert found(store, "7777")[0][0] == number(1)
    assert found(store, "单雄") == []


def test_a_name_of_many_readings_has_a_bounded_number_of_initials() -> None:
    namer = Namer({**SURNAMES, "查": ["zha", "cha"]})
    assert namer.initials("") == []
    assert namer.initials("··") == []
    assert 2 <= len(namer.initials("查" + "行重" * 10)) <= 12
    assert all(len(key) <= 30 for key, _ in namer.named("行" * 500))
