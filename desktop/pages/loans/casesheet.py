"""The sheet that ends the case of a check: what came of it, what was done, why it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.texts import choices
from desktop.ui.fields import Choice, Field, NoteLine
from desktop.ui.once import Once
from desktop.ui.parts import button, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.after import InspectionLine
    from desktop.ui.jobs import Jobs


class CaseSheet(Once["InspectionLine"]):
    """Enter goes on and ends the case in the last field; the day is today."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: InspectionLine,
        then: Callable[[InspectionLine], object],
    ) -> None:
        title = parent.tr("了结用途疑点：{who}").format(who=line.head_name or line.loan_no[-4:])
        super().__init__(parent, title, jobs, then)
        tr = self.tr
        self.desk, self.line = desk, line
        self.add(words(tr("了结后记录不再更改；重新测算以后，贴息行才放开。"), "label", wrap=True))
        self.outcome = Choice(tr("结果"), choices("case_outcome"))
        self.measures = NoteLine(tr("措施"), tr("采取了什么措施"))
        self.reason = NoteLine(tr("理由"), tr("为什么可以了结，凭什么"))
        self.add(Field(tr("结果"), self.outcome))
        self.add(Field(tr("措施"), self.measures))
        self.outcome.picked.connect(lambda _code: self.measures.setFocus())
        self.measures.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self.work)
        self.close_button.setText(tr("取消"))
        go = button(tr("了结"), self.work, kind="primary")
        self.put(Field(tr("理由"), self.reason), self.reason, go)
        self.outcome.setFocus()

    def work(self) -> None:
        """End the case; what lacks is said under the last field."""
        number, outcome = self.line.first_no, self.outcome.code()
        measures, reason = self.measures.text(), self.reason.text()
        service, today = self.desk.inspections, self.desk.today
        self.send(lambda: service.end(number, outcome, today(), measures=measures, reason=reason))
