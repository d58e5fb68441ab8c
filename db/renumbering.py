"""Numbers that a ledger gave on a branch of its own: in its new incarnation they are others.

The other branch gave the same numbers to other records, so that a correction, or the bank's word
under one of them, would be of both.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from msgspec.structs import replace

from db import fold
from db.gate import Gate
from db.records.core import Identity, Op, Value
from db.store import Store
from db.values import dumped, moment_text, to_moment

_PLACE = 9
"""A number begins with its township of so many digits, then the letter of its device."""

_GIVEN = {
    "outreach_visit": "visit_no",
    "publicity_activity": "activity_no",
    "walk_in": "walk_in_no",
    "application": "application_no",
    "application_handover": "handover_no",
    "post_loan_inspection": "inspection_no",
    "overdue_case": "case_no",
    "overdue_step": "step_no",
    "renewal_request": "request_no",
    "eligibility_check": "check_no",
    "compensation_claim": "claim_no",
    "recovery": "recovery_no",
    "objection": "objection_no",
}
_LISTED, _KEPT = "applications", "params"
"""Fields of JSON: a list of numbers, and what a sheet keeps of the record that it is about."""
_SHOWN = timedelta(days=30)


def with_free_letter(gate: Gate, me: Identity, following: Callable[[str], str]) -> Identity:
    """The identity, with the next letter where another copy has begun to number with this one."""
    letter = me.letter
    while any(_is_used(gate, f"{place}{letter}") for place in me.townships):
        letter = following(letter)
        if letter == me.letter:
            break
    return replace(me, letter=letter)


def _is_used(gate: Gate, start: str) -> bool:
    """Whether a record has a number that begins so."""
    ends = f"{start}0", f"{start}["
    return any(
        gate.one(f"SELECT 1 FROM {name} WHERE {field} >= ? AND {field} < ? LIMIT 1", ends)
        for name, field in _GIVEN.items()
    )


def given(gate: Gate, own: Iterable[Op], letter: str) -> set[str]:
    """The numbers that these operations of a ledger with that letter gave.

    To be asked while the tables do without them: what stands there was given before.
    """
    found: set[str] = set()
    for op in own:
        name, content = _GIVEN.get(op.tbl, ""), op.payload and fold.parse(op.payload)
        number = str(content.fields.get(name) or "") if name and content else ""
        rest = number[_PLACE + len(letter) :]
        ours = number[_PLACE:].startswith(letter) and rest and not rest[0].islower()
        if ours and not gate.one(f"SELECT 1 FROM {op.tbl} WHERE {name} = ?", (number,)):
            found.add(number)
    return found


def anew(numbers: Iterable[str], before: str, after: str) -> dict[str, str]:
    """Each number with the one that takes its place under another letter."""
    return {one: f"{one[:_PLACE]}{after}{one[_PLACE + len(before) :]}" for one in numbers}


def said_anew(fields: Mapping[str, Value], numbers: Mapping[str, str]) -> dict[str, Value]:
    """The fields with the new numbers where they say the old ones."""
    said = {
        name: numbers.get(value, value) if isinstance(value, str) else value
        for name, value in fields.items()
    }
    if isinstance(listed := said.get(_LISTED), str):
        said[_LISTED] = dumped([numbers.get(one, one) for one in json.loads(listed)])
    if isinstance(kept := said.get(_KEPT), str):
        said[_KEPT] = _kept_anew(kept, numbers)
    return said


def _kept_anew(kept: str, numbers: Mapping[str, str]) -> str:
    """What is kept, to the letter where it names none of the numbers."""
    told = json.loads(kept)
    said = {key: one for key, one in told.items() if isinstance(one, str) and one in numbers}
    return dumped({**told, **{key: numbers[one] for key, one in said.items()}}) if said else kept


def remember(store: Store, numbers: Mapping[str, str]) -> None:
    """Keep which numbers have become others, and since when; inside a transaction only."""
    store.put_meta(renumbered=dumped([moment_text(store.clock()), sorted(numbers.items())]))


def remembered(store: Store) -> tuple[tuple[str, str], ...]:
    """The numbers that have become others within the last month, with what they became."""
    told = store.meta().get("renumbered")
    at, numbers = json.loads(told) if told else ("", [])
    since = to_moment(at)
    if since is None or store.clock() - since > _SHOWN:
        return ()
    return tuple((old, new) for old, new in numbers)
