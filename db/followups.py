"""What roster versions changed, as a list of work, and what of it was done."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date

from db.ids import uuid7
from db.records.follow import RosterEvent, RosterTodo
from db.rosters import versions
from db.store import Store
from db.values import dumped, shape_of, to_day

_TODO = shape_of(RosterTodo, "roster_todo")
_EVENTS = (
    "SELECT r.roster_version, r.township_code, r.as_of_date, c.household_no, c.change_type, "
    "c.head_name, coalesce(h.admin_village, ''), c.details FROM {} "
    "LEFT JOIN household h ON h.household_no = c.household_no WHERE r.gone = 0 AND "
)
_STAYS = (
    "(c.change_type <> 'removed' OR coalesce((SELECT m.kind FROM household_move m "
    "WHERE m.household_no = c.household_no AND m.scope = r.township_code AND m.gone = 0 "
    "ORDER BY m.hlc DESC LIMIT 1), '') <> 'left')"
)
"""Who only went to another township of the county is not off the roster: nothing follows here."""

_OF_VERSIONS = "roster_version r CROSS JOIN roster_change c ON c.version = r.id"
_OF_ONE = "roster_change c CROSS JOIN roster_version r ON r.id = c.version"


def first_versions(store: Store) -> frozenset[tuple[str, str]]:
    """Township and label of each township's first version, in which everybody is new."""
    first = {one.township_code: one.roster_version for one in versions(store)}
    return frozenset(first.items())


def events(
    store: Store, *, roster_version: str = "", township_code: str = "", household_no: str = ""
) -> list[RosterEvent]:
    """What versions changed, newest version first, then by village and number.

    Without a version, the first of each township is left out.
    """
    return list(_events(store, roster_version, township_code, household_no))


def _events(
    store: Store, roster_version: str, township_code: str, household_no: str
) -> Iterator[RosterEvent]:
    first = frozenset() if roster_version else first_versions(store)
    tests, values = [_STAYS], []
    for test, value in (
        ("r.roster_version = ?", roster_version),
        ("r.township_code = ?", township_code),
        ("c.household_no = ?", household_no),
    ):
        if value:
            tests.append(test)
            values.append(value)
    if first:
        tests.append("r.id NOT IN (SELECT value FROM json_each(?))")
        values.append(dumped([f"{township}/{label}" for township, label in first]))
    begun = _EVENTS.format(_OF_ONE if household_no else _OF_VERSIONS)
    for row in store.rows(
        f"{begun} {' AND '.join(tests)} ORDER BY r.as_of_date DESC, r.hlc DESC, "
        "h.division_code, c.household_no",
        values,
    ):
        label, township, as_of, number, kind, head, village, details = row
        yield RosterEvent(
            roster_version=label,
            township_code=township,
            as_of_date=to_day(as_of) or date.min,
            household_no=number,
            change_type=kind,
            head_name=head,
            village=village,
            details={name: (old, new) for name, (old, new) in json.loads(details).items()},
        )


def places(store: Store, household_nos: Collection[str]) -> dict[str, str]:
    """The village of each of these households."""
    return dict(
        store.rows(
            "SELECT h.household_no, coalesce(h.admin_village, '') FROM json_each(?) j "
            "CROSS JOIN household h ON h.household_no = j.value",
            (dumped(sorted(household_nos)),),
        )
    )


def names(store: Store, household_nos: Collection[str]) -> dict[str, dict[str, str]]:
    """The names of the people of these households, by household and member number."""
    found: dict[str, dict[str, str]] = {}
    for number, member, name in store.rows(
        "SELECT m.household_no, m.member_no, coalesce(m.name, '') FROM json_each(?) j "
        "CROSS JOIN member m ON m.household_no = j.value",
        (dumped(sorted(household_nos)),),
    ):
        found.setdefault(number, {})[member] = name
    return found


def done(store: Store) -> dict[tuple[str, str, str], RosterTodo]:
    """What was dealt with, by version, household and code; the first report of each stands."""
    found = _TODO.all(
        store.rows(f"SELECT {_TODO.columns} FROM roster_todo WHERE gone = 0 ORDER BY hlc DESC, id")
    )
    return {(one.roster_version, one.household_no, one.code): one for one in found}


def keep_done(store: Store, officer: str, todos: Collection[RosterTodo]) -> None:
    """Write that consequences were dealt with, in one transaction.

    Raises:
        StoreError: those of `Store.write`.
    """
    with store.write(officer) as writer:
        for one in todos:
            fields = {
                "roster_version": one.roster_version,
                "household_no": one.household_no,
                "township_code": one.township_code,
                "code": one.code,
                "note": one.note,
                "done_on": one.done_on,
            }
            writer.insert("roster_todo", uuid7(store.clock()), fields, scope=one.township_code)


def take_back(store: Store, officer: str, todo: RosterTodo) -> None:
    """Open a consequence again; only the machine that closed it can.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        writer.tombstone("roster_todo", todo.id)
