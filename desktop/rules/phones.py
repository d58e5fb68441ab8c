"""Phone numbers: which there are, as they are typed, as they are kept, and masked."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

from desktop.rules.plain_text import plain

JOIN = "\u3001"
"""What stands between several numbers that are kept together."""

_LONG, _HEAD, _TAIL, _LEAST, _MOST = 11, 3, 4, 3, 200

_AREA = r"(?:010|02[0-9]|0[3-9][0-9]{2})"
_LOCAL = r"(?:[0-9]{4}[ -]?[0-9]{4}|[0-9]{3}[ -]?[0-9]{4})"
_OWN_LOCAL = r"[2-9][0-9]{2,3}-?[0-9]{4}"
_MOBILE = r"1[3-9][0-9](?:[ -]?[0-9]{4}){2}"
_COUNTRY = r"(?:(?:\+ ?|00)?86[ -]?)"
_ABROAD = r"(?:\+ ?86|0086|86[ -])[ -]?"
_BARE = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_SIGNS = r"-|#|[xX]|(?i:ext)\.?"
_SERVICE = r"(?:[48]00-?[0-9]{3}-?[0-9]{4}|9[0-9]{4,5}|1(?:0|2)[0-9]{3})"
_LANDLINE = re.compile(rf"(?:{_AREA}-)?[2-9][0-9]{{6,7}}|{_AREA}-[0-9]{{7,8}}")
_AS_KEPT = re.compile(rf"1[3-9][0-9]{{9}}|{_AREA}-[0-9]{{7,8}}")
_OFFICE = re.compile(_SERVICE)
_BETWEEN = re.compile(r"\s*[,;/\u3001\n]+\s*")
_DIGITS = re.compile(r"[0-9]")

_Forms = tuple[re.Pattern[str], ...]
_GAP = r"[ ._\-]*"
_ABROAD_IN_TEXT = rf"(?:\+ ?|00)86{_GAP}"
_ELEVEN = rf"1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}"
_LATER = rf"(?!(?:[0-9]{{1,2}}[ ._\-]+){{1,6}}1[3-9][0-9](?:{_GAP}[0-9]){{8}}(?!\d))"
_MOBILE_IN_TEXT = rf"{_LATER}{_ELEVEN}"
"""Eleven places; small numbers that stand apart before a whole number are not its beginning."""
_LOCAL_IN_TEXT = rf"(?:[0-9]{{7,8}}|[2-9](?:{_GAP}[0-9]){{6,7}})"
IN_TEXT = (
    re.compile(rf"(?<!\d)(?:{_ABROAD_IN_TEXT}|86{_GAP})?(?P<mobile>{_MOBILE_IN_TEXT})(?!\d)"),
    re.compile(
        rf"(?<!\d){_ABROAD_IN_TEXT}\(?(?P<bare>{_BARE})\)?{_GAP}"
        rf"(?P<local>{_LOCAL_IN_TEXT})(?!\d)"
    ),
    re.compile(
        rf"(?<!\d)(?:{_ABROAD_IN_TEXT}|86{_GAP})?\(?(?P<area>{_AREA}) ?\)?{_GAP}"
        rf"(?P<local>{_LOCAL_IN_TEXT})(?!\d)"
    ),
)
"""Mobile numbers and those with an area code, in free text that was read as plain text."""


@cache
def _forms(extension: tuple[str, ...]) -> _Forms:
    """How one number is typed, with the words that may stand before an extension."""
    signs = "|".join([_SIGNS, *map(re.escape, extension)])
    more = rf"(?:\s*(?:{signs})\s*(?P<more>[0-9]{{1,5}}))?"
    return (
        re.compile(rf"{_COUNTRY}?(?P<mobile>{_MOBILE})"),
        re.compile(rf"{_COUNTRY}?(?P<area>{_AREA})[ -]?(?P<local>{_LOCAL}){more}"),
        re.compile(rf"{_COUNTRY}?\((?P<area>{_AREA})\)[ -]?(?P<local>{_LOCAL}){more}"),
        re.compile(rf"{_ABROAD}(?P<bare>{_BARE})[ -]?(?P<local>{_LOCAL}){more}"),
        re.compile(rf"(?P<local>{_OWN_LOCAL}){more}"),
    )


def numbers(
    text: str, *, service: bool = False, extension: tuple[str, ...] = ()
) -> list[str] | None:
    """The numbers in what was typed, as they are kept; None where a part of it is no number.

    Mobile numbers, landlines with or without their area code, with an extension or the country's
    code; with `service` also those of offices (400, 95, 12). Several stand apart by commas,
    slashes or blanks. `extension` are words that stand before an extension, beside the signs.
    """
    if _AS_KEPT.fullmatch(text):  # most of them, and there are many
        return [text]
    if len(text) > _MOST:
        return None
    found: list[str] = []
    for part in _BETWEEN.split(plain(text).text.strip(" \n")):
        if part:
            several = _several(part, _forms(extension), service=service)
            if several is None:
                return None
            found += several
    return list(dict.fromkeys(found))


def fits(text: str, *, service: bool = False) -> bool:
    """Whether a text is one phone number or several, and nothing else."""
    return bool(numbers(text, service=service))


def dialled(text: str, *, service: bool = False, extension: tuple[str, ...] = ()) -> str:
    """The numbers in the form in which they are kept; nothing where there is anything else."""
    return JOIN.join(numbers(text, service=service, extension=extension) or ())


def kept(text: str, *, service: bool = False, extension: tuple[str, ...] = ()) -> str:
    """The numbers in the form in which they are kept; what is no number stays as it was typed."""
    found = dialled(text, service=service, extension=extension)
    return found or " ".join(normalize("NFKC", text).split())


def mask(text: str) -> str:
    """Of each number the first three and the last four places, of a short one the last four.

    The only mask of phones, on screens, in cells and on paper; what has no digit is no number.
    """
    found = numbers(text, service=True)
    if found:
        return JOIN.join(map(_masked, found))
    return _masked(text) if any(map(str.isnumeric, text)) else text


def masked_in_text(found: re.Match[str]) -> str:
    """What is shown of a number that was found in free text."""
    return _masked(_written(found))


def _masked(number: str) -> str:
    base, dash, more = number.rpartition("-")
    if _LANDLINE.fullmatch(base):
        return _masked(base) + dash + "*" * len(more)
    long = sum(map(str.isdigit, number)) >= _LONG
    head = number[:_HEAD] if long else ""
    hidden = len(number) - len(head) - _TAIL
    if hidden < _LEAST:
        return "*" * len(number)
    return head + "*" * hidden + number[-_TAIL:]


def _several(part: str, forms: _Forms, *, service: bool) -> list[str] | None:
    """Numbers with blanks between them: the longest reading from the left that leaves no rest."""
    words = part.split(" ")
    for size in range(len(words), 0, -1):
        first = _one(" ".join(words[:size]), forms, service=service)
        if first is None:
            continue
        left = " ".join(words[size:])
        rest = _several(left, forms, service=service) if left else []
        if rest is not None:
            return [first, *rest]
    return None


def _one(text: str, forms: _Forms, *, service: bool) -> str | None:
    for form in forms:
        found = form.fullmatch(text)
        if found:
            return _written(found)
    return text if service and _OFFICE.fullmatch(text) else None


def _written(found: re.Match[str]) -> str:
    """A number that was recognised, the way it is kept: area code, dash, number, extension."""
    parts = {name: _joined(value) for name, value in found.groupdict().items() if value}
    if "mobile" in parts:
        return parts["mobile"]
    area = f"0{parts['bare']}" if "bare" in parts else parts.get("area", "")
    return "-".join(one for one in (area, parts["local"], parts.get("more", "")) if one)


def _joined(text: str) -> str:
    return "".join(_DIGITS.findall(text))
