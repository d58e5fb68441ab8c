"""What waits: needs without an end, and households to go to again; ended by one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from desktop.pages.visits.ending import APPLIED, DECLINED, NOT_NOW, Ending, told
from desktop.pages.visits.steps import tell_done
from desktop.services.records.needs import FollowUpLine, NeedFilter, NeedLine
from desktop.texts import word
from desktop.ui.exporting import export_button
from desktop.ui.fields import Combo
from desktop.ui.filtering import FilterLine
from desktop.ui.jobs import Latest
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import Card, Elided, Empty, Tabs, button, row, words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.needs import NeedPage
    from desktop.services.records.people import Village
    from desktop.ui.jobs import Jobs

WAITING, OPEN, ENDED, DISPUTED, AGAIN = "waiting", "open", "ended", "disputed", "again"
_KEYS = {"a": APPLIED, "n": NOT_NOW, "b": DECLINED}
_AHEAD = 7
_REASONS = {NOT_NOW: "not_now_reason", DECLINED: "decline_reason"}


class Needs(Table[NeedLine]):
    """Needs; single keys end the one at hand."""

    pressed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A, N and B end it, C corrects its end."""
        letter = event.text().lower()
        if letter in {*_KEYS, "c"} and not event.modifiers():
            self.pressed.emit(letter)
        else:
            super().keyPressEvent(event)


