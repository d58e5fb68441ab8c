"""The replicated tables of a loan's end: overdue cases, renewals, and where lending is suspended.

What the bank says and what the county says are tables apart; a later row answers an earlier one.
"""

from __future__ import annotations

from db.table import Audience, Kind, Role, Table, by_type

_BANK = frozenset({Role.OFFICER, Role.BANK_DESK})
_COUNTY = frozenset({Role.COUNTY})
_CONDITIONS = "lawful operating credit_good no_evasion"

LATE = (
    Table(
        name="overdue_case",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="case_no loan_no household_no township_code source cause note",
            json="signals",
            day="opened_on overdue_since",
            int="overdue_principal_fen overdue_interest_fen",
            moment="said_at",
        ),
    ),
    Table(
        name="overdue_step",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="step_no case_no loan_no township_code measure met told cause renewable "
            "next_step note corrects_step_no correction_reason",
            json="participants signals",
            day="happened_on promised_on next_on",
            int="promised_fen",
            moment="said_at",
        ),
    ),
    Table(
        name="overdue_end",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="case_no loan_no township_code outcome claim_no reason",
            day="ended_on",
            moment="said_at",
        ),
    ),
    Table(
        name="renewal_request",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="request_no loan_no household_no township_code renewal_type reason roster_state "
            f"outcome policy_pack check_no {_CONDITIONS}",
            json="codes",
            day="requested_on maturity_on",
            int="months new_rate_ppm prior_count age",
            bool="overdue area_suspended",
            moment="said_at",
        ),
    ),
    Table(
        name="renewal_decision",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="request_no loan_no township_code decision decided_by reason policy_pack "
            f"correction_reason {_CONDITIONS}",
            day="decided_on new_maturity_on",
            moment="said_at",
        ),
    ),
    Table(
        name="suspension_order",
        kind=Kind.APPEND_ONLY,
        owners=_COUNTY,
        audience=Audience.ALL,
        fields=by_type(
            text="order_no kind document_no township_code division_code area_name reason basis "
            "banks note lifts_order_no",
            day="start_on end_on",
            moment="said_at",
        ),
    ),
)
"""The tables; nothing in them is ever changed."""
