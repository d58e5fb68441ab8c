"""A household that moves to another township: what was written of it is handed on, once.

The county's list says where a household stands. Where it moved, the county tells the township that
it left (work there ends, nothing is deleted) and the one that it came to, which gets the original
operations of all others on the household's rows, under their own ids and with their own values,
by privacy class as they were written. They are not written anew: a second insert of a record that
is never changed would be a second record. What is written late at the former township is handed on
when it comes, and meets what the new one wrote as any two laptops' work does.

Not the whole stream of the former township goes over with values withheld, which would do the same:
it would tell the new township the rows of all its other households.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from db import fold, handed
from db.erasing import erase_carried, rows_of_household
from db.gate import Gate, place
from db.handed import Given, Place
from db.ids import uuid7
from db.movetables import CAME, LEFT, MOVE
from db.ops import Writer, op_from
from db.records.core import Op
from db.store import Store
from db.values import Row, dumped

_STANDING = (
    "WITH moved(no) AS (SELECT household_no FROM roster_entry GROUP BY household_no "
    f"HAVING min(township_code) <> max(township_code) UNION SELECT household_no FROM {MOVE} "
    "WHERE gone = 0) SELECT h.household_no, h.township_code, "
    "(SELECT json_group_array(township_code) FROM (SELECT township_code FROM roster_entry e "
    "WHERE e.household_no = h.household_no ORDER BY entered_on DESC, township_code)) FROM moved "
    "JOIN household h ON h.household_no = moved.no ORDER BY h.household_no"
)
_LENT = (
    ("loan", "household_no = ?1"),
    ("post_loan_inspection", "household_no = ?1"),
    ("notice_issued", "household_no = ?1"),
    ("payment_result", "loan_no IN ({loans})"),
    ("interest_settlement", "loan_no IN ({loans})"),
    ("use_case_end", "loan_no IN ({loans})"),
    ("overdue_case", "loan_no IN ({loans})"),
    ("overdue_step", "loan_no IN ({loans})"),
    ("overdue_end", "loan_no IN ({loans})"),
    ("renewal_request", "loan_no IN ({loans})"),
    ("renewal_decision", "loan_no IN ({loans})"),
    ("compensation_claim", "household_no = ?1"),
    ("claim_review", "claim IN (SELECT id FROM compensation_claim WHERE household_no = ?1)"),
    ("recovery", "loan_no IN ({loans})"),
    ("application", "household_no = ?1"),
    ("large_need", "household_no = ?1"),
    ("bank_decision", "application_no IN ({applied})"),
    ("loan_contract", "application_no IN ({applied})"),
    (
        "policy_set",
        "digest IN (SELECT policy_digest FROM eligibility_check WHERE household_no = ?1)",
    ),
)
_LOANS = "SELECT loan_no FROM loan WHERE household_no = ?1 AND loan_no <> ''"
_APPLIED = "SELECT application_no FROM application WHERE household_no = ?1"
_OP = (
    'SELECT o.n, s.name, o.seq, o.hlc, o.officer, o.schema, o.tbl, o."row", o.kind, o.scope, '
    "o.payload, o.digest, o.chain, (SELECT b.content FROM stub b WHERE b.n = o.n) "
    "FROM op o JOIN stream s ON s.id = o.stream "
    "WHERE o.n IN (SELECT value FROM json_each(?)) AND o.refused = '' ORDER BY o.hlc, o.n"
)


class _Said(NamedTuple):
    """What a township was last told of a household: that it left or came, and the other one."""

    kind: str
    other: str


@dataclass(slots=True)
class _House:
    """A household that stood in several townships: where it is now, and what is said of that.

    The others are the lists that it stood on, the newest first, and then whoever was told of it:
    a list that was taken back has left nothing but that.
    """

    number: str
    here: str
    others: tuple[str, ...]
    said: dict[str, _Said] = field(default_factory=dict)


def hand_on(store: Store, officer: str) -> int:
    """Tell townships what moved since the last time, the county's part; gives how many rows.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    erase_carried(store, officer)
    told = [row for house in _houses(store) for row in _told(store, house)]
    if told:
        with store.write(officer) as writer:
            for one in told:
                one.write(store, writer)
    return len(told)


def _houses(store: Store) -> list[_House]:
    """All households that stood on the lists of several townships, or were said to have moved."""
    said: dict[str, dict[str, _Said]] = {}
    for number, scope, kind, other in store.rows(
        f"SELECT household_no, scope, kind, other FROM {MOVE} WHERE gone = 0 ORDER BY hlc"
    ):
        known = said.setdefault(number, {})
        known.pop(scope, None)
        known[scope] = _Said(kind, other or "")
    found = []
    for number, here, townships in store.rows(_STANDING):
        known = said.get(number, {})
        others = dict.fromkeys((*json.loads(townships), *reversed(known)))
        others.pop(here, None)
        found.append(_House(number, here, tuple(others), known))
    return [house for house in found if house.others]


