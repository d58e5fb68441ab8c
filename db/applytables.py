"""The tables from a wish to a contract: what a household applies for, what the bank says.

All of them are the bank's own: no office of the county and no other desk can write a row of them,
and none of those offices but the county's hub gets one. Nothing in them is ever changed.
"""

from __future__ import annotations

from db.table import Audience, Kind, Role, Table, by_type

_BANK = frozenset({Role.OFFICER, Role.BANK_DESK})

APPLYING = (
    Table(
        name="application",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="application_no visit visit_no household_no member_no township_code bank "
            "purpose_code purpose_text industry cycle need_month repayment_source check_no "
            "policy_pack_version roster_version credit_rating credit_conclusion "
            "correction_reason",
            day="applied_on rated_on concluded_on consent_on",
            moment="said_at",
            int="applied_amount_fen applied_months cycle_months credit_limit_fen",
        ),
    ),
    Table(
        name="application_handover",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="handover_no township_code bank way handed_to note",
            json="applications",
            day="handed_on",
            moment="said_at",
        ),
    ),
    Table(
        name="bank_decision",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="application_no township_code bank decision reason said_by note corrects "
            "correction_reason",
            day="decided_on",
            moment="said_at",
        ),
    ),
    Table(
        name="loan_contract",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="application_no township_code bank contract_no check_no policy_pack_id "
            "policy_reason policy_digest roster_version correction_reason",
            day="signed_on maturity_on",
            moment="said_at",
            int="principal_fen rate_ppm",
        ),
    ),
    Table(
        name="large_need",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="application_no loan_no household_no township_code reason evidence approver note "
            "correction_reason",
            day="approved_on",
            moment="said_at",
            int="amount_fen",
        ),
    ),
)
"""The tables; of the rows of one application the last one counts, the others are its history."""
