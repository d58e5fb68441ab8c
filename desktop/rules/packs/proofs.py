"""What the loader proves of a lower layer: it adds, tightens or fills, and never lets go.

Conditions are compared by their results over every combination of answers on both sides of each
limit, on every day on which one of the two packs changes a number.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.rules.book import compile_rule, completions
from desktop.rules.facts import NAMES
from desktop.rules.packs import parsing
from desktop.rules.packs.model import LAYERS
from desktop.rules.verdict import MET
from desktop.rules.vocabulary import WordUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from desktop.rules.packs.model import Dated, Pack, Parameter, Rule, Window
    from desktop.rules.packs.parsing import Draft
    from desktop.rules.packs.reading import Table

_PROBE_DAY = date(2026, 7, 1)
_DAY = timedelta(days=1)
_PRODUCT = "BFXE"
_BY_FILLING = ("central_and_local", "two_tiers")
_MOST_ANSWERS = 200_000


def every_rule(pack: Pack) -> tuple[Rule, ...]:
    """All rules of a pack, of every kind."""
    return (*pack.rules, *[rule for rules in pack.gates.values() for rule in rules])


def compiles(pack: Pack, top: Table) -> None:
    """Refuse a condition outside the vocabulary."""
    for rule in every_rule(pack):
        try:
            compile_rule(rule, pack.parameters, _PROBE_DAY)
        except WordUnknown as error:
            row = _row_of(top, rule)
            raise row.fault("pack_word_unknown", "when", word=error.key, form=error.form) from error


def readings_exist(drafts: Iterable[Draft], codes: frozenset[str]) -> None:
    """Refuse a reading of an open point that nobody has written down."""
    for one in drafts:
        for table, code, key in _readings(one.rest):
            if code not in codes:
                raise table.fault("pack_reading_unknown", key, question=code)


def _readings(top: Table) -> Iterator[tuple[Table, str, str]]:
    """Every place where a file names an open point: table, its code, and the key."""
    findings = [
        finding
        for kind in parsing.KINDS
        for rule in top.tables(kind)
        for finding in rule.tables("finding")
    ]
    values = [
        value
        for _, parameter in top.maybe_table("parameter").entries()
        for value in parameter.tables("values")
    ]
    opens = [opened for _, opened in top.maybe_table("open").entries()]
    for key, tables in (("reading", [*findings, *values]), ("question", opens)):
        for table in tables:
            if table.has(key):
                yield table, table.text(key), key


def own_numbers(top: Table, upper: Pack, own: Mapping[str, Parameter]) -> None:
    """A number that a text leaves open is laid down by a layer that it names; none opens again."""
    layer = str(top.table("pack").raw.get("layer"))
    for name, one in own.items():
        left = upper.opens.get(name)
        if left is not None and layer not in left.filled_by:
            table = top.table("parameter").table(name)
            raise table.fault("pack_fill_refused", "values", form=" | ".join(left.filled_by))
        if one.may_loosen and name in upper.parameters and not upper.parameters[name].may_loosen:
            table = top.table("parameter").table(name)
            raise table.fault("pack_loosened", "may_loosen", clause=one.may_loosen)
    for name in top.maybe_table("open").raw:
        if name in upper.opens:
            raise top.table("open").fault("pack_name_twice", name, name=name)


def stands(top: Table, upper: Pack | None, pack: Pack) -> None:
    """What every pack keeps: its era, regions inside those above, rules where it binds itself."""
    head = top.table("pack")
    if upper is not None and pack.era != upper.era:
        raise head.fault("pack_loosened", "era", clause=upper.document.number)
    if pack.layer != LAYERS[0] and not pack.regions:
        raise head.fault("pack_value_wrong", "regions", form='["14"]')
    if (
        upper is not None
        and upper.regions
        and not all(code.startswith(upper.regions) for code in pack.regions)
    ):
        raise head.fault("pack_loosened", "regions", clause=upper.document.number)
    bound = [one for one in pack.windows if one.product == _PRODUCT and one.pack == pack.id]
    if bound and not pack.rules:
        raise top.fault("pack_key_missing", "rule")


def tightens(top: Table, upper: Pack, own: Mapping[str, Parameter]) -> None:
    """Refuse a number that is looser than that of the layer above on any day."""
    for name, one in own.items():
        above = upper.parameters.get(name)
        if above is None or above.may_loosen:
            continue
        table = top.table("parameter").table(name)
        if (one.unit, one.dates, one.tighter) != (above.unit, above.dates, above.tighter):
            raise table.fault("pack_value_wrong", "unit", form=f"{above.unit} {above.dates}")
        for day in _change_days([one, above], one.values[0].start):
            _not_looser(table, above.tighter, one.on(day).value, above.on(day))


def _change_days(parameters: Iterable[Parameter], first: date) -> list[date]:
    days = {value.start for one in parameters for value in one.values}
    return sorted({first, *[day for day in days if day >= first]})


def _not_looser(table: Table, tighter: str, value: int, above: Dated) -> None:
    looser = {
        "lower": value > above.value,
        "higher": value < above.value,
        "fixed": value != above.value,
    }
    if looser[tighter]:
        raise table.fault("pack_loosened", "values", clause=above.ref)


def keeps_scheme(top: Table, upper: Pack, pack: Pack) -> None:
    """Another way to reckon the subsidy needs a number left open above that this layer fills."""
    filled = pack.fills.keys() - upper.fills.keys()
    may = (upper.scheme, pack.scheme) == _BY_FILLING and "local_share" in filled
    if pack.scheme != upper.scheme and not may and not pack.overlay_from:
        raise top.table("pack").fault(
            "pack_loosened", "scheme", clause=f"{upper.document.number} {upper.scheme}"
        )


def named(top: Table, upper: Pack, pack: Pack) -> None:
    """Refuse a rule or a code of a layer's own without the words that an officer reads."""
    known = every_rule(upper)
    names = {rule.name for rule in known}
    codes = {finding.code for rule in known for finding in rule.findings}
    for rule in every_rule(pack):
        row = _row_of(top, rule)
        if rule.name not in names and not rule.title:
            raise row.fault("pack_key_missing", "title")
        if any(one.code not in codes and not one.says for one in rule.findings):
            raise row.fault("pack_key_missing", "says")


