"""Answers made plain: for the officer, for the household, and for whoever checks years later.

`explain(subject, audience, packs)` takes a decision, a settled loan, a renewal or a claim. Nothing
here holds a sentence: names, amounts and citations go out, the words are put to them in
`desktop.texts.rules`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from desktop.rules.eligibility import Decision
from desktop.rules.explain import audits, decisions, subsidies
from desktop.rules.explain.decisions import OfficerRow, OfficerTable, Page
from desktop.rules.explain.subsidies import Derivation, Figure, Reading, Settled, Step, Sum

if TYPE_CHECKING:
    from desktop.rules.packs.model import PackSet

__all__ = [
    "Derivation",
    "Figure",
    "OfficerRow",
    "OfficerTable",
    "Page",
    "Reading",
    "Settled",
    "Step",
    "Sum",
    "explain",
]

Officer = Literal["officer"]
Household = Literal["household"]
Audit = Literal["audit"]


@overload
def explain(subject: Decision, audience: Officer, packs: PackSet) -> OfficerTable: ...
@overload
def explain(subject: Decision, audience: Household, packs: PackSet) -> Page: ...
@overload
def explain(subject: Settled, audience: Officer, packs: PackSet) -> Derivation: ...
@overload
def explain(subject: Settled, audience: Household, packs: PackSet) -> Sum: ...
@overload
def explain(subject: Decision | Settled, audience: Audit, packs: PackSet) -> dict[str, object]: ...


def explain(
    subject: Decision | Settled, audience: Officer | Household | Audit, packs: PackSet
) -> OfficerTable | Page | Derivation | Sum | dict[str, object]:
    """One answer for one kind of reader.

    Args:
        subject: what the rules answered, with the question that it answers.
        audience: `officer` for a table with clauses and distances, `household` for one page in
            large type, `audit` for the whole tree with the digests of all that it rests on.
        packs: the policy that the answer was given by.
    """
    if isinstance(subject, Decision):
        if audience == "officer":
            return decisions.for_officer(subject, packs)
        if audience == "household":
            return decisions.for_household(subject)
        return audits.of_decision(subject, packs)
    if audience == "officer":
        return subsidies.for_officer(subject, packs)
    if audience == "household":
        return subsidies.for_household(subject)
    return audits.of_line(subject, packs)
