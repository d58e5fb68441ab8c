"""Quick entry: thirty visits from paper notes, a few keys each, nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from desktop.pages.visits.drafting import Drafting
from desktop.pages.visits.quick.book import Book
from desktop.pages.visits.quick.choosers import Choosing
from desktop.pages.visits.quick.closing import Closing
from desktop.pages.visits.quick.header import Sticky
from desktop.pages.visits.quick.keys import Keys
from desktop.pages.visits.quick.mending import Mending
from desktop.pages.visits.quick.row import EntryRow
from desktop.pages.visits.quick.rows import Rows
from desktop.pages.visits.quick.side import Side
from desktop.pages.visits.quick.twice import Twice
from desktop.services.entry.codes import row_of
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import Card, Elided, button, row, words
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.entry.crowd import Crowd, Neighbour
    from desktop.services.records.entry import DraftLine, EntryHeader
    from desktop.services.records.people import Village, VisitLine
    from desktop.ui.jobs import Jobs

KIND = "quick"
WIDE, LOW = 1280, 600
_EVERY_MS, _PAUSE_MS = 20_000, 300
_DAY_CODES = frozenset({"visit_in_future", "visit_too_old"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the store thread gathers when the panel opens."""

    crowd: Crowd
    villages: Sequence[Village]
    header: EntryHeader
    phrases: Sequence[str]


