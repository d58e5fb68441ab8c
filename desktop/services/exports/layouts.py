"""The layouts of lists: columns with their privacy class, and the rules that hold for all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from desktop.rules import privacy
from desktop.rules.privacy import CLASSES, HIDDEN, MASKS, SCRUB

if TYPE_CHECKING:
    from desktop.words import Words

_BETWEEN = "\u3001"
_OFFICES = "offices"
_AS_IT_IS = frozenset({str, int, date, type(None)})
"""Values that are no code, no list and no moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """A column: key of its value, header, kind of cell, privacy class, mask, enum of its codes.

    Kinds are those of `sheets.writer.Column`, and `bool` and `list`, which become words. A column
    with the mask `scrub` is free text: numbers of people are always masked in it, and all of it is
    where the class is not for the reader. A figure names the `metric` it shows.
    """

    key: str
    header: str
    kind: str
    privacy: str
    width: int
    mask: str = ""
    enum: str = ""
    metric: str = ""

    def shown(self, value: object, words: Words, *, full: bool) -> object:
        """The value as it stands in the cell: codes as words, masked where it is not for all."""
        if full and type(value) in _AS_IT_IS and not self.enum and not self.mask:
            return None if value == "" else value
        said = self._worded(value, words)
        if said is None or said == "":
            return None
        if not full:
            return MASKS[HIDDEN if self.mask == SCRUB else self.mask or HIDDEN](str(said))
        return MASKS[SCRUB](str(said)) if self.mask == SCRUB else said

    @property
    def sealed(self) -> bool:
        """Whether it leaves in full with a reason only."""
        return privacy.sealed(self.privacy, self.mask)

    def _worded(self, value: object, words: Words) -> object:
        if isinstance(value, bool):
            return words.word(self.enum, str(value).lower())
        if isinstance(value, datetime):
            return value.astimezone()
        if isinstance(value, tuple | list):
            parts = [words.word(self.enum, one) if self.enum else str(one) for one in value]
            return _BETWEEN.join(dict.fromkeys(parts))
        return words.word(self.enum, str(value)) if self.enum and value else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A list as it leaves: title, what it can be narrowed by, columns in their order.

    A list of figures says by what they are grouped (`by`) and in which order they stand. What the
    file says of a filter that was not given, where that is no matter of course, is `unsaid`;
    `words` is the enum of a filter's codes where other lists have another one under that name.
    A `bare` one is for another program: headers first, no title. `roles` are the only ones that may
    have it; none named means all.
    """

    key: str
    title: str
    filters: tuple[str, ...]
    columns: tuple[LaidOut, ...]
    by: str = ""
    order: str = ""
    unsaid: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    bare: bool = False
    roles: tuple[str, ...] = ()

    def column(self, name: str) -> LaidOut | None:
        """A column by its key or its header, or None."""
        return next((one for one in self.columns if name in {one.key, one.header}), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for every list: who gets which class, and how the file says what it shows."""

    full: Mapping[str, tuple[str, ...]]
    with_reason: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    filter_words: Mapping[str, tuple[str, ...]]
    stamp: Mapping[str, str]

    def may(self, role: str, privacy: str, *, sealed: bool = False, reason: str = "") -> bool:
        """Whether a role gets a class in full; a role that is not named gets what is public."""
        if privacy in self.full.get(role, CLASSES[:1]):
            return bool(reason) or not sealed
        return bool(reason) and privacy in self.with_reason.get(role, ())


def rules(text: str) -> Rules:
    """Read `rules.toml`."""
    raw = tomllib.loads(text)
    return Rules(
        full={role: tuple(classes) for role, classes in raw["full"].items()},
        with_reason={role: tuple(classes) for role, classes in raw["with_reason"].items()},
        labels=raw["filters"],
        filter_words={name: tuple(enums) for name, enums in raw["filter_words"].items()},
        stamp=raw["stamp"],
    )


def layout(key: str, text: str) -> Layout:
    """Read the layout of one list; a class or mask that is none stops the program.

    So does a field of a person that is of another class or mask than `rules.privacy` says. A list
    about offices or things says so (`about`); what it names alike is not of people.
    """
    raw = cast("dict[str, object]", tomllib.loads(text))
    columns = tuple(LaidOut(**one) for one in cast("list[dict[str, str]]", raw["columns"]))  # type: ignore[arg-type]
    known = privacy.OF_OFFICES if raw.get("about") == _OFFICES else privacy.OF_PEOPLE
    for one in columns:
        if (one.privacy, one.mask) != known.get(one.key, (one.privacy, one.mask)):
            raise ValueError(f"{key}: {one.key} is {known[one.key]}")
        if one.privacy not in CLASSES or one.mask not in {"", *MASKS}:
            raise ValueError(f"{key}: {one.key} has no such class or mask")
    return Layout(
        key=key,
        title=str(raw["title"]),
        filters=tuple(cast("list[str]", raw["filters"])),
        columns=columns,
        by=str(raw.get("by", "")),
        order=str(raw.get("order", "")),
        unsaid=cast("dict[str, str]", raw.get("unsaid", {})),
        words=cast("dict[str, str]", raw.get("words", {})),
        bare=bool(raw.get("bare", False)),
        roles=tuple(cast("list[str]", raw.get("roles", []))),
    )
