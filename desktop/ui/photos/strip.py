"""The small pictures of a record, each asked for once and made small aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidgetItem

from desktop.ui.photos.looking import Captions
from desktop.ui.photos.thumbs import TALL, WIDE, Thumbs, blank, small
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.jobs import Jobs
    from desktop.ui.photos.keeping import Keeping, Shown


class Strip(Thumbs):
    """Shows lines; pictures that come after another record was opened are dropped."""

    def __init__(self, name: str, keeping: Keeping, jobs: Jobs) -> None:
        super().__init__(name)
        self.captions = Captions(self)
        self._keeping = keeping
        self._jobs = jobs
        self._aside = jobs.aside()
        self._page = 0
        self._icons: dict[str, QIcon] = {}
        self._lines: Sequence[Shown] = ()

    def turn_page(self) -> None:
        """Another record: its pictures are asked for anew."""
        self._page += 1
        self._icons.clear()

    def put(self, lines: Sequence[Shown]) -> None:
        """Show these, and stand where it stood."""
        self._lines = lines
        place = self.currentRow()
        self.clear()
        for one in lines:
            item = QListWidgetItem(self._icons.get(one.sha256, blank()), self._under(one))
            said = self.tr("，").join(
                (self.captions.when(one), self.captions.where(one), self.captions.hints(one))
            )
            set_tip(item, said)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.addItem(item)
            if one.here and one.sha256 not in self._icons:
                self._icons[one.sha256] = blank()  # asked for once
                self._ask(one.sha256)
        self.setCurrentRow(min(max(place, 0), len(lines) - 1))

    def _under(self, one: Shown) -> str:
        """Under a small picture: when it was taken, marked where something does not go."""
        if not one.here:
            return self.tr("还没收到")
        day = f"{one.taken_at:%m-%d}" if one.taken_at else self.tr("无时间")
        if one.hints:
            return self.tr("！{day}").format(day=day)
        return f"{day} {one.taken_at:%H:%M}" if one.taken_at else day

    def _ask(self, digest: str) -> None:
        page, keeping = self._page, self._keeping
        self._jobs.run(lambda: (page, digest, keeping.picture(digest)), self._fetched)

    def _fetched(self, answer: tuple[int, str, bytes]) -> None:
        """A picture is made small aside: the store's thread has other work."""
        page, digest, content = answer
        if page == self._page:
            size = QSize(Theme.current().px(WIDE), Theme.current().px(TALL)) * 2
            self._aside.run(lambda: (page, digest, small(content, size)), self._came)

    def _came(self, answer: tuple[int, str, QImage]) -> None:
        page, digest, image = answer
        if page != self._page:
            return
        icon = self._icons[digest] = QIcon(QPixmap.fromImage(image))
        for place, one in enumerate(self._lines):
            item = self.item(place)
            if one.sha256 == digest and item is not None:
                item.setIcon(icon)
