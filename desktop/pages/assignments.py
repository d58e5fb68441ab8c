"""Which bank serves which township: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class AssignmentsPage(Coming):
    """Which bank serves which township, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="assignments",
            text=tr(
                "AssignmentsPage",
                "这里登记各乡镇的主责任银行、依据和责任人，并生成明细表。"
                "现在可以先导入明细表，给各乡镇制作开户包。",
            ),
            actions=[
                (tr("AssignmentsPage", "导入明细表"), "importing", "assignment"),
                (tr("AssignmentsPage", "去制作开户包"), "usb"),
                (tr("AssignmentsPage", "看名单"), "rosters"),
            ],
        )
