"""The first step: which kind of file, and which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.pages.importing import words as said
from desktop.ui.icons import pixmap
from desktop.ui.messages import set_tone
from desktop.ui.parts import Tabs, button, clear, column, row, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.records.imports import ImportKind


class Choosing(QWidget):
    """A row of kinds and a field to drop a file on."""

    kind_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.kinds: Tabs | None = None
        self._allowed: dict[str, bool] = {}
        self._tabs = row()
        self.about = words("", "label", wrap=True)
        self.drop = QFrame()
        self.drop.setProperty("role", "drop")
        mark = QLabel()
        mark.setPixmap(pixmap("import", "border", 40))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = words(tr("把文件拖到这里，或者"), "label")
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose = button(tr("选文件"), kind="primary")
        formats = words(
            tr("xlsx、xls、et、csv 都可以；先检查，看过再导入，中途取消不留下任何内容。"),
            "quiet",
            wrap=True,
        )
        formats.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.folder = words("", "quiet", wrap=True)
        self.folder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(self.drop)
        inside.setSpacing(12)
        inside.addStretch(1)
        for part in (mark, self.text):
            inside.addWidget(part)
        inside.addLayout(row(1, self.choose, 1))
        inside.addWidget(formats)
        inside.addWidget(self.folder)
        inside.addStretch(1)
        self.setLayout(column(self._tabs, self.about, self.drop, gap=8))
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), self.sizePolicy().verticalPolicy())
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setStretch(2, 1)

    def offer(self, kinds: Sequence[ImportKind], now: str) -> None:
        """Show the kinds of files, one of them chosen."""
        clear(self._tabs)
        self._allowed = {one.kind: one.allowed for one in kinds}
        if not kinds:
            return
        self.kinds = Tabs([(one.kind, said.kind(one.kind)) for one in kinds], kind="pill")
        self._tabs.addWidget(self.kinds)
        self.kinds.chosen.connect(self.kind_chosen.emit)
        self.tell(now)

    def tell(self, kind: str) -> None:
        """Say what the chosen kind is, and whether this ledger may take it in."""
        self.about.setText(said.about(kind))
        if self.kinds is not None and kind in self.kinds.buttons:
            self.kinds.buttons[kind].setChecked(True)
        if not self._allowed.get(kind, True):
            looking = self.tr("{about}这台电脑只能检查这类表，不能导入。")
            self.about.setText(looking.format(about=said.about(kind)))

    def allowed(self, kind: str) -> bool:
        """Whether this ledger may take in files of a kind."""
        return self._allowed.get(kind, True)

    def remember(self, folder: str) -> None:
        """Show where the file dialog opens."""
        text = self.tr("上次的文件夹：{folder}").format(folder=folder)
        self.folder.setText(text if folder else "")

    def light(self, *, on: bool) -> None:
        """Show that a file can be let go here."""
        set_tone(self.drop, "info" if on else "")
        self.text.setText(self.tr("松开就检查这个文件") if on else self.tr("把文件拖到这里，或者"))
