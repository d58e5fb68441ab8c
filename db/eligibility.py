"""Checks of the policy conditions: stored as they came out, with pack and roster version."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from db import ids, policy_sets
from db.handed import must_be_here
from db.records.work import EligibilityCheck
from db.registry import TABLES
from db.store import Store
from db.values import shape_of

_SHAPE = shape_of(EligibilityCheck, "eligibility_check", "k.")
_WRITTEN = tuple(
    f for f in EligibilityCheck.__struct_fields__ if f in TABLES["eligibility_check"].fields
)
_SELECT = (
    f"SELECT {_SHAPE.columns}, h.head_name FROM eligibility_check k "
    "LEFT JOIN household h ON h.household_no = k.household_no WHERE k.gone = 0"
)
_NEWEST = "ORDER BY k.checked_on DESC, k.hlc DESC"


def _read(row: tuple[object, ...]) -> EligibilityCheck:
    return _SHAPE.read(row, head_name=row[_SHAPE.width] or "")


def next_no(store: Store, township_code: str) -> str:
    """The next check number of this device: township, letter, C, running number."""
    start = f"{township_code}{store.identity.letter}C"
    return ids.next_no(store, "eligibility_check", "check_no", start, digits=5)


def keep(
    store: Store,
    officer: str,
    check: EligibilityCheck,
    *,
    policy: Mapping[str, bytes] | None = None,
) -> EligibilityCheck:
    """Store a check; an empty number or id is given here.

    `policy` are the files that it was answered by; they are kept with the first check that
    names them.

    Raises:
        StoreError: ``household_moved``, ``row_exists``, and those of `Store.write`.
    """
    must_be_here(store, check.household_no)
    with store.write(officer) as writer:
        made = replace(
            check,
            id=check.id or ids.uuid7(store.clock()),
            check_no=check.check_no or next_no(store, check.township_code),
            officer=officer,
        )
        found = {name: getattr(made, name) for name in _WRITTEN}
        fields = {name: value for name, value in found.items() if value not in ("", None)}
        writer.insert("eligibility_check", made.id, fields, scope=made.township_code)
        if policy and made.policy_digest:
            policy_sets.keep(store, writer, made.policy_digest, policy, made.township_code)
    return made


def listed(store: Store, household_no: str = "", *, limit: int = 500) -> list[EligibilityCheck]:
    """The checks of a household, or of all, newest first."""
    rows = store.rows(
        f"{_SELECT} AND ? IN ('', k.household_no) {_NEWEST} LIMIT ?", (household_no, limit)
    )
    return [_read(row) for row in rows]


def by_no(store: Store, check_no: str) -> EligibilityCheck | None:
    """The check of that number, or None."""
    row = store.one(f"{_SELECT} AND k.check_no = ?", (check_no,))
    return _read(row) if row else None
