"""One run over a settlement quarter: township by township, slice by slice, totals proved."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from db import quarters, subsidies
from db.rosterlist import no_collecting
from db.values import to_day
from desktop.errors import UserError
from desktop.services.subsidies.houses import Source, reckon, without
from desktop.services.subsidies.rows import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from db.quarters import Span
    from db.records import LoanFacts
    from db.store import Store
    from db.subsidies import Packed
    from desktop.services.subsidies.contracts import Frame

_SLICE = 256
_MONTHS = 3


def span_of(year: int, quarter: int, first: date, last: date) -> Span:
    """The interest days of a quarter, and its calendar months."""
    month = quarter * _MONTHS
    closes = date(year, month, monthrange(year, month)[1])
    opens = date(year, month - _MONTHS + 1, 1)
    return quarters.Span(first=first, last=last, opens=opens, closes=closes)


class Run:
    """Reads, settles and packs; writes nothing."""

    def __init__(
        self, store: Store, frame: Frame, bank: str, progress: Callable[[int, int], None]
    ) -> None:
        self._store = store
        self._frame = frame
        self._bank = bank
        self._progress = progress
        self._total = quarters.count(store)
        self._done = 0

    def townships(self) -> list[Packed]:
        """The lines of each township that has any, with counts and control totals.

        Raises:
            UserError: `control_totals_differ`.
        """
        self._progress(0, self._total)
        store, span = self._store, self._frame.span
        found: list[Packed] = []
        counted = Counter[str]()
        renewed = {no: day for no, text in quarters.renewed(store).items() if (day := to_day(text))}
        twice, several = quarters.twice(store), quarters.in_several(store)
        strays = {} if self._bank else quarters.strays(store, span)
        number = 1
        with no_collecting():
            for township in sorted({*quarters.townships(store), *strays}):
                lines = Lines()
                rows = self._rows(township, several)
                source = self._source(township, rows, renewed, twice)
                met = self._settle(township, rows, source, lines)
                for facts in strays.get(township, ()):
                    lines.add_stray(facts)
                prove(township, {"loans": met}, [{"loans": lines.loans}])
                if lines.rows:
                    found.append(_packed(township, lines, number))
                    number += len(lines.rows)
                    counted.update(lines.sums)
        prove("", counted, [one.sums for one in found])
        self._progress(self._total, self._total)
        return found

    def _rows(self, township: str, several: frozenset[str]) -> list[LoanFacts]:
        """The loans of a township and what their households have elsewhere, household by household.

        In the order of villages and household numbers.
        """
        store, span = self._store, self._frame.span
        rows = quarters.loans(store, township, span)
        places = {one.household_no: one.division_code or "" for one in rows}
        for household in sorted(several.intersection(no for no in places if no)):
            found = quarters.of_household(store, household, span)
            rows += [one for one in found if one.township != township]
        rows.sort(key=lambda one: (places[one.household_no], one.household_no or "", one.loan_no))
        return rows

    def _source(
        self,
        township: str,
        rows: Sequence[LoanFacts],
        renewed: dict[str, date],
        twice: frozenset[str],
    ) -> Source:
        store, span = self._store, self._frame.span
        others = [one.loan_no for one in rows if one.township != township]
        return Source(
            settlements=quarters.posted(store, township, others, span),
            repayments=quarters.changes(store, township, others),
            renewed=renewed,
            twice=twice,
            earlier=lambda household, start: quarters.of_household(
                store, household, replace(span, first=start)
            ),
        )

    def _settle(
        self, township: str, rows: Sequence[LoanFacts], source: Source, lines: Lines
    ) -> int:
        """All households of a township; gives how many loans must be lines afterwards."""
        idle = 0
        others = {id(one) for one in rows if not self._mine(one, township)}
        for index, house in enumerate(_houses(rows)):
            answer = reckon(house, source, self._frame)
            if others:
                answer = without(answer, others)
            lines.add_house(answer)
            idle += len(answer.idle)
            self._done += len(house)
            if index % _SLICE == _SLICE - 1:
                self._progress(min(self._done, self._total), self._total)
        return len(rows) - len(others) - idle

    def _mine(self, facts: LoanFacts, township: str) -> bool:
        return facts.township == township and self._bank in ("", facts.bank)


def _houses(rows: Sequence[LoanFacts]) -> Iterator[list[LoanFacts]]:
    for _, group in groupby(rows, key=lambda one: one.household_no or ""):
        yield list(group)


def _packed(township: str, lines: Lines, number: int) -> Packed:
    """A township's batch, its control totals proved against the rows that will be written."""
    statuses = dict.fromkeys(("listed", "needs_review", "held", "not_listed", "named"), 0)
    one = subsidies.packed(
        township,
        {
            **lines.sums,
            **statuses,
            **lines.statuses,
            "households": lines.households,
            "loans": lines.loans,
            "lines": len(lines.rows),
        },
        lines.columns(number),
    )
    prove(township, lines.sums, [one.sums])
    return one


def prove(township: str, counted: Mapping[str, int], written: Sequence[Mapping[str, int]]) -> None:
    """What was counted line by line is what will be written, and the parts add up; to the fen.

    Raises:
        UserError: `control_totals_differ` with the first total that does not.
    """
    for name, total in counted.items():
        if total != sum(one[name] for one in written):
            raise UserError("control_totals_differ", township=township, name=name)
    parts = ("subsidy_fen", "borrower_fen", "open_interest_fen")
    if counted.get("interest_fen", 0) != sum(counted.get(name, 0) for name in parts):
        raise UserError("control_totals_differ", township=township, name="interest_fen")
