"""Cells of another office's sheet as a screen may show them: the fault is seen, the number is not.

A cell may be damaged, so the form of a number proves nothing: in a column of numbers of people all
digits but a few at both ends are hidden. What is of which class says `privacy`.
"""

from __future__ import annotations

from desktop.rules import identity, privacy

_HEAD = _TAIL = 4
_OF_OFFICES = frozenset({"contact_phone"})
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
    """A cell of a field as every other screen shows it; in a number of a thing people stay hidden.

    Whoever types the number of a person into the column of a loan has it masked there too. A day of
    birth is asked about because it is wrong, and no number stands beside it: it is seen.
    """
    if field in _PLAIN:
        return identity.scrub_ids(text)
    known = privacy.OF_PEOPLE.get(field)
    mask = "phone" if field in _OF_OFFICES else known.mask if known and known.sealed else ""
    if mask == privacy.HIDDEN:
        return privacy.masked(field, text)
    if mask == "phone":
        return identity.mask_phone(text)
    return _masked(text) if mask == "id" else identity.scrub(text)


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


def _masked(text: str) -> str:
    """All digits but those at both ends are stars; where too few are left, all of them are."""
    ends = _HEAD + _TAIL
    places = [place for place, sign in enumerate(text) if _counts(sign)]
    if any(sign in text for sign in _EXPONENT) and len(places) <= ends:
        return text  # 1.49999E+17 names nobody
    hidden = set(places[_HEAD:-_TAIL] if len(places) > ends else places)
    masked = "".join("*" if place in hidden else sign for place, sign in enumerate(text))
    return identity.scrub(masked)


def _counts(sign: str) -> bool:
    return sign.isdecimal() or sign in "Xx\uff38\uff58"
