"""What an old ledger of visits in Excel needs before it can go into the ledger."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from desktop.sheets.amounts import Money
from desktop.sheets.cells import Setting, plain
from desktop.sheets.days import day_of
from desktop.sheets.home_matching import FOUND, Homes
from desktop.sheets.report import FIXED, FLAGGED, HELD, RECONCILE
from desktop.sheets.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.sheets.home_matching import Meant
    from desktop.sheets.report import Known
    from desktop.sheets.tables import Table

_TWO = re.compile(r"(.+?)\s*[(\uff08/\uff0f\u3001,\uff0c\s]\s*([^()\uff08\uff09]+?)[)\uff09]?")
_MONTH_DAY = re.compile(r"(\d{1,2})[^\d](\d{1,2})[^\d]?")
_FIRST_YEAR = 2020
_OPTIONAL = ("policy_understood", "no_need_reason", "relation_to_head", "has_need")
_TOLD = ("publicity_method", "contact_result")
_AMOUNT_FIRST = re.compile(r"([\d.,]+\D{0,2}?)[/\uff0f\u3001,\uff0c\s(\uff08]+(.+?)[)\uff09]?")


def check_visits(table: Table, known: Known) -> None:
    """Understand words and days, split the columns that hold two things, find each household."""
    _split_person(table)
    _split_need(table)
    _days(table, known.today)
    _methods(table)
    _results(table)
    _asides(table)
    _needs(table)
    _places_and_homes(table, known)
    _repeated(table, known)


def _of_place(table: Table) -> list[bool]:
    """For each record whether it was held at a place and tells no household."""
    return [one in table.words.of_places for one in table.column("publicity_method")]


def _days(table: Table, today: date | None) -> None:
    """A day without a year is offered with the year around it; none may lie ahead."""
    values = table.column("visited_on")
    for place, one in enumerate(table.problems):
        if one.field == "visited_on" and one.code == "date_invalid" and one.row is not None:
            offered = _with_year(table, table.rows.index(one.row), one.row, today)
            table.problems[place] = replace(one, suggestion=offered)
    for record, day in enumerate(values):
        if not isinstance(day, date):
            continue
        if today is not None and day > today:
            table.report(record, "visited_on", "visit_in_future", HELD)
        elif day.year < _FIRST_YEAR:
            table.report(record, "visited_on", "visit_too_old", HELD)


def _with_year(table: Table, record: int, row: int, today: date | None) -> str | None:
    """A month and a day with the year of the row above, of the title, or below; never a guess.

    A number such as 7.1 may be the first or the tenth: it is not offered.
    """
    raw = table.originals.get("visited_on", {}).get(row)
    found = _MONTH_DAY.fullmatch(squeezed(str(plain(raw) or "")))
    if found is None or (not isinstance(raw, str) and found[2] in {"1", "2", "3"}):
        return None
    days = table.column("visited_on")
    around = [*reversed(days[:record]), *([date(table.year, 1, 1)] if table.year else []),
              *days[record + 1 :]]  # fmt: skip
    year = next((one.year for one in around if isinstance(one, date)), 0)
    offered = day_of((str(year), found[1], found[2])) if year else None
    return offered.isoformat() if offered and (today is None or offered <= today) else None


def _methods(table: Table) -> None:
    """The method in the list's own word; a blank one is a visit, and the row says so."""
    words = table.words.tables["publicity_method"]
    methods, usual = table.column("publicity_method"), next(iter(words.values()))
    for record, said in enumerate(methods):
        if said is None:
            methods[record] = usual
            table.report(record, "publicity_method", "method_assumed", FLAGGED, value=usual)
        elif said not in words.values():
            _understand(table, record, "publicity_method", usual)


def _results(table: Table) -> None:
    """The result in the list's own word; without one, who was met or what was said shows it."""
    words = table.words.tables["contact_result"]
    results, met = table.column("contact_result"), next(iter(words.values()))
    said = [table.column(name) for name in ("person_met", "policy_understood", "has_need")]
    for record, of_place in enumerate(_of_place(table)):
        if of_place:
            continue
        if results[record] is None:
            if any(column[record] is not None for column in said):
                results[record] = met
            else:
                table.report(record, "contact_result", "result_missing", HELD, suggestion=met)
        elif results[record] not in words.values():
            _understand(table, record, "contact_result", "")


def _understand(table: Table, record: int, name: str, usual: str) -> None:
    """A text that holds exactly one known word is that word; else the row waits."""
    values = table.column(name)
    found = meanings(str(values[record]), table.words.tables[name])
    if len(found) == 1:
        table.report(record, name, "word_understood", FIXED, value=found[0])
        values[record] = found[0]
    elif (table.rows[record], name) not in table.adopted:
        offered: list[str | None] = [*found] or [usual or None]
        for one in offered:
            table.report(record, name, "word_not_known", HELD, suggestion=one)


def meanings(text: str, words: Mapping[str, str]) -> list[str]:
    """What the known words inside a text mean; a word inside a longer known one is not meant."""
    bare = squeezed(text)
    inside = [word for word in words if word in bare]
    whole = [one for one in inside if not any(one != two and one in two for two in inside)]
    return list(dict.fromkeys(words[one] for one in whole))


