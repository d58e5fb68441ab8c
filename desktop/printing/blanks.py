"""Sheets without values: what stays on them, where there is a place to write, how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.printing.templates import PEN, STAMPED, STATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.printing.templates import Field, Line, Sheet
    from desktop.printing.values import Writer


def emptied(sheet: Sheet, values: Mapping[str, object]) -> dict[str, object]:
    """What of these values a blank keeps: who the office is; its rows are there and empty.

    Raises:
        UserError: `notice_blank_none` where a sheet has no blank.
    """
    if sheet.blank is None:
        raise UserError("notice_blank_none", title=sheet.title)
    station = (field.of for field in sheet.fields.values() if field.source == STATION)
    rows = [*given_rows(sheet), *({} for _ in range(sheet.blank.rows))]
    return {"rows": rows, **{name: values[name] for name in station if name in values}}


def given_rows(sheet: Sheet) -> list[dict[str, object]]:
    """The rows that a form always has."""
    given = sheet.blank.given if sheet.blank is not None else ()
    return [{"item": text} for text in given]


def filled(
    sheet: Sheet, lines: Sequence[Line], known: Mapping[str, object], writer: Writer, *, blank: bool
) -> dict[str, str]:
    """The text of every field that is not stamped; what is to be written by hand is a blank."""
    alone = {line.alone for line in lines}
    alone -= {name for line in lines if not line.alone for name in line.names}

    def text(field: Field) -> str:
        shown = "" if field.source == PEN else writer.show(field, known)
        by_hand = blank or field.source == PEN or (sheet.blank is not None and not field.required)
        if shown or not by_hand:
            return shown or field.blank
        return field.blank if field.name in alone else writer.blank(field)

    return {name: text(field) for name, field in sheet.fields.items() if field.source != STAMPED}
