"""What the officer adds to a household: edited in place, kept beside the county's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.texts import sentence
from desktop.ui.kept import KeptLine, MaskedLine
from desktop.ui.messages import Hint, explain, set_tone
from desktop.ui.parts import column, row, words
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.desk import Desk
    from desktop.services.records.people import HouseholdCard, NoteTurn
    from desktop.ui.jobs import Jobs

_LABEL = 64


class OwnFields(QWidget):
    """Five lines; each is saved when it is left, and says who wrote it.

    A value that cannot be right stays in its line and is not saved; it is there again when the
    household is opened next.
    """

    saved = Signal(str, object)
    """Which field of whom was written, and its turn."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self.card: HouseholdCard | None = None
        self.lines: dict[str, KeptLine] = {}
        self.hints: dict[str, Hint] = {}
        self.about: dict[str, Hint] = {}
        self._waiting: dict[tuple[str, str], str] = {}
        self._asked: list[tuple[str, str, str, str]] = []
        """Saves on their way, the oldest first: household, field, text, what was kept before."""
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(6)
        around.addWidget(words(self.tr("我的补充 Alt+B"), "strong"))
        around.addWidget(
            words(self.tr("离开一格就存下；县里的名单不改，换名单也不丢。"), "quiet", wrap=True)
        )
        for key, label in self.labels().items():
            around.addLayout(self._line(key, label))

    def labels(self) -> dict[str, str]:
        """The fields in their order, with their words."""
        tr = self.tr
        return {
            "phone": tr("实用电话"),
            "address_note": tr("住处"),
            "best_time": tr("方便时间"),
            "needs_note": tr("需求"),
            "remark": tr("其他"),
        }

    def _line(self, key: str, label: str) -> QVBoxLayout:
        line = MaskedLine(label) if key == "phone" else KeptLine(label)
        line.editingFinished.connect(lambda: self.save(key))
        line.returnPressed.connect(lambda: self._next(key))
        name = words(label, "label")
        name.setFixedWidth(Theme.current().px(_LABEL))
        name.setBuddy(line)
        hint, about = Hint(), Hint()
        self.lines[key], self.hints[key], self.about[key] = line, hint, about
        for part in (hint, about):
            part.setContentsMargins(Theme.current().px(_LABEL) + 8, 0, 0, 0)
        return column(row(name, line), hint, about, gap=2)

    def show_card(self, card: HouseholdCard) -> None:
        """Fill in what is kept, and what was typed and could not be."""
        number = card.line.household_no
        same = self.card is not None and self.card.line.household_no == number
        if not same:
            self._stash()
        self.card = card
        for key, line in self.lines.items():
            text = card.note.get(key, "")
            line.renew(text) if same else line.show_kept(text)
            self._tell(key)
            if same and line.touched():
                continue
            self._say(key, "")
            waiting = self._waiting.get((number, key))
            if waiting is not None:
                line.setText(waiting)
                self._judge(key)

    def _stash(self) -> None:
        """Keep what is being typed for when the household is opened next."""
        if self.card is None:
            return
        for key, line in self.lines.items():
            if line.touched():
                self._waiting[self.card.line.household_no, key] = line.typed()

    def forget(self) -> None:
        """Take everything personal off the lines; what is being typed waits out of sight."""
        self._stash()
        self.card = None
        for key, line in self.lines.items():
            line.show_kept("")
            self._say(key, "")
            self.about[key].say("", "")

    def save(self, key: str) -> None:
        """Keep a line that was left, if it is another value and can be right."""
        line, card = self.lines[key], self.card
        if card is None:
            return
        place = (card.line.household_no, key)
        if not line.touched():
            self._waiting.pop(place, None)
            self._say(key, "")
            return
        text = line.typed()
        if self._judge(key):
            self._waiting[place] = text
            return
        self._waiting.pop(place, None)
        self._asked.append((*place, text, line.kept))
        said = self.tr("{who} 的{field}").format(who=card.line.head_name, field=self.labels()[key])
        line.show_kept(line.text())  # asked once, also if the line is left again before the answer
        self.jobs.run(lambda: (said, self.desk.households.note(place[0], {key: text})), self._noted)

    def refused(self, error: BaseException) -> bool:
        """Show a refusal under the line that was saved; what was typed stays.

        Saves are answered in the order in which they were asked.
        """
        number, key, typed, before = self._asked.pop(0)
        self._waiting.setdefault((number, key), typed)
        text = explain(error)
        if text is None or self.card is None or self.card.line.household_no != number:
            return False  # the window says it; what was typed is back when the household is opened
        self.lines[key].kept = before
        self._say(key, text)
        return True

    def reveal(self, own: Mapping[str, str]) -> None:
        """Show what the officer wrote in full."""
        for key, line in self.lines.items():
            line.reveal(own.get(key, ""))

    def cover(self) -> None:
        """Show it masked again."""
        for line in self.lines.values():
            line.cover()

    def _judge(self, key: str) -> bool:
        """Say under a line what is wrong with it; True if something is."""
        problem = self.desk.households.note_problem(key, self.lines[key].typed())
        text = explain(problem) if problem else ""
        kept = self.tr("{wrong}还没存，改好就存。").format(wrong=text) if text else ""
        self._say(key, kept)
        return bool(text)

    def _say(self, key: str, text: str) -> None:
        self.hints[key].say(text)
        set_tone(self.lines[key], "error" if text else "")

    def _tell(self, key: str) -> None:
        """What the county's list says beside it, and who wrote the line."""
        if self.card is None:
            return
        parts = []
        if key == "phone" and self.card.county_phone_masked:
            parts.append(self.tr("名单上是 {phone}").format(phone=self.card.county_phone_masked))
        by = self.card.note_by.get(key)
        tone = ""
        if by and self.card.note.get(key):
            said = self.tr("{who} {at} 写").format(
                who=by.officer, at=f"{by.at.astimezone():%m-%d %H:%M}"
            )
            parts.append(said)
        if by and by.disputed:
            tone = "warn"
            parts.append(self.tr("还有人写得不一样，请到“待处理”里定"))
        self.about[key].say(self.tr("　").join(parts), tone)

    def _next(self, key: str) -> None:
        keys = list(self.lines)
        self.start(keys[(keys.index(key) + 1) % len(keys)])

    def start(self, key: str = "phone") -> None:
        """Put the cursor into a line and bring it in sight."""
        following = self.lines[key]
        following.setFocus(Qt.FocusReason.TabFocusReason)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(following, 0, 60)

    def _noted(self, answer: tuple[str, NoteTurn]) -> None:
        self._asked.pop(0)
        said, turn = answer
        if turn.after:
            self.saved.emit(said, turn)


def twins_text(card: HouseholdCard) -> str:
    """What to do about people of a household who stand in another one too."""
    found: dict[str, list[str]] = {}
    for one in card.same_people:
        found.setdefault(one.member, []).append(
            " ".join([one.head_name, one.village, one.household_no])
        )
    return "".join(
        sentence("roster_twin", {"member": member, "others": ", ".join(others)})
        for member, others in found.items()
    )
