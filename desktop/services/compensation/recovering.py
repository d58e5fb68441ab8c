"""What a bank recovers of a compensated loan, shared as the loss was; wrong ones are struck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import compensation
from db.records.fund import Recovery, RecoveryStrike
from desktop.errors import UserError
from desktop.rules import claims
from desktop.services.amounts import shown as yuan
from desktop.services.compensation.assessing import fund_part
from desktop.services.compensation.gathering import Gathering
from desktop.services.compensation.proving import short

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.records.fund import ClaimLine


class Recovering(Gathering):
    """A bank's recoveries; it keeps pursuing what the fund has paid (part 4 item 4)."""

    def recover(
        self,
        claim_no: str,
        amount_fen: int,
        recovered_on: date,
        *,
        voucher_no: str,
        costs_fen: int | None = None,
        way: str = "",
        note: str = "",
    ) -> ClaimLine:
        """Write what was recovered of a compensated loan; the shares follow from its policy.

        Costs are told apart and take nothing off what is shared.

        Raises:
            UserError: `claim_unknown`, `claim_other_bank`, `recovery_nothing_paid`,
                `claim_amount_wrong`, `recovery_above_loss`, `recovery_day_wrong`,
                `entry_without_reference`, `recovery_twice`, `claim_text_long`.
        """
        there = self.claim(claim_no)
        one = there.claim
        self.must_be_own(one.bank)
        paid_on = min(there.paid_days, default=None)
        if there.paid_fen <= 0 or paid_on is None:
            raise UserError("recovery_nothing_paid", claim_no=one.claim_no)
        if amount_fen <= 0 or (costs_fen or 0) < 0:
            raise UserError("claim_amount_wrong")
        if there.recovered_fen + amount_fen > one.loss_fen:
            raise UserError(
                "recovery_above_loss",
                loss=yuan(one.loss_fen),
                left=yuan(one.loss_fen - there.recovered_fen),
                amount=yuan(amount_fen),
            )
        if not paid_on <= recovered_on <= self._session.today():
            raise UserError("recovery_day_wrong", first=paid_on)
        if not voucher_no.strip():
            raise UserError("entry_without_reference")
        for text in (voucher_no, way, note):
            short(text)
        _once(there, voucher_no.strip(), recovered_on, amount_fen)
        back, own = self.shares(there, amount_fen)
        number = compensation.next_no(self._session.store, Recovery, one.township_code, "H")
        self._write(
            Recovery(
                recovery_no=number,
                claim_no=one.claim_no,
                loan_no=one.loan_no,
                township_code=one.township_code,
                recovered_on=recovered_on,
                amount_fen=amount_fen,
                costs_fen=costs_fen,
                to_fund_fen=back,
                kept_fen=own,
                voucher_no=voucher_no.strip(),
                way=way.strip(),
                note=note.strip(),
                said_at=self._session.clock(),
            )
        )
        return self.claim(claim_no)

    def shares(self, there: ClaimLine, amount_fen: int) -> tuple[int, int]:
        """What of a recovery goes back to the fund and what the bank keeps, in fen."""
        whole = there.recovered_fen + amount_fen
        part = fund_part(self._session, self._numbers, there.claim, whole)
        if part is None:
            raise UserError("claim_no_ratio")
        return claims.comes_back(part, amount_fen, there.paid_fen, there.returned_fen)

    def strike(self, recovery_no: str, reason: str) -> ClaimLine:
        """Say that a recovery was written wrongly; it stays to be seen and counts no more.

        Raises:
            UserError: `recovery_unknown`, `claim_other_bank`, `recovery_struck`,
                `reason_missing`, `claim_text_long`.
        """
        there, line = self.recovery(recovery_no)
        self.must_be_own(there.claim.bank)
        number = line.recovery.recovery_no
        if not line.counts:
            raise UserError("recovery_struck", recovery_no=number)
        if not reason.strip():
            raise UserError("reason_missing")
        short(reason)
        self._write(
            RecoveryStrike(
                recovery_no=number,
                claim_no=there.claim.claim_no,
                township_code=there.claim.township_code,
                reason=reason.strip(),
                struck_on=self._session.today(),
                said_at=self._session.clock(),
            )
        )
        return self.claim(there.claim.claim_no)

    def _write(self, said: compensation.Said) -> None:
        compensation.say(self._session.store, self._session.officer, [said])


def _once(there: ClaimLine, voucher_no: str, recovered_on: date, amount_fen: int) -> None:
    """The same voucher brings the same money of a day once; raises `recovery_twice`."""
    for each in there.recoveries:
        old = each.recovery
        known = (old.voucher_no, old.recovered_on, old.amount_fen)
        if each.counts and known == (voucher_no, recovered_on, amount_fen):
            raise UserError("recovery_twice", voucher_no=voucher_no, recovery_no=old.recovery_no)
