"""Photos of records: an operation says what each is, its bytes lie under their hash.

A record is a visit, an activity at a place, a board that was hung among them, or a check of a
loan; ids tell them apart, and the field `visit` of a photo has any of them.

The bytes are no part of an operation: they lie once, however many records name them, and come
with later bundles (`db/blobs.py`). A row without its bytes counts like any other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from hashlib import sha256

from db import visitends
from db.faults import StoreError
from db.gate import Gate
from db.ids import uuid7
from db.ops import Writer
from db.records.evidence import Evidence, Photo
from db.store import Store
from db.values import Given, dumped, moment_text, shape_of, to_day
from db.visitlist import FROM, VILLAGE

_SHAPE = shape_of(Evidence, "evidence", "e.")
_ABOUT = ("size", "width", "height", "taken_at", "latitude_e6", "longitude_e6")
_COLUMNS = f"{_SHAPE.columns}, EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = e.sha256)"
OF_VISITS = (
    f"SELECT {_COLUMNS}, v.visit_no, '', '', v.visited_on, "
    "coalesce(h.household_no, v.household_no, v.walk_in_no), "
    f"coalesce(h.head_name, t.name), '', h.division_code, {VILLAGE} {FROM} "
    "JOIN evidence e ON e.visit = v.id WHERE v.gone = 0 AND e.gone = 0"
)
OF_ACTIVITIES = (
    f"SELECT {_COLUMNS}, '', a.activity_no, '', a.held_on, '', '', a.activity_type, "
    "a.division_code, a.village FROM publicity_activity a JOIN evidence e ON e.visit = a.id "
    "WHERE a.gone = 0 AND e.gone = 0"
)
OF_CHECKS = (
    f"SELECT {_COLUMNS}, '', '', c.inspection_no, c.inspected_on, c.household_no, h.head_name, '', "
    "h.division_code, h.admin_village FROM post_loan_inspection c "
    "JOIN evidence e ON e.visit = c.id LEFT JOIN household h ON h.household_no = c.household_no "
    "WHERE c.gone = 0 AND e.gone = 0"
)
_ALL = (OF_VISITS, OF_ACTIVITIES, OF_CHECKS)
_TOWNSHIP = " UNION ALL ".join(
    f"SELECT scope FROM {table} WHERE id = ?1 AND gone = 0"
    for table in ("outreach_visit", "publicity_activity", "post_loan_inspection")
)
_RECORDS = (
    "LEFT JOIN outreach_visit v ON v.id = e.visit "
    "LEFT JOIN publicity_activity a ON a.id = e.visit "
    "LEFT JOIN post_loan_inspection c ON c.id = e.visit"
)
_NOBODYS = (
    "NOT EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = blob.sha256) "
    'AND NOT EXISTS (SELECT 1 FROM draft d WHERE instr(d."values", blob.sha256))'
)
"""No record and no draft names the picture."""

_FORGOTTEN = timedelta(days=7)
"""A picture that no record and no draft names is kept so long."""


def stage(store: Store, photo: Photo) -> None:
    """Keep a picture whose record is not written yet; what was long forgotten goes.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        _sweep(store)
        _keep(store, photo, moment_text(store.clock()))


def unstage(store: Store, hashes: Collection[str]) -> None:
    """Forget pictures that were taken out of a form again, unless a record or a draft has them."""
    with store.transaction():
        store.execute(
            "DELETE FROM blob WHERE staged_at IS NOT NULL AND sha256 IN "
            f"(SELECT value FROM json_each(?)) AND {_NOBODYS}",
            (dumped(sorted(hashes)),),
        )


def staged(store: Store, hashes: Sequence[str]) -> list[Photo]:
    """Pictures that lie in the ledger, in this order and without their bytes.

    Raises:
        StoreError: ``photo_not_kept``.
    """
    return [_staged(store, one) for one in hashes]


def _staged(store: Store, digest: str) -> Photo:
    row = store.one("SELECT staged FROM blob WHERE sha256 = ?", (digest,))
    if row is not None and row[0]:
        return Photo(sha256=digest, **json.loads(row[0]))
    columns = ", ".join(_ABOUT)
    known = store.one(f"SELECT {columns} FROM evidence WHERE sha256 = ? LIMIT 1", (digest,))
    if row is None or known is None:
        raise StoreError("photo_not_kept")
    about = dict(zip(_ABOUT, known, strict=True))
    return Photo(sha256=digest, **{**about, "taken_at": about["taken_at"] or ""})


def attach(store: Store, officer: str, record: str, photos: Sequence[Photo]) -> list[str]:
    """Add photos to a record, all or none; gives the ids of those that it did not have.

    Raises:
        StoreError: ``row_unknown``, ``photo_not_kept``, ``disk_full``, those of `Store.write`.
    """
    with store.write(officer) as writer:
        return put(store, writer, record, photos)


