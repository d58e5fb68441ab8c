"""The words between a wish and a contract: refusals, the bank's record, hints; no Qt.

The bank decides by itself: what is shown is always said to be the bank's record.
"""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "application_bank_only": (
        "贷款申请由银行的客户经理或银行县级机构登记，这台电脑不登记。没有保存。"
    ),
    "application_other_bank": (
        "这份申请是 {bank} 的，本机是 {own}。没有保存，请由受理的银行来办。"
    ),
    "application_unknown": "没有编号为“{application_no}”的贷款申请。没有改动，请核对编号。",
    "application_no_wish": (
        "这一户没有还没了结的资金需求。没有登记申请，请先在走访台账里记下需求（F2），再来登记。"
    ),
    "application_need_wrong": ("走访 {visit_no} 不是这一户的。没有登记申请，请核对单号或换一户。"),
    "application_twice": (
        "这条需求已经登记过申请 {application_no}。没有再登记，要改请更正那一份。"
    ),
    "application_not_on_roster": (
        "申请当日的名单里没有这一户。帮扶小额信贷只面向名单内的户，没有登记申请。可向县农业农村部门核"
        "实名单，或了解农户贷款。"
    ),
    "application_future": "申请日期不能晚于今天。内容还在，没有保存，请改日期。",
    "application_before_wish": (
        "申请日期不能早于说出需求的那天（{day}）。内容还在，没有保存，请改日期。"
    ),
    "application_day_wrong": (
        "{day} 晚于今天。评级、信用结论和授权的日期不能晚于今天。内容还在，没有保存，请改日期。"
    ),
    "application_amount_over": (
        "超过 {most} 元，不在帮扶小额信贷范围内。内容还在，没有保存，请与户里商量后改金额。"
    ),
    "application_household_over": (
        "这一户在贷、已签合同还没放款和在办的申请共 {live} 元，加上这次共 {total} 元，超过每户 "
        "{most} 元。内容还在，没有保存，请改金额，或等原贷款还清、原申请撤回。"
    ),
    "application_term_over": (
        "期限超过 {most} 个月，不在帮扶小额信贷范围内。内容还在，没有保存，请改期限。"
    ),
    "application_cycle_wrong": (
        "生产周期应是 1 到 {most} 之间的整月数。内容还在，没有保存，请改一下。"
    ),
    "application_check_wrong": (
        "“{check_no}”不是这一户的核对记录。内容还在，没有保存，请核对编号。"
    ),
    "application_check_differs": (
        "核对 {check_no} 的人、金额、期限、用途或日期与申请对不上，或已过有效期。内容还在，没有保"
        "存，请按申请的内容重新核对。"
    ),
    "application_check_not_met": (
        "核对 {check_no} 的政策条件核对结果是不符合。没有登记申请，请先核实、改正资料。"
    ),
    "application_not_met": (
        "政策条件核对结果是不符合：{found}没有登记申请，内容还在，请核实、改正资料后再试。"
    ),
    "application_other_household": (
        "这份申请是户 {household_no} 的，不能改到另一户上。没有保存，请另登记一份。"
    ),
    "application_decided": (
        "申请 {application_no} 银行已有记录，不再更改或移交。没有保存，要改请更正银行的记录。"
    ),
    "need_has_application": (
        "这条需求已登记申请 {application_no}，不能在这里改结果。没有改动，请在申请里记银行的记录，"
        "或记户里撤回。"
    ),
    "handover_unknown": (
        "这台电脑上没有移交编号 {handover_no}。没有打印；编号在贷款与到期 > 贷款申请里看。"
    ),
    "handover_nothing": "没有等移交的贷款申请。没有打印；已移交的，用移交编号打印。",
    "handover_empty": "没有选申请。没有登记移交，请先选一份。",
    "handover_day_wrong": (
        "移交日期不对：不能早于申请日（{first}），也不能晚于今天。没有保存，请改日期。"
    ),
    "handover_receiver_missing": "请写明交给了谁（银行的岗位或姓名）。内容还在，没有保存。",
    "decision_bank_only": (
        "是否发放由银行依法自主决策，只由银行的人记在这里，其他单位不能记、不能改。没有保存。"
    ),
    "decision_day_wrong": (
        "日期不对：不能早于申请日（{first}），也不能晚于今天。内容还在，没有保存，请改日期。"
    ),
    "decision_who_missing": "请写明是银行谁决定或告知的（岗位或姓名）。内容还在，没有保存。",
    "decision_reason_missing": "请选一个原因。银行未同意和撤回都要有原因，内容还在，没有保存。",
    "decision_words_missing": "选了“其他”，请在说明里写清楚。内容还在，没有保存。",
    "decision_review_reason_missing": (
        "这份申请的核对结果是需人工复核，银行同意要写明复核的理由。内容还在，没有保存，请写说明。"
    ),
    "decision_stands": (
        "申请 {application_no} 已有这样的或最后的银行记录，不能再记一次。没有保存，记错了请更正。"
    ),
    "decision_none": "申请 {application_no} 还没有银行的记录，没有可更正的。没有改动。",
    "decision_contracted": ("申请 {application_no} 已登记合同，银行的决定不再更改。没有保存。"),
    "contract_no_decision": (
        "申请 {application_no} 还没有银行同意的记录。没有登记合同，请先记银行的决定。"
    ),
    "contract_disputed": (
        "申请 {application_no} 的银行记录互相不一致。没有登记合同，请先与银行核实，更正银行的记录。"
    ),
    "contract_none": "申请 {application_no} 还没有登记合同，没有可更正的。没有改动。",
    "contract_stands": "合同 {contract_no} 已经登记。没有再登记，记错了请更正。",
    "rate_changed_in_contract": (
        "合同 {contract_no} 已登记的利率是 {first}%，现在写的是 {second}%。合同期内利率应保持不变，"
        "没有保存；记错了请更正并写明原因，会标为待复核。"
    ),
    "contract_no_missing": "请写合同编号，最多 {most} 个字。内容还在，没有保存。",
    "contract_no_taken": (
        "合同编号 {contract_no} 已登记在申请 {application_no} 上。内容还在，没有保存，请核对编号。"
    ),
    "contract_day_wrong": (
        "签订日期不对：不能早于银行同意的日期（{first}），也不能晚于今天。内容还在，没有保存，请改日"
        "期。"
    ),
    "contract_maturity_wrong": "到期日要晚于签订日。内容还在，没有保存，请改日期。",
    "contract_term_over": (
        "合同期限超过 {most} 个月，不在帮扶小额信贷范围内。内容还在，没有保存，请核对到期日。"
    ),
    "contract_amount_wrong": (
        "合同金额应大于 0，不超过申请的 {most} 元。内容还在，没有保存，请核对金额。"
    ),
    "contract_household_over": (
        "这一户在贷和已签合同还没放款的共 {live} 元，加上这份共 {total} 元，超过每户 "
        "{most} 元。没有登记合同，内容还在，请与银行核实金额。"
    ),
    "contract_rate_wrong": "年利率应大于 0、小于 100%。内容还在，没有保存，请核对利率。",
    "contract_no_pack": (
        "{day} 签订的合同找不到适用的政策，或县级参数还没填。没有登记合同，请问县里。"
    ),
    "contract_check_stale": (
        "申请 {application_no} 核对以后，名单或政策换了版本。没有登记合同，请按签订日的名单重新核对"
        "一次（F4），再来登记。"
    ),
    "contract_not_met": (
        "签订日的政策条件核对结果是不符合（核对 {check_no}）。没有登记合同，请与银行核实。"
    ),
    "large_need_subject_missing": "请写明是哪份申请或哪笔贷款。没有保存。",
    "large_need_small": ("金额没有超过 {usual} 元，不用登记大额生产经营支出。没有保存。"),
    "large_need_evidence_missing": (
        "请写明凭据：购置合同、发票、建设计划的名称和编号。内容还在，没有保存。"
    ),
    "large_need_approver_missing": "请写明由谁认定（单位和姓名）。内容还在，没有保存。",
    "large_need_day_wrong": "认定日期不能晚于今天。内容还在，没有保存，请改日期。",
    "large_need_words_missing": "选了“其他”，请在说明里写清楚。内容还在，没有保存。",
}

OWN_WORD = "是否发放由银行依法自主决策（四(一)）；这里只记银行的记录。"
HINTS: dict[str, str] = {
    "matures_before_sale": "到期早于出栏或收成：生产周期 {months} 个月，期限不短于它为好。",
    "cycle_beyond_term": "生产周期长于最长期限 {months} 个月，到期时还没有出栏或收成。",
}
STALE: dict[str, str] = {
    "roster": "核对以后名单换了版本，签订前要重新核对。",
    "policy": "核对以后适用的政策变了，签订前要重新核对。",
}
FLAGS: dict[str, str] = {
    "rate_changed_in_contract": "合同期内利率变动，待人工复核。",
    "large_need_not_recorded": (
        "超过一般贴息额度，还没有登记大额生产经营支出；登记前只按一般额度贴息。"
    ),
    "contract_over_application": "合同金额超过申请金额，待人工复核。",
    "contract_signed_twice": "两台电脑各登记了一份合同，请与银行核实后更正（H）。",
    "need_applied_twice": "同一条需求有两份申请，请核实，把不办的一份记户里撤回。",
}


def hint_of(code: str, months: int | None) -> str:
    """What a cycle says to a term, in words."""
    return HINTS[code].format(months=months) if code else ""
