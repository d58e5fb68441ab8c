"""Sheets that ask for a day, or for a place and a day, and do one thing with the answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from desktop.ui.fields import DayCell, Field, NoteLine
from desktop.ui.once import Once
from desktop.ui.parts import button, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop.ui.jobs import Jobs
    from desktop.ui.page import Page

T = TypeVar("T")


class AskDay(Once[T]):
    """Asks for a day; Enter does it, once at a time, and a refusal stands under the field."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        jobs: Jobs,
        work: Callable[[date], T],
        then: Callable[[T], object],
    ) -> None:
        super().__init__(parent, title, jobs, then)
        self._work = work

    def ask(
        self, label: str, day: date, today: Callable[[], date], *, note: str, verb: str
    ) -> None:
        """Put the field and the button under a note; the field has the focus."""
        self.day = DayCell(label, today, width=140)
        self.day.set_day(day)
        self.day.returnPressed.connect(self.work)
        self.add(words(note, wrap=True))
        self.before()
        self.close_button.setText(self.tr("取消"))
        self.put(Field(label, self.day), self.day, button(verb, self.work, kind="primary"))

    def before(self) -> None:
        """Fields above the day; subclasses add theirs."""

    def lacking(self) -> bool:
        """Whether something is missing above the day; it says so itself."""
        return False

    def work(self) -> None:
        """Do it, unless something is missing or it is being done."""
        day = self.day.day()
        if self.lacking():
            return
        if day is None:
            self.ask_again(self.tr("这一天读不懂，请写成 7-8 或 2026-07-08。"))
        else:
            self.send(lambda: self._work(day))


class AskPlace(AskDay[T]):
    """Asks for a place too; the words of the place come first."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        jobs: Jobs,
        work: Callable[[str, date], T],
        then: Callable[[T], object],
    ) -> None:
        super().__init__(parent, title, jobs, lambda day: work(self.typed(), day), then)
        self.place = NoteLine(self.tr("挂在哪里"), self.tr("例如：村委会门口"))
        self.place.returnPressed.connect(self.go_on)
        self.place_field = Field(self.tr("挂在哪里"), self.place)

    def typed(self) -> str:
        """The place as it was typed."""
        return self.place.text().strip()

    def before(self) -> None:
        """The place."""
        self.add(self.place_field)

    def lacking(self) -> bool:
        """A board hangs somewhere."""
        missing = not self.typed()
        self.place_field.say(
            self.tr("请写公示牌挂在哪里，例如村委会门口。没有登记。") if missing else ""
        )
        if missing:
            self.place.setFocus()
        return missing

    def go_on(self) -> None:
        """From the place to the day."""
        self.day.setFocus()

    def start(self) -> None:
        """Put the cursor on the place."""
        self.place.setFocus()


def ask_board(
    page: Page,
    village: str,
    today: Callable[[], date],
    log: Callable[[str, date], object],
) -> None:
    """Ask where and when a village's board was hung; then the page says it and shows it.

    Args:
        page: what the sheet opens over.
        village: how the village is called.
        today: the day that is offered.
        log: keeps place and day, on the store thread.
    """
    tr = page.tr

    def hung(_kept: object) -> None:
        page.changed.emit("publicity_activity")
        page.toast.emit(tr("已登记{village}的公示牌").format(village=village))
        page.refresh()

    title = tr("登记{village}的公示牌").format(village=village)
    sheet = AskPlace(page, title, page.jobs, log, hung)
    note = tr("记进宣传登记。公示牌只说明村里有牌，不算告知到户。")
    sheet.ask(tr("上墙日期"), today(), today, note=note, verb=tr("登记"))
    sheet.start()
    sheet.open()
