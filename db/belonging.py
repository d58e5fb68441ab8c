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

from db import derive
from db.gate import Gate
from db.judging import Hinges, Taking, judged
from db.names import ABOUT, HOUSE, NOTE, NUMBERS, named, naming, scope_in
from db.ops import OpTuple, op_from
from db.records.core import Op, Value
from db.registry import TABLES
from db.table import Role
from db.values import dumped

FOREIGN = "row_foreign"
"""Why such an operation does not count."""

_HOME = "household.household_no"
_NUMBER = re.compile(r"(\d{9})[A-Z]")
_EVERYWHERE = "*"


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


def is_watched(run: Taking, device: str) -> bool:
    """Whether what a device writes may touch only its own townships."""
    standing = run.standing(device)
    return standing is not None and standing[0] != Role.COUNTY


def among(run: Taking, some: Sequence[Named]) -> list[Op]:
    """Those of some operations that begin rows, of watched devices, that touch what is others'."""
    houses: dict[str, set[str]] = {}
    for one in some:
        if HOUSE in one.naming:
            houses.setdefault(one.device, set()).update(one.column(HOUSE))
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
            said = (op[5] == NOTE and op[6], *(fields.get(name) for name in one.naming))
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


def _doubtful(one: Named, served: set[str], away: frozenset[str]) -> set[int]:
    """Which of the operations name what may not be of these townships."""
    begins, found = tuple(served), set[int]()
    for name in one.naming:
        column = one.column(name)
        if name == HOUSE:
            odd = away.intersection(column)
        else:
            own = begins if name in NUMBERS else ()  # of ids the beginning says nothing
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
    home = _home(gate, op.row) if op.tbl == NOTE else set()
    if home or (op.tbl == NOTE and _once_listed(gate, served, op.row)):
        return _at_home(gate, served, home, op.row)
    there = gate.rows(f"SELECT scope FROM {op.tbl} WHERE id = ?", (op.row,))
    itself = [(op.tbl, op.row, scope) for (scope,) in there]
    if not _any_ours(gate, served, itself):
        on = _hanging(gate, f"{op.tbl}.id", op.row, itself)
        return Verdict(foreign=True, on=on)
    told = [
        _by_name(gate, served, op, name, str(fields.get(name)))
        for name in naming(op.tbl, fields)
        if fields.get(name) not in (None, "")
    ]
    on = frozenset(one for each in told for one in each.on)
    return Verdict(foreign=any(each.foreign for each in told), on=on)


def _at_home(gate: Gate, served: set[str], home: set[str], house: str) -> Verdict:
    foreign = bool(home) and not _is_at_home(gate, served, home, house)
    return Verdict(foreign=foreign, on=frozenset({(_HOME, house)} if foreign else ()))


def _is_at_home(gate: Gate, served: set[str], home: set[str], house: str) -> bool:
    return not home.isdisjoint(served) or _once_listed(gate, served, house)


def _once_listed(gate: Gate, served: set[str], house: str) -> bool:
    """Whether a list of these townships that was withdrawn, or given anew, had a household."""
    former = gate.rows(
        "SELECT id FROM roster_version r WHERE township_code IN (SELECT value FROM json_each(?)) "
        "AND (gone = 1 OR (SELECT count(*) FROM trace t WHERE t.tbl = 'roster_version' "
        'AND t."row" = r.id) > 1)',
        (dumped(sorted(served)),),
    )
    return any(house in derive.houses_ever(gate, row) for (row,) in former)


def _by_name(gate: Gate, served: set[str], op: Op, name: str, value: str) -> Verdict:
    """Whether what a field names is there, and in none of these townships."""
    if name == HOUSE:
        return _at_home(gate, served, _home(gate, value), value)
    if name in NUMBERS:
        return _numbered(gate, served, name, value)
    wanted = named(op.tbl, name)
    found = [one for table, key in wanted for one in _found(gate, table, key, value)]
    if found and _any_ours(gate, served, found):
        return _CLEAR
    on = (_hanging(gate, f"{table}.{key}", value, found) for table, key in wanted)
    return Verdict(foreign=bool(found), on=frozenset().union(*on))


def _numbered(gate: Gate, served: set[str], name: str, value: str) -> Verdict:
    """Whether a number is of a township that is none of these, and no row of these has it."""
    begins = _NUMBER.match(value)
    if begins is None or begins[1] in served:
        return _CLEAR
    table, column = NUMBERS[name]
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
    columns = [name for name in ABOUT if name in TABLES[table].columns]
    if HOUSE in TABLES[table].columns or not columns:
        return []
    said = gate.one(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (row,))
    told = zip(columns, said or (), strict=False)
    return [(".".join(ABOUT[name]), str(one)) for name, one in told if one]


def _found(gate: Gate, table: str, column: str, value: str) -> list[tuple[str, str, str]]:
    rows = gate.rows(f"SELECT id, {scope_in(table)} FROM {table} WHERE {column} = ?", (value,))
    return [(table, row, scope) for row, scope in rows]


def _any_ours(gate: Gate, served: set[str], rows: Iterable[tuple[str, str, str]]) -> bool:
    """Whether one of the rows is or was of these townships, or of all; also if there is none."""
    some = list(rows)
    if not some or any(scope in served or scope == _EVERYWHERE for _, _, scope in some):
        return True
    return any(_was_here(gate, served, table, row) for table, row, _ in some)


def _was_here(gate: Gate, served: set[str], table: str, row: str) -> bool:
    """Whether a row stood in these townships, was handed on to one, or its household was there."""
    places = gate.rows(
        "SELECT o.scope FROM trace t JOIN op o ON o.n = (t.stream << 40) + t.seq "
        "WHERE t.tbl = ?1 AND t.\"row\" = ?2 AND o.refused = '' UNION "
        'SELECT place FROM handed WHERE tbl = ?1 AND "row" = ?2',
        (table, row),
    )
    return any(place in served for (place,) in places) or any(
        _is_at_home(gate, served, _home(gate, house), house)
        for (house,) in gate.rows(_house_of(table), (row,))
        if house
    )


def _house_of(table: str) -> str:
    """The query for the household of a row, or of what the row is about."""
    columns = TABLES[table].columns
    if HOUSE in columns:
        return f"SELECT {HOUSE} FROM {table} WHERE id = ?"
    for name, (other, key) in ABOUT.items():
        if name in columns:
            return (
                f"SELECT b.{HOUSE} FROM {table} t JOIN {other} b ON b.{key} = t.{name} "
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
