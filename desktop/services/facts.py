"""What officers type: answers to a check, names, their own fields beside the roster."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules import phones, typed
from desktop.services import amounts
from desktop.words import words as shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.words import Words

_LONGEST_NAME = 40

FACT_KINDS: dict[str, str] = {
    "on_roster": "bool",
    "relation_to_head": "relation_to_head",
    "household_type": "household_type",
    "monitor_category": "monitor_category",
    "risk_cleared": "bool",
    "needs_continued_support": "needs_continued_support",
    "id_number": "text",
    "roster_id_number": "text",
    "id_duplicate_in_roster": "bool",
    "civil_capacity": "bool",
    "credit_conclusion": "credit_conclusion",
    "bank_rating_done": "bool",
    "need_real": "bool",
    "skill_repay": "bool",
    "purpose_text": "text",
    "industry_class": "industry_class",
    "guarantee_type": "guarantee_type",
    "live_bfxe_balance": "money",
    "live_tpxe_balance": "money",
    "drawn_on": "day",
    "maturity_on": "day",
    "area_suspended": "bool",
    "large_need_recorded": "bool",
    "bank_id": "text",
    "main_bank_id": "text",
}
"""What may be answered, and in what form; other kinds are enums of the word list."""


OWN_FIELDS = {
    "phone": 60,
    "group_no": 40,
    "address_note": 100,
    "needs_note": 200,
    "best_time": 60,
    "remark": 200,
}
"""The fields with the most characters that each may have."""


def parsed(words: Words, key: str, text: str) -> object:
    """An answer as the rules take it.

    Raises:
        UserError: `fact_unknown` for a fact nobody asks, `fact_invalid` for an answer that does
            not fit.
    """
    kind = FACT_KINDS.get(key)
    if kind is None:
        raise UserError("fact_unknown", key=key)
    try:
        return _value(words, kind, text.strip())
    except (UserError, ValueError) as fault:
        raise UserError("fact_invalid", key=key, value=text) from fault


def _value(words: Words, kind: str, text: str) -> object:
    if kind == "text":
        return text
    if kind == "bool":
        return words.code("yes_no", text.lower()) == "true"
    if kind == "money":
        return amounts.plain(amounts.typed(text))
    if kind == "day":
        return date.fromisoformat(text).isoformat()
    return words.code(kind, text)


def person(name: str) -> str:
    """A person's name as it may be kept: one line, something in it, at most 40 characters.

    Raises:
        UserError: `name_empty`, `name_unusable`.
    """
    plain = name.strip()
    if not plain:
        raise UserError("name_empty")
    if len(plain) > _LONGEST_NAME or not plain.isprintable():
        raise UserError("name_unusable", most=_LONGEST_NAME)
    return plain


def phone(text: str, *, service: bool = False) -> str:
    """A phone number, or several, as they are kept; what is none stays as it was typed."""
    return phones.kept(text, service=service, extension=_extension())


def phone_problem(text: str) -> typed.Problem | None:
    """What is wrong with a phone number; several are one after another."""
    return typed.phone_problem(text, _extension())


def _extension() -> tuple[str, ...]:
    return shipped().all("phone_sign", "extension")


def own_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as they are kept: one line each, no blanks around.

    Raises:
        UserError: `own_field_unknown`, `field_too_long`, `phone_wrong`.
    """
    clean = {}
    for name, text in fields.items():
        if name not in OWN_FIELDS:
            raise UserError("own_field_unknown", field=name, known=" ".join(OWN_FIELDS))
        clean[name] = " ".join(text.split())
        if len(clean[name]) > OWN_FIELDS[name] or not clean[name].isprintable():
            raise UserError("field_too_long", field=name, most=OWN_FIELDS[name])
    if clean.get("phone") and not phones.fits(clean["phone"]):
        raise UserError("phone_wrong")
    return clean
