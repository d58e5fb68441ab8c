"""The policy: documents in force, numbers, open points, and the time line of a contract."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.settings.policy.installing import Refusals
from desktop.pages.settings.policy.numbers import Numbers
from desktop.pages.settings.policy.packs import Packs
from desktop.pages.settings.policy.questions import Questions
from desktop.pages.settings.policy.reader import Reader
from desktop.pages.settings.policy.timeline import TimeLine
from desktop.texts import sentence
from desktop.ui.messages import Banner
from desktop.ui.parts import Tabs
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.pages.settings.policy.view import View
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

    Refused = Sequence[tuple[str, str, Mapping[str, object]]]

_CONTRACT = 4


class Policy(QWidget):
    """Four views, Alt+1 to Alt+4; a document that is opened takes their place until Esc."""

    said = Signal(str)
    written = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        tr = self.tr
        self._refused: Refused = ()
        self.banner = Banner()
        self.tabs = Tabs(
            [
                ("packs", tr("文件")),
                ("numbers", tr("参数")),
                ("questions", tr("待明确事项")),
                ("timeline", tr("合同时间线")),
            ],
            kind="pill",
        )
        self.packs = Packs(desk, jobs)
        self.packs.opened.connect(self.read)
        self.numbers = Numbers(desk, jobs)
        self.numbers.asked.connect(lambda code: self.open(f"questions/{code}"))
        self.questions = Questions(desk, jobs)
        self.timeline = TimeLine(desk, jobs)
        self.reader = Reader(desk, jobs)
        self.reader.closed.connect(self._back)
        self.views: dict[str, View] = {
            "packs": self.packs,
            "numbers": self.numbers,
            "questions": self.questions,
            "timeline": self.timeline,
        }
        self.faces = QStackedWidget()
        for view in (*self.views.values(), self.reader):
            view.said.connect(self.said.emit)
            view.written.connect(self._wrote)
            self.faces.addWidget(view)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(8)
        around.addWidget(self.banner)
        around.addWidget(self.tabs)
        around.addWidget(self.faces, 1)
        self.tabs.chosen.connect(self._turn)
        for place, key in enumerate(self.views, 1):
            keys = f"Alt+{place}"
            set_tip(self.tabs.buttons[key], keys)
            QShortcut(QKeySequence(keys), self, lambda key=key: self.tabs.choose(key))
        QShortcut(QKeySequence("Ctrl+F"), self.reader, self.reader.look_up)

    def refresh(self) -> None:
        """Ask again for the open view, and for what was not taken."""
        self.view().refresh()
        self.jobs.run(self.desk.policy.refused, self.show_refused)

    def view(self) -> View:
        """What is open now."""
        return self.reader if self._reading() else self.views[self.tabs.key()]

    def open(self, what: str) -> None:
        """Open a view by its key.

        `timeline/PRODUCT/SIGNED/DRAWN/MATURITY` (ISO days) shows a contract, `questions/WORD` the
        points in which a word or a number stands.
        """
        key, *rest = what.split("/")
        if key not in self.views:
            return
        self.tabs.choose(key)
        if key == "questions" and rest:
            self.questions.narrow_to(rest[0])
        if key == "timeline" and len(rest) == _CONTRACT:
            self.timeline.show_contract(rest[0], *(date.fromisoformat(one) for one in rest[1:]))

    def read(self, pack_id: str) -> None:
        """Show a document as a page."""
        self.tabs.hide()
        self.faces.setCurrentWidget(self.reader)
        self.reader.open(pack_id)

    def help(self) -> None:
        """The clause of the current row."""
        self.view().help()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step."""
        if event.key() == Qt.Key.Key_Escape and self._reading():
            self._back()
        elif event.key() == Qt.Key.Key_Escape and self.view().leave():
            event.accept()
        else:
            super().keyPressEvent(event)

    def _reading(self) -> bool:
        return self.faces.currentWidget() is self.reader

    def _back(self) -> None:
        self._turn("packs")

    def _turn(self, key: str) -> None:
        self.tabs.show()
        self.tabs.buttons[key].setChecked(True)
        self.faces.setCurrentWidget(self.views[key])
        self.views[key].refresh()
        self.views[key].enter()

    def _wrote(self, kind: str) -> None:
        self.written.emit(kind)
        self.jobs.run(self.desk.policy.refused, self.show_refused)

    def show_refused(self, refused: Refused) -> None:
        """Say which documents were not taken; none takes the note away."""
        self._refused = refused
        if not refused:
            self.banner.clear()
            return
        file, code, params = refused[0]
        first = sentence(code, {"file": file, **params})
        more = self.tr("另有 {n} 份也没有采用。").format(n=len(refused) - 1)
        verbs = [(self.tr("看是哪一处"), self._show_faults)]
        self.banner.say(first + (more if len(refused) > 1 else ""), "error", verbs)

    def _show_faults(self) -> None:
        Refusals(self, self._refused).open()
