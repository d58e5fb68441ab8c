"""Which bank has which township: the county's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from db import assignments
from db.records.houses import Assignment
from desktop.services.imports import ground
from desktop.services.imports.ground import Kind, day, text, whole
from desktop.sheets.report import Known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.imports import Taking
    from desktop.services.imports.ground import Work, Write
    from desktop.services.session import Session
    from desktop.sheets.report import Record


def _known(session: Session) -> Known:
    official = session.shelf.townships(session.store.identity.county_code)
    return Known(
        townships={name: code for code, name in official.items()},
        assigned=ground.assigned(session),
        taken=ground.taken(session, "assignment"),
        today=session.today(),
    )


def _prepare(work: Work) -> Write:
    session = work.session
    names = ground.townships(session)
    known = {one.id: one for one in assignments.listed(session.store)}
    lines = [_line(work, record, originals, names) for record, originals in work.rows()]
    kept = [_beside(one, known.get(one.id)) for one in lines]

    def write(taking: Taking) -> int:
        taking.keys = [one.id for one in kept]
        taking.written = assignments.put(session.store, taking.writer, kept)
        return len(kept)

    return write


def _line(work: Work, record: Record, originals: str, names: Mapping[str, str]) -> Assignment:
    name, start = text(record.get("township_name")), day(record.get("effective_from"))
    code = text(record.get("township_code")) or names.get(name, "")
    return Assignment(
        id=f"{code or name}/{start.isoformat() if start else ''}",
        township_code=code,
        township_name=name,
        county=text(record.get("county")) or work.session.store.identity.county_name,
        prefecture=text(record.get("city")),
        main_bank=text(record.get("main_bank")),
        outlet=text(record.get("branch")),
        contact=text(record.get("contact")),
        phone=text(record.get("contact_phone")),
        assignment_basis=work.code("assignment_basis", record.get("assignment_basis")),
        effective_from=start,
        effective_to=day(record.get("effective_to")),
        source_document="",
        filing_status="",
        household_count=whole(record.get("household_count")),
        monitored_household_count=whole(record.get("monitored_count")),
        previous_bank=text(record.get("historic_bank")),
        is_fallback=work.code("yes_no", record.get("is_fallback")) == "true",
        remark="",
        originals=originals,
    )


def _beside(one: Assignment, known: Assignment | None) -> Assignment:
    """The line with what the list does not say and somebody has filled in."""
    if known is None:
        return one
    return replace(
        one,
        source_document=known.source_document,
        filing_status=known.filing_status,
        remark=known.remark,
    )


KIND = Kind(
    name="assignment",
    owners=frozenset({"county"}),
    refusal="import_county_only",
    known=_known,
    prepare=_prepare,
)
