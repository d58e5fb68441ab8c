"""Made-up photos as phones write them: turned, with a time and a place, plain or broken."""

from __future__ import annotations

import io
import random
import struct
from hashlib import sha256
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from db.records.evidence import Photo

TAKEN = "2026:07:08 09:30:00"
HERE = (37.951, 110.9881)


def exif(
    *, taken: str = TAKEN, place: tuple[float, float] | None = HERE, turn: int = 1
) -> Image.Exif:
    """What a camera writes beside the picture."""
    made = Image.Exif()
    made[0x0112] = turn
    if taken:
        made.get_ifd(0x8769)[0x9003] = taken
    if place is not None:
        gps = made.get_ifd(0x8825)
        gps[1], gps[2] = "N", _angle(place[0])
        gps[3], gps[4] = "E", _angle(place[1])
    return made


def _angle(degrees: float) -> tuple[IFDRational, ...]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = round(((degrees - whole) * 60 - minutes) * 60 * 10_000)
    return IFDRational(whole), IFDRational(minutes), IFDRational(seconds, 10_000)


def jpeg(
    size: tuple[int, int] = (80, 60),
    *,
    notes: Image.Exif | None = None,
    colour: str = "navy",
    noise: bool = False,
) -> bytes:
    """A photo: the left half in one colour, so that a turn can be told."""
    if noise:
        busy = random.Random(1).randbytes(size[0] * size[1] * 3)  # noqa: S311 - a busy picture
        picture = Image.frombytes("RGB", size, busy)
    else:
        picture = Image.new("RGB", size, "white")
        picture.paste(colour, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, exif=notes if notes is not None else exif())
    return out.getvalue()


def a_photo(colour: str = "navy", data: bytes = b"") -> Photo:
    """A small photo as a record has it."""
    content = data or jpeg((8, 6), colour=colour)
    digest = sha256(content).hexdigest()
    return Photo(sha256=digest, size=len(content), width=8, height=6, data=content)


def photo(folder: Path, name: str = "IMG_0001.jpg", **how: object) -> Path:
    """A photo in a file."""
    path = folder / name
    path.write_bytes(jpeg(**how))
    return path


def png_bomb(wide: int, tall: int) -> bytes:
    """A few bytes that say they are a picture of that size."""
    head = struct.pack(">IIBBBBB", wide, tall, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", head), _chunk(b"IDAT", b""), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    from zlib import crc32

    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
