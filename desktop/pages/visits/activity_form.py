"""The form for a board, a slogan, a meeting: place, day, method, topics, counts, materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.visits.written import Written
from desktop.services.records.needs import ActivityEntry
from desktop.texts import choices, word
from desktop.ui.asked import lacks
from desktop.ui.fields import Choice, Combo, CountCell, DayCell, Form, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import button, column, row, scrolled, words
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.several import Several
from desktop.ui.theme import Theme
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.needs import ActivityLine
    from desktop.ui.jobs import Jobs

WIDEST = 500
_HANGS = frozenset({"board", "slogan"})
_FIELD_OF = {
    "activity_in_future": "day",
    "activity_too_old": "day",
    "activity_place_missing": "place",
    "activity_count_wrong": "people",
    "village_unknown": "village",
    "village_ambiguous": "village",
    "reason_missing": "reason",
    "correction_empty": "reason",
    "words_too_long": "note",
}


class ActivityForm(Written):
    """Writes an activity, or a correction of one; day, village and topics stay for the next."""

    logged = Signal(str, str)
    """The number, and what it was in a few words."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__("", margin=16, gap=8)
        self.desk = desk
        self.jobs = jobs
        self.correcting: ActivityLine | None = None
        self.draft = ""
        self.title = words(self.tr("记一次宣传活动"), "heading")
        self.under = words("", "quiet", wrap=True)
        self._fields()
        inner = QWidget()
        inner.setLayout(column(self.form, 1, gap=8))
        self.save_button = button(self.tr("存下"), self.save, kind="primary")
        set_tip(self.save_button, self.tr("在备注里按回车也一样"))
        self.clear_button = button(self.tr("清空 Esc"), self.give_up)
        self.area = scrolled(inner)
        self.body.addWidget(self.title)
        self.body.addWidget(self.under)
        self.body.addWidget(self.area, 1)
        self.body.addLayout(row(self.clear_button, 1, self.save_button))
        self.setFixedWidth(min(Theme.current().px(400), WIDEST))
        self.arriving = Arriving(self)
        self.arriving.came.connect(self.photos.add)
        self.photos.settled.connect(lambda: self.area.ensureWidgetVisible(self.photos, 0, 0))
        self.clear()
        self.day.set_day(desk.today())

    def _fields(self) -> None:
        tr = self.tr
        self.day = DayCell(tr("活动日期"), self.desk.today)
        self.kind = Choice(tr("形式"), choices("activity_type"))
        self.kind.picked.connect(self._picked)
        self.village = Combo(tr("村"), [("", tr("选一个村"))])
        self.place = NoteLine(tr("地点"), tr("例如：村委会门口"))
        self.topics = Several(tr("内容，可多选"), choices("topics"))
        self.people = CountCell(tr("参加人数"))
        self.elderly = CountCell(tr("其中老年人"))
        self.disabled = CountCell(tr("其中残疾人"))
        self.materials = Several(tr("发放材料，可多选"), choices("material"))
        self.copies = CountCell(tr("发放份数"))
        self.removed = DayCell(tr("撤下日期"), self.desk.today)
        self.note = NoteLine(tr("备注"), tr("回车存下"))
        self.photos = Photos(self.desk.evidence, self.jobs, self.day.day)
        self.photos.setAccessibleName(tr("照片"))
        self.reason = NoteLine(tr("更正原因"), tr("写明为什么更正"))
        self.form = Form()
        self.form.add(tr("日期"), self.day)
        self.form.add(tr("形式"), self.kind)
        self.form.add(tr("村"), self.village)
        self.form.add(tr("地点"), self.place)
        self.form.add(tr("内容"), self.topics)
        self.form.add(tr("人数"), self.people, words(tr("人"), "label"))
        disabled = words(tr("残疾人"), "label")
        disabled.setBuddy(self.disabled)
        self.form.add(tr("老年人"), self.elderly, disabled, self.disabled)
        self.form.add(tr("发放"), self.materials)
        self.form.add(tr("份数"), self.copies, words(tr("份"), "label"))
        self.form.add(tr("撤下"), self.removed, words(tr("还在就空着"), "quiet"))
        self.form.add(tr("备注"), self.note)
        self.form.add(tr("照片"), self.photos)
        self.form.add(tr("更正"), self.reason)

    def offer(self, villages: Sequence[tuple[str, str]]) -> None:
        """The villages to choose from."""
        self.village.fill([("", self.tr("选一个村")), *villages])

    def clear(self) -> None:
        """Empty the form; day, village and topics stay for the next."""
        self.correcting = None
        self.photos.begin()
        self.form.quiet()
        self.kind.set_code("")
        self.materials.set_codes(())
        for cell in (
            *(self.place, self.people, self.elderly, self.disabled, self.copies),
            *(self.removed, self.note, self.reason),
        ):
            cell.clear()
        self.title.setText(self.tr("记一次宣传活动"))
        self.under.setText(self.tr("只记人数，不记名字；不算告知到户。"))
        self.save_button.setText(self.tr("存下"))
        self.fit()

    def start(self) -> None:
        """Put the cursor where a new record begins, or on the reason of a correction."""
        (self.kind if self.correcting is None else self.reason).setFocus()

    def correct(self, line: ActivityLine) -> None:
        """Load a record to correct it; the first one stays."""
        self.clear()
        self.correcting = line
        self.day.set_day(line.held_on)
        self.kind.set_code(line.activity_type)
        self.village.setCurrentIndex(max(self.village.findText(line.village), 0))
        self.place.setText(line.place)
        self.topics.set_codes(line.topics)
        counts = (
            (self.people, line.attendance_total),
            (self.elderly, line.attendance_elderly),
            (self.disabled, line.attendance_disabled),
            (self.copies, line.materials_count),
        )
        for cell, number in counts:
            cell.setText("" if number is None else str(number))
        self.materials.set_codes(line.materials)
        self.removed.set_day(line.removed_on)
        self.note.setText(line.note)
        self.title.setText(self.tr("更正 {no}").format(no=line.activity_no))
        self.under.setText(self.tr("原记录保留，更正另记一条，并写明原因。"))
        self.save_button.setText(self.tr("存下更正"))
        self.photos.show_record(line.id)
        self.fit()
        self.reason.setFocus()

    def entry(self) -> ActivityEntry | None:
        """What the form says, or None with a hint at the first field that is missing."""
        tr, day = self.tr, self.day.day()
        unread = tr("这一天读不懂，请写成 7-8 或 2026-07-08。")
        number = tr("这里只写数字。")
        checks = (
            (self.day, day is None, unread),
            (self.kind, not self.kind.code(), tr("请选一种形式。")),
            (self.village, not self.village.code(), tr("请选一个村。")),
            (self.people, self.people.unread(), number),
            (self.elderly, self.elderly.unread() or self.disabled.unread(), number),
            (self.copies, self.copies.unread(), number),
            (self.removed, not self.removed.isHidden() and self.removed.unread(), unread),
        )
        lacking = lacks((self.form,), checks)
        if lacking is not None or day is None:
            self.area.ensureWidgetVisible(lacking or self.day, 0, 60)
            return None
        return ActivityEntry(
            activity_type=self.kind.code(),
            place=self.place.text().strip(),
            village=self.village.code(),
            held_on=day,
            topics=self.topics.codes(),
            attendance_total=self.people.number(),
            attendance_elderly=self.elderly.number(),
            attendance_disabled=self.disabled.number(),
            materials=self.materials.codes(),
            materials_count=self.copies.number(),
            removed_on=self.removed.day() if self.kind.code() in _HANGS else None,
            note=self.note.text().strip(),
            photos=self.photos.hashes(),
        )

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        self.form.quiet()
        entry = self.entry()
        ready = entry is not None and self.save_button.isEnabled()
        if entry is None or not ready or self.photos.hold_up(self.save):
            return
        first, why, publicity = self.correcting, self.reason.text(), self.desk.publicity
        self.save_button.setEnabled(False)
        self.saving.emit()
        key = self.draft

        def write() -> tuple[str, ActivityEntry]:
            if first is None:
                return publicity.log(entry, key), entry
            return publicity.correct(first.activity_no, entry, why, key), entry

        self.jobs.run(write, self._saved, lambda: self.save_button.setEnabled(True))

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about; nothing that was typed is lost."""
        self.kept.emit(self.draft)
        name, text = _FIELD_OF.get(getattr(error, "code", "")), explain(error)
        if name is None or text is None:
            return False
        self._lacks(getattr(self, name), text)
        return True

    def _lacks(self, editor: QWidget, text: str) -> None:
        self.form.say(editor, text)
        editor.setFocus()
        self.area.ensureWidgetVisible(editor, 0, 60)

    def _saved(self, answer: tuple[str, ActivityEntry]) -> None:
        number, entry = answer
        village = self.village.currentText()
        self.clear()
        self.start()
        self.logged.emit(number, f"{village} {word('activity_type', entry.activity_type)}")

    def _picked(self, _code: str) -> None:
        self.fit()
        self.advance()

    def fit(self) -> None:
        """A board or a slogan is taken down some day; only a correction has a reason."""
        hangs = self.correcting is not None and self.kind.code() in _HANGS
        self.form.show_row(self.removed, shown=hangs)
        self.form.show_row(self.reason, shown=self.correcting is not None)

    def advance(self) -> None:
        order = [
            *(self.day, self.kind, self.village, self.place, self.topics, self.people),
            *(self.elderly, self.disabled, self.materials, self.copies, self.removed),
            *(self.note, self.reason),
        ]
        now = self.focusWidget()
        if now is self.photos.pick_button:
            now = self.note
        after = order[order.index(now) + 1 :] if now in order else order
        following = next((each for each in after if not each.isHidden()), self.save_button)
        following.setFocus()
        self.area.ensureWidgetVisible(following, 0, 60)
