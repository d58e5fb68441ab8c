"""What a contract must keep to when it is signed: limits, a pack, a check by the day's roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import eligibility, households, rosters
from desktop.errors import UserError
from desktop.rules.binding import bind
from desktop.rules.periods import within_months
from desktop.services import amounts
from desktop.services.applications import asking, holding

if TYPE_CHECKING:
    from db.records.applying import Applied
    from db.records.work import EligibilityCheck
    from desktop.rules.packs.model import Bound
    from desktop.services.needs import LaidDown
    from desktop.services.records.applying import ContractEntry
    from desktop.services.session import Session

_REFUSED = "not_eligible"
_MOST_PPM = 1_000_000


def within(session: Session, known: Applied, entry: ContractEntry) -> None:
    """The limits of the notice, for the household as well, and of what was applied for.

    What the household still applies for elsewhere is no contract yet and bars none.
    """
    signed = entry.signed_on
    longest = asking.pack_on(session, signed).number("max_months", signed)
    if entry.maturity_on <= signed:
        raise UserError("contract_maturity_wrong")
    if not within_months(signed, entry.maturity_on, longest):
        raise UserError("contract_term_over", most=longest)
    applied = known.application.applied_amount_fen
    if not 0 < entry.principal_fen <= applied:
        raise UserError("contract_amount_wrong", most=amounts.plain(applied))
    if not 0 < entry.rate_ppm < _MOST_PPM:
        raise UserError("contract_rate_wrong")
    one, most = known.application, asking.pack_on(session, signed).number("max_amount", signed)
    live = holding.owed(session, one.household_no, but=one.application_no, asked=False)
    if live + entry.principal_fen > most:
        raise UserError(
            "contract_household_over",
            live=amounts.plain(live),
            total=amounts.plain(live + entry.principal_fen),
            most=amounts.plain(most),
        )


def bound(session: Session, numbers: LaidDown, entry: ContractEntry) -> Bound:
    """The pack that binds the contract for life; raises `contract_no_pack`."""
    found = bind(
        session.packs.current,
        asking.PRODUCT,
        session.store.identity.county_code,
        entry.signed_on,
        overlay_from=numbers.overlay_from(entry.signed_on),
    )
    if found.pack is None:
        raise UserError("contract_no_pack", day=entry.signed_on)
    return found


def check(session: Session, known: Applied, entry: ContractEntry, pack: str) -> EligibilityCheck:
    """A check of the household by the roster and the pack of the signing day."""
    store, one = session.store, known.application
    house = households.get(store, one.household_no)
    township = house.township_code if house else one.township_code
    version = rosters.in_force(store, township, entry.signed_on)
    wanted = version.roster_version if version else ""
    fresh = [
        each
        for each in eligibility.listed(store, one.household_no)
        if (each.roster_version, each.policy_pack_version) == (wanted, pack)
        and each.member_no == one.member_no
        and each.checked_on >= one.applied_on
    ]
    first = eligibility.by_no(store, one.check_no)
    if first is not None and (first.roster_version, first.policy_pack_version) == (
        wanted,
        pack,
    ):
        fresh.append(first)
    if not fresh:
        raise UserError("contract_check_stale", application_no=one.application_no)
    if fresh[0].overall_result == _REFUSED:
        raise UserError("contract_not_met", check_no=fresh[0].check_no)
    return fresh[0]
