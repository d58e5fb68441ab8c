"""A claim on the risk fund, a recovery, and a look at the fund.

Shanxi notice part 4 item 4: the fund and the bank bear a loss 7 to 3, the fund holds at least one
sixteenth of the balances. Elsewhere the county's own mechanism is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.rules.binding import bind
from desktop.rules.money import RATE_ONE, format_yuan, half_up, share_of
from desktop.rules.packs.model import Bound
from desktop.rules.periods import add_months

if TYPE_CHECKING:
    from datetime import date

    from desktop.rules.packs.model import Pack, PackSet

PAYABLE, PENDING, NEEDS_REVIEW, REFUSED = range(4)
STATUSES = ("payable", "pending", "needs_review", "refused")
LOST, OVERDUE = 1, 2
_PRODUCT = "BFXE"
_WARNING = "fund_below_minimum"
_LEVELS = {
    "still_renewable": REFUSED,
    "pack_parameter_missing": REFUSED,
    "npl_over_tolerance": NEEDS_REVIEW,
    "claim_deadline_passed": NEEDS_REVIEW,
    "overdue_restarted": NEEDS_REVIEW,
    "use_deviation": NEEDS_REVIEW,
    "fund_insufficient": NEEDS_REVIEW,
    "legacy_topup_excluded": NEEDS_REVIEW,
    "pack_window": NEEDS_REVIEW,
    "no_pack": NEEDS_REVIEW,
    "pack_record_only": NEEDS_REVIEW,
    "cause_not_verified": PENDING,
    "trigger_not_reached": PENDING,
    "fact_missing": PENDING,
    _WARNING: PAYABLE,
}


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


@dataclass(slots=True, kw_only=True)
class _Work:
    """One question on its way to the answer."""

    claim: Claim
    bound: Bound
    pack: Pack | None
    flags: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    loss: int | None = None
    fund_share: int | None = None
    bank_share: int | None = None
    deadline: date | None = None
    clauses: list[str] = field(default_factory=list)

    @property
    def old(self) -> bool:
        """Whether the contract lies under a pack of before 2026."""
        return self.pack is not None and self.pack.era == "old"

    def ask(self, name: str, value: bool | None, worst: int) -> bool:  # noqa: FBT001
        """A fact that counts if it is true; an unknown one is noted with the worst it brings."""
        if value is None:
            self.unknown[name] = worst
        return value is True

    def parameter(self, name: str, value: int | None) -> int | None:
        """What the county has laid down; an absent one refuses the claim."""
        if value is None:
            self.flags.append("pack_parameter_missing")
            self.missing.append(name)
        return value


def judge(claim: Claim, packs: PackSet) -> Compensation:
    """Answer a claim, a recovery, a look at the fund, or several of them at once."""
    work = _begin(claim, packs)
    ratio = _ratio(work) if claim.trigger or claim.recovered is not None else None
    level = _claim(work, ratio) if claim.trigger else None
    fund, bank = _split(claim.recovered, ratio)
    required, shortfall = _fund(claim, packs)
    flags = list(dict.fromkeys(work.flags))
    payable = _payable(work, level, flags)
    if shortfall:
        flags.append(_WARNING)
    return Compensation(
        policy_pack=work.bound.pack,
        status=None if level is None else STATUSES[level],
        flags=tuple(flags),
        missing=tuple(work.missing),
        loss=work.loss,
        fund_share=work.fund_share,
        bank_share=work.bank_share,
        deadline=work.deadline,
        payable_now=payable,
        recovery_fund=fund,
        recovery_bank=bank,
        fund_required=required,
        fund_shortfall=shortfall,
        clauses=tuple(work.clauses),
        reason=work.bound.reason,
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
    work = _Work(claim=claim, bound=bound, pack=packs.packs[bound.pack] if bound.pack else None)
    work.flags += bound.codes
    work.missing += bound.missing
    return work


def _ratio(work: _Work) -> int | None:
    """The fund's part of a loss: of the pack, else of the county; none without a pack."""
    pack, signed_on = work.pack, work.claim.signed_on
    if pack is None or signed_on is None or pack.era == "record":
        return None
    if "fund_ratio" in pack.parameters:
        work.clauses.append(pack.cited("fund_ratio", signed_on))
        return pack.number("fund_ratio", signed_on)
    work.clauses.append(pack.opens["fund_ratio"].ref)
    return work.parameter("fund_ratio", work.claim.fund_ratio)


