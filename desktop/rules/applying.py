"""What may follow what between an application and a contract, and the term a cycle asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCEPTED, AGREED, DECLINED, WITHDRAWN = "accepted", "agreed", "declined", "withdrawn"
FINAL = frozenset({AGREED, DECLINED, WITHDRAWN})
RECORDED, HANDED, CONTRACTED = "recorded", "handed", "contracted"
BEFORE_SALE, BEYOND_TERM = "matures_before_sale", "cycle_beyond_term"
RATE_CHANGED = "rate_changed_in_contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermHint:
    """What a cycle says to a term: a code, and the months after which there is something to sell.

    It is a hint and never a refusal (part 2 item 2: by the features and cycle of the business).
    """

    code: str
    months: int


def term_hint(applied_months: int, cycle_months: int | None, most_months: int) -> TermHint | None:
    """Whether the money falls due before the herd or crop is sold; None where nothing is to say."""
    if not cycle_months:
        return None
    if cycle_months > most_months:
        return TermHint(code=BEYOND_TERM, months=most_months)
    if applied_months < cycle_months:
        return TermHint(code=BEFORE_SALE, months=cycle_months)
    return None


def may_follow(said: Iterable[str], decision: str) -> bool:
    """Whether a decision may follow those that stand; after a final one there is none."""
    before = set(said)
    return before.isdisjoint(FINAL) and decision not in before


def contradict(said: Iterable[str], *, signed: bool) -> bool:
    """Whether final words contradict each other, or the words that stand a contract."""
    before = set(said)
    final = before & FINAL
    return len(final) > 1 or (signed and bool(before) and final != {AGREED})


def state(said: Iterable[str], *, handed: bool, signed: bool) -> str:
    """How far an application is: the contract, the bank's last word, the hand-over, the record."""
    before = list(said)
    if signed:
        return CONTRACTED
    final = [one for one in before if one in FINAL]
    if final:
        return final[-1]
    if before:
        return before[-1]
    return HANDED if handed else RECORDED


def rates_differ(told: Iterable[int], reported: Iterable[int]) -> bool:
    """Whether a contract was given a second rate.

    A rate that was corrected by hand is settled once all loans of the bank's file bear it.
    """
    by_hand, by_bank = list(told), set(reported)
    if by_bank and by_hand:
        return by_bank != {by_hand[-1]}
    return len({*by_hand, *by_bank}) > 1
