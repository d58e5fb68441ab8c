"""The public list of a quarter's subsidies (form F16): from the settled batch, no figure typed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db import households, subsidies
from db import settings as kept
from db.records import HouseholdFilter
from desktop.errors import UserError
from desktop.rules.periods import in_order

if TYPE_CHECKING:
    from datetime import date

    from db.records import SubsidyBatch, SubsidyLine
    from db.store import Store
    from desktop.services.needs import Openings
    from desktop.services.records import NoticeScope
    from desktop.services.session import Session

KINDS = frozenset({"F16", "F16W"})
_LISTED = "listed"
_DAYS = "public_notice_days"
_ALL = 1_000_000


def newest_runs(store: Store) -> list[SubsidyBatch]:
    """One township's part of the last revision of each batch, the newest quarter first."""
    found: dict[str, SubsidyBatch] = {}
    for one in subsidies.listed(store):
        found.setdefault(one.batch_no, one)
    return list(found.values())


def values(
    session: Session, scope: NoticeScope, openings: Openings
) -> tuple[str, dict[str, object], dict[str, object]]:
    """The number of the batch, what stands on the sheet, and what is kept with its number.

    Where nothing was settled yet the sheet has its gaps.

    Raises:
        UserError: `batch_unknown`, `period_wrong`.
    """
    store = session.store
    batch = batch_of(store, scope.batch_no)
    if batch is None:
        return store.identity.county_name, {}, {}
    township = scope.township if scope.township != "*" else ""
    wanted = subsidies.LineFilter(line_status=_LISTED, township_code=township)
    lines = subsidies.lines(store, batch.batch_no, batch.revision, wanted)
    names = {one.township_code: one.township for one in households.villages(store)}
    groups = _groups(store, {one.township_code for one in lines})
    first, last = _span(session, scope, openings)
    settings = kept.shown(store)
    banks = list(dict.fromkeys(one.bank or settings.get("bank", "") for one in lines))
    told: dict[str, object] = {
        "year": batch.year,
        "quarter": batch.quarter,
        "banks": banks,
        "bank_count": len(banks) or None,
        "township": list(dict.fromkeys(names.get(one.township_code, "") for one in lines)),
        "household_count": len({one.household_no for one in lines}) or None,
        "total_amount": sum(one.subsidy_total_fen or 0 for one in lines) or None,
        "notice_from": first,
        "notice_to": last,
        "agency": settings.get("agriculture_bureau"),
        "agency_phone": settings.get("supervision_phone"),
        "township_phone": settings.get("township_phone"),
        "rows": [_row(one, names, groups, settings.get("bank", "")) for one in lines],
    }
    return batch.batch_no, told, {"batch": batch.batch_no, "revision": batch.revision}


def batch_of(store: Store, batch_no: str) -> SubsidyBatch | None:
    """The batch of that number, or the newest; None where nothing was settled yet."""
    found = next((one for one in newest_runs(store) if batch_no in {"", one.batch_no}), None)
    if found is None and batch_no:
        raise UserError("batch_unknown", batch_no=batch_no)
    return found


def _span(session: Session, scope: NoticeScope, openings: Openings) -> tuple[date, date | None]:
    """From when to when the list hangs: as named, else as long as the county has laid down."""
    first = scope.from_on or session.today()
    if scope.to_on is not None:
        in_order(first, scope.to_on)
        return first, scope.to_on
    opening = openings.opening(_DAYS)
    days = opening.in_force if opening is not None else ""
    return first, first + timedelta(days=int(days) - 1) if days.isdecimal() else None


def _groups(store: Store, townships: set[str]) -> dict[str, str]:
    """The group of each household of these townships."""
    return {
        one.household_no: one.group_no
        for code in sorted(townships)
        for one in households.lines(store, HouseholdFilter(township_code=code), limit=_ALL)
    }


def _row(
    one: SubsidyLine, names: dict[str, str], groups: dict[str, str], bank: str
) -> dict[str, object]:
    group = groups.get(one.household_no, "")
    return {
        "township": names.get(one.township_code, one.township_code),
        "village": f"{one.village}\uff08{group}\uff09" if group else one.village,
        "borrower_name": one.borrower_name,
        "household_no": one.household_no,
        "bank": one.bank or bank,
        "span": f"{one.period_from}\u2014{one.period_to}",
        "central": (one.central_t1_fen or 0) + (one.central_t2_fen or 0),
        "province": one.province_t1_fen,
        "local": one.local_amount_fen,
        "subsidy_total": one.subsidy_total_fen,
    }