@dataclass(frozen=True, slots=True)
class _Telling:
    """One row to be written: to whom, of which household, with which operations."""

    house: _House
    scope: str
    privacy: str
    kind: str
    ops: Sequence[Given]

    def write(self, store: Store, writer: Writer) -> None:
        """Write the row with its operation, and the content of what others wrote."""
        came = self.kind == CAME
        carried = [one for one in self.ops if _township(one.op) != self.scope]
        fields = {
            "household_no": self.house.number,
            "township_code": self.scope,
            "kind": self.kind,
            "other": self.house.others[0] if came else self.house.here,
            "moved_on": _since(store, self.house, self.scope),
            "rows": dumped([[one.op.id, one.op.tbl, one.op.row] for one in self.ops]),
        }
        if carried:
            fields["operations"] = handed.packed(carried)
        writer.insert(
            MOVE,
            uuid7(store.clock()),
            fields,
            scope=self.scope,
            audience=f"{self.scope}.{self.privacy}",
        )


def _since(store: Store, house: _House, scope: str) -> str:
    """The day of the list on which the household came here, or on which it left that township."""
    where = "FROM roster_entry WHERE household_no = ?1 AND township_code"
    came = f"SELECT max(entered_on) {where} = ?2"
    if scope != house.here:
        came = (
            f"SELECT coalesce((SELECT min(entered_on) {where} <> ?3 AND entered_on >= "
            f"(SELECT max(entered_on) {where} = ?3)), ({came}))"
        )
    asked = (house.number, house.here) if scope == house.here else (house.number, house.here, scope)
    found = store.one(came, asked)
    return str(found[0] or "") if found else ""


def _told(store: Store, house: _House) -> Iterator[_Telling]:
    """What has not been said yet: that it came, that it left, and what is to be handed on.

    Who was told of an operation of others with a move that was erased gets it again, wherever the
    household is now.
    """
    ops = [one for one in _operations(store, house.number) if one.op.audience.count(".") == 1]
    known, again = _known(store, ops)
    came = [one for one in ops if _township(one.op) != house.here]
    fresh = [one for one in came if (one.op.id, house.here) not in known]
    said = house.said.get(house.here)
    new = said is None or said.kind != CAME
    yield from _by_class(house, house.here, CAME, fresh, always=new)
    for scope in house.others:
        gone = [one for one in ops if _township(one.op) == scope or (one.op.id, scope) in again]
        fresh = [one for one in gone if (one.op.id, scope) not in known]
        new = house.said.get(scope) != _Said(LEFT, house.here)
        yield from _by_class(house, scope, LEFT, fresh, always=new)


def _by_class(
    house: _House, scope: str, kind: str, ops: Iterable[Given], *, always: bool
) -> Iterator[_Telling]:
    """One row for each privacy class that has something; that of work always where it is news."""
    found: dict[str, list[Given]] = {"work": []} if always else {}
    for one in ops:
        found.setdefault(one.op.audience.partition(".")[2], []).append(one)
    for privacy, some in sorted(found.items()):
        yield _Telling(house, scope, privacy, kind, some)


def _township(op: Op) -> str:
    return op.audience.partition(".")[0]


_Named = set[tuple[str, str]]


def _known(gate: Gate, ops: Iterable[Given]) -> tuple[_Named, _Named]:
    """Which operations have been named to which township, and which once, by an erased move."""
    names = {place(gate.streams[one.op.stream].id, one.op.seq): one.op.id for one in ops}
    known: _Named = set()
    again: _Named = set()
    for n, scope, kind in gate.rows(
        "SELECT n, place, kind FROM handed WHERE n IN (SELECT value FROM json_each(?))",
        (dumped(list(names)),),
    ):
        (again if kind == handed.AGAIN else known).add((names[n], scope))
    return known, again


def _operations(store: Store, household_no: str) -> list[Given]:
    """All operations on a household's rows that count and have content, oldest first."""
    places = {n for row in rows_of(store, household_no) for n in _places(store, row)}
    return [one for row in store.rows(_OP, (dumped(sorted(places)),)) if (one := _read(row))]


def _read(row: Row) -> Given | None:
    op = op_from(row[1:13])
    content = row[13] if op.payload is None else op.payload
    if content is None or fold.parse(content) is None:
        return None
    return Given(op, content, op.payload is None)


def rows_of(store: Store, household_no: str) -> list[Place]:
    """All rows that speak of a household: contacts, notes, checks, sheets, loans and what follows.

    Quarters that were settled are of a whole township and stay there.
    """
    found = rows_of_household(store, household_no)
    for name, where in _LENT:
        test = where.format(loans=_LOANS, applied=_APPLIED)
        found += [
            (name, row)
            for (row,) in store.rows(f"SELECT id FROM {name} WHERE {test}", (household_no,))
        ]
    return list(dict.fromkeys(found))


def _places(gate: Gate, row: Place) -> list[int]:
    """Where the operations on a row lie in the log, found without reading the log."""
    name, key = row
    found = gate.rows(
        f"SELECT (stream << 40) + seq FROM {name} WHERE id = ?1 UNION "
        'SELECT (stream << 40) + seq FROM trace WHERE tbl = ?2 AND "row" = ?1',
        (key, name),
    )
    return [n for (n,) in found]
