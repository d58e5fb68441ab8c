"""A policy check as a table for the officer, and as a page for the household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.rules.eligibility import groups_of
from desktop.rules.verdict import PENDING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rules.eligibility import Decision
    from desktop.rules.packs.model import PackSet, Question
    from desktop.rules.verdict import Row
    from desktop.rules.vocabulary import Distance


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """A finding with what it takes to pass: distances, and the facts that nobody asked."""

    row: Row
    distances: tuple[Distance, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerTable:
    """Findings by result, the most severe first; the pack and why; the open points touched."""

    outcome: str
    groups: Mapping[str, tuple[OfficerRow, ...]]
    reason: str
    ref: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a household reads: what stands in the way, what still waits, and what to bring."""

    outcome: str
    in_the_way: tuple[Row, ...]
    waiting: tuple[Row, ...]
    to_bring: tuple[str, ...]
    fine: int


def for_officer(decision: Decision, packs: PackSet) -> OfficerTable:
    """All findings, also of rules that did not apply, with the distance to passing."""
    by_rule = {rule.name: rule.facts for rule in decision.book.every}
    groups = {
        result: tuple(
            OfficerRow(
                row=row,
                distances=decision.distances(row),
                missing=tuple(
                    name for name in by_rule.get(row.rule, ()) if name in decision.missing
                ),
            )
            for row in rows
        )
        for result, rows in groups_of(decision).items()
    }
    codes = {row.code for row in decision.rows if row.code and row.level}
    touched = {row.reading for row in decision.rows if row.reading and row.level}
    asked = {one.code: one for one in packs.asked_by(codes)}
    asked |= {code: packs.question(code) for code in touched}
    return OfficerTable(
        outcome=decision.outcome,
        groups=groups,
        reason=decision.bound.reason,
        ref=decision.bound.ref,
        questions=tuple(asked[code] for code in sorted(asked)),
    )


def for_household(decision: Decision) -> Page:
    """What stands in the way and what is missing; conditions that hold are only counted."""
    rows = [row for row in decision.rows if row.level]
    return Page(
        outcome=decision.outcome,
        in_the_way=tuple(row for row in rows if row.level != PENDING),
        waiting=tuple(row for row in rows if row.level == PENDING),
        to_bring=decision.missing,
        fine=len({row.rule for row in decision.rows} - {row.rule for row in rows}),
    )
