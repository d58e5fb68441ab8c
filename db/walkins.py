"""People who stand on no roster: the officer's own records, found, linked, never counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from db import ids
from db.faults import StoreError
from db.ops import Writer
from db.records.follow import WalkIn, WalkInTurn
from db.registry import GONE, TABLES
from db.search import Namer
from db.store import Store
from db.values import Given, shape_of

_SHAPE = shape_of(WalkIn, "walk_in")
_FIELDS = tuple(TABLES["walk_in"].fields)
_MARK = "W"
_IN_ORDER = "ORDER BY met_on, walk_in_no, id"


def add(store: Store, officer: str, one: WalkIn) -> WalkIn:
    """Write a new record; number and initials are given here.

    Raises:
        StoreError: those of `Store.write`.
    """
    initials = " ".join(Namer(store.surnames).initials(one.name))
    made = replace(
        one, id=ids.uuid7(store.clock()), walk_in_no=_next_no(store, one), initials=initials
    )
    fields = {name: value for name in _FIELDS if (value := getattr(made, name)) not in ("", None)}
    with store.write(officer) as writer:
        writer.insert("walk_in", made.id, fields, scope=made.township_code)
    return replace(made, officer=officer)


def _next_no(store: Store, one: WalkIn) -> str:
    """Township, the device's letter, a mark, and the running number of this device."""
    start = f"{one.township_code}{store.identity.letter}{_MARK}"
    return ids.next_no(store, "walk_in", "walk_in_no", start)


def change(store: Store, officer: str, walk_in_no: str, fields: Mapping[str, Given]) -> WalkInTurn:
    """Set fields of a record, its link among them; what is the same is not written again.

    Raises:
        StoreError: ``row_unknown``, ``field_unknown``, and those of `Store.write`.
    """
    return change_several(store, officer, {walk_in_no: fields})[0]


def change_several(
    store: Store, officer: str, wanted: Mapping[str, Mapping[str, Given]]
) -> list[WalkInTurn]:
    """Set fields of several records in one save, by their numbers.

    Raises:
        StoreError: as `change`.
    """
    known = {number: _known(store, number) for number in wanted}
    turns = []
    for number, fields in wanted.items():
        changed = _changed(store, known[number], fields)
        before = {name: _plain(getattr(known[number], name)) for name in changed}
        turns.append(WalkInTurn(walk_in_no=number, before=before, after=changed))  # type: ignore[arg-type]  # texts and days
    if any(turn.after for turn in turns):
        with store.write(officer) as writer:
            for turn in turns:
                _write(writer, known[turn.walk_in_no].id, turn)
    return turns


def _changed(store: Store, known: WalkIn, fields: Mapping[str, Given]) -> dict[str, Given]:
    """What differs; an empty text is kept as nothing, as in a record that never had one."""
    changed = {
        name: _plain(value)
        for name, value in fields.items()
        if _plain(getattr(known, name, None)) != _plain(value)
    }
    if "name" in changed:
        changed["initials"] = " ".join(Namer(store.surnames).initials(str(changed["name"])))
    return changed


def _plain(value: Given) -> Given:
    return None if value == "" else value


def _write(writer: Writer, row: str, turn: WalkInTurn) -> None:
    fields = {name: value for name, value in turn.after.items() if name != GONE}
    if fields:
        writer.set("walk_in", row, fields)
    if GONE in turn.after:
        (writer.tombstone if turn.after[GONE] else writer.restore)("walk_in", row)


def remove(store: Store, officer: str, walk_in_no: str) -> WalkInTurn:
    """Take a record away; nothing is erased.

    Raises:
        StoreError: ``row_unknown``, and those of `Store.write`.
    """
    known = _known(store, walk_in_no)
    turn = WalkInTurn(walk_in_no=walk_in_no, before={GONE: 0}, after={GONE: 1})
    with store.write(officer) as writer:
        _write(writer, known.id, turn)
    return turn


def take_back(store: Store, officer: str, turns: Sequence[WalkInTurn]) -> list[WalkInTurn]:
    """Bring records to where they were before an act, in one save; gives the act reversed.

    Raises:
        StoreError: ``row_unknown``; ``changed_since`` where a value is no longer what the act
            wrote, and those of `Store.write`.
    """
    rows = {}
    for turn in turns:
        rows[turn.walk_in_no] = _standing(store, turn)
    back = [turn.reversed() for turn in reversed(turns)]
    with store.write(officer) as writer:
        for turn in back:
            _write(writer, rows[turn.walk_in_no], turn)
    return back


def _standing(store: Store, turn: WalkInTurn) -> str:
    """The id of a record that is as the act left it."""
    row = store.one(
        f"SELECT gone, {_SHAPE.columns} FROM walk_in WHERE walk_in_no = ?", (turn.walk_in_no,)
    )
    if row is None:
        raise StoreError("row_unknown", table="walk_in", row=turn.walk_in_no)
    now, gone = _SHAPE.read(row[1:]), row[0]
    for name, value in turn.after.items():
        if (gone if name == GONE else _plain(getattr(now, name))) != value:
            raise StoreError("changed_since", table="walk_in", row=turn.walk_in_no)
    return now.id


def _known(store: Store, walk_in_no: str) -> WalkIn:
    known = by_no(store, walk_in_no)
    if known is None:
        raise StoreError("row_unknown", table="walk_in", row=walk_in_no)
    return known


def by_no(store: Store, walk_in_no: str) -> WalkIn | None:
    """The record of that number, or None."""
    found = _read(store, "walk_in_no = ?", walk_in_no)
    return found[0] if found else None


def listed(store: Store) -> list[WalkIn]:
    """All records, the newest day first."""
    return _read(store, "1")[::-1]


def _read(store: Store, where: str, *values: str) -> list[WalkIn]:
    return _SHAPE.all(
        store.rows(
            f"SELECT {_SHAPE.columns} FROM walk_in WHERE gone = 0 AND {where} {_IN_ORDER}", values
        )
    )
