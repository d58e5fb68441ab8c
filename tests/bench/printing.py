"""What sheets cost: ratios to the same marks drawn straight on a reportlab canvas in the same run.

`python -m tests.bench.printing`: a work ledger of 1,000 rows and 500 visit slips with both codes.
The floor knows where everything goes: it breaks no lines and looks up no faces, it only draws, and
it asks qrcode for the same symbols. Also: the first preview page of a village's pack, and memory
while 2,000 pages are written.
"""

from __future__ import annotations

import hashlib
import io
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop.printing import qr
from desktop.printing.drafts import Draft, Stamp, bind, compose
from desktop.printing.ink import Box, Page, Rule, Symbol, Text
from tests.bench import floor
from tests.papers import RESOURCES, TODAY, fonts, rows, templates, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROWS, SLIPS, PACK, PAGES, TIMES = 1_000, 500, 200, 2_000, 5
AT_MOST, PREVIEW_MS, GROWTH_MIB = 1.5, 300.0, 32.0
FACES = {"body": "NotoSansSC-Regular", "title": "NotoSerifSC-Bold", "second": "LXGWWenKai-Regular"}


def ledger() -> Draft:
    """A work ledger."""
    found = rows("F05", 60)
    many = [found[number % 60] for number in range(ROWS)]
    return made("F05", {**values(), "rows": many})


def made(kind: str, given: dict[str, object]) -> Draft:
    return compose(
        kind, "A4", given, templates=templates(), fonts=fonts(), pack_id="SX-2026"
    )  # fmt: skip


def stamped(draft: Draft, number: int) -> Stamp:
    """A numbered stamp with a made-up signature."""
    header = draft.header(key_id=7, number=number, issued_on=TODAY, unit=301)
    return Stamp(
        notice_no=f"141124-A-2026-{number:05d}", issued_on=TODAY, header=header,
        signature=hashlib.sha512(header).digest(),
    )  # fmt: skip


def slips(count: int) -> Iterator[tuple[Draft, Stamp]]:
    """Visit slips, each with its own name, number and codes."""
    for number in range(count):
        draft = made("F04", {**values(), "household_no": f"{number:013d}"})
        yield draft, stamped(draft, number)


def straight(pages: Sequence[Page], codes: Sequence[tuple[str, ...]] = ()) -> bytes:
    """The marks of pages on a reportlab canvas; codes are made anew in the order of the pages."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    wanted = iter(codes)
    for page in pages:
        canvas.setPageSize((page.width, page.height))
        for mark in page.marks:
            draw(canvas, mark, wanted)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw(canvas: Canvas, mark: object, codes: Iterator[tuple[str, ...]]) -> None:
    if isinstance(mark, Text):
        canvas.setFont(FACES[mark.role], mark.size)
        canvas.drawString(mark.x, mark.y, mark.text, charSpace=mark.pitch)
    elif isinstance(mark, Rule):
        canvas.setLineWidth(mark.width)
        canvas.line(mark.x, mark.y, mark.to_x, mark.to_y)
    elif isinstance(mark, Box):
        canvas.rect(mark.x, mark.y, mark.width, mark.height, fill=1)
    elif isinstance(mark, Symbol):
        matrix = modules(next(codes), len(mark.rows))
        path = canvas.beginPath()
        size = mark.side / (len(mark.rows) + 8)
        for down, row in enumerate(matrix):
            across = 0
            for dark, run in groupby(row):
                wide = len(list(run))
                if dark:
                    path.rect(mark.x + across * size, mark.y - down * size, wide * size, size)
                across += wide
        canvas.drawPath(path, fill=1, stroke=0)


def modules(parts: tuple[str, ...], width: int) -> list[list[bool]]:
    """A symbol of the same text, version and mask straight from qrcode."""
    symbol = QRCode(
        version=(width - 17) // 4, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=3
    )
    for part in parts:
        mode = MODE_ALPHA_NUM if part.startswith(qr.PREFIX) else MODE_8BIT_BYTE
        symbol.add_data(QRData(part.encode(), mode=mode))
    symbol.make(fit=False)
    return symbol.get_matrix()


def list_ratio() -> floor.Result:
    draft = ledger()
    stamp = stamped(draft, 1)
    pages = draft.pages(stamp)
    code = [(qr.payload(stamp.header, stamp.signature),)]

    def ours() -> float:
        return floor.seconds(lambda: ledger().render(stamp)) * 1000

    def drawn() -> float:
        return floor.seconds(lambda: straight(pages, code)) * 1000

    took, least = floor.medians(ours, drawn, times=TIMES)
    return floor.Result(name=f"list of {ROWS} rows", ours=took, floor=least, at_most=AT_MOST)


def slip_ratio() -> floor.Result:
    pages: list[Page] = []
    codes: list[tuple[str, ...]] = []
    for draft, stamp in slips(SLIPS):
        pages += draft.pages(stamp)
        code = qr.payload(stamp.header, stamp.signature)
        codes += [("\u957f" * 55, code), (code,)]
    qr.readable_symbol.cache_clear()
    qr.machine_symbol.cache_clear()

    def ours() -> float:
        qr.readable_symbol.cache_clear()
        qr.machine_symbol.cache_clear()
        return floor.seconds(lambda: bind(slips(SLIPS))) * 1000

    def drawn() -> float:
        return floor.seconds(lambda: straight(pages, codes)) * 1000

    took, least = floor.medians(ours, drawn, times=3)
    return floor.Result(name=f"{SLIPS} slips with codes", ours=took, floor=least, at_most=AT_MOST)


def preview() -> floor.Result:
    """Values to the first page of a pack: only what is looked at is drawn."""

    def first() -> bytes:
        drafts = [made("F04", {**values(), "household_no": str(n)}) for n in range(PACK)]
        return drafts[0].render()

    took = min(floor.seconds(first) for _ in range(3)) * 1000
    return floor.Result(name=f"first preview of {PACK} households", ours=took, at_most=PREVIEW_MS)


def memory() -> float:
    """How much the process grows between 200 and 2,000 pages of the same document."""
    marks: list[int] = []

    def counted() -> Iterator[tuple[Draft, Stamp]]:
        for number, pair in enumerate(slips(PAGES)):
            if number in {PAGES // 10, PAGES - 1}:
                marks.append(floor.resident())
            yield pair

    bind(counted())
    return (marks[1] - marks[0]) / floor.MIB


def growth() -> floor.Result:
    """Memory as measured in a fresh process, where nothing has been freed before."""
    line = floor.until("grown", [str(Path(__file__)), "--memory"]).line
    name = f"growth to {PAGES} pages"
    return floor.Result(name=name, ours=float(line.split()[1]), unit="MiB", at_most=GROWTH_MIB)


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    if "--memory" in sys.argv:
        print(f"grown {memory():.1f} MiB")
        return 0
    for name in FACES.values():
        pdfmetrics.registerFont(TTFont(name, str(RESOURCES / "fonts" / f"{name}.ttf")))
    return floor.report([list_ratio(), slip_ratio(), preview(), growth()])


if __name__ == "__main__":
    sys.exit(main())
