"""A loan of the ledger as the contracts that the rules ask about, or what contradicts what."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from db.loans import changes_of
from db.values import to_day
from desktop.rules.binding import bind
from desktop.rules.lines.subsidy import PRODUCTS
from desktop.rules.money import RATE_PPM
from desktop.rules.subsidy import Loan, Period, settle
from desktop.services.amounts import MOST_FEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.quarters import Span
    from db.records.loans import Change, LoanFacts, SettlementFacts
    from desktop.rules.packs import PackSet
    from desktop.rules.subsidy import Params

RENEWAL, EXTENSION = "renewal", "extension"
_BASES = (360, 365)
_FIRST_DAY = date(1900, 1, 1)
_WHOLE = 1_000_000  # the whole in parts per million
_AGREED_WITHIN = timedelta(days=90)
"""An extension is agreed after the first reminder of the maturity, on an unrecorded day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all loans of one run share."""

    region: str
    span: Span
    list_closed_on: date
    params: Params
    packs: PackSet

    def period(self, loans: Sequence[Loan], *, start: date, large_need: bool) -> Period:
        """The question about a household's loans, interest days from `start` on."""
        return Period(
            region=self.region,
            period_from=start,
            period_to=self.span.last,
            list_closed_on=self.list_closed_on,
            loans=tuple(loans),
            large_need_recorded=large_need,
            params=self.params,
        )


class Posted(NamedTuple):
    """What the bank posted for a loan in the period, all its postings together."""

    settled_on: date | None = None
    due: int | None = None
    paid: int | None = None
    paid_on: date | None = None


class Contract(NamedTuple):
    """A contract as the rules take it; a loan that was extended is two of them.

    `start` is the first day of its interest period, `posted` whether interest was posted for it,
    `flags` what the rules cannot know.
    """

    facts: LoanFacts
    loan: Loan
    start: date
    basis: int
    posted: bool
    flags: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[date, str]:
        """The place in the household's stack."""
        return self.loan.drawn_on, self.loan.loan_no


@lru_cache(maxsize=8192)
def _day(text: str | None) -> date | None:
    """A day; a quarter's loans share a few thousand of them."""
    return to_day(text)


