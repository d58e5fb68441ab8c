"""The monitoring system's export: one version of the roster, one operation per township."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from db import foreseen, imports, rosters
from db.foreseen import Foreseen
from desktop.errors import UserError
from desktop.services.imports import ground, joining, standing, waiting
from desktop.services.imports.ground import Kind
from desktop.sheets.report import Known

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from db.imports import Taking
    from db.records.houses import RosterVersion
    from db.store import Store
    from db.values import Given
    from desktop.services.imports.ground import Work, Write
    from desktop.services.records.imports import TownshipChanges
    from desktop.services.session import Session
    from desktop.sheets.report import Record, Report

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
    _refuse_ahead(work)
    store, heads = work.session.store, _head_words(work.session)
    own = _by_township(work)
    lists = _joined(work, own)
    if work.report.mended:
        held = waiting.still(store, own)
    else:
        held = waiting.of_list(work.report, lists, heads)
    day = _day(work, lists)
    kept = {code: len({row.get("household_no") for row in rows}) for code, rows in lists.items()}
    _refuse_old_or_shrunk(work, kept, day)
    same = _already(store, lists, day)
    if same:
        found = [one.run for one in imports.runs(store, "roster") if one.version == same]
        raise UserError("already_imported", run=(found or [same])[0], version=same)

    def write(taking: Taking) -> int:
        taking.version = rosters.put(
            store, taking.writer, lists, as_of=day, source_name=work.file, held=held
        )
        taking.written = len(lists)
        taking.as_of = day
        return len(work.report.imported)

    return write


def _joined(work: Work, lists: _Lists) -> _Lists:
    """The whole lists by township; mended rows stand in the midst of those in force."""
    if not work.report.mended:
        return lists
    store, heads = work.session.store, _head_words(work.session)
    return {code: joining.joined(store, code, rows, heads) for code, rows in lists.items()}


def _foreseen(work: Work) -> tuple[TownshipChanges, ...]:
    """What the list would change; nothing is said of one that names no townships of ours."""
    store = work.session.store
    if not rosters.versions(store):
        return _first(work)
    try:
        lists = _joined(work, _by_township(work))
    except UserError:
        return ()
    return standing.lines(work.session, sorted(foreseen.by_township(store, lists).items()))


def _first(work: Work) -> tuple[TownshipChanges, ...]:
    """The first list of a county: every household is new."""
    region, counts = work.session.store.identity.county_code, Counter[str]()
    for village in work.report.villages:
        if len(village.division_code) == _VILLAGE and village.division_code.startswith(region):
            counts[village.division_code[:_TOWNSHIP]] += village.households
    new = [(code, Foreseen(None, has, {"added": has})) for code, has in sorted(counts.items())]
    return standing.lines(work.session, new)


def _refuse(work: Work, changes: Sequence[TownshipChanges]) -> None:
    """What would refuse the list, from what it would change."""
    _refuse_ahead(work)
    _refuse_elsewhere(work)
    kept = {one.township_code: one.has for one in changes}
    _refuse_old_or_shrunk(work, kept, _day(work, kept))


def _refuse_elsewhere(work: Work) -> None:
    """One row of a village that is not in this county refuses the list."""
    region = work.session.store.identity.county_code
    firsts = {record.get("division_code"): record for record in reversed(work.report.imported)}
    for record in sorted(firsts.values(), key=lambda record: record.row):
        _township(region, record)


def _day(work: Work, lists: Iterable[str]) -> date:
    """The day of the list; mended rows without a day of their own join the list in force."""
    if work.stated is not None or not work.report.mended:
        return work.day
    found = [rosters.in_force(work.session.store, code) for code in lists]
    return max((one.as_of_date for one in found if one), default=work.day)


def _refuse_ahead(work: Work) -> None:
    """A list of a day that is far ahead is a slip of the pen."""
    if work.day > work.session.today() + _AHEAD:
        raise UserError("as_of_future", day=work.day.isoformat())


def _refuse_old_or_shrunk(work: Work, kept: Mapping[str, int], day: date) -> None:
    """A list older than the one in force is skipped; one that drops most households is a part.

    `kept` are the households of the list by township.
    """
    store = work.session.store
    for township, houses in kept.items():
        newest = rosters.in_force(store, township)
        if newest is None:
            continue
        if day < newest.as_of_date:
            raise UserError(
                "roster_older", day=day.isoformat(), newest=newest.as_of_date.isoformat()
            )
        if not work.whole and not work.report.mended:
            _refuse_shrunk(work.session, newest, houses)


def _refuse_shrunk(session: Session, newest: RosterVersion, kept: int) -> None:
    """A list that would drop more than half of a township's households is a part of one."""
    if newest.households > _FEW and 2 * kept < newest.households:
        names = {code: name for name, code in ground.townships(session).items()}
        raise UserError(
            "roster_shrunk",
            township=names.get(newest.township_code, newest.township_code),
            had=newest.households,
            kept=kept,
        )


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
    heads = _heads(work.report, _head_words(work.session))
    region = work.session.store.identity.county_code
    lists: _Lists = {}
    for record, originals in work.rows():
        row = _row(record, tables, originals, heads)
        lists.setdefault(_township(region, record), []).append(row)
    return lists


def _head_words(session: Session) -> Collection[str]:
    """How a sheet says that somebody is the head of the household."""
    return session.words.tables["relation_to_head"]["head"]


def _township(region: str, record: Record) -> str:
    """The township code of a row; raises `roster_village_code_bad` for another county's."""
    code = str(record.get("division_code") or "")
    if len(code) != _VILLAGE or not code.startswith(region):
        raise UserError("roster_village_code_bad", row=record.row, division=code)
    return code[:_TOWNSHIP]


def _heads(report: Report, head_words: Collection[str]) -> dict[str, str]:
    """The head's name of every household: who is the head, though the row waits, else the first."""
    heads: dict[str, str] = {}
    first: dict[str, str] = {}
    for record in report.imported:
        number = str(record.get("household_no") or "")
        name = str(record.get("name") or "")
        first.setdefault(number, name)
        if record.get("relation_to_head") in head_words:
            heads.setdefault(number, name)
    return {**first, **waiting.names_of_heads(report, head_words), **heads}


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
    refuse=_refuse,
)
