"""Importing other offices' files: choose, match the columns, look at every problem, then import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget

from desktop.errors import UserError
from desktop.pages.importing import words as said
from desktop.pages.importing.choosing import Choosing
from desktop.pages.importing.columns import Columns
from desktop.pages.importing.history import History
from desktop.pages.importing.mending import Mending
from desktop.pages.importing.result import Result
from desktop.pages.importing.reviewing import Reviewing
from desktop.pages.importing.work import Work, stoppable
from desktop.ui.drops import FileDrops
from desktop.ui.files import choose_file
from desktop.ui.jobs import Latest
from desktop.ui.messages import Coded, ask, explain
from desktop.ui.page import Page
from desktop.ui.parts import Badge, Card, Elided, button, row, rule, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records.imports import ImportKind, ImportLook, ImportReport, ImportRunLine
    from desktop.ui.jobs import Jobs

CHOOSE, COLUMNS, CHECK, RESULT, HISTORY = range(5)
RECORDS = "records"
_UNDER_WAY = frozenset({COLUMNS, CHECK})
_LONGEST = 200
_FROM = {
    "roster": "rosters",
    "assignment": "assignments",
    "loans": "loans",
    "interest": "subsidies",
    "payments": "subsidies",
    "visits": "visits",
}


class ImportingPage(Page):
    """Four steps in one place; a dry run is the only way in, and leaving it leaves nothing."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._turn("roster")
        self.work: Work | None = None
        self._folder = ""
        self._hidden = False
        self._refused_before = False
        self._latest = Latest()
        self._build()
        self._connect()
        self._step(CHOOSE)
        jobs.run(desk.settings.show, self._kept)

    def _build(self) -> None:
        tr = self.tr
        self.heading = words("", "heading")
        texts = (tr("1 选文件"), tr("2 对列"), tr("3 检查"), tr("4 导入"))
        self.steps = [Badge(text) for text in texts]
        self.file = Elided("", "label")
        room = self.file.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.file.setSizePolicy(room)
        self.records = button(tr("导入记录"), self.show_history, kind="link")
        self.leave = button(tr("取消 Esc"), self.cancel)
        self.choosing, self.columns = Choosing(), Columns()
        self.result = Result(county=self.desk.session.is_county)
        self.reviewing = Reviewing(self.desk, self.jobs)
        self.history = History(self.desk, self.jobs)
        self.mending = Mending(self, self.desk, self.jobs)
        self.drops = FileDrops(self)
        self.faces = QStackedWidget()
        for face in (self.choosing, self.columns, self.reviewing, self.result, self.history):
            self.faces.addWidget(face)
        head = row(self.heading, *self.steps, self.file, self.records, self.leave)
        head.setStretch(len(self.steps) + 1, 1)
        card = Card(margin=14, gap=8)
        card.add(head, rule(soft=True), self.faces)
        card.body.setStretch(2, 1)
        self.body.addWidget(card, 1)

    def _connect(self) -> None:
        self.choosing.choose.clicked.connect(self.choose)
        self.choosing.kind_chosen.connect(self._kind_chosen)
        self.columns.back.clicked.connect(self.choose)
        self.columns.next.clicked.connect(self._mapped)
        self.columns.forget.clicked.connect(self._forget_mapping)
        problems = self.reviewing.problems
        problems.again.clicked.connect(self.choose)
        problems.columns.clicked.connect(self._show_columns)
        problems.errors.clicked.connect(self._where_errors)
        self.reviewing.checked.connect(self._checked)
        self.reviewing.taken.connect(self._taken)
        self.reviewing.failed.connect(self.refused)
        self.reviewing.foretold.connect(self._tell)
        self.result.errors.clicked.connect(self._where_errors)
        self.result.again.clicked.connect(self.restart)
        self.result.back.clicked.connect(self.cancel)
        self.result.undo.clicked.connect(self._undo_this)
        self.result.go_wanted.connect(self.go)
        self.history.undone.connect(self._undone)
        self.history.back.clicked.connect(self._back_from_history)
        self.mending.said.connect(self.banner.say)
        self.drops.over.connect(lambda on: self.choosing.light(on=on))
        self.drops.dropped.connect(self.look)

    def refresh(self) -> None:
        """Ask what may be imported here; go on with a file that the lock took off the screen."""
        self.jobs.run(self.desk.imports.kinds, self._offered)
        if self._hidden and self.work is not None:
            self._hidden = False
            self.file.setText(self.work.path.name)
            self.reviewing.check()
        elif self.faces.currentIndex() == HISTORY:
            self.history.refresh()

    def open(self, what: object) -> None:
        """Start with a kind of file, or show the earlier imports; a file under way stays."""
        kind = str(what or self.kind)
        if kind == RECORDS:
            self.show_history()
        elif kind != self.kind or self.faces.currentIndex() not in _UNDER_WAY:
            self._turn(kind)
            self.restart()

    def forget(self) -> None:
        """Take all that was read off the page; the choices stay and the file is read again."""
        self._hidden = self.faces.currentIndex() in _UNDER_WAY
        for part in (self.columns, self.reviewing, self.result, self.history):
            part.clear()
        self.file.setText("")
        self.banner.clear()
        self._step(CHOOSE)

    def restart(self) -> None:
        """Begin with choosing a file."""
        self._start(None)
        self._step(CHOOSE)
        self.choosing.tell(self.kind)
        self.choosing.choose.setFocus()

    def cancel(self) -> None:
        """Leave; nothing was written."""
        if self.faces.currentIndex() == HISTORY and self.work is not None:
            self._back_from_history()
            return
        self.restart()
        self.go(self.home, None)

    def choose(self) -> None:
        """Ask for the file."""
        title = self.tr("选{kind}文件").format(kind=said.kind(self.kind))
        kinds = self.tr("表格文件 ({ends})").format(ends=said.FILES)
        choose_file(self, title, kinds, self.look, self._folder)

    def look(self, path: Path) -> None:
        """Look at the columns of a file, and check it at once if every column was found."""
        self._start(Work(kind=self.kind, path=path))
        self._step(CHOOSE)
        self.file.setText(path.name)
        self._remember(path.parent)
        kind = self.kind
        self.jobs.run_long(
            stoppable(lambda _progress: self.desk.imports.look(kind, path)),
            self._latest.only(self._looked),
            self.tr("正在打开 {name}").format(name=path.name),
        )

    def show_history(self) -> None:
        """Show the earlier imports."""
        self.banner.clear()
        self._step(HISTORY)
        self.history.refresh()
        self.history.table.setFocus()

    def refused(self, error: BaseException) -> bool:
        """One sentence, and what can be done next under the keyboard."""
        told = self._tell(error)
        if told:
            self.banner.buttons[-1].setFocus()
        return told

    def _tell(self, error: BaseException) -> bool:
        """One sentence, and what can be done: another file, or the whole list all the same."""
        text = explain(error)
        if text is None:
            return False
        code = error.code if isinstance(error, Coded) else ""
        actions = [(self.tr("换一个文件"), self.choose)]
        if code == "import_stopped":
            actions.insert(0, (self.tr("再检查一次"), self.reviewing.check))
        elif code == "header_not_found" and self.work is not None and self.work.look is not None:
            actions.insert(0, (self.tr("自己对列"), self._show_columns))
        elif code == "roster_shrunk":
            actions.insert(0, (self.tr("照样导入整份"), self._ask_whole))
        self.banner.say(text, "info" if code == "import_stopped" else "error", actions)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Enter presses the button at hand, Ctrl+Enter goes on."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        focus = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go_on()
        elif enter and isinstance(focus, QPushButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        """Press the main button of the step."""
        on = (
            self.choosing.choose,
            self.columns.next,
            self.reviewing.problems.take,
            self.result.back,
            self.history.back,
        )
        on[self.faces.currentIndex()].click()

    def _start(self, work: Work | None) -> None:
        """Turn to another file, or to none."""
        self.work = work
        self._hidden = False
        self._latest.drop()
        self.reviewing.start(work)
        self.banner.clear()
        self.file.setText("")

    def _step(self, face: int) -> None:
        """Show a step and where it stands among the others."""
        self.faces.setCurrentIndex(face)
        records = face == HISTORY
        text = self.tr("导入记录") if records else self.tr("导入{kind}")
        self.heading.setText(text.format(kind=said.kind(self.kind)))
        for place, badge in enumerate(self.steps):
            done = face == RESULT or place < face
            badge.say(badge.text(), "ok" if done else "info" if place == face else "")
            badge.setVisible(not records)
        self.records.setVisible(not records)
        self.file.setVisible(not records)
        self.leave.setText(self.tr("返回 Esc") if face >= RESULT else self.tr("取消 Esc"))

    def _kept(self, values: dict[str, str]) -> None:
        self._folder = values.get("import_folder", "")
        self.choosing.remember(self._folder)

    def _remember(self, folder: Path) -> None:
        """The dialog opens here next time."""
        self._folder = str(folder.absolute())
        self.choosing.remember(self._folder)
        if len(self._folder) <= _LONGEST and not self.desk.session.read_only:
            values = {"import_folder": self._folder}
            self.jobs.run(lambda: self.desk.settings.set(values))

    def _offered(self, kinds: list[ImportKind]) -> None:
        self.choosing.offer(kinds, self.kind)
        self.history.offer(kinds)
        self.reviewing.allow(on=self.choosing.allowed(self.kind))

    def _turn(self, kind: str) -> None:
        """Turn to a kind of file, and to the page that it belongs to."""
        self.kind = kind
        self.home = _FROM.get(kind, "households")

    def _kind_chosen(self, kind: str) -> None:
        self._turn(kind)
        self.restart()

    def _looked(self, look: ImportLook) -> None:
        """Every column that is needed was found: on to the check; else ask."""
        if self.work is None:
            return
        self.work.look = look
        needed = {one.required_with for one in look.fields if one.required_with}
        if len(look.missing) == len(needed):
            self._not_of_kind(look)
        elif look.missing:
            self._show_columns()
        else:
            self.reviewing.check()

    def _not_of_kind(self, look: ImportLook) -> None:
        """None of the columns is there that such a file must have: another file, most likely."""
        names = {one.field: one.header for one in look.fields}
        columns = self.tr("、").join(names.get(group[0], group[0]) for group in look.missing)
        self.refused(UserError("header_not_found", file=look.file, columns=columns))

    def _show_columns(self) -> None:
        if self.work is not None and self.work.look is not None:
            self.banner.clear()
            self._step(COLUMNS)
            self.columns.show_look(self.work.look, self.work.mapping)

    def _mapped(self) -> None:
        if self.work is not None:
            if self.work.remap(self.columns.mapping()):
                text = self.tr("对列改了，原来采用的建议已退回，请再看一遍。")
                self.banner.say(text, "info")
            self.reviewing.check()

    def _forget_mapping(self) -> None:
        """Forget what was remembered for this header, and look at the file anew."""
        work = self.work
        if work is not None and work.look is not None:
            self.jobs.run(lambda: work.forget_mapping(self.desk.imports), self.look)

    def _checked(self, report: ImportReport) -> None:
        """The same file again needs nothing; a kind of another office is only looked at."""
        first = self.faces.currentIndex() != CHECK
        if self.work is not None:
            read = said.reading(report)
            form = self.tr("{name}（{how}）") if read else self.tr("{name}")
            self.file.setText(form.format(name=self.work.path.name, how=read))
        self.reviewing.allow(on=self.choosing.allowed(self.kind))
        self._step(CHECK)
        if first:
            self.reviewing.problems.focus()
        if self._refused_before:
            self.banner.clear()
        self._refused_before = report.refusal is not None
        if report.already_imported:
            text = self.tr("这个文件已经导入过（第 {run} 次导入），没有变化，不用再导入。")
            actions = [
                (self.tr("看导入记录"), self.show_history),
                (self.tr("换一个文件"), self.choose),
            ]
            self.banner.say(text.format(run=said.number(report.already_imported)), "info", actions)
        elif not self.reviewing.allowed:
            self.banner.say(self.tr("这台电脑只能检查这类表，不能导入。"), "info")

    def _taken(self, report: ImportReport) -> None:
        self._step(RESULT)
        work = self.work
        if work is not None:
            work.report = report
            self.banner.clear()
            self.result.show_report(report, work.path.name, work.names())
        self.changed.emit(report.kind)

    def _ask_whole(self) -> None:
        ask(
            self,
            self.tr("名单少了一半以上"),
            self.tr("这一份会让多数户成为“调出”。确实完整才导入；导入后 30 天内可以整批撤销。"),
            self.tr("照样导入整份"),
            self.reviewing.take_whole,
            danger=True,
        )

    def _where_errors(self) -> None:
        if self.work is not None:
            self.mending.ask(self.work)

    def _undo_this(self) -> None:
        """Take back the import that was just done."""
        report = self.work.report if self.work else None
        if report is None:
            return
        wanted = report.run
        self.jobs.run(lambda: self._run(wanted), self._ask_undo)

    def _run(self, run: str) -> ImportRunLine | None:
        return next((one for one in self.desk.imports.runs() if one.run == run), None)

    def _ask_undo(self, line: ImportRunLine | None) -> None:
        if line is not None:
            self.history.ask_undo(line)

    def _undone(self, line: ImportRunLine) -> None:
        """An import was taken back; if it is the one on the page, begin anew."""
        self.changed.emit(line.kind)
        if self.faces.currentIndex() == RESULT:
            self.restart()
        text = self.tr("已撤销{kind}“{file}”的导入，账上回到导入前。")
        self.banner.say(text.format(kind=said.kind(line.kind), file=line.file), "ok")

    def _back_from_history(self) -> None:
        work = self.work
        if work is None:
            self.restart()
        elif work.report is None:
            self._show_columns()
        else:
            self._step(RESULT if not work.report.dry_run else CHECK)
