"""The Chinese sentence for every code and the word for every enum value; no Qt."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from desktop.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

AREAS = (
    "after",
    "compensation",
    "applying",
    "day",
    "db",
    "evidence",
    "exchange",
    "imports",
    "late",
    "printing",
    "rosters",
    "rounds",
    "rules",
    "services",
    "sheets",
    "subsidies",
    "ui",
)
_UNNAMED = {
    "bundle_newer": "这个数据包是新版程序做的，没有导入，已单独放好。升级本程序后会自动再导入。",
    "certificate_expired": (
        "{device}的设备证书按本机的日期已到期，这个数据包没有导入，已单独放好。"
        "请先看本机的日期对不对；对的话请县里换发证书，换发后自动再导入。"
    ),
    "certificate_foreign": (
        "这个数据包带的设备证书是另一个县的，没有导入任何内容。请换用本县的开户包。"
    ),
}
"""Of a bundle that was set aside the code alone is kept: what is said without its parameters."""


@cache
def texts() -> Mapping[str, str]:
    """All sentences by code, gathered from the areas."""
    gathered: dict[str, str] = {}
    for area in AREAS:
        gathered.update(import_module(f"desktop.texts.{area}").TEXTS)
    return gathered


class _Shown(dict[str, object]):
    """Parameters of a sentence; one that is missing shows as its name, never as a crash."""

    def __missing__(self, key: str) -> str:
        return f"（{key}）"


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a code: what happened, what was kept, what to do."""
    text = texts().get(code, "出现了没有说明的情况（{code}），数据没有变化。")
    if code in _UNNAMED and params.keys() <= {"device"}:
        text = _UNNAMED[code]
    return text.format_map(_Shown({"code": code, **_named(code, params)}))


def _named(code: str, params: Mapping[str, object]) -> dict[str, object]:
    """Facts by the name under which they are asked, with their key for the command line."""
    if not code.startswith("fact_"):
        return dict(params)
    from desktop.texts.rules import FACTS

    return {
        name: f"{FACTS[value]}（{value}）" if isinstance(value, str) and value in FACTS else value
        for name, value in params.items()
    }


def word(enum: str, code: str | None) -> str:
    """The word shown for an enum code."""
    return words().word(enum, code)


def choices(enum: str) -> list[tuple[str, str]]:
    """Codes and words of an enum, in the order in which they are offered."""
    return words().choices(enum)
