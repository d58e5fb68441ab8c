"""Every character that can be printed is printed by a face with an outline for it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import reportlab

from desktop.errors import UserError
from desktop.printing.faces import Face
from desktop.printing.fonts import Fonts
from desktop.printing.ink import Page, Text
from desktop.printing.pdf import Press, to_unicode
from tests.papers import RESOURCES, fonts

RARE = "李㛃𬱖〇·𠀀𪚥𫝀𫠝㐀𤭢“引号”\uff21A1%"
VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


def printed(text: str, role: str = "body", loaded: Fonts | None = None) -> bytes:
    press = Press(loaded or fonts(), title="试")
    press.add([Page(595, 842, (Text(40, 700, text, role, 24),))])
    return press.finish()


@pytest.mark.parametrize("role", ["body", "title", "second"])
def test_rare_characters_come_back_from_the_pdf_as_they_were_set(role: str) -> None:
    data = printed(RARE, role)
    assert pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().strip() == RARE
    page = pypdfium2.PdfDocument(data)[0]
    assert page.get_textpage().get_text_range().strip() == RARE


def test_characters_above_ffff_are_written_as_surrogate_pairs() -> None:
    assert b"<0001> <D873DC56>" in to_unicode({"𬱖": "0001"})


def test_every_subset_is_embedded() -> None:
    for font in pypdf.PdfReader(io.BytesIO(printed(RARE))).pages[0]["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0]
        assert inner["/FontDescriptor"]["/FontFile2"].get_data()[:4] == b"\x00\x01\x00\x00"


def test_a_character_without_any_outline_is_named_before_anything_is_drawn() -> None:
    with pytest.raises(UserError, match="glyph_missing") as caught:
        fonts().width("王🐏\u200b", "body", 10)
    assert caught.value.params["characters"] == "🐏 U+1F40F"
    assert fonts().missing("王🐏\u200b", "body") == ["🐏", "\u200b"]
    with pytest.raises(UserError, match="glyph_missing") as caught:
        fonts().runs("王🐏\u200b", "body")
    assert caught.value.params["characters"] == "🐏 U+1F40F U+200B"


def test_an_entry_in_the_map_without_an_outline_does_not_count() -> None:
    face = Face("kai", RESOURCES / "fonts" / "LXGWWenKai-Regular.ttf")
    assert face.glyph("\u3000")
    empty = [chr(code) for code in range(0x2000, 0x2070) if not chr(code).isspace()]
    assert not any(face.glyph(char) for char in empty if not char.isprintable())


def test_the_face_changes_only_where_it_must() -> None:
    runs = fonts().runs("王𬱖𫝀𠀀明", "body")
    assert [(face.name, text) for face, text in runs] == [
        ("NotoSansSC-Regular", "王𬱖"),
        ("HanaMinB", "𫝀𠀀"),
        ("NotoSansSC-Regular", "明"),
    ]


def test_nothing_to_set_has_no_runs() -> None:
    assert fonts().runs("", "body") == []


def test_a_face_of_the_user_stands_before_the_others() -> None:
    mixed = Fonts.load(RESOURCES / "fonts", own={"body": VERA})
    assert [face.name for face, _ in mixed.runs("é王", "body")] == ["Vera", "NotoSansSC-Regular"]
    data = printed("Aéü王", "body", mixed)
    assert pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().strip() == "Aéü王"


def test_a_letter_made_of_parts_keeps_its_parts_in_the_subset() -> None:
    mixed = Fonts.load(RESOURCES / "fonts", own={"body": VERA})
    plain, accented = (
        pypdfium2.PdfDocument(printed(char, "body", mixed))[0].render(scale=1).to_pil()
        for char in "eé"
    )
    dark = [
        sum(255 - value for value in picture.convert("L").tobytes())
        for picture in (plain, accented)
    ]
    assert dark[1] > dark[0] * 1.05


@pytest.mark.parametrize(
    "content", [b"", b"not a font at all" * 20, b"\x00\x01\x00\x00" + b"\xff" * 40]
)
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.ttf"
    path.write_bytes(content)
    with pytest.raises(UserError, match="font_unusable"):
        Face("mine", path)


def test_widths_add_up() -> None:
    assert fonts().width("王〇", "body", 10) == 20
    assert 5 < fonts().width("1", "body", 10) < 6
