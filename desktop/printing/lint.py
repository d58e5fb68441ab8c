"""The words that no sheet and no slogan may use, because villagers would be misled."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@dataclass(frozen=True, slots=True)
class Found:
    """A banned word in a text and why it misleads."""

    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class Lint:
    """The list of banned words with their reasons."""

    words: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Lint:
        """Read `lint.toml`."""
        return cls(tomllib.loads(text)["words"])

    def find(self, text: str, *, allowed: Collection[str] = ()) -> list[Found]:
        """The banned words in a text, spaces and wide spaces inside words ignored."""
        plain = "".join(text.split())
        return [
            Found(word, reason)
            for word, reason in self.words.items()
            if word in plain and word not in allowed
        ]

    def demand(self, text: str, *, allowed: Collection[str] = (), sheet: str = "") -> None:
        """Raise `notice_word_banned` for the first banned word."""
        for found in self.find(text, allowed=allowed):
            raise UserError("notice_word_banned", word=found.word, reason=found.reason, sheet=sheet)
