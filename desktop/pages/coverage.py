"""Which households were told, by village: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class CoveragePage(Coming):
    """Which households were told, by village, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="coverage",
            text=tr(
                "CoveragePage",
                "这里按行政区划顺序显示各村的政策告知情况，不作排名。"
                "现在可以在名单里按“未告知”筛选。",
            ),
            actions=[
                (tr("CoveragePage", "看名单"), "households"),
            ],
        )
