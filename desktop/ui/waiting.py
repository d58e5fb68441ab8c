"""A busy cursor after 0.3 s; a dialog with progress and 停止 for long work after 0.6 s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from desktop.ui.parts import button, row, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.ui.jobs import Jobs, Progress

BUSY_MS = 300
DIALOG_MS = 600
_MEANT_MS = 10_000


class Waiting(QObject):
    """Watches the jobs of a window and shows that the program is at work."""

    def __init__(self, window: QWidget, jobs: Jobs) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._told = QTimer(self, singleShot=True, interval=_MEANT_MS)
        self._soon = QTimer(self, singleShot=True, interval=BUSY_MS)
        self._soon.timeout.connect(lambda: window.setCursor(Qt.CursorShape.BusyCursor))
        self._open: dict[Progress, ProgressDialog] = {}
        jobs.idle.connect(self._idle)
        jobs.began.connect(self._began)
        jobs.ended.connect(self._ended)

    def lost(self) -> str:
        """What is lost if the window closes now; told once, the second time it is meant."""
        if not self._jobs.busy_aside() or self._told.isActive():
            return ""
        self._told.start()
        return self.tr("照片还没读完，现在关闭会少几张。请读完再关；再关一次就直接退出。")

    @property
    def dialog(self) -> ProgressDialog | None:
        """The dialog of the work that was begun last and still goes on."""
        return next(reversed(self._open.values()), None)

    @Slot(bool)
    def _idle(self, idle: bool) -> None:  # noqa: FBT001 - a slot
        if idle:
            self._soon.stop()
            self._window.unsetCursor()
        else:
            self._soon.start()

    @Slot(object, str)
    def _began(self, progress: Progress, title: str) -> None:
        self._open[progress] = ProgressDialog(self._window, progress, title)

    @Slot(object)
    def _ended(self, progress: Progress) -> None:
        dialog = self._open.pop(progress, None)
        if dialog is not None:
            dialog.done(0)
            dialog.deleteLater()


class ProgressDialog(QDialog):
    """How far a long call is; Esc and 停止 ask it to stop."""

    def __init__(self, parent: QWidget, progress: Progress, title: str) -> None:
        super().__init__(parent)
        self._progress = progress
        self.setModal(True)
        self.setWindowTitle(title)
        self.heading = words(title, "heading")
        self.step = words(self.tr("准备中…"), "label")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.stop = button(self.tr("停止"), self.reject)
        around = QVBoxLayout(self)
        around.setContentsMargins(24, 20, 24, 16)
        around.setSpacing(12)
        for part in (self.heading, self.step, self.bar):
            around.addWidget(part)
        around.addLayout(row(1, self.stop))
        self.setMinimumWidth(min(Theme.current().px(420), 640))
        progress.moved.connect(self._moved)
        self._soon = QTimer(self, singleShot=True, interval=DIALOG_MS)
        self._soon.timeout.connect(self.open)
        self._soon.start()

    def reject(self) -> None:
        """Ask the call to stop; the dialog goes when it has."""
        self._progress.stop()
        self.stop.setEnabled(False)
        self.step.setText(self.tr("正在停下来，没有做完的会退回…"))

    def done(self, code: int) -> None:
        """Close for good."""
        self._soon.stop()
        super().done(code)

    @Slot(int, int, str)
    def _moved(self, done: int, total: int, name: str) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.step.setText(name or self.tr("{done} / {total}").format(done=done, total=total))
