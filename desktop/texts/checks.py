"""The words of a policy check: conditions, findings, next steps, distances, replays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from desktop.texts.rules import FACTS, FINDINGS, NEXT, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

_FEN = 100
_WAN = 10_000 * _FEN
_VERDICTS = {"FAIL": "不符合", "REVIEW": "需核实", "PASS": "符合"}
_RESULTS = {"not_met": "不符合", "needs_review": "需核实"}
_PROVINCE = "晋金管发\u30142026\u30156号"
_NATIONAL = "金发\u30142026\u30152号 四（一）"
_DECIDES = {_PROVINCE: f"{_PROVINCE} 四（一）"}
_PAYS = {_PROVINCE: f"{_PROVINCE} 一（七）"}
_SHORT = re.compile("[一二三四五六七八九十第0-9(（]")
_UNITS = {"days": "{n} 天", "months": "{n} 个月", "years": "{n} 岁", "count": "{n} 次"}


class Distance(Protocol):
    """How far a fact is beyond a limit, in fen, days, months, years or times."""

    @property
    def unit(self) -> str: ...

    @property
    def amount(self) -> int: ...


def rule_name(rule: str, title: str = "") -> str:
    """The condition as it stands in a list; a pack names a condition of its own."""
    return RULES.get(rule) or title or rule


def finding(code: str, says: str = "") -> str:
    """What a code says, empty without one; a pack says it for a code of its own."""
    return FINDINGS.get(code) or says or code


def next_step(code: str) -> str:
    """What to do about a finding or a missing fact; empty where nothing is said."""
    return NEXT.get(code, "")


def household_step(code: str) -> str:
    """The same as it is said to the household, on the sheet that it takes home."""
    return TO_HOUSEHOLD.get(code, next_step(code))


def legend(cited: Iterable[tuple[str, str]], policy_title: str) -> str:
    """What the short names before the clauses stand for, once each, as a sentence.

    `cited` are clauses as "document item" with their short form; the policy is named with title.
    """
    number, _, title = policy_title.partition(" ")
    documents = {_SHORT.split(short)[0]: full.rpartition(" ")[0] for full, short in cited}
    return "；".join(
        f"“{short}”指{f'《{title}》（{document}）' if document == number else document}"
        for short, document in documents.items()
        if short and document
    )


def fact_name(fact: str) -> str:
    """A fact as it is asked."""
    return FACTS.get(fact, fact)


def far(distances: Iterable[Distance]) -> str:
    """By how much limits are exceeded, as a remark behind the finding; empty where by nothing."""
    shown = [amount(one.amount) if one.unit == "fen" else _counted(one) for one in distances]
    return f"（差 {'、'.join(shown)}）" if shown else ""


def possible(low: str, high: str) -> str:
    """Between which results the truth lies; empty where there is only one."""
    levels = list(_VERDICTS)
    if not {low, high} <= _VERDICTS.keys() or low == high:
        return ""
    between = levels[levels.index(low) : levels.index(high) + 1]
    return f"现在知道的：还可能是 {'、'.join(_VERDICTS[one] for one in between)}"


def with_distance(said: str, distances: Iterable[Distance]) -> str:
    """A finding with the distance inside its first sentence."""
    remark = far(distances)
    first, _, rest = said.partition("。")
    return f"{first}{remark}。{rest}" if remark else said


def not_asked(facts: Iterable[str]) -> str:
    """Which facts a condition waits for."""
    return f"缺：{'、'.join(fact_name(fact) for fact in facts)}"


def behind(day: str, condition: str, result: str, said: str) -> str:
    """Which condition of a check of that day an answer rests on, and what was found there."""
    return f"{day} 核对：“{condition}”{_RESULTS[result]}。{said}"


def joined(said: str, step: str) -> str:
    """A finding and the next step in one."""
    return f"{said.removesuffix('。')}。{step}" if said and step else said or step


def deciding(policy_title: str) -> str:
    """The clause by which the bank alone decides, of the document that is applied."""
    return next((ref for number, ref in _DECIDES.items() if number in policy_title), _NATIONAL)


def paying(policy_title: str) -> str:
    """The clause on how the subsidy is paid; empty where the document leaves it to others."""
    return next((ref for number, ref in _PAYS.items() if number in policy_title), "")


def _counted(one: Distance) -> str:
    return _UNITS[one.unit].format(n=one.amount)


def amount(fen: int) -> str:
    """An amount as officers say it: in ten thousands where two places do, else to the fen."""
    whole, rest = divmod(fen, _WAN)
    if whole and rest % (_WAN // 100) == 0:
        places = f".{rest * 100 // _WAN:02d}".rstrip("0").rstrip(".")
        return f"{whole}{places} 万元"
    return f"{fen // _FEN}.{fen % _FEN:02d} 元"


def replayed(*, same: bool, policy_found: bool) -> str:
    """Whether a stored check came out the same, and by which policy texts."""
    if not policy_found:
        return "当时的政策文本不在本账本里，按现有文本重算，只供参考"
    return "与存下的结果和摘要一致" if same else "与存下的摘要不一致，请核对程序版本和账本"


BALANCE, NO_BALANCE = "余额 {amount}", "没有余额"

# 逐条结果里写出比的是什么；条件名里已有规定的数
COMPARED: dict[str, str] = {
    "policy_pack": "{policy}",
    "on_roster": "名单版本 {roster_as_of}",
    "needs_continued_support": "{category}",
    "id_match": "{id_masked}",
    "age": "{age} 周岁",
    "credit_conclusion": "{credit_conclusion}",
    "bank_rating": "已完成",
    "purpose": "{purpose}",
    "industry": "{industry_class}",
    "guarantee": "{guarantee_type}",
    "amount_household_cap": "{total} ≤ {max_amount}",
    "term": "{months} 个月 ≤ {max_months} 个月",
    "double_product": "旧产品{old_balance}",
}

PURPOSE = "{purpose}：{text}"
ASKING_CHANGES_NOTHING = "没有问到，问了也不改变结果"

# 对客大字：一句话说结果
PLAIN_OUTCOME: dict[str, str] = {
    "eligible": "按现在知道的情况，没有看到不符合政策条件的地方。",
    "needs_review": "有 {n} 件事要由银行再核实。",
    "pending": "还有 {n} 件事没弄清楚，弄清楚以后才知道结果。",
    "not_eligible": "按现在的情况，有 {n} 条不符合政策条件。",
    "no_rule_in_force": "这一天没有可适用的政策文件，要由银行确认。",
}

PLAIN_REST = "其余 {n} 条，现在没有看到问题。"

# 对客大字：要请本人带来或说清的
BRING: dict[str, str] = {
    "id_number": "本人身份证",
    "relation_to_head": "户口簿",
    "purpose_text": "说清楚借钱做什么，最好带上用款计划",
    "industry_class": "经营项目的许可证件（有的话）",
    "large_need_recorded": "5 万元以上的部分想申请贴息：购置合同、发票或建设计划",
}

# 对客大字：由别人去查、本人不用带的
LOOKED_UP: dict[str, str] = {
    "on_roster": "名单",
    "household_type": "名单",
    "monitor_category": "名单",
    "risk_cleared": "名单",
    "needs_continued_support": "名单",
    "roster_id_number": "名单",
    "civil_capacity": "当面了解情况",
    "need_real": "生产经营和用款情况",
    "skill_repay": "劳动和还款能力",
    "credit_conclusion": "信用记录",
    "bank_rating_done": "评级授信",
    "guarantee_type": "担保方式",
    "live_bfxe_balance": "全家没还清的贷款",
    "live_tpxe_balance": "全家没还清的贷款",
    "area_suspended": "本区域是否暂停发放",
}

# 核对结果单是交给农户的：写给客户经理的下一步在这里换成对农户说的话
_LISTED = "以县农业农村部门的名单为准。"
_FOUND_BY_BANK = "由银行调查后确定。"
TO_HOUSEHOLD: dict[str, str] = {
    "fact_missing": "本次没有核对。",
    "on_roster": _LISTED,
    "household_type": _LISTED,
    "monitor_category": _LISTED,
    "risk_cleared": _LISTED,
    "needs_continued_support": _LISTED,
    "roster_id_number": _LISTED,
    "relation_to_head": "请带户口簿。",
    "id_number": "请带申请人身份证。",
    "id_duplicate_in_roster": "由县里核实名单。",
    "civil_capacity": "由银行面谈核实。",
    "credit_conclusion": "由银行查询征信后得出结论。",
    "credit_conclusion_pending": "由银行查询征信后得出结论。",
    "bank_rating_done": "由银行评级授信。",
    "bank_rating_pending": "由银行评级授信。",
    "need_real": _FOUND_BY_BANK,
    "skill_repay": _FOUND_BY_BANK,
    "purpose_code": "请说明用途和用款计划。",
    "purpose_text": "请说明用途和用款计划。",
    "industry_class": "请说明经营项目，需要许可的请带证件。",
    "guarantee_type": "以合同为准，帮扶小额信贷免担保。",
    "applied_amount": "请说明申请多少。",
    "drawn_on": "请说明什么时候用款、用多久。",
    "maturity_on": "请说明什么时候用款、用多久。",
    "months": "请说明什么时候用款、用多久。",
    "area_suspended": "由银行核实。",
    "large_need_recorded": "请带购置合同、发票或建设计划。",
    "prior_count": "由银行查原合同。",
    "eligibility": "由银行核实。",
    "support_flag_missing": "由县农业农村部门补标注。",
    "id_mismatch": "请带身份证，核实后由县里更正名单。",
    "id_checkdigit_invalid": "请带身份证再核对一次。",
    "age_over_principle": "请说明身体和经营情况，由银行决定。",
    "use_mixed_production_household": "可以只就生产部分申请。",
    "guarantee_required": "由银行去掉担保要求。",
    "amount_over_product_cap": "可以减到上限以内，或了解农户贷款。",
    "amount_over_household_cap": "可以减少金额，使全户合计不超过上限。",
    "term_over_36_months": "可以缩短到上限以内。",
}
