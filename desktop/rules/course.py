"""The course of a subsidy line: what may be chosen, what it then counts, and how far it is.

The bank lists who qualifies, the county's agriculture office reviews and publishes, the county's
finance office pays (Shanxi notice, part 1 items 6 and 7); what was paid is never edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.rules.line_codes import HINTS

if TYPE_CHECKING:
    from datetime import date

LISTED = "listed"
HELD = "held"
NEEDS_REVIEW = "needs_review"

_DISAGREE = frozenset({"bank_interest_mismatch", "bank_claim_mismatch"})
_FACTS_MISSING = frozenset({"interest_payment_unknown", "use_deviation"})


class Choice(StrEnum):
    """What the bank decided about a line that is not clear by itself."""

    BANK = "bank"
    OWN = "own"
    EXCLUDE = "exclude"


class Standing(StrEnum):
    """How far a line is, from the settled quarter to the household's account."""

    OPEN = "open"
    READY = "ready"
    EXCLUDED = "excluded"
    NOT_LISTED = "not_listed"
    EARLIER = "earlier"
    FROZEN = "frozen"
    DECLARED = "declared"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    SUBMITTED = "submitted"
    PAID = "paid"
    PAYMENT_FAILED = "payment_failed"
    REVERSED = "reversed"


class Stage(StrEnum):
    """The stages of a batch in their order."""

    DRAFTED = "drafted"
    FROZEN = "frozen"
    DECLARED = "declared"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    SUBMITTED = "submitted"
    PAID = "paid"
    CLOSED = "closed"


STAGES = tuple(Stage)
"""All stages in their order."""

ALIVE = frozenset(Standing) - {
    Standing.OPEN,
    Standing.READY,
    Standing.EXCLUDED,
    Standing.NOT_LISTED,
    Standing.EARLIER,
    Standing.RETURNED,
    Standing.REVERSED,
}
"""Where a line of an earlier declaration keeps its loan and period from going again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The amounts of a line in fen; a share that its scheme does not know is None.

    The shares that are known add up to `subsidy` where the scheme has shares at all;
    `subsidy` + `borrower` = `interest`.
    """

    interest: int
    central_t1: int | None
    province_t1: int | None
    central_t2: int | None
    local: int | None
    subsidy: int
    borrower: int

    def negated(self) -> Figures:
        """What takes these figures back in a later batch."""
        return Figures(
            interest=-self.interest,
            central_t1=_minus(self.central_t1),
            province_t1=_minus(self.province_t1),
            central_t2=_minus(self.central_t2),
            local=_minus(self.local),
            subsidy=-self.subsidy,
            borrower=-self.borrower,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a settled line says of itself; amounts in fen.

    `interest` is the one that counts (the bank's within the tolerance, else our own),
    `bank_interest` the posted one, `claimed` the subsidy that the bank's own file asks for.
    """

    status: str
    flags: tuple[str, ...]
    interest: int | None
    bank_interest: int | None
    claimed: int | None
    central_t1: int | None
    province_t1: int | None
    central_t2: int | None
    local: int | None
    subsidy: int | None


def options(line: Settled) -> tuple[Choice, ...]:
    """What may be chosen for a line; nothing where the rules leave no choice.

    A line without a figure can go nowhere. Where facts are missing or the money went elsewhere
    it can only be left out; a claim above what the rules give can never be adopted.
    """
    if line.status not in {LISTED, HELD, NEEDS_REVIEW} or line.subsidy is None:
        return ()
    flags = set(line.flags)
    if flags & _FACTS_MISSING:
        return (Choice.EXCLUDE,)
    if flags & _DISAGREE and (line.claimed is None or line.claimed <= line.subsidy):
        return (Choice.BANK, Choice.OWN, Choice.EXCLUDE)
    return (Choice.OWN, Choice.EXCLUDE)


def must_choose(line: Settled) -> bool:
    """Whether a line keeps its batch from being frozen until somebody decided."""
    if line.status in {HELD, NEEDS_REVIEW}:
        return True
    return line.status == LISTED and not HINTS.isdisjoint(line.flags)


def figures(line: Settled, choice: Choice = Choice.OWN) -> Figures:
    """The amounts of a line as it is declared.

    Our own figures stand, or the bank's interest (and its claim, where it is the smaller one)
    takes their place: what is too much is taken off the province first, then off tier 2, then off
    tier 1, so that no source pays more than the rules give.
    """
    interest = line.interest or 0
    shares = {
        "local": line.local,
        "province_t1": line.province_t1,
        "central_t2": line.central_t2,
        "central_t1": line.central_t1,
    }
    total = line.subsidy or 0
    if choice is Choice.BANK:
        interest = interest if line.bank_interest is None else line.bank_interest
        limit = interest if line.claimed is None else min(interest, line.claimed)
        excess = max(0, total - limit)
        total -= excess
        for name, amount in shares.items():
            if amount:
                part = min(amount, excess)
                shares[name] = amount - part
                excess -= part
    return Figures(interest=interest, subsidy=total, borrower=interest - total, **shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What happened to a declared line, as the offices recorded it."""

    declared: bool = False
    review: str = ""
    objected: bool = False
    submitted: bool = False
    payment: str = ""
    reversed: bool = False


def standing(told: Events) -> Standing:
    """How far a declared line is; the last office that spoke decides, money that moved stays."""
    steps = (
        (told.reversed, Standing.REVERSED),
        (told.payment == "paid", Standing.PAID),
        (told.payment == "failed", Standing.PAYMENT_FAILED),
        (told.submitted, Standing.SUBMITTED),
        (told.review == "returned", Standing.RETURNED),
        (told.objected, Standing.SUSPENDED),
        (told.review == "accepted", Standing.ACCEPTED),
        (told.declared, Standing.DECLARED),
    )
    return next((found for is_so, found in steps if is_so), Standing.FROZEN)


def stage(days: dict[Stage, date]) -> Stage:
    """The last stage that a batch has reached."""
    return max(days, key=STAGES.index, default=Stage.DRAFTED)


def days_in_stages(days: dict[Stage, date], today: date) -> dict[Stage, int]:
    """How many days a batch stood in each stage it has reached; the last one runs until today."""
    reached = [one for one in STAGES if one in days]
    ends = [days[one] for one in reached[1:]] + [today]
    pairs = zip(reached, ends, strict=True)
    found = {one: max(0, (end - days[one]).days) for one, end in pairs}
    if Stage.CLOSED in found:
        found[Stage.CLOSED] = 0
    return found


def _minus(amount: int | None) -> int | None:
    return None if amount is None else -amount
