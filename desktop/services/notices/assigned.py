"""Which bank serves which township, on paper: the list (form F06) and what changed since (F06C)."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

from db import assignments, households
from db import notices as register
from db import settings as kept
from db.records.houses import HouseholdFilter
from desktop.rules import banks
from desktop.services.ownbank import bank_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.records.houses import Assignment
    from desktop.services.records.papers import NoticeScope
    from desktop.services.session import Session

LIST, CHANGES = "F06", "F06C"
_LISTED = "listed"
_ALL = 1_000_000


def values(session: Session, kind: str, scope: NoticeScope) -> dict[str, object]:
    """Rows in the order of division codes; a township without a bank is a row with a gap.

    The list of changes begins where the last printed list ends, else with the year.
    """
    store, today = session.store, session.today()
    known = assignments.listed(store)
    last = register.last_issued(store, LIST)
    since = scope.from_on or last or date(today.year, 1, 1)
    books = tomllib.loads(session.shelf.text("lists/banks.toml"))
    rows = (
        _changes(session, known, since, books)
        if kind == CHANGES
        else _listed(session, known, books)
    )
    settings = kept.shown(store)
    office = settings.get("filed_by") or (
        store.identity.county_name
        if session.is_county
        else (settings.get("bank") or bank_of(session))
    )
    return {"data_as_of": today, "filed_by": office, "rows": rows}


def _listed(
    session: Session, known: list[Assignment], books: Mapping[str, Mapping[str, list[str]]]
) -> list[dict[str, object]]:
    store, today = session.store, session.today()
    own = households.villages(store)
    names = {one.township_code: one.township for one in own}
    names |= {one.township_code: one.township_name for one in known if one.township_name}
    rows = []
    for code in sorted(names):
        one = assignments.in_force(store, code, today)
        counted = [village for village in own if village.township_code == code]
        wanted = HouseholdFilter(township_code=code, status=_LISTED)
        people = sum(one.member_count for one in households.lines(store, wanted, limit=_ALL))
        number = sum(village.households for village in counted)
        told = _bank(session, one, books) if one else {}
        rows.append(
            {
                "city": one.prefecture if one else "",
                "county": (one.county if one else "") or store.identity.county_name,
                "township": names[code],
                "village_count": len(counted) or None,
                "household_count": number or (one.household_count if one else None),
                "person_count": people or None,
                **told,
            }
        )
    return rows


def _changes(
    session: Session,
    known: list[Assignment],
    since: date,
    books: Mapping[str, Mapping[str, list[str]]],
) -> list[dict[str, object]]:
    """Assignments that began after a day and follow another bank."""
    rows = []
    for place, one in enumerate(known):
        earlier = known[place - 1] if place else None
        same = earlier is not None and earlier.township_code == one.township_code
        before = one.previous_bank or (earlier.main_bank if same and earlier else "")
        begun = one.effective_from or date.min
        other = before and not banks.same(before, one.main_bank, **books["names"])
        if other and since < begun <= session.today():
            rows.append(
                {
                    "township": one.township_name,
                    "bank_before": before,
                    **_bank(session, one, books),
                }
            )
    return rows


def _bank(
    session: Session, one: Assignment, books: Mapping[str, Mapping[str, list[str]]]
) -> dict[str, object]:
    basis = session.words.word("assignment_basis", one.assignment_basis)
    return {
        "bank": one.main_bank,
        "bank_class": _class_of(one.main_bank, books),
        "outlet": one.outlet,
        "officer_name": one.contact,
        "officer_phone": one.phone,
        "basis": basis,
        "effective_on": one.effective_from,
        "change_note": one.remark,
    }


def _class_of(bank: str, books: Mapping[str, Mapping[str, list[str]]]) -> str:
    """The class of a bank by its name; empty where the name does not say."""
    for name, parts in books["classes"].items():
        if any(part in bank for part in parts):
            return name
    return ""
