"""A claim on the risk fund, a recovery, and a look at the fund.

Shanxi notice part 4 item 4: the fund and the bank bear a loss 7 to 3, the fund holds at least one
sixteenth of the balances. Elsewhere the county's own mechanism is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.rules import gates
from desktop.rules.binding import bind, standing
from desktop.rules.facts import CLAIM_KINDS, CLAIM_PARAMETERS
from desktop.rules.gates import compiled, parameters_missing, worst
from desktop.rules.money import RATE_ONE, format_yuan, half_up, share_of
from desktop.rules.packs.model import Bound
from desktop.rules.periods import add_months
from desktop.rules.verdict import MET, NOT_MET, PENDING

if TYPE_CHECKING:
    from desktop.rules.facts import Value
    from desktop.rules.packs.model import Pack, PackSet
    from desktop.rules.verdict import Row

STATUSES = ("payable", "pending", "needs_review", "refused")
LOST, OVERDUE = 1, 2
_TRIGGERS = {LOST: "lost", OVERDUE: "overdue"}
_PRODUCT = "BFXE"
_WARNING = "fund_below_minimum"
_MISSING = "pack_parameter_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Days overdue from a day until it was cured; None while it runs."""

    start: date
    cured_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is asked of the fund; amounts in fen, ratios as parts of `RATE_ONE`, None is unknown."""

    region: str
    product_code: str | None = None
    signed_on: date | None = None
    trigger: int | None = None
    cause_verified: bool | None = None
    renewable: bool | None = None
    spells: tuple[Spell, ...] = ()
    claimed_on: date | None = None
    overdue_principal: int | None = None
    overdue_interest: int | None = None
    use_deviation: bool | None = None
    npl_product: int | None = None
    npl_bank: int | None = None
    fund_balance: int | None = None
    loan_balance: int | None = None
    recovered: int | None = None
    fund_ratio: int | None = None
    trigger_days: int | None = None
    tolerance: int | None = None
    overlay_from: date | None = None
    loss_base: str = "principal_interest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """The answer; amounts in fen, None where a figure does not arise."""

    policy_pack: str | None
    status: str | None
    flags: tuple[str, ...]
    missing: tuple[str, ...]
    loss: int | None
    fund_share: int | None
    bank_share: int | None
    deadline: date | None
    payable_now: int | None
    recovery_fund: int | None
    recovery_bank: int | None
    fund_required: int | None
    fund_shortfall: int | None
    clauses: tuple[str, ...]
    reason: str
    rows: tuple[Row, ...] = ()
    judged_by: str = ""
    ratio: int | None = None

    def answer(self) -> dict[str, object]:
        """The answer as a line carries it."""
        return {
            "policy_pack": self.policy_pack,
            "status": self.status,
            "flags": list(self.flags),
            "missing": list(self.missing),
            **{name: _yuan(getattr(self, name)) for name in ("loss", "fund_share", "bank_share")},
            "deadline": self.deadline and self.deadline.isoformat(),
            **{name: _yuan(getattr(self, name)) for name in _LATER},
        }


_LATER = ("payable_now", "recovery_fund", "recovery_bank", "fund_required", "fund_shortfall")


def _yuan(amount_fen: int | None) -> str | None:
    return None if amount_fen is None else format_yuan(amount_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One question on its way to the answer: what binds it, and what its loss comes to."""

    claim: Claim
    bound: Bound
    pack: Pack | None
    judged_by: Pack
    ratio: int | None
    loss: int
    fund_share: int | None
    bank_share: int | None

    @property
    def flags(self) -> list[str]:
        """What the contract's pack alone brings."""
        asked = self.claim.trigger or self.claim.recovered is not None
        lacking = asked and self.ratio is None and _shares(self.pack)
        return [*self.bound.codes, *([_MISSING] if lacking else [])]

    @property
    def missing(self) -> list[str]:
        """The parameters that its pack lacks."""
        lacking = _MISSING in self.flags and _MISSING not in self.bound.codes
        return [*self.bound.missing, *(["fund_ratio"] if lacking else [])]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clause that shares the loss."""
        pack, signed_on = self.pack, self.claim.signed_on
        if pack is None or signed_on is None or not _shares(pack):
            return ()
        if "fund_ratio" in pack.parameters:
            return (pack.cited("fund_ratio", signed_on),)
        return (pack.opens["fund_ratio"].ref,)


def judge(claim: Claim, packs: PackSet) -> Compensation:
    """Answer a claim, a recovery, a look at the fund, or several of them at once."""
    work = _begin(claim, packs)
    flags, missing = work.flags, work.missing
    rows: tuple[Row, ...] = ()
    level = None
    if claim.trigger:
        rows, level = _claimed(work, flags, missing)
    flags = list(dict.fromkeys(flags))
    payable = _payable(work, level, flags)
    fund, bank = _split(claim.recovered, work.ratio)
    required, shortfall = _fund(claim, packs)
    if shortfall:
        flags.append(_WARNING)
    return Compensation(
        policy_pack=work.bound.pack,
        status=None if level is None else STATUSES[level],
        flags=tuple(flags),
        missing=tuple(dict.fromkeys(missing)),
        loss=work.loss if claim.trigger else None,
        fund_share=work.fund_share if claim.trigger else None,
        bank_share=work.bank_share if claim.trigger else None,
        deadline=_deadline(work),
        payable_now=payable,
        recovery_fund=fund,
        recovery_bank=bank,
        fund_required=required,
        fund_shortfall=shortfall,
        clauses=work.clauses if claim.trigger or claim.recovered is not None else (),
        reason=work.bound.reason,
        rows=rows,
        judged_by=work.judged_by.id,
        ratio=work.ratio,
    )


def _begin(claim: Claim, packs: PackSet) -> _Work:
    bound = Bound(pack=None)
    if claim.product_code is not None and claim.signed_on is not None:
        bound = bind(
            packs,
            claim.product_code,
            claim.region,
            claim.signed_on,
            overlay_from=claim.overlay_from,
        )
    pack = packs.packs[bound.pack] if bound.pack else None
    ratio = _ratio(claim, pack)
    loss = _loss(claim, pack)
    fund, bank = _split(loss, ratio)
    return _Work(
        claim=claim,
        bound=bound,
        pack=pack,
        judged_by=pack if pack and _shares(pack) else packs.in_region("", _PRODUCT),
        ratio=ratio,
        loss=loss,
        fund_share=fund,
        bank_share=bank,
    )


def _shares(pack: Pack | None) -> bool:
    """Whether losses under a pack are shared at all: not without one, nor where it only records."""
    return pack is not None and pack.era != "record"


def _ratio(claim: Claim, pack: Pack | None) -> int | None:
    """The fund's part of a loss: of the pack, else of the county."""
    if pack is None or claim.signed_on is None or not _shares(pack):
        return None
    if "fund_ratio" in pack.parameters:
        return pack.number("fund_ratio", claim.signed_on)
    return claim.fund_ratio


