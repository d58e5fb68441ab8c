"""The public list of a quarter's subsidies (form F16), no figure typed.

What was declared counts, without the lines that were returned or stopped; a batch that nobody
declared is shown as it was settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from db import courses, households, subsidies
from db import settings as kept
from db.records.course import BankStep, LineReview, OfficeStep
from db.records.houses import HouseholdFilter
from desktop.errors import UserError
from desktop.rules.periods import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from db.records.course import Declaration, DeclaredLine
    from db.records.loans import SubsidyBatch, SubsidyLine
    from db.store import Store
    from desktop.services.needs import Openings
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

KINDS = frozenset({"F16", "F16W"})
_LISTED, _PUBLISHED = "listed", "published"
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

    Raises:
        UserError: `batch_unknown`, `no_batch_settled`, `period_wrong`.
    """
    store = session.store
    township = scope.township if scope.township != "*" else ""
    batch, lines = listed(store, scope.batch_no, township)
    if batch is None:
        raise UserError("no_batch_settled")
    names = {one.township_code: one.township for one in households.villages(store)}
    groups = _groups(store, {one.township_code for one in lines})
    first, last = _span(session, scope, _hung(store, batch, township), openings)
    settings = kept.shown(store)
    banks = list(dict.fromkeys(one.bank or settings.get("bank", "") for one in lines))
    told: dict[str, object] = {
        "year": batch.year,
        "quarter": batch.quarter,
        "banks": banks,
        "bank_count": len(banks) or None,
        "one_bank": (len(banks) == 1) or None,
        "township": list(dict.fromkeys(names.get(one.township_code, "") for one in lines)),
        "household_count": len({one.household_no for one in lines}) or None,
        "total_amount": sum(one.subsidy or 0 for one in lines) or None,
        "notice_from": first,
        "notice_to": last,
        "agency": settings.get("agriculture_bureau"),
        "agency_phone": settings.get("supervision_phone"),
        "township_phone": settings.get("township_phone"),
        "rows": [_row(one, names, groups, settings.get("bank", "")) for one in lines],
    }
    return batch.batch_no, told, {"batch": batch.batch_no, "revision": batch.revision}


def known(store: Store, batch_no: str) -> bool:
    """Whether a batch was settled or declared here."""
    return any(one.batch_no == batch_no for one in newest_runs(store)) or bool(
        courses.declarations(store, batch_no)
    )


def listed(
    store: Store, batch_no: str, township: str
) -> tuple[SubsidyBatch | Declaration | None, list[Listed]]:
    """The batch of that number, or the newest, with the lines that the public list shows.

    Raises:
        UserError: `batch_unknown`.
    """
    runs = [one for one in newest_runs(store) if batch_no in {"", one.batch_no}]
    standing = _standing(store, batch_no, township)
    if batch_no and not known(store, batch_no):
        raise UserError("batch_unknown", batch_no=batch_no)
    run, first = next(iter(runs), None), next(iter(standing), None)
    if first is not None and (
        run is None
        or run.batch_no == first.batch_no
        or (run.year, run.quarter) < (first.year, first.quarter)
    ):
        places = {one.division_code: one.village for one in households.villages(store)}
        same = [
            one
            for one in standing
            if (one.batch_no, one.revision) == (first.batch_no, first.revision)
        ]
        return first, [
            _of_declared(one, line, places) for one in same for line in _going(store, one)
        ]
    if run is None:
        return None, []
    wanted = subsidies.LineFilter(line_status=_LISTED, township_code=township)
    settled = subsidies.lines(store, run.batch_no, run.revision, wanted)
    return run, [_of_settled(one) for one in settled]


def _standing(store: Store, batch_no: str, township: str) -> list[Declaration]:
    """The declarations that were not taken back, the newest quarter and revision first."""
    return [
        one
        for one in courses.declarations(store, batch_no)
        if township in {"", one.township_code}
        and all(said.step != "withdrawn" for said in courses.steps(store, BankStep, one.id))
    ]


def _going(store: Store, one: Declaration) -> list[DeclaredLine]:
    """The lines of a declaration that were not returned, stopped, or only take money back."""
    reviews = {said.line_no: said.result for said in courses.steps(store, LineReview, one.id)}
    stopped = {
        said.line_no for said in courses.objections(store, one.id) if said.outcome == "upheld"
    }
    return [
        line
        for line in courses.declared_lines(store, one.id)
        if reviews.get(line.line_no) != "returned"
        and line.line_no not in stopped
        and not line.reverses
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line as the public list tells it; amounts in fen."""

    township_code: str
    village: str
    household_no: str
    borrower_name: str
    bank: str
    period_from: date | None
    period_to: date | None
    central: int
    province: int | None
    local: int | None
    subsidy: int | None


def _of_settled(line: SubsidyLine) -> Listed:
    return Listed(
        township_code=line.township_code,
        village=line.village,
        household_no=line.household_no,
        borrower_name=line.borrower_name,
        bank=line.bank,
        period_from=line.period_from,
        period_to=line.period_to,
        central=(line.central_t1_fen or 0) + (line.central_t2_fen or 0),
        province=line.province_t1_fen,
        local=line.local_amount_fen,
        subsidy=line.subsidy_total_fen,
    )


def _of_declared(one: Declaration, line: DeclaredLine, places: Mapping[str, str]) -> Listed:
    return Listed(
        township_code=one.township_code,
        village=places.get(line.division_code, ""),
        household_no=line.household_no,
        borrower_name=line.borrower_name,
        bank=one.bank,
        period_from=line.period_from,
        period_to=line.period_to,
        central=(line.central_t1_fen or 0) + (line.central_t2_fen or 0),
        province=line.province_t1_fen,
        local=line.local_fen,
        subsidy=line.subsidy_fen,
    )


def _hung(store: Store, batch: SubsidyBatch | Declaration, township: str) -> list[OfficeStep]:
    """What the offices have said of the public notice of this revision."""
    return [
        step
        for one in courses.declarations(store, batch.batch_no)
        if one.revision == batch.revision and township in {"", one.township_code}
        for step in courses.steps(store, OfficeStep, one.id)
        if step.step == _PUBLISHED
    ]


def _span(
    session: Session, scope: NoticeScope, hung: Sequence[OfficeStep], openings: Openings
) -> tuple[date, date | None]:
    """From when to when the list hangs: as named, as said of it, else as the county laid down."""
    begun = [step.from_on for step in hung if step.from_on]
    ended = [step.to_on for step in hung if step.to_on]
    if begun and ended and scope.from_on is None and scope.to_on is None:
        return min(begun), max(ended)
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
    one: Listed, names: dict[str, str], groups: dict[str, str], bank: str
) -> dict[str, object]:
    group = groups.get(one.household_no, "")
    return {
        "township": names.get(one.township_code, one.township_code),
        "village": f"{one.village}\uff08{group}\uff09" if group else one.village,
        "borrower_name": one.borrower_name,
        "household_no": one.household_no,
        "bank": one.bank or bank,
        "span": f"{one.period_from}\u2014{one.period_to}",
        "central": one.central,
        "province": one.province,
        "local": one.local,
        "subsidy_total": one.subsidy,
    }
