"""Step four: what became of the declared lines, and what this office does next with them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.pages.subsidies import words as say
from desktop.pages.subsidies.acts import Acts
from desktop.pages.subsidies.panel import Panel
from desktop.pages.subsidies.tables import courses_table, declared_table
from desktop.services.records.course import CourseLine, Standing
from desktop.services.records.people import FIELD_ROLES, IMPORTERS
from desktop.ui.chips import Chips
from desktop.ui.exporting import export_button
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import Card, Empty, button, flowing, row, words
from desktop.ui.tables import ROW
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.services.desk import Desk
    from desktop.services.records.course import Course
    from desktop.ui.jobs import Jobs

_ALL, _SHOWN = "all", 4
_REVIEWABLE = frozenset(
    {Standing.DECLARED, Standing.ACCEPTED, Standing.RETURNED, Standing.SUSPENDED}
)
_OBJECTED = _REVIEWABLE - {Standing.DECLARED}
_BANK = ("hand_over", "withdraw", "reverse")
_OFFICE = (
    "accept",
    "give_back",
    "publish",
    "object_to",
    "decide",
    "submit",
    "cards",
    "results",
    "close",
)
_PAPERS = ("F15", "F16", "F17", "F18")


class Following(QWidget):
    """Declarations above, the lines of one of them below, the steps that are open beside."""

    written = Signal(str)
    said = Signal(str)
    go_wanted = Signal(str, object)
    step_wanted = Signal(str)
    file_wanted = Signal(object)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        self.role = ""
        self.course: Course | None = None
        self._courses: list[Course] = []
        self._kinds: frozenset[str] = frozenset()
        self.acts = Acts(self, desk, jobs, self._wrote)
        self.courses = courses_table(self, self._quarter)
        self.courses.current.connect(self._chosen)
        self.table = declared_table(self)
        self.courses.opened.connect(lambda _one: self.table.setFocus())
        self.table.leaves("subsidy_declared", self._part)
        self.table.current.connect(self._walked)
        self.table.opened.connect(lambda _one: self.open_panel())
        self.panel = Panel(desk, jobs)
        self.panel.closed.connect(self.enter)
        self.panel.print_wanted.connect(lambda *what: self.go_wanted.emit("printing", what))
        self._build()
        self.table.on_keys(
            {
                "Space": self.table.tick,
                "Ctrl+A": self.table.tick_all,
                "A": lambda: self._press("accept"),
                "R": lambda: self._press("give_back"),
                "O": lambda: self._press("object_to"),
                "D": self.open_panel,
                "P": self._print,
                "Escape": self.panel.shut,
            }
        )

    def _build(self) -> None:
        tr = self.tr
        self.stages = words("", wrap=True)
        self.hint = Hint()
        self.chips = Chips([(_ALL, tr("全部"))])
        self.chips.chosen.connect(lambda _key: self._fill())
        self.export = export_button(self.table)
        labels: list[tuple[str, str, Callable[[], object]]] = [
            ("hand_over", tr("登记申报"), lambda: self._of_course(self.acts.hand_over)),
            ("withdraw", tr("撤回"), lambda: self._of_course(self.acts.withdraw)),
            ("reverse", tr("登记冲正"), lambda: self._of_line(self.acts.reverse)),
            ("accept", tr("审核无误 A"), self.accept),
            ("give_back", tr("退回 R"), self.give_back),
            ("publish", tr("登记公示"), lambda: self._of_course(self.acts.publish)),
            ("object_to", tr("登记异议 O"), lambda: self._of_line(self.acts.object_to)),
            ("decide", tr("异议结果"), lambda: self._of_line(self.acts.decide)),
            ("submit", tr("提交财政"), lambda: self._of_course(self.acts.submit)),
            ("cards", tr("一卡通文件"), self._send_cards),
            ("results", tr("导入一卡通结果"), lambda: self.go_wanted.emit("importing", "payments")),
            ("close", tr("办结"), lambda: self._of_course(self.acts.close)),
        ]
        self.buttons: dict[str, QPushButton] = {
            key: button(text, call) for key, text, call in labels
        }
        papers = {
            "F15": tr("打印申报名单"),
            "F16": tr("打印公示"),
            "F17": tr("打印公示结果证明"),
            "F18": tr("打印发放清册"),
        }
        self.papers = {
            kind: button(text, partial(self.go_wanted.emit, "printing", f"kind/{kind}"))
            for kind, text in papers.items()
        }
        self.why = button(tr("怎么算的 D"), self.open_panel)
        steps = flowing(*self.buttons.values(), self.why, *self.papers.values())
        self.again = button(
            tr("退回的再报一版"), lambda: self.step_wanted.emit("fetch"), kind="primary"
        )
        top = row(self.chips, self.again, self.export)
        top.setStretch(0, 1)
        card = Card(margin=12, gap=6)
        card.add(self.courses, self.stages, self.hint, top, self.table, steps)
        card.add(
            words(
                tr("公示由县农业农村部门会同乡镇组织，贴息由县财政用一卡通拨付给借款人。"), "quiet"
            )
        )
        card.body.setStretch(4, 1)
        beside = QWidget()
        line = row(card, self.panel, gap=12)
        line.setStretch(0, 1)
        beside.setLayout(line)
        self.empty = Empty(
            "subsidies", "", [(tr("去生成清单"), lambda: self.step_wanted.emit("list"))]
        )
        none = Card()
        none.add(self.empty)
        self.faces = QStackedWidget()
        self.faces.addWidget(beside)
        self.faces.addWidget(none)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.faces)

    def offer(self, role: str, kinds: Iterable[str]) -> None:
        """Only what is this office's work is shown, and only sheets that exist."""
        self.role, self._kinds = role, frozenset(kinds)
        self.panel.kinds = self._kinds
        for kind, one in self.papers.items():
            mine = role in IMPORTERS or (role in FIELD_ROLES and kind in {"F15", "F16"})
            one.setVisible(kind in self._kinds and mine)
        bank = role in FIELD_ROLES
        text = self.tr("还没有冻结过申报。先核对差异，再冻结清单。")
        other = self.tr("这个季度还没有银行的申报。银行同步以后会在这里。")
        self.empty.text.setText(text if bank else other)
        for one in self.empty.buttons:
            one.setVisible(bank)
        self._allow()

    def show_courses(self, courses: list[Course]) -> None:
        """Show the declarations of a quarter; the one that was open stays open."""
        stay = self.course.declaration.id if self.course else ""
        self._courses = courses
        self.courses.lines.show(courses)
        rows = min(max(len(courses), 1), _SHOWN)
        self.courses.setFixedHeight(Theme.current().px(ROW) * (rows + 1) + 4)
        self.faces.setCurrentIndex(0 if courses else 1)
        places = {one.declaration.id: place for place, one in enumerate(courses)}
        if courses:
            self.courses.go_to(places.get(stay, 0))
        else:
            self.course = None
            self._allow()

    def forget(self) -> None:
        """Nothing personal stays."""
        self.course, self._courses = None, []
        self.courses.lines.show([])
        self.table.ticks.clear()
        self.table.lines.show([])
        self.panel.forget()

    def enter(self) -> None:
        """Give the lines the keyboard."""
        self.table.setFocus()

    def accept(self) -> None:
        """Say of the lines at hand that they are right."""
        lines = self._open_to_review()
        if not lines or self.role not in IMPORTERS:
            return
        where, numbers = lines[0].key[0], {one.line.line_no for one in lines}
        self.jobs.run(
            lambda: self.desk.subsidies.handling.review(where, numbers, "accepted"), self._wrote
        )

    def give_back(self) -> None:
        """Return the lines at hand with a reason."""
        lines = self._open_to_review()
        if lines and self.role in IMPORTERS:
            self.acts.give_back(lines)

    def open_panel(self) -> None:
        """Show how the current line came about."""
        line = self.table.line()
        if line is not None and self.course is not None:
            told = self.course.declaration
            self.panel.show_line(line, told.batch_no, told.revision)

    def refused(self, error: BaseException) -> bool:
        """Why it cannot be, above the list."""
        text = explain(error)
        self.hint.say(text or "")
        return text is not None

    def _open_to_review(self) -> list[CourseLine]:
        lines = [one for one in self.table.at_hand() if one.standing in _REVIEWABLE]
        if not lines and self.table.lines.total:
            self.hint.say(self.tr("这些行现在不用审核。"), "info")
        return lines

    def _press(self, key: str) -> None:
        one = self.buttons[key]
        if one.isVisible() and one.isEnabled():
            one.click()

    def _print(self) -> None:
        """The first sheet that this office prints."""
        one = next((one for one in self.papers.values() if one.isVisible()), None)
        if one is not None:
            one.click()

    def _of_course(self, call: Callable[[Course], object]) -> None:
        if self.course is not None:
            call(self.course)

    def _of_line(self, call: Callable[[CourseLine], object]) -> None:
        line = self.table.line()
        if line is not None:
            call(line)

    def _send_cards(self) -> None:
        """The file for finance has no table of its own in the window."""
        cards = declared_table(self)
        cards.leaves("cards", self._batch)
        self.file_wanted.emit(cards)

    def _wrote(self, _answer: object) -> None:
        self.table.ticks.clear()
        self.hint.say("")
        self.written.emit("declaration")
        self.said.emit(self.tr("已登记"))

    def _chosen(self, found: Course | None) -> None:
        if found is None:
            return
        other = self.course is None or self.course.declaration.id != found.declaration.id
        self.course = found
        if other:
            self.table.ticks.clear()
            self.panel.forget()
        self.stages.setText(say.stages(found))
        text = self.tr("{word} {n}")
        ordered = [*say.FIRST, *(one for one in Standing if one not in say.FIRST)]
        names = [
            (one.value, text.format(word=say.standing(one), n=found.counts[one]))
            for one in ordered
            if found.counts.get(one)
        ]
        self.chips.offer([(_ALL, text.format(word=self.tr("全部"), n=len(found.lines))), *names])
        self.hint.say("")
        self._fill()
        self._allow()

    def _fill(self) -> None:
        """The lines of the chosen standing; what somebody has to do something about comes first."""
        if self.course is None:
            return
        key = self.chips.key()
        lines = [one for one in self.course.lines if key in {_ALL, one.standing}]
        lines.sort(key=lambda one: (not say.comes_first(one), one.line.line_no))
        self.table.refill(lines)

    def _walked(self, _line: object) -> None:
        self._allow()
        if self.panel.isVisible():
            self.open_panel()

    def _allow(self) -> None:
        """Show the steps of this office, and let those be pressed that are open now."""
        found, line = self.course, self.table.line()
        mine: tuple[str, ...] = _BANK if self.role in FIELD_ROLES else ()
        mine = _OFFICE if self.role in IMPORTERS else mine
        for key, one in self.buttons.items():
            one.setVisible(key in mine)
            one.setEnabled(found is not None and not found.withdrawn and _open(key, found, line))
        returned = any(one.counts.get(Standing.RETURNED) for one in self._courses[:1])
        self.again.setVisible(self.role in FIELD_ROLES and returned)

    def _quarter(self) -> dict[str, object]:
        return {"batch": self.course.declaration.batch_no} if self.course else {}

    def _part(self) -> dict[str, object]:
        key = self.chips.key()
        return {**self._batch(), "status": "" if key == _ALL else key}

    def _batch(self) -> dict[str, object]:
        if self.course is None:
            return {}
        told = self.course.declaration
        return {"batch": told.batch_no, "township": told.township_code}


def _open(key: str, found: Course, line: CourseLine | None) -> bool:
    """Whether a step can be taken; the service decides, this only greys what it would refuse."""
    counts, reached = found.counts, found.reached
    frozen = bool(counts.get(Standing.FROZEN))
    at = line.standing if line is not None else None
    return {
        "hand_over": frozen,
        "withdraw": frozen,
        "reverse": at is Standing.PAID,
        "accept": any(counts.get(one) for one in _REVIEWABLE),
        "give_back": any(counts.get(one) for one in _REVIEWABLE),
        "publish": not frozen and not counts.get(Standing.DECLARED),
        "object_to": at in _OBJECTED,
        "decide": line is not None and any(not said.outcome for said in line.objections),
        "submit": bool(counts.get(Standing.ACCEPTED)) and "published" in reached,
        "cards": bool(counts.get(Standing.SUBMITTED)),
        "results": "submitted" in reached,
        "close": "submitted" in reached and "closed" not in reached,
    }[key]
