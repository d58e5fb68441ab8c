"""Claims as they stand: the last revision, what offices said and paid, what came back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from db import compensation, households
from desktop.errors import UserError
from desktop.rules import claims
from desktop.rules.free_text import shown
from desktop.services.compensation.assessing import Known, assess, fund_part
from desktop.services.ownbank import own
from desktop.services.records.fund import ClaimLine, Mechanism, OpenClaim, RecoveryLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from db.records.fund import Claim, ClaimMoney, ClaimReview, ClaimWithdrawal, Recovery
    from desktop.rules.claims import ClaimStanding
    from desktop.services.needs import LaidClaims
    from desktop.services.records.policy import OpenLine
    from desktop.services.session import Session

TEXTS = ("cause_note", "renewal_note", "npl_source", "late_reason", "note")
"""The free texts of a claim, in which numbers of people are masked where it is shown."""

MECHANISM = "compensation_mechanism"
OFFICES = frozenset({"county", "agriculture_desk"})
_CONFIRMED = "confirmed"
_GONE = frozenset({claims.ClaimStanding.WITHDRAWN})
_DONE = frozenset({claims.ClaimStanding.PAID, claims.ClaimStanding.WITHDRAWN})


def mechanism(numbers: LaidClaims, day: date) -> Mechanism:
    """What the county had laid down by a day, with its document; an empty kind is nothing yet."""
    line: OpenLine | None = numbers.opening(MECHANISM)
    if line is None:
        return Mechanism(kind="", clause="")
    begun = [one for one in line.history if one.status == _CONFIRMED and one.effective_from <= day]
    last = max(begun, key=lambda one: one.effective_from, default=None)
    if last is None:
        return Mechanism(kind="", clause=line.ref)
    return Mechanism(
        kind=last.value,
        clause=line.ref,
        document=last.document,
        effective_from=last.effective_from,
        filled_by=last.filled_by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """All that was written, by claim."""

    revisions: Mapping[str, list[Claim]]
    withdrawn: Mapping[str, ClaimWithdrawal]
    reviews: Mapping[str, list[ClaimReview]]
    money: Mapping[str, list[ClaimMoney]]
    recoveries: Mapping[str, list[Recovery]]
    struck: Mapping[str, str]
    villages: Mapping[str, str]


class Gathering:
    """Reads claims; each side of the work has one."""

    def __init__(self, session: Session, numbers: LaidClaims) -> None:
        self._session = session
        self._numbers = numbers

    @property
    def is_office(self) -> bool:
        """Whether this ledger is one of the county's offices, which see the fund."""
        return self._session.store.identity.role in OFFICES

    def mechanism(self, day: date | None = None) -> Mechanism:
        """What the county has for bad loans on a day (today)."""
        return mechanism(self._numbers, day or self._session.today())

    def must_have_fund(self, day: date) -> None:
        """Without a fund on a day nothing can be claimed or put in.

        Raises:
            UserError: `no_mechanism_known`, `no_mechanism`, `guarantee_mechanism`.
        """
        found = self.mechanism(day)
        code = {
            claims.FUND: "",
            claims.NONE: "no_mechanism",
            claims.GUARANTEE: "guarantee_mechanism",
        }.get(found.kind, "no_mechanism_known")
        if code:
            raise UserError(code, document=found.document, day=found.effective_from)

    def claims(self) -> list[ClaimLine]:
        """All claims, the newest first."""
        said = self._said()
        twins = _twins(said)
        balance = self._balance()
        found = [
            self._line(revisions, said, twins.get(number, ""), balance)
            for number, revisions in said.revisions.items()
        ]
        return sorted(found, key=lambda one: (one.claim.claimed_on, one.claim.claim_no))[::-1]

    def claim(self, claim_no: str) -> ClaimLine:
        """One claim by its number. Raises `claim_unknown`."""
        wanted = claim_no.strip()
        found = next((one for one in self.claims() if one.claim.claim_no == wanted), None)
        if found is None:
            raise UserError("claim_unknown", claim_no=claim_no)
        return found

    def recovery(self, recovery_no: str) -> tuple[ClaimLine, RecoveryLine]:
        """A recovery by its number, with its claim. Raises `recovery_unknown`."""
        for one in self.claims():
            for each in one.recoveries:
                if each.recovery.recovery_no == recovery_no.strip():
                    return one, each
        raise UserError("recovery_unknown", recovery_no=recovery_no)

    def alive(self) -> list[OpenClaim]:
        """The claims that were not taken back, without judging them anew."""
        said, ours = self._said(), own(self._session)
        found = []
        for revisions in said.revisions.values():
            last = _last(revisions)
            recoveries = self._recoveries(last.claim_no, said.money.get(last.claim_no, []), said)
            standing = _standing(last, said, self._due(last, tuple(recoveries)))
            if standing not in _GONE:
                found.append(
                    OpenClaim(
                        claim_no=last.claim_no,
                        loan_no=last.loan_no,
                        household_no=last.household_no,
                        borrower_name=last.borrower_name,
                        village=said.villages.get(last.household_no, ""),
                        deadline=last.deadline,
                        standing=standing,
                        own=ours(last.bank),
                    )
                )
        return found

    def must_be_own(self, bank: str) -> None:
        """What is another bank's is not this one's to write; raises `claim_other_bank`."""
        if not own(self._session)(bank):
            raise UserError("claim_other_bank", bank=bank)

    def alive_of(self, loan_no: str) -> ClaimLine | None:
        """The claim of a loan that stands and was not taken back, or None."""
        return next(
            (
                one
                for one in reversed(self.claims())
                if one.claim.loan_no == loan_no and one.standing not in _GONE
            ),
            None,
        )

    def _balance(self) -> int | None:
        """What the fund holds today; None where this ledger does not see it."""
        if not self.is_office:
            return None
        today = self._session.today()
        entries = compensation.entries(self._session.store)
        return sum(one.amount_fen for one in entries if one.moved_on <= today)

    def _said(self) -> _Said:
        store = self._session.store
        return _Said(
            revisions=_by(compensation.claims(store), "claim_no"),
            withdrawn={one.claim_no: one for one in compensation.withdrawals(store)},
            reviews=_by(compensation.reviews(store), "claim"),
            money=_by(compensation.money(store), "claim_no"),
            recoveries=_by(compensation.recoveries(store), "claim_no"),
            struck={one.recovery_no: one.reason for one in compensation.strikes(store)},
            villages=homes(self._session),
        )

    def _line(
        self, revisions: list[Claim], said: _Said, twin: str, balance: int | None
    ) -> ClaimLine:
        last = _last(revisions)
        reviews = said.reviews.get(last.id, [])
        money = said.money.get(last.claim_no, [])
        paid = _paid(money)
        back = said.withdrawn.get(last.claim_no)
        recoveries = tuple(self._recoveries(last.claim_no, money, said))
        due = self._due(last, recoveries)
        standing = _standing(last, said, due)
        masked: dict[str, Any] = {name: shown(getattr(last, name)) for name in TEXTS}
        return ClaimLine(
            claim=replace(last, **masked),
            standing=standing,
            assessment=assess(
                self._session, self._numbers, last, _known(reviews, balance, last, paid)
            ),
            revisions=tuple(revisions),
            reviews=tuple(
                replace(one, note=shown(one.note))
                for each in revisions
                for one in said.reviews.get(each.id, [])
            ),
            money=tuple(money),
            recoveries=recoveries,
            due_fen=due,
            paid_fen=paid,
            withdrawn=shown(back.reason) if back else "",
            days_left=self._days_left(last, standing),
            village=said.villages.get(last.household_no, ""),
            twin=twin,
        )

    def _due(self, one: Claim, recoveries: Iterable[RecoveryLine]) -> int:
        """What the fund has to pay of a claim in all, as far as it was not recovered."""
        counted = [each.recovery for each in recoveries if each.counts]
        recovered = sum(each.amount_fen for each in counted)
        part = fund_part(self._session, self._numbers, one, recovered) if counted else 0
        returned = sum(each.to_fund_fen for each in counted)
        return claims.due(one.fund_share_fen, part or 0, returned, len(counted))

    def _recoveries(
        self, claim_no: str, money: list[ClaimMoney], said: _Said
    ) -> Iterable[RecoveryLine]:
        for one in said.recoveries.get(claim_no, []):
            booked = sum(each.amount_fen for each in money if each.recovery_no == one.recovery_no)
            struck = said.struck.get(one.recovery_no)
            yield RecoveryLine(
                recovery=one,
                standing=claims.recovery_standing(
                    struck=struck is not None,
                    booked=booked > 0 or (struck is None and one.to_fund_fen == 0),
                ),
                booked_fen=booked,
                struck_reason=shown(struck or ""),
            )

    def _days_left(self, one: Claim, standing: ClaimStanding) -> int | None:
        if one.deadline is None or standing in _DONE:
            return None
        return (one.deadline - self._session.today()).days


