"""The county fills in a number that the texts leave to it: value, document, first day, state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.pages.settings.policy import values
from desktop.pages.settings.policy import words as said
from desktop.services.records.policy import OpenLine
from desktop.texts import choices
from desktop.ui.fields import Choice, DayCell, Form, NoteLine
from desktop.ui.messages import Coded, explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class Filling(Sheet):
    """Each field says below itself what is wrong with it; Enter stores, Esc closes."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: OpenLine,
        then: Callable[[str], object],
    ) -> None:
        """`then` gets the name of the number that was filled."""
        title = QCoreApplication.translate("Filling", "填写：{name}")
        super().__init__(parent, title.format(name=said.name_of(line.name)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.jobs = jobs
        self.line = line
        self._then = then
        tr = self.tr
        self.value = values.editor(line, tr("数值"), desk.today)
        self.document = NoteLine(tr("文件依据"), tr("发文机关和文号，如：县农发 2026 年 12 号"))
        self.start = DayCell(tr("生效日"), desk.today)
        self.start.set_day(desk.today())
        self.status = Choice(tr("是否确认"), choices("parameter_status"))
        self.form = Form()
        unit = values.unit_beside(line)
        self.form.add(tr("数值"), self.value, *([words(unit, "label")] if unit else []))
        self.form.add(tr("文件依据"), self.document)
        self.form.add(tr("生效日"), self.start, words(tr("从这一天起按这个数"), "label"))
        self.form.add(tr("状态"), self.status)
        readings = tr("· {text}")
        for text in line.readings:
            self.add(words(readings.format(text=text), "label", wrap=True))
        self.add(self.form)
        self.add(words(tr("待确认的数先记下，不参加测算；确认后才按它算。"), "quiet", wrap=True))
        self.body.addStretch(1)
        self.go = button(tr("存下这个数"), self.save, kind="primary")
        self.go.setDefault(True)
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.value.setFocus()

    def save(self) -> None:
        """Store the number if every field has what it needs."""
        self.form.quiet()
        value = values.typed(self.value, self.line, self.desk.today())
        document = self.document.text().strip()
        day = self.start.day()
        wrong = [
            (self.value, values.wanted(self.line), value),
            (self.document, self.tr("请写文件依据，没有文件的数不能填。"), document),
            (self.start, self.tr("请写从哪一天起，如 2026-07-08。"), day),
            (self.status, self.tr("请选已确认或待确认。"), self.status.code()),
        ]
        missing = [(editor, text) for editor, text, found in wrong if not found]
        for editor, text in missing:
            self.form.say(editor, text)
        if missing or value is None or day is None:
            self.fit()
            missing[0][0].setFocus()
            return
        name, confirmed = self.line.name, self.status.code() == "confirmed"
        self.jobs.run(
            lambda: self.desk.parameters.fill(
                name, value, document=document, effective_from=day, confirmed=confirmed
            ),
            self._filled,
        )

    def refused(self, error: BaseException) -> bool:
        """Say it under the field that it is about, else under the value."""
        text = explain(error)
        if text is None or not isinstance(error, Coded):
            return False
        fields = {"document": self.document, "effective_from": self.start}
        self.form.say(fields.get(str(error.params.get("field", "")), self.value), text)
        self.fit()
        return True

    def _filled(self, _answer: object) -> None:
        self.accept()
        self._then(self.line.name)
