"""Changing a row that is saved: another takes its place, or corrects it once it is final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.services.entry.codes import row_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.pages.visits.quick import QuickEntry as Panel
    from desktop.services.desk import Desk
    from desktop.services.records.entry import DraftLine
    from desktop.services.records.people import VisitLine
    from desktop.ui.jobs import Jobs


class Mending(QObject):
    """Knows which record is in the row; the record itself stays until the change is saved."""

    def __init__(self, panel: Panel, desk: Desk, jobs: Jobs) -> None:
        super().__init__(panel)
        self._panel = panel
        self._desk = desk
        self._jobs = jobs
        self.line: VisitLine | None = None

    def key(self) -> str:
        """The id of the record in the row; empty if a new one is typed."""
        return self.line.id if self.line is not None else ""

    def selected(self) -> None:
        """Change the selected row; from a cell the way leads to the rows first."""
        panel, line = self._panel, self._panel.rows.line()
        if line is None:
            panel.say(self.tr("还没有可改的记录。"))
        elif panel.window().focusWidget() is panel.rows:
            self.begin(line)
        else:
            panel.rows.setFocus()
            panel.say(self.tr("上下键选一条，再按 F2 或回车改；Esc 回到录入行。"), "info")

    def begin(self, line: VisitLine) -> None:
        """Load a record; a final one will be corrected, with its reason."""
        panel = self._panel
        house = panel.crowd.heads.get(line.household_no) if panel.crowd else None
        if line.corrected:
            panel.say(self.tr("这一条已更正过，请改最新的一条。"))
            return
        if house is None:
            panel.say(self.tr("这一户已不在名单里，请返回台账，选中这一条按回车更正。"))
            return
        panel.set_aside()
        self.line = line
        panel.row.begin_mending(house, row_of(line))
        panel.photos.show_record(line.id)
        self._said("")
        self._jobs.run(lambda: self._desk.entry.final(line.id), self._finality)

    def resume(self, draft: DraftLine) -> None:
        """Go on with a change that was begun before a power cut."""
        number = draft.values["mending"]
        self._jobs.run(
            lambda: self._desk.entry.lines([number]), lambda lines: self._resume(lines, draft)
        )

    def _resume(self, lines: Sequence[VisitLine], draft: DraftLine) -> None:
        if lines:
            self.begin(lines[0])
        if self.line is not None:
            self._panel.drafting.take_up(draft.key)
            self._panel.row.show_values(draft.values)
            self._panel.row.go_on()

    def _said(self, why: str) -> None:
        if self.line is None:
            return
        said = self.tr("正在改第 {n} 条 {who}，回车存，Esc 不改。")
        place = self._panel.rows.place_of(self.line)
        self._panel.say(said.format(n=place, who=self.line.head_name) + why, "info")

    def _finality(self, code: str) -> None:
        """The reason of a correction is asked, and why the record is final is told."""
        if self.line is None or not code:
            return
        self._panel.row.ask_reason(asked=True)
        whys = {
            "day_closed": self.tr("当天已结束"),
            "visit_left_in_bundle": self.tr("已随数据包上报"),
            "visit_printed": self.tr("已印在台账上"),
            "visit_exported": self.tr("已导出到Excel"),
            "not_owner": self.tr("是别的电脑记的"),
        }
        why = self.tr("这一条{why}，改动另记为更正，请写明原因。")
        self._said(why.format(why=whys.get(code, "")))
