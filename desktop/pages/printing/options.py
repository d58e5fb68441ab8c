"""What narrows a sheet further: a group, who was not told, a span of days, who and how, copies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import choices
from desktop.ui.fields import Choice, Combo, CountCell, DayCell, Field
from desktop.ui.jobs import Latest
from desktop.ui.parts import row

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records import NoticeScope, Village
    from desktop.ui.jobs import Jobs

ROUND = frozenset({"LX", "DH", "F04", "F04B"})
LEDGER, BLANK = "F05", "F04K"
_ALL = "all"


class Options(QWidget):
    """Only what the chosen sheet knows is shown; all of it may stay as it is."""

    changed = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk = desk
        self.jobs = jobs
        self._latest = Latest()
        self._kind = ""
        self._village = ""
        tr = self.tr
        self.group = Combo(tr("组"), [("", tr("全村"))])
        self.only = Choice(tr("哪些户"), choices("route_only"))
        self.only.set_code(_ALL)
        self.copies = CountCell(tr("张数"))
        self.copies.setText("5")
        self.since = DayCell(tr("从"), desk.today)
        self.until = DayCell(tr("到"), desk.today)
        self.village = Combo(tr("村"), [("", tr("全乡镇"))])
        self.by = Combo(tr("经办人"), [("", tr("所有人"))])
        methods = [*choices("publicity_method"), *choices("activity_type")]
        self.method = Combo(tr("方式"), [("", tr("所有方式")), *methods])
        self.days = (Field(tr("从哪天"), self.since), Field(tr("到哪天"), self.until))
        self.fields = {
            "round": (Field(tr("组"), self.group), Field(tr("哪些户"), self.only)),
            "blank": (Field(tr("张数（每张一个单号）"), self.copies),),
            "ledger": (
                _beside(*self.days),
                Field(tr("村"), self.village),
                _beside(Field(tr("经办人"), self.by), Field(tr("方式"), self.method)),
            ),
        }
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(6)
        for parts in self.fields.values():
            for part in parts:
                part.hide()
                around.addWidget(part)
        for combo in (self.group, self.village, self.by, self.method):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(3)
            combo.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.only.picked.connect(lambda _code: self.changed.emit())
        self.copies.textChanged.connect(lambda _text: self.changed.emit())
        for cell in (self.since, self.until):
            cell.editingFinished.connect(self.changed.emit)

    def show_for(self, kind: str, about: str) -> None:
        """Show what a sheet about a household, a village or a township can be narrowed by."""
        self._kind = kind
        shown = ""
        if kind in ROUND and about == "village":
            shown = "round"
        elif kind in {LEDGER, BLANK}:
            shown = "ledger" if kind == LEDGER else "blank"
        for name, parts in self.fields.items():
            for part in parts:
                part.setVisible(name == shown)
        if shown == "ledger":
            self.jobs.run(self.desk.route.recorders, self._recorders)

    def of_village(self, village: str) -> None:
        """Offer the groups of a village."""
        if village and village != self._village:
            self._village = village
            self.group.fill([("", self.tr("全村"))])  # not a group of the village before
            self.jobs.run(lambda: self.desk.route.groups(village), self._latest.only(self._groups))

    def villages(self, villages: list[Village]) -> None:
        """Offer the villages of the township for the ledger."""
        named = [(one.division_code or one.village, one.village) for one in villages]
        self.village.fill([("", self.tr("全乡镇")), *named])

    def narrowed(self, scope: NoticeScope) -> NoticeScope | None:
        """The scope with what was chosen here; None while a day cannot be read."""
        if self._kind in ROUND and scope.village:
            only = self.only.code()
            return replace(scope, group=self.group.code(), only="" if only == _ALL else only)
        if self._kind == BLANK:
            return replace(scope, copies=self.copies.number() or 0)
        if self._kind == LEDGER:
            return self._of_ledger(scope)
        return scope

    def _of_ledger(self, scope: NoticeScope) -> NoticeScope | None:
        wrong = False
        for field, cell in zip(self.days, (self.since, self.until), strict=True):
            unread = bool(cell.text().strip()) and cell.day() is None
            field.say(self.tr("读不懂，如 7-8") if unread else "")
            wrong = wrong or unread
        if wrong:
            return None
        return replace(
            scope,
            village=self.village.code(),
            from_on=self.since.day(),
            to_on=self.until.day(),
            by=self.by.code(),
            method=self.method.code(),
        )

    def take(self, only: str) -> None:
        """Choose whom a round is for."""
        if only in self.only.buttons:
            self.only.set_code(only)

    def _groups(self, groups: list[str]) -> None:
        self.group.fill([("", self.tr("全村")), *((one, one) for one in groups)])

    def _recorders(self, names: list[str]) -> None:
        self.by.fill([("", self.tr("所有人")), *((one, one) for one in names)])


def _beside(*parts: QWidget) -> QWidget:
    """Fields beside each other that are shown and hidden together."""
    made = QWidget()
    line = row(*parts)
    for place in range(len(parts)):
        line.setStretch(place, 1)
    made.setLayout(line)
    return made
