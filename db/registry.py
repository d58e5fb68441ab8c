"""The replicated tables by name; a new table is one entry here."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from db.aftertables import AFTER_LOAN
from db.applytables import APPLYING
from db.faults import StoreError
from db.fundtables import FUND
from db.latetables import LATE
from db.movetables import MOVES
from db.quartertables import COURSE
from db.table import Audience, Kind, Role, Table, by_type

GONE = "gone"
_ONE_FOR_ALL = (Audience.ALL, Audience.COUNTY, Audience.OFFICES)

_COUNTY = frozenset({Role.COUNTY})
_BANK = frozenset({Role.COUNTY, Role.BANK_DESK})
_PAYERS = frozenset({Role.COUNTY, Role.AGRICULTURE_DESK})
_LENDERS = frozenset({Role.COUNTY, Role.BANK_DESK, Role.OFFICER})

_ALL = (
    Table(
        name="roster_version",
        kind=Kind.OWNED,
        owners=_COUNTY,
        audience=Audience.WORK,
        fields=by_type(
            text="roster_version township_code source_name source_dept digest held rows",
            day="as_of_date",
            int="households members",
        ),
        payload_fields=frozenset({"rows"}),
    ),
    Table(
        name="township_assignment",
        kind=Kind.OWNED,
        owners=_COUNTY,
        audience=Audience.ALL,
        fields=by_type(
            text="township_code township_name county prefecture main_bank outlet contact phone "
            "assignment_basis source_document filing_status previous_bank remark originals",
            day="effective_from effective_to",
            int="household_count monitored_household_count",
            bool="is_fallback",
        ),
    ),
    Table(
        name="county_parameter",
        kind=Kind.OWNED,
        owners=_COUNTY,
        audience=Audience.ALL,
        fields=by_type(text="key value source_document filled_by status", day="effective_from"),
    ),
    Table(
        name="bank_parameter",
        kind=Kind.OWNED,
        owners=_BANK,
        audience=Audience.ALL,
        fields=by_type(
            text="bank key value source_document filled_by status",
            day="effective_from",
        ),
    ),
    Table(
        name="policy_document",
        kind=Kind.OWNED,
        owners=_COUNTY,
        audience=Audience.ALL,
        fields=by_type(
            text="file kind pack_id number title digest signature reason content",
            day="installed_on",
        ),
    ),
    Table(
        name="device_cert",
        kind=Kind.OWNED,
        owners=_COUNTY,
        audience=Audience.ALL,
        fields=by_type(
            text="officer_name role bank letter state certificate signing_key sealing_key token "
            "cutoff",
            json="townships",
            day="issued_on expires_on",
            moment="revoked_at",
        ),
    ),
    Table(
        name="loan",
        kind=Kind.OWNED,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="contract_no loan_no product_code household_no member_no township_code "
            "borrower_name settlement_mode guarantee_type purpose_code purpose_text "
            "industry_code policy_pack_id renews_loan_no risk_class loan_status bank "
            "large_need_reason originals policy_reason",
            day="signed_on drawn_on maturity_on extended_maturity_on overdue_since balance_on",
            int="principal_fen balance_fen rate_ppm day_basis months subsidy_cap_fen "
            "renewal_count overdue_principal_fen overdue_interest_fen first_rate_ppm",
        ),
    ),
    Table(
        name="interest_settlement",
        kind=Kind.OWNED,
        owners=_BANK,
        audience=Audience.BANK,
        fields=by_type(
            text="loan_no township_code originals",
            json="balance_change",
            day="settled_on period_from period_to paid_on",
            int="days product_sum_fen_days interest_due_fen interest_paid_fen penalty_paid_fen",
        ),
    ),
    Table(
        name="payment_result",
        kind=Kind.OWNED,
        owners=_PAYERS,
        audience=Audience.SUBSIDY,
        former=frozenset({Audience.PRIVATE}),
        fields=by_type(
            text="batch project_code township_code village household_no name id_kind id_number "
            "bank_name account basis measure loan_no pay_status fail_reason source_name originals",
            day="paid_on",
            int="year amount_fen source_row",
        ),
    ),
    Table(
        name="subsidy_batch",
        kind=Kind.APPEND_ONLY,
        owners=_LENDERS,
        audience=Audience.BANK,
        fields=by_type(
            text="batch_no township_code bank region policy_digest params digest rows",
            day="period_from period_to list_closed_on",
            moment="settled_at",
            int="revision year quarter households loans lines listed needs_review held not_listed "
            "named interest_fen central_t1_fen province_t1_fen central_t2_fen local_fen "
            "subsidy_fen borrower_fen open_interest_fen",
        ),
        payload_fields=frozenset({"rows"}),
    ),
    Table(
        name="household_note",
        kind=Kind.SHARED,
        audience=Audience.WORK,
        fields=by_type(text="phone address_note needs_note best_time remark"),
    ),
    Table(
        name="contact_person",
        kind=Kind.SHARED,
        audience=Audience.WORK,
        fields=by_type(
            text="name role org staff_no phone photo_hash status township_code address hours",
            json="areas",
            day="valid_from valid_to",
        ),
    ),
    Table(
        name="product",
        kind=Kind.SHARED,
        audience=Audience.WORK,
        fields=by_type(
            text="name bank for_whom amount term rate guarantee materials contact township_code",
            day="valid_to",
        ),
    ),
    Table(
        name="outreach_visit",
        kind=Kind.APPEND_ONLY,
        audience=Audience.WORK,
        fields=by_type(
            text="visit_no household_no township_code publicity_method contact_result person_met "
            "relation_to_head policy_understood need_use need_month no_need_reason follow_up "
            "slip_no participants note corrects_visit_no correction_reason walk_in_no taken_over "
            "kept_by originals",
            json="topics evidence_hashes handouts",
            day="visited_on follow_up_due",
            moment="visited_at",
            int="need_amount_fen",
            bool="has_need signed",
        ),
    ),
    Table(
        name="evidence",
        kind=Kind.APPEND_ONLY,
        audience=Audience.PRIVATE,
        former=frozenset({Audience.WORK}),
        fields=by_type(
            text="visit township_code sha256 taken_at",
            moment="added_at",
            int="size width height latitude_e6 longitude_e6",
        ),
    ),
    Table(
        name="publicity_activity",
        kind=Kind.APPEND_ONLY,
        audience=Audience.WORK,
        fields=by_type(
            text="activity_no activity_type township_code division_code village place "
            "responsible note corrects_activity_no correction_reason taken_over kept_by originals",
            json="topics notice_ids photo_hashes materials",
            day="held_on removed_on",
            int="attendance_total attendance_elderly attendance_disabled materials_count",
        ),
    ),
    Table(
        name="need_end",
        kind=Kind.APPEND_ONLY,
        audience=Audience.PRIVATE,
        fields=by_type(
            text="visit township_code outcome reason check_no said_by note correction_reason",
            json="settles",
            day="ended_on",
            moment="recorded_at",
        ),
    ),
    Table(
        name="eligibility_check",
        kind=Kind.APPEND_ONLY,
        audience=Audience.PRIVATE,
        fields=by_type(
            text="check_no household_no member_no township_code purpose_code purpose_text "
            "policy_pack_version roster_version overall_result reviewed_by review_reason "
            "corrects_check_no facts rows policy_digest digest",
            day="checked_on valid_until",
            moment="reviewed_at",
            int="applied_amount_fen applied_months",
        ),
    ),
    Table(
        name="policy_set",
        kind=Kind.APPEND_ONLY,
        audience=Audience.PRIVATE,
        fields=by_type(text="digest files"),
    ),
    Table(
        name="walk_in",
        kind=Kind.SHARED,
        audience=Audience.PRIVATE,
        fields=by_type(
            text="walk_in_no name id_number phone township_code admin_village group_no "
            "address_note needs_note best_time remark initials household_no merged_into",
            day="met_on linked_on birth_date",
        ),
    ),
    Table(
        name="roster_todo",
        kind=Kind.APPEND_ONLY,
        audience=Audience.PRIVATE,
        fields=by_type(text="roster_version household_no township_code code note", day="done_on"),
    ),
    Table(
        name="notice_issued",
        kind=Kind.APPEND_ONLY,
        audience=Audience.WORK,
        fields=by_type(
            text="notice_no kind title policy_pack_version subject_kind subject township_code "
            "division_code household_no paper mask_level sha256 check_code posted_place "
            "voids_notice_no void_reason params",
            day="issued_on posted_from posted_to",
            moment="issued_at",
            int="copies",
        ),
    ),
    Table(
        name="board_answer",
        kind=Kind.APPEND_ONLY,
        audience=Audience.WORK,
        fields=by_type(text="notice_no township_code why note", day="answered_on"),
    ),
    Table(
        name="notice_delivery",
        kind=Kind.APPEND_ONLY,
        audience=Audience.PRIVATE,
        fields=by_type(
            text="notice_no township_code way result delivered_by witness note",
            day="delivered_on",
        ),
    ),
    Table(
        name="paper_return",
        kind=Kind.APPEND_ONLY,
        audience=Audience.WORK,
        fields=by_type(
            text="notice_no kind township_code household_no record_no note", day="returned_on"
        ),
    ),
    Table(
        name="enrolment",
        kind=Kind.APPEND_ONLY,
        audience=Audience.COUNTY,
        fields=by_type(
            text="device token officer_name signing_key sealing_key recovery_sealed",
            moment="enrolled_at",
        ),
    ),
    Table(
        name="day_close",
        kind=Kind.APPEND_ONLY,
        audience=Audience.WORK,
        fields=by_type(text="township_code", day="day", moment="closed_at", int="visits"),
    ),
    Table(
        name="erasure",
        kind=Kind.APPEND_ONLY,
        owners=_COUNTY,
        audience=Audience.WORK,
        fields=by_type(
            text="township_code kind subject reason", json="ops blobs", moment="erased_at"
        ),
    ),
    *COURSE,
    *AFTER_LOAN,
    *MOVES,
    *LATE,
    *FUND,
    *APPLYING,
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""All replicated tables by name."""

