"""The sheet for a person or an outlet of the directory; each field says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from desktop.services.directory import OUTLETS
from desktop.services.records.rounds import PersonEntry
from desktop.texts import choices
from desktop.ui.fields import Cell, Combo, DayCell, Form, NoteLine
from desktop.ui.messages import Coded, explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.pages.settings.directory import Directory
    from desktop.services.records.rounds import PersonLine

_FIELD_OF = {
    "name_empty": "name",
    "name_unusable": "name",
    "person_twice": "name",
    "phone_wrong": "phone",
    "person_days_wrong": "until",
    "township_needed": "township",
    "township_unknown": "township",
    "directory_county_only": "name",
    "person_role_unknown": "role",
}


class Person(Sheet):
    """Enter stores, Esc closes; `then` gets the entry as it was kept."""

    def __init__(
        self,
        parent: Directory,
        line: PersonLine | None,
        then: Callable[[PersonLine], object],
    ) -> None:
        """`line` is the entry to change, None for a new one."""
        desk = parent.desk
        new = QCoreApplication.translate("Person", "加进通讯录")
        word = QCoreApplication.translate("Person", "修改通讯录") if line else new
        super().__init__(parent, word)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.jobs = parent.jobs
        self.line = line
        self._then = then
        tr = self.tr
        self.role = Combo(tr("角色"), choices("contact_role"))
        self.name = NoteLine(tr("姓名或名称"))
        self.phone = Cell(tr("电话"))
        self.org = NoteLine(tr("单位"))
        self.staff_no = Cell(tr("工号"))
        self.address = NoteLine(tr("地址"))
        self.hours = NoteLine(tr("办公时间"), tr("如：周一至周五 8:30—17:30"))
        self.areas = NoteLine(tr("负责的村"), tr("几个村用顿号隔开，没有就空着"))
        whole = [("", tr("全县"))] if desk.session.is_county else []
        self.township = Combo(tr("乡镇"), [*whole, *parent.townships])
        self.since = DayCell(tr("开始"), desk.today)
        self.until = DayCell(tr("结束"), desk.today)
        self.form = Form()
        for label, editor in (
            (tr("角色"), self.role),
            (tr("姓名"), self.name),
            (tr("电话"), self.phone),
            (tr("单位"), self.org),
            (tr("工号"), self.staff_no),
            (tr("地址"), self.address),
            (tr("时间"), self.hours),
            (tr("乡镇"), self.township),
            (tr("负责"), self.areas),
        ):
            self.form.add(label, editor)
        self.form.add(tr("开始"), self.since, words(tr("不知道就空着"), "quiet"))
        self.form.add(tr("结束"), self.until, words(tr("还在就空着"), "quiet"))
        self.add(self.form)
        self.body.addStretch(1)
        self.go = button(tr("存下 回车"), self.save, kind="primary")
        self.go.setDefault(True)
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.role.currentIndexChanged.connect(lambda _place: self._fit_role())
        self._fill(line)
        self._fit_role()
        self.name.setFocus()

    def save(self) -> None:
        """Store the entry if every field can be read."""
        self.form.quiet()
        entry = self.entry()
        if entry is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)
        directory, line = self.desk.directory, self.line
        self.jobs.run(
            lambda: directory.edit(line.id, entry) if line else directory.add(entry),
            self._kept,
            self._ready,
        )

    def entry(self) -> PersonEntry | None:
        """What was typed, or None with a hint at the day that cannot be read."""
        for cell in (self.since, self.until):
            if cell.text().strip() and cell.day() is None:
                self.form.say(cell, self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。"))
                cell.setFocus()
                return None
        parts = self.areas.text().replace(self.tr("，"), self.tr("、")).split(self.tr("、"))
        return PersonEntry(
            name=self.name.text(),
            role=self.role.code(),
            org=self.org.text(),
            staff_no=self.staff_no.text(),
            phone=self.phone.text(),
            township=self.township.code(),
            areas=tuple(parts),
            address=self.address.text(),
            hours=self.hours.text(),
            valid_from=self.since.day(),
            valid_to=self.until.day(),
        )

    def refused(self, error: BaseException) -> bool:
        """Say it under the field that it is about; what was typed stays."""
        text = explain(error)
        if text is None or not isinstance(error, Coded):
            return False
        name = _FIELD_OF.get(error.code) or str(error.params.get("field", "name"))
        editor = getattr(self, name, self.name)
        self.form.say(editor, text)
        editor.setFocus()
        self.fit()
        return True

    def _fill(self, line: PersonLine | None) -> None:
        if line is None:
            return
        self.role.choose(line.role)
        self.name.setText(line.name)
        self.phone.setText(line.phone)
        self.org.setText(line.org)
        self.staff_no.setText(line.staff_no)
        self.address.setText(line.address)
        self.hours.setText(line.hours)
        self.township.choose(line.township_code)
        self.areas.setText(self.tr("、").join(line.areas))
        self.since.set_day(line.valid_from)
        self.until.set_day(line.valid_to)

    def _fit_role(self) -> None:
        """An outlet has an address and hours, a person a number at work."""
        place = self.role.code() in OUTLETS
        self.form.show_row(self.staff_no, shown=not place)
        self.form.show_row(self.address, shown=place)
        self.form.show_row(self.hours, shown=place)

    def _ready(self) -> None:
        self.go.setEnabled(True)

    def _kept(self, line: PersonLine) -> None:
        self.accept()
        self._then(line)


class Ending(Sheet):
    """The day from which somebody is there no longer; today unless another is typed."""

    def __init__(
        self,
        parent: Directory,
        line: PersonLine,
        then: Callable[[PersonLine], object],
    ) -> None:
        desk = parent.desk
        title = QCoreApplication.translate("Ending", "{name} 不再担任")
        super().__init__(parent, title.format(name=line.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.jobs = parent.jobs
        self.line = line
        self._then = then
        tr = self.tr
        self.day = DayCell(tr("到哪一天"), desk.today)
        self.day.set_day(desk.today())
        self.form = Form()
        self.form.add(tr("到哪天"), self.day, words(tr("这一天起不再算在任"), "quiet"))
        self.add(words(tr("记录保留；印着这个人的公示牌会标为待更换。"), wrap=True))
        self.add(self.form)
        self.body.addStretch(1)
        self.go = button(tr("结束任期 回车"), self.save, kind="primary")
        self.go.setDefault(True)
        self.close_button.setAutoDefault(False)
        self.foot.addWidget(self.go)
        self.day.setFocus()

    def save(self) -> None:
        """Store the day if it can be read."""
        day, number = self.day.day(), self.line.id
        if day is None:
            self.form.say(self.day, self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。"))
            return
        if self.go.isEnabled():
            self.go.setEnabled(False)
            self.jobs.run(lambda: self.desk.directory.end(number, day), self._kept, self._ready)

    def refused(self, error: BaseException) -> bool:
        """Say it under the day."""
        text = explain(error)
        if text is None:
            return False
        self.form.say(self.day, text)
        return True

    def _ready(self) -> None:
        self.go.setEnabled(True)

    def _kept(self, line: PersonLine) -> None:
        self.accept()
        self._then(line)
