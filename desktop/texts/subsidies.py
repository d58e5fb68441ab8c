"""The words of a settlement quarter: refusals, and what only the ledger can say of a loan."""

from __future__ import annotations

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
    "extension_signed_unknown": "展期的签订日没有登记，按哪份文件计算取决于这一天，需核实。",
}

BANK_FIGURE = "银行结息 {bank}，测算 {own}，相差 {difference}，按 {due} 计。"
ROUNDED = "以上相加，四舍五入到分"
SPAN = "{first} 至 {last}"
KEPT = "这一行记的数：{figures}。"
AGREES = "按批次里的资料重新计算，与存下的完全一致（校验码 {digest}）。"
DIFFERS = "按批次里的资料重新计算，与存下的不一致（校验码 {digest}）。请县里核实。"
OTHER_POLICY = "现在的政策文件与测算时的不同，重新计算用的是现在的。"
TOTALS_DIFFER = "这些乡镇的明细与批次合计不一致：{townships}。请县里核实后再用。"
