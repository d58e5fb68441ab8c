"""What the rules say of a claim, from its facts: conditions, shares, deadline, the tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.rules import claims, compensation
from desktop.rules.money import RATE_PPM, format_percent
from desktop.services.records.fund import Assessment, ClaimFinding, MoneyStep, Tolerance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.records.fund import Claim
    from desktop.rules.packs import PackSet
    from desktop.services.needs import LaidClaims
    from desktop.services.session import Session

REFUSED, NEEDS_REVIEW, PAYABLE = "refused", "needs_review", "payable"
OPEN_GATE = "npl_over_tolerance"
CAUSE_UNKNOWN, SPELLS_UNREAD = "claim_cause_unknown", "claim_spells_unread"
_STEP_LOSS = {"principal_interest": "loss", "principal": "loss_principal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the claim itself: whether the cause was verified, and the fund's money.

    A bank does not see the fund, so to it the balance is no open question.
    """

    cause_verified: bool | None = None
    balance_fen: int | None = None


def assess(session: Session, numbers: LaidClaims, one: Claim, known: Known) -> Assessment:
    """Judge a claim by the packs in force and what the county has laid down by its day."""
    region = session.store.identity.county_code
    packs = session.packs.current
    asked = _asked(region, numbers, one, known)
    found = compensation.judge(asked, packs)
    pack = packs.packs.get(found.judged_by)
    status, unread = found.status or REFUSED, _unread(one)
    return Assessment(
        status=NEEDS_REVIEW if unread and status == PAYABLE else status,
        findings=tuple(
            ClaimFinding(
                rule=row.rule,
                result=row.result,
                code=row.code or "",
                clause=row.clause,
                title=row.title,
                says=row.says,
            )
            for row in found.rows
        ),
        flags=(*found.flags, *unread),
        missing=found.missing,
        needed=claims.required(one.cause),
        lacking=claims.lacking(one.cause, one.materials),
        loss_fen=found.loss or 0,
        fund_share_fen=found.fund_share,
        bank_share_fen=found.bank_share,
        deadline=found.deadline,
        pack=found.policy_pack or "",
        clauses=found.clauses,
        tolerance=tolerance(packs, found.judged_by, asked, one),
        steps=_steps(asked, found, old=pack is not None and pack.era == "old"),
    )


def fund_part(session: Session, numbers: LaidClaims, one: Claim, recovered_fen: int) -> int | None:
    """The fund's part of what was recovered, in fen; None where no ratio is laid down."""
    region = session.store.identity.county_code
    laid = numbers.claims_for(region, one.claimed_on, one.product_code)
    asked = compensation.Claim(
        region=region,
        product_code=one.product_code,
        signed_on=one.signed_on,
        recovered=recovered_fen,
        fund_ratio=laid.fund_ratio,
        overlay_from=laid.overlay_from,
    )
    return compensation.judge(asked, session.packs.current).recovery_fund


def _asked(region: str, numbers: LaidClaims, one: Claim, known: Known) -> compensation.Claim:
    laid = numbers.claims_for(region, one.claimed_on, one.product_code)
    overdue = one.trigger == claims.OVERDUE and one.overdue_since is not None
    return compensation.Claim(
        region=region,
        product_code=one.product_code,
        signed_on=one.signed_on,
        trigger=one.trigger,
        cause_verified=known.cause_verified,
        renewable=one.renewable,
        spells=tuple(_spells(one)) if overdue else (),
        claimed_on=one.claimed_on,
        overdue_principal=one.claim_principal_fen,
        overdue_interest=one.claim_interest_fen,
        use_deviation=bool(one.use_deviation),
        npl_product=_rate(one.npl_product_ppm),
        npl_bank=_rate(one.npl_bank_ppm),
        fund_balance=_enough(one) if known.balance_fen is None else known.balance_fen,
        fund_ratio=laid.fund_ratio,
        trigger_days=laid.trigger_days,
        tolerance=laid.tolerance,
        overlay_from=laid.overlay_from,
        loss_base=laid.loss_base,
    )


def _spells(one: Claim) -> Iterable[compensation.Spell]:
    for text in one.spells:
        days = _days(text)
        if days is not None:
            yield compensation.Spell(start=days[0], cured_on=days[1])
    if one.overdue_since is not None:
        yield compensation.Spell(start=one.overdue_since)


def _days(spell: str) -> tuple[date, date] | None:
    """First and last day of a spell as a claim carries it; None where it cannot be read."""
    first, _, last = spell.partition("/")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None


def _unread(one: Claim) -> tuple[str, ...]:
    """What a claim says that this program cannot read; people look at it then."""
    spells = any(_days(text) is None for text in one.spells)
    found = {CAUSE_UNKNOWN: not claims.trigger_of(one.cause), SPELLS_UNREAD: spells}
    return tuple(flag for flag, there in found.items() if there)


def _enough(one: Claim) -> int:
    return one.claim_principal_fen + one.claim_interest_fen


def _rate(ppm: int | None) -> int | None:
    return None if ppm is None else ppm * RATE_PPM


def tolerance(packs: PackSet, pack_id: str, asked: compensation.Claim, one: Claim) -> Tolerance:
    """The gate with the two texts behind it: the limit here, and whether the limit counts in."""
    day = asked.claimed_on or date.max
    dated = packs.packs[pack_id].parameters["tolerance_points"].on(day)
    limit = dated.value if asked.tolerance is None else asked.tolerance
    other = [each.ref for each in packs.questions if OPEN_GATE in each.flags]
    return Tolerance(
        product_ppm=one.npl_product_ppm,
        bank_ppm=one.npl_bank_ppm,
        limit_ppm=limit // RATE_PPM,
        sources=tuple(dict.fromkeys([dated.ref, *other])),
    )


def _steps(
    asked: compensation.Claim, found: compensation.Compensation, *, old: bool
) -> tuple[MoneyStep, ...]:
    """How the shares came about, from what is owed to the last fen."""
    clause = found.clauses[0] if found.clauses else ""
    made = [
        MoneyStep(code="principal", amount_fen=asked.overdue_principal),
        MoneyStep(code="interest", amount_fen=asked.overdue_interest),
        MoneyStep(code=_STEP_LOSS[asked.loss_base], amount_fen=found.loss, clause=clause),
    ]
    if old and found.loss != (asked.overdue_principal or 0) + (asked.overdue_interest or 0):
        made.append(MoneyStep(code="first_part_only", amount_fen=found.loss, clause=clause))
    if found.fund_share is not None and found.loss:
        percent = format_percent(found.ratio or 0)
        made += [
            MoneyStep(
                code="fund_share",
                amount_fen=found.fund_share,
                clause=clause,
                params={"percent": percent},
            ),
            MoneyStep(code="bank_share", amount_fen=found.bank_share, clause=clause),
        ]
    if found.deadline is not None:
        since = asked.spells[-1].start
        made.append(
            MoneyStep(
                code="deadline",
                amount_fen=None,
                clause=clause,
                params={"since": since.isoformat(), "day": found.deadline.isoformat()},
            )
        )
    return tuple(made)
