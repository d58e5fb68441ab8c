"""The exchange with the county: one button, what waits, what came, what to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from desktop.pages.sync.reviewing import Reviewing
from desktop.services.records import InboxLine, PeerLine
from desktop.texts import sentence, word
from desktop.texts.roster_changes import arrived, withdrawn
from desktop.texts.traffic import gap_text, kept_apart
from desktop.ui.fields import Cell
from desktop.ui.files import choose_folder
from desktop.ui.messages import set_tone
from desktop.ui.page import Page
from desktop.ui.parts import Card, Tabs, button, column, row, rule, scrolled, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records import Review, SyncResult, SyncStatus
    from desktop.ui.jobs import Jobs, Progress

OLD_DAYS = 7
_STATES = {"taken": "ok", "waiting": "warn", "quarantined": "error"}


class SyncPage(Page):
    """A township's view: report to the county and take what it sends."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.body.addWidget(self._box())
        self.body.addWidget(self._lists(), 1)
        jobs.run(desk.settings.show, self._settings)

    def _box(self) -> Card:
        tr = self.tr
        self.mailbox = Cell(tr("同步文件夹"))
        self.mailbox.setPlaceholderText(tr("U盘上的文件夹，或 webdav:// sftp:// 地址"))
        self.mailbox.returnPressed.connect(self.run)
        self.choose_button = button(tr("选U盘文件夹"), self._choose, drawing="folder")
        self.run_button = button(tr("一键同步"), self.run, kind="primary", drawing="sync")
        self.export_button = button(tr("只导出"), self.export)
        self.take_button = button(tr("只接收"), self.take)
        self.unsent = words("-", "number")
        self.sent = words("-", "number")
        self.confirmed = words("-", "number")
        self.age = words("", "label", wrap=True)
        self.gaps = words("", "", "warn", wrap=True)
        label = words(tr("同步文件夹"), "label")
        label.setBuddy(self.mailbox)
        line = row(label, self.mailbox, self.choose_button)
        line.setStretch(1, 1)
        counts = QHBoxLayout()
        counts.setSpacing(20)
        for number, name in (
            (self.unsent, tr("未上报")),
            (self.sent, tr("已发出，等回执")),
            (self.confirmed, tr("县里已收到")),
        ):
            counts.addLayout(column(number, words(name, "label"), gap=0))
            counts.addWidget(rule(upright=True, soft=True))
        counts.addLayout(column(self.age, self.gaps, gap=2), 1)
        counts.addLayout(row(self.export_button, self.take_button, self.run_button))
        card = Card(margin=16, gap=10)
        card.add(line, counts)
        return card

    def _lists(self) -> Card:
        tr = self.tr
        self.tabs = Tabs(
            [("inbox", tr("收到的数据包")), ("reviews", tr("待处理")), ("peers", tr("对方"))]
        )
        self.tabs.chosen.connect(self._turn)
        self.inbox = Table[InboxLine](
            tr("收到的数据包"),
            [
                Column(
                    title=tr("时间"), text=lambda b: f"{b.at.astimezone():%m-%d %H:%M}", width=104
                ),
                Column(title=tr("来自"), text=lambda b: b.sender, width=180),
                Column(
                    title=tr("状态"),
                    text=self._state,
                    width=96,
                    tone=lambda b: _STATES.get(b.state, "info"),
                ),
                Column(title=tr("条数"), text=lambda b: f"{b.operations:,}", width=72, right=True),
                Column(title=tr("说明"), text=self._why),
            ],
        )
        self.inbox.leaves("inbox")
        self.reviewing = Reviewing(self.desk, self.jobs)
        self.reviewing.settled.connect(self._settled)
        self.peers = Table[PeerLine](
            tr("对方"),
            [
                Column(title=tr("名称"), text=lambda p: p.name),
                Column(
                    title=tr("状态"),
                    text=lambda p: word("device_state", p.state),
                    width=120,
                    tone=lambda p: "ok" if p.state == "active" else "warn",
                ),
                Column(title=tr("最近联系"), text=self._seen, width=140),
            ],
        )
        self.peers.leaves("peers")
        self.faces = QStackedWidget()
        for face in (self.inbox, scrolled(self.reviewing), self.peers):
            self.faces.addWidget(face)
        card = Card(margin=12, gap=6)
        card.add(self.tabs, rule(), self.faces)
        card.body.setStretch(2, 1)
        return card

    def refresh(self) -> None:
        """Ask what waits, what came and what is to be decided."""
        self.jobs.run(self.desk.traffic.status, self._status)
        self.jobs.run(lambda: self.desk.sync.inbox(100), self._inbox)
        self.jobs.run(lambda: list(self.desk.sync.reviews()), self._reviews)
        (self.run_button if self.mailbox.text() else self.mailbox).setFocus()

    def open(self, what: object) -> None:
        """Show the list named."""
        if what in self.tabs.buttons:
            self.tabs.choose(str(what))

    def forget(self) -> None:
        """Empty the lists."""
        self.inbox.lines.show([])
        self.reviewing.forget()

    def run(self) -> None:
        """Report and take in one go."""
        self._exchange("run", self.tr("正在同步"))

    def export(self) -> None:
        """Only write what the other side does not have."""
        self._exchange("export", self.tr("正在导出"))

    def take(self) -> None:
        """Only take what waits."""
        self._exchange("take", self.tr("正在接收"))

    def _exchange(self, verb: str, title: str) -> None:
        mailbox = self.mailbox.text().strip()
        if not mailbox:
            self.banner.say(self.tr("先选U盘上的同步文件夹，或填网络地址。"), "warn")
            self.mailbox.setFocus()
            return
        self.banner.clear()
        self._enable(on=False)

        def call(progress: Progress) -> SyncResult:
            self.desk.settings.set({"mailbox": mailbox})
            sync = self.desk.sync
            verbs = {"run": sync.run, "export": sync.export, "take": sync.take}
            return verbs[verb](mailbox, lambda _step: progress.step(0, 0))

        self.jobs.run_long(call, self._done, title, lambda: self._enable(on=True))

    def _enable(self, *, on: bool) -> None:
        for one in (self.run_button, self.export_button, self.take_button):
            one.setEnabled(on)

    def _done(self, result: SyncResult) -> None:
        lead = []
        if result.rosters:
            what = ("work", result.rosters[0].roster_version)
            lead = [(self.tr("看名单变化"), lambda: self.go("rosters", what))]
        self.banner.say(self._summary(result), "warn" if result.quarantined else "ok", lead)
        self.changed.emit("sync")
        self.refresh()

    def _summary(self, result: SyncResult) -> str:
        sent = sum(one.operations for one in result.sent)
        if not sent and not result.taken and not result.quarantined:
            return self.tr("没有需要同步的内容。")
        parts = [
            self.tr("同步成功，可以拔出U盘。上报 {sent} 条，接收 {taken} 包（{ops} 条）。").format(
                sent=sent, taken=result.taken, ops=result.operations
            )
        ]
        parts += [*map(arrived, result.rosters), withdrawn(result.withdrawn)]
        if result.receipt:
            parts.append(self.tr("回执 {no}。").format(no=result.receipt))
        if result.reviews:
            parts.append(self.tr("{n} 处两边都改过，请在“待处理”里选定。").format(n=result.reviews))
        parts += map(gap_text, result.waiting)
        for name, code in result.quarantined:
            text = self.tr("{name} 没有导入：{why}")
            parts.append(text.format(name=name, why=sentence(code, {})))
        return "".join(parts)

    def _status(self, status: SyncStatus) -> None:
        self.unsent.setText(f"{status.unsent:,}")
        self.sent.setText(f"{status.sent_unconfirmed:,}")
        self.confirmed.setText(f"{status.confirmed:,}")
        self.age.setText(self._age(status))
        late = status.oldest_days is not None and status.oldest_days > OLD_DAYS
        set_tone(self.age, "error" if late else "")
        told = [*map(gap_text, status.gaps), *kept_apart(status)]
        self.gaps.setText("\n".join(told))
        self.gaps.setVisible(bool(told))
        self.peers.lines.show(status.peers)
        count = self.tr("待处理 {n}").format(n=status.reviews)
        self.tabs.name("reviews", count if status.reviews else self.tr("待处理"))

    def _age(self, status: SyncStatus) -> str:
        last = self.tr("还没有同步过。")
        if status.last_at is not None:
            last = self.tr("上次同步 {at}。").format(
                at=f"{status.last_at.astimezone():%m-%d %H:%M}"
            )
        if status.oldest_days:
            text = self.tr("最早的一条已等了 {n} 天。")
            last += text.format(n=status.oldest_days)
        return last

    def _settings(self, values: dict[str, str]) -> None:
        if not self.mailbox.text():
            self.mailbox.setText(values.get("mailbox", ""))

    def _inbox(self, lines: list[InboxLine]) -> None:
        self.inbox.lines.show(lines)

    def _reviews(self, reviews: list[Review]) -> None:
        self.reviewing.show_reviews(reviews)

    def _settled(self) -> None:
        self.changed.emit("review")
        self.toast.emit(self.tr("已选定，下次同步时告诉县里。"))
        self.refresh()

    def _choose(self) -> None:
        choose_folder(self, self.tr("选U盘上的同步文件夹"), self._chosen)

    def _chosen(self, folder: Path) -> None:
        self.mailbox.setText(str(folder))
        self.run_button.setFocus()

    def _turn(self, key: str) -> None:
        self.faces.setCurrentIndex(list(self.tabs.buttons).index(key))

    def _state(self, line: InboxLine) -> str:
        return word("bundle_state", line.state)

    def _why(self, line: InboxLine) -> str:
        return sentence(line.reason, {}) if line.reason else line.name

    def _seen(self, line: PeerLine) -> str:
        return f"{line.last_seen.astimezone():%Y-%m-%d %H:%M}" if line.last_seen else ""


class InboxPage(SyncPage):
    """The county's view: what the townships sent, and sending to them."""
