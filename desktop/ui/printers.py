"""A PDF on a printer: which printer, which pages, one side or two, and sending page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog

from desktop.errors import UserError
from desktop.ui.preview import page_image

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_POINTS = 72
_PRINT_DPI = 300


def any_printer() -> bool:
    """Whether the machine knows a printer."""
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(
    parent: QWidget,
    *,
    title: str,
    pages: int,
    both_sides: bool,
    then: Callable[[QPrinter], object],
) -> QPrintDialog:
    """Ask for printer, pages, copies and sides; nothing has been numbered before the answer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    printer.setResolution(_PRINT_DPI)
    if both_sides:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=True)
    dialog.setMinMax(1, pages)
    dialog.setFromTo(1, pages)
    dialog.setPrintRange(QAbstractPrintDialog.PrintRange.AllPages)
    dialog.accepted.connect(lambda: then(printer))
    QDialog.open(dialog)
    return dialog


def wanted_pages(printer: QPrinter, count: int) -> list[int]:
    """The pages (from 0) that were asked for, in their order."""
    if printer.printRange() != QPrinter.PrintRange.PageRange:
        return list(range(count))
    ranges = printer.pageRanges()
    if ranges.isEmpty():
        first, last = max(printer.fromPage(), 1), printer.toPage() or count
        return list(range(first - 1, min(last, count)))
    return [number for number in range(count) if ranges.contains(number + 1)]


def send_pages(
    printer: QPrinter, pdf: bytes, step: Callable[[int, int], None] | None = None
) -> int:
    """Paint the wanted pages at their real size, each on paper of its own shape; how many.

    `step` hears pages done and pages in all; what it raises stops the printing after whole pages.

    Raises:
        UserError: `printer_failed` where the printer takes nothing.
    """
    say = step or _silent
    document = pypdfium2.PdfDocument(pdf)
    pages = wanted_pages(printer, len(document))
    painter = QPainter()
    try:
        for place, number in enumerate(pages):
            say(place, len(pages))
            _set_paper(printer, document, number)
            begun = printer.newPage() if painter.isActive() else painter.begin(printer)
            if not begun:
                raise UserError("printer_failed", name=printer.printerName())
            scale = printer.resolution() / _POINTS
            painter.drawImage(0, 0, page_image(document, number, scale))
        say(len(pages), len(pages))
        return len(pages)
    finally:
        if painter.isActive():
            painter.end()
        document.close()


def _silent(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


def _set_paper(printer: QPrinter, document: pypdfium2.PdfDocument, number: int) -> None:
    """The size and the side of a page."""
    wide, tall = map(float, document[number].get_size())
    lying = wide > tall
    size = QSizeF(tall, wide) if lying else QSizeF(wide, tall)
    printer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
    sides = QPageLayout.Orientation
    printer.setPageOrientation(sides.Landscape if lying else sides.Portrait)
