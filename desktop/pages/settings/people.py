"""Who may open this ledger, one's own password, and the recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QWidget

from desktop.ui.fields import Cell, Field, NoteLine
from desktop.ui.messages import Hint, ask, explain
from desktop.ui.parts import Card, button, row, scrolled, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class People(QWidget):
    """Officers at the left; password and recovery at the right."""

    said = Signal(str)

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self._place: Hint | None = None
        inner = QWidget()
        line = row(self._officers(), self._own(), gap=12)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        inner.setLayout(line)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolled(inner))

    def _officers(self) -> Card:
        tr = self.tr
        self.list = QListWidget()
        self.list.setAccessibleName(tr("能打开账本的人"))
        self.list.setMinimumHeight(60)
        self.name = NoteLine(tr("姓名"))
        self.first, self.second = _secret(tr("密码")), _secret(tr("再输一遍"))
        self.add_hint = Hint()
        self.add_button = button(tr("加这个人"), self.add)
        self.remove_button = button(tr("移出选中的人"), self._ask_remove, kind="link")
        card = Card(tr("谁能打开这个账本"))
        card.add(
            self.list,
            row(self.remove_button, 1),
            row(
                Field(tr("姓名"), self.name),
                Field(tr("密码"), self.first),
                Field(tr("再输一遍"), self.second),
            ),
            self.add_hint,
            row(1, self.add_button),
        )
        card.body.setStretch(0, 1)
        return card

    def _own(self) -> Card:
        tr = self.tr
        self.old, self.new = _secret(tr("现在的密码")), _secret(tr("新密码"))
        self.again = _secret(tr("新密码再输一遍"))
        self.own_hint = Hint()
        self.change_button = button(tr("换密码"), self.change, kind="primary")
        self.code_button = button(tr("换一个恢复码"), self._ask_code)
        card = Card(tr("我的密码"))
        card.add(
            Field(tr("现在的密码"), self.old),
            row(Field(tr("新密码（至少 8 个字符）"), self.new), Field(tr("再输一遍"), self.again)),
            self.own_hint,
            row(1, self.change_button),
            words(tr("恢复码：忘记密码时用它重设。换新码后旧码作废。"), "label", wrap=True),
            row(1, self.code_button),
        )
        card.body.addStretch(1)
        return card

    def refresh(self) -> None:
        """Ask who is there."""
        self.jobs.run(self.desk.vault.officers, self._show)

    def refused(self, error: BaseException) -> bool:
        """Say it under the form that was sent."""
        text = explain(error)
        if text is None or self._place is None:
            return False
        self._place.say(text)
        return True

    def add(self) -> None:
        """Give another person a password."""
        name, password = self.name.text().strip(), self.first.text()
        self._place = self.add_hint
        if not name or password != self.second.text():
            self.add_hint.say(self.tr("请填姓名，两次密码要一样。"))
            return
        self.jobs.run(lambda: self.desk.vault.add_officer(name, password), self._added)

    def change(self) -> None:
        """Change one's own password."""
        old, new = self.old.text(), self.new.text()
        self._place = self.own_hint
        if not new or new != self.again.text():
            self.own_hint.say(self.tr("两次新密码不一样，请再输一遍。"))
            return
        self.jobs.run(lambda: self.desk.vault.change_password(old, new), self._changed)

    def new_code(self) -> None:
        """Make a fresh recovery code and show it once."""
        self.jobs.run(self.desk.vault.new_recovery_code, self._coded)

    def _show(self, names: list[str]) -> None:
        self.list.clear()
        self.list.addItems(names)
        self.list.setCurrentRow(0)
        self.remove_button.setVisible(len(names) > 1)

    def _added(self, _answer: None) -> None:
        for field in (self.name, self.first, self.second):
            field.clear()
        self.add_hint.say("")
        self.said.emit(self.tr("已加上，下次可用自己的密码打开。"))
        self.refresh()

    def _changed(self, _answer: None) -> None:
        for field in (self.old, self.new, self.again):
            field.clear()
        self.own_hint.say(self.tr("密码已换好。"), "ok")

    def _ask_remove(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        name = item.text()
        text = self.tr("{who} 将不能再打开这个账本，已记的内容都保留。").format(who=name)
        verb = self.tr("移出 {who}").format(who=name)
        ask(self, self.tr("移出使用人"), text, verb, lambda: self._remove(name), danger=True)

    def _remove(self, name: str) -> None:
        self._place = self.add_hint
        self.jobs.run(lambda: self.desk.vault.remove_officer(name), self._removed)

    def _removed(self, _answer: None) -> None:
        self.said.emit(self.tr("已移出。"))
        self.refresh()

    def _ask_code(self) -> None:
        text = self.tr("新恢复码只显示一次，请抄下来交给县管理员保管；旧恢复码同时作废。")
        ask(self, self.tr("换恢复码"), text, self.tr("换一个恢复码"), self.new_code)

    def _coded(self, code: str) -> None:
        sheet = Sheet(self, self.tr("新的恢复码"))
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.add(words(self.tr("只显示这一次，请抄在纸上，不要存在这台电脑里。"), wrap=True))
        shown = words(code, "number", wrap=True)
        shown.setAccessibleName(self.tr("恢复码"))
        sheet.add(shown)
        sheet.body.addStretch(1)
        sheet.open()


def _secret(name: str) -> Cell:
    cell = Cell(name)
    cell.setEchoMode(QLineEdit.EchoMode.Password)
    return cell
