"""What long official lists cost: ratios to the same marks drawn straight on a reportlab canvas.

`python -m tests.bench.forms`: a declaration (form F15) of 1,500 lines with its sums by village,
and a payment list (form F18) of 5,000 lines, each line with its own person and numbers.
"""

from __future__ import annotations

import sys

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop.printing import qr
from tests.bench import floor
from tests.bench.printing import AT_MOST, FACES, made, stamped, straight
from tests.papers import RESOURCES, values

HEADS = "王李张刘陈杨赵黄周吴徐孙马朱胡"
GIVEN = "秀英明建国桂兰玉芳海燕志强红霞小军丽娟"
LISTS = {"F15": 1_500, "F18": 5_000}
VILLAGE = 60


def rows(count: int) -> list[dict[str, object]]:
    """Lines of made-up people in villages of sixty households."""
    return [
        {
            **values(),
            "village": f"柳树沟{number // VILLAGE}村",
            "household_no": f"{1499990000000 + number}",
            "borrower_name": (name := _name(number)),
            "payee_name": name,
            "id_number": f"149999{19500101 + number % 28}{number % 10_000:04d}",
            "account": f"62179900{number:011d}",
            "loan_no": f"JD2023-{number:05d}",
            "interest_due": 43_125 + number,
            "subsidy_total": 43_125 + number,
            "remark": "",
        }
        for number in range(count)
    ]


def _name(number: int) -> str:
    given = GIVEN[number % len(GIVEN)] + GIVEN[number // 7 % len(GIVEN)] * (number % 3 > 0)
    return HEADS[number % len(HEADS)] + given


def ratio(kind: str, count: int) -> floor.Result:
    """One list against its marks."""
    given = {**values(), "rows": rows(count)}
    draft = made(kind, given)
    stamp = stamped(draft, 1)
    pages = draft.pages(stamp)
    code = [(qr.payload(stamp.header, stamp.signature),)]

    def ours() -> float:
        return floor.seconds(lambda: made(kind, given).render(stamp)) * 1000

    def drawn() -> float:
        return floor.seconds(lambda: straight(pages, code)) * 1000

    took, least = floor.medians(ours, drawn, times=3)
    return floor.Result(name=f"{kind} of {count} lines", ours=took, floor=least, at_most=AT_MOST)


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    for name in FACES.values():
        pdfmetrics.registerFont(TTFont(name, str(RESOURCES / "fonts" / f"{name}.ttf")))
    return floor.report([ratio(kind, count) for kind, count in LISTS.items()])


if __name__ == "__main__":
    sys.exit(main())
