"""The words of the data dictionary for the codes that the ledger keeps."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.places import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Words:
    """Two-way tables between enum codes and the words that officers read and type."""

    tables: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def parse(cls, text: str) -> Words:
        """Read `words.toml`: one table per enum, code to a list of words, the first one shown."""
        raw = tomllib.loads(text)
        return cls(
            {
                enum: {code: tuple(words) for code, words in table.items()}
                for enum, table in raw.items()
            }
        )

    def word(self, enum: str, code: str | None) -> str:
        """The word shown for a code; a code without a word is shown as it is, none as empty."""
        if not code:
            return ""
        words = self.tables[enum].get(code)
        return words[0] if words else code

    def all(self, enum: str, code: str) -> tuple[str, ...]:
        """All words of a code, the one that is shown first."""
        return self.tables[enum][code]

    def known(self, enum: str, word: str) -> str | None:
        """The code of a word or of a code itself, or None."""
        table = self.tables[enum]
        if word in table:
            return word
        return next((code for code, words in table.items() if word in words), None)

    def code(self, enum: str, word: str) -> str:
        """The code of a word; raises `word_unknown` with the words that are known."""
        found = self.known(enum, word.strip())
        if found is None:
            known = [words[0] for words in self.tables[enum].values() if words[0]]
            raise UserError("word_unknown", word=word, known="\u3001".join(known))
        return found

    def choices(self, enum: str) -> list[tuple[str, str]]:
        """All codes of an enum with the word shown, in the order of the file."""
        return [(code, words[0]) for code, words in self.tables[enum].items()]


@cache
def words() -> Words:
    """The words that ship with the program, read once."""
    return Words.parse((RESOURCES / "words.toml").read_text(encoding="utf-8"))
