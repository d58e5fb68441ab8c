"""The replicated tables of what happens after a loan was paid out: checks, and ends of cases."""

from __future__ import annotations

from db.table import Audience, Kind, Role, Table, by_type

_BANK = frozenset({Role.OFFICER, Role.BANK_DESK})

AFTER_LOAN = (
    Table(
        name="post_loan_inspection",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="inspection_no loan_no household_no township_code kind use_as_agreed actual_user "
            "passed_on passed_to business_state assets repayment_source family_change risk_note "
            "conclusion measures remedied participants corrects_inspection_no correction_reason",
            day="inspected_on measures_due",
            moment="said_at",
            bool="signed",
        ),
    ),
    Table(
        name="use_case_end",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="inspection_no loan_no township_code outcome measures reason",
            day="ended_on",
            moment="said_at",
        ),
    ),
)
"""The tables; nothing in them is ever changed: a later row answers an earlier one."""