class Contradiction(Exception):
    """The facts of a loan contradict each other: a code, and the facts that are not there."""

    def __init__(self, code: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.missing = missing


class _Terms(NamedTuple):
    """The days and amounts of a loan, none of them missing; `extended` where it was."""

    signed: date
    drawn: date
    matures: date
    extended: date | None
    principal: int
    rate: int

    @property
    def end(self) -> date:
        return self.extended or self.matures


def contracts(
    facts: LoanFacts, repayments: Sequence[str], renewed_on: date | None, frame: Frame
) -> list[Contract]:
    """The contracts of a loan that reach into the period, the earlier one first.

    `renewed_on` is the day on which a renewal took its place: its balance counts as repaid then.

    Raises:
        Contradiction: with the code of what cannot be.
    """
    terms, settlements = _terms(facts), facts.settlements
    changes: Sequence[Change] = ()
    if repayments or renewed_on:
        changes = _changes(terms, repayments, renewed_on)
    if not settlements and _undated(facts, terms, changes):
        raise Contradiction("repayment_undated")
    basis = facts.day_basis or frame.params.day_basis
    if basis not in _BASES:
        raise Contradiction("day_basis_unknown")
    start = _start(settlements, terms, frame.span.first)
    posted = _posted(settlements)
    first = _contract(facts, terms, changes, posted)
    if terms.extended is None:
        told = _told_days(settlements, start, frame) if settlements else ()
        return [Contract(facts, first, start, basis, bool(settlements), told)]
    loans = _in_period(_split(first, terms), start, frame.span.last)
    shares = _shared(loans, settlements, posted, start, frame)
    told = _told_days(settlements, start, frame)
    return [
        Contract(
            facts,
            _with(loan, share),
            start,
            basis,
            bool(settlements),
            (*_flags(loan, frame), *told),
        )
        for loan, share in zip(loans, shares, strict=True)
    ]


def _terms(facts: LoanFacts) -> _Terms:
    signed, drawn = _day(facts.signed_on), _day(facts.drawn_on)
    matures, principal, rate = _day(facts.maturity_on), facts.principal_fen, facts.rate_ppm
    if signed is None or drawn is None or matures is None:
        raise Contradiction("loan_fact_missing", _missing(facts))
    if principal is None or rate is None or not facts.product_code:
        raise Contradiction("loan_fact_missing", _missing(facts))
    if facts.product_code not in PRODUCTS:
        raise Contradiction("loan_product_unknown")
    extended = _day(facts.extended_maturity_on)
    if signed < _FIRST_DAY or not _FIRST_DAY <= drawn < matures < (extended or date.max):
        raise Contradiction("loan_dates_contradict")
    if not (0 <= principal <= MOST_FEN and 0 <= rate <= _WHOLE):
        raise Contradiction("amount_impossible")
    return _Terms(signed, drawn, matures, extended, principal, rate)


def _missing(facts: LoanFacts) -> tuple[str, ...]:
    """The facts that are not there; a day that is none is as good as missing."""
    told = {
        "product_code": facts.product_code,
        "signed_on": _day(facts.signed_on),
        "drawn_on": _day(facts.drawn_on),
        "maturity_on": _day(facts.maturity_on),
        "principal_fen": facts.principal_fen,
        "rate_ppm": facts.rate_ppm,
    }
    return tuple(name for name, value in told.items() if value in (None, ""))


def _changes(terms: _Terms, repayments: Iterable[str], renewed_on: date | None) -> list[Change]:
    """All repayments in the order of their days, the renewal among them."""
    try:
        texts = chain.from_iterable(json.loads(text) for text in repayments)
        changes = sorted(changes_of(texts))
    except (ValueError, TypeError, AttributeError) as error:
        raise Contradiction("repayment_unreadable") from error
    if any(day < terms.drawn or amount >= 0 for day, amount in changes):
        raise Contradiction("repayment_unreadable")
    if renewed_on is not None and terms.drawn < renewed_on <= terms.end:
        left = _balance(terms.principal, changes, renewed_on)
        if left > 0:
            changes = sorted([*changes, (renewed_on, -left)])
    if _balance(terms.principal, changes, date.max) < 0:
        raise Contradiction("repaid_more_than_lent")
    return changes


def _balance(principal: int, changes: Iterable[Change], on: date) -> int:
    """What is left of a loan on a day, repayments of that day taken off."""
    return principal + sum(amount for day, amount in changes if day <= on)


def _undated(facts: LoanFacts, terms: _Terms, changes: Iterable[Change]) -> bool:
    """Whether the bank says that nothing is left, and nobody says since when."""
    over = facts.loan_status == "settled" or facts.balance_fen == 0
    return over and _balance(terms.principal, changes, date.max) > 0


def _posted(settlements: Sequence[SettlementFacts]) -> Posted:
    """All postings as one: sums, and the last days; what one of them lacks is unknown."""
    if not settlements:
        return Posted()
    for one in settlements:
        if not (0 <= (one.interest_due_fen or 0) <= MOST_FEN >= (one.interest_paid_fen or 0) >= 0):
            raise Contradiction("amount_impossible")
    if len(settlements) == 1:
        (one,) = settlements
        days = _day(one.settled_on), _day(one.paid_on)
        return Posted(days[0], one.interest_due_fen, one.interest_paid_fen, days[1])
    return Posted(
        _latest([one.settled_on for one in settlements]),
        _sum([one.interest_due_fen for one in settlements]),
        _sum([one.interest_paid_fen for one in settlements]),
        _latest([one.paid_on for one in settlements]),
    )


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _latest(texts: Sequence[str | None]) -> date | None:
    days = [day for text in texts if (day := _day(text)) is not None]
    return max(days) if len(days) == len(texts) else None


def _start(settlements: Sequence[SettlementFacts], terms: _Terms, first: date) -> date:
    """The first day of the interest period: earlier than the quarter where the bank says so."""
    start = first
    for one in settlements:
        told = _day(one.period_from)
        if told is not None and told < start:
            start = max(told, min(terms.drawn, start))
    return start


def _told_days(
    settlements: Sequence[SettlementFacts], start: date, frame: Frame
) -> tuple[str, ...]:
    """Days that may have been counted before: of an earlier quarter, or in two postings."""
    found = ["period_crosses_quarters"] if start < frame.span.first else []
    if len(settlements) > 1:
        spans = sorted((one.period_from or "", one.period_to or "") for one in settlements)
        if any(after[0] and after[0] <= before[1] for before, after in pairwise(spans)):
            found.append("periods_overlap")
    return tuple(found)


def _contract(facts: LoanFacts, terms: _Terms, changes: Sequence[Change], posted: Posted) -> Loan:
    """A loan as one contract, to its first maturity."""
    return Loan(
        loan_no=facts.loan_no,
        product_code=facts.product_code or "",
        signed_on=terms.signed,
        drawn_on=terms.drawn,
        maturity_on=terms.matures,
        principal=terms.principal,
        rate=terms.rate * RATE_PPM,
        renewal_type=RENEWAL if facts.renews_loan_no else None,
        balance_changes=tuple(changes),
        settled_on=posted.settled_on,
        bank_interest=posted.due,
        interest_paid=posted.paid,
        paid_on=posted.paid_on,
    )


def _split(first: Loan, terms: _Terms) -> list[Loan]:
    """The contract, and the one that takes its place at maturity where something is left.

    The balance counts as repaid on that day. The extension is signed on it at the latest.
    """
    changes = first.balance_changes
    left = _balance(first.principal, changes, terms.matures)
    if not left or terms.extended is None:
        return [first]
    before = [change for change in changes if change[0] <= terms.matures]
    second = replace(
        first,
        loan_no=f"{first.loan_no}/{EXTENSION}",
        signed_on=terms.matures,
        drawn_on=terms.matures,
        maturity_on=terms.extended,
        principal=left,
        renewal_type=EXTENSION,
        balance_changes=tuple(change for change in changes if change[0] > terms.matures),
    )
    return [replace(first, balance_changes=(*before, (terms.matures, -left))), second]


def _in_period(loans: list[Loan], start: date, last: date) -> list[Loan]:
    """Those that reach into the period; where none does, the last one answers for the posting."""
    found = [one for one in loans if one.drawn_on <= last and one.maturity_on > start]
    return found or loans[-1:]


def _shared(
    loans: Sequence[Loan],
    settlements: Sequence[SettlementFacts],
    posted: Posted,
    start: date,
    frame: Frame,
) -> list[Posted]:
    """What was posted for each contract; a posting over both is the earlier one's first."""
    if len(loans) == 1:
        return [posted]
    turn = loans[1].drawn_on.isoformat()
    before = [one for one in settlements if one.period_to is not None and one.period_to < turn]
    after = [one for one in settlements if one.period_from is not None and one.period_from >= turn]
    if len(before) + len(after) == len(settlements):
        return [_posted(before), _posted(after)]
    alone = frame.period([_with(loans[0], Posted())], start=start, large_need=False)
    ours = settle(alone, frame.packs)[0].interest
    due, due_left = _cut(posted.due, ours)
    paid, paid_left = _cut(posted.paid, ours if due is None else due)
    return [
        posted._replace(due=due, paid=paid),
        posted._replace(due=due_left, paid=paid_left),
    ]


def _cut(amount: int | None, first: int) -> tuple[int | None, int | None]:
    if amount is None:
        return None, None
    return min(amount, first), amount - min(amount, first)


def _with(loan: Loan, posted: Posted) -> Loan:
    return replace(
        loan,
        settled_on=posted.settled_on,
        bank_interest=posted.due,
        interest_paid=posted.paid,
        paid_on=posted.paid_on,
    )


def _flags(loan: Loan, frame: Frame) -> tuple[str, ...]:
    """An extension whose signing day decides about the pack: nobody has recorded that day."""
    if loan.renewal_type != EXTENSION:
        return ()
    bound = {
        bind(frame.packs, loan.product_code, frame.region, day, continued=True).pack
        for day in (loan.signed_on - _AGREED_WITHIN, loan.signed_on)
    }
    return ("extension_signed_unknown",) if len(bound) > 1 else ()
