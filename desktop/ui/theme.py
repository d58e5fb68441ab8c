"""Colours, type and sizes from one token file, and the style sheet built from them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COLOUR = re.compile(r"@([a-z_0-9]+)")
_SIZE = re.compile(r"(\d+)sx")
_PROPERTY = "desk_theme"


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens of one theme at one font scale (percent)."""

    colours: Mapping[str, str]
    families: tuple[str, ...]
    base: int
    scales: tuple[int, ...]
    scale: int
    sheet: str
    drawings: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path, name: str = "light", scale: int = 100) -> Theme:
        """Read `NAME.toml` and `style.qss` of the folder `resources/theme`."""
        tokens = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        return cls(
            colours=tokens["colour"],
            families=tuple(tokens["type"]["families"]),
            base=tokens["type"]["base"],
            scales=tuple(tokens["type"]["scales"]),
            scale=scale,
            drawings=tomllib.loads(
                (folder.parent / "icons" / "icons.toml").read_text(encoding="utf-8")
            ),
            sheet=(folder / "style.qss").read_text(encoding="utf-8"),
        )

    @classmethod
    def current(cls) -> Theme:
        """The theme that the application wears now."""
        app = QApplication.instance()
        return cast("Theme", app.property(_PROPERTY)) if app else _unset()

    def scaled(self, scale: int) -> Theme:
        """The same theme at another font scale."""
        return replace(self, scale=scale)

    def stepped(self, step: int) -> Theme:
        """The next larger (1) or smaller (-1) font scale; stays at the ends."""
        place = self.scales.index(self.scale) + step
        return self.scaled(self.scales[min(max(place, 0), len(self.scales) - 1)])

    def px(self, size: int) -> int:
        """A length of the design (px at 100 %) at this font scale."""
        return round(size * self.scale / 100)

    def colour(self, name: str) -> QColor:
        """A colour by the name of its token."""
        return QColor(self.colours[name])

    def style(self) -> str:
        """The style sheet of the application."""
        sized = _SIZE.sub(lambda found: f"{self.px(int(found[1]))}px", self.sheet)
        return _COLOUR.sub(lambda found: self.colours[found[1]], sized)

    def palette(self) -> QPalette:
        """The palette for what is painted by hand or by Qt without the sheet."""
        palette = QPalette()
        for role, name in (
            (QPalette.ColorRole.Window, "page"),
            (QPalette.ColorRole.WindowText, "text"),
            (QPalette.ColorRole.Base, "surface"),
            (QPalette.ColorRole.AlternateBase, "raised"),
            (QPalette.ColorRole.Text, "text"),
            (QPalette.ColorRole.PlaceholderText, "text3"),
            (QPalette.ColorRole.Button, "surface"),
            (QPalette.ColorRole.ButtonText, "text"),
            (QPalette.ColorRole.Highlight, "selected"),
            (QPalette.ColorRole.HighlightedText, "text"),
            (QPalette.ColorRole.Link, "primary"),
            (QPalette.ColorRole.ToolTipBase, "surface"),
            (QPalette.ColorRole.ToolTipText, "text"),
        ):
            palette.setColor(role, self.colour(name))
        return palette

    def wear(self, app: QApplication, families: list[str]) -> None:
        """Dress the application in this theme; `families` are the faces the machine has."""
        app.setProperty(_PROPERTY, self)
        font = QFont(families)
        font.setPixelSize(self.px(self.base))
        font.setStyleHint(QFont.StyleHint.SansSerif)
        style = self.style()
        if app.font() == font and app.styleSheet() == style:
            return  # dressing every widget again takes time
        app.setFont(font)
        app.setPalette(self.palette())
        app.setStyleSheet(style)


def _unset() -> Theme:
    raise RuntimeError("no application wears a theme")
