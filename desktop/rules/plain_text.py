"""Text as numbers are read in it, and where each of its signs stood as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, decimal, normalize

if TYPE_CHECKING:
    import re

_DASHES = frozenset("\u2043\u2212\ufe58\ufe63\u30fc\u2500\u2501")
_DOTS = frozenset("\u00b7\u2022\u2027\u22c5\u30fb\uff65\u2024")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
_TAKEN = "\0"


class Plain(NamedTuple):
    """Half width, one kind of dash and dot, single blanks, no signs that cannot be seen.

    `places` says of each sign where it stood in the text that was read.
    """

    text: str
    places: tuple[int, ...]

    def span(self, found: re.Match[str]) -> tuple[int, int]:
        """Where something found here stood as it was typed."""
        return self.places[found.start()], self.places[found.end() - 1] + 1

    def without(self, found: re.Match[str]) -> Plain:
        """The text with something found in it taken, so that nothing else is found there."""
        taken = _TAKEN * (found.end() - found.start())
        return Plain(self.text[: found.start()] + taken + self.text[found.end() :], self.places)


def plain(text: str) -> Plain:
    """Read a text."""
    signs: list[str] = []
    places: list[int] = []
    for place, typed in enumerate(text):
        for sign in _signs(typed):
            if sign == " " and signs and signs[-1] == " ":
                continue
            signs.append(sign)
            places.append(place)
    return Plain("".join(signs), tuple(places))


def _signs(typed: str) -> str:
    """What one sign is read as."""
    if typed.isascii() and not typed.isspace():
        return typed
    return "".join(map(_sign, normalize("NFKC", typed)))


def _sign(sign: str) -> str:
    if sign.isspace():
        return sign if sign == "\n" else " "
    if sign in _DOTS:
        return "."
    kind = category(sign)
    if kind == "Pd" or sign in _DASHES:
        return "-"
    if kind == "Nd":
        return str(decimal(sign))
    return "" if kind in _UNSEEN else sign