INTEGERS = frozenset({"int", "bool"})
"""Field types that are whole numbers in the file; all others are text."""


def table(name: str) -> Table:
    """The table of that name.

    Raises:
        StoreError: ``table_unknown``.
    """
    found = TABLES.get(name)
    if found is None:
        raise StoreError("table_unknown", table=name)
    return found


def audience_for(name: str, scope: str) -> str:
    """The audience that rows of a table have by default in a township (or ``*``)."""
    kind = table(name).audience
    if kind in _ONE_FOR_ALL:
        return str(kind)
    return "*" if scope == "*" else f"{scope}.{kind}"


def audience_fits(name: str, scope: str, audience: str) -> bool:
    """Whether rows of a table may come in an audience: its own, one it had before or has also."""
    more = table(name).former | table(name).also
    return audience == audience_for(name, scope) or (
        scope != "*" and audience in {f"{scope}.{one}" for one in more}
    )


ROSTER_HOUSEHOLD: dict[str, str] = by_type(
    text="household_no division_code county township admin_village natural_village group_no "
    "head_name household_phone household_type monitor_category risk_cleared "
    "needs_continued_support risk_cause resettlement_area",
    int="member_count poverty_exit_year per_capita_net_income_fen",
    day="first_identified_on risk_identified_on risk_cleared_on",
    bool="relocated",
)
"""What a roster tells of a household on each row of its people."""

