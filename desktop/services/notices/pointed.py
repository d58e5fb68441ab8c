"""Forms of one record: what is asked for where nobody named it, or where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.services.notices import (
    borrowing,
    declared,
    happened,
    maturities,
    overdue,
    passed_on,
    suspended,
)
from desktop.services.records.people import FIELD_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.printing.templates import Sheet
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

_NOT_NAMED: Mapping[str, str] = {
    happened.KIND: "activity_not_named",
    borrowing.INSPECTION: "inspection_not_named",
    borrowing.RENEWAL: "renewal_not_named",
    borrowing.CLAIM: "claim_not_named",
    borrowing.RECOVERY: "recovery_not_named",
}
NOTHING: Mapping[str, str] = {
    maturities.KIND: "no_loan_ending",
    overdue.KIND: "no_loan_overdue",
    borrowing.INSPECTION: "no_loan_running",
    borrowing.RENEWAL: "no_loan_running",
    borrowing.CLAIM: "no_claim_standing",
    borrowing.RECOVERY: "no_recovery_standing",
}
"""What is said of a household that was named and has nothing for such a sheet."""

_OF_OFFICES: Mapping[str, str] = {
    declared.PAYOUT: "sheet_of_offices",
    suspended.KIND: "sheet_of_county",
}
OFFICES = frozenset({"county", "agriculture_desk"})
"""Who issues the county's papers: its hub, and the desk of the agriculture office."""


def offered(session: Session, kind: str) -> bool:
    """Whether a sheet can be printed here: what is the offices' or the banks' is theirs alone."""
    role = session.store.identity.role
    if kind == passed_on.KIND:
        return role in FIELD_ROLES
    return kind not in _OF_OFFICES or role in OFFICES


def checked(session: Session, sheet: Sheet, scope: NoticeScope, pack: str) -> None:
    """A sheet of the county's offices is theirs, blank or filled; a form of a record names it.

    Raises:
        UserError: `sheet_of_offices`, `sheet_of_county`, `activity_not_named`,
            `inspection_not_named`, `renewal_not_named`, `claim_not_named`, `recovery_not_named`.
    """
    if sheet.kind in _OF_OFFICES and not offered(session, sheet.kind):
        raise UserError(
            _OF_OFFICES[sheet.kind], title=sheet.title, clause=_clause(session, sheet, pack)
        )
    named = scope.record_no or scope.household_nos or scope.village or scope.township
    if sheet.kind in _NOT_NAMED and not named and not scope.blank:
        raise UserError(_NOT_NAMED[sheet.kind], title=sheet.title)


def _clause(session: Session, sheet: Sheet, pack: str) -> str:
    """The clauses of the first line that has any, else the number of the document."""
    from desktop.printing.templates import citation

    found = next((one.clauses for one in sheet.lines if one.clauses.get(pack)), {})
    known = session.shelf.templates.packs[pack]
    return citation(found, "", known) or known.number
