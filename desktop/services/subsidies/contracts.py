"""A loan of the ledger as the contracts that the rules ask about, or what contradicts what."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from db.loans import changes_of
from db.values import to_day
from desktop.rules.binding import bind
from desktop.rules.lines.subsidy import PRODUCTS
from desktop.rules.money import RATE_PPM
from desktop.rules.subsidy import Loan, Period, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.quarters import Span
    from db.records import Change, LoanFacts, SettlementFacts
    from desktop.rules.packs import PackSet
    from desktop.rules.subsidy import Params

RENEWAL, EXTENSION = "renewal", "extension"
_NEEDED = ("product_code", "signed_on", "drawn_on", "maturity_on", "principal_fen", "rate_ppm")
_BASES = (360, 365)
_FIRST_DAY = date(1900, 1, 1)
_MOST = 10**12
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


@dataclass(frozen=True, slots=True)
class Posted:
    """What the bank posted for a loan in the period, all its postings together."""

    settled_on: date | None = None
    due: int | None = None
    paid: int | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contract:
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


class Contradiction(Exception):
    """The facts of a loan contradict each other: a code, and the facts that are not there."""

    def __init__(self, code: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.missing = missing


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of a loan, and its end with the extension."""

    signed: date
    drawn: date
    matures: date
    extended: date | None

    @property
    def end(self) -> date:
        return self.extended or self.matures


def contracts(
    facts: LoanFacts,
    settlements: Sequence[SettlementFacts],
    repayments: Iterable[str],
    renewed_on: date | None,
    frame: Frame,
) -> list[Contract]:
    """The contracts of a loan that reach into the period, the earlier one first.

    `renewed_on` is the day on which a renewal took its place: its balance counts as repaid then.

    Raises:
        Contradiction: with the code of what cannot be.
    """
    days = _days(facts)
    changes = _changes(facts, repayments, days, renewed_on)
    posted = _posted(settlements)
    if not settlements and _undated(facts, changes):
        raise Contradiction("repayment_undated")
    start = _start(settlements, days, frame.span.first)
    loans = _in_period(_split(facts, days, changes), start, frame.span.last)
    basis = _basis(facts, frame.params)
    shared = _share(loans, settlements, posted, start, frame)
    return [
        Contract(
            facts=facts,
            loan=_with(loan, share),
            start=start,
            basis=basis,
            posted=bool(settlements),
            flags=_flags(loan, frame),
        )
        for loan, share in zip(loans, shared, strict=True)
    ]


def _days(facts: LoanFacts) -> _Days:
    missing = [name for name in _NEEDED if getattr(facts, name) in (None, "")]
    days = {name: to_day(getattr(facts, name)) for name in _NEEDED if name.endswith("_on")}
    missing += [name for name, day in days.items() if day is None and name not in missing]
    signed, drawn, matures = days.values()
    if missing or signed is None or drawn is None or matures is None:
        raise Contradiction("loan_fact_missing", tuple(missing))
    extended = to_day(facts.extended_maturity_on)
    if facts.product_code not in PRODUCTS:
        raise Contradiction("loan_product_unknown")
    _in_order(min(signed, drawn), drawn, matures, extended or date.max)
    _possible([facts.principal_fen, facts.rate_ppm])
    return _Days(signed, drawn, matures, extended)


def _in_order(earliest: date, drawn: date, matures: date, extended: date) -> None:
    if earliest < _FIRST_DAY or not drawn < matures < extended:
        raise Contradiction("loan_dates_contradict")


def _possible(amounts: Iterable[int | None]) -> None:
    if any(amount is not None and not 0 <= amount <= _MOST for amount in amounts):
        raise Contradiction("amount_impossible")


