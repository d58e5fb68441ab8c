"""The day as a whole: put off, done, grouped, ordered; the month, habits, what was opened last."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from db import loans
from desktop.errors import UserError
from desktop.services.desk import Desk
from desktop.services.overview.kinds import KINDS, MOST, grouped, task
from desktop.texts.day import FAMILIES, VERBS, WHY, sentence_of, verb_of, why_of
from desktop.words import words
from tests.busy import a_loan, acting_as, busy, first, lend, waiting
from tests.ledgers import Clock

pytest_plugins = ["tests.window_fixtures", "tests.day_fixtures"]


@pytest.fixture
def clock(hands: Clock) -> Clock:
    return hands


def test_what_was_put_off_comes_back_on_its_day_and_is_never_lost(day: Desk, clock: Clock) -> None:
    busy(day)
    every = {one.id for one in day.overview.today().tasks}
    chosen = waiting(day, "maturity")[0]
    until = day.today() + timedelta(days=2)
    assert day.overview.postpone(chosen.id, until).until == until
    board = day.overview.today()
    assert chosen.id not in {one.id for one in (*board.tasks, *board.lines)}
    assert [(one.id, one.until) for one in board.later] == [(chosen.id, until)]
    assert {one.id for one in (*board.tasks, *board.later)} == every
    clock.on(days=2)
    board = day.overview.today()
    assert chosen.loan_no in {one.loan_no for one in board.tasks}
    assert not board.later
    later = day.today() + timedelta(days=9)
    follow_up = waiting(day, "follow_up")[0]
    day.overview.postpone(follow_up.id, later)
    day.overview.bring_back(follow_up.id)
    assert follow_up.id in {one.id for one in day.overview.today().tasks}
    with pytest.raises(UserError, match="task_unmarked"):
        day.overview.bring_back(follow_up.id)


def test_a_task_is_put_off_to_a_later_day_within_a_year_only(day: Desk) -> None:
    busy(day)
    chosen = waiting(day, "follow_up")[0]
    for until, code in (
        (day.today(), "postpone_past"),
        (day.today() - timedelta(days=1), "postpone_past"),
        (day.today() + timedelta(days=367), "postpone_far"),
    ):
        with pytest.raises(UserError, match=code):
            day.overview.postpone(chosen.id, until)
    with pytest.raises(UserError, match="task_unknown"):
        day.overview.postpone("nothing:1", day.today() + timedelta(days=1))
    assert chosen.id in {one.id for one in day.overview.today().tasks}


def test_what_ends_by_a_record_cannot_be_marked_as_done(day: Desk) -> None:
    busy(day)
    for kind in ("overdue", "need_unchecked", "drafts", "never_told", "board_missing"):
        with pytest.raises(UserError, match="task_needs_record"):
            day.overview.done(waiting(day, kind)[0].id)


def test_marks_and_what_was_opened_are_local_and_survive_a_new_start(day: Desk) -> None:
    busy(day)
    operations = day.session.store.number("SELECT count(*) FROM op")
    day.overview.done(waiting(day, "follow_up")[0].id)
    day.overview.postpone(waiting(day, "maturity")[0].id, day.today() + timedelta(days=1))
    day.overview.remember("households", first(day))
    assert day.session.store.number("SELECT count(*) FROM op") == operations
    assert day.vault.check().ok


def test_the_lines_are_twelve_at_most_and_count_all_tasks() -> None:
    many = [
        task(one.code, str(place), count=1, due=date(2026, 7, 1 + place % 20))
        for one in KINDS
        for place in range(40)
    ]
    lines = grouped(many)
    assert len(lines) <= MOST
    assert sum(one.count if one.grouped else 1 for one in lines) == len(many)
    assert grouped(many[:12]) == many[:12]
    few = grouped(many[:41])
    assert [(one.kind, one.count) for one in few if one.grouped] == [("overdue", 40)]
    assert few[0].due == date(2026, 7, 1)


def test_the_most_pressing_kinds_stand_first(day: Desk) -> None:
    busy(day)
    board = day.overview.today()
    order = [one.code for one in KINDS]
    places = [order.index(one.kind) for one in board.tasks]
    assert places == sorted(places)
    assert len(board.lines) <= MOST
    assert {one.kind for one in board.tasks} >= {
        "overdue", "maturity", "follow_up", "need_unchecked", "drafts", "never_told",
        "board_missing", "subsidy", "walk_in",
    }  # fmt: skip


def test_every_kind_has_one_key_a_word_a_verb_a_reason_and_no_target(day: Desk) -> None:
    assert len({one.code for one in KINDS}) == len(KINDS)
    for one in KINDS:
        assert one.letter == "F4" or one.letter in "VRPLB6S0OKYXAF"
        assert words().known("task_kind", one.code)
        assert one.family in FAMILIES
        made = task(one.code, "1", subject="王小明", village="后会村", days=3)
        assert sentence_of(made) and "{" not in sentence_of(made)
        assert verb_of(made) == VERBS[one.code]
        assert "{" not in why_of(one.code, day.overview.habits())
        assert "消失" in WHY[one.code] or "已办" in WHY[one.code]
        assert "%" not in sentence_of(made)
    assert set(WHY) == set(VERBS) == {one.code for one in KINDS}


def test_days_are_a_habit_that_the_settings_change(day: Desk) -> None:
    number = first(day)
    lend(day, [a_loan(day, number, day.today() + timedelta(days=40))])
    assert waiting(day, "maturity")
    day.settings.set({"days_maturity": "7,30"})
    assert not waiting(day, "maturity")
    assert day.overview.habits().maturity == (7, 30)
    assert "不是政策规定" in why_of("maturity", day.overview.habits())
    assert "15 天" in why_of("need_open", day.overview.habits())
    with acting_as(day, "bank_desk"):
        day.parameters.fill("need_days", "20", document="信贷管理办法")
    assert day.overview.habits().need_end == day.funding.limit().days == 20
    for wrong in ("0", "400", "x", "-1", "7,,"):
        with pytest.raises(UserError, match="setting_invalid"):
            day.settings.set({"days_maturity": wrong})
    day.settings.set({"days_maturity": ""})
    assert waiting(day, "maturity")


def test_the_month_says_what_each_day_carries_and_a_day_lists_it(day: Desk) -> None:
    today = day.today()
    busy(day)
    month = day.overview.month(today.year, today.month)
    soon = today + timedelta(days=3)
    assert month[soon].maturing == 1
    assert (month[today].overdue, month[today].follow_ups) == (1, 1)
    assert [one.kind for one in day.overview.of_day(soon)] == ["maturity"]
    assert Counter(one.kind for one in day.overview.of_day(today)) == {"overdue": 1, "follow_up": 1}
    assert day.overview.month(2030, 2) == {}
    assert day.overview.month(2026, 12) == {}


def test_the_last_ten_things_opened_are_kept_masked_and_forgotten(day: Desk, clock: Clock) -> None:
    numbers = day.households.numbers()
    for number in [*numbers[:11], numbers[0]]:
        clock.on(seconds=1)
        day.overview.remember("households", number)
    found = day.overview.recent()
    assert len(found) == 10
    assert found[0].what == numbers[0]
    heads = {number: day.households.card(number).line.head_name for number in numbers}
    assert all("\u00d7" in one.name for one in found)
    assert not {one.name for one in found} & set(heads.values())
    village = day.households.villages()[0]
    clock.on(seconds=1)
    day.overview.remember("printing", f"LX:{village.division_code}")
    assert day.overview.recent()[0].name == village.village
    day.overview.forget_recent()
    assert day.overview.recent() == []


def test_a_loan_without_a_maturity_day_is_no_task(day: Desk) -> None:
    made = a_loan(day, first(day), day.today())
    with acting_as(day, "county"):
        loans.keep(day.session.store, "县里", [replace(made, maturity_on=None)])
    assert not waiting(day, "maturity")
