"""Whatever happens to a county and its laptops, in whatever order: nothing is lost."""

from __future__ import annotations

import pytest

from tests.faults.exchange import run
from tests.faults.model import GONE, Model
from tests.faults.moving import Moves


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