def _claim(work: _Work, ratio: int | None) -> int:
    claim = work.claim
    _loss(work, ratio)
    if claim.trigger == LOST:
        if claim.cause_verified is False:
            work.flags.append("cause_not_verified")
        work.ask("cause_verified", claim.cause_verified, PENDING)
    else:
        _overdue(work)
    if work.ask("use_deviation", claim.use_deviation, NEEDS_REVIEW):
        work.flags.append("use_deviation")
    _tolerance(work)
    if work.fund_share:
        short = None if claim.fund_balance is None else claim.fund_balance < work.fund_share
        if work.ask("fund_balance", short, NEEDS_REVIEW):
            work.flags.append("fund_insufficient")
    level = max([_LEVELS[code] for code in work.flags], default=PAYABLE)
    asked = [name for name, worst in work.unknown.items() if worst > level]
    if asked:
        work.flags.append("fact_missing")
        work.missing += asked
    return max(level, PENDING) if asked else level


def _loss(work: _Work, ratio: int | None) -> None:
    claim = work.claim
    principal = claim.overdue_principal or 0
    if work.old and work.pack is not None and claim.signed_on is not None:
        limit = work.pack.number("cap_normal", claim.signed_on)
        if principal > limit:
            work.flags.append("legacy_topup_excluded")
            principal = limit
    work.loss = principal + (claim.overdue_interest or 0)
    if ratio is not None:
        work.fund_share, work.bank_share = share_of(work.loss, ratio)


def _overdue(work: _Work) -> None:
    claim = work.claim
    if work.ask("renewable", claim.renewable, REFUSED):
        work.flags.append("still_renewable")
    spell = claim.spells[-1]
    if len(claim.spells) > 1:
        work.flags.append("overdue_restarted")
    early = _too_early(work, spell)
    if spell.cured_on is not None or early:
        work.flags.append("trigger_not_reached")
    if work.pack is not None and "claim_months" in work.pack.parameters:
        months = work.pack.number("claim_months", claim.signed_on or spell.start)
        work.deadline = add_months(spell.start, months)
        late = None if claim.claimed_on is None else claim.claimed_on > work.deadline
        if work.ask("claimed_on", late, NEEDS_REVIEW):
            work.flags.append("claim_deadline_passed")


def _too_early(work: _Work, spell: Spell) -> bool:
    claim = work.claim
    if not work.old:
        return False
    days = work.parameter("trigger_days", claim.trigger_days)
    if days is None:
        return False
    early = None if claim.claimed_on is None else (claim.claimed_on - spell.start).days < days
    return work.ask("claimed_on", early, PENDING)


def _tolerance(work: _Work) -> None:
    """Within three points, the third included (framework opinion, item 20)."""
    claim = work.claim
    limit = RATE_ONE * 3 // 100 if claim.tolerance is None else claim.tolerance
    product, bank = claim.npl_product, claim.npl_bank
    if product is not None and product <= limit:
        return
    if product is None:
        work.unknown["npl_product"] = NEEDS_REVIEW
    if bank is None:
        work.unknown["npl_bank"] = NEEDS_REVIEW
    if product is not None and bank is not None and product - bank > limit:
        work.flags.append("npl_over_tolerance")


def _payable(work: _Work, level: int | None, flags: list[str]) -> int | None:
    if level is None:
        return None
    if level == PAYABLE:
        return work.fund_share or 0
    return (work.claim.fund_balance or 0) if flags == ["fund_insufficient"] else 0


def _split(amount: int | None, ratio: int | None) -> tuple[int | None, int | None]:
    return (None, None) if amount is None or ratio is None else share_of(amount, ratio)


def _fund(claim: Claim, packs: PackSet) -> tuple[int | None, int | None]:
    minimum = packs.in_region(claim.region, _PRODUCT).parameters.get("fund_minimum")
    if minimum is None or claim.loan_balance is None:
        return None, None
    required = half_up(claim.loan_balance * minimum.values[-1].value, RATE_ONE)
    if claim.fund_balance is None:
        return required, None
    return required, max(0, required - claim.fund_balance)
