"""Photos as they are taken over: small, upright, with time and place; what lies is refused."""

from __future__ import annotations

import errno
import io
import os
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from db.records.evidence import Photo
from desktop.errors import UserError
from desktop.services.evidence import folders
from desktop.services.evidence.camera import metres
from desktop.services.evidence.folders import newest
from desktop.services.evidence.pictures import AREA, MOST_BYTES, glance, read_bytes, read_file
from desktop.texts import sentence
from tests.photos import HERE, exif, jpeg, photo, png_bomb

LEGIBLE = 400_000


NAME = "IMG_0001.jpg"


def read(data: bytes) -> Photo:
    return read_bytes(data, NAME)


def refused(source: bytes | Path) -> str:
    with pytest.raises(UserError) as caught:
        read(source) if isinstance(source, bytes) else read_file(source)
    said = sentence(caught.value.code, caught.value.params)
    assert (NAME if isinstance(source, bytes) else source.name) in said and said.endswith("。")
    return caught.value.code


@settings(max_examples=6)
@example(1900, 1700)
@given(st.integers(1, 1500), st.integers(1, 1500))
def test_a_kept_photo_is_small_and_legible_whatever_its_size(wide: int, tall: int) -> None:
    kept = read(jpeg((wide, tall), noise=True))
    assert kept.size == len(kept.data or b"") <= MOST_BYTES
    assert min(wide * tall, LEGIBLE) <= kept.width * kept.height <= max(AREA * 1.01, 1)
    assert kept.width <= wide + 1 and kept.height <= tall + 1
    assert abs(kept.width / kept.height - wide / tall) <= 0.02 * wide / tall + 1 / kept.height


def test_it_is_named_by_its_bytes_and_the_same_photo_twice_is_the_same() -> None:
    kept = read(jpeg())
    assert kept.sha256 == sha256(kept.data or b"").hexdigest() == read(jpeg()).sha256
    assert read(jpeg(colour="red")).sha256 != kept.sha256


@pytest.mark.parametrize("size", [(60, 40), (2400, 1800)])
def test_what_was_written_into_a_picture_is_not_kept(tmp_path: Path, size: tuple[int, int]) -> None:
    planted, about = b"13800001234", PngInfo()
    about.add_text("comment", planted.decode())
    about.add_itxt("XML:com.adobe.xmp", planted.decode())
    notes = exif()
    notes[0x010E] = planted.decode()
    for kind, more in (
        ("JPEG", {"comment": planted, "xmp": planted, "exif": notes, "icc_profile": planted}),
        ("PNG", {"pnginfo": about, "exif": notes}),
    ):
        out = io.BytesIO()
        Image.new("RGB", size, "navy").save(out, kind, **more)
        assert planted in out.getvalue()
        (tmp_path / NAME).write_bytes(out.getvalue())
        assert planted not in (read(out.getvalue()).data or b"")
        assert planted not in glance(tmp_path / NAME)[0]


@pytest.mark.parametrize(
    ("turn", "size", "dark"),
    [
        (1, (800, 400), (100, 200)), (2, (800, 400), (700, 200)), (3, (800, 400), (700, 200)),
        (4, (800, 400), (100, 200)), (5, (400, 800), (200, 100)), (6, (400, 800), (200, 100)),
        (7, (400, 800), (200, 700)), (8, (400, 800), (200, 700)),
    ],
)  # fmt: skip
def test_a_turned_photo_is_put_upright(
    turn: int, size: tuple[int, int], dark: tuple[int, int]
) -> None:
    scale = 4 if turn == 6 else 1  # as a phone is mostly held; read at a fraction
    kept = read(jpeg((800 * scale, 400 * scale), notes=exif(turn=turn)))
    assert (kept.width > kept.height) == (size[0] > size[1])
    with Image.open(io.BytesIO(kept.data or b"")) as shown:
        small = shown.resize(size)
        light = size[0] - 1 - dark[0], size[1] - 1 - dark[1]
        assert sum(small.getpixel(dark)) < 200
        assert sum(small.getpixel(light)) > 700
        assert not shown.getexif()


def test_time_and_place_are_kept_beside_the_picture_and_not_in_it() -> None:
    kept = read(jpeg())
    assert kept.taken_at == "2026-07-08T09:30:00"
    assert (kept.latitude_e6, kept.longitude_e6) == tuple(round(part * 1e6) for part in HERE)
    assert b"Exif" not in (kept.data or b"") and b"2026:07" not in (kept.data or b"")


@pytest.mark.parametrize(
    "notes",
    [
        exif(taken="0000:00:00 00:00:00", place=None),
        exif(taken="heute", place=(0.0, 0.0)),
        exif(taken="", place=(95.0, 110.0)),
    ],
)
def test_what_a_camera_cannot_mean_is_left_out(notes: Image.Exif) -> None:
    kept = read(jpeg(notes=notes))
    assert (kept.taken_at, kept.latitude_e6, kept.longitude_e6) == ("", None, None)


