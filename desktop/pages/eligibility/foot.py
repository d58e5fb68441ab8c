"""What can be done with a check: try out, look up, read out, print, store."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.parts import button, flowing
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

_HIGH = 34


class Foot(QWidget):
    """The buttons under the page; each says its key."""

    trial_wanted = Signal()
    kept_wanted = Signal()
    clause_wanted = Signal()
    reading_wanted = Signal()
    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self.trial = button(tr("改一项看看 Alt+T"), self.trial_wanted.emit)
        self.kept = button(tr("存过的核对"), self.kept_wanted.emit)
        self.clause = button(tr("政策原文 F1"), self.clause_wanted.emit)
        self.reading = button(tr("对客大字 F11"), self.reading_wanted.emit)
        self.paper = button(tr("打印结果单"), self.print_wanted.emit, drawing="printing")
        self.save = button(tr("保存核对记录 Ctrl+回车"), self.save_wanted.emit, kind="primary")
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(8)
        around.addWidget(flowing(self.trial, self.kept, self.clause, self.reading), 1)
        around.addWidget(self.paper)
        around.addWidget(self.save)
        self._wear()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "save"):
            self._wear()

    def _wear(self) -> None:
        self.setMinimumHeight(Theme.current().px(_HIGH))  # whatever has the focus

    def show_state(self, *, decided: bool, check_no: str) -> None:
        """Whether there is an answer, and the number under which it is stored (empty: not yet)."""
        for one in (self.save, self.trial, self.reading):
            one.setEnabled(decided)
        self.paper.setEnabled(bool(check_no))
        how = self.tr("Ctrl+P") if check_no else self.tr("先保存核对记录，再打印结果单")
        set_tip(self.paper, how)

    def show_kept(self, count: int) -> None:
        """How many checks of this household are stored."""
        text = self.tr("存过的核对 {n}").format(n=count) if count else self.tr("存过的核对")
        self.kept.setText(text)
        self.kept.setEnabled(bool(count))
