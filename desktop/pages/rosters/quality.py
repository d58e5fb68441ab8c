"""What is wrong with the roster in force: counts by kind, and each place with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from desktop.pages.rosters.view import View
from desktop.services.records.rosters import QualityLine
from desktop.texts.rosters import quality as told
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.jobs import Latest
from desktop.ui.parts import Empty, button, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.people import Village
    from desktop.services.records.rosters import Quality
    from desktop.ui.jobs import Jobs


_KINDS, _WIDEST = 264, 420


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of finding and how often it was found; an empty code stands for all."""

    code: str
    count: int


class QualityView(View):
    """The kinds with their counts at the left narrow the list; Enter opens the household."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self._latest = Latest()
        self.found: Quality | None = None
        self.township = Combo(tr("乡镇"), [("", tr("全部乡镇"))])
        self.township.currentIndexChanged.connect(lambda _at: self._ask())
        self.kinds = Table[Kind](
            tr("各种问题"),
            [
                Column(title=tr("问题"), text=self._kind),
                Column(title=tr("处数"), text=lambda k: f"{k.count:,}", width=64, right=True),
            ],
        )
        self.kinds.setFixedWidth(min(Theme.current().px(_KINDS), _WIDEST))
        self.kinds.leaves("roster_quality", self._part)
        self.count = words("", "label")
        self.table = Table[QualityLine](
            tr("名单质量"),
            [
                Column(title=tr("户主"), text=lambda q: q.head_name, width=80),
                Column(title=tr("问题"), text=lambda q: told(q.code)[0], width=196),
                Column(title=tr("是谁"), text=lambda q: q.member_name, width=80),
                Column(title=tr("怎么办"), text=lambda q: told(q.code)[1]),
                Column(title=tr("名单上写的"), text=lambda q: q.value, width=170, optional=True),
                Column(title=tr("村"), text=lambda q: q.village, width=104, optional=True),
                Column(title=tr("另一户"), text=lambda q: q.other, width=132, optional=True),
            ],
        )
        self.table.leaves("roster_quality", self._part)
        self.table.opened.connect(lambda line: self.open_household(line.household_no))
        self.table.current.connect(self._at_hand)
        self.empty = Empty("check", "")
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.whole = words("", "label", wrap=True)
        self.open_button = button(tr("打开这户 回车"), self.table.open_current)
        self.kinds.current.connect(lambda _kind: self._narrow())
        self.kinds.opened.connect(lambda _kind: self.table.setFocus())
        self.around.addLayout(row(self.township, self.count, 1, export_button(self.table)))
        lists = row(self.kinds, self.faces, gap=12)
        lists.setStretch(1, 1)
        self.around.addLayout(lists, 1)
        foot = row(self.whole, self.open_button)
        foot.setStretch(0, 1)
        self.around.addLayout(foot)

    def refresh(self) -> None:
        """Ask for the townships and for the report."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self._ask()

    def enter(self) -> None:
        """Walk in the list."""
        self.table.setFocus()

    def search(self) -> None:
        """Walk the kinds."""
        self.kinds.setFocus()

    def narrow(self, code: str) -> None:
        """Show one kind of finding."""
        codes = [one.code for one in self.kinds.lines.rows]
        self.kinds.go_to(codes.index(code))

    def forget(self) -> None:
        """Empty the lists."""
        self._latest.drop()
        self.found = None
        self.kinds.lines.show([])
        self.table.lines.show([])
        self.whole.setText("")

    def _villages(self, villages: list[Village]) -> None:
        places = sorted({one.township_code: one.township for one in villages}.items())
        self.township.fill([("", self.tr("全部乡镇")), *places])
        self.township.setVisible(len(places) > 1)

    def _ask(self) -> None:
        place = self.township.code()
        self.jobs.run(lambda: self.desk.rosters.quality(place), self._latest.only(self._show))

    def _show(self, found: Quality) -> None:
        self.found = found
        stay = self.code()
        kinds = [Kind(code=code, count=count) for code, count in found.counts.items()]
        self.kinds.lines.show([Kind(code="", count=len(found.lines)), *kinds])
        self.kinds.setVisible(bool(found.lines))
        if stay in found.counts:
            self.narrow(stay)
        self._narrow()

    def code(self) -> str:
        """The kind that is shown, empty for all."""
        kind = self.kinds.line()
        return kind.code if kind else ""

    def _kind(self, kind: Kind) -> str:
        return told(kind.code)[0] if kind.code else self.tr("全部问题")

    def _narrow(self) -> None:
        if self.found is None:
            return
        found, code = self.found, self.code()
        lines = [one for one in found.lines if code in {"", one.code}]
        self.table.lines.show(lines)
        self.faces.setCurrentIndex(0 if lines else 1)
        self.open_button.setEnabled(bool(lines))
        self._at_hand(self.table.line())
        if found.as_of is None:
            self.count.setText("")
            self.empty.text.setText(self.tr("还没有名单，没有可核对的。"))
            return
        head = self.tr("{day} 的名单：{houses} 户 {people} 人，{n} 处要核对")
        self.count.setText(
            head.format(
                day=found.as_of.isoformat(),
                houses=f"{found.households:,}",
                people=f"{found.people:,}",
                n=f"{len(found.lines):,}",
            )
        )
        self.empty.text.setText(self.tr("这份名单没有查出要核对的地方。"))

    def _at_hand(self, line: object) -> None:
        if not isinstance(line, QualityLine):
            self.whole.setText("")
            return
        text = self.tr("{who}　{no}　{what}。{todo}")
        what, todo = told(line.code)
        who = line.head_name or self.tr("（没有户主姓名）")
        self.whole.setText(text.format(who=who, no=line.household_no, what=what, todo=todo))

    def _part(self) -> dict[str, object]:
        return {"township": self.township.code(), "finding": self.code()}
