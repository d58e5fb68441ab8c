"""Policy as it is shown: packs in force, numbers with their history, open points, time lines.

Texts of documents (titles, clauses, readings, reasons) come from the packs; codes and enum words
are put into Chinese by `desktop.texts`.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class PackLine(Struct, frozen=True, kw_only=True):
    """A pack as the policy page lists it.

    `origin` is `shipped` or `county` (installed by the county, signed on its way here); `binds`
    says whether it binds contracts of this county's region that are signed today.
    """

    pack_id: str
    layer: str
    over: str
    number: str
    title: str
    issuers: tuple[str, ...]
    signed_on: date | None
    published_on: date | None
    checked_on: date
    era: str
    origin: str
    binds: bool
    note: str
    clauses: int
    digest: str


class PackClause(Struct, frozen=True, kw_only=True):
    """One clause word for word; `ref` finds it again."""

    item: str
    ref: str
    text: str


class DatedNumber(Struct, frozen=True, kw_only=True):
    """A number from a day on, written out with its unit's form ("50000.00", "2.5", "36")."""

    start: date
    end: date | None
    value: str
    ref: str


class ParameterLine(Struct, frozen=True, kw_only=True):
    """A number of a pack with its history; `dates` is the day that selects it."""

    pack_id: str
    name: str
    unit: str
    dates: str
    tighter: str
    may_loosen: str
    values: tuple[DatedNumber, ...]


class RuleLine(Struct, frozen=True, kw_only=True):
    """A condition of a pack: its clause, its force, the codes that it can find.

    `kind` is what it is asked for: `rule` an application, `renewal`, `claim`, or `hint`.
    `exceptions` are sentences of the pack with their clause, `readings` the open points on whose
    recommended reading it rests.
    """

    name: str
    kind: str
    ref: str
    short: str
    force: str
    codes: tuple[str, ...]
    exceptions: tuple[tuple[str, str], ...] = ()
    readings: tuple[str, ...] = ()
    title: str = ""
    says: tuple[str, ...] = ()


class PackPage(Struct, frozen=True, kw_only=True):
    """All of one pack, readable."""

    line: PackLine
    clauses: tuple[PackClause, ...]
    parameters: tuple[ParameterLine, ...]
    rules: tuple[RuleLine, ...]
    windows: tuple[Span, ...]
    source: str


class Filled(Struct, frozen=True, kw_only=True):
    """A value that the county (or a bank) has laid down, with its document."""

    value: str
    document: str
    filled_by: str
    effective_from: date
    status: str


class OpenLine(Struct, frozen=True, kw_only=True):
    """A number that the texts leave to others: readings, who fills it, what was filled in.

    `answered_by` cites the clause of a lower document that answers it already; `in_force` is the
    value that counts today, empty while nobody has confirmed one; until then `default` is used
    (empty: nothing is computed without it). `choices` are the words that may fill a `word`,
    `question` names the open point. The history has the newest day first.
    """

    name: str
    unit: str
    ref: str
    readings: tuple[str, ...]
    filled_by: tuple[str, ...]
    may_fill: bool
    answered_by: str
    in_force: str
    history: tuple[Filled, ...]
    choices: tuple[str, ...] = ()
    default: str = ""
    question: str = ""


class QuestionLine(Struct, frozen=True, kw_only=True):
    """An open point of the texts with the readings that compete."""

    code: str
    point: str
    readings: tuple[str, ...]
    recommended: str
    ref: str
    flags: tuple[str, ...]


class PrimeRate(Struct, frozen=True, kw_only=True):
    """The loan prime rates published on a day, in percent ("3.60")."""

    start: date
    one_year: str
    five_years: str


class PrimeRates(Struct, frozen=True, kw_only=True):
    """The table of loan prime rates; `checked` says that the county has compared it."""

    checked: bool
    origin: str
    rows: tuple[PrimeRate, ...]


class Span(Struct, frozen=True, kw_only=True):
    """Signing days of a product that one pack binds; `code` says why a person has to look.

    `start` or `end` is None where it is open; `pack_id` is empty where no pack is in force.
    """

    product: str
    start: date | None
    end: date | None
    pack_id: str
    title: str
    code: str
    reason: str
    ref: str


class Stage(Struct, frozen=True, kw_only=True):
    """A stretch of one contract's life and the pack that governs it, with a sentence why."""

    kind: str
    start: date
    end: date | None
    pack_id: str
    title: str
    codes: tuple[str, ...]
    reason: str
    ref: str


class ContractLine(Struct, frozen=True, kw_only=True):
    """The time line of one contract: signing windows of its product, then its own stages.

    Kinds of stages: `signed`, `interest` (drawdown to the day before maturity), `renewal` (what
    would bind it if it were renewed at maturity).
    """

    product: str
    signed_on: date
    spans: tuple[Span, ...]
    stages: tuple[Stage, ...]
