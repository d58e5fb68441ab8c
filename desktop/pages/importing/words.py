"""What kinds of files, problems and states of imports are called on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.texts import word

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.services.records.imports import ImportReport, ImportRunLine

TONES = {"held": "error", "flagged": "warn", "fixed": "info", "adopted": "ok"}
FILES = "*.xlsx *.xls *.et *.csv *.txt"
_NAMED = ("title", "header", "repeated_header", "total", "empty", "note")


def kind(code: str) -> str:
    """A kind of file."""
    tr = QCoreApplication.translate
    return {
        "roster": tr("Importing", "帮扶户名单"),
        "assignment": tr("Importing", "包干乡镇明细表"),
        "loans": tr("Importing", "贷款台账"),
        "interest": tr("Importing", "季度利息清单"),
        "payments": tr("Importing", "一卡通发放结果"),
        "visits": tr("Importing", "旧工作台账"),
    }.get(code, code)


def about(code: str) -> str:
    """Whose file it is and what is read from it."""
    tr = QCoreApplication.translate
    return {
        "roster": tr("Importing", "监测系统导出的名单，每人一行。由县农业农村部门导入。"),
        "assignment": tr("Importing", "哪家银行包干哪个乡镇，每乡镇一行。由县里导入。"),
        "loans": tr("Importing", "银行导出的贷款台账，每笔借据一行。由银行导入。"),
        "interest": tr("Importing", "银行季末的结息清单，每笔借据一行。由银行导入。"),
        "payments": tr(
            "Importing", "财政返回的一卡通发放结果，每笔补贴一行。由县里或农业农村部门导入。"
        ),
        "visits": tr("Importing", "自己以前用Excel记的工作台账，每次走访一行。由客户经理导入。"),
    }.get(code, "")


def unit(code: str) -> str:
    """What a row of the file is about, to be counted."""
    tr = QCoreApplication.translate
    return {
        "loans": tr("Importing", "笔借据"),
        "interest": tr("Importing", "笔结息"),
        "payments": tr("Importing", "笔补贴"),
        "assignment": tr("Importing", "个乡镇"),
        "visits": tr("Importing", "条记录"),
    }.get(code, tr("Importing", "行"))


def named(kinds: dict[str, int]) -> str:
    """Rows that are no records, by what they are."""
    tr = QCoreApplication.translate
    said = {
        "title": tr("Importing", "标题"),
        "header": tr("Importing", "表头"),
        "repeated_header": tr("Importing", "重复的表头"),
        "total": tr("Importing", "合计"),
        "empty": tr("Importing", "空行"),
        "note": tr("Importing", "备注"),
    }
    listed = [*(one for one in _NAMED if one in kinds), *(set(kinds) - set(_NAMED))]
    return tr("Importing", "、").join(
        tr("Importing", "{what} {n}").format(what=said.get(one, one), n=kinds[one])
        for one in listed
    )


def effect(code: str) -> str:
    """What happens to the row."""
    tr = QCoreApplication.translate
    if code == "adopted":
        return tr("Importing", "已采用")
    if code == "flagged":  # nothing is in the ledger yet
        return tr("Importing", "请核对")
    if code == "fixed":
        return tr("Importing", "已整理")
    return word("sheet_problem_effect", code)


def state(line: ImportRunLine) -> tuple[str, str]:
    """The state of an import and its tone."""
    tr = QCoreApplication.translate
    if line.undone_at is not None:
        return tr("Importing", "已撤销"), "info"
    if line.undoable:
        return tr("Importing", "{day} 前可撤销").format(day=f"{line.undo_until:%m-%d}"), "ok"
    return tr("Importing", "已过撤销期"), ""


def number(run: str) -> str:
    """Which import it is, counted on this machine."""
    return run.lstrip("0") or run


def moment(at: datetime | None) -> str:
    """A moment in the time of this machine."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def reading(report: ImportReport) -> str:
    """How the sheet was read, where that is not plain."""
    tr = QCoreApplication.translate
    facts, told = report.facts, []
    if report.mapping_remembered:
        told.append(tr("Importing", "按记住的对列读"))
    if report.mended:
        told.append(tr("Importing", "这是改好的错误行，并入上一次的"))
    if facts.other_sheets:
        names = tr("Importing", "、").join(name for name, _ in facts.other_sheets)
        form = tr("Importing", "读的是“{sheet}”，另有表：{names}")
        told.append(form.format(sheet=facts.sheet, names=names))
    if facts.hidden_rows:
        form = tr("Importing", "隐藏的 {n} 行也读了")
        told.append(form.format(n=len(facts.hidden_rows)))
    if facts.filled_down:
        form = tr("Importing", "空白往下补 {n} 处")
        told.append(form.format(n=len(facts.filled_down)))
    return tr("Importing", "；").join(told)
