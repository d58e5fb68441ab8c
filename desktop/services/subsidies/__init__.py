"""The subsidy of a settlement quarter: from the loans of the ledger into a batch with its lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from db import households, loans, subsidies
from desktop.errors import UserError
from desktop.rules.periods import is_quarter, settlement_period
from desktop.services.records.course import QuarterOffer
from desktop.services.records.subsidies import BatchLine, Sums, TownshipSums
from desktop.services.subsidies import derivations
from desktop.services.subsidies.case import params_text
from desktop.services.subsidies.contracts import Frame
from desktop.services.subsidies.declaring import Declaring
from desktop.services.subsidies.handling import Handling
from desktop.services.subsidies.run import Run, span_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.records.loans import SubsidyBatch, SubsidyLine
    from db.values import Given
    from desktop.services.needs import LaidDown
    from desktop.services.records.subsidies import Derivation
    from desktop.services.session import Session

_QUARTERS = range(1, 5)
_YEARS = range(2000, 2100)
_SUMS = tuple(one for one in Sums.__struct_fields__)


class Subsidies:
    """Settles quarters, lists what was settled, and shows how each figure came about.

    `declaring` and `handling` are what bank and offices do with a settled quarter.
    """

    def __init__(self, session: Session, laws: LaidDown) -> None:
        self._session = session
        self._laws = laws
        self.declaring = Declaring(session)
        self.handling = Handling(session)

    def settle_quarter(
        self,
        year: int,
        quarter: int,
        *,
        list_closed_on: date,
        bank: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> BatchLine:
        """Settle all loans with an interest day or posted interest in a quarter, as a new run.

        A household's loans are settled together, those of other banks too. A loan whose facts
        contradict each other is a line with its code and without figures. The run is written in
        one transaction; a run for the same bank and quarter is the next revision.

        Args:
            year: of the settlement day.
            quarter: 1 to 4; interest days are those of the banks, the 21st to the 20th.
            list_closed_on: the day on which the list closes, not before the last interest day.
            bank: only loans of this bank become lines; empty means all.
            progress: hears loans done and loans in all; may raise `Stopped`.

        Raises:
            UserError: `quarter_unknown`, `list_closes_early`, `quarter_empty`,
                `control_totals_differ`.
        """
        if quarter not in _QUARTERS or year not in _YEARS:
            raise UserError("quarter_unknown", year=year, quarter=quarter)
        first, last = settlement_period(year, quarter)
        if list_closed_on < last:
            raise UserError(
                "list_closes_early", day=list_closed_on.isoformat(), last=last.isoformat()
            )
        store = self._session.store
        region = store.identity.county_code
        packs = self._session.packs.current
        params = self._laws.params_for(region, last)
        frame = Frame(
            region=region,
            span=span_of(year, quarter, first, last),
            list_closed_on=list_closed_on,
            params=params,
            packs=packs,
        )
        townships = Run(store, frame, bank, progress or _silent).townships()
        if not townships:
            raise UserError("quarter_empty", year=year, quarter=quarter, bank=bank or "-")
        told: dict[str, Given] = {
            "year": year,
            "quarter": quarter,
            "bank": bank,
            "region": region,
            "period_from": first,
            "period_to": last,
            "list_closed_on": list_closed_on,
            "settled_at": self._session.clock(),
            "policy_digest": packs.digest,
            "params": params_text(params),
        }
        batch_no, revision = subsidies.next_no(store, year, quarter, bank)
        subsidies.keep(
            store,
            self._session.officer,
            batch_no,
            revision,
            [replace(one, fields={**told, **one.fields}) for one in townships],
        )
        return self.batch(batch_no, revision)

    def batches(self) -> list[BatchLine]:
        """All runs, the newest quarter first, each number's last revision first."""
        names = {
            one.township_code: one.township for one in households.villages(self._session.store)
        }
        runs: list[BatchLine] = []
        for (batch_no, _), group in groupby(
            subsidies.listed(self._session.store), key=lambda one: (one.batch_no, one.revision)
        ):
            newest = not runs or runs[-1].batch_no != batch_no
            runs.append(self._run(list(group), names, newest=newest))
        return runs

    def quarters(self, back: int = 8) -> list[QuarterOffer]:
        """The quarters whose interest days are over, newest first, and all that were settled.

        A quarter that was settled for several banks is offered once for each of them.
        """
        today = self._session.today()
        runs = [one for one in self.batches() if one.newest]
        known = {(one.year, one.quarter) for one in runs if is_quarter(one.year, one.quarter)}
        recent = [(today.year - n // 4, 4 - n % 4) for n in range(back + 4)]
        over = [one for one in recent if settlement_period(*one)[1] <= today]
        known.update(over[:back])
        offers: list[QuarterOffer] = []
        for asked in sorted(known, reverse=True):
            first, last = settlement_period(*asked)
            mine: list[BatchLine | None] = [one for one in runs if (one.year, one.quarter) == asked]
            offers += [
                QuarterOffer(
                    year=asked[0], quarter=asked[1], period_from=first, period_to=last, batch=one
                )
                for one in mine or [None]
            ]
        return offers

    def banks(self) -> list[str]:
        """The banks whose loans are here; a quarter is settled for one of them, or for all."""
        return loans.banks(self._session.store)

    def batch(self, batch_no: str, revision: int = 0) -> BatchLine:
        """One run; without a revision the last of its number. Raises `batch_unknown`."""
        wanted = self._parts(batch_no, revision)[0].revision
        return next(
            one for one in self.batches() if (one.batch_no, one.revision) == (batch_no, wanted)
        )

    def differing(self, batch_no: str, revision: int = 0) -> tuple[str, ...]:
        """The townships whose lines do not give the control totals of the run; none is right.

        Raises:
            UserError: `batch_unknown`.
        """
        store = self._session.store
        return tuple(
            one.township_code
            for one in self._parts(batch_no, revision)
            if subsidies.sums(store, one.id)
            != {name: getattr(one, name) for name in subsidies.TOTALS}
        )

    def lines(
        self,
        batch_no: str,
        *,
        revision: int = 0,
        status: str = "",
        township_code: str = "",
        household_no: str = "",
        limit: int = 500,
        offset: int = 0,
    ) -> list[SubsidyLine]:
        """A window on the lines of a run, by township, village and household number.

        Raises:
            UserError: `batch_unknown`.
        """
        found = self._parts(batch_no, revision)[0].revision
        wanted = subsidies.LineFilter(
            line_status=status, township_code=township_code, household_no=household_no
        )
        return subsidies.lines(
            self._session.store, batch_no, found, wanted, limit=limit, offset=offset
        )

    def derivation(
        self, batch_no: str, loan_no: str, *, revision: int = 0
    ) -> tuple[Derivation, ...]:
        """How the figures of a loan came about; a loan that was extended may have two lines.

        Raises:
            UserError: `batch_unknown`, `line_unknown`.
        """
        store = self._session.store
        parts = {one.id: one for one in self._parts(batch_no, revision)}
        wanted = subsidies.LineFilter(loan_no=loan_no)
        number = next(iter(parts.values())).revision
        found = subsidies.lines(store, batch_no, number, wanted)
        if not found:
            raise UserError("line_unknown", batch_no=batch_no, loan_no=loan_no)
        return tuple(
            derivations.derive(store, parts[line.batch], line, self._session.packs.current)
            for line in found
        )

    def _parts(self, batch_no: str, revision: int) -> list[SubsidyBatch]:
        """The townships of one run, never none."""
        found = subsidies.listed(self._session.store, batch_no) if batch_no else []
        wanted = revision or max((one.revision for one in found), default=0)
        parts = [one for one in found if one.revision == wanted]
        if not parts:
            raise UserError("batch_unknown", batch_no=batch_no)
        return parts

    def _run(
        self, parts: list[SubsidyBatch], names: Mapping[str, str], *, newest: bool
    ) -> BatchLine:
        one = parts[0]
        townships = tuple(
            TownshipSums(
                township_code=part.township_code,
                township=names.get(part.township_code, part.township_code),
                sums=Sums(**{name: getattr(part, name) for name in _SUMS}),
            )
            for part in parts
        )
        return BatchLine(
            batch_no=one.batch_no,
            revision=one.revision,
            newest=newest,
            year=one.year,
            quarter=one.quarter,
            bank=one.bank,
            period_from=one.period_from,
            period_to=one.period_to,
            list_closed_on=one.list_closed_on,
            settled_at=one.settled_at,
            officer=one.officer,
            policy_digest=one.policy_digest,
            same_policy=one.policy_digest == self._session.packs.current.digest,
            sums=Sums(
                **{name: sum(getattr(part.sums, name) for part in townships) for name in _SUMS}
            ),
            townships=townships,
        )


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""
