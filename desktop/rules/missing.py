"""Which unknown facts can still change an outcome, exactly.

A fact is missing if, for some answers to the other unknown facts, two answers to it lead to
different outcomes. Rules that share facts are weighed together; the others only lift the floor.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from desktop.rules.book import Probes, completions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.rules.book import CompiledRule
    from desktop.rules.vocabulary import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknowns:
    """The facts that count, and the best and the worst level that can still come out."""

    missing: tuple[str, ...]
    best: int
    worst: int


@dataclass(slots=True, kw_only=True)
class _Group:
    """Rules that share unknown facts: the levels within reach, and what each fact can swing."""

    lowest: int
    highest: int
    swing: dict[str, int]


def weigh(rules: Sequence[CompiledRule], facts: Facts, *, floor: int) -> Unknowns:
    """Weigh every unknown fact; `floor` is a level that stands whatever is answered."""
    groups = []
    for members, unknown in _grouped(rules, facts):
        if not unknown:
            floor = max(floor, *[rule.level(facts) for rule in members])
        else:
            groups.append(_weighed(members, facts, unknown))
    highs = [group.highest for group in groups]
    lows = sorted([group.lowest for group in groups], reverse=True)
    missing = []
    for group in groups:
        without = lows[1] if len(lows) > 1 and group.lowest == lows[0] else lows[0]
        others = max(floor, without) if len(lows) > 1 else floor
        missing += [fact for fact, level in group.swing.items() if level > others]
    return Unknowns(
        missing=tuple(missing),
        best=max([floor, *lows]),
        worst=max([floor, *highs]),
    )


def _grouped(
    rules: Sequence[CompiledRule], facts: Facts
) -> Iterable[tuple[list[CompiledRule], list[str]]]:
    groups: list[tuple[list[CompiledRule], set[str]]] = []
    for rule in rules:
        unknown = set(rule.open_facts(facts))
        joined = [group for group in groups if group[1] & unknown]
        members = [member for group in joined for member in group[0]]
        groups = [group for group in groups if group not in joined]
        groups.append(([*members, rule], unknown.union(*[group[1] for group in joined])))
    return [(members, sorted(unknown)) for members, unknown in groups]


def _weighed(members: Sequence[CompiledRule], facts: Facts, unknown: list[str]) -> _Group:
    probes = reduce(Probes.joined, [rule.probes for rule in members])
    levels: list[int] = []
    seen: dict[tuple[str, tuple[object, ...]], set[int]] = defaultdict(set)
    for filled in completions(facts, unknown, probes):
        level = max([rule.level(filled) for rule in members])
        levels.append(level)
        for fact in unknown:
            others = tuple([filled[name] for name in unknown if name != fact])
            seen[fact, others].add(level)
    swing: dict[str, int] = {}
    for (fact, _), reached in seen.items():
        if len(reached) > 1:
            swing[fact] = max(swing.get(fact, 0), *reached)
    return _Group(lowest=min(levels), highest=max(levels), swing=swing)
