"""Answers with all that they rest on, ready for JSON, with a digest that a replay gives again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from desktop.rules.explain.subsidies import reckoning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rules.eligibility import Decision
    from desktop.rules.explain.subsidies import Figure, Settled
    from desktop.rules.packs.model import PackSet

FORM = 1
"""The form of these trees; a change of what stands in them is a new form."""

Tree = dict[str, object]


def of_decision(decision: Decision, packs: PackSet) -> Tree:
    """Facts, findings, interval, packs and numbers of a policy check."""
    return _sealed(
        {
            "form": FORM,
            "facts_on": decision.facts_on,
            "law_on": decision.law_on,
            "facts": decision.facts,
            "answer": decision.answer(),
            "findings": [
                {**row.answer(), "result": row.result, "force": row.force, "reading": row.reading}
                for row in decision.findings
            ],
            "interval": [decision.interval.low.name, decision.interval.high.name],
            "judged_by": decision.judged_by,
            "reason": decision.bound.reason,
            "packs": _chain(decision.judged_by, packs),
            "parameters": {
                name: {"value": one.value, "from": one.start, "clause": one.ref}
                for name, one in decision.parameters.items()
            },
        }
    )


def of_line(settled: Settled, packs: PackSet) -> Tree:
    """The household's loans, what the county laid down, the figures and their steps."""
    line, period = settled.line, settled.period
    return _sealed(
        {
            "form": FORM,
            "period": asdict(period),
            "answer": line.answer(),
            "reason": line.reason,
            "clauses": line.clauses,
            "packs": _chain(line.policy_pack or "", packs),
            "figures": [_figure(one) for one in reckoning(period, packs, line.loan_no)],
        }
    )


def _figure(figure: Figure) -> Tree:
    return {
        "name": figure.name,
        "amount_fen": figure.amount_fen,
        "less_fen": figure.less_fen,
        "steps": [asdict(step) for step in figure.steps],
    }


def _sealed(tree: Tree) -> Tree:
    plain = {key: _plain(one) for key, one in tree.items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**plain, "digest": hashlib.sha256(text.encode()).hexdigest()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    return value


def _chain(name: str, packs: PackSet) -> Mapping[str, str]:
    found = {}
    while name:
        pack = packs.pack(name)
        found[name] = pack.digest
        name = pack.over
    return found
