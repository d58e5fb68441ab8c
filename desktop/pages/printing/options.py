"""What narrows a sheet further: a group, who was not told, a span of days, who and how, copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.printing.period import PeriodChoice, days_read
from desktop.pages.printing.slogan import SloganChoice
from desktop.texts import choices
from desktop.ui.fields import Choice, Combo, CountCell, DayCell, Field
from desktop.ui.jobs import Latest
from desktop.ui.parts import row, words
from desktop.ui.several import Several

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.services.desk import Desk
    from desktop.services.records.papers import NoticeScope
    from desktop.services.records.people import Village
    from desktop.ui.jobs import Jobs

ROUND = frozenset({"LX", "DH", "F04", "F04B", "PACK"})
LEDGER, BLANK, SLOGANS, PACK = "F05", "F04K", "F02", "PACK"
REPORT = "F25"
PUBLIC, DECLARED = frozenset({"F16", "F16W", "F17"}), frozenset({"F15", "F18"})
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
        self.slogan = SloganChoice(desk, jobs)
        self.period = PeriodChoice(desk, jobs)
        self.quarter = Combo(tr("季度"), [(str(back), self._quarter(back)) for back in range(8)])
        self.kinds = Several(tr("材料包里的材料"), [])
        self.policy = Combo(tr("依据的文件"))
        self.policy_field = Field(tr("依据的文件"), self.policy)
        self.fields: dict[str, tuple[QWidget, ...]] = {
            "slogan": (self.slogan,),
            "period": (self.period,),
            "quarter": (Field(tr("季度"), self.quarter),),
            "pack": (
                words(tr("打印哪几种（数字开关，都不选就是全部）"), "label", wrap=True),
                self.kinds,
            ),
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
        for parts in (*self.fields.values(), (self.policy_field,)):
            for part in parts:
                part.hide()
                around.addWidget(part)
        for combo in (self.group, self.village, self.by, self.method, self.policy, self.quarter):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(3)
            combo.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.only.picked.connect(lambda _code: self.changed.emit())
        self.copies.textChanged.connect(lambda _text: self.changed.emit())
        for cell in (self.since, self.until):
            cell.editingFinished.connect(self.changed.emit)
        for choice in (self.slogan, self.period, self.kinds):
            choice.changed.connect(self.changed.emit)

    def show_for(self, kind: str, about: str) -> None:
        """Show what a sheet about a household, a village or a township can be narrowed by."""
        self._kind = kind
        shown = {
            LEDGER: {"ledger"},
            BLANK: {"blank"},
            SLOGANS: {"slogan"},
            REPORT: {"quarter"},
            PACK: {"pack", "blank"},
            **{one: {"period"} for one in PUBLIC | DECLARED},
        }.get(kind, set())
        if about == "blank":
            shown = {"blank"}
        if kind in ROUND and about == "village":
            shown = shown | {"round"}
        for name, parts in self.fields.items():
            for part in parts:
                part.setVisible(name in shown)
        if "ledger" in shown:
            self.jobs.run(self.desk.route.recorders, self._recorders)
        for name, choice in (("slogan", self.slogan), ("period", self.period)):
            if name in shown:
                choice.refresh()
        self.period.dated(shown=kind in PUBLIC)

    def offer(self, packs: tuple[str, ...], round_kinds: Sequence[tuple[str, str]]) -> None:
        """Offer the policies whose sentences a sheet has, and the sheets of a village's round."""
        self.policy_field.setVisible(len(packs) > 1)
        text = self.tr("{pack}（不是现行的只作历史留档）")
        offered = [(one, text.format(pack=one)) for one in packs]
        self.policy.fill([("", self.tr("现行文件")), *offered])
        self.kinds.offer(round_kinds)

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
        """The scope with what was chosen here; None while a day or a slogan is not there yet."""
        counted = replace(scope, copies=self.copies.number() or 0)
        chosen = counted if scope.blank else self._narrowed(scope)
        pack = self.policy.code() if self.policy_field.isVisibleTo(self) else ""
        return replace(chosen, pack=pack) if chosen is not None and pack else chosen

    def _narrowed(self, scope: NoticeScope) -> NoticeScope | None:
        if self._kind in ROUND and scope.village:
            only = self.only.code()
            narrow = replace(scope, group=self.group.code(), only="" if only == _ALL else only)
            return self._of_pack(narrow) if self._kind == PACK else narrow
        if self._kind == BLANK:
            return replace(scope, copies=self.copies.number() or 0)
        if self._kind == SLOGANS:
            return self.slogan.narrowed(scope) if self.slogan.ready() else None
        if self._kind in PUBLIC | DECLARED:
            return self.period.narrowed(scope)
        if self._kind == REPORT:
            back = int(self.quarter.code() or 0)
            scope = replace(scope, quarter=_back(self.desk.today(), back))
        return self._of_ledger(scope) if self._kind == LEDGER else scope

    def _of_pack(self, scope: NoticeScope) -> NoticeScope:
        return replace(scope, kinds=self.kinds.codes(), copies=self.copies.number() or 0)

    def _of_ledger(self, scope: NoticeScope) -> NoticeScope | None:
        cells = zip(self.days, (self.since, self.until), strict=True)
        if not days_read(cells, self.tr("读不懂，如 7-8")):
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

    def _quarter(self, back: int) -> str:
        year, quarter = _back(self.desk.today(), back)
        said = self.tr("{year}年{quarter}季度").format(year=year, quarter=quarter)
        return self.tr("{quarter}（本季）").format(quarter=said) if not back else said

    def _groups(self, groups: list[str]) -> None:
        self.group.fill([("", self.tr("全村")), *((one, one) for one in groups)])

    def _recorders(self, names: list[str]) -> None:
        self.by.fill([("", self.tr("所有人")), *((one, one) for one in names)])


def _back(day: date, quarters: int) -> tuple[int, int]:
    """Year and quarter of a day, so many quarters back."""
    year, place = divmod(day.year * 4 + (day.month - 1) // 3 - quarters, 4)
    return year, place + 1


def _beside(*parts: QWidget) -> QWidget:
    """Fields beside each other that are shown and hidden together."""
    made = QWidget()
    line = row(*parts)
    for place in range(len(parts)):
        line.setStretch(place, 1)
    made.setLayout(line)
    return made
