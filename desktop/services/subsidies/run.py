"""One run over a settlement quarter: township by township, slice by slice, totals proved."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from db import applications, inspections, quarters, subsidies
from db.rosterlist import no_collecting
from db.values import to_day
from desktop.errors import UserError
from desktop.rules.inspections import FINDINGS
from desktop.services.subsidies.houses import Source, of_these, reckon
from desktop.services.subsidies.rows import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from db.quarters import Span
    from db.records.loans import LoanFacts
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
        renewed = {no: day for no, text in quarters.renewed(store).items() if (day := to_day(text))}
        twice, several = quarters.twice(store), quarters.in_several(store)
        deviating = inspections.found(store, sorted(FINDINGS))
        repriced, large = quarters.repriced(store), applications.largely_needed(store)
        strays = {} if self._bank else quarters.strays(store, span)
        found: list[Packed] = []
        counted = Counter[str]()
        number = 1
        with no_collecting():
            for township in sorted({*quarters.townships(store), *strays}):
                source = Source(
                    repayments=quarters.changes(store, township),
                    renewed=renewed,
                    twice=twice,
                    deviating=deviating,
                    repriced=repriced,
                    large=large,
                    household=self._household,
                )
                lines = Lines()
                met = self._settle(township, several, source, lines)
                for facts in strays.get(township, ()):
                    lines.add_stray(facts)
                prove(township, {"loans": met}, [{"loans": lines.loans}])
                if lines.count:
                    found.append(_packed(township, lines, number))
                    number += lines.count
                    counted.update(lines.sums)
        prove("", counted, [one.sums for one in found])
        self._progress(self._total, self._total)
        return found

    def _settle(self, township: str, several: frozenset[str], source: Source, lines: Lines) -> int:
        """All households of a township; gives how many loans must be lines afterwards."""
        met = 0
        rows = quarters.loans(self._store, township, self._frame.span)
        for index, (number, group) in enumerate(groupby(rows, key=_household_no)):
            house, known = list(group), source
            self._done += len(house)
            if number in several:
                everywhere, repayments = self._household(number, self._frame.span.first)
                house += [one for one in everywhere if one.township != township]
                known = replace(source, repayments=repayments)
            answer = reckon(house, known, self._frame)
            if self._bank or number in several:
                house = [one for one in house if self._mine(one, township)]
                answer = of_these(answer, house)
            lines.add_house(answer)
            met += len(house) - len(answer.idle)
            if index % _SLICE == _SLICE - 1:
                lines.gather()
                self._progress(min(self._done, self._total), self._total)
        lines.gather()
        return met

    def _household(self, number: str, start: date) -> tuple[list[LoanFacts], dict[str, list[str]]]:
        """What a household has anywhere from a day on, and all repayments of it."""
        span = replace(self._frame.span, first=start)
        return (
            quarters.of_household(self._store, number, span),
            quarters.changes_of_household(self._store, number),
        )

    def _mine(self, facts: LoanFacts, township: str) -> bool:
        return facts.township == township and self._bank in ("", facts.bank)


def _household_no(facts: LoanFacts) -> str:
    return facts.household_no or ""


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
            "lines": lines.count,
        },
        lines.numbered(number),
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
