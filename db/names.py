"""Which fields name rows of other tables, and by what rows are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from db.gate import Gate
from db.ops import OpTuple
from db.records.core import Op, Value
from db.registry import TABLES
from db.values import dumped

NOTE, HOUSE, CORRECTS = "household_note", "household_no", "corrects"
_NOTICE, _LOAN = ("notice_issued", "notice_no"), ("loan", "loan_no")
ENTRY = ("fund_entry", "entry_no")
_ROWS = {
    "visit": (
        ("outreach_visit", "id"),
        ("publicity_activity", "id"),
        ("post_loan_inspection", "id"),
    ),
    "loan_no": (_LOAN,),
    "renews_loan_no": (_LOAN,),
    "batch": (("subsidy_batch", "id"),),
    "declaration": (("declaration", "id"),),
    "objection": (("objection", "id"),),
    "claim": (("compensation_claim", "id"),),
    "voids_notice_no": (_NOTICE,),
    "corrects_entry_no": (ENTRY,),
}
_ROWS_IN = {
    ("board_answer", "notice_no"): (_NOTICE,),
    ("notice_delivery", "notice_no"): (_NOTICE,),
    ("paper_return", "notice_no"): (_NOTICE,),
    ("claim_money", "entry_no"): (ENTRY,),
}
"""What a field names in one table and not in another, where it is a row's own number."""
_CALLED = dict([_LOAN, _NOTICE, ENTRY])
"""By what rows are named that are not named by their id; no township is told by it."""
_VISIT = ("outreach_visit", "visit_no")
_ACTIVITY = ("publicity_activity", "activity_no")
_WALK_IN = ("walk_in", "walk_in_no")
_CHECK = ("post_loan_inspection", "inspection_no")
_STEP = ("overdue_step", "step_no")
NUMBERS = {
    "visit_no": _VISIT,
    "corrects_visit_no": _VISIT,
    "activity_no": _ACTIVITY,
    "corrects_activity_no": _ACTIVITY,
    "walk_in_no": _WALK_IN,
    "merged_into": _WALK_IN,
    "application_no": ("application", "application_no"),
    "inspection_no": _CHECK,
    "corrects_inspection_no": _CHECK,
    "case_no": ("overdue_case", "case_no"),
    "step_no": _STEP,
    "corrects_step_no": _STEP,
    "request_no": ("renewal_request", "request_no"),
    "corrects_check_no": ("eligibility_check", "check_no"),
    "claim_no": ("compensation_claim", "claim_no"),
    "recovery_no": ("recovery", "recovery_no"),
}
"""Numbers whose beginning says of which township they are."""
ABOUT = {
    "application_no": ("application", "application_no"),
    "loan_no": _LOAN,
    "visit": ("outreach_visit", "id"),
    "claim_no": ("compensation_claim", "claim_no"),
}
"""By which of its fields a row without a household is about one."""
_NAMED_BY = {*NUMBERS.values(), *_CALLED.items()}
_NAMING = frozenset({HOUSE, CORRECTS, *_ROWS, *NUMBERS})


def naming(table: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields of a table that name something; for a note that is its household."""
    own = (HOUSE,) if table == NOTE else ()
    return (*own, *(one for one in fields if one in _NAMING or (table, one) in _ROWS_IN))


def named(table: str, field: str) -> tuple[tuple[str, str], ...]:
    """The tables of which a field names a row, each with the column that it is named by."""
    if field == CORRECTS:
        return ((table, "id"),)
    return _ROWS_IN.get((table, field)) or _ROWS[field]


def called(
    table: str, ops: Iterable[OpTuple], fields: Iterable[Mapping[str, Any]]
) -> Iterable[str]:
    """By what others name the rows that operations begin."""
    key = _CALLED.get(table)
    return [op[6] for op in ops] if key is None else [str(told.get(key)) for told in fields]


def scopes_of(gate: Gate, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    """The scopes of those rows that are there, each by column and what stands in it."""
    found: dict[tuple[str, str], set[str]] = {}
    keys: dict[str, list[str]] = {}
    for what, key in wanted:
        keys.setdefault(what, []).append(key)
    for what, some in keys.items():
        table, _, column = what.partition(".")
        if table in TABLES:
            among = f"FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
            for key, scope in gate.rows(
                f"SELECT {column}, {scope_in(table)} {among}", (dumped(some),)
            ):
                found.setdefault((what, key), set()).add(scope)
    return found


def key_columns(op: Op, fields: Mapping[str, Value]) -> set[tuple[str, str]]:
    """By what others name the row of an operation, each as column and what stands in it."""
    own = {name for table, name in _NAMED_BY if table == op.tbl}
    said = {(f"{op.tbl}.{name}", str(fields[name])) for name in own if fields.get(name)}
    return {(f"{op.tbl}.id", op.row), *said}


def scope_in(table: str) -> str:
    """What says in a table of which township a row is: of an entry, the claim that it is for."""
    if table != ENTRY[0]:
        return "scope"
    return "CASE WHEN claim_no <> '' THEN substr(claim_no, 1, 9) ELSE scope END"
