"""What the officer is told, and where: under a field, on the page, in passing, as a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.texts import sentence
from desktop.ui.icons import icon, pixmap
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

TOAST_MS = 10_000
_DRAWN = {"ok": "check", "info": "help", "warn": "warn", "error": "warn"}


@runtime_checkable
class Coded(Protocol):
    """An error that the officer can act on."""

    code: str
    params: dict[str, object]


def explain(error: BaseException) -> str | None:
    """The sentence for an error with a code; None for a mistake of ours."""
    return sentence(error.code, error.params) if isinstance(error, Coded) else None


def set_tone(widget: QWidget, tone: str) -> None:
    """Colour a widget by what it says: empty, ok, info, warn or error."""
    if (widget.property("tone") or "") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Hint(QLabel):
    """A line under a field: what is wrong and what to do, in words and colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText)
        self.setProperty("role", "hint")
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str, tone: str = "error") -> None:
        """Show a text; an empty one hides the line."""
        self.setText(text)
        if text:
            set_tone(self, tone)
        self.setVisible(bool(text))


class Whole(QLabel):
    """A wrapped text that is never cut: where there is no room, the page around it scrolls."""

    def __init__(self, text: str = "", role: str = "", tone: str = "") -> None:
        super().__init__(text, textFormat=Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if tone:
            self.setProperty("tone", tone)
        self.setWordWrap(True)

    def setText(self, text: str) -> None:
        """Show another text in as many lines as it takes."""
        super().setText(text)
        if self.isVisible():
            self._keep()

    def showEvent(self, event: QShowEvent) -> None:
        """It may have got its text while nobody saw it."""
        super().showEvent(event)
        self._keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width takes another number of lines."""
        super().resizeEvent(event)
        self._keep()

    def _keep(self) -> None:
        self.setMinimumHeight(0)  # what it had before would count as needed
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


class Banner(QFrame):
    """A note on the page that stays until it is dealt with."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.mark = QLabel()
        self.text = Whole()
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.close_button = QPushButton(icon("close", "text2", 16), "")
        self.close_button.setProperty("kind", "flat")
        self.close_button.setAccessibleName(self.tr("关闭提示"))
        set_tip(self.close_button, self.tr("关闭提示"))
        self.close_button.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 6, 6)
        self._row.addWidget(self.mark)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.close_button)
        self.buttons: list[QPushButton] = []
        self.hide()

    def say(
        self,
        text: str,
        tone: str = "info",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show a text with what can be done about it: (verb, call) per button."""
        self.clear()
        self.text.setText(text)
        set_tone(self, tone)
        self.mark.setPixmap(pixmap(_DRAWN[tone], tone, 18))
        for place, (verb, call) in enumerate(actions):
            button = QPushButton(verb)
            button.clicked.connect(call)
            self._row.insertWidget(2 + place, button)
            self.buttons.append(button)
        self.show()

    def clear(self) -> None:
        """Take the note away."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.text.clear()
        self.hide()
        self.closed.emit()


class Toast(QFrame):
    """A line in the foot of the window that goes away by itself and covers nothing of the page."""

    def __init__(self, parent: QWidget, free: QWidget | None = None) -> None:
        """`free` is what must stay free at the right end of the bar at the foot."""
        super().__init__(parent)
        self._around, self._free = parent, free
        self.setObjectName("toast")
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.action = QPushButton()
        self.action.clicked.connect(self._act)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 4, 1)
        row.setSpacing(12)
        row.addWidget(self.text, 1)
        row.addWidget(self.action)
        self._call: Callable[[], object] | None = None
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, verb: str = "", call: Callable[[], object] | None = None) -> None:
        """Show a text for ten seconds, with one way back (`verb`) if there is one."""
        self.text.setText(text)
        self.action.setText(verb)
        self.action.setVisible(bool(verb))
        self._call = call
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def offer(self, where: QWidget, text: str, verb: str, call: Callable[[], object]) -> None:
        """Say what was done; its way back is offered only where it was done."""
        if where.isVisible():
            self.say(text, verb, call)
        else:
            self.say(text)

    @Slot()
    def let_go(self) -> None:
        """Offer no way back any more: what it would take back is no longer in sight."""
        self._call = None
        if self.action.isVisibleTo(self):
            self.action.setText("")
            self.action.hide()
            self._place()

    def forget(self) -> None:
        """Take the text away at once."""
        self._timer.stop()
        self.text.clear()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _act(self) -> None:
        self.hide()
        if self._call is not None:
            self._call()

    def _place(self) -> None:
        """In the bar, in the middle or left of it; what is longer than the bar grows upwards."""
        around, gap = self._around, 8
        end = around.width()
        if self._free is not None:
            end = self._free.mapTo(around, self._free.rect().topLeft()).x()
        room = max(end - 2 * gap, 200)
        self.text.setWordWrap(False)
        wide = self.sizeHint().width()
        self.text.setWordWrap(wide > room)
        wide = min(wide, room)
        tall = max(Theme.current().px(30), self._row.totalHeightForWidth(wide))
        left = max(min((around.width() - wide) // 2, end - gap - wide), gap)
        self.setGeometry(left, around.height() - tall, wide, tall)


class Question(QDialog):
    """A decision: the buttons repeat the verbs, and closing it decides nothing."""

    chosen = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        verbs: Sequence[tuple[str, str]],
        *,
        danger: bool = False,
    ) -> None:
        """`verbs` are (key, text), the first one the main one; 取消 is added."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.text = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        heading = QLabel(title, textFormat=Qt.TextFormat.PlainText)
        heading.setProperty("role", "heading")
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = QPushButton(self.tr("取消"))
        self.cancel.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        for key, verb in reversed(verbs):
            button = QPushButton(verb)
            button.clicked.connect(lambda _=False, key=key: self._choose(key))
            self.buttons[key] = button
            row.addWidget(button)
        main = self.buttons[verbs[0][0]]
        main.setProperty("kind", "danger" if danger else "primary")
        (self.cancel if danger else main).setDefault(True)
        around = QVBoxLayout(self)
        around.setContentsMargins(24, 20, 24, 20)
        around.setSpacing(16)
        around.addWidget(heading)
        around.addWidget(self.text)
        around.addLayout(row)
        self.setMinimumWidth(min(Theme.current().px(420), 640))

    def _choose(self, key: str) -> None:
        self.accept()
        self.chosen.emit(key)


def ask(
    parent: QWidget,
    title: str,
    text: str,
    verb: str,
    call: Callable[[], object],
    *,
    danger: bool = False,
) -> Question:
    """Ask before one thing is done; `call` runs if the officer presses `verb`."""
    question = Question(parent, title, text, [("go", verb)], danger=danger)
    question.chosen.connect(lambda _key: call())
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.open()
    return question
