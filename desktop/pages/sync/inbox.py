"""Bundles that came and went: what was taken, what waits or is set aside and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.services.records.traffic import AsideLine, InboxLine, OutboxLine, PeerLine
from desktop.texts import sentence, word
from desktop.ui.parts import Card, button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATES = {"taken": "ok", "waiting": "warn", "quarantined": "error", "discarded": "info"}
_KILOBYTE = 1024


class Inbox(Card):
    """What came, newest first; what was refused can be judged again or put away."""

    release_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(margin=0, gap=6)
        self.setProperty("role", "")
        tr = self.tr
        self.table = Table[InboxLine](
            tr("收到的数据包"),
            [
                Column(
                    title=tr("时间"), text=lambda b: f"{b.at.astimezone():%m-%d %H:%M}", width=104
                ),
                Column(title=tr("来自"), text=lambda b: b.sender or tr("不明"), width=140),
                Column(title=tr("包号"), text=self._number, width=64, right=True, optional=True),
                Column(
                    title=tr("状态"),
                    text=lambda b: word("bundle_state", b.state),
                    width=96,
                    tone=lambda b: _STATES.get(b.state, "info"),
                ),
                Column(title=tr("条数"), text=lambda b: f"{b.operations:,}", width=72, right=True),
                Column(title=tr("说明"), text=self.why),
            ],
        )
        self.table.leaves("inbox")
        self.table.current.connect(lambda _line: self.turn())
        self.reason = words("", "", wrap=True)
        self.release_button = button(tr("再接收一次"), self._release)
        self.discard_button = button(tr("放弃这个包"), self._discard)
        line = row(self.reason, self.discard_button, self.release_button)
        line.setStretch(0, 1)
        self.add(self.table, line)
        self.body.setStretch(0, 1)
        self.turn()

    def show_lines(self, lines: Sequence[InboxLine]) -> None:
        """Show what came."""
        self.table.lines.show(lines)
        self.turn()

    def turn(self) -> None:
        """Say what can be done about the current line."""
        line = self.table.line()
        refused = line is not None and line.state in {"quarantined", "discarded"}
        if line is not None and refused:
            told = self.tr("{name}：{why}")
            self.reason.setText(told.format(name=line.name, why=self.why(line)))
        self.reason.setVisible(refused)
        self.release_button.setVisible(refused)
        self.discard_button.setVisible(line is not None and line.state == "quarantined")

    def why(self, line: InboxLine) -> str:
        """Why a bundle was refused, or its file."""
        return sentence(line.reason, {"device": line.sender}) if line.reason else line.name

    def _number(self, line: InboxLine) -> str:
        return str(line.number) if line.number else ""

    def _release(self) -> None:
        line = self.table.line()
        if line is not None:
            self.release_wanted.emit(line)

    def _discard(self) -> None:
        line = self.table.line()
        if line is not None:
            self.discard_wanted.emit(line)


class Outbox(Card):
    """What was written and read back; each bundle has its handover sheet."""

    sheet_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(margin=0, gap=6)
        self.setProperty("role", "")
        tr = self.tr
        self.table = Table[OutboxLine](
            tr("发出的数据包"),
            [
                Column(
                    title=tr("时间"), text=lambda b: f"{b.at.astimezone():%m-%d %H:%M}", width=104
                ),
                Column(title=tr("发给"), text=lambda b: b.receiver, width=140),
                Column(title=tr("包号"), text=lambda b: str(b.number or ""), width=64, right=True),
                Column(title=tr("条数"), text=lambda b: f"{b.operations:,}", width=72, right=True),
                Column(title=tr("大小"), text=self._size, width=88, right=True, optional=True),
                Column(title=tr("文件"), text=lambda b: b.name),
            ],
        )
        self.table.leaves("outbox")
        self.table.opened.connect(self.sheet_wanted.emit)
        self.sheet_button = button(tr("交接单"), self._sheet, drawing="printing")
        hint = words(tr("选中一个包，按回车出交接单。没有记录的包只是回执，没有交接单。"), "quiet")
        self.add(self.table, row(hint, 1, self.sheet_button))
        self.body.setStretch(0, 1)

    def show_lines(self, lines: Sequence[OutboxLine]) -> None:
        """Show what went out."""
        self.table.lines.show(lines)

    def _size(self, line: OutboxLine) -> str:
        return self.tr("{n} KB").format(n=f"{max(line.size // _KILOBYTE, 1):,}")

    def _sheet(self) -> None:
        line = self.table.line()
        if line is not None:
            self.sheet_wanted.emit(line)


def aside_table(name: str, titles: Sequence[str]) -> Table[AsideLine]:
    """Operations that came and do not count: when, whose, what, why; `titles` in this order."""
    return Table[AsideLine](
        name,
        [
            Column(title=titles[0], text=lambda a: f"{a.at.astimezone():%m-%d %H:%M}", width=104),
            Column(title=titles[1], text=lambda a: a.sender, width=140),
            Column(title=titles[2], text=lambda a: word("ledger_table", a.table), width=140),
            Column(title=titles[3], text=lambda a: sentence(a.code, {})),
        ],
    )


def peers_table(name: str, titles: Sequence[str]) -> Table[PeerLine]:
    """Whom this ledger exchanges with: name, state, when last heard of; `titles` in this order."""

    def seen(line: PeerLine) -> str:
        return f"{line.last_seen.astimezone():%Y-%m-%d %H:%M}" if line.last_seen else ""

    made = Table[PeerLine](
        name,
        [
            Column(title=titles[0], text=lambda p: p.name),
            Column(
                title=titles[1],
                text=lambda p: word("device_state", p.state),
                width=120,
                tone=lambda p: "ok" if p.state == "active" else "warn",
            ),
            Column(title=titles[2], text=seen, width=140),
        ],
    )
    made.leaves("peers")
    return made
