"""Choosing photos from a folder: the newest first, those of the day, several by keyboard."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QItemSelectionModel, QSize, QStorageInfo, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from desktop.ui.files import choose_folder
from desktop.ui.icons import pixmap
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import Elided, button, row, words
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.ui.jobs import Jobs
    from desktop.ui.photos.keeping import Keeping

AT_ONCE = 48
SIDE = 112
_DAY = len("2026-07-08")
_SHARE = 0.9
_BLANK = 28


def phones() -> list[Path]:
    """Folders of cameras on what is plugged in and has a path of its own."""
    found = [Path(one.rootPath()) / "DCIM" for one in QStorageInfo.mountedVolumes()]
    return [one for one in found if _is_there(one)]


def _is_there(folder: Path) -> bool:
    """Whether a folder can be looked into; what does not answer is passed over."""
    try:
        return folder.is_dir()
    except OSError:
        return False


class Grid(QListWidget):
    """Small pictures in rows; space marks one, Enter takes what is marked."""

    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space marks and goes on; Enter takes."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            item.setSelected(not item.isSelected())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class Picking(QDialog):
    """The pictures of a folder; Esc leaves everything as it was."""

    chosen = Signal(list)
    """The files that were taken."""

    last: ClassVar[Path | None] = None
    """The folder of the last choice, for this run of the program."""

    def __init__(self, parent: QWidget, keeping: Keeping, aside: Jobs, day: date | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(self.tr("选照片"))
        self._keeping = keeping
        self._aside = aside
        self._day = day
        self._latest = Latest()
        self._paths: list[Path] = []
        self._shown = 0
        self._days: dict[Path, str] = {}
        self._build()
        window = parent.size()
        self.resize(round(window.width() * _SHARE), round(window.height() * _SHARE))
        self.hint.say(self.tr("正在找手机和存储卡…"), "info")
        self.grid.setFocus()
        self._aside.run(_first, self._latest.only(self.look))

    def _build(self) -> None:
        tr, px = self.tr, Theme.current().px
        self.folder = Elided("", "label")
        self.change = button(tr("换文件夹 Alt+F"), self.ask)
        said = tr("只看当天 {day}（Alt+D）").format(day=f"{self._day:%m-%d}" if self._day else "")
        self.only_day = button(said, kind="pill")
        self.only_day.setCheckable(True)
        self.only_day.setVisible(self._day is not None)
        self.only_day.toggled.connect(lambda _on: self._fit())
        self.grid = Grid()
        self.grid.setObjectName("photo_grid")
        self.grid.setAccessibleName(tr("照片，空格选，回车添加"))
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.grid.setIconSize(QSize(px(SIDE), px(SIDE)))
        self.grid.setGridSize(QSize(px(SIDE + 16), px(SIDE + 34)))
        self.grid.taken.connect(self.take)
        self.grid.itemSelectionChanged.connect(self._count)
        self.hint = Hint()
        self.more = button(tr("再看 {n} 张 Alt+M").format(n=AT_ONCE), self.go_on)
        self.cancel = button(tr("取消 Esc"), self.reject)
        self.add = button("", self.take, kind="primary")
        around = QVBoxLayout(self)
        around.setContentsMargins(16, 12, 16, 12)
        heading = words(tr("选照片：空格选，回车添加"), "heading")
        around.addLayout(row(heading, 1, self.only_day, gap=12))
        line = row(self.folder, self.change)
        line.setStretch(0, 1)
        around.addLayout(line)
        around.addWidget(self.hint)
        around.addWidget(self.grid, 1)
        around.addLayout(row(self.more, 1, self.cancel, self.add))
        self.folder.setMinimumWidth(px(120))
        for one in (self.only_day, self.change, self.more, self.cancel, self.add):
            one.setAutoDefault(False)
        for key, call in (
            ("Ctrl+A", self.grid.selectAll),
            ("Alt+D", self.only_day.click),
            ("Alt+F", self.change.click),
            ("Alt+M", self.more.click),
        ):
            QShortcut(key, self, call)
        self._count()

    def look(self, folder: Path | None) -> None:
        """Show the newest pictures of a folder."""
        self._latest.drop()
        self.grid.clear()
        self._paths, self._shown = [], 0
        self.grid.setFocus()
        if folder is None:
            self.folder.setText("")
            self.hint.say(
                self.tr(
                    "没有找到手机或存储卡。手机连上后没有盘符的，先把照片复制到电脑上，"
                    "再按 Alt+F 选那个文件夹；也可以直接粘贴或拖进来。"
                ),
                "info",
            )
            self._fit()
            return
        Picking.last = folder
        self.folder.setText(str(folder))
        self.hint.say(self.tr("正在找照片…"), "info")
        keeping = self._keeping
        self._aside.run(lambda: keeping.newest(folder), self._latest.only(self._found))

    def ask(self) -> None:
        """Choose another folder."""
        choose_folder(self, self.tr("选放照片的文件夹"), self.look)

    def go_on(self) -> None:
        """Show the next ones."""
        fresh = self._paths[self._shown : self._shown + AT_ONCE]
        self._shown += len(fresh)
        blank = QIcon(pixmap("photo", "text3", _BLANK))
        for path in fresh:
            item = QListWidgetItem(blank, path.name)
            set_tip(item, path.name)
            item.setData(Qt.ItemDataRole.UserRole, path)
            self.grid.addItem(item)
            self._ask(path, item)
        self._fit()

    def take(self) -> None:
        """Take what is marked; without a mark the one at hand."""
        items = self.grid.selectedItems() or [self.grid.currentItem()]
        paths = [one.data(Qt.ItemDataRole.UserRole) for one in items if one is not None]
        if paths:
            order = {path: place for place, path in enumerate(self._paths)}
            self.accept()
            self.chosen.emit(sorted(paths, key=lambda path: -order[path]))

    def done(self, code: int) -> None:
        """Close; small pictures that are still to be read are left."""
        self._latest.drop()
        super().done(code)

    def refused(self, error: BaseException) -> bool:
        """A folder that cannot be read is told here."""
        text = explain(error)
        if text is not None:
            self.hint.say(text, "error")
        return text is not None

    def _found(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        nothing = self.tr("这个文件夹里没有照片，请按 Alt+F 换一个。")
        self.hint.say("" if paths else nothing, "info")
        self.go_on()

    def _ask(self, path: Path, item: QListWidgetItem) -> None:
        latest, keeping = self._latest, self._keeping
        number = latest.number

        def small() -> tuple[int, QListWidgetItem, Path, QImage, str]:
            if number != latest.number:  # left meanwhile: what was chosen is waiting to be read
                return number, item, path, QImage(), ""
            try:
                content, taken = keeping.glance(path)
            except Exception as fault:
                if explain(fault) is None:
                    raise
                content, taken = b"", ""
            return number, item, path, QImage.fromData(content) if content else QImage(), taken

        self._aside.run(small, self._came)

    def _came(self, answer: tuple[int, QListWidgetItem, Path, QImage, str]) -> None:
        number, item, path, image, taken = answer
        if number != self._latest.number:
            return
        self._days[path] = taken[:_DAY]
        if not image.isNull():
            item.setIcon(QIcon(QPixmap.fromImage(image)))
        short = taken[len("2026-") : len("2026-07-08T09:30")].replace("T", " ")
        item.setText(short or (self.tr("无时间") if not image.isNull() else path.name))
        self._fit()

    def _fit(self) -> None:
        """Hide what is of another day, if that is wanted."""
        wanted = self._day.isoformat() if self._day and self.only_day.isChecked() else ""
        left = 0
        for place in range(self.grid.count()):
            item = self.grid.item(place)
            told = self._days.get(item.data(Qt.ItemDataRole.UserRole), wanted)
            item.setHidden(bool(wanted) and told != wanted)
            if item.isHidden():
                item.setSelected(False)
            left += not item.isHidden()
        self._stand()
        self.more.setVisible(self._shown < len(self._paths))
        if wanted and self._paths:
            none = self.tr("看过的 {n} 张里没有这一天拍的。").format(n=self._shown)
            self.hint.say("" if left else none, "info")

    def _stand(self) -> None:
        """Stand on a picture that can be seen, without marking it."""
        now = self.grid.currentItem()
        if now is not None and not now.isHidden():
            return
        every = (self.grid.item(place) for place in range(self.grid.count()))
        first = next((item for item in every if not item.isHidden()), None)
        if first is not None:
            self.grid.setCurrentItem(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _count(self) -> None:
        marked = len(self.grid.selectedItems())
        text = self.tr("添加 {n} 张").format(n=marked) if marked else self.tr("添加这一张")
        self.add.setText(text)


def _first() -> Path | None:
    """The folder of the last time, else a phone's; None where neither is there."""
    last = Picking.last
    if last is not None and _is_there(last):
        return last
    return next(iter(phones()), None)
