"""The numbered list at the side: what tells two people apart is whole, marked or not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from desktop.ui.numbered import Numbered
from desktop.ui.pickers import Candidate

pytest_plugins = ["tests.window_fixtures"]
pytestmark = pytest.mark.usefixtures("dressed")
PEOPLE = [
    Candidate(key="1", name="郭国庆", number="48 号  0045"),
    Candidate(key="2", name="郭国庆（户主 尉迟晓明）", number="5 号  0015"),
]


def painted(people: list[Candidate], wide: int) -> QImage:
    made = Numbered()
    made.resize(wide, 60)
    made.fill(people, "")
    return made.grab().toImage()


@pytest.mark.parametrize("wide", [230, 300, 380])
def test_a_mark_takes_no_room_from_a_number_nor_moves_it(wide: int) -> None:
    plain = painted(PEOPLE, wide)
    marked = painted([replace(one, badge="已记", tone="ok") for one in PEOPLE], wide)
    assert plain != marked
    at = next(
        x for x in range(wide) if plain.copy(x, 0, wide - x, 60) == marked.copy(x, 0, wide - x, 60)
    )
    room = Numbered().fontMetrics().horizontalAdvance("48 号  0045")
    assert wide - at >= room  # the numbers are painted there, and alike
    alone = painted([replace(PEOPLE[0], name="郭")], 900)  # with all the room there is
    start = next(x for x in range(200, 900) if inked(alone, x, 900))
    whole = alone.copy(start, 0, room, 30)
    assert any(plain.copy(x, 0, room, 30) == whole for x in range(wide - room + 1))


def inked(image: QImage, left: int, right: int) -> bool:
    """Whether a column of pixels is not as the empty one at the very right."""
    return image.copy(left, 0, 1, 30) != image.copy(right - 1, 0, 1, 30)
