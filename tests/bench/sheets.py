"""Reading a roster of 50,000 rows and 33 columns, against calamine and one look at each cell."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import floor
from python_calamine import load_workbook
from xlsxwriter import Workbook

from desktop.sheets.identifiers import check_digit
from desktop.sheets.reader import read
from desktop.sheets.writer import Column, write_list
from tests.sheet_files import SYNONYMS

ROWS = 50_000
TIMES = 5
MOST, MEMORY_MIB, WRITING, GROWTH_MIB = 2.0, 300, 1.5, 8
PEAK = "peak "
HEADERS = [
    *(
        "序号",
        "县(市、区、旗)",
        "乡(镇)",
        "行政村",
        "自然村",
        "户编号",
        "人编号",
        "姓名",
        "证件号码",
    ),
    *(
        "人数",
        "与户主关系",
        "民族",
        "文化程度",
        "在校生状况",
        "健康状况",
        "劳动技能",
        "务工时间(月)",
    ),
    *("是否参加大病保险", "致贫原因1", "危房户", "是否解决安全饮用水", "人均纯收入", "户联系电话"),
    *("人联系电话", "首次识别时间", "人员识别时间", "户类型", "易返贫致贫户(监测对象)类型"),
    *("风险是否消除", "风险识别时间", "风险消除时间", "需要继续帮扶", "行政区划代码"),
]
READ_AFRESH = """
import sys
from pathlib import Path
from desktop.sheets.reader import read
from tests.sheet_files import SYNONYMS
read(Path(sys.argv[1]), "roster", SYNONYMS)
status = Path("/proc/self/status").read_text("ascii").split()
print("peak", status[status.index("VmHWM:") + 1], flush=True)
"""
WRITE_AFRESH = """
import sys
from pathlib import Path
from desktop.sheets.writer import Column, write_list
columns = [Column(field=str(n), header=str(n)) for n in range(33)]
rows = ({str(n): f"{row}-{n}" for n in range(33)} for row in range(int(sys.argv[2])))
write_list(Path(sys.argv[1]), "", columns, rows, None)
status = Path("/proc/self/status").read_text("ascii").split()
print("peak", status[status.index("VmHWM:") + 1], flush=True)
"""
SURNAMES = "李王张刘高郝薛曹任秦武樊白康严孙杜郭马贺冯陈杨赵"
GIVEN = "建国志强俊杰海平贵生福全永红小军秀英桂花玉兰翠平改爱雪梅彩霞"
RELATIONS = ("户主", "配偶", "之子", "之女", "之父")


def rows(count: int, *, messy: float) -> Iterator[list[object]]:
    """The export of the monitoring system; a share of the rows has something to put right."""
    chance = random.Random(50)  # noqa: S311 - made up, and the same every time
    for number in range(count):
        place, home = number // 400, number // 3
        birth = (
            f"{chance.randint(1940, 2020)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        )
        body = f"149999{birth}{number % 1000:03d}"
        household, since = (
            f"141124{10_000_000 + home:08d}",
            f"20{14 + home % 10}-0{1 + home % 9}-15",
        )
        identity = body + check_digit(body)
        spoilt = chance.random() < messy
        yield [
            number + 1, "临县", f"第{place // 12}镇", f"第{place}村", f"第{place}村一组", household,
            f"{household}{number % 3 + 1:02d}",
            chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
            f"'{identity}" if spoilt else identity, 3, RELATIONS[number % 3], "汉族", "初中",
            "非在校生", "健康", "普通劳动力", number % 12, "是", "因病", "否", "是",
            7800 + home % 18000 + 0.25,
            f"154{home:08d}", f"154{chance.randrange(10**8):08d}",
            since.replace("-", ".") if spoilt else since, since, "脱贫户",
            "脱贫不稳定户" if home % 4 == 0 else "", "否" if home % 4 == 0 else "",
            since if home % 4 == 0 else "", "", "是", f"141124105{200 + place:03d}",
        ]  # fmt: skip


def make(path: Path, *, messy: float) -> Path:
    """Write the sheet as another office's system would."""
    book = Workbook(str(path), {"constant_memory": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADERS)
    for index, row in enumerate(rows(ROWS, messy=messy), 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(index, column, value) if value else None
            else:
                sheet.write_number(index, column, value)
    book.close()
    return path


def look_at_every_cell(path: Path) -> int:
    """The least that reading can cost: calamine, and one look at each cell."""
    filled = 0
    for row in load_workbook(path).get_sheet_by_index(0).iter_rows():
        for cell in row:
            if cell != "":
                filled += 1
    return filled


def ours(path: Path) -> None:
    """Read it as a dry run does."""
    report = read(path, "roster", SYNONYMS)
    assert report.rows == report.imported_rows == ROWS


def reading(path: Path, name: str) -> floor.Result:
    took, least = floor.medians(
        lambda: floor.seconds(lambda: ours(path)),
        lambda: floor.seconds(lambda: look_at_every_cell(path)),
        times=TIMES,
    )
    return floor.Result(name=name, ours=took, floor=least, unit="s", at_most=MOST)


def memory(path: Path) -> floor.Result:
    """The most that a fresh process holds while it reads."""
    line = floor.until(PEAK, ["-c", READ_AFRESH, str(path)]).line
    peak = int(line.removeprefix(PEAK)) / 1024
    name = "most memory while reading it"
    return floor.Result(name=name, ours=peak, unit="MiB", at_most=MEMORY_MIB)


def writing(folder: Path) -> floor.Result:
    """A list of 50,000 rows and 33 columns, against XlsxWriter alone."""
    columns = [Column(field=str(n), header=header) for n, header in enumerate(HEADERS)]
    lines = [{str(n): str(cell) for n, cell in enumerate(row)} for row in rows(ROWS, messy=0)]

    def bare() -> None:
        book = Workbook(str(folder / "bare.xlsx"), {"constant_memory": True})
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        for index, line in enumerate(lines):
            for column, value in enumerate(line.values()):
                sheet.write_string(index, column, value, text)
        book.close()

    took, least = floor.medians(
        lambda: floor.seconds(lambda: write_list(folder / "o.xlsx", "", columns, lines, None)),
        lambda: floor.seconds(bare),
        times=3,
    )
    name = "the same number of cells written as a list"
    return floor.Result(name=name, ours=took, floor=least, unit="s", at_most=WRITING)


def writing_memory(folder: Path) -> floor.Result:
    """How much more memory 50,000 rows hold than 5,000 while they are written."""
    peaks = []
    for count in (ROWS // 10, ROWS):
        line = floor.until(PEAK, ["-c", WRITE_AFRESH, str(folder / "m.xlsx"), str(count)]).line
        peaks.append(int(line.removeprefix(PEAK)) / 1024)
    name = "memory that ten times as many rows take while they are written"
    return floor.Result(name=name, ours=peaks[1] - peaks[0], unit="MiB", at_most=GROWTH_MIB)


def main() -> int:
    """Print the results; 1 when one is over its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        right = make(folder / "right.xlsx", messy=0)
        wrong = make(folder / "wrong.xlsx", messy=0.05)
        return floor.report(
            [
                reading(right, "dry run of 50,000 rows in which nothing is wrong"),
                reading(wrong, "dry run of 50,000 rows with one row in twenty to put right"),
                memory(wrong),
                writing(folder),
                writing_memory(folder),
            ]
        )


if __name__ == "__main__":
    sys.exit(main())
