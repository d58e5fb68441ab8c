"""Files of other offices: always looked at first, nothing dropped in silence, undone as a whole."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING

from db import imports
from db.records.imports import ImportRun
from db.rosterlist import no_collecting
from desktop.errors import UserError
from desktop.services.files import BOOK, spare
from desktop.services.imports import ground, reports, runs, standing
from desktop.services.imports import mapping as _mapping
from desktop.services.imports.ground import Work
from desktop.services.imports.kinds import KINDS, kind_named
from desktop.services.records.imports import ImportKind, ImportLook, ImportReport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from desktop.services.imports.ground import Kind
    from desktop.services.needs import Copies, LaidDown
    from desktop.services.records.imports import ImportRunLine, RememberedMapping, TownshipChanges
    from desktop.services.session import Session
    from desktop.sheets.report import Report

    Progress = Callable[[int, int], None]
    Adopt = Mapping[tuple[int, str], str]


class Imports:
    """Reads a sheet, says what it found, takes in what is right, and takes it back."""

    def __init__(self, session: Session, copies: Copies, laid_down: LaidDown) -> None:
        self._session = session
        self._copies = copies
        self._laid_down = laid_down

    def kinds(self) -> list[ImportKind]:
        """All kinds of files and which of them this ledger may take in."""
        role = self._session.store.identity.role
        return [ImportKind(kind=one.name, allowed=role in one.owners) for one in KINDS.values()]

    def look(
        self, kind: str, path: Path, *, mapping: Mapping[str, str] | None = None
    ) -> ImportLook:
        """The columns of a file and what each is read as, before its rows are read.

        Args:
            kind: assignment, roster, loans, interest or payments.
            path: the file.
            mapping: header as written to field or its usual header ("" drops the column); what is
                remembered for this header row counts where it says nothing.

        Raises:
            UserError: the refusals of `sheets.headers`, `mapping_header_unknown`,
                `mapping_field_unknown`, `mapping_field_twice`.
        """
        kind_named(kind, self._session.words)
        return _mapping.look(self._session, kind, path, mapping or {})

    @no_collecting()
    def take(
        self,
        kind: str,
        path: Path,
        *,
        dry_run: bool = False,
        errors: Path | None = None,
        as_of: date | None = None,
        whole: bool = False,
        mapping: Mapping[str, str] | None = None,
        adopted: Adopt | None = None,
        progress: Progress | None = None,
        foreseen: Callable[[Sequence[TownshipChanges]], object] | None = None,
    ) -> ImportReport:
        """Read a file and, unless it is a dry run, take in the rows that are right.

        Args:
            kind: assignment, roster, loans, interest or payments.
            path: the file.
            dry_run: only look.
            errors: where to write the held rows with their reasons.
            as_of: the day of the list; else the day in its title, else today.
            whole: take a roster that drops most households all the same.
            mapping: as in `look`; remembered for this header row once the file is taken in.
            adopted: suggestions to take, by row and field (or header); the value is the suggestion
                that was shown, "" takes what is suggested.
            progress: hears rows done and rows in all; may raise `Stopped`, and nothing is kept.
            foreseen: hears what a roster would change by township before anything is written.

        Raises:
            UserError: the refusals of `sheets.reader` and of `look`; `import_kind_unknown`,
                `roster_county_only`, `import_county_only`, `import_offices_only`,
                `import_bank_only`, `already_imported`, `import_nothing`,
                `adopt_nothing_suggested`, `adopt_other_value`, and what refuses the whole file of
                a kind.
        """
        one = kind_named(kind, self._session.words)
        if errors is not None:
            spare(errors, BOOK)
        if not dry_run:
            self._may(one)
        chosen = _mapping.settled(self._session, kind, path, mapping or {})
        report = self._read(one, path, chosen, adopted or {}, progress)
        reports.account(report)
        if errors is not None:
            from desktop.sheets import writer

            writer.write_errors(errors, report)
        stated = as_of or report.as_of
        digest, reading = _sha256(path), _reading(report, stated)
        same = imports.same(self._session.store, kind, digest, reading)
        if same is not None and report.held_rows < same.held_rows:
            same = None  # what waited then can go in now
        if dry_run:
            work = self._work(report, path, stated, whole=whole, progress=None)
            return self._foretold(one, work, same.run if same else "")
        if same is not None:
            raise UserError("already_imported", run=same.run, version=same.version)
        work = self._work(report, path, stated, whole=whole, progress=progress)
        work = replace(work, foreseen=foreseen)
        return self._write(one, work, digest, reading, remember=bool(mapping))

    def runs(self, kind: str = "") -> list[ImportRunLine]:
        """The imports that were taken in here, newest first."""
        return [runs.line(self._session, one) for one in imports.runs(self._session.store, kind)]

    def undo(self, run: str, *, reason: str) -> ImportRunLine:
        """Take a whole import back, within 30 days and while nothing later stands on it.

        Raises:
            UserError: `import_run_unknown`, `reason_missing`, `import_undone_already`,
                `import_undo_late`, `import_stood_on_imports`, `import_stood_on_work`, and the
                refusals of a ledger that does not own the kind.
        """
        found = runs.undoable(self._session, run, reason)
        self._may(KINDS[found.kind])
        self._copies.back_up_if_changed("import")
        return runs.undo(self._session, found, reason)

    def mappings(self) -> list[RememberedMapping]:
        """The corrected mappings that are remembered."""
        return _mapping.remembered(self._session)

    def forget(self, mapping: str) -> None:
        """Forget one remembered mapping by its id; raises `mapping_unknown`."""
        _mapping.forget(self._session, mapping)

    def _may(self, kind: Kind) -> None:
        if self._session.store.identity.role not in kind.owners:
            raise UserError(kind.refusal)

    def _read(
        self,
        kind: Kind,
        path: Path,
        chosen: Mapping[str, str],
        adopted: Adopt,
        progress: Progress | None,
    ) -> Report:
        """The file as read; twice where suggestions are taken, which have to be made first."""
        from desktop.sheets import reader

        known = kind.known(self._session)
        before = _mapping.by_digest(self._session, kind.name)

        def read(taken: Adopt) -> Report:
            return reader.read(
                path, kind.name, self._session.shelf.synonyms,
                known=known, progress=progress, mapping=chosen, remembered=before, adopted=taken,
            )  # fmt: skip

        report = read({})
        return read(_suggested(report, adopted)) if adopted else report

    def _work(
        self,
        report: Report,
        path: Path,
        stated: date | None,
        *,
        whole: bool,
        progress: Progress | None,
    ) -> Work:
        today = self._session.today()
        return Work(
            session=self._session,
            report=report,
            file=path.name,
            stated=stated,
            day=stated or today,
            whole=whole,
            originals=ground.originals(report),
            overlay_from=self._laid_down.overlay_from(today),
            progress=progress,
        )

    def _foretold(self, kind: Kind, work: Work, already: str) -> ImportReport:
        """What a dry run says: what would change, and why nothing would go in."""
        changes: tuple[TownshipChanges, ...] = ()
        refusal: UserError | None = None
        if self._session.store.identity.role in kind.owners and not already:
            changes = kind.foreseen(work)
            refusal = _refusal(kind, work, changes)
        return reports.answer(
            work.report,
            as_of=work.day,
            dry_run=True,
            already=already,
            townships=changes,
            untouched=standing.untouched(self._session, changes),
            refusal=refusal,
        )

    def _write(
        self, kind: Kind, work: Work, digest: str, reading: str, *, remember: bool
    ) -> ImportReport:
        """All of the file in one save, with the record by which it can be undone."""
        session, report = self._session, work.report
        if not report.imported:
            raise UserError("import_nothing")
        write = kind.prepare(work)
        if work.foreseen is not None:
            work.foreseen(kind.foreseen(work))
        self._copies.back_up_if_changed("import")
        run = ImportRun(
            kind=kind.name,
            file=work.file,
            sha256=digest,
            reading=reading,
            officer=session.officer,
            taken_at=session.clock(),
            as_of=work.day,
            rows=report.rows,
            imported_rows=report.imported_rows,
            held_rows=report.held_rows,
            adopted=len(report.adopted),
        )
        mapped = _mapping.kept(session, report) if remember else None
        with imports.taking(session.store, run, mapped) as taking:
            if write(taking) != report.imported_rows:
                raise RuntimeError("rows_unaccounted")
        changes = standing.changes(session, taking.version) if taking.version else ()
        return reports.answer(
            report,
            as_of=taking.as_of or work.day,
            dry_run=False,
            run=taking.run,
            version=taking.version,
            written=taking.written,
            townships=changes,
            untouched=standing.untouched(session, changes),
        )


def _refusal(kind: Kind, work: Work, changes: Sequence[TownshipChanges]) -> UserError | None:
    """Why the import would take nothing in; a file without a right row says so by its figures."""
    if not work.report.imported:
        return None
    try:
        kind.refused(work, changes)
    except UserError as refusal:
        return refusal
    return None


def _suggested(report: Report, adopted: Adopt) -> dict[tuple[int, str], str]:
    """The suggestions behind what is to be adopted, by row and field."""
    found: dict[tuple[int, str], str] = {}
    for (row, name), value in adopted.items():
        hits = [
            one
            for one in report.problems
            if one.row == row and name in {one.field, one.column} and one.suggestion is not None
        ]
        if not hits or hits[0].field is None or hits[0].suggestion is None:
            raise UserError("adopt_nothing_suggested", row=row, column=name)
        if value and value not in {one.suggestion for one in hits}:
            raise UserError("adopt_other_value", row=row, column=name, value=value)
        found[row, hits[0].field] = value or hits[0].suggestion
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _reading(report: Report, stated: date | None) -> str:
    """What tells two ways of reading the same file apart: mapping, adopted cells, its day."""
    said = {
        "mapping": dict(report.mapping),
        "adopted": [(one.row, one.field, one.value) for one in report.adopted],
        "day": stated.isoformat() if stated else "",
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
