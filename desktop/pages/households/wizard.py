"""Taking in the county's list: choose, look at every problem first, then take what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.records import ProblemLine
from desktop.texts import word
from desktop.texts.sheets import PROBLEMS, SUGGESTIONS
from desktop.ui.fields import DayCell
from desktop.ui.files import choose_file, choose_target
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import Badge, Card, Empty, button, row, rule, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records import ImportReport
    from desktop.ui.jobs import Jobs, Progress

_TONES = {"held": "error", "flagged": "warn", "fixed": "info"}


class ImportWizard(Card):
    """Three steps in one place; a dry run is the only way in."""

    closed = Signal()
    imported = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=16, gap=10)
        self.desk = desk
        self.jobs = jobs
        self.path: Path | None = None
        self.report: ImportReport | None = None
        tr = self.tr
        self.steps = [Badge(text) for text in (tr("1 选文件"), tr("2 检查"), tr("3 导入"))]
        self.file = words("", "label")
        self.back = button(tr("返回名单"), self.closed.emit, drawing="left")
        self.banner = Banner()
        self.summary = words("", "strong", wrap=True)
        self.named = words("", "quiet", wrap=True)
        self.faces = QStackedWidget()
        self.faces.addWidget(self._start())
        self.faces.addWidget(self._problems())
        self.body.addLayout(row(self.back, *self.steps, self.file, 1))
        self.body.addWidget(rule(soft=True))
        self.body.addWidget(self.banner)
        self.body.addWidget(self.faces, 1)
        self._step(0)

    def _start(self) -> QWidget:
        tr = self.tr
        empty = Empty(
            "import",
            tr("选县里监测系统导出的名单（xlsx、xls、csv）。先检查，不会马上导入。"),
            [(tr("选文件"), self._choose)],
        )
        self.choose = empty.buttons[0]
        return empty

    def _problems(self) -> QWidget:
        tr = self.tr
        self.table = Table[ProblemLine](
            tr("要核对的问题"),
            [
                Column(title=tr("行"), text=lambda p: str(p.row or ""), width=56, right=True),
                Column(title=tr("列"), text=lambda p: p.column, width=120),
                Column(title=tr("原值"), text=lambda p: p.original, width=170),
                Column(
                    title=tr("处理"),
                    text=lambda p: word("sheet_problem_effect", p.effect),
                    width=124,
                    tone=lambda p: _TONES.get(p.effect, "info"),
                ),
                Column(title=tr("问题"), text=lambda p: PROBLEMS.get(p.code, p.code)),
                Column(title=tr("建议"), text=self._suggestion, width=150, optional=True),
            ],
        )
        self.as_of = DayCell(tr("名单截止日期"), self.desk.today)
        self.take_button = button(tr("导入"), self.take, kind="primary")
        self.errors_button = button(tr("导出待改的行"), self._save_errors)
        self.again = button(tr("换一个文件"), self._choose)
        made = Card(margin=0)
        made.setProperty("role", "")
        label = words(tr("截止日期"), "label")
        label.setBuddy(self.as_of)
        made.add(
            self.summary,
            self.named,
            self.table,
            row(label, self.as_of, 1, self.again, self.errors_button, self.take_button),
        )
        made.body.setStretch(2, 1)
        return made

    def look(self, path: Path) -> None:
        """Check a file without importing anything."""
        self.path = path
        self.banner.clear()
        self.file.setText(path.name)
        self.jobs.run_long(
            lambda progress: self._read(path, progress, dry_run=True),
            self._looked,
            self.tr("正在检查 {name}").format(name=path.name),
        )

    def take(self) -> None:
        """Take in the rows that are right."""
        path = self.path
        if path is None or self.report is None:
            return
        self.take_button.setEnabled(False)
        self.jobs.run_long(
            lambda progress: self._read(path, progress, dry_run=False),
            self._taken,
            self.tr("正在导入 {name}").format(name=path.name),
            lambda: self.take_button.setEnabled(True),
        )

    def refused(self, error: BaseException) -> bool:
        """A refused file: one sentence, nothing imported."""
        text = explain(error)
        if text is None:
            return False
        self.banner.say(text, "error", [(self.tr("换一个文件"), self._choose)])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _read(self, path: Path, progress: Progress, *, dry_run: bool) -> ImportReport:
        day = None if dry_run else self.as_of.day()
        return self.desk.imports.take(
            "roster", path, dry_run=dry_run, as_of=day, progress=progress.step
        )

    def _looked(self, report: ImportReport) -> None:
        self.report = report
        order = {"held": 0, "flagged": 1, "fixed": 2}
        problems = sorted(report.problems, key=lambda p: (order.get(p.effect, 3), p.row or 0))
        self.table.lines.show(problems)
        self.as_of.set_day(report.as_of)
        self.summary.setText(
            self.tr(
                "共 {rows} 行：可导入 {good} 行（{houses} 户 {people} 人），待改 {held} 行，"
                "已自动整理 {fixed} 处。"
            ).format(
                rows=f"{report.rows:,}",
                good=f"{report.imported_rows:,}",
                houses=f"{report.households:,}",
                people=f"{report.members:,}",
                held=f"{report.held_rows:,}",
                fixed=sum(one.effect == "fixed" for one in report.problems),
            )
        )
        named = self.tr("另有 {n} 行是标题、空行、合计或备注，不是名单。")
        self.named.setText(named.format(n=len(report.named_rows)) if report.named_rows else "")
        self.take_button.setText(self.tr("导入 {n} 行").format(n=f"{report.imported_rows:,}"))
        self.take_button.setEnabled(report.imported_rows > 0)
        self.errors_button.setVisible(report.held_rows > 0)
        self.faces.setCurrentIndex(1)
        self._step(1)
        self.take_button.setFocus()

    def _taken(self, report: ImportReport) -> None:
        self._step(2)
        changes = self.tr("、").join(
            f"{word('change_type', kind)} {count}"
            for kind, count in report.changes.items()
            if count
        )
        said = self.tr("已导入 {n} 户，版本 {version}。{changes}").format(
            n=f"{report.households:,}", version=report.version, changes=changes
        )
        self.banner.say(said, "ok", [(self.tr("看名单"), self.closed.emit)])
        self.take_button.setEnabled(False)
        self.report = None
        self.imported.emit()

    def _suggestion(self, line: ProblemLine) -> str:
        """What may be offered; it is never taken without a person."""
        form = SUGGESTIONS.get(line.code, "{suggestion}")
        return form.format(suggestion=line.suggestion) if line.suggestion else ""

    def _save_errors(self) -> None:
        path = self.path
        if path is None:
            return
        name = self.tr("{name}-待改.xlsx").format(name=path.stem)
        choose_target(self, self.tr("存待改的行"), name, "Excel (*.xlsx)", self._write_errors)

    def _write_errors(self, out: Path) -> None:
        path = self.path
        if path is None:
            return
        self.jobs.run(
            lambda: self.desk.imports.take("roster", path, dry_run=True, errors=out),
            self._errors_saved,
        )

    def _errors_saved(self, _report: ImportReport) -> None:
        said = self.tr("待改的行已存好：原表原列，末列写明错误原因，改好后直接再导入。")
        self.banner.say(said, "ok")

    def _choose(self) -> None:
        kinds = self.tr("名单 (*.xlsx *.xls *.et *.csv *.txt)")
        choose_file(self, self.tr("选名单文件"), kinds, self.look)

    def _step(self, now: int) -> None:
        for place, badge in enumerate(self.steps):
            badge.say(badge.text(), "info" if place == now else "ok" if place < now else "")
