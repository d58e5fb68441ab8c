"""Picking one of many the way an input method does: initials, then a digit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.fonts import ensure
from desktop.ui.jobs import Jobs, Latest
from desktop.ui.parts import Badge, Elided, clear, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One line of the list: what it stands for and how it is shown."""

    key: str
    name: str
    place: str = ""
    number: str = ""
    badge: str = ""
    tone: str = ""
    value: object = None


class Popup(QFrame):
    """The numbered list under the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("popup")
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(4, 4, 4, 4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._body.addLayout(self._grid)
        self.said = words("", "quiet", wrap=True)
        self.said.setContentsMargins(8, 4, 8, 4)
        self._body.addWidget(self.said)
        self.hide()

    def fill(self, candidates: Sequence[Candidate], said: str) -> None:
        """Show candidates, or what is said instead of them."""
        clear(self._grid)
        theme = Theme.current()
        for place, one in enumerate(candidates):
            number = words(str(place + 1), "key")
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            name = words(one.name, "strong")
            for column, part in enumerate(
                (number, name, words(one.number, "label"), Elided(one.place, "quiet"))
            ):
                self._grid.addWidget(part, place, column)
            self._grid.addWidget(Badge(one.badge, one.tone) if one.badge else words(), place, 4)
            self._grid.setRowMinimumHeight(place, theme.px(30))
        for place in range(len(candidates), MOST):
            self._grid.setRowMinimumHeight(place, 0)
        self._grid.setColumnStretch(3, 1)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self._body.activate()


class Picker(QLineEdit):
    """A field in which initials find and a digit (space or Enter: the first) picks."""

    picked = Signal(object)

    def __init__(
        self,
        name: str,
        jobs: Jobs,
        find: Callable[[str], Sequence[Candidate]],
        *,
        placeholder: str = "",
        input_method: bool = False,
    ) -> None:
        """`find` runs on the store thread."""
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=input_method)
        self._jobs = jobs
        self._find = find
        self._latest = Latest()
        self._waiting: int | None = None
        self._held: list[QKeyEvent] = []
        self.candidates: list[Candidate] = []
        self.value: Candidate | None = None
        self.popup: Popup | None = None
        self.textEdited.connect(self._search)

    def set_value(self, value: Candidate | None) -> None:
        """Show a choice that was made elsewhere; None empties the field."""
        self.value = value
        self.setText(self._shown(value) if value else "")
        self.close_popup()

    def pick(self, place: int) -> None:
        """Take a candidate by its place; one that is still on its way is taken on arrival."""
        if self._waiting is not None:
            self._waiting = place
        elif place < len(self.candidates):
            self.set_value(self.candidates[place])
            self.picked.emit(self.value)

    def close_popup(self) -> None:
        """Take the list away."""
        self.candidates = []
        if self.popup is not None:
            self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit after letters picks; what begins with digits is a number that is looked for."""
        key, typed = event.key(), event.text()
        if self._waiting is not None and self._waiting >= 0:
            self._held.append(event.clone())  # meant for the field after this one
            return
        letters = not any(map(str.isdecimal, self.text()))
        searching = self.value is None and bool(self.text())
        if searching and letters and typed in set("123456789"):
            self.pick(int(typed) - 1)
        elif searching and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pick(0)
        elif key == Qt.Key.Key_Escape and self.text():
            self.set_value(None)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        """The list goes with the focus."""
        self.close_popup()
        super().focusOutEvent(event)  # type: ignore[arg-type]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pick by mouse."""
        if event.type() == QEvent.Type.MouseButtonPress and self.popup is not None:
            height = self.popup.height() / max(len(self.candidates), 1)
            self.pick(int(event.position().y() // height))  # type: ignore[attr-defined]
            return True
        return super().eventFilter(watched, event)

    def _shown(self, value: Candidate) -> str:
        return self.tr("{name}  {place}").format(name=value.name, place=value.place)

    def _search(self, text: str) -> None:
        self.value = None
        query = text.strip()
        if not query:
            self._latest.number += 1
            self._waiting = None
            self.close_popup()
            return
        self._waiting = -1
        self._jobs.run(lambda: list(self._find(query)), self._latest.only(self._found))

    def _found(self, candidates: list[Candidate]) -> None:
        wanted, self._waiting = self._waiting, None
        self.candidates = candidates[:MOST]
        ensure("".join(one.name + one.place for one in self.candidates))
        if wanted is not None and wanted >= 0:
            self.pick(wanted)
            self._pass_on()
        elif self.hasFocus() or self.isVisible():
            self._show_popup()

    def _pass_on(self) -> None:
        """Give keys that were pressed ahead of the answer to whoever has the focus now."""
        held, self._held = self._held, []
        for event in held:
            now = self.window().focusWidget()  # also while another window is the active one
            if now is not None and self.value is not None:
                QApplication.sendEvent(now, event)

    def _show_popup(self) -> None:
        if self.popup is None:
            self.popup = Popup(self.window())
            self.popup.installEventFilter(self)
        said = (
            ""
            if self.candidates
            else self.tr("没有找到。可输姓名首字母、姓名、户编号或证件后四位。")
        )
        self.popup.fill(self.candidates, said)
        theme = Theme.current()
        wide = max(self.width(), theme.px(380))
        self.popup.resize(wide, self.popup.sizeHint().height())
        at = self.mapTo(self.window(), QPoint(0, self.height() + 2))
        room = self.window().width() - wide - theme.px(8)
        self.popup.move(max(min(at.x(), room), 0), at.y())
        self.popup.show()
        self.popup.raise_()
