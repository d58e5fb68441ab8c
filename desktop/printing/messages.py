"""Texts for the clipboard: lines with their clauses, checked by the list of banned words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from desktop.printing.lint import Lint

_COMPOUND = 2
_BETWEEN = "\u3001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a text: the clauses that carry it by pack, and when it is said."""

    text: str
    clauses: Mapping[str, tuple[str, ...]]
    note: str
    when: tuple[str, ...]
    unless: tuple[str, ...]

    def said(self, known: Collection[str]) -> bool:
        """Whether it is said under what is known."""
        return all(one in known for one in self.when) and not set(self.unless) & set(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text with its title and its sentences."""

    key: str
    title: str
    lines: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Messages:
    """All texts, each line with a clause or marked as no policy text, no banned word in any."""

    known: Mapping[str, Message]
    labels: Mapping[str, str]
    compound: frozenset[str]
    cover: str

    @classmethod
    def parse(cls, text: str, house: str, lint: Lint) -> Messages:
        """Read `messages.toml`.

        Raises:
            UserError: `template_clause_missing`, `template_fields_differ`, `notice_word_banned`.
        """
        raw = tomllib.loads(text)
        masks = tomllib.loads(house)["masks"]
        found = {key: _message(key, told) for key, told in raw["messages"].items()}
        labels: dict[str, str] = raw["fields"]
        for one in found.values():
            _check(one, labels, lint)
        return cls(found, labels, frozenset(masks["compound"].split()), masks["cover"])

    def addressed(self, name: str) -> str:
        """Surname and two marks, as a slip addresses somebody."""
        length = _COMPOUND if name[:_COMPOUND] in self.compound else 1
        return name[:length] + self.cover * 2

    def text(self, key: str, values: Mapping[str, str], known: Collection[str]) -> str:
        """The text with its values.

        Raises:
            UserError: `message_none`; `message_incomplete` with what is missing.
        """
        message = self.known.get(key)
        if message is None:
            raise UserError("message_none")
        lines = [one.text for one in message.lines if one.said(known)]
        named = dict.fromkeys(name for line in lines for name in _fields(line))
        missing = [self.labels[name] for name in named if not values.get(name)]
        if missing:
            raise UserError("message_incomplete", missing=_BETWEEN.join(missing))
        return "".join(line.format(**values) for line in lines)


def _message(key: str, raw: Mapping[str, Any]) -> Message:
    return Message(key=key, title=raw["title"], lines=tuple(map(_sentence, raw["lines"])))


def _sentence(raw: Mapping[str, Any]) -> Sentence:
    return Sentence(
        text=raw["text"],
        clauses={pack: tuple(items) for pack, items in raw.get("clause", {}).items()},
        note=raw.get("note", ""),
        when=tuple(raw.get("when", ())),
        unless=tuple(raw.get("unless", ())),
    )


def _fields(text: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def _check(message: Message, labels: Mapping[str, str], lint: Lint) -> None:
    for one in message.lines:
        if not one.clauses and not one.note:
            raise UserError("template_clause_missing", sheet=message.key, line=one.text)
        unknown = set(_fields(one.text)) - set(labels)
        if unknown:
            fields = " ".join(sorted(unknown))
            raise UserError("template_fields_differ", sheet=message.key, fields=fields)
        lint.demand(one.text, sheet=message.title)
