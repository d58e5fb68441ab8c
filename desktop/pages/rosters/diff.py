"""What one version changed against another, household by household and field by field."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker

from desktop.pages.rosters import words as say
from desktop.pages.rosters.view import View
from desktop.services.records.rosters import Change
from desktop.texts import choices, word
from desktop.texts import roster_changes as texts
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint
from desktop.ui.parts import button, flowing, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.listings import VersionLine
    from desktop.ui.jobs import Jobs


class Diff(View):
    """A township and two of its versions at the top; below every household that differs."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self._latest = Latest()
        self._all: list[VersionLine] = []
        self._found: list[Change] = []
        self._wanted: VersionLine | None = None
        self.township = Combo(tr("乡镇"))
        self.later = Combo(tr("这一版"))
        self.earlier = Combo(tr("与哪一版比"))
        self.change = Combo(tr("变更"), [("", tr("变更不限")), *choices("change_type")])
        self.township.currentIndexChanged.connect(lambda _at: self._placed())
        self.later.currentIndexChanged.connect(lambda _at: self._dated())
        self.earlier.currentIndexChanged.connect(lambda _at: self._ask())
        self.change.currentIndexChanged.connect(lambda _at: self._narrow())
        self.count = words("", "label")
        self.note = Hint()
        self.table = Table[Change](
            tr("两版名单的差别"),
            [
                Column(title=tr("户主"), text=lambda c: c.head_name, width=80),
                Column(
                    title=tr("变更"),
                    text=lambda c: word("change_type", c.change_type),
                    width=92,
                    tone=lambda c: say.CHANGES[c.change_type],
                ),
                Column(title=tr("变了什么"), text=say.changed),
                Column(title=tr("村"), text=lambda c: c.village, width=112, optional=True),
                Column(title=tr("要做的事"), text=self._todo, width=180, optional=True),
                Column(
                    title=tr("未到期贷款"), text=self._loans, width=92, right=True, optional=True
                ),
                Column(title=tr("户编号"), text=lambda c: c.household_no, width=132, optional=True),
            ],
        )
        self.table.leaves("roster_changes", self._part)
        self.table.opened.connect(lambda line: self.open_household(line.household_no))
        self.table.current.connect(self._at_hand)
        self.whole = words("", "label", wrap=True)
        self.around.addWidget(flowing(self.township, self.later, self.earlier, self.change))
        self.around.addLayout(row(self.count, 1, export_button(self.table)))
        self.around.addWidget(self.note)
        self.around.addWidget(self.table, 1)
        foot = row(self.whole, button(tr("打开这户 回车"), self.table.open_current))
        foot.setStretch(0, 1)
        self.around.addLayout(foot)

    def compare(self, line: VersionLine) -> None:
        """Compare a version with the one before it."""
        self._wanted = line
        self.refresh()

    def refresh(self) -> None:
        """Ask for the versions, then for the difference."""
        self.jobs.run(self.desk.rosters.versions, self._versions)

    def enter(self) -> None:
        """Walk in the list."""
        self.table.setFocus()

    def forget(self) -> None:
        """Empty the list."""
        self._latest.drop()
        self._found = []
        self.table.lines.show([])
        self.whole.setText("")

    def _versions(self, lines: list[VersionLine]) -> None:
        self._all = lines
        self.township.fill(say.townships(lines))
        self.township.setVisible(self.township.count() > 1)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._choose(self.township, wanted.township_code)
        self._offer_later()
        if wanted is not None:
            self._choose(self.later, wanted.roster_version)
        self._dated(keep=wanted is None)

    def _choose(self, combo: Combo, code: str) -> None:
        with QSignalBlocker(combo):
            combo.choose(code)

    def _mine(self) -> list[VersionLine]:
        return [one for one in self._all if one.township_code == self.township.code()]

    def _offer_later(self) -> None:
        self.later.fill([(one.roster_version, say.version(one)) for one in self._mine()])

    def _placed(self) -> None:
        self._offer_later()
        self._dated()

    def _dated(self, *, keep: bool = False) -> None:
        """Offer every other version to compare with; the one before comes first."""
        mine = self._mine()
        labels = [one.roster_version for one in mine]
        place = labels.index(self.later.code()) if self.later.code() in labels else 0
        older, newer = mine[place + 1 :], mine[:place]
        before = self.earlier.code()
        against = self.tr("比 {version}")
        nothing = [] if older or not mine else [("", self.tr("没有更早的版本"))]
        others = [
            (one.roster_version, against.format(version=say.version(one)))
            for one in (*older, *newer)
        ]
        self.earlier.fill([*nothing, *others])
        first = older[0].roster_version if older else ""
        self._choose(self.earlier, before if keep and before else first)
        self.earlier.setVisible(bool(mine))
        self._ask()

    def _ask(self) -> None:
        self._latest.drop()
        later, earlier, place = self.later.code(), self.earlier.code(), self.township.code()
        if not later:
            self._show([])
            return
        self.jobs.run(
            lambda: self.desk.rosters.diff(earlier, later, place), self._latest.only(self._show)
        )

    def _show(self, found: list[Change]) -> None:
        self._found = found
        self._narrow()

    def _narrow(self) -> None:
        kind = self.change.code()
        lines = [one for one in self._found if kind in {"", one.change_type}]
        self.table.lines.show(lines)
        self._at_hand(self.table.line())
        self.count.setText(texts.counts(Counter(one.change_type for one in self._found)))
        self.note.say(self._said(), "info")

    def _said(self) -> str:
        """What a list cannot say: the first version, or nothing to compare."""
        line = next((one for one in self._mine() if one.roster_version == self.later.code()), None)
        if line is None:
            return self.tr("还没有名单。")
        if not self.earlier.code():
            return texts.FIRST_DIFF.format(version=line.roster_version, place=line.township)
        return ""

    def _at_hand(self, line: object) -> None:
        text = self.tr("{who}　{no}　{what}")
        self.whole.setText(
            text.format(who=line.head_name, no=line.household_no, what=say.changed(line))
            if isinstance(line, Change)
            else ""
        )

    def _part(self) -> dict[str, object]:
        return {
            "version": self.later.code(),
            "since": self.earlier.code(),
            "township": self.township.code(),
            "change": self.change.code(),
        }

    def _todo(self, line: Change) -> str:
        return self.tr("、").join(word("roster_todo", one) for one in line.todo)

    def _loans(self, line: Change) -> str:
        return self.tr("{n} 笔").format(n=line.live_loan_count) if line.loans else ""
