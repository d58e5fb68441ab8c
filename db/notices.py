"""The register of printed sheets: numbers, check codes, voids."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date

from msgspec.structs import replace

from db.faults import StoreError
from db.ids import uuid7
from db.records.work import Notice
from db.registry import TABLES
from db.store import Store
from db.values import Given, dumped, shape_of, to_day

_SHAPE = shape_of(Notice, "notice_issued", "n.")
_WRITTEN = tuple(f for f in Notice.__struct_fields__ if f in TABLES["notice_issued"].fields)
_VOIDED = (
    "(SELECT v.id FROM notice_issued v WHERE v.voids_notice_no = n.notice_no "
    "AND v.gone = 0 LIMIT 1)"
)
_SELECT = (
    f"SELECT {_SHAPE.columns}, {_VOIDED} FROM notice_issued n "
    "WHERE n.gone = 0 AND n.voids_notice_no IS NULL"
)


def _read(row: tuple[object, ...]) -> Notice:
    return _SHAPE.read(row, voided_by=row[_SHAPE.width] or "")


def selecting() -> str:
    """The beginning of a query for sheets ``n``; add tests with AND."""
    return _SELECT


def reading(store: Store, sql: str, parameters: Sequence[object] = ()) -> list[Notice]:
    """The sheets that a query begun with `selecting` gives."""
    return [_read(row) for row in store.rows(sql, parameters)]


def rows_of(notice: Notice) -> list[str]:
    """The households of a sheet by row, as the register keeps them."""
    try:
        found = json.loads(notice.params) if notice.params else {}
    except ValueError:
        return []
    rows = found.get("rows", []) if isinstance(found, dict) else []
    return [str(number) for number in rows] if isinstance(rows, list) else []


def newest_at(store: Store, kind: str, division_code: str, village: str) -> Notice | None:
    """The newest sheet of a kind for a village that was not voided, or None.

    A village without a code is known by its name.
    """
    place = "n.division_code = ?" if division_code else "n.division_code IS NULL AND n.subject = ?"
    found = reading(
        store,
        f"{_SELECT} AND n.kind = ? AND {place} AND {_VOIDED} IS NULL "
        "ORDER BY n.issued_at DESC, n.hlc DESC LIMIT 1",
        (kind, division_code or village),
    )
    return found[0] if found else None


def by_digest(store: Store, digest: str) -> list[Notice]:
    """The sheets of a file, in the order of their numbers."""
    return reading(store, f"{_SELECT} AND n.sha256 = ? ORDER BY n.notice_no", (digest,))


def ending(store: Store, kinds: Sequence[str], tail: str) -> list[Notice]:
    """The sheets of these kinds whose number ends so, newest first; few are enough."""
    marks = ", ".join("?" * len(kinds))
    return reading(
        store,
        f"{_SELECT} AND n.kind IN ({marks}) AND substr(n.notice_no, -length(?)) = ? "
        "ORDER BY n.issued_at DESC, n.hlc DESC LIMIT 5",
        (*kinds, tail, tail),
    )


def next_running(store: Store, year: int) -> int:
    """The next running number of this device in a year: what stands behind the year."""
    last = store.number(
        "SELECT max(CAST(substr(n.notice_no, instr(n.notice_no, ?1) + length(?1)) AS INTEGER)) "
        "FROM notice_issued n JOIN stream s ON s.id = n.stream WHERE s.name LIKE ?2 "
        "AND n.notice_no LIKE '%' || ?1 || '%' AND n.voids_notice_no IS NULL",
        (f"-{year}-", f"{store.identity.device}/%"),
    )
    return last + 1


def issue(store: Store, officer: str, notices: Sequence[Notice]) -> list[Notice]:
    """Register sheets in one transaction, all or none.

    Raises:
        StoreError: ``row_exists``, and those of `Store.write`.
    """
    kept = []
    with store.write(officer) as writer:
        for notice in notices:
            made = replace(notice, id=notice.id or uuid7(store.clock()), officer=officer)
            found = {name: getattr(made, name) for name in _WRITTEN}
            fields = {name: value for name, value in found.items() if value not in ("", None)}
            scope = made.township_code or "*"
            writer.insert("notice_issued", made.id, fields, scope=scope)
            kept.append(made)
    return kept


def void(store: Store, officer: str, notice: Notice, reason: str) -> None:
    """Void a sheet by a record of its own; the sheet's record stays.

    Raises:
        StoreError: ``notice_voided_already`` (notice_no), and those of `Store.write`.
    """
    known = by_no(store, notice.notice_no)
    if known is not None and known.voided_by:
        raise StoreError("notice_voided_already", notice_no=notice.notice_no)
    now = store.clock()
    fields: dict[str, Given] = {
        "voids_notice_no": notice.notice_no,
        "void_reason": reason,
        "kind": notice.kind,
        "township_code": notice.township_code,
        "issued_on": now.astimezone().date(),
        "issued_at": now,
    }
    with store.write(officer) as writer:
        writer.insert("notice_issued", uuid7(now), fields, scope=notice.township_code or "*")


def listed(store: Store, limit: int = 200) -> list[Notice]:
    """The register, newest first."""
    rows = store.rows(f"{_SELECT} ORDER BY n.issued_at DESC, n.hlc DESC LIMIT ?", (limit,))
    return [_read(row) for row in rows]


def of_household(store: Store, household_no: str) -> list[Notice]:
    """The sheets for one household, blanks that came back from it among them, newest first."""
    rows = store.rows(
        f"{_SELECT} AND (n.household_no = ? OR n.notice_no IN (SELECT p.notice_no "
        "FROM paper_return p WHERE p.household_no = ? AND p.gone = 0)) "
        "ORDER BY n.issued_at DESC, n.hlc DESC",
        (household_no, household_no),
    )
    return [_read(row) for row in rows]


def by_no(store: Store, notice_no: str) -> Notice | None:
    """The sheet of that number, or None; the first of `numbered`."""
    return next(iter(numbered(store, notice_no)), None)


def numbered(store: Store, notice_no: str) -> list[Notice]:
    """The sheets of that number, oldest first; its letters are known in either case.

    A ledger and its copy may have printed two of one number: paper keeps what stands on it. The
    letters of one that was brought back are of both cases, and are typed as they come.
    """
    order = "ORDER BY n.issued_at, n.hlc"
    found = reading(store, f"{_SELECT} AND n.notice_no = ? {order}", (notice_no,))
    if found:
        return found
    alike = reading(store, f"{_SELECT} AND n.notice_no = ? COLLATE NOCASE {order}", (notice_no,))
    return alike if len({one.notice_no for one in alike}) == 1 else []


def by_check_code(store: Store, check_code: str) -> Notice | None:
    """The sheet of that offline check code, or None."""
    row = store.one(f"{_SELECT} AND n.check_code = ?", (check_code,))
    return _read(row) if row else None


def last_issued(store: Store, kind: str) -> date | None:
    """The day of the newest sheet of a kind that was not voided, None where there is none."""
    row = store.one(
        f"SELECT max(n.issued_on) FROM notice_issued n WHERE n.gone = 0 AND n.kind = ? "
        f"AND n.voids_notice_no IS NULL AND {_VOIDED} IS NULL",
        (kind,),
    )
    return to_day(row[0]) if row else None


def title_of(store: Store, kind: str) -> str:
    """What a kind of sheet was called when one was last printed; the kind itself if never."""
    row = store.one(
        "SELECT title FROM notice_issued WHERE kind = ? AND gone = 0 ORDER BY hlc DESC LIMIT 1",
        (kind,),
    )
    return row[0] if row and row[0] else kind


def issued_on(store: Store, kind: str, household_nos: Collection[str]) -> dict[str, date]:
    """The last day on which a sheet was printed for each of these households, voided ones apart."""
    rows = store.rows(
        "SELECT n.household_no, max(n.issued_on) FROM json_each(?) j "
        "CROSS JOIN notice_issued n ON n.household_no = j.value WHERE n.gone = 0 AND n.kind = ? "
        "AND n.voids_notice_no IS NULL AND NOT EXISTS (SELECT 1 FROM notice_issued w "
        "WHERE w.gone = 0 AND w.voids_notice_no = n.notice_no) GROUP BY n.household_no",
        (dumped(sorted(household_nos)), kind),
    )
    return {number: day for number, text in rows if (day := to_day(text)) is not None}
