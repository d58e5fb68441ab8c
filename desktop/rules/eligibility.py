"""Policy conditions of one application: a row per finding, what is missing, and why.

The check never decides about a loan; the bank alone does (national notice, part 4 item 1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from itertools import combinations
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.rules import identity
from desktop.rules.binding import bind
from desktop.rules.book import CompiledRule, compile_rule
from desktop.rules.facts import NAMES, Case, Value
from desktop.rules.missing import Group, Unknowns, grouped, weigh
from desktop.rules.packs.model import Dated, Rule
from desktop.rules.verdict import (
    BY_LEVEL,
    HINT,
    LEVELS,
    NO_RULE,
    NOT_APPLICABLE,
    OUTCOMES,
    PACK_CODES,
    Interval,
    Row,
)
from desktop.rules.vocabulary import Distance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.rules.packs.model import Bound, Pack, PackSet

PRODUCT = "BFXE"
OLD_PRODUCT = "TPXE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rules answer to one case; `rows` are in the order of the rules, never empty.

    `outcome` is the worst of the rows, or `NO_RULE` where no pack is in force on the day of the
    law; `judged_by` is the pack whose conditions were asked all the same. `interval` are the
    verdicts between which the truth lies, `missing` the unknown facts that can still change the
    outcome, exactly. `notes` are rules that inform and decide nothing.
    """

    case: Case
    facts_on: date
    law_on: date
    outcome: str
    interval: Interval
    rows: tuple[Row, ...]
    notes: tuple[Row, ...]
    missing: tuple[str, ...]
    bound: Bound
    book: Book

    @property
    def policy_pack(self) -> str | None:
        """The pack that binds a contract signed on the day of the law."""
        return self.bound.pack

    @property
    def judged_by(self) -> str:
        """The pack whose conditions were asked."""
        return self.book.pack

    @property
    def findings(self) -> tuple[Row, ...]:
        """One finding or more for every rule, also for those that did not apply."""
        return (*self.rows, *self.notes)

    @property
    def hints(self) -> tuple[str, ...]:
        """Codes that inform and decide nothing."""
        return tuple(row.code for row in self.notes if row.result == HINT and row.code)

    @property
    def facts(self) -> dict[str, Value]:
        """The facts that were used: all that the rules asked and somebody answered."""
        asked = {name for rule in self.book.every for name in rule.facts} | {"region", "applied_on"}
        known = {name: getattr(self.case, name) for name in NAMES if name in asked}
        return {name: value for name, value in known.items() if value is not None}

    @property
    def parameters(self) -> dict[str, Dated]:
        """The numbers that were used, with their clauses."""
        names = {name for rule in self.book.every for name in rule.parameters}
        return {name: self.book.numbers[name] for name in sorted(names)}

    def distances(self, row: Row) -> tuple[Distance, ...]:
        """How far the facts of a row are from passing, by each limit behind it."""
        rule = self.book.by_name.get(row.rule)
        return rule.distances(_facts(self.case, self.facts_on), row) if rule else ()

    def answer(self) -> dict[str, object]:
        """The decision as an answer line carries it."""
        return {
            "outcome": OUTCOMES[max(row.level for row in self.rows)],
            "reasons": [row.answer() for row in self.rows],
            "missing": list(self.missing),
            "hints": list(self.hints),
            "policy_pack": self.policy_pack,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Book:
    """The rules of one pack compiled for the numbers of one day."""

    pack: str
    rules: tuple[CompiledRule, ...]
    notes: tuple[CompiledRule, ...]
    groups: Mapping[str, Group]
    numbers: Mapping[str, Dated]
    bound: Mapping[str | None, tuple[Row, ...]]
    by_name: Mapping[str, CompiledRule]

    @property
    def every(self) -> tuple[CompiledRule, ...]:
        """Conditions and notes."""
        return (*self.rules, *self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What another answer to one fact does to one rule."""

    rule: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]


def decide(
    case: Case, packs: PackSet, *, facts_on: date | None = None, law_on: date | None = None
) -> Decision:
    """Check one application.

    Args:
        case: the facts, None where nobody asked.
        packs: the policy.
        facts_on: the day on which ages are counted; the day of application if left out.
        law_on: the day that selects the pack and its numbers; the day of application if left out.

    Raises:
        UserError: `fact_impossible` with the fact's name, where a fact contradicts itself.
    """
    facts_on, law_on = facts_on or case.applied_on, law_on or case.applied_on
    _possible(case, facts_on)
    bound, book = _in_force(packs, case.region, law_on)
    facts = _facts(case, facts_on)
    rows = list(book.bound[bound.codes[0] if bound.codes else None])
    unsettled: list[CompiledRule] = []
    for rule in book.rules:
        judged = rule.judge(facts)
        rows += judged
        if judged is rule.unknown:
            unsettled.append(rule)
    levels = frozenset([row.level for row in rows])
    found = _weighed(book, rows, unsettled, facts) if unsettled else _SETTLED[levels]
    notes: tuple[Row, ...] = ()
    for rule in book.notes:
        notes += rule.judge(facts)
    return Decision(
        case=case,
        facts_on=facts_on,
        law_on=law_on,
        outcome=OUTCOMES[max(levels)] if bound.pack else NO_RULE,
        interval=found.interval,
        rows=tuple(rows),
        notes=notes,
        missing=found.missing,
        bound=bound,
        book=book,
    )


def what_if(decision: Decision, packs: PackSet, fact: str, value: Value) -> Decision:
    """The same case with one fact changed: shows what learning or changing it would do."""
    changed: dict[str, Any] = {fact: value}
    case = replace(decision.case, **changed)
    return decide(case, packs, facts_on=decision.facts_on, law_on=decision.law_on)


def changes(before: Decision, after: Decision) -> tuple[Change, ...]:
    """The rules that two decisions answer differently, in the order of the rules."""
    first, second = _by_rule(before), _by_rule(after)
    return tuple(
        Change(rule=rule, before=first.get(rule, ()), after=second.get(rule, ()))
        for rule in dict.fromkeys((*first, *second))
        if [row.answer() for row in first.get(rule, ())]
        != [row.answer() for row in second.get(rule, ())]
    )


def _by_rule(decision: Decision) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in decision.findings:
        found[row.rule] = (*found.get(row.rule, ()), row)
    return found


def _facts(case: Case, facts_on: date) -> dict[str, Value]:
    facts = dict(zip(NAMES, _VALUES(case), strict=True))
    facts["applied_on"] = facts_on
    return facts


def _weighed(
    book: Book, rows: list[Row], unsettled: list[CompiledRule], facts: Mapping[str, Value]
) -> Unknowns:
    """Weigh the groups of the unsettled rules; the rows of all others stand."""
    groups = list(dict.fromkeys([book.groups[rule.name] for rule in unsettled]))
    names = {rule.name for rule in unsettled}
    levels = frozenset([row.level for row in rows if row.rule not in names])
    return weigh(groups, facts, floor=max(levels), stands=_SETTLED[levels].interval)


def _stands(levels: frozenset[int]) -> Interval:
    return reduce(Interval.worst, [BY_LEVEL[level] for level in levels])


_SETTLED = {
    levels: Unknowns(missing=(), interval=_stands(levels))
    for count in range(1, len(BY_LEVEL) + 1)
    for levels in map(frozenset, combinations(range(len(BY_LEVEL)), count))
}
_VALUES = attrgetter(*NAMES)
_AMOUNTS = ("applied_amount", "live_bfxe_balance", "live_tpxe_balance")
_OF_AMOUNTS = attrgetter(*_AMOUNTS)


def _possible(case: Case, on: date) -> None:
    if case.id_number is not None:
        born = identity.birth_date(case.id_number) if identity.well_formed(case.id_number) else None
        if born is None or born > on:
            raise UserError("fact_impossible", fact="id_number")
    if case.roster_id_number is not None and not identity.well_formed(case.roster_id_number):
        raise UserError("fact_impossible", fact="roster_id_number")
    if case.drawn_on and case.maturity_on and case.maturity_on <= case.drawn_on:
        raise UserError("fact_impossible", fact="maturity_on")
    for name, amount in zip(_AMOUNTS, _OF_AMOUNTS(case), strict=True):
        if amount is not None and amount < 0:
            raise UserError("fact_impossible", fact=name)


@lru_cache(maxsize=1024)
def _in_force(packs: PackSet, region: str, day: date) -> tuple[Bound, Book]:
    bound = bind(packs, PRODUCT, region, day)
    pack = packs.pack(bound.pack) if bound.pack else packs.in_region(region, PRODUCT)
    return bound, _compiled(pack, pack.epoch(day))


@lru_cache(maxsize=64)
def _compiled(pack: Pack, day: date) -> Book:
    first, *others = pack.rules
    rules, notes = (
        tuple(compile_rule(rule, pack.parameters, day) for rule in asked)
        for asked in (others, pack.gates["hint"])
    )
    return Book(
        pack=pack.id,
        rules=rules,
        notes=notes,
        groups={rule.name: group for group in grouped(rules) for rule in group.rules},
        numbers={name: one.on(day) for name, one in pack.parameters.items()},
        bound={code: _first_row(first, code) for code in (None, *PACK_CODES)},
        by_name={rule.name: rule for rule in (*rules, *notes)},
    )


def _first_row(rule: Rule, code: str | None) -> tuple[Row, ...]:
    result = "needs_review" if code else "met"
    return (
        Row(
            rule=rule.name,
            result=result,
            code=code,
            clause=rule.clause.ref,
            short=rule.clause.short,
            force=rule.force,
            level=LEVELS[result],
        ),
    )


def groups_of(decision: Decision) -> dict[str, tuple[Row, ...]]:
    """The findings by result, the most severe first; those that did not apply come last."""
    order = ("not_met", "needs_review", "pending", HINT, "met", NOT_APPLICABLE)
    return {
        result: tuple(row for row in decision.findings if row.result == result) for result in order
    }
