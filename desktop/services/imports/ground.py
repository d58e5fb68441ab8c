"""What all kinds of files share: who may take them, what is known, and how rows are written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db import assignments, compared, households, imports
from desktop.sheets.report import FirstRates, Known, KnownAssignment, KnownLoan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from db.imports import Taking
    from desktop.services.records.imports import TownshipChanges
    from desktop.services.session import Session
    from desktop.sheets.report import Record, Report

    Write = Callable[[Taking], int]
    """Writes what was prepared inside an open save; gives how many rows of the sheet went in."""

_STEP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One file that is to be taken in: its report, and what an officer said beside it.

    `stated` is the day that the file speaks of, if it or the officer named one; `day` is it, else
    today. `originals` are the cells as they stood where the ledger holds something else, as JSON
    by row. `overlay_from` is the day from which a city's own plan binds.
    """

    session: Session
    report: Report
    file: str
    stated: date | None
    day: date
    whole: bool
    originals: Mapping[int, str]
    overlay_from: date | None
    progress: Callable[[int, int], None] | None = None
    foreseen: Callable[[Sequence[TownshipChanges]], object] | None = None

    def rows(self) -> Iterator[tuple[Record, str]]:
        """The records that go in with their originals; says how far it is."""
        total = len(self.report.imported)
        for done, record in enumerate(self.report.imported):
            if self.progress is not None and done % _STEP == 0:
                self.progress(done, total)
            yield record, self.originals.get(record.row, "")

    def code(self, enum: str, value: object) -> str:
        """The ledger's code of a word; a word without a code stays as it is."""
        word = text(value)
        return self.session.words.known(enum, word) or word if word else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file: whose it is, what it is compared with, and how its rows are written.

    `prepare` raises what refuses the whole file, before anything is written; `refuse` does so for a
    dry run, from what was `foreseen`: what would change against what is in force, by township.
    """

    name: str
    owners: frozenset[str]
    refusal: str
    known: Callable[[Session], Known]
    prepare: Callable[[Work], Write]
    foreseen: Callable[[Work], tuple[TownshipChanges, ...]] = lambda _work: ()
    refuse: Callable[[Work, Sequence[TownshipChanges]], None] | None = None

    def refused(self, work: Work, changes: Sequence[TownshipChanges]) -> None:
        """Raise what would refuse the whole file; writes nothing."""
        if self.refuse is None:
            self.prepare(work)
        else:
            self.refuse(work, changes)


def text(value: object) -> str:
    """A value as text; nothing is empty."""
    return "" if value is None else str(value)


def day(value: object) -> date | None:
    """A value that is a day, else None."""
    return value if isinstance(value, date) else None


def whole(value: object) -> int | None:
    """A value that is a whole number, else None."""
    return value if isinstance(value, int) else None


def originals(report: Report) -> dict[int, str]:
    """The cells as they stood, by row: every cell with a problem and every one that was adopted."""
    found: dict[int, dict[str, str]] = {}
    for problem in report.problems:
        if problem.row is not None and problem.field and problem.original is not None:
            found.setdefault(problem.row, {})[problem.field] = problem.original
    for one in report.adopted:
        found.setdefault(one.row, {})[one.field] = one.original or ""
    return {
        row: json.dumps(cells, ensure_ascii=False, sort_keys=True) for row, cells in found.items()
    }


def townships(session: Session) -> dict[str, str]:
    """Code by name of the county's townships: all of them, else those that the roster names."""
    official = session.shelf.townships(session.store.identity.county_code)
    return {name: code for code, name in official.items()} or listed_townships(session)


def listed_townships(session: Session) -> dict[str, str]:
    """Code by name of the townships that the roster names."""
    return {one.township: one.township_code for one in households.villages(session.store)}


def homes(session: Session) -> dict[str, frozenset[str]]:
    """The ID numbers of every household that is on the roster."""
    return {number: frozenset(ids) for number, ids in compared.people(session.store).items()}


_ENDED = frozenset({"settled", "farmer_loan", "compensated", "written_off"})


def loans(session: Session) -> dict[str, KnownLoan]:
    """The loans of the ledger; a balance without its day is not used."""
    return {
        one.loan_no: KnownLoan(
            id_number=one.id_number,
            bank=one.bank,
            balance_fen=one.balance_fen if one.balance_on else None,
            balance_on=one.balance_on,
            rate_ppm=one.rate_ppm,
            drawn_on=one.drawn_on or date.min,
            ends_on=one.ends_on or date.max,
            live=one.loan_status not in _ENDED,
            day_basis=one.day_basis or 360,
            settled_to=one.settled_to,
        )
        for one in compared.loans(session.store)
    }


def rates(session: Session) -> FirstRates:
    """The rates that were told first, by loan and by contract."""
    return FirstRates(**compared.rates(session.store)._asdict())


def assigned(session: Session) -> dict[str, tuple[KnownAssignment, ...]]:
    """What banks have a township, by its name."""
    found: dict[str, tuple[KnownAssignment, ...]] = {}
    for one in assignments.listed(session.store):
        told = KnownAssignment(bank=one.main_bank, start=one.effective_from, end=one.effective_to)
        found[one.township_name] = (*found.get(one.township_name, ()), told)
    return found


def taken(session: Session, kind: str) -> frozenset[str]:
    """The keys of the last file of a kind."""
    last = imports.last(session.store, kind)
    return frozenset(last.keys) if last else frozenset()


def placed(names: Mapping[str, str], guesses: Iterable[str | None], name: object) -> str:
    """The township code of a row: by name, else by the first of other ways that knows one."""
    return names.get(text(name)) or next((code for code in guesses if code), "")
