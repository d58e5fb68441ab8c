"""The closed vocabulary in which packs write conditions, compiled to three-valued tests.

A test answers True, False, or None where the facts at hand do not settle it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.rules import identity, periods
from desktop.rules.facts import KINDS, WORDS, Kind, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

Facts = Mapping[str, Value]
Test = Callable[[Facts], bool | None]


class WordUnknown(Exception):
    """A condition is not in the vocabulary; `key` says where, `form` what may stand there."""

    def __init__(self, key: str, form: str) -> None:
        super().__init__(key)
        self.key = key
        self.form = form


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A compiled condition: its test, the facts it asks, its parameters, its words."""

    test: Test
    facts: frozenset[str]
    parameters: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def compile_condition(table: object, numbers: Mapping[str, int]) -> Condition:
    """Compile one condition of a pack; `numbers` are the parameters on the day in question.

    Raises:
        WordUnknown: a word, fact or parameter that the vocabulary does not have.
    """
    if not isinstance(table, dict):
        raise WordUnknown("when", "{ fact = …, is = … }")
    keys = frozenset(table)
    build = _FORMS.get(keys)
    if build is None:
        raise WordUnknown(", ".join(sorted(keys)), " | ".join(_shown()))
    return build(table, numbers)


def _shown() -> list[str]:
    return sorted(" + ".join(sorted(keys)) for keys in _FORMS)


def _fact(name: object, *kinds: Kind) -> str:
    if not isinstance(name, str) or KINDS.get(name) not in kinds:
        known = [fact for fact, kind in KINDS.items() if kind in kinds]
        raise WordUnknown(str(name), " | ".join(known))
    return name


def _number(name: object, numbers: Mapping[str, int]) -> int:
    if not isinstance(name, str) or name not in numbers:
        raise WordUnknown(str(name), " | ".join(sorted(numbers)))
    return numbers[name]


def _leaf(test: Test, facts: Sequence[str], parameters: Sequence[str] = ()) -> Condition:
    return Condition(test=test, facts=frozenset(facts), parameters=frozenset(parameters))


def _checked(fact: str, value: object) -> Value:
    kind = KINDS[fact]
    if kind is Kind.WORD and value in WORDS[fact]:
        return str(value)
    if kind is Kind.BOOL and isinstance(value, bool):
        return value
    if kind is Kind.MONEY and value == 0 and not isinstance(value, bool):
        return 0
    raise WordUnknown(str(value), " | ".join(WORDS.get(fact, ("true", "false", "0"))))


