"""Cells of another office's sheet as a screen may show them: the fault is seen, the number is not.

A cell may be damaged, so the form of a number proves nothing: in a column of numbers of people all
digits but a few at both ends are hidden, and everything else stands as it was typed.
"""

from __future__ import annotations

from desktop.rules.identity import scrub

_HEADS = {
    "id_number": 4,
    "account": 4,
    "phone": 3,
    "household_phone": 3,
    "contact_phone": 3,
}
_TAIL = 4
_PLAIN = frozenset(
    {
        "household_no",
        "member_no",
        "loan_no",
        "contract_no",
        "renews_loan_no",
        "division_code",
        "project_code",
        "batch",
        "evidence_no",
    }
)
_BIRTH = slice(6, 14)
_ID = 18
_EXPONENT = ("E", "e")


def shown(field: str, text: str) -> str:
    """A cell of a field, masked where it is the number of a person, a phone or an account."""
    if field in _PLAIN:
        return text
    head = _HEADS.get(field)
    return scrub(text) if head is None else _masked(text, head)


def digits(text: str) -> int:
    """How many digits a cell has; the check character X counts."""
    return sum(map(_counts, text))


def birth(text: str) -> str:
    """The day of birth as an identity number tells it, there or not: 2018-13-13; else nothing."""
    plain = "".join(sign for sign in text if _counts(sign))
    if len(plain) < _ID or not plain[: _ID - 1].isdecimal():
        return ""
    day = plain[_BIRTH]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def _masked(text: str, head: int) -> str:
    """All digits but those at both ends are stars; where too few are left, all of them are."""
    places = [place for place, sign in enumerate(text) if _counts(sign)]
    if any(sign in text for sign in _EXPONENT) and len(places) <= head + _TAIL:
        return text  # 1.49999E+17 names nobody
    hidden = set(places[head:-_TAIL] if len(places) > head + _TAIL else places)
    masked = "".join("*" if place in hidden else sign for place, sign in enumerate(text))
    return scrub(masked)


def _counts(sign: str) -> bool:
    return sign.isdecimal() or sign in "Xx\uff38\uff58"
