"""What a camera wrote into a picture: how it was held, when and where; what lies is left out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL.Image import Exif, Transpose
    from PIL.ImageFile import ImageFile

_ORIENTATION, _CHANGED, _DETAILS, _GPS = 0x0112, 0x0132, 0x8769, 0x8825
_TAKEN = 0x9003
_NORTH, _LATITUDE, _EAST, _LONGITUDE = 1, 2, 3, 4
_FORM = "%Y:%m:%d %H:%M:%S"
_FIRST_YEAR = 2000
_E6 = 1_000_000
_MOST = {_LATITUDE: 90, _LONGITUDE: 180}
_EARTH_M = 6_371_000
_PARTS = (1, 60, 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When (ISO text in the camera's own time) and where; empty and None where nothing is told."""

    taken_at: str = ""
    latitude_e6: int | None = None
    longitude_e6: int | None = None


def about(picture: ImageFile) -> Told:
    """What the camera wrote; a damaged note of it never makes a picture useless."""
    try:
        exif = picture.getexif()
        details, gps = exif.get_ifd(_DETAILS), exif.get_ifd(_GPS)
    except Exception:  # noqa: BLE001 - broken notes raise errors of many kinds
        return Told()
    latitude, longitude = _angle(gps, _LATITUDE, _NORTH, "S"), _angle(gps, _LONGITUDE, _EAST, "W")
    somewhere = latitude is not None and longitude is not None and (latitude or longitude)
    return Told(
        taken_at=_moment(details.get(_TAKEN)) or _moment(exif.get(_CHANGED)),
        latitude_e6=latitude if somewhere else None,
        longitude_e6=longitude if somewhere else None,
    )


def orientation(picture: ImageFile) -> Transpose | None:
    """The turn that puts the picture upright; None where it is."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        exif: Exif = picture.getexif()
        return turns.get(exif.get(_ORIENTATION) or 0)
    except Exception:  # noqa: BLE001 - as above
        return None


def _moment(value: object) -> str:
    """The text of EXIF as ISO text, if it can be a moment of a photo."""
    text = value if isinstance(value, str) else ""
    try:
        found = datetime.strptime(text.strip("\0 "), _FORM)  # noqa: DTZ007 - a camera has no zone
    except ValueError:
        return ""
    return found.isoformat() if found.year >= _FIRST_YEAR else ""


def _angle(gps: Mapping[int, object], key: int, side: int, negative: str) -> int | None:
    """Degrees, minutes and seconds in millionths of a degree."""
    parts, where = gps.get(key), gps.get(side)
    if not isinstance(parts, tuple | list) or not isinstance(where, str):
        return None
    value = _degrees(parts)
    if value is None or value > _MOST[key]:
        return None
    return round((-value if where.strip("\0 ").upper() == negative else value) * _E6)


def _degrees(parts: Sequence[object]) -> float | None:
    try:
        numbers = [float(part) for part in parts]  # type: ignore[arg-type]  # rationals of EXIF
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if len(numbers) != len(_PARTS) or not all(math.isfinite(one) and one >= 0 for one in numbers):
        return None
    return sum(number / part for number, part in zip(numbers, _PARTS, strict=True))


def metres(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How far two places are from each other, both in millionths of a degree."""
    (north, east), (north2, east2) = (
        [math.radians(value / _E6) for value in place] for place in (one, other)
    )
    half = (
        math.sin((north2 - north) / 2) ** 2
        + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    )
    return round(2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half))))
