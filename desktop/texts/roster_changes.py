"""What roster versions changed, in words: fields, kinds, counts, and what arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.texts import word
from desktop.texts.rosters import field as label
from desktop.texts.rosters import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_KINDS = ("added", "removed", "split", "merged", "changed")
_TOLD = ("added", "removed", "changed", "split", "merged")
_HIDDEN = "***"
_EMPTY = "（空）"

FIRST_DIFF = "{version} 是{place}第一版名单：各户都是新增，没有更早的可比；第一版不列逐户要办的事。"
FIRST_CHOSEN = "{version} 是第一版名单：各户都是新增。“全部版本”里不列它的走访告知。"
FIRST_WORK = (
    "第一版名单里各户都是新增，不逐户列要办的事；要告知的户在“帮扶户”里按“从未告知”筛。"
    "要看第一版的，选那一版。"
)
FIRST_WORK_CLI = (
    "第一版名单（{versions}）没有列入：里面各户都是新增，diff 照样列出。要看用 --to 指定那一版。"
)


class Told(Protocol):
    """A field that changed, masked where it is personal."""

    @property
    def field(self) -> str: ...
    @property
    def member_no(self) -> str: ...
    @property
    def member_name(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


class Came(Protocol):
    """A version that came with an exchange."""

    @property
    def as_of_date(self) -> date: ...
    @property
    def households(self) -> int: ...
    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def first(self) -> bool: ...


class Moved(Protocol):
    """What a list changes in a township."""

    @property
    def township(self) -> str: ...
    @property
    def had(self) -> int | None: ...
    @property
    def has(self) -> int: ...
    @property
    def counts(self) -> Mapping[str, int]: ...


def subject(one: Told) -> str:
    """Which field, and of whom where it is a person's."""
    if one.field == "member":
        return "新增成员" if one.after else "减少成员"
    name = label(one.field)
    who = one.member_name or one.member_no
    return f"{who}的{name}" if who else name


def values(one: Told) -> str:
    """What stood there and what stands there now; what is hidden is only said to differ."""
    if one.field == "member":
        return one.after or one.before
    if _HIDDEN in {one.before, one.after}:
        return "有变更（内容不显示）"
    before, after = shown(one.field, one.before), shown(one.field, one.after)
    if before == after:
        return f"{after}（有变更，遮挡后相同）"
    return f"{before or _EMPTY} → {after or _EMPTY}"


def detail(one: Told) -> str:
    """A field that changed, in one phrase."""
    if one.field == "member":
        return f"{subject(one)} {values(one)}"
    return f"{subject(one)}：{values(one)}"


def changed(change_type: str, details: Sequence[Told], link_no: str = "") -> str:
    """All that a version changed about a household, in one line."""
    first = {
        "added": "新进名单",
        "removed": "不在名单上了",
        "split": f"从 {link_no} 分出",
        "merged": f"并入 {link_no}",
    }.get(change_type, "")
    return "；".join(part for part in (first, *map(detail, details)) if part)


def counts(found: Mapping[str, int]) -> str:
    """How many households of each kind of change, in the order of what follows."""
    parts = [
        f"{word('change_type', kind)} {found[kind]:,} 户" for kind in _KINDS if found.get(kind)
    ]
    return "、".join(parts) or "没有变化"


def of_township(one: Moved) -> str:
    """What a list changes in a township, every kind of change with its count."""
    if one.had is None:
        return f"{one.township}：第一份名单，{one.has:,} 户"
    told = "，".join(f"{word('change_type', kind)} {one.counts.get(kind, 0):,}" for kind in _TOLD)
    return f"{one.township}：{one.had:,} 户变为 {one.has:,} 户；{told}"


def untouched(found: Sequence[Moved]) -> str:
    """The townships with a list that a file does not name."""
    if not found:
        return ""
    named = "、".join(f"{one.township}（{one.has:,} 户）" for one in found)
    return f"表里没有、照旧不动的乡镇：{named}"


def arrived(one: Came) -> str:
    """A version that came with an exchange."""
    day = one.as_of_date.isoformat()
    if one.first:
        return f"收到第一版名单（{day}）：{one.households:,} 户。"
    return f"收到新名单（{day}）：{counts(one.counts)}。"


def withdrawn(labels: Sequence[str]) -> str:
    """Versions that the county took back."""
    if not labels:
        return ""
    return f"县里撤销了名单版本 {'、'.join(labels)}，按留下的最新一版算。"
