"""Packs from texts: a file against the closed vocabulary, a clause against its source."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules.packs.model import (
    LAYERS,
    Calculator,
    Clause,
    Dated,
    Document,
    Exemption,
    Finding,
    LprRow,
    Open,
    Parameter,
    Question,
    Rule,
    Window,
    plain_item,
)
from desktop.rules.packs.reading import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

UNITS = ("yuan", "percent", "points", "ratio", "months", "years", "days", "count", "day")
DATES = ("contract", "accrual", "decision", "settlement")
FORCES = ("bank_decides", "in_principle", "hard")
RESULTS = ("hint", "pending", "needs_review", "not_met")
KINDS = ("rule", "hint", "renewal", "claim")
SCHEMES = ("none", "central_and_local", "two_tiers", "scheduled_share", "lpr_full")
CODES = ("pack_window", "pack_record_only")
ERAS = ("framework", "record", "old", "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A pack as one file gives it, before the layers are laid over each other."""

    id: str
    file: str
    layer: str
    over: str
    regions: tuple[str, ...]
    checked_on: date
    scheme: str
    era: str
    document: Document
    clauses: tuple[Clause, ...]
    rest: Table
    digest: str


def read_toml(file: str, text: str) -> Table:
    """A file as its outermost table; raises `pack_not_toml` with the parser's line."""
    try:
        return Table(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UserError("pack_not_toml", file=file, where=str(error)) from error


def draft(file: str, text: str, texts: Mapping[str, bytes]) -> Draft:
    """Head, document and clauses of one file; the rest waits until all documents are known."""
    top = read_toml(file, text)
    head = top.table("pack")
    name = head.text("id")
    document = _document(top.table("document"), texts)
    found = Draft(
        id=name,
        file=file,
        layer=head.word("layer", LAYERS),
        over=head.text("over", ""),
        regions=head.texts("regions"),
        checked_on=head.day("checked_on"),
        scheme=head.word("scheme", ("", *SCHEMES), ""),
        era=head.word("era", ("", *ERAS), ""),
        document=document,
        clauses=_clauses(name, top, document, texts),
        rest=top,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    head.done()
    return found


def _document(table: Table, texts: Mapping[str, bytes]) -> Document:
    source = table.text("source", "")
    document = Document(
        number=table.text("number"),
        title=table.text("title"),
        issuers=table.texts("issuers"),
        short=table.text("short"),
        signed_on=table.maybe_day("signed_on"),
        published_on=table.maybe_day("published_on"),
        source=source,
        digest=table.text("digest") if source else "",
        note=table.text("note", "") if source else table.text("note"),
    )
    table.done()
    if source and source not in texts:
        raise table.fault("pack_source_unknown", "source", source=source)
    if source and hashlib.sha256(texts[source]).hexdigest() != document.digest:
        raise table.fault("pack_source_changed", "digest", source=source)
    return document


def _clauses(
    name: str, top: Table, document: Document, texts: Mapping[str, bytes]
) -> tuple[Clause, ...]:
    found: dict[str, Clause] = {}
    source = _closed_up(texts[document.source].decode()) if document.source else ""
    for row in top.tables("clause"):
        item, text = row.text("item"), row.text("text").strip()
        if not text or _closed_up(text) not in source:
            raise row.fault("pack_clause_changed", "text", item=item, source=document.source)
        if item in found:
            raise row.fault("pack_name_twice", "item", name=item)
        short = document.short + row.text("short", plain_item(item))
        found[item] = Clause(
            pack=name,
            document=document.number,
            title=document.title,
            item=item,
            short=short,
            text=text,
        )
        row.done()
    return tuple(found.values())


def _closed_up(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class Citations:
    """Where a pack's own citations are looked up: its clauses first, then the layers above."""

    chain: tuple[Draft, ...]
    everywhere: Mapping[tuple[str, str], Clause]

    def find(self, table: Table, key: str, item: str) -> Clause:
        """The clause of an item, or of a whole citation; refuses one that nobody has."""
        for one in self.chain:
            for clause in one.clauses:
                if clause.item == item:
                    return clause
        document, _, last = item.rpartition(" ")
        found = self.everywhere.get((document, last))
        if found is None:
            raise table.fault("pack_clause_unknown", key, item=item)
        return found

    def ref(self, table: Table, key: str = "clause") -> str:
        """The citation that stands under a key."""
        return self.find(table, key, table.text(key)).ref


def parameter(name: str, table: Table, cite: Citations) -> Parameter:
    """One dated number; its periods follow on each other without gap or overlap."""
    unit = table.word("unit", UNITS)
    values: list[Dated] = []
    for row in table.tables("values"):
        values.append(
            Dated(
                start=row.day("from"),
                end=row.maybe_day("to"),
                value=row.number("value", unit),
                ref=cite.ref(row),
                reading=row.text("reading", ""),
            )
        )
        row.done()
    found = Parameter(
        name=name,
        unit=unit,
        dates=table.word("dates", DATES),
        tighter=table.word("tighter", ("lower", "higher", "fixed")),
        may_loosen=cite.ref(table, "may_loosen") if table.has("may_loosen") else "",
        values=tuple(values),
    )
    table.done()
    if not values:
        raise table.fault("pack_key_missing", "values")
    return found


def windows(top: Table, name: str, cite: Citations) -> tuple[Window, ...]:
    """Which contracts the file binds, to itself or to another pack."""
    head = cite.chain[0]
    found = []
    for row in top.tables("binding"):
        found.append(
            Window(
                product=row.text("product"),
                regions=head.regions,
                start=row.maybe_day("from"),
                end=row.maybe_day("to"),
                pack=row.text("pack", name),
                code=row.word("code", CODES) if row.has("code") else None,
                ref=cite.ref(row),
                reason=row.text("reason"),
                rank=LAYERS.index(head.layer),
                file=head.file,
            )
        )
        row.done()
    return tuple(found)


def opens(top: Table, cite: Citations) -> dict[str, Open]:
    """The numbers that the text leaves to others."""
    found = {}
    for name, row in top.maybe_table("open").entries():
        found[name] = Open(
            name=name,
            unit=row.word("unit", (*UNITS, "table", "word")),
            filled_by=row.texts("filled_by"),
            ref=cite.ref(row),
            readings=row.texts("readings"),
            choices=row.texts("choices", optional=row.text("unit") != "word"),
            default=row.text("default", ""),
            question=row.text("question", ""),
        )
        row.done()
    return found


def rules(top: Table, cite: Citations, kind: str) -> dict[str, Rule]:
    """The conditions of a kind that the file itself writes down."""
    found = {}
    for row in top.tables(kind):
        name = row.text("name")
        if name in found:
            raise row.fault("pack_name_twice", "name", name=name)
        force = row.word("force", FORCES)
        found[name] = Rule(
            name=name,
            kind=kind,
            clause=cite.find(row, "clause", row.text("clause")),
            force=force,
            unknown=row.text("unknown", "fact_missing"),
            applies=row.value("applies") if row.has("applies") else None,
            findings=tuple(_finding(one, force, cite) for one in row.tables("finding")),
            title=row.text("title", ""),
        )
        row.done()
    return found


def _finding(row: Table, force: str, cite: Citations) -> Finding:
    result = row.word("result", RESULTS)
    strict = row.text("hard_by", "")
    if force == "in_principle" and result == "not_met" and not strict:
        raise row.fault("pack_force_exceeded", "result", word=result)
    found = Finding(
        code=row.text("code"),
        result=result,
        when=row.value("when"),
        clause=cite.find(row, "clause", row.text("clause")) if row.has("clause") else None,
        exception=_exemption(row.table("except"), cite) if row.has("except") else None,
        reading=row.text("reading", ""),
        exits=row.texts("exits", optional=True),
        says=row.text("says", ""),
    )
    row.done()
    return found


def _exemption(row: Table, cite: Citations) -> Exemption:
    found = Exemption(
        when=row.value("when"),
        clause=cite.find(row, "clause", row.text("clause")),
        why=row.text("why"),
    )
    row.done()
    return found


def calculators(top: Table, cite: Citations) -> dict[str, Calculator]:
    """Neighbouring products of which only the subsidy is computed."""
    found = {}
    for row in top.tables("calculator"):
        product = row.text("product")
        found[product] = Calculator(
            product=product, share=row.number("share", "percent"), ref=cite.ref(row)
        )
        row.done()
    return found


def prime_rates(table: Table) -> tuple[LprRow, ...]:
    """The loan prime rates, oldest first."""
    found: list[LprRow] = []
    for row in table.tables("rows"):
        one = LprRow(
            start=row.day("from"),
            one_year=row.number("lpr_1y", "percent"),
            five_years=row.number("lpr_5y", "percent"),
        )
        row.done()
        if found and one.start <= found[-1].start:
            raise row.fault("pack_dates_overlap", "from", day=one.start.isoformat())
        found.append(one)
    return tuple(found)


def questions(table: Table, everywhere: Mapping[tuple[str, str], Clause]) -> tuple[Question, ...]:
    """The open points of all texts together."""
    cite = Citations((), everywhere)
    found = []
    for row in table.tables("question"):
        found.append(
            Question(
                code=row.text("code"),
                point=row.text("point"),
                readings=row.texts("readings"),
                recommended=row.text("recommended"),
                ref=cite.ref(row) if row.has("clause") else "",
                flags=row.texts("flags", optional=True),
            )
        )
        row.done()
    return tuple(found)
