"""A PDF on the screen, page by page; pages may be drawn as they are turned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.parts import button, row, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

_POINTS = 72
_SCREEN_DPI = 96
ZOOMS = (50, 75, 100, 125, 150, 200)
_MARGIN = 24


def page_image(document: pypdfium2.PdfDocument, number: int, scale: float) -> QImage:
    """A page (from 0) as an image; `scale` is px per point."""
    bitmap = document[number].render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    form = QImage.Format.Format_RGBX8888
    if bitmap.n_channels == 3:  # noqa: PLR2004 - red, green, blue
        form = QImage.Format.Format_RGB888
    image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form)
    return image.copy()


class Preview(QWidget):
    """Pages on a grey ground, with the steps between them and the size."""

    def __init__(self) -> None:
        super().__init__()
        self.document: pypdfium2.PdfDocument | None = None
        self.number = 0
        self.zoom = 0
        self._count = 0
        self._page: Callable[[int], bytes] | None = None
        self.sheet = QLabel()
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sheet.setAccessibleName(self.tr("预览"))
        self.area = QScrollArea()
        self.area.setWidget(self.sheet)
        self.area.setWidgetResizable(True)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setObjectName("preview")
        self.area.setAccessibleName(self.tr("预览"))
        self.area.installEventFilter(self)
        self.place = words("", "label")
        self.back = button("", lambda: self.turn(-1), drawing="left", tip=self.tr("上一张"))
        self.forth = button("", lambda: self.turn(1), drawing="right", tip=self.tr("下一张"))
        self.smaller = button(self.tr("缩小"), lambda: self.resize_pages(-1), kind="flat")
        self.fit = button(self.tr("整页"), lambda: self.show_zoom(0), kind="flat")
        self.larger = button(self.tr("放大"), lambda: self.resize_pages(1), kind="flat")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(6)
        around.addWidget(self.area, 1)
        around.addLayout(
            row(self.back, self.place, self.forth, 1, self.smaller, self.fit, self.larger)
        )
        self._buttons()

    def load(self, pdf: bytes) -> None:
        """Show a PDF from its first page; no bytes empty the ground."""
        self.close_document()
        self.document = pypdfium2.PdfDocument(pdf) if pdf else None
        self._count = len(self.document) if self.document is not None else 0
        self._draw()

    def show_pages(self, count: int, page: Callable[[int], bytes]) -> None:
        """Show the first of many pages; each is drawn when somebody turns to it."""
        self.close_document()
        self._count, self._page = count, page
        self.turn(0)

    def close_document(self) -> None:
        """Let the PDF go."""
        if self.document is not None:
            self.document.close()
        self.document = None
        self._page = None
        self._count = self.number = 0
        self.sheet.clear()
        self._buttons()

    def pages(self) -> int:
        """How many pages there are."""
        return self._count

    def turn(self, step: int) -> None:
        """Go some pages on or back."""
        self.go_to(self.number + step)

    def go_to(self, number: int) -> None:
        """Show a page, counted from 0; the nearest one if there is none of that number."""
        self.number = min(max(number, 0), max(self._count - 1, 0))
        if self._page is not None:
            if self.document is not None:
                self.document.close()
            self.document = pypdfium2.PdfDocument(self._page(self.number))
        self._draw()

    @property
    def _inside(self) -> int:
        """The place of the page in the open document, which may hold it alone."""
        return 0 if self._page is not None else self.number

    def show_zoom(self, zoom: int) -> None:
        """Show at a percentage of the paper's size; 0 fits the page into the place."""
        self.zoom = zoom
        self._draw()

    def resize_pages(self, step: int) -> None:
        """The next larger or smaller size."""
        now = self.zoom or round(self._scale() * _POINTS / _SCREEN_DPI * 100)
        wanted = [one for one in ZOOMS if (one > now if step > 0 else one < now)]
        if wanted:
            self.show_zoom(wanted[0] if step > 0 else wanted[-1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page keys turn pages where there is nothing more to scroll in the one shown."""
        if watched is self.area and isinstance(event, QKeyEvent) and self._at_end(event):
            self.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
            self.area.verticalScrollBar().setValue(0)
            return True
        return super().eventFilter(watched, event)

    def _at_end(self, event: QKeyEvent) -> bool:
        """Whether a page key was pressed that the place cannot scroll for."""
        bar = self.area.verticalScrollBar()
        ends = {Qt.Key.Key_PageDown: bar.maximum(), Qt.Key.Key_PageUp: bar.minimum()}
        pressed = event.type() == QEvent.Type.KeyPress
        return pressed and ends.get(Qt.Key(event.key())) == bar.value()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn pages, Home and End go to the first and the last one."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._count}
        if event.key() in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
        elif event.key() in ends:
            self.go_to(ends[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Fit again."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        if not self.zoom:
            self._draw()

    def _scale(self) -> float:
        if self.document is None:
            return 1.0
        if self.zoom:
            return self.zoom / 100 * _SCREEN_DPI / _POINTS
        wide, tall = map(float, self.document[self._inside].get_size())
        room = self.area.viewport().size()
        return max(min((room.width() - _MARGIN) / wide, (room.height() - _MARGIN) / tall), 0.1)

    def _draw(self) -> None:
        self._buttons()
        if self.document is None:
            return
        density = self.devicePixelRatioF()
        image = page_image(self.document, self._inside, self._scale() * density)
        image.setDevicePixelRatio(density)
        self.sheet.setPixmap(_framed(image))

    def _buttons(self) -> None:
        last = self.pages() - 1
        text = f"{self.number + 1} / {last + 1}"
        self.place.setText(text if self.document is not None else "")
        self.back.setEnabled(self.number > 0 and last >= 0)
        self.forth.setEnabled(self.number < last)
        for one in (self.smaller, self.fit, self.larger):
            one.setEnabled(self.document is not None)


def _framed(image: QImage) -> QPixmap:
    """The page with a thin edge."""
    pixmap = QPixmap.fromImage(image)
    painter = QPainter(pixmap)
    painter.setPen(Theme.current().colour("line"))
    size = pixmap.deviceIndependentSize()
    painter.drawRect(QRectF(0, 0, size.width() - 1, size.height() - 1))
    painter.end()
    return pixmap
