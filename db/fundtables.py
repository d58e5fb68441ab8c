"""The replicated tables of risk compensation: what banks claim and recover, what offices pay.

Each side has tables of its own, so that neither can write the other's. What the fund holds and
moves is for the county's offices alone; a bank is told of its own claims by `claim_money`.
Nothing is ever changed: a later row answers an earlier one, an entry has its counter-entry.
"""

from __future__ import annotations

from db.table import Audience, Kind, Role, Table, by_type

_BANK = frozenset({Role.OFFICER, Role.BANK_DESK})
_OFFICES = frozenset({Role.COUNTY, Role.AGRICULTURE_DESK})

FUND = (
    Table(
        name="compensation_claim",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="claim_no township_code household_no borrower_name id_tail loan_no contract_no "
            "product_code bank outlet cause cause_note renewal_note npl_source late_reason "
            "policy_pack policy_digest note",
            json="spells materials clauses",
            day="signed_on drawn_on maturity_on overdue_since claimed_on deadline npl_on",
            moment="said_at",
            int="revision trigger principal_fen claim_principal_fen claim_interest_fen loss_fen "
            "fund_share_fen bank_share_fen npl_product_ppm npl_bank_ppm",
            bool="renewable use_deviation",
        ),
    ),
    Table(
        name="claim_withdrawal",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.SUBSIDY,
        fields=by_type(text="claim_no township_code reason", day="withdrawn_on", moment="said_at"),
    ),
    Table(
        name="claim_review",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="claim township_code office result reason_code note document_no",
            day="reviewed_on",
            moment="said_at",
            bool="cause_verified",
        ),
    ),
    Table(
        name="claim_money",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="claim_no recovery_no township_code entry_no voucher_no corrects_entry_no note",
            day="moved_on",
            moment="said_at",
            int="amount_fen",
        ),
    ),
    Table(
        name="recovery",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="recovery_no claim_no loan_no township_code way voucher_no note",
            day="recovered_on",
            moment="said_at",
            int="amount_fen costs_fen to_fund_fen kept_fen",
        ),
    ),
    Table(
        name="recovery_strike",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="recovery_no claim_no township_code reason", day="struck_on", moment="said_at"
        ),
    ),
    Table(
        name="fund_entry",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.OFFICES,
        fields=by_type(
            text="entry_no kind ref_no voucher_no claim_no recovery_no corrects_entry_no note",
            day="moved_on",
            moment="said_at",
            int="amount_fen",
        ),
    ),
    Table(
        name="fund_statement",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.OFFICES,
        fields=by_type(
            text="account_no source note",
            day="stated_on",
            moment="said_at",
            int="small_loans_fen older_loans_fen account_fen",
        ),
    ),
)
"""The tables; amounts of entries and of money have the sign of what they do to the fund."""