def _is(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    del numbers
    fact = _fact(table["fact"], Kind.BOOL, Kind.WORD, Kind.MONEY)
    wanted = _checked(fact, table["is"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        return None if value is None else value == wanted

    return _leaf(test, [fact])


def _in(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    del numbers
    fact = _fact(table["fact"], Kind.WORD)
    wanted = frozenset(_checked(fact, one) for one in table["in"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        return None if value is None else value in wanted

    return _leaf(test, [fact])


def _has_any(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    del numbers
    fact = _fact(table["fact"], Kind.TEXT)
    words = tuple(str(one) for one in table["has_any"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        if value is None:
            return None
        return any(word in str(value) for word in words)

    return Condition(test=test, facts=frozenset([fact]), words=frozenset(words))


def _at_most(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    fact = _fact(table["fact"], Kind.MONEY)
    limit = _number(table["at_most"], numbers)

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        return None if value is None else value <= limit  # type: ignore[operator]

    return _leaf(test, [fact], [table["at_most"]])


def _sum_at_most(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    names = [_fact(one, Kind.MONEY) for one in table["sum"]]
    limit = _number(table["at_most"], numbers)

    def test(facts: Facts) -> bool | None:
        values = [facts[name] for name in names]
        known = sum([value for value in values if value is not None])  # type: ignore[misc]
        if known > limit:
            return False
        return None if None in values else True

    return _leaf(test, names, [table["at_most"]])


def _age(table: dict[str, Any], numbers: Mapping[str, int], key: str) -> Condition:
    fact = _fact(table["age_of"], Kind.ID)
    limit = _number(table[key], numbers)
    at_least = key == "at_least"

    def test(facts: Facts) -> bool | None:
        number, on = facts[fact], facts["applied_on"]
        born = identity.birth_date(number) if isinstance(number, str) else None
        if born is None or not isinstance(on, date):
            return None
        years = periods.full_years(born, on)
        return years >= limit if at_least else years <= limit

    return _leaf(test, [fact], [table[key]])


def _age_at_least(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    return _age(table, numbers, "at_least")


def _age_at_most(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    return _age(table, numbers, "at_most")


def _age_between(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    low, high = table["between"]
    parts = [
        _age({"age_of": table["age_of"], "at_least": low}, numbers, "at_least"),
        _age({"age_of": table["age_of"], "at_most": high}, numbers, "at_most"),
    ]
    return _joined(parts, _all_of)


def _before(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    del numbers
    first, second = _fact(table["fact"], Kind.DAY), _fact(table["before"], Kind.DAY)

    def test(facts: Facts) -> bool | None:
        one, other = facts[first], facts[second]
        return one < other if isinstance(one, date) and isinstance(other, date) else None

    return _leaf(test, [first, second])


def _months(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    start, end = (_fact(one, Kind.DAY) for one in table["term"])
    limit = _number(table["count_at_most"], numbers)

    def test(facts: Facts) -> bool | None:
        first, last = facts[start], facts[end]
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        return periods.within_months(first, last, limit)

    return _leaf(test, [start, end], [table["count_at_most"]])


def _valid_id(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    del numbers
    fact = _fact(table["valid_id"], Kind.ID)

    def test(facts: Facts) -> bool | None:
        number = facts[fact]
        return identity.is_valid(number) if isinstance(number, str) else None

    return _leaf(test, [fact])


def _same(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    del numbers
    first, second = (_fact(one, Kind.ID) for one in table["same"])

    def test(facts: Facts) -> bool | None:
        one, other = facts[first], facts[second]
        return None if one is None or other is None else one == other

    return _leaf(test, [first, second])


def _joined(parts: list[Condition], join: Callable[[tuple[Test, ...]], Test]) -> Condition:
    return Condition(
        test=join(tuple(part.test for part in parts)),
        facts=frozenset().union(*(part.facts for part in parts)),
        parameters=frozenset().union(*(part.parameters for part in parts)),
        words=frozenset().union(*(part.words for part in parts)),
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


def _not(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    part = compile_condition(table["not"], numbers)
    inner = part.test

    def test(facts: Facts) -> bool | None:
        found = inner(facts)
        return None if found is None else not found

    return Condition(test=test, facts=part.facts, parameters=part.parameters, words=part.words)


def _all(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    return _joined([compile_condition(one, numbers) for one in table["all"]], _all_of)


def _any(table: dict[str, Any], numbers: Mapping[str, int]) -> Condition:
    return _joined([compile_condition(one, numbers) for one in table["any"]], _any_of)


_FORMS: dict[frozenset[str], Callable[[dict[str, Any], Mapping[str, int]], Condition]] = {
    frozenset({"fact", "is"}): _is,
    frozenset({"fact", "in"}): _in,
    frozenset({"fact", "has_any"}): _has_any,
    frozenset({"fact", "at_most"}): _at_most,
    frozenset({"sum", "at_most"}): _sum_at_most,
    frozenset({"age_of", "at_least"}): _age_at_least,
    frozenset({"age_of", "at_most"}): _age_at_most,
    frozenset({"age_of", "between"}): _age_between,
    frozenset({"fact", "before"}): _before,
    frozenset({"term", "count_at_most"}): _months,
    frozenset({"valid_id"}): _valid_id,
    frozenset({"same"}): _same,
    frozenset({"all"}): _all,
    frozenset({"any"}): _any,
    frozenset({"not"}): _not,
}
