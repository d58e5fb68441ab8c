"""What a policy pack holds: a document, its clauses, dated numbers, bindings and rules."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """A number from a day on; `end` is the last day or None; `ref` cites the clause."""

    start: date
    end: date | None
    value: int
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A dated number: unit, which date selects it, and which direction is tighter.

    Units: `yuan` values are fen, `percent` and `points` and `ratio` are parts of `RATE_ONE`,
    `months`, `years`, `days` and `count` are whole numbers.
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
    """A number that the text leaves to others, with the readings that compete."""

    name: str
    unit: str
    filled_by: tuple[str, ...]
    ref: str
    readings: tuple[str, ...]


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

    def holds(self, region: str, day: date) -> bool:
        """Whether a contract of this region, signed on this day, falls into the window."""
        return (
            (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
            and (not self.regions or region.startswith(self.regions))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule finds when its condition holds; `when` is the condition as written."""

    code: str
    result: str
    when: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition of the policy with its clause, its force and its findings."""

    name: str
    clause: Clause
    force: str
    unknown: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculator:
    """A neighbouring product of which only the subsidy is computed, never listed."""

    product: str
    share: int
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """One published document as policy; rules and parameters include those of the layers above."""

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

    `lpr` is a table to compare with; until a county has checked it, it only suggests.
    """

    packs: Mapping[str, Pack]
    questions: tuple[Question, ...]
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
