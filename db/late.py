"""Overdue cases with their steps, requests to renew, suspension orders: written and read.

A correction stands for the step that it corrects, a later word of the bank for an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable

from db import ids
from db.records.late import (
    OverdueCase,
    OverdueEnd,
    OverdueStep,
    RenewalDecision,
    RenewalRequest,
    SuspensionOrder,
)
from db.registry import TABLES
from db.store import Store
from db.values import shape_of

Said = OverdueCase | OverdueStep | OverdueEnd | RenewalRequest | RenewalDecision | SuspensionOrder
"""What can be said of a loan's end, and of where nothing new is lent."""

_TABLE: dict[type, str] = {
    OverdueCase: "overdue_case",
    OverdueStep: "overdue_step",
    OverdueEnd: "overdue_end",
    RenewalRequest: "renewal_request",
    RenewalDecision: "renewal_decision",
    SuspensionOrder: "suspension_order",
}
_EVERYWHERE = "*"
_CASE = shape_of(OverdueCase, "overdue_case")
_STEP = shape_of(OverdueStep, "overdue_step")
_END = shape_of(OverdueEnd, "overdue_end")
_REQUEST = shape_of(RenewalRequest, "renewal_request")
_DECISION = shape_of(RenewalDecision, "renewal_decision")
_ORDER = shape_of(SuspensionOrder, "suspension_order")
_ROOT = "coalesce(nullif(corrects_step_no, ''), step_no)"
# Of a step and its corrections the one that was written last.
_COUNTS = (
    f"(SELECT *, min(hlc) OVER (PARTITION BY {_ROOT}) AS begun, row_number() OVER ("
    f"PARTITION BY {_ROOT} ORDER BY hlc DESC, id DESC) AS place FROM overdue_step WHERE gone = 0)"
)


def say(store: Store, officer: str, said: Iterable[Said]) -> None:
    """Write what was said, all or none.

    Raises:
        StoreError: ``not_owner`` where it is not this office's to say, and those of `Store.write`.
    """
    with store.write(officer) as writer:
        for one in said:
            name = _TABLE[type(one)]
            told = {
                field: getattr(one, field)
                for field in one.__struct_fields__
                if field in TABLES[name].fields
            }
            fields = {key: value for key, value in told.items() if value not in ("", None, ())}
            order = isinstance(one, SuspensionOrder)
            scope = _EVERYWHERE if order else one.township_code
            writer.insert(name, ids.uuid7(one.said_at), fields, scope=scope)


def next_no(store: Store, record: type[Said], field: str, start: str) -> str:
    """The next number that begins so: a place, the device's letter and one of the kind."""
    return ids.next_no(store, _TABLE[record], field, start)


def cases(store: Store, loan_no: str = "") -> list[OverdueCase]:
    """The cases of one loan or of all, the newest first."""
    return _CASE.all(
        store.rows(
            f"SELECT {_CASE.columns} FROM overdue_case WHERE gone = 0 AND ? IN ('', loan_no) "
            "ORDER BY opened_on DESC, hlc DESC",
            (loan_no,),
        )
    )


def case(store: Store, case_no: str) -> OverdueCase | None:
    """The case of that number."""
    row = store.one(
        f"SELECT {_CASE.columns} FROM overdue_case WHERE gone = 0 AND case_no = ?", (case_no,)
    )
    return _CASE.read(row) if row else None


def steps(store: Store) -> dict[str, list[OverdueStep]]:
    """The steps that count by case, by day and then as they were first written."""
    found: dict[str, list[OverdueStep]] = {}
    for one in _STEP.all(
        store.rows(
            f"SELECT {_STEP.columns} FROM {_COUNTS} WHERE place = 1 ORDER BY happened_on, begun, id"
        )
    ):
        found.setdefault(one.case_no, []).append(one)
    return found


def step_history(store: Store, step_no: str) -> list[OverdueStep]:
    """A step as it was written first, and its corrections in their order."""
    return _STEP.all(
        store.rows(
            f"SELECT {_STEP.columns} FROM overdue_step WHERE gone = 0 AND {_ROOT} IN "
            f"(SELECT {_ROOT} FROM overdue_step WHERE step_no = ? AND gone = 0) ORDER BY hlc, id",
            (step_no,),
        )
    )


def ends(store: Store) -> dict[str, OverdueEnd]:
    """How cases ended, by their numbers; the first end counts."""
    rows = store.rows(
        f"SELECT {_END.columns} FROM overdue_end WHERE gone = 0 ORDER BY hlc DESC, id DESC"
    )
    return {one.case_no: one for one in _END.all(rows)}


def homes(store: Store, household_nos: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Head and village of these households."""
    wanted = set(household_nos)
    rows = store.rows("SELECT household_no, head_name, admin_village FROM household")
    return {no: (head or "", village or "") for no, head, village in rows if no in wanted}


def requests(store: Store, loan_no: str = "") -> list[RenewalRequest]:
    """The requests of one loan or of all, the newest first."""
    return _REQUEST.all(
        store.rows(
            f"SELECT {_REQUEST.columns} FROM renewal_request WHERE gone = 0 "
            "AND ? IN ('', loan_no) ORDER BY requested_on DESC, hlc DESC",
            (loan_no,),
        )
    )


def request(store: Store, request_no: str) -> RenewalRequest | None:
    """The request of that number."""
    row = store.one(
        f"SELECT {_REQUEST.columns} FROM renewal_request WHERE gone = 0 AND request_no = ?",
        (request_no,),
    )
    return _REQUEST.read(row) if row else None


def decisions(store: Store) -> dict[str, list[RenewalDecision]]:
    """What the bank said of each request, the last word last."""
    found: dict[str, list[RenewalDecision]] = {}
    for one in _DECISION.all(
        store.rows(
            f"SELECT {_DECISION.columns} FROM renewal_decision WHERE gone = 0 ORDER BY hlc, id"
        )
    ):
        found.setdefault(one.request_no, []).append(one)
    return found


def orders(store: Store) -> list[SuspensionOrder]:
    """All orders, the newest first."""
    return _ORDER.all(
        store.rows(
            f"SELECT {_ORDER.columns} FROM suspension_order WHERE gone = 0 "
            "ORDER BY start_on DESC, hlc DESC, id DESC"
        )
    )
