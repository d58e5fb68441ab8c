"""The words that no sheet and no slogan may use, because villagers would be misled."""

from __future__ import annotations

import re
import tomllib
import unicodedata
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
        """The banned words in a text, however wide its letters are and whatever parts them."""
        plain = _bare(text)
        return [
            Found(word, reason)
            for word, reason in self.words.items()
            if _says(plain, _bare(word)) and word not in allowed
        ]

    def demand(self, text: str, *, allowed: Collection[str] = (), sheet: str = "") -> None:
        """Raise `notice_word_banned` for the first banned word."""
        for found in self.find(text, allowed=allowed):
            raise UserError("notice_word_banned", word=found.word, reason=found.reason, sheet=sheet)


def _bare(text: str) -> str:
    """A text without blanks and punctuation, its letters and digits of the usual width."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _says(plain: str, word: str) -> bool:
    """Whether a word stands in a text; one that begins with a figure not as the end of a number."""
    return re.search(rf"(?<![0-9]){word}" if word[:1].isdecimal() else word, plain) is not None
