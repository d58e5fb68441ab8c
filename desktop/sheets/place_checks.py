"""Townships by their right names, and which bank has which of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.sheets.report import FIXED, FLAGGED, HELD, RECONCILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.sheets.report import Known, KnownAssignment
    from desktop.sheets.tables import Table
    from desktop.sheets.words import Words


def township_of(name: str, townships: Mapping[str, str], words: Words) -> str | None:
    """The township that a name means, None when the county has none of that name."""
    if name in townships:
        return name
    for end in words.drop_ends:
        name = name.removesuffix(end)
    if name in townships:
        return name
    for suffix in words.suffixes:
        if name + suffix in townships:
            return name + suffix
    longer = [whole for whole in townships if name.endswith(whole)]
    return longer[0] if len(longer) == 1 else None


def right_names(table: Table, name: str, known: Known) -> None:
    """Give townships their right names where the short one is clear; the field may be absent."""
    if name not in table.at or not known.townships:
        return
    values = table.column(name)
    wrong = {
        value for value in set(values) if isinstance(value, str) and value not in known.townships
    }
    meant = {value: township_of(value, known.townships, table.words) for value in wrong}
    for record, value in enumerate(values if wrong else ()):
        right = meant.get(value) if isinstance(value, str) else None
        if right is not None:
            table.report(record, name, "township_name_normalised", FIXED, value=right)
            values[record] = right


def check_assignment(table: Table, known: Known) -> None:
    """Every township of the county with one bank on each day."""
    right_names(table, "township_name", known)
    names = table.column("township_name")
    lines: dict[str, list[int]] = {}
    for record, name in enumerate(names):
        if not isinstance(name, str):
            continue
        if known.townships and name not in known.townships:
            table.report(record, "township_name", "township_unknown", HELD)
            continue
        if _taken(table, record, known.assigned.get(name, ()), mended=bool(known.taken)):
            table.report(record, "township_name", "assignment_overlap", HELD, stage=RECONCILE)
            continue
        _overlap(table, record, lines.setdefault(name, []))
    for name in known.townships:
        if name not in lines and name not in known.assigned:
            table.report(None, "township_name", "township_unassigned", FLAGGED, value=name)
    if known.townships:
        table.values["township_code"] = [known.townships.get(str(name)) for name in names]


def _taken(table: Table, record: int, known: Iterable[KnownAssignment], *, mended: bool) -> bool:
    """Whether another bank has the township then; in a new list a later start follows an earlier.

    Mended rows belong to the list that they came from, so there nothing follows anything.
    """
    bank, starts, ends = (
        table.column(name)[record] for name in ("main_bank", "effective_from", "effective_to")
    )
    first, last = _day(starts, date.min), _day(ends, date.max)
    for one in known:
        start, end = _day(one.start, date.min), _day(one.end, date.max)
        if one.bank != bank and max(start, first) <= min(end, last) and (mended or start >= first):
            return True
    return False


def _overlap(table: Table, record: int, others: list[int]) -> None:
    for other in others:
        if _meet(table, record, other):
            table.report(record, "township_name", "assignment_overlap", HELD, related=[other])
            return
    others.append(record)


def _meet(table: Table, one: int, two: int) -> bool:
    starts, ends = table.column("effective_from"), table.column("effective_to")
    start = max(_day(starts[one], date.min), _day(starts[two], date.min))
    return start <= min(_day(ends[one], date.max), _day(ends[two], date.max))


def _day(value: object, otherwise: date) -> date:
    return value if isinstance(value, date) else otherwise
