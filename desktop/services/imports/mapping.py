"""Which column is which field: shown, corrected by a person, remembered for the next file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import imports
from db.records.imports import Mapped
from desktop.errors import UserError
from desktop.services.imports import reports
from desktop.services.records.imports import ImportField, ImportLook, RememberedMapping

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop.services.session import Session
    from desktop.sheets.columns import KindSpec
    from desktop.sheets.headers import Header
    from desktop.sheets.report import Report

_ID = 12


def look(session: Session, kind: str, path: Path, mapping: Mapping[str, str]) -> ImportLook:
    """The header of a file as it is understood, with all fields that may be chosen."""
    chosen = settled(session, kind, path, mapping)
    found = _header(session, kind, path, chosen)
    spec = session.shelf.synonyms.kinds[kind]
    remembered = set(found.remembered) - set(chosen)
    return ImportLook(
        kind=kind,
        file=path.name,
        sheet=found.sheet,
        header_row=found.row,
        columns=reports.columns(found.columns, found.mapping, remembered),
        fields=_fields(spec),
        missing=found.missing,
        remembered=bool(remembered),
    )


def _header(session: Session, kind: str, path: Path, chosen: Mapping[str, str]) -> Header:
    from desktop.sheets import headers

    return headers.find(
        path, kind, session.shelf.synonyms, mapping=chosen, remembered=by_digest(session, kind)
    )


def _fields(spec: KindSpec) -> tuple[ImportField, ...]:
    groups = {name: group for group in spec.required for name in group}
    return tuple(
        ImportField(field=name, header=one.headers[0], required_with=groups.get(name, ()))
        for name, one in spec.fields.items()
    )


def settled(session: Session, kind: str, path: Path, mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping as it was typed, with the names of fields; "" leaves a column out.

    Raises:
        UserError: `mapping_header_unknown`, `mapping_field_unknown`, `mapping_field_twice`.
    """
    if not mapping:
        return {}
    spec = session.shelf.synonyms.kinds[kind]
    usual = {one.headers[0]: name for name, one in spec.fields.items()}
    chosen: dict[str, str] = {}
    for header, wanted in mapping.items():
        name = usual.get(wanted, wanted)
        if name and name not in spec.fields:
            raise UserError("mapping_field_unknown", field=wanted, known=" ".join(usual))
        if name and name in chosen.values():
            raise UserError("mapping_field_twice", field=wanted)
        chosen[header] = name
    written = {one.header for one in _header(session, kind, path, chosen).columns}
    for header in chosen:
        if header not in written:
            raise UserError("mapping_header_unknown", header=header, file=path.name)
    return chosen


def by_digest(session: Session, kind: str) -> dict[str, Mapping[str, str]]:
    """What is remembered for a kind, by the digest of the header row."""
    return {one.header_digest: one.mapping for one in imports.mappings(session.store, kind)}


def kept(session: Session, report: Report) -> Mapped:
    """The mapping of a file that is taken in, to be remembered."""
    return Mapped(
        kind=report.kind,
        header_digest=report.header_digest,
        headers=tuple(one.header for one in report.columns),
        mapping=report.mapping,
        remembered_at=session.clock(),
        officer=session.officer,
    )


def remembered(session: Session) -> list[RememberedMapping]:
    """All that is remembered, by kind, the newest first."""
    return [
        RememberedMapping(
            id=f"{one.kind}-{one.header_digest[:_ID]}",
            kind=one.kind,
            headers=one.headers,
            mapping=dict(one.mapping),
            named={header: _usual(session, one.kind, name) for header, name in one.mapping.items()},
            remembered_at=one.remembered_at,
            officer=one.officer,
        )
        for one in imports.mappings(session.store)
    ]


def _usual(session: Session, kind: str, name: str) -> str:
    """What a field is usually called; a column that is not read stays without a name."""
    found = session.shelf.synonyms.kinds[kind].fields.get(name)
    return found.headers[0] if found else name


def forget(session: Session, mapping: str) -> None:
    """Forget one by its id."""
    for one in imports.mappings(session.store):
        if mapping == f"{one.kind}-{one.header_digest[:_ID]}":
            imports.forget(session.store, one.kind, one.header_digest)
            return
    raise UserError("mapping_unknown", mapping=mapping)
