"""Whether an operation touches what belongs to townships that its writer never served.

Whoever takes a laptop apart can name a row of another township under its own, by id or by number,
and so change or hide it where both are read. What is named is looked up where it stands; what moved
with its household is of both townships. Of a number that nobody has given yet its beginning says
whose it is, so that none can be taken before its township gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from db.gate import Gate
from db.judging import Hinges, Taking, judged
from db.ops import OpTuple, op_from
from db.records.core import Op, Value
from db.registry import TABLES
from db.table import Role
from db.values import dumped

FOREIGN = "row_foreign"
"""Why such an operation does not count."""

_HOME = "household.household_no"
_NOTE, _HOUSE, _CORRECTS = "household_note", "household_no", "corrects"
_ROWS = {
    "visit": ("outreach_visit", "publicity_activity", "post_loan_inspection"),
    "loan_no": ("loan",),
    "batch": ("subsidy_batch",),
    "declaration": ("declaration",),
    "objection": ("objection",),
    "claim": ("compensation_claim",),
    "voids_notice_no": ("notice_issued",),
}
_KEYS = {"loan_no": "loan_no", "voids_notice_no": "notice_no"}
_CALLED = {"loan": "loan_no", "notice_issued": "notice_no"}
"""By what rows are named that are not named by their id; no township is told by it."""
_VISIT = ("outreach_visit", "visit_no")
_ACTIVITY = ("publicity_activity", "activity_no")
_WALK_IN = ("walk_in", "walk_in_no")
_CHECK = ("post_loan_inspection", "inspection_no")
_STEP = ("overdue_step", "step_no")
_NUMBERS = {
    "visit_no": _VISIT,
    "corrects_visit_no": _VISIT,
    "activity_no": _ACTIVITY,
    "corrects_activity_no": _ACTIVITY,
    "walk_in_no": _WALK_IN,
    "merged_into": _WALK_IN,
    "application_no": ("application", "application_no"),
    "inspection_no": _CHECK,
    "corrects_inspection_no": _CHECK,
    "case_no": ("overdue_case", "case_no"),
    "step_no": _STEP,
    "corrects_step_no": _STEP,
    "request_no": ("renewal_request", "request_no"),
    "corrects_check_no": ("eligibility_check", "check_no"),
    "claim_no": ("compensation_claim", "claim_no"),
    "recovery_no": ("recovery", "recovery_no"),
}
_ABOUT = {
    "application_no": ("application", "application_no"),
    "loan_no": ("loan", "loan_no"),
    "visit": ("outreach_visit", "id"),
}
_NAMED_BY = {*_NUMBERS.values(), *_CALLED.items()}
_NUMBER = re.compile(r"(\d{9})[A-Z]")
_EVERYWHERE = "*"
_NAMING = frozenset({_HOUSE, _CORRECTS, *_ROWS, *_NUMBERS})


class Verdict(NamedTuple):
    """Whether something is others', and on which rows that hangs."""

    foreign: bool
    on: frozenset[tuple[str, str]] = frozenset()


_CLEAR = Verdict(foreign=False)


class Named(NamedTuple):
    """Operations of one stream with the same fields, of which some name something."""

    ops: Sequence[OpTuple]
    fields: Sequence[Mapping[str, Any]]
    naming: tuple[str, ...]

    @property
    def device(self) -> str:
        """Who wrote them."""
        return self.ops[0][0].partition("/")[0]

    def column(self, name: str) -> list[Any]:
        """What each names in a field; a note has its household for an id."""
        if name in self.fields[0]:
            return [told[name] for told in self.fields]
        return [op[6] for op in self.ops]


def why_not(run: Taking, op: Op, fields: Mapping[str, Value]) -> str:
    """Why an operation with these fields does not count, or nothing."""
    return judged(run, op) or (FOREIGN if _touches_others(run, op, fields) else "")


