"""Packs laid over each other: a lower layer adds, tightens or fills, and the loader proves it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules.book import compile_rule, completions
from desktop.rules.packs import parsing
from desktop.rules.packs.model import LAYERS, Pack, Rule
from desktop.rules.verdict import MET
from desktop.rules.vocabulary import WordUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from desktop.rules.packs.model import Clause, Dated, Open, Parameter, Window
    from desktop.rules.packs.parsing import Draft
    from desktop.rules.packs.reading import Table

_PROBE_DAY = date(2026, 7, 1)
_DAY = timedelta(days=1)


def build(drafts: Sequence[Draft], everywhere: Mapping[tuple[str, str], Clause]) -> dict[str, Pack]:
    """All packs, the upper layers first; raises a `pack_…` error that names file, table and key."""
    by_id = {one.id: one for one in drafts}
    packs: dict[str, Pack] = {}
    for one in sorted(drafts, key=lambda draft: LAYERS.index(draft.layer)):
        upper = packs.get(one.over)
        if one.over and upper is None:
            raise one.rest.table("pack").fault("pack_layer_unknown", "over", over=one.over)
        packs[one.id] = _pack(one, upper, parsing.Citations(_chain(one, by_id), everywhere))
    return packs


def _chain(draft: Draft, by_id: Mapping[str, Draft]) -> tuple[Draft, ...]:
    found = [draft]
    while found[-1].over:
        found.append(by_id[found[-1].over])
    return tuple(found)


def _pack(draft: Draft, upper: Pack | None, cite: parsing.Citations) -> Pack:
    top = draft.rest
    own = {
        name: parsing.parameter(name, row, cite)
        for name, row in top.maybe_table("parameter").entries()
    }
    for name, one in own.items():
        _contiguous(top.table("parameter").table(name), one.values)
    opens = parsing.opens(top, cite)
    overlay = top.maybe_table("overlay")
    becomes = top.maybe_table("becomes")
    pack = Pack(
        id=draft.id,
        file=draft.file,
        layer=draft.layer,
        over=draft.over,
        regions=draft.regions,
        checked_on=draft.checked_on,
        scheme=draft.scheme,
        era=draft.era,
        document=draft.document,
        windows=parsing.windows(top, draft.id, cite),
        parameters={**(upper.parameters if upper else {}), **own},
        opens={**(upper.opens if upper else {}), **opens},
        fills=_fills(top, upper, cite),
        rules=_rules(top, upper, cite),
        clauses=draft.clauses,
        overlay_from=overlay.text("from", ""),
        becomes={product: becomes.text(product) for product in becomes.raw},
        calculators=parsing.calculators(top, cite),
        digest=draft.digest,
    )
    overlay.done()
    top.done()
    _compiles(pack, top)
    if upper is not None:
        _tightens(top, upper, own)
        _keeps_rules(top, upper, pack)
    return pack


def _contiguous(table: Table, values: Sequence[Dated]) -> None:
    for index, (one, after) in enumerate(pairwise(values)):
        row = list(table.tables("values"))[index]
        if one.end is None or one.end >= after.start:
            raise row.fault("pack_dates_overlap", "to", day=after.start.isoformat())
        if one.end + _DAY != after.start:
            raise row.fault("pack_dates_gap", "to", day=(one.end + _DAY).isoformat())


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


def _rules(top: Table, upper: Pack | None, cite: parsing.Citations) -> tuple[Rule, ...]:
    own = parsing.rules(top, cite)
    cites = top.maybe_table("cites")
    inherited = {rule.name: rule for rule in upper.rules} if upper else {}
    for name in cites.raw:
        if name not in inherited:
            raise cites.fault("pack_rule_unknown", name, form=" | ".join(inherited))
        rule = inherited[name]
        inherited[name] = Rule(
            name=rule.name,
            clause=cite.find(cites, name, cites.text(name)),
            force=rule.force,
            unknown=rule.unknown,
            findings=rule.findings,
        )
    return tuple({**inherited, **own}.values())


def _compiles(pack: Pack, top: Table) -> None:
    rows = {str(row.raw.get("name")): row for row in top.tables("rule")}
    for rule in pack.rules:
        try:
            compile_rule(rule, pack.parameters, _PROBE_DAY)
        except WordUnknown as error:
            row = rows.get(rule.name, top)
            raise row.fault("pack_word_unknown", "when", word=error.key, form=error.form) from error


def _tightens(top: Table, upper: Pack, own: Mapping[str, Parameter]) -> None:
    for name, one in own.items():
        above = upper.parameters.get(name)
        if above is None or above.may_loosen:
            continue
        table = top.table("parameter").table(name)
        if (one.unit, one.dates, one.tighter) != (above.unit, above.dates, above.tighter):
            raise table.fault("pack_value_wrong", "unit", form=f"{above.unit} {above.dates}")
        for day in _change_days(one, above):
            _not_looser(table, above.tighter, one.on(day).value, above.on(day))


def _change_days(one: Parameter, above: Parameter) -> list[date]:
    first = one.values[0].start
    days = {value.start for value in (*one.values, *above.values)}
    return sorted(day for day in days if day >= first)


def _not_looser(table: Table, tighter: str, value: int, above: Dated) -> None:
    looser = {
        "lower": value > above.value,
        "higher": value < above.value,
        "fixed": value != above.value,
    }
    if looser[tighter]:
        raise table.fault("pack_loosened", "values", clause=above.ref)


def _keeps_rules(top: Table, upper: Pack, pack: Pack) -> None:
    below = {rule.name: rule for rule in pack.rules}
    for rule in upper.rules:
        one = below[rule.name]
        if parsing.FORCES.index(one.force) < parsing.FORCES.index(rule.force):
            raise _row_of(top, rule.name).fault("pack_loosened", "force", clause=rule.clause.ref)
        if one.findings != rule.findings and _looser(one, rule, upper, pack):
            raise _row_of(top, rule.name).fault("pack_loosened", "finding", clause=rule.clause.ref)


def _row_of(top: Table, name: str) -> Table:
    return next(row for row in top.tables("rule") if row.raw["name"] == name)


def _looser(one: Rule, above: Rule, upper: Pack, pack: Pack) -> bool:
    lower = compile_rule(one, pack.parameters, _PROBE_DAY)
    higher = compile_rule(above, upper.parameters, _PROBE_DAY)
    facts = dict.fromkeys({*lower.facts, *higher.facts}) | {"applied_on": _PROBE_DAY}
    unknown = [name for name in facts if name != "applied_on"]
    everything = dict.fromkeys(_all_facts()) | facts
    return any(
        max(lower.level(filled), MET) < higher.level(filled)
        for filled in completions(everything, unknown, lower.probes)
    )


def _all_facts() -> Iterable[str]:
    from desktop.rules.facts import NAMES

    return NAMES


def check_windows(windows: Iterable[Window], tables: Mapping[str, Draft]) -> None:
    """Refuse windows of one file and product that overlap or leave a gap between them."""
    groups: dict[tuple[int, str, tuple[str, ...]], list[Window]] = {}
    for one in windows:
        groups.setdefault((one.rank, one.product, one.regions), []).append(one)
    for (_, product, _), group in groups.items():
        for one in group:
            if one.pack not in tables:
                raise UserError(
                    "pack_layer_unknown", file="", table="binding", key="pack", over=one.pack
                )
        _follow(product, sorted(group, key=lambda window: window.start or date.min))


def _follow(product: str, group: Sequence[Window]) -> None:
    for one, after in pairwise(group):
        start = after.start or date.min
        where = {"file": one.pack, "table": f"binding {product}", "key": "to"}
        if one.end is None or one.end >= start:
            raise UserError("pack_dates_overlap", day=start.isoformat(), **where)
        if one.end + _DAY != start:
            raise UserError("pack_dates_gap", day=(one.end + _DAY).isoformat(), **where)
