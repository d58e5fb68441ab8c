"""Opening a ledger: who, the password, what is left of the tries, and the ways out of trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.fields import Cell, Combo, Field
from desktop.ui.icons import pixmap
from desktop.ui.messages import Coded, Hint, explain
from desktop.ui.parts import Card, button, column, row, rule, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.services.listings import BackupLine
    from desktop.ui.jobs import Jobs

DAMAGED = frozenset({"ledger_damaged", "ledger_not_a_ledger", "keys_damaged", "keys_missing"})
_CARD = 420


class Gate(Protocol):
    """What stands before one ledger; every call runs on the store thread."""

    @property
    def place(self) -> str:
        """What the ledger is called on the screen."""

    def officers(self) -> list[str]:
        """Who has a password here."""

    def unlock(self, officer: str, password: str) -> object:
        """Prove a password; the answer is handed on."""

    def recover(self, code: str, officer: str, new_password: str) -> object:
        """Set a new password with the recovery code."""

    def newest_backup(self) -> BackupLine | None:
        """The newest verified copy."""

    def restore(self, officer: str, password: str) -> object:
        """Bring the newest verified copy back, keep the damaged file, and open it."""


class UnlockPage(QWidget):
    """A card in the middle of an empty window."""

    opened = Signal(object)

    def __init__(self, gate: Gate, jobs: Jobs, *, locked: bool = False) -> None:
        """`locked`: the ledger is open already and only covered."""
        super().__init__()
        self.setObjectName("page")
        self._gate = gate
        self._jobs = jobs
        self._wait = 0
        self._wanted = ""
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._tick)
        self.card = Card(margin=28, gap=12)
        self.card.setFixedWidth(Theme.current().px(_CARD))
        self.faces = QStackedWidget()
        self.faces.addWidget(self._ask_face(locked=locked))
        self.faces.addWidget(self._recover_face())
        self.faces.addWidget(self._damage_face())
        self.card.body.addWidget(self.faces)
        around = QVBoxLayout(self)
        around.addStretch(2)
        around.addLayout(row(1, self.card, 1))
        around.addWidget(
            words(self.tr("账本只在这台电脑上，离线也能用。"), "quiet"),
            alignment=Qt.AlignmentFlag.AlignCenter,
        )
        around.addStretch(3)

    def _ask_face(self, *, locked: bool) -> QWidget:
        mark = words()
        mark.setPixmap(pixmap("lock", "primary", 32))
        title = self.tr("已锁屏") if locked else self.tr("乡镇信贷工作台")
        self.place = words(self._gate.place, "label", wrap=True)
        self.officer = Combo(self.tr("谁在用"))
        self.password = Cell(self.tr("密码"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(self.tr("输入密码，回车打开"))
        self.password.returnPressed.connect(self.unlock)
        self.hint = Hint()
        self.go = button(
            self.tr("解锁") if locked else self.tr("打开账本"), self.unlock, kind="primary"
        )
        self.forgot = button(self.tr("忘记密码"), self._forgot, kind="link")
        return _face(
            row(mark, words(title, "title"), 1, gap=12),
            self.place,
            rule(),
            Field(self.tr("谁在用"), self.officer),
            Field(self.tr("密码"), self.password),
            self.hint,
            row(self.forgot, 1, self.go),
        )

    def _recover_face(self) -> QWidget:
        self.code = Cell(self.tr("恢复码"))
        self.code.setPlaceholderText(self.tr("首次开户时抄下的恢复码"))
        self.fresh = Cell(self.tr("新密码"))
        self.again = Cell(self.tr("再输一遍"))
        for field in (self.fresh, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.recover_hint = Hint()
        self.recover_go = button(self.tr("设为新密码"), self._recover, kind="primary")
        back = button(self.tr("返回"), lambda: self.faces.setCurrentIndex(0))
        return _face(
            words(self.tr("用恢复码重设密码"), "title"),
            words(self.tr("没有恢复码时，请找县管理员，县里也能帮您重设。"), "label", wrap=True),
            Field(self.tr("恢复码"), self.code),
            Field(self.tr("新密码（至少 8 个字符）"), self.fresh),
            Field(self.tr("再输一遍"), self.again),
            self.recover_hint,
            row(back, 1, self.recover_go),
        )

    def _damage_face(self) -> QWidget:
        self.damage = words("", wrap=True)
        self.copy = words("", "label", wrap=True)
        self.restore_hint = Hint()
        self.restore_go = button(self.tr("恢复备份"), self._restore, kind="primary")
        back = button(self.tr("返回"), lambda: self.faces.setCurrentIndex(0))
        return _face(
            words(self.tr("数据文件打不开"), "title"),
            self.damage,
            self.copy,
            self.restore_hint,
            1,
            row(back, 1, self.restore_go),
        )

    def ask(self, officer: str = "") -> None:
        """Ask for the password, of the officer who was at work."""
        self.password.clear()
        self.hint.say("")
        self.faces.setCurrentIndex(0)
        self._wanted = officer
        self._jobs.run(self._gate.officers, self._named)
        self.password.setFocus()

    @Slot()
    def unlock(self) -> None:
        """Try the password."""
        officer, password = self.officer.code(), self.password.text()
        if not password or self._wait:
            return
        self.go.setEnabled(False)
        self.hint.say(self.tr("正在核对密码…"), "info")
        self._jobs.run(lambda: self._gate.unlock(officer, password), self._opened, self._ready)

    def refused(self, error: BaseException) -> bool:
        """Say what was wrong under the field; a damaged ledger shows the way back."""
        text = explain(error)
        if text is None or not isinstance(error, Coded):
            return False
        if error.code in DAMAGED:
            self.damage.setText(text)
            self.faces.setCurrentIndex(2)
            self._jobs.run(self._gate.newest_backup, self._offer)
            return True
        place = [self.hint, self.recover_hint, self.restore_hint][self.faces.currentIndex()]
        place.say(text)
        self.password.selectAll()
        self.password.setFocus()
        self._hold(int(str(error.params.get("wait_seconds") or 0)))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the password."""
        if event.key() == Qt.Key.Key_Escape:
            self.faces.setCurrentIndex(0)
        else:
            super().keyPressEvent(event)

    def _named(self, officers: list[str]) -> None:
        self.officer.fill([(name, name) for name in officers])
        self.officer.choose(self._wanted)

    def _ready(self) -> None:
        self.go.setEnabled(not self._wait)

    def _opened(self, answer: object) -> None:
        self.password.clear()
        self.hint.say("")
        self.opened.emit(answer)

    def _hold(self, seconds: int) -> None:
        """Count down the delay after wrong passwords; it is kept in the key file."""
        self._wait = seconds
        self.go.setEnabled(not seconds)
        if seconds:
            self._clock.start()
            self._show_wait()

    def _tick(self) -> None:
        self._wait = max(self._wait - 1, 0)
        self._show_wait()
        if not self._wait:
            self._clock.stop()
            self.go.setEnabled(True)

    def _show_wait(self) -> None:
        words_left = self.tr("{n} 秒后再试").format(n=self._wait)
        self.go.setText(words_left if self._wait else self.tr("再试一次"))

    def _forgot(self) -> None:
        self.faces.setCurrentIndex(1)
        self.code.setFocus()

    def _recover(self) -> None:
        officer, code, fresh = self.officer.code(), self.code.text().strip(), self.fresh.text()
        if fresh != self.again.text():
            self.recover_hint.say(self.tr("两次输入的密码不一样，请再输一遍。"))
            return
        self._jobs.run(lambda: self._gate.recover(code, officer, fresh), self._recovered)

    def _recovered(self, _answer: object) -> None:
        for field in (self.code, self.fresh, self.again):
            field.clear()
        self.faces.setCurrentIndex(0)
        self.hint.say(self.tr("新密码已设好，请用新密码打开。"), "ok")

    def _offer(self, copy: BackupLine | None) -> None:
        self.restore_go.setEnabled(copy is not None)
        if copy is None:
            self.copy.setText(self.tr("这台电脑上没有可用的备份，请联系县管理员。"))
            return
        self.copy.setText(
            self.tr(
                "可以恢复到 {at} 的自动备份（走访 {visits} 条，{houses} 户）。"
                "打不开的文件会另存，不会删除。"
            ).format(
                at=f"{copy.created.astimezone():%Y-%m-%d %H:%M}",
                visits=copy.counts.get("visits", 0),
                houses=copy.counts.get("households", 0),
            )
        )

    def _restore(self) -> None:
        officer, password = self.officer.code(), self.password.text()
        if not password:
            self.faces.setCurrentIndex(0)
            self.hint.say(self.tr("恢复前请先输入密码。"), "warn")
            return
        self._jobs.run(lambda: self._gate.restore(officer, password), self._opened)


def _face(*parts: QWidget | QLayout | int) -> QWidget:
    face = QWidget()
    face.setLayout(column(*parts, gap=12))
    return face
