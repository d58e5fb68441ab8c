"""Files of other offices: always looked at first, nothing dropped in silence."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from db import rosters
from desktop.errors import UserError
from desktop.services.records import (
    ImportKind,
    ImportLook,
    ImportReport,
    ImportRunLine,
    ProblemLine,
    RememberedMapping,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from pathlib import Path

    from db.values import Given
    from desktop.services.needs import Copies
    from desktop.services.session import Session
    from desktop.sheets.report import Record, Report

_ENUMS = ("household_type", "monitor_category", "risk_cleared", "needs_continued_support")
_TOWNSHIP = 9
_VILLAGE = 12
_UNMARKED = "unmarked"
_FEW = 10
_AHEAD = timedelta(days=31)


class Imports:
    """Reads a sheet, says what it found, and takes in what is right."""

    def __init__(self, session: Session, copies: Copies) -> None:
        self._session = session
        self._copies = copies

    def kinds(self) -> list[ImportKind]:
        """All kinds of files and which of them this ledger may take in."""
        raise NotImplementedError

    def look(
        self, kind: str, path: Path, *, mapping: Mapping[str, str] | None = None
    ) -> ImportLook:
        """The columns of a file and what each is read as, before anything is read.

        `mapping` is header as written to field ("" drops the column); a remembered one is under it.
        """
        raise NotImplementedError

    def runs(self, kind: str = "") -> list[ImportRunLine]:
        """The imports that were taken in here, newest first."""
        raise NotImplementedError

    def undo(self, run: str, *, reason: str) -> ImportRunLine:
        """Take a whole import back, within 30 days and while nothing later stands on it."""
        raise NotImplementedError

    def mappings(self) -> list[RememberedMapping]:
        """The corrected mappings that are remembered."""
        raise NotImplementedError

    def forget(self, mapping: str) -> None:
        """Forget one remembered mapping by its id."""
        raise NotImplementedError

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
        adopted: Mapping[tuple[int, str], str] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> ImportReport:
        """Read a file and, unless it is a dry run, take in the rows that are right.

        Args:
            kind: roster; others are refused until this ledger keeps them.
            path: the file.
            dry_run: only look.
            errors: where to write the held rows with their reasons.
            as_of: the day of the list; else the day in its title, else today.
            whole: take a list that drops most households all the same.
            mapping: header as written to field, as a person corrected it; remembered when taken.
            adopted: suggestions to take, by row and field (or header); the value is the suggestion
                that was shown, "" takes whatever is suggested.
            progress: hears rows done and rows in all; may raise `Stopped`.

        Raises:
            UserError: the refusals of `sheets.reader`, `roster_county_only`,
                `already_imported`, `roster_nothing`.
        """
        from desktop.sheets import reader
        from desktop.sheets.report import Known

        if kind != "roster":
            raise UserError("import_kind_unknown", kind=kind)
        if not dry_run and not self._session.is_county:
            raise UserError("roster_county_only")
        report = reader.read(
            path,
            kind,
            self._session.shelf.synonyms,
            known=Known(today=self._session.today()),
            progress=progress,
        )
        if errors is not None:
            from desktop.sheets import writer

            writer.write_errors(errors, report)
        day = as_of or report.as_of or self._session.today()
        version, changes = "", dict[str, int]()
        if not dry_run:
            version, changes = self._publish(report, path, day, whole=whole)
        return _answer(report, version=version, changes=changes, as_of=day, dry_run=dry_run)

    def _publish(
        self, report: Report, path: Path, day: date, *, whole: bool
    ) -> tuple[str, dict[str, int]]:
        """Keep the list as one version, one operation per township.

        A file of mended rows (it has the column of reasons) is added to the list in force.
        """
        if not report.imported:
            raise UserError("roster_nothing")
        if day > self._session.today() + _AHEAD:
            raise UserError("as_of_future", day=day.isoformat())
        store = self._session.store
        lists = self._by_township(report)
        mended = any(one.header == report.wording.column for one in report.columns)
        if mended:
            lists = {code: self._with_rest(code, rows) for code, rows in lists.items()}
        self._refuse_older(lists, day)
        if not whole and not mended:
            self._refuse_shrunk(lists)
        same = self._already(lists, day)
        if same:
            raise UserError("already_imported", version=same)
        self._copies.back_up_if_changed("import")
        label = rosters.publish(
            store, self._session.officer, lists, as_of=day, source_name=path.name
        )
        return label, rosters.change_counts(store, label)

    def _with_rest(self, township: str, rows: list[dict[str, Given]]) -> list[dict[str, Given]]:
        """Mended rows in the midst of the township's list in force."""
        store = self._session.store
        version = rosters.in_force(store, township)
        if version is None:
            return rows
        fresh = {(row.get("household_no"), row.get("member_no")) for row in rows}
        stay = [
            cast("dict[str, Given]", one)
            for one in rosters.people(store, township, version.roster_version)
            if (one.get("household_no"), one.get("member_no")) not in fresh
        ]
        return [*stay, *rows]

    def _refuse_older(self, lists: Mapping[str, list[dict[str, Given]]], day: date) -> None:
        """A list older than the one in force is named and skipped."""
        for township in lists:
            newest = rosters.in_force(self._session.store, township)
            if newest is not None and day < newest.as_of_date:
                raise UserError(
                    "roster_older", day=day.isoformat(), newest=newest.as_of_date.isoformat()
                )

    def _refuse_shrunk(self, lists: Mapping[str, list[dict[str, Given]]]) -> None:
        """A list that would drop more than half of a township's households is a part of one."""
        for township, rows in lists.items():
            newest = rosters.in_force(self._session.store, township)
            kept = len({row.get("household_no") for row in rows})
            if newest is not None and newest.households > _FEW and 2 * kept < newest.households:
                raise UserError("roster_shrunk", had=newest.households, kept=kept)

    def _already(self, lists: Mapping[str, list[dict[str, Given]]], day: date) -> str:
        """The version that says the same for the same day, if there is one."""
        found = ""
        for township, rows in lists.items():
            newest = rosters.in_force(self._session.store, township)
            if newest is None or newest.as_of_date != day:
                return ""
            if newest.digest != rosters.digest_of(rows):
                return ""
            found = newest.roster_version
        return found

    def _by_township(self, report: Report) -> dict[str, list[dict[str, Given]]]:
        """Rows as the ledger keeps them, by township code; words become codes."""
        tables = {enum: self._codes(enum) for enum in _ENUMS}
        originals: dict[int, dict[str, str]] = {}
        for problem in report.problems:
            if problem.row is not None and problem.field and problem.original is not None:
                originals.setdefault(problem.row, {})[problem.field] = problem.original
        heads = _heads(report.imported, self._session.words.tables["relation_to_head"]["head"])
        lists: dict[str, list[dict[str, Given]]] = {}
        for record in report.imported:
            row = _row(record, tables, originals.get(record.row), heads)
            lists.setdefault(self._township(record, row), []).append(row)
        return lists

    def _codes(self, enum: str) -> dict[str, str]:
        """Word to code of an enum."""
        table = self._session.words.tables[enum]
        return {word: code for code, words in table.items() for word in words}

    def _township(self, record: Record, row: Mapping[str, Given]) -> str:
        """The township code of a row; raises `roster_village_code_bad` for another county's."""
        code = str(row.get("division_code") or "")
        region = self._session.store.identity.county_code
        if code and (len(code) != _VILLAGE or not code.startswith(region)):
            raise UserError("roster_village_code_bad", row=record.row, division=code)
        if code:
            return code[:_TOWNSHIP]
        raise UserError("roster_village_code_bad", row=record.row, division=code)


