"""Fields for one value each: day, amount, count, one-digit choice, note; and their frame."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.icons import outline, paint
from desktop.ui.messages import Hint, set_tone
from desktop.ui.parts import Flow, button, row, words
from desktop.ui.reading import FEN, WHOLE_DAY, read_amount, read_day, show_amount
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

_WAN = 10_000


class Cell(QLineEdit):
    """A line without input method: codes, days, amounts; scanners work in it."""

    def __init__(self, name: str, *, width: int = 0) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._wide = width
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_wide"):
            self._fit()

    def _fit(self) -> None:
        if self._wide:
            self.setFixedWidth(Theme.current().px(self._wide))


class NoteLine(QLineEdit):
    """A line of words, with input method."""

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)


class DayCell(Cell):
    """A day: `8`, `7-8`, `t` today, `+` and `-` for the next and the previous day."""

    changed = Signal()

    def __init__(self, name: str, today: Callable[[], date], *, width: int = 118) -> None:
        super().__init__(name, width=width)
        self._today = today
        self._day: date | None = None
        set_tip(self, self.tr("可输 8、7-8、t（今天）、+、-"))

    def day(self) -> date | None:
        """The day, or None if none was typed or it cannot be read."""
        return read_day(self.text(), self._today()) if self.text().strip() else None

    def unread(self) -> bool:
        """Whether something was typed that is no day."""
        return bool(self.text().strip()) and self.day() is None

    def set_day(self, day: date | None) -> None:
        """Show a day."""
        self._day = day
        self.setText(day.isoformat() if day else "")
        set_tone(self, "")
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the day by one key."""
        key = event.text()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == "t" or (control and event.key() == Qt.Key.Key_Semicolon):
            self.set_day(self._today())
        elif key in {"+", "="} and not control:
            self._step(1)
        elif key == "-" and self._whole():
            self._step(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Offer the whole day for overwriting."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write what was typed as a whole day, or mark it."""
        self.settle()
        super().focusOutEvent(event)

    def settle(self) -> None:
        """Read what was typed; a text that is no day stays and is marked."""
        day = self.day()
        if day is not None:
            self.set_day(day)
        else:
            set_tone(self, "error" if self.unread() else "")
            self.changed.emit()

    def _whole(self) -> bool:
        """Whether a day stands here and nothing is being typed: then `-` is a step."""
        return bool(WHOLE_DAY.fullmatch(self.text())) or not self.text()

    def _step(self, days: int) -> None:
        self.set_day((self.day() or self._today()) + timedelta(days=days))
        self.selectAll()


class AmountCell(Cell):
    """An amount of money in yuan or in units of 10,000 yuan; the value is fen."""

    changed = Signal()

    def __init__(self, name: str, *, in_wan: bool = True, width: int = 90) -> None:
        super().__init__(name, width=width)
        self._unit = FEN * (_WAN if in_wan else 1)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textChanged.connect(self._typed)

    def fen(self) -> int | None:
        """The amount in fen, None if there is none."""
        return read_amount(self.text(), self._unit)

    def unread(self) -> bool:
        """Whether something was typed that is no amount."""
        return bool(self.text().strip()) and self.fen() is None

    def set_fen(self, fen: int | None) -> None:
        """Show an amount."""
        self.setText("" if fen is None else show_amount(fen, self._unit))

    def _typed(self) -> None:
        set_tone(self, "error" if self.unread() else "")
        self.changed.emit()


class CountCell(Cell):
    """A whole number, such as months."""

    def __init__(self, name: str, *, width: int = 64) -> None:
        super().__init__(name, width=width)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(4)

    def number(self) -> int | None:
        """The number, None if there is none."""
        text = self.text().strip()
        return int(text) if text.isdecimal() else None

    def unread(self) -> bool:
        """Whether something was typed that is no whole number."""
        return bool(self.text().strip()) and self.number() is None


class Choice(QFrame):
    """A question answered by one digit; the answers stand in sight and can be clicked."""

    picked = Signal(str)

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[str, str]],
        *,
        first: int = 1,
        later: bool = False,
    ) -> None:
        """`choices` are (code, word), numbered from `first`.

        With `later` it is hidden, and its answers are made when it is shown for the first time.
        """
        super().__init__()
        self.setProperty("role", "choice")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self._flow = Flow(self, gap=4)
        self._flow.setContentsMargins(2, 2, 2, 2)
        self._code = ""
        self._choices = tuple(choices)
        self._keys = {str(place): code for place, (code, _) in enumerate(choices, first)}
        if later:
            self.hide()
        else:
            _ = self.buttons

    @cached_property
    def buttons(self) -> dict[str, QPushButton]:
        """The answers in sight by their codes."""
        words = dict(self._choices)
        return {code: self._pill(digit, code, words[code]) for digit, code in self._keys.items()}

    def _pill(self, digit: str, code: str, word: str) -> QPushButton:
        numbered = self.tr("{digit} {word}").format(digit=digit, word=word)
        pill = button(numbered, lambda: self.pick(code), kind="pill")
        pill.setCheckable(True)
        pill.setChecked(code == self._code)
        pill.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._flow.add(pill)
        return pill

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - Qt's own signature
        """Have the answers before there has to be room for them."""
        if visible:
            _ = self.buttons
        super().setVisible(visible)

    def code(self) -> str:
        """The code of the answer, empty if there is none."""
        return self._code

    def set_code(self, code: str) -> None:
        """Show an answer without telling anybody."""
        self._code = code
        if "buttons" in self.__dict__:
            for each, pill in self.buttons.items():
                pill.setChecked(each == code)

    def allow(self, codes: Sequence[str]) -> None:
        """Let only these answers be given."""
        for code, pill in self.buttons.items():
            pill.setEnabled(code in codes)

    def pick(self, code: str) -> None:
        """Answer."""
        if code and not self.buttons[code].isEnabled():
            return
        self.set_code(code)
        self.picked.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer with a digit, move with the arrows, take it back with the delete keys."""
        codes = list(self._keys.values())
        key = event.key()
        if event.text() in self._keys:
            self.pick(self._keys[event.text()])
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if key == Qt.Key.Key_Right else -1
            place = codes.index(self._code) + step if self._code else 0
            self.pick(codes[place % len(codes)])
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.pick("") if self._code else None
        else:
            super().keyPressEvent(event)


class Combo(QComboBox):
    """A list to choose one from, with a drawn arrow."""

    def __init__(self, name: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        """`choices` are (code, word)."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.fill(choices)

    def fill(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices; the chosen code stays if it is still there."""
        before = self.code() if self.count() else None
        with QSignalBlocker(self):
            self.clear()
            for code, word in choices:
                self.addItem(word, code)
            self.setCurrentIndex(0 if before is None else max(self.findData(before), 0))

    def code(self) -> str:
        """The chosen code, empty if there is nothing to choose."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose by code."""
        self.setCurrentIndex(max(self.findData(code), 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow over the field."""
        super().paintEvent(event)
        theme = Theme.current()
        side = theme.px(16)
        box = QRectF(self.width() - side - theme.px(6), (self.height() - side) / 2, side, side)
        painter = QPainter(self)
        paint(painter, outline(theme.drawings["down"]), box, theme.colour("text2"))
        painter.end()


class Field(QWidget):
    """A label, its field and the hint below it."""

    def __init__(self, label: str, editor: QWidget) -> None:
        super().__init__()
        self.editor = editor
        self.label = words(label, "label")
        self.label.setBuddy(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        self.hint = Hint()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(4)
        around.addWidget(self.label)
        around.addWidget(editor)
        around.addWidget(self.hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def say(self, text: str, tone: str = "error") -> None:
        """Show a hint under the field and mark the field; an empty text clears both."""
        self.hint.say(text, tone)
        set_tone(self.editor, tone if text else "")


class Form(QGridLayout):
    """Questions below each other: label at the left, field at the right, hint under the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(8)
        self.setVerticalSpacing(6)
        self.setColumnStretch(1, 1)
        self.setColumnMinimumWidth(0, Theme.current().px(58))
        self._rows: dict[QWidget, tuple[QWidget, ...]] = {}
        self.hints: dict[QWidget, Hint] = {}

    def add(self, label: str, editor: QWidget, *tail: QWidget) -> None:
        """Put a question at the end; `tail` stands at the right of the field."""
        line = self.rowCount()
        name = words(label, "label")
        name.setBuddy(editor)
        name.setContentsMargins(0, 6, 0, 0)
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        hint = Hint()
        self.addWidget(name, line, 0, Qt.AlignmentFlag.AlignTop)
        if tail:
            self.addLayout(row(editor, *tail, 1), line, 1)
        else:
            self.addWidget(editor, line, 1)
        self.addWidget(hint, line + 1, 1)
        self._rows[editor] = (name, editor, *tail)
        self.hints[editor] = hint

    def show_row(self, editor: QWidget, *, shown: bool) -> None:
        """Show or hide a question."""
        for part in self._rows[editor]:
            part.setVisible(shown)
        if not shown:
            self.hints[editor].hide()

    def say(self, editor: QWidget, text: str, tone: str = "error") -> None:
        """Show a hint under a field and mark it; an empty text clears both."""
        self.hints[editor].say(text, tone)
        set_tone(editor, tone if text else "")

    def quiet(self) -> None:
        """Clear all hints."""
        for editor in self.hints:
            self.say(editor, "")
