"""What a claim on the risk fund and a recovery say on paper: the figures as they were filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import compensation
from desktop.rules.claims import LOST, MATERIALS, OVERDUE, PROOFS, required, trigger_of
from desktop.rules.money import RATE_PPM
from desktop.services.amounts import percent

if TYPE_CHECKING:
    from db.records.fund import Claim, Recovery
    from db.store import Store
    from desktop.services.session import Session

_TICK, _BOX = "\u221a", "\u25a1"
_CAUSES = ("died", "ill", "disaster", "business")
_OTHER = "other"
_DONE = ("before_loan", "after_loan", "dunning", "renewal_look")
_LIMIT = "tolerance_points"


def filed(session: Session, household_no: str) -> list[dict[str, object]]:
    """The last revision of each claim of a household that was not taken back."""
    return [_claim(session, one) for one in _standing(session, household_no)]


def place(store: Store, claim_no: str) -> tuple[str, str] | None:
    """The household and the loan of a claim, None where no claim has that number."""
    found = compensation.claims(store, claim_no.strip())
    return (found[-1].household_no, found[-1].loan_no) if found and claim_no.strip() else None


def recovered(session: Session, household_no: str) -> list[dict[str, object]]:
    """Each recovery of a household's claims that was not struck."""
    store = session.store
    struck = {one.recovery_no for one in compensation.strikes(store)}
    return [
        _recovery(one, made)
        for one in _standing(session, household_no)
        for made in compensation.recoveries(store, one.claim_no)
        if made.recovery_no not in struck
    ]


def recovery(session: Session, recovery_no: str) -> tuple[str, dict[str, object]] | None:
    """The household and the notice of a recovery, None where none of that number stands."""
    store = session.store
    made = (one for one in compensation.recoveries(store) if one.recovery_no == recovery_no)
    whose = next((place(store, one.claim_no) for one in made), None)
    if whose is None:
        return None
    found = recovered(session, whose[0])
    return next(((whose[0], one) for one in found if one["recovery_no"] == recovery_no), None)


def _recovery(one: Claim, made: Recovery) -> dict[str, object]:
    return {
        **_loan(one),
        "claim_no": one.claim_no,
        "recovery_no": made.recovery_no,
        "recovered_on": made.recovered_on,
        "recovered": made.amount_fen,
        "costs": made.costs_fen,
        "to_fund": made.to_fund_fen,
        "kept_by_bank": made.kept_fen,
        "voucher": made.voucher_no,
    }


def _standing(session: Session, household_no: str) -> list[Claim]:
    store = session.store
    gone = {one.claim_no for one in compensation.withdrawals(store)}
    last: dict[str, Claim] = {}
    for one in compensation.claims(store):
        if one.household_no == household_no and one.claim_no not in gone:
            known = last.get(one.claim_no)
            if known is None or one.revision >= known.revision:
                last[one.claim_no] = one
    return list(last.values())


def _loan(one: Claim) -> dict[str, object]:
    return {
        "bank": one.bank,
        "borrower_name": one.borrower_name,
        "loan_no": one.loan_no,
        "contract_no": one.contract_no,
        "principal": one.principal_fen,
        "drawn_on": one.drawn_on,
        "matures_on": one.maturity_on,
    }


def _claim(session: Session, one: Claim) -> dict[str, object]:
    over = _over(session, one)
    return {
        **_loan(one),
        "claim_no": one.claim_no,
        "claim_principal": one.claim_principal_fen,
        "claim_interest": one.claim_interest_fen,
        "loss": one.loss_fen,
        "fund_share": one.fund_share_fen,
        "bank_share": one.bank_share_fen,
        "overdue_since": one.overdue_since,
        "deadline": one.deadline,
        **_rates(one),
        **{f"by_{name}": _tick(so=_ticked(one, name)) for name in _CAUSES},
        "by_lost": _tick(so=trigger_of(one.cause) == LOST),
        "by_late": _tick(so=trigger_of(one.cause) == OVERDUE),
        **{f"did_{name}": _tick(so=name in one.materials) for name in _DONE},
        "rows": _papers(session, one),
        "over_tolerance": over or None,
        "draft": over or None,
    }


def _tick(*, so: bool) -> str:
    return _TICK if so else _BOX


def _ticked(one: Claim, name: str) -> bool:
    """The form has one box for bad business and all other reasons."""
    return one.cause == name or (name == "business" and one.cause == _OTHER)


def _rates(one: Claim) -> dict[str, object]:
    product, bank = one.npl_product_ppm, one.npl_bank_ppm
    if product is None or bank is None:
        return {}
    more = product - bank
    return {
        "npl_product": percent(product),
        "npl_bank": percent(bank),
        "npl_difference": f"-{percent(-more)}" if more < 0 else percent(more),
    }


def _over(session: Session, one: Claim) -> bool:
    """Whether the ratios differ by more than the texts allow."""
    packs = session.packs.current
    pack = packs.packs.get(one.policy_pack)
    rates = one.npl_product_ppm, one.npl_bank_ppm
    if pack is None or _LIMIT not in pack.parameters or None in rates:
        return False
    difference = (one.npl_product_ppm or 0) - (one.npl_bank_ppm or 0)
    return difference * RATE_PPM > pack.number(_LIMIT, one.claimed_on)


def _papers(session: Session, one: Claim) -> list[dict[str, object]]:
    """All papers of the form; of those that this claim needs, whether they are there."""
    words, wanted = session.words, set(required(one.cause))
    return [
        {
            "item": words.word("claim_material", name),
            "there": words.word("paper_there", _there(one, name, wanted)),
        }
        for name in MATERIALS
    ]


def _there(one: Claim, name: str, wanted: set[str]) -> str:
    """Whether a paper is there; the proof of another cause is none of this claim."""
    if name in one.materials and (name in wanted or name not in PROOFS):
        return "there"
    return "lacking" if name in wanted else ""
