"""What has to be settled before a collection notice is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.ui.parts import button, words
from desktop.ui.several import Several
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class BeforeCollecting(Sheet):
    """Three questions; only when all are answered the notice may be printed."""

    def __init__(self, parent: QWidget, then: Callable[[], object]) -> None:
        super().__init__(parent, self.tr("打印催收通知书之前"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        tr = self.tr
        self.add(words(tr("按数字逐条确认，三条都确认了才能打印。"), wrap=True))
        self.checks = Several(
            tr("打印前要核对的"),
            [
                ("called", tr("已经电话联系过本人")),
                ("renewal", tr("已看过是否符合续贷、展期")),
                ("cause", tr("不是死亡、重病、因灾（这些转风险补偿）")),
            ],
        )
        self.checks.changed.connect(self._look)
        self.add(self.checks)
        self.add(
            words(
                tr("只交给借款人本人，装信封，不张贴，不让村委会转交，22:00—8:00 不联系。"),
                "label",
                wrap=True,
            )
        )
        self.body.addStretch(1)
        self.go = button(tr("都核对过了，打印"), self._done, kind="primary")
        self.close_button.setText(tr("取消"))
        for one in (self.go, self.close_button):
            one.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self._look()
        self.checks.setFocus()

    def _look(self) -> None:
        self.go.setEnabled(len(self.checks.codes()) == len(self.checks.buttons))

    def _done(self) -> None:
        self.close()
        self._then()