def _asides(table: Table) -> None:
    """Words of optional columns that nobody knows go to the note as they stand, and are named."""
    for name in _OPTIONAL:
        if name not in table.at:
            continue
        words, values = table.words.tables[name], table.column(name)
        for record, said in enumerate(values):
            if said is None or said in words.values():
                continue
            found = meanings(str(said), words)
            if len(found) == 1:
                table.report(record, name, "word_understood", FIXED, value=found[0])
                values[record] = found[0]
            else:
                table.report(record, name, "word_to_note", FLAGGED)
                values[record] = None


def _needs(table: Table) -> None:
    """An amount says that there is a need; one that was denied beside it waits."""
    amounts, uses = table.column("need_amount"), table.column("need_use")
    if "has_need" not in table.values:
        table.values["has_need"] = [None] * len(table.rows)
    needs, (yes, no) = table.column("has_need"), _yes_no(table)
    for record, said in enumerate(needs):
        wanted = amounts[record] is not None or uses[record] is not None
        if said is None and wanted:
            needs[record] = yes
        elif said == no and amounts[record]:
            table.report(record, "has_need", "need_contradicts", HELD, suggestion=yes)


def _yes_no(table: Table) -> tuple[str, str]:
    yes, no = dict.fromkeys(table.words.tables["has_need"].values())
    return yes, no


def _places_and_homes(table: Table, known: Known) -> None:
    """A place-level row needs its village, every other one its household."""
    homes = Homes(known.homes, table.words)
    numbers, villages = table.column("household_no"), table.column("admin_village")
    heads, groups = table.column("head_name"), table.column("group_no")
    for record, of_place in enumerate(_of_place(table)):
        if of_place:
            _place(table, record, homes)
        elif (table.rows[record], "household_no") not in table.adopted:
            meant = homes.meant(numbers[record], villages[record], heads[record], groups[record])
            _found(table, record, meant, homes)


def _place(table: Table, record: int, homes: Homes) -> None:
    village = table.column("admin_village")[record]
    if village is None or not homes.full(village):
        code = "village_missing" if village is None else "village_not_known"
        table.report(record, "admin_village", code, HELD, stage=RECONCILE)
        return
    table.column("admin_village")[record] = homes.full(village)
    if table.column("household_no")[record] or table.column("head_name")[record]:
        table.report(record, "publicity_method", "told_no_household", FLAGGED)


def _found(table: Table, record: int, meant: Meant, homes: Homes) -> None:
    numbers = table.column("household_no")
    if meant.number is not None:
        if meant.code == FOUND:
            table.report(record, "household_no", FOUND, FIXED, value=meant.number, stage=RECONCILE)
        numbers[record] = meant.number
        return
    for one in meant.suggestions or (None,):
        table.report(
            record, "household_no", meant.code, HELD,
            suggestion=one, stage=RECONCILE, about=homes.about(one),
        )  # fmt: skip


def _repeated(table: Table, known: Known) -> None:
    """A row like an earlier one waits, and so does what the ledger has already."""
    first: dict[tuple[object, ...], int] = {}
    columns = list(table.values.values())
    keys = [table.column(name) for name in ("household_no", "visited_on", *_TOLD)]
    for record, day in enumerate(table.column("visited_on")):
        if day is None:
            continue  # what cannot be read is like no other
        whole = tuple(column[record] for column in columns)
        before = first.setdefault(whole, record)
        if before != record:
            table.report(record, "visited_on", "row_duplicate", HELD, related=[before])
            continue
        number, _, method, result = (column[record] for column in keys)
        if (number, str(day), method, result or "") in known.visited:
            table.report(record, "visited_on", "visit_known", HELD, stage=RECONCILE)


def _split_person(table: Table) -> None:
    """A person with the relation in brackets becomes person and relation."""
    if "person_met" not in table.at or "relation_to_head" in table.at:
        return
    relations = table.words.tables["relation_to_head"]
    people = table.column("person_met")
    found: list[object] = [None] * len(people)
    for record, text in enumerate(people):
        two = _TWO.fullmatch(text) if isinstance(text, str) else None
        if two and (relation := relations.get(squeezed(two[2]))):
            people[record], found[record] = two[1], relation
        elif isinstance(text, str) and squeezed(text) in relations:
            found[record] = relations[squeezed(text)]
    table.values["relation_to_head"] = found


def _split_need(table: Table) -> None:
    """Amount and use in one column become two."""
    if "need" not in table.at:
        return
    convert = Money(Setting(words=table.words, spec=table.spec("need_amount"), unit=1))
    texts = table.values.pop("need")
    amounts: list[object] = [None] * len(texts)
    uses: list[object] = [None] * len(texts)
    for record, text in enumerate(texts):
        if not isinstance(text, str):
            continue
        two = _AMOUNT_FIRST.fullmatch(text)
        amount = convert(two[1] if two else text)[0]
        amounts[record] = amount
        uses[record] = (two[2] if two else None) if amount is not None else text
    table.values.setdefault("need_amount", amounts)
    table.values.setdefault("need_use", uses)
