"""The versions of the roster: which is in force, where they came from, who has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.pages.rosters import words as say
from desktop.pages.rosters.view import View
from desktop.services.listings import VersionLine
from desktop.services.records.people import IMPORTERS
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.parts import Elided, Empty, button, row, words
from desktop.ui.tables import Column, Table
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs

_HANDED = 6


class Versions(View):
    """One line per version and township, newest first; Enter compares it with the one before."""

    compare_wanted = Signal(object)
    work_wanted = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self._all: list[VersionLine] = []
        self.township = Combo(tr("乡镇"), [("", tr("全部乡镇"))])
        self.township.currentIndexChanged.connect(lambda _at: self._narrow())
        self.count = words("", "label")
        self.import_button = button(
            tr("导入名单"), lambda: self.go_wanted.emit("importing", "roster"), drawing="import"
        )
        self.undo_button = button(
            tr("撤销导入…"), lambda: self.go_wanted.emit("importing", "records")
        )
        set_tip(self.undo_button, tr("在导入记录里整批撤销，30 天内可以"))
        self.table = Table[VersionLine](tr("名单版本"), self._columns())
        self.table.leaves("roster_versions")
        self.table.opened.connect(self.compare_wanted.emit)
        self.table.current.connect(self._at_hand)
        self.empty = Empty("rosters", tr("还没有名单。"), [("", self._begin)])
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.hand = Elided("", "label")
        self.compare = button(tr("与上一版比 回车"), self.table.open_current)
        self.work = button(tr("看要做的事"), self._work)
        bar = row(
            self.township,
            self.count,
            1,
            self.import_button,
            self.undo_button,
            export_button(self.table),
        )
        self.around.addLayout(bar)
        self.around.addWidget(self.faces, 1)
        foot = row(self.hand, self.compare, self.work)
        foot.setStretch(0, 1)
        self.around.addLayout(foot)

    def _columns(self) -> list[Column[VersionLine]]:
        tr = self.tr
        return [
            Column(title=tr("名单日期"), text=lambda v: v.as_of_date.isoformat(), width=100),
            Column(title=tr("乡镇"), text=lambda v: v.township, width=104),
            Column(title=tr("户数"), text=lambda v: f"{v.households:,}", width=68, right=True),
            Column(title=tr("人数"), text=lambda v: f"{v.members:,}", width=72, right=True),
            Column(
                title=tr("状态"),
                text=lambda v: tr("现行") if v.in_force else tr("旧版"),
                width=72,
                tone=lambda v: "ok" if v.in_force else "",
            ),
            Column(title=tr("来源文件"), text=lambda v: v.source_name),
            Column(title=tr("下发"), text=say.ways, width=150, tone=say.way_tone),
            Column(
                title=tr("导入时间"),
                text=lambda v: f"{v.imported_at.astimezone():%Y-%m-%d %H:%M}",
                width=140,
                optional=True,
            ),
            Column(title=tr("经办人"), text=lambda v: v.officer, width=88, optional=True),
            Column(title=tr("版本"), text=lambda v: v.roster_version, width=112, optional=True),
        ]

    def offer(self, role: str) -> None:
        """Only the county imports and hands out."""
        super().offer(role)
        imports = role in IMPORTERS
        self.import_button.setVisible(imports)
        self.undo_button.setVisible(imports)
        text = self.tr("导入名单") if imports else self.tr("从U盘接收县里名单")
        self.empty.buttons[0].setText(text)
        self.table.setColumnHidden(_HANDED, role != "county")

    def refresh(self) -> None:
        """Ask for the versions."""
        self.jobs.run(self.desk.rosters.versions, self.show_versions)

    def show_versions(self, lines: list[VersionLine]) -> None:
        """Show them, narrowed to the chosen township."""
        self._all = lines
        places = say.townships(lines)
        self.township.fill([("", self.tr("全部乡镇")), *places])
        self.township.setVisible(len(places) > 1)
        self._narrow()

    def enter(self) -> None:
        """Walk in the list."""
        self.table.setFocus()

    def forget(self) -> None:
        """Names of officers stand in the list."""
        self._all = []
        self.table.lines.show([])
        self.hand.setText("")

    def _narrow(self) -> None:
        place = self.township.code()
        lines = [one for one in self._all if place in {"", one.township_code}]
        self.table.lines.show(lines)
        self.faces.setCurrentIndex(0 if lines else 1)
        kept = len({one.roster_version for one in lines})
        self.count.setText(self.tr("{n} 个版本").format(n=kept) if lines else "")
        self._at_hand(self.table.line())

    def _at_hand(self, line: object) -> None:
        known = isinstance(line, VersionLine)
        self.compare.setEnabled(known)
        self.work.setEnabled(known)
        if not isinstance(line, VersionLine):
            self.hand.setText("")
            return
        if self.role != "county":
            text = self.tr("{version}　{n} 户")
            self.hand.setText(text.format(version=say.version(line), n=f"{line.households:,}"))
        elif line.handed:
            self.hand.setText(self.tr("下发：{who}").format(who=say.way(line)))
        else:
            self.hand.setText(
                self.tr(
                    "{place} 还没有在用的电脑；开户包里的名单，等对方首次同步才知道收到没有。"
                ).format(place=line.township)
            )

    def _work(self) -> None:
        line = self.table.line()
        if line is not None:
            self.work_wanted.emit(line.roster_version)

    def _begin(self) -> None:
        if self.role in IMPORTERS:
            self.go_wanted.emit("importing", "roster")
        else:
            self.go_wanted.emit("sync", None)
