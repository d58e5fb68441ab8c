"""The form for somebody on no roster: what is wrong is said under the field once it is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.pages.households.entry_fields import SOFT, EntryFields
from desktop.services.records.walk_ins import WalkInEntry
from desktop.texts import word
from desktop.ui.jobs import Latest
from desktop.ui.messages import Banner, explain
from desktop.ui.parts import button, words
from desktop.ui.shortcuts import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from desktop.errors import UserError
    from desktop.services.desk import Desk
    from desktop.services.records.walk_ins import Twin, WalkInLine
    from desktop.ui.jobs import Jobs

_LOOKED_FOR = frozenset({"name", "village", "id_number", "phone"})
_FIELD_OF = {
    "name_empty": "name",
    "name_unusable": "name",
    "village_needed": "village",
    "township_needed": "township",
    "township_unknown": "township",
    "day_in_future": "met_on",
}
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class EntrySheet(Sheet):
    """Writes a record, or changes one; what was typed is handed over when it is closed unsaved."""

    saved = Signal(object)
    """The record, with its turn."""

    left = Signal(object)
    """It was closed unsaved: all fields as they stand, None if nothing was typed."""

    wanted = Signal(object)
    """A likely twin is to be opened."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        *,
        villages: Sequence[str],
        townships: Sequence[tuple[str, str]] = (),
        line: WalkInLine | None = None,
        village: str = "",
    ) -> None:
        """`townships` are offered where there are several; `line` is the record to change."""
        title = parent.tr("新增名单外人员")
        if line is not None:
            title = parent.tr("改 {name} 的记录").format(name=line.name)
        super().__init__(parent, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk = desk
        self.jobs = jobs
        self.line = line
        self.twins: list[Twin] = []
        self._judging, self._looking = Latest(), Latest()
        self._accepted: frozenset[tuple[str, str]] = frozenset()
        self._looked_at: dict[str, object] = {}
        self._saving = False
        self._over = False
        self.form = EntryFields(desk.today, villages, townships)
        self.form.fill(line, village=village, met_on=desk.today().isoformat())
        self.form.left.connect(self._leave)
        self._build()

    def _build(self) -> None:
        tr = self.tr
        about = tr("不在名单里的人记在这里，不计入帮扶户；名单由县里掌握。")
        self.add(words(about, "quiet", wrap=True))
        self.add(self.form)
        self.body.addStretch(1)
        self.banner = Banner()
        around = self.layout()
        if isinstance(around, QVBoxLayout):
            around.insertWidget(around.count() - 1, self.banner)
        self.clear_button = button(tr("清空"), self._clear, kind="link")
        self.clear_button.hide()
        self.foot.insertWidget(0, self.clear_button)
        self.save_button = button(tr("存下"), self.save, kind="primary", tip=tr("Ctrl+回车"))
        self.foot.addWidget(self.save_button)
        for one in (self.clear_button, self.close_button, self.save_button):
            one.setAutoDefault(False)

    def take_up(self, raw: Mapping[str, str]) -> None:
        """Go on with what was typed before and not saved."""
        self.form.take(raw)
        self.form.visited = {name for name in self.form.editors if raw.get(name)}
        self.clear_button.show()
        self.banner.say(self.tr("接着上次没存的内容。"), "info")
        self._judge()

    def save(self) -> None:
        """Look at everything, then write; the button waits until the answer is there."""
        if not self.save_button.isEnabled():
            return
        self.form.visited = set(self.form.editors)
        unread = self.form.unreadable()
        if unread:
            self._judge()
            self._go(unread)
            return
        self._saving = True
        self.save_button.setEnabled(False)
        typed_in, number = self.form.typed_in(), self._number()
        self.jobs.run(
            lambda: self.desk.walk_ins.problems(typed_in, number), self._checked, self._ready
        )

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the field it is about, or above the buttons; all typed stays."""
        text = explain(error)
        if text is None:
            return False
        code = getattr(error, "code", "")
        name = _FIELD_OF.get(code, "")
        if code == "walk_in_twin":
            self._looked_at = {}
            self._look()
        elif name and not self.form.fields[name].isHidden():
            self.form.fields[name].say(text)
            self._go(name)
        else:
            self.banner.say(text, "error")
        return True

    def done(self, result: int) -> None:
        """Hand over what was typed and not saved, however it is closed."""
        if not self._over:
            self._over = True
            raw = self.form.raw()
            self.left.emit(raw if raw != self.form.first else None)
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Ctrl+Enter saves, Esc closes and keeps what was typed."""
        now = self.focusWidget()
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save()
        elif isinstance(now, QPushButton):
            now.click()
        else:
            following = self.form.following(now) or self.save_button
            following.setFocus(Qt.FocusReason.TabFocusReason)
            self._show(following)

    def _number(self) -> str:
        return self.line.walk_in_no if self.line is not None else ""

    def _clear(self) -> None:
        """Throw away what was taken up."""
        self.form.take(self.form.first)
        self.clear_button.hide()
        self.banner.clear()
        self.form.visited = set()
        self._judge()
        self._go("name")

    def _go(self, name: str) -> None:
        self.form.fields[name].editor.setFocus()
        self._show(self.form.fields[name])

    def _show(self, part: QWidget) -> None:
        area = self.findChild(QScrollArea)
        if area is not None and area.isAncestorOf(part):
            area.ensureWidgetVisible(part, 0, 60)

    def _leave(self, name: str) -> None:
        """A field was left: now say what is wrong, and whether somebody is there already."""
        if self._over:
            return
        self.form.visited.add(name)
        self._judge()
        if name in _LOOKED_FOR:
            self._look()

    def _judge(self) -> None:
        typed_in, number = self.form.typed_in(), self._number()
        self.jobs.run(lambda: self._said(typed_in, number), self._judging.only(self._judged))

    def _said(
        self, typed_in: Mapping[str, object], number: str
    ) -> tuple[dict[str, UserError], date | None]:
        asked = self.desk.walk_ins
        return asked.problems(typed_in, number), asked.born(typed_in, number)

    def _judged(self, answer: tuple[dict[str, UserError], date | None]) -> None:
        later = self.form.say(*answer)
        self.save_button.setText(self.tr("存下（待补正）") if later else self.tr("存下"))

    def _look(self) -> None:
        typed_in, number = self.form.typed_in(), self._number()
        wanted = {name: typed_in[name] for name in _LOOKED_FOR & set(typed_in)}
        if wanted == self._looked_at:  # nobody is looked for twice
            return
        self._looked_at = wanted
        self.jobs.run(
            lambda: self.desk.walk_ins.suspects(typed_in, number),
            self._looking.only(self._looked),
        )

    def _looked(self, twins: list[Twin]) -> None:
        self.twins = twins
        if {_key(one) for one in twins} <= self._accepted:
            self.banner.clear()
            return
        first = twins[0]
        number = first.household_no[-4:] or first.walk_in_no[-5:]
        said = self.tr("{by}相同，可能已经有了：{name}（{village} {number}）。")
        if len(twins) > 1:
            said += self.tr("共 {n} 处相像。")
        opens = self.tr("打开那一户") if first.household_no else self.tr("打开那一条")
        anyway = self.tr("仍要新增") if self.line is None else self.tr("仍要这样写")
        self.banner.say(
            said.format(
                by=word("twin_by", first.by),
                name=first.name,
                village=first.village,
                number=number,
                n=len(twins),
            ),
            "warn",
            [(opens, lambda: self._open(first)), (anyway, self._accept)],
        )
        for made in self.banner.buttons:
            made.setAutoDefault(False)
        if self._saving:
            self._saving = False
            self.banner.buttons[0].setFocus()

    def _open(self, twin: Twin) -> None:
        self.reject()
        self.wanted.emit(twin)

    def _accept(self) -> None:
        """They are two people: go on, and save if everything was looked at."""
        self._accepted = frozenset(_key(one) for one in self.twins)
        self.banner.clear()
        if self.form.visited >= set(self.form.editors):
            self.save()

    def _checked(self, problems: dict[str, UserError]) -> None:
        self._judge()
        hard = [
            name
            for name, problem in problems.items()
            if name not in SOFT or problem.code in {"typed_long", "typed_birth_future"}
        ]
        if hard:
            self._go(next(name for name in self.form.editors if name in hard))
            return
        self.save_button.setEnabled(False)
        self.jobs.run(self._writing(), self._saved, self._ready)

    def _writing(self) -> Callable[[], WalkInLine]:
        typed_in, number, asked = self.form.typed_in(), self._number(), self.desk.walk_ins
        if number:
            return lambda: asked.amend(number, typed_in, as_is=True)
        anyway = bool(self._accepted) and {_key(one) for one in self.twins} <= self._accepted
        entry = WalkInEntry(**typed_in)  # type: ignore[arg-type]  # the form has its fields
        return lambda: asked.add(entry, anyway=anyway, as_is=True)

    def _ready(self) -> None:
        self.save_button.setEnabled(True)

    def _saved(self, line: WalkInLine) -> None:
        self._over = True
        self.accept()
        self.saved.emit(line)


def _key(twin: Twin) -> tuple[str, str]:
    return twin.household_no, twin.walk_in_no
