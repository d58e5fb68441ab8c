"""Whom of a household a list holds back: rows that wait until somebody mends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import rosters
from desktop.services.imports import joining

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from db.store import Store
    from db.values import Given
    from desktop.sheets.report import Record, Report

    People = dict[str, list[tuple[str, bool]]]

_TOWNSHIP = 9
_COPY = "row_duplicate"


def of_list(
    report: Report, lists: Mapping[str, Sequence[Mapping[str, Given]]], heads: Collection[str]
) -> dict[str, People]:
    """The people whose rows wait, by township and household; a second copy of a row is nobody.

    A household is where its other rows are, else where its own code says; without either, or
    without a number, it cannot be told.
    """
    copies = {one.row for one in report.problems if one.code == _COPY}
    where = {row.get("household_no"): code for code, rows in lists.items() for row in rows}
    found: dict[str, People] = {}
    for record in report.held:
        number = _text(record, "household_no")
        place = where.get(number) or _text(record, "division_code")[:_TOWNSHIP]
        if number and place in lists and record.row not in copies:
            person = (_text(record, "member_no"), record.get("relation_to_head") in heads)
            found.setdefault(place, {}).setdefault(number, []).append(person)
    return found


def still(store: Store, lists: Mapping[str, Sequence[Mapping[str, Given]]]) -> dict[str, People]:
    """Who waits in the lists in force once these mended rows have joined them."""
    found: dict[str, People] = {}
    for township, rows in lists.items():
        people = rosters.held(store, township)
        there = joining.standing(store, township) if people else None
        for row in rows:
            member, known = str(row.get("member_no") or ""), there is not None and there(row)
            _settle(people, str(row.get("household_no")), member, known=known)
        found[township] = {number: waiting for number, waiting in people.items() if waiting}
    return found


def names_of_heads(report: Report, heads: Collection[str]) -> dict[str, str]:
    """The names of heads whose rows wait for another reason than the name, by household."""
    unsure = {one.row for one in report.problems if one.field == "name" and one.effect == "held"}
    return {
        _text(one, "household_no"): name
        for one in report.held
        if one.row not in unsure
        and one.get("relation_to_head") in heads
        and (name := _text(one, "name"))
    }


def _settle(people: People, number: str, member: str, *, known: bool) -> None:
    """Somebody came: by the member number, else one of those without any.

    Of somebody `known`, who is on the list already, nobody without a number can be told to be it.
    """
    waiting = people.get(number, [])
    same = [one for one in waiting if member and one[0] == member]
    if not same and not known:
        same = [one for one in waiting if not one[0]]
    if same:
        waiting.remove(same[0])


def _text(record: Record, name: str) -> str:
    return str(record.get(name) or "")
