"""What finance answered to each line that was submitted; one answer is never counted twice.

A result file may call the batch by its number or by its quarter (``2026Q3``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from db import courses, payments
from db.records.course import Declaration, DeclaredLine, OfficeStep
from db.records.imports import Payment
from db.store import Store

PAID, FAILED = "paid", "failed"
_BESIDE_NAMES = str.maketrans("", "", " \u3000\u00b7\u2022\uff0e.\u2027\u30fb")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A submitted line with what finance said of it.

    `payment` is what answers the line as it was submitted; `other` speaks of its loan with
    another amount or another name and so pays nothing here. A line that nobody submitted has an
    `other` alone: what finance said of its loan all the same.
    """

    declaration: Declaration
    line: DeclaredLine
    payment: Payment | None = None
    arrived_on: date | None = None
    other: Payment | None = None
    submitted: bool = True

    @property
    def paid(self) -> bool:
        """Whether the money arrived as it was asked for."""
        return self.payment is not None and self.payment.pay_status == PAID

    @property
    def failed(self) -> bool:
        """Whether finance could not pay it."""
        return self.payment is not None and self.payment.pay_status == FAILED


def names_of(one: Declaration) -> frozenset[str]:
    """What a result file may call the batch of a declaration."""
    return frozenset({one.batch_no, f"{one.year}Q{one.quarter}"})


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for blanks and middle dots; an empty one says nothing."""
    first, second = one.translate(_BESIDE_NAMES), other.translate(_BESIDE_NAMES)
    return not first or not second or first == second


def of(store: Store, one: Declaration) -> dict[int, Answer]:
    """The lines of a declaration by their number, with their answers.

    A line that was not submitted is among them only where finance said something of its loan.
    """
    if not _submitted_numbers(store, one) and not payments.arrived(
        store, one.township_code, names_of(one)
    ):
        return {}
    beside = [
        other
        for other in courses.declarations(store)
        if (other.township_code, other.year, other.quarter)
        == (one.township_code, one.year, one.quarter)
    ]
    return {
        found.line.line_no: found
        for found in _matched(store, beside, every=True)
        if found.declaration.id == one.id
    }


def submitted(store: Store, townships: Collection[str] = ()) -> list[Answer]:
    """All submitted lines (of these townships) with their answers."""
    groups: dict[tuple[str, int, int], list[Declaration]] = defaultdict(list)
    for one in courses.declarations(store):
        if not townships or one.township_code in townships:
            groups[one.township_code, one.year, one.quarter].append(one)
    return [found for beside in groups.values() for found in _matched(store, beside)]


def _submitted_numbers(store: Store, one: Declaration) -> list[str]:
    steps = courses.steps(store, OfficeStep, one.id)
    said = (number for step in steps if step.step == "submitted" for number in step.lines)
    return list(dict.fromkeys(said))


def _matched(store: Store, beside: Iterable[Declaration], *, every: bool = False) -> list[Answer]:
    """The submitted lines of one township's quarter, each with an answer of its own.

    With `every` also those that were not submitted and that finance speaks of.
    """
    going: list[tuple[Declaration, DeclaredLine]] = []
    staying: list[tuple[Declaration, DeclaredLine]] = []
    names: set[str] = set()
    township = ""
    for one in sorted(beside, key=lambda one: (one.revision, one.said_at)):
        numbers = _submitted_numbers(store, one)
        if not numbers and not every:
            continue
        township = one.township_code
        names |= names_of(one)
        lines = {str(line.line_no): line for line in courses.declared_lines(store, one.id)}
        going += [(one, lines[number]) for number in numbers if number in lines]
        if every:
            sent = frozenset(numbers)
            staying += [(one, line) for number, line in lines.items() if number not in sent]
    if not going and not staying:
        return []
    pool = _Pool(payments.arrived(store, township, names))
    exact = [pool.answer(one, line) for one, line in going]
    found = [one if one.payment else pool.beside(one.declaration, one.line) for one in exact]
    told = {id(one.other) for one in found}
    for one, line in staying:
        never = pool.beside(one, line, submitted=False)
        if never.other is not None and id(never.other) not in told:
            told.add(id(never.other))
            found.append(never)
    return found


class _Pool:
    """Answers that no line has taken yet, as they arrived."""

    def __init__(self, found: Iterable[tuple[Payment, date]]) -> None:
        self._by_key: dict[str, list[tuple[Payment, date]]] = defaultdict(list)
        for payment, day in found:
            self._by_key[payment.loan_no or payment.household_no].append((payment, day))

    def _of(self, one: Declaration, line: DeclaredLine) -> list[tuple[Payment, date]]:
        names = names_of(one)
        return [
            said
            for key in dict.fromkeys((line.loan_no, line.household_no))
            for said in self._by_key.get(key, ())
            if said[0].batch in names
        ]

    def answer(self, one: Declaration, line: DeclaredLine) -> Answer:
        """The line with what paid it, else its last failure; both are taken out."""
        fits = [
            said
            for said in self._of(one, line)
            if said[0].amount_fen == line.subsidy_fen
            and same_name(said[0].name, line.borrower_name)
        ]
        paid = next((place for place, said in enumerate(fits) if said[0].pay_status == PAID), None)
        taken = fits if paid is None else fits[: paid + 1]
        answering = [said for said in taken if said[0].pay_status in {PAID, FAILED}]
        for said in taken:
            self._by_key[said[0].loan_no or said[0].household_no].remove(said)
        payment, day = answering[-1] if answering else (None, None)
        return Answer(declaration=one, line=line, payment=payment, arrived_on=day)

    def beside(self, one: Declaration, line: DeclaredLine, *, submitted: bool = True) -> Answer:
        """The line with the last thing said of its loan that answers none of its lines."""
        found = [
            said[0]
            for said in self._of(one, line)
            if said[0].loan_no == line.loan_no or not said[0].loan_no
        ]
        other = found[-1] if found else None
        return Answer(declaration=one, line=line, other=other, submitted=submitted)
