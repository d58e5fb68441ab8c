"""Copies of the ledger: made by themselves, made now, and brought back with both counts shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.services.listings import BackupLine
from desktop.texts import sentence
from desktop.ui.fields import Cell, Field
from desktop.ui.files import choose_folder
from desktop.ui.parts import Card, button, row, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.listings import CheckedLedger
    from desktop.ui.jobs import Jobs

_VISITS, _OPERATIONS = "visits", "operations"


def visits_in(counts: dict[str, int]) -> int:
    """How many visits a copy holds."""
    return counts.get(_VISITS, 0)


def records_in(counts: dict[str, int]) -> int:
    """How many records of all kinds a copy holds; operations are no records."""
    return sum(count for name, count in counts.items() if name != _OPERATIONS)


class Backups(QWidget):
    """The automatic copies, newest first."""

    said = Signal(str)
    wanted = Signal(object, str)
    """Bring a copy back: path and password."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self._now: dict[str, int] = {}
        tr = self.tr
        self.table = Table[BackupLine](
            tr("自动备份"),
            [
                Column(
                    title=tr("时间"),
                    text=lambda b: f"{b.created.astimezone():%Y-%m-%d %H:%M}",
                    width=150,
                ),
                Column(
                    title=tr("核对"),
                    text=lambda b: tr("已核对") if b.verified else tr("没有核对"),
                    width=96,
                    tone=lambda b: "ok" if b.verified else "warn",
                ),
                Column(
                    title=tr("走访"),
                    text=lambda b: f"{visits_in(b.counts):,}",
                    width=90,
                    right=True,
                ),
                Column(
                    title=tr("全部记录"),
                    text=lambda b: f"{records_in(b.counts):,}",
                    width=110,
                    right=True,
                ),
                Column(title=tr("文件"), text=lambda b: b.path.name),
            ],
        )
        self.table.opened.connect(lambda _line: self.ask_restore())
        self.now_button = button(tr("现在备份"), self.back_up, kind="primary")
        self.copy_button = button(tr("另存一份到U盘"), self._choose, drawing="folder")
        self.restore_button = button(tr("恢复到选中的备份"), self.ask_restore)
        self.check_button = button(tr("检查账本"), self.check)
        card = Card(tr("备份与恢复"))
        card.head.addWidget(self.check_button)
        card.head.addWidget(self.copy_button)
        card.head.addWidget(self.now_button)
        about = tr("退出、导入、同步、升级前自动备份：保留 7 天、4 周、6 个月。备份也是加密的。")
        card.add(words(about, "label", wrap=True), self.table, row(1, self.restore_button))
        card.body.setStretch(1, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    def refresh(self) -> None:
        """Ask for the copies and for what the ledger holds now."""
        self.jobs.run(self.desk.vault.backups, self._show)
        self.jobs.run(self.desk.vault.counts, self._counted)

    def back_up(self) -> None:
        """Make a copy now."""
        self.jobs.run_long(
            lambda _progress: self.desk.vault.back_up_before("asked"),
            self._made,
            self.tr("正在备份"),
        )

    def copy_to(self, folder: Path) -> None:
        """Make a copy in another place."""
        self.jobs.run_long(
            lambda _progress: self.desk.vault.back_up(folder), self._made, self.tr("正在备份")
        )

    def check(self) -> None:
        """Replay all operations and compare."""
        self.jobs.run_long(
            lambda _progress: self.desk.vault.check(), self._checked, self.tr("正在检查账本")
        )

    def ask_restore(self) -> None:
        """Show what would come back and what is there now, before anything happens."""
        line = self.table.line()
        if line is None:
            return
        at = f"{line.created.astimezone():%m-%d %H:%M}"
        sheet = Sheet(self, self.tr("恢复备份"))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = self.tr(
            "将回到 {at}：走访 {then} 条（现在 {now} 条），"
            "全部记录 {all_then} 条（现在 {all_now} 条）。"
            "现在的账本会另存，不会删除；恢复后请与县里同步一次。"
        )
        sheet.add(
            words(
                text.format(
                    at=at,
                    then=f"{visits_in(line.counts):,}",
                    now=f"{visits_in(self._now):,}",
                    all_then=f"{records_in(line.counts):,}",
                    all_now=f"{records_in(self._now):,}",
                ),
                wrap=True,
            )
        )
        password = Cell(self.tr("我的密码"))
        password.setEchoMode(QLineEdit.EchoMode.Password)
        sheet.add(Field(self.tr("我的密码"), password))
        sheet.body.addStretch(1)
        verb = self.tr("恢复到 {at} 的备份").format(at=at)
        go = button(verb, lambda: self._restore(sheet, line.path, password.text()), kind="danger")
        go.setEnabled(False)
        password.textChanged.connect(lambda typed: go.setEnabled(bool(typed)))
        sheet.foot.addWidget(go)
        sheet.open()
        password.setFocus()

    def _restore(self, sheet: Sheet, path: Path, password: str) -> None:
        sheet.accept()
        self.wanted.emit(path, password)

    def _show(self, lines: list[BackupLine]) -> None:
        self.table.lines.show(lines)
        self.restore_button.setEnabled(bool(lines))

    def _counted(self, counts: dict[str, int]) -> None:
        self._now = counts

    def _choose(self) -> None:
        choose_folder(self, self.tr("备份存到哪里"), self.copy_to)

    def _made(self, line: BackupLine) -> None:
        said = self.tr("备份好了，已重新打开核对：{n} 条记录。")
        self.said.emit(said.format(n=f"{records_in(line.counts):,}"))
        self.refresh()

    def _checked(self, found: CheckedLedger) -> None:
        good = self.tr("账本完好：{n} 条操作重算后与 {t} 张表一致。")
        bad = self.tr("账本有 {n} 处对不上，请先备份，再联系县管理员。")
        said = good.format(n=f"{found.operations:,}", t=found.tables)
        if not found.ok:
            said = bad.format(n=len(found.problems))
        if found.photos_lost:
            params = {"n": len(found.photos_lost), "visit_no": found.photos_lost[0]}
            said += sentence("photos_lost", params)
        self.said.emit(said)
