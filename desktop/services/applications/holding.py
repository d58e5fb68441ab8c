"""What a household has with its bank already: applications, contracts, running loans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import applications, lending
from db.records.follow import LoanFilter
from desktop.rules import applying as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.records.applying import Applied, BankDecision
    from db.records.follow import LoanRow
    from desktop.services.session import Session

_SHARED = frozenset({"BFXE", "TPXE"})


def standing(decisions: Sequence[BankDecision]) -> list[BankDecision]:
    """The decisions that no other corrects, an intermediate word before a final one."""
    replaced = {one.corrects for one in decisions}
    left = [one for one in decisions if one.id not in replaced]
    return sorted(left, key=lambda one: one.decision in rules.FINAL)


def still_asked(known: Applied) -> bool:
    """Whether an application may still become a contract: nobody declined or withdrew it."""
    final = {one.decision for one in standing(known.decisions) if one.decision in rules.FINAL}
    return not known.contracts and (not final or rules.AGREED in final)


def owed(session: Session, household_no: str, *, but: str = "", asked: bool = True) -> int:
    """What a household has of the limit of its small loans, in fen; `but` is left out.

    What is left of running loans, contracts that no loan was drawn under yet and, with `asked`,
    what it still applies for.
    """
    store, total = session.store, 0
    known = applications.listed(store, applications.Wanted(household_no=household_no))
    loans = lending.listed(store, LoanFilter(household_no=household_no))
    own = {
        loan
        for one in known
        if one.application.application_no == but
        for loan in _drawn(one, loans)
    }
    for loan in loans:
        if loan.live and loan.product_code in _SHARED and loan.loan_no not in own:
            balance = loan.balance_fen
            total += balance if balance is not None else loan.principal_fen or 0
    for one in known:
        if one.application.application_no == but:
            continue
        if one.contracts:
            contract, waits = one.contracts[-1], not _drawn(one, loans)
            total += contract.principal_fen * (waits and session.today() <= contract.maturity_on)
        elif asked and still_asked(one):
            total += one.application.applied_amount_fen
    return total


def _drawn(known: Applied, loans: Iterable[LoanRow]) -> set[str]:
    """The loans that came of a contract; a bank's file may leave out its number."""
    if known.loan_nos or not known.contracts:
        return set(known.loan_nos)
    first = known.contracts[-1].signed_on
    return {
        one.loan_no
        for one in loans
        if not one.contract_no and (one.drawn_on or one.signed_on or first) >= first
    }
