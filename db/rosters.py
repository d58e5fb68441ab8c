"""Roster versions: one operation per township; what is in force and what changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from operator import itemgetter
from string import ascii_lowercase

from db import letters
from db.derive import packed_rows
from db.hlc import moment_of
from db.ops import Writer
from db.records.core import Value
from db.records.houses import RosterChange, RosterEntry, RosterVersion
from db.rosterlist import HOUSEHOLD, MEMBER, Columns, decoded, encoded, houses_of, no_collecting
from db.store import Store
from db.values import Given, dumped, packed, to_day

_FIELDS = (*HOUSEHOLD, *MEMBER)

Waiting = Mapping[str, Sequence[tuple[str, bool]]]
"""People whose rows wait, by household: the member number (or nothing) and whether the head."""


def next_version(store: Store) -> str:
    """The label of the next version: county code, marks of a county brought back, number."""
    me = store.identity
    found = store.rows("SELECT DISTINCT roster_version FROM roster_version")
    numbers = [parts_of(label)[1] for (label,) in found if label]
    return label_of(me.county_code, max(numbers, default=0) + 1, letters.marks(me.letter))


def parts_of(label: str) -> tuple[str, int]:
    """The county code and the running number of a label."""
    county, _, number = label.rpartition("-")
    return county.rstrip(ascii_lowercase), int(number) if number.isdecimal() else 0


def label_of(county_code: str, number: int, marks: str) -> str:
    """The label of a version."""
    return f"{county_code}{marks}-{number:04d}"


def publish(
    store: Store,
    officer: str,
    lists: Mapping[str, Sequence[Mapping[str, Given]]],
    *,
    as_of: date,
    source_name: str,
    source_dept: str = "",
) -> str:
    """A new roster version, one operation per township code, all or none; gives its label.

    Each row is one person with the dictionary's names of household (3.1) and member (3.2)
    fields; the household's facts are taken from its first row.

    Raises:
        StoreError: ``not_owner``, ``disk_full``, and those of `Store.write`.
    """
    with no_collecting(), store.write(officer) as writer:
        return put(
            store, writer, lists, as_of=as_of, source_name=source_name, source_dept=source_dept
        )


def put(
    store: Store,
    writer: Writer,
    lists: Mapping[str, Sequence[Mapping[str, Given]]],
    *,
    as_of: date,
    source_name: str,
    source_dept: str = "",
    held: Mapping[str, Waiting] | None = None,
) -> str:
    """What `publish` does, inside a save that is open already.

    `held` are by township the people of the list whose rows wait until they are mended.
    """
    label = next_version(store)
    for township, rows in lists.items():
        columns = _columns(rows)
        text = encoded(columns)
        store.opened[f"{township}/{label}"] = houses_of(columns)
        waiting = (held or {}).get(township)
        writer.insert(
            "roster_version",
            f"{township}/{label}",
            {
                "roster_version": label,
                "as_of_date": as_of,
                "township_code": township,
                "source_name": source_name,
                "source_dept": source_dept,
                "digest": sha256(text.encode()).hexdigest(),
                "households": len(set(columns["household_no"])),
                "members": len(rows),
                "rows": text,
                **({"held": dumped(waiting)} if waiting else {}),
            },
            scope=township,
        )
    return label


def digest_of(rows: Sequence[Mapping[str, Given]]) -> str:
    """The digest that a version of these rows would carry."""
    return sha256(encoded(_columns(rows)).encode()).hexdigest()


def _columns(rows: Sequence[Mapping[str, Given]]) -> Columns:
    """The list by column; columns nobody uses are left out."""
    names = [name for name in _FIELDS if rows and name in rows[0]]
    if len(names) > 1 and all(row.keys() == rows[0].keys() for row in rows):
        told = dict(
            zip(names, map(list, zip(*map(itemgetter(*names), rows), strict=True)), strict=True)
        )
    else:
        told = {name: [row.get(name) for row in rows] for name in _FIELDS}
    out: Columns = {}
    for name, values in told.items():
        types = set(map(type, values))
        if types != {type(None)}:
            plain = types <= {str, int, type(None)}
            out[name] = values if plain else [packed(value) for value in values]
    out.setdefault("household_no", [None] * len(rows))
    return out


_VERSION = (
    "SELECT roster_version, township_code, as_of_date, source_name, source_dept, digest, "
    "households, members, hlc, officer FROM roster_version WHERE gone = 0 "
    "ORDER BY as_of_date DESC, hlc DESC, id DESC"
)


def versions(store: Store, township_code: str = "") -> list[RosterVersion]:
    """All versions, newest first; in force is the newest as-of date of each township."""
    seen: set[str] = set()
    out = []
    for label, township, as_of, source, dept, digest, houses, people, hlc, officer in store.rows(
        _VERSION
    ):
        first = township not in seen
        seen.add(township)
        if township_code in ("", township):
            out.append(
                RosterVersion(
                    roster_version=label or "",
                    township_code=township or "",
                    as_of_date=to_day(as_of) or date.min,
                    source_name=source or "",
                    source_dept=dept or "",
                    digest=digest or "",
                    households=houses or 0,
                    members=people or 0,
                    imported_at=moment_of(hlc),
                    officer=officer,
                    in_force=first,
                )
            )
    return out


def in_force(store: Store, township_code: str, on: date | None = None) -> RosterVersion | None:
    """The version of a township that is in force, or was on a day."""
    for version in versions(store, township_code):
        if on is None or version.as_of_date <= on:
            return version
    return None


def held(store: Store, township_code: str) -> dict[str, list[tuple[str, bool]]]:
    """The people whose rows the list in force holds back, by household."""
    found = store.one(
        "SELECT held FROM roster_version WHERE gone = 0 AND township_code = ? "
        "ORDER BY as_of_date DESC, hlc DESC, id DESC LIMIT 1",
        (township_code,),
    )
    told = json.loads(found[0]) if found and found[0] else {}
    return {house: [(str(no), bool(head)) for no, head in people] for house, people in told.items()}


def undo(store: Store, officer: str, township_code: str, roster_version: str) -> None:
    """Take a township's part of a version back; what stood before stands again.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        writer.tombstone("roster_version", f"{township_code}/{roster_version}")


