"""The words of a policy check: conditions, findings, next steps, distances, replays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.texts.rules import FACTS, FINDINGS, NEXT, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

_FEN = 100
_WAN = 10_000 * _FEN
_UNITS = {"days": "{n} 天", "months": "{n} 个月", "years": "{n} 岁", "count": "{n} 次"}


class Distance(Protocol):
    """How far a fact is beyond a limit, in fen, days, months, years or times."""

    @property
    def unit(self) -> str: ...

    @property
    def amount(self) -> int: ...


def rule_name(rule: str) -> str:
    """The condition as it stands in a list."""
    return RULES.get(rule, rule)


def finding(code: str) -> str:
    """What a code says; empty without one."""
    return FINDINGS.get(code, code)


def next_step(code: str) -> str:
    """What to do about a finding or a missing fact; empty where nothing is said."""
    return NEXT.get(code, "")


def fact_name(fact: str) -> str:
    """A fact as it is asked."""
    return FACTS.get(fact, fact)


def far(distances: Iterable[Distance]) -> str:
    """By how much limits are exceeded, as a remark behind the finding; empty where by nothing."""
    shown = [amount(one.amount) if one.unit == "fen" else _counted(one) for one in distances]
    return f"（差 {'、'.join(shown)}）" if shown else ""


def _counted(one: Distance) -> str:
    return _UNITS[one.unit].format(n=one.amount)


def amount(fen: int) -> str:
    """An amount as officers say it: whole ten thousands short, all else to the fen."""
    if fen % _WAN == 0 and fen:
        return f"{fen // _WAN} 万元"
    return f"{fen // _FEN}.{fen % _FEN:02d} 元"


def replayed(*, same: bool, policy_found: bool) -> str:
    """Whether a stored check came out the same, and by which policy texts."""
    if not policy_found:
        return "当时的政策文本不在本账本里，按现有文本重算，只供参考"
    return "与存下的结果和摘要一致" if same else "与存下的摘要不一致，请核对程序版本和账本"
