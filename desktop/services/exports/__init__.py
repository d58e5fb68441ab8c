"""Lists as Excel files: one writer, one table of layouts, privacy classes, and a record of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from db import audit
from db.rosterlist import no_collecting
from desktop.errors import UserError
from desktop.rules.periods import in_order
from desktop.services.exports.layouts import Layout, layout, rules
from desktop.services.exports.quarters import arranged
from desktop.services.files import BOOK, spare, write_whole
from desktop.services.places import village_named
from desktop.services.records.lists import Exported, ListFilter, ListKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from desktop.services.exports.layouts import LaidOut, Rules
    from desktop.services.exports.sources import Sources
    from desktop.services.session import Session
    from desktop.sheets.writer import Column

_WHAT = "export"
_BETWEEN = "\u3001"
_TEXT, _MARK = ".csv", b"\xef\xbb\xbf"
_CELLS = {"bool": "text", "list": "text"}


class Exports:
    """What leaves the ledger as a file for other people."""

    def __init__(self, session: Session, sources: Sources) -> None:
        self._session = session
        self._sources = sources

    def lists(self) -> list[ListKind]:
        """All lists that can leave here, with what is sealed in them for the role at work."""
        role = self._session.store.identity.role
        found = self._layouts.items()
        return [self.kind(key) for key, one in found if not one.roles or role in one.roles]

    def kind(self, key: str) -> ListKind:
        """One list; raises `list_unknown`."""
        found = self._layout(key)
        return ListKind(
            key=key,
            title=found.title,
            columns=tuple(one.header for one in found.columns),
            filters=found.filters,
            sealed=tuple(one.header for one in found.columns if one.sealed and self._may(one, key)),
            bare=found.bare,
        )

    @no_collecting()
    def write(
        self, key: str, out: Path, wanted: ListFilter | None = None, reason: str = ""
    ) -> Exported:
        """Write a list, whole or not at all; with a reason what is sealed leaves in full.

        Who, what and why is on record before the file is there, so that no file can be without.

        Raises:
            UserError: `list_unknown`, `list_filter_unknown`, `list_ranking_refused`,
                `list_column_unknown`, `list_reason_useless`, `list_role_refused`,
                `list_reason_unrecorded`, `village_unknown`, `village_ambiguous`,
                `version_unknown`, `metric_way_unknown`, `out_other_kind`, `list_other_office`,
                `card_field_unknown`, and those of `sheets.writer`.
        """
        found, reason = self._layout(key), " ".join(reason.split())
        text = found.bare and out.suffix.lower() == _TEXT
        spare(out, _MARK if text else BOOK)
        if found.roles and self._session.store.identity.role not in found.roles:
            raise UserError("list_other_office", list=found.title)
        columns = arranged(self._session, key, found.columns)
        asked = self._checked(found, wanted or ListFilter())
        self._release(found, reason)
        shown = {one.key: self._may(one, reason) for one in found.columns}
        masked = tuple(one.header for one in found.columns if not shown[one.key])
        rows = _ordered(self._sources.rows(key, asked), asked.sort)
        if not self._session.read_only:
            audit.record(
                self._session.store,
                self._session.officer,
                _WHAT,
                subject=f"{key} {out.name}",
                reason=reason,
            )
        said = [
            *self._said(found, wanted or ListFilter(), masked, reason),
            *self._sources.sums(key, asked),
        ]
        cells = self._cells(rows, columns, shown)
        if text:
            count = _as_text(out, columns, cells)
        else:
            count = self._as_book(out, found, columns, cells, said)
        if not self._session.read_only:
            self._sources.left(key, asked)
        return Exported(key=key, rows=count, path=out, masked=masked)

    def _as_book(
        self,
        out: Path,
        found: Layout,
        columns: Iterable[LaidOut],
        cells: Iterable[Mapping[str, object]],
        said: Iterable[str],
    ) -> int:
        from desktop.sheets import writer

        stamp = writer.Stamp(
            who=self._session.officer,
            when=self._session.clock().astimezone(),
            filter_text="    ".join(said),
        )
        return writer.write_list(
            out,
            "" if found.bare else found.title,
            _laid(columns),
            cells,
            None if found.bare else stamp,
        )

    @cached_property
    def _layouts(self) -> dict[str, Layout]:
        shelf = self._session.shelf
        found = {key: layout(key, shelf.text(f"lists/{key}.toml")) for key in self._sources.keys()}  # noqa: SIM118 - no mapping
        for one in found.values():
            for column in one.columns:
                if column.metric:
                    shelf.metrics.ask(column.metric, by=one.by, order=one.order)
        return found

    @cached_property
    def _rules(self) -> Rules:
        return rules(self._session.shelf.text("lists/rules.toml"))

    def _layout(self, key: str) -> Layout:
        if key not in self._layouts:
            raise UserError("list_unknown", list=key, known=_BETWEEN.join(self._layouts))
        return self._layouts[key]

    def _may(self, column: LaidOut, reason: str) -> bool:
        role = self._session.store.identity.role
        return self._rules.may(role, column.privacy, sealed=column.sealed, reason=reason)

    def _checked(self, found: Layout, wanted: ListFilter) -> ListFilter:
        """The filter as the sources take it; what this list does not know is refused."""
        in_order(wanted.from_on, wanted.to_on)
        given = {name: getattr(wanted, name) for name in ListFilter.__struct_fields__}
        for name, value in given.items():
            if value and name != "sort" and name not in found.filters:
                raise UserError(
                    "list_filter_unknown",
                    list=found.title,
                    filter=self._rules.labels[name],
                )
        if wanted.sort:
            self._refuse_ranking(wanted.sort)
            given["sort"] = self._sorting(found, wanted.sort).key
        if wanted.village:
            place = village_named(self._session.store, wanted.village)
            given["village"] = place.division_code or place.village
        return ListFilter(**given)

    def _sorting(self, found: Layout, name: str) -> LaidOut:
        column = found.column(name)
        if column is None:
            known = _BETWEEN.join(one.header for one in found.columns)
            raise UserError("list_column_unknown", column=name, known=known)
        self._refuse_ranking(column.key, column.header)
        if column.metric:
            self._session.shelf.metrics.ask(column.metric, by=found.by, order=column.key)
        return column

    def _refuse_ranking(self, *names: str) -> None:
        """A figure of loans orders no list."""
        metrics = self._session.shelf.metrics
        for name in names:
            if name in metrics.unranked():
                raise UserError("list_ranking_refused", column=names[-1], clause=metrics.clause)

    def _release(self, found: Layout, reason: str) -> None:
        """A reason is for what is sealed, from a role that may, and goes on record."""
        if not reason:
            return
        sealed = [one for one in found.columns if one.sealed]
        if not sealed:
            raise UserError("list_reason_useless", list=found.title)
        if not any(self._may(one, reason) for one in sealed):
            raise UserError("list_role_refused", list=found.title)
        if self._session.read_only:
            raise UserError("list_reason_unrecorded", list=found.title)

    def _cells(
        self,
        rows: Iterable[Mapping[str, object]],
        columns: Iterable[LaidOut],
        shown: Mapping[str, bool],
    ) -> Iterator[Mapping[str, object]]:
        words = self._session.words
        told = [(one, one.key, shown[one.key]) for one in columns]
        for row in rows:
            yield {key: one.shown(row.get(key), words, full=full) for one, key, full in told}

    def _said(
        self, found: Layout, wanted: ListFilter, masked: tuple[str, ...], reason: str
    ) -> Iterator[str]:
        """What the stamp says behind who and when: the part shown, and what is hidden in it."""
        rules_ = self._rules
        for name in ListFilter.__struct_fields__:
            value = getattr(wanted, name)
            said = self._word(found, name, str(value)) if value else found.unsaid.get(name, "")
            if said:
                yield rules_.stamp["filter"].format(label=rules_.labels[name], value=said)
        if masked:
            yield rules_.stamp["masked"].format(columns=_BETWEEN.join(masked))
        if reason:
            sealed = _BETWEEN.join(one.header for one in found.columns if one.sealed)
            yield rules_.stamp["reason"].format(columns=sealed, reason=reason)

    def _word(self, found: Layout, name: str, value: str) -> str:
        enums = self._rules.filter_words.get(name, ())
        if name in found.words:
            enums = (found.words[name],)
        words = [self._session.words.word(enum, value) for enum in enums]
        return next((one for one in words if one != value), value)


def _laid(columns: Iterable[LaidOut]) -> list[Column]:
    from desktop.sheets import writer

    return [
        writer.Column(
            field=one.key,
            header=one.header,
            kind=_CELLS.get(one.kind, one.kind),
            width=one.width,
        )
        for one in columns
    ]


def _as_text(out: Path, columns: Iterable[LaidOut], cells: Iterable[Mapping[str, object]]) -> int:
    from desktop.sheets.commas import list_as_text

    data, count = list_as_text(_laid(columns), cells)
    write_whole(out, data)
    return count


def _ordered(rows: Iterable[Mapping[str, object]], sort: str) -> Iterable[Mapping[str, object]]:
    """The list's own order, row by row; another order only by holding all of it."""
    if not sort:
        return rows
    return sorted(rows, key=lambda row: _place(row.get(sort)))


def _place(value: object) -> tuple[bool, int, str]:
    """Numbers by size, all else as text; what is not known comes last."""
    if isinstance(value, int):
        return False, value, ""
    return value is None or value == "", 0, str(value or "")
