"""What hangs or was held in a village: a list with its own form; it tells no household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.pages.visits.activity_draft import ActivityDraft
from desktop.pages.visits.activity_form import ActivityForm
from desktop.pages.visits.steps import tell_done
from desktop.services.records.needs import ActivityFilter, ActivityLine
from desktop.texts import choices, word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.jobs import Latest
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import Card, Elided, Empty, button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.needs import ActivityPage
    from desktop.services.records.people import Village
    from desktop.ui.jobs import Jobs


class Activities(QWidget):
    """List at the left, form at the right; Enter on a line corrects it."""

    done = Signal(str, str, object)
    """Something was done or taken back here: what, the word of the way back, and the call."""

    said = Signal(str)
    written = Signal(str)

    left = Signal()
    """What was half typed was left as a draft."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self._latest = Latest()
        self._done: list[str] = []
        self._undone: list[tuple[str, str]] = []
        self.form = ActivityForm(desk, jobs)
        self.form.logged.connect(self._logged)
        self.draft = ActivityDraft(self.form, desk, jobs)
        self.draft.undo.connect(self.undo)
        self.draft.redo.connect(self.redo)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._list(), 1)
        line.addWidget(self.form)

    def _list(self) -> Card:
        tr = self.tr
        self.banner = Banner()
        self.kind = Combo(tr("形式"), [("", tr("全部形式")), *choices("activity_type")])
        self.village = Combo(tr("村"), [("", tr("全部村"))])
        for one in (self.kind, self.village):
            one.currentIndexChanged.connect(lambda _place: self.ask())
        self.count = words("", "label")
        self.table = Table[ActivityLine](
            tr("宣传活动"),
            [
                Column(title=tr("日期"), text=lambda a: f"{a.held_on:%Y-%m-%d}", width=98),
                Column(title=tr("村"), text=lambda a: a.village, width=88),
                Column(
                    title=tr("形式"),
                    text=lambda a: word("activity_type", a.activity_type),
                    width=92,
                    tone=lambda _a: "info",
                ),
                Column(title=tr("地点"), text=lambda a: a.place, width=110, optional=True),
                Column(title=tr("人数"), text=self._people, width=56, right=True),
                Column(title=tr("内容"), text=self._topics, width=150, optional=True),
                Column(title=tr("备注"), text=self._note),
            ],
        )
        self.table.opened.connect(self._correct)
        self.table.lines.more_wanted.connect(self._more)
        self.table.leaves("publicity", self._part)
        self.empty = Empty("printing", tr("还没有宣传活动。"), [(tr("记一次"), self.start)])
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.about = Elided(
            tr("公示牌、标语、院坝会、广播不算告知到户：有没有告知，只看走访、电话和推送信息。"),
            "quiet",
        )
        self.undo_button = button(tr("撤销 Ctrl+Z"), self.undo)
        foot = row(self.about, self.undo_button)
        foot.setStretch(0, 1)
        card = Card(margin=12, gap=6)
        card.add(
            self.banner,
            row(self.kind, self.village, 1, self.count, export_button(self.table)),
            self.faces,
            foot,
        )
        card.body.setStretch(2, 1)
        return card

    def refresh(self) -> None:
        """Ask for the list and the villages."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self.ask()

    def start(self) -> None:
        """Begin a new record; one that was begun stays a draft."""
        self.draft.set_aside()
        self.form.clear()
        self.form.start()
        self.left.emit()

    def forget(self) -> None:
        """Empty the list; the form keeps what was typed, out of sight under the lock."""
        self.draft.keep()
        self.table.lines.show([])
        self.banner.clear()

    def ask(self) -> None:
        """Ask for the list."""
        wanted = self._filter()
        self.jobs.run(lambda: self.desk.publicity.listed(wanted), self._latest.only(self._show))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z takes the last record back, Ctrl+Y brings it again."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_Z:
            self.undo()
        elif control and event.key() == Qt.Key.Key_Y:
            self.redo()
        else:
            super().keyPressEvent(event)

    def undo(self) -> None:
        """Take back the record that was written last."""
        if self._done:
            number = self._done[-1]
            self.jobs.run(lambda: (number, self.desk.publicity.undo(number)), self._took)

    def redo(self) -> None:
        """Bring back the record that was taken back last."""
        if self._undone:
            number, row_id = self._undone[-1]

            def again() -> str:
                self.desk.publicity.redo(row_id)
                return number

            self.jobs.run(again, self._brought)

    def refused(self, error: BaseException) -> bool:
        """Say what could not be done."""
        text = explain(error)
        if text is None:
            return False
        self.banner.say(text, "error")
        return True

    def _filter(self) -> ActivityFilter:
        return ActivityFilter(village=self.village.code(), activity_type=self.kind.code())

    def _part(self) -> dict[str, object]:
        return {"village": self.village.code()}

    def _more(self, offset: int) -> None:
        wanted = self._filter()
        self.jobs.run(
            lambda: self.desk.publicity.listed(wanted, offset=offset), self._latest.only(self._add)
        )

    def _add(self, page: ActivityPage) -> None:
        self.table.lines.came(page.lines)

    def _show(self, page: ActivityPage) -> None:
        self.table.lines.show(page.lines, page.total)
        self.count.setText(self.tr("共 {n} 条").format(n=f"{page.total:,}"))
        narrowed = self._filter() != ActivityFilter()
        self.faces.setCurrentIndex(1 if not page.total and not narrowed else 0)
        self.undo_button.setEnabled(bool(self._done))

    def _villages(self, villages: list[Village]) -> None:
        every = [("", self.tr("全部村"))]
        found = [(one.division_code or one.village, one.village) for one in villages]
        with QSignalBlocker(self.village):
            self.village.fill([*every, *found])
        self.form.offer(found)

    def _correct(self, line: ActivityLine) -> None:
        if line.corrected:
            self.said.emit(self.tr("这一条已经更正过，请更正最新的一条。"))
        else:
            self.draft.correct(line)
            self.left.emit()

    def _logged(self, number: str, said: str) -> None:
        self._done.append(number)
        self._undone.clear()
        self.banner.clear()
        tell_done(self, self.tr("已记下：{what}").format(what=said))
        self._changed()

    def _took(self, answer: tuple[str, str]) -> None:
        self._undone.append(answer)
        self._done.pop()
        tell_done(self, self.tr("已撤销：{no}").format(no=answer[0]), back=False)
        self._changed()

    def _brought(self, number: str) -> None:
        self._undone.pop()
        self._done.append(number)
        tell_done(self, self.tr("已重做：{no}").format(no=number))
        self._changed()

    def _changed(self) -> None:
        self.written.emit("publicity")
        self.ask()

    def _people(self, line: ActivityLine) -> str:
        return "" if line.attendance_total is None else str(line.attendance_total)

    def _topics(self, line: ActivityLine) -> str:
        return self.tr("、").join(word("topics", one) for one in line.topics)

    def _note(self, line: ActivityLine) -> str:
        marks = (
            self.tr("（已更正）") if line.corrected else "",
            self.tr("（更正）") if line.corrects_activity_no else "",
            self.tr("（旧台账）") if line.taken_over else "",
            self.tr("（{day} 撤下）").format(day=f"{line.removed_on:%m-%d}")
            if line.removed_on
            else "",
            self.tr("（照片 {n}）").format(n=line.photos) if line.photos else "",
        )
        return "".join(marks) + " ".join(line.note.split())
