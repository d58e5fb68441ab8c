"""The stored checks of a household: read, answered again, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.pages.eligibility.verdict import OUTCOME_TONES
from desktop.services.records.people import CheckLine
from desktop.texts import word
from desktop.texts.checks import replayed
from desktop.ui.messages import Hint
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet
from desktop.ui.tables import ROW, Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.checks import Replayed
    from desktop.ui.jobs import Jobs

_MOST = 8


class Kept(Sheet):
    """A list of checks; Enter answers one again by the policy of its day."""

    print_wanted = Signal(str)

    def __init__(
        self, parent: QWidget, desk: Desk, jobs: Jobs, checks: Sequence[CheckLine], who: str
    ) -> None:
        super().__init__(parent, parent.tr("{name} 存过的核对").format(name=who))
        tr = self.tr
        self.desk, self.jobs = desk, jobs
        self.table = Table[CheckLine](
            tr("存过的核对"),
            [
                Column(title=tr("日期"), text=lambda c: f"{c.checked_on:%Y-%m-%d}", width=104),
                Column(
                    title=tr("结果"),
                    text=lambda c: word("outcome", c.outcome),
                    width=150,
                    tone=lambda c: OUTCOME_TONES.get(c.outcome, "info"),
                ),
                Column(title=tr("编号"), text=lambda c: c.check_no),
            ],
        )
        self.table.opened.connect(self.replay)
        self.table.setFixedHeight(Theme.current().px(ROW) * (min(len(checks), _MOST) + 1) + 4)
        self.table.lines.show(checks)
        text = tr("选一次，按原来的事实和当时的政策再算一遍，看与存下的是否一致。")
        self.add(words(text, "label", wrap=True))
        self.add(self.table)
        self.said = Hint()
        self.said.setProperty("role", "")
        self.add(self.said)
        self.body.addStretch(1)
        self.again = button(tr("再算一遍 回车"), self.table.open_current, kind="primary")
        self.paper = button(tr("打印结果单"), self._print, drawing="printing")
        self.foot.insertWidget(0, self.again)
        self.foot.insertWidget(1, self.paper)
        for one in (self.again, self.paper, self.close_button):
            one.setAutoDefault(False)
        self.table.setFocus()

    def replay(self, line: CheckLine) -> None:
        """Answer a stored check again."""
        self.jobs.run(lambda: self.desk.eligibility.replay(line.check_no), self._came)

    def refused(self, error: BaseException) -> bool:
        """A check that cannot be read says so under the list."""
        from desktop.ui.messages import explain

        text = explain(error)
        if text is None:
            return False
        self.said.say(text, "error")
        return True

    def _came(self, found: Replayed) -> None:
        kept = next(one for one in self.table.lines.rows if one.check_no == found.check_no)
        text = replayed(same=found.same, policy_found=found.policy_found)
        said = self.tr("{no}：{text}。").format(no=found.check_no, text=text)
        if not found.same:
            differs = self.tr("存下的是“{before}”，现在算出“{after}”。")
            said += differs.format(
                before=word("outcome", kept.outcome), after=word("outcome", found.outcome.outcome)
            )
        self.said.say(said, "ok" if found.same else "warn")
        self.fit()

    def _print(self) -> None:
        line = self.table.line()
        if line is not None:
            self.print_wanted.emit(line.check_no)
            self.accept()
