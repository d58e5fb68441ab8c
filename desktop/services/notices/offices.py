"""Sheets that go from office to office: a county's, a settled quarter's, a bundle's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.services.notices import (
    assigned,
    attested,
    declared,
    handbook,
    handover,
    liaison,
    passed_on,
    publishing,
    quarterly,
    returning,
    suspended,
)
from desktop.services.notices.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.printing.templates import Sheet
    from desktop.services.notices.checks import Sources
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

SCOPES = frozenset({"county", "period"})
KINDS = frozenset({handover.KIND})


@dataclass(frozen=True, slots=True)
class Given:
    """What every such sheet may take: the settings, the other services, the pack it cites."""

    station: dict[str, object]
    sources: Sources
    pack: str


def subject(session: Session, sheet: Sheet, scope: NoticeScope, given: Given) -> Subject:
    """The county or the quarter with what its sheet says.

    Raises:
        UserError: those of the module of the sheet.
    """
    station = given.station
    if sheet.kind == attested.KIND:
        return _attested(session, scope, station)
    if sheet.kind in publishing.KINDS:
        told = publishing.values(session, scope, given.sources.openings)
        return _period(session, station, told)
    if sheet.kind == passed_on.KIND:
        number, said = passed_on.values(session, scope)
        keep: dict[str, object] = {returning.RECORD: number} if number else {}
        about = replace(_county(session, station), values={**station, **said}, keeps=keep)
        return replace(about, name=str(said.get("bank") or about.name))
    if sheet.kind == suspended.KIND:
        return _ordered(session, scope, given)
    if sheet.kind in declared.KINDS:
        return _period(session, station, declared.values(session, sheet.kind, scope, given.pack))
    own = _of_office(session, sheet, scope, given)
    return replace(_county(session, station), values={**station, **own})


def _of_office(
    session: Session, sheet: Sheet, scope: NoticeScope, given: Given
) -> dict[str, object]:
    """What an office says: its quarter, its directory, its townships, or what a bundle carried."""
    told: dict[str, Callable[[], dict[str, object]]] = {
        quarterly.KIND: lambda: quarterly.values(session, given.sources.figures, scope),
        handbook.KIND: lambda: handbook.values(session, given.sources.products),
        liaison.KIND: lambda: liaison.values(session, scope),
        handover.KIND: lambda: handover.values(session, scope),
    }
    if sheet.kind in told:
        return told[sheet.kind]()
    return assigned.values(session, sheet.kind, scope)


def _county(session: Session, station: dict[str, object]) -> Subject:
    """The county as a subject: what goes from office to office."""
    return Subject(
        kind="county",
        name=session.store.identity.county_name,
        township_code="",
        division_code="",
        household_no="",
        values=station,
    )


def _attested(session: Session, scope: NoticeScope, station: dict[str, object]) -> Subject:
    """A settled quarter that was made public."""
    county, told = _county(session, station), attested.values(session, scope)
    number = str(told["batch_no"])
    keeps: dict[str, object] = {returning.RECORD: number}
    return replace(county, kind="period", name=number, values={**station, **told}, keeps=keeps)


def _ordered(session: Session, scope: NoticeScope, given: Given) -> Subject:
    """An order that lending stops or goes on; without one the form is written by hand."""
    told, number = suspended.values(session, scope, given.sources.orders)
    keeps: dict[str, object] = {returning.RECORD: number} if number else {}
    values = {**given.station, **suspended.phone(session), **told}
    return replace(_county(session, given.station), values=values, keeps=keeps)


def _period(
    session: Session,
    station: dict[str, object],
    given: tuple[str, dict[str, object], dict[str, object]],
) -> Subject:
    """A settled quarter as a subject, named by its batch."""
    number, told, keeps = given
    county = _county(session, station)
    return replace(
        county, kind="period", name=number, values={**county.values, **told}, keeps=keeps
    )