def _last(revisions: Iterable[Claim]) -> Claim:
    return max(revisions, key=lambda one: (one.revision, one.said_at, one.id))


def _standing(one: Claim, said: _Said, due: int) -> ClaimStanding:
    """How far a claim is, of whose loss the fund has to pay so much."""
    return claims.standing(
        withdrawn=one.claim_no in said.withdrawn,
        opinions={each.office: each.result for each in said.reviews.get(one.id, [])},
        share=due,
        paid=_paid(said.money.get(one.claim_no, [])),
    )


def _known(reviews: list[ClaimReview], balance: int | None, one: Claim, paid: int) -> Known:
    """The cause as agriculture found it; what is paid already is no lack of the fund."""
    found = [each.cause_verified for each in reviews if each.cause_verified is not None]
    return Known(
        cause_verified=found[-1] if found else None,
        balance_fen=None if balance is None or paid >= one.fund_share_fen else balance + paid,
    )


def _by(rows: Iterable[object], name: str) -> dict[str, list]:  # type: ignore[type-arg]
    found: defaultdict[str, list[object]] = defaultdict(list)
    for one in rows:
        found[getattr(one, name)].append(one)
    return found


def _paid(money: Iterable[ClaimMoney]) -> int:
    """What the fund paid on a claim, in fen, what was taken back left out."""
    return -sum(one.amount_fen for one in money if not one.recovery_no)


def _twins(said: _Said) -> dict[str, str]:
    """Claims of a loan that another one holds: the one with money, else that was filed first.

    A claim that was taken back holds nothing, unless money was paid on it.
    """
    paid = {number: _paid(said.money.get(number, [])) > 0 for number in said.revisions}
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for number, revisions in sorted(
        said.revisions.items(), key=lambda each: (not paid[each[0]], each[1][0].said_at, each[0])
    ):
        if number in said.withdrawn and not paid[number]:
            continue
        holder = first.setdefault(revisions[0].loan_no, number)
        if holder != number:
            found[number] = holder
    return found


def homes(session: Session) -> dict[str, str]:
    """The villages of the households that have claims."""
    numbers = {one.household_no for one in compensation.claims(session.store)}
    cards = ((number, households.get(session.store, number)) for number in numbers)
    return {number: card.admin_village for number, card in cards if card is not None}