def _heads(records: list[Record], head_words: Collection[str]) -> dict[str, str]:
    """The head's name of every household: who stands in the list as head, else the first."""
    heads: dict[str, str] = {}
    first: dict[str, str] = {}
    for record in records:
        number = str(record.get("household_no") or "")
        name = str(record.get("name") or "")
        first.setdefault(number, name)
        if record.get("relation_to_head") in head_words:
            heads.setdefault(number, name)
    return {**first, **heads}


def _row(
    record: Record,
    tables: Mapping[str, Mapping[str, str]],
    original: Mapping[str, str] | None,
    heads: Mapping[str, str],
) -> dict[str, Given]:
    """A row of the sheet with the ledger's codes; a word without a code stays as it is."""
    row = cast("dict[str, Given]", record.values)
    for enum, table in tables.items():
        word = row.get(enum)
        if isinstance(word, str) and word:
            row[enum] = table.get(word, word)
    if not row.get("needs_continued_support"):
        row["needs_continued_support"] = _UNMARKED
    row["head_name"] = heads.get(str(row.get("household_no") or ""), "")
    if original:
        row["originals"] = json.dumps(original, ensure_ascii=False, sort_keys=True)
    return row


def _answer(
    report: Report, *, version: str, changes: dict[str, int], as_of: date, dry_run: bool
) -> ImportReport:
    return ImportReport(
        kind=report.kind,
        version=version,
        rows=report.rows,
        households=report.households,
        members=report.members,
        imported_rows=report.imported_rows,
        held_rows=report.held_rows,
        named_rows=tuple((one.row, one.kind) for one in report.named_rows),
        problems=tuple(
            ProblemLine(
                row=one.row,
                column=one.column or "",
                code=one.code,
                effect=one.effect,
                original=one.original or "",
                suggestion=one.suggestion or "",
            )
            for one in report.problems
        ),
        changes=changes,
        as_of=as_of,
        dry_run=dry_run,
    )
