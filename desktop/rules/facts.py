"""The facts that an eligibility rule may ask about, with their kinds and words."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a fact is made of."""

    BOOL = "bool"
    WORD = "word"
    MONEY = "money"
    DAY = "day"
    ID = "id"
    TEXT = "text"
    COUNT = "count"
    RATE = "rate"


PURPOSES = (
    "production",
    "mixed",
    "wedding",
    "house",
    "wealth",
    "household_goods",
    "shareholding",
    "relending",
    "quota_swap",
)

WORDS: dict[str, tuple[str, ...]] = {
    "relation_to_head": (
        "head",
        "spouse",
        "child",
        "child_in_law",
        "parent",
        "other_member",
        "not_member",
    ),
    "household_type": ("poverty_exit", "general"),
    "monitor_category": ("unstable_exit", "marginal", "sudden_hardship", "none"),
    "needs_continued_support": ("yes", "no", "unmarked"),
    "credit_conclusion": ("clear", "bad"),
    "purpose_code": PURPOSES,
    "industry_class": ("ordinary", "regulated", "prohibited"),
    "guarantee_type": ("credit", "guarantor", "mortgage", "pledge"),
    "product_code": ("BFXE", "TPXE", "FPXE", "NHDK"),
    "renewal_type": ("renewal", "extension"),
    "eligibility": ("eligible", "needs_review", "not_eligible"),
    "trigger": ("lost", "overdue"),
}

KINDS: dict[str, Kind] = {
    "on_roster": Kind.BOOL,
    "relation_to_head": Kind.WORD,
    "household_type": Kind.WORD,
    "monitor_category": Kind.WORD,
    "risk_cleared": Kind.BOOL,
    "needs_continued_support": Kind.WORD,
    "id_number": Kind.ID,
    "roster_id_number": Kind.ID,
    "id_duplicate_in_roster": Kind.BOOL,
    "civil_capacity": Kind.BOOL,
    "credit_conclusion": Kind.WORD,
    "bank_rating_done": Kind.BOOL,
    "need_real": Kind.BOOL,
    "skill_repay": Kind.BOOL,
    "purpose_code": Kind.WORD,
    "purpose_text": Kind.TEXT,
    "industry_class": Kind.WORD,
    "guarantee_type": Kind.WORD,
    "applied_amount": Kind.MONEY,
    "live_bfxe_balance": Kind.MONEY,
    "live_tpxe_balance": Kind.MONEY,
    "drawn_on": Kind.DAY,
    "maturity_on": Kind.DAY,
    "area_suspended": Kind.BOOL,
    "large_need_recorded": Kind.BOOL,
    "bank_id": Kind.TEXT,
    "main_bank_id": Kind.TEXT,
}

RENEWAL_KINDS: dict[str, Kind] = {
    "product_code": Kind.WORD,
    "renewal_type": Kind.WORD,
    "drawn_on": Kind.DAY,
    "maturity_on": Kind.DAY,
    "months": Kind.COUNT,
    "prior_count": Kind.COUNT,
    "repaid": Kind.BOOL,
    "on_roster": Kind.BOOL,
    "overdue": Kind.BOOL,
    "area_suspended": Kind.BOOL,
    "eligibility": Kind.WORD,
    "lawful": Kind.BOOL,
    "operating": Kind.BOOL,
    "credit_good": Kind.BOOL,
    "no_evasion": Kind.BOOL,
}
"""Facts of a wish to renew or extend; `repaid` says that nothing is left on the day of the wish.

The last four are the conditions under which a renewal alone lowers no risk class.
"""

CONDITIONS = ("lawful", "operating", "credit_good", "no_evasion")
"""The four conditions of a renewal that alone lowers no risk class, in the order of the text."""

CLAIM_KINDS: dict[str, Kind] = {
    "trigger": Kind.WORD,
    "cause_verified": Kind.BOOL,
    "renewable": Kind.BOOL,
    "restarted": Kind.BOOL,
    "cured": Kind.BOOL,
    "overdue_since": Kind.DAY,
    "claimed_on": Kind.DAY,
    "overdue_principal": Kind.MONEY,
    "use_deviation": Kind.BOOL,
    "npl_product": Kind.RATE,
    "npl_bank": Kind.RATE,
    "tolerance": Kind.RATE,
    "trigger_days": Kind.COUNT,
    "fund_share": Kind.MONEY,
    "fund_balance": Kind.MONEY,
}
"""Facts of a claim on the risk fund; `tolerance` and `trigger_days` are what is laid down."""

CLAIM_PARAMETERS = frozenset({"tolerance", "trigger_days"})
"""Facts of a claim that somebody lays down, not facts that somebody asks."""

SILENT: dict[str, frozenset[str]] = {
    "rule": frozenset(),
    "hint": frozenset(KINDS),
    "renewal": frozenset(),
    "claim": CLAIM_PARAMETERS,
}
"""The facts of which a condition may ask whether nobody asked: hints decide nothing."""

QUESTIONS: dict[str, dict[str, Kind]] = {
    "rule": KINDS,
    "hint": KINDS,
    "renewal": RENEWAL_KINDS,
    "claim": CLAIM_KINDS,
}
"""The facts by the list of a pack that may name them."""

Value = bool | int | str | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application for the product: what is known, None where nobody asked.

    Amounts are fen, identity numbers 18 places with a capital X, words as in `WORDS`.
    """

    region: str
    applied_on: date
    on_roster: bool | None = None
    relation_to_head: str | None = None
    household_type: str | None = None
    monitor_category: str | None = None
    risk_cleared: bool | None = None
    needs_continued_support: str | None = None
    id_number: str | None = None
    roster_id_number: str | None = None
    id_duplicate_in_roster: bool | None = None
    civil_capacity: bool | None = None
    credit_conclusion: str | None = None
    bank_rating_done: bool | None = None
    need_real: bool | None = None
    skill_repay: bool | None = None
    purpose_code: str | None = None
    purpose_text: str | None = None
    industry_class: str | None = None
    guarantee_type: str | None = None
    applied_amount: int | None = None
    live_bfxe_balance: int | None = None
    live_tpxe_balance: int | None = None
    drawn_on: date | None = None
    maturity_on: date | None = None
    area_suspended: bool | None = None
    large_need_recorded: bool | None = None
    bank_id: str | None = None
    main_bank_id: str | None = None


NAMES: tuple[str, ...] = tuple(one.name for one in fields(Case))
