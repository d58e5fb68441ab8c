"""The tables of a quarter; a line can be ticked, and none has an order by amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.pages.subsidies import words as say
from desktop.services.records.course import Course, CourseLine, QuarterLine
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

Key = tuple[str, int]


class Keyed(Protocol):
    """A line that can be ticked."""

    @property
    def key(self) -> Key: ...


T = TypeVar("T", bound=Keyed)
_TICK = "\u221a"
_MONEY = 84


class Ticked(Table[T]):
    """A table whose lines are ticked with the space bar; keys work while it has the focus."""

    def __init__(self, name: str, columns: Sequence[Column[T]]) -> None:
        self.ticks: set[Key] = set()
        mark: Column[T] = Column(
            title="", text=lambda one: _TICK if one.key in self.ticks else "", width=40
        )
        super().__init__(name, [mark, *columns])

    def tick(self) -> None:
        """Tick the current line or take its tick away, and go on to the next."""
        line = self.line()
        if line is None:
            return
        self.ticks ^= {line.key}
        self.inside.update()
        place = self.currentIndex().row()
        if place + 1 < self.lines.total:
            self.go_to(place + 1)

    def tick_all(self) -> None:
        """Tick all lines in sight, or none where all are."""
        keys = {one.key for one in self.lines.rows}
        self.ticks = set() if keys <= self.ticks else keys
        self.inside.update()

    def at_hand(self) -> list[T]:
        """The ticked lines in sight, else the current one."""
        ticked = [one for one in self.lines.rows if one.key in self.ticks]
        line = self.line()
        return ticked or ([line] if line is not None else [])

    def refill(self, rows: Sequence[T]) -> None:
        """Show lines and stay at the place where the keyboard was."""
        place = max(self.currentIndex().row(), 0)
        self.ticks &= {one.key for one in rows}
        self.lines.show(rows)
        if rows:
            self.go_to(min(place, len(rows) - 1))

    def on_keys(self, keys: dict[str, Callable[[], object]]) -> None:
        """Let keys work while the table has the focus."""
        for key, call in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)


def draft_table(of: QWidget) -> Ticked[QuarterLine]:
    """The lines of a settled quarter before they are frozen."""
    tr = of.tr
    return Ticked[QuarterLine](
        tr("贴息明细"),
        [
            Column(
                title=tr("状态"),
                text=lambda one: say.standing(one.standing),
                width=80,
                tone=lambda one: say.TONES.get(one.standing, ""),
            ),
            Column(title=tr("借款人"), text=lambda one: one.line.borrower_name, width=76),
            Column(title=tr("村"), text=lambda one: one.line.village, width=88, optional=True),
            Column(title=tr("尾号"), text=lambda one: say.tail(one.line.loan_no), width=60),
            _money(tr("贷款本金"), lambda one: say.whole(one.line.principal_fen), optional=True),
            Column(
                title=tr("利率%"),
                text=lambda one: say.percent(one.line.rate_ppm),
                width=60,
                right=True,
                optional=True,
            ),
            _money(tr("银行利息"), lambda one: say.yuan(one.line.bank_interest_fen), optional=True),
            _money(tr("已付利息"), lambda one: say.yuan(one.line.interest_paid_fen), optional=True),
            _money(tr("中央"), say.central, optional=True),
            _money(tr("省级"), lambda one: _share(one, "province_t1"), optional=True),
            _money(tr("自付"), lambda one: _share(one, "borrower"), optional=True),
            Column(title=tr("说明"), text=say.said),
        ],
    )


def _share(one: QuarterLine, name: str) -> str:
    return say.yuan(getattr(one.figures, name)) if one.figures else ""


def _money(title: str, text: Callable[[T], str], *, optional: bool = False) -> Column[T]:
    return Column(title=title, text=text, width=_MONEY, right=True, optional=optional)


def declared_table(of: QWidget) -> Ticked[CourseLine]:
    """The lines of a declaration with what became of them."""
    tr = of.tr
    return Ticked[CourseLine](
        tr("申报明细"),
        [
            Column(
                title=tr("状态"),
                text=lambda one: say.standing(one.standing),
                width=88,
                tone=lambda one: say.TONES.get(one.standing, ""),
            ),
            Column(title=tr("序号"), text=lambda one: str(one.line.line_no), width=52),
            Column(title=tr("借款人"), text=lambda one: one.line.borrower_name, width=76),
            Column(
                title=tr("户编号"),
                text=lambda one: one.line.household_no,
                width=132,
                optional=True,
            ),
            Column(
                title=tr("尾号"),
                text=lambda one: say.tail(one.line.loan_no),
                width=60,
                optional=True,
            ),
            _money(tr("利息"), lambda one: say.yuan(one.line.interest_fen), optional=True),
            _money(tr("贴息"), lambda one: say.yuan(one.line.subsidy_fen)),
            _money(tr("自付"), lambda one: say.yuan(one.line.borrower_fen), optional=True),
            Column(title=tr("审核、异议和发放"), text=say.outcome),
        ],
    )


def courses_table(of: QWidget, part: Callable[[], Mapping[str, object]]) -> Table[Course]:
    """The declarations of a quarter, a township's newest first, with their control totals."""
    tr = of.tr

    def sums(title: str, *names: str) -> Column[Course]:
        return Column(
            title=title,
            text=lambda one: say.yuan(sum(getattr(one.declaration, name) for name in names)),
            width=96,
            right=True,
            optional=True,
        )

    made = Table[Course](
        tr("申报"),
        [
            Column(title=tr("乡镇"), text=lambda one: one.township),
            Column(
                title=tr("版"), text=lambda one: str(one.declaration.revision), width=44, right=True
            ),
            Column(
                title=tr("户"),
                text=lambda one: str(one.declaration.households),
                width=52,
                right=True,
                optional=True,
            ),
            Column(
                title=tr("笔"), text=lambda one: str(one.declaration.lines), width=52, right=True
            ),
            sums(tr("利息"), "interest_fen"),
            sums(tr("中央"), "central_t1_fen", "central_t2_fen"),
            sums(tr("省级"), "province_t1_fen"),
            sums(tr("地方"), "local_fen"),
            Column(
                title=tr("贴息"),
                text=lambda one: say.yuan(one.declaration.subsidy_fen),
                width=96,
                right=True,
            ),
            Column(title=tr("办到哪一步"), text=say.stage, width=132),
        ],
    )
    made.leaves("subsidy_courses", part)
    return made
