"""What is derived from packed rows: households and people from rosters, lines from batches.

Households, members, entries, changes and search keys are what all roster versions say in the
order of their as-of dates: whatever order they arrive in, the outcome is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

from db import batchlines
from db.deriver import Deriver
from db.faults import StoreError
from db.gate import Gate
from db.records.core import Op, Value
from db.rosterlist import House, Version, decoded, houses_of, no_collecting
from db.values import Row


def follow(gate: Gate, op: Op, fields: Mapping[str, Value]) -> None:
    """Bring up to date what is derived from the packed rows of the table that changed."""
    if op.tbl == "roster_version":
        roster_changed(gate, op.row, op.kind, fields)
    elif op.tbl == "subsidy_batch":
        batchlines.batch_changed(gate, op.row)


def rebuild(gate: Gate) -> None:
    """Derive everything anew."""
    _rebuild_rosters(gate)
    batchlines.rebuild(gate)


def roster_changed(gate: Gate, row: str, kind: str, fields: Mapping[str, Value]) -> None:
    """Bring the derived tables up to date after an operation on a roster version."""
    if _stood_before(gate, row):
        gate.opened.pop(_ever(row), None)
    elif kind == "insert" and "rows" in fields:
        version = _opened(gate, row, str(fields["rows"]))
        if version is not None and _is_newest(gate, version):
            with no_collecting():
                Deriver(gate).take(version)
            return
    found = gate.one("SELECT township_code FROM roster_version WHERE id = ?", (row,))
    if found is not None:
        _rebuild_rosters(gate)


def _stood_before(gate: Gate, row: str) -> bool:
    """Whether another version stood under this number: a county brought back gives it again."""
    known = "SELECT count(*) FROM trace WHERE tbl = 'roster_version' AND \"row\" = ?"
    return gate.number(known, (row,)) > 1


def _rebuild_rosters(gate: Gate) -> None:
    """Households and people from all roster versions, oldest first."""
    for name in ("household", "member", "roster_entry", "roster_change", "search"):
        gate.execute(f"DELETE FROM {name}")
    deriver = Deriver(gate)
    with no_collecting():
        for row, _, _ in _ordered(gate):
            version = _opened(gate, row, _packed_rows(gate, row))
            if version is not None:
                deriver.take(version)


def _ordered(gate: Gate) -> list[Row]:
    """All versions that count, in the order in which they apply."""
    found = gate.execute(
        "SELECT r.id, r.township_code, r.as_of_date, r.hlc, s.name, r.seq FROM roster_version r "
        "JOIN stream s ON s.id = r.stream WHERE r.gone = 0"
    ).fetchall()
    return sorted(((row[0], _order(*row[2:]), row[1]) for row in found), key=lambda one: one[1])


def _order(as_of: str | None, hlc: int, stream: str, seq: int) -> str:
    """A text that sorts as versions apply: as-of date, clock, stream, number."""
    return f"{as_of or ''}|{hlc:020d}|{stream}|{seq:012d}"


def _opened(gate: Gate, row: str, packed: str) -> Version | None:
    found = gate.one(
        "SELECT r.roster_version, r.township_code, r.as_of_date, r.hlc, s.name, r.seq "
        "FROM roster_version r JOIN stream s ON s.id = r.stream WHERE r.id = ? AND r.gone = 0",
        (row,),
    )
    if found is None:
        return None
    name, township, as_of, hlc, stream, seq = found
    try:
        listed = gate.opened.pop(row, None) or houses_of(decoded(packed))
    except StoreError:
        return None
    order = _order(as_of, hlc, stream, seq)
    return Version(row, order, name or "", township or "", as_of or "", listed)


def _packed_rows(gate: Gate, row: str) -> str:
    """The packed rows of a version, from the newest of its operations that has them."""
    return next(_all_packed_rows(gate, row), "")


def _all_packed_rows(gate: Gate, row: str) -> Iterator[str]:
    """The packed rows of all lists that were given as a version, newest first."""
    found = gate.execute(
        "SELECT o.payload FROM trace t JOIN op o ON o.n = (t.stream << 40) + t.seq "
        "JOIN stream s ON s.id = o.stream WHERE t.tbl = 'roster_version' AND t.\"row\" = ? "
        "AND o.refused = '' AND o.payload IS NOT NULL ORDER BY o.hlc DESC, s.name DESC, o.seq DESC",
        (row,),
    )
    for (payload,) in found.fetchall():
        fields = json.loads(payload).get("f", {})
        if "rows" in fields:
            yield str(fields["rows"])


def _ever(row: str) -> str:
    """Under what name that is no row's it is kept what a version ever listed."""
    return f"{row}/*"


def houses_ever(gate: Gate, row: str) -> Mapping[str, House]:
    """The households of all lists that were given as a roster version, withdrawn or not.

    They are opened once in a transaction.
    """
    kept = _ever(row)
    if kept not in gate.opened:
        found = gate.opened[kept] = {}
        for packed in _all_packed_rows(gate, row):
            with suppress(StoreError):
                found.update(houses_of(decoded(packed)))
    return gate.opened[kept]


def packed_rows(gate: Gate, row: str) -> str:
    """The packed rows of a roster version.

    Raises:
        StoreError: ``row_unknown``.
    """
    packed = _packed_rows(gate, row)
    if not packed:
        raise StoreError("row_unknown", table="roster_version", row=row)
    return packed


def _is_newest(gate: Gate, version: Version) -> bool:
    """True when nothing that stands already has to come after this version."""
    later = [(row, township) for row, order, township in _ordered(gate) if order > version.order]
    if not later:
        return True
    if any(township == version.township for _, township in later):
        return False
    townships = {township for _, township in later}
    elsewhere = {
        number
        for township in townships
        for (number,) in gate.rows(
            "SELECT household_no FROM roster_entry WHERE township_code = ?", (township,)
        )
    }
    listed = gate.rows(
        "SELECT household_no FROM roster_entry WHERE township_code = ?", (version.township,)
    )
    return elsewhere.isdisjoint(version.houses) and elsewhere.isdisjoint(n for (n,) in listed)
