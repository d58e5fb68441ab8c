"""What a list calls a line can be typed back, in words or as it was always called."""

from __future__ import annotations

import pytest

from desktop.cli import named
from desktop.texts import rosters, word
from desktop.words import words

TODO = "141124-0002/14112410000601/notice"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"roster_notice:{TODO}", "告知书:141124-0002/14112410000601/发名单调整告知书"),
        ("maturity:JK-1:2026-12-03:7", "到期:JK-1:2026-12-03:7"),
        ("board_missing:141124105001", "公示牌:141124105001"),
    ],
)
def test_a_task_is_named_in_words_and_found_by_them(code: str, said: str) -> None:
    assert named.task(code) == said
    assert named.typed_task(said) == named.typed_task(code) == code
    assert named.typed_task(said.replace(":", "：", 1)) == code


def test_what_follows_from_a_list_is_named_in_words_and_found_by_them() -> None:
    said = "141124-0002/14112410000601/发名单调整告知书"
    assert named.todo(TODO) == said
    assert named.typed_todo(said) == named.typed_todo(TODO) == TODO
    assert named.typed_todo("unknown") == "unknown"


def test_words_that_name_tasks_name_only_one_kind() -> None:
    for table in ("task_kind", "roster_todo"):
        said = [one for _, one in words().choices(table)]
        assert len(said) == len(set(said))


def test_the_filter_by_telling_has_one_word_for_one_thing_everywhere() -> None:
    choices = [*words().choices("told"), *words().choices("told_filter")]
    assert len({said for _, said in choices}) == len(choices)
    assert word("told_filter", "not_told") == word("route_only", "never")
    assert word("told_filter", "not_told_quarter") == word("route_only", "quarter")
    assert "原值" not in rosters.field("originals")
