"""The stick that is plugged in: whose it is, how much room it has, and letting go of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.records.traffic import StickLine, StickState
from desktop.ui.messages import set_tone
from desktop.ui.parts import button, row, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEGABYTE, _GIGABYTE = 1_000_000, 1_000_000_000
_TONES = {
    StickState.OURS: "ok",
    StickState.FOREIGN: "error",
    StickState.UNMARKED: "warn",
    StickState.NEWER: "warn",
}


def _room(size: int) -> str:
    """How much is free; a stick that is nearly full is told in small units."""
    if size < _GIGABYTE:
        return f"{size // _MEGABYTE} MB"
    return f"{size / _GIGABYTE:.1f} GB"


class StickBar(QWidget):
    """One line about the stick, and the button that ends the exchange with it."""

    came = Signal(object)
    """Our stick was plugged in: its line."""

    lists_wanted = Signal()
    mark_wanted = Signal(object)
    let_go = Signal(object)

    def __init__(self, *, can_mark: bool) -> None:
        super().__init__()
        self._can_mark = can_mark
        self.stick: StickLine | None = None
        self.text = words("", "", wrap=True)
        self.lists_button = button(self.tr("打开看看有没有名单文件"), self.lists_wanted.emit)
        self.mark_button = button(self.tr("制作成同步U盘"), self._mark)
        self.go_button = button(self.tr("完成并弹出U盘"), self._go, kind="primary")
        line = row(self.text, self.lists_button, self.mark_button, self.go_button)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.show_sticks([])

    def show_sticks(self, lines: Sequence[StickLine]) -> None:
        """Show what matters: our stick, then any other stick, then a marked folder that stays."""
        shown = [one for one in lines if one.removable or one.state is StickState.OURS]
        shown.sort(key=lambda one: (not one.removable, one.state is not StickState.OURS))
        before, self.stick = self.stick, shown[0] if shown else None
        stick = self.stick
        known = before is not None and stick is not None and before.root == stick.root
        ours = stick is not None and stick.state is StickState.OURS
        if not known or not ours:
            self.go_button.hide()
        self.text.setText(self._said(stick))
        set_tone(self.text, _TONES[stick.state] if stick else "")
        stranger = stick is not None and not ours
        self.lists_button.setVisible(stranger)
        blank = stick is not None and stick.state is StickState.UNMARKED
        self.mark_button.setVisible(blank and self._can_mark)
        if ours and not (known and before is not None and before.state is StickState.OURS):
            self.came.emit(stick)

    def finish(self, root: Path | None) -> bool:
        """After an exchange: offer to let go of the stick on which it was done."""
        done = root is not None and self._holds(root) and not self._is_folder()
        self.go_button.setVisible(done)
        if done:
            self.go_button.setFocus()
        return done

    def may_be_pulled(self, mailbox: str) -> bool:
        """Whether an exchange was done on something to be pulled out, as far as is known."""
        return "://" not in mailbox and not (self._holds(Path(mailbox)) and self._is_folder())

    def _holds(self, root: Path) -> bool:
        return self.stick is not None and root.is_relative_to(self.stick.root)

    def _is_folder(self) -> bool:
        """Whether what is shown is a marked folder of a disk that stays, like a mapped drive."""
        return self.stick is not None and not self.stick.removable

    def _said(self, stick: StickLine | None) -> str:
        if stick is None:
            return self.tr("没有插着同步U盘。插上县里的同步U盘会自动认出来。")
        free = _room(stick.free_bytes)
        ours = self.tr("检测到县里的同步U盘：{name}（可用 {free}）")
        if not stick.removable:
            ours = self.tr("县里的同步文件夹：{name}（可用 {free}）")
        said = {
            StickState.OURS: ours,
            StickState.UNMARKED: self.tr(
                "{name}：这个U盘不是县里制作的同步U盘，没有读写任何内容。"
            ),
            StickState.FOREIGN: self.tr(
                "{name}：这是另一个县的同步U盘，没有读写任何内容。请换一个。"
            ),
            StickState.NEWER: self.tr("{name}：这个U盘是新版程序制作的，请先升级本程序。"),
        }
        return said[stick.state].format(name=stick.label or str(stick.root), free=free)

    def _mark(self) -> None:
        if self.stick is not None:
            self.mark_wanted.emit(self.stick)

    def _go(self) -> None:
        if self.stick is not None:
            self.go_button.setEnabled(False)
            self.let_go.emit(self.stick)
