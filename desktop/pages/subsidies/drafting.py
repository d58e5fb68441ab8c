"""Steps two and three: what differs is decided with a reason, then the list is fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.subsidies import words as say
from desktop.pages.subsidies.fixing import Fixing
from desktop.pages.subsidies.panel import Panel
from desktop.pages.subsidies.tables import draft_table
from desktop.services.records.course import Choice, QuarterLine, Standing
from desktop.texts import word
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.fields import NoteLine
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import Card, Elided, Empty, button, row, words

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.course import Course, QuarterDraft
    from desktop.ui.jobs import Jobs

CHECK, LIST = "check", "list"
_ALL, _OPEN, _CAUSE = "all", Standing.OPEN.value, "cause/"
_STANDINGS = (Standing.READY, Standing.EXCLUDED, Standing.NOT_LISTED, Standing.EARLIER)


class Drafting(QWidget):
    """The lines of a run with chips; a choice goes to all ticked lines with one reason."""

    written = Signal(str)
    said = Signal(str)
    step_wanted = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self.step = CHECK
        self.draft: QuarterDraft | None = None
        self._frozen: Course | None = None
        self._wish: Choice | None = None
        self.table = draft_table(self)
        self.table.leaves("subsidy_draft", self._part)
        self.table.current.connect(self._walked)
        self.table.opened.connect(lambda _line: self.open_panel())
        self.panel = Panel(desk, jobs)
        self.panel.closed.connect(self.enter)
        self._build()
        self.table.on_keys(
            {
                "Space": self.table.tick,
                "Ctrl+A": self.table.tick_all,
                "E": lambda: self.wish(Choice.BANK),
                "O": lambda: self.wish(Choice.OWN),
                "X": lambda: self.wish(Choice.EXCLUDE),
                "N": self.reason.setFocus,
                "D": self.open_panel,
                "Return": self.next_step,
                "Enter": self.next_step,
                "Escape": self.panel.shut,
            }
        )
        back = QShortcut(QKeySequence("Escape"), self.reason)
        back.setContext(Qt.ShortcutContext.WidgetShortcut)
        back.activated.connect(self._leave_reason)

    def _build(self) -> None:
        tr = self.tr
        self.counts, self.sources = Elided("", "strong"), Elided("", "strong")
        self.chips = Chips([(_OPEN, tr("待处理"))])
        self.chips.chosen.connect(lambda _key: self._fill())
        self.hint = Hint()
        self.empty = Empty("check", "", [(tr("下一步"), self.next_step)])
        self.faces = QStackedWidget()
        self.faces.addWidget(self.table)
        self.faces.addWidget(self.empty)
        self.reason = NoteLine(tr("理由"), tr("理由，对勾选的行都用，如：按银行实际天数"))
        self.reason.returnPressed.connect(self._decide)
        self.takes = {
            Choice.BANK: button(tr("采用银行数 E"), lambda: self.wish(Choice.BANK)),
            Choice.OWN: button(tr("采用测算数 O"), lambda: self.wish(Choice.OWN)),
            Choice.EXCLUDE: button(tr("排除 X"), lambda: self.wish(Choice.EXCLUDE)),
        }
        self.why = button(tr("怎么算的 D"), self.open_panel)
        self.next = button("", self.next_step, kind="primary")
        for one in (*self.takes.values(), self.why, self.next):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.keys = words(tr("空格勾选，Ctrl+A 全勾；没有勾选就办当前行。"), "quiet")
        card = Card(margin=12, gap=6)
        line = row(self.counts, self.sources, gap=16)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.export = export_button(self.table)
        self.choosing = QWidget()
        self.choosing.setLayout(row(self.reason, *self.takes.values()))
        top = row(self.chips, self.export)
        top.setStretch(0, 1)
        card.add(line, top, self.hint, self.faces, self.choosing)
        card.add(row(self.keys, 1, self.why, self.next))
        card.body.setStretch(3, 1)
        beside = row(card, self.panel, gap=12)
        beside.setStretch(0, 1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addLayout(beside)

    def turn(self, step: str) -> None:
        """Show the differences, or the list that would go."""
        self.step = step
        wanted = _OPEN if step == CHECK else Standing.READY.value
        if wanted in self.chips.buttons:
            with QSignalBlocker(self.chips):
                self.chips.choose(wanted)
        self._fill()

    def show_draft(self, draft: QuarterDraft, courses: list[Course]) -> None:
        """Show a run; once it is frozen it is for reading."""
        self.draft = draft
        self._frozen = next(
            (
                one
                for one in courses
                if one.declaration.batch_no == draft.batch_no
                and one.declaration.revision == draft.revision
            ),
            None,
        )
        self.counts.setText(say.totals(draft))
        self.sources.setText(say.sources(draft))
        self.chips.offer(list(self._names(draft)))
        self.choosing.setVisible(self._frozen is None)
        self._fill()

    def forget(self) -> None:
        """Nothing personal stays."""
        self.draft = None
        self.table.ticks.clear()
        self.table.lines.show([])
        self.panel.forget()
        self.reason.clear()

    def enter(self) -> None:
        """Give the list the keyboard."""
        (self.table if self.table.lines.total else self.next).setFocus()

    def wish(self, choice: Choice) -> None:
        """Decide the lines at hand so; without a reason yet, ask for it first."""
        if self._frozen is not None or not self.table.at_hand():
            return
        self._wish = choice
        if self.reason.text().strip():
            self._decide()
            return
        text = self.tr("{choice}：先写理由，再按回车。").format(choice=word("line_choice", choice))
        self.hint.say(text, "info")
        self.reason.setFocus()

    def open_panel(self) -> None:
        """Show how the current line came about."""
        line = self.table.line()
        if line is not None and self.draft is not None:
            self.panel.show_line(line, self.draft.batch_no, self.draft.revision)

    def next_step(self) -> None:
        """From the differences to the list, from the list to freezing, then to the course."""
        draft = self.draft
        if draft is None:
            return
        if self._frozen is not None:
            self.step_wanted.emit("course")
        elif self.step == CHECK:
            self.step_wanted.emit(LIST)
        elif draft.open:
            text = self.tr("还有 {n} 行待处理，处理完才能冻结。").format(n=draft.open)
            self.hint.say(text, "warn")
        else:
            self._ask_freeze(draft)

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, above the list."""
        text = explain(error)
        self.hint.say(text or "")
        return text is not None

    def _ask_freeze(self, draft: QuarterDraft) -> None:
        sums = draft.totals
        if not sums.lines:
            self.hint.say(self.tr("没有可申报的行，不用冻结。"), "warn")
            return
        sheet = Fixing(self, draft, self.freeze)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def freeze(self) -> None:
        """Fix the lines with their figures."""
        if self.draft is not None:
            number = self.draft.batch_no

            def fix() -> tuple[int, int]:
                made = self.desk.subsidies.declaring.freeze(number)
                return sum(one.lines for one in made), sum(one.subsidy_fen for one in made)

            self.jobs.run(fix, self._froze)

    def _froze(self, made: tuple[int, int]) -> None:
        lines, sums = made
        text = self.tr("已冻结 {n} 笔，{yuan} 元").format(n=lines, yuan=say.yuan(sums))
        self.said.emit(text)
        self.written.emit("declaration")
        self.step_wanted.emit("course")

    def _decide(self) -> None:
        """Send the wish with its reason for the lines at hand."""
        draft, choice, reason = self.draft, self._wish, self.reason.text().strip()
        lines = self.table.at_hand()
        if draft is None or not lines:
            return
        if choice is None:
            self.hint.say(self.tr("理由已写。再按 E、O 或 X 选怎么处理。"), "info")
            self.table.setFocus()
            return
        if not reason:
            self.hint.say(self.tr("理由还空着。没有保存。"), "warn")
            return
        keys = [one.key for one in lines]

        def choose() -> QuarterDraft:
            return self.desk.subsidies.declaring.choose(draft.batch_no, keys, choice, reason)

        self._wish = None
        self.hint.say("")
        self.jobs.run(choose, self._chose)
        self.table.setFocus()

    def _chose(self, draft: QuarterDraft) -> None:
        self.reason.clear()
        self.table.ticks.clear()
        self.show_draft(draft, [])
        text = self.tr("已处理，还有 {n} 行待处理") if draft.open else self.tr("待处理的都处理完了")
        self.said.emit(text.format(n=draft.open))
        self.written.emit("line_choice")
        self.enter()

    def _leave_reason(self) -> None:
        self._wish = None
        self.hint.say("")
        self.table.setFocus()

    def _names(self, draft: QuarterDraft) -> list[tuple[str, str]]:
        """The chips: what waits, then why it waits, then where the others stand."""
        text = self.tr("{word} {n}")
        counts = dict.fromkeys(Standing, 0)
        for one in draft.lines:
            counts[one.standing] += 1
        names = [(_OPEN, text.format(word=say.standing(Standing.OPEN), n=draft.open))]
        names += [
            (_CAUSE + code, text.format(word=say.cause(code), n=n))
            for code, n in draft.causes.items()
        ]
        names += [
            (one.value, text.format(word=say.standing(one), n=counts[one]))
            for one in _STANDINGS
            if counts[one] or one is Standing.READY
        ]
        return [*names, (_ALL, text.format(word=self.tr("全部"), n=len(draft.lines)))]

    def _fill(self) -> None:
        if self.draft is None:
            return
        key = self.chips.key()
        lines = [one for one in self.draft.lines if _let_through(one, key)]
        self.table.refill(lines)
        self.faces.setCurrentIndex(0 if lines else 1)
        self.empty.text.setText(self._nothing(key))
        frozen, last = self._frozen is not None, self.step == LIST
        verb = self.tr("冻结清单") if last else self.tr("下一步：生成清单")
        self.next.setText(self.tr("下一步：申报与回执") if frozen else verb)
        if self._frozen is not None:
            text = self.tr("第 {n} 版已于 {day} 冻结，名单和金额不再改动。")
            made = self._frozen.declaration
            self.hint.say(text.format(n=made.revision, day=say.day(made.frozen_on)), "info")
        elif self._wish is None:
            self.hint.say("")

    def _nothing(self, key: str) -> str:
        if key == _OPEN:
            return self.tr("没有待处理的行。按回车到下一步。")
        if key == Standing.READY:
            return self.tr("没有可申报的行。先处理差异，或重新取数。")
        return self.tr("没有这样的行。")

    def _walked(self, _line: object) -> None:
        if self.panel.isVisible():
            self.open_panel()

    def _part(self) -> dict[str, object]:
        key = self.chips.key()
        known = {one.value for one in Standing}
        status = _OPEN if key.startswith(_CAUSE) else key if key in known else ""
        return {"batch": self.draft.batch_no if self.draft else "", "status": status}


def _let_through(one: QuarterLine, key: str) -> bool:
    if key.startswith(_CAUSE):
        return one.standing is Standing.OPEN and one.cause == key.removeprefix(_CAUSE)
    return key in {_ALL, one.standing}
