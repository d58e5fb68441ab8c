"""What stays from row to row: day, way, village, companions, handouts; one line of chips if low."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop.services.records.entry import EntryHeader
from desktop.texts import choices, word
from desktop.ui.fields import Combo, DayCell, NoteLine
from desktop.ui.parts import Flow, button, row, words
from desktop.ui.reading import read_day
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from desktop.services.records.people import Village


class Sticky(QWidget):
    """The header of quick entry; Alt+D, Alt+M and Alt+V lead to day, way and village."""

    changed = Signal()
    left = Signal()
    """Enter: on to the row."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._low = False
        self._last: Mapping[str, str] = {}
        self._villages: dict[str, Village] = {}
        self._fields()
        self.open = QWidget()
        flow = Flow(self.open, gap=12)
        for label, field in self._pairs:
            pair = QWidget()
            pair.setLayout(row(label, field, gap=6))
            flow.add(pair)
        papers = QWidget()
        papers.setLayout(row(words(self.tr("发放"), "label"), *self.handouts.values(), gap=4))
        flow.add(papers)
        self.chips = QWidget()
        line = Flow(self.chips, gap=6)
        self.chip_of: dict[str, QPushButton] = {}
        for key, field in self._chip_fields.items():
            chip = button("", partial(self.go, field), kind="pill")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.chip_of[key] = chip
            line.add(chip)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.open)
        around.addWidget(self.chips)
        self.chips.hide()
        for keys, field in (("Alt+D", self.day), ("Alt+M", self.method), ("Alt+V", self.village)):
            QShortcut(QKeySequence(keys), self, partial(self.go, field))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _fields(self) -> None:
        tr = self.tr
        self.day = DayCell(tr("走访日期"), self._today, width=112)
        self.method = Combo(tr("方式"), choices("publicity_method"))
        self.village = Combo(tr("村"), [("", tr("全乡镇"))])
        self.companions = NoteLine(tr("同行"), tr("如 村干部 刘建国"))
        self.companions.setFixedWidth(Theme.current().px(150))
        self.handouts = {code: button(name, kind="pill") for code, name in choices("handouts")}
        for box in self.handouts.values():
            box.setCheckable(True)
        self._pairs = [
            (words(tr("日期 Alt+D"), "label"), self.day),
            (words(tr("方式 Alt+M"), "label"), self.method),
            (words(tr("村 Alt+V"), "label"), self.village),
            (words(tr("同行"), "label"), self.companions),
        ]
        for label, field in self._pairs:
            label.setBuddy(field)
        self._chip_fields: dict[str, QWidget] = {
            "day": self.day,
            "method": self.method,
            "village": self.village,
            "companions": self.companions,
            "handouts": next(iter(self.handouts.values())),
        }
        self.day.changed.connect(self._changed)
        self.companions.editingFinished.connect(self._changed)
        self.method.currentIndexChanged.connect(self._changed)
        self.village.currentIndexChanged.connect(self._changed)
        self.method.activated.connect(lambda _place: self.left.emit())
        self.village.activated.connect(lambda _place: self.left.emit())
        for box in self.handouts.values():
            box.toggled.connect(self._changed)

    def fill(self, villages: Sequence[Village]) -> None:
        """Offer the villages of the roster."""
        self._villages = {one.division_code: one for one in villages}
        every = [("", self.tr("全乡镇"))]
        name = self.tr("{village}（{n} 户）")
        self.village.fill(
            [
                *every,
                *(
                    (one.division_code, name.format(village=one.village, n=one.households))
                    for one in villages
                ),
            ]
        )

    def header(self) -> EntryHeader | None:
        """What stands here; None where the day cannot be read."""
        day = self.day.day()
        if day is None:
            return None
        return EntryHeader(
            on=day,
            method=self.method.code() or "visit",
            village=self.village.code(),
            companions=self.companions.text().strip(),
            handouts=tuple(code for code, box in self.handouts.items() if box.isChecked()),
        )

    def show_header(self, header: EntryHeader) -> None:
        """Show what stood here last."""
        self.day.set_day(header.on)
        self.method.choose(header.method)
        self.village.choose(header.village)
        self.companions.setText(header.companions)
        for code, box in self.handouts.items():
            box.setChecked(code in header.handouts)
        self._tell()

    def values(self) -> dict[str, str]:
        """The fields as they stand, for a draft."""
        day = self.day.day()
        return {
            "on": day.isoformat() if day else self.day.text(),
            "method": self.method.code(),
            "village": self.village.code(),
            "companions": self.companions.text(),
            "handouts": " ".join(c for c, box in self.handouts.items() if box.isChecked()),
        }

    def put_back(self, values: Mapping[str, str]) -> None:
        """Show the fields as a draft kept them."""
        self.show_header(
            EntryHeader(
                on=read_day(values.get("on", ""), self._today()) or self._today(),
                method=values.get("method", "visit"),
                village=values.get("village", ""),
                companions=values.get("companions", ""),
                handouts=tuple(values.get("handouts", "").split()),
            )
        )

    def go(self, field: QWidget) -> None:
        """Lead to a field, unfolding the line of chips."""
        self._face(chips=False)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(field, Combo):
            field.showPopup()

    def fold(self, *, low: bool) -> None:
        """One line of chips where the window is low, until a field is wanted."""
        self._low = low
        self._face(chips=low and not self._inside(QApplication.focusWidget()))

    def _face(self, *, chips: bool) -> None:
        self.open.setVisible(not chips)
        self.chips.setVisible(chips)

    def _focus_moved(self, _old: QObject | None, now: QObject | None) -> None:
        if self._low and not self._inside(now):
            self._face(chips=True)

    def _inside(self, part: QObject | None) -> bool:
        return isinstance(part, QWidget) and self.isAncestorOf(part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc lead back to the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _changed(self, *_: object) -> None:
        """Tell of what is another value than before; the same one said again is nothing."""
        values = self.values()
        self._tell()
        if values != self._last:
            self._last = values
            self.changed.emit()

    def _tell(self) -> None:
        """Say on the chips what the fields say."""
        tr, day = self.tr, self.day.day()
        papers = [box.text() for box in self.handouts.values() if box.isChecked()]
        friends = self.companions.text().strip()
        shown = {
            "day": tr("{day} 周{name}").format(
                day=f"{day:%m-%d}", name=tr("一二三四五六日")[day.weekday()]
            )
            if day
            else tr("日期"),
            "method": word("publicity_method", self.method.code()),
            "village": self.village.currentText(),
            "companions": tr("同行 {who}").format(who=friends) if friends else tr("无同行"),
            "handouts": tr("、").join(papers) if papers else tr("没有发放材料"),
        }
        keys = {"day": "Alt+D", "method": "Alt+M", "village": "Alt+V"}
        for key, chip in self.chip_of.items():
            chip.setText(shown[key])
            set_tip(chip, keys.get(key, tr("点开改")))
