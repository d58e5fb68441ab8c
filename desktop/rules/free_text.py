"""Free text as it is shown, and as it is kept once somebody has edited what was shown."""

from __future__ import annotations

import re
from collections import defaultdict

from desktop.errors import UserError
from desktop.rules.identity import scrub

_STARRED = re.compile(r"[0-9A-Za-z+]*\*{2,}[0-9A-Za-z]*")
_OF_NUMBER = re.compile(r"[0-9]\*{2,}|\*{2,}[0-9]")


def shown(text: str) -> str:
    """A text without the numbers of people, as every list, page and line shows it."""
    return scrub(text) if text else text


def restored(typed: str, kept: str) -> str:
    """What was typed over a shown text, with the numbers back that were masked in it.

    Raises:
        UserError: `number_half_masked` where a masked number was changed and is none any more.
    """
    masked = shown(kept)
    if masked == kept:
        return typed
    if typed == masked.strip():
        return kept
    hidden = _hidden(masked, kept)

    def back(found: re.Match[str]) -> str:
        number = found.group()
        return hidden[number].pop(0) if hidden.get(number) else number

    whole = _STARRED.sub(back, typed)
    for number in _STARRED.findall(whole):
        if _OF_NUMBER.search(number) and number not in kept:
            raise UserError("number_half_masked", number=number)
    return whole


def _hidden(masked: str, kept: str) -> dict[str, list[str]]:
    """The numbers behind each masked one, in their order."""
    between = map(re.escape, _STARRED.split(masked))
    found = re.fullmatch("(.+?)".join(between), kept, re.DOTALL)
    numbers: dict[str, list[str]] = defaultdict(list)
    for number, full in zip(
        _STARRED.findall(masked), found.groups() if found else (), strict=False
    ):
        numbers[number].append(full)
    return numbers
