"""The print centre: what about, which sheet, what is missing first, then preview and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.pages.printing.boards import Boards
from desktop.pages.printing.checking import Checking
from desktop.pages.printing.collecting import BeforeCollecting
from desktop.pages.printing.steps import BUNDLE, ONE, RESULT, VILLAGE, Steps
from desktop.services.records.papers import NoticeScope
from desktop.texts.printing import span
from desktop.ui.files import choose_target
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Tabs
from desktop.ui.preview import Preview
from desktop.ui.printers import any_printer, ask_printer, send_pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter

    from desktop.services.desk import Desk
    from desktop.services.records.papers import Issued, NoticeDraft, NoticeKind, Paper
    from desktop.ui.jobs import Jobs

SLIP, BOARD, COLLECTION = "F04", "F01", "F13"
_KIND = "kind/"
_BOARD = "board"
_OF_PLACES = frozenset({_BOARD, BOARD, "LX", "DH", "F04K", "F05", "PACK"})
_BOTH_SIDES = frozenset({"F03"})
_SETTLE_MS = 80
_MENDED_AT = {
    "F06": ("importing", "assignment"),
    "F06C": ("importing", "assignment"),
    "F19": ("importing", "payments"),
    "F24": ("settings", "products"),
    "LB": ("settings", "directory"),
}
"""Where the gaps of a sheet are filled that the settings of the station do not fill."""

_OF_CHECK = frozenset({"F07", "F10"})
"""What asks how much for what: the check of the household tells it."""


class PrintingPage(Page):
    """Three steps at the left, the sheet at the right; checking a sheet is the second tab."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._latest = Latest()
        self._wanted = SLIP
        self.draft: NoticeDraft | None = None
        self.issued: Issued | None = None
        self._numbering = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self.tabs = Tabs(
            [
                ("print", self.tr("打印")),
                ("check", self.tr("验真与登记")),
                ("boards", self.tr("公示牌")),
            ]
        )
        self.tabs.chosen.connect(self._turn)
        self.body.addWidget(self.tabs)
        self._place_steps()
        self.work = QWidget()
        line = QHBoxLayout(self.work)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.steps)
        line.addWidget(self._sheet(), 1)
        self.checking = Checking(desk, jobs)
        self.checking.wanted.connect(go)
        self.checking.handed.connect(lambda: self.changed.emit("notice_delivery"))
        self.checking.settled.connect(lambda: self.changed.emit("board_answer"))
        self.checking.returned.connect(self._returned)
        self.checking.hide()
        self.boards = Boards(desk, jobs)
        self.boards.wanted.connect(lambda village: self.open((_BOARD, village)))
        self.boards.written.connect(self.changed.emit)
        self.boards.photographed.connect(self.undoable)
        self.boards.photos.missed.connect(self.toast)
        self.boards.hide()
        self.body.addWidget(self.work, 1)
        self.body.addWidget(self.checking, 1)
        self.body.addWidget(self.boards, 1)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print)
        jobs.run(lambda: (list(desk.notices.kinds()), desk.notices.pack_kinds()), self._kinds)
        jobs.run(lambda: desk.station, self.steps.station)

    def _place_steps(self) -> None:
        self.steps = steps = Steps(self.desk, self.jobs)
        self.kind, self.paper, self.about = steps.kind, steps.paper, steps.about
        self.village, self.township, self.who = steps.village, steps.township, steps.who
        self.options, self.check, self.missing = steps.options, steps.check, steps.missing
        self.mend, self.amount = steps.mend, steps.amount
        self.print_button, self.save_button = steps.print_button, steps.save_button
        steps.changed.connect(self._changed)
        steps.mending.connect(self._mend)
        steps.printing.connect(self.print)
        steps.saving.connect(self.save)

    def _mend(self) -> None:
        """Go to where what is missing is told."""
        kind, house = self.kind.code(), self.steps.household
        if kind in _OF_CHECK and house and self.about.code() == ONE:
            self.go("eligibility", house)
        else:
            self.go(*_MENDED_AT.get(kind, ("settings", "station")))

    def _sheet(self) -> Card:
        self.preview = Preview()
        card = Card(margin=12)
        card.body.addWidget(self.steps.says())
        card.body.addWidget(self.preview, 1)
        return card

    def refresh(self) -> None:
        """Ask for the villages and look at the sheet again."""
        self.jobs.run(self.desk.households.villages, self.steps.villages)
        self._settle.start()

    def open(self, what: object) -> None:
        """Print a slip for a household by its number, or the board for `("board", village)`.

        A scope with the number of a check gives the result sheet of that check; `kind/LX` opens a
        sheet; a pair of a kind and a household's number, or a scope with a record or a village,
        gives that one,
        as does `("LX", village)`, with `never` or `quarter` as a third; `("F27", name)` is that of
        a bundle.
        """
        if what in {"boards", "check"}:
            self.tabs.choose(str(what))
            return
        self.tabs.choose("print")
        self.steps.record = None
        if isinstance(what, NoticeScope):
            self.steps.record = (RESULT, what)
            self._take_kind(RESULT)  # whose check it is stands in the ledger
        elif isinstance(what, str) and what.startswith(_KIND):
            self._take_kind(what.removeprefix(_KIND))
        elif isinstance(what, str):
            self._look_up(SLIP, what)
        elif isinstance(what, tuple):
            self._pair(*what)

    def _pair(self, kind: str, about: NoticeScope | str, only: str = "") -> None:
        if kind == BUNDLE:
            self.steps.bundle = str(about)
            self._take_kind(kind)
            return
        if isinstance(about, NoticeScope) and about.record_no:
            self.steps.record = (kind, about)
            self._take_kind(kind)
            return
        if isinstance(about, str) and kind not in _OF_PLACES:
            self._look_up(kind, about)
            return
        scope = about if isinstance(about, NoticeScope) else NoticeScope(village=about, only=only)
        self.steps.place = scope.village
        self.options.take(scope.only or "all")
        self._take_kind(BOARD if kind == _BOARD else kind)
        if isinstance(about, NoticeScope):
            self.about.set_code(VILLAGE)
            self.steps.scoped()
        self.refresh()

    def _look_up(self, kind: str, household_no: str) -> None:
        self.jobs.run(lambda: self.desk.households.find(household_no, 1), self.steps.came)
        self._take_kind(kind)

    def forget(self) -> None:
        """Take the sheet off the page."""
        self._latest.drop()
        self.preview.load(b"")
        self.draft = self.issued = None
        self.steps.forget()
        self.checking.forget()
        self.boards.forget()

    def look(self) -> None:
        """Compose the sheet and show what is missing."""
        self._settle.stop()  # what waited to be looked at is looked at now
        scope, kind, paper = self.scope(), self.kind.code(), self.paper.code()
        if scope is None or not kind or not paper:
            self._blank(self.tr("选好范围、日期能读懂，就能看到预览。"))
            return
        self.draft, self._numbering = None, False
        self.steps.blank(self.tr("正在准备预览……停下了可以换一个范围再看。"))
        self.jobs.run_long(
            lambda progress: self.desk.notices.draft(kind, scope, paper, progress.step),
            self._latest.only(self._drafted),
            self.tr("正在准备预览"),
        )

    def scope(self) -> NoticeScope | None:
        """What the sheet is about, None while nothing is chosen."""
        return self.steps.scope()

    def print(self) -> None:
        """Ask for the printer, then number and register the sheets, then send them to it."""
        if not any_printer():
            self.banner.say(
                self.tr("没有找到打印机，没有登记单号。请接好打印机再找，或存成PDF。"),
                "warn",
                [(self.tr("存成PDF"), self.save), (self.tr("重新查找"), self.print)],
            )
            return
        if self.draft is None or self.draft.missing:
            return
        if self.kind.code() == COLLECTION:
            BeforeCollecting(self, self._ask_printer).show()
            return
        self._ask_printer()

    def _ask_printer(self) -> None:
        if self.draft is not None:
            ask_printer(
                self,
                title=self.draft.title,
                pages=self.draft.pages,
                both_sides=self.kind.code() in _BOTH_SIDES,
                then=lambda printer: self._issue(None, lambda one: self.send(one, printer)),
            )

    def print_again(self) -> None:
        """Send what was numbered last once more, under the same numbers."""
        issued = self.issued
        if issued is not None:
            ask_printer(
                self,
                title=issued.title,
                pages=issued.pages,
                both_sides=False,
                then=lambda printer: self.send(issued, printer),
            )

    def save(self) -> None:
        """Number and register the sheets, and write them as a file."""
        if self.draft is None or self.draft.missing:
            return
        if self.kind.code() == COLLECTION:
            BeforeCollecting(self, self._choose_file).show()
            return
        self._choose_file()

    def _choose_file(self) -> None:
        if self.draft is not None:
            name = self.tr("{title}.pdf").format(title=self.draft.title)
            choose_target(self, self.tr("存PDF"), name, "PDF (*.pdf)", self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the numbered sheets to a path."""
        self._issue(path, lambda issued: self._saved(issued, path))

    def refused(self, error: BaseException) -> bool:
        """An error of the preview leaves no old sheet standing; one of the saving lets it stand.

        Nothing was numbered then: another place or a printer can be tried at once.
        """
        if not self._numbering:
            self._blank("")
        self._numbering = False
        return super().refused(error)

    def _issue(self, out: Path | None, then: Callable[[Issued], object]) -> None:
        scope, kind, paper = self.scope(), self.kind.code(), self.paper.code()
        if scope is None or self.draft is None or self.draft.missing:
            return
        self.steps.ready(on=False)
        self._then, self._numbering = then, True
        self.jobs.run_long(
            lambda progress: self.desk.notices.issue(kind, scope, paper, out, progress.step),
            self._numbered,
            self.tr("正在编号、排版"),
            self._buttons,
        )

    def _numbered(self, issued: Issued) -> None:
        self.banner.clear()
        self.issued, self._numbering = issued, False
        self.preview.load(issued.pdf)
        self.changed.emit("notice_issued")
        self._then(issued)

    def send(self, issued: Issued, printer: QPrinter) -> None:
        """Send numbered sheets to a printer, page by page; then they can be printed again."""
        self.jobs.run_long(
            lambda progress: send_pages(printer, issued.pdf, progress.step),
            lambda count: self._sent(issued, count),
            self.tr("正在送打印机"),
            lambda: self._offer_again(issued),
        )

    def _sent(self, issued: Issued, count: int) -> None:
        said = self.tr("已送打印机：{title}，{n} 张").format(title=issued.title, n=count)
        self.toast.emit(said)

    def _offer_again(self, issued: Issued) -> None:
        said = self.tr("已登记 {title}，{n} 张，单号 {no}。卡纸或没印全，可以再打。").format(
            title=issued.title, n=issued.pages, no=span(issued.notice_nos)
        )
        self.banner.say(said, "ok", [(self.tr("再打一次（同一单号）"), self.print_again)])

    def _saved(self, issued: Issued, path: Path) -> None:
        said = self.tr("已存成 {name}，{n} 张，单号 {no}。").format(
            name=path.name, n=issued.pages, no=span(issued.notice_nos)
        )
        self.banner.say(said, "ok")

    def _drafted(self, draft: NoticeDraft) -> None:
        self.draft = draft
        self.banner.clear()
        self.preview.show_pages(draft.pages, draft.page)
        self.steps.told(draft)

    def _blank(self, text: str) -> None:
        self.draft = None
        self.preview.load(b"")
        self.steps.blank(text)

    def _buttons(self) -> None:
        self.steps.ready(on=self.draft is not None and not self.draft.missing)

    def _changed(self) -> None:
        self._settle.start()

    def _kinds(self, found: tuple[list[NoticeKind], tuple[str, ...]]) -> None:
        self.steps.offer(*found)
        self.checking.forms = frozenset(one.kind for one in found[0] if one.blank)
        self._take_kind(self._wanted)

    def _take_kind(self, wanted: str) -> None:
        """Choose a sheet by its kind; before the kinds are known it is remembered."""
        self._wanted = wanted
        self.steps.take_kind(wanted)

    def _returned(self, paper: Paper) -> None:
        self.changed.emit("paper_return")
        said = self.tr("已录回《{title}》 {no}").format(title=paper.title, no=paper.notice_no)
        self.toast.emit(said)

    def _turn(self, key: str) -> None:
        self.work.setVisible(key == "print")
        self.checking.setVisible(key == "check")
        self.boards.setVisible(key == "boards")
        if key == "check":
            self.checking.refresh()
        elif key == "boards":
            self.boards.refresh()
