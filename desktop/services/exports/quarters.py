"""Rows of a subsidy quarter: the check list of the bank, form F15, and the file for the cards."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import asdict

from db import households, settings
from desktop.errors import UserError
from desktop.rules.course import Standing
from desktop.rules.money import RATE_PPM, format_percent, format_yuan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from desktop.services.exports.layouts import LaidOut
    from desktop.services.records.course import Course, CourseLine, QuarterDraft, QuarterLine
    from desktop.services.records.lists import ListFilter
    from desktop.services.records.subsidies import BatchLine
    from desktop.services.session import Session

    Row = dict[str, object]
    Rows = Iterable[Mapping[str, object]]

CARDS = "cards"
ORDER, PROJECT = "card_fields", "card_project"
_SUMS = (
    "interest_fen", "paid_fen", "central_fen", "province_t1_fen", "local_fen", "subsidy_fen",
    "borrower_fen",
)  # fmt: skip


class Bank(Protocol):
    """Knows what the bank decided and declared."""

    def draft(self, batch_no: str) -> QuarterDraft:
        """The newest run of a batch."""

    def declared(self, batch_no: str = "") -> list[Course]:
        """All declarations."""


class Quarters(Protocol):
    """Knows the settled quarters."""

    @property
    def declaring(self) -> Bank: ...

    def batches(self) -> list[BatchLine]:
        """All runs."""


class Offices(Protocol):
    """Where subsidies are known; made when it is first asked."""

    @property
    def subsidies(self) -> Quarters: ...


class QuarterLists:
    """The lists of a quarter; none of them is in an order of amounts."""

    def __init__(self, session: Session, offices: Offices, findings: Callable[[str], str]) -> None:
        self._session = session
        self._offices = offices
        self._finding = findings

    def by_key(self) -> dict[str, Callable[[ListFilter], Rows]]:
        """The rows of each list by its key."""
        return {
            "subsidy_draft": self._draft,
            "subsidy_declared": self._declared,
            "subsidy_courses": lambda wanted: map(_course_row, self._courses(wanted)),
            CARDS: self._cards,
        }

    def _says(self, key: str) -> Mapping[str, str]:
        says: Mapping[str, str] = tomllib.loads(self._session.shelf.text(f"lists/{key}.toml"))[
            "says"
        ]
        return says

    def _draft(self, wanted: ListFilter) -> Rows:
        subsidies = self._offices.subsidies
        known = {one.batch_no for one in subsidies.batches() if one.newest}
        for batch_no in [wanted.batch] if wanted.batch else sorted(known):
            for one in subsidies.declaring.draft(batch_no).lines:
                if wanted.status in {"", one.standing}:
                    yield self._draft_row(batch_no, one)

    def _draft_row(self, batch_no: str, one: QuarterLine) -> Row:
        line, figures = one.line, one.figures
        said = "".join(self._finding(flag) for flag in line.flags)
        return asdict(line) | {
            "batch_no": batch_no,
            "standing": one.standing,
            "principal_fen": line.principal_fen,
            "interest_fen": figures.interest if figures else None,
            "central_fen": figures and (figures.central_t1 or 0) + (figures.central_t2 or 0),
            "province_t1_fen": figures and figures.province_t1,
            "local_fen": figures and figures.local,
            "subsidy_fen": figures and figures.subsidy,
            "borrower_fen": figures and figures.borrower,
            "choice": one.choice or "",
            "reason": one.reason,
            "said": said,
        }

    def _courses(self, wanted: ListFilter) -> list[Course]:
        found = self._offices.subsidies.declaring.declared(wanted.batch)
        return [
            one
            for one in found
            if not one.withdrawn and wanted.township in {"", one.declaration.township_code}
        ]

    def _declared(self, wanted: ListFilter) -> Iterator[Row]:
        """The lines by township, each with its sum below, and the sum of all at the end."""
        places, says = self._places(), self._says("subsidy_declared")
        every, parts = dict.fromkeys(_SUMS, 0), 0
        for found in self._courses(wanted):
            part, lines = dict.fromkeys(_SUMS, 0), 0
            for one in found.lines:
                if wanted.status in {"", one.standing}:
                    row = _declared_row(found, one, places)
                    lines += 1
                    for name in _SUMS:
                        part[name] += row[name] or 0  # type: ignore[operator]  # fen
                    yield row
            if lines:
                parts += 1
                every = {name: every[name] + part[name] for name in _SUMS}
                yield {**part, "township": says["part"].format(township=found.township)}
        if parts:
            yield {**every, "township": says["all"]}

    def _places(self) -> dict[str, str]:
        return {one.division_code: one.village for one in households.villages(self._session.store)}

    def _cards(self, wanted: ListFilter) -> Iterator[Row]:
        """The lines that are with finance, or those of another standing where one is wanted."""
        places, says = self._places(), self._says(CARDS)
        project = settings.get(self._session.store, PROJECT)
        standing = wanted.status or Standing.SUBMITTED
        for found in self._courses(wanted):
            documents = {
                number: step.document_no
                for step in found.steps
                if step.step == "submitted"
                for number in step.lines
            }
            for one in found.lines:
                if one.standing == standing:
                    line = one.line
                    measure = says["measure"].format(
                        principal=format_yuan(line.principal_fen or 0),
                        days=line.days or 0,
                        rate=_percent(line.rate_ppm),
                    )
                    yield {
                        "project_code": project,
                        "year": found.declaration.year,
                        "batch_no": found.declaration.batch_no,
                        "township": found.township,
                        "village": places.get(line.division_code, ""),
                        "household_no": line.household_no,
                        "name": line.borrower_name,
                        "id_kind": says["id_kind"],
                        "id_number": line.id_number,
                        "basis": documents.get(str(line.line_no), ""),
                        "measure": measure,
                        "amount_fen": line.subsidy_fen,
                        "loan_no": line.loan_no,
                    }


def _course_row(found: Course) -> Row:
    told = found.declaration
    days = {f"{stage}_on": day for stage, day in found.reached.items()}
    return asdict(told) | {
        "township": found.township,
        "central_fen": told.central_t1_fen + told.central_t2_fen,
        "province_t1_fen": told.province_t1_fen,
        "stage": found.stage,
        "standing_days": found.standing_days.get(found.stage),
        "paid_fen": found.paid_fen,
        **days,
    }


def _declared_row(found: Course, one: CourseLine, places: Mapping[str, str]) -> Row:
    line = one.line
    return asdict(line) | {
        "standing": one.standing,
        "township": found.township,
        "village": places.get(line.division_code, ""),
        "central_fen": (line.central_t1_fen or 0) + (line.central_t2_fen or 0),
        "tier1_fen": _per_day(line.tier1_product_fen_days, line.days),
        "tier2_fen": _per_day(line.tier2_product_fen_days, line.days),
        "why": one.reason_code,
        "note": one.note or one.fail_reason or line.reason,
    }


def _per_day(product: int | None, days: int | None) -> int | None:
    """The principal that bore interest, as the mean of its days."""
    if product is None or not days:
        return None
    return (2 * product + days) // (2 * days)


def _percent(rate_ppm: int | None) -> str:
    return format_percent((rate_ppm or 0) * RATE_PPM)


def arranged(session: Session, key: str, columns: Sequence[LaidOut]) -> tuple[LaidOut, ...]:
    """The columns in the order that the county agreed with finance; all in ours where none is set.

    Raises:
        UserError: `card_field_unknown` with the name that is no column.
    """
    typed = settings.get(session.store, ORDER) if key == CARDS else ""
    for sign in "\uff0c\u3001;\uff1b ":
        typed = typed.replace(sign, ",")
    names = [one for one in typed.split(",") if one]
    if not names:
        return tuple(columns)
    by_name = {name: one for one in columns for name in (one.key, one.header)}
    for name in names:
        if name not in by_name:
            known = "\u3001".join(one.header for one in columns)
            raise UserError("card_field_unknown", field=name, known=known)
    return tuple(dict.fromkeys(by_name[name] for name in names))
