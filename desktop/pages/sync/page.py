"""The exchange with the county: one button, what waits, what came, what to decide."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from desktop.pages.sync.inbox import Inbox, Outbox, aside_table, peers_table
from desktop.pages.sync.reviewing import Reviewing
from desktop.pages.sync.stick import StickBar
from desktop.services.records.traffic import InboxLine, OutboxLine
from desktop.texts import sentence
from desktop.texts.roster_changes import arrived, withdrawn
from desktop.texts.traffic import by_kind, device_in, kept_apart, missing, refused_alone
from desktop.ui.fields import Cell
from desktop.ui.files import choose_folder
from desktop.ui.messages import set_tone
from desktop.ui.page import Page
from desktop.ui.parts import Card, Tabs, button, column, row, rule, scrolled, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QPushButton, QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.traffic import (
        AsideLine,
        Review,
        StickLine,
        SyncResult,
        SyncStatus,
    )
    from desktop.services.sticks import Watch
    from desktop.ui.jobs import Jobs, Progress

OLD_DAYS = 7
SHEET = "F27"


class SyncPage(Page):
    """A township's view: report to the county and take what it sends."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self.body.addWidget(self._box())
        self.body.addWidget(self._lists(), 1)
        jobs.run(desk.settings.show, self._settings)

    def _box(self) -> Card:
        self.stick = StickBar(can_mark=self.desk.session.is_county)
        self.stick.came.connect(self._plugged)
        self.stick.let_go.connect(self._let_go)
        self.stick.mark_wanted.connect(self._mark)
        self.stick.lists_wanted.connect(lambda: self.go("importing", None))
        card = Card(margin=16, gap=8)
        card.add(self.stick, self._place(), rule(soft=True), self._counts())
        return card

    def _place(self) -> QHBoxLayout:
        tr = self.tr
        self.mailbox = Cell(tr("同步文件夹"))
        self.mailbox.setPlaceholderText(tr("U盘上的文件夹，或 webdavs:// sftp:// 地址"))
        self.mailbox.returnPressed.connect(self.run)
        self.choose_button = button(tr("选U盘文件夹"), self._choose, drawing="folder")
        self.run_button = button(tr("一键同步"), self.run, kind="primary", drawing="sync")
        self.export_button = button(tr("只导出"), self.export)
        self.take_button = button(tr("只接收"), self.take)
        label = words(tr("同步文件夹"), "label")
        label.setBuddy(self.mailbox)
        line = row(
            label,
            self.mailbox,
            self.choose_button,
            self.export_button,
            self.take_button,
            self.run_button,
        )
        line.setStretch(1, 1)
        return line

    def _counts(self) -> QHBoxLayout:
        self.unsent = words("-", "number")
        self.sent = words("-", "number")
        self.confirmed = words("-", "number")
        self.age = words("", "label", wrap=True)
        self.contents = words("", "label", wrap=True)
        self.gaps = words("", "", "warn", wrap=True)
        counts = QHBoxLayout()
        counts.setSpacing(20)
        for number, name in zip(
            (self.unsent, self.sent, self.confirmed), self._count_names(), strict=True
        ):
            counts.addLayout(column(number, words(name, "label"), gap=0))
            counts.addWidget(rule(upright=True, soft=True))
        counts.addLayout(column(self.age, self.contents, self.gaps, gap=2), 1)
        return counts

    def _count_names(self) -> tuple[str, str, str]:
        return self.tr("未上报"), self.tr("已发出，等回执"), self.tr("县里已收到")

    def _named_tabs(self) -> list[tuple[str, str]]:
        tr = self.tr
        return [
            ("inbox", tr("收到的数据包")),
            ("reviews", tr("待处理")),
            ("outbox", tr("发出的数据包")),
            ("aside", tr("没有计入")),
            ("peers", tr("对方")),
        ]

    def _more(self) -> list[QWidget]:
        """Faces that stand before the others; the county has one."""
        return []

    def _lists(self) -> Card:
        tr = self.tr
        self.tabs = Tabs(self._named_tabs())
        self.tabs.chosen.connect(self._turn)
        self.received = Inbox()
        self.inbox = self.received.table
        self.received.release_wanted.connect(self._release)
        self.received.discard_wanted.connect(self._discard)
        self.outbox = Outbox()
        self.outbox.sheet_wanted.connect(self._sheet)
        self.reviewing = Reviewing(self.desk, self.jobs)
        self.reviewing.settled.connect(self._settled)
        self.aside = aside_table(
            tr("没有计入的记录"), [tr("时间"), tr("来自"), tr("内容"), tr("原因")]
        )
        self.aside.leaves("aside")
        titles = [tr("名称"), tr("状态"), tr("最近联系")]
        self.peers = peers_table(tr("对方"), titles)
        self.faces = QStackedWidget()
        for face in (
            *self._more(),
            self.received,
            scrolled(self.reviewing),
            self.outbox,
            self.aside,
            self.peers,
        ):
            self.faces.addWidget(face)
        card = Card(margin=12, gap=6)
        card.add(self.tabs, rule(), self.faces)
        card.body.setStretch(2, 1)
        return card

    def refresh(self) -> None:
        """Ask what waits, what came and what is to be decided.

        `desk.sync` is named on the store thread only: what it loads would hold up the first paint.
        """
        self.count()
        self.jobs.run(lambda: self.desk.sync.inbox(100), self.received.show_lines)
        self.jobs.run(lambda: self.desk.sync.outbox(100), self.outbox.show_lines)
        self.jobs.run(lambda: list(self.desk.sync.aside()), self._aside)
        self.jobs.run(lambda: list(self.desk.sync.reviews()), self._reviews)
        if self.stick.go_button.isHidden():
            (self.run_button if self.mailbox.text() else self.mailbox).setFocus()

    def count(self) -> None:
        """Ask what the other side does not have."""
        self.jobs.run(self.desk.traffic.status, self._status)
        self.jobs.run(self.desk.traffic.contents, self._contents)

    def open(self, what: object) -> None:
        """Show the list named."""
        if what in self.tabs.buttons:
            self.tabs.choose(str(what))

    def forget(self) -> None:
        """Empty the lists."""
        for table in (self.inbox, self.outbox.table, self.aside):
            table.lines.show([])
        self.received.turn()
        self.reviewing.forget()

    def show_sticks(self, lines: Sequence[StickLine]) -> None:
        """Show what is plugged in now."""
        before = self.stick.stick
        self.stick.show_sticks(lines)
        if before is not None and self.stick.stick is None:
            self.mailbox.clear()
            self.jobs.run(self.desk.settings.show, self._settings)

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
        stick = self.stick.stick
        keep = stick is None or not stick.removable or not mailbox.startswith(str(stick.root))
        self.stick.finish(None)
        asked = next((one for one in self._verbs() if one.hasFocus()), None)
        self._enable(on=False)
        steps = {"take": self.tr("正在接收"), "export": self.tr("正在上报")}

        def call(progress: Progress) -> SyncResult:
            if keep:  # a stick that was plugged in does not take the place of an address
                self.desk.settings.set({"mailbox": mailbox})
            sync = self.desk.sync
            verbs = {"run": sync.run, "export": sync.export, "take": sync.take}
            return verbs[verb](mailbox, lambda step: progress.step(0, 0, steps[step]))

        self.jobs.run_long(call, self._done, title, partial(self._after, asked))

    def _after(self, asked: QPushButton | None) -> None:
        """Whatever happened, the counts say what still waits, and the same key tries again."""
        self._enable(on=True)
        if asked is not None and self.stick.go_button.isHidden():
            asked.setFocus()
        if "@" in self.mailbox.text():  # a password in an address is kept, and not shown
            self.mailbox.clear()
            self.jobs.run(self.desk.settings.show, self._settings)
        self.count()

    def _verbs(self) -> tuple[QPushButton, ...]:
        return self.run_button, self.export_button, self.take_button

    def _enable(self, *, on: bool) -> None:
        for one in self._verbs():
            one.setEnabled(on)

    def _done(self, result: SyncResult) -> None:
        lead = []
        if result.rosters:
            what = ("work", result.rosters[0].roster_version)
            lead = [(self.tr("看名单变化"), lambda: self.go("rosters", what))]
        if result.reviews:
            lead.append((self.tr("去选定"), lambda: self.open("reviews")))
        self.banner.say(self._summary(result), "warn" if result.quarantined else "ok", lead)
        self.changed.emit("sync")
        mailbox = self.mailbox.text().strip()
        self.stick.finish(Path(mailbox) if "://" not in mailbox else None)
        self.refresh()

    def _summary(self, result: SyncResult) -> str:
        sent = sum(one.operations for one in result.sent)
        if not result.sent and not result.taken and not result.quarantined:
            return self.tr("没有需要同步的内容。")
        pulled = self.stick.may_be_pulled(self.mailbox.text())
        done = self.tr("同步成功，可以拔出U盘。") if pulled else self.tr("同步成功。")
        told = done + self._told().format(sent=sent, taken=result.taken, ops=result.operations)
        parts = [refused_alone(result) or told]
        parts += [*map(arrived, result.rosters), withdrawn(result.withdrawn)]
        if result.receipt:
            parts.append(self.tr("回执 {no}。").format(no=result.receipt))
        if result.reviews:
            parts.append(self.tr("{n} 处两边都改过，请在“待处理”里选定。").format(n=result.reviews))
        for name, code in result.quarantined:
            text = self.tr("{name} 没有导入：{why}")
            parts.append(text.format(name=name, why=sentence(code, {"device": device_in(name)})))
        return "".join(parts)

    def _told(self) -> str:
        return self.tr("上报 {sent} 条，接收 {taken} 包（{ops} 条）。")

    def _status(self, status: SyncStatus) -> None:
        self.unsent.setText(f"{status.unsent:,}")
        self.sent.setText(f"{status.sent_unconfirmed:,}")
        self.confirmed.setText(f"{status.confirmed:,}")
        late = status.oldest_days is not None and status.oldest_days >= OLD_DAYS
        self.age.setText(self._age(status, late=late))
        for one in (self.age, self.unsent if status.unsent else self.sent):
            set_tone(one, "error" if late else "")
        told = [*map(missing, status.missing), *kept_apart(status)]
        self.gaps.setText("\n".join(told))
        self.gaps.setVisible(bool(told))
        self.peers.lines.show(status.peers)
        count = self.tr("待处理 {n}").format(n=status.reviews)
        self.tabs.name("reviews", count if status.reviews else self.tr("待处理"))

    def _age(self, status: SyncStatus, *, late: bool) -> str:
        last = self.tr("还没有同步过。")
        if status.last_at is not None:
            last = self.tr("上次同步 {at}。").format(
                at=f"{status.last_at.astimezone():%m-%d %H:%M}"
            )
        if not status.oldest_days:
            return last
        text = self.tr("最早的一条已等了 {n} 天。")
        if late:
            text = self.tr("最早的一条已等了 {n} 天，超过 7 天，请尽快同步。")
        return last + text.format(n=status.oldest_days)

    def _contents(self, tables: dict[str, int]) -> None:
        self.contents.setText(self.tr("还没有确认的：{what}").format(what=by_kind(tables)))
        self.contents.setVisible(bool(tables))

    def _settings(self, values: dict[str, str]) -> None:
        if not self.mailbox.text().strip():
            self.mailbox.setText(values.get("mailbox", ""))

    def _aside(self, lines: list[AsideLine]) -> None:
        self.aside.lines.show(lines)
        count = self.tr("没有计入 {n}").format(n=len(lines))
        self.tabs.name("aside", count if lines else self.tr("没有计入"))

    def _reviews(self, reviews: list[Review]) -> None:
        self.reviewing.show_reviews(reviews)

    def _settled(self) -> None:
        self.changed.emit("review")
        self.toast.emit(self.tr("已选定，下次同步时告诉县里。"))
        self.refresh()

    def _release(self, line: InboxLine) -> None:
        self.jobs.run(partial(self.desk.sync.release, line.key), self._released)

    def _released(self, result: SyncResult) -> None:
        if result.quarantined:
            why = "".join(
                sentence(code, {"device": device_in(name)}) for name, code in result.quarantined
            )
            self.banner.say(self.tr("还不能接收，仍然隔离着。{why}").format(why=why), "warn")
        else:
            said = self.tr("已接收 {n} 条。").format(n=result.operations)
            self.banner.say(said, "ok")
        self.changed.emit("sync")
        self.refresh()

    def _discard(self, line: InboxLine) -> None:
        self.jobs.run(partial(self.desk.sync.discard, line.key), self._discarded)

    def _discarded(self, _answer: None) -> None:
        self.toast.emit(self.tr("已放弃这个包；文件还留着，可以再接收。"))
        self.changed.emit("sync")
        self.refresh()

    def _sheet(self, line: OutboxLine) -> None:
        """The handover sheet of a bundle; a receipt alone has none."""
        if line.operations:
            self.sheet(line)
        else:
            self.banner.say(self.tr("这个包只是回执，没有记录，不用交接单。"), "info")

    def sheet(self, line: OutboxLine) -> None:
        """Open the sheet of a bundle in the print centre."""
        self.go("printing", (SHEET, line.name))

    def _plugged(self, stick: StickLine) -> None:
        self.mailbox.setText(str(stick.root))
        if self.isVisible():
            self.run_button.setFocus()

    def _let_go(self, stick: StickLine) -> None:
        self.jobs.run(self.desk.sticks.watch, lambda watch: self._ask_system(watch, stick))

    def _ask_system(self, watch: Watch, stick: StickLine) -> None:
        self.jobs.aside().run(partial(watch.let_go, stick.root), self._gone, self._may_go)

    def _may_go(self) -> None:
        self.stick.go_button.setEnabled(True)

    def _gone(self, done: bool) -> None:  # noqa: FBT001 - an answer
        self.stick.go_button.hide()
        self.banner.say(
            self.tr("U盘已弹出，可以拔出。")
            if done
            else self.tr("数据已写进U盘并读回核对过，现在可以拔出U盘。"),
            "ok",
        )

    def _mark(self, stick: StickLine) -> None:
        self.jobs.run(partial(self.desk.sticks.mark, stick.root), self._marked)

    def _marked(self, stick: StickLine) -> None:
        self.toast.emit(self.tr("{name} 已制作成同步U盘。").format(name=stick.label))
        self.stick.show_sticks([stick])

    def _choose(self) -> None:
        choose_folder(self, self.tr("选U盘上的同步文件夹"), self._chosen)

    def _chosen(self, folder: Path) -> None:
        self.mailbox.setText(str(folder))
        self.run_button.setFocus()

    def _turn(self, key: str) -> None:
        self.faces.setCurrentIndex(list(self.tabs.buttons).index(key))
