"""Packs as they are shown: lines, pages, numbers with history, open points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.rules import numbers
from desktop.rules.money import format_percent
from desktop.rules.packs.proofs import every_rule
from desktop.services.records.policy import (
    DatedNumber,
    PackClause,
    PackLine,
    PackPage,
    ParameterLine,
    PrimeRate,
    QuestionLine,
    RuleLine,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.rules.packs import Pack, PackSet, Question, Rule, Window
    from desktop.rules.packs.model import LprRow
    from desktop.services.packs import Standing


def pack_line(pack: Pack, standing: Standing, *, binds: bool) -> PackLine:
    """A pack as a list shows it."""
    document = pack.document
    return PackLine(
        pack_id=pack.id,
        layer=pack.layer,
        over=pack.over,
        number=document.number,
        title=document.title,
        issuers=document.issuers,
        signed_on=document.signed_on,
        published_on=document.published_on,
        checked_on=pack.checked_on,
        era=pack.era,
        origin=origin(pack.file, standing),
        binds=binds,
        note=document.note,
        clauses=len(pack.clauses),
        digest=pack.digest,
    )


def origin(file: str, standing: Standing) -> str:
    """Who brought a file: `county` or `shipped`."""
    return "county" if file in standing.county else "shipped"


def page(pack: Pack, standing: Standing, line: PackLine) -> PackPage:
    """All of one pack."""
    packs = standing.packs
    source = standing.texts.get(pack.document.source, b"")
    return PackPage(
        line=line,
        clauses=tuple(
            PackClause(item=one.item, ref=one.ref, text=one.text) for one in pack.clauses
        ),
        parameters=tuple(_parameter(name, pack, packs) for name in pack.parameters),
        rules=tuple(_rule(one) for one in every_rule(pack)),
        windows=tuple(_window(one, packs) for one in pack.windows),
        source=source.decode(),
    )


def question(one: Question) -> QuestionLine:
    """An open point of the texts."""
    return QuestionLine(
        code=one.code,
        point=one.point,
        readings=one.readings,
        recommended=one.recommended,
        ref=one.ref,
        flags=one.flags,
    )


def prime_rates(rows: Iterable[LprRow]) -> tuple[PrimeRate, ...]:
    """The loan prime rates in percent."""
    return tuple(
        PrimeRate(
            start=one.start,
            one_year=format_percent(one.one_year),
            five_years=format_percent(one.five_years),
        )
        for one in rows
    )


def title(packs: PackSet, pack_id: str) -> str:
    """Number and title of a pack's document; a pack that is no longer there by its id."""
    pack = packs.packs.get(pack_id)
    return pack_id if pack is None else f"{pack.document.number} {pack.document.title}"


def _parameter(name: str, pack: Pack, packs: PackSet) -> ParameterLine:
    """A number with the pack that wrote it: this one, or one that it lies over."""
    one, writer = pack.parameters[name], pack
    while writer.over and packs.packs[writer.over].parameters.get(name) is one:
        writer = packs.packs[writer.over]
    return ParameterLine(
        pack_id=writer.id,
        name=name,
        unit=one.unit,
        dates=one.dates,
        tighter=one.tighter,
        may_loosen=one.may_loosen,
        values=tuple(
            DatedNumber(
                start=each.start,
                end=each.end,
                value=numbers.shown(one.unit, each.value),
                ref=each.ref,
            )
            for each in one.values
        ),
    )


def _rule(one: Rule) -> RuleLine:
    return RuleLine(
        name=one.name,
        kind=one.kind,
        ref=one.clause.ref,
        short=one.clause.short,
        force=one.force,
        codes=tuple(dict.fromkeys(found.code for found in one.findings)),
        exceptions=tuple(
            (found.exception.why, found.exception.clause.short)
            for found in one.findings
            if found.exception
        ),
        readings=tuple(dict.fromkeys(found.reading for found in one.findings if found.reading)),
        title=one.title,
        says=tuple(found.says for found in one.findings if found.says),
    )


def _window(one: Window, packs: PackSet) -> Span:
    return Span(
        product=one.product,
        start=one.start,
        end=one.end,
        pack_id=one.pack,
        title=title(packs, one.pack),
        code=one.code or "",
        reason=one.reason,
        ref=one.ref,
    )