def entry(store: Store, household_no: str, on: date | None = None) -> RosterEntry | None:
    """The household's stand on the roster, on a day or the newest; both ends in."""
    for township, entered, exited, reason in store.rows(
        "SELECT township_code, entered_on, exited_on, exit_reason FROM roster_entry "
        "WHERE household_no = ? ORDER BY (exited_on IS NULL) DESC, entered_on DESC",
        (household_no,),
    ):
        since, until = to_day(entered) or date.min, to_day(exited)
        if on is None or (since <= on and (until is None or on < until)):
            return RosterEntry(
                household_no=household_no,
                township_code=township,
                entered_on=since,
                exited_on=until,
                exit_reason=reason,
            )
    return None


_CHANGES = (
    "SELECT r.roster_version, r.township_code, r.as_of_date, c.household_no, c.change_type, "
    "c.head_name, c.details FROM roster_change c JOIN roster_version r ON r.id = c.version "
)


def _change(row: tuple[str, ...]) -> RosterChange:
    label, township, as_of, number, kind, head, details = row
    return RosterChange(
        roster_version=label,
        township_code=township,
        as_of_date=to_day(as_of) or date.min,
        household_no=number,
        change_type=kind,
        head_name=head,
        details={name: (old, new) for name, (old, new) in json.loads(details).items()},
    )


def changes(
    store: Store, roster_version: str, *, township_code: str = "", change_type: str = ""
) -> list[RosterChange]:
    """What a version changed against the one before it in its township."""
    rows = store.rows(
        f"{_CHANGES} WHERE r.roster_version = ? AND (? = '' OR r.township_code = ?) "
        "AND (? = '' OR c.change_type = ?) ORDER BY c.household_no",
        (roster_version, township_code, township_code, change_type, change_type),
    )
    return [_change(row) for row in rows]


def change_counts(store: Store, roster_version: str) -> dict[str, int]:
    """How many households a version changed, by change type."""
    found: Counter[str] = Counter()
    for counts in change_counts_by_township(store, roster_version).values():
        found.update(counts)
    return dict(found)


def change_counts_by_township(store: Store, roster_version: str) -> dict[str, dict[str, int]]:
    """How many households a version changed, by township and change type."""
    found: dict[str, dict[str, int]] = {}
    for township, kind, count in store.rows(
        "SELECT r.township_code, c.change_type, count(*) FROM roster_change c "
        "JOIN roster_version r ON r.id = c.version WHERE r.roster_version = ? "
        "GROUP BY r.township_code, c.change_type",
        (roster_version,),
    ):
        found.setdefault(township, {})[kind] = count
    return found


def changes_of(store: Store, household_no: str) -> list[RosterChange]:
    """What all versions changed about one household, newest first."""
    rows = store.rows(
        f"{_CHANGES} WHERE c.household_no = ? ORDER BY r.as_of_date DESC, r.hlc DESC",
        (household_no,),
    )
    return [_change(row) for row in rows]


def people(store: Store, township_code: str, roster_version: str) -> list[dict[str, Value]]:
    """The rows of a township in a version, one per person, as they were published.

    Raises:
        StoreError: ``row_unknown``, ``roster_unreadable``.
    """
    columns = decoded(packed_rows(store, f"{township_code}/{roster_version}"))
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
