"""Which settled quarter a public list is of, and from when to when it hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.fields import Combo, DayCell, Field
from desktop.ui.parts import column, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop.services.desk import Desk
    from desktop.services.records.papers import NoticeScope
    from desktop.services.records.subsidies import BatchLine
    from desktop.ui.jobs import Jobs


def days_read(cells: Iterable[tuple[Field, DayCell]], wrong: str) -> bool:
    """Whether each day is free or can be read; one that cannot says `wrong` under its field."""
    unread = [(field, bool(cell.text().strip()) and cell.day() is None) for field, cell in cells]
    for field, is_wrong in unread:
        field.say(wrong if is_wrong else "")
    return not any(is_wrong for _, is_wrong in unread)


class PeriodChoice(QWidget):
    """The batches, the newest first; the days are the county's where none are typed."""

    changed = Signal()

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        super().__init__()
        self.desk, self.jobs = desk, jobs
        tr = self.tr
        self.batch = Combo(tr("贴息批次"))
        self.batch.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.batch.setMinimumContentsLength(3)
        self.since = DayCell(tr("公示从"), desk.today)
        self.until = DayCell(tr("公示到"), desk.today)
        self.days = (Field(tr("公示从哪天"), self.since), Field(tr("公示到哪天"), self.until))
        self.span = QWidget()
        line = row(*self.days)
        for place in range(len(self.days)):
            line.setStretch(place, 1)
        self.span.setLayout(line)
        inner = column(Field(tr("贴息批次"), self.batch), self.span, gap=6)
        inner.setContentsMargins(0, 0, 0, 0)
        self.setLayout(inner)
        self.batch.currentIndexChanged.connect(lambda _place: self.changed.emit())
        for cell in (self.since, self.until):
            cell.editingFinished.connect(self.changed.emit)

    def refresh(self) -> None:
        """Ask for the batches."""
        self.jobs.run(self.desk.subsidies.batches, self._came)

    def dated(self, *, shown: bool) -> None:
        """Ask from when to when a list hangs, or only which batch it is of."""
        self.span.setVisible(shown)

    def narrowed(self, scope: NoticeScope) -> NoticeScope | None:
        """The scope with what was chosen here; None while a day cannot be read."""
        if not self.span.isVisibleTo(self):
            return replace(scope, batch_no=self.batch.code())
        cells = zip(self.days, (self.since, self.until), strict=True)
        if not days_read(cells, self.tr("读不懂，如 7-8")):
            return None
        return replace(
            scope,
            batch_no=self.batch.code(),
            from_on=self.since.day(),
            to_on=self.until.day(),
        )

    def _came(self, batches: list[BatchLine]) -> None:
        text = self.tr("{year}年{quarter}季度 {no}")
        kept = self.batch.code()
        self.batch.fill(
            [
                (one.batch_no, text.format(year=one.year, quarter=one.quarter, no=one.batch_no))
                for one in batches
                if one.newest
            ]
        )
        self.batch.choose(kept)
        self.changed.emit()
