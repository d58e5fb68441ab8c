"""Erasing what the law asks to erase: the content goes on every replica, the proof of it stays.

An erasure is an operation of the county: it names the operations whose content goes, the photos,
who decided it and why. Headers, digests and chains stay, so nothing that was signed has to be
signed again; of a shared row is kept which values were answered, without them. Whoever takes the
erasure lets go, also of what arrives after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from db import fold, unfolding, visitcounts
from db.compaction import bare, forget_archived
from db.faults import StoreError
from db.gate import Gate
from db.handed import unpacked
from db.ids import uuid7
from db.movetables import MOVE
from db.ops import Writer, get
from db.records.core import Op
from db.registry import TABLES
from db.store import Store
from db.table import Kind
from db.values import Given, dumped, moment_text, to_moment

Row = tuple[str, str]
"""A table and the id of a row in it."""

_NAMED = (
    "FROM erasure e JOIN json_each(e.ops) j "
    "JOIN stream s ON s.name = substr(j.value, 1, instr(j.value, '#') - 1) "
    "JOIN op o ON o.n = (s.id << 40) + CAST(substr(j.value, instr(j.value, '#') + 1) AS INTEGER)"
)
_CARRIED = (
    "FROM erasure e JOIN json_each(e.ops) j "
    "JOIN stream s ON s.name = substr(j.value, 1, instr(j.value, '#') - 1) "
    "JOIN handed h ON h.n = (s.id << 40) "
    "+ CAST(substr(j.value, instr(j.value, '#') + 1) AS INTEGER)"
)
"""What erasures name and moves brought or told of."""

_SHELVES = ("waiting", "quarantine")
_DRAFTS = (
    "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM erasure e WHERE e.erased_at >= draft.saved_at "
    "AND e.subject <> '' AND instr(draft.\"values\", '\"' || e.subject || '\"'))"
)
"""What was begun on this machine about what was erased, and never saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased, by whom, when and why; `subject` is a number, never a name."""

    id: str
    kind: str
    subject: str
    reason: str
    officer: str
    at: datetime | None
    operations: int
    photos: int


def erase(
    store: Store, officer: str, rows: Collection[Row], *, kind: str, subject: str, reason: str
) -> tuple[int, int]:
    """Let go of the content of rows for good, here and everywhere; gives operations and photos.

    Raises:
        StoreError: ``row_unknown`` (nothing of it is there), ``not_owner``, those of `Store.write`.
    """
    named = _operations(store, rows)
    if not named:
        raise StoreError("row_unknown", table=kind, row=subject)
    photos = _only_theirs(store, rows)
    with store.write(officer) as writer:
        now = store.clock()
        for scope, ids in sorted(named.items()):
            fields: dict[str, Given] = {"kind": kind, "subject": subject, "reason": reason}
            _write(writer, now, scope, ids, {**fields, "blobs": photos})
        store.execute(
            "INSERT INTO audit (at, officer, what, subject, reason) VALUES (?, ?, 'erase', ?, ?)",
            (moment_text(now), officer, subject, reason),
        )
        enforce(store)
    forget_log(store)
    return len(set().union(*named.values())), len(photos)


def _write(
    writer: Writer, now: datetime, scope: str, ids: Collection[str], about: dict[str, Given]
) -> None:
    fields = {**about, "township_code": scope, "erased_at": now, "ops": sorted(ids)}
    writer.insert("erasure", uuid7(now), fields, scope=scope)


def erase_carried(store: Store, officer: str) -> int:
    """Erase the moves that carry what was erased already, the county's part; gives how many.

    A county that was put back to an older copy may hand on anew what it has yet to hear of.

    Raises:
        StoreError: those of `Store.write`.
    """
    found: dict[tuple[str, ...], set[str]] = {}
    for erased, move, *about in store.rows(
        f"SELECT j.value, w.name || '#' || m.seq, m.scope, e.kind, e.subject, e.reason {_CARRIED} "
        f"JOIN {MOVE} m ON m.id = h.move JOIN stream w ON w.id = m.stream "
        "WHERE instr(s.name, '/' || m.scope || '.') = 0"
    ):
        if _carries(store, move, erased):
            found.setdefault(tuple(str(one or "") for one in about), set()).update((move, erased))
    if found:
        with store.write(officer) as writer:
            for (scope, kind, subject, reason), ids in sorted(found.items()):
                fields: dict[str, Given] = {"kind": kind, "subject": subject, "reason": reason}
                _write(writer, store.clock(), scope, ids, {**fields, "blobs": []})
            enforce(store)
        forget_log(store)
    return sum(map(len, found.values()))


def _carries(gate: Gate, move: str, op_id: str) -> bool:
    """Whether a move carries an operation with its values, not only what is left of it."""
    op = get(gate, move)
    content = fold.parse(op.payload) if op is not None and op.payload is not None else None
    packed = content.fields.get("operations") if content else None
    return any(one.op.id == op_id and not one.stub for one in unpacked(str(packed or "")))


def _operations(store: Store, rows: Collection[Row]) -> dict[str, set[str]]:
    """The ids of all operations on these rows, by township; what is erased already is left out."""
    wanted = dumped([list(one) for one in rows])
    match = "IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"
    found = store.rows(
        "SELECT s.name || '#' || o.seq, o.scope FROM op o JOIN stream s ON s.id = o.stream "
        f'WHERE (o.tbl, o."row") {match} '
        "AND NOT EXISTS (SELECT 1 FROM erasure e JOIN json_each(e.ops) j "
        "WHERE j.value = s.name || '#' || o.seq)",
        (wanted,),
    )
    for shelf in _SHELVES:
        found += store.rows(
            f"SELECT stream || '#' || seq, json_extract(body, '$[6]') FROM {shelf} "
            f"WHERE payload IS NOT NULL AND (json_extract(body, '$[3]'), "
            f"json_extract(body, '$[4]')) {match}",
            (wanted,),
        )
    named: dict[str, set[str]] = {}
    for op_id, scope in found + _handed_on(store, wanted):
        named.setdefault(scope, set()).add(op_id)
    return named


def _handed_on(store: Store, wanted: str) -> list[tuple[str, str]]:
    """The operations that handed these rows on to another township, and what they carried there.

    That township is told of both, as it has them. What else they carried is handed on anew with
    the next bundle.
    """
    found = store.rows(
        "SELECT DISTINCT s.name || '#' || m.seq, w.name || '#' || (h.n & 1099511627775), m.scope "
        f"FROM handed h JOIN {MOVE} m ON m.id = h.move JOIN stream s ON s.id = m.stream "
        "JOIN stream w ON w.id = h.n >> 40 "
        "WHERE instr(w.name, '/' || m.scope || '.') = 0 AND (h.tbl, h.\"row\") IN "
        "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))",
        (wanted,),
    )
    return [(one, scope) for *both, scope in found for one in both]


def _only_theirs(store: Store, rows: Collection[Row]) -> list[str]:
    """The photos that no other record names."""
    mine = dumped([row for table, row in rows if table == "evidence"])
    return [
        digest
        for (digest,) in store.rows(
            "SELECT DISTINCT e.sha256 FROM evidence e JOIN json_each(?1) j ON j.value = e.id "
            "WHERE e.sha256 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM evidence o "
            "WHERE o.sha256 = e.sha256 AND o.id NOT IN (SELECT value FROM json_each(?1))) "
            "ORDER BY e.sha256",
            (mine,),
        )
    ]


def enforce(gate: Gate) -> bool:
    """Let go of all that erasures name and this ledger still has; inside a transaction only.

    Gives whether there was any; then `forget_log` belongs behind the transaction.
    """
    if not gate.one("SELECT 1 FROM erasure LIMIT 1"):
        return False
    found = gate.rows(
        f"SELECT DISTINCT s.name || '#' || o.seq {_NAMED} WHERE o.payload IS NOT NULL"
    )
    archived = gate.rows(
        f"SELECT DISTINCT o.n {_NAMED} WHERE o.payload IS NULL "
        "AND o.n IN (SELECT p.value FROM archive a JOIN json_each(a.places) p)"
    )
    shelved = gate.one(f"SELECT 1 {_CARRIED} WHERE h.payload IS NOT NULL AND h.stub = 0 LIMIT 1")
    if found or archived or shelved:
        gate.execute("PRAGMA secure_delete = ON").fetchall()
    for (n,) in archived:
        forget_archived(gate, n)
    emptied = [op for (op_id,) in found if (op := get(gate, op_id)) is not None]
    for op in emptied:
        _empty(gate, op)
        for name in _names(op):
            gate.execute('DELETE FROM draft WHERE instr("values", ?)', (name,))
    clear_shelf(gate)
    gate.execute(_DRAFTS)
    if any(op.tbl == visitcounts.TABLE for op in emptied):
        visitcounts.forget(gate)
    for shelf in _SHELVES:
        gate.execute(
            f"UPDATE {shelf} SET payload = NULL WHERE payload IS NOT NULL AND stream || '#' || seq "
            "IN (SELECT j.value FROM erasure e JOIN json_each(e.ops) j)"
        )
    gate.execute(
        "DELETE FROM blob WHERE sha256 IN "
        "(SELECT j.value FROM erasure e JOIN json_each(e.blobs) j) "
        "AND NOT EXISTS (SELECT 1 FROM evidence v WHERE v.sha256 = blob.sha256)"
    )
    return bool(found or archived or shelved)


def clear_shelf(gate: Gate) -> None:
    """Let go of what moves brought and erasures name; inside a transaction only."""
    for n, name, row, payload in gate.rows(
        f'SELECT DISTINCT h.n, h.tbl, h."row", h.payload {_CARRIED} '
        "WHERE h.payload IS NOT NULL AND h.stub = 0"
    ):
        kind, content = TABLES.get(name), fold.parse(payload)
        left = None
        if kind is not None and content is not None and kind.kind is not Kind.APPEND_ONLY:
            left = bare(kind, content)
        gate.execute("UPDATE handed SET payload = ?, stub = ? WHERE n = ?", (left, bool(left), n))
        unfolding.take_out(gate, name, row, n)


def _names(op: Op) -> list[str]:
    """By what a draft would name the row of an operation: its id, or the number it bears."""
    content = fold.parse(op.payload or b"")
    number = content.fields.get("visit_no") if content else None
    return [op.row, *([number] if isinstance(number, str) and number else [])]


def forget_log(gate: Gate) -> None:
    """Empty the write-ahead log, which still has the pages of before; outside a transaction."""
    gate.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _empty(gate: Gate, op: Op) -> None:
    """Take the content out of an operation, and what it said out of its row."""
    kind, content = TABLES.get(op.tbl), fold.parse(op.payload or b"")
    stream = gate.streams[op.stream].id
    n = (stream << 40) + op.seq
    refused = gate.number("SELECT refused <> '' FROM op WHERE n = ?", (n,))
    gate.execute("UPDATE op SET payload = NULL WHERE n = ?", (n,))
    if kind is None or content is None or refused:
        return
    if kind.kind is Kind.APPEND_ONLY:
        if op.kind == "insert":
            gate.execute(
                f"DELETE FROM {kind.name} WHERE id = ? AND stream = ? AND seq = ?",
                (op.row, stream, op.seq),
            )
            if op.tbl == MOVE:
                unfolding.let_go(gate, op.row)
        return
    left = bare(kind, content)
    gate.execute("INSERT OR REPLACE INTO stub VALUES (?, ?)", (n, left))
    rest = fold.parse(left)
    fold.apply(gate, op, stream, rest, derived=False)


def listed(store: Store) -> list[Erasure]:
    """What was erased, newest first."""
    return [
        Erasure(
            id=row,
            kind=kind or "",
            subject=subject or "",
            reason=reason or "",
            officer=officer,
            at=to_moment(at),
            operations=count,
            photos=photos,
        )
        for row, kind, subject, reason, officer, at, count, photos in store.rows(
            "SELECT id, kind, subject, reason, officer, erased_at, json_array_length(ops), "
            "json_array_length(blobs) FROM erasure ORDER BY hlc DESC"
        )
    ]


def written(store: Store, rows: Collection[Row]) -> list[Row]:
    """Those of the rows of which anything was ever written here."""
    known = dumped([list(one) for one in rows])
    return store.rows(
        'SELECT DISTINCT tbl, "row" FROM op WHERE (tbl, "row") IN (SELECT '
        "json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))",
        (known,),
    )


_CHAIN = (
    "WITH RECURSIVE up(id, no, before) AS ("
    "SELECT id, visit_no, corrects_visit_no FROM outreach_visit WHERE id = ? UNION "
    "SELECT v.id, v.visit_no, v.corrects_visit_no FROM up CROSS JOIN outreach_visit v "
    "ON v.visit_no = up.before OR v.corrects_visit_no = up.no) SELECT id FROM up ORDER BY id"
)
"""A record with all that it corrects and all that correct it: each says the whole again."""


_PERSON = (
    "WITH RECURSIVE p(id, no, root) AS (SELECT id, walk_in_no, merged_into FROM walk_in WHERE {} "
    "UNION SELECT w.id, w.walk_in_no, w.merged_into FROM p CROSS JOIN walk_in w "
    "ON (w.merged_into = p.id OR w.id = p.root)) SELECT no FROM p WHERE no <> '' ORDER BY id"
)
"""The numbers of all records that are one person, also of those that were taken away."""


def rows_of_visit(store: Store, visit: str) -> list[Row]:
    """A visit with its corrections, their photos, and how its need ended."""
    chain = [row for (row,) in store.rows(_CHAIN, (visit,))] or [visit]
    return [found for row in chain for found in _of_record(store, row)]


def _of_record(store: Store, visit: str) -> list[Row]:
    return [
        ("outreach_visit", visit),
        *_ids(store, "evidence", "visit = ?", visit),
        *_ids(store, "need_end", "visit = ?", visit),
    ]


def rows_of_household(store: Store, household_no: str) -> list[Row]:
    """All that officers wrote of a household, and of those on no list who were linked to it.

    Nothing that the county or a bank has listed, nor the register of notices: its numbers count.
    An application that became a contract is the bank's file of the loan and stays.
    """
    visits = store.rows("SELECT id FROM outreach_visit WHERE household_no = ?", (household_no,))
    linked = store.rows(_PERSON.format("household_no = ?"), (household_no,))
    notices = "notice_no IN (SELECT notice_no FROM notice_issued WHERE household_no = ?)"
    lapsed = (
        "household_no = ? AND application_no NOT IN (SELECT application_no FROM loan_contract "
        "WHERE application_no IS NOT NULL)"
    )
    said = f"application_no IN (SELECT application_no FROM application WHERE {lapsed})"
    return [
        ("household_note", household_no),
        *_ids(store, "bank_decision", said, household_no),
        *_ids(store, "large_need", said, household_no),
        *_ids(store, "application", lapsed, household_no),
        *(row for (visit,) in visits for row in _of_record(store, visit)),
        *_ids(store, "eligibility_check", "household_no = ?", household_no),
        *_ids(store, "roster_todo", "household_no = ?", household_no),
        *_ids(store, "paper_return", "household_no = ?", household_no),
        *_ids(store, "paper_return", notices, household_no),
        *_ids(store, "notice_delivery", notices, household_no),
        *(row for (no,) in linked if no for row in rows_of_walk_in(store, no)),
    ]


def rows_of_walk_in(store: Store, walk_in_no: str) -> list[Row]:
    """Somebody on no list, by all records of that person, and all visits to that person."""
    merged = [no for (no,) in store.rows(_PERSON.format("walk_in_no = ?"), (walk_in_no,))]
    found: list[Row] = []
    for no in dict.fromkeys((walk_in_no, *merged)):
        visits = store.rows("SELECT id FROM outreach_visit WHERE walk_in_no = ?", (no,))
        found += _ids(store, "walk_in", "walk_in_no = ?", no)
        found += [row for (visit,) in visits for row in _of_record(store, visit)]
    return found


def _ids(store: Store, table: str, where: str, value: str) -> Iterable[Row]:
    return [
        (table, row) for (row,) in store.rows(f"SELECT id FROM {table} WHERE {where}", (value,))
    ]
