"""Figures of the round: coverage by village, contacts by week, needs; each as the registry allows.

Nothing here is ordered by a value, and no figure of loans is counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from db import coverage, standing
from desktop.errors import UserError
from desktop.rules.periods import calendar_quarter, quarter_of
from desktop.services.records.day import (
    Coverage,
    FigureOf,
    MetricLine,
    NeedStage,
    NeedState,
    VillageRound,
    Week,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from db.records.day import DayVisits, Need, Round
    from desktop.services.session import Session

WEEKS = 12
_QUARTERS = 4
_INFORMED, _MISSED = "informed", ("absent", "dead_number")
_VILLAGE, _TOWNSHIP = "village", "township"
_COVERED = ("households", "told_quarter", "told", "not_told_quarter", "never_told", "boards")
_STAGES = ("households", "told", "needs", "needs_checked")


class Reports:
    """What pages and lists show of the round; every figure is asked of the registry first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def coverage(self) -> Coverage:
        """The round of this quarter: villages and townships in the order of divisions."""
        for metric in _COVERED:
            self._ask(metric, by=_VILLAGE, order="division")
        quarter = quarter_of(self._session.today())
        first, _ = calendar_quarter(*quarter)
        return self._covered(quarter, coverage.rounds(self._session.store, first))

    def of_quarter(self, year: int, quarter: int) -> tuple[Coverage, int]:
        """The round of a quarter that is over or running, and how many contacts it had.

        Raises:
            UserError: `report_quarter_wrong` where there is none such yet.
        """
        running = quarter_of(self._session.today())
        known = 1 <= quarter <= _QUARTERS and date.min.year < year and (year, quarter) <= running
        if not known:
            raise UserError("report_quarter_wrong", year=year, quarter=quarter)
        self._ask("visits", by="week", order="time")
        first, last = calendar_quarter(year, quarter)
        days = coverage.visits_by_day(self._session.store, first, last)
        visits = sum(one.visits for one in days)
        if (year, quarter) == running:
            return self.coverage(), visits
        for metric in _COVERED:
            self._ask(metric, by=_VILLAGE, order="division")
        rounds = coverage.rounds_of(self._session.store, first, last)
        return self._covered((year, quarter), rounds), visits

    def _covered(self, quarter: tuple[int, int], rounds: list[Round]) -> Coverage:
        session = self._session
        first, last = calendar_quarter(*quarter)
        codes = {one.township_code for one in rounds}
        heard = coverage.reporting(session.store, codes) if session.is_county else codes
        villages = tuple(_village(one, heard) for one in rounds)
        return Coverage(
            quarter=quarter,
            first=first,
            last=last,
            villages=villages,
            townships=tuple(_townships(rounds, heard)),
            households=sum(one.households for one in villages),
            told=sum(one.told for one in villages),
            told_quarter=sum(one.told_quarter for one in villages),
        )

    def weeks(self, count: int = WEEKS) -> list[Week]:
        """The contacts of the last weeks, the oldest first; a week without any is there too."""
        self._ask("visits", by="week", order="time")
        today = self._session.today()
        monday = today - timedelta(days=today.weekday())
        first = monday - timedelta(weeks=count - 1)
        found = coverage.visits_by_day(self._session.store, first, monday + timedelta(days=6))
        starts = [first + timedelta(weeks=place) for place in range(count)]
        return [_week(start, found) for start in starts]

    def needs(self) -> list[NeedState]:
        """Households whose last answer was that they need money, the oldest first."""
        today = self._session.today()
        return [_need(one, today) for one in standing.needs(self._session.store)]

    def stages(self) -> list[NeedStage]:
        """From the roster to the answer, in households; it ends where the bank decides."""
        for metric in _STAGES:
            self._ask(metric)
        covered, needs = self.coverage(), self.needs()
        counts = {
            "households": covered.households,
            "told": covered.told,
            "needs": len(needs),
            "needs_checked": _checked(needs),
        }
        return [NeedStage(metric=metric, households=counts[metric]) for metric in _STAGES]

    def declared(self) -> list[MetricLine]:
        """All declared figures, those that may stand alone only among them."""
        return [
            MetricLine(
                code=one.code,
                name=one.name,
                kind=one.kind,
                unit=one.unit,
                source=one.source,
                clause=one.clause,
                by=one.by,
                order=one.order,
            )
            for one in self._session.shelf.metrics.known.values()
        ]

    def figure(
        self, code: str, *, by: str = "", order: str = "", target: str = "", beside: str = ""
    ) -> list[FigureOf]:
        """A declared figure, whole or by groups in their own order.

        Raises:
            UserError: `metric_unknown`, `metric_forbidden`, `metric_way_unknown`,
                `metric_no_target`, `metric_not_shown`.
        """
        metric = self._session.shelf.metrics.ask(
            code, by=by, order=order, target=target, beside=beside
        )
        readers = self._readers()
        if metric.code not in readers:
            raise UserError("metric_not_shown", name=metric.name)
        return [
            FigureOf(metric=metric.code, group=group, value=value)
            for group, value in readers[metric.code](by)
        ]

    def _readers(self) -> dict[str, Callable[[str], Iterable[tuple[str, int]]]]:
        rounds = {one: self._round(one) for one in _COVERED}
        return {
            **rounds,
            "visits": self._visits,
            "needs": lambda _by: [("", len(self.needs()))],
            "needs_checked": lambda _by: [("", _checked(self.needs()))],
        }

    def _round(self, metric: str) -> Callable[[str], Iterable[tuple[str, int]]]:
        def read(by: str) -> Iterable[tuple[str, int]]:
            covered = self.coverage()
            groups = covered.townships if by == _TOWNSHIP else covered.villages
            values = [(one.name, int(getattr(one, metric))) for one in groups]
            return values if by else [("", sum(value for _, value in values))]

        return read

    def _visits(self, by: str) -> Iterable[tuple[str, int]]:
        weeks = self.weeks()
        if by == "week":
            return [(one.first.isoformat(), one.total) for one in weeks]
        if by == "result":
            sums = [sum(getattr(one, name) for one in weeks) for name in _RESULTS]
            return list(zip(_RESULTS, sums, strict=True))
        return [("", sum(one.total for one in weeks))]

    def _ask(self, metric: str, *, by: str = "", order: str = "") -> None:
        self._session.shelf.metrics.ask(metric, by=by, order=order)


