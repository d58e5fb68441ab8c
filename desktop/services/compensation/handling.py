"""The county offices' side: they verify a claim, pay the fund's share, and take back what comes.

The agriculture office keeps the account apart and closed; a claim is paid once, in full or in
parts, and never beyond the fund's share (Shanxi notice part 4 item 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import compensation
from db.records.fund import ClaimMoney, ClaimReview, FundEntry
from desktop.errors import UserError
from desktop.rules import claims
from desktop.rules.claims import ClaimStanding, RecoveryStanding
from desktop.services.amounts import shown as yuan
from desktop.services.compensation.assessing import NEEDS_REVIEW, REFUSED
from desktop.services.compensation.book import COMPENSATION, RECOVERY, Book
from desktop.services.compensation.proving import short

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.records.fund import ClaimLine

_OPEN = frozenset({ClaimStanding.FILED, ClaimStanding.RETURNED, ClaimStanding.ACCEPTED})
_PAYABLE = frozenset({ClaimStanding.ACCEPTED, ClaimStanding.PART_PAID})
_NO_BALANCE = "fund_insufficient"


class Handling(Book):
    """Opinions on claims, payments and what came back; who else writes one is refused."""

    def review(
        self,
        claim_no: str,
        office: str,
        result: str,
        reviewed_on: date,
        *,
        reason_code: str = "",
        note: str = "",
        document_no: str = "",
        cause_verified: bool | None = None,
    ) -> ClaimLine:
        """Say of a claim that it was verified, or return it with a reason.

        A revision that came while the one before was being paid is open to it too.
        Where the rules ask for a look by people (tolerance, deadline, use of the money), verifying
        needs a note and a document: it is the county that decides then.

        Raises:
            UserError: `claim_unknown`, `claim_paid_already`, `claim_withdrawn`,
                `review_day_wrong`, `word_unknown`, `return_reason_missing`, `claim_loan_twice`,
                `claim_cause_unverified`, `claim_refused`, `claim_figures_differ`,
                `review_needs_grounds`, `claim_text_long`.
            StoreError: `not_owner` where this is no office of the county.
        """
        there = self.claim(claim_no)
        one = there.claim
        if there.withdrawn:
            raise UserError("claim_withdrawn", claim_no=one.claim_no)
        fresh = there.standing is ClaimStanding.PART_PAID and not there.verified
        if there.standing not in _OPEN and not fresh:
            raise UserError("claim_paid_already", claim_no=one.claim_no)
        if not one.claimed_on <= reviewed_on <= self._session.today():
            raise UserError("review_day_wrong", first=one.claimed_on)
        words = self._session.words
        office, result = words.code("claim_office", office), words.code("claim_result", result)
        short(note)
        if result == claims.RETURNED and not (reason_code and note.strip()):
            raise UserError("return_reason_missing")
        if result == claims.ACCEPTED:
            grounds = bool(note.strip() and document_no.strip())
            self._may_accept(there, cause_verified=cause_verified, grounds=grounds)
        self._write(
            ClaimReview(
                claim=one.id,
                township_code=one.township_code,
                office=office,
                result=result,
                reason_code=words.code("claim_return", reason_code) if reason_code else "",
                note=note.strip(),
                document_no=document_no.strip(),
                cause_verified=cause_verified if one.trigger == claims.LOST else None,
                reviewed_on=reviewed_on,
                said_at=self._session.clock(),
            )
        )
        return self.claim(claim_no)

    def pay(
        self, claim_no: str, amount_fen: int, paid_on: date, *, voucher_no: str, note: str = ""
    ) -> ClaimLine:
        """Pay of the fund's share what is due, or a part; the book has an entry with the claim.

        Raises:
            UserError: `claim_unknown`, `claim_not_verified`, `claim_pay_withdrawn`,
                `claim_revision_unverified`, `claim_loan_paid`, `claim_amount_wrong`,
                `payment_above_claim`, `pay_day_wrong`, `entry_without_reference`, `entry_twice`,
                `fund_below_zero`, `claim_text_long`.
            StoreError: `not_owner` where this is no office of the county.
        """
        there = self.claim(claim_no)
        one = there.claim
        self._payable(there)
        if amount_fen <= 0:
            raise UserError("claim_amount_wrong")
        if amount_fen > there.left_fen:
            raise UserError(
                "payment_above_claim",
                amount=yuan(amount_fen),
                left=yuan(there.left_fen),
                share=yuan(there.due_fen),
            )
        first = max((each.reviewed_on for each in there.reviews), default=one.claimed_on)
        if not first <= paid_on <= self._session.today():
            raise UserError("pay_day_wrong", first=first)
        entry = self._entry(
            COMPENSATION,
            -amount_fen,
            paid_on,
            ref_no=one.claim_no,
            voucher_no=voucher_no,
            claim_no=one.claim_no,
            note=note,
        )
        self._write(entry, self._told(entry, one.township_code))
        return self.claim(claim_no)

    def book_recovery(
        self, recovery_no: str, booked_on: date, *, voucher_no: str, note: str = ""
    ) -> ClaimLine:
        """Enter that the fund's part of a recovery came back to the account, whole and once.

        Raises:
            UserError: `recovery_unknown`, `recovery_booked`, `recovery_struck`, `pay_day_wrong`,
                `entry_without_reference`, `entry_twice`, `claim_text_long`.
        """
        there, line = self.recovery(recovery_no)
        one = line.recovery
        if line.standing is not RecoveryStanding.WAITING:
            booked = line.standing is RecoveryStanding.BOOKED
            code = "recovery_booked" if booked else "recovery_struck"
            raise UserError(code, recovery_no=one.recovery_no)
        if not one.recovered_on <= booked_on <= self._session.today():
            raise UserError("pay_day_wrong", first=one.recovered_on)
        entry = self._entry(
            RECOVERY,
            one.to_fund_fen,
            booked_on,
            ref_no=one.recovery_no,
            voucher_no=voucher_no,
            claim_no=one.claim_no,
            recovery_no=one.recovery_no,
            note=note,
        )
        self._write(entry, self._told(entry, one.township_code))
        return self.claim(there.claim.claim_no)

    def counter(self, entry_no: str, reason: str, on: date, *, voucher_no: str) -> FundEntry:
        """Take an entry back by one against it, once; the first stays in the book.

        Raises:
            UserError: `entry_unknown`, `entry_is_counter`, `entry_countered`, `reason_missing`,
                `pay_day_wrong`, `entry_without_reference`, `entry_twice`, `fund_below_zero`,
                `claim_text_long`.
        """
        entries = compensation.entries(self._session.store)
        first = next((one for one in entries if one.entry_no == entry_no.strip()), None)
        if first is None:
            raise UserError("entry_unknown", entry_no=entry_no)
        if first.corrects_entry_no:
            raise UserError("entry_is_counter", entry_no=entry_no, first=first.corrects_entry_no)
        if any(one.corrects_entry_no == first.entry_no for one in entries):
            raise UserError("entry_countered", entry_no=entry_no)
        if not reason.strip():
            raise UserError("reason_missing")
        if not first.moved_on <= on <= self._session.today():
            raise UserError("pay_day_wrong", first=first.moved_on)
        entry = self._entry(
            first.kind,
            -first.amount_fen,
            on,
            ref_no=first.ref_no,
            voucher_no=voucher_no,
            claim_no=first.claim_no,
            recovery_no=first.recovery_no,
            corrects_entry_no=first.entry_no,
            note=reason,
        )
        said: list[compensation.Said] = [entry]
        if first.claim_no:
            said.append(self._told(entry, self.claim(first.claim_no).claim.township_code))
        self._write(*said)
        return entry

    def _may_accept(
        self,
        there: ClaimLine,
        *,
        cause_verified: bool | None,
        grounds: bool,
    ) -> None:
        one, found = there.claim, there.assessment
        if there.twin:
            raise UserError("claim_loan_twice", loan_no=one.loan_no[-4:], claim_no=there.twin)
        if one.trigger == claims.LOST and not cause_verified:
            raise UserError("claim_cause_unverified")
        if found.status == REFUSED:
            raise UserError("claim_refused", claim_no=one.claim_no)
        figures = (one.loss_fen, one.fund_share_fen, one.bank_share_fen)
        if figures != (found.loss_fen, found.fund_share_fen, found.bank_share_fen):
            raise UserError(
                "claim_figures_differ",
                share=yuan(one.fund_share_fen),
                ours=yuan(found.fund_share_fen or 0),
            )
        doubtful = found.status == NEEDS_REVIEW and set(found.flags) != {_NO_BALANCE}
        if doubtful and not grounds:
            raise UserError("review_needs_grounds")

    def _payable(self, there: ClaimLine) -> None:
        """Money moves on the revision that was verified, and not after the bank took it back."""
        number = there.claim.claim_no
        if there.standing not in _PAYABLE:
            word = self._session.words.word("claim_standing", there.standing)
            raise UserError("claim_not_verified", claim_no=number, standing=word)
        if there.withdrawn:
            raise UserError("claim_pay_withdrawn", claim_no=number)
        if not there.verified:
            raise UserError("claim_revision_unverified", claim_no=number)
        self._alone(there)

    def _alone(self, there: ClaimLine) -> None:
        """A loan is paid on one claim only, whoever filed another one and whatever became of it."""
        one = there.claim
        paid = (
            each.claim.claim_no
            for each in self.claims()
            if each.claim.loan_no == one.loan_no
            and each.claim.claim_no != one.claim_no
            and each.paid_fen > 0
        )
        other = there.twin or next(paid, "")
        if other:
            raise UserError("claim_loan_paid", loan_no=one.loan_no[-4:], claim_no=other)

    def _told(self, entry: FundEntry, township_code: str) -> ClaimMoney:
        """What the bank is told of an entry for its claim."""
        return ClaimMoney(
            claim_no=entry.claim_no,
            recovery_no=entry.recovery_no,
            township_code=township_code,
            entry_no=entry.entry_no,
            voucher_no=entry.voucher_no,
            corrects_entry_no=entry.corrects_entry_no,
            amount_fen=entry.amount_fen,
            moved_on=entry.moved_on,
            said_at=entry.said_at,
        )
