"""Subsidy batches: one operation per township and run; their lines and their control totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from db.batchlines import folded
from db.records.core import Value
from db.records.loans import SubsidyBatch, SubsidyLine
from db.registry import SUBSIDY_LINE
from db.rosterlist import Columns, no_collecting
from db.store import Store
from db.values import Given, Shape, shape_of

TOTALS = (
    "interest_fen",
    "central_t1_fen",
    "province_t1_fen",
    "central_t2_fen",
    "local_fen",
    "subsidy_fen",
    "borrower_fen",
    "open_interest_fen",
)
"""The control totals of a batch; the last is the interest of lines without a subsidy figure."""

_BATCH = shape_of(SubsidyBatch, "subsidy_batch", "b.")
_LINE = Shape(SubsidyLine, {"batch": "text", **SUBSIDY_LINE}, "l.")
_SUMS = (
    "coalesce(sum(l.interest_due_fen), 0), coalesce(sum(l.central_t1_fen), 0), "
    "coalesce(sum(l.province_t1_fen), 0), coalesce(sum(l.central_t2_fen), 0), "
    "coalesce(sum(l.local_amount_fen), 0), coalesce(sum(l.subsidy_total_fen), 0), "
    "coalesce(sum(l.borrower_share_fen), 0), "
    "coalesce(sum(iif(l.subsidy_total_fen IS NULL, l.interest_due_fen, 0)), 0)"
)


_SOURCES = (
    "interest_due_fen",
    "central_t1_fen",
    "province_t1_fen",
    "central_t2_fen",
    "local_amount_fen",
    "subsidy_total_fen",
    "borrower_share_fen",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A township's lines, packed, with all other fields of its batch and the sums of the lines."""

    township_code: str
    fields: Mapping[str, Given]
    rows: str
    sums: Mapping[str, int]


def packed(township_code: str, fields: Mapping[str, Given], columns: Columns) -> Packed:
    """All columns of the lines as they go into the one operation, with the sums over them."""
    told = [_amounts(columns[name]) for name in _SOURCES]
    pairs = zip(columns["interest_due_fen"], columns["subsidy_total_fen"], strict=True)
    open_interest = _amounts([due for due, total in pairs if total is None])
    return Packed(
        township_code=township_code,
        fields=fields,
        rows=folded(columns),
        sums=dict(zip(TOTALS, [*told, open_interest], strict=True)),
    )


def _amounts(values: Iterable[Value]) -> int:
    return sum(value for value in values if isinstance(value, int))


def next_no(store: Store, year: int, quarter: int, bank: str) -> tuple[str, int]:
    """Number and revision of the next run: a bank's quarter keeps its number on this device.

    County code, quarter, the device's letter, running number.
    """
    start = f"{store.identity.county_code}-{year}Q{quarter}{store.identity.letter}"
    known = {
        (number, whose): revision
        for number, whose, revision in store.rows(
            "SELECT batch_no, bank, max(revision) FROM subsidy_batch "
            "WHERE batch_no >= ? AND batch_no < ? GROUP BY batch_no, bank",
            (f"{start}0", f"{start}:"),
        )
    }
    for (number, whose), revision in known.items():
        if (whose or "") == bank:
            return number, revision + 1
    return f"{start}{len(known) + 1:02d}", 1


def keep(
    store: Store, officer: str, batch_no: str, revision: int, townships: Iterable[Packed]
) -> None:
    """Write a run, one operation per township, all or none.

    Raises:
        StoreError: ``row_exists``, ``not_owner``, and those of `Store.write`.
    """
    with no_collecting(), store.write(officer) as writer:
        for one in townships:
            fields: dict[str, Given] = {
                **one.fields,
                "batch_no": batch_no,
                "revision": revision,
                "township_code": one.township_code,
                "digest": sha256(one.rows.encode()).hexdigest(),
                "rows": one.rows,
            }
            row = f"{one.township_code}/{batch_no}/{revision}"
            writer.insert("subsidy_batch", row, fields, scope=one.township_code)


def listed(store: Store, batch_no: str = "") -> list[SubsidyBatch]:
    """All batches, or those of one number: newest run first, townships in order."""
    return _BATCH.all(
        store.rows(
            f"SELECT {_BATCH.columns} FROM subsidy_batch b WHERE b.gone = 0 "
            "AND ? IN ('', b.batch_no) "
            "ORDER BY b.year DESC, b.quarter DESC, b.batch_no, b.revision DESC, b.township_code",
            (batch_no,),
        )
    )


def sums(store: Store, batch: str) -> dict[str, int]:
    """The control totals that the lines of a batch give."""
    row = store.one(f"SELECT {_SUMS} FROM subsidy_line l WHERE l.batch = ?", (batch,))
    return dict(zip(TOTALS, row or (), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines of a run to list; empty means all."""

    loan_no: str = ""
    household_no: str = ""
    line_status: str = ""
    township_code: str = ""


_BESIDE = ("batch_no", "revision", "township_code", "village", "relation_to_head")
_LINES = (
    f"SELECT {_LINE.columns}, {{part}}, "
    "coalesce(h.admin_village, ''), coalesce(m.relation_to_head, '') FROM {among} l "
    "LEFT JOIN household h ON h.household_no = l.household_no "
    "LEFT JOIN member m ON m.household_no = l.household_no AND m.member_no = l.member_no "
)
_WINDOW = (
    _LINES.format(
        part="l.batch_no, l.revision, l.township_code",
        among="(SELECT o.*, b.batch_no, b.revision, b.township_code "
        "FROM subsidy_batch b JOIN subsidy_line o ON o.batch = b.id "
        "WHERE b.gone = 0 AND b.batch_no = ? AND b.revision = ? {tests} "
        "ORDER BY b.township_code, o.line_no LIMIT ? OFFSET ?)",
    )
    + "ORDER BY l.township_code, l.line_no"
)
_WHOLE = _LINES.format(part="?, ?, ?", among="subsidy_line") + (
    "WHERE l.batch = ? ORDER BY l.line_no"
)


def all_lines(store: Store, parts: Iterable[SubsidyBatch]) -> list[SubsidyLine]:
    """All lines of the townships of a run, each township's in the order of its numbers."""
    found: list[SubsidyLine] = []
    for one in parts:
        told = (one.batch_no, one.revision, one.township_code)
        found += _LINE.all(store.each(_WHOLE, (*told, one.id)), _BESIDE)
    return found


def lines(
    store: Store,
    batch_no: str,
    revision: int,
    wanted: LineFilter,
    *,
    limit: int = -1,
    offset: int = 0,
) -> list[SubsidyLine]:
    """A window on the lines of a run, in the order of villages and household numbers."""
    asked = {name: getattr(wanted, name) for name in LineFilter.__slots__}
    given = {name: value for name, value in asked.items() if value}
    tests = "".join(f" AND {'b' if name == 'township_code' else 'o'}.{name} = ?" for name in given)
    rows = store.each(
        _WINDOW.replace("{tests}", tests),
        (batch_no, revision, *given.values(), limit, offset),
    )
    return _LINE.all(rows, _BESIDE)
