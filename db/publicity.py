"""Publicity at a place: boards, slogans, meetings; counts of people, never names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from db import evidence, ids
from db.ops import Writer
from db.records.evidence import Photo
from db.records.work import Activity
from db.registry import TABLES
from db.store import Store
from db.values import shape_of

_SHAPE = shape_of(Activity, "publicity_activity", "a.")
_WRITTEN = tuple(f for f in Activity.__struct_fields__ if f in TABLES["publicity_activity"].fields)
_SELECT = f"SELECT {_SHAPE.columns} FROM publicity_activity a WHERE a.gone = 0"


def next_no(store: Store, township_code: str) -> str:
    """The next activity number of this device: township, letter, P, running number."""
    start = f"{township_code}{store.identity.letter}P"
    return ids.next_no(store, "publicity_activity", "activity_no", start, digits=5)


def log(
    store: Store,
    officer: str,
    activity: Activity,
    *,
    finishing: str = "",
    carrying: str = "",
    photos: Sequence[Photo] = (),
) -> Activity:
    """Write an activity with its photos; an empty number or id is given here.

    `finishing` is the key of the draft that becomes a record with this; the photos of the record
    that `carrying` names come along.

    Raises:
        StoreError: ``row_exists``, ``photo_not_kept``, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        kept = put(store, writer, officer, [activity])[0]
        if carrying:
            evidence.carry(store, writer, carrying, kept.id)
        evidence.put(store, writer, kept.id, photos)
        if finishing:
            store.execute("DELETE FROM draft WHERE key = ?", (finishing,))
        return kept


def put(
    store: Store, writer: Writer, officer: str, activities: Iterable[Activity]
) -> list[Activity]:
    """Write activities inside an open save; see `log`."""
    kept = []
    for activity in activities:
        made = replace(
            activity,
            id=activity.id or ids.uuid7(store.clock()),
            activity_no=activity.activity_no or next_no(store, activity.township_code),
            officer=officer,
        )
        found = {name: getattr(made, name) for name in _WRITTEN}
        fields = {name: value for name, value in found.items() if value not in ("", None, ())}
        writer.insert("publicity_activity", made.id, fields, scope=made.township_code)
        kept.append(made)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """Which activities to list; days with both ends in, empty means all."""

    from_on: date | None = None
    to_on: date | None = None
    division_code: str = ""
    activity_type: str = ""


_CORRECTED = (
    "(SELECT c.activity_no FROM publicity_activity c WHERE c.gone = 0 "
    "AND c.corrects_activity_no = a.activity_no LIMIT 1)"
)


def _where(wanted: ActivityFilter) -> tuple[str, list[str]]:
    tests, values = [], []
    for test, value in (
        ("a.held_on >= ?", wanted.from_on.isoformat() if wanted.from_on else ""),
        ("a.held_on <= ?", wanted.to_on.isoformat() if wanted.to_on else ""),
        ("a.division_code = ?", wanted.division_code),
        ("a.activity_type = ?", wanted.activity_type),
    ):
        if value:
            tests.append(f" AND {test}")
            values.append(value)
    return "".join(tests), values


def page(
    store: Store, wanted: ActivityFilter, *, limit: int = 500, offset: int = 0
) -> list[tuple[Activity, str]]:
    """A window on all activities, newest first, each with the number of its correction."""
    where, values = _where(wanted)
    rows = store.rows(
        f"SELECT {_SHAPE.columns}, {_CORRECTED} FROM publicity_activity a WHERE a.gone = 0{where} "
        "ORDER BY a.held_on DESC, a.hlc DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [(_SHAPE.read(row), row[_SHAPE.width] or "") for row in rows]


def count(store: Store, wanted: ActivityFilter) -> int:
    """How many activities a filter lets through, corrected ones among them."""
    where, values = _where(wanted)
    return store.number(
        f"SELECT count(*) FROM publicity_activity a WHERE a.gone = 0{where}", values
    )


def corrected_by(store: Store, activity_no: str) -> str:
    """The number of the correction of an activity, empty where there is none."""
    row = store.one(
        "SELECT activity_no FROM publicity_activity WHERE gone = 0 AND corrects_activity_no = ?",
        (activity_no,),
    )
    return row[0] if row else ""


def undo(store: Store, officer: str, activity_id: str) -> None:
    """Take back an activity of this device; the log keeps it.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        writer.tombstone("publicity_activity", activity_id)


def redo(store: Store, officer: str, activity_id: str) -> None:
    """Bring back an activity that `undo` took.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``.
    """
    with store.write(officer) as writer:
        writer.restore("publicity_activity", activity_id)


def listed(
    store: Store,
    *,
    division_code: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
    limit: int = 500,
) -> list[Activity]:
    """Activities, newest first; a corrected one is left out in favour of its correction."""
    rows = store.rows(
        f"{_SELECT} AND ? IN ('', a.division_code) AND a.held_on >= ? AND a.held_on <= ? "
        "AND NOT EXISTS (SELECT 1 FROM publicity_activity c WHERE c.gone = 0 "
        "AND c.corrects_activity_no = a.activity_no) ORDER BY a.held_on DESC, a.hlc DESC LIMIT ?",
        (
            division_code,
            from_on.isoformat() if from_on else "",
            to_on.isoformat() if to_on else "9999",
            limit,
        ),
    )
    return _SHAPE.all(rows)


def by_no(store: Store, activity_no: str) -> Activity | None:
    """The activity of that number, or None."""
    row = store.one(f"{_SELECT} AND a.activity_no = ?", (activity_no,))
    return _SHAPE.read(row) if row else None
