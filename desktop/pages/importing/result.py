"""The last step: what went in, what waits, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.pages.importing import words as said
from desktop.pages.importing.figures import Figures
from desktop.ui.icons import pixmap
from desktop.ui.parts import button, clear, row, scrolled, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.services.records.imports import ImportReport

    _Step = tuple[str, str, str, object]


class Result(QWidget):
    """Figures of what was taken in, next steps as buttons, and the way back."""

    go_wanted = Signal(str, object)

    def __init__(self, *, county: bool) -> None:
        super().__init__()
        self._county = county
        tr = self.tr
        self.mark = QLabel()
        self.mark.setPixmap(pixmap("check", "ok", 28))
        self.title = words("", "heading", wrap=True)
        self.figures = Figures()
        self.held = words("", "", "error", wrap=True)
        self.next_title = words(tr("接下来"), "strong")
        self._next = QVBoxLayout()
        self._next.setSpacing(6)
        self.undo = button(tr("撤销整批…"), kind="danger")
        self.errors = button(tr("导出错误行"))
        self.again = button(tr("再导入一个文件"))
        self.back = button(tr("返回"), kind="primary")
        self.steps: list[QWidget] = []
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.setSpacing(12)
        heading = row(self.mark, self.title, gap=10)
        heading.setStretch(1, 1)
        inside.addLayout(heading)
        inside.addWidget(self.figures)
        inside.addWidget(self.held)
        inside.addWidget(self.next_title)
        inside.addLayout(self._next)
        inside.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolled(inner), 1)
        around.addLayout(row(self.undo, 1, self.errors, self.again, self.back))

    def show_report(self, report: ImportReport, file: str, names: Mapping[str, str]) -> None:
        """Show what an import did."""
        tr = self.tr
        title = tr("已导入{kind}“{file}”")
        self.title.setText(title.format(kind=said.kind(report.kind), file=file))
        self.figures.show_report(report, names)
        held = tr(
            "还有 {n} 行没有导入，等着改：导出错误行，在表里改好，再用“再导入一个文件”导入它，"
            "会并到这一次里。"
        )
        self.held.setText(held.format(n=f"{report.held_rows:,}") if report.held_rows else "")
        self.held.setVisible(report.held_rows > 0)
        self.errors.setVisible(report.held_rows > 0)
        self.undo.setEnabled(bool(report.run))
        self._offer(report)
        self.back.setFocus()

    def clear(self) -> None:
        """Take everything off."""
        self.title.clear()
        self.figures.clear()
        clear(self._next)

    def _offer(self, report: ImportReport) -> None:
        clear(self._next)
        self.steps = []
        for verb, why, page, what in self._steps(report):
            step = button(verb, self._going(page, what), kind="link")
            self.steps.append(step)
            self._next.addLayout(row(step, words(why, "label"), 1))
        self.next_title.setVisible(bool(self.steps))

    def _going(self, page: str, what: object) -> Callable[[], object]:
        return lambda: self.go_wanted.emit(page, what)

    def _steps(self, report: ImportReport) -> list[_Step]:
        tr = self.tr
        sync: _Step = (tr("下发到乡镇"), tr("下次同步时随数据包带到各乡镇。"), "sync", None)
        up: _Step = (tr("去同步"), tr("下次同步时报到县里。"), "sync", None)
        if self._county:
            up = sync
        every: dict[str, list[_Step]] = {
            "roster": [
                (
                    tr("看逐户要做的事"),
                    tr("调出的、新增的、变更的户各有要办的事。"),
                    "rosters",
                    ("work", report.version),
                ),
                (tr("看名单质量"), tr("证件、户主、人数哪里要核对。"), "rosters", "quality"),
                sync,
            ],
            "assignment": [(tr("看包干分配"), tr("核对依据和责任人。"), "assignments", None), sync],
            "loans": [
                (tr("看贷款与到期"), tr("到期、续贷、逾期按新台账算。"), "loans", None),
                (
                    tr("导入季度利息清单"),
                    tr("结息清单与台账逐笔核对。"),
                    "importing",
                    "interest",
                ),
                up,
            ],
            "interest": [
                (tr("去贴息"), tr("与测算不同的，逐笔说明。"), "subsidies", None),
                up,
            ],
            "payments": [
                (tr("去贴息"), tr("没有发放成功的，查明原因再发。"), "subsidies", None),
                sync,
            ],
        }
        return every.get(report.kind, [])
