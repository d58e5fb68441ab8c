"""Rules of a renewal or of a claim: what was found, and what unknown facts could still bring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop.rules.book import CompiledRule, compile_rule
from desktop.rules.verdict import MET, PACK_CODES, PENDING, Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from desktop.rules.facts import Value
    from desktop.rules.packs.model import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The rows of all rules, and the worst level that each unknown fact can bring."""

    rows: tuple[Row, ...]
    unknown: Mapping[str, int]

    @property
    def codes(self) -> tuple[str, ...]:
        """What was found, not what waits for a fact."""
        return tuple(row.code for row in self.rows if row.code and not _waits(row))

    @property
    def exits(self) -> tuple[str, ...]:
        """The ways that are left, each once."""
        return tuple(dict.fromkeys(one for row in self.rows for one in row.exits))


def _waits(row: Row) -> bool:
    return row.level == PENDING and row.code == "fact_missing"


@lru_cache(maxsize=256)
def compiled(pack: Pack, kind: str, day: date) -> tuple[CompiledRule, ...]:
    """The rules of a kind with the numbers of a day."""
    return tuple(compile_rule(rule, pack.parameters, day) for rule in pack.gates[kind])


def judge(
    rules: Sequence[CompiledRule],
    facts: Mapping[str, Value],
    *,
    laid_down: Collection[str] = frozenset(),
) -> Judged:
    """Judge facts by rules; what `laid_down` names is a parameter, not a fact that is asked."""
    rows: list[Row] = []
    unknown: dict[str, int] = {}
    for rule in rules:
        found, brings = rule.found(facts)
        if brings is not None:
            for name in rule.open_facts(facts):
                if name not in laid_down:
                    unknown[name] = max(brings, unknown.get(name, MET))
        rows += found or (rule.met if brings is None else rule.unknown)
    return Judged(rows=tuple(rows), unknown=unknown)


def worst(codes: Iterable[str], rows: Iterable[Row]) -> int:
    """The worst level of a contract's pack codes and of what the rules found."""
    levels = [PACK_CODES[code] for code in codes]
    return max([*levels, *[row.level for row in rows if not _waits(row)]], default=MET)


def parameters_missing(
    rows: Iterable[Row],
    rules: Sequence[CompiledRule],
    facts: Mapping[str, Value],
    laid_down: Collection[str],
) -> tuple[str, ...]:
    """The parameters without which a rule cannot be answered."""
    stuck = {row.rule for row in rows if row.code == "pack_parameter_missing"}
    return tuple(
        name
        for rule in rules
        if rule.name in stuck
        for name in rule.open_facts(facts)
        if name in laid_down
    )
