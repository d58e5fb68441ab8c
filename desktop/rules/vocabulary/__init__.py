"""The closed vocabulary in which packs write conditions, compiled to three-valued tests.

A test answers True, False, or None where the facts at hand do not settle it. A condition is a
table with the keys of one of the forms of `leaves`, or `all`, `any`, `not` around others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules.vocabulary.leaves import LEAVES, Table
from desktop.rules.vocabulary.model import (
    Condition,
    Distance,
    Facts,
    Gap,
    Scope,
    Test,
    WordUnknown,
    scope,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Condition",
    "Distance",
    "Facts",
    "Gap",
    "Scope",
    "Test",
    "WordUnknown",
    "compile_condition",
    "except_when",
    "scope",
]


def compile_condition(table: object, names: Scope) -> Condition:
    """Compile one condition of a pack.

    Raises:
        WordUnknown: a word, fact or parameter that the vocabulary does not have.
    """
    if not isinstance(table, dict):
        raise WordUnknown("when", "{ fact = …, is = … }")
    keys = frozenset(table)
    build = _JOINS.get(keys) or LEAVES.get(keys)
    if build is None:
        raise WordUnknown(", ".join(sorted(keys)), " | ".join(_shown()))
    try:
        return build(table, names)
    except (TypeError, ValueError) as error:
        raise WordUnknown(", ".join(sorted(keys)), " | ".join(_shown())) from error


def _shown() -> list[str]:
    return sorted(" + ".join(sorted(keys)) for keys in [*_JOINS, *LEAVES])


def except_when(when: Condition, exception: Condition) -> Condition:
    """A condition that does not hold where its exception does."""
    return _joined([when, _negated(exception)], _all_of)


def _joined(parts: list[Condition], join: Callable[[tuple[Test, ...]], Test]) -> Condition:
    return Condition(
        test=join(tuple(part.test for part in parts)),
        facts=frozenset().union(*(part.facts for part in parts)),
        parameters=frozenset().union(*(part.parameters for part in parts)),
        words=frozenset().union(*(part.words for part in parts)),
        gaps=tuple(gap for part in parts for gap in part.gaps),
    )


def _all_of(tests: tuple[Test, ...]) -> Test:
    def test(facts: Facts) -> bool | None:
        answer: bool | None = True
        for one in tests:
            found = one(facts)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return test


def _any_of(tests: tuple[Test, ...]) -> Test:
    def test(facts: Facts) -> bool | None:
        answer: bool | None = False
        for one in tests:
            found = one(facts)
            if found:
                return True
            if found is None:
                answer = None
        return answer

    return test


def _negated(part: Condition) -> Condition:
    inner = part.test

    def test(facts: Facts) -> bool | None:
        found = inner(facts)
        return None if found is None else not found

    return Condition(
        test=test,
        facts=part.facts,
        parameters=part.parameters,
        words=part.words,
        gaps=part.gaps,
    )


def _not(table: Table, names: Scope) -> Condition:
    return _negated(compile_condition(table["not"], names))


def _all(table: Table, names: Scope) -> Condition:
    return _joined([compile_condition(one, names) for one in table["all"]], _all_of)


def _any(table: Table, names: Scope) -> Condition:
    return _joined([compile_condition(one, names) for one in table["any"]], _any_of)


def _between(table: Table, names: Scope) -> Condition:
    """An age from one number of years to another, both included."""
    low, high = table["between"]
    return _joined(
        [
            compile_condition({"age_of": table["age_of"], "at_least": low}, names),
            compile_condition({"age_of": table["age_of"], "at_most": high}, names),
        ],
        _all_of,
    )


_JOINS: dict[frozenset[str], Callable[[Table, Scope], Condition]] = {
    frozenset({"all"}): _all,
    frozenset({"any"}): _any,
    frozenset({"not"}): _not,
    frozenset({"age_of", "between"}): _between,
}
