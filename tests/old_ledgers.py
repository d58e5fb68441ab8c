"""An officer's old ledger in Excel as people keep it, over the roster of the clean samples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sheet_files import write_book

if TYPE_CHECKING:
    from desktop.services.desk import Desk

HEAD = [
    *("序号", "日期", "行政村", "组", "户编号", "户主姓名", "宣传方式", "见面情况", "见面人及关系"),
    *("是否了解政策", "资金需求", "需求金额/用途", "未贷原因", "宣传内容", "后续措施", "走访人"),
    *("佐证编号", "备注"),
]
TITLE = "帮扶小额信贷宣传工作台账（2026年）"


@dataclass(frozen=True)
class Home:
    """A household of the roster."""

    number: str
    village: str
    group: str
    head: str


def homes(desk: Desk) -> list[Home]:
    """The households of the ledger whose head's name is the only one in the village."""
    found = [
        Home(*row)
        for row in desk.session.store.rows(
            "SELECT household_no, admin_village, coalesce(group_no, ''), head_name "
            "FROM household WHERE household_status = 'listed' ORDER BY household_no"
        )
    ]
    names = Counter((one.village, one.head) for one in found)
    return [one for one in found if names[one.village, one.head] == 1 and len(one.head) == 3]


def line(home: Home, **changes: object) -> list[object]:
    """A row of the old ledger, right but for the changes."""
    usual: dict[str, object] = {
        "序号": 1, "日期": date(2026, 3, 5), "行政村": home.village, "组": home.group,
        "户编号": home.number, "户主姓名": home.head, "宣传方式": "入户走访", "见面情况": "已见面",
        "见面人及关系": "本人", "是否了解政策": "了解", "资金需求": "无", "需求金额/用途": None,
        "未贷原因": "不需要", "宣传内容": "小额信贷政策、防诈骗", "后续措施": None,
        "走访人": "老李", "佐证编号": None, "备注": None,
    }  # fmt: skip
    return list((usual | changes).values())


def book(path: Path, rows: list[list[object]], *, head: list[str] | None = None) -> Path:
    """The workbook with its title."""
    return write_book(path, [[TITLE], head or HEAD, *rows])
