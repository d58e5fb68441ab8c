"""Who was told this quarter: tiles in the order of divisions, and the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.services.records.day import VillageRound
from desktop.ui.exporting import export_button
from desktop.ui.parts import Card, Empty, button, flowing, row, scrolled, words
from desktop.ui.tables import Column, Table
from desktop.ui.tiles import Tile, Tiles, shade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.services.records.day import Coverage


class Covered(QWidget):
    """The round of a quarter; Enter opens the households that nobody told."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field = True
        self._by_township = False
        self._township = ""
        self._coverage: Coverage | None = None
        self.lines: Sequence[VillageRound] = ()
        tr = self.tr
        self.heading = words(tr("政策告知覆盖"), "heading")
        self.sums = words("", "label")
        self.all = button(tr("回到各乡镇 Esc"), self.back, kind="link")
        self.as_table = button(tr("看表格 Ctrl+T"), self.turn)
        card = Card(margin=16)
        card.body.addLayout(row(self.heading, self.sums, self.all, 1, self.as_table, gap=12))
        card.body.addWidget(self._faces(), 1)
        self.said = words("", "", wrap=True)
        card.body.addWidget(self.said)
        legend = words(
            tr(
                "按行政区划顺序。颜色由浅到深是本季已告知的五档，虚线框是没有登记公示牌，斜线是还没有报来记录。"
                "不提供按贷款余额、新增贷款、获贷率的乡镇、银行、个人对比（晋四(一)）。"
            ),
            "quiet",
            wrap=True,
        )
        card.body.addWidget(legend)
        self.untold = button(tr("看未告知名单 回车"), self._open, kind="primary")
        self.route = button(tr("打印路线单 L"))
        self.calls = button(tr("打印电话清单 D"))
        self.leave = export_button(self.table)
        card.body.addWidget(flowing(self.untold, self.route, self.calls, self.leave))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        self.all.hide()

    def _faces(self) -> QStackedWidget:
        tr = self.tr
        self.tiles = Tiles(tr("各村本季告知情况"))
        self.tiles.opened.connect(lambda _place: self._open())
        self.tiles.walked.connect(self._walked)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(self.tiles)
        inside.addStretch(1)
        self.area = scrolled(holder)
        self.table = Table[VillageRound](
            tr("各村本季告知情况"),
            [
                Column(title=tr("村"), text=lambda v: v.name),
                Column(title=tr("帮扶户"), text=_number("households"), width=76, right=True),
                Column(title=tr("本季已告知"), text=_number("told_quarter"), width=96, right=True),
                Column(
                    title=tr("本季未告知"), text=_number("not_told_quarter"), width=96, right=True
                ),
                Column(title=tr("从未告知"), text=_number("never_told"), width=86, right=True),
                Column(title=tr("公示牌"), text=self._board, width=116),
            ],
        )
        self.table.leaves("rounds")
        self.table.opened.connect(lambda _line: self._open())
        self.table.current.connect(lambda _line: self._say())
        self.empty = Empty("coverage", tr("还没有名单。收到县里的名单后，这里按村列出告知情况。"))
        self.faces = QStackedWidget()
        for face in (self.area, self.table, self.empty):
            self.faces.addWidget(face)
        return self.faces

    def place(self, *, field: bool, by_township: bool) -> None:
        """Whether sheets are this role's work, and whether townships come first."""
        self.field, self._by_township = field, by_township
        self.route.setVisible(field)
        self.calls.setVisible(field)
        self._fill()

    def show_coverage(self, coverage: Coverage) -> None:
        """Show the round as it stands."""
        self._coverage = coverage
        self._fill()
        if self.isVisible() and not self.table.hasFocus():
            self.tiles.setFocus()

    def _fill(self) -> None:
        found = self._coverage
        if found is None:
            return
        tr, before = self.tr, self.line()
        townships = self._by_township and not self._township
        inside = [one for one in found.villages if self._township in {"", one.township_code}]
        self.lines = found.townships if townships else inside
        self.tiles.show_tiles([self._tile(one) for one in self.lines])
        self.table.lines.show(self.lines)
        self._stay(before)
        year, quarter = found.quarter
        self.heading.setText(
            tr("{y} 年{q}季度政策告知").format(y=year, q=tr("一二三四")[quarter - 1])
        )
        told = sum(one.told_quarter for one in inside)
        every = sum(one.households for one in inside)
        self.sums.setText(tr("已告知 {told} / {all} 户").format(told=f"{told:,}", all=f"{every:,}"))
        self.all.setVisible(bool(self._township))
        self.untold.setText(tr("看各村 回车") if townships else tr("看未告知名单 回车"))
        if not self.lines:
            self.faces.setCurrentWidget(self.empty)
        elif self.faces.currentWidget() is self.empty:
            self.faces.setCurrentWidget(self.area)
        self._say()

    def _stay(self, before: VillageRound | None) -> None:
        """Stand where one stood: who works village by village comes back after each."""
        names = [(one.township_code, one.division_code, one.name) for one in self.lines]
        if before is None:
            return
        name = before.township_code, before.division_code, before.name
        if name in names:
            self.tiles.go_to(names.index(name))
            self.table.go_to(names.index(name))

    def turn(self) -> None:
        """From tiles to the table and back; the current line stays."""
        if not self.lines:
            return
        place = self._place()
        to_table = self.faces.currentIndex() == 0
        self.faces.setCurrentIndex(1 if to_table else 0)
        self.as_table.setText(self.tr("看图 Ctrl+T") if to_table else self.tr("看表格 Ctrl+T"))
        if to_table:
            self.table.go_to(place)
            self.table.setFocus()
        else:
            self.tiles.go_to(place)
            self.tiles.setFocus()

    def back(self) -> None:
        """From a township's villages to all townships."""
        if self._township:
            codes = [one.township_code for one in self._townships()]
            place = codes.index(self._township)
            self._township = ""
            self._fill()
            self.tiles.go_to(place)
            self.table.go_to(place)

    def line(self) -> VillageRound | None:
        """The current village or township."""
        place = self._place()
        return self.lines[place] if 0 <= place < len(self.lines) else None

    def village(self) -> VillageRound | None:
        """The current village; None while townships are shown."""
        return None if self._by_township and not self._township else self.line()

    def _townships(self) -> Sequence[VillageRound]:
        return self._coverage.townships if self._coverage else ()

    def _place(self) -> int:
        if self.faces.currentIndex() == 1:
            return self.table.currentIndex().row()
        return self.tiles.current

    def _open(self) -> None:
        one = self.line()
        if one is None:
            return
        if self.village() is None:
            self._township = one.township_code
            self.tiles.current = 0
            self._fill()
        else:
            self.opened.emit(one)

    def _walked(self, place: int) -> None:
        box: QRect = self.tiles.box_of(place)
        self.area.ensureVisible(box.center().x(), box.center().y(), 0, box.height())
        self._say()

    def _say(self) -> None:
        one = self.line()
        self.said.setText(self.sentence(one) if one else "")

    def sentence(self, one: VillageRound) -> str:
        """All that a tile says, in one sentence."""
        text = self.tr(
            "{name}：{n} 户，本季已告知 {told} 户，还有 {left} 户，"
            "其中从未告知 {never} 户；{board}。"
        )
        return text.format(
            name=one.name,
            n=one.households,
            told=one.told_quarter,
            left=one.not_told_quarter,
            never=one.never_told,
            board=self._board(one),
        )

    def _tile(self, one: VillageRound) -> Tile:
        tr = self.tr
        return Tile(
            name=one.name,
            lines=(
                tr("已告知 {told}/{n}").format(told=one.told_quarter, n=one.households),
                tr("本季未告知 {n} 户").format(n=one.not_told_quarter),
                self._board(one),
            ),
            step=shade(one.told_quarter, one.households),
            sentence=self.sentence(one),
            hatched=not one.reported,
            dashed=one.boards < one.places,
        )

    def _board(self, one: VillageRound) -> str:
        if one.places > 1 or (self._by_township and not self._township):
            return self.tr("牌 上墙 {n}/{all}").format(n=one.boards, all=one.places)
        return self.tr("牌 已上墙") if one.boards else self.tr("牌 未登记")


def _number(name: str) -> Callable[[VillageRound], str]:
    return lambda one: f"{getattr(one, name):,}"
