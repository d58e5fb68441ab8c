"""Writes pages as a PDF: embedded subsets, true text extraction, same input same bytes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from desktop.printing.ink import BLACK, Box, Page, Picture, Rule, Symbol, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.printing.faces import Face
    from desktop.printing.fonts import Fonts
    from desktop.printing.ink import Mark, Window

_QUIET = 4
_BATCH = 100
_LAST_BMP = 0xFFFF


class _Codes(dict[str, str]):
    """Character to its code in the PDF (hexadecimal), numbered in the order of first use."""

    def __missing__(self, char: str) -> str:
        code = self[char] = f"{len(self) + 1:04X}"
        return code


class Press:
    """One PDF document that grows page by page."""

    def __init__(self, fonts: Fonts, *, title: str, subject: str = "") -> None:
        """Start an empty document."""
        from reportlab.pdfbase import pdfdoc

        self._pdf: Any = pdfdoc
        self._fonts = fonts
        self._doc: Any = self._pdf.PDFDocument(compression=1, invariant=1)
        self._doc.info.title = title
        self._doc.info.subject = subject
        self._doc.info.author = self._doc.info.creator = self._doc.info.producer = ""
        self._pictures: dict[bytes, str] = {}
        self._images: dict[str, Any] = {}
        self._faces: dict[str, tuple[str, Face, _Codes]] = {}
        self._shared = self._pdf.PDFDictionary({})
        self._resources = self._doc.Reference(self._shared, "resources")

    def add(self, pages: Iterable[Page]) -> int:
        """Draw pages, compressing each at once; answers how many."""
        count = 0
        for page in pages:
            self._add(page)
            count += 1
        return count

    def _add(self, page: Page) -> None:
        code: list[str] = []
        self._draw(page.marks, code)
        if page.window:
            code.append(_clip(page.window))
            self._draw(page.seen, code)
            code.append("Q")
        stream = self._pdf.PDFStream(content=zlib.compress("\n".join(code).encode("ascii")))
        stream.dictionary["Filter"] = self._pdf.PDFName("FlateDecode")
        leaf = self._pdf.PDFPage()
        leaf.pagewidth, leaf.pageheight = round(page.width, 2), round(page.height, 2)
        leaf.Contents = stream
        leaf.Resources = self._resources
        self._doc.addPage(leaf)

    def _draw(self, marks: Iterable[Mark], code: list[str]) -> None:
        draw: dict[type, Callable[..., str]] = {
            Text: self._text,
            Rule: _rule,
            Box: _box,
            Symbol: _symbol,
            Picture: self._picture,
        }
        colour = BLACK
        for mark in marks:
            wanted = BLACK if isinstance(mark, Symbol | Picture) else mark.colour
            if wanted != colour:
                code.append(_colour(wanted))
                colour = wanted
            code.append(draw[type(mark)](mark))
        if colour != BLACK:
            code.append(_colour(BLACK))

    def _text(self, mark: Text) -> str:
        place = f"{mark.x:.2f} {mark.y:.2f} Td" if not mark.angle else _turned(mark)
        parts = ["BT", place]
        if mark.pitch:
            parts.append(f"{mark.pitch:.3f} Tc")
        for face, text in self._fonts.runs(mark.text, mark.role):
            name, codes = self._embedded(face)
            shown = "".join(map(codes.__getitem__, text))
            parts.append(f"/{name} {mark.size:g} Tf <{shown}> Tj")
        if mark.pitch:
            parts.append("0 Tc")
        parts.append("ET")
        return " ".join(parts)

    def _picture(self, mark: Picture) -> str:
        """A photo as it is: its bytes are embedded once."""
        name = self._pictures.get(mark.data)
        if name is None:
            name = self._pictures[mark.data] = f"P{len(self._pictures) + 1}"
            stream = self._pdf.PDFStream(content=mark.data)
            named = self._pdf.PDFName
            for key, value in {
                "Type": named("XObject"), "Subtype": named("Image"), "Width": mark.across,
                "Height": mark.down, "ColorSpace": named("DeviceRGB"), "BitsPerComponent": 8,
                "Filter": named("DCTDecode"),
            }.items():  # fmt: skip
                stream.dictionary[key] = value
            self._images[name] = self._doc.Reference(stream, name)
        place = f"{mark.width:.2f} 0 0 {mark.height:.2f} {mark.x:.2f} {mark.y:.2f} cm"
        return f"q {place} /{name} Do Q"

    def _embedded(self, face: Face) -> tuple[str, _Codes]:
        if face.name not in self._faces:
            self._faces[face.name] = (f"F{len(self._faces) + 1}", face, _Codes())
        name, _, codes = self._faces[face.name]
        return name, codes

    def finish(self) -> bytes:
        """Embed the subsets and close the document; answers its bytes."""
        fonts = {name: self._font(name, face, codes) for name, face, codes in self._faces.values()}
        self._shared["Font"] = self._pdf.PDFDictionary(fonts)
        self._shared["ProcSet"] = self._pdf.PDFArray(
            [self._pdf.PDFName("PDF"), self._pdf.PDFName("Text")]
        )
        if self._images:
            self._shared["XObject"] = self._pdf.PDFDictionary(self._images)
        data: bytes = self._doc.GetPDFData(None)
        return data

    def _font(self, name: str, face: Face, codes: _Codes) -> object:
        named, number = self._pdf.PDFName, self._doc.Reference
        glyphs = [face.glyph(char) for char in codes]
        program, renumbered = face.subset(glyphs)
        base = named(f"{_tag(codes)}+{face.name}")
        descriptor = self._pdf.PDFDictionary({
            "Type": named("FontDescriptor"), "FontName": base, "Flags": 4, "ItalicAngle": 0,
            "Ascent": face.ascent, "Descent": face.descent, "CapHeight": face.ascent, "StemV": 80,
            "FontBBox": self._pdf.PDFArray(face.box),
            "FontFile2": self._stream(f"{name}.program", program, Length1=len(program)),
        })  # fmt: skip
        widths = self._pdf.PDFArray([face.advance(glyph) for glyph in glyphs])
        map_bytes = b"\0\0" + b"".join(renumbered[glyph].to_bytes(2, "big") for glyph in glyphs)
        system = self._pdf.PDFDictionary({
            "Registry": self._pdf.PDFString("Adobe"), "Ordering": self._pdf.PDFString("Identity"),
            "Supplement": 0,
        })  # fmt: skip
        inner = self._pdf.PDFDictionary({
            "Type": named("Font"), "Subtype": named("CIDFontType2"), "BaseFont": base,
            "CIDSystemInfo": system, "DW": 1000, "W": self._pdf.PDFArray([1, widths]),
            "FontDescriptor": number(descriptor, f"{name}.descriptor"),
            "CIDToGIDMap": self._stream(f"{name}.glyphs", map_bytes),
        })  # fmt: skip
        outer = self._pdf.PDFDictionary({
            "Type": named("Font"), "Subtype": named("Type0"), "BaseFont": base,
            "Encoding": named("Identity-H"),
            "DescendantFonts": self._pdf.PDFArray([number(inner, f"{name}.inner")]),
            "ToUnicode": self._stream(f"{name}.unicode", to_unicode(codes)),
        })  # fmt: skip
        done: object = number(outer, name)
        return done

    def _stream(self, key: str, content: bytes, **extra: int) -> object:
        stream = self._pdf.PDFStream(content=zlib.compress(content))
        stream.dictionary["Filter"] = self._pdf.PDFName("FlateDecode")
        for name, value in extra.items():
            stream.dictionary[name] = value
        done: object = self._doc.Reference(stream, key)
        return done


def to_unicode(codes: dict[str, str]) -> bytes:
    """The map from codes back to characters, UTF-16 with surrogates above U+FFFF."""
    rows = [f"<{code}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    blocks = []
    for start in range(0, len(rows), _BATCH):
        block = rows[start : start + _BATCH]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar")
    return "\n".join([
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
        *blocks,
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    ]).encode("ascii")  # fmt: skip


def _tag(codes: dict[str, str]) -> str:
    """Six letters that differ between subsets of a face, as PDF asks for."""
    number = zlib.crc32("".join(codes).encode("utf-8"))
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters += chr(ord("A") + rest)
    return letters


def _clip(window: Window) -> str:
    return (
        f"q {window.x:.2f} {window.y:.2f} {window.width:.2f} {window.height:.2f} re W n "
        f"{window.scale:.4f} 0 0 {window.scale:.4f} {window.shift_x:.2f} {window.shift_y:.2f} cm"
    )


def _turned(mark: Text) -> str:
    from math import cos, radians, sin

    turn = radians(mark.angle)
    across, up = cos(turn), sin(turn)
    return f"{across:.4f} {up:.4f} {-up:.4f} {across:.4f} {mark.x:.2f} {mark.y:.2f} Tm"


def _colour(colour: str) -> str:
    parts = " ".join(f"{int(colour[at : at + 2], 16) / 255:.3g}" for at in (0, 2, 4))
    return f"{parts} rg {parts} RG"


def _rule(mark: Rule) -> str:
    dash = f"[{mark.dash:g}] 0 d " if mark.dash else ""
    done = " [] 0 d" if mark.dash else ""
    return (
        f"{mark.width:g} w {dash}{mark.x:.2f} {mark.y:.2f} m "
        f"{mark.to_x:.2f} {mark.to_y:.2f} l S{done}"
    )


def _box(mark: Box) -> str:
    shape = f"{mark.x:.2f} {mark.y:.2f} {mark.width:.2f} {mark.height:.2f} re"
    return f"{shape} f" if not mark.rim else f"{mark.rim:g} w {shape} S"


def _symbol(mark: Symbol) -> str:
    module = mark.side / (len(mark.rows) + 2 * _QUIET)
    parts = []
    for down, row in enumerate(mark.rows):
        y = mark.y + mark.side - (down + _QUIET + 1) * module
        at = row.find("1")
        while at >= 0:
            end = row.find("0", at)
            end = len(row) if end < 0 else end
            x = mark.x + (at + _QUIET) * module
            parts.append(f"{x:.3f} {y:.3f} {(end - at) * module:.3f} {module:.3f} re")
            at = row.find("1", end)
    parts.append("f")
    return "\n".join(parts)
