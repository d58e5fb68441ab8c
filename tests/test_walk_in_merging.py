"""Two records of one person are one line; what is wrong in them is named; lists and verbs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from db import walkgroups, walkins
from db.check import check
from desktop.services.desk import Desk
from desktop.services.records.lists import ListFilter
from desktop.services.records.walk_ins import WalkInFilter
from tests.follow import lines, people
from tests.plans import questions, scans
from tests.sheet_files import cells
from tests.terminal import Terminal
from tests.walk_in_service import add, entry, id_of, refused

pytest_plugins = ["tests.window_fixtures"]


def test_merged_records_are_one_line_and_each_stays_as_it_was_typed(desk: Desk) -> None:
    kept = add(desk, phone="15400000777", needs_note="想养羊")
    other = add(desk, name="单小洪", phone="15400000888", remark="电话里这样说", best_time="晚上")
    before = desk.session.store.number("SELECT count(*) FROM op")
    line = desk.walk_ins.merge(other, kept)
    assert desk.session.store.number("SELECT count(*) FROM op") == before + 1
    assert (line.walk_in_no, line.phone_masked, line.needs_note) == (kept, "154****0777", "想养羊")
    [inside] = line.merged
    assert (inside.name, inside.phone_masked) == ("单小洪", "154****0888")
    assert (inside.remark, inside.best_time) == ("电话里这样说", "晚上")
    assert desk.walk_ins.listed() == [line] == [desk.walk_ins.card(other)]
    assert desk.walk_ins.listed(WalkInFilter(text="小洪")) == [line]
    assert desk.walk_ins.listed(WalkInFilter(village="别的村")) == []
    for query in ("0888", "dxh", "小洪", other[-4:]):
        found = desk.households.find(query, limit=50, walk_ins=True)
        assert [one.walk_in_no for one in found if one.walk_in_no] == [kept], query
    parted = desk.walk_ins.unmerge(other)
    assert (parted.walk_in_no, parted.merged) == (other, ())
    assert len(desk.walk_ins.listed()) == 2
    assert check(desk.session.store).ok


def test_a_twin_of_the_same_group_is_none_and_another_is_named_by_the_one_that_is_shown(
    desk: Desk,
) -> None:
    kept, other = add(desk, phone="15400000777"), add(desk, phone="15400000777")
    assert [one.walk_in_no for one in desk.walk_ins.suspects({}, kept)] == [other]
    desk.walk_ins.merge(other, kept)
    assert desk.walk_ins.suspects({}, kept) == []
    twins = desk.walk_ins.suspects({"name": "别人", "phone": "15400000777"})
    assert [one.walk_in_no for one in twins] == [kept]
    assert desk.walk_ins.suspects({"name": "", "phone": ""}) == []


def test_somebody_in_a_household_by_any_of_her_numbers_is_a_twin(desk: Desk) -> None:
    person = people(desk)[0]
    number, home = str(person["phone"]), str(person["household_no"])
    desk.households.note(home, {"phone": "15400005555、15400006666、0358-4425555"})
    for phone, one in (("15400000001 15400006666", home), ("03584425555", home), (number, home)):
        [twin] = desk.walk_ins.suspects({"phone": phone})
        assert (twin.by, twin.household_no) == ("phone", one)
    kept = add(desk, phone="15400000777、15400000888")
    assert [one.walk_in_no for one in desk.walk_ins.suspects({"phone": "15400000777"})] == [kept]
    for end in ("0777", "0888"):
        found = desk.households.find(end, limit=50, walk_ins=True)
        assert kept in {one.walk_in_no for one in found}
    for end in ("5555", "6666", "15400006666"):
        assert home in {one.household_no for one in desk.households.find(end, limit=50)}


def test_who_may_be_the_same_is_asked_of_indexes_alone(desk: Desk) -> None:
    """Whatever is asked, no table is read from end to end."""
    store = desk.session.store
    kept, other = add(desk, phone="15400000777"), add(desk, name="别人", id_number=id_of(1))
    desk.walk_ins.merge(other, kept)
    one = walkins.by_no(store, kept)
    assert one is not None
    with questions(store) as asked:
        walkgroups.twins(store, replace(one, id_number=id_of(2)))
    assert len(asked) > 5
    partial = ("walk_in_merged", "walk_in_phones", "note_phones")
    for question in asked:
        for step in scans(store, question):
            assert "VIRTUAL" in step or any(name in step for name in partial), (question, step)


def test_a_merged_record_and_the_one_that_is_shown_are_found_as_one_also_when_linked(
    desk: Desk,
) -> None:
    home = lines(desk)[0].household_no
    kept, other = add(desk, phone="15400000777"), add(desk, phone="15400000888")
    desk.walk_ins.link(other, home)
    desk.walk_ins.merge(other, kept)
    for query in ("dxh", "小红", "0777", "0888"):
        found = desk.households.find(query, limit=50, walk_ins=True)
        named = [one for one in found if one.name == "单小红"]
        assert [(one.household_no, one.walk_in_no) for one in named] == [(home, "")], query


def test_what_cannot_be_one_is_not_merged(desk: Desk) -> None:
    first, second = (one.household_no for one in lines(desk)[:2])
    kept, other, third = add(desk), add(desk, name="别人"), add(desk, name="第三")
    desk.walk_ins.link(kept, first)
    desk.walk_ins.link(other, second)
    verbs = desk.walk_ins
    assert refused(verbs.merge, kept, kept) == "walk_in_same"
    assert refused(verbs.merge, other, kept) == "walk_in_merge_linked"
    assert refused(verbs.merge, "none", kept) == "walk_in_unknown"
    assert refused(verbs.unmerge, kept) == "walk_in_not_merged"
    verbs.unlink(other)
    verbs.amend(kept, {"id_number": id_of(1)})
    verbs.amend(other, {"id_number": id_of(2)})
    assert refused(verbs.merge, other, kept) == "walk_in_merge_differs"
    verbs.merge(other, kept, anyway=True)
    assert refused(verbs.merge, kept, other) == "walk_in_same"
    verbs.merge(kept, third)
    [line] = verbs.listed()
    assert (line.walk_in_no, len(line.merged), line.household_no) == (third, 2, first)
    assert refused(verbs.link, third, second) == "walk_in_linked"
    assert verbs.of_household(first) == [line]
    assert verbs.unlink(third).household_no == ""
    assert refused(verbs.unlink, other) == "walk_in_not_linked"


def test_a_number_that_cannot_be_right_may_be_kept_and_is_named_until_it_is(desk: Desk) -> None:
    wrong = entry(id_number=id_of(1)[:17] + "0", phone="154", birth_date=date(1962, 2, 28))
    if id_of(1).endswith("0"):
        pytest.fail("choose another serial")
    assert refused(desk.walk_ins.add, wrong) == "id_number_wrong"
    made = desk.walk_ins.add(wrong, as_is=True)
    assert made.wrong == ("id_number", "phone")
    # what was wrong before stops no other change
    changed = desk.walk_ins.amend(made.walk_in_no, {"remark": "要再问"})
    assert (changed.remark, changed.wrong) == ("要再问", ("id_number", "phone"))
    assert refused(desk.walk_ins.amend, made.walk_in_no, {"phone": "155"}) == "phone_wrong"
    right = {"id_number": f" {id_of(1)[:6]} {id_of(1)[6:]}", "phone": "154-0000 0777"}
    assert (
        refused(desk.walk_ins.amend, made.walk_in_no, {**right, "birth_date": date(1962, 2, 28)})
        == "birth_date_differs"
    )
    fixed = desk.walk_ins.amend(made.walk_in_no, {**right, "birth_date": date(1970, 1, 1)})
    assert (fixed.wrong, fixed.phone_masked) == ((), "154****0777")
    assert desk.walk_ins.born({}, made.walk_in_no) == date(1970, 1, 1)
    future = {"birth_date": date(2030, 1, 1), "id_number": ""}
    assert refused(desk.walk_ins.amend, made.walk_in_no, future) == "birth_in_future"


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"id_number": "14999919700101123"}, "id_number", "typed_id_length"),
        ({"id_number": "14999919700101123A"}, "id_number", "typed_id_form"),
        ({"id_number": id_of(1)[:17] + "0"}, "id_number", "typed_id_digit"),
        ({"id_number": "149999197013011234"}, "id_number", "typed_id_day"),
        (
            {"id_number": id_of(1), "birth_date": date(1962, 2, 28)},
            "birth_date",
            "typed_birth_differs",
        ),
        ({"birth_date": date(2030, 1, 1)}, "birth_date", "typed_birth_future"),
        ({"phone": "1540000077"}, "phone", "typed_phone"),
        ({"name": " "}, "name", "typed_name"),
        ({"village": ""}, "village", "typed_village"),
        ({"remark": "长" * 201}, "remark", "typed_long"),
        ({"met_on": date(2030, 1, 1)}, "met_on", "typed_met_future"),
    ],
)
def test_what_is_wrong_is_said_field_by_field(
    desk: Desk, typed: dict[str, object], field: str, code: str
) -> None:
    found = desk.walk_ins.problems({"name": "单小红", "village": "外村", **typed})
    assert {name: one.code for name, one in found.items()} == {field: code}


@pytest.mark.parametrize(
    "typed", ["\uff11\uff14999919700101001", " 149999 19700101 001 ", "149999-19700101-001"]
)
def test_a_number_is_read_as_people_type_it(desk: Desk, typed: str) -> None:
    whole = typed.rstrip() + id_of(1)[-1].lower()
    assert desk.walk_ins.problems({"name": "单", "village": "外村", "id_number": whole}) == {}


def test_full_numbers_of_all_records_of_a_group_are_shown_with_a_reason_only(desk: Desk) -> None:
    kept, other = add(desk, phone="15400000777"), add(desk, name="别人", id_number=id_of(1))
    desk.walk_ins.merge(other, kept)
    assert refused(desk.walk_ins.reveal, kept, " ") == "reason_missing"
    assert refused(desk.walk_ins.reveal, "none", "核对") == "walk_in_unknown"
    asked = "SELECT subject, reason FROM audit WHERE what = 'reveal'"
    assert desk.session.store.rows(asked) == []
    found = desk.walk_ins.reveal(kept, " 当面核对 ")
    numbers = {
        no: {name: told[name] for name in ("id_number", "phone")} for no, told in found.items()
    }
    assert numbers == {
        kept: {"id_number": "", "phone": "15400000777"},
        other: {"id_number": id_of(1), "phone": ""},
    }
    assert desk.session.store.rows(asked) == [(kept, "当面核对"), (other, "当面核对")]


def test_the_list_leaves_with_every_record_and_full_numbers_only_with_a_reason(
    desk: Desk, tmp_path: Path
) -> None:
    kept = add(desk, id_number=id_of(1), remark="电话 15400000999")
    other = add(desk, name="别人")
    desk.walk_ins.merge(other, kept)
    desk.walk_ins.link(kept, lines(desk)[0].household_no)
    add(desk, name="=1+1", village="后会村")
    out = tmp_path / "list.xlsx"
    desk.exports.write("walk_ins", out)
    rows = [list(map(str, row)) for row in cells(out)]
    text = "\n".join("|".join(row) for row in rows)
    assert id_of(1) not in text and "15400000999" not in text
    [merged] = [row for row in rows if row[0] == other]
    assert merged[-2] == kept and lines(desk)[0].household_no in merged
    desk.exports.write("walk_ins", out, ListFilter(text="单小红"), "县里核对证件")
    rows = [list(map(str, row)) for row in cells(out)]
    assert id_of(1) in "\n".join("|".join(row) for row in rows)
    assert not any("1+1" in cell for row in rows for cell in row)
    reasons = desk.session.store.rows("SELECT reason FROM audit WHERE what = 'export'")
    assert ("县里核对证件",) in reasons
    desk.exports.write("walk_ins", out, ListFilter(village="后会村"))
    assert [row[1] for row in cells(out)][3:] == ["'=1+1"]


def test_the_verbs_merge_and_unmerge(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = add(desk, phone="15400000777"), add(desk, name="别人", best_time="晚上")
    ledger = desk.session.ledger
    desk.close(backup=False)
    run = Terminal(capsys, monkeypatch, "yanshi2026")
    made = run("households", "merge", ledger, other, "--into", kept)
    assert [one["walk_in_no"] for one in made["merged"]] == [other]
    assert len(run("households", "walk-ins", ledger)["items"]) == 1
    again = run.refused("households", "merge", ledger, other, "--into", kept)
    assert again["code"] == "walk_in_same"
    card = run("households", "show", ledger, kept)
    assert card["phone_masked"] == "154****0777" and "phone" not in card
    told = run("households", "show", ledger, kept, "--reveal", "当面核对")
    assert told["phone"] == "15400000777" and told["merged"][0]["id_number"] == ""
    shown = run.refused("households", "unmerge", ledger, kept)
    assert shown["code"] == "walk_in_is_shown" and other in shown["message"]
    said = run.said(
        "households", "edit", ledger, other, "--remark", "住西头", "--needs-note", "养羊"
    )
    assert said == f"{other} 已改。这条已并到 {kept}，按 {kept} 显示。\n"
    text = run.said("households", "show", ledger, other)
    assert all(part in text for part in (kept, other, "没有名单的村", "需求：养羊", "备注：住西头"))
    assert run("households", "unmerge", ledger, other)["merged"] == []
    assert run.refused("households", "unmerge", ledger, other)["code"] == "walk_in_not_merged"
    # only what is given is changed
    run("households", "edit", ledger, kept, "--best-time", "集日", "--birth", "1970-01-01")
    edited = run("households", "edit", ledger, kept, "--birth", "")
    assert (edited["best_time"], edited["phone_masked"]) == ("集日", "154****0777")
    assert edited["birth_date_masked"] is None
    wrong = ("households", "edit", ledger, kept, "--id-number", "1")
    assert run.refused(*wrong)["code"] == "id_number_wrong"
    assert run(*wrong, "--as-is")["to_put_right"] == ["id_number"]
