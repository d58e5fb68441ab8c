"""The documents in force: which ones, from where, and whether they bind what is signed today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.pages.settings.policy import installing
from desktop.pages.settings.policy import words as said
from desktop.pages.settings.policy.view import View
from desktop.services.records.policy import PackLine
from desktop.texts import word
from desktop.ui.parts import Card, Elided, button, row
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.people import Station
    from desktop.ui.jobs import Jobs

INSTALLERS = frozenset({"county"})


class Packs(View):
    """A list; Enter opens a document as a page."""

    opened = Signal(str)
    """A document was asked for, by the id of its pack."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(desk, jobs)
        tr = self.tr
        self.may_install = False
        self.table = Table[PackLine](
            tr("政策文件"),
            [
                Column(title=tr("文号"), text=_number, width=172),
                Column(title=tr("名称"), text=lambda p: p.title),
                Column(title=tr("层级"), text=lambda p: word("layer", p.layer), width=64),
                Column(
                    title=tr("今天签的合同"),
                    text=said.binding,
                    width=116,
                    tone=lambda p: "ok" if p.binds else "",
                ),
                Column(
                    title=tr("来源"),
                    text=lambda p: word("pack_origin", p.origin),
                    width=92,
                    tone=lambda p: "" if p.origin == "shipped" else "info",
                ),
                Column(
                    title=tr("发布日"),
                    text=lambda p: said.day(p.published_on),
                    width=104,
                    optional=True,
                ),
                Column(
                    title=tr("核对日"),
                    text=lambda p: said.day(p.checked_on),
                    width=104,
                    optional=True,
                ),
            ],
        )
        self.table.opened.connect(lambda line: self.opened.emit(line.pack_id))
        self.table.leaves("packs")
        self.table.current.connect(self._turn)
        self.issuers = Elided("", "label")
        self.about = Elided("", "label")
        self.open_button = button(tr("打开"), self.table.open_current, kind="primary")
        self.withdraw_button = button(tr("撤下这份文件…"), self._ask_withdraw)
        self.withdraw_button.hide()
        self.install_button = button(tr("装入政策文件…"), self.choose, drawing="import")
        self.install_button.hide()
        card = Card(margin=12, gap=8)
        card.add(
            self.table,
            self.issuers,
            self.about,
            row(self.open_button, 1, self.withdraw_button, self.install_button),
        )
        card.body.setStretch(0, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        jobs.run(lambda: desk.station, self._station)

    def refresh(self) -> None:
        """Ask for the documents."""
        self.jobs.run(self.desk.policy.packs, self._show)

    def enter(self) -> None:
        """Start in the list."""
        self.table.setFocus()

    def choose(self) -> None:
        """Ask for the files of a document, then show what installing them would do."""
        installing.choose(self, self.desk, self.jobs, self._installed)

    def _station(self, station: Station) -> None:
        self.may_install = station.role in INSTALLERS
        self.install_button.setVisible(self.may_install)
        self._turn(self.table.line())

    def _show(self, lines: list[PackLine]) -> None:
        before = self.table.line()
        self.table.lines.show(lines)
        ids = [one.pack_id for one in lines]
        if before is not None and before.pack_id in ids:
            self.table.go_to(ids.index(before.pack_id))

    def _turn(self, line: PackLine | None) -> None:
        if line is None:
            return
        tr = self.tr
        self.issuers.setText(tr("印发：{issuers}").format(issuers=tr("、").join(line.issuers)))
        about = tr("落款 {signed}　发布 {published}　核对 {checked}　条款 {n} 条　{note}")
        self.about.setText(
            about.format(
                signed=said.day(line.signed_on),
                published=said.day(line.published_on),
                checked=said.day(line.checked_on),
                n=line.clauses,
                note=line.note,
            )
        )
        mine = self.may_install and line.origin != "shipped"
        self.withdraw_button.setVisible(mine)

    def _ask_withdraw(self) -> None:
        line = self.table.line()
        if line is not None:
            installing.Withdrawal(self, self.desk, self.jobs, line, self._withdrawn).open()

    def _installed(self, lines: list[PackLine]) -> None:
        names = self.tr("、").join(_number(one) for one in lines)
        self._told(self.tr("已装入：{names}").format(names=names))

    def _withdrawn(self, line: PackLine) -> None:
        self._told(self.tr("已撤下：{name}").format(name=_number(line)))

    def _told(self, text: str) -> None:
        self.said.emit(text)
        self.written.emit("policy_pack")
        self.refresh()


def _number(line: PackLine) -> str:
    return line.number or line.title
