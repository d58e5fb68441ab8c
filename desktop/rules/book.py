"""The rules of a pack compiled for a day: each judges the facts and answers with shared rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop.rules import identity, periods
from desktop.rules.facts import KINDS, QUESTIONS, SILENT, WORDS, Kind, Value
from desktop.rules.verdict import LEVELS, MET, NOT_APPLICABLE, Row
from desktop.rules.vocabulary import (
    Condition,
    Distance,
    Facts,
    Gap,
    Test,
    compile_condition,
    except_when,
    scope,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from desktop.rules.packs.model import Finding, Parameter, Rule
    from desktop.rules.vocabulary import Scope

_AREA = "149999"
_SEQUENCE = "000"
_FAR = 120
_MEMORY = 4096

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """Values that stand for every answer to an unknown fact: both sides of each threshold."""

    money: tuple[int, ...]
    years: tuple[int, ...]
    months: tuple[int, ...]
    days: tuple[int, ...]
    texts: tuple[str, ...]

    def of(self, fact: str, facts: Facts) -> tuple[Value, ...]:
        """Answers to one fact that between them bring every result."""
        return _BY_KIND[KINDS[fact]](self, fact, facts)

    def joined(self, other: Probes) -> Probes:
        """The values of both."""
        return Probes(
            money=tuple(sorted({*self.money, *other.money})),
            years=tuple(sorted({*self.years, *other.years})),
            months=tuple(sorted({*self.months, *other.months})),
            days=tuple(sorted({*self.days, *other.days})),
            texts=_texts_of({*self.texts, *other.texts}),
        )


def _bools(probes: Probes, fact: str, facts: Facts) -> tuple[Value, ...]:
    del probes, fact, facts
    return (True, False)


def _words(probes: Probes, fact: str, facts: Facts) -> tuple[Value, ...]:
    del probes, facts
    return WORDS[fact]


def _money(probes: Probes, fact: str, facts: Facts) -> tuple[Value, ...]:
    del fact, facts
    return probes.money


def _texts(probes: Probes, fact: str, facts: Facts) -> tuple[Value, ...]:
    del fact, facts
    return probes.texts


def _days(probes: Probes, fact: str, facts: Facts) -> tuple[Value, ...]:
    known = [facts[name] for name, kind in KINDS.items() if kind is Kind.DAY and name != fact]
    bases = [one for one in (*known, facts["applied_on"]) if isinstance(one, date)]
    spans = [count * sign for count in (0, _FAR, *probes.months) for sign in (-1, 1)]
    ends = [periods.add_months(base, count) for base in bases for count in spans]
    ends += [date.fromordinal(day) for day in probes.days]
    return tuple(sorted({day for end in ends for day in _around(end)}))


def _around(day: date) -> Iterator[date]:
    """The day before, the day itself and the day after, inside the calendar."""
    for step in (-1, 0, 1):
        number = day.toordinal() + step
        if date.min.toordinal() <= number <= date.max.toordinal():
            yield date.fromordinal(number)


def _texts_of(words: Iterable[str]) -> tuple[str, ...]:
    """None of the words, each, and any two of them in one sentence."""
    single = sorted(set(words))
    pairs = [first + second for first in single for second in single if first != second]
    return tuple(dict.fromkeys((*single, *pairs)))


def _ids(probes: Probes, fact: str, facts: Facts) -> tuple[Value, ...]:
    on = facts["applied_on"]
    assert isinstance(on, date)  # noqa: S101 - the day of application is always known
    made = [_made_up(periods.add_months(on, -12 * years)) for years in probes.years]
    wrong = made[0][:17] + ("1" if made[0][17] == "0" else "0")
    others = [facts[name] for name, kind in KINDS.items() if kind is Kind.ID and name != fact]
    return (*made, wrong, *[one for one in others if one is not None])


def _made_up(born: date) -> str:
    head = f"{_AREA}{born:%Y%m%d}{_SEQUENCE}"
    return head + identity.check_digit(head)


_BY_KIND: Mapping[Kind, Callable[[Probes, str, Facts], tuple[Value, ...]]] = {
    Kind.BOOL: _bools,
    Kind.WORD: _words,
    Kind.MONEY: _money,
    Kind.TEXT: _texts,
    Kind.DAY: _days,
    Kind.ID: _ids,
}


class Memory(Generic[T]):
    """What was found for the answers to some facts; a full memory starts afresh."""

    __slots__ = ("key", "known")

    def __init__(self, facts: Iterable[str], kinds: Mapping[str, Kind] = KINDS) -> None:
        names = sorted(facts)
        private = any(kinds[name] is Kind.ID for name in names)
        if any(kinds[name] is Kind.DAY for name in names):
            # a day that nobody asked is tried around all the days that are known
            days = [name for name, kind in kinds.items() if kind is Kind.DAY]
            names = sorted({*names, *days, *(["applied_on"] if kinds is KINDS else [])})
        self.key = itemgetter(*names) if names and not private else None
        self.known: dict[object, T] = {}

    def keep(self, key: object, value: T) -> T:
        """Remember a value, and give it back."""
        if len(self.known) >= _MEMORY:
            self.known.clear()
        self.known[key] = value
        return value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledRule:
    """One rule for one day; rows are made once and shared by all decisions.

    What a rule found for the same answers is remembered, but never for identity numbers.
    """

    name: str
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    applies: Test | None
    tests: tuple[tuple[Test, Row], ...]
    gaps: tuple[tuple[Gap, ...], ...]
    met: tuple[Row, ...]
    skipped: tuple[Row, ...]
    unknown: tuple[Row, ...]
    worst: int
    probes: Probes
    memory: Memory[tuple[Row, ...]]

    def judge(self, facts: Facts) -> tuple[Row, ...]:
        """The rows that follow from the facts; pending where an unknown fact decides.

        A rule that only informs keeps silent until every fact of it is known.
        """
        memory = self.memory
        if memory.key is None:
            return self._judge(facts)
        key = memory.key(facts)
        rows = memory.known.get(key)
        return memory.keep(key, self._judge(facts)) if rows is None else rows

    def _judge(self, facts: Facts) -> tuple[Row, ...]:
        found, brings = self.found(facts)
        if brings is not None:
            return self._settle(facts, found) if self.worst else self.skipped
        return found or self.met

    def found(self, facts: Facts) -> tuple[tuple[Row, ...], int | None]:
        """The findings that hold, and the worst level that unknown facts can bring, if any."""
        brings: int | None = None
        if self.applies is not None:
            applies = self.applies(facts)
            if applies is False:
                return self.skipped, None
            if applies is None:
                return (), self.worst
        found = []
        for test, row in self.tests:
            holds = test(facts)
            if holds:
                found.append(row)
            elif holds is None:
                brings = row.level if brings is None else max(brings, row.level)
        return tuple(found), brings

    def level(self, facts: Facts) -> int:
        """The worst result when every fact of the rule is known."""
        if self.applies is not None and not self.applies(facts):
            return MET
        return max([row.level for test, row in self.tests if test(facts)], default=MET)

    def open_facts(self, facts: Facts) -> list[str]:
        """The facts of this rule that nobody asked."""
        return [name for name in self.facts if facts[name] is None]

    def distances(self, facts: Facts, row: Row) -> tuple[Distance, ...]:
        """How far the facts are from each limit behind one of the rule's findings."""
        return tuple(
            distance
            for (_, one), gaps in zip(self.tests, self.gaps, strict=True)
            if one is row
            for gap in gaps
            if (distance := gap.distance(facts)) is not None
        )

    def _settle(self, facts: Facts, found: tuple[Row, ...]) -> tuple[Row, ...]:
        """One result whatever is answered: that result, by the first of the answers."""
        levels: set[int] = set()
        rows: tuple[Row, ...] = ()
        for filled in completions(facts, self.open_facts(facts), self.probes):
            if not levels:
                rows = tuple(row for test, row in self.tests if test(filled))
            levels.add(self.level(filled))
            if len(levels) > 1:
                return self.unknown
        return (found if levels & {row.level for row in found} else rows) or self.met