ROSTER_MEMBER: dict[str, str] = by_type(
    text="member_no name id_number relation_to_head sex ethnicity education health_status "
    "labour_skill phone originals",
    day="birth_date died_on member_identified_on",
    bool="alive",
)
"""What a roster tells of a person."""

SUBSIDY_LINE: dict[str, str] = by_type(
    int="line_no principal_fen rate_ppm subsidy_cap_fen day_basis days tier1_product_fen_days "
    "tier2_product_fen_days interest_due_fen interest_paid_fen bank_interest_fen own_interest_fen "
    "interest_difference_fen central_t1_fen province_t1_fen central_t2_fen local_amount_fen "
    "subsidy_total_fen borrower_share_fen bank_claimed_fen difference_fen",
    text="household_no division_code member_no borrower_name loan_no product_code renewal_type "
    "bank central_rate province_rate policy_pack_version reason line_status readings beside",
    day="signed_on drawn_on maturity_on settled_on period_from period_to paid_on",
    bool="large_need",
    json="flags missing clauses balance_change",
)
"""What a batch tells of each loan (3.12); rates without a unit are percent as decimal text."""


@cache
def fingerprint() -> str:
    """What this program knows of tables and writers; a change makes older operations count."""
    lines = sorted(
        f"{t.name}:{','.join(sorted(t.fields))}:{','.join(sorted(t.owners))}:"
        f"{','.join(sorted({t.audience, *t.former, *t.also}))}"
        for t in _ALL
    )
    return sha256("\n".join(lines).encode()).hexdigest()
