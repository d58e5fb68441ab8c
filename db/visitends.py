"""When a record of the ledger becomes final, and taking it back before that.

A record of this device can be taken back, and brought back, until one of these happens. From then
on it is append-only: what was wrong is told by a correction with its reason, and both stay.

- Its day was closed on this device (`day_close`): nothing of that day changes any more, also
  what is entered late for it.
- It left in a bundle: the other side may have it (`peer.sent`), or has it (`peer.confirmed`).
- It stands on a list of the ledger that left this device: form F05 or the evidence pack of a loan
  was issued, or the ledger was exported as Excel, with a filter that lets it through
  (`ledger_left`).
- A correction of it stands: that one is taken back first.

What another device wrote, or this one before it was restored from a copy, is final here.
"""

from __future__ import annotations

from datetime import date

from db.faults import StoreError
from db.ops import Writer
from db.records.work import VisitFilter
from db.store import Store
from db.values import Row, moment_text, to_day
from db.visitlist import tests_of

PRINTED, EXPORTED = "F05", "excel"
_CODES = {PRINTED: "visit_printed", EXPORTED: "visit_exported"}
_LEFT = (
    "SELECT what, from_on, to_on, township_code, village, household_no, text, method, officer "
    "FROM ledger_left WHERE hlc >= ? AND from_on <= ? AND to_on >= ? ORDER BY id"
)


def take_away(store: Store, writer: Writer, row: str) -> None:
    """Take one record away inside a save.

    Raises:
        StoreError: ``row_unknown``, ``not_owner``, ``day_closed`` (day), ``visit_left_in_bundle``,
            ``visit_printed``, ``visit_exported``, ``visit_has_correction`` (latest).
    """
    _refuse_final(store, row)
    corrected = store.one(
        "SELECT c.visit_no FROM outreach_visit c JOIN outreach_visit v "
        "ON c.corrects_visit_no = v.visit_no WHERE v.id = ? AND c.gone = 0",
        (row,),
    )
    if corrected:
        raise StoreError("visit_has_correction", latest=corrected[0])
    writer.tombstone("outreach_visit", row)


def bring_back(store: Store, writer: Writer, row: str) -> None:
    """Bring one record back inside a save; raises as `take_away`."""
    _refuse_final(store, row)
    writer.restore("outreach_visit", row)


def final(store: Store, row: str) -> str:
    """Why a record cannot be taken back or brought back any more, as a code; empty if it can.

    Raises:
        StoreError: ``row_unknown``.
    """
    found = store.one(
        "SELECT s.name, v.seq, v.hlc, v.visited_on FROM outreach_visit v "
        "JOIN stream s ON s.id = v.stream WHERE v.id = ?",
        (row,),
    )
    if found is None:
        raise StoreError("row_unknown", table="outreach_visit", row=row)
    return final_at(store, row, found[:3], found[3])


def final_at(store: Store, row: str, place: Row, day: str | None, *, late: bool = False) -> str:
    """The same of what belongs to a record, from its own place: stream, number and clock.

    With `late` a day that was closed before it was written does not make it final.
    """
    stream, seq, hlc = place
    me = store.identity
    if not stream.startswith(f"{me.device}/{me.incarnation}/"):
        return "not_owner"
    on = to_day(day)
    if on is not None and is_closed(store, on, hlc if late else 0):
        return "day_closed"
    if store.one(
        "SELECT 1 FROM peer WHERE stream = ? AND (sent >= ? OR confirmed >= ?)", (stream, seq, seq)
    ):
        return "visit_left_in_bundle"
    for left in store.rows(_LEFT, (hlc, day or "", day or "")):
        if _lets_through(store, left[1:], row):
            return _CODES[left[0]]
    return ""


def _refuse_final(store: Store, row: str) -> None:
    code = final(store, row)
    if code == "day_closed":
        day = store.one("SELECT visited_on FROM outreach_visit WHERE id = ?", (row,))
        raise StoreError("day_closed", day=day[0] if day else "")
    if code:
        raise StoreError(code, table="outreach_visit", row=row)


def _lets_through(store: Store, left: tuple[str, ...], row: str) -> bool:
    """Whether the list that left had this record in it, be it away now or not."""
    from_on, to_on, township, village, household_no, text, method, officer = left
    where, values = tests_of(
        VisitFilter(
            from_on=to_day(from_on),
            to_on=to_day(to_on),
            township_code=township,
            village=village,
            household_no=household_no,
            text=text,
            method=method,
            officer=officer,
        )
    )
    sql = f"SELECT 1 FROM outreach_visit v WHERE v.id = :row{where}"
    return store.one(sql, {**values, "row": row}) is not None


def keep_left(store: Store, what: str, wanted: VisitFilter) -> None:
    """Keep that the records of a filter, as they are now, left this device on a list; local.

    Raises:
        StoreError: ``disk_full``, ``ledger_read_only``.
    """
    with store.transaction():
        store.execute(
            "INSERT INTO ledger_left (at, what, hlc, from_on, to_on, township_code, village, "
            "household_no, text, method, officer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                moment_text(store.clock()),
                what,
                store.hlc,
                wanted.from_on.isoformat() if wanted.from_on else "",
                wanted.to_on.isoformat() if wanted.to_on else "9999-12-31",
                wanted.township_code,
                wanted.village,
                wanted.household_no,
                wanted.text,
                wanted.method,
                wanted.officer,
            ),
        )


def is_closed(store: Store, day: date, since: int = 0) -> bool:
    """True when this device has closed that day, and not before a moment of the log's clock."""
    return bool(
        store.one(
            "SELECT 1 FROM day_close d JOIN stream s ON s.id = d.stream "
            "WHERE d.day = ? AND d.gone = 0 AND s.name LIKE ? AND d.hlc >= ? LIMIT 1",
            (day.isoformat(), f"{store.identity.device}/%", since),
        )
    )
