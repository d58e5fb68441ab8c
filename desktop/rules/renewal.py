"""Which pack binds a contract, and whether it may be renewed or extended, once in all.

Sources: part 2 item 3 and part 5 item 2 of the national notice and of the Shanxi notice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.rules import periods
from desktop.rules.binding import bind

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.packs.model import Bound, Pack, PackSet

ALLOWED, NEEDS_REVIEW, NOT_ALLOWED = range(3)
OUTCOMES = ("allowed", "needs_review", "not_allowed")
_OLD = "TPXE"
_RENEWED = "BFXE"
_YEAR = 12

_LEVELS = {
    "renewal_quota_used": NOT_ALLOWED,
    "off_roster_at_maturity": NOT_ALLOWED,
    "matured_inside_transition": NOT_ALLOWED,
    "issued_outside_transition": NEEDS_REVIEW,
    "term_over_36_months": NOT_ALLOWED,
    "extension_exceeds_original_term": NOT_ALLOWED,
    "extension_exceeds_product_term": NEEDS_REVIEW,
    "conditions_not_met": NOT_ALLOWED,
    "conditions_need_review": NEEDS_REVIEW,
    "overdue_at_renewal": NEEDS_REVIEW,
    "area_suspended": NEEDS_REVIEW,
    "pack_window": NEEDS_REVIEW,
    "no_pack": NEEDS_REVIEW,
    "pack_record_only": NEEDS_REVIEW,
    "pack_parameter_missing": NEEDS_REVIEW,
    "new_application": ALLOWED,
}
_EXITS = {
    "renewal_quota_used": ("repay_then_reapply", "farmer_loan"),
    "off_roster_at_maturity": ("farmer_loan",),
    "extension_exceeds_product_term": ("renewal",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A contract, and with `renewal_type` the wish to renew or extend it; None is unknown."""

    region: str
    product_code: str
    signed_on: date
    drawn_on: date
    maturity_on: date
    renewal_type: str | None = None
    requested_on: date | None = None
    months: int | None = None
    prior_count: int | None = None
    repaid_on: date | None = None
    on_roster: bool | None = None
    overdue: bool | None = None
    area_suspended: bool | None = None
    eligibility: str | None = None
    overlay_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The answer: `policy_pack` and `renewal_count` are those of the new segment, if any."""

    outcome: str
    codes: tuple[str, ...]
    exits: tuple[str, ...]
    missing: tuple[str, ...]
    policy_pack: str | None
    renewal_count: int | None
    last_subsidy_day: date
    clause: str
    reason: str

    def answer(self) -> dict[str, object]:
        """The answer as a line carries it."""
        return {
            "outcome": self.outcome,
            "codes": list(self.codes),
            "exits": list(self.exits),
            "missing": list(self.missing),
            "policy_pack": self.policy_pack,
            "renewal_count": self.renewal_count,
            "last_subsidy_day": self.last_subsidy_day.isoformat(),
        }


@dataclass(slots=True)
class _Found:
    """Codes that hold, and unknown facts with the worst that they can bring."""

    codes: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    worse: dict[str, int] = field(default_factory=dict)

    def code(self, code: str, holds: bool | None, fact: str = "") -> None:  # noqa: FBT001
        """Note a code that holds, or the fact that nobody asked."""
        if holds:
            self.codes.append(code)
        elif holds is None:
            self.unknown[fact] = self.level_of(code)

    def level_of(self, code: str) -> int:
        """How severe a code is in this question."""
        return self.worse.get(code, _LEVELS[code])

    @property
    def level(self) -> int:
        """The worst of the codes."""
        return max([self.level_of(code) for code in self.codes], default=ALLOWED)


def resolve(request: Request, packs: PackSet) -> Renewal:
    """Bind the contract, and judge the request if there is one."""
    if request.renewal_type is None:
        return _bound(request, packs)
    signed_on = request.requested_on or request.maturity_on
    bound = bind(
        packs,
        request.product_code,
        request.region,
        signed_on,
        continued=True,
        overlay_from=request.overlay_from,
    )
    found = _Found(codes=list(bound.codes))
    pack = packs.in_region(request.region, _RENEWED)
    again = request.repaid_on is not None and request.repaid_on < signed_on
    if again:
        found.worse["area_suspended"] = NOT_ALLOWED
        found.codes.append("new_application")
    else:
        _once(request, packs, found)
    _length(request, pack, found, again=again)
    _conditions(request, found, again=again)
    return _answer(request, bound, found, again=again)


def _bound(request: Request, packs: PackSet) -> Renewal:
    bound = bind(
        packs,
        request.product_code,
        request.region,
        request.signed_on,
        overlay_from=request.overlay_from,
    )
    return Renewal(
        outcome="needs_review" if bound.codes else "bound",
        codes=bound.codes,
        exits=(),
        missing=bound.missing,
        policy_pack=bound.pack,
        renewal_count=None,
        last_subsidy_day=request.maturity_on - timedelta(days=1),
        clause=bound.ref,
        reason=bound.reason,
    )


def _once(request: Request, packs: PackSet, found: _Found) -> None:
    prior, listed = request.prior_count, request.on_roster
    found.code("renewal_quota_used", None if prior is None else prior > 0, "prior_count")
    found.code("off_roster_at_maturity", None if listed is None else not listed, "on_roster")
    found.code("overdue_at_renewal", request.overdue, "overdue")
    if request.product_code == _OLD:
        first, last = _transition(packs)
        found.code("matured_inside_transition", request.maturity_on <= last)
        found.code("issued_outside_transition", not first <= request.drawn_on <= last)


def _transition(packs: PackSet) -> tuple[date, date]:
    row = packs.pack("LEGACY-2021").parameters["transition"].values[0]
    return row.start, row.end or row.start


def _length(request: Request, pack: Pack, found: _Found, *, again: bool) -> None:
    months = request.months
    if months is None:
        found.unknown["months"] = NOT_ALLOWED
        return
    drawn, matures = request.drawn_on, request.maturity_on
    longest = pack.number("max_months", request.requested_on or matures)
    if again or request.renewal_type == "renewal":
        found.code("term_over_36_months", months > longest)
    elif periods.within_months(drawn, matures, _YEAR):
        longer = periods.add_months(drawn, months) > matures
        found.code("extension_exceeds_original_term", longer)
    else:
        end = periods.add_months(matures, months)
        beyond = not periods.within_months(drawn, end, longest)
        found.code("extension_exceeds_product_term", beyond)


def _conditions(request: Request, found: _Found, *, again: bool) -> None:
    checked = request.eligibility
    if checked in (None, "pending"):
        found.unknown["eligibility"] = NOT_ALLOWED
    found.code("conditions_not_met", checked == "not_eligible")
    found.code("conditions_need_review", checked == "needs_review")
    if again or request.renewal_type == "renewal":
        found.code("area_suspended", request.area_suspended, "area_suspended")


def _answer(request: Request, bound: Bound, found: _Found, *, again: bool) -> Renewal:
    level = found.level
    missing = [fact for fact, worst in found.unknown.items() if worst > level]
    codes = [*found.codes, *(["fact_missing"] if missing else [])]
    if missing:
        level = max(level, NEEDS_REVIEW)
    if level < NOT_ALLOWED:
        missing = [*bound.missing, *missing]
    refused = level == NOT_ALLOWED
    exits = [one for code in codes for one in _EXITS.get(code, ())]
    return Renewal(
        outcome=OUTCOMES[level],
        codes=tuple(codes),
        exits=tuple(dict.fromkeys(exits)),
        missing=tuple(missing),
        policy_pack=None if refused else bound.pack,
        renewal_count=None if refused else 0 if again else 1,
        last_subsidy_day=request.maturity_on - timedelta(days=1),
        clause=bound.ref,
        reason=bound.reason,
    )
