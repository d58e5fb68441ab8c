"""Taking records back and bringing them back, until they are final; on every replica alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import Qt

from db import coverage, merge, peers, visitends, visits
from db.check import check, state_hash
from db.records.work import Visit, VisitFilter
from db.store import Store, StoreError
from db.values import Row
from desktop.errors import UserError
from desktop.pages.window import Window
from desktop.services.desk import Desk
from desktop.services.entry import Entry
from desktop.services.records.lists import ListFilter
from desktop.services.records.papers import NoticeScope
from desktop.services.records.people import VisitEntry, VisitLine
from desktop.services.records.people import VisitFilter as Wanted
from tests.evening import CONTROL, Typist, at_village, panel_of
from tests.ledgers import (
    TOWNSHIP,
    Clock,
    anybody,
    everything,
    identity,
    in_memory,
    number,
    person,
    publish,
    visit,
)

pytest_plugins = ["tests.ledger_fixtures", "tests.window_fixtures"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

DAY = date(2026, 7, 8)


def rows_of(store: Store) -> list[Row]:
    return store.rows("SELECT * FROM outreach_visit ORDER BY id")


def numbers(store: Store) -> list[str]:
    return [one.visit_no for one in visits.listed(store, VisitFilter())]


def told(store: Store) -> set[str]:
    missing = {one for place in coverage.by_village(store) for one in place.not_reached}
    return {number(n) for n in range(1, 5)} - missing


def code_of(caught: pytest.ExceptionInfo[StoreError]) -> str:
    return caught.value.code


def test_what_is_taken_back_counts_nowhere_and_comes_back_as_it_was(
    store: Store, clock: Clock
) -> None:
    [kept] = visits.log(store, "王", [visit(1, note="讲了政策")])
    before = rows_of(store)
    assert told(store) == {number(1)}
    clock.on(minutes=1)
    visits.undo(store, "王", kept.visit_no)
    assert visits.by_no(store, kept.visit_no) is None
    assert (numbers(store), told(store), visits.count(store, VisitFilter())) == ([], set(), 0)
    clock.on(minutes=1)
    visits.redo(store, "王", kept.id)
    assert rows_of(store) == before
    assert check(store).ok


def test_a_mended_record_takes_the_place_of_the_first_in_one_save(store: Store) -> None:
    [first] = visits.log(store, "王", [visit(1)])
    [second] = visits.log(store, "王", [visit(1, contact_result="absent")], mending=first.id)
    assert numbers(store) == [second.visit_no] and first.visit_no != second.visit_no
    visits.turn(store, "王", away=[second.id], back=[first.id])
    assert numbers(store) == [first.visit_no]


def closed(store: Store, _: Visit) -> None:
    visits.close_day(store, "王", DAY)


def sent(store: Store, _: Visit) -> None:
    last = {name: head.seq for name, head in store.streams.items()}
    peers.mark_sent(store, "county", last, store.clock())


def printed(store: Store, _: Visit) -> None:
    wanted = VisitFilter(from_on=DAY - timedelta(days=9), to_on=DAY, township_code=TOWNSHIP)
    visitends.keep_left(store, visitends.PRINTED, wanted)


def exported(store: Store, kept: Visit) -> None:
    visitends.keep_left(store, visitends.EXPORTED, VisitFilter(text=kept.note))


def corrected(store: Store, kept: Visit) -> None:
    visits.log(store, "王", [replace(kept, id="", corrects_visit_no=kept.visit_no)])


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (closed, "day_closed"),
        (sent, "visit_left_in_bundle"),
        (printed, "visit_printed"),
        (exported, "visit_exported"),
        (corrected, "visit_has_correction"),
    ],
)
def test_a_record_is_final_once_others_may_rely_on_it(store: Store, end: object, code: str) -> None:
    assert callable(end)
    [kept] = visits.log(store, "王", [visit(1, note="特别的话")])
    found = visits.by_id(store, kept.id)
    assert found is not None
    end(store, found)
    before = rows_of(store)
    with pytest.raises(StoreError) as caught:
        visits.undo(store, "王", kept.visit_no)
    assert code_of(caught) == code
    assert rows_of(store) == before


def test_a_list_that_left_binds_only_what_was_on_it(store: Store) -> None:
    [kept, other, early] = visits.log(
        store, "王", [visit(1), visit(2), visit(1, visited_on=DAY - timedelta(days=30))]
    )
    visitends.keep_left(
        store,
        visitends.EXPORTED,
        VisitFilter(from_on=DAY, to_on=DAY, household_no=number(1)),
    )
    [late] = visits.log(store, "王", [visit(1)])
    finals = [visitends.final(store, one.id) for one in (kept, other, early, late)]
    assert finals == ["visit_exported", "", "", ""]


def test_what_was_taken_back_before_the_day_was_closed_stays_away(store: Store) -> None:
    [kept, _] = visits.log(store, "王", [visit(1), visit(2)])
    visits.undo(store, "王", kept.visit_no)
    visits.close_day(store, "王", DAY)
    with pytest.raises(StoreError) as caught:
        visits.redo(store, "王", kept.id)
    assert code_of(caught) == "day_closed"


def test_a_correction_is_taken_back_before_what_it_corrects(store: Store) -> None:
    [first] = visits.log(store, "王", [visit(1)])
    [second] = visits.log(store, "王", [visit(1, corrects_visit_no=first.visit_no)])
    visits.undo(store, "王", second.visit_no)
    found = visits.by_no(store, first.visit_no)
    assert found is not None and found.corrected_by == ""
    visits.undo(store, "王", first.visit_no)
    assert numbers(store) == []


@pytest.fixture
def replicas(clock: Clock) -> Iterator[list[Store]]:
    """A county and a laptop with the same four households."""
    stores = [in_memory(clock, identity(1)), in_memory(clock, identity(2, "officer"))]
    publish(stores[0], [person(n) for n in range(1, 5)])
    exchange(stores)
    yield stores
    for store in stores:
        store.close()


def exchange(stores: list[Store]) -> None:
    """Everybody gets everything."""
    for one in stores:
        for other in stores:
            if one is not other:
                merge.take(one, everything(other), authority=anybody)


def test_another_replica_sees_it_go_and_come_back_the_same(replicas: list[Store]) -> None:
    county, laptop = replicas
    [kept] = visits.log(laptop, "王", [visit(1, note="讲了政策")])
    exchange(replicas)
    before = state_hash(county)["outreach_visit"]
    visits.undo(laptop, "王", kept.visit_no)
    exchange(replicas)
    assert numbers(county) == []
    visits.redo(laptop, "王", kept.id)
    exchange(replicas)
    assert state_hash(county)["outreach_visit"] == before == state_hash(laptop)["outreach_visit"]
    assert visits.by_id(county, kept.id) == visits.by_id(laptop, kept.id)


def test_a_correction_made_elsewhere_stays_in_sight_when_its_first_is_taken_back(
    replicas: list[Store],
) -> None:
    county, laptop = replicas
    [kept] = visits.log(laptop, "王", [visit(1)])
    exchange(replicas)
    [other] = visits.log(
        county, "县", [visit(1, contact_result="absent", corrects_visit_no=kept.visit_no)]
    )
    visits.undo(laptop, "王", kept.visit_no)
    exchange(replicas)
    assert numbers(county) == numbers(laptop) == [other.visit_no]
    assert state_hash(county) == state_hash(laptop)
    with pytest.raises(StoreError) as caught:
        visits.undo(county, "县", kept.visit_no)
    assert code_of(caught) == "visit_unknown"


class Model:
    """What undo and redo promise: a line of steps with a place in it."""

    MOST: ClassVar[int] = 50

    def __init__(self) -> None:
        self.done: list[tuple[int, str]] = []
        self.undone: list[tuple[int, str]] = []

    def log(self, household: int) -> None:
        self.done = [*self.done, (household, "visit")][-self.MOST :]
        self.undone = []

    def undo(self) -> bool:
        if self.done:
            self.undone.append(self.done.pop())
            return True
        return False

    def redo(self) -> bool:
        if self.undone:
            self.done.append(self.undone.pop())
            return True
        return False


class Evening:
    """The service over a ledger in memory, without the rest of the desk."""

    def __init__(self, desk: Desk) -> None:
        self.entry = Entry(desk.session, desk.visits)
        self.numbers = desk.households.numbers()
        self.day = desk.today()
        self.first = {one.id for one in self.lines(desk)}

    def lines(self, desk: Desk) -> list[VisitLine]:
        return list(desk.visits.listed(Wanted(), limit=10_000).lines)

    def log(self, household: int) -> VisitLine:
        return self.entry.write(
            VisitEntry(
                household_no=self.numbers[household],
                visited_on=self.day,
                publicity_method="visit",
                contact_result="informed",
            )
        )


@given(steps=st.lists(st.sampled_from(["log", "undo", "redo"]), max_size=24))
@settings(max_examples=25)
def test_any_order_of_steps_leaves_what_the_model_says(
    steps: list[str], shared: tuple[Desk, list[Store]]
) -> None:
    desk, mirrors = shared
    evening, model = Evening(desk), Model()
    rows: dict[str, VisitLine] = {}
    for at, step in enumerate(steps):
        if step == "log":
            line = evening.log(at % 4)
            rows[line.id] = line
            model.log(at % 4)
            continue
        turn = evening.entry.undo if step == "undo" else evening.entry.redo
        if model.undo() if step == "undo" else model.redo():
            turn()
            continue
        with pytest.raises(UserError) as caught:
            turn()
        assert caught.value.code == f"{step}_nothing"
    there = [one for one in evening.lines(desk) if one.id not in evening.first]
    assert len(there) == len(model.done)
    assert all(rows[one.id] == one for one in there)
    merge.take(mirrors[0], everything(desk.session.store), authority=anybody_at_all(desk))
    theirs, ours = state_hash(mirrors[0]), state_hash(desk.session.store)
    assert theirs["outreach_visit"] == ours["outreach_visit"]


def anybody_at_all(desk: Desk) -> dict[str, tuple[str, tuple[str, ...]]]:
    me = desk.session.store.identity
    devices = {name.partition("/")[0] for name in desk.session.store.streams}
    return {
        device: ("officer" if device == me.device else "county", me.townships) for device in devices
    }


@pytest.fixture(scope="module")
def shared(
    made_up: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, list[Store]]]:
    """One desk and a mirror of it for all examples; each looks only at what it did itself."""
    import shutil

    from tests.windows import County, a_door

    assert isinstance(made_up, County)
    folder = tmp_path_factory.mktemp("steps")
    for path in made_up.township.parent.glob(f"{made_up.township.name}*"):
        if path.is_file():
            shutil.copy(path, folder / path.name)
    door = a_door(folder / "home")
    desk = door.open(
        folder / made_up.township.name, made_up.officers["township"], made_up.keys["township"]
    )
    mirror = in_memory(Clock(), identity(9))
    yield desk, [mirror]
    mirror.close()
    desk.close(backup=False)


def test_ctrl_z_and_ctrl_y_say_what_they_did_and_the_row_is_the_same(window: Window) -> None:
    panel = panel_of(window)
    at_village(panel)
    typed = Typist(window)
    typed("1\n12\n")
    line = panel.book.session[0]
    store = window.desk.session.store
    before = store.one("SELECT * FROM outreach_visit WHERE id = ?", (line.id,))
    named = f"{line.head_name} 07-08 走访。"
    typed.key(Qt.Key.Key_Z, CONTROL)
    assert window.toast.text.text() == f"已撤销：{named}" and window.toast.action.text() == "重做"
    assert panel.book.session == [] and window.desk.visits.lines([line.id]) == []
    typed.key(Qt.Key.Key_Y, CONTROL)
    assert window.toast.text.text() == f"已恢复：{named}"
    assert store.one("SELECT * FROM outreach_visit WHERE id = ?", (line.id,)) == before
    window.toast.action.click()
    assert window.desk.visits.lines([line.id]) == []
    typed.key(Qt.Key.Key_Z, CONTROL)
    banner = window.pages["visits"].banner
    assert "没有可以撤销的了" in banner.text.text()
    typed.key(Qt.Key.Key_Y, CONTROL)
    assert not banner.isVisible()  # what it said is over


def test_the_screen_says_why_a_step_cannot_be_taken_back_any_more(window: Window) -> None:
    panel = panel_of(window)
    at_village(panel)
    typed = Typist(window)
    typed("1\n12\n")
    window.desk.visits.close_day(window.desk.today())
    typed.key(Qt.Key.Key_Z, CONTROL)
    banner = window.pages["visits"].banner
    assert banner.isVisible() and "已结束当天" in banner.text.text()
    assert len(window.desk.visits.lines([panel.book.session[0].id])) == 1


def test_the_printed_ledger_and_the_excel_file_make_their_records_final(
    desk: Desk, tmp_path: Path
) -> None:
    house = desk.households.numbers()[0]
    entry = VisitEntry(
        household_no=house,
        visited_on=desk.today(),
        publicity_method="visit",
        contact_result="informed",
    )
    first = desk.entry.write(entry)
    desk.exports.write("visits", tmp_path / "台账.xlsx", ListFilter(household_no=house))
    assert desk.entry.final(first.id) == "visit_exported"
    second = desk.entry.write(replace(entry, household_no=desk.households.numbers()[1]))
    assert desk.entry.final(second.id) == ""
    desk.settings.set({"bank": "样行", "outlet": "样网点"})
    township = desk.households.villages()[0].township_code
    by_phone = NoticeScope(township=township, method="phone")
    desk.notices.issue("F05", by_phone, "A4")
    assert desk.entry.final(second.id) == ""
    scope = NoticeScope(township=township)
    desk.notices.issue("F05", scope, "A4", tmp_path / "台账.pdf")
    assert desk.entry.final(second.id) == "visit_printed"
    with pytest.raises(StoreError):
        desk.entry.undo()
