"""Which pack binds a contract, and whether it may be renewed or extended, once in all.

Sources: part 2 item 3 and part 5 item 2 of the national notice and of the Shanxi notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from desktop.rules.binding import bind, standing
from desktop.rules.facts import RENEWAL_KINDS
from desktop.rules.gates import compiled, judge, worst
from desktop.rules.verdict import MET, NEEDS_REVIEW, NOT_MET, PENDING

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.facts import Value
    from desktop.rules.packs.model import PackSet
    from desktop.rules.verdict import Row

NO_DOWNGRADE = "no_downgrade_"
"""How the rules begin that say whether a renewal alone may lower the risk class."""

OUTCOMES = ("allowed", "needs_review", "not_allowed")
_LEVELS = (MET, NEEDS_REVIEW, NOT_MET)
_RENEWED = "BFXE"


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
    lawful: bool | None = None
    operating: bool | None = None
    credit_good: bool | None = None
    no_evasion: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The answer: `policy_pack` and `renewal_count` are those of the new segment, if any.

    `rows` are the findings of all rules of a request, those of `judged_by`, each with its clause.
    """

    outcome: str
    codes: tuple[str, ...]
    exits: tuple[str, ...]
    missing: tuple[str, ...]
    policy_pack: str | None
    renewal_count: int | None
    last_subsidy_day: date
    clause: str
    reason: str
    rows: tuple[Row, ...] = ()
    judged_by: str = ""

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
    pack = standing(packs, _RENEWED, request.region, signed_on)
    again = request.repaid_on is not None and request.repaid_on < signed_on
    rules = compiled(pack, "renewal", pack.epoch(signed_on))
    found = judge(rules, _facts(request, again=again))
    level = worst(bound.codes, found.rows)
    level = NEEDS_REVIEW if level == PENDING else level
    asked = [name for name, brings in found.unknown.items() if brings > level]
    if asked:
        level = max(level, NEEDS_REVIEW)
    refused = level == NOT_MET
    return Renewal(
        outcome=OUTCOMES[_LEVELS.index(level)],
        codes=(*bound.codes, *found.codes, *(["fact_missing"] if asked else [])),
        exits=found.exits,
        missing=() if refused else (*bound.missing, *asked),
        policy_pack=None if refused else bound.pack,
        renewal_count=None if refused else 0 if again else 1,
        last_subsidy_day=request.maturity_on - timedelta(days=1),
        clause=bound.ref,
        reason=bound.reason,
        rows=found.rows,
        judged_by=pack.id,
    )


def _facts(request: Request, *, again: bool) -> dict[str, Value]:
    """The facts as the rules name them; a check that is still open is not known yet."""
    asked = {name: getattr(request, name, None) for name in RENEWAL_KINDS}
    checked = request.eligibility
    return asked | {"repaid": again, "eligibility": None if checked == "pending" else checked}


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
