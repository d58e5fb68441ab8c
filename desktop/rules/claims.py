"""The course of a claim on the risk fund: what belongs to it, how far it is, what comes back.

Shanxi notice part 4 item 4: two causes, 7 to 3, six months for the second, money that is recovered
goes back by the same shares. Which papers a county wants it lays down itself; these are proposals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.rules.compensation import LOST, OVERDUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

__all__ = ["CAUSES", "LOST", "OVERDUE", "Cause", "ClaimStanding", "Day", "RecoveryStanding"]

FUND, NONE, GUARANTEE = "fund", "none", "guarantee"
"""What a county may have: a fund of its own, nothing, or a guarantee company."""

ACCEPTED, RETURNED = "accepted", "returned"
AGRICULTURE, FINANCE = "agriculture", "finance"


class Cause(StrEnum):
    """Why a loan is lost, as the form has it."""

    DIED = "died"
    ILL = "ill"
    DISASTER = "disaster"
    BUSINESS = "business"
    OTHER = "other"


CAUSES: Mapping[int, tuple[Cause, ...]] = {
    LOST: (Cause.DIED, Cause.ILL),
    OVERDUE: (Cause.DISASTER, Cause.BUSINESS, Cause.OTHER),
}
"""The causes of each trigger."""

_ALWAYS = ("contract", "identity", "before_loan", "after_loan")
_OF_TRIGGER = {LOST: (), OVERDUE: ("dunning", "renewal_look")}
_OF_CAUSE = {
    Cause.DIED: "death_proof",
    Cause.ILL: "illness_proof",
    Cause.DISASTER: "disaster_proof",
    Cause.BUSINESS: "business_note",
    Cause.OTHER: "other_note",
}
PROOFS = frozenset(_OF_CAUSE.values())
"""The papers that prove one cause each."""

MATERIALS = (*_ALWAYS, "dunning", "renewal_look", *_OF_CAUSE.values())
"""All papers that a claim may need, in the order of the form."""


class ClaimStanding(StrEnum):
    """How far a claim is."""

    FILED = "filed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    PART_PAID = "part_paid"
    PAID = "paid"


class RecoveryStanding(StrEnum):
    """How far the fund's part of a recovery is on its way back."""

    WAITING = "waiting"
    BOOKED = "booked"
    STRUCK = "struck"
    STRUCK_BOOKED = "struck_booked"


def trigger_of(cause: str) -> int:
    """The trigger that a cause belongs to; 0 for none."""
    return next((trigger for trigger, causes in CAUSES.items() if cause in causes), 0)


def required(cause: str) -> tuple[str, ...]:
    """The papers that a claim of this cause needs, in the order of the form.

    Of a cause that a newer program wrote only those are known that every claim needs.
    """
    own = _OF_CAUSE[Cause(cause)] if cause in _OF_CAUSE else ""
    wanted = {*_ALWAYS, *_OF_TRIGGER.get(trigger_of(cause), ()), own}
    return tuple(one for one in MATERIALS if one in wanted)


def lacking(cause: str, there: Iterable[str]) -> tuple[str, ...]:
    """The papers that a claim of this cause still lacks."""
    known = set(there)
    return tuple(one for one in required(cause) if one not in known)


def standing(
    *, withdrawn: bool, opinions: Mapping[str, str], share: int, paid: int
) -> ClaimStanding:
    """How far a claim is, by the last opinion of each office and what was paid, in fen.

    Money that moved counts before what anybody said; a return by either office stops it.
    """
    if paid > 0:
        return ClaimStanding.PAID if paid >= share else ClaimStanding.PART_PAID
    if withdrawn:
        return ClaimStanding.WITHDRAWN
    if RETURNED in opinions.values():
        return ClaimStanding.RETURNED
    if opinions.get(AGRICULTURE) == ACCEPTED:
        return ClaimStanding.ACCEPTED
    return ClaimStanding.FILED


def recovery_standing(*, struck: bool, booked: int) -> RecoveryStanding:
    """How far a recovery is; `booked` is what of it lies in the fund, in fen."""
    if struck:
        return RecoveryStanding.STRUCK_BOOKED if booked else RecoveryStanding.STRUCK
    return RecoveryStanding.BOOKED if booked else RecoveryStanding.WAITING


def comes_back(fund_part: int, amount: int, paid: int, returned: int) -> tuple[int, int]:
    """What of a recovery goes back to the fund and what the bank keeps, in fen.

    The fund gets its share of all that was recovered with this one (`fund_part`), less what it has
    of that already (`returned`), but in all never more than it paid.
    """
    back = max(0, min(fund_part - returned, paid - returned, amount))
    return back, amount - back


def due(share: int, fund_part: int, returned: int, recoveries: int) -> int:
    """What the fund has to pay of a claim in all, in fen: its share of what stays lost.

    What of the recoveries is the fund's (`fund_part`) and did not go back to it, because it had
    not paid that much by then, is paid no more; a fen of rounding for each recovery counts not.
    """
    kept = fund_part - returned
    return max(0, share - kept) if kept > recoveries else share


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a day moved in the fund, and what it held at the end of it, in fen."""

    day: date
    moved: int
    balance: int


def days(moves: Iterable[tuple[date, int]]) -> list[Day]:
    """The days on which the fund moved, in order, each with the balance at its end."""
    sums: dict[date, int] = {}
    for day, amount in moves:
        sums[day] = sums.get(day, 0) + amount
    found, balance = [], 0
    for day in sorted(sums):
        balance += sums[day]
        found.append(Day(day=day, moved=sums[day], balance=balance))
    return found


def balance_on(found: Sequence[Day], day: date) -> int:
    """What the fund held at the end of a day."""
    return next((one.balance for one in reversed(found) if one.day <= day), 0)


def lowest_from(found: Sequence[Day], day: date) -> int:
    """The least that the fund holds from a day on: more can never be paid out on that day."""
    later = [one.balance for one in found if one.day > day]
    return min([balance_on(found, day), *later])