def _loss(claim: Claim, pack: Pack | None) -> int:
    """Principal and contract interest, never penalties; of old contracts only their first part."""
    principal = claim.overdue_principal or 0
    if pack is not None and pack.era == "old" and claim.signed_on is not None:
        principal = min(principal, pack.number("cap_normal", claim.signed_on))
    with_interest = claim.loss_base == "principal_interest"
    return principal + ((claim.overdue_interest or 0) if with_interest else 0)


def _claimed(work: _Work, flags: list[str], missing: list[str]) -> tuple[tuple[Row, ...], int]:
    pack = work.judged_by
    rules = compiled(pack, "claim", pack.epoch(work.claim.signed_on or date.max))
    facts = _facts(work)
    found = gates.judge(rules, facts, laid_down=CLAIM_PARAMETERS)
    flags += found.codes
    missing += parameters_missing(found.rows, rules, facts, CLAIM_PARAMETERS)
    level = worst(work.bound.codes, found.rows)
    if _MISSING in flags:
        level = NOT_MET
    asked = [name for name, brings in found.unknown.items() if brings > level]
    if asked:
        flags.append("fact_missing")
        missing += asked
        level = max(level, PENDING)
    return found.rows, level


def _facts(work: _Work) -> dict[str, Value]:
    """The facts as the rules name them."""
    claim = work.claim
    spell = claim.spells[-1] if claim.spells else None
    tolerance = claim.tolerance
    if tolerance is None:
        tolerance = work.judged_by.number("tolerance_points", _judged_on(claim))
    return {name: getattr(claim, name, None) for name in CLAIM_KINDS} | {
        "trigger": _TRIGGERS.get(claim.trigger or LOST, _TRIGGERS[LOST]),
        "restarted": len(claim.spells) > 1,
        "cured": spell is not None and spell.cured_on is not None,
        "overdue_since": spell and spell.start,
        "tolerance": tolerance,
        "fund_share": work.fund_share or 0,
    }


def _judged_on(claim: Claim) -> date:
    """The day of the claim, else that of the contract, else the last that is laid down."""
    return claim.claimed_on or claim.signed_on or date.max


def _deadline(work: _Work) -> date | None:
    """The last day to finish a claim for an overdue loan, counted from the first day overdue."""
    claim, pack = work.claim, work.pack
    lasts = pack is not None and "claim_months" in pack.parameters
    if claim.trigger != OVERDUE or pack is None or not lasts or not claim.spells:
        return None
    start = claim.spells[-1].start
    return add_months(start, pack.number("claim_months", claim.signed_on or start))


def _payable(work: _Work, level: int | None, flags: list[str]) -> int | None:
    if level is None:
        return None
    if level == MET:
        return work.fund_share or 0
    return (work.claim.fund_balance or 0) if flags == ["fund_insufficient"] else 0


def _split(amount: int | None, ratio: int | None) -> tuple[int | None, int | None]:
    return (None, None) if amount is None or ratio is None else share_of(amount, ratio)


def _fund(claim: Claim, packs: PackSet) -> tuple[int | None, int | None]:
    pack = standing(packs, _PRODUCT, claim.region, _judged_on(claim))
    minimum = pack.parameters.get("fund_minimum")
    if minimum is None or claim.loan_balance is None:
        return None, None
    required = half_up(claim.loan_balance * minimum.on(_judged_on(claim)).value, RATE_ONE)
    if claim.fund_balance is None:
        return required, None
    return required, max(0, required - claim.fund_balance)
