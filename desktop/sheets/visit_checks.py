"""What an old ledger of visits in Excel needs before it can go into the ledger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.sheets.amounts import Money
from desktop.sheets.cells import Setting
from desktop.sheets.report import HELD, RECONCILE
from desktop.sheets.words import squeezed

if TYPE_CHECKING:
    from desktop.sheets.report import Known
    from desktop.sheets.tables import Table

_TWO = re.compile(r"(.+?)\s*[(\uff08/\uff0f\u3001,\uff0c\s]\s*([^()\uff08\uff09]+?)[)\uff09]?")
_AMOUNT_FIRST = re.compile(r"([\d.,]+\D{0,2}?)[/\uff0f\u3001,\uff0c\s(\uff08]+(.+?)[)\uff09]?")


def check_visits(table: Table, known: Known) -> None:
    """Split the columns that hold two things, and find each household."""
    _split_person(table)
    _split_need(table)
    heads, villages = table.column("head_name"), table.column("admin_village")
    for record, number in enumerate(table.column("household_no")):
        if number is None:
            found = known.heads.get((str(villages[record]), str(heads[record])), ())
            table.report(
                record, "household_no", "household_no_missing", HELD,
                suggestion=found[0] if len(found) == 1 else None, stage=RECONCILE,
            )  # fmt: skip
        elif known.households and number not in known.households:
            table.report(record, "household_no", "not_on_roster", HELD, stage=RECONCILE)


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
