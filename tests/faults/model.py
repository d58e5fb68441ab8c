"""What the exchange must give, written down without any of its code: the oracle of the histories.

An act is one confirmed save, named by a token that no other save has. A replica is nothing but
the set of acts that it holds: what it shows and what it puts up for review follow from the set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

GONE = "gone"
FIELDS = ("phone", "remark", "best_time")


@dataclass(frozen=True, slots=True)
class Act:
    """One save on one row: values by field, and the acts that its author saw, by field."""

    token: str
    row: str
    values: Mapping[str, object]
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as everybody must see it: possible values by field, what is under review, gone."""

    values: Mapping[str, frozenset[object]]
    reviews: frozenset[str]
    gone: bool


class Model:
    """All acts of a history, and what follows from a set of them."""

    def __init__(self) -> None:
        self.acts: dict[str, Act] = {}
        self.visits: dict[str, str] = {}
        self.marks: dict[str, tuple[str, bool]] = {}

    def write(
        self,
        held: Iterable[str],
        token: str,
        row: str,
        values: Mapping[str, object],
        fields: tuple[str, ...] = FIELDS,
    ) -> None:
        """A save by somebody who sees what those acts give in the fields that he knows.

        Who takes a row away or brings it back answers all these fields; who edits answers the
        fields that are written.
        """
        acts = self._on(held, row)
        answered = (*fields, GONE) if GONE in values else tuple(values)
        seen = {name: frozenset(a.token for a in heads(acts, name)) for name in answered}
        self.acts[token] = Act(token, row, dict(values), seen)

    def rows(self, held: Iterable[str], fields: tuple[str, ...] = FIELDS) -> dict[str, Shown]:
        """Every row as it must be shown where those acts are held and those fields known."""
        there = {self.acts[token].row for token in held if token in self.acts}
        return {row: shown(self._on(held, row), fields) for row in there}

    def seen_visits(self, held: Iterable[str]) -> tuple[set[str], set[str]]:
        """Visits that must be shown, and those that may be."""
        tokens = set(held)
        must = {row for token, row in self.visits.items() if token in tokens}
        marks = [self.marks[token] for token in tokens if token in self.marks]
        away = {row for row, gone in marks if gone}
        back = {row for row, gone in marks if not gone}
        return must - away, must - (away - back)

    def _on(self, held: Iterable[str], row: str) -> list[Act]:
        return [a for t in held if (a := self.acts.get(t)) is not None and a.row == row]


def heads(acts: Iterable[Act], name: str) -> list[Act]:
    """The acts on a field that no later one has answered."""
    writers = [act for act in acts if name in act.values]
    answered = {token for act in writers for token in act.seen.get(name, ())}
    return [act for act in writers if act.token not in answered]


def shown(acts: list[Act], fields: tuple[str, ...]) -> Shown:
    """A row from the acts on it, as far as its fields are known."""
    values, reviews = {}, set()
    for name in fields:
        found = frozenset(act.values[name] for act in heads(acts, name))
        if found:
            values[name] = found
        if len(found) > 1:
            reviews.add(name)
    marks = heads(acts, GONE)
    away = [act for act in marks if act.values[GONE]]
    unknown = [
        edit
        for name in fields
        for edit in heads(acts, name)
        if GONE not in edit.values
        for mark in away
        if edit.token not in mark.seen.get(name, ())
    ]
    said = {bool(act.values[GONE]) for act in marks} | ({False} if unknown else set())
    if len(said) > 1:
        reviews.add(GONE)
    return Shown(values, frozenset(reviews), said == {True})
