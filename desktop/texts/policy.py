"""The words of the policy's numbers: their names, units, the day that selects them, forces."""

from __future__ import annotations

import json

TEXTS: dict[str, str] = {}

PARAMETERS: dict[str, str] = {
    # 文件里写明的数
    "max_amount": "贷款金额上限",
    "max_months": "贷款期限上限",
    "age_min": "年龄下限（原则上）",
    "age_max": "年龄上限（原则上）",
    "renewal_max": "续贷或展期次数",
    "central_share": "中央贴息比例",
    "central_ceiling": "中央贴息上限",
    "province_share": "省级贴息比例",
    "total_ceiling": "财政累计贴息上限",
    "cap_normal": "贴息贷款额度",
    "cap_large_need": "贴息贷款额度（有大额支出）",
    "tolerance_points": "不良率容忍度",
    "fund_minimum": "风险补偿金最低规模（占余额）",
    "claim_months": "补偿办结期限",
    "transition_first": "过渡期第一天",
    "transition_last": "过渡期最后一天",
    "short_term_months": "短期贷款最长期限",
    # 文件留给省、市、县或银行定的数
    "local_share": "地方贴息比例",
    "local_base_limit": "地方贴息计算上限",
    "compensation_mechanism": "风险补偿机制",
    "fund_ratio": "风险补偿金分担比例",
    "legacy_share": "旧政策贴息比例表",
    "trigger_days": "启动补偿的逾期天数",
    "overlay_from": "市级方案起始日",
    "lpr_table": "LPR 报价表",
    "day_basis": "计息天数",
    "rounding": "取整办法",
    "public_notice_days": "公示天数",
    "interest_tolerance": "利息容差",
    "payee": "贴息发放对象",
    "large_need_approver": "大额支出认定",
    "loss_base": "补偿损失口径",
    "first_inspection_days": "首次检查天数",
    "inspection_months": "检查间隔",
    "renewal_days": "续贷展期办理天数",
    "need_days": "需求跟进天数",
}

ASKED_FOR: dict[str, str] = {
    "rule": "申请",
    "hint": "提示",
    "renewal": "续贷展期",
    "claim": "风险补偿",
}

UNITS: dict[str, str] = {
    "yuan": "元",
    "percent": "%",
    "points": "个百分点",
    "ratio": "几分之几",
    "months": "个月",
    "years": "周岁",
    "days": "天",
    "count": "次",
    "table": "分段表",
    "day": "日期",
    "word": "选一种",
}

# 有的数不是量，是选项
VALUES: dict[str, dict[str, str]] = {
    "day_basis": {"360": "一年 360 天", "365": "一年 365 天"},
    "rounding": {"residual": "省级取余数", "independent": "各自四舍五入"},
    "payee": {"borrower": "借款人", "head": "户主"},
    "large_need_approver": {
        "bank": "银行",
        "agriculture": "农业农村部门",
        "township": "乡镇",
    },
    "compensation_mechanism": {
        "fund": "已设立",
        "none": "未设立",
        "guarantee": "农担分担",
    },
    "loss_base": {"principal_interest": "本金加合同利息", "principal": "本金"},
}

DATES: dict[str, str] = {
    "contract": "按合同签订日",
    "accrual": "按计息日",
    "decision": "按办理日",
    "settlement": "按结息日",
}

TIGHTER: dict[str, str] = {
    "lower": "下级只能调低",
    "higher": "下级只能调高",
    "fixed": "下级不能改",
}

FORCES: dict[str, str] = {
    "hard": "必须",
    "in_principle": "原则上",
    "bank_decides": "银行决定",
}

FORCE_MEANINGS: dict[str, str] = {
    "hard": "不符合就不在政策范围内。",
    "in_principle": "不一致时由人工核实，银行决定，需写明情况。",
    "bank_decides": "由银行调查后自主决定，程序只登记银行的结论。",
}

# 哪份文件适用：每一段时间的情况，两到五个字
STATES: dict[str, str] = {
    "": "适用",
    "pack_window": "需人工确认",
    "pack_record_only": "只登记",
    "pack_parameter_missing": "缺县里的数",
    "no_pack": "没有文件",
}

_PLAIN = frozenset({"ratio", "table", "day", "word"})


def figure(parameter: str, value: str, unit: str) -> str:
    """A value that was laid down, with its unit; a table row by row."""
    known = VALUES.get(parameter, {}).get(value)
    if known or not value:
        return known or ""
    if unit == "table":
        return "；".join(filter(None, map(_row, _rows(value)))) or value
    if unit == "yuan":
        whole, _, part = value.partition(".")
        value = f"{int(whole):,}.{part}" if whole.isdecimal() else value
    if unit in _PLAIN or unit not in UNITS:
        return value
    return f"{value}%" if unit == "percent" else f"{value} {UNITS[unit]}"


def _rows(value: str) -> list[dict[str, str]]:
    try:
        found = json.loads(value)
    except ValueError:
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _row(one: dict[str, str]) -> str:
    begin = one.get("from", "")
    if "share" in one:
        return f"{begin} 起 {one['share']}%"
    return f"{begin} 起 {one.get('lpr_1y', '')}% / {one.get('lpr_5y', '')}%"
