"""Checks after a loan was paid out: a correction stands for what it corrects, cases end once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db import evidence, ids
from db.lending import HELD, PRODUCTS
from db.records.after import CaseEnd, Inspection, Watched
from db.records.evidence import Photo
from db.registry import TABLES
from db.store import Store
from db.values import Shape, shape_of

_INSPECTION = shape_of(Inspection, "post_loan_inspection")
_END = shape_of(CaseEnd, "use_case_end")
_ROOT = "coalesce(nullif(corrects_inspection_no, ''), inspection_no)"
# Of a check and its corrections the one that was written last.
_COUNTS = (
    f"(SELECT *, {_ROOT} AS root, row_number() OVER (PARTITION BY {_ROOT} "
    "ORDER BY hlc DESC, id DESC) AS place FROM post_loan_inspection WHERE gone = 0)"
)
_WATCHED = Shape(
    Watched,
    {
        "loan_no": "text",
        "household_no": "text",
        "borrower_name": "text",
        "head_name": "text",
        "village": "text",
        "drawn_on": "day",
        "inspected_on": "day",
    },
)


def keep(
    store: Store,
    officer: str,
    one: Inspection | CaseEnd,
    *,
    carrying: str = "",
    photos: Sequence[Photo] = (),
) -> str:
    """Write a check with its photos, or the end of a case; the id of the row.

    The photos of the check that `carrying` names come along.

    Raises:
        StoreError: ``not_owner`` where this office makes no checks, ``photo_not_kept``, and those
            of `Store.write`.
    """
    name = "post_loan_inspection" if isinstance(one, Inspection) else "use_case_end"
    told = {
        field: getattr(one, field)
        for field in one.__struct_fields__
        if field in TABLES[name].fields
    }
    row = ids.uuid7(one.said_at)
    with store.write(officer) as writer:
        fields = {key: value for key, value in told.items() if value not in ("", None)}
        writer.insert(name, row, fields, scope=one.township_code)
        if carrying:
            evidence.carry(store, writer, carrying, row)
        if photos:
            evidence.put(store, writer, row, photos)
    return row


def next_no(store: Store, township_code: str) -> str:
    """The number of the next check: township, the device's letter, running number."""
    start = f"{township_code}{store.identity.letter}J"
    return ids.next_no(store, "post_loan_inspection", "inspection_no", start)


def listed(store: Store, loan_no: str = "") -> list[Inspection]:
    """The checks that count, of one loan or of all, newest day first."""
    return _INSPECTION.all(
        store.rows(
            f"SELECT {_INSPECTION.columns} FROM {_COUNTS} WHERE place = 1 "
            "AND ? IN ('', loan_no) ORDER BY inspected_on DESC, hlc DESC",
            (loan_no,),
        )
    )


def history(store: Store, inspection_no: str) -> list[Inspection]:
    """A check as it was written first, and its corrections in their order.

    The number of a correction finds them as well.
    """
    return _INSPECTION.all(
        store.rows(
            f"SELECT {_INSPECTION.columns} FROM post_loan_inspection WHERE gone = 0 AND {_ROOT} IN "
            f"(SELECT {_ROOT} FROM post_loan_inspection WHERE inspection_no = ? AND gone = 0) "
            "ORDER BY hlc, id",
            (inspection_no,),
        )
    )


def corrections(store: Store) -> dict[str, int]:
    """How often each check was corrected, by the number under which it was written first."""
    return dict(
        store.rows(
            "SELECT corrects_inspection_no, count(*) FROM post_loan_inspection "
            "WHERE gone = 0 AND corrects_inspection_no IS NOT NULL GROUP BY 1"
        )
    )


def homes(store: Store) -> dict[str, tuple[str, str]]:
    """Head and village of the households that have checks."""
    rows = store.rows(
        "SELECT household_no, head_name, admin_village FROM household WHERE household_no IN "
        "(SELECT household_no FROM post_loan_inspection WHERE gone = 0)"
    )
    return {number: (head or "", village or "") for number, head, village in rows}


def ends(store: Store) -> dict[str, CaseEnd]:
    """How cases ended, by the number of the check that opened them; the first end counts."""
    rows = store.rows(
        f"SELECT {_END.columns} FROM use_case_end WHERE gone = 0 ORDER BY hlc DESC, id DESC"
    )
    return {one.inspection_no: one for one in _END.all(rows)}


def found(store: Store, conclusions: Iterable[str]) -> frozenset[str]:
    """The loans with a check of such a conclusion whose case nobody has ended."""
    wanted = tuple(conclusions)
    marks = ", ".join("?" * len(wanted))
    rows = store.rows(
        f"SELECT DISTINCT loan_no FROM {_COUNTS} WHERE place = 1 AND conclusion IN ({marks}) "
        "AND root NOT IN (SELECT inspection_no FROM use_case_end "
        "WHERE gone = 0 AND inspection_no IS NOT NULL)",
        wanted,
    )
    return frozenset(number for (number,) in rows)


def watched(store: Store) -> list[Watched]:
    """The running small loans with the day of the last check, in the order of places."""
    small = ", ".join("?" * len(PRODUCTS))
    return _WATCHED.all(
        store.rows(
            "SELECT l.loan_no, l.household_no, l.borrower_name, h.head_name, h.admin_village, "
            "l.drawn_on, c.last FROM loan l "
            "LEFT JOIN household h ON h.household_no = l.household_no "
            "LEFT JOIN (SELECT loan_no AS checked, max(inspected_on) AS last "
            f"FROM {_COUNTS} WHERE place = 1 GROUP BY loan_no) c ON c.checked = l.loan_no "
            f"WHERE l.gone = 0 AND {HELD['live']} "
            f"AND l.product_code IN ({small}) "
            "ORDER BY l.scope, h.division_code, l.household_no, l.drawn_on, l.loan_no",
            PRODUCTS,
        )
    )
