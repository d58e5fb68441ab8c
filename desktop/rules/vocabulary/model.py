"""What a compiled condition is: its test, what it asks, and how far facts are from its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.rules.facts import KINDS, WORDS, Kind, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

Facts = Mapping[str, Value]
Test = Callable[[Facts], bool | None]


class WordUnknown(Exception):
    """A condition is not in the vocabulary; `key` says where, `form` what may stand there."""

    def __init__(self, key: str, form: str) -> None:
        super().__init__(key)
        self.key = key
        self.form = form


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far a fact is beyond a limit: `amount` in fen, days, months or years by `unit`."""

    fact: str
    unit: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A limit that a fact is held against; `far` is above 0 beyond it, None where unknown."""

    fact: str
    unit: str
    far: Callable[[Facts], int | None]

    def distance(self, facts: Facts) -> Distance | None:
        """How far beyond the limit these facts are; None where they are not."""
        far = self.far(facts)
        if far is None or far <= 0:
            return None
        return Distance(fact=self.fact, unit=self.unit, amount=far)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A compiled condition: its test, the facts it asks, its parameters, its words, its limits."""

    test: Test
    facts: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may name: numbers on the day in question, and facts with their kinds.

    Of `silent` facts a condition may ask whether nobody asked; of all others that would make an
    unknown fact a known one.
    """

    numbers: Mapping[str, int]
    kinds: Mapping[str, Kind]
    silent: frozenset[str] = frozenset()

    def fact(self, name: object, *kinds: Kind) -> str:
        """The name of a fact of one of these kinds (of any, if none is given)."""
        wanted = kinds or tuple(Kind)
        if not isinstance(name, str) or self.kinds.get(name) not in wanted:
            known = [fact for fact, kind in self.kinds.items() if kind in wanted]
            raise WordUnknown(str(name), " | ".join(known))
        return name

    def number(self, name: object) -> int:
        """The number of a parameter."""
        if not isinstance(name, str) or name not in self.numbers:
            raise WordUnknown(str(name), " | ".join(sorted(self.numbers)))
        return self.numbers[name]

    def value(self, fact: str, value: object) -> Value:
        """A value that a fact may have in a condition."""
        kind = self.kinds[fact]
        if kind is Kind.WORD and value in WORDS[fact]:
            return str(value)
        if kind is Kind.BOOL and isinstance(value, bool):
            return value
        if kind is Kind.MONEY and value == 0 and not isinstance(value, bool):
            return 0
        raise WordUnknown(str(value), " | ".join(WORDS.get(fact, ("true", "false", "0"))))


def scope(
    numbers: Mapping[str, int],
    kinds: Mapping[str, Kind] = KINDS,
    silent: frozenset[str] = frozenset(),
) -> Scope:
    """Numbers and facts of one kind of question."""
    return Scope(numbers, kinds, silent)


def leaf(
    test: Test, facts: Sequence[str], parameters: Sequence[str] = (), gaps: Sequence[Gap] = ()
) -> Condition:
    """A condition without parts."""
    return Condition(
        test=test, facts=frozenset(facts), parameters=frozenset(parameters), gaps=tuple(gaps)
    )
