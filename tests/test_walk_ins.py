"""People on no roster: kept, warned of, found, linked and unlinked, never counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from db import walkins
from db.check import check
from db.faults import StoreError
from desktop.errors import UserError
from desktop.rules.identity import check_digit
from desktop.services.desk import Desk
from desktop.services.records.people import HouseholdFilter
from desktop.services.records.walk_ins import WalkInEntry
from tests.follow import TOWNSHIP, lend, lines, people
from tests.terminal import Terminal

HEADS = [f"14999919700101{serial:03d}" for serial in range(100)]
pytest_plugins = ["tests.window_fixtures"]


def entry(**more: object) -> WalkInEntry:
    told = {"name": "单小红", "village": "没有名单的村", "township": TOWNSHIP, **more}
    return WalkInEntry(**told)


def code(desk: Desk, **more: object) -> str:
    with pytest.raises(UserError) as caught:
        desk.walk_ins.add(entry(**more))
    return caught.value.code


def test_a_record_is_kept_and_no_list_of_households_counts_it(desk: Desk) -> None:
    on_roster = HouseholdFilter(status="listed")
    before = desk.households.lines(on_roster).total
    made = desk.walk_ins.add(entry(phone="15400000777", needs_note="想养羊", group_no="东组"))
    letter = desk.session.store.identity.letter
    assert made.walk_in_no == f"{TOWNSHIP}{letter}W0001"
    assert (made.phone_masked, made.met_on) == ("154****0777", desk.today())
    second = desk.walk_ins.add(entry(name="别人"))
    assert second.walk_in_no.endswith("W0002")
    assert [one.walk_in_no for one in desk.walk_ins.listed()] == [
        second.walk_in_no,
        made.walk_in_no,
    ]
    assert desk.households.lines(on_roster).total == before
    assert desk.overview.today().households == before
    assert check(desk.session.store).ok


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"name": " "}, "name_empty"),
        ({"name": "长" * 41}, "name_unusable"),
        ({"village": ""}, "village_needed"),
        ({"village": "长" * 41}, "field_too_long"),
        ({"id_number": "149999197001011234"}, "id_number_wrong"),
        ({"phone": "154"}, "phone_wrong"),
        ({"remark": "长" * 201}, "field_too_long"),
        ({"met_on": date(2030, 1, 1)}, "day_in_future"),
        ({"township": "1"}, "township_unknown"),
    ],
)
def test_what_does_not_fit_is_refused(desk: Desk, more: dict[str, object], wanted: str) -> None:
    assert code(desk, **more) == wanted
    assert desk.walk_ins.listed() == []


def test_the_county_says_which_township_unless_the_village_does(county_desk: Desk) -> None:
    assert code(county_desk, township="") == "township_needed"
    line = lines(county_desk)[0]
    made = county_desk.walk_ins.add(entry(village=line.village, township=""))
    assert (made.village, made.township_code) == (line.village, TOWNSHIP)


def test_a_likely_twin_stops_the_record_by_number_phone_or_name_and_village(desk: Desk) -> None:
    person = next(one for one in people(desk) if one["id_number"])
    house = str(person["household_no"])
    village = next(one.village for one in lines(desk) if one.household_no == house)
    told = desk.walk_ins.suspects
    by_id = told({"id_number": str(person["id_number"]).lower()})
    assert [(one.by, one.household_no) for one in by_id] == [("id", house)]
    by_name = told({"name": str(person["name"]), "village": village})
    assert ("name", house) in {(one.by, one.household_no) for one in by_name}
    desk.households.edit_note(house, phone="15400000888")
    by_phone = entry(phone="15400000888")
    assert [(one.by, one.household_no) for one in told({"phone": "+8615400000888"})] == [
        ("phone", house)
    ]
    with pytest.raises(UserError) as caught:
        desk.walk_ins.add(by_phone)
    assert caught.value.code == "walk_in_twin"
    assert caught.value.params["number"] == house
    made = desk.walk_ins.add(by_phone, anyway=True)
    twins = told({"name": "另外的人", "phone": "15400000888"})
    assert {(one.household_no, one.walk_in_no) for one in twins} == {
        (house, ""),
        ("", made.walk_in_no),
    }


def test_a_link_is_made_once_and_taken_back_by_an_operation(desk: Desk) -> None:
    number = lines(desk)[0].household_no
    made = desk.walk_ins.add(entry())
    linked = desk.walk_ins.link(made.walk_in_no, number)
    assert (linked.household_no, linked.linked_on) == (number, desk.today())
    assert desk.walk_ins.of_household(number) == [linked]
    assert desk.walk_ins.listed(linked=True) == [linked]
    assert desk.walk_ins.listed(linked=False) == []
    for call, wanted in (
        (lambda: desk.walk_ins.link(made.walk_in_no, number), "walk_in_linked"),
        (lambda: desk.walk_ins.link("none", number), "walk_in_unknown"),
    ):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == wanted
    before = desk.session.store.number("SELECT count(*) FROM op")
    back = desk.walk_ins.unlink(made.walk_in_no)
    assert (back.household_no, back.linked_on) == ("", None)
    assert desk.session.store.number("SELECT count(*) FROM op") == before + 1
    with pytest.raises(UserError) as caught:
        desk.walk_ins.unlink(made.walk_in_no)
    assert caught.value.code == "walk_in_not_linked"
    with pytest.raises(UserError) as caught:
        desk.walk_ins.link(made.walk_in_no, "9")
    assert caught.value.code == "household_unknown"
    assert check(desk.session.store).ok


def test_a_record_is_changed_field_by_field_and_taken_away(desk: Desk) -> None:
    made = desk.walk_ins.add(entry(phone="15400000777"))
    changed = desk.walk_ins.amend(made.walk_in_no, {"name": "仇小红", "phone": "15400000777"})
    assert (changed.name, changed.phone_masked) == ("仇小红", "154****0777")
    assert [one.walk_in_no for one in desk.households.find("qxh", walk_ins=True)] == [
        made.walk_in_no
    ]
    before = desk.session.store.number("SELECT count(*) FROM op")
    desk.walk_ins.amend(made.walk_in_no, {"name": "仇小红", "phone": "154 0000 0777"})
    assert desk.session.store.number("SELECT count(*) FROM op") == before
    desk.walk_ins.remove(made.walk_in_no)
    assert desk.walk_ins.listed() == []
    with pytest.raises(UserError) as caught:
        desk.walk_ins.remove(made.walk_in_no)
    assert caught.value.code == "walk_in_unknown"
    for call in (
        lambda: walkins.change(desk.session.store, "王", "none", {}),
        lambda: walkins.remove(desk.session.store, "王", "none"),
    ):
        with pytest.raises(StoreError) as fault:
            call()
        assert fault.value.code == "row_unknown"


def test_a_record_reaches_the_county(county_desk: Desk, desk: Desk, tmp_path: Path) -> None:
    box = tmp_path / "stick"
    box.mkdir()
    made = desk.walk_ins.add(entry())
    desk.sync.export(str(box))
    county_desk.sync.take(str(box))
    assert [one.walk_in_no for one in county_desk.walk_ins.listed()] == [made.walk_in_no]


@pytest.mark.parametrize("query", ["sxh", "dxh", "单小", "小红", "0777", "15400000777"])
def test_a_record_is_found_by_all_readings_name_and_phone(desk: Desk, query: str) -> None:
    made = desk.walk_ins.add(entry(phone="15400000777"), anyway=True)
    found = [one for one in desk.households.find(query, limit=50, walk_ins=True) if one.walk_in_no]
    assert [(one.walk_in_no, one.why, one.household_no) for one in found] == [
        (made.walk_in_no, "walk_in", "")
    ]
    assert all(one.household_no for one in desk.households.find(query, limit=50))
    number = lines(desk)[-1].household_no
    desk.walk_ins.link(made.walk_in_no, number)
    assert number in {one.household_no for one in desk.households.find(query, limit=50)}


def test_a_record_is_found_by_the_end_of_its_number(desk: Desk) -> None:
    number = next(f"{head}X" for head in HEADS if check_digit(head) == "X")
    made = desk.walk_ins.add(entry(id_number=number.lower()), anyway=True)
    for query in (number[-4:].lower(), number.lower(), "0001", made.walk_in_no):
        found = desk.households.find(query, limit=50, walk_ins=True)
        assert made.walk_in_no in {one.walk_in_no for one in found}, query


@pytest.mark.parametrize("query", ["0007", "120007", "jk2025120007", "HT2025120007", "5120007"])
def test_a_household_is_found_by_loan_and_contract_numbers(county_desk: Desk, query: str) -> None:
    number = lines(county_desk)[3].household_no
    assert number not in {one.household_no for one in county_desk.households.find("jk2025120007")}
    lend(county_desk, number)
    found = {one.household_no: one.why for one in county_desk.households.find(query, limit=50)}
    assert found[number] == "loan"
    assert "loan" not in {one.why for one in county_desk.households.find("9120007", limit=50)}


def test_a_household_is_found_by_the_phone_that_the_officer_wrote_down(desk: Desk) -> None:
    number = lines(desk)[5].household_no
    desk.households.edit_note(number, phone="15499990666")
    for query in ("0666", "15499990666"):
        found = {one.household_no: one.why for one in desk.households.find(query, limit=50)}
        assert found[number] == "note"
    assert number not in {one.household_no for one in desk.households.find("10666", limit=50)}


def test_the_verbs_keep_find_link_and_unlink(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = lines(desk)[0].household_no
    ledger = desk.session.ledger
    desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    asked = ("--name", "单小红", "--village", "外村", "--phone", "15400000777")
    made = run("households", "add", ledger, *asked)
    assert run.refused("households", "add", ledger, *asked)["code"] == "walk_in_twin"
    twice = run("households", "add", ledger, *asked, "--anyway", "--on", "2026-07-01")
    assert twice["twins"][0]["by"] == "电话"
    assert len(run("households", "walk-ins", ledger)["items"]) == 2
    run("households", "edit", ledger, twice["walk_in_no"], "--name", "别人", "--village", "外村")
    linked = run("households", "link", ledger, made["walk_in_no"], "--household", number)
    assert linked["household_no"] == number
    card = run("households", "show", ledger, number)
    assert [one["walk_in_no"] for one in card["walk_ins"]] == [made["walk_in_no"]]
    assert run("households", "unlink", ledger, made["walk_in_no"])["household_no"] is None
    found = run("households", "find", ledger, "dxh")["items"]
    assert made["walk_in_no"] in {one["walk_in_no"] for one in found}
    notes = run("households", "note", ledger, number, "--phone", "15400000001", "--remark", "狗")
    masked = notes["notes"]
    assert (masked["phone"], masked["remark"]) == ("154****0001", "狗")
    assert run("households", "note", ledger, number)["notes"] == masked
    assert run("households", "show", ledger, number)["notes"] == masked
    told = run("households", "show", ledger, number, "--reveal", "当面核对")
    assert told["notes"] == {**masked, "phone": "15400000001"}
    assert run.refused("households", "note", ledger, number, "--phone", "1")["code"] == (
        "phone_wrong"
    )