def put(store: Store, writer: Writer, record: str, photos: Sequence[Photo]) -> list[str]:
    """Add photos to a record inside an open save; see `attach`."""
    found = store.one(_TOWNSHIP, (record,))
    if found is None:
        raise StoreError("row_unknown", table="evidence", row=record)
    has = {one.sha256 for one in of_record(store, record)}
    made = []
    for photo in photos:
        _keep(store, photo, None)  # also where the record has it: its bytes may be lost
        if photo.sha256 in has:
            continue
        has.add(photo.sha256)
        made.append(_insert(store, writer, record, str(found[0]), photo))
    return made


def carry(store: Store, writer: Writer, before: str, after: str) -> None:
    """Give the photos of one record to the one that takes its place or corrects it."""
    columns = f"SELECT {_SHAPE.columns} FROM evidence e"
    rows = store.rows(f"{columns} WHERE e.visit = ? AND e.gone = 0 ORDER BY e.hlc", (before,))
    known = [
        Photo(sha256=one.sha256, **{name: getattr(one, name) for name in _ABOUT})
        for one in _SHAPE.all(rows)
    ]
    put(store, writer, after, known)


def follow(store: Store, writer: Writer, away: str, back: str) -> None:
    """Show with a record that comes back what the one in its place showed, and nothing more.

    What was added there comes along; what was taken off there stays off.
    """
    carry(store, writer, away, back)
    me = store.identity
    off = store.rows(
        "SELECT e.id FROM evidence e JOIN stream s ON s.id = e.stream "
        "WHERE e.visit = ?1 AND e.gone = 0 AND s.name LIKE ?3 AND e.sha256 IN "
        "(SELECT sha256 FROM evidence WHERE visit = ?2 GROUP BY sha256 HAVING min(gone))",
        (back, away, f"{me.device}/{me.incarnation}/%"),
    )
    for (row,) in off:
        writer.tombstone("evidence", row)


def _insert(store: Store, writer: Writer, record: str, township: str, photo: Photo) -> str:
    now = store.clock()
    row = uuid7(now)
    about: dict[str, Given] = {name: getattr(photo, name) for name in _ABOUT}
    fields: dict[str, Given] = {
        "visit": record,
        "township_code": township,
        "sha256": photo.sha256,
        "added_at": now,
        **{name: value for name, value in about.items() if value not in ("", None)},
    }
    writer.insert("evidence", row, fields, scope=township)
    return row


def _keep(store: Gate, photo: Photo, staged_at: str | None) -> None:
    """Lay the bytes down, or find them sound; a record that has them ends their staging."""
    about = dumped({name: getattr(photo, name) for name in _ABOUT}) if staged_at else None
    if photo.data is not None:
        store.execute(
            "INSERT INTO blob (sha256, data, staged, staged_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET data = excluded.data WHERE data <> excluded.data",
            (photo.sha256, photo.data, about, staged_at),
        )
    if staged_at is None:
        store.execute(
            "UPDATE blob SET staged = NULL, staged_at = NULL WHERE sha256 = ?", (photo.sha256,)
        )


def _sweep(store: Store) -> None:
    """Let pictures go that were staged long ago and that no record and no draft names."""
    store.execute(
        f"DELETE FROM blob WHERE staged_at < ? AND {_NOBODYS}",
        (moment_text(store.clock() - _FORGOTTEN),),
    )


def turn(store: Store, officer: str, rows: Sequence[str], *, back: bool) -> None:
    """Take photos off their record, or bring them back, all or none, while neither is final.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``, ``day_closed`` (day), ``visit_left_in_bundle``,
            ``visit_printed``, ``visit_exported``.
    """
    with store.write(officer) as writer:
        for row in rows:
            _refuse_final(store, row)
            if back and _has_again(store, row):
                continue
            (writer.restore if back else writer.tombstone)("evidence", row)


def _has_again(store: Store, row: str) -> bool:
    """Whether the same picture was added to the record again after it was taken off."""
    return bool(
        store.one(
            "SELECT 1 FROM evidence a JOIN evidence b ON b.visit = a.visit "
            "AND b.sha256 = a.sha256 AND b.id <> a.id AND b.gone = 0 WHERE a.id = ?",
            (row,),
        )
    )


def _refuse_final(store: Store, row: str) -> None:
    """The rules of `visitends` for the record that the photo belongs to, from its own place."""
    found = store.one(
        "SELECT e.visit, s.name, e.seq, e.hlc, coalesce(v.visited_on, a.held_on, "
        f"c.inspected_on) FROM evidence e JOIN stream s ON s.id = e.stream {_RECORDS} "
        "WHERE e.id = ? AND coalesce(v.id, a.id, c.id) IS NOT NULL",
        (row,),
    )
    if found is None:
        raise StoreError("row_unknown", table="evidence", row=row)
    code = visitends.final_at(store, found[0], found[1:4], found[4], late=True)
    if code:
        raise StoreError(code, table="evidence", row=row, day=found[4] or "")


