"""Loans, maturities, inspections after lending: what will be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.coming import Coming

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.desk import Desk
    from desktop.ui.jobs import Jobs


class LoansPage(Coming):
    """Loans, maturities, inspections after lending, once its data are there."""

    def __init__(self, _desk: Desk, jobs: Jobs, go: Callable[[str, object], None]) -> None:
        tr = QCoreApplication.translate
        super().__init__(
            jobs,
            go,
            drawing="loans",
            text=tr(
                "LoansPage",
                "导入银行贷款清单后，这里按日历列出到期、续贷展期、贷后检查和逾期。"
                "现在可以先导入贷款台账。",
            ),
            actions=[
                (tr("LoansPage", "导入贷款台账"), "importing", "loans"),
                (tr("LoansPage", "去资格核对"), "eligibility"),
                (tr("LoansPage", "看帮扶户名单"), "households"),
            ],
        )
