"""The sheet on which a check of a loan is written or corrected, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.services.records.after import InspectionEntry
from desktop.texts import choices
from desktop.ui.fields import Choice, DayCell, NoteLine
from desktop.ui.messages import explain
from desktop.ui.parts import words
from desktop.ui.photos import Photos
from desktop.ui.photos.arriving import Arriving
from desktop.ui.walksheet import WalkSheet

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.after import InspectionLine
    from desktop.ui.jobs import Jobs

_FIELD_OF = {
    "inspection_day_wrong": "inspected_on",
    "inspection_conclusion_missing": "conclusion",
    "inspection_contradicts": "conclusion",
    "inspection_user_missing": "passed_to",
    "measures_day_wrong": "measures_due",
    "reason_missing": "why",
    "correction_empty": "why",
}
_ASKED = ("kind", "use_as_agreed", "passed_on")
_FORCED = {("no", "no"), ("no", "unseen")}
_YES = "yes"


class CheckSheet(WalkSheet):
    """Photos wait for the check that is written; those of a corrected check go to it at once."""

    photographed = Signal(str, str, object)
    """The check that is corrected got or lost photos: in words, the way back, and its call."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        *,
        loan_no: str,
        who: str,
        kind: str = "",
        known: InspectionLine | None = None,
    ) -> None:
        """`known` is the check that is corrected."""
        title = parent.tr("更正贷后检查：{who}") if known else parent.tr("贷后检查：{who}")
        super().__init__(parent, jobs, title.format(who=who), parent.tr("保存 Ctrl+回车"))
        self.desk = desk
        self._loan_no, self._known = loan_no, known
        self.fields = self._made()
        self._laid()
        self.photos = Photos(desk.evidence, jobs, self.inspected_on.day)
        self.photos.setAccessibleName(self.tr("照片"))
        self.photos.attached.connect(self.photographed.emit)
        self.photos.settled.connect(self.fit)
        self.form.add(self.tr("照片"), self.photos)
        Arriving(self).came.connect(self.photos.add)
        QShortcut(QKeySequence("F8"), self, self.photos.pick)
        self.inspected_on.set_day(desk.today())
        self._choice("kind").set_code(kind)
        if known is not None:
            self._fill(known.entry)
            self.photos.show_record(known.id)
        self._answered()
        self.inspected_on.setFocus()

    def _made(self) -> dict[str, QWidget]:
        """The fields in the order of the sheet, by the names of an entry."""
        tr, today = self.tr, self.desk.today
        self.inspected_on = DayCell(tr("日期"), today)
        self.measures_due = DayCell(tr("期限"), today)
        self.why = NoteLine(tr("更正原因"), tr("写明为什么更正"))
        return {
            "inspected_on": self.inspected_on,
            "kind": Choice(tr("类型"), choices("inspection_kind")),
            "use_as_agreed": Choice(tr("用途与合同一致吗"), choices("use_as_agreed")),
            "actual_user": NoteLine(tr("实际使用人"), tr("钱实际由谁在用")),
            "passed_on": Choice(tr("钱交给企业、合作社了吗"), choices("passed_on")),
            "passed_to": NoteLine(tr("交给哪家"), tr("企业或合作社的名字")),
            "business_state": NoteLine(tr("经营状况"), ""),
            "assets": NoteLine(tr("看到什么"), tr("存栏、面积、设备，写数量")),
            "repayment_source": NoteLine(tr("还款来源"), ""),
            "family_change": NoteLine(tr("家庭变化"), tr("大病、外出、分户、没有变化")),
            "risk_note": NoteLine(tr("风险提示"), ""),
            "conclusion": Choice(tr("结论"), choices("inspection_conclusion")),
            "measures": NoteLine(tr("措施"), tr("要做什么，谁来做")),
            "measures_due": self.measures_due,
            "remedied": NoteLine(tr("整改结果"), ""),
            "participants": NoteLine(tr("同去的人"), tr("姓名和身份")),
            "signed": Choice(tr("户里签字"), choices("yes_no")),
            "why": self.why,
        }

    def _laid(self) -> None:
        for name, editor in self.fields.items():
            self.form.add(editor.accessibleName(), editor)
            if isinstance(editor, Choice):
                editor.picked.connect(lambda _code, name=name: self._picked(name))
        self.form.show_row(self.why, shown=self._known is not None)
        self.add(self.form)
        note = self.tr("记“用途偏离”“户贷企用疑点”就立为疑点，贴息行先挂起，了结后才放开。")
        self.add(words(note, "quiet", wrap=True))
        self.body.addStretch(1)

    def _choice(self, name: str) -> Choice:
        return cast("Choice", self.fields[name])

    def _fill(self, entry: InspectionEntry) -> None:
        for name, editor in self.fields.items():
            value = getattr(entry, name, None)
            if isinstance(editor, Choice):
                editor.set_code(str(value).lower() if value not in (None, "") else "")
            elif isinstance(editor, NoteLine) and name != "why":
                editor.setText(value or "")
        self.inspected_on.set_day(entry.inspected_on)
        self.measures_due.set_day(entry.measures_due)

    def entry(self) -> InspectionEntry | None:
        """What the sheet says, or None with a hint at a day that cannot be read."""
        for cell in (self.inspected_on, self.measures_due):
            if cell.unread() or (cell is self.inspected_on and cell.day() is None):
                self.hint(cell, self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。"))
                return None
        said: dict[str, Any] = {}
        for name, editor in self.fields.items():
            if isinstance(editor, Choice):
                said[name] = editor.code()
            elif isinstance(editor, NoteLine):
                said[name] = editor.text().strip()
        signed = said.pop("signed")
        said.pop("why")
        return InspectionEntry(
            loan_no=self._loan_no,
            inspected_on=self.inspected_on.day() or self.desk.today(),
            measures_due=self.measures_due.day(),
            signed=signed == "true" if signed else None,
            photos=self.photos.hashes(),
            **said,
        )

    def save(self) -> None:
        """Write it; the button waits until the answer is there."""
        self.form.quiet()
        entry = self.entry()
        ready = entry is not None and self.go.isEnabled()
        if entry is None or not ready or self.photos.hold_up(self.save):
            return
        service, known, why = self.desk.inspections, self._known, self.why.text()

        def write() -> InspectionLine:
            if known is not None:
                return service.correct(known.first_no, entry, why)
            return service.log(entry)

        self.write(write)

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about; nothing that was typed is lost."""
        text = explain(error)
        if text is None:
            return False
        name = _FIELD_OF.get(getattr(error, "code", ""), "")
        if not name:
            name = next((one for one in _ASKED if not self._choice(one).code()), "measures")
        self.hint(self.fields[name], text)
        return True

    def reject(self) -> None:
        """Photos that waited for a check which is not written are forgotten."""
        self.photos.give_up()
        super().reject()

    def stops(self) -> list[QWidget]:
        """The questions in their order, those out of sight too."""
        return list(self.fields.values())

    def _picked(self, name: str) -> None:
        self._answered()
        self.go_on(self.fields[name])

    def _answered(self) -> None:
        """Ask for the enterprise where there is one, and put the conclusion that is certain."""
        use, passed = self._choice("use_as_agreed").code(), self._choice("passed_on").code()
        self.form.show_row(self.fields["passed_to"], shown=passed == _YES)
        conclusion = self._choice("conclusion")
        with QSignalBlocker(conclusion):
            if passed == _YES:
                conclusion.set_code("passed_on")
            elif (use, passed) in _FORCED:
                conclusion.set_code("use_deviation")
