"""A photo in large, with when it was taken, whether it says where, and what else is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QVBoxLayout

from desktop.texts import sentence
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint
from desktop.ui.parts import button, row, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ui.jobs import Jobs
    from desktop.ui.photos.keeping import Keeping, Shown

_SHARE = 0.92


class Captions(QObject):
    """What is said of a photo."""

    def when(self, one: Shown) -> str:
        """When it was taken, in the camera's own time."""
        return f"{one.taken_at:%Y-%m-%d %H:%M}" if one.taken_at else self.tr("没有拍摄时间")

    def where(self, one: Shown) -> str:
        """Whether it says where it was taken; where a home is, is told with a reason only."""
        return self.tr("有拍摄地点") if one.placed else self.tr("没有拍摄地点")

    def hints(self, one: Shown) -> str:
        """What does not go with the record, in sentences."""
        said = [sentence(hint.code, hint.params) for hint in one.hints]
        if not one.here:
            said.append(sentence("photo_elsewhere", {}))
        return "".join(said)


class Viewer(QDialog):
    """One photo of several in large: left and right turn the pages, Esc closes."""

    def __init__(
        self, parent: QWidget, keeping: Keeping, jobs: Jobs, lines: Sequence[Shown], place: int
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("照片"))
        self.setModal(True)
        self._keeping = keeping
        self._jobs = jobs
        self._lines = lines
        self._latest = Latest()
        self._image = QImage()
        self._captions = Captions(self)
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.about = words("", "label", wrap=True)
        self.hint = Hint()
        self.before = button(self.tr("上一张 ←"), lambda: self.turn(-1))
        self.after = button(self.tr("下一张 →"), lambda: self.turn(1))
        self.close_button = button(self.tr("关闭 Esc"), self.reject, kind="primary")
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        around.addWidget(self.picture, 1)
        around.addWidget(self.about)
        around.addWidget(self.hint)
        around.addLayout(row(self.before, self.after, 1, self.close_button))
        for one, key in ((self.before, "Left"), (self.after, "Right")):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            QShortcut(key, self, one.click)
        window = parent.window().size()
        self.resize(QSize(round(window.width() * _SHARE), round(window.height() * _SHARE)))
        self.place = place
        self.turn(0)

    def turn(self, step: int) -> None:
        """Show another photo."""
        self.place = (self.place + step) % len(self._lines)
        one = self._lines[self.place]
        says = self._captions
        count = self.tr("第 {n} 张，共 {all} 张").format(n=self.place + 1, all=len(self._lines))
        self.about.setText(self.tr("　").join((count, says.when(one), says.where(one))))
        self.hint.say(says.hints(one), "warn")
        for step_button in (self.before, self.after):
            step_button.setVisible(len(self._lines) > 1)
        self.show_image(QImage())
        if one.here:
            digest = one.sha256
            self._jobs.run(lambda: self._keeping.picture(digest), self._latest.only(self._fetched))

    def _fetched(self, content: bytes) -> None:
        """A picture is decoded aside: the store's thread has other work."""
        show = self._latest.only(self.show_image)
        self._jobs.aside().run(lambda: QImage.fromData(content), show)

    def show_image(self, image: QImage) -> None:
        """Show a picture as large as there is room."""
        self._image = image
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            self.picture.setPixmap(QPixmap())
            return
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode
        ratio = self.devicePixelRatioF()
        small = self._image.scaled(self.picture.size() * ratio, keep, smooth.SmoothTransformation)
        small.setDevicePixelRatio(ratio)
        self.picture.setPixmap(QPixmap.fromImage(small))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the size of the window."""
        super().resizeEvent(event)
        self._fit()
