"""Requests to renew as they stand: what was so on their day, and the bank's word on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import late
from desktop.rules.facts import CONDITIONS
from desktop.rules.free_text import shown
from desktop.services.records.late import RenewalLine

if TYPE_CHECKING:
    from db.records.late import RenewalDecision, RenewalRequest
    from db.store import Store

OPEN, AGREED, FARMER = "open", "agreed", "farmer_loan"


def listed(store: Store) -> list[RenewalLine]:
    """All requests, the newest first."""
    return _lines(store, late.requests(store))


def of_loan(store: Store, loan_no: str) -> list[RenewalLine]:
    """The requests of one loan, the newest first."""
    return _lines(store, late.requests(store, loan_no))


def uses_up(line: RenewalLine) -> bool:
    """Whether the one renewal or extension is used: the bank has agreed to this one."""
    return line.stand == AGREED and line.renewal_type != FARMER


def _lines(store: Store, found: list[RenewalRequest]) -> list[RenewalLine]:
    if not found:
        return []
    said = late.decisions(store)
    homes = late.homes(store, (one.household_no for one in found))
    return [
        _line(one, said.get(one.request_no, []), homes.get(one.household_no, ("", "")))
        for one in found
    ]


def _line(one: RenewalRequest, said: list[RenewalDecision], home: tuple[str, str]) -> RenewalLine:
    """A request with the last word of the bank."""
    last = said[-1] if said else None
    return RenewalLine(
        request_no=one.request_no,
        loan_no=one.loan_no,
        household_no=one.household_no,
        head_name=home[0],
        village=home[1],
        renewal_type=one.renewal_type,
        requested_on=one.requested_on,
        maturity_on=one.maturity_on,
        months=one.months,
        reason=shown(one.reason),
        new_rate_ppm=one.new_rate_ppm,
        prior_count=one.prior_count,
        roster_state=one.roster_state,
        overdue=one.overdue,
        area_suspended=one.area_suspended,
        age=one.age,
        check_no=one.check_no,
        outcome=one.outcome,
        codes=one.codes,
        conditions=_conditions(one, last),
        officer=one.officer,
        stand=last.decision if last else OPEN,
        decisions=len(said),
        decided_on=last.decided_on if last else None,
        decided_by=last.decided_by if last else "",
        decision_reason=shown(last.reason) if last else "",
        new_maturity_on=last.new_maturity_on if last else None,
        policy_pack=(last.policy_pack if last else "") or one.policy_pack,
        correction_reason=shown(last.correction_reason) if last else "",
    )


def _conditions(one: RenewalRequest, last: RenewalDecision | None) -> tuple[tuple[str, str], ...]:
    """The four conditions: as the bank says them, else as the request did."""
    said = [(name, getattr(last, name) if last else "") for name in CONDITIONS]
    return tuple((name, answer or getattr(one, name)) for name, answer in said)
