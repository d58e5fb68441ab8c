"""The loans of a household in its drawer; one of them opens on the page of loans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.records.applying import ApplicationFilter
from desktop.services.records.lending import LoanLine
from desktop.texts import word
from desktop.ui.jobs import Latest
from desktop.ui.parts import button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.services.records.applying import ApplicationLine
    from desktop.ui.jobs import Jobs


class Borrowing(QWidget):
    """Own loans first, then those of the households it was split from or took in."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__()
        tr = self.tr
        self.desk, self.jobs, self.go = desk, jobs, go
        self._latest = Latest()
        self._number = ""
        self.table = Table[LoanLine](
            tr("本户贷款"),
            [
                Column(title=tr("尾号"), text=lambda one: one.tail, width=56),
                Column(title=tr("品种"), text=self._product),
                Column(
                    title=tr("到期日"),
                    text=lambda one: f"{one.matures_on:%Y-%m-%d}" if one.matures_on else "",
                    width=98,
                ),
                Column(title=tr("状态"), text=self._stand, width=88, tone=self._tone),
            ],
        )
        self.table.leaves("loans", lambda: {"household_no": self._number})
        self.table.opened.connect(lambda line: self.go("loans", line.loan_no))
        self.none = words(
            tr("没有这一户的贷款。银行的贷款台账导入后列在这里。"), "label", wrap=True
        )
        self.more = button(tr("到期和续贷展期"), self.lead, kind="link")
        self.apply = button(tr("登记贷款申请 Alt+A"), self.start)
        self.asked = words("", "label", wrap=True)
        self.faces = QStackedWidget()
        blank = QWidget()
        around = QVBoxLayout(blank)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.none)
        around.addStretch(1)
        for face in (self.table, blank):
            self.faces.addWidget(face)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.faces, 1)
        whole.addWidget(self.asked)
        whole.addLayout(row(self.apply, self.more, 1))
        self.asked.hide()

    def open(self, household_no: str) -> None:
        """Show a household's loans once they can be seen."""
        self.forget()
        self._number = household_no
        if self.isVisible():
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is to be seen now."""
        super().showEvent(event)
        self._ask()

    def lead(self) -> None:
        """Lead to the page of loans with the current loan, else with the household."""
        line = self.table.line()
        self.go("loans", line.loan_no if line else self._number)

    def start(self) -> None:
        """Lead to a new application of the household."""
        if self._number:
            self.go("loans", ("application", self._number))

    def forget(self) -> None:
        """Take everything away."""
        self._latest.drop()
        self.asked.hide()
        self._number = ""
        self.table.lines.show([])

    def _ask(self) -> None:
        number = self._number
        if number:
            wanted = ApplicationFilter(household_no=number)
            self.jobs.run(
                lambda: (
                    self.desk.loans.of_household(number),
                    self.desk.applications.listed(wanted),
                ),
                self._latest.only(self._came),
            )

    def _came(self, answer: tuple[list[LoanLine], list[ApplicationLine]]) -> None:
        found, asked = answer
        text = self.tr("{day} 申请 {n} 个月：{state}")
        told = [
            text.format(
                day=one.applied_on, n=one.months, state=word("application_state", one.state)
            )
            for one in asked
        ]
        self.asked.setText(self.tr("；").join(told))
        self.asked.setVisible(bool(told))
        self.table.lines.show(found)
        self.faces.setCurrentIndex(0 if found else 1)
        self.more.setVisible(bool(found))

    def _product(self, line: LoanLine) -> str:
        name = word("product_code", line.product_code)
        return self.tr("{name}（原户）").format(name=name) if line.linked else name

    def _stand(self, line: LoanLine) -> str:
        if line.live and line.overdue_days is not None:
            return self.tr("逾期 {n} 天").format(n=line.overdue_days)
        return word("loan_status", line.loan_status) or self.tr("在贷")

    def _tone(self, line: LoanLine) -> str:
        late = line.live and (line.overdue_days is not None or line.loan_status == "overdue")
        return "error" if late else "info" if line.live else "ok"
