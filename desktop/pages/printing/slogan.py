"""Which slogan: one of the library, all of them, or one that is typed with its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.fields import Combo, Field, NoteLine
from desktop.ui.parts import column

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.papers import NoticeScope, Slogan, SloganClause
    from desktop.ui.jobs import Jobs

_ALL, _OWN = "all", "own"
_WORDS = 20  # as many of a clause are enough to know it by


class SloganChoice(QWidget):
    """The library first; what is typed is looked through like what ships."""

    changed = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        tr = self.tr
        self.slogan = Combo(tr("标语"))
        self.text = NoteLine(tr("自己写的标语"), tr("最多14个字，不用感叹号"))
        self.clause = Combo(tr("标语依据"))
        self.own = (Field(tr("标语文字"), self.text), Field(tr("依据"), self.clause))
        inner = column(Field(tr("标语"), self.slogan), *self.own, gap=6)
        inner.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inner)
        for combo in (self.slogan, self.clause):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(3)
        self.slogan.currentIndexChanged.connect(lambda _place: self._turned())
        self.clause.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.text.editingFinished.connect(self.changed.emit)
        for field in self.own:
            field.hide()

    def refresh(self) -> None:
        """Ask for the library once."""
        if not self.slogan.count():
            self.jobs.run(self._asked, self._came)

    def narrowed(self, scope: NoticeScope) -> NoticeScope:
        """The scope with what was chosen here."""
        code = self.slogan.code()
        if code == _OWN:
            return replace(scope, slogan=self.text.text().strip(), slogan_clause=self.clause.code())
        return replace(scope, slogan="" if code == _ALL else code)

    def ready(self) -> bool:
        """Whether there is something to print: an own slogan that is still empty is not."""
        return self.slogan.code() != _OWN or bool(self.text.text().strip())

    def _asked(self) -> tuple[list[Slogan], list[SloganClause]]:
        return self.desk.notices.slogans(), self.desk.notices.slogan_clauses()

    def _came(self, found: tuple[list[Slogan], list[SloganClause]]) -> None:
        library, clauses = found
        shown = [(one.number, one.text) for one in library]
        self.slogan.fill([*shown, (_OWN, self.tr("自己写一条")), (_ALL, self.tr("标语库全部"))])
        cited = [(one.ref, f"{one.item} {one.text[:_WORDS]}".strip()) for one in clauses]
        self.clause.fill([("", self.tr("选一条依据")), *cited])
        self._turned()

    def _turned(self) -> None:
        own = self.slogan.code() == _OWN
        for field in self.own:
            field.setVisible(own)
        self.changed.emit()
