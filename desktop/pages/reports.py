"""Charts with the tables they are drawn from: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class ReportsPage(Coming):
    """Charts with the tables they are drawn from, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="reports",
            text=tr(
                "ReportsPage",
                "走访记录积累起来后，这里有告知覆盖、走访进度和到期分布的图和表。"
                "现在可以先看名单和告知情况。",
            ),
            actions=[
                (tr("ReportsPage", "看帮扶户名单"), "households"),
                (tr("ReportsPage", "看本机设置"), "settings"),
            ],
        )
