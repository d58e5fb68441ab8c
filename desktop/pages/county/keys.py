"""The county's keys on its page: kept in a file, the root changed, a laptop's recovery code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from desktop.ui.files import choose_target
from desktop.ui.messages import ask
from desktop.ui.parts import button, column, flowing, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.listings import DeviceLine
    from desktop.ui.jobs import Jobs


class KeysBox(QWidget):
    """Two buttons for the county's own keys; each says first what happens and what is kept."""

    rotated = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        about = self.tr(
            "县级密钥存一份，与码分开收好：县里的电脑坏了或丢了，凭它重建县级账本。"
            "怀疑根密钥外泄时才换。"
        )
        self.save_button = button(self.tr("存县级密钥"), self._where)
        self.rotate_button = button(self.tr("换根密钥"), self._ask_rotate, kind="danger")
        some = flowing(self.save_button, self.rotate_button)
        self.setLayout(column(words(about, "quiet", wrap=True), some, gap=4))

    def _where(self) -> None:
        kinds = self.tr("县级密钥 (*.tdkeys)")
        choose_target(self, self.tr("存县级密钥"), self.tr("县级密钥.tdkeys"), kinds, self.save)

    def save(self, out: Path) -> None:
        """Keep the county's keys in a file of their own, and show its code."""
        self._jobs.run(partial(self._desk.county.save_keys, out), partial(self._saved, out))

    def _saved(self, out: Path, code: str) -> None:
        text = self.tr(
            "文件：{name}。县里的电脑坏了或丢了，凭这个文件和下面的码可以重建县级账本，"
            "再由各乡镇的电脑把数据还回来。码只显示这一次，请抄下来，与文件分开放。"
        )
        show_code(self, self.tr("县级密钥已存好"), text.format(name=out.name), code)

    def _ask_rotate(self) -> None:
        text = self.tr(
            "县里会生成新的根密钥，由旧的签名交接。各乡镇下次同步后自动认新的，"
            "已发的证书、数据包和记录都照旧有效，不用重新开户。"
            "以前存的县级密钥文件就旧了：换完请马上重新存一份，旧的销毁。"
        )
        verb = self.tr("换根密钥")
        ask(self, self.tr("换县里的根密钥"), text, verb, self.rotate, danger=True)

    def rotate(self) -> None:
        """Put a new root key in the place of the old one."""
        self._jobs.run(self._desk.county.renew_root, self.rotated.emit)

    def ask_recovery(self, line: DeviceLine, where: str) -> None:
        """Ask before the recovery code of a laptop is shown: it opens that laptop's ledger."""
        text = self.tr(
            "{who}（{where}）忘了密码时才查。用恢复码可以打开那台电脑上的账本并重设密码，"
            "请先当面或电话核实是本人。谁查的、什么时候查的会留记录；账本里的内容不会变。"
        ).format(who=line.officer, where=where)
        show = partial(self.recovery, line)
        ask(self, self.tr("查恢复码"), text, self.tr("显示恢复码"), show, danger=True)

    def recovery(self, line: DeviceLine) -> None:
        """Show the recovery code of a laptop."""
        self._jobs.run(
            lambda: self._desk.county.recovery_code(line.device),
            partial(self._recovered, line.officer),
        )

    def _recovered(self, officer: str, code: str) -> None:
        text = self.tr(
            "告诉 {who}：在登录页点“忘记密码”，填这个恢复码，设一个新密码。"
            "设好以后在“设置 > 人员与密码”换一个新的恢复码，这个就作废了。"
        ).format(who=officer)
        show_code(self, self.tr("{who} 的恢复码").format(who=officer), text, code)


def show_code(parent: QWidget, title: str, text: str, secret: str) -> None:
    """A code that is shown once, with what to do with it."""
    sheet = Sheet(parent, title)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.add(words(text, wrap=True))
    code = words(secret, "number", wrap=True)
    code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    code.setAccessibleName(title)
    font = QFont("monospace")
    font.setStyleHint(QFont.StyleHint.Monospace)
    code.setFont(font)
    sheet.add(code)
    sheet.body.addStretch(1)
    sheet.open()
