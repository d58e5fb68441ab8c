"""Sentences of the sheets area: refused files, problems of cells, what may be suggested."""

from __future__ import annotations

import tomllib
from typing import Protocol

from desktop.places import RESOURCES

TEXTS: dict[str, str] = {
    "file_missing": ("找不到文件“{file}”，没有导入任何内容。请看看U盘是否还插着，再选一次。"),
    "file_in_use": ("文件“{file}”正被别的程序打开，数据没有变化。请在表格软件里关掉它再试一次。"),
    "file_empty": ("文件“{file}”是空的，没有导入任何内容。请让对方重新发一次。"),
    "file_damaged": (
        "文件“{file}”已损坏，没有导入任何内容。可能是拷贝到U盘时没有拷完，请重新拷贝。"
    ),
    "file_wrong_kind": ("“{file}”不是表格文件，没有导入任何内容。请选 xlsx、xls 或 csv 文件。"),
    "file_encrypted": (
        "文件“{file}”有打开密码，没有导入任何内容。请先在表格软件里去掉密码，另存后再导入。"
    ),
    "file_unpacks_too_large": (
        "文件“{file}”展开后大得不正常（约 {megabytes} MB），没有打开，也没有导入任何内容。"
        "请让对方重新导出。"
    ),
    "file_used_range_too_large": (
        "文件“{file}”的表格范围大得不正常（{rows} 行、{columns} 列），没有导入任何内容。"
        "远处可能有一个误输的字符：请把名单复制到新表里，另存后再导入。"
    ),
    "file_has_external_links": (
        "文件“{file}”里有单元格引用别的表格文件，没有导入任何内容。"
        "请把内容复制后“粘贴为数值”，另存后再导入。"
    ),
    "file_has_macros": (
        "文件“{file}”带有宏程序，没有打开，也没有导入任何内容。请让对方另存为不带宏的 xlsx 文件。"
    ),
    "header_not_found": (
        "在“{file}”里没有找到表头，没有导入任何内容。"
        "这类表要有这些列：{columns}。"
        "请看看是不是选错了文件。"
    ),
    "no_data_rows": ("“{file}”只有表头，下面没有内容，没有导入任何内容。请看看是不是选错了文件。"),
    "folder_missing": ("文件夹“{folder}”不存在或不能写，没有写出文件。请换一个文件夹再试。"),
}

_PROBLEMS = tomllib.loads((RESOURCES / "sheets/problems.toml").read_text(encoding="utf-8"))
PROBLEMS: dict[str, str] = dict(_PROBLEMS["sentences"])
SUGGESTIONS: dict[str, str] = dict(_PROBLEMS["suggestions"])
_TOLD: dict[str, str] = dict(_PROBLEMS["told"])


class Wrong(Protocol):
    """A problem of a cell, whose number is not shown."""

    @property
    def code(self) -> str: ...
    @property
    def digits(self) -> int: ...
    @property
    def birth(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def suggestion(self) -> str: ...
    @property
    def shown_suggestion(self) -> str: ...


def problem(one: Wrong) -> str:
    """What is wrong with a cell, with what the masked cell does not let one see."""
    told = _TOLD.get(one.code, "")
    known = one.birth if "{birth}" in told else one.digits
    if told and known:
        return told.format(digits=one.digits, birth=one.birth)
    return PROBLEMS.get(one.code, one.code)


def suggestion(one: Wrong) -> str:
    """What may be adopted; it is never taken without a person."""
    if not one.suggestion:
        return ""
    form = SUGGESTIONS.get(one.code, "{suggestion}")
    offered = form.format(suggestion=one.shown_suggestion)
    return f"{one.about}：{offered}" if one.about else offered
