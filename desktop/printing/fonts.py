"""Which face prints which character: a chain per role, decided glyph by glyph."""

from __future__ import annotations

import tomllib
from itertools import groupby
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.printing.faces import Face

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


class _Glyphs(dict[str, tuple[int, int, int]]):
    """Character to (place in the chain, glyph, advance), found when first asked for."""

    def __init__(self, faces: tuple[Face, ...]) -> None:
        super().__init__()
        self.faces = faces

    def __missing__(self, char: str) -> tuple[int, int, int]:
        found = (-1, 0, 0)
        for place, face in enumerate(self.faces):
            glyph = face.glyph(char)
            if glyph:
                found = (place, glyph, face.advance(glyph))
                break
        self[char] = found
        return found


class _Advances(dict[str, int]):
    """Character to its advance in thousandths of the size."""

    def __init__(self, glyphs: _Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs

    def __missing__(self, char: str) -> int:
        place, _, advance = self.glyphs[char]
        if place < 0:
            raise UserError("glyph_missing", characters=named(char))
        self[char] = advance
        return advance


def named(characters: Iterable[str]) -> str:
    """Characters that nobody can print, each with its code point so that it can be found."""
    return " ".join(
        f"{char} U+{ord(char):04X}" if char.isprintable() else f"U+{ord(char):04X}"
        for char in characters
    )


class Fonts:
    """The faces of a sheet by role (`title`, `body`, `second`), with a fallback per glyph."""

    def __init__(self, chains: Mapping[str, tuple[Face, ...]]) -> None:
        """Take the chains as they are; the first face of a chain is tried first."""
        self._glyphs = {role: _Glyphs(faces) for role, faces in chains.items()}
        self._drawn: dict[str, set[str]] = {role: set() for role in chains}
        self._advances = {role: _Advances(glyphs) for role, glyphs in self._glyphs.items()}

    @classmethod
    def load(cls, folder: Path, *, own: Mapping[str, Path] | None = None) -> Fonts:
        """Open the faces of `folder`/chains.toml; `own` puts a file of the user before a chain.

        Only directories and character maps are read, so this costs milliseconds. Raises
        `font_unusable` for a file that is missing or not TrueType.
        """
        chains = tomllib.loads((folder / "chains.toml").read_text(encoding="utf-8"))
        files = dict.fromkeys(file for chain in chains.values() for file in chain)
        faces = {file: Face(file.removesuffix(".ttf"), folder / file) for file in files}
        roles = {role: tuple(faces[file] for file in chain) for role, chain in chains.items()}
        for role, path in (own or {}).items():
            roles[role] = (Face(path.stem, path), *roles[role])
        return cls(roles)

    def missing(self, text: str, role: str) -> list[str]:
        """The characters of `text` that no face of the role can draw, in reading order."""
        fresh = set(text) - self._drawn[role]
        if not fresh:
            return []
        glyphs = self._glyphs[role]
        self._drawn[role].update(char for char in fresh if glyphs[char][0] >= 0)
        return [char for char in dict.fromkeys(text) if glyphs[char][0] < 0]

    def width(self, text: str, role: str, size: float) -> float:
        """The width of `text` in points; raises `glyph_missing`."""
        return sum(map(self._advances[role].__getitem__, text)) * size / 1000

    def runs(self, text: str, role: str) -> list[tuple[Face, str]]:
        """`text` cut where the face changes."""
        glyphs = self._glyphs[role]
        places = {glyphs[char][0] for char in text}
        if len(places) == 1 and places != {-1}:
            return [(glyphs.faces[places.pop()], text)]
        if -1 in places:
            raise UserError("glyph_missing", characters=named(self.missing(text, role)))
        return [
            (glyphs.faces[place], "".join(chars))
            for place, chars in groupby(text, key=lambda char: glyphs[char][0])
        ]
