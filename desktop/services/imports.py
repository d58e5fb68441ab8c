"""Files of other offices: always looked at first, nothing dropped in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from db import rosters
from desktop.errors import UserError
from desktop.services.records import ImportReport, ProblemLine

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


class Imports:
    """Reads a sheet, says what it found, and takes in what is right."""

    def __init__(self, session: Session, copies: Copies) -> None:
        self._session = session
        self._copies = copies

    def take(
        self,
        kind: str,
        path: Path,
        *,
        dry_run: bool = False,
        errors: Path | None = None,
        as_of: date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> ImportReport:
        """Read a file and, unless it is a dry run, take in the rows that are right.

        Args:
            kind: roster; others are refused until this ledger keeps them.
            path: the file.
            dry_run: only look.
            errors: where to write the held rows with their reasons.
            as_of: the day of the list; else the day in its title, else today.
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
            version, changes = self._publish(report, path, day)
        return _answer(report, version=version, changes=changes, as_of=day, dry_run=dry_run)

    def _publish(self, report: Report, path: Path, day: date) -> tuple[str, dict[str, int]]:
        """Keep the list as one version, one operation per township."""
        if not report.imported:
            raise UserError("roster_nothing")
        lists = self._by_township(report)
        store = self._session.store
        same = self._already(lists, day)
        if same:
            raise UserError("already_imported", version=same)
        self._copies.back_up_if_changed("import")
        label = rosters.publish(
            store, self._session.officer, lists, as_of=day, source_name=path.name
        )
        return label, rosters.change_counts(store, label)

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