def completions(facts: Facts, unknown: list[str], probes: Probes) -> Iterator[dict[str, Value]]:
    """The facts with every combination of answers to the unknown ones."""
    filled = dict(facts)
    for values in product(*[probes.of(name, facts) for name in unknown]):
        filled.update(zip(unknown, values, strict=True))
        yield filled


def compile_rule(rule: Rule, parameters: Mapping[str, Parameter], on: date) -> CompiledRule:
    """Compile a rule with the numbers of a day.

    Raises:
        WordUnknown: a condition is not in the vocabulary.
    """
    numbers = {name: one.on(on).value for name, one in parameters.items()}
    names = scope(numbers, QUESTIONS[rule.kind], SILENT[rule.kind])
    tests = [_condition(one, names) for one in rule.findings]
    applies = None if rule.applies is None else compile_condition(rule.applies, names)
    conditions = [*tests, *([applies] if applies else [])]
    used = sorted(frozenset[str]().union(*(one.parameters for one in conditions)))
    limits = {
        unit: [numbers[name] for name in used if parameters[name].unit == unit]
        for unit in ("yuan", "years", "months", "day")
    }
    words = sorted(frozenset[str]().union(*(one.words for one in conditions)))
    facts = tuple(sorted(frozenset[str]().union(*(one.facts for one in conditions))))
    rows = [_row(rule, one.result, one.code, one) for one in rule.findings]
    return CompiledRule(
        name=rule.name,
        facts=facts,
        parameters=tuple(used),
        applies=applies.test if applies else None,
        tests=tuple((one.test, row) for one, row in zip(tests, rows, strict=True)),
        gaps=tuple(one.gaps for one in tests),
        met=(_row(rule, "met", None),),
        skipped=(_row(rule, NOT_APPLICABLE, None),),
        unknown=(_row(rule, "pending", rule.unknown),),
        worst=max([row.level for row in rows], default=MET),
        probes=Probes(
            money=(0, 1, *[limit + step for limit in limits["yuan"] for step in (0, 1)]),
            years=tuple(max(0, one + step) for one in limits["years"] or [18] for step in (-1, 1)),
            months=tuple(limits["months"]),
            days=tuple(limits["day"]),
            texts=("", *words),
        ),
        memory=Memory(facts, QUESTIONS[rule.kind]),
    )


def _condition(finding: Finding, names: Scope) -> Condition:
    when = compile_condition(finding.when, names)
    if finding.exception is None:
        return when
    return except_when(when, compile_condition(finding.exception.when, names))


def _row(rule: Rule, result: str, code: str | None, finding: Finding | None = None) -> Row:
    clause = (finding and finding.clause) or rule.clause
    return Row(
        rule=rule.name,
        result=result,
        code=code,
        clause=clause.ref,
        short=clause.short,
        force=rule.force,
        level=LEVELS[result],
        reading=finding.reading if finding else "",
        exits=finding.exits if finding else (),
        title=rule.title,
        says=finding.says if finding else "",
    )
