"""The bar above the page and the bar below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QSizePolicy
from shiboken6 import isValid

from desktop.ui.icons import pixmap
from desktop.ui.parts import Elided, button, row, rule, words
from desktop.ui.pickers import Picker
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from desktop.ui.jobs import Jobs
    from desktop.ui.pickers import Candidate


class TopBar(QFrame):
    """Title of the page, the box that finds people and functions, sync and help."""

    def __init__(self, jobs: Jobs, find: Callable[[str], Sequence[Candidate]]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self._before: QWidget | None = None
        self.title = words("", "title")
        self.under = Elided("", "label")
        self.search = Picker(
            self.tr("找人、找功能"),
            jobs,
            find,
            placeholder=self.tr("找人、找功能   Ctrl+K"),
            input_method=True,
        )
        self.search.setClearButtonEnabled(True)
        self.sync = button(self.tr("同步"), kind="flat", drawing="sync")
        set_tip(self.sync, self.tr("打开“数据同步”（Ctrl+9）"))
        self.help = button("", kind="flat", drawing="help", tip=self.tr("帮助和快捷键（F1）"))
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 8, 12, 8)
        line.setSpacing(12)
        line.addWidget(self.title)
        line.addWidget(self.under, 1)
        line.addWidget(self.search)
        line.addWidget(self.sync)
        line.addWidget(self.help)
        self.rescale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the empty box leads back to where one was."""
        if event.key() == Qt.Key.Key_Escape and self._before and isValid(self._before):
            self._before.setFocus()
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Look for somebody or something; where one was is kept."""
        now = QApplication.focusWidget()
        self._before = self._before if now is self.search else now
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def rescale(self) -> None:
        """Take the sizes of the theme again."""
        self.search.setFixedWidth(Theme.current().px(300))

    def show_waiting(self, count: int) -> None:
        """How many records the county does not have."""
        text = self.tr("同步 {n}").format(n=count) if count else self.tr("同步")
        self.sync.setText(text)


class StatusBar(QFrame):
    """Saved at, offline, not reported, font scale, lock."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        mark = QLabel()
        mark.setPixmap(pixmap("check", "ok", 14))
        self.saved = words(self.tr("已自动保存"))
        self.offline = words(self.tr("离线可用"))
        self.waiting = button("", kind="flat")
        self.scale = button("", kind="flat", tip=self.tr("字号：Ctrl+= 放大，Ctrl+- 缩小"))
        self.lock = button(self.tr("锁屏 Ctrl+L"), kind="flat")
        for flat in (self.waiting, self.scale, self.lock):
            flat.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 8, 0)
        line.setSpacing(8)
        line.addLayout(row(mark, self.saved, gap=4))
        line.addWidget(rule(upright=True))
        line.addWidget(self.offline)
        line.addWidget(rule(upright=True))
        line.addWidget(self.waiting)
        line.addStretch(1)
        line.addWidget(self.scale)
        line.addWidget(rule(upright=True))
        line.addWidget(self.lock)
        self.rescale()

    def rescale(self) -> None:
        """Take the sizes of the theme again."""
        theme = Theme.current()
        self.setFixedHeight(theme.px(30))
        self.scale.setText(self.tr("字号 {n}%").format(n=theme.scale))

    def show_saved(self, at: str) -> None:
        """When the last record was written, hh:mm; empty if none since the start."""
        text = self.tr("已自动保存 {at}").format(at=at) if at else self.tr("已自动保存")
        self.saved.setText(text)

    def show_waiting(self, count: int, *, down: bool = False) -> None:
        """How many records the other side does not have; the county's go down."""
        text = self.tr("未下发 {n} 条") if down else self.tr("未上报 {n} 条")
        self.waiting.setText(text.format(n=count))
