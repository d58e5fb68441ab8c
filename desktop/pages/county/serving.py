"""The county's own server on its page: one button, where it answers, its certificate's mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.ui.fields import Cell
from desktop.ui.messages import set_tone
from desktop.ui.parts import button, column, flowing, words

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.serving import ServerLine
    from desktop.ui.jobs import Jobs


class ServerBox(QWidget):
    """Starts and stops the server; without an address it answers on this machine alone."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self._desk, self._jobs = desk, jobs
        self.running = False
        self.text = words("", "", wrap=True)
        self.host = Cell(self.tr("本机在局域网里的地址"), width=150)
        self.host.setPlaceholderText(self.tr("不填只在本机"))
        self.button = button(self.tr("启动服务器"), self.turn)
        self.setLayout(column(self.text, flowing(self.host, self.button), gap=4))

    def refresh(self) -> None:
        """Ask whether it answers."""
        self._jobs.run(self._desk.serving.state, self._show)

    def turn(self) -> None:
        """Start it, or stop it."""
        if self.running:
            self._jobs.run(self._desk.serving.stop, lambda _: self.refresh())
        else:
            host = self.host.text().strip()
            self._jobs.run(lambda: self._desk.serving.start(host=host), self._show)

    def _show(self, line: ServerLine) -> None:
        self.running = line.running
        self.host.setVisible(not line.running)
        self.button.setText(self.tr("停止服务器") if line.running else self.tr("启动服务器"))
        said = self.tr("县里的同步服务器没有启动。启动后做的开户包和下发的数据包会带上它的地址。")
        if line.running:
            said = self.tr("服务器在 {address} 收发，证书指纹 {mark}。").format(
                address=line.address, mark=line.fingerprint
            )
        self.text.setText(said)
        set_tone(self.text, "ok" if line.running else "")
