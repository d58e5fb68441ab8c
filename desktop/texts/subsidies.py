"""The words of a settlement quarter: refusals, and what only the ledger can say of a loan."""

from __future__ import annotations

from desktop.texts.rules import FINDINGS

TEXTS: dict[str, str] = {
    "quarter_unknown": (
        "没有 {year} 年第 {quarter} 季度。没有测算，请核对年份和季度（季度是 1 到 4）。"
    ),
    "list_closes_early": (
        "名单截止日 {day} 早于本季最后一个计息日 {last}。没有测算，请改名单截止日。"
    ),
    "quarter_empty": (
        "{year} 年第 {quarter} 季度没有计息或结息的贷款（银行：{bank}）。没有生成批次，已有的批次没"
        "有变化。请先导入贷款和结息清单，或核对银行名称。"
    ),
    "control_totals_differ": (
        "逐笔相加与合计对不上（{township} {name}）。没有保存，已有的批次没有变化。请把这句话告诉维"
        "护人员。"
    ),
    "batch_unknown": "没有批次“{batch_no}”。没有改动，请先列出批次，核对批次号和版本。",
    "line_unknown": "批次 {batch_no} 里没有借据 {loan_no}。没有改动，请核对借据编号。",
    "batch_unreadable": "这一批贴息明细读不出来，没有采用，其他内容没有变化。请让对方重新发送。",
    "batch_frozen": (
        "批次 {batch_no} 已冻结，名单和金额不再改动。没有保存。要改请先撤回（未申报时），或重新测算"
        "生成下一版。"
    ),
    "choice_not_open": (
        "借据 {loan_no} 不能这样处理：规则没有留下这个选择。没有保存，其他行也没有改动。请看该行的"
        "提示，再选可用的处理方式。"
    ),
    "choices_open": (
        "还有 {count} 行没有处理（差异、待核实或提示）。没有冻结，已作的处理都保留。请逐行选定后再"
        "冻结。"
    ),
    "use_case_open": (
        "借据 {loan_no} 在测算以后记下了资金用途的疑点，还没有了结。没有冻结，已作的处理都保留。请"
        "重新测算（这一行会挂起），或先了结疑点。"
    ),
    "nothing_to_declare": "批次 {batch_no} 没有可申报的行。没有冻结，测算结果没有变化。",
    "declaration_unknown": "没有这份申报（{declaration}）。没有改动，请先列出申报，核对编号。",
    "declaration_withdrawn": "批次 {batch_no} 的这一版已撤回。没有保存，请办理新的一版。",
    "declared_already": "批次 {batch_no} 已申报到县里，不能再撤回或重复申报。没有保存。",
    "not_declared": "批次 {batch_no} 还没有申报，不能审核。没有保存。请等银行申报。",
    "line_not_in_review": (
        "批次 {batch_no} 第 {line_no} 行现在不能这样办（已提交、已发放或不在名单里）。没有保存，其"
        "他行也没有改动。"
    ),
    "line_no_unknown": "没有第 {line_no} 行。没有保存，请先列出明细，核对行号。",
    "line_not_paid": "批次 {batch_no} 第 {line_no} 行还没有发放，不用冲正。没有保存。",
    "review_open": "还有 {count} 行没有审核。没有登记公示，已作的审核都保留。",
    "step_before_last": (
        "日期 {day} 不对：不能早于上一步（{last}），也不能晚于今天。没有保存，请改日期。"
    ),
    "notice_running": "公示到 {day} 才结束。没有提交，请在公示期满后再办。",
    "notice_not_said": "还没有登记公示。没有保存，请先登记公示，再办这一步。",
    "days_wrong": "公示天数 {days} 不对，要在 1 到 {most} 天之间。没有登记，请改天数。",
    "notice_place_missing": "公示要写明级别、地点和受理电话。没有登记，请补上。",
    "line_declared_again": (
        "批次 {batch_no} 第 {line_no} 行这笔贷款的同一段利息已在另一份申报里办理，不能重复。"
        "没有保存，其他行也没有改动。"
    ),
    "nothing_to_publish": "批次 {batch_no} 没有审核无误的行可公示。没有登记，审核结果都保留。",
    "objection_early": ("异议要在公示开始（{first}）以后、今天以前提出。没有登记，请核对日期。"),
    "nothing_to_submit": "批次 {batch_no} 没有审核无误、没有异议的行可提交。没有保存。",
    "lines_waiting": "还有 {count} 行没有办完。没有办结，已登记的内容都保留。",
    "objection_unknown": "没有异议 {objection_no}。没有保存，请核对编号。",
    "card_field_unknown": (
        "一卡通文件没有“{field}”这一列。没有导出，请到设置里改“一卡通文件的列”，可用的：{known}。"
    ),
    "document_missing": "没有填文号。没有保存，请填写依据的文号。",
}

