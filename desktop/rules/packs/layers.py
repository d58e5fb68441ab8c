"""Packs laid over each other: what a layer says itself, and what it has from the layers above."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.rules.packs import parsing, proofs
from desktop.rules.packs.model import LAYERS, Pack, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.rules.packs.model import Clause, Dated, Open, Parameter
    from desktop.rules.packs.parsing import Draft
    from desktop.rules.packs.reading import Table

_DAY = timedelta(days=1)


def build(drafts: Sequence[Draft], everywhere: Mapping[tuple[str, str], Clause]) -> dict[str, Pack]:
    """All packs, the upper layers first; raises a `pack_…` error that names file, table and key."""
    by_id = {one.id: one for one in drafts}
    packs: dict[str, Pack] = {}
    chains = {one.id: _chain(one, by_id) for one in drafts}
    for one in sorted(drafts, key=lambda draft: len(chains[draft.id])):
        cite = parsing.Citations(chains[one.id], everywhere)
        packs[one.id] = _pack(one, packs.get(one.over), cite)
    return {one.id: packs[one.id] for one in sorted(drafts, key=_rank)}


def _rank(draft: Draft) -> int:
    return LAYERS.index(draft.layer)


def _chain(draft: Draft, by_id: Mapping[str, Draft]) -> tuple[Draft, ...]:
    """A pack and those that it lies over, up to the top; each lies no lower than the one below."""
    found = [draft]
    while found[-1].over:
        one = found[-1]
        upper = by_id.get(one.over)
        if upper is None or upper in found or _rank(upper) > _rank(one):
            raise one.rest.table("pack").fault("pack_layer_unknown", "over", over=one.over)
        found.append(upper)
    return tuple(found)


def _pack(draft: Draft, upper: Pack | None, cite: parsing.Citations) -> Pack:
    top = draft.rest
    own = {
        name: parsing.parameter(name, row, cite)
        for name, row in top.maybe_table("parameter").entries()
    }
    for name, one in own.items():
        _contiguous(top.table("parameter").table(name), one.values)
    if upper is not None:
        proofs.tightens(top, upper, own)
        proofs.own_numbers(top, upper, own)
        own = {name: _since(upper.parameters.get(name), one) for name, one in own.items()}
    opens = parsing.opens(top, cite)
    overlay = top.maybe_table("overlay")
    becomes = top.maybe_table("becomes")
    rules, *gates = _rules(top, upper, cite)
    pack = Pack(
        id=draft.id,
        file=draft.file,
        layer=draft.layer,
        over=draft.over,
        regions=draft.regions,
        checked_on=draft.checked_on,
        scheme=draft.scheme or (upper.scheme if upper else "none"),
        era=draft.era or (upper.era if upper else "new"),
        document=draft.document,
        windows=parsing.windows(top, draft.id, cite),
        parameters={**(upper.parameters if upper else {}), **own},
        opens={**(upper.opens if upper else {}), **opens},
        fills=_fills(top, upper, cite),
        rules=rules,
        gates=dict(zip(parsing.KINDS[1:], gates, strict=True)),
        clauses=draft.clauses,
        overlay_from=overlay.text("from", ""),
        becomes={product: becomes.text(product) for product in becomes.raw},
        calculators=parsing.calculators(top, cite),
        digest=draft.digest,
    )
    overlay.done()
    becomes.done()
    top.done()
    proofs.compiles(pack, top)
    proofs.stands(top, upper, pack)
    if upper is not None:
        proofs.keeps_rules(top, upper, pack)
        proofs.named(top, upper, pack)
        proofs.keeps_scheme(top, upper, pack)
    return pack


def _since(above: Parameter | None, one: Parameter) -> Parameter:
    """A layer's number with that of the layer above for the days before its own first one."""
    first = one.values[0].start
    before = [value for value in (above.values if above else ()) if value.start < first]
    if not before:
        return one
    last = replace(before[-1], end=first - _DAY)
    return replace(one, values=(*before[:-1], last, *one.values))


def _contiguous(table: Table, values: Sequence[Dated]) -> None:
    for index, (one, after) in enumerate(pairwise(values)):
        row = list(table.tables("values"))[index]
        if one.end is None or one.end >= after.start:
            raise row.fault("pack_dates_overlap", "to", day=after.start.isoformat())
        if one.end + _DAY != after.start:
            raise row.fault("pack_dates_gap", "to", day=(one.end + _DAY).isoformat())
    if values and values[-1].end is not None:
        row = list(table.tables("values"))[-1]
        raise row.fault("pack_dates_gap", "to", day=(values[-1].end + _DAY).isoformat())


def _fills(top: Table, upper: Pack | None, cite: parsing.Citations) -> dict[str, str]:
    table = top.maybe_table("fills")
    opens = upper.opens if upper else {}
    found = dict(upper.fills) if upper else {}
    for name in table.raw:
        one: Open | None = opens.get(name)
        layer = cite.chain[0].layer
        if one is None or layer not in one.filled_by:
            raise table.fault("pack_fill_refused", name, form=" | ".join(sorted(opens)))
        found[name] = cite.ref(table, name)
    return found


def _rules(top: Table, upper: Pack | None, cite: parsing.Citations) -> list[tuple[Rule, ...]]:
    """The rules of each kind: those of the layer above, cited anew or replaced, then new ones."""
    cites = top.maybe_table("cites")
    above = {kind: _above(upper, kind) for kind in parsing.KINDS}
    known = [name for rules in above.values() for name in rules]
    for name in cites.raw:
        if name not in known:
            raise cites.fault("pack_rule_unknown", name, form=" | ".join(known))
    found = []
    for kind in parsing.KINDS:
        inherited = above[kind]
        for name, rule in inherited.items():
            if cites.has(name):
                clause = cite.find(cites, name, cites.text(name))
                inherited[name] = replace(rule, clause=clause)
        found.append(tuple({**inherited, **parsing.rules(top, cite, kind)}.values()))
    cites.done()
    return found


def _above(upper: Pack | None, kind: str) -> dict[str, Rule]:
    if upper is None:
        return {}
    rules = upper.rules if kind == "rule" else upper.gates[kind]
    return {rule.name: rule for rule in rules}