def of_record(store: Store, record: str) -> list[Evidence]:
    """The photos of a record in the order in which they were added."""
    return _either(store, " AND e.visit = ? ORDER BY e.hlc", (record,))


def by_id(store: Store, row: str) -> Evidence | None:
    """A photo by its id; None where it, or its record, was taken back."""
    found = _either(store, " AND e.id = ?", (row,))
    return found[0] if found else None


def of_hash(store: Store, digest: str) -> list[Evidence]:
    """Where a picture is used: the records that have it, visits first."""
    return _either(store, " AND e.sha256 = ? ORDER BY e.hlc", (digest,))


def _either(store: Store, tests: str, given: Sequence[object]) -> list[Evidence]:
    """The photos of visits, then those of activities, that a test lets through."""
    return [one for select in _ALL for one in read(store, f"{select}{tests}", given)]


def read(store: Store, sql: str, given: Sequence[object] | dict[str, str]) -> list[Evidence]:
    """The photos that a query of one kind of record gives, each with what it says of the record."""
    texts = ("household_no", "head_name", "activity_type", "division_code", "village")
    found = []
    for row in store.rows(sql, given):
        here, visit_no, activity_no, inspection_no, day, *more = row[_SHAPE.width :]
        about = {name: value or "" for name, value in zip(texts, more, strict=True)}
        numbers = {
            "visit_no": visit_no or "",
            "activity_no": activity_no or "",
            "inspection_no": inspection_no or "",
        }
        found.append(_SHAPE.read(row, **about, **numbers, here=bool(here), day=to_day(day)))
    return found


def counts(store: Store, records: Collection[str] | None = None) -> dict[str, int]:
    """How many photos these records have, or all, by their ids; those without are left out."""
    if records is None:
        return dict(
            store.rows("SELECT visit, count(*) FROM evidence WHERE gone = 0 GROUP BY visit")
        )
    return dict(
        store.rows(
            "SELECT e.visit, count(*) FROM json_each(?) j CROSS JOIN evidence e "
            "ON e.visit = j.value AND e.gone = 0 GROUP BY e.visit",
            (dumped(list(records)),),
        )
    )


def places(store: Store, division_code: str, but_record: str) -> list[tuple[int, int]]:
    """Where the photos of other records of a village were taken, one place of each record."""
    placed = (
        "AND e.latitude_e6 IS NOT NULL AND e.longitude_e6 IS NOT NULL GROUP BY e.visit LIMIT 200"
    )
    pair = "SELECT min(e.latitude_e6), min(e.longitude_e6)"
    return store.rows(
        f"SELECT * FROM ({pair} FROM household h "
        "CROSS JOIN outreach_visit v ON v.household_no = h.household_no "
        "CROSS JOIN evidence e ON e.visit = v.id AND e.gone = 0 "
        f"WHERE h.division_code = ?1 AND v.gone = 0 AND v.id <> ?2 {placed}) UNION ALL "
        f"SELECT * FROM ({pair} FROM publicity_activity a "
        "CROSS JOIN evidence e ON e.visit = a.id AND e.gone = 0 "
        f"WHERE a.division_code = ?1 AND a.gone = 0 AND a.id <> ?2 {placed})",
        (division_code, but_record),
    )


def data(store: Store, digest: str) -> bytes | None:
    """The bytes of that hash; None where they are not in this ledger."""
    row = store.one("SELECT data FROM blob WHERE sha256 = ?", (digest,))
    return bytes(row[0]) if row else None


def unsound(store: Store) -> list[str]:
    """The hashes of bytes that are not what they are named."""
    lying = store.rows("SELECT sha256 FROM blob ORDER BY sha256")
    return [one for (one,) in lying if sha256(data(store, one) or b"").hexdigest() != one]


def lost(store: Store) -> list[str]:
    """The numbers of records with photos that this device took over and has no bytes of.

    Whoever added a picture first had its bytes. They are also missing where this ledger was
    restored from a copy and got its own later operations back. Adding the picture again heals it.
    """
    found = store.rows(
        "SELECT DISTINCT coalesce(v.visit_no, a.activity_no, c.inspection_no) AS number "
        f"FROM evidence e {_RECORDS} "
        "WHERE e.gone = 0 AND coalesce(v.gone, a.gone, c.gone) = 0 AND e.sha256 IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = e.sha256) "
        "AND (SELECT s.name FROM evidence f JOIN stream s ON s.id = f.stream "
        "WHERE f.sha256 = e.sha256 ORDER BY f.hlc, s.name LIMIT 1) LIKE ? ORDER BY number",
        (f"{store.identity.device}/%",),
    )
    return [number for (number,) in found]