FLAGS: dict[str, str] = {
    # the loan's facts contradict each other: a line without figures
    "loan_fact_missing": "资料不全，不能计算。请银行补齐后重新测算。",
    "loan_product_unknown": "产品代码不认识，不能计算。请银行核对产品。",
    "loan_dates_contradict": "放款日、到期日、展期到期日前后矛盾，不能计算。请对照合同改正。",
    "loan_household_unknown": "户编号不在名单里，不能计算。请核对户编号，或先接收名单。",
    "loan_number_twice": "同一借据编号有两笔贷款，不能计算。请银行核对借据编号。",
    "amount_impossible": "金额或利率是负数或大得不可能，不能计算。请对照合同改正。",
    "day_basis_unknown": "计息基数不是 360 或 365，不能计算。请银行核对。",
    "repaid_more_than_lent": "还本合计超过贷款金额，不能计算。请银行核对还本记录。",
    "repayment_unreadable": "还本记录的日期或金额不对，不能计算。请银行核对还本记录。",
    "repayment_undated": "银行说已没有余额，但没有还本日期，不能计算。请补还本日期。",
    "settlement_loan_unknown": "有结息记录，但没有这笔贷款。请核对借据编号，或先导入贷款。",
    # the line has its figures, a person looks at it
    "household_loan_unclear": "同户另有一笔贷款的资料矛盾，全户共用的贴息额度可能因此变化。",
    "period_crosses_quarters": (
        "银行的计息起日早于本季度，跨了两个季度。请核对上一季度是否已结息、已贴息，再决定采用或排除。"
    ),
    "periods_overlap": "同一借据本季度有两次结息，计息日期有重叠。请银行核对起止日期。",
    "extension_signed_unknown": "展期的签订日没有登记，按哪份文件计算取决于这一天，需核实。",
}

BANK_FIGURE = "银行结息 {bank}，测算 {own}，相差 {difference}，按 {due} 计。"
ROUNDED = "以上相加，四舍五入到分"
OTHER_ANSWER = "财政回的是{state}：{name} {amount} 元，申报的是 {own} {asked} 元，没有当作已发放"
NOT_SUBMITTED = "没有提交财政，财政却回了{state}：{name} {amount} 元，请与财政核对"

SPAN = "{first} 至 {last}"
KEPT = "这一行记的数：{figures}。"
AGREES = "按批次里的资料重新计算，与存下的完全一致（校验码 {digest}）。"
DIFFERS = "按批次里的资料重新计算，与存下的不一致（校验码 {digest}）。请县里核实。"
OTHER_POLICY = "现在的政策文件与测算时的不同，重新计算用的是现在的。"
TOTALS_DIFFER = "这些乡镇的明细与批次合计不一致：{townships}。请县里核实后再用。"

CAUSES: dict[str, str] = {
    "bank_interest_mismatch": "银行利息与测算不一致",
    "bank_claim_mismatch": "申报数与测算不一致",
    "large_need_not_recorded": "5 万元以上缺大额支出",
    "interest_payment_unknown": "付息情况不明",
    "interest_paid_late": "逾期付息",
    "interest_not_fully_paid": "没有足额付息",
    "double_subsidy_suspect": "疑似重复贴息",
    "use_deviation": "用途偏离",
    "rate_changed_in_contract": "合同期内利率变动",
    "matured_unpaid": "到期仍有余额",
    "tier_basis_open": "分档口径待确认",
    "household_cap_shared": "同户共用额度",
    "legacy_share_lapsed": "旧政策比例到期",
    "rate_over_lpr": "利率高于 LPR",
    "pack_window": "政策交接期",
    "pack_parameter_missing": "县里参数未填",
    "local_share_unconfirmed": "地方比例未确认",
    "local_base_open": "地方基数未确认",
    "no_pack": "没有适用的政策",
    "off_roster_at_maturity": "到期不在名单",
    "renewal_quota_used": "已续展 1 次",
    "extension_signed_unknown": "展期签订日不明",
    "household_loan_unclear": "同户贷款资料矛盾",
    "period_crosses_quarters": "计息跨两个季度",
    "periods_overlap": "计息日期重叠",
    "settlement_loan_unknown": "有结息没有贷款",
    "loan_fact_missing": "资料不全",
}
"""A few words for what holds a line, where a sentence has no room."""


def said_of(code: str) -> str:
    """The sentence for a code that stands on a line."""
    return FLAGS.get(code) or FINDINGS.get(code, code)


def cause_of(code: str) -> str:
    """A few words for a code that stands on a line; empty where only its sentence is known."""
    return CAUSES.get(code, "")
