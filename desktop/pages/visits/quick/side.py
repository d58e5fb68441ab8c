"""What stands beside the rows: the people who may be meant, and what the digits say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.ui.numbered import Numbered
from desktop.ui.parts import rule, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.ui.codes import CodeCell

WIDE = 300


class Side(QFrame):
    """The list of candidates above the legend of the codes."""

    def __init__(self, cells: Sequence[CodeCell]) -> None:
        super().__init__()
        self.setMaximumWidth(Theme.current().px(WIDE))
        self.setMinimumWidth(0)
        self.list = Numbered(self)
        self.list.setAccessibleName(self.tr("候选"))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(6)
        around.addWidget(words(self.tr("候选（数字选，空格选第 1 个）"), "label"))
        around.addWidget(self.list)
        around.addStretch(1)
        around.addWidget(rule(soft=True))
        for cell in cells:
            name = words(cell.accessibleName(), "strong")
            around.addWidget(name)
            around.addWidget(words(cell.legend(), "quiet", wrap=True))

    def sizeHint(self) -> QSize:
        """As wide as a name with its place; the table gives way where there is room."""
        return QSize(Theme.current().px(WIDE), 0)

    def minimumSizeHint(self) -> QSize:
        """It goes away before it narrows the window."""
        return QSize(0, 0)
