"""The replicated tables of a subsidy quarter's course: who decides, reviews, publishes, pays.

What the bank says and what the county's offices say are tables apart, so that neither can write
the other's. Nothing in them is ever changed: a later row answers an earlier one.
"""

from __future__ import annotations

from db.table import Audience, Kind, Role, Table, by_type

_BANK = frozenset({Role.OFFICER, Role.BANK_DESK})
_OFFICES = frozenset({Role.COUNTY, Role.AGRICULTURE_DESK})
_ALL_SIDES = _BANK | _OFFICES

DECLARED_LINE: dict[str, str] = by_type(
    int="line_no principal_fen rate_ppm days tier1_product_fen_days tier2_product_fen_days "
    "day_basis interest_fen paid_fen central_t1_fen province_t1_fen central_t2_fen local_fen "
    "subsidy_fen borrower_fen own_subsidy_fen",
    text="household_no division_code member_no borrower_name id_number relation loan_no "
    "renewal_type choice reason flags clauses reverses",
    day="drawn_on maturity_on period_from period_to paid_on",
)
"""What a declaration tells of each line (form F15); `choice` and `reason` are the bank's."""

COURSE = (
    Table(
        name="line_choice",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="batch loan_no renewal_type choice reason", int="line_no", moment="said_at"
        ),
    ),
    Table(
        name="declaration",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="batch_no township_code bank region digest rows",
            day="period_from period_to list_closed_on frozen_on",
            moment="said_at",
            int="revision year quarter households lines interest_fen central_t1_fen "
            "province_t1_fen central_t2_fen local_fen subsidy_fen borrower_fen",
        ),
        payload_fields=frozenset({"rows"}),
    ),
    Table(
        name="bank_step",
        kind=Kind.APPEND_ONLY,
        owners=_BANK,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="declaration step way notice_no reason", day="happened_on", moment="said_at"
        ),
    ),
    Table(
        name="line_review",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="declaration loan_no result reason_code note",
            int="line_no",
            day="reviewed_on",
            moment="said_at",
        ),
    ),
    Table(
        name="office_step",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="declaration step level place phone witness document_no notice_no note digest",
            json="lines",
            day="happened_on from_on to_on",
            moment="said_at",
            int="days subsidy_fen",
        ),
    ),
    Table(
        name="objection",
        kind=Kind.APPEND_ONLY,
        owners=_ALL_SIDES - {Role.BANK_DESK},
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="objection_no declaration loan_no raised_by text",
            int="line_no",
            day="raised_on",
            moment="said_at",
        ),
    ),
    Table(
        name="objection_end",
        kind=Kind.APPEND_ONLY,
        owners=_OFFICES,
        audience=Audience.SUBSIDY,
        fields=by_type(text="objection outcome note", day="decided_on", moment="said_at"),
    ),
    Table(
        name="reversal",
        kind=Kind.APPEND_ONLY,
        owners=_ALL_SIDES,
        audience=Audience.SUBSIDY,
        fields=by_type(
            text="declaration loan_no township_code reason document_no",
            int="line_no",
            day="found_on",
            moment="said_at",
        ),
    ),
)
"""The tables, in the order in which a quarter fills them."""
