"""The fixed filters of the household list: village, telling, loans, category, status, words."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from desktop.services.records.people import HouseholdFilter
from desktop.texts import choices
from desktop.ui.fields import Combo
from desktop.ui.filtering import FilterLine
from desktop.ui.parts import flowing
from desktop.ui.theme import Theme

OFF_ROSTER = "off_roster"


class Filters(QObject):
    """What part of the list is wanted; `bar` is the line to show, `asked` says it changed."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        tr = self.tr
        self._wanted = ""  # a village that was asked for before the villages came
        self.village = Combo(tr("村"), [("", tr("全部村"))])
        told = (*choices("told_filter"), *choices("told"))
        self.told = Combo(tr("告知"), [("", tr("告知不限")), *told])
        loans = choices("household_loans")
        self.loans = Combo(tr("贷款"), [("", tr("贷款不限")), *loans])
        kinds = [one for one in choices("monitor_category") if one[0] != "none"]
        every = [("", tr("类别不限")), *choices("household_type"), *kinds]
        self.category = Combo(tr("类别"), every)
        status = [("listed", tr("在册")), ("", tr("全部状态")), ("out", tr("已调出"))]
        status.append((OFF_ROSTER, tr("名单外人员")))
        self.status = Combo(tr("状态"), status)
        self.of_households = (self.told, self.loans, self.category)
        for combo in (self.village, self.status, *self.of_households):
            combo.currentIndexChanged.connect(lambda _place: self.asked.emit())
        self.text = FilterLine(tr("按姓名或编号筛选"), tr("姓名、编号 Ctrl+F"))
        self.text.textChanged.connect(lambda _text: self.asked.emit())
        self.text.setFixedWidth(Theme.current().px(150))
        self.bar = flowing(
            self.village, self.told, self.loans, self.category, self.status, self.text
        )

    def wanted(self) -> HouseholdFilter:
        """The part of the list that is chosen."""
        return HouseholdFilter(
            village=self.village.code() or self._wanted,
            status=self.status.code(),
            told=self.told.code(),
            loans=self.loans.code(),
            category=self.category.code(),
            text=self.words(),
        )

    def words(self) -> str:
        """The part of a name or a number that was typed."""
        return self.text.text().strip()

    def off_roster(self) -> bool:
        """Whether people on no roster are wanted."""
        return self.status.code() == OFF_ROSTER

    def choose(self, wanted: HouseholdFilter) -> None:
        """Narrow who stands on the roster by village, telling, loans and category, unasked."""
        self.clear()
        with QSignalBlocker(self):
            self.told.choose(wanted.told)
            self.loans.choose(wanted.loans)
            self.category.choose(wanted.category)
            self._wanted = wanted.village
            self.village.choose(wanted.village)

    def clear(self) -> None:
        """Everybody on the roster; whoever calls it asks once for all that changed."""
        self._wanted = ""
        with QSignalBlocker(self):
            self.text.clear()
            for combo in (self.village, *self.of_households):
                combo.choose("")
            self.status.choose("listed")

    def fill(self, villages: list[str]) -> None:
        """Offer these villages."""
        self.village.fill([("", self.tr("全部村")), *((one, one) for one in villages)])
        if self._wanted:
            self.village.choose(self._wanted)
            self._wanted = ""