class Following(Card):
    """The list of needs by state, the list of households to go to again, and their keys."""

    visit_wanted = Signal(str)
    check_wanted = Signal(str)
    done = Signal(str, str, object)
    """Something was done or taken back here: what, the word of the way back, and the call."""

    said = Signal(str)
    written = Signal(str)
    counted = Signal(int)
    """How many needs wait for longer than the limit."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=12, gap=6)
        self.desk = desk
        self.jobs = jobs
        self._latest = Latest()
        self._done: list[tuple[tuple[str, ...], str]] = []
        self._undone: list[tuple[tuple[str, ...], str]] = []
        tr = self.tr
        self.banner = Banner()
        self.tabs = Tabs(
            [
                (WAITING, tr("待跟进")),
                (OPEN, tr("未了结")),
                (ENDED, tr("已了结")),
                (DISPUTED, tr("两人不一致")),
                (AGAIN, tr("该回访")),
            ],
            kind="pill",
        )
        self.tabs.chosen.connect(lambda _key: self.ask())
        self.village = Combo(tr("村"), [("", tr("全部村"))])
        self.village.currentIndexChanged.connect(lambda _place: self.ask())
        self.text = FilterLine(tr("按户主或单号筛选"), tr("户主、单号 Ctrl+F"))
        self.text.textChanged.connect(lambda _text: self.ask())
        self.count = words("", "label")
        self.limit = Elided("", "quiet")
        self.faces = QStackedWidget()
        self.text.left.connect(lambda: self.faces.currentWidget().setFocus())
        self._tables()
        self.empty = Empty("check", "")
        for face in (self.needs, self.again, self.empty):
            self.faces.addWidget(face)
        self.export_button = export_button(self.needs)
        self.add(
            self.banner,
            row(self.tabs, 1, self.count, self.export_button),
            row(self.village, self.text, gap=8),
            self.faces,
            self.limit,
            self._foot(),
        )
        self.body.setStretch(3, 1)

    def _tables(self) -> None:
        tr = self.tr
        self.needs = Needs(
            tr("资金需求"),
            [
                Column(title=tr("说出日期"), text=lambda n: f"{n.told_on:%Y-%m-%d}", width=98),
                Column(title=tr("村"), text=lambda n: n.village, width=88, optional=True),
                Column(title=tr("户主"), text=lambda n: n.head_name, width=76),
                Column(title=tr("需求"), text=told, width=104),
                Column(title=tr("天数"), text=lambda n: str(n.days), width=56, right=True),
                Column(title=tr("结果"), text=self._outcome, width=104, tone=self._tone),
                Column(title=tr("说明"), text=self._why),
            ],
        )
        self.needs.pressed.connect(self._pressed)
        self.needs.opened.connect(lambda _line: self._open())
        self.needs.lines.more_wanted.connect(self._more)
        self.needs.current.connect(lambda _line: self._able())
        self.needs.leaves("needs", self._part)
        self.again = Table[FollowUpLine](
            tr("该回访的户"),
            [
                Column(title=tr("该去日期"), text=lambda f: f"{f.due:%Y-%m-%d}", width=98),
                Column(title=tr("村"), text=lambda f: f.village, width=88),
                Column(title=tr("户主"), text=lambda f: f.head_name, width=76),
                Column(
                    title=tr("怎么去"), text=lambda f: word("follow_up", f.way), width=104,
                    tone=lambda f: "info" if f.promised else "warn",
                ),
                Column(title=tr("来由"), text=self._because, width=120, optional=True),
                Column(title=tr("上次"), text=lambda f: f"{f.last_on:%m-%d}", width=64),
                Column(title=tr("上次备注"), text=lambda f: f.note),
            ],
        )  # fmt: skip
        self.again.opened.connect(lambda _line: self.go_visit())
        self.again.current.connect(lambda _line: self._able())
        self.again.leaves("follow_ups")

    def _foot(self) -> QHBoxLayout:
        tr = self.tr
        self.verbs = {
            "a": button(tr("已申请 A"), lambda: self._pressed("a")),
            "n": button(tr("暂不申请 N"), lambda: self._pressed("n")),
            "b": button(tr("银行未同意 B"), lambda: self._pressed("b")),
            "c": button(tr("更正 C"), lambda: self._pressed("c")),
        }
        self.check = button(tr("核对 F4"), self.go_check)
        self.visit = button(tr("记走访 F2"), self.go_visit)
        self.undo_button = button(tr("撤销 Ctrl+Z"), self.undo)
        return row(*self.verbs.values(), self.check, self.visit, 1, self.undo_button)

    def refresh(self) -> None:
        """Ask for the list, the villages and what waits."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self.ask()

    def open(self, what: str) -> None:
        """Show one of the lists by its key."""
        self.tabs.choose(what if what in self.tabs.buttons else WAITING)
        self._table().setFocus()

    def forget(self) -> None:
        """Take what is personal off the page."""
        self.needs.lines.show([])
        self.again.lines.show([])
        self.banner.clear()

    def ask(self) -> None:
        """Ask for the chosen list."""
        if self.tabs.key() == AGAIN:
            self.jobs.run(
                lambda: self.desk.funding.follow_ups(_AHEAD), self._latest.only(self._show_again)
            )
        else:
            wanted = self._filter()
            self.jobs.run(lambda: self.desk.funding.listed(wanted), self._latest.only(self._show))
        self.jobs.run(self.desk.funding.waiting_count, self._counted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 visits the household at hand, F4 checks it, Ctrl+Z and Ctrl+Y go back and forth."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_F2:
            self.go_visit()
        elif event.key() == Qt.Key.Key_F4:
            self.go_check()
        elif control and event.key() == Qt.Key.Key_Z:
            self.undo()
        elif control and event.key() == Qt.Key.Key_Y:
            self.redo()
        else:
            super().keyPressEvent(event)

    def go_visit(self) -> None:
        """Write down a visit to the household at hand."""
        if self._household():
            self.visit_wanted.emit(self._household())

    def go_check(self) -> None:
        """Check the household at hand."""
        if self._household():
            self.check_wanted.emit(self._household())

    def undo(self) -> None:
        """Take the last end back."""
        if self._done:
            ids, who = self._done[-1]

            def back() -> tuple[tuple[str, ...], str]:
                self.desk.funding.undo(ids)
                return ids, who

            self.jobs.run(back, self._took)

    def redo(self) -> None:
        """Bring back the end that was taken back last."""
        if self._undone:
            ids, who = self._undone[-1]

            def again() -> tuple[tuple[str, ...], str]:
                self.desk.funding.redo(ids)
                return ids, who

            self.jobs.run(again, self._brought)

    def refused(self, error: BaseException) -> bool:
        """Say what could not be done."""
        text = explain(error)
        if text is None:
            return False
        self.banner.say(text, "error")
        return True

    def _table(self) -> Table[NeedLine] | Table[FollowUpLine]:
        return self.again if self.tabs.key() == AGAIN else self.needs

    def _household(self) -> str:
        line = self._table().line()
        return line.household_no if line is not None else ""

    def _part(self) -> dict[str, object]:
        wanted = self._filter()
        return {"status": wanted.state, "village": wanted.village, "text": wanted.text}

    def _filter(self) -> NeedFilter:
        return NeedFilter(
            state=self.tabs.key(), village=self.village.code(), text=self.text.text().strip()
        )

    def _more(self, offset: int) -> None:
        wanted = self._filter()
        self.jobs.run(
            lambda: self.desk.funding.listed(wanted, offset=offset), self._latest.only(self._add)
        )

    def _add(self, page: NeedPage) -> None:
        self.needs.lines.came(page.lines)

    def _show(self, page: NeedPage) -> None:
        before = self.needs.currentIndex().row()
        self.needs.lines.show(page.lines, page.total)
        if page.total:
            self.needs.go_to(min(max(before, 0), page.total - 1))
        self.count.setText(self.tr("共 {n} 条").format(n=f"{page.total:,}"))
        said = self.tr("说出 {n} 天还没有结果的列入待跟进。依据：{source}{mark}")
        mark = self.tr("（建议数，银行可在“参数”里定）") if page.limit.proposed else ""
        self.limit.setText(
            said.format(n=page.limit.days, source=page.limit.source or "—", mark=mark)
        )
        self._face(page.total)

    def _show_again(self, lines: list[FollowUpLine]) -> None:
        self.again.lines.show(lines)
        self.count.setText(self.tr("共 {n} 户").format(n=len(lines)))
        self.limit.setText(
            self.tr("约好的和没有遇到人的户，七天内该去的。晚上在家的人多；去不成就打电话。")
        )
        self._face(len(lines))

    def _face(self, total: int) -> None:
        again = self.tabs.key() == AGAIN
        face = (self.again if again else self.needs) if total else self.empty
        self.faces.setCurrentWidget(face)
        self.village.setVisible(not again)
        self.text.setVisible(not again)
        for part in self.verbs.values():
            part.setVisible(not again)
        empties = {
            WAITING: self.tr("没有拖着的资金需求。"),
            OPEN: self.tr("没有未了结的资金需求。"),
            ENDED: self.tr("还没有了结过资金需求。"),
            DISPUTED: self.tr("没有两个人记得不一样的。"),
            AGAIN: self.tr("七天内没有该回访的户。"),
        }
        self.empty.text.setText(empties[self.tabs.key()])
        self._able()

    def _able(self) -> None:
        line = self.needs.line() if self.tabs.key() != AGAIN else None
        for letter, part in self.verbs.items():
            part.setEnabled(line is not None and (letter != "c" or bool(line.outcome)))
        for part in (self.check, self.visit):
            part.setEnabled(bool(self._household()))
        self.undo_button.setEnabled(bool(self._done))

    def _counted(self, waiting: int) -> None:
        self.tabs.name(WAITING, self.tr("待跟进 {n}").format(n=waiting))
        self.counted.emit(waiting)

    def _villages(self, villages: list[Village]) -> None:
        every = [("", self.tr("全部村"))]
        with QSignalBlocker(self.village):
            self.village.fill([*every, *((one.village, one.village) for one in villages)])

    def _open(self) -> None:
        """Enter on an open need says which keys end it, on an ended one it corrects the end."""
        line = self.needs.line()
        if line is not None and not line.outcome:
            self.said.emit(self.tr("按 A 已申请、N 暂不申请、B 银行未同意。"))
        elif line is not None:
            self._pressed("c")

    def _pressed(self, letter: str) -> None:
        line = self.needs.line()
        if line is None or (letter == "c" and not line.outcome):
            return
        outcome = line.outcome if letter == "c" else _KEYS[letter]
        sheet = Ending(
            self.window(), self.desk, self.jobs, line, outcome, correcting=bool(line.outcome)
        )
        sheet.ended.connect(self._ended)
        sheet.open()

    def _ended(self, ids: list[str], need: NeedLine) -> None:
        self._done.append((tuple(ids), need.head_name))
        self._undone.clear()
        self.banner.clear()
        tell_done(self, self.tr("已记下：{who} 的需求有了结果").format(who=need.head_name))
        self._changed()

    def _took(self, answer: tuple[tuple[str, ...], str]) -> None:
        self._undone.append(self._done.pop())
        text = self.tr("已撤销：{who} 的需求回到未了结").format(who=answer[1])
        tell_done(self, text, back=False)
        self._changed()

    def _brought(self, answer: tuple[tuple[str, ...], str]) -> None:
        self._done.append(self._undone.pop())
        tell_done(self, self.tr("已重做：{who} 的需求有了结果").format(who=answer[1]))
        self._changed()

    def _changed(self) -> None:
        self.written.emit("need")
        self.ask()
        self._table().setFocus()

    def _outcome(self, line: NeedLine) -> str:
        if line.disputed:
            return word("need_state", DISPUTED)
        return word("need_outcome", line.outcome) or word(
            "need_state", WAITING if line.waiting else OPEN
        )

    def _tone(self, line: NeedLine) -> str:
        if line.disputed:
            return "error"
        return "info" if line.outcome else "warn"

    def _why(self, line: NeedLine) -> str:
        if line.disputed:
            form = self.tr("{who}：{what}")
            each = (
                form.format(who=who, what=word("need_outcome", what))
                for who, what in line.told_apart
            )
            return self.tr("；").join(each)
        if not line.outcome:
            return self.tr("核对过 {no}").format(no=line.check_no) if line.check_no else ""
        kind = _REASONS.get(line.outcome)
        parts = (
            f"{line.ended_on:%m-%d}" if line.ended_on else "",
            word(kind, line.reason) if kind else "",
            line.said_by,
            line.note or line.check_no,
            self.tr("（更正）") if line.correction_reason else "",
        )
        return " ".join(one for one in parts if one)

    def _because(self, line: FollowUpLine) -> str:
        if line.promised:
            return self.tr("已约好")
        return self.tr("未遇 {n} 次").format(n=line.misses)