def test_broken_notes_of_the_camera_do_not_spoil_the_photo() -> None:
    whole = bytearray(jpeg())
    at = whole.index(b"Exif")
    whole[at + 6 : at + 40] = b"\xff" * 34
    assert read(bytes(whole)).taken_at == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_kind"),
        (b"picture", "photo_kind"),
        (b"GIF89a" + bytes(50), "photo_kind"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "photo_heic"),
        (jpeg(noise=True)[:2000], "photo_broken"),
        (b"\xff\xd8\xff" + bytes(100), "photo_broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "photo_broken"),
        (png_bomb(30_000, 30_000), "photo_pixels"),
        (png_bomb(2_000_000_000, 1), "photo_pixels"),
        (png_bomb(100, 100), "photo_broken"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_told_by_its_name_and_what_to_do(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_bomb_of_pixels_is_refused_before_it_takes_memory() -> None:
    tracemalloc.start()
    refused(png_bomb(60_000, 60_000))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000


def test_a_camera_s_largest_jpeg_is_taken_and_one_in_passes_has_its_own_limit() -> None:
    out = io.BytesIO()
    Image.new("L", (80, 80), 128).save(out, "JPEG", progressive=True)
    at = out.getvalue().index(b"\xff\xc2") + 5
    swollen = out.getvalue()[:at] + b"\x27\x10" * 2 + out.getvalue()[at + 4 :]  # 10,000 each way
    assert refused(swollen) == "photo_pixels"
    out = io.BytesIO()
    Image.new("L", (9_500, 9_500), 128).save(out, "JPEG", exif=exif())
    kept = read(out.getvalue() + bytes(40_000_000))
    assert kept.width * kept.height <= AREA * 1.01 and kept.taken_at


def test_a_png_with_clear_parts_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(read(out.getvalue()).data or b"")) as shown:
        assert min(shown.getpixel((25, 25))) > 250


def test_files_that_are_away_or_closed_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(tmp_path / "none.jpg") == "photo_missing"
    assert refused(tmp_path / "stick that is gone" / "none.jpg") == "photo_gone"
    assert refused(tmp_path) == "photo_unreadable"
    assert refused(Path("/dev/zero")) == "photo_unreadable"
    path = photo(tmp_path)

    for number, code in ((errno.EIO, "photo_gone"), (errno.EACCES, "photo_unreadable")):

        def pulled(_: Path, number: int = number) -> bytes:
            raise OSError(number, "pulled")

        with monkeypatch.context() as broken:
            broken.setattr(Path, "read_bytes", pulled)
            assert refused(path) == code
    with path.open("r+b") as f:
        f.truncate(90_000_000)
    assert refused(path) == "photo_too_large"


def test_a_phone_s_folder_gives_its_pictures_newest_first(tmp_path: Path) -> None:
    below = tmp_path / "DCIM" / "Camera"
    below.mkdir(parents=True)
    for place, name in enumerate(("a.jpg", "b.HEIC", "c.txt", ".d.jpg", "e.png")):
        (below / name).write_bytes(b"x")
        os.utime(below / name, (1000 + place, 1000 + place))
    photo(tmp_path, "old.jpg")
    os.utime(tmp_path / "old.jpg", (1, 1))
    found = [one.name for one in newest(tmp_path)]
    assert found == ["e.png", "b.HEIC", "a.jpg", "old.jpg"]
    with pytest.raises(UserError) as caught:
        newest(tmp_path / "gone")
    assert caught.value.code == "photo_folder_gone"


def test_the_newest_photos_are_found_however_many_there_are_and_what_is_closed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MOST", 3)
    camera = tmp_path / "DCIM"
    camera.mkdir()
    for place in range(40):
        (camera / f"{place}.jpg").write_bytes(b"x")
        os.utime(camera / f"{place}.jpg", (1000 + place, 1000 + place))
    (tmp_path / "lying.jpg").symlink_to(tmp_path / "nowhere")
    scan = os.scandir

    def closed(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(errno.EACCES, "closed")
        return scan(folder)

    (tmp_path / "closed").mkdir()
    monkeypatch.setattr(os, "scandir", closed)
    assert [one.name for one in newest(tmp_path)] == ["39.jpg", "38.jpg", "37.jpg"]


def test_a_glance_is_small_and_tells_the_day(tmp_path: Path) -> None:
    small, taken = glance(photo(tmp_path, size=(1200, 900)))
    with Image.open(io.BytesIO(small)) as shown:
        assert max(shown.size) <= 200
    assert taken.startswith("2026-07-08")


def test_distances_are_those_of_the_earth() -> None:
    assert metres((37_951_000, 110_988_100), (37_951_000, 110_988_100)) == 0
    assert 110_000 < metres((37_000_000, 110_000_000), (38_000_000, 110_000_000)) < 112_000
