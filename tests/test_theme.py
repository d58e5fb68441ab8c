"""Colours reach their contrast, stand in one place, and every drawing can be drawn."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from desktop.pages.features import features
from desktop.ui.icons import outline, pixmap
from desktop.ui.theme import Theme

pytest_plugins = ["tests.window_fixtures"]
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "theme"
THEMES = ("light", "dark")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_words_borders_and_rings_reach_the_contrast_they_need(name: str) -> None:
    tokens = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    colour = tokens["colour"]
    weak = [
        (front, back, round(contrast(colour[front], colour[back]), 2), least)
        for front, backs in tokens["contrast"].items()
        for back, least in backs.items()
        if contrast(colour[front], colour[back]) < least
    ]
    assert weak == []


def test_both_themes_have_the_same_tokens() -> None:
    light, dark = (tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")) for name in THEMES)
    assert list(light["colour"]) == list(dark["colour"])


def test_no_colour_stands_outside_the_token_files() -> None:
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|QColor\(\d|rgba?\(")
    files = [*ROOT.glob("desktop/ui/**/*.py"), *ROOT.glob("desktop/pages/**/*.py")]
    files.append(FOLDER / "style.qss")
    found = [
        f"{path.name}: {line.strip()}"
        for path in files
        for line in path.read_text("utf-8").splitlines()
        if literal.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("scale", [100, 115, 130, 150])
def test_the_style_sheet_is_built_from_tokens_alone(name: str, scale: int) -> None:
    sheet = Theme.read(FOLDER, name, scale).style()
    assert "@" not in sheet
    assert not re.search(r"\dsx", sheet)


def test_lengths_and_type_grow_with_the_font_scale() -> None:
    theme = Theme.read(FOLDER)
    assert theme.px(30) == 30
    assert theme.stepped(1).scale == 115
    assert theme.stepped(1).stepped(1).px(30) == 39
    assert theme.stepped(-1).scale == 100
    assert "font-size: 21px" in theme.scaled(150).style()


@pytest.mark.usefixtures("dressed")
def test_every_drawing_is_a_path_and_every_page_has_one() -> None:
    drawings = Theme.current().drawings
    assert all(not outline(text).isEmpty() for text in drawings.values())
    for role in ("officer", "county"):
        assert {one.stop.drawing for one in features(role, str)} <= set(drawings)
    assert not pixmap("today").isNull()
