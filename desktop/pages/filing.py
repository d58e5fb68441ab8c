"""Reports to the province: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class FilingPage(Coming):
    """Reports to the province, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="filing",
            text=tr(
                "FilingPage",
                "这里生成报省里的季度报告和明细表。现在可以先看各乡镇来的数据包。",
            ),
            actions=[
                (tr("FilingPage", "看今日收件"), "inbox"),
            ],
        )
