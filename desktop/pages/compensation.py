"""Claims on the risk compensation fund: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class CompensationPage(Coming):
    """Claims on the risk compensation fund, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="compensation",
            text=tr(
                "CompensationPage",
                "这里办理风险补偿的申请、分担和追偿登记。现在可以先查看名单里的户。",
            ),
            actions=[
                (tr("CompensationPage", "看名单"), "households"),
            ],
        )
