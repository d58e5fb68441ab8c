"""Which unknown facts can still change an outcome, exactly.

A fact is missing if, for some answers to the other unknown facts, two answers to it lead to
different outcomes. Rules that share facts are weighed together; the others only lift the floor.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from desktop.rules.book import CompiledRule, Memory, Probes, completions
from desktop.rules.verdict import BY_LEVEL, Interval, interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.rules.vocabulary import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """The facts that count, and the verdicts between which the truth lies."""

    missing: tuple[str, ...]
    interval: Interval


@dataclass(frozen=True, slots=True)
class Reach:
    """The lowest level of a group, its verdicts, and how far each unknown fact can swing it."""

    lowest: int
    interval: Interval
    swing: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Group:
    """Rules that share facts, weighed together."""

    rules: tuple[CompiledRule, ...]
    facts: tuple[str, ...]
    probes: Probes
    memory: Memory[Reach]

    def reach(self, facts: Facts) -> Reach:
        """The levels that the answers to the unknown facts of the group can bring."""
        memory = self.memory
        if memory.key is None:
            return self._reach(facts)
        key = memory.key(facts)
        found = memory.known.get(key)
        return memory.keep(key, self._reach(facts)) if found is None else found

    def _reach(self, facts: Facts) -> Reach:
        unknown = [name for name in self.facts if facts[name] is None]
        lowest, verdict = len(BY_LEVEL), None
        seen: dict[tuple[str, tuple[object, ...]], set[int]] = defaultdict(set)
        for filled in completions(facts, unknown, self.probes):
            each = [rule.level(filled) for rule in self.rules]
            level = max(each)
            lowest = min(lowest, level)
            verdict = _either(verdict, reduce(Interval.worst, [BY_LEVEL[one] for one in each]))
            for fact in unknown:
                others = tuple([filled[name] for name in unknown if name != fact])
                seen[fact, others].add(level)
        swing: dict[str, int] = {}
        for (fact, _), reached in seen.items():
            if len(reached) > 1:
                swing[fact] = max(swing.get(fact, 0), *reached)
        assert verdict is not None  # noqa: S101 - there is always a completion
        return Reach(lowest, verdict, swing)


def _either(one: Interval | None, other: Interval) -> Interval:
    """Whatever of two is answered."""
    if one is None or one is other:
        return other
    return interval(min(one.low, other.low), max(one.high, other.high))


def grouped(rules: Sequence[CompiledRule]) -> tuple[Group, ...]:
    """The rules by the facts that they share."""
    groups: list[list[CompiledRule]] = []
    for rule in rules:
        joined = [group for group in groups if _shares(group, rule)]
        groups = [group for group in groups if not _shares(group, rule)]
        groups.append([*(member for group in joined for member in group), rule])
    return tuple(_group(members) for members in groups)


def _shares(group: Sequence[CompiledRule], rule: CompiledRule) -> bool:
    return any(set(member.facts) & set(rule.facts) for member in group)


def _group(members: Sequence[CompiledRule]) -> Group:
    facts = sorted({fact for rule in members for fact in rule.facts})
    return Group(
        rules=tuple(members),
        facts=tuple(facts),
        probes=reduce(Probes.joined, [rule.probes for rule in members]),
        memory=Memory(facts),
    )


def weigh(groups: Sequence[Group], facts: Facts, *, floor: int, stands: Interval) -> Unknowns:
    """Weigh every unknown fact; `floor` and `stands` are what holds whatever is answered."""
    open_ones = []
    for group in groups:
        reach = group.reach(facts)
        stands = stands.worst(reach.interval)
        if reach.swing:
            open_ones.append(reach)
        else:
            floor = max(floor, reach.lowest)
    missing: list[str] = []
    for one in open_ones:
        others = max([floor, *[other.lowest for other in open_ones if other is not one]])
        missing += [fact for fact, level in one.swing.items() if level > others]
    return Unknowns(missing=tuple(missing), interval=stands)
