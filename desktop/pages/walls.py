"""The sheet that registers where a village's board was hung, for every page that offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.services.records import ActivityEntry
from desktop.ui.asking import AskPlace

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.ui.page import Page

BOARD = "board"


def register(page: Page, desk: Desk, village: str, name: str) -> None:
    """Ask where and when; then the page says it and asks for what it shows anew.

    Args:
        page: what the sheet opens over.
        desk: who registers it.
        village: division code, or the name where a village has no code.
        name: how the village is called.
    """
    tr = QCoreApplication.translate

    def hung(_number: str) -> None:
        page.changed.emit("publicity_activity")
        page.toast.emit(tr("Boards", "已登记{village}的公示牌").format(village=name))
        page.refresh()

    sheet = AskPlace(
        page,
        tr("Boards", "登记{village}的公示牌").format(village=name),
        page.jobs,
        lambda place, day: desk.publicity.log(
            ActivityEntry(activity_type=BOARD, place=place, village=village, held_on=day)
        ),
        hung,
    )
    sheet.ask(
        tr("Boards", "上墙日期"),
        desk.today(),
        desk.today,
        note=tr("Boards", "记进宣传登记。公示牌只说明村里有牌，不算告知到户。"),
        verb=tr("Boards", "登记"),
    )
    sheet.start()
    sheet.open()
