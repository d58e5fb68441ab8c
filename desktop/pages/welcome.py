"""The first start: a package, a county from its saved keys, or a look at a made-up one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.fields import Cell, Field, NoteLine
from desktop.ui.files import choose_file
from desktop.ui.icons import pixmap
from desktop.ui.messages import Coded, Hint, ask, explain
from desktop.ui.parts import Card, Elided, button, column, row, scrolled, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.door import Door
    from desktop.services.listings import Made
    from desktop.ui.jobs import Jobs

_GROUP = 4
_GROUPS = 4
_CARD = 520

_OF_CODE = frozenset({"code_wrong", "keys_code_wrong", "code_character"})


class CodeCell(Cell):
    """Sixteen characters in four groups; groups are set apart while typing."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self.setMaxLength(_GROUPS * (_GROUP + 1) - 1)
        self.textEdited.connect(self._group)

    def code(self) -> str:
        """The characters without the marks between."""
        return "".join(each for each in self.text().upper() if each.isalnum())

    def whole(self) -> bool:
        """Whether all sixteen are there."""
        return len(self.code()) == _GROUP * _GROUPS

    def _group(self, _text: str) -> None:
        code = self.code()
        groups = [code[place : place + _GROUP] for place in range(0, len(code), _GROUP)]
        self.setText("-".join(groups))


