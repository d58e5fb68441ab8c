"""Which field of a person is of which privacy class, and how it is shown without a reason.

P0 is public, P1 work data, P2 personal, P3 sensitive. What can be taken for the person herself, a
number, is shown masked on every screen, list and paper; in full only while somebody holds it
open, or in a file with a reason, and both are on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from desktop.rules import identity

P0, P1, P2, P3 = CLASSES = ("P0", "P1", "P2", "P3")
HIDDEN, BIRTH, SCRUB = "hidden", "birth", "scrub"
_STARS = "******"
_NUMBERS = frozenset({"id", "phone", BIRTH})
"""What is a number of a person, or gives one back: a masked ID hides little but the birth date."""

_PERSONAL = frozenset({P2, P3})

MASKS: Mapping[str, Callable[[str], str]] = {
    "id": identity.mask_id,
    "phone": identity.mask_phone,
    "name": identity.mask_name,
    HIDDEN: lambda _text: _STARS,
    BIRTH: lambda _text: _STARS,
    SCRUB: identity.scrub,
}
"""What is left of a text; free text (`scrub`) loses the numbers of people wherever it is shown."""


class Field(NamedTuple):
    """A field's class, and the name of its mask where it has one."""

    privacy: str
    mask: str = ""

    @property
    def sealed(self) -> bool:
        """Whether it is never in full without a reason: class P3, and all numbers of people."""
        return sealed(self.privacy, self.mask)


def sealed(privacy: str, mask: str) -> bool:
    """Whether something of this class and mask is never in full without a reason."""
    return privacy == P3 or (privacy in _PERSONAL and mask in _NUMBERS)


_NAME, _FREE = Field(P2, "name"), Field(P2, SCRUB)

OF_PEOPLE: Mapping[str, Field] = {
    "id_number": Field(P3, "id"),
    "health_status": Field(P3, HIDDEN),
    "risk_cause": Field(P3, HIDDEN),
    "alive": Field(P3, HIDDEN),
    "died_on": Field(P3, HIDDEN),
    "account": Field(P3, "id"),
    "latitude": Field(P3, HIDDEN),
    "longitude": Field(P3, HIDDEN),
    "phone": Field(P2, "phone"),
    "household_phone": Field(P2, "phone"),
    "per_capita_net_income_fen": Field(P2, HIDDEN),
    "birth_date": Field(P2, BIRTH),
    "name": _NAME,
    "head_name": _NAME,
    "member_name": _NAME,
    "borrower_name": _NAME,
    "linked_name": _NAME,
    "subject": _NAME,
    "person_met": _NAME,
    "address_note": _FREE,
    "needs_note": _FREE,
    "best_time": _FREE,
    "remark": _FREE,
    "note": _FREE,
    "said": _FREE,
    "correction_reason": _FREE,
}
"""The fields of households, their people and what is written about them."""

OF_OFFICES: Mapping[str, Field] = {"phone": Field(P1, "phone")}
"""The same names where they mean an office, a colleague or a thing, which boards show."""


def masked(field: str, text: str) -> str:
    """A person's field as it is shown without a reason; text that needs no mask stays."""
    known = OF_PEOPLE.get(field)
    if known is None or not text:
        return text
    return MASKS[known.mask](text) if known.sealed or known.mask == SCRUB else text
