"""Numbers that a ledger gave on a branch of its own: in its new incarnation they are others.

The other branch gave the same numbers to other records, so that a correction, or the bank's word
under one of them, would be of both. Where the number is the row's name too, of the two rows only
one would be seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from db import fold, letters, rosters
from db.gate import Gate
from db.records.core import Identity, Op, Value
from db.store import Store
from db.values import dumped, moment_text, to_moment

_PLACE = 9
"""A number begins with its township of so many digits, then the letter of its device."""

_COUNTY, _QUARTER = 6, len("149999-2026Q2")
_PLACES = {"suspension_order": _COUNTY, "fund_entry": _COUNTY, "subsidy_batch": _QUARTER}
"""Those that begin with their county, or with the quarter of it."""

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
    "suspension_order": "order_no",
    "fund_entry": "entry_no",
    "subsidy_batch": "batch_no",
}
_LIST, _BATCH = "roster_version", "subsidy_batch"
"""Tables of which a row is named by its township and its number."""
_LISTED, _KEPT = "applications", "params"
"""Fields of JSON: a list of numbers, and what a sheet keeps of the record that it is about."""
_NAMES_BATCH = ("township_code", "batch_no", "revision")
_SHOWN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Anew:
    """The numbers and the names of rows of a branch, each with what takes its place."""

    numbers: dict[str, str]
    rows: dict[str, str]

    def row(self, op: Op) -> str:
        """The name of an operation's row."""
        return self._one(op.row)

    def _one(self, value: str) -> str:
        """A number, the name of a row, or one that begins with it, as it is said now."""
        whole, _, device = value.rpartition("/")
        if whole in self.rows:
            return f"{self.rows[whole]}/{device}"
        return self.rows.get(value) or self.numbers.get(value) or value

    def said(self, fields: Mapping[str, Value]) -> dict[str, Value]:
        """The fields with the new numbers where they say the old ones."""
        said = {
            name: self._one(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }
        whole = "/".join(str(fields.get(name)) for name in _NAMES_BATCH)
        if whole in self.rows:
            said["batch_no"] = self.rows[whole].split("/")[1]
        if isinstance(listed := said.get(_LISTED), str):
            said[_LISTED] = dumped([self.numbers.get(one, one) for one in json.loads(listed)])
        if isinstance(kept := said.get(_KEPT), str):
            said[_KEPT] = _kept_anew(kept, self.numbers)
        return said


def with_free_letter(gate: Gate, me: Identity) -> Identity:
    """The identity, with other letters where another copy has begun to number with these."""
    letter = me.letter
    while any(_is_used(gate, f"{place}{letter}") for place in me.townships):
        letter = letters.after(letter)
    return replace(me, letter=letter)


def _is_used(gate: Gate, start: str) -> bool:
    """Whether a record has a number that begins so."""
    ends = f"{start}0", f"{start}["
    return any(
        gate.one(f"SELECT 1 FROM {name} WHERE {field} >= ? AND {field} < ? LIMIT 1", ends)
        for name, field in _GIVEN.items()
        if name not in _PLACES
    )


class Given(NamedTuple):
    """What a branch gave, each with the letter in it; numbers also with the place of that."""

    numbers: dict[str, tuple[int, str]]
    batches: dict[str, tuple[str, str]]
    lists: dict[str, str]


def given(gate: Gate, own: Iterable[Op], letter: str) -> Given:
    """The numbers that these operations of a ledger gave, whatever marks its letter had then.

    To be asked while the tables do without them: what stands there was given before.
    """
    found = Given({}, {}, {})
    ours = _own_letter(letters.capitals(letter))
    for op in own:
        name, content = _GIVEN.get(op.tbl, ""), op.payload and fold.parse(op.payload)
        if op.tbl == _LIST and op.kind == "insert" and content:
            found.lists[op.row] = str(content.fields.get(_LIST) or "")
        number = str(content.fields.get(name) or "") if name and content else ""
        place = _PLACES.get(op.tbl, _PLACE)
        said = ours.match(number, place)
        if said is None:
            continue
        if op.tbl == _BATCH and op.kind == "insert":
            found.batches[op.row] = number, said[0]
        if not gate.one(f"SELECT 1 FROM {op.tbl} WHERE {name} = ?", (number,)):
            found.numbers[number] = place, said[0]
    return found


def _own_letter(capitals: str) -> re.Pattern[str]:
    """A letter of the device with these capitals, and nothing longer."""
    former = f"|{capitals[0].lower()}{capitals[1]}" if capitals[1:] else ""
    return re.compile(f"(?:{capitals}[a-z]*{former})(?=[0-9A-Z])")


def anew(given: Given, after: str) -> Anew:
    """What was given, under another letter."""

    def other(number: str, place: int, before: str) -> str:
        return f"{number[:place]}{after}{number[place + len(before) :]}"

    numbers = {one: other(one, *said) for one, said in given.numbers.items()}
    rows = {}
    for row, (number, before) in given.batches.items():
        numbered = other(number, _QUARTER, before)
        rows[row] = row.replace(f"/{number}/", f"/{numbered}/")
    for row, label in given.lists.items():
        numbers[label] = rosters.label_of(*rosters.parts_of(label), letters.marks(after))
        rows[row] = row.replace(f"/{label}", f"/{numbers[label]}")
    return Anew(numbers, rows)


def _kept_anew(kept: str, numbers: Mapping[str, str]) -> str:
    """What is kept, to the letter where it names none of the numbers."""
    told = json.loads(kept)
    said = {key: one for key, one in told.items() if isinstance(one, str) and one in numbers}
    return dumped({**told, **{key: numbers[one] for key, one in said.items()}}) if said else kept


def remember(store: Store, numbers: Mapping[str, str]) -> None:
    """Keep which numbers have become others, and since when; inside a transaction only."""
    before = dict(remembered(store))
    told = {old: numbers.get(new, new) for old, new in before.items()}
    told |= {old: new for old, new in numbers.items() if old not in before.values()}
    store.put_meta(renumbered=dumped([moment_text(store.clock()), sorted(told.items())]))


def remembered(store: Store) -> tuple[tuple[str, str], ...]:
    """The numbers that have become others within the last month, with what they became."""
    told = store.meta().get("renumbered")
    at, numbers = json.loads(told) if told else ("", [])
    since = to_moment(at)
    if since is None or store.clock() - since > _SHOWN:
        return ()
    return tuple((old, new) for old, new in numbers)
