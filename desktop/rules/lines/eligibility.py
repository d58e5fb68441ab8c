"""One application as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.rules.eligibility import decide
from desktop.rules.facts import KINDS, WORDS, Case, Kind
from desktop.rules.lines.reading import Fault, Fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.rules.packs import PackSet

_READ: dict[Kind, Callable[[Fields, str], Any]] = {
    Kind.BOOL: Fields.flag,
    Kind.WORD: lambda fields, name: fields.word(name, WORDS[name]),
    Kind.MONEY: Fields.yuan,
    Kind.DAY: Fields.day,
    Kind.ID: Fields.id_number,
    Kind.TEXT: Fields.text,
}
_NEEDED = ("id", "region", "applied_on")
_NAMES = frozenset([*_NEEDED, *KINDS, "params", "expect", "note"])


def answer(fields: Fields, packs: PackSet) -> dict[str, object]:
    """Decide the application; raises `Fault`."""
    fields.only(_NAMES)
    fields.need(_NEEDED)
    fields.text("id")
    fields.table("params").only(())
    try:
        found = decide(read_case(fields), packs)
    except UserError as error:
        raise Fault("bad_value", str(error.params["fact"]), _FORMS[error.code]) from error
    codes = [row.code for row in found.findings if row.code]
    verdict = [found.interval.low.name.lower(), found.interval.high.name.lower()]
    more = {"verdict": verdict, "reason": found.bound.reason}
    return {**found.answer(), **more, "questions": packs.open_points(codes)}


_FORMS = {"fact_impossible": "applied_on, drawn_on < maturity_on"}


def read_case(fields: Fields) -> Case:
    """The facts of a line; raises `Fault`."""
    applied_on: date = fields.day("applied_on")  # type: ignore[assignment]
    facts = {name: _READ[kind](fields, name) for name, kind in KINDS.items()}
    return Case(region=fields.region("region"), applied_on=applied_on, **facts)
