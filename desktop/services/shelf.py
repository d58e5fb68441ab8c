"""The material that ships with the program, read when first needed."""

from __future__ import annotations

import gzip
import tomllib
from functools import cached_property, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.printing.fonts import Fonts
    from desktop.printing.messages import Messages
    from desktop.printing.templates import Templates
    from desktop.rules.metrics import Metrics
    from desktop.rules.packs import PackSet
    from desktop.sheets.columns import Synonyms


class Shelf:
    """Packs, sheet templates, fonts and header words; the only reader of `resources`."""

    def __init__(self, resources: Path) -> None:
        self.resources = resources

    @cached_property
    def pack_texts(self) -> dict[str, bytes]:
        """The files of the policy packs that ship with the program, by name."""
        from desktop.services import packs

        return packs.read(self.resources)

    @cached_property
    def packs(self) -> PackSet:
        """The policy packs that ship with the program, checked."""
        from desktop.rules.packs import parse

        return parse(self.pack_texts)

    @cached_property
    def synonyms(self) -> Synonyms:
        """Header words and value words of the other offices' files."""
        from desktop.rules import phones
        from desktop.sheets import columns
        from desktop.words import words

        folder = self.resources / "sheets"
        return columns.load(
            {path.name: path.read_bytes() for path in sorted(folder.glob("*.toml"))},
            partial(phones.dialled, service=True, extension=words().all("phone_sign", "extension")),
        )

    def townships(self, region: str) -> dict[str, str]:
        """Name by nine-digit code of all townships of a county; empty for one that is not known."""
        for line in self._townships.splitlines():
            if line.startswith(f"{region} "):
                return {region + one[:3]: one[3:] for one in line.split(" ")[1:]}
        return {}

    @cached_property
    def _townships(self) -> str:
        return gzip.decompress((self.resources / "townships.txt.gz").read_bytes()).decode()

    @cached_property
    def templates(self) -> Templates:
        """The printed sheets, checked against their declared fields."""
        from desktop.printing.templates import Templates
        from desktop.rules import money, phones

        table = tomllib.loads(self.text("policy/numerals.toml"))
        words = partial(money.in_words, numerals=money.Numerals.of(table))
        return Templates.load(self.resources, phones.mask, words)

    @cached_property
    def messages(self) -> Messages:
        """The texts for the clipboard."""
        from desktop.printing.lint import Lint
        from desktop.printing.messages import Messages

        lint = Lint.parse(self.text("typography/lint.toml"))
        house = self.text("typography/house.toml")
        return Messages.parse(self.text("messages.toml"), house, lint)

    @cached_property
    def metrics(self) -> Metrics:
        """The registry of figures."""
        from desktop.rules.metrics import Metrics

        return Metrics.parse(self.text("metrics.toml"))

    @cached_property
    def fonts(self) -> Fonts:
        """The faces that paper is set in."""
        from desktop.printing.fonts import Fonts

        return Fonts.load(self.resources / "fonts")

    @cached_property
    def surnames(self) -> dict[str, list[str]]:
        """Surname characters with all their readings."""
        return dict(tomllib.loads(self.text("surnames.toml"))["readings"])

    def text(self, name: str) -> str:
        """A file of the shelf as text."""
        return (self.resources / name).read_text(encoding="utf-8")
