"""What rosters changed about one household, in words, and what of it waits or was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.texts import roster_changes as texts
from desktop.texts import word
from desktop.ui.parts import words
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from desktop.services.records.people import ChangeLine, HouseholdCard, MovedLine
    from desktop.services.records.rosters import Consequence, LiveLoan

_TONES = {"added": "ok", "removed": "warn", "split": "info", "merged": "info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line of the history: the day of its version where it begins, what, and how it reads."""

    day: date | None
    what: str
    text: str
    tone: str = ""


class Changes(QWidget):
    """Version by version: the kind of change, every field, every thing to do with its state."""

    def __init__(self, part: Callable[[], Mapping[str, object]]) -> None:
        """`part` says whose history leaves as a list."""
        super().__init__()
        tr = self.tr
        self.table = Table[Said](
            tr("名单变更"),
            [
                Column(
                    title=tr("名单日期"),
                    text=lambda s: s.day.isoformat() if s.day else "",
                    width=92,
                ),
                Column(title=tr("变更"), text=lambda s: s.what, width=112, tone=lambda s: s.tone),
                Column(title=tr("内容"), text=lambda s: s.text),
            ],
        )
        self.table.leaves("roster_changes", part)
        self.whole = words("", "label", wrap=True)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.table, 1)
        around.addWidget(self.whole)
        self.table.current.connect(self._at_hand)

    def show_card(self, card: HouseholdCard, todo: Sequence[Consequence]) -> None:
        """Show the history of a household."""
        lines: list[Said] = []
        for one in card.changes:
            mine = [each for each in todo if each.roster_version == one.roster_version]
            lines += self._version(one, mine)
        self.table.lines.show(lines)
        self._at_hand(self.table.line())

    def clear(self) -> None:
        """Take everything off."""
        self.table.lines.show([])
        self.whole.clear()

    def _version(self, one: ChangeLine, todo: Iterable[Consequence]) -> list[Said]:
        tr = self.tr
        kind = word("change_type", one.change_type)
        head = texts.changed(one.change_type, (), one.link_no)
        first = Said(
            day=one.as_of_date,
            what=kind,
            text=head or tr("{n} 处").format(n=len(one.details)),
            tone=_TONES.get(one.change_type, ""),
        )
        fields = [
            Said(day=None, what=texts.subject(each), text=texts.values(each))
            for each in one.details
        ]
        return [first, *fields, *map(self._todo, todo)]

    def _todo(self, one: Consequence) -> Said:
        tr = self.tr
        name = word("roster_todo", one.code)
        if one.done_on is None:
            due = tr("（到期日 {day}）").format(day=one.due.isoformat()) if one.due else ""
            return Said(day=None, what=tr("要办"), text=f"{name}{due}", tone="warn")
        text = tr("{what}：{day} {who} {note}")
        day = one.done_on.isoformat()
        said = text.format(what=name, day=day, who=one.done_by, note=one.note)
        return Said(day=None, what=tr("已办结"), text=said.strip(), tone="ok")

    def _at_hand(self, line: object) -> None:
        text = self.tr("{what}：{text}")
        self.whole.setText(
            text.format(what=line.what, text=line.text) if isinstance(line, Said) else ""
        )


class Leaving(QFrame):
    """Says that a household is on no roster any more, since when, and what follows."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("tone", "warn")
        self.text = words("", wrap=True)
        around = QVBoxLayout(self)
        around.setContentsMargins(10, 6, 10, 6)
        around.addWidget(self.text)
        self.hide()

    def say(self, text: str) -> None:
        """Show a text; an empty one hides the note."""
        self.text.setText(text)
        self.setVisible(bool(text))
        self._hold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the room that all lines need: nothing else may press them together."""
        super().resizeEvent(event)
        self._hold()

    def _hold(self) -> None:
        self.text.setMinimumHeight(max(self.text.heightForWidth(self.text.width()), 0))

    def show_card(self, card: HouseholdCard, todo: Sequence[Consequence]) -> None:
        """Show it where the household left; its running loans keep their contract."""
        tr = self.tr
        if card.moved is not None:
            self.say(self._moved(card.moved))
            return
        if card.left_on is None:
            self.say("")
            return
        change = next((one for one in card.changes if one.as_of_date == card.left_on), None)
        merged = change is not None and change.change_type == "merged"
        mine = [one for one in todo if one.as_of_date == card.left_on]
        text = tr("已调出：{day} 起不在名单上。")
        if merged:
            text = tr("已合户：{day} 起并入 {link}，贷款留在原户名下。")
        link = change.link_no if change else ""
        said = [text.format(day=card.left_on.isoformat(), link=link)]
        if mine and mine[0].loans and not merged:
            said.append(self._loans(mine[0].loans))
        waits = [word("roster_todo", one.code) for one in mine if one.done_on is None]
        if waits:
            said.append(tr("要办：{what}。").format(what=tr("、").join(waits)))
        elif mine:
            said.append(tr("要办的事都已办结。"))
        self.say("".join(said))

    def _moved(self, move: MovedLine) -> str:
        text = self.tr("{day} 起从{other}转来：那边记的走访、需求和贷款都带过来了。")
        if move.left:
            text = self.tr(
                "{day} 起转到{other}：这里记的都还在并已交给那边；迁走以前的走访可以补记，"
                "以后的由那边办。"
            )
        return text.format(day=move.on.isoformat() if move.on else "", other=move.other)

    def _loans(self, loans: Sequence[LiveLoan]) -> str:
        """One loan by its tail, several by their number: the tab of loans has them all."""
        tr = self.tr
        days = [one.matures_on for one in loans if one.matures_on]
        day = min(days).isoformat() if days else tr("（到期日未登记）")
        if len(loans) > 1:
            text = tr("{n} 笔未到期贷款不追溯调整，最早 {day} 到期。")
            return text.format(n=len(loans), day=day)
        text = tr("尾号 {tail} 的贷款 {day} 到期，原贷款不追溯调整。")
        return text.format(tail=loans[0].tail, day=day)
