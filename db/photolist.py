"""The photos of a part of the ledger, whatever records they are of."""

from __future__ import annotations

from datetime import date

from db.evidence import OF_ACTIVITIES, OF_CHECKS, OF_VISITS, read
from db.records.evidence import Evidence, EvidenceFilter
from db.records.work import VisitFilter
from db.store import Store
from db.visitlist import tests_of

_LAST = (
    "NOT EXISTS (SELECT 1 FROM post_loan_inspection k WHERE k.gone = 0 "
    "AND k.corrects_inspection_no = coalesce(c.corrects_inspection_no, c.inspection_no) "
    "AND (k.hlc, k.id) > (c.hlc, c.id))"
)


def listed(store: Store, wanted: EvidenceFilter) -> list[Evidence]:
    """The photos of a part of the ledger, by day of the record and as they were added."""
    found = []
    if not wanted.activity_no and not wanted.inspection_no:
        found += _listed_visits(store, wanted)
    if not wanted.visit_no and not wanted.inspection_no and not wanted.household_no:
        found += _listed_activities(store, wanted)
    if not wanted.visit_no and not wanted.activity_no:
        found += _listed_checks(store, wanted)
    return sorted(found, key=lambda one: one.day or date.min)


def _listed_visits(store: Store, wanted: EvidenceFilter) -> list[Evidence]:
    where, values = tests_of(
        VisitFilter(
            household_no=wanted.household_no,
            village=wanted.village,
            from_on=wanted.from_on,
            to_on=wanted.to_on,
        )
    )
    if wanted.visit_no:
        where, values = f"{where} AND v.visit_no = :no", {**values, "no": wanted.visit_no}
    return read(store, f"{OF_VISITS}{where} ORDER BY v.visited_on, v.hlc, e.hlc", values)


def _listed_activities(store: Store, wanted: EvidenceFilter) -> list[Evidence]:
    tests = {
        "a.activity_no = :n": wanted.activity_no,
        ":g IN (a.division_code, a.village)": wanted.village,
        **_days("a.held_on", wanted),
    }
    where, values = _joined(tests)
    return read(store, f"{OF_ACTIVITIES}{where} ORDER BY a.held_on, a.hlc, e.hlc", values)


def _listed_checks(store: Store, wanted: EvidenceFilter) -> list[Evidence]:
    """Of a check and its corrections, which have the same photos, those of the last one."""
    tests = {
        "c.inspection_no = :n": wanted.inspection_no,
        ":g IN (h.division_code, h.admin_village)": wanted.village,
        **_days("c.inspected_on", wanted),
        "c.household_no = :h": wanted.household_no,
    }
    where, values = _joined(tests)
    where = f" AND {_LAST}{where} ORDER BY c.inspected_on, c.hlc, e.hlc"
    return read(store, f"{OF_CHECKS}{where}", values)


def _days(day: str, wanted: EvidenceFilter) -> dict[str, str]:
    return {
        f"{day} >= :a": wanted.from_on.isoformat() if wanted.from_on else "",
        f"{day} <= :b": wanted.to_on.isoformat() if wanted.to_on else "",
    }


def _joined(tests: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The tests that have a value, and the values by the names that tests call them."""
    where = "".join(f" AND {test}" for test, value in tests.items() if value)
    return where, {test.partition(":")[2][:1]: value for test, value in tests.items()}
