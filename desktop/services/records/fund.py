"""Risk compensation as it is shown and written: mechanism, claims, recoveries, the fund's book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.rules.claims import (
    ACCEPTED,
    AGRICULTURE,
    RETURNED,
    ClaimStanding,
    RecoveryStanding,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from db.records.fund import Claim, ClaimMoney, ClaimReview, FundEntry, FundStatement, Recovery

__all__ = [
    "Adequacy",
    "Assessment",
    "ClaimCandidate",
    "ClaimEntry",
    "ClaimFinding",
    "ClaimLine",
    "ClaimStanding",
    "FundBook",
    "FundLine",
    "Mechanism",
    "MoneyStep",
    "OpenClaim",
    "RecoveryLine",
    "RecoveryStanding",
    "Tolerance",
]


class Mechanism(Struct, frozen=True, kw_only=True):
    """What the county has for bad loans on a day: `fund`, `none`, `guarantee`, or not laid down."""

    kind: str
    clause: str
    document: str = ""
    effective_from: date | None = None
    filled_by: str = ""


class ClaimEntry(Struct, frozen=True, kw_only=True):
    """What a bank claims; amounts in fen (None: what the bank's list says), ratios in ppm.

    `renewable`: whether the loan could still be renewed, extended or topped up; None is nobody
    looked. `spells` are earlier spells overdue that were cured, first and last day of each.
    """

    loan_no: str
    cause: str
    claimed_on: date
    principal_fen: int | None = None
    interest_fen: int | None = None
    overdue_since: date | None = None
    renewable: bool | None = None
    renewal_note: str = ""
    cause_note: str = ""
    npl_product_ppm: int | None = None
    npl_bank_ppm: int | None = None
    npl_on: date | None = None
    npl_source: str = ""
    materials: tuple[str, ...] = ()
    spells: tuple[tuple[date, date], ...] = ()
    late_reason: str = ""
    note: str = ""


class Tolerance(Struct, frozen=True, kw_only=True):
    """The gate of bad loans (parts per million): the ratios, their difference, the two texts.

    `inside` counts the limit itself in, as the recommended reading does; `strictly` does not.
    `sources` are the clause that gives the limit here and the one that says whether it counts.
    """

    product_ppm: int | None
    bank_ppm: int | None
    limit_ppm: int
    sources: tuple[str, ...]

    @property
    def difference_ppm(self) -> int | None:
        """By how much the ratio of these loans is above that of all loans of the bank."""
        if self.product_ppm is None or self.bank_ppm is None:
            return None
        return self.product_ppm - self.bank_ppm

    @property
    def inside(self) -> bool | None:
        """Whether the difference is at most the limit."""
        found = self.difference_ppm
        return None if found is None else found <= self.limit_ppm

    @property
    def strictly(self) -> bool | None:
        """Whether it is so where the limit itself counts as outside."""
        found = self.difference_ppm
        return None if found is None else found < self.limit_ppm


class ClaimFinding(Struct, frozen=True, kw_only=True):
    """One condition of a claim: what came out, with its code and the clause it stands in."""

    rule: str
    result: str
    code: str
    clause: str
    title: str = ""
    says: str = ""


class MoneyStep(Struct, frozen=True, kw_only=True):
    """One step of how a figure came about: its code, the amount in fen, the clause behind it."""

    code: str
    amount_fen: int | None
    clause: str = ""
    params: Mapping[str, object] | None = None


class Assessment(Struct, frozen=True, kw_only=True):
    """What the rules say of a claim; amounts in fen. The county decides, the program never does."""

    status: str
    findings: tuple[ClaimFinding, ...]
    flags: tuple[str, ...]
    missing: tuple[str, ...]
    needed: tuple[str, ...]
    lacking: tuple[str, ...]
    loss_fen: int
    fund_share_fen: int | None
    bank_share_fen: int | None
    deadline: date | None
    pack: str
    clauses: tuple[str, ...]
    tolerance: Tolerance
    steps: tuple[MoneyStep, ...]


class ClaimCandidate(Struct, frozen=True, kw_only=True):
    """An overdue loan of the bank without a claim, with the last day for one and the days left."""

    loan_no: str
    borrower_name: str
    village: str
    overdue_since: date | None
    overdue_fen: int
    deadline: date | None
    days_left: int | None


class RecoveryLine(Struct, frozen=True, kw_only=True):
    """A recovery with how far the fund's part is on its way back."""

    recovery: Recovery
    standing: RecoveryStanding
    booked_fen: int
    struck_reason: str = ""

    @property
    def over_fen(self) -> int:
        """What lies in the fund of it beyond the fund's part: two offices booked it."""
        return max(0, self.booked_fen - self.recovery.to_fund_fen) if self.counts else 0

    @property
    def counts(self) -> bool:
        """Whether it was not struck."""
        return self.standing not in {RecoveryStanding.STRUCK, RecoveryStanding.STRUCK_BOOKED}


class OpenClaim(Struct, frozen=True, kw_only=True):
    """A claim that was not taken back, with the day by which it is to be completed.

    `own` says whether it is this ledger's own bank's.
    """

    claim_no: str
    loan_no: str
    household_no: str
    borrower_name: str
    village: str
    deadline: date | None
    standing: ClaimStanding
    own: bool


class ClaimLine(Struct, frozen=True, kw_only=True):
    """A claim as it stands: its last revision, what was said of it, paid and recovered.

    `days_left` counts to the deadline while it is not paid; `due_fen` is what the fund has to pay
    in all: its share, less what of the recoveries is its own and the bank kept. `over_fen` is what
    was paid beyond that, which two offices that did not know of each other may bring about.
    """

    claim: Claim
    standing: ClaimStanding
    assessment: Assessment
    revisions: tuple[Claim, ...]
    reviews: tuple[ClaimReview, ...]
    money: tuple[ClaimMoney, ...]
    recoveries: tuple[RecoveryLine, ...]
    due_fen: int
    paid_fen: int
    withdrawn: str
    days_left: int | None
    village: str = ""
    twin: str = ""

    @property
    def paid_days(self) -> list[date]:
        """The days of its payments, those that were taken back left out."""
        back = {one.corrects_entry_no for one in self.money}
        return [
            one.moved_on
            for one in self.money
            if one.amount_fen < 0 and not one.recovery_no and one.entry_no not in back
        ]

    @property
    def paid_on(self) -> date | None:
        """The day of its last payment that stands."""
        return max(self.paid_days, default=None)

    @property
    def verified(self) -> bool:
        """Whether agriculture verified this very revision, and no office returned it since."""
        said = {one.office: one.result for one in self.reviews if one.claim == self.claim.id}
        return said.get(AGRICULTURE) == ACCEPTED and RETURNED not in said.values()

    @property
    def left_fen(self) -> int:
        """What the fund has still to pay of what is due."""
        return max(0, self.due_fen - self.paid_fen)

    @property
    def over_fen(self) -> int:
        """What was paid beyond what is due."""
        return max(0, self.paid_fen - self.due_fen)

    @property
    def recovered_fen(self) -> int:
        """What the bank recovered of it, struck ones left out."""
        return sum(one.recovery.amount_fen for one in self._counted)

    @property
    def returned_fen(self) -> int:
        """What of that is the fund's."""
        return sum(one.recovery.to_fund_fen for one in self._counted)

    @property
    def _counted(self) -> list[RecoveryLine]:
        return [one for one in self.recoveries if one.counts]


class FundLine(Struct, frozen=True, kw_only=True):
    """An entry of the fund's book with the balance after it, and its counter-entry if any."""

    entry: FundEntry
    balance_fen: int
    corrected_by: str = ""


class Adequacy(Struct, frozen=True, kw_only=True):
    """The fund at the end of a day against the least it must hold, in fen; None is unknown.

    The loans are those of the last statement by then; `with_older_fen` is what would be needed if
    loans of the former product counted too, which the texts leave open.
    """

    day: date
    moved_fen: int
    balance_fen: int
    loans_fen: int | None
    required_fen: int | None
    shortfall_fen: int | None
    with_older_fen: int | None
    shortfall_with_older_fen: int | None
    clause: str


class FundBook(Struct, frozen=True, kw_only=True):
    """The fund: its entries, its balance, and how it stands today.

    `unbooked` recoveries wait for an entry, of `overbooked` ones an entry is to be taken back;
    `below_zero` is the first day at whose end more was paid than was there, which two offices that
    did not know of each other may bring about.
    """

    lines: tuple[FundLine, ...]
    balance_fen: int
    today: Adequacy
    statement: FundStatement | None
    unbooked: tuple[RecoveryLine, ...]
    overbooked: tuple[RecoveryLine, ...]
    below_zero: date | None