class QuickEntry(Card):
    """Sticky header, the row that is typed, the rows entered; Esc never touches a saved row."""

    toast = Signal(str)
    changed = Signal(str)
    behind = Signal(str)
    saved = Signal()
    undo_wanted = Signal()
    redo_wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__(margin=12, gap=4)
        self.desk = desk
        self.jobs = jobs
        self.crowd: Crowd | None = None
        self._stood = False
        self.drafting = Drafting(desk, jobs, KIND)
        self.rows = Rows(self.tr("已记的记录"))
        self.book = Book(desk, jobs, self.rows)
        self.sticky = Sticky(desk.today)
        self.photos = Photos(desk.evidence, jobs, self._day, folds=True)
        self.row = EntryRow(self.book.logged)
        self.choosing = Choosing(self, desk, jobs)
        self.closing = Closing(self, desk, jobs)
        self.mending = Mending(self, desk, jobs)
        self._released = ""
        self._resume: DraftLine | None = None
        self._build()
        self._wire()
        self._clock = QTimer(self, interval=_EVERY_MS)
        self._clock.timeout.connect(self._count)
        self._tell = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._tell.timeout.connect(lambda: self.behind.emit("visit"))
        self._count()

    def _build(self) -> None:
        tr = self.tr
        self.hint = Hint()
        self.twice = Twice()
        self.codes = (self.row.met, self.row.intent, self.row.use)
        self.side = Side(self.codes)
        self.undo_button = button(tr("撤销 Ctrl+Z"), self.undo_wanted.emit, kind="cite")
        self.redo_button = button(tr("重做 Ctrl+Y"), self.redo_wanted.emit, kind="cite")
        self.list_button = button(tr("未走访 F7"), self.choosing.open, kind="cite")
        self.photo_button = self.photos.pick_button
        self.close_button = button(tr("结束当天"), self.closing.ask, kind="cite")
        self.back_button = button(tr("返回台账"), self.left.emit, kind="cite")
        self.told = Elided("", "quiet")
        self.counted = words("", "label")
        around = QHBoxLayout()
        around.setSpacing(12)
        around.addWidget(self.rows, 1)
        around.addWidget(self.side)
        foot = row(
            self.undo_button,
            self.redo_button,
            self.list_button,
            self.photo_button,
            self.close_button,
            self.back_button,
            self.told,
            self.counted,
            gap=4,
        )
        foot.setStretch(6, 1)
        self.photo_button.setProperty("kind", "cite")
        self.add(self.sticky, self.row, self.hint, self.twice, self.photos, around, foot)
        self.body.setStretch(5, 1)

    def _wire(self) -> None:
        self.sticky.changed.connect(self._header_changed)
        self.sticky.left.connect(self.row.go_on)
        self.row.picked.connect(self._picked)
        self.row.committed.connect(self.keep)
        self.row.finished.connect(self.save)
        self.row.said.connect(self.say)
        self.row.asked.connect(self._show_legend)
        self.rows.opened.connect(self.mending.begin)
        self.book.counted.connect(self._count)
        self.twice.meant.connect(self._second_is_meant)
        self.twice.wanted.connect(self.mending.begin)
        self.choosing.house.connect(self._take_house)
        self.closing.closed.connect(self._closed)
        self.row.person.beside = self.side.list
        self.side.list.installEventFilter(self.row.person)
        self.keys = Keys(self, (*self.row.cells, self.row.reason), self._key)
        self.arriving = Arriving(self)
        self.arriving.came.connect(self.photos.add)
        self.photos.changed.connect(self.keep)
        self.keys.undo.connect(self.undo_wanted)
        self.keys.redo.connect(self.redo_wanted)

    def start(self, resume: DraftLine | None = None) -> None:
        """Ask anew who lives here, then go on where the row waits, or where a draft stopped."""
        self._resume = resume or self._resume
        self.jobs.run(self._gather, self._stand)
        self.row.go_on()

    def reload(self) -> None:
        """Read the rows again: something was taken back, or brought back."""
        header = self.sticky.header()
        self.book.read(header.on if header else self.desk.today())

    def forget(self) -> None:
        """Take names off the screen and out of mind; what is being typed is a draft."""
        self.keep()
        self.crowd = self.row.person.crowd = None
        self.rows.show_lines([])
        self.row.person.close_popup()
        self.twice.clear()

    def save(self) -> None:
        """Save the row, or the mended one; what is wrong is told, and everything stays."""
        header = self.header()
        typed = self.row.row() if header is not None else None
        if header is None or typed is None or self.keys.holding:
            return
        if self.photos.hold_up(self.save):
            return
        line, reason = self.mending.line, self.row.reason.text()
        if line is None and self._is_second(typed.household_no):
            self.twice.ask()
            return
        self.say("")
        self.keys.holding = True
        typed = replace(typed, photos=self.photos.hashes())
        self._released = self.drafting.release()
        key, entry = self._released, self.desk.entry
        if line is None:
            self.jobs.run(lambda: entry.log(typed, header, key), self._saved)
        else:
            self.jobs.run(lambda: entry.mend(line, typed, reason, key), self._mended)

    def refused(self, error: BaseException) -> bool:
        """Show a refusal where it belongs; the row and its draft stay as they are."""
        text, code = explain(error), getattr(error, "code", "")
        if text is None:
            return False
        self.keys.drop()
        self.drafting.take_up(self._released)
        if code in _DAY_CODES:
            self.sticky.go(self.sticky.day)
        elif code == "reason_missing":
            self.row.complain(self.row.reason)
        self.say(text)
        return True

    def escape(self) -> None:
        """Take the notice away, leave a mended row as it was saved, or empty the row."""
        if self.twice.isVisible():
            self.twice.clear()
            self.row.go_on()
            return
        self.drafting.drop()
        self.photos.give_up()
        self.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 mends the selected row, F7 chooses, Esc clears; in every cell and in the table."""
        if not self._key(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of people stands beside the rows where there is room, chips where it is low."""
        super().resizeEvent(event)
        px, around = Theme.current().px, self.window()
        wide = around.width() >= px(WIDE)
        self.side.setVisible(wide)
        self._show_legend("")
        self.sticky.fold(low=around.height() < px(LOW))

    def keep(self) -> None:
        """A field was left: the row as it stands goes into its draft."""
        if not self.keys.holding and (self.photos.hashes() or not self.row.empty()):
            self.drafting.keep(self._values())

    def _values(self) -> dict[str, str]:
        photos = {"photos": " ".join(self.photos.hashes()), "mending": self.mending.key()}
        return {**self.sticky.values(), **self.row.values(), **photos}

    def _key(self, event: QKeyEvent) -> bool:
        """Act on one of the panel's own keys."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        acts = {
            Qt.Key.Key_Escape: self.escape,
            Qt.Key.Key_F7: self.choosing.open,
            Qt.Key.Key_F2: self.mending.selected,
            Qt.Key.Key_F8: self.photos.pick,
        }
        with_control = {
            Qt.Key.Key_D: self.row.same_as_above,
            Qt.Key.Key_Return: self.save,
            Qt.Key.Key_Enter: self.save,
        }
        if self.row.at_the_end():
            # Before the cell tells that it was left: the save keeps what a draft would keep.
            acts |= {Qt.Key.Key_Return: self.save, Qt.Key.Key_Enter: self.save}
        act = (with_control if control else acts).get(Qt.Key(event.key()))
        if act is not None:
            act()
        return act is not None

    def _gather(self) -> _Ground:
        entry = self.desk.entry
        return _Ground(
            crowd=entry.crowd(),
            villages=self.desk.households.villages(),
            header=entry.header(),
            phrases=entry.phrases(),
        )

    def _stand(self, ground: _Ground) -> None:
        """Who lives here now; the first time also the header of the last evening."""
        fresh, self._stood = not self._stood, True
        self.crowd = self.row.person.crowd = ground.crowd
        self.row.phrases = ground.phrases
        self.sticky.fill(ground.villages)
        if fresh:
            self.sticky.show_header(ground.header)
        if fresh and ground.header.on != self.desk.today():
            said = self.tr("日期还是上次的 {day}，要改成今天按 Alt+D 再按 t。")
            self.say(said.format(day=f"{ground.header.on:%m-%d}"), "info")
        self.row.person.village = self.sticky.village.code()
        self.reload()
        draft, self._resume = self._resume, None
        if draft is not None:
            self._put_back(draft)

    def _put_back(self, draft: DraftLine) -> None:
        """Fields as a draft kept them, header and row."""
        self.set_aside()
        self.sticky.put_back(draft.values)
        self.row.person.village = self.sticky.village.code()
        heads = self.crowd.heads if self.crowd else {}
        self.drafting.take_up(draft.key)
        if draft.values.get("mending"):
            self.mending.resume(draft)
        else:
            self.row.put_back(draft.values, heads.get(draft.values.get("household_no", "")))
            self.photos.resume(draft.values.get("photos", "").split())
        self.reload()

    def set_aside(self) -> None:
        """Make room for another row; what was being typed stays a draft."""
        if self.mending.line is None and not self.row.empty():
            self.keep()
            self.toast.emit(self.tr("没录完的一行已留作草稿，以后可以接着录。"))
        self.photos.leave_to(self.drafting.left(self._values()))
        self.begin()

    def begin(self) -> None:
        """An empty row."""
        self.mending.line = None
        self.photos.begin()
        self.twice.forget()
        self.row.clear()
        self.row.person.setFocus()

    def _day(self) -> date | None:
        header = self.sticky.header()
        return header.on if header is not None else None

    def header(self) -> EntryHeader | None:
        """The header, if its day can be one of a visit; else the day is told to be wrong."""
        header, wrong = self.sticky.header(), self._wrong_day()
        if not wrong:
            return header
        self.sticky.go(self.sticky.day)
        self.say(wrong)
        return None

    def _wrong_day(self) -> str:
        """What is wrong with the day of the header; empty if it can be one of a visit."""
        header = self.sticky.header()
        if header is None:
            return self.tr("这一天读不懂，请写成 8、7-8 或 2026-07-08。")
        return self.tr("走访日期不能晚于今天。") if header.on > self.desk.today() else ""

    def _header_changed(self) -> None:
        """Another village finds others; another day has other rows."""
        header = self.sticky.header()
        self.row.person.village = self.sticky.village.code()
        wrong = self._wrong_day()
        self.say(wrong)
        if header is not None and not wrong:
            self.book.read(header.on)
        self.keep()

    def _picked(self, house: Neighbour) -> None:
        """Tell at once that a household has a record on this day."""
        self.book.begin()
        self.twice.forget()
        self._is_second(house.household_no)

    def _is_second(self, household_no: str) -> bool:
        return self.twice.look(household_no, self.book.of_day, self.desk.today())

    def _second_is_meant(self, asked: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.save() if asked else self.row.go_on()

    def _saved(self, line: VisitLine) -> None:
        self.book.add(line)
        self._after()

    def _mended(self, line: VisitLine) -> None:
        if self.mending.line is not None:
            self.book.put(line, self.mending.line, line.visited_on)
        said = self.tr("已更正：{who}。") if line.corrects_visit_no else self.tr("已改好：{who}。")
        self.toast.emit(said.format(who=line.head_name))
        self._after()

    def _after(self) -> None:
        """An empty row for the next household, and the keys that ran ahead."""
        self.saved.emit()
        self.begin()
        self._clock.start()
        self._tell.start()  # what else the window shows of it can wait for the next keys
        self.keys.replay()

    def _count(self) -> None:
        written, text = self.book.session, self.tr("本次已记 {n} 条 · 用时 {m} 分")
        self.counted.setText(text.format(n=len(written), m=self.book.minutes()))
        self.row.above = row_of(written[0]) if written else None

    def say(self, text: str, tone: str = "error") -> None:
        """Tell under the row what is wrong or what to do."""
        self.hint.say(text, tone)

    def _show_legend(self, legend: str) -> None:
        """At the foot: the keys, or where there is no room at the side what the digits say."""
        wide = self.side.isVisible()
        keys = self.tr("回车存，Esc 清空，F2 改，Ctrl+D 同上行")
        self.told.setText(keys if wide or not legend else legend)

    def _take_house(self, house: Neighbour) -> None:
        self.row.person.show_household(house)
        self._picked(house)
        self.keep()
        self.row.go_on()

    def _closed(self, said: str) -> None:
        self.toast.emit(said)
        self.changed.emit("visit")
