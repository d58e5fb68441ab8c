"""What has arrived of each township, in the order of divisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.records.traffic import ArrivalLine
from desktop.ui.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

OLD_DAYS = 7


def arrivals_table(name: str, tr: Callable[[str], str]) -> Table[ArrivalLine]:
    """The table of the county's page; `tr` is the page's."""

    def last(line: ArrivalLine) -> str:
        if line.last_at is None:
            return tr("还没有来过")
        text = f"{line.last_at.astimezone():%m-%d %H:%M}"
        return tr("{at}（{n} 天前）").format(at=text, n=line.days) if line.days else text

    def tone(line: ArrivalLine) -> str:
        late = line.days is None or line.days >= OLD_DAYS
        return "error" if late and line.officers else ""

    def told(line: ArrivalLine) -> str:
        return tr("{reached} / {all}").format(reached=line.reached, all=line.households)

    made = Table[ArrivalLine](
        name,
        [
            Column(title=tr("乡镇"), text=lambda a: a.township),
            Column(
                title=tr("电脑"), text=lambda a: tr("、").join(a.officers) or tr("没有"), width=140
            ),
            Column(title=tr("最近来包"), text=last, width=170, tone=tone),
            Column(title=tr("走访"), text=lambda a: f"{a.visits:,}", width=72, right=True),
            Column(
                title=tr("最晚一次"),
                text=lambda a: a.last_visit.isoformat() if a.last_visit else "",
                width=104,
                optional=True,
            ),
            Column(title=tr("已告知户"), text=told, width=104, right=True),
            Column(
                title=tr("缺包"),
                text=lambda a: str(a.waiting) if a.waiting else "",
                width=64,
                right=True,
                tone=lambda a: "warn" if a.waiting else "",
                optional=True,
            ),
            Column(
                title=tr("下发未确认"),
                text=lambda a: f"{a.unsent:,}" if a.unsent else "",
                width=104,
                right=True,
                optional=True,
            ),
        ],
    )
    made.leaves("arrivals")
    return made