def naming(table: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields of a table that name something; for a note that is its household."""
    own = (_HOUSE,) if table == _NOTE else ()
    return (*own, *(one for one in fields if one in _NAMING))


def is_watched(run: Taking, device: str) -> bool:
    """Whether what a device writes may touch only its own townships."""
    standing = run.standing(device)
    return standing is not None and standing[0] != Role.COUNTY


def among(run: Taking, some: Sequence[Named]) -> list[Op]:
    """Those of some operations that begin rows, of watched devices, that touch what is others'."""
    houses: dict[str, set[str]] = {}
    for one in some:
        if _HOUSE in one.naming:
            houses.setdefault(one.device, set()).update(one.column(_HOUSE))
    away = {
        device: frozenset(_elsewhere(run.store, named, _served(run, device)))
        for device, named in houses.items()
    }
    found: list[Op] = []
    for one in some:
        told: dict[tuple[Any, ...], tuple[bool, Hinges | None]] = {}
        served, elsewhere = _served(run, one.device), away.get(one.device, frozenset())
        for at in sorted(_doubtful(one, served, elsewhere)):
            op, fields = one.ops[at], one.fields[at]
            said = (op[5] == _NOTE and op[6], *(fields.get(name) for name in one.naming))
            if said not in told:  # many name the same
                foreign = _touches_others(run, op_from(op), fields)
                told[said] = foreign, run.hinged.get(f"{op[0]}#{op[1]}")
            foreign, on = told[said]
            if on:
                run.hinged[f"{op[0]}#{op[1]}"] = on
            if foreign:
                found.append(op_from(op))
    return found


def names_begun(
    run: Taking,
    device: str,
    begun: Mapping[str, set[str]],
    fields: Iterable[Mapping[str, Any]],
    named: tuple[str, ...],
) -> bool:
    """Whether fields of a device name what others begin; begun are such rows by their scope.

    They are those that are not in the tables yet: whoever names one waits until they are.
    """
    served = {*_served(run, device), _EVERYWHERE}
    away = [rows for scope, rows in begun.items() if scope not in served]
    return bool(away) and any(
        told.get(name) in rows for told in fields for name in named for rows in away
    )


def called(
    table: str, ops: Iterable[OpTuple], fields: Iterable[Mapping[str, Any]]
) -> Iterable[str]:
    """By what others name the rows that operations begin."""
    key = _CALLED.get(table)
    return [op[6] for op in ops] if key is None else [str(told.get(key)) for told in fields]


def scopes_of(gate: Gate, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    """The scopes of those rows that are there, each by column and what stands in it."""
    found: dict[tuple[str, str], set[str]] = {}
    keys: dict[str, list[str]] = {}
    for what, key in wanted:
        keys.setdefault(what, []).append(key)
    for what, some in keys.items():
        table, _, column = what.partition(".")
        if table in TABLES:
            among = f"FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
            for key, scope in gate.rows(f"SELECT {column}, scope {among}", (dumped(some),)):
                found.setdefault((what, key), set()).add(scope)
    return found


def key_columns(op: Op, fields: Mapping[str, Value]) -> set[tuple[str, str]]:
    """By what others name the row of an operation, each as column and what stands in it."""
    own = {name for table, name in _NAMED_BY if table == op.tbl}
    said = {(f"{op.tbl}.{name}", str(fields[name])) for name in own if fields.get(name)}
    return {(f"{op.tbl}.id", op.row), *said}


def _doubtful(one: Named, served: set[str], away: frozenset[str]) -> set[int]:
    """Which of the operations name what may not be of these townships."""
    begins, found = tuple(served), set[int]()
    for name in one.naming:
        column = one.column(name)
        if name == _HOUSE:
            odd = away.intersection(column)
        else:
            own = begins if name in _NUMBERS else ()  # of ids the beginning says nothing
            odd = frozenset(each for each in set(column) if each and not each.startswith(own))
        if odd:
            found.update(at for at, each in enumerate(column) if each in odd)
    return found


def _elsewhere(gate: Gate, houses: Iterable[str], served: set[str]) -> list[str]:
    """Those households that stand in none of these townships now."""
    rows = gate.rows(
        "SELECT household_no FROM household WHERE household_no IN "
        "(SELECT value FROM json_each(?)) AND township_code NOT IN "
        "(SELECT value FROM json_each(?))",
        (dumped(list(houses)), dumped(sorted(served))),
    )
    return [house for (house,) in rows]


def _served(run: Taking, device: str) -> set[str]:
    standing = run.standing(device)
    return {*(standing[1] if standing else ())}


def _touches_others(run: Taking, op: Op, fields: Mapping[str, Value]) -> bool:
    """Whether an operation touches what is others'; on what that hangs is remembered."""
    table = TABLES.get(op.tbl)
    if table is None or not is_watched(run, op.device):
        return False
    found = _of_others(run.store, _served(run, op.device), op, fields)
    if found.on:
        run.hinged[op.id] = found.on
    return found.foreign


def _of_others(gate: Gate, served: set[str], op: Op, fields: Mapping[str, Value]) -> Verdict:
    if op.tbl == _NOTE and (home := _home(gate, op.row)):
        return Verdict(foreign=home.isdisjoint(served), on=frozenset({(_HOME, op.row)}))
    there = gate.rows(f"SELECT scope FROM {op.tbl} WHERE id = ?", (op.row,))
    itself = [(op.tbl, op.row, scope) for (scope,) in there]
    if not _any_ours(gate, served, itself):
        on = _hanging(gate, f"{op.tbl}.id", op.row, itself)
        return Verdict(foreign=not _was_ours(gate, served, op), on=on)
    told = [
        _by_name(gate, served, op, name, str(fields[name]))
        for name in naming("", fields)
        if fields[name] not in (None, "")
    ]
    on = frozenset(one for each in told for one in each.on)
    return Verdict(foreign=any(each.foreign for each in told), on=on)


def _was_ours(gate: Gate, served: set[str], op: Op) -> bool:
    """Whether a row that stands elsewhere now once stood in one of these townships."""
    found = gate.rows(
        "SELECT DISTINCT o.scope FROM trace t JOIN op o ON o.n = (t.stream << 40) + t.seq "
        "WHERE t.tbl = ? AND t.\"row\" = ? AND o.refused = ''",
        (op.tbl, op.row),
    )
    return any(scope in served for (scope,) in found)


def _by_name(gate: Gate, served: set[str], op: Op, name: str, value: str) -> Verdict:
    """Whether what a field names is there, and in none of these townships."""
    if name == _HOUSE:
        home = _home(gate, value)
        foreign = bool(home) and home.isdisjoint(served)
        return Verdict(foreign=foreign, on=frozenset({(_HOME, value)} if foreign else ()))
    if name in _NUMBERS:
        return _numbered(gate, served, name, value)
    tables = (op.tbl,) if name == _CORRECTS else _ROWS[name]
    key = _KEYS.get(name, "id")
    found = [one for table in tables for one in _found(gate, table, key, value)]
    if found and _any_ours(gate, served, found):
        return _CLEAR
    on = (_hanging(gate, f"{table}.{key}", value, found) for table in tables)
    return Verdict(foreign=bool(found), on=frozenset().union(*on))


def _numbered(gate: Gate, served: set[str], name: str, value: str) -> Verdict:
    """Whether a number is of a township that is none of these, and no row of these has it."""
    begins = _NUMBER.match(value)
    if begins is None or begins[1] in served:
        return _CLEAR
    table, column = _NUMBERS[name]
    found = _found(gate, table, column, value)
    if found and _any_ours(gate, served, found):
        return _CLEAR
    on = _hanging(gate, f"{table}.{column}", value, found)
    return Verdict(foreign=_is_township(gate, begins[1]), on=on)


def _hanging(
    gate: Gate, what: str, value: str, found: Iterable[tuple[str, str, str]]
) -> frozenset[tuple[str, str]]:
    """What is named, and what the rows found are about: whose they are hangs on it too."""
    about = [one for table, row, _ in found for one in _about(gate, table, row)]
    return frozenset({(what, value), *about})


def _about(gate: Gate, table: str, row: str) -> list[tuple[str, str]]:
    columns = [name for name in _ABOUT if name in TABLES[table].columns]
    if _HOUSE in TABLES[table].columns or not columns:
        return []
    said = gate.one(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (row,))
    told = zip(columns, said or (), strict=False)
    return [(".".join(_ABOUT[name]), str(one)) for name, one in told if one]


def _found(gate: Gate, table: str, column: str, value: str) -> list[tuple[str, str, str]]:
    rows = gate.rows(f"SELECT id, scope FROM {table} WHERE {column} = ?", (value,))
    return [(table, row, scope) for row, scope in rows]


def _any_ours(gate: Gate, served: set[str], rows: Iterable[tuple[str, str, str]]) -> bool:
    """Whether one of the rows is of these townships, of all, or moved there; also if none is."""
    some = list(rows)
    if not some or any(scope in served or scope == _EVERYWHERE for _, _, scope in some):
        return True
    return any(place in served for table, row, _ in some for place in _moved_to(gate, table, row))


def _moved_to(gate: Gate, table: str, row: str) -> set[str]:
    """The townships to which a row was handed on, or between which its household moved."""
    found = {
        place
        for (place,) in gate.rows(
            'SELECT DISTINCT place FROM handed WHERE tbl = ? AND "row" = ?', (table, row)
        )
    }
    for (house,) in gate.rows(_house_of(table), (row,)):
        found |= _home(gate, house or "")
    return found


def _house_of(table: str) -> str:
    """The query for the household of a row, or of what the row is about."""
    columns = TABLES[table].columns
    if _HOUSE in columns:
        return f"SELECT {_HOUSE} FROM {table} WHERE id = ?"
    for name, (other, key) in _ABOUT.items():
        if name in columns:
            return (
                f"SELECT b.{_HOUSE} FROM {table} t JOIN {other} b ON b.{key} = t.{name} "
                "WHERE t.id = ?"
            )
    return f"SELECT NULL FROM {table} WHERE id = ?"


def _home(gate: Gate, house: str) -> set[str]:
    """The townships in which a household stands or stood, as the county says."""
    return {
        place
        for (place,) in gate.rows(
            "SELECT township_code FROM household WHERE household_no = ?1 UNION "
            "SELECT township_code FROM roster_entry WHERE household_no = ?1 UNION "
            "SELECT scope FROM household_move WHERE household_no = ?1 UNION "
            "SELECT other FROM household_move WHERE household_no = ?1 AND other IS NOT NULL",
            (house,),
        )
    }


def _is_township(gate: Gate, code: str) -> bool:
    """Whether the county has said something of a township of that code."""
    return (
        gate.one(
            "SELECT 1 FROM roster_version WHERE township_code = ?1 UNION ALL "
            "SELECT 1 FROM township_assignment WHERE township_code = ?1 LIMIT 1",
            (code,),
        )
        is not None
    )
