"""Why a claim may not be filed: days, amounts, facts that are missing, papers that lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules import claims
from desktop.services.amounts import shown as yuan
from desktop.services.compensation.gathering import TEXTS

if TYPE_CHECKING:
    from datetime import date

    from db.records.fund import Claim
    from desktop.services.records.fund import Assessment
    from desktop.words import Words

_LONGEST = 500
_TAIL = 4
_NO_RATIO = "pack_parameter_missing"


def proved(made: Claim, found: Assessment, today: date, words: Words) -> Assessment:
    """What the rules say of a claim that may be filed.

    Raises:
        UserError: why it may not, as `Claiming.resubmit` lists it.
    """
    _in_time(made, today)
    _owed(made)
    for name in TEXTS:
        short(getattr(made, name))
    if made.trigger == claims.OVERDUE and made.renewable is None:
        raise UserError("claim_renewal_open")
    if None in {made.npl_product_ppm, made.npl_bank_ppm} or not made.npl_source:
        raise UserError("claim_npl_missing")
    _judged(made, found)
    _papers(made, found, words)
    return found


def _papers(made: Claim, found: Assessment, words: Words) -> None:
    """All papers of the cause are there, and none that proves another cause."""
    foreign = claims.PROOFS.intersection(made.materials).difference(claims.required(made.cause))
    of_others = [one for one in made.materials if one in foreign]
    for code, papers in (
        ("claim_material_foreign", of_others), ("claim_materials_missing", found.lacking)
    ):  # fmt: skip
        if papers:
            named = [words.word("claim_material", one) for one in papers]
            cause = words.word("claim_cause", made.cause)
            raise UserError(code, materials="\u3001".join(named), cause=cause)


def _owed(made: Claim) -> None:
    owed = (made.claim_principal_fen, made.claim_interest_fen)
    if min(owed) < 0 or not sum(owed):
        raise UserError("claim_amount_wrong")
    if made.principal_fen and made.claim_principal_fen > made.principal_fen:
        raise UserError(
            "claim_above_loan",
            amount=yuan(made.claim_principal_fen),
            loan=yuan(made.principal_fen),
        )


def _in_time(made: Claim, today: date) -> None:
    first = made.drawn_on or made.claimed_on
    if not first <= made.claimed_on <= today:
        raise UserError("claim_day_wrong", first=made.drawn_on)
    if made.trigger != claims.OVERDUE:
        return
    if made.overdue_since is None:
        raise UserError("claim_not_overdue", loan_no=made.loan_no[-_TAIL:])
    if made.overdue_since >= made.claimed_on:
        raise UserError("claim_too_early", day=made.overdue_since)


def _judged(made: Claim, found: Assessment) -> None:
    if "still_renewable" in found.flags:
        raise UserError("claim_still_renewable")
    if "trigger_not_reached" in found.flags:
        raise UserError("claim_too_early", day=made.overdue_since)
    if found.fund_share_fen is None or _NO_RATIO in found.flags:
        raise UserError("claim_no_ratio")
    if "claim_deadline_passed" in found.flags and not made.late_reason:
        raise UserError("claim_late", day=found.deadline)


def short(text: str) -> None:
    """Raises `claim_text_long` for a text that no sheet has room for."""
    if len(text) > _LONGEST:
        raise UserError("claim_text_long", length=len(text), most=_LONGEST)
