"""How a collection notice came to its borrower, asked for right after it was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records.rounds import DeliveryEntry, DeliveryLine
from desktop.texts import choices, word
from desktop.ui.asking import AskDay
from desktop.ui.fields import Choice, Field, NoteLine
from desktop.ui.parts import row

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.people import NoticeLine
    from desktop.ui.jobs import Jobs

_REFUSED, _MISSED = "refused", "missed"


class Delivering(AskDay[DeliveryLine]):
    """Asks how it was handed over and what came of it; a refusal needs a witness."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        jobs: Jobs,
        line: NoticeLine,
        then: Callable[[DeliveryLine], object],
    ) -> None:
        title = self.tr("登记送达 {no}").format(no=line.notice_no)
        number = line.notice_no
        super().__init__(
            parent, title, jobs, lambda day: desk.notices.deliver(number, self.entry(day)), then
        )
        tr = self.tr
        self.outcome = Choice(tr("结果"), choices("delivery_result"))
        self.way = Choice(tr("送达方式"), choices("delivery_way"))
        self.way.set_code("in_person")
        self.by = NoteLine(tr("送达人"), tr("空着就是本人"))
        self.witness = NoteLine(tr("见证人"), tr("拒签时必填"))
        self.note = NoteLine(tr("说明"), tr("未送达时写明原因"))
        self.outcome.picked.connect(self._go_on)
        note = tr("对象：{who}。只交给借款人本人；每次送达都另记一条，以前的保留。")
        self.ask(
            tr("送达日期"),
            desk.today(),
            desk.today,
            note=note.format(who=line.subject),
            verb=tr("登记"),
        )
        for one in (self.by, self.witness, self.note):
            one.returnPressed.connect(self.work)
        self.outcome.setFocus()

    def before(self) -> None:
        """What came of it first, then how and by whom."""
        tr = self.tr
        self.outcome_field = Field(tr("结果"), self.outcome)
        self.add(self.outcome_field)
        self.add(Field(tr("送达方式"), self.way))
        line = row(Field(tr("送达人"), self.by), Field(tr("见证人"), self.witness), gap=12)
        self.body.addLayout(line)
        self.add(Field(tr("说明"), self.note))

    def lacking(self) -> bool:
        """A result was chosen."""
        missing = not self.outcome.code()
        self.outcome_field.say(self.tr("请选送达结果。没有登记。") if missing else "")
        if missing:
            self.outcome.setFocus()
        return missing

    def entry(self, day: date) -> DeliveryEntry:
        """What was answered."""
        return DeliveryEntry(
            delivered_on=day,
            way=self.way.code(),
            result=self.outcome.code(),
            delivered_by=self.by.text(),
            witness=self.witness.text(),
            note=self.note.text(),
        )

    def _go_on(self, code: str) -> None:
        """To what this result asks for."""
        asked = {_REFUSED: self.witness, _MISSED: self.note}
        asked.get(code, self.day).setFocus()


def told(part: QObject, line: NoticeLine) -> str:
    """Every try to hand a notice over, in order; empty where none is on record."""
    said = []
    for one in line.deliveries:
        text = part.tr("{day} {way}，{result}，送达人 {by}").format(
            day=one.delivered_on,
            way=word("delivery_way", one.way),
            result=word("delivery_result", one.result),
            by=one.delivered_by,
        )
        if one.witness:
            text += part.tr("，见证人 {who}").format(who=one.witness)
        said.append(text + (part.tr("（{note}）").format(note=one.note) if one.note else ""))
    return part.tr("；").join(said)
