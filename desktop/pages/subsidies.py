"""The subsidy list of a quarter: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class SubsidiesPage(Coming):
    """The subsidy list of a quarter, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="subsidies",
            text=tr(
                "SubsidiesPage",
                "每季结息后，这里按笔测算贴息、核对差异、生成申报清单和公示稿。"
                "现在可以先导入利息清单和一卡通发放结果。",
            ),
            actions=[
                (tr("SubsidiesPage", "导入利息清单"), "importing", "interest"),
                (tr("SubsidiesPage", "导入一卡通结果"), "importing", "payments"),
                (tr("SubsidiesPage", "看帮扶户名单"), "households"),
                (tr("SubsidiesPage", "看本机设置"), "settings"),
            ],
        )
