"""What was read, as pages and verbs show it; and the proof that no row was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.imports import standing
from desktop.services.imports.ground import text
from desktop.services.records.imports import (
    AdoptedLine,
    FilledDown,
    ImportColumn,
    ImportReport,
    ProblemLine,
    SheetFacts,
    VillageLine,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from desktop.errors import UserError
    from desktop.services.records.imports import TownshipChanges
    from desktop.sheets.report import Report, SheetColumn


def account(report: Report) -> None:
    """Every row down to the last goes in, waits or is named; anything else is a bug."""
    rows = {one.row for one in report.imported}
    rows.update(one.row for one in report.held)
    told = len(rows)
    rows.update(one.row for one in report.named_rows)
    everything = told + len(report.named_rows) == len(rows) == max(rows) == report.last_row
    counted = told == report.rows == report.imported_rows + report.held_rows
    if not everything or not counted:
        raise RuntimeError("rows_unaccounted")


def columns(
    found: Iterable[SheetColumn], chosen: Collection[str], remembered: Collection[str]
) -> tuple[ImportColumn, ...]:
    """Columns as they are shown, with what a person has chosen now and before."""
    return tuple(
        ImportColumn(
            letter=one.letter,
            header=one.header,
            field=one.field or "",
            unit=one.unit,
            hidden=one.hidden,
            corrected=one.header in chosen,
            remembered=one.header in remembered,
        )
        for one in found
    )


def answer(
    report: Report,
    *,
    as_of: date,
    dry_run: bool,
    already: str = "",
    run: str = "",
    version: str = "",
    written: int = 0,
    townships: tuple[TownshipChanges, ...] = (),
    untouched: tuple[TownshipChanges, ...] = (),
    refusal: UserError | None = None,
) -> ImportReport:
    """The report of an import or of a dry run."""
    return ImportReport(
        kind=report.kind,
        version=version,
        rows=report.rows,
        households=report.households,
        members=report.members,
        imported_rows=report.imported_rows,
        held_rows=report.held_rows,
        named_rows=tuple((one.row, one.kind) for one in report.named_rows),
        problems=tuple(_problems(report)),
        changes=standing.total(townships),
        as_of=as_of,
        dry_run=dry_run,
        facts=_facts(report),
        problem_counts=report.problem_counts,
        adopted=tuple(
            AdoptedLine(
                row=one.row,
                column=one.column,
                field=one.field,
                original=text(one.original),
                value=one.value,
            )
            for one in report.adopted
        ),
        mapping_remembered=bool(report.remembered),
        mended=report.mended,
        already_imported=already,
        run=run,
        written=written,
        townships=townships,
        untouched=untouched,
        refusal=refusal,
    )


def _problems(report: Report) -> Iterable[ProblemLine]:
    for one in report.problems:
        yield ProblemLine(
            row=one.row,
            column=text(one.column),
            code=one.code,
            effect=one.effect,
            original=text(one.original),
            suggestion=text(one.suggestion),
            field=text(one.field),
            value=text(one.value),
            stage=one.stage,
            related_rows=one.related_rows,
            about=one.about,
        )


def _facts(report: Report) -> SheetFacts:
    return SheetFacts(
        sheet=report.sheet,
        other_sheets=tuple((one.name, one.purpose) for one in report.other_sheets),
        header_row=report.header_row,
        last_row=report.last_row,
        columns=columns(report.columns, report.mapping, report.remembered),
        named_texts={one.row: one.text for one in report.named_rows if one.text},
        hidden_rows=report.hidden_rows,
        filled_down=tuple(
            FilledDown(
                field=one.field,
                first_row=one.first_row,
                last_row=one.last_row,
                merged=one.merged,
            )
            for one in report.filled_down
        ),
        duplicates=tuple((one.code, one.rows) for one in report.duplicates),
        totals=report.totals,
        households_in_file=report.households_in_file,
        villages=tuple(
            VillageLine(
                division_code=one.division_code,
                township=one.township,
                village=one.village,
                households=one.households,
                members=one.members,
            )
            for one in report.villages
        ),
        distribution=report.distribution,
        period_from=report.period_from,
        period_to=report.period_to,
        balance_changes=len(report.changes) if report.kind == "interest" else None,
        changes_waiting=len(report.changes_waiting),
        batch=report.batch,
        townships_of_county=report.townships_of_county,
    )
