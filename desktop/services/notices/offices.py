"""Sheets that go from office to office: a county's, a settled quarter's, a bundle's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.services.notices import (
    assigned,
    attested,
    declared,
    handover,
    liaison,
    publishing,
    quarterly,
    returning,
)
from desktop.services.notices.subject import Subject

if TYPE_CHECKING:
    from desktop.printing.templates import Sheet
    from desktop.services.notices.checks import Sources
    from desktop.services.records import NoticeScope
    from desktop.services.session import Session

SCOPES = frozenset({"county", "period"})
SUSPENSION = "F26"
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
    if sheet.kind == attested.KIND:
        return _attested(session, scope, given.station)
    if sheet.kind in publishing.KINDS:
        told = publishing.values(session, scope, given.sources.openings)
        return _period(session, given.station, told)
    if sheet.kind in declared.KINDS:
        told = declared.values(session, sheet.kind, scope, given.pack)
        return _period(session, given.station, told)
    if sheet.kind == quarterly.KIND:
        county = _county(session, given.station)
        figures = quarterly.values(session, given.sources.figures)
        return replace(county, values={**given.station, **figures})
    if sheet.kind == liaison.KIND:
        county, people = _county(session, given.station), liaison.values(session, scope)
        return replace(county, values={**given.station, **people})
    if sheet.kind == SUSPENSION:
        return _county(session, given.station)
    return _office(session, sheet, scope, given.station)


def _office(
    session: Session, sheet: Sheet, scope: NoticeScope, station: dict[str, object]
) -> Subject:
    """What goes from office to office: who serves which township, or what a bundle carried."""
    county = _county(session, station)
    bundle = sheet.kind == handover.KIND
    told = (
        handover.values(session, scope) if bundle else assigned.values(session, sheet.kind, scope)
    )
    return replace(county, values={**station, **told})


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
    """A settled quarter that was made public; without one the form has its gaps."""
    county, told = _county(session, station), attested.values(session, scope)
    number = str(told.get("batch_no", "")) or county.name
    keeps: dict[str, object] = {returning.RECORD: number} if told else {}
    return replace(county, kind="period", name=number, values={**station, **told}, keeps=keeps)


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
