"""Lines of Chinese text: what may not begin or end one, and what stays in one piece."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.lines import Breaker, Row, Span
from tests.papers import templates

BREAKS = templates().breaks
WIDE = 10.0


def width(text: str, role: str, size: float) -> float:
    del role
    return sum(size if ord(char) > 0x2000 else size / 2 for char in text)


def rows(text: str, room: float, *, hang: float = 0.0, whole: bool = False) -> list[Row]:
    return Breaker(BREAKS, width).rows([Span(text, "body", WIDE)], room, hang=hang, whole=whole)


def lines(text: str, room: float, **how: object) -> list[str]:
    return [row.text for row in rows(text, room, **how)]


def test_a_mark_that_may_not_begin_a_line_takes_the_last_character_along() -> None:
    assert lines("一二三四五。六", 50) == ["一二三四", "五。六"]


def test_an_opening_mark_goes_to_the_next_line() -> None:
    assert lines("一二三四（五六）", 50) == ["一二三四", "（五六）"]


def test_numbers_stay_with_their_unit_and_codes_stay_whole() -> None:
    assert lines("贷款不超过100000元", 80) == ["贷款不超过", "100000元"]
    assert lines("请打电话0358-4421234", 80) == ["请打电话", "0358-4421234"]
    assert lines("在十二个月内于12月20日还", 90) == ["在十二个月内于", "12月20日还"]


def test_blanks_to_write_on_are_not_cut() -> None:
    assert lines("想用于________大约", 60) == ["想用于", "________大约"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert lines("A" * 25, 50) == ["A" * 10, "A" * 10, "A" * 5]


def test_only_forbidden_marks_are_cut_where_the_line_ends() -> None:
    assert lines("，" * 12, 50) == ["，" * 5, "，" * 5, "，" * 2]


def test_parts_between_wide_spaces_are_kept_together() -> None:
    text = "客户经理：李四　联系电话：一二三四"
    assert lines(text, 130, whole=True) == ["客户经理：李四", "联系电话：一二三四"]
    assert lines("一二三四五六七八九　甲乙", 50, whole=True) == ["一二三四五", "六七八九", "甲乙"]


def test_following_lines_are_narrower_by_the_hang() -> None:
    found = rows("一二三四五六七八九十", 50, hang=20)
    assert [row.text for row in found] == ["一二三四五", "六七八", "九十"]
    assert [row.goes_on for row in found] == [True, True, False]


def test_spans_of_two_sizes_are_broken_as_one_text() -> None:
    found = Breaker(BREAKS, width).rows(
        [Span("电话：", "body", 10), Span("12345678", "body", 20), Span("请记住", "body", 10)], 115
    )
    assert [[span.text for span in row.spans] for row in found] == [
        ["电话：", "12345678"], ["请记住"],
    ]  # fmt: skip
    assert found[0].width == 110


def test_nothing_gives_no_line() -> None:
    assert rows("", 50) == []


def test_a_break_before_a_space_does_not_put_a_mark_at_the_next_start() -> None:
    assert [row.text for row in rows("11_　—", 3 * WIDE)] == ["11", "_　—"]


TEXT = st.text(alphabet="一二三四五六，。、；：？！）》】”（《【“\u3014□12A%.　_—…", max_size=80)


@given(TEXT, st.integers(min_value=3, max_value=15), st.booleans())
def test_nothing_is_lost_and_no_rule_is_broken_without_need(
    text: str, count: int, whole: bool
) -> None:
    room = count * WIDE
    found = rows(text, room, whole=whole)
    assert "".join("".join(row.text for row in found).split()) == "".join(text.split())
    for row in found:
        assert width(row.text.rstrip("　"), "", WIDE) <= room + 1e-6
    for above, below in pairwise(found):
        if not whole and not BREAKS.allows(above.text, below.text):
            free = [at for at in range(1, len(above.text)) if _allowed(above.text, at, below.text)]
            assert not free


def _allowed(text: str, at: int, below: str) -> bool:
    """Whether the line could have ended before `at`, between two pieces."""
    borders = {0}
    for piece in BREAKS.pieces.findall(text):
        borders.add(max(borders) + len(piece))
    rest = (text[at:] + below).lstrip()  # spaces do not begin a line
    line = text[:at].rstrip()  # nor do they end one
    return at in borders and bool(line) and BREAKS.allows(line, rest)
