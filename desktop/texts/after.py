"""The words of what happens after a loan was paid out: refusals, the bank's own rule, cases."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "inspection_unknown": "没有编号为 {inspection_no} 的贷后检查。没有改动，请核对编号。",
    "inspection_day_wrong": (
        "检查日期 {day} 不对：不能早于放款日（{first}），也不能晚于今天。内容还在，没有保存，请改日"
        "期。"
    ),
    "inspection_answer_missing": (
        "还有没选的：检查类型、用途是否一致、钱是否交给企业或合作社都要选，没看清就选“没看清”。内容"
        "还在，没有保存。"
    ),
    "inspection_conclusion_missing": "还没有选结论。内容还在，没有保存，请选一个结论。",
    "inspection_contradicts": (
        "结论和上面的回答对不上：用途不一致只能记“用途偏离”，钱交给了企业或合作社只能记“户贷企用疑"
        "点”；都看清、都没有问题的，不能记疑点。内容还在，没有保存，请改回答或结论。"
    ),
    "inspection_user_missing": (
        "记了钱交给企业或合作社，还没有写是哪一家。内容还在，没有保存，请写明。"
    ),
    "inspection_too_long": (
        "有一处写了 {length} 个字，最多 {most} 个。内容还在，没有保存，请写短一些。"
    ),
    "inspection_other_loan": (
        "这次检查是借据 {loan_no} 的，不能改到另一笔上。没有保存，请另记一次检查。"
    ),
    "measures_day_wrong": "整改期限不能早于检查日 {day}。内容还在，没有保存，请改期限。",
    "case_none": "检查 {inspection_no} 没有记下资金用途的疑点，不用了结。没有保存。",
    "case_ended_already": (
        "检查 {inspection_no} 的疑点已经了结，记录不再更改。没有保存。有新情况请另记一次检查。"
    ),
    "case_end_incomplete": (
        "了结要写明三样：结果、采取的措施、了结的理由。内容还在，没有保存，请补齐。"
    ),
    "case_day_wrong": (
        "了结日期不对：不能早于检查日（{first}），也不能晚于今天。内容还在，没有保存，请改日期。"
    ),
}

OWN_RULE = "这是本行自己定的检查间隔，政策没有规定次数和天数（四(二)只要求强化贷后管理）。"
_FIRST = "放款后 {n} 天内做首次用途检查"
_EVERY = "以后每 {n} 个月检查一次"
_EVERY_ONLY = "放款后每 {n} 个月检查一次"
_NONE = (
    "本行还没有填检查间隔，这里不推算应查日期，也不提醒；检查照样可以记。在设置的政策页由本行填“首次检"
    "查天数”和“检查间隔”。"
)
_ONLY_FIRST = "；没有填以后的间隔，不推算以后的日期"


def rule_of(first_days: int | None, every_months: int | None) -> str:
    """The bank's own rule in words, and that it is none of the policy; without one, that it lacks.

    A number that was not filled in is never replaced by one that looks likely.
    """
    if first_days is None and every_months is None:
        return f"{_NONE}{OWN_RULE}"
    if first_days is None:
        said = _EVERY_ONLY.format(n=every_months)
    elif every_months is None:
        said = _FIRST.format(n=first_days) + _ONLY_FIRST
    else:
        said = f"{_FIRST.format(n=first_days)}，{_EVERY.format(n=every_months)}"
    return f"{said}。{OWN_RULE}"


HELD = "这笔贷款的贴息行先挂起：再测算时记“用途偏离”，了结后重新测算才放开。"
"""What an open case does."""
