"""The codes of a subsidy line by what they do to it; light, for those who only look at lines."""

from __future__ import annotations

OPEN_READINGS = frozenset(
    {
        "interest_paid_late",
        "matured_unpaid",
        "tier_basis_open",
        "household_cap_shared",
        "legacy_share_lapsed",
    }
)
NOT_LISTED = frozenset(
    {"interest_not_fully_paid", "no_interest_days", "pack_parameter_missing", "calculator_only"}
)
HELD = frozenset(
    {
        "bank_interest_mismatch",
        "bank_claim_mismatch",
        "double_subsidy_suspect",
        "use_deviation",
        "interest_payment_unknown",
    }
)
HINTS = frozenset({"large_need_not_recorded"})
