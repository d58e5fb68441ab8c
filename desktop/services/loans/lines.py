"""A loan as a line: which pack binds it and why, how long it still runs, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.rules.binding import bind
from desktop.rules.packs.model import Bound
from desktop.services.records.lending import LoanLine
from desktop.services.records.rosters import LiveLoan

if TYPE_CHECKING:
    from datetime import date

    from db.records.follow import LoanRow
    from desktop.rules.packs import PackSet

UNSIGNED = "loan_signing_unknown"
_TAIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where contracts are signed: the packs, the county, from when a city's plan binds."""

    packs: PackSet
    region: str
    overlay_from: date | None

    def bound(self, row: LoanRow) -> Bound:
        """The pack of a loan by product and signing day; without that day nothing is bound."""
        if row.signed_on is None:
            return Bound(pack=None, codes=(UNSIGNED,))
        return bind(
            self.packs,
            row.product_code,
            self.region,
            row.signed_on,
            continued=bool(row.renews_loan_no),
            overlay_from=self.overlay_from,
        )

    def title(self, pack: str | None) -> str:
        """The title of a pack's document."""
        found = self.packs.packs.get(pack or "")
        return found.document.title if found else ""


def line(row: LoanRow, place: Place, today: date) -> LoanLine:
    """A loan as a list and a card show it."""
    bound = place.bound(row)
    overdue = overdue_now(row, today)
    late = row.overdue_since or (row.matures_on if past(row, today) else None)
    return LoanLine(
        loan_no=row.loan_no,
        contract_no=row.contract_no,
        tail=row.loan_no[-_TAIL:],
        product_code=row.product_code,
        household_no=row.household_no,
        member_no=row.member_no,
        borrower_name=row.borrower_name,
        head_name=row.head_name,
        village=row.village,
        township_code=row.township_code,
        bank=row.bank,
        signed_on=row.signed_on,
        drawn_on=row.drawn_on,
        matures_on=row.matures_on,
        days_left=(row.matures_on - today).days if row.live and row.matures_on else None,
        principal_fen=row.principal_fen,
        balance_fen=row.balance_fen,
        rate_ppm=row.rate_ppm,
        purpose=row.purpose_text,
        loan_status=row.loan_status,
        live=row.live,
        policy_pack=bound.pack or "",
        pack_title=place.title(bound.pack),
        pack_codes=bound.codes,
        pack_why=bound.reason,
        pack_ref=bound.ref,
        renewals=renewals(row),
        renews_loan_no=row.renews_loan_no,
        roster_state=row.household_status,
        exited_on=row.exited_on,
        overdue_since=row.overdue_since,
        overdue_days=(today - late).days if overdue and late and late <= today else None,
        overdue_principal_fen=row.overdue_principal_fen,
        overdue_interest_fen=row.overdue_interest_fen,
    )


def live(row: LoanRow, place: Place) -> LiveLoan:
    """A running loan as other lists name it."""
    return LiveLoan(
        loan_no=row.loan_no,
        tail=row.loan_no[-_TAIL:],
        product_code=row.product_code,
        policy_pack=place.bound(row).pack or "",
        matures_on=row.matures_on,
        overdue=_told_overdue(row),
    )


def renewals(row: LoanRow) -> int | None:
    """How often a loan was renewed or extended, in all; None where nobody has told.

    The bank's count stands; else what the ledger itself shows, which is at least that often.
    """
    if row.renewal_count is not None:
        return row.renewal_count
    shown = row.earlier + (row.extended_maturity_on is not None)
    return shown or None


def past(row: LoanRow, today: date) -> bool:
    """Whether a running loan is past its last day."""
    return row.live and row.matures_on is not None and row.matures_on < today


def overdue_now(row: LoanRow, today: date) -> bool:
    """Whether the bank reports anything overdue, or the last day has gone by unpaid."""
    return _told_overdue(row) or past(row, today)


def _told_overdue(row: LoanRow) -> bool:
    told = row.overdue_since or row.overdue_principal_fen or row.overdue_interest_fen
    return row.live and (row.loan_status == "overdue" or bool(told))
