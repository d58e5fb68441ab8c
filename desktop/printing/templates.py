"""The printed sheets as data: one TOML each, every line with its clause, every field declared.

A sheet with a table `[blank]` can be printed without values, under a number of its own:

- `about` says what a signed one is keyed back to (`ABOUT` in `services/records/papers.py`);
- `rows` is how many empty rows its list then has, numbered where it has a column `seq`; `given`
  are rows that it always has, blank or filled: the text of each stands in the field `item`;
- values from the settings and the stamp stay; every other field becomes a place to write on: its
  own `blank`, else that of its kind in `house.toml`; a cell that holds one field alone stays empty;
- lines with `when` fall away and those with `unless` stand, for nothing is known of anybody.

A field `from = "pen"` is never known to the ledger: filled or blank, it is a place to write on.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.printing.columns import Column
from desktop.printing.lines import Breaks
from desktop.printing.lint import Lint
from desktop.printing.values import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

STAMPED, PEN, STATION = "stamp", "pen", "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value that a sheet carries: where it comes from and who may see it."""

    name: str
    label: str
    source: str
    privacy: str
    kind: str
    required: bool
    of: str
    mask: str
    scale: float
    blank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of a sheet with the clauses that carry it, per policy pack."""

    part: str
    role: str
    text: str
    clauses: Mapping[str, tuple[str, ...]]
    note: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    pieces: tuple[tuple[str, str], ...]
    label: str = ""
    span: int = 12
    high: float = 0.0
    align: str = ""
    keep: bool = False

    @property
    def alone(self) -> str:
        """The one field that a labelled cell holds, empty where it says more or has no label."""
        (text, name), *more = self.pieces or (("", ""),)
        return name if self.label and not text and not more else ""

    @property
    def names(self) -> list[str]:
        """The fields that the sentence names, and those that decide whether it is printed."""
        named = [name for _, name in self.pieces if name]
        return [*named, *self.when, *self.unless]

    def holds(self, pack: str) -> bool:
        """Whether the sentence may be printed under a pack."""
        return not self.clauses or pack in self.clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Slogan:
    """A slogan of the library with the clauses that carry it, per policy pack."""

    slogan_id: str
    text: str
    clauses: Mapping[str, tuple[str, ...]]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """How a sheet is printed without values: rows to write on, and what a signed one is about."""

    about: str
    rows: int
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Margins in millimetres and type sizes in points for one kind of paper."""

    name: str
    label: str
    side: float
    top: float
    bottom: float
    title: float
    body: float
    floor: float
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A policy document that sheets cite."""

    pack_id: str
    number: str
    short: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One printed sheet: F01, F04, and so on."""

    kind: str
    code: int
    title: str
    family: str
    scope: str
    level: str
    qr: str
    papers: Mapping[str, Paper]
    fields: Mapping[str, Field]
    rows: Mapping[str, Field]
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    slogans: tuple[Slogan, ...]
    layout: Mapping[str, Any]
    version: str
    packs: tuple[str, ...]
    group: str
    blank: Blank | None

    def columns_of(self, pack_id: str) -> tuple[Column, ...]:
        """The columns that are printed under a pack."""
        return tuple(c for c in self.columns if not c.packs or pack_id in c.packs)

    def paper(self, name: str) -> Paper:
        """The sizes for a paper; raises `paper_unknown`."""
        if name not in self.papers:
            raise UserError("paper_unknown", title=self.title, papers=" ".join(self.papers))
        return self.papers[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a list of sheets shows: kind, title, papers, and whom a sheet is for."""

    kind: str
    title: str
    papers: tuple[str, ...]
    paper_labels: tuple[str, ...]
    scope: str
    level: str
    fields: tuple[Field, ...]
    packs: tuple[str, ...]
    group: str
    blank: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """All sheets of a resources folder with the house rules of paper."""

    sheets: Mapping[str, Sheet]
    house: Mapping[str, Any]
    packs: Mapping[str, Pack]
    families: Mapping[str, Any]
    breaks: Breaks
    lint: Lint
    writer: Writer

    @classmethod
    def load(
        cls,
        resources: Path,
        phone_mask: Callable[[str], str],
        money_words: Callable[[int], str],
    ) -> Templates:
        """Read `notices/*.toml` and `typography/*.toml`; `phone_mask` is that of every screen.

        Raises:
            UserError: `template_…` for a wrong sheet.
        """
        setting = {
            path.stem: path.read_text(encoding="utf-8")
            for path in sorted((resources / "typography").glob("*.toml"))
        }
        house = tomllib.loads(setting["house"])
        lint = Lint.parse(setting["lint"])
        packs = {
            pack_id: Pack(pack_id=pack_id, **raw)
            for pack_id, raw in tomllib.loads(setting["packs"]).items()
        }
        contents = {
            path.stem: path.read_bytes() for path in sorted((resources / "notices").glob("*.toml"))
        }
        sheets = [read_sheet(stem, contents, house, lint) for stem in contents]
        return cls(
            sheets={sheet.kind: sheet for sheet in sheets}, house=house, packs=packs, lint=lint,
            families=tomllib.loads(setting["families"]), breaks=Breaks.parse(setting["breaks"]),
            writer=Writer(house, phone_mask, money_words),
        )  # fmt: skip

    def sheet(self, kind: str) -> Sheet:
        """The sheet of a kind; raises `notice_kind_unknown`."""
        if kind not in self.sheets:
            raise UserError("notice_kind_unknown", kind=kind, known=" ".join(self.sheets))
        return self.sheets[kind]

    def pack(self, sheet: Sheet, pack_id: str) -> Pack:
        """The policy that a sheet cites; raises `notice_pack_unsupported`."""
        if pack_id not in self.packs or pack_id not in sheet.packs:
            raise UserError("notice_pack_unsupported", title=sheet.title, pack=pack_id)
        return self.packs[pack_id]

    def spoken(self, sheet: Sheet, paper: str) -> frozenset[str]:
        """The fields that the sentence in the code of a sheet names on a paper."""
        return _spoken(sheet.paper(paper).extra.get("qr", sheet.qr), self.house)

    def kind_of(self, document: int) -> str:
        """The kind that a document type in a QR header stands for, empty if there is none."""
        kinds = {sheet.code: sheet.kind for sheet in self.sheets.values()}
        return kinds.get(document, "")

    def slogans(self, pack_id: str) -> list[tuple[str, str, str]]:
        """The library under a pack: number, text, and the citation that goes with it."""
        pack = self.packs[pack_id]
        return [
            (slogan.slogan_id, slogan.text, citation(slogan.clauses, slogan.note, pack))
            for sheet in self.sheets.values()
            for slogan in sheet.slogans
            if pack_id in slogan.clauses
        ]

    def kinds(self) -> list[Kind]:
        """All sheets that exist, in the order of their kind."""
        return [
            Kind(
                kind=sheet.kind, title=sheet.title, papers=tuple(sheet.papers),
                paper_labels=tuple(paper.label for paper in sheet.papers.values()),
                scope=sheet.scope,
                level=sheet.level, fields=tuple(sheet.fields.values()), packs=sheet.packs,
                group=sheet.group, blank=sheet.blank is not None,
            )
            for sheet in self.sheets.values()
        ]  # fmt: skip


def citation(clauses: Mapping[str, tuple[str, ...]], note: str, pack: Pack) -> str:
    """Document number and items under a pack, then the note of the template."""
    parts = [f"{pack.number} {item}" for item in clauses.get(pack.pack_id, ())]
    return "\uff1b".join([*parts, *([note] if note else [])])


def read_sheet(
    stem: str, contents: Mapping[str, bytes], house: Mapping[str, Any], lint: Lint
) -> Sheet:
    """A sheet from its TOML, checked: fields = texts, classes within the level, words allowed.

    A sheet that says `like` takes everything that it does not say itself from that other one.
    """
    content = contents[stem]
    raw = tomllib.loads(content.decode("utf-8"))
    if "like" in raw:
        content += contents[raw["like"]]
        raw = {**tomllib.loads(contents[raw["like"]].decode("utf-8")), **raw}
    lines = tuple(_line(entry) for entry in raw["lines"])
    sheet = Sheet(
        kind=raw["kind"], code=raw["code"], title=raw["title"], family=raw["family"],
        scope=raw["scope"], level=raw["level"], qr=raw.get("qr", "none"),
        papers={name: _paper(name, entry) for name, entry in raw["paper"].items()},
        fields={name: _field(name, entry) for name, entry in raw.get("fields", {}).items()},
        rows={name: _field(name, entry) for name, entry in raw.get("rows", {}).items()},
        lines=lines, columns=tuple(Column.read(entry) for entry in raw.get("columns", [])),
        slogans=tuple(_slogan(entry) for entry in raw.get("slogans", [])),
        layout=raw.get("layout", {}), version=hashlib.sha256(content).hexdigest()[:8],
        packs=tuple(raw["packs"]), group=raw.get("group", ""), blank=_blank(raw.get("blank")),
    )  # fmt: skip
    _check_fields(sheet, _spoken(sheet.qr, house))
    _check_levels(sheet, house["levels"][sheet.level])
    _check_clauses(sheet)
    for entry in [*raw["lines"], *raw.get("slogans", [])]:
        lint.demand(
            entry.get("label", "") + entry["text"], allowed=entry.get("allow", []), sheet=sheet.kind
        )
    return sheet


def _blank(raw: Mapping[str, Any] | None) -> Blank | None:
    if raw is None:
        return None
    return Blank(about=raw["about"], rows=raw.get("rows", 0), given=tuple(raw.get("given", ())))


def _field(name: str, raw: Mapping[str, Any]) -> Field:
    return Field(
        name=name, label=raw["label"], source=raw["from"], privacy=raw["class"],
        kind=raw.get("kind", "text"),
        required=raw["from"] != PEN and not raw.get("optional", False),
        of=raw.get("of", name), mask=raw.get("mask", ""), scale=raw.get("scale", 1.0),
        blank=raw.get("blank", ""),
    )  # fmt: skip


def _line(raw: Mapping[str, Any]) -> Line:
    pieces = tuple((text, name or "") for text, name, _, _ in Formatter().parse(raw["text"]))
    return Line(
        part=raw.get("part", ""), role=raw["role"], text=raw["text"],
        clauses={pack: tuple(items) for pack, items in raw.get("clause", {}).items()},
        note=raw.get("note", ""), when=tuple(raw.get("when", ())),
        unless=tuple(raw.get("unless", ())), pieces=pieces, label=raw.get("label", ""),
        span=raw.get("span", 12), high=raw.get("high", 0.0), align=raw.get("align", ""),
        keep=raw.get("keep", False),
    )  # fmt: skip


def _slogan(raw: Mapping[str, Any]) -> Slogan:
    return Slogan(
        slogan_id=raw["id"], text=raw["text"], note=raw.get("note", ""),
        clauses={pack: tuple(items) for pack, items in raw["clause"].items()},
    )  # fmt: skip


def _paper(name: str, raw: Mapping[str, Any]) -> Paper:
    return Paper(
        name=name, label=raw.get("label", name), side=raw["side"], top=raw["top"],
        bottom=raw.get("bottom", raw["top"]),
        title=raw["title"], body=raw["body"], floor=raw.get("floor", 0.8), extra=raw,
    )  # fmt: skip


def _spoken(qr: str, house: Mapping[str, Any]) -> frozenset[str]:
    """What the sentences in a readable code name beside the title and the stamp."""
    texts = house["readable"]["sentences"] if qr == "readable" else ()
    named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    return frozenset(named - {"title", "notice_no", "issued_on"})


def _check_fields(sheet: Sheet, spoken: frozenset[str]) -> None:
    named = spoken.union(sheet.layout.get("fields", []), *(line.names for line in sheet.lines))
    named |= {field.of for field in sheet.fields.values() if field.of != field.name}
    _demand_same(sheet.kind, named, sheet.fields)
    shown = {name for column in sheet.columns for name in column.fields}
    _demand_same(sheet.kind, shown, sheet.rows)


def _demand_same(kind: str, named: Iterable[str], declared: Iterable[str]) -> None:
    differ = set(named) ^ set(declared)
    if differ:
        raise UserError("template_fields_differ", sheet=kind, fields=" ".join(sorted(differ)))


def _check_levels(sheet: Sheet, allowed: Iterable[str]) -> None:
    fields = [*sheet.fields.values(), *sheet.rows.values()]
    for field in fields:
        if field.privacy not in allowed:
            raise UserError("template_field_forbidden", sheet=sheet.kind, field=field.label)


def _check_clauses(sheet: Sheet) -> None:
    for line in sheet.lines:
        if not line.clauses and not line.note:
            raise UserError("template_clause_missing", sheet=sheet.kind, line=line.text)
