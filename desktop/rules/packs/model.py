"""What a policy pack holds: a document, its clauses, dated numbers, bindings and rules."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.rules.money import Numerals

LAYERS = ("national", "province", "prefecture", "county", "bank")
_HALF_WIDTH = str.maketrans({"\uff08": "(", "\uff09": ")"})


def plain_item(item: str) -> str:
    """A clause id with narrow brackets, so that both ways of writing it find the clause."""
    return item.translate(_HALF_WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published text: number or name, title, who issued it and when; dates may be unknown."""

    number: str
    title: str
    issuers: tuple[str, ...]
    short: str
    signed_on: date | None
    published_on: date | None
    source: str
    digest: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause word for word; `ref` is the full citation, `short` what stands in a list."""

    pack: str
    document: str
    title: str
    item: str
    short: str
    text: str

    @property
    def ref(self) -> str:
        """Document number and item, as an answer cites it."""
        return f"{self.document} {self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A number from a day on; `end` is the last day or None; `ref` cites the clause.

    `reading` names the open point whose recommended reading the number is, where the clause
    itself does not write it.
    """

    start: date
    end: date | None
    value: int
    ref: str
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A dated number: unit, which date selects it, and which direction is tighter.

    Units: `yuan` values are fen, `percent` and `points` and `ratio` are parts of `RATE_ONE`,
    `months`, `years`, `days` and `count` are whole numbers, `day` is the ordinal of a day.
    """

    name: str
    unit: str
    dates: str
    tighter: str
    may_loosen: str
    values: tuple[Dated, ...]

    def on(self, day: date) -> Dated:
        """The value in force on a day; before the first one, the first."""
        index = bisect_right([one.start for one in self.values], day) - 1
        return self.values[max(0, index)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A number that the text leaves to others, with the readings that compete.

    `choices` are the words that may fill it where the unit is `word`; `default` is what is used
    until somebody has confirmed a value (empty: nothing can be computed without one); `question`
    names the open point.
    """

    name: str
    unit: str
    filled_by: tuple[str, ...]
    ref: str
    readings: tuple[str, ...]
    choices: tuple[str, ...] = ()
    default: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Contracts that a pack binds: product, region prefixes and signing days (None is open)."""

    product: str
    regions: tuple[str, ...]
    start: date | None
    end: date | None
    pack: str
    code: str | None
    ref: str
    reason: str
    rank: int
    file: str

    def holds(self, region: str, day: date) -> bool:
        """Whether a contract of this region, signed on this day, falls into the window."""
        return (
            (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
            and (not self.regions or region.startswith(self.regions))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Where a finding does not hold although its condition does, and which clause says so."""

    when: object
    clause: Clause
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule finds when its condition holds; conditions are kept as written.

    `clause` is a clause of its own, None for that of the rule; `exception` says when the finding
    does not hold; `reading` names the open point on whose recommended reading it rests; `exits`
    are the ways that are left. `says` is the sentence for a code that no upper layer has.
    """

    code: str
    result: str
    when: object
    clause: Clause | None = None
    exception: Exemption | None = None
    reading: str = ""
    exits: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition of the policy with its clause, its force and its findings.

    `kind` is the list that it stands in: `rule` for an application, `hint`, `renewal`, `claim`;
    `applies` is the condition under which it is asked at all, None for always; `title` is what
    stands in a list for a rule that no upper layer has.
    """

    name: str
    kind: str
    clause: Clause
    force: str
    unknown: str
    applies: object
    findings: tuple[Finding, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """A neighbouring product of which only the subsidy is computed, never listed."""

    product: str
    share: int
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """One published document as policy; rules and parameters include those of the layers above.

    `rules` are the conditions of an application in their order; `gates` are the other lists of
    rules by kind: `hint`, `renewal`, `claim`.
    """

    id: str
    file: str
    layer: str
    over: str
    regions: tuple[str, ...]
    checked_on: date
    scheme: str
    era: str
    document: Document
    windows: tuple[Window, ...]
    parameters: Mapping[str, Parameter]
    opens: Mapping[str, Open]
    fills: Mapping[str, str]
    rules: tuple[Rule, ...]
    gates: Mapping[str, tuple[Rule, ...]]
    clauses: tuple[Clause, ...]
    overlay_from: str
    becomes: Mapping[str, str]
    calculators: Mapping[str, Calculator]
    digest: str

    def epoch(self, day: date) -> date:
        """The day from which all numbers of a day have stood; before the first one, that day."""
        starts = {value.start for one in self.parameters.values() for value in one.values}
        return max([start for start in starts if start <= day], default=day)

    def number(self, name: str, day: date) -> int:
        """The value of a parameter on a day."""
        return self.parameters[name].on(day).value

    def cited(self, name: str, day: date) -> str:
        """The citation of a parameter on a day."""
        return self.parameters[name].on(day).ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A point that the texts leave open: competing readings and the recommended one."""

    code: str
    point: str
    readings: tuple[str, ...]
    recommended: str
    ref: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LprRow:
    """The loan prime rates published on a day, as parts of `RATE_ONE`."""

    start: date
    one_year: int
    five_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Which pack binds a contract: its id or None, codes, missing parameters, and why."""

    pack: str | None
    codes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    ref: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackSet:
    """All packs in force, checked against each other and against their sources.

    `lpr` is a table to compare with; until a county has checked it, it only suggests. `unbound`
    is the sentence for a contract that no pack binds.
    """

    packs: Mapping[str, Pack]
    questions: tuple[Question, ...]
    unbound: str
    numerals: Numerals
    lpr: tuple[LprRow, ...]
    lpr_checked: bool
    digest: str
    windows: Mapping[str, tuple[Window, ...]]
    by_item: Mapping[tuple[str, str], Clause] = field(repr=False)

    def pack(self, name: str) -> Pack:
        """A pack by its id."""
        return self.packs[name]

    def clause(self, document: str, item: str = "") -> Clause:
        """A clause word for word, by document number (or pack id) and item, or by both in one.

        Brackets of the item may be wide or narrow. Raises `clause_unknown`.
        """
        if not item:
            document, _, item = document.rpartition(" ")
        found = self.by_item.get((document, plain_item(item)))
        if found is None:
            raise UserError("clause_unknown", document=document, item=item)
        return found

    def asked_by(self, codes: Iterable[str]) -> tuple[Question, ...]:
        """The open points behind some codes, with their competing readings."""
        wanted = frozenset(codes)
        return tuple(one for one in self.questions if not wanted.isdisjoint(one.flags))

    def open_points(self, codes: Iterable[str]) -> list[str]:
        """The names of the open points behind some codes."""
        return [one.code for one in self.asked_by(codes)]

    def question(self, code: str) -> Question:
        """An open point by its code; raises KeyError for one that nobody has written down."""
        return next(one for one in self.questions if one.code == code)

    def laid_down(self, name: str, region: str, day: date) -> Dated | None:
        """A number as the most specific layer of a region gives it on a day, None if nobody has."""
        found = [
            pack
            for pack in self.packs.values()
            if name in pack.parameters and (not pack.regions or region.startswith(pack.regions))
        ]
        if not found:
            return None
        lowest = max(found, key=lambda pack: LAYERS.index(pack.layer))
        return lowest.parameters[name].on(day)

    def in_region(self, region: str, product: str) -> Pack:
        """The most specific pack that has ever bound this product in a region."""
        windows = [
            one
            for one in self.windows[product]
            if not one.regions or region.startswith(one.regions)
        ]
        return self.packs[max(windows, key=lambda one: (one.rank, one.start or date.min)).pack]
