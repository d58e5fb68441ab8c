"""A strip of photos: pasted, dragged or picked, small, with a large view; for a record or a form.

Pictures are read on a thread of their own, one after another: one that cannot be taken over is
told, and all others come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import button, column, row, words
from desktop.ui.photos.looking import Viewer
from desktop.ui.photos.picking import Picking
from desktop.ui.photos.reading import taken_over
from desktop.ui.photos.strip import Strip
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from PySide6.QtGui import QImage

    from desktop.ui.jobs import Jobs
    from desktop.ui.photos.keeping import Added, Keeping, Shown

Answer = tuple[int, str, object, object]
"""The page and the record that a picture was read for, the photo, and why there is none."""

_GAP = 8


class Photos(QWidget):
    """The photos of a record that is typed, or of one that is written."""

    changed = Signal()
    """What waits for the record changed."""

    attached = Signal(str, str, object)
    """A written record got or lost photos: in words, the word of the way back, and its call."""

    settled = Signal()
    """The last picture that was given is here, or was refused."""

    late = Signal(str, str)
    """A picture came to the draft of a form that was left: its key, and the hash."""

    missed = Signal(str)
    """Why a picture is not there that was read for a record that was left."""

    coded = Signal(str)
    """A photo shows a code that is wanted."""

    def __init__(
        self,
        keeping: Keeping,
        jobs: Jobs,
        day: Callable[[], date | None],
        *,
        codes: Callable[[Sequence[str]], str] | None = None,
        folds: bool = False,
    ) -> None:
        """`day` is that of the record, if it is known.

        With `codes` photos are searched for codes; it says on the store thread which is `coded`.
        With `folds` nothing is shown where there are none; the button then stands elsewhere.
        """
        super().__init__()
        self._codes = codes
        self._folds = folds
        self.writable = True
        self._keeping = keeping
        self._jobs = jobs
        self._aside = jobs.aside()
        self._day = day
        self._record = ""
        self._round = 0
        self._left: dict[int, Callable[[str], tuple[str, str]]] = {}
        self._reading = 0
        self._failed: list[str] = []
        self._already = 0
        self._after: Callable[[], object] | None = None
        self._latest = Latest()
        self.lines: list[Shown] = []
        tr = self.tr
        self.pick_button = button(tr("照片 F8"), self.pick)
        set_tip(self.pick_button, tr("从手机、存储卡或文件夹选；也可以粘贴 Ctrl+V 或拖进来"))
        self.count = words("", "label")
        self.thumbs = Strip(tr("照片，回车看大图，Delete 去掉"), keeping, jobs)
        self.thumbs.opened.connect(self.look)
        self.thumbs.dropped.connect(self.drop)
        self.hint = Hint()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(4)
        around.addWidget(self.hint)
        line = row(column(self.pick_button, self.count, 1, gap=2), self.thumbs, gap=_GAP)
        line.setStretch(1, 1)
        around.addLayout(line)
        self._show()

    def begin(self) -> None:
        """No photos: another record is typed."""
        self._record = ""
        self._turn_page()
        self._put([])

    def give_up(self) -> None:
        """The form was emptied: what waited for its record is forgotten."""
        hashes = self.hashes()
        if hashes:
            self._jobs.run(lambda: self._keeping.unstage(hashes))
        self.begin()

    def resume(self, hashes: Sequence[str]) -> None:
        """The photos that a draft names."""
        self.begin()
        if hashes:
            day = self._day()
            self._jobs.run(
                lambda: (len(hashes), self._keeping.staged(hashes, day)),
                self._latest.only(self._resumed),
            )

    def show_record(self, record_id: str) -> None:
        """The photos of a record that is written; what is added goes to it at once."""
        if self._record != record_id:
            self._turn_page()
            self._put([])
        self._record = record_id
        if record_id:
            self._jobs.run(lambda: self._keeping.of_record(record_id), self._latest.only(self._put))

    def leave_to(self, hand: Callable[[str], tuple[str, str]]) -> None:
        """The record that is typed is left: what is still read for it is handed to its draft.

        `hand` gets the hash on the store thread and gives the key of the draft with it.
        """
        if self.reading():
            self._left[self._round] = hand

    def reading(self) -> bool:
        """Whether a picture is still read for a record that is typed."""
        return self._reading > 0 and not self._record

    def bring(self, digest: str) -> None:
        """A picture came late to the draft that is typed on now."""
        page, keeping, day = self._round, self._keeping, self._day()
        self._reading += 1
        self._jobs.run(lambda: (page, keeping.staged([digest], day)), self._brought, self._one_less)

    def hashes(self) -> tuple[str, ...]:
        """What waits for the record that is typed."""
        return tuple(one.sha256 for one in self.lines if not one.id)

    def hold_up(self, save: Callable[[], object]) -> bool:
        """Whether a save has to wait for a picture that is read; then it is called after that."""
        self._after = save if self._reading else None
        self._show()
        return self._reading > 0

    def add(self, given: Sequence[Path | QImage]) -> None:
        """Take pictures over, one after another."""
        if not self._open():
            return
        if not self._reading:
            self._failed, self._already = [], 0
        for number, one in enumerate(given, 1):
            self._reading += 1
            self._aside.run(self._reader(one, number), self._read, self._one_less)
        self._show()

    def pick(self) -> Picking | None:
        """Choose from a folder, a phone's or a card's."""
        if not self._open():
            return None
        picking = Picking(self.window(), self._keeping, self._aside, self._day())
        picking.chosen.connect(self.add)
        picking.open()
        return picking

    def _open(self) -> bool:
        """Whether there is a record that this officer may add to."""
        return self.isEnabled() and self.writable

    def look(self, place: int) -> Viewer:
        """Show a photo in large."""
        viewer = Viewer(self.window(), self._keeping, self._jobs, list(self.lines), place)
        viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        viewer.open()
        return viewer

    def drop(self, place: int) -> None:
        """Take a photo off; from a written record as its rules allow."""
        one, keeping = self.lines[place], self._keeping
        if not self._open():
            return
        if not one.id:
            self._put([each for each in self.lines if each is not one])
            self.changed.emit()  # first: its draft is not to name it any more
            self._jobs.run(lambda: keeping.unstage([one.sha256]))
            return
        record = self._record
        self._jobs.run(lambda: (record, keeping.turn([one.id], back=False)), self._dropped)

    def refused(self, error: BaseException) -> bool:
        """What cannot be done is told under the strip."""
        text = explain(error)
        self._after = None  # a save that waits is not to go without it
        self._show()
        if text is not None:
            self.hint.say(text, "error")
            self.setVisible(True)
        return text is not None

    def forget(self) -> None:
        """Take pictures off the screen."""
        self._turn_page()
        self._record = ""
        self._put([])

    def _turn_page(self) -> None:
        """Answers that are on their way belong to another record."""
        self._round += 1
        self._latest.drop()
        self.thumbs.turn_page()
        self._failed, self._already = [], 0
        self._after = None

    def _reader(self, one: Path | QImage, number: int) -> Callable[[], Answer]:
        page, record, keeping = self._round, self._record, self._keeping
        name = self.tr("粘贴的图片 {n}").format(n=number)
        return lambda: (page, record, *taken_over(keeping, one, name))

    def _read(self, answer: Answer) -> None:
        page, record, photo, fault = answer
        here = page == self._round
        if isinstance(fault, BaseException):
            self._not_read(explain(fault) or "", page, record)
            return
        if not record and not here and page not in self._left:
            self._settle()  # the form was emptied by its officer
            return
        self._reading += 1
        keeping, day = self._keeping, self._day()
        if self._codes is not None and not record and here:
            self._reading += 1
            self._aside.run(lambda: (page, keeping.codes(photo)), self._seen, self._one_less)
        if record:
            self._jobs.run(
                lambda: (record, keeping.attach(record, [photo])), self._added, self._one_less
            )
        else:
            self._jobs.run(lambda: (page, keeping.stage(photo, day)), self._staged, self._one_less)

    def _not_read(self, why: str, page: int, record: str) -> None:
        """Told under the strip, or to the page where another record is open by now."""
        if page == self._round:
            self._failed.append(why)
        elif record or page in self._left:
            self.missed.emit(why)
        self._settle()

    def _seen(self, answer: tuple[int, Sequence[str]]) -> None:
        page, codes = answer
        wanted = self._codes
        if wanted is None or not codes or page != self._round:
            self._settle()
            return
        self._reading += 1
        self._jobs.run(lambda: (page, wanted(codes)), self._chosen, self._one_less)

    def _chosen(self, answer: tuple[int, str]) -> None:
        page, code = answer
        if code and page == self._round:
            self.coded.emit(code)
        self._settle()

    def _staged(self, answer: tuple[int, Shown]) -> None:
        page, line = answer
        if page != self._round:
            self._hand_over(page, line.sha256)
            return
        if any(one.sha256 == line.sha256 for one in self.lines):
            self._already += 1
        else:
            self._put([*self.lines, line])
        self._settle()
        self.changed.emit()

    def _hand_over(self, page: int, digest: str) -> None:
        """The form was left meanwhile: its draft gets the picture, unless it was emptied."""
        hand = self._left.get(page)
        if hand is None:
            self._settle()
            return
        self._reading += 1
        self._jobs.run(lambda: hand(digest), self._handed, self._one_less)

    def _handed(self, answer: tuple[str, str]) -> None:
        self.late.emit(*answer)
        self._settle()

    def _brought(self, answer: tuple[int, Sequence[Shown]]) -> None:
        page, lines = answer
        has = {one.sha256 for one in self.lines}
        fresh = [one for one in lines if page == self._round and one.sha256 not in has]
        if fresh:
            self._put([*self.lines, *fresh])
            self.changed.emit()
        self._settle()

    def _added(self, answer: tuple[str, Added]) -> None:
        record, added = answer
        self._already += added.already
        if added.ids:
            self._tell(self.tr("已添加照片。"), list(added.ids), record, back=False)
        if record == self._record:
            self.show_record(record)
        self._settle()

    def _dropped(self, answer: tuple[str, Sequence[str]]) -> None:
        record, ids = answer
        self._tell(self.tr("已去掉照片。"), ids, record, back=True)
        if record == self._record:
            self.show_record(record)

    def _tell(self, said: str, ids: Sequence[str], record: str, *, back: bool) -> None:
        """Tell what was done; `back` is what the way back does with these photos."""
        keeping = self._keeping

        def turn() -> None:
            self._jobs.run(lambda: (keeping.turn(ids, back=back), record, back), self._turned)

        self.attached.emit(said, self.tr("撤销"), turn)

    def _turned(self, answer: tuple[Sequence[str], str, bool]) -> None:
        ids, record, back = answer
        if record == self._record:
            self.show_record(record)
        said = self.tr("照片已恢复。") if back else self.tr("照片已撤销。")
        self._tell(said, ids, record, back=not back)

    def _resumed(self, answer: tuple[int, Sequence[Shown]]) -> None:
        named, lines = answer
        gone = self.tr("草稿里的 {n} 张照片不在本机了，其余都在，请重新添加。")
        if named > len(lines):
            self._failed.append(gone.format(n=named - len(lines)))
        self._put(lines)
        self.changed.emit()

    def _one_less(self) -> None:
        self._reading -= 1

    def _settle(self) -> None:
        """The last picture was read: a save that waits goes on, unless one was not taken over."""
        if self._reading:
            self._show()
            return
        after, self._after = self._after, None
        self._left.clear()
        self._show()
        if after is not None and not self._failed:
            after()
        QTimer.singleShot(0, self, self.settled.emit)  # after the layout has room for it

    def _put(self, lines: Sequence[Shown]) -> None:
        self.lines = list(lines)
        self.thumbs.put(self.lines)
        self._show()

    def _show(self) -> None:
        """Say how many there are, what was not taken over, and what does not go."""
        count, tr = len(self.lines), self.tr
        said = [tr("{n} 张").format(n=count)] if count else []
        if self._reading:
            said.append(tr("正在读，读完就存") if self._after else tr("正在读…"))
        self.count.setText(tr("，").join(said))
        self.count.setVisible(bool(said))
        self.thumbs.setVisible(count > 0)
        if self._folds:
            self.setVisible(bool(said or self._failed))
        if self._failed:
            several = tr("{n} 张没有添加。").format(n=len(self._failed))
            self.hint.say((several if len(self._failed) > 1 else "") + self._failed[0], "error")
            return
        hints = dict.fromkeys(filter(None, map(self.thumbs.captions.hints, self.lines)))
        if self._already:
            hints[tr("{n} 张原来就有，没有重复添加。").format(n=self._already)] = None
        self.hint.say("".join(hints), "warn")
