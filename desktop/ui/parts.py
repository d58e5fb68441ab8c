"""Small pieces that pages are put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)

from desktop.ui.icons import icon, pixmap
from desktop.ui.messages import set_tone
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def words(text: str = "", role: str = "", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet; what looks like markup stays as typed."""
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    if tone:
        label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    return label


def button(
    text: str,
    call: Callable[[], object] | None = None,
    *,
    kind: str = "",
    drawing: str = "",
    tip: str = "",
) -> QPushButton:
    """A button with a verb, also for Enter; `kind` is primary, danger, link, flat, pill or tab."""
    made = QPushButton(text)
    made.setAutoDefault(True)
    made.setProperty("kind", kind)
    if drawing:
        made.setIcon(icon(drawing, "on_primary" if kind == "primary" else "text2", 18))
        side = Theme.current().px(18)
        made.setIconSize(QSize(side, side))
    if tip:
        set_tip(made, tip)
    if tip and not text:
        made.setAccessibleName(tip)
    if call is not None:
        made.clicked.connect(lambda _=False: call())
    return made


def rule(*, soft: bool = False, upright: bool = False) -> QFrame:
    """A thin line between two things."""
    line = QFrame()
    line.setProperty("role", "soft_rule" if soft else "rule")
    line.setFixedWidth(1) if upright else line.setFixedHeight(1)
    return line


def row(*parts: QWidget | QLayout | int, gap: int = 8) -> QHBoxLayout:
    """Parts beside each other; a number is a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    _fill(made, parts)
    return made


def column(*parts: QWidget | QLayout | int, gap: int = 8) -> QVBoxLayout:
    """Parts below each other; a number is a stretch."""
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(gap)
    _fill(made, parts)
    return made


def _fill(layout: QHBoxLayout | QVBoxLayout, parts: Sequence[QWidget | QLayout | int]) -> None:
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def scrolled(inner: QWidget) -> QScrollArea:
    """The widget in an area that scrolls up and down when there is no room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setObjectName(inner.objectName() or "inner")
    area.setWidget(inner)
    return area


class Elided(QLabel):
    """A line that ends in … when there is no room, with the whole text as its tip.

    Another text never changes its size: nothing around it is laid out again.
    """

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self._text = ""
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show a text and keep it as the tip."""
        self._text = text
        set_tip(self, text)
        self.setAccessibleName(text)
        self.update()

    def text(self) -> str:
        """The whole text."""
        return self._text

    def minimumSizeHint(self) -> QSize:
        """A few characters are enough."""
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        box = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(box, int(self.alignment().value), shown)
        painter.end()


class Card(QFrame):
    """A white surface with a heading, something at its right, and a body."""

    def __init__(
        self,
        heading: str = "",
        *,
        margin: int = 16,
        gap: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        """Much on a card is built in its place, with `parent`: moved later it is styled anew."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.heading = words(heading, "heading")
        self.head = QHBoxLayout()
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(gap)
        around = QVBoxLayout(self)
        around.setContentsMargins(margin, margin - 4, margin, margin - 4)
        around.setSpacing(gap)
        # shown only once it has a parent: else it would be a window of its own for a moment
        if heading:
            around.addLayout(self.head)
        around.addLayout(self.body, 1)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put parts at the end of the body."""
        _fill(self.body, parts)


class Empty(QWidget):
    """What an empty place says: one sentence and what to do next."""

    def __init__(
        self, drawing: str, text: str, actions: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        super().__init__()
        mark = QLabel()
        mark.setPixmap(pixmap(drawing, "border", 40))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = words(text, "label", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons = [button(verb, call) for verb, call in actions]
        if self.buttons:
            self.buttons[0].setProperty("kind", "primary")
        around = QVBoxLayout(self)
        around.setSpacing(12)
        around.addStretch(1)
        around.addWidget(mark)
        around.addWidget(self.text)
        around.addLayout(row(1, *self.buttons, 1))
        around.addStretch(2)


class Tabs(QWidget):
    """Names side by side, one of them chosen."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[tuple[str, str]], *, kind: str = "tab") -> None:
        """`names` are (key, word); `pill` is for tabs inside a tab."""
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self.tips: dict[str, str] = {}
        """What the tip of a tab says behind its word."""
        self._group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0 if kind == "tab" else 6)
        for key, word in names:
            tab = button(word, kind=kind)
            tab.setCheckable(True)
            tab.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(tab)
            self.buttons[key] = tab
            line.addWidget(tab)
        line.addStretch(1)
        self.buttons[names[0][0]].setChecked(True)

    def choose(self, key: str) -> None:
        """Choose a tab as if it was pressed."""
        self.buttons[key].setChecked(True)
        self.chosen.emit(key)

    def key(self) -> str:
        """The key of the chosen tab."""
        return next(key for key, tab in self.buttons.items() if tab.isChecked())

    def name(self, key: str, word: str) -> None:
        """Rename a tab, to put a count beside its word."""
        self.buttons[key].setText(word)
        set_tip(self.buttons[key], word + self.tips.get(key, ""))  # six are narrow in large type

    def make_room(self) -> None:
        """Give the words their room now, before anything is painted; else it comes a little later.

        Of use where a name grows while it is looked at.
        """
        for one in (self, self.parentWidget()):
            layout = one.layout() if one is not None else None
            if layout is not None:
                layout.activate()


class Flow(QLayout):
    """Parts in a row that go on in the next line when there is no room."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """The item at a place, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Take an item out, or None."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def hasHeightForWidth(self) -> bool:
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at a width, px."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Something in it changed its size."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, box: QRect) -> None:
        """Place the items."""
        super().setGeometry(box)
        self._arrange(box, move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(hint.width() + self._gap for hint in hints)
        return QSize(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest item."""
        hints = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def _arrange(self, box: QRect, *, move: bool) -> int:
        """Place the lines below each other, the items of a line in its middle; the height."""
        y = box.y()
        for line in self._lines(box.width()):
            tall = max(size.height() for _, size in line)
            x = box.x()
            for item, size in line:
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (tall - size.height()) // 2), size))
                x += size.width() + self._gap
            y += tall + self._gap
        return max(y - self._gap - box.y(), 0)

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items by line; one that is wider than the room wraps its words if it can."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        left = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if size.width() > room > 0 and item.hasHeightForWidth():
                size = QSize(room, item.heightForWidth(room))
            if not lines or size.width() > left:
                lines.append([])
                left = room
            lines[-1].append((item, size))
            left -= size.width() + self._gap
        return lines


def flowing(*parts: QWidget, gap: int = 8) -> QWidget:
    """Parts beside each other that go on in the next line when there is no room."""
    made = QWidget()
    flow = Flow(made, gap)
    for part in parts:
        flow.add(part)
    return made


def heading(name: QLabel, *badges: QWidget, close: QWidget | None = None) -> QHBoxLayout:
    """A name with its states behind it; a long one wraps and is never cut."""
    name.setWordWrap(True)
    made = row(flowing(name, *badges), *([close] if close else []))
    made.setStretch(0, 1)
    return made


class Badge(QLabel):
    """A short state in a coloured box; the word says what the colour says."""

    def __init__(self, text: str = "", tone: str = "") -> None:
        super().__init__(text, textFormat=Qt.TextFormat.PlainText)
        self.setProperty("role", "badge")
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tone: str = "") -> None:
        """Change the state."""
        self.setText(text)
        set_tone(self, tone)
        self.setVisible(bool(text))
