"""What is wrong with a roster: by the rules, over a real ledger, and by the verb."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop.rules.identity import check_digit
from desktop.rules.roster_quality import (
    CODES,
    Finding,
    House,
    Inspector,
    Person,
    own_number,
)
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.texts.rosters import QUALITY
from tests.follow import TOWNSHIP, a_later_door, changed, lines, people, publish
from tests.terminal import Terminal

pytest_plugins = ["tests.window_fixtures"]
AS_OF = date(2026, 6, 30)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return a_later_door(tmp_path / "home")


def number(day: str = "19700101", serial: int = 1) -> str:
    head = f"149999{day}{serial:03d}"
    return head + check_digit(head)


GOOD = number()


def person(**more: object) -> Person:
    told: dict[str, object] = {
        "member_no": "01",
        "name": "王小明",
        "id_number": GOOD,
        "is_head": True,
        "sex": "male",
        "birth_date": date(1970, 1, 1),
        "phone": "15400000001",
    }
    return Person(**{**told, **more})


def house(*persons: Person, **more: object) -> House:
    told: dict[str, object] = {
        "household_no": "1",
        "township_code": "149999105",
        "division_code": "149999105201",
        "village": "后会村",
        "head_name": "王小明",
        "phone": "0358-4421234",
        "member_count": len(persons),
        "people": persons,
    }
    return House(**{**told, **more})


def codes(*houses: House) -> list[str]:
    return [one.code for one in Inspector(AS_OF).inspect(houses)]


def test_a_household_in_order_gives_no_finding() -> None:
    assert codes(house(person())) == []
    unknown = person(birth_date=None, sex="", phone="")
    assert codes(house(unknown, phone="", division_code="", member_count=None)) == []


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"id_number": GOOD[:17] + ("0" if GOOD[17] != "0" else "1")}, ["id_check_digit"]),
        ({"id_number": "149999700101001"}, ["id_form"]),
        ({"id_number": "", "birth_date": None}, ["id_missing"]),
        ({"id_number": number("19700231"), "birth_date": None}, ["id_no_such_day"]),
        ({"id_number": GOOD + "42"}, []),
        ({"birth_date": date(1970, 1, 2)}, ["birth_differs"]),
        ({"sex": "female"}, ["sex_differs"]),
        ({"id_number": number("19060629"), "birth_date": None}, []),
        ({"id_number": number("19050630"), "birth_date": None}, ["age_over_120"]),
        ({"id_number": number("19050701"), "birth_date": None}, []),
        ({"id_number": number("20260701"), "birth_date": None}, ["born_after_list"]),
        ({"name": "", "is_head": True}, ["head_name_differs", "name_missing"]),
        ({"phone": "154"}, ["phone_form"]),
        ({"is_head": False}, ["no_head"]),
    ],
)
def test_each_thing_wrong_with_a_person_has_its_code(
    more: dict[str, object], wanted: list[str]
) -> None:
    assert codes(house(person(**more))) == wanted


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"village": ""}, ["village_empty"]),
        ({"division_code": "149999209201"}, ["division_form"]),
        ({"division_code": "149999105"}, ["division_form"]),
        ({"phone": "4421234"}, []),
        ({"phone": "1380000"}, ["phone_form"]),
        ({"phone": "138000"}, ["phone_form"]),
        ({"member_count": 4}, ["member_count_differs"]),
        ({"head_name": "李红"}, ["head_name_differs"]),
        ({"head_name": ""}, []),
    ],
)
def test_each_thing_wrong_with_a_household_has_its_code(
    more: dict[str, object], wanted: list[str]
) -> None:
    assert codes(house(person(), **more)) == wanted


def test_two_heads_and_the_same_number_twice_are_told_with_who_else_carries_it() -> None:
    second = person(member_no="02", name="李红")
    found = list(Inspector(AS_OF).inspect([house(person(), second)]))
    assert [one.code for one in found] == ["two_heads", *["id_twice_in_household"] * 2]
    assert found[0].member_no == "02"
    other = house(person(), household_no="2")
    found = list(Inspector(AS_OF).inspect([house(person()), other]))
    assert found == [
        Finding("id_two_households", "1", "01", GOOD, "2"),
        Finding("id_two_households", "2", "01", GOOD, "1"),
    ]


def test_numbers_and_phones_of_other_forms_are_read() -> None:
    assert own_number(f" {GOOD.lower()}42") == GOOD


def test_every_code_has_its_words_and_what_to_do() -> None:
    assert set(QUALITY) == set(CODES)


def test_the_report_of_a_ledger_masks_numbers_and_counts_by_code(county_desk: Desk) -> None:
    before = county_desk.rosters.quality(TOWNSHIP)
    first, second = (one.household_no for one in lines(county_desk)[:2])
    mine = next(one for one in people(county_desk) if one["household_no"] == first)
    spoilt = str(mine["id_number"])[:17] + "?"

    def change(row: dict[str, object]) -> dict[str, object]:
        if row["household_no"] == first:
            return {**row, "id_number": spoilt, "admin_village": ""}
        return {**row, "household_phone": "154"} if row["household_no"] == second else row

    changed(county_desk, change)
    found = county_desk.rosters.quality(TOWNSHIP)
    assert (found.households, found.people) == (before.households, before.people)
    assert found.as_of == county_desk.rosters.versions()[0].as_of_date
    fresh = {
        code: count - before.counts.get(code, 0)
        for code, count in found.counts.items()
        if count != before.counts.get(code, 0)
    }
    persons = sum(one["household_no"] == first for one in people(county_desk))
    assert fresh["id_form"] == persons
    assert (fresh["village_empty"], fresh["phone_form"]) == (1, 1)
    wrong = next(one for one in found.lines if one.code == "id_form")
    assert wrong.household_no == first
    assert wrong.value == f"{spoilt[:4]}{'*' * 10}{spoilt[-4:]}"
    assert wrong.member_name
    assert spoilt not in repr(found)
    order = [CODES.index(one.code) for one in found.lines]
    assert order == sorted(order)
    assert sum(found.counts.values()) == len(found.lines)


def test_a_ledger_without_a_roster_has_an_empty_report(county_desk: Desk) -> None:
    publish(county_desk, [])
    found = county_desk.rosters.quality(TOWNSHIP)
    assert (found.households, found.people, found.lines) == (0, 0, ())


def test_the_verb_says_what_to_do(
    county_desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number_of = lines(county_desk)[0].household_no
    changed(
        county_desk,
        lambda row: {**row, "admin_village": ""} if row["household_no"] == number_of else row,
    )
    ledger = county_desk.session.ledger
    county_desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    told = run("roster", "quality", ledger, "--township", TOWNSHIP)
    assert told["counts"]["village_empty"] == 1
    line = next(one for one in told["items"] if one["code"] == "village_empty")
    assert (line["household_no"], line["what"]) == (number_of, "没有行政村")
    assert line["todo"].endswith("。")
    assert told["households"] > 0