_RESULTS = ("informed", "missed", "others")


def _checked(needs: Iterable[NeedState]) -> int:
    """How many of these needs were checked since they were said."""
    return sum(one.checked_on is not None for one in needs)


def _village(one: Round, heard: Collection[str]) -> VillageRound:
    return VillageRound(
        division_code=one.division_code,
        township_code=one.township_code,
        name=one.village,
        households=one.households,
        told=one.told,
        told_quarter=one.told_since,
        boards=int(one.board_on is not None),
        places=1,
        board_on=one.board_on,
        board_place=one.board_place,
        reported=one.township_code in heard,
    )


def _townships(rounds: Iterable[Round], heard: Collection[str]) -> Iterable[VillageRound]:
    """The sums of each township, in the order of divisions."""
    grouped: dict[str, list[Round]] = {}
    for one in rounds:
        grouped.setdefault(one.township_code, []).append(one)
    for code, inside in grouped.items():
        yield VillageRound(
            division_code=code,
            township_code=code,
            name=inside[0].township or code,
            households=sum(one.households for one in inside),
            told=sum(one.told for one in inside),
            told_quarter=sum(one.told_since for one in inside),
            boards=sum(one.board_on is not None for one in inside),
            places=len(inside),
            reported=code in heard,
        )


def _week(first: date, found: Iterable[DayVisits]) -> Week:
    last = first + timedelta(days=6)
    inside = [one for one in found if first <= one.day <= last]
    informed = sum(one.visits for one in inside if one.contact_result == _INFORMED)
    missed = sum(one.visits for one in inside if one.contact_result in _MISSED)
    return Week(
        first=first,
        last=last,
        informed=informed,
        missed=missed,
        others=sum(one.visits for one in inside) - informed - missed,
    )


def _need(one: Need, today: date) -> NeedState:
    return NeedState(
        household_no=one.household_no,
        head_name=one.head_name,
        village=one.village,
        said_on=one.said_on,
        days=(today - one.said_on).days,
        amount_fen=one.amount_fen,
        use=one.use,
        checked_on=one.checked_on,
    )
