"""A strip of photos: pasted, dragged or picked, small, with a large view; for a record or a form.

Pictures are read on a thread of their own, one after another: one that cannot be taken over is
told, and all others come.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.jobs import Latest
from desktop.ui.messages import Hint, explain
from desktop.ui.parts import button, column, row, words
from desktop.ui.photos.looking import Captions, Viewer
from desktop.ui.photos.picking import Picking
from desktop.ui.photos.thumbs import TALL, WIDE, Thumbs, blank, encoded, small
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

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
        self._visit = ""
        self._round = 0
        self._reading = 0
        self._failed: list[str] = []
        self._already = 0
        self._after: Callable[[], object] | None = None
        self._latest = Latest()
        self._captions = Captions(self)
        self._icons: dict[str, QIcon] = {}
        self.lines: list[Shown] = []
        tr = self.tr
        self.pick_button = button(tr("照片 F8"), self.pick)
        set_tip(self.pick_button, tr("从手机、存储卡或文件夹选；也可以粘贴 Ctrl+V 或拖进来"))
        self.count = words("", "label")
        self.thumbs = Thumbs(tr("照片，回车看大图，Delete 去掉"))
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
        self._visit = ""
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

    def show_visit(self, visit_id: str) -> None:
        """The photos of a record that is written; what is added goes to it at once."""
        if self._visit != visit_id:
            self._turn_page()
            self._put([])
        self._visit = visit_id
        if visit_id:
            self._jobs.run(lambda: self._keeping.of_visit(visit_id), self._latest.only(self._put))

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
        visit = self._visit
        self._jobs.run(lambda: (visit, keeping.turn([one.id], back=False)), self._dropped)

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
        self._visit = ""
        self._put([])

    def _turn_page(self) -> None:
        """Answers that are on their way belong to another record."""
        self._round += 1
        self._latest.drop()
        self._icons.clear()
        self._failed, self._already = [], 0
        self._after = None

    def _reader(self, one: Path | QImage, number: int) -> Callable[[], Answer]:
        """A call that reads one picture and carries its refusal, so that the others go on."""
        page, visit, keeping = self._round, self._visit, self._keeping
        name = self.tr("粘贴的图片 {n}").format(n=number)

        def read() -> Answer:
            try:
                if isinstance(one, Path):
                    return page, visit, keeping.read_file(one), None
                return page, visit, keeping.read_bytes(encoded(one), name), None
            except Exception as fault:
                if explain(fault) is None:
                    raise
                return page, visit, None, fault

        return read

    def _read(self, answer: Answer) -> None:
        page, visit, photo, fault = answer
        if isinstance(fault, BaseException):
            if page == self._round:
                self._failed.append(explain(fault) or "")
            self._settle()
            return
        if not visit and page != self._round:
            self._settle()
            return
        self._reading += 1
        keeping, day = self._keeping, self._day()
        if self._codes is not None and not visit:
            self._reading += 1
            self._aside.run(lambda: (page, keeping.codes(photo)), self._seen, self._one_less)
        if visit:
            self._jobs.run(
                lambda: (visit, keeping.attach(visit, [photo])), self._added, self._one_less
            )
        else:
            self._jobs.run(lambda: (page, keeping.stage(photo, day)), self._staged, self._one_less)

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
        if page != self._round:  # the form was left meanwhile; what nobody names goes by itself
            self._settle()
            return
        if any(one.sha256 == line.sha256 for one in self.lines):
            self._already += 1
        else:
            self._put([*self.lines, line])
        self._settle()
        self.changed.emit()

    def _added(self, answer: tuple[str, Added]) -> None:
        visit, added = answer
        self._already += added.already
        if added.ids:
            self._tell(self.tr("已添加照片。"), list(added.ids), visit, back=False)
        if visit == self._visit:
            self.show_visit(visit)
        self._settle()

    def _dropped(self, answer: tuple[str, Sequence[str]]) -> None:
        visit, ids = answer
        self._tell(self.tr("已去掉照片。"), ids, visit, back=True)
        if visit == self._visit:
            self.show_visit(visit)

    def _tell(self, said: str, ids: Sequence[str], visit: str, *, back: bool) -> None:
        """Tell what was done; `back` is what the way back does with these photos."""
        keeping = self._keeping

        def turn() -> None:
            self._jobs.run(lambda: (keeping.turn(ids, back=back), visit, back), self._turned)

        self.attached.emit(said, self.tr("撤销"), turn)

    def _turned(self, answer: tuple[Sequence[str], str, bool]) -> None:
        ids, visit, back = answer
        if visit == self._visit:
            self.show_visit(visit)
        said = self.tr("照片已恢复。") if back else self.tr("照片已撤销。")
        self._tell(said, ids, visit, back=not back)

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
        self._show()
        if after is not None and not self._failed:
            after()
        QTimer.singleShot(0, self, self.settled.emit)  # after the layout has room for it

    def _put(self, lines: Sequence[Shown]) -> None:
        self.lines = list(lines)
        place = self.thumbs.currentRow()
        self.thumbs.clear()
        for one in self.lines:
            item = QListWidgetItem(self._icons.get(one.sha256, blank()), self._under(one))
            said = self.tr("，").join(
                (self._captions.when(one), self._captions.where(one), self._captions.hints(one))
            )
            set_tip(item, said)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.thumbs.addItem(item)
            if one.here and one.sha256 not in self._icons:
                self._icons[one.sha256] = blank()  # asked for once
                self._ask(one.sha256)
        self.thumbs.setCurrentRow(min(max(place, 0), len(self.lines) - 1))
        self._show()

    def _under(self, one: Shown) -> str:
        """Under a small picture: when it was taken, marked where something does not go."""
        if not one.here:
            return self.tr("还没收到")
        day = f"{one.taken_at:%m-%d}" if one.taken_at else self.tr("无时间")
        if one.hints:
            return self.tr("！{day}").format(day=day)
        return f"{day} {one.taken_at:%H:%M}" if one.taken_at else day

    def _ask(self, digest: str) -> None:
        page, keeping = self._round, self._keeping
        self._jobs.run(lambda: (page, digest, keeping.picture(digest)), self._fetched)

    def _fetched(self, answer: tuple[int, str, bytes]) -> None:
        """A picture is made small aside: the store's thread has other work."""
        page, digest, content = answer
        if page == self._round:
            size = QSize(Theme.current().px(WIDE), Theme.current().px(TALL)) * 2
            self._aside.run(lambda: (page, digest, small(content, size)), self._came)

    def _came(self, answer: tuple[int, str, QImage]) -> None:
        page, digest, image = answer
        if page != self._round:
            return
        icon = self._icons[digest] = QIcon(QPixmap.fromImage(image))
        for place, one in enumerate(self.lines):
            item = self.thumbs.item(place)
            if one.sha256 == digest and item is not None:
                item.setIcon(icon)

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
        hints = dict.fromkeys(filter(None, map(self._captions.hints, self.lines)))
        if self._already:
            hints[tr("{n} 张原来就有，没有重复添加。").format(n=self._already)] = None
        self.hint.say("".join(hints), "warn")
