"""The bank's side of risk compensation: what can be claimed, claims, what is recovered after.

Nothing here pays or decides; a claim that the rules refuse is not filed, and why is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from db import compensation, households, inspections, lending
from db import settings as kept
from db.records.follow import LoanFilter
from db.records.fund import Claim, ClaimWithdrawal
from desktop.errors import UserError
from desktop.rules import claims
from desktop.rules import inspections as checks
from desktop.rules.claims import ClaimStanding
from desktop.rules.free_text import restored
from desktop.services.compensation.assessing import Known, assess
from desktop.services.compensation.gathering import TEXTS, Gathering
from desktop.services.compensation.proving import proved, short
from desktop.services.lines import loan_meant
from desktop.services.ownbank import bank_of, own
from desktop.services.records.fund import ClaimCandidate

if TYPE_CHECKING:
    from datetime import date

    from db.records.follow import LoanRow
    from desktop.services.records.fund import Assessment, ClaimEntry, ClaimLine

_EVERY = 100_000
_TAIL = 4
_OPEN_TO_CHANGE = frozenset({ClaimStanding.FILED, ClaimStanding.RETURNED})


class Claiming(Gathering):
    """A bank's claims and recoveries; who else writes one is refused by the ledger."""

    def candidates(self) -> list[ClaimCandidate]:
        """The overdue small loans of this bank without a claim, the earliest deadline first."""
        taken = {
            one.claim.loan_no
            for one in self.claims()
            if one.standing is not ClaimStanding.WITHDRAWN
        }
        wanted, ours = LoanFilter(state="overdue"), own(self._session)
        rows = lending.listed(self._session.store, wanted, limit=_EVERY)
        found = [
            self._candidate(one)
            for one in rows
            if one.loan_no not in taken
            and one.product_code in lending.PRODUCTS
            and ours(one.bank or "")
        ]
        return sorted(found, key=lambda one: (one.deadline is None, one.deadline, one.loan_no))

    def look(self, entry: ClaimEntry) -> Assessment:
        """What the rules say of a claim as it is typed; nothing is written or refused.

        Raises:
            UserError: `loan_unknown`, `loan_ambiguous`, `claim_cause_missing`.
        """
        return self._assess(self._claim(entry))

    def file(self, entry: ClaimEntry) -> ClaimLine:
        """File a claim on the fund, or nothing of it.

        Raises:
            UserError: `no_mechanism_known`, `no_mechanism`, `guarantee_mechanism` where the county
                has no fund; `loan_unknown`, `loan_ambiguous`, `claim_other_bank`,
                `claim_product`, `claim_loan_twice`, and those of `resubmit`.
            StoreError: `not_owner` where this office files no claims.
        """
        self.must_have_fund(entry.claimed_on)
        made = self._claim(entry)
        there = self.alive_of(made.loan_no)
        if there is not None:
            raise UserError(
                "claim_loan_twice", loan_no=made.loan_no[-_TAIL:], claim_no=there.claim.claim_no
            )
        number = compensation.next_no(self._session.store, Claim, made.township_code, "B")
        return self._keep(replace(made, claim_no=number, revision=1))

    def resubmit(self, claim_no: str, entry: ClaimEntry) -> ClaimLine:
        """File a claim anew as its next revision: it was returned, or nobody has said a word yet.

        Raises:
            UserError: `claim_unknown`, `claim_in_hand`, `claim_other_loan`,
                `claim_cause_missing`, `claim_day_wrong`, `claim_not_overdue`, `claim_too_early`,
                `claim_amount_wrong`, `claim_above_loan`, `claim_renewal_open`,
                `claim_still_renewable`, `claim_npl_missing`, `claim_no_ratio`, `claim_late`,
                `claim_material_foreign`, `claim_materials_missing`, `claim_text_long`.
        """
        self.must_have_fund(entry.claimed_on)
        there = self.claim(claim_no)
        if there.standing not in _OPEN_TO_CHANGE:
            raise UserError("claim_in_hand", claim_no=there.claim.claim_no)
        before = there.revisions[-1]
        said: dict[str, Any] = {
            name: restored(getattr(entry, name), getattr(before, name)) for name in TEXTS
        }
        made = self._claim(replace(entry, **said))
        if made.loan_no != there.claim.loan_no:
            raise UserError("claim_other_loan", loan_no=there.claim.loan_no[-_TAIL:])
        revision = there.claim.revision + 1
        return self._keep(replace(made, claim_no=there.claim.claim_no, revision=revision))

    def withdraw(self, claim_no: str, reason: str) -> ClaimLine:
        """Take a claim back that nothing was paid on; the loan can be claimed anew.

        Raises:
            UserError: `claim_unknown`, `claim_other_bank`, `reason_missing`, `claim_in_hand`,
                `claim_text_long`.
        """
        there = self.claim(claim_no)
        self.must_be_own(there.claim.bank)
        if not reason.strip():
            raise UserError("reason_missing")
        if there.standing not in _OPEN_TO_CHANGE | {ClaimStanding.ACCEPTED}:
            raise UserError("claim_in_hand", claim_no=there.claim.claim_no)
        short(reason)
        self._write(
            ClaimWithdrawal(
                claim_no=there.claim.claim_no,
                township_code=there.claim.township_code,
                reason=reason.strip(),
                withdrawn_on=self._session.today(),
                said_at=self._session.clock(),
            )
        )
        return self.claim(claim_no)

    def _candidate(self, row: LoanRow) -> ClaimCandidate:
        today = self._session.today()
        principal, interest = row.overdue_principal_fen or 0, row.overdue_interest_fen or 0
        deadline = None
        if row.overdue_since is not None:
            probe = replace(
                self._bare(row, claims.Cause.OTHER.value, today),
                overdue_since=row.overdue_since,
                claim_principal_fen=principal,
            )
            deadline = self._assess(probe).deadline
        return ClaimCandidate(
            loan_no=row.loan_no,
            borrower_name=row.borrower_name or row.head_name,
            village=row.village,
            overdue_since=row.overdue_since,
            overdue_fen=principal + interest,
            deadline=deadline,
            days_left=(deadline - today).days if deadline else None,
        )

    def _bare(self, row: LoanRow, cause: str, day: date) -> Claim:
        """A claim of a loan with what the bank's list says of it."""
        session = self._session
        found = inspections.found(session.store, checks.FINDINGS)
        return Claim(
            claim_no="",
            revision=0,
            township_code=row.township_code,
            household_no=row.household_no,
            borrower_name=row.borrower_name or row.head_name,
            id_tail=self._id_tail(row),
            loan_no=row.loan_no,
            contract_no=row.contract_no,
            product_code=row.product_code,
            bank=row.bank or bank_of(session),
            outlet=kept.get(session.store, "outlet"),
            principal_fen=row.principal_fen or 0,
            signed_on=row.signed_on,
            drawn_on=row.drawn_on,
            maturity_on=row.matures_on,
            trigger=claims.trigger_of(cause),
            cause=cause,
            claimed_on=day,
            use_deviation=row.loan_no in found,
            claim_principal_fen=0,
            claim_interest_fen=0,
            loss_fen=0,
            fund_share_fen=0,
            bank_share_fen=0,
            policy_pack="",
            said_at=session.clock(),
        )

    def _id_tail(self, row: LoanRow) -> str:
        people = households.members(self._session.store, row.household_no)
        return next(
            (one.id_number[-_TAIL:] for one in people if one.member_no == row.member_no), ""
        )

    def _claim(self, entry: ClaimEntry) -> Claim:
        """The claim of an entry, its amounts those of the bank's list where none were typed."""
        row = loan_meant(self._session.store, entry.loan_no)
        if row.product_code not in lending.PRODUCTS:
            raise UserError("claim_product", loan_no=row.loan_no[-_TAIL:])
        self.must_be_own(row.bank or "")
        cause = self._session.words.code("claim_cause", entry.cause) if entry.cause else ""
        if not cause:
            raise UserError("claim_cause_missing")
        lost = claims.trigger_of(cause) == claims.LOST
        owed = row.overdue_principal_fen
        if lost and not owed:
            owed = row.balance_fen
        principal = owed if entry.principal_fen is None else entry.principal_fen
        interest = row.overdue_interest_fen if entry.interest_fen is None else entry.interest_fen
        told: dict[str, Any] = {name: str(getattr(entry, name)).strip() for name in TEXTS}
        return replace(
            self._bare(row, cause, entry.claimed_on),
            claim_principal_fen=principal or 0,
            claim_interest_fen=interest or 0,
            overdue_since=entry.overdue_since or row.overdue_since,
            renewable=None if lost else entry.renewable,
            npl_product_ppm=entry.npl_product_ppm,
            npl_bank_ppm=entry.npl_bank_ppm,
            npl_on=entry.npl_on,
            materials=tuple(one for one in claims.MATERIALS if one in entry.materials),
            spells=tuple(f"{first}/{last}" for first, last in entry.spells),
            **told,
        )

    def _assess(self, made: Claim) -> Assessment:
        return assess(self._session, self._numbers, made, Known(cause_verified=True))

    def _keep(self, made: Claim) -> ClaimLine:
        found = proved(made, self._assess(made), self._session.today(), self._session.words)
        self._write(
            replace(
                made,
                loss_fen=found.loss_fen,
                fund_share_fen=found.fund_share_fen or 0,
                bank_share_fen=found.bank_share_fen or 0,
                deadline=found.deadline,
                policy_pack=found.pack,
                policy_digest=self._session.packs.current.digest,
                clauses=found.clauses,
            )
        )
        return self.claim(made.claim_no)

    def _write(self, said: compensation.Said) -> None:
        compensation.say(self._session.store, self._session.officer, [said])
