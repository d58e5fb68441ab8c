"""Which household a row of an old ledger means: by number, else by village, name and group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.sheets.words import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.sheets.report import KnownHome
    from desktop.sheets.words import Words

_MOST = 4
FOUND = "household_found"
MISSING = "household_no_missing"
AMBIGUOUS = "household_ambiguous"
UNKNOWN = "not_on_roster"
DOUBTFUL = "household_doubtful"


@dataclass(frozen=True, slots=True)
class Meant:
    """The household that is meant, or why that is doubtful and which ones may be meant."""

    number: str | None
    code: str = ""
    suggestions: tuple[str, ...] = ()


class Homes:
    """The households of a roster, to be found again by what an old ledger says of them."""

    def __init__(self, homes: Mapping[str, KnownHome], words: Words) -> None:
        self._homes = homes
        self._words = words
        self._heads: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._people: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._anywhere: dict[str, list[str]] = defaultdict(list)
        self._villages: dict[str, list[str]] = defaultdict(list)
        for home in homes.values():
            village = self.bare(home.village)
            self._heads[village, home.head].append(home.number)
            self._anywhere[home.head].append(home.number)
            self._villages[village].append(home.number)
            for name in home.people:
                self._people[village, name].append(home.number)

    def bare(self, village: object) -> str:
        """A village without what may follow its name."""
        text = squeezed(village) if isinstance(village, str) else ""
        for end in self._words.village_ends:
            if text.endswith(end) and len(text) > len(end):
                return text.removesuffix(end)
        return text

    def full(self, village: object) -> str:
        """The village as the roster calls it, empty where it is on no roster."""
        found = self._villages.get(self.bare(village))
        return self._homes[found[0]].village if found else ""

    def group(self, text: object) -> str:
        """A group as a plain number where it is one."""
        bare = squeezed(text) if isinstance(text, str) else ""
        for mark in self._words.group_marks:
            bare = bare.replace(mark, "")
        if len(bare) == 1 and bare in self._words.numerals:
            return str(self._words.numerals.index(bare))
        return bare.lstrip("0")

    def meant(self, number: object, village: object, name: object, group: object) -> Meant:
        """Whom a row means; nothing is taken where two could be meant."""
        head = name if isinstance(name, str) else ""
        where, inside = self._split(village, group)
        if not isinstance(number, str):
            return self._by_name(where, head, inside)
        home = self._homes.get(number)
        if home is None:
            likely = self._by_name(where, head, inside)
            offered = (likely.number,) if likely.number else likely.suggestions
            return Meant(None, UNKNOWN, offered)
        if not head or head == home.head or head in home.people:
            return Meant(number)
        return self._another(number, where, head)

    def about(self, number: str | None) -> str:
        """A household in a few words: village, group, head."""
        home = self._homes.get(number or "")
        return " ".join(one for one in (home.village, home.group, home.head) if one) if home else ""

    def _split(self, village: object, group: object) -> tuple[str, str]:
        """Village and group, also where both stand in the column of the village."""
        bare, inside = self.bare(village), self.group(group)
        if bare in self._villages:
            return bare, inside
        text = squeezed(village) if isinstance(village, str) else ""
        for known in sorted(self._villages, key=len, reverse=True):
            if known and text.startswith(known):
                rest = text.removeprefix(known)
                ends = (one for one in self._words.village_ends if rest.startswith(one))
                return known, self.group(rest.removeprefix(next(ends, ""))) or inside
        return bare, inside

    def _another(self, number: str, village: str, head: str) -> Meant:
        """The number says one household and the name another."""
        others = [one for one in self._heads.get((village, head), ()) if one != number]
        return Meant(None, DOUBTFUL, (*others[:_MOST], number))

    def _by_name(self, village: str, head: str, group: str) -> Meant:
        if not head:
            return Meant(None, MISSING)
        found = self._narrowed(self._heads.get((village, head), ()), group)
        if len(found) == 1:
            return Meant(found[0], FOUND)
        if found:
            return Meant(None, AMBIGUOUS, tuple(found[:_MOST]))
        return Meant(None, MISSING, tuple(self._likely(village, head, group)[:_MOST]))

    def _narrowed(self, numbers: Iterable[str], group: str) -> list[str]:
        """Those in the group, where the row names one and some are in it."""
        found = list(numbers)
        inside = [one for one in found if group and self.group(self._homes[one].group) == group]
        return inside or found

    def _likely(self, village: str, head: str, group: str) -> list[str]:
        """Another person of a household there, a name that differs by little, else elsewhere."""
        own = self._people.get((village, head), ())
        if own:
            return self._narrowed(own, group)
        near = [
            one for one in self._villages.get(village, ()) if alike(self._homes[one].head, head)
        ]
        if near:
            return self._narrowed(near, group)
        return [] if village in self._villages else self._narrowed(self._anywhere[head], group)


def alike(one: str, two: str) -> bool:
    """Two names that differ in one character, or by one left out; a shared surname alone is not."""
    if min(len(one), len(two)) < 2 or one == two:  # noqa: PLR2004 - a surname and one more
        return False
    if len(one) == len(two):
        return len(one) > 2 and sum(a != b for a, b in zip(one, two, strict=True)) == 1  # noqa: PLR2004
    longer, shorter = sorted((one, two), key=len, reverse=True)
    cuts = (longer[:place] + longer[place + 1 :] for place in range(len(longer)))
    return len(longer) - len(shorter) == 1 and shorter in cuts
