"""The form for one visit: day and method stay, initials find the household, digits answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.visits.changes import FIELD_OF, changes_of
from desktop.pages.visits.people import candidate
from desktop.pages.visits.slip import SlipReading, first_slip
from desktop.pages.visits.written import Written
from desktop.services.records.people import Found, VisitEntry
from desktop.texts import choices
from desktop.ui.asked import lacks
from desktop.ui.fields import AmountCell, Cell, Choice, DayCell, Form, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import button, column, row, rule, scrolled, words
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.pickers import Candidate, Picker
from desktop.ui.several import Several
from desktop.ui.tips import set_tip

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.people import VisitLine
    from desktop.ui.jobs import Jobs

_MET, _ABSENT = "informed", "absent"
_USUAL = ("policy",)
_AGAIN = "revisit"


class VisitForm(Written):
    """Writes one line of the ledger, or a correction of one; what was typed stays if it fails."""

    logged = Signal(object, object)
    """The record and the entry."""

    def __init__(self, desk: Desk, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__("", margin=16, gap=8, parent=parent)
        self.desk = desk
        self.jobs = jobs
        self.correcting: VisitLine | None = None
        self._household = ""
        self._walk_in = ""
        self._head = ""
        self._place = ""
        self.draft = ""
        self._said: tuple[str, ...] = _USUAL
        self.title = words(self.tr("记一次走访"), "heading")
        self.under = words("", "quiet", wrap=True)
        self.save_button = button(self.tr("存下，记下一户"), self.save, kind="primary")
        set_tip(self.save_button, self.tr("在备注里按回车也一样"))
        self.clear_button = button(self.tr("清空 Esc"), self.give_up)
        self.body.addWidget(self.title)
        self.body.addWidget(self.under)
        self.sticky, self.form = Form(), Form()
        inner = QWidget()
        self.area = scrolled(inner)
        self.body.addWidget(self.area, 1)
        self.body.addLayout(row(self.clear_button, 1, self.save_button))
        inner.setLayout(column(self.sticky, rule(soft=True), self.form, 1, gap=8))
        self._fields()
        self.slips = SlipReading(self, desk, jobs)
        self.arriving = Arriving(self)
        self.arriving.came.connect(self.photos.add)
        self.photos.settled.connect(lambda: self.area.ensureWidgetVisible(self.photos, 0, 0))
        self.clear()
        self.day.set_day(desk.today())
        self.method.set_code("visit")

    def _fields(self) -> None:
        tr = self.tr
        self.day = DayCell(tr("走访日期"), self.desk.today)
        self.method = Choice(tr("方式"), choices("publicity_method"))
        self.sticky.add(tr("日期"), self.day)
        self.sticky.add(tr("方式"), self.method)
        self.topics = Several(tr("宣传内容，可多选"), choices("topics"))
        self.topics.changed.connect(self._keep_topics)
        self.sticky.add(tr("内容(&C)"), self.topics)
        self.who = Picker(tr("农户"), self.jobs, self._find, placeholder=tr("姓名首字母，数字选人"))
        self.who.picked.connect(self._picked)
        self.result = Choice(tr("结果"), choices("contact_result"))
        self.understood = Choice(tr("了解政策"), choices("policy_understood"), later=True)
        self.need = Choice(tr("资金需求"), [("yes", tr("有")), ("no", tr("没有"))], later=True)
        self.amount = AmountCell(tr("需求金额（万元）"))
        self.use = Choice(tr("用途"), choices("need_use"), later=True)
        self.reason_no = Choice(tr("未贷原因"), choices("no_need_reason"), later=True)
        self.person = NoteLine(tr("见面人"), tr("不是户主本人时填"))
        self.slip = Cell(tr("留条单号"), width=200)
        self.slip.setPlaceholderText(tr("单号或扫码，没留空着"))
        self.way = Choice(tr("再去"), choices("follow_up"), later=True)
        self.due = DayCell(tr("约定回访日期"), self.desk.today)
        self.note = NoteLine(tr("备注"), tr("回车存下"))
        codes = partial(first_slip, self.desk)
        self.photos = Photos(self.desk.evidence, self.jobs, self.day.day, codes=codes)
        self.photos.setAccessibleName(tr("照片"))
        self.reason = NoteLine(tr("更正原因"), tr("写明为什么更正"))
        self.form.add(tr("农户"), self.who)
        self.form.add(tr("结果"), self.result)
        self.form.add(tr("了解政策"), self.understood)
        self.form.add(tr("需求"), self.need)
        self.form.add(tr("金额"), self.amount, words(tr("万元"), "label"))
        self.form.add(tr("用途"), self.use)
        self.form.add(tr("未贷原因"), self.reason_no)
        self.form.add(tr("见面人"), self.person)
        self.form.add(tr("留条(&S)"), self.slip)
        self.form.add(tr("再去"), self.way)
        self.form.add(tr("回访"), self.due, words(tr("没有就空着"), "quiet"))
        self.form.add(tr("备注"), self.note)
        self.form.add(tr("照片"), self.photos)
        self.form.add(tr("更正原因"), self.reason)
        for choice in (self.result, self.understood, self.need, self.use, self.reason_no):
            choice.picked.connect(self._answered)
        self.method.picked.connect(lambda _code: self.advance())
        self.way.picked.connect(lambda _code: self.note.setFocus())
        self.day.changed.connect(self._look)

    def clear(self) -> None:
        """Empty the form; day and method stay for the next household."""
        self.correcting = None
        self.photos.begin()
        self.topics.set_codes(self._said)
        self.form.quiet()
        self.sticky.quiet()
        self.set_household("", "", "")
        for choice in (
            *(self.result, self.understood, self.need, self.use, self.reason_no, self.way),
        ):
            choice.set_code("")
        for cell in (self.person, self.note, self.reason, self.amount, self.due, self.slip):
            cell.clear()
        self.title.setText(self.tr("记一次走访"))
        self.under.setText(self.tr("选人、按数字、回车；日期和方式保留到下一户。"))
        self.save_button.setText(self.tr("存下，记下一户"))
        self.fit()

    def correct(self, line: VisitLine) -> None:
        """Load a line of the ledger to correct it; the first record stays."""
        self.clear()
        self.correcting = line
        self.set_household(line.household_no, line.head_name, line.village, line.walk_in_no)
        self.day.set_day(line.visited_on)
        self.method.set_code(line.publicity_method)
        self.result.set_code(line.contact_result)
        self.understood.set_code(line.policy_understood)
        self.need.set_code("" if line.has_need is None else "yes" if line.has_need else "no")
        self.amount.set_fen(line.need_amount_fen)
        self.use.set_code(line.need_use)
        self.reason_no.set_code(line.no_need_reason)
        self.due.set_day(line.follow_up_due)
        self.way.set_code(line.follow_up if line.follow_up in self.way.buttons else "")
        self.slip.setText(line.slip_no)
        self.topics.set_codes(line.topics)
        self.person.setText(line.person_met)
        self.note.setText(line.note)
        self.title.setText(self.tr("更正 {no}").format(no=line.visit_no))
        self.under.setText(self.tr("原记录保留，更正另记一条，并写明原因。"))
        self.save_button.setText(self.tr("存下更正"))
        self.photos.show_record(line.id)
        self.fit()
        self.reason.setFocus()

    def start(self) -> None:
        """Put the cursor where a new visit begins."""
        (self.who if not self._chosen() else self.result).setFocus()

    def set_household(self, number: str, head: str, village: str, walk_in_no: str = "") -> None:
        """Show which household the visit is about, or who on no roster."""
        self._household, self._head, self._place = number, head, village
        self._walk_in = walk_in_no
        key = number or walk_in_no
        shown = Candidate(key=key, name=head, place=village) if key else None
        self.who.set_value(shown)
        self.who.setEnabled(self.correcting is None)

    def household(self) -> tuple[str, str, str, str]:
        """Number, head, village, and number on no roster, of who was chosen."""
        return self._household, self._head, self._place, self._walk_in

    def entry(self) -> VisitEntry | None:
        """What the form says, or None with a hint at the first field that is missing."""
        tr, day, wants = self.tr, self.day.day(), self.need.code() == "yes"
        unread = tr("这一天读不懂，请写成 7-8 或 2026-07-08。")
        checks = (
            (self.day, day is None, unread),
            (self.who, not self._chosen(), tr("先选一户：输姓名首字母，再按候选前的数字。")),
            (self.result, not self.result.code(), tr("请选一个结果。")),
            (self.amount, wants and self.amount.unread(), tr("金额读不懂，请写成 5 或 3.5。")),
            (self.due, self.due.unread(), unread),
        )
        if lacks((self.sticky, self.form), checks) or day is None:
            return None
        return VisitEntry(
            household_no="" if self._walk_in else self._household,
            walk_in_no=self._walk_in,
            visited_on=day,
            publicity_method=self.method.code() or "visit",
            contact_result=self.result.code(),
            person_met=self.person.text().strip(),
            policy_understood=self.understood.code(),
            has_need=wants if self.need.code() else None,
            need_amount_fen=self.amount.fen() if wants else None,
            need_use=self.use.code() if wants else "",
            no_need_reason=self.reason_no.code() if self.need.code() == "no" else "",
            topics=self.topics.codes() if self.correcting or self._met() else (),
            slip_no=self.slip.text().strip(),
            follow_up=self.way.code() or self._promised(),
            follow_up_due=self.due.day(),
            note=self.note.text().strip(),
            photos=self.photos.hashes(),
        )

    def _met(self) -> bool:
        return self.result.code() == _MET

    def _promised(self) -> str:
        """What a correction leaves of the first record's words; a day alone is another visit."""
        first = self.correcting.follow_up if self.correcting is not None else ""
        return (
            first if first not in self.way.buttons and first else _AGAIN if self.due.day() else ""
        )

    def save(self) -> None:
        """Write the visit; the button waits until the answer is there."""
        entry = self.entry()
        ready = entry is not None and self.save_button.isEnabled()
        if entry is None or not ready or self.photos.hold_up(self.save):
            return
        self.save_button.setEnabled(False)
        self.saving.emit()
        key = self.draft
        if self.correcting is None:
            self.jobs.run(
                lambda: (self.desk.entry.write(entry, key), entry), self._saved, self._ready
            )
            return
        number, why = self.correcting.visit_no, self.reason.text()
        changes = changes_of(entry)
        self.jobs.run(
            lambda: (self.desk.entry.correct(number, changes, why, key), entry),
            self._saved,
            self._ready,
        )

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about; nothing that was typed is lost."""
        self.kept.emit(self.draft)
        name = FIELD_OF.get(getattr(error, "code", ""))
        if name is None:
            return False
        editor = getattr(self, name)
        place = self.sticky if editor in self.sticky.hints else self.form
        place.say(editor, explain(error) or "")
        editor.setFocus()
        return True

    def _ready(self) -> None:
        self.save_button.setEnabled(True)

    def _saved(self, answer: tuple[VisitLine, VisitEntry]) -> None:
        logged, entry = answer
        self.logged.emit(logged, (self._head, entry))
        self.clear()
        self.who.setFocus()

    def _find(self, query: str) -> list[Candidate]:
        found = self.desk.households.find(query, walk_ins=True)
        return [candidate(hit) for hit in found]

    def _picked(self, candidate: Candidate) -> None:
        self.form.say(self.who, "")
        walk_in_no = candidate.value.walk_in_no if isinstance(candidate.value, Found) else ""
        self._walk_in, self._head, self._place = walk_in_no, candidate.name, candidate.place
        self._household = "" if walk_in_no else candidate.key
        self._look()
        self.result.setFocus()

    def _keep_topics(self) -> None:
        """What is told today stays for the next household; a correction is about its own day."""
        if self.correcting is None:
            self._said = self.topics.codes()

    def _chosen(self) -> str:
        return self._household or self._walk_in

    def _propose(self) -> None:
        """Nobody was met: offer the evening or the phone, and the day."""
        day, number, method = self.day.day(), self._household, self.method.code() or "visit"
        if number and day is not None and self.correcting is None and not self.way.code():
            self.jobs.run(lambda: self.desk.funding.proposal(number, method, day), self._proposed)

    def _proposed(self, answer: tuple[str, date]) -> None:
        if self.result.code() == _ABSENT:
            self.way.set_code(answer[0])
            self.due.set_day(answer[1])

    def _look(self) -> None:
        """Tell if this household was already logged on this day."""
        day, number = self.day.day(), self._household
        self.sticky.say(self.day, "")
        if day is None or not number or self.correcting is not None:
            return
        self.jobs.run(lambda: self.desk.visits.on_day(number, day), self._seen)

    def _seen(self, lines: list[VisitLine]) -> None:
        if not lines:
            self.form.hints[self.who].say("")
            return
        text = self.tr("{who} 这一天已记过 {n} 次（{at}），仍可再记。").format(
            who=self._head, n=len(lines), at=f"{lines[0].logged_at.astimezone():%H:%M}"
        )
        self.form.hints[self.who].say(text, "warn")

    def _answered(self, _code: str) -> None:
        if self.result.code() == _ABSENT:
            self._propose()
        elif self.way.code() and self.correcting is None:
            self.way.set_code("")
            self.due.clear()
        self.fit()
        self.advance()

    def fit(self) -> None:
        """Only ask what follows from the answers so far."""
        met, need = self._met(), self.need.code()
        self.form.show_row(self.understood, shown=met)
        self.form.show_row(self.need, shown=met)
        self.form.show_row(self.amount, shown=met and need == "yes")
        self.form.show_row(self.use, shown=met and need == "yes")
        self.form.show_row(self.reason_no, shown=met and need == "no")
        self.form.show_row(self.person, shown=met)
        self.form.show_row(self.way, shown=self.result.code() == _ABSENT)
        self.form.show_row(self.reason, shown=self.correcting is not None)

    def advance(self) -> None:
        """Go to the next question in sight; the optional person is passed over."""
        order = [
            self.day,
            self.method,
            self.who,
            self.result,
            self.understood,
            self.need,
            self.amount,
            self.use,
            self.reason_no,
            self.note,
            self.reason,
        ]
        now = self.focusWidget()
        if now in {self.person, self.due, self.way, self.slip, self.photos.pick_button}:
            self.note.setFocus()
            return
        if now is self.topics:
            self.start()
            return
        after = order[order.index(now) + 1 :] if now in order else order
        following = next((each for each in after if not each.isHidden()), self.save_button)
        following.setFocus()
        self.area.ensureWidgetVisible(following, 0, 60)
