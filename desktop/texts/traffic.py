"""What waits and what was kept apart, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

GAP = "缺 {sender} 的第 {first} 至 {last} 条，收到后自动补上。"
BUNDLES_MISSING = (
    "缺 {sender} 的第 {numbers} 号包（第 {first} 至 {last} 条），后面的先存着，收到后自动补上。"
    "请对方再同步一次。"
)
_BETWEEN = "、"
_PARTS = 4
_KINDS = 5
OPERATIONS_SET_ASIDE = "收到的记录里有 {n} 条没有计入，都留在本机，等县里核实。"
BUNDLES_SET_ASIDE = "有 {n} 个数据包没有导入，都留在本机，原因见“收到的数据包”。"
STATE_DIFFERS = (
    "本机与县里收到的操作相同，但有 {n} 张表内容不一样。数据没有改动，"
    "请运行“检查账本”并告诉县里，不要自行覆盖。"
)


CLOCK = (
    "{who}的数据包写的是 {day} 做的，和本机的日期差得太多：有一边的电脑日期不对。"
    "记录都已照收，先后不受影响。请检查两边电脑的日期和时间，改好后再同步一次。"
)
RENUMBERED = (
    "本账簿曾被复制或用旧备份恢复过，有 {n} 个编号与另一份重复，本机的已改用新编号，内容没有变："
    "{numbers}。已经印出或报出去的请改写。"
)
_NUMBERS_SHOWN = 5
REFUSED_ALONE = "没有收到新内容：有 {n} 个数据包没有导入，数据没有变化。"
PHOTOS_MISSING = "有 {n} 张照片还没收到，对方同步以后会随数据包来。"
PHOTOS = "\n照片：带去 {gone} 张，收到 {came} 张。"
PHOTOS_LATER = "有 {n} 张照片这次没有带上（放不下或空间不够），下次同步接着带，照片都在本机。"
PHOTOS_REFUSED = "有 {n} 张照片损坏或没有对应的记录，没有收下，其余内容都已收下；还缺的会再要一次。"


class SentBundle(Protocol):
    """What went, and what of photos did not fit."""

    @property
    def operations(self) -> int: ...
    @property
    def photos(self) -> int: ...
    @property
    def photos_later(self) -> int: ...


class Refused(Protocol):
    """What one exchange took and what it set aside."""

    @property
    def sent(self) -> Sequence[SentBundle]: ...
    @property
    def taken(self) -> int: ...
    @property
    def quarantined(self) -> Sequence[object]: ...


class Exchanged(Protocol):
    """What one exchange did with photos."""

    @property
    def sent(self) -> Sequence[SentBundle]: ...
    @property
    def photos(self) -> int: ...
    @property
    def photos_refused(self) -> int: ...
    @property
    def photos_missing(self) -> int: ...


class Waited(Protocol):
    """What is missing before operations that wait."""

    @property
    def sender(self) -> str: ...
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def bundles(self) -> Sequence[int]: ...


class Counted(Protocol):
    """What was refused but kept, and what shows something else at the county."""

    @property
    def set_aside(self) -> int: ...
    @property
    def bundles_set_aside(self) -> int: ...
    @property
    def differs(self) -> Sequence[str]: ...
    @property
    def photos_missing(self) -> int: ...
    @property
    def clocks(self) -> Sequence[tuple[str, str]]: ...
    @property
    def renumbered(self) -> Sequence[tuple[str, str]]: ...


def gap_text(gap: str) -> str:
    """What is missing, as a sentence; a gap is written "sender first-last"."""
    sender, _, span = gap.partition(" ")
    first, _, last = span.partition("-")
    return GAP.format(sender=sender, first=first, last=last)


def missing(one: Waited) -> str:
    """What is missing, by the numbers of the bundles where they are known."""
    said = {"sender": one.sender, "first": one.first, "last": one.last}
    if not one.bundles:
        return GAP.format(**said)
    return BUNDLES_MISSING.format(numbers=_BETWEEN.join(map(str, one.bundles)), **said)


def by_kind(tables: Mapping[str, int]) -> str:
    """Operations by table in words, in the order given; the kinds after the first are one sum."""
    told = [f"{words().word('ledger_table', name)} {n}" for name, n in tables.items()]
    rest = sum(list(tables.values())[_KINDS:])
    return " · ".join([*told[:_KINDS], *([f"其他 {rest}"] if rest else [])])


def kept_apart(counted: Counted) -> Iterator[str]:
    """A sentence for each kind of thing that was refused but kept, and for an alarm."""
    if counted.set_aside:
        yield OPERATIONS_SET_ASIDE.format(n=counted.set_aside)
    if counted.bundles_set_aside:
        yield BUNDLES_SET_ASIDE.format(n=counted.bundles_set_aside)
    if counted.differs:
        yield STATE_DIFFERS.format(n=len(counted.differs))
    for who, day in counted.clocks:
        yield CLOCK.format(who=who, day=day)
    if counted.photos_missing:
        yield PHOTOS_MISSING.format(n=counted.photos_missing)
    if counted.renumbered:
        some = [f"{old}→{new}" for old, new in counted.renumbered[:_NUMBERS_SHOWN]]
        if len(counted.renumbered) > _NUMBERS_SHOWN:
            some.append("……")
        yield RENUMBERED.format(n=len(counted.renumbered), numbers=_BETWEEN.join(some))


def pictured(result: Exchanged) -> str:
    """What an exchange did with photos, a line for each thing; empty where there were none."""
    gone, later = (sum(getattr(one, n) for one in result.sent) for n in ("photos", "photos_later"))
    said = PHOTOS.format(gone=gone, came=result.photos) if gone or result.photos else ""
    for form, n in (
        (PHOTOS_LATER, later),
        (PHOTOS_REFUSED, result.photos_refused),
        (PHOTOS_MISSING, result.photos_missing),
    ):
        said += "\n" + form.format(n=n) if n else ""
    return said


def refused_alone(result: Refused) -> str:
    """What an exchange says in which nothing went or was taken and something was set aside."""
    gone = any(one.operations or one.photos for one in result.sent)
    if gone or result.taken or not result.quarantined:
        return ""
    return REFUSED_ALONE.format(n=len(result.quarantined))


def device_in(name: str) -> str:
    """The beginning of a device's number as the name of its bundle has it, else the name."""
    parts = name.split("-")
    return parts[1] if len(parts) >= _PARTS else name
