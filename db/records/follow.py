"""What a roster version brings with it, people on no roster, and loans as lists show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct


class RosterEvent(Struct, frozen=True, kw_only=True):
    """A change of one version, with the place of the household; the first version is none."""

    roster_version: str
    township_code: str
    as_of_date: date
    household_no: str
    change_type: str
    head_name: str
    village: str
    details: dict[str, tuple[str, str]]


class RosterTodo(Struct, frozen=True, kw_only=True):
    """That a consequence of a version was dealt with."""

    id: str
    roster_version: str
    household_no: str
    township_code: str
    code: str
    note: str
    done_on: date | None
    officer: str = ""


class WalkIn(Struct, frozen=True, kw_only=True):
    """Somebody who came or was met and stands on no roster; never counted as a household.

    `household_no` is the roster household that it was linked to, `merged_into` the id of the
    record that it is one with; both empty while it is not.
    """

    walk_in_no: str
    name: str
    township_code: str
    id_number: str = ""
    phone: str = ""
    admin_village: str = ""
    group_no: str = ""
    address_note: str = ""
    needs_note: str = ""
    best_time: str = ""
    remark: str = ""
    initials: str = ""
    household_no: str = ""
    merged_into: str = ""
    met_on: date | None = None
    linked_on: date | None = None
    birth_date: date | None = None
    id: str = ""
    officer: str = ""


class WalkInTurn(Struct, frozen=True, kw_only=True):
    """What one act changed of a record: the values before and after, and `gone` if it went."""

    walk_in_no: str
    before: Mapping[str, str | int | date | None]
    after: Mapping[str, str | int | date | None]

    def reversed(self) -> WalkInTurn:
        """The act that takes this one back."""
        return WalkInTurn(walk_in_no=self.walk_in_no, before=self.after, after=self.before)


class WalkInGroup(Struct, frozen=True, kw_only=True):
    """A record and those that were merged into it, all as they were typed."""

    kept: WalkIn
    others: tuple[WalkIn, ...] = ()

    @property
    def all(self) -> tuple[WalkIn, ...]:
        """The kept one first."""
        return (self.kept, *self.others)


class Twin(Struct, frozen=True, kw_only=True):
    """Who may be the same as somebody: by what, and a household or a walk-in number."""

    by: str
    household_no: str
    walk_in_no: str
    name: str
    village: str


class LoanFilter(Struct, frozen=True, kw_only=True):
    """Which loans to list; empty means all. village is a 12-digit code or a name.

    `state` is live, overdue, settled, off_roster or unmatched; `due_by` the last maturity day;
    `renewals` any (of the small loans), used, unused or untold.
    """

    village: str = ""
    township_code: str = ""
    state: str = ""
    household_no: str = ""
    due_from: date | None = None
    due_by: date | None = None
    renewals: str = ""


class LoanRow(Struct, frozen=True, kw_only=True):
    """A loan with the place and the roster state of its household.

    `matures_on` is the last maturity day, an extension counted; `earlier` how many loans of
    its chain of renewals came before it.
    """

    loan_no: str
    contract_no: str
    product_code: str
    household_no: str
    member_no: str
    borrower_name: str
    township_code: str
    division_code: str
    village: str
    head_name: str
    household_status: str
    exited_on: date | None
    signed_on: date | None
    drawn_on: date | None
    maturity_on: date | None
    extended_maturity_on: date | None
    matures_on: date | None
    principal_fen: int | None
    balance_fen: int | None
    rate_ppm: int | None
    loan_status: str
    bank: str
    purpose_text: str
    renews_loan_no: str
    renewal_count: int | None
    overdue_since: date | None
    overdue_principal_fen: int | None
    overdue_interest_fen: int | None
    earlier: int
    live: bool
