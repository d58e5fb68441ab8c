"""The print centre: what about, which sheet, what is missing first, then preview and paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.pages.printing.checking import Checking
from desktop.pages.printing.options import Options
from desktop.services.records import NoticeScope
from desktop.ui.fields import Choice, Combo, Field
from desktop.ui.files import choose_target
from desktop.ui.jobs import Latest
from desktop.ui.page import Page
from desktop.ui.parts import Card, Tabs, button, column, row, rule, scrolled, words
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.preview import Preview, print_pdf
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop.services.desk import Desk
    from desktop.services.records import Found, Issued, NoticeDraft, NoticeKind, Station, Village
    from desktop.ui.jobs import Jobs

SLIP, BOARD, RESULT = "F04", "F01", "F08"
_KIND = "kind/"
_BOARD = "board"
_OF_PLACES = frozenset({_BOARD, BOARD, "LX", "DH", "F04K", "F05"})
_SCOPES = frozenset({"household", "village", "township"})
_SETTLE_MS = 80
_SHOWN_MISSING = 6


class PrintingPage(Page):
    """Three steps at the left, the sheet at the right; checking a sheet is the second tab."""

    def __init__(self, desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        super().__init__(jobs, go)
        self.desk = desk
        self._latest = Latest()
        self._household = ""
        self._check_no = ""
        self._wanted = self._asked = SLIP
        self._place = ""
        self.kinds: dict[str, NoticeKind] = {}
        self.draft: NoticeDraft | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self.tabs = Tabs([("print", self.tr("打印")), ("check", self.tr("验真与登记"))])
        self.tabs.chosen.connect(self._turn)
        self.body.addWidget(self.tabs)
        self.work = QWidget()
        line = QHBoxLayout(self.work)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._steps())
        line.addWidget(self._sheet(), 1)
        self.checking = Checking(desk, jobs)
        self.checking.wanted.connect(go)
        self.checking.settled.connect(lambda: self.changed.emit("board_answer"))
        self.checking.hide()
        self.body.addWidget(self.work, 1)
        self.body.addWidget(self.checking, 1)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print)
        jobs.run(lambda: list(desk.notices.kinds()), self._kinds)
        jobs.run(lambda: desk.station, self._station)

    def _steps(self) -> Card:
        tr = self.tr
        self.kind = Combo(tr("材料"))
        self.paper = Combo(tr("纸张"))
        self.about = Choice(
            tr("范围"),
            [("household", tr("一户")), ("village", tr("一个村")), ("township", tr("整个乡镇"))],
        )
        self.about.set_code("household")
        self.about.picked.connect(lambda _code: self._scoped())
        self.village = Combo(tr("村"))
        self.township = Combo(tr("乡镇"))
        self.who = Picker(tr("农户"), self.jobs, self._find, placeholder=tr("姓名首字母，数字选人"))
        self.who.picked.connect(self._picked)
        self.options = Options(self.desk, self.jobs)
        self.options.changed.connect(self._settle.start)
        self.village.currentIndexChanged.connect(lambda _place: self._scoped())
        self.kind.currentIndexChanged.connect(lambda _place: self._chosen())
        for combo in (self.paper, self.township):
            combo.currentIndexChanged.connect(lambda _place: self._settle.start())
        self.check = words("", "label", wrap=True)
        self.check.hide()
        self.missing = words("", "", "error", wrap=True)
        self.mend = button(tr("去补"), lambda: self.go("settings", "station"))
        self.amount = words("", "label", wrap=True)
        self.print_button = button(tr("打印 Ctrl+P"), self.print, kind="primary")
        self.save_button = button(tr("存PDF"), self.save)
        inner = QWidget()
        inner.setLayout(
            column(
                Field(tr("1 选材料"), self.kind),
                Field(tr("纸张"), self.paper),
                rule(soft=True),
                words(tr("2 选范围"), "label"),
                self.check,
                self.about,
                self.who,
                self.village,
                self.township,
                self.options,
                rule(soft=True),
                words(tr("3 核对后打印"), "label"),
                self.missing,
                row(self.mend, 1),
                self.amount,
                1,
                gap=6,
            )
        )
        card = Card(margin=16)
        card.setFixedWidth(Theme.current().px(320))
        card.body.addWidget(scrolled(inner), 1)
        card.body.addLayout(row(self.save_button, 1, self.print_button))
        return card

    def _sheet(self) -> Card:
        self.preview = Preview()
        card = Card(margin=12)
        card.body.addWidget(self.preview, 1)
        return card

    def refresh(self) -> None:
        """Ask for the villages and look at the sheet again."""
        self.jobs.run(self.desk.households.villages, self._villages)
        self._settle.start()

    def open(self, what: object) -> None:
        """Print a slip for a household by its number, or the board for `("board", village)`.

        A scope with the number of a check gives the result sheet of that check; `kind/LX` opens a
        sheet; a pair of a kind and a household's number, or a scope with a village, gives that one,
        as does `("LX", village)`, with `never` or `quarter` as a third.
        """
        self.tabs.choose("print")
        self._check_no = what.check_no if isinstance(what, NoticeScope) else ""
        if isinstance(what, NoticeScope):
            self._take_kind(RESULT)  # whose check it is stands in the ledger
        elif isinstance(what, str) and what.startswith(_KIND):
            self._take_kind(what.removeprefix(_KIND))
        elif isinstance(what, str):
            self._look_up(SLIP, what)
        elif isinstance(what, tuple):
            self._pair(*what)

    def _pair(self, kind: str, about: NoticeScope | str, only: str = "") -> None:
        if isinstance(about, str) and kind not in _OF_PLACES:
            self._look_up(kind, about)
            return
        scope = about if isinstance(about, NoticeScope) else NoticeScope(village=about, only=only)
        self._place = scope.village
        self.options.take(scope.only or "all")
        self._take_kind(BOARD if kind == _BOARD else kind)
        if isinstance(about, NoticeScope):
            self.about.set_code("village")
            self._scoped()
        self.refresh()

    def _look_up(self, kind: str, household_no: str) -> None:
        self._asked = kind
        self.jobs.run(lambda: self.desk.households.find(household_no, 1), self._came)

    def forget(self) -> None:
        """Take the sheet off the page."""
        self._latest.number += 1
        self.preview.load(b"")
        self.draft = None
        self._household = self._check_no = ""
        self.check.hide()
        self.who.set_value(None)
        self.checking.forget()

    def look(self) -> None:
        """Compose the sheet and show what is missing."""
        scope, kind, paper = self.scope(), self.kind.code(), self.paper.code()
        if scope is None or not kind or not paper:
            self._blank(self.tr("选好范围、日期能读懂，就能看到预览。"))
            return
        self.jobs.run(
            lambda: self.desk.notices.draft(kind, scope, paper), self._latest.only(self._drafted)
        )

    def scope(self) -> NoticeScope | None:
        """What the sheet is about, None while nothing is chosen."""
        if self._check_no and self.kind.code() == RESULT:
            return NoticeScope(check_no=self._check_no)
        if self.about.code() == "household":
            return NoticeScope(household_nos=(self._household,)) if self._household else None
        if self.about.code() == "village":
            code = self.village.code()
            return self.options.narrowed(NoticeScope(village=code)) if code else None
        code = self.township.code()
        return self.options.narrowed(NoticeScope(township=code)) if code else None

    def print(self) -> None:
        """Number and register the sheets, then send them to a printer."""
        if not QPrinterInfo.availablePrinterNames():
            self.banner.say(
                self.tr("没有找到打印机。"),
                "warn",
                [(self.tr("存成PDF"), self.save), (self.tr("重新查找"), self.print)],
            )
            return
        self._issue(None, self._to_printer)

    def save(self) -> None:
        """Number and register the sheets, and write them as a file."""
        if self.draft is None or self.draft.missing:
            return
        name = self.tr("{title}.pdf").format(title=self.draft.title)
        choose_target(self, self.tr("存PDF"), name, "PDF (*.pdf)", self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the numbered sheets to a path."""
        self._issue(path, lambda issued: self._saved(issued, path))

    def refused(self, error: BaseException) -> bool:
        """An error of the preview leaves no old sheet standing."""
        self.preview.load(b"")
        self.draft = None
        self._buttons()
        return super().refused(error)

    def _issue(self, out: Path | None, then: Callable[[Issued], object]) -> None:
        scope, kind, paper = self.scope(), self.kind.code(), self.paper.code()
        if scope is None or self.draft is None or self.draft.missing:
            return
        self.print_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self._then = then
        self.jobs.run(
            lambda: self.desk.notices.issue(kind, scope, paper, out), self._issued, self._buttons
        )

    def _issued(self, issued: Issued) -> None:
        self.banner.clear()
        self.preview.load(issued.pdf)
        self.changed.emit("notice_issued")
        self._then(issued)

    def _to_printer(self, issued: Issued) -> None:
        said = self.tr("已送打印机：{title}，{n} 张").format(title=issued.title, n=issued.pages)
        print_pdf(
            self,
            issued.pdf,
            title=issued.title,
            done=lambda: self.toast.emit(said),
        )

    def _saved(self, issued: Issued, path: Path) -> None:
        said = self.tr("已存成 {name}，{n} 张，单号 {no}。").format(
            name=path.name, n=issued.pages, no=_span(issued.notice_nos)
        )
        self.banner.say(said, "ok")

    def _drafted(self, draft: NoticeDraft) -> None:
        self.draft = draft
        self.banner.clear()
        self.preview.load(draft.pdf)
        if draft.missing:
            names = [label for _, label in draft.missing[:_SHOWN_MISSING]]
            text = self.tr("缺 {n} 项：{names}。补上后才能打印。")
            joined = self.tr("、").join(names)
            self.missing.setText(text.format(n=len(draft.missing), names=joined))
        self.missing.setVisible(bool(draft.missing))
        self.mend.setVisible(bool(draft.missing))
        text = self.tr("《{title}》共 {n} 张。打印时登记单号，预览不占号。")
        self.amount.setText(text.format(title=draft.title, n=draft.pages))
        self._buttons()

    def _blank(self, text: str) -> None:
        self.draft = None
        self.preview.load(b"")
        self.missing.hide()
        self.mend.hide()
        self.amount.setText(text)
        self._buttons()

    def _buttons(self) -> None:
        ready = self.draft is not None and not self.draft.missing
        self.print_button.setEnabled(ready)
        self.save_button.setEnabled(ready)

    def _kinds(self, kinds: list[NoticeKind]) -> None:
        offered = [one for one in kinds if one.scope in _SCOPES]
        self.kinds = {one.kind: one for one in offered}
        self.kind.fill([(one.kind, one.title) for one in offered])
        self._take_kind(self._wanted)

    def _take_kind(self, wanted: str) -> None:
        """Choose a sheet by its kind; before the kinds are known it is remembered."""
        self._wanted = wanted
        self.kind.choose(wanted)
        self._chosen()

    def _chosen(self) -> None:
        """A sheet allows some papers and some scopes."""
        kind = self.kinds.get(self.kind.code())
        if kind is None:
            return
        self.paper.fill([(paper, self._paper_word(paper)) for paper in kind.papers])
        allowed = ("household", "village") if kind.scope == "household" else (kind.scope,)
        self.about.allow(allowed)
        if self.about.code() not in allowed:
            self.about.set_code(allowed[0])
        self._scoped()

    def _paper_word(self, paper: str) -> str:
        """`A2@A4` is tiled, `A4-18` set in another size."""
        size, _, tile = paper.partition("@")
        size, _, way = size.partition("-")
        if tile:
            return self.tr("{size}（用 {tile} 拼贴）").format(size=size, tile=tile)
        if way.isdecimal():
            return self.tr("{size}（{n} 磅字）").format(size=size, n=way)
        ways = {"strip": self.tr("横幅"), "line": self.tr("一行")}
        return self.tr("{size}（{way}）").format(size=size, way=ways[way]) if way in ways else size

    def _scoped(self) -> None:
        named = bool(self._check_no) and self.kind.code() == RESULT
        self.check.setText(self.tr("核对记录 {no} 的结果单").format(no=self._check_no))
        self.check.setVisible(named)
        self.about.setVisible(not named)
        for code, editor in (
            ("household", self.who),
            ("village", self.village),
            ("township", self.township),
        ):
            editor.setVisible(self.about.code() == code and not named)
        self.options.show_for(self.kind.code(), self.about.code())
        if self.about.code() == "village":
            self.options.of_village(self.village.code())
        self._settle.start()

    def _station(self, station: Station) -> None:
        self.township.fill(list(station.townships))

    def _villages(self, villages: list[Village]) -> None:
        text = self.tr("{name}（{n} 户）")
        self.village.fill(
            [
                (one.division_code, text.format(name=one.village, n=one.households))
                for one in villages
            ]
        )
        self.options.villages(villages)
        wanted = [one for one in villages if self._place in {one.village, one.division_code}]
        if self._place and wanted:
            self.village.choose(wanted[0].division_code)
        self._place = ""
        self._scoped()

    def _came(self, hits: list[Found]) -> None:
        for hit in hits[:1]:
            self._take_kind(self._asked)
            self.about.set_code("household")
            self._scoped()
            self.who.set_value(self._candidate(hit))
            self._picked(self._candidate(hit))

    def _picked(self, candidate: Candidate) -> None:
        self._household = candidate.key
        self._settle.start()

    def _find(self, query: str) -> list[Candidate]:
        return [self._candidate(hit) for hit in self.desk.households.find(query)]

    def _candidate(self, hit: Found) -> Candidate:
        return Candidate(
            key=hit.household_no, name=hit.name, place=hit.village, number=hit.household_no[-4:]
        )

    def _turn(self, key: str) -> None:
        self.work.setVisible(key == "print")
        self.checking.setVisible(key == "check")
        if key == "check":
            self.checking.refresh()


def _span(numbers: tuple[str, ...]) -> str:
    """The first and the last number."""
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}"