def keeps_rules(top: Table, upper: Pack, pack: Pack) -> None:
    """Refuse a rule with less force, or with milder findings for any answers on any day."""
    below = {(rule.kind, rule.name): rule for rule in every_rule(pack)}
    for rule in every_rule(upper):
        one = below[rule.kind, rule.name]
        if parsing.FORCES.index(one.force) < parsing.FORCES.index(rule.force):
            raise _row_of(top, one).fault("pack_loosened", "force", clause=rule.clause.ref)
        if (one.findings, one.applies) == (rule.findings, rule.applies):
            continue
        if _looser(one, rule, upper, pack, top):
            raise _row_of(top, one).fault("pack_loosened", "finding", clause=rule.clause.ref)


def _row_of(top: Table, rule: Rule) -> Table:
    rows = [row for row in top.tables(rule.kind) if row.raw.get("name") == rule.name]
    return rows[0] if rows else top


def _looser(one: Rule, above: Rule, upper: Pack, pack: Pack, top: Table) -> bool:
    if one.kind != "rule":
        return _fewer_findings(one, above)
    used = [*upper.parameters.values(), *pack.parameters.values()]
    first = min([value.start for each in used for value in each.values], default=_PROBE_DAY)
    return any(
        _looser_on(day, (one, above), (pack, upper), _row_of(top, one))
        for day in _change_days(used, first)
    )


def _fewer_findings(one: Rule, above: Rule) -> bool:
    """A gate keeps the findings of the layer above as they are; it may add others."""
    if one.applies != above.applies:
        return True
    return any(finding not in one.findings for finding in above.findings)


def _looser_on(day: date, rules: tuple[Rule, Rule], packs: tuple[Pack, Pack], row: Table) -> bool:
    lower, higher = (
        compile_rule(rule, pack.parameters, day) for rule, pack in zip(rules, packs, strict=True)
    )
    probes = lower.probes.joined(higher.probes)
    unknown = list(dict.fromkeys([*lower.facts, *higher.facts]))
    facts = dict.fromkeys(NAMES) | {"applied_on": day}
    if prod(len(probes.of(name, facts)) for name in unknown) > _MOST_ANSWERS:
        raise row.fault("pack_rule_too_wide", "finding", most=_MOST_ANSWERS)
    return any(
        max(lower.level(filled), MET) < higher.level(filled)
        for filled in completions(facts, unknown, probes)
    )


def windows(found: Iterable[Window], packs: Mapping[str, Pack]) -> None:
    """Refuse windows that overlap or leave a gap, bind to strangers, or drop a review."""
    groups: dict[tuple[int, str, tuple[str, ...]], list[Window]] = {}
    every = list(found)
    for one in every:
        groups.setdefault((one.rank, one.product, one.regions), []).append(one)
    for (_, product, _), group in groups.items():
        for one in group:
            if one.pack not in packs:
                raise UserError(
                    "pack_layer_unknown", file=one.file, table="binding", key="pack", over=one.pack
                )
        _follow(product, sorted(group, key=lambda window: window.start or date.min))
    for one in every:
        _keeps_binding(one, every, packs)


def _follow(product: str, group: Sequence[Window]) -> None:
    for one, after in pairwise(group):
        start = after.start or date.min
        where = {"file": one.file, "table": f"binding {product}", "key": "to"}
        if one.end is None or one.end >= start:
            raise UserError("pack_dates_overlap", day=start.isoformat(), **where)
        if one.end + _DAY != start:
            raise UserError("pack_dates_gap", day=(one.end + _DAY).isoformat(), **where)


def _keeps_binding(one: Window, every: Sequence[Window], packs: Mapping[str, Pack]) -> None:
    """A lower layer binds to a pack over the one above, and keeps what a person must look at."""
    where = {"file": one.file, "table": f"binding {one.product}"}
    same = [other for other in every if other.product == one.product and _overlap(one, other)]
    for other in same:
        if other.rank == one.rank and other.regions != one.regions and _meet(one, other):
            day = max(one.start or date.min, other.start or date.min).isoformat()
            raise UserError("pack_dates_overlap", key="regions", day=day, **where)
    above = [other for other in same if other.rank < one.rank]
    if not above:
        return
    meeting = [other for other in above if _meet(one, other)] or above
    nearest = max(other.rank for other in meeting)
    chain = set(_over(one.pack, packs))
    bound = {other.pack for other in meeting if other.rank == nearest}
    if bound.isdisjoint(chain):
        raise UserError("pack_loosened", key="pack", clause=above[0].ref, **where)
    for other in above:
        if other.code and not one.code and _meet(one, other):
            raise UserError("pack_loosened", key="code", clause=other.ref, **where)


def _overlap(one: Window, other: Window) -> bool:
    """Whether two windows can bind contracts of one region."""
    if not one.regions or not other.regions:
        return True
    return any(a.startswith(b) or b.startswith(a) for a in one.regions for b in other.regions)


def _over(name: str, packs: Mapping[str, Pack]) -> Iterator[str]:
    while name:
        yield name
        name = packs[name].over


def _meet(one: Window, other: Window) -> bool:
    first = max(one.start or date.min, other.start or date.min)
    last = min(one.end or date.max, other.end or date.max)
    return first <= last
