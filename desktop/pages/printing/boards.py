"""The register of boards: where each village's board hangs, and which are to be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.services.records.needs import ActivityEntry
from desktop.services.records.rounds import HangingBoard
from desktop.texts import word
from desktop.texts.rounds import BOARD_PARTS
from desktop.ui.asking import AskPlace
from desktop.ui.parts import Card, button, row, words
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.rounds import StaleBoard
    from desktop.ui.jobs import Jobs

_BOARD = "board"


class Boards(Card):
    """One line per village; Enter prints its board, a button registers that it was hung."""

    wanted = Signal(str)
    """A village's board is to be printed."""

    written = Signal(str)

    photographed = Signal(str, str, object)
    """A hung board got or lost photos: in words, the word of the way back, and its call."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=16, gap=8)
        self.desk, self.jobs = desk, jobs
        tr = self.tr
        self.table = Table[HangingBoard](
            tr("公示牌登记"),
            [
                Column(title=tr("村"), text=lambda b: b.village, width=130),
                Column(title=tr("挂在哪里"), text=lambda b: b.place),
                Column(title=tr("挂上日期"), text=_hung, width=104),
                Column(title=tr("经手人"), text=lambda b: b.officer, width=84),
                Column(title=tr("照片"), text=_photos, width=64, optional=True),
                Column(title=tr("状态"), text=self._state, width=84, tone=_tone),
            ],
        )
        self.table.current.connect(self._moved)
        self.table.opened.connect(lambda board: self.wanted.emit(board.village))
        self.says = words("", "warn", wrap=True)
        self.sum = words("", "label", wrap=True)
        self._hung_on: date | None = None
        self.photos = Photos(desk.evidence, jobs, lambda: self._hung_on, folds=True)
        self.photos.setAccessibleName(tr("牌的照片"))
        self.photos.attached.connect(self._photographed)
        Arriving(self).came.connect(self.photos.add)
        QShortcut(
            QKeySequence("F8"),
            self,
            self.photos.pick,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.hang = button(tr("登记挂牌"), self.log)
        self.print = button(tr("打印这村的牌 回车"), self.open_current, kind="primary")
        self.add(
            row(
                words(tr("公示牌登记"), "heading"),
                1,
                self.photos.pick_button,
                self.hang,
                self.print,
            ),
            self.sum,
            self.says,
            self.table,
            self.photos,
        )
        self.body.setStretch(3, 1)

    def refresh(self) -> None:
        """Ask for the villages and their boards."""
        self.jobs.run(self.desk.directory.hanging, self._came)

    def open_current(self) -> None:
        """Print the board of the current village."""
        board = self.table.line()
        if board is not None:
            self.wanted.emit(board.village)

    def log(self) -> None:
        """Ask where and when the board of the current village was hung."""
        board = self.table.line()
        if board is None:
            return
        tr = self.tr
        title = tr("登记{village}的公示牌").format(village=board.village)
        sheet = AskPlace(
            self,
            title,
            self.jobs,
            lambda place, day: self.keep(board, place, day),
            lambda _answer: self._hung(),
        )
        note = tr("记进宣传登记。公示牌只说明村里有牌，不算告知到户。")
        sheet.ask(tr("上墙日期"), self.desk.today(), self.desk.today, note=note, verb=tr("登记"))
        sheet.place.setText(board.place)
        sheet.start()
        sheet.open()

    def keep(self, board: HangingBoard, place: str, day: date) -> str:
        """Write that a village's board was hung; answers the number of the record."""
        return self.desk.publicity.log(
            ActivityEntry(
                held_on=day,
                activity_type=_BOARD,
                village=board.division_code or board.village,
                place=place,
            )
        )

    def _hung(self) -> None:
        self.written.emit("publicity_activity")
        self.refresh()
        self.table.setFocus()

    def _came(self, boards: list[HangingBoard]) -> None:
        if self.table.line() is None:
            self.table.lines.show(boards)
        else:  # whoever stands on a village goes on there
            self.table.lines.change(boards, lambda one: one.division_code or one.village)
        there = sum(one.hung_on is not None for one in boards)
        old = sum(one.stale is not None for one in boards)
        text = self.tr("{all} 个村，{there} 个有牌，{none} 个还没有，{old} 块待更换。")
        self.sum.setText(
            text.format(all=len(boards), there=there, none=len(boards) - there, old=old)
        )
        self._moved(self.table.line())

    def _moved(self, board: HangingBoard | None) -> None:
        for one in (self.hang, self.print):
            one.setEnabled(board is not None)
        hung = board is not None and bool(board.activity_id)
        self._hung_on = board.hung_on if board is not None else None
        self.photos.setEnabled(hung)
        self.photos.pick_button.setEnabled(hung)
        self.photos.show_record(board.activity_id if board is not None else "")
        old = board.stale if board is not None else None
        self.says.setVisible(old is not None)
        if old is not None:
            self.says.setText(otherwise(self, old))

    def forget(self) -> None:
        """Take pictures off the screen."""
        self.photos.forget()

    def _photographed(self, said: str, verb: str, back: object) -> None:
        self.photographed.emit(said, verb, back)
        self.refresh()

    def _state(self, board: HangingBoard) -> str:
        if board.hung_on is None:
            return self.tr("没有牌")
        return self.tr("待更换") if board.stale is not None else self.tr("在挂")


def otherwise(part: Card, board: StaleBoard) -> str:
    """What a board says otherwise than is so, and where it hangs."""
    tr = part.tr
    gone, other = tr("{what}：牌上{shown}，已不在"), tr("{what}：牌上{shown}，现为{now}")
    changes = [
        (other if one.now else gone).format(
            what=BOARD_PARTS.get(one.what) or word("contact_role", one.what),
            shown=one.shown,
            now=one.now,
        )
        for one in board.changes
    ]
    text = tr("待更换　{changes}。").format(changes=tr("；").join(changes))
    if board.villages:
        text += tr("挂着这批牌的村：{villages}。").format(villages=tr("、").join(board.villages))
    return text


def _hung(board: HangingBoard) -> str:
    return f"{board.hung_on:%Y-%m-%d}" if board.hung_on else ""


def _photos(board: HangingBoard) -> str:
    return str(board.photos) if board.photos else ""


def _tone(board: HangingBoard) -> str:
    if board.hung_on is None:
        return "error"
    return "warn" if board.stale is not None else "ok"
