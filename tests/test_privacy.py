"""Numbers of people are masked wherever they are listed; in full only with a reason on record."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from db import households
from desktop.cli import VERBS
from desktop.cli.frame import Call, Verb, plain
from desktop.errors import UserError
from desktop.places import RESOURCES
from desktop.rules import privacy
from desktop.services.desk import Desk
from desktop.services.door import Door
from desktop.services.exports.layouts import Layout, layout
from desktop.services.lines import review_chosen
from desktop.services.records.people import HouseholdFilter, VisitEntry
from desktop.services.records.traffic import Review, ReviewValue
from tests.follow import lines
from tests.sheet_files import cells
from tests.walk_in_service import add, id_of

pytest_plugins = ["tests.window_fixtures"]
LISTS = {
    path.stem: text
    for path in (RESOURCES / "lists").glob("*.toml")
    if "columns = [" in (text := path.read_text("utf-8"))
}
OWN, THEIRS, SAID = "15400001111", "15400002222", "15400003333"
PERSONAL = ("phone", "id_number", "health", "account", "card_no", "birth", "remark", "note")
READING = {
    "list", "show", "find", "note", "walk-ins", "status", "quality", "consequences", "diff",
    "today", "due", "exits", "month", "coverage", "questions", "rates", "devices", "stale",
}  # fmt: skip


def made(key: str) -> Layout:
    return layout(key, LISTS[key])


@pytest.mark.parametrize("key", sorted(LISTS))
def test_every_column_that_is_of_people_is_of_its_class_and_mask(key: str) -> None:
    offices = 'about = "offices"' in LISTS[key]
    for one in made(key).columns:
        personal = any(part in one.key for part in PERSONAL)
        known = one.key in (privacy.OF_OFFICES if offices else privacy.OF_PEOPLE)
        assert known or not personal or (offices and one.mask), one.key
        assert one.mask not in {"id", "phone"} or one.sealed or offices, one.key
        if one.key.endswith("name") and not offices and one.key != "source_name":
            assert known, one.key


@pytest.mark.parametrize(
    "wrong", ['privacy = "P1", width = 16, mask = "phone"', 'privacy = "P2", width = 16']
)
def test_a_list_that_forgets_a_mask_is_a_mistake_of_ours(wrong: str) -> None:
    text = LISTS["calls"].replace('privacy = "P2", width = 16, mask = "phone"', wrong)
    with pytest.raises(ValueError, match=r"calls: phone"):
        layout("calls", text + "\n")


def test_only_the_rules_mask_numbers() -> None:
    """One mechanism: everybody else names the field."""
    for path in (RESOURCES.parent / "desktop").rglob("*.py"):
        if path.parent.name != "rules":
            assert "mask_phone(" not in path.read_text("utf-8"), path
            assert "mask_id(" not in path.read_text("utf-8"), path


@pytest.fixture
def numbers(desk: Desk) -> set[str]:
    """Numbers of people in every place where there is one; all of them in the ledger now."""
    never = HouseholdFilter(status="listed", told="never")
    number = desk.households.lines(never).lines[0].household_no
    store = desk.session.store
    desk.households.note(
        number, {"phone": OWN, "remark": f"儿子{SAID}", "best_time": f"先打{SAID}"}
    )
    kept = add(desk, phone=THEIRS, id_number=id_of(1), needs_note=f"问{SAID}", remark=SAID)
    desk.walk_ins.merge(add(desk, name="别人", phone=f"{THEIRS}、{SAID}"), kept)
    entry = VisitEntry(
        household_no=lines(desk)[1].household_no, visited_on=desk.today(), publicity_method="visit",
        contact_result="absent", note=f"电话{SAID}",
    )  # fmt: skip
    desk.visits.log(entry)
    people = [one for no in desk.households.numbers() for one in households.members(store, no)]
    found = {OWN, THEIRS, SAID, id_of(1)}
    return found | {text for one in people for text in (one.id_number, one.phone) if text}


def test_no_list_leaves_with_a_whole_number_unless_a_reason_is_given(
    desk: Desk, numbers: set[str], tmp_path: Path
) -> None:
    with_numbers = set()
    for kind in desk.exports.lists():
        if not (kind.sealed or any(one.mask for one in made(kind.key).columns)):
            continue
        done = desk.exports.write(kind.key, tmp_path / f"{kind.key}.xlsx")
        text = json.dumps(cells(done.path), ensure_ascii=False, default=str)
        assert not [one for one in numbers if one in text], kind.key
        assert set(kind.sealed) <= set(done.masked), kind.key
        if kind.sealed:
            with_numbers.add(kind.key)
    assert {"members", "walk_ins", "calls"} <= with_numbers
    done = desk.exports.write("calls", tmp_path / "calls.xlsx", reason="打电话告知")
    rows = cells(done.path)
    assert OWN in {row[4] for row in rows}
    assert "含完整的电话，用途：打电话告知" in str(rows[1][0])


@dataclass(frozen=True, slots=True)
class Open(Call):
    """A call on a ledger that is open already."""

    at: Desk

    @contextmanager
    def desk(self, *, write: bool = True) -> Iterator[Desk]:
        assert not write, self.args
        yield self.at


def parsed(verb: Verb, *given: str) -> argparse.Namespace | None:
    """The arguments of a verb, None where it wants more than these."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    verb.arguments(parser)
    try:
        return parser.parse_args(list(given))
    except (SystemExit, argparse.ArgumentError):
        return None


def test_no_verb_prints_a_whole_number_of_a_person(
    desk: Desk, door: Door, numbers: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    number, walk_in = lines(desk)[0].household_no, desk.walk_ins.listed()[0].walk_in_no
    tried = set()
    for verb in VERBS:
        if not verb.ledger or verb.words[-1] not in READING:
            continue
        for given in (
            (),
            (number,),
            (walk_in,),
            (OWN[-4:],),
            (THEIRS[-4:],),
            (lines(desk)[0].village,),
        ):
            args = parsed(verb, *given)
            if args is None:
                continue
            args.ledger = desk.session.ledger
            try:
                answer = verb.run(Open(args, door, desk))
            except UserError:
                continue
            told = json.dumps(plain(answer.data), ensure_ascii=False) + answer.text
            free = {SAID}  # what she typed into free text stays as she typed it, on her screen
            assert not [one for one in numbers - free if one in told], (verb.words, given)
            tried.add(" ".join(verb.words))
    capsys.readouterr()
    wanted = {"households show", "households note", "households walk-ins", "households find"}
    assert wanted | {"reviews list", "roster quality", "today", "visits list"} <= tried


def test_a_value_under_review_is_chosen_as_it_is_shown_unless_two_look_alike() -> None:
    def review(*numbers: str) -> list[Review]:
        values = tuple(
            ReviewValue(value=one, officer="王", at=None, op="", shown=privacy.masked("phone", one))
            for one in numbers
        )
        return [Review(id="1", table="", row="", field="phone", subject="", values=values)]

    apart, alike = review(OWN, THEIRS), review(OWN, "15499991111")
    assert review_chosen(apart, "1", "154****2222") == THEIRS
    assert review_chosen(apart, "1", OWN) == OWN
    assert review_chosen(apart, "2", "154****2222") == "154****2222"
    with pytest.raises(UserError) as caught:
        review_chosen(alike, "1", "154****1111")
    assert caught.value.code == "review_value_unclear"