def _changes(
    facts: LoanFacts, repayments: Iterable[str], days: _Days, renewed_on: date | None
) -> list[Change]:
    """All repayments in the order of their days, the renewal among them."""
    try:
        texts = chain.from_iterable(json.loads(text) for text in repayments)
        changes = sorted(changes_of(texts))
    except (ValueError, TypeError, AttributeError) as error:
        raise Contradiction("repayment_unreadable") from error
    if any(day < days.drawn or amount >= 0 for day, amount in changes):
        raise Contradiction("repayment_unreadable")
    if renewed_on is not None and days.drawn < renewed_on <= days.end:
        left = _balance(facts, changes, renewed_on)
        if left > 0:
            changes = sorted([*changes, (renewed_on, -left)])
    if _balance(facts, changes, date.max) < 0:
        raise Contradiction("repaid_more_than_lent")
    return changes


def _balance(facts: LoanFacts, changes: Iterable[Change], on: date) -> int:
    """What is left of a loan on a day, repayments of that day taken off."""
    return (facts.principal_fen or 0) + sum(amount for day, amount in changes if day <= on)


def _undated(facts: LoanFacts, changes: Iterable[Change]) -> bool:
    """Whether the bank says that nothing is left, and nobody says since when."""
    over = facts.loan_status == "settled" or facts.balance_fen == 0
    return over and _balance(facts, changes, date.max) > 0


def _posted(settlements: Sequence[SettlementFacts]) -> Posted:
    """All postings as one: sums, and the last days; what one of them lacks is unknown."""
    if not settlements:
        return Posted()
    amounts = [one.interest_due_fen for one in settlements]
    paid = [one.interest_paid_fen for one in settlements]
    _possible([*amounts, *paid])
    return Posted(
        _latest([one.settled_on for one in settlements]),
        _sum(amounts),
        _sum(paid),
        _latest([one.paid_on for one in settlements]),
    )


def _sum(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _latest(texts: Sequence[str | None]) -> date | None:
    days = [day for text in texts if (day := to_day(text)) is not None]
    return max(days) if len(days) == len(texts) else None


def _start(settlements: Sequence[SettlementFacts], days: _Days, first: date) -> date:
    """The first day of the interest period: earlier than the quarter where the bank says so."""
    told = [day for one in settlements if (day := to_day(one.period_from)) is not None]
    earliest = min(told, default=first)
    return first if earliest >= first else max(earliest, min(days.drawn, first))


def _split(facts: LoanFacts, days: _Days, changes: Sequence[Change]) -> list[Loan]:
    """The contract and, where it was extended, the contract that takes its place at maturity.

    The balance counts as repaid on that day. The extension is signed on it at the latest.
    """
    first = Loan(
        loan_no=facts.loan_no,
        product_code=facts.product_code or "",
        signed_on=days.signed,
        drawn_on=days.drawn,
        maturity_on=days.matures,
        principal=facts.principal_fen or 0,
        rate=(facts.rate_ppm or 0) * RATE_PPM,
        renewal_type=RENEWAL if facts.renews_loan_no else None,
        balance_changes=tuple(changes),
    )
    if days.extended is None:
        return [first]
    left = _balance(facts, changes, days.matures)
    if not left:
        return [first]
    before = [change for change in changes if change[0] <= days.matures]
    second = replace(
        first,
        loan_no=f"{facts.loan_no}/{EXTENSION}",
        signed_on=days.matures,
        drawn_on=days.matures,
        maturity_on=days.extended,
        principal=left,
        renewal_type=EXTENSION,
        balance_changes=tuple(change for change in changes if change[0] > days.matures),
    )
    return [replace(first, balance_changes=(*before, (days.matures, -left))), second]


def _in_period(loans: list[Loan], start: date, last: date) -> list[Loan]:
    """Those that reach into the period; where none does, the last one answers for the posting."""
    found = [one for one in loans if one.drawn_on <= last and one.maturity_on > start]
    return found or loans[-1:]


def _basis(facts: LoanFacts, params: Params) -> int:
    basis = facts.day_basis or params.day_basis
    if basis not in _BASES:
        raise Contradiction("day_basis_unknown")
    return basis


def _share(
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
    alone = frame.period(loans[:1], start=start, large_need=False)
    ours = settle(alone, frame.packs)[0].interest
    due, due_left = _cut(posted.due, ours)
    paid, paid_left = _cut(posted.paid, ours if due is None else due)
    return [
        replace(posted, due=due, paid=paid),
        replace(posted, due=due_left, paid=paid_left),
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
