"""Whatever happens to a county and its laptops, in whatever order: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.exchange import run
from tests.faults.histories import Histories
from tests.faults.model import GONE, Model
from tests.faults.moving import Moves
from tests.faults.upgrading import Upgrades


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_whatever_happens_to_a_county_and_its_laptops_nothing_is_lost(rounds: int) -> None:
    run(None, max(rounds // 2, 10), steps=25)


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_whatever_happens_while_households_move_nothing_is_lost_and_no_record_is_there_twice(
    rounds: int,
) -> None:
    run(None, max(rounds // 6, 3), steps=25, machine=Moves)


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_whatever_happens_while_programs_become_newer_nothing_is_lost(rounds: int) -> None:
    run(None, max(rounds // 4, 5), steps=25, machine=Upgrades)


def test_the_oracle_itself_keeps_what_nobody_has_answered() -> None:
    model = Model()
    model.write([], "a", "h", {"phone": "1"})
    model.write(["a"], "b", "h", {"phone": "2"})
    model.write(["a"], "c", "h", {"phone": "3"})
    model.write(["a"], "d", "h", {GONE: True})
    both = model.rows("abc")["h"]
    assert (both.values["phone"], both.reviews, both.gone) == ({"2", "3"}, {"phone"}, False)
    assert model.rows("ad")["h"].gone
    disputed = model.rows("abd")["h"]
    assert (disputed.reviews, disputed.gone) == ({GONE}, False)
    model.write("abcd", "e", "h", {"phone": "3"})
    assert model.rows("abcde")["h"].reviews == {GONE}
    model.write("abcde", "f", "h", {GONE: True})
    assert model.rows("abcdef")["h"].gone


FIRST, HUB, SECOND, TWIN = range(4)


@contextmanager
def a_history_with_a_twin() -> Iterator[Histories]:
    """A county, two laptops and a copy of the first one; afterwards all settles and is compared."""
    history = Histories()
    try:
        history.a_profile_is_copied_to_a_second_laptop()
        yield history
    finally:
        history.teardown()


def test_photos_of_a_branch_that_parted_may_come_before_their_visit() -> None:
    with a_history_with_a_twin() as history:
        history.save(n=TWIN, place=0, row=0, name="phone", value="c")
        history.log_a_visit(n=FIRST, place=0, photo=2)
        for one in (TWIN, FIRST):
            history.export(n=one, stick=one == TWIN)
            history.take(n=HUB, stick=one == TWIN)
        assert len(history.held(history.office.hub)) > 1
        history.what_is_shown_is_what_the_acts_give()


def test_a_bundle_of_before_the_parting_that_comes_late_is_not_set_aside_for_ever() -> None:
    with a_history_with_a_twin() as history:
        for one in (FIRST, TWIN):
            history.log_a_visit(n=one, place=0, photo=-1)
        history.export(n=FIRST, stick=False)
        history.mishap(stick=False, which=0, how="late")
        history.export(n=TWIN, stick=True)
        history.take(n=HUB, stick=True)
        for _ in range(3):
            history.everybody_meets(stick=True)
        assert history.aside(history.office.hub) == []
        history.what_was_late_arrives()
        history.take(n=HUB, stick=False)


def test_a_branch_that_gives_way_to_what_a_county_put_back_has_is_not_set_aside_for_ever() -> None:
    with a_history_with_a_twin() as history:
        history.keep_a_copy(n=HUB)
        for one in (FIRST, TWIN):
            history.log_a_visit(n=one, place=0, photo=-1)
        history.export(n=FIRST, stick=False)
        history.mishap(stick=False, which=0, how="late")
        history.export(n=TWIN, stick=True)
        history.take(n=HUB, stick=True)
        history.everybody_meets(stick=True)
        history.go_back_to_the_copy(n=0, told=False)
        history.what_was_late_arrives()
        history.take(n=HUB, stick=False)
        for _ in range(3):
            for one in (HUB, TWIN):
                history.export(n=one, stick=True)
                history.take(n=TWIN if one == HUB else HUB, stick=True)
        history.export(n=HUB, stick=True)
        history.take(n=SECOND, stick=True)
        assert history.aside(history.office["second"]) == []
