"""The single conditions: a fact against a word, a number, a day, or another fact."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.rules import identity, periods
from desktop.rules.facts import Kind
from desktop.rules.vocabulary.model import Condition, Facts, Gap, Scope, WordUnknown, leaf

if TYPE_CHECKING:
    from collections.abc import Callable

Table = dict[str, Any]
_NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.RATE)
_UNITS = {Kind.MONEY: "fen", Kind.COUNT: "count", Kind.RATE: "rate"}


def _is(table: Table, scope: Scope) -> Condition:
    fact = scope.fact(table["fact"], Kind.BOOL, Kind.WORD, Kind.MONEY)
    wanted = scope.value(fact, table["is"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        return None if value is None else value == wanted

    return leaf(test, [fact])


def _in(table: Table, scope: Scope) -> Condition:
    fact = scope.fact(table["fact"], Kind.WORD)
    wanted = frozenset(scope.value(fact, one) for one in table["in"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        return None if value is None else value in wanted

    return leaf(test, [fact])


def _unknown(table: Table, scope: Scope) -> Condition:
    """Nobody asked; an answer of its own, never unsettled."""
    fact = scope.fact(table["unknown"])
    if fact not in scope.silent:
        raise WordUnknown(fact, " | ".join(sorted(scope.silent)))

    def test(facts: Facts) -> bool | None:
        return facts[fact] is None

    return leaf(test, [fact])


def _has_any(table: Table, scope: Scope) -> Condition:
    fact = scope.fact(table["fact"], Kind.TEXT)
    words = tuple(str(one) for one in table["has_any"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        if value is None:
            return None
        return any(word in str(value) for word in words)

    return Condition(test=test, facts=frozenset([fact]), words=frozenset(words))


def _at_most(table: Table, scope: Scope) -> Condition:
    """A number up to a parameter, or up to another fact of the same kind."""
    fact = scope.fact(table["fact"], *_NUMBERS)
    if table["at_most"] in scope.kinds:
        return _at_most_fact(fact, scope.fact(table["at_most"], scope.kinds[fact]), scope)
    limit = scope.number(table["at_most"])

    def test(facts: Facts) -> bool | None:
        value = facts[fact]
        return None if value is None else value <= limit  # type: ignore[operator]  # by its kind

    def far(facts: Facts) -> int | None:
        value = facts[fact]
        return None if value is None else value - limit  # type: ignore[operator]  # by its kind

    gap = Gap(fact=fact, unit=_UNITS[scope.kinds[fact]], far=far)
    return leaf(test, [fact], [table["at_most"]], [gap])


def _at_most_fact(fact: str, limit: str, scope: Scope) -> Condition:
    def far(facts: Facts) -> int | None:
        one, most = facts[fact], facts[limit]
        return one - most if isinstance(one, int) and isinstance(most, int) else None

    return leaf(
        _within(far), [fact, limit], (), [Gap(fact=fact, unit=_UNITS[scope.kinds[fact]], far=far)]
    )


def _within(far: Callable[[Facts], int | None]) -> Callable[[Facts], bool | None]:
    """Up to a limit, the limit itself included."""

    def test(facts: Facts) -> bool | None:
        beyond = far(facts)
        return None if beyond is None else beyond <= 0

    return test


def _below(table: Table, scope: Scope) -> Condition:
    fact = scope.fact(table["fact"], Kind.COUNT)
    limit = scope.number(table["below"])

    def far(facts: Facts) -> int | None:
        value = facts[fact]
        return None if value is None else value - limit + 1  # type: ignore[operator]  # by its kind

    return leaf(_within(far), [fact], [table["below"]], [Gap(fact=fact, unit="count", far=far)])


def _sum_at_most(table: Table, scope: Scope) -> Condition:
    names = [scope.fact(one, Kind.MONEY) for one in table["sum"]]
    limit = scope.number(table["at_most"])

    def test(facts: Facts) -> bool | None:
        values = [facts[name] for name in names]
        known = sum([value for value in values if value is not None])  # type: ignore[misc]  # money
        if known > limit:
            return False
        return None if None in values else True

    def far(facts: Facts) -> int | None:
        return sum([facts[name] or 0 for name in names]) - limit  # type: ignore[misc]  # money

    return leaf(test, names, [table["at_most"]], [Gap(fact=names[0], unit="fen", far=far)])


def _excess_at_most(table: Table, scope: Scope) -> Condition:
    """One rate above another, by at most so much; a small one is within whatever the other is."""
    upper, lower = (scope.fact(one, Kind.RATE) for one in table["excess"])
    limit = scope.fact(table["at_most"], Kind.RATE)

    def test(facts: Facts) -> bool | None:
        high, low, most = facts[upper], facts[lower], facts[limit]
        if not isinstance(high, int) or not isinstance(most, int):
            return None
        if high <= most:
            return True
        return high - low <= most if isinstance(low, int) else None

    return leaf(test, [upper, lower, limit])


def _age(table: Table, scope: Scope, key: str) -> Condition:
    fact = scope.fact(table["age_of"], Kind.ID)
    limit = scope.number(table[key])
    at_least = key == "at_least"

    def years(facts: Facts) -> int | None:
        number, on = facts[fact], facts["applied_on"]
        born = identity.birth_date(number) if isinstance(number, str) else None
        if born is None or not isinstance(on, date):
            return None
        return periods.full_years(born, on)

    def test(facts: Facts) -> bool | None:
        age = years(facts)
        if age is None:
            return None
        return age >= limit if at_least else age <= limit

    def far(facts: Facts) -> int | None:
        age = years(facts)
        if age is None:
            return None
        return limit - age if at_least else age - limit

    return leaf(test, [fact], [table[key]], [Gap(fact=fact, unit="years", far=far)])


def _age_at_least(table: Table, scope: Scope) -> Condition:
    return _age(table, scope, "at_least")


def _age_at_most(table: Table, scope: Scope) -> Condition:
    return _age(table, scope, "at_most")


def _before(table: Table, scope: Scope) -> Condition:
    first, second = scope.fact(table["fact"], Kind.DAY), scope.fact(table["before"], Kind.DAY)

    def test(facts: Facts) -> bool | None:
        one, other = facts[first], facts[second]
        return one < other if isinstance(one, date) and isinstance(other, date) else None

    return leaf(test, [first, second])


def _until(table: Table, scope: Scope) -> Condition:
    """A day up to one that a parameter names, both included; with `since` not before another."""
    fact = scope.fact(table["fact"], Kind.DAY)
    last = scope.number(table["until"])
    first = scope.number(table["since"]) if "since" in table else 0
    names = [table[key] for key in ("since", "until") if key in table]

    def test(facts: Facts) -> bool | None:
        day = facts[fact]
        return first <= day.toordinal() <= last if isinstance(day, date) else None

    return leaf(test, [fact], names)


def _term(table: Table, scope: Scope) -> tuple[str, str]:
    start, end = (scope.fact(one, Kind.DAY) for one in table["term"])
    return start, end


def _months(table: Table, scope: Scope) -> Condition:
    """A term of at most so many months; with `plus` so many months longer than it is."""
    start, end = _term(table, scope)
    limit = scope.number(table["count_at_most"])
    plus = scope.fact(table["plus"], Kind.COUNT) if "plus" in table else ""

    def far(facts: Facts) -> int | None:
        first, last = facts[start], facts[end]
        more = facts[plus] if plus else 0
        if not isinstance(first, date) or not isinstance(last, date) or not isinstance(more, int):
            return None
        return (periods.add_months(last, more) - periods.add_months(first, limit)).days

    names = [start, end, *([plus] if plus else [])]
    gap = Gap(fact=end, unit="days", far=far)
    return leaf(_within(far), names, [table["count_at_most"]], [gap])


def _term_at_least(table: Table, scope: Scope) -> Condition:
    """A term that is not shorter than a number of months that is a fact."""
    start, end = _term(table, scope)
    months = scope.fact(table["at_least"], Kind.COUNT)

    def far(facts: Facts) -> int | None:
        first, last, count = facts[start], facts[end], facts[months]
        if not isinstance(first, date) or not isinstance(last, date) or not isinstance(count, int):
            return None
        return (periods.add_months(first, count) - last).days

    return leaf(_within(far), [start, end, months], (), [Gap(fact=months, unit="days", far=far)])


def _days_at_least(table: Table, scope: Scope) -> Condition:
    """At least so many days from one day to another; the number is a fact."""
    start, end = (scope.fact(one, Kind.DAY) for one in table["days"])
    least = scope.fact(table["at_least"], Kind.COUNT)

    def far(facts: Facts) -> int | None:
        first, last, count = facts[start], facts[end], facts[least]
        if not isinstance(first, date) or not isinstance(last, date) or not isinstance(count, int):
            return None
        return count - (last - first).days

    return leaf(_within(far), [start, end, least], (), [Gap(fact=end, unit="days", far=far)])


def _valid_id(table: Table, scope: Scope) -> Condition:
    fact = scope.fact(table["valid_id"], Kind.ID)

    def test(facts: Facts) -> bool | None:
        number = facts[fact]
        return identity.is_valid(number) if isinstance(number, str) else None

    return leaf(test, [fact])


def _same(table: Table, scope: Scope) -> Condition:
    first, second = (scope.fact(one, Kind.ID, Kind.TEXT) for one in table["same"])

    def test(facts: Facts) -> bool | None:
        one, other = facts[first], facts[second]
        return None if one is None or other is None else one == other

    return leaf(test, [first, second])


LEAVES: dict[frozenset[str], Callable[[Table, Scope], Condition]] = {
    frozenset({"fact", "is"}): _is,
    frozenset({"fact", "in"}): _in,
    frozenset({"unknown"}): _unknown,
    frozenset({"fact", "has_any"}): _has_any,
    frozenset({"fact", "at_most"}): _at_most,
    frozenset({"fact", "below"}): _below,
    frozenset({"sum", "at_most"}): _sum_at_most,
    frozenset({"excess", "at_most"}): _excess_at_most,
    frozenset({"age_of", "at_least"}): _age_at_least,
    frozenset({"age_of", "at_most"}): _age_at_most,
    frozenset({"fact", "before"}): _before,
    frozenset({"fact", "until"}): _until,
    frozenset({"fact", "since", "until"}): _until,
    frozenset({"term", "count_at_most"}): _months,
    frozenset({"term", "plus", "count_at_most"}): _months,
    frozenset({"term", "at_least"}): _term_at_least,
    frozenset({"days", "at_least"}): _days_at_least,
    frozenset({"valid_id"}): _valid_id,
    frozenset({"same"}): _same,
}
"""Every single condition by its keys."""
