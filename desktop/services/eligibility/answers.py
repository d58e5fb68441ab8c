"""A decision of the rules as pages and verbs show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from desktop.rules.eligibility import Decision, changes, what_if
from desktop.rules.explain import explain
from desktop.services.records.checks import CheckOutcome, CheckRow, DistanceLine, RuleChange, WhatIf
from desktop.services.records.policy import QuestionLine

if TYPE_CHECKING:
    from desktop.rules.explain import OfficerRow
    from desktop.rules.facts import Value
    from desktop.rules.packs import PackSet
    from desktop.rules.verdict import Row


def outcome_of(decision: Decision, packs: PackSet) -> CheckOutcome:
    """The answer with every finding, the most severe first, and its digest."""
    table = explain(decision, "officer", packs)
    document = packs.pack(decision.judged_by).document
    return CheckOutcome(
        outcome=table.outcome,
        rows=tuple(_explained(one) for rows in table.groups.values() for one in rows),
        reasons=_plain(decision.rows),
        worst=str(decision.answer()["outcome"]),
        missing=decision.missing,
        hints=decision.hints,
        policy_pack=decision.policy_pack or "",
        policy_title=f"{document.number} {document.title}" if decision.policy_pack else "",
        low=decision.interval.low.name,
        high=decision.interval.high.name,
        reason=table.reason,
        reason_clause=table.ref,
        limits={name: one.value for name, one in decision.parameters.items()},
        questions=tuple(
            QuestionLine(
                code=one.code,
                point=one.point,
                readings=one.readings,
                recommended=one.recommended,
                ref=one.ref,
                flags=one.flags,
            )
            for one in table.questions
        ),
    )


def tried(decision: Decision, packs: PackSet, fact: str, value: Value) -> WhatIf:
    """What another answer to one fact would change; raises `fact_impossible`."""
    other = what_if(decision, packs, fact, value)
    return WhatIf(
        fact=fact,
        value=str(value),
        before=decision.outcome,
        after=other.outcome,
        changes=tuple(
            RuleChange(
                rule=one.rule,
                title=(*one.before, *one.after)[0].title,
                before=_plain(one.before),
                after=_plain(one.after),
            )
            for one in changes(decision, other)
        ),
        missing=other.missing,
    )


def _plain(rows: tuple[Row, ...]) -> tuple[CheckRow, ...]:
    return tuple(_row(row) for row in rows)


def _row(row: Row) -> CheckRow:
    return CheckRow(
        rule=row.rule,
        result=row.result,
        code=row.code or "",
        clause=row.clause,
        clause_short=row.short,
        force=row.force,
        title=row.title,
        says=row.says,
    )


def _explained(one: OfficerRow) -> CheckRow:
    return replace(
        _row(one.row),
        distances=tuple(
            DistanceLine(fact=far.fact, unit=far.unit, amount=far.amount) for far in one.distances
        ),
        facts=one.missing,
    )
