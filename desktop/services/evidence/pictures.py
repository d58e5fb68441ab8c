"""A picture from a phone becomes a small one: upright, without what the camera wrote into it.

Nothing of a picture is decoded before its size in pixels is known and allowed. A JPEG is decoded
at a fraction of its size, so a camera's largest takes little memory.
"""

from __future__ import annotations

import errno
import io
import math
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from db.records.evidence import Photo
from desktop.errors import UserError
from desktop.services.evidence.camera import about, orientation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MOST_BYTES = 300_000
"""A kept picture is at most so large."""

AREA = 1_920_000
"""Pixels of a kept picture, as of 1600 x 1200; a smaller one is never made larger."""

_QUALITIES = (85, 75, 65, 55, 45)
_SHRINK = 0.75
_LONGEST = 8000
_LARGEST_FILE = 80_000_000
_MOST_PIXELS = {"JPEG": 220_000_000, "progressive": 64_000_000, "PNG": 36_000_000}
"""What may be decoded: a JPEG is read at a fraction unless it is written in passes, a PNG whole."""

_STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_HEIF = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif"})
"""How files are named that are offered as photos; one that cannot be read says what to do."""

_THUMB = 160
_PRINTED = 640 * 480
"""Pixels of a picture on paper: enough for half the width of a sheet."""


def read_file(path: Path) -> Photo:
    """The picture in a file as it is kept, with when and where it was taken; touches no ledger.

    Raises:
        UserError: `photo_gone`, `photo_unreadable`, `photo_too_large`, and those of `read_bytes`.
    """
    return read_bytes(_bytes(path), path.name)


def read_bytes(content: bytes, name: str) -> Photo:
    """The same of a picture that was pasted; `name` is what it is called in a refusal.

    Raises:
        UserError: `photo_heic`, `photo_kind`, `photo_pixels`, `photo_broken`, each with name.
    """
    with _opened(content, name) as picture:
        told = about(picture)
        content, small = _within(_upright(picture, AREA))
    return Photo(
        sha256=sha256(content).hexdigest(),
        size=len(content),
        width=small[0],
        height=small[1],
        taken_at=told.taken_at,
        latitude_e6=told.latitude_e6,
        longitude_e6=told.longitude_e6,
        data=content,
    )


def glance(path: Path) -> tuple[bytes, str]:
    """A small JPEG of a picture in a file and when it was taken; raises as `read_file`."""
    with _opened(_bytes(path), path.name) as picture:
        told = about(picture)
        return _jpeg(_upright(picture, _THUMB * _THUMB), _QUALITIES[2]), told.taken_at


def printed(content: bytes) -> tuple[bytes, int, int]:
    """A kept picture small enough for paper, always in colour, and its size in pixels."""
    with _opened(content, "") as picture:
        small = _upright(picture, _PRINTED)
        return _jpeg(small, _QUALITIES[2]), *small.size


def codes(photo: Photo) -> list[str]:
    """The codes of our sheets that a kept picture shows, such as that of a slip or a receipt."""
    from desktop.printing.scan import read_bytes as found

    return [text for text in found(photo.data or b"") if "BF1:" in text]


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[ImageFile]:
    """A picture of which the head was read, and whose pixels may be decoded."""
    kind = next((kind for start, kind in _STARTS.items() if content.startswith(start)), "")
    if not kind:
        heic = content[4:8] == b"ftyp" and content[8:12] in _HEIF
        raise UserError("photo_heic" if heic else "photo_kind", name=name)
    try:
        with _head(kind, content) as picture:
            _measure(name, kind, picture)
            yield picture
    except UserError:
        raise
    except MemoryError as fault:
        raise UserError("photo_pixels", name=name, most=_millions("PNG")) from fault
    except Exception as fault:  # broken bytes raise errors of many kinds; none is a bug of ours
        raise UserError("photo_broken", name=name) from fault


def _head(kind: str, content: bytes) -> ImageFile:
    """The reader of a kind itself: `Image.open` has one limit of pixels for all kinds."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    readers: dict[str, type[ImageFile]] = {"JPEG": JpegImageFile, "PNG": PngImageFile}
    return readers[kind](io.BytesIO(content))


def _measure(name: str, kind: str, picture: ImageFile) -> None:
    if picture.info.get("progressive"):
        kind = "progressive"
    wide, tall = picture.size
    if wide * tall > _MOST_PIXELS[kind]:
        raise UserError("photo_pixels", name=name, most=_millions(kind))


def _millions(kind: str) -> int:
    return _MOST_PIXELS[kind] // 1_000_000


def _bytes(path: Path) -> bytes:
    """All of a file; a device that was unplugged meanwhile is told from a file that lies."""
    try:
        if not path.is_file():
            raise UserError(_why(path), name=path.name)
        if path.stat().st_size > _LARGEST_FILE:
            raise UserError("photo_too_large", name=path.name, most=_LARGEST_FILE // 1_000_000)
        return path.read_bytes()
    except OSError as fault:
        forbidden = fault.errno in {errno.EACCES, errno.EPERM, errno.EISDIR}
        code = "photo_unreadable" if forbidden else "photo_gone"
        raise UserError(code, name=path.name) from fault


def _why(path: Path) -> str:
    """Why there is no file: it is something else, it was never there, or its stick is gone."""
    if path.exists():
        return "photo_unreadable"
    return "photo_missing" if path.parent.is_dir() else "photo_gone"


def _upright(picture: ImageFile, area: int) -> Image:
    """The picture turned as it was held, on white, with at most so many pixels."""
    from PIL import Image

    turn = orientation(picture)
    picture.draft("RGB", _fitted(*picture.size, area))
    picture.load()
    plain: Image.Image = picture
    if picture.mode not in {"RGB", "L", "CMYK"}:
        plain = Image.new("RGB", picture.size, "white")
        covering = picture.convert("RGBA")
        plain.paste(covering, mask=covering)
    small = _smaller(plain, _fitted(*plain.size, area)).convert("RGB")
    small.info = {}  # comments would be written again
    return small.transpose(turn) if turn is not None else small


def _smaller(picture: Image, size: tuple[int, int]) -> Image:
    from PIL.Image import Resampling

    if picture.size == size:
        return picture
    return picture.resize(size, Resampling.LANCZOS, reducing_gap=2.0)


def _fitted(wide: int, tall: int, area: int) -> tuple[int, int]:
    """The size with at most so many pixels and no side beyond what is kept; never larger."""
    scale = min(1.0, math.sqrt(area / (wide * tall)), _LONGEST / max(wide, tall))
    return max(1, round(wide * scale)), max(1, round(tall * scale))


def _within(picture: Image) -> tuple[bytes, tuple[int, int]]:
    """The best JPEG within the limit: less quality first, then fewer pixels."""
    while True:
        for quality in _QUALITIES:
            content = _jpeg(picture, quality)
            if len(content) <= MOST_BYTES:
                return content, picture.size
        wide, tall = picture.size
        picture = _smaller(picture, _fitted(wide, tall, round(wide * tall * _SHRINK)))


def _jpeg(picture: Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, comment=b"", exif=b"", xmp=b"")
    return out.getvalue()