class WelcomePage(QWidget):
    """Three ways in: a package, the county's saved keys, a demo; the first two end with a code."""

    opened = Signal(object)
    demo_wanted = Signal()

    def __init__(self, door: Door, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("page")
        self._door = door
        self._jobs = jobs
        self.package: Path | None = None
        self._of_county = False
        self._ledger: Path | None = None
        self.card = Card(margin=28, gap=12)
        self.card.setFixedWidth(Theme.current().px(_CARD))
        self.faces = QStackedWidget()
        for face in (self._ways(), self._join_face(), self._code_face()):
            self.faces.addWidget(face)
        self.card.body.addWidget(self.faces)
        around = QVBoxLayout(self)
        around.addStretch(1)
        around.addLayout(row(1, self.card, 1), 8)
        around.addStretch(1)

    def _ways(self) -> QWidget:
        tr = self.tr
        mark = words()
        mark.setPixmap(pixmap("households", "primary", 40))
        self.package_button = button(
            tr("我有县里的开户包"), lambda: self._turn(1), kind="primary", drawing="folder"
        )
        self.demo_button = button(tr("先用演示数据看看"), self._demo, drawing="households")
        self.county_button = button(
            tr("县里：用存下的县级密钥重建"), lambda: self._turn(1, keys=True), drawing="lock"
        )
        self.wait = Hint()
        face = QWidget()
        face.setLayout(
            column(
                1,
                row(mark, words(tr("乡镇信贷工作台"), "title"), 1, gap=12),
                words(
                    tr(
                        "走访台账、资格核对、公示与通知，离线也能办。数据只在这台电脑上，加密保存。"
                    ),
                    "label",
                    wrap=True,
                ),
                self.package_button,
                words(tr("开户包文件在县里给的U盘上，开户码写在纸上。"), "quiet", wrap=True),
                self.demo_button,
                words(tr("演示县的人和数据都是编的，不会进入真实的同步。"), "quiet", wrap=True),
                self.county_button,
                self.wait,
                1,
                gap=10,
            )
        )
        return face

    def _join_face(self) -> QWidget:
        tr = self.tr
        self.file = Elided(tr("还没有选文件"), "label")
        self.title = words("", "title")
        self.about = words("", "label", wrap=True)
        self.choose_button = button(tr("选开户包"), self._choose, drawing="folder")
        self.code = CodeCell(tr("开户码"))
        self.officer = NoteLine(tr("您的姓名"))
        self.first, self.second = _secret(tr("密码")), _secret(tr("再输一遍"))
        self.hint = Hint()
        self.join_button = button(tr("开户"), self.join, kind="primary")
        self.second.returnPressed.connect(self.join)
        inner = QWidget()
        line = row(self.choose_button, self.file)
        line.setStretch(1, 1)
        self.code_field = Field(tr("开户码（16 位，四组）"), self.code)
        inner.setLayout(
            column(
                self.about,
                line,
                self.code_field,
                Field(tr("您的姓名"), self.officer),
                words(
                    tr("密码至少 8 个字符，不要用生日或电话。忘了只能用恢复码重设。"),
                    "quiet",
                    wrap=True,
                ),
                row(Field(tr("密码"), self.first), Field(tr("再输一遍"), self.second)),
                self.hint,
                1,
                gap=8,
            )
        )
        face = QWidget()
        back = button(tr("返回"), lambda: self._turn(0))
        face.setLayout(
            column(
                self.title,
                scrolled(inner),
                row(back, 1, self.join_button),
                gap=10,
            )
        )
        return face

    def _code_face(self) -> QWidget:
        tr = self.tr
        self.done = words("", wrap=True)
        self.recovery = words("", "number", wrap=True)
        self.recovery.setAccessibleName(tr("恢复码"))
        self.recovery.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.start_button = button(tr("抄好了，开始用"), self._start, kind="primary")
        self.start_button.setAutoDefault(False)  # a second Enter must not take the code away
        face = QWidget()
        face.setLayout(
            column(
                words(tr("开户好了"), "title"),
                self.done,
                words(tr("恢复码（只显示这一次，请抄在纸上）"), "label"),
                self.recovery,
                1,
                row(1, self.start_button),
                gap=12,
            )
        )
        return face

    def _asks_for(self, *, keys: bool) -> None:
        """The form of a package, or of the county's saved keys."""
        tr = self.tr
        if keys != self._of_county:
            self.package = None
            self.file.setText(tr("还没有选文件"))
            self.hint.say("")
            self.code.clear()
        self._of_county = keys
        self.title.setText(tr("重建县级账本") if keys else tr("用开户包开户"))
        self.about.setText(tr("县里的电脑坏了、又没有备份时用：凭存下的密钥文件和抄下的码。"))
        self.about.setVisible(keys)
        self.choose_button.setText(tr("选县级密钥") if keys else tr("选开户包"))
        named = tr("县级密钥的码（16 位，四组）") if keys else tr("开户码（16 位，四组）")
        self.code_field.label.setText(named)
        self.join_button.setText(tr("重建县级账本") if keys else tr("开户"))

    def choose(self, package: Path) -> None:
        """Take a package file, or that of the county's keys."""
        self.package = package
        self.file.setText(package.name)
        self.code.setFocus()

    def join(self) -> None:
        """Make the ledger from the package."""
        fault = self._fault()
        self.hint.say(fault)
        package = self.package
        if fault or package is None or not self.join_button.isEnabled():
            return
        if self._of_county:
            text = self.tr(
                "这台电脑上会新建一个县级账本，身份和密钥与原来的县一样，内容先是空的；"
                "各乡镇电脑里的记录不受影响，同步时会还回来。原来的县级电脑如果还在，"
                "请不要再用它：两台同时用会分叉。"
            )
            verb = self.tr("重建县级账本")
            ask(self, self.tr("重建县级账本"), text, verb, self.begin, danger=True)
        else:
            self.begin()

    def begin(self) -> None:
        """Make the ledger from what was chosen and typed."""
        package, of_county = self.package, self._of_county
        if package is None:
            return
        code, officer = self.code.code(), self.officer.text().strip()
        password = self.first.text()
        self.join_button.setEnabled(False)

        def call() -> tuple[Made, Path]:
            ledger, door = self._door.whereabouts.new_ledger(), self._door
            who = {"code": code, "officer": officer, "password": password}
            if of_county:
                return door.recover_county(ledger, file=package, **who), ledger
            return door.join(ledger, package=package, **who), ledger

        title = self.tr("正在重建县级账本") if of_county else self.tr("正在读入首批名单")
        self._jobs.run_long(lambda _progress: call(), self._joined, title, self._ready)

    def refused(self, error: BaseException) -> bool:
        """Say it under the form; a wrong code at the code."""
        text = explain(error)
        if text is None or not isinstance(error, Coded):
            return False
        wrong_code = error.code in _OF_CODE
        (self.code_field.say if wrong_code else self.hint.say)(text)
        (self.wait if self.faces.currentIndex() == 0 else self.hint).setVisible(not wrong_code)
        if wrong_code:
            self.code.setFocus()
        return True

    def _fault(self) -> str:
        self.code_field.say("")
        keys = self._of_county
        if self.package is None:
            of_keys = self.tr("先选存下的县级密钥文件（.tdkeys）。")
            return of_keys if keys else self.tr("先选U盘上的开户包文件。")
        if not self.code.whole():
            of_keys = self.tr("县级密钥的码是 16 位，请对照纸条再看一遍。")
            return of_keys if keys else self.tr("开户码是 16 位，请对照纸条再看一遍。")
        if not self.officer.text().strip():
            return self.tr("请填您的姓名。")
        if not self.first.text() or self.first.text() != self.second.text():
            return self.tr("两次输入的密码不一样，请再输一遍。")
        return ""

    def _ready(self) -> None:
        self.join_button.setEnabled(True)

    def _joined(self, answer: tuple[Made, Path]) -> None:
        made, self._ledger = answer
        text = self.tr("已读入 {n} 户名单。忘记密码时，用下面的恢复码重设。")
        if self._of_county:
            text = self.tr(
                "县级账本已重建，现在是空的。请先同步一次，再让各乡镇各同步两次，数据就回来了；"
                "在那以前先不要导入新名单。忘记密码时，用下面的恢复码重设。"
            )
        self.done.setText(text.format(n=made.households))
        self.recovery.setText(made.recovery_code)
        self._turn(2)
        self.start_button.setFocus()

    def _start(self) -> None:
        ledger, officer, password = self._ledger, self.officer.text().strip(), self.first.text()
        if ledger is not None:
            self._jobs.run(lambda: self._door.unlock(ledger, officer, password), self._unlocked)

    def _unlocked(self, desk: Desk) -> None:
        for field in (self.first, self.second):
            field.clear()
        self.recovery.clear()
        self.opened.emit(desk)

    def _demo(self) -> None:
        self.demo_button.setEnabled(False)
        self.wait.say(self.tr("正在建演示县，大约十秒…"), "info")
        self.demo_wanted.emit()

    def _choose(self) -> None:
        kinds = self.tr("开户包 (*.tdpack);;所有文件 (*)")
        if self._of_county:
            kinds = self.tr("县级密钥 (*.tdkeys);;所有文件 (*)")
        choose_file(self, self.choose_button.text(), kinds, self.choose)

    def _turn(self, place: int, *, keys: bool = False) -> None:
        if place == 1:
            self._asks_for(keys=keys)
        self.faces.setCurrentIndex(place)
        if place == 1:
            self.choose_button.setFocus()


def _secret(name: str) -> Cell:
    cell = Cell(name)
    cell.setEchoMode(QLineEdit.EchoMode.Password)
    return cell
