"""Reads the codes off a picture or a PDF of a sheet, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

_SCALE = 150 / 72
_PDF = b"%PDF-"
_FIRST_PAGES, _LAST_PAGES = 20, 4


def read_picture(path: Path) -> list[str]:
    """The texts of all QR codes in a PNG, a JPG or the first and last pages of a PDF, in order.

    Raises `picture_unreadable` for a file that is none of them; an empty list means no code.
    """
    from PIL import UnidentifiedImageError
    from pypdfium2 import PdfiumError

    try:
        with path.open("rb") as file:
            is_pdf = file.read(len(_PDF)) == _PDF
        pictures = _pages(path) if is_pdf else _picture(path)
        return list(dict.fromkeys(text for picture in pictures for text in _codes(picture)))
    except (OSError, UnidentifiedImageError, PdfiumError, ValueError) as fault:
        raise UserError("picture_unreadable", file=path.name) from fault


def read_bytes(content: bytes) -> list[str]:
    """The texts of all QR codes in a picture that was proved to be one."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return _codes(picture.convert("L"))


def has_text(path: Path) -> bool:
    """Whether a file is a PDF with letters in it, and no picture of paper."""
    import pypdfium2

    with path.open("rb") as file:
        if file.read(len(_PDF)) != _PDF:
            return False
    document = pypdfium2.PdfDocument(path)
    try:
        return any(page.get_textpage().count_chars() for page in document)
    finally:
        document.close()


def _picture(path: Path) -> Iterator[Image]:
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        yield ImageOps.exif_transpose(picture).convert("L")


def _pages(path: Path) -> Iterator[Image]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        every = range(len(document))
        for index in dict.fromkeys([*every[:_FIRST_PAGES], *every[-_LAST_PAGES:]]):
            yield document[index].render(scale=_SCALE, grayscale=True).to_pil()
    finally:
        document.close()


def _codes(picture: Image) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return [code.text for code in sorted(found, key=_place)]


def _place(code: object) -> tuple[int, int]:
    corner = code.position.top_left  # type: ignore[attr-defined]
    return corner.y, corner.x
