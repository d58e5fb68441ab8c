"""Policy conditions of one application: a row per finding, what is missing, and why.

The check never decides about a loan; the bank alone does (national notice, part 4 item 1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.rules import identity
from desktop.rules.binding import bind
from desktop.rules.book import CompiledRule, compile_rule
from desktop.rules.facts import NAMES, Case, Value
from desktop.rules.missing import Group, Unknowns, grouped, weigh
from desktop.rules.packs.model import Dated, Rule
from desktop.rules.verdict import MET, NEEDS_REVIEW, OUTCOMES, Interval, Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from desktop.rules.packs.model import Bound, Pack, PackSet

PRODUCT = "BFXE"
OLD_PRODUCT = "TPXE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rules answer to one case; `rows` are in the order of the rules, never empty.

    `missing` names the unknown facts that can still change the outcome, `interval` the outcomes
    between which it lies. `policy_pack` is None where no pack is in force on the day of
    application; `judged_by` is the pack whose conditions were asked all the same.
    """

    case: Case
    outcome: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    policy_pack: str | None
    judged_by: str
    interval: Interval
    book: Book

    @property
    def facts(self) -> dict[str, Value]:
        """The facts that were used: all that the rules asked and somebody answered."""
        asked = {name for rule in self.book.rules for name in rule.facts} | {"region", "applied_on"}
        known = {name: getattr(self.case, name) for name in NAMES if name in asked}
        return {name: value for name, value in known.items() if value is not None}

    @property
    def parameters(self) -> dict[str, Dated]:
        """The numbers that were used, with their clauses."""
        names = {name for rule in self.book.rules for name in rule.parameters}
        return {name: self.book.numbers[name] for name in sorted(names)}

    def answer(self) -> dict[str, object]:
        """The decision as an answer line carries it."""
        return {
            "outcome": self.outcome,
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
    groups: Mapping[str, Group]
    numbers: Mapping[str, Dated]
    bound: Mapping[str | None, tuple[Row, ...]]


def decide(case: Case, packs: PackSet) -> Decision:
    """Check one application against the pack in force on its day.

    Raises:
        UserError: `fact_impossible` with the fact's name, where a fact contradicts itself.
    """
    _possible(case)
    bound, book = _in_force(packs, case.region, case.applied_on)
    values = _VALUES(case)
    facts = dict(zip(NAMES, values, strict=True))
    rows = list(_bound_rows(book, bound))
    unsettled: list[CompiledRule] = []
    for rule in book.rules:
        judged = rule.judge(facts)
        rows += judged
        if judged is rule.unknown:
            unsettled.append(rule)
    level = max([row.level for row in rows])
    found = _weighed(book, rows, unsettled, facts) if unsettled else _SETTLED[level]
    return Decision(
        case=case,
        outcome=OUTCOMES[level],
        rows=tuple(rows),
        missing=found.missing,
        hints=_hints(facts, book),
        policy_pack=bound.pack,
        judged_by=book.pack,
        interval=_INTERVALS[found.best][found.worst],
        book=book,
    )


def what_if(decision: Decision, packs: PackSet, fact: str, value: Value) -> Decision:
    """The same case with one fact changed: shows what learning or changing it would do."""
    changed: dict[str, Any] = {fact: value}
    return decide(replace(decision.case, **changed), packs)


def _weighed(
    book: Book, rows: list[Row], unsettled: list[CompiledRule], facts: Mapping[str, Value]
) -> Unknowns:
    """Weigh the groups of the unsettled rules; the rows of all others stand."""
    groups = list(dict.fromkeys([book.groups[rule.name] for rule in unsettled]))
    names = {rule.name for rule in unsettled}
    floor = max([row.level for row in rows if row.rule not in names])
    return weigh(groups, facts, floor=floor)


_VALUES = attrgetter(*NAMES)
_SETTLED = tuple(Unknowns(missing=(), best=level, worst=level) for level in range(len(OUTCOMES)))
_INTERVALS = tuple(tuple(Interval(best, worst) for worst in OUTCOMES) for best in OUTCOMES)


def _possible(case: Case) -> None:
    if case.id_number is not None:
        born = identity.birth_date(case.id_number) if identity.well_formed(case.id_number) else None
        if born is None or born > case.applied_on:
            raise UserError("fact_impossible", fact="id_number")
    if case.roster_id_number is not None and not identity.well_formed(case.roster_id_number):
        raise UserError("fact_impossible", fact="roster_id_number")
    if case.drawn_on and case.maturity_on and case.maturity_on <= case.drawn_on:
        raise UserError("fact_impossible", fact="maturity_on")
    for name in ("applied_amount", "live_bfxe_balance", "live_tpxe_balance"):
        amount = getattr(case, name)
        if amount is not None and amount < 0:
            raise UserError("fact_impossible", fact=name)


@lru_cache(maxsize=1024)
def _in_force(packs: PackSet, region: str, day: date) -> tuple[Bound, Book]:
    bound = bind(packs, PRODUCT, region, day)
    pack = packs.pack(bound.pack) if bound.pack else packs.in_region(region, PRODUCT)
    return bound, _compiled(pack, pack.epoch(day))


@lru_cache(maxsize=64)
def _compiled(pack: Pack, day: date) -> Book:
    numbers = {name: one.on(day) for name, one in pack.parameters.items()}
    first, *others = pack.rules
    rules = tuple(compile_rule(rule, pack.parameters, day) for rule in others)
    return Book(
        pack=pack.id,
        rules=rules,
        groups={rule.name: group for group in grouped(rules) for rule in group.rules},
        numbers=numbers,
        bound={code: _first_row(first, code) for code in (None, "pack_window", "no_pack")},
    )


def _first_row(rule: Rule, code: str | None) -> tuple[Row, ...]:
    level = NEEDS_REVIEW if code else MET
    return (
        Row(
            rule=rule.name,
            result="needs_review" if code else "met",
            code=code,
            clause=rule.clause.ref,
            short=rule.clause.short,
            force=rule.force,
            level=level,
        ),
    )


def _bound_rows(book: Book, bound: Bound) -> tuple[Row, ...]:
    return book.bound[bound.codes[0] if bound.codes else None]


def _hints(facts: Mapping[str, Value], book: Book) -> tuple[str, ...]:
    balances = ("applied_amount", "live_bfxe_balance", "live_tpxe_balance")
    total = sum([facts[name] or 0 for name in balances])  # type: ignore[misc]
    hints = []
    if total > book.numbers["cap_normal"].value and facts["large_need_recorded"] is not True:
        hints.append("large_need_not_recorded")
    lender, main = facts["bank_id"], facts["main_bank_id"]
    if lender is not None and main is not None and lender != main:
        hints.append("lender_not_main_bank")
    return tuple(hints)
