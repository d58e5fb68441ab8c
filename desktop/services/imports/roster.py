"""The monitoring system's export: one version of the roster, one operation per township."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from db import foreseen, imports, rosters
from desktop.errors import UserError
from desktop.services.imports import ground
from desktop.services.imports.ground import Kind
from desktop.sheets.report import Known

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from db.imports import Taking
    from db.store import Store
    from db.values import Given
    from desktop.services.imports.ground import Work, Write
    from desktop.services.session import Session
    from desktop.sheets.report import Record

_ENUMS = ("household_type", "monitor_category", "risk_cleared", "needs_continued_support")
_TOWNSHIP = 9
_VILLAGE = 12
_UNMARKED = "unmarked"
_FEW = 10
_AHEAD = timedelta(days=31)

_Rows = list[dict[str, "Given"]]
_Lists = dict[str, _Rows]


def _known(session: Session) -> Known:
    return Known(townships=ground.townships(session), today=session.today())


def _prepare(work: Work) -> Write:
    """Keep the list as one version, one operation per township.

    A file of mended rows (it has the column of reasons) is added to the list in force.
    """
    if work.day > work.session.today() + _AHEAD:
        raise UserError("as_of_future", day=work.day.isoformat())
    store = work.session.store
    lists = _by_township(work)
    day = _day(work, lists)
    if work.report.mended:
        lists = {code: _with_rest(store, code, rows) for code, rows in lists.items()}
    _refuse_older(store, lists, day)
    if not work.whole and not work.report.mended:
        _refuse_shrunk(store, lists)
    same = _already(store, lists, day)
    if same:
        found = [one.run for one in imports.runs(store, "roster") if one.version == same]
        raise UserError("already_imported", run=(found or [same])[0], version=same)

    def write(taking: Taking) -> int:
        taking.version = rosters.put(store, taking.writer, lists, as_of=day, source_name=work.file)
        taking.written = len(lists)
        taking.as_of = day
        return len(work.report.imported)

    return write


def _foreseen(work: Work) -> dict[str, int]:
    """What the list would change; nothing is said of one that names no townships of ours."""
    store = work.session.store
    if not rosters.versions(store):
        return {}
    try:
        lists = _by_township(work)
    except UserError:
        return {}
    if work.report.mended:
        lists = {code: _with_rest(store, code, rows) for code, rows in lists.items()}
    return foreseen.counts(store, lists)


def _day(work: Work, lists: Iterable[str]) -> date:
    """The day of the list; mended rows without a day of their own join the list in force."""
    if work.stated is not None or not work.report.mended:
        return work.day
    found = [rosters.in_force(work.session.store, code) for code in lists]
    return max((one.as_of_date for one in found if one), default=work.day)


def _with_rest(store: Store, township: str, rows: _Rows) -> _Rows:
    """Mended rows in the midst of the township's list in force."""
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


def _refuse_older(store: Store, lists: Iterable[str], day: date) -> None:
    """A list older than the one in force is named and skipped."""
    for township in lists:
        newest = rosters.in_force(store, township)
        if newest is not None and day < newest.as_of_date:
            raise UserError(
                "roster_older", day=day.isoformat(), newest=newest.as_of_date.isoformat()
            )


def _refuse_shrunk(store: Store, lists: Mapping[str, _Rows]) -> None:
    """A list that would drop more than half of a township's households is a part of one."""
    for township, rows in lists.items():
        newest = rosters.in_force(store, township)
        kept = len({row.get("household_no") for row in rows})
        if newest is not None and newest.households > _FEW and 2 * kept < newest.households:
            raise UserError("roster_shrunk", had=newest.households, kept=kept)


def _already(store: Store, lists: Mapping[str, _Rows], day: date) -> str:
    """The version that says the same for the same day, if there is one."""
    found = ""
    for township, rows in lists.items():
        newest = rosters.in_force(store, township)
        if newest is None or newest.as_of_date != day:
            return ""
        if newest.digest != rosters.digest_of(rows):
            return ""
        found = newest.roster_version
    return found


def _by_township(work: Work) -> _Lists:
    """Rows as the ledger keeps them, by township code; words become codes."""
    words = work.session.words.tables
    tables = {
        enum: {word: code for code, listed in words[enum].items() for word in listed}
        for enum in _ENUMS
    }
    heads = _heads(work.report.imported, words["relation_to_head"]["head"])
    region = work.session.store.identity.county_code
    lists: _Lists = {}
    for record, originals in work.rows():
        row = _row(record, tables, originals, heads)
        lists.setdefault(_township(region, record, row), []).append(row)
    return lists


def _township(region: str, record: Record, row: Mapping[str, Given]) -> str:
    """The township code of a row; raises `roster_village_code_bad` for another county's."""
    code = str(row.get("division_code") or "")
    if len(code) != _VILLAGE or not code.startswith(region):
        raise UserError("roster_village_code_bad", row=record.row, division=code)
    return code[:_TOWNSHIP]


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
    originals: str,
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
    if originals:
        row["originals"] = originals
    return row


KIND = Kind(
    name="roster",
    owners=frozenset({"county"}),
    refusal="roster_county_only",
    known=_known,
    prepare=_prepare,
    foreseen=_foreseen,
)
