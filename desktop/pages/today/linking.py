"""Somebody on no roster: which household she is, or that she stays on no roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from desktop.ui.messages import explain
from desktop.ui.parts import button, words
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records import Task, WalkInLine
    from desktop.ui.jobs import Jobs


class Linking(Sheet):
    """Initials and a digit choose the household; Enter links."""

    linked = Signal(str)

    def __init__(self, parent: QWidget, desk: Desk, jobs: Jobs, task: Task) -> None:
        super().__init__(parent, parent.tr("对应到名单里的户"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk, self.jobs, self.task = desk, jobs, task
        self._household = ""
        tr = self.tr
        text = tr(
            "{name}（{village}）还不在名单里。现在能找到的，输姓名首字母选户；"
            "确实不在名单里的，关闭后按空格标已办。"
        )
        self.add(words(text.format(name=task.subject, village=task.village), wrap=True))
        self.who = Picker(tr("农户"), jobs, self._find, placeholder=tr("姓名首字母，数字选人"))
        self.who.picked.connect(self._picked)
        self.add(self.who)
        self.said = words("", "", wrap=True)
        self.add(self.said)
        self.body.addSpacing(240)  # the list of candidates opens here
        self.body.addStretch(1)
        self.go = button(tr("对应到这户"), self.work, kind="primary")
        self.go.setEnabled(False)
        self.go.setAutoDefault(False)
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.who.setFocus()

    def work(self) -> None:
        """Link."""
        number, household = self.task.id.partition(":")[2], self._household
        if household and self.go.isEnabled():
            self.go.setEnabled(False)
            self.jobs.run(lambda: self.desk.walk_ins.link(number, household), self._done)

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, under the field."""
        text = explain(error)
        if text is None:
            return False
        self.said.setText(text)
        self.go.setEnabled(True)
        return True

    def _find(self, query: str) -> list[Candidate]:
        return [
            Candidate(
                key=hit.household_no, name=hit.name, place=hit.village, number=hit.household_no[-4:]
            )
            for hit in self.desk.households.find(query)
        ]

    def _picked(self, candidate: Candidate) -> None:
        self._household = candidate.key
        text = self.tr("{name}（{place}，户编号 {no}）")
        self.said.setText(text.format(name=candidate.name, place=candidate.place, no=candidate.key))
        self.go.setEnabled(True)
        self.go.setFocus()

    def _done(self, line: WalkInLine) -> None:
        self.accept()
        self.linked.emit(line.household_no)
