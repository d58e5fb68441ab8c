"""The registry of figures: what a chart or a report may show, and what the texts forbid.

Sources: part 4 item 1 of the national notice and of the Shanxi notice: nobody may make demands on
loan balances, new loans or the share of households with a loan by orders, assessments, circulars or
rankings. Such a figure has no group, no order, no target and no comparison, here and anywhere.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Kind(StrEnum):
    """What a figure tells of."""

    OUTREACH = "outreach"
    PROCESS = "process"
    MATURITY = "maturity"
    RISK = "risk"
    CREDIT_VOLUME = "credit_volume"


GROUP, ORDER, TARGET, COMPARISON = "group", "order", "target", "compare"
WAYS = (GROUP, ORDER, TARGET, COMPARISON)
"""What can be done with a figure beside showing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A declared figure: its name, unit, source and clause, and in which ways it may be shown.

    `columns` are the fields of lists that carry it, `also` other words for it.
    """

    code: str
    name: str
    kind: Kind
    unit: str
    source: str
    clause: str
    by: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A credit volume that is declared with a way to rank it stops the program."""
        if not all((self.name, self.unit, self.source, self.clause)):
            raise ValueError(f"{self.code}: name, unit, source and clause are needed")
        if self.kind is Kind.CREDIT_VOLUME and (self.by or self.order or self.beside):
            raise ValueError(f"{self.code}: a credit volume stands alone")


@dataclass(frozen=True, slots=True)
class Metrics:
    """All declared figures, and the clause against rankings with its words."""

    clause: str
    quote: str
    known: Mapping[str, Metric] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Metrics:
        """Read `metrics.toml`; raises `ValueError` for a figure that must not be declared so."""
        raw = tomllib.loads(text)
        forbidden = raw.pop("forbidden")
        known = {code: _metric(code, told) for code, told in raw.items()}
        return cls(clause=forbidden["clause"], quote=forbidden["quote"], known=known)

    def ask(
        self, code: str, *, by: str = "", order: str = "", target: str = "", beside: str = ""
    ) -> Metric:
        """The figure, if it may be shown in these ways; empty means not.

        Raises:
            UserError: `metric_unknown`; `metric_forbidden` with the clause for a credit volume;
                `metric_way_unknown` for a way that was not declared; `metric_no_target`.
        """
        found = self.known.get(code) or self._named(code)
        if found is None:
            names = "\u3001".join(one.name for one in self.known.values())
            raise UserError("metric_unknown", metric=code, known=names)
        ways = {GROUP: by, ORDER: order, TARGET: target, COMPARISON: beside}
        wanted = [way for way in WAYS if ways[way]]
        if wanted and found.kind is Kind.CREDIT_VOLUME:
            raise self._forbidden(found)
        if target:
            raise UserError("metric_no_target", name=found.name)
        allowed = {GROUP: found.by, ORDER: found.order, COMPARISON: found.beside}
        for way in wanted:
            if ways[way] not in allowed[way]:
                raise UserError("metric_way_unknown", name=found.name, way=ways[way])
        return found

    def unranked(self) -> frozenset[str]:
        """The columns and words by which no list is ordered."""
        volumes = [one for one in self.known.values() if one.kind is Kind.CREDIT_VOLUME]
        return frozenset(
            word for one in volumes for word in (one.code, one.name, *one.columns, *one.also)
        )

    def _named(self, name: str) -> Metric | None:
        """A figure by its name or another word for it."""
        found = (one for one in self.known.values() if name in {one.name, *one.also})
        return next(found, None)

    def _forbidden(self, found: Metric) -> UserError:
        return UserError("metric_forbidden", name=found.name, clause=self.clause, quote=self.quote)


def _metric(code: str, told: Mapping[str, str | list[str]]) -> Metric:
    lists = {name: _texts(told.get(name, ())) for name in ("by", "order", "beside")}
    return Metric(
        code=code,
        name=str(told["name"]),
        kind=Kind(str(told["kind"])),
        unit=str(told["unit"]),
        source=str(told["source"]),
        clause=str(told["clause"]),
        columns=_texts(told.get("columns", ())),
        also=_texts(told.get("also", ())),
        **lists,
    )


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)
