"""The words of risk compensation: refusals, mechanism, tolerance, how figures came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TEXTS: dict[str, str] = {
    "no_mechanism_known": (
        "这一天县里还没有登记风险补偿机制（已设立、未设立、农担分担），不能申请补偿，也不能记专"
        "户，没有保存。请县里在设置的参数里填“风险补偿机制”和文件依据。"
    ),
    "no_mechanism": (
        "县里登记的是“未设立”风险补偿金（{document}，{day} 起），不能申请补偿，也不能记专户，没有"
        "保存。以后设立的，由县里改参数。"
    ),
    "guarantee_mechanism": (
        "县里登记的是“农担分担”（{document}，{day} 起），没有风险补偿金，不能在这里申请补偿或记专"
        "户，没有保存。请按与农业担保机构的约定办理。"
    ),
    "percent_typed_invalid": "“{value}”不是百分比。没有保存，请写成 4.80，最多四位小数。",
    "claim_unknown": "没有编号为 {claim_no} 的补偿申请。没有改动，请核对编号。",
    "claim_product": "尾号 {loan_no} 的贷款不是帮扶小额信贷，不能用风险补偿金补偿，没有保存。",
    "claim_other_bank": (
        "这笔贷款是{bank}放的，不是本机设置的银行，没有保存。请由放款的银行申请；如果是同一家，请"
        "把设置里的机构全称和贷款台账里的写成一样。"
    ),
    "claim_loan_twice": (
        "尾号 {loan_no} 的贷款已有补偿申请 {claim_no}，一笔贷款只补偿一次，没有保存。被退回的，在"
        "原申请上再报。"
    ),
    "claim_pay_withdrawn": (
        "申请 {claim_no} 付了一部分后银行已经撤回，不能再付，没有登记。付错的用冲正。"
    ),
    "claim_revision_unverified": (
        "申请 {claim_no} 最后一版还没有核实无误，不能再付，没有登记。请先由县农业农村部门审核这一版"
        "。"
    ),
    "claim_loan_paid": (
        "尾号 {loan_no} 的贷款在申请 {claim_no} 里已经申请或付款，一笔贷款只补偿一次，没有登记。请"
        "先查明，多报的退回或由银行撤回。"
    ),
    "claim_in_hand": (
        "申请 {claim_no} 已经核实、付款或撤回，不能再改，没有保存。要改的，请县里先退回；付过款的"
        "，只记追回。"
    ),
    "claim_other_loan": "这个申请是尾号 {loan_no} 的贷款的，不能改到另一笔上，没有保存。",
    "claim_cause_missing": "还没有选原因（死亡、重病、因灾、经营不善、其他）。没有保存，请选一个。",
    "claim_day_wrong": (
        "申请日期不对：不能早于放款日（{first}），也不能晚于今天。内容还在，没有保存，请改日期。"
    ),
    "claim_not_overdue": (
        "银行台账里尾号 {loan_no} 的贷款没有逾期起始日，不能按逾期申请，没有保存。请填逾期起始日，"
        "或等银行报来。"
    ),
    "claim_too_early": (
        "申请得太早：逾期从 {day} 起，到申请日还不够启动条件，没有保存。够条件后再申请。"
    ),
    "claim_late": ("已过最迟完成日 {day}，没有保存。还要申请的，写明超期原因，由县里核实决定。"),
    "fund_amount_large": "金额 {amount} 元太大，最多 {most} 元。没有保存，请核对有没有多写 0。",
    "claim_amount_wrong": "金额不对：要大于 0，不能是负数。没有保存，请改金额。",
    "claim_above_loan": ("申请补偿的本金 {amount} 元比贷款金额 {loan} 元还多，没有保存，请核对。"),
    "claim_renewal_open": (
        "还没有说明能不能续贷、展期或追加贷款，不能按逾期申请，没有保存。先评估，再选“不能”或“还能"
        "”。"
    ),
    "claim_still_renewable": (
        "这笔贷款还能续贷、展期或追加贷款，不能申请补偿（四（四）），没有保存。请先办续贷或展期。"
    ),
    "claim_npl_missing": (
        "还缺容忍度的数：本行帮扶小额信贷不良率、本行各项贷款不良率和数据来源都要填。内容还在，没"
        "有保存。"
    ),
    "claim_no_ratio": (
        "这份合同适用的政策没有写明分担比例或启动天数，县里也还没有填，算不出各承担多少，没有保存"
        "。请县里在参数里填。"
    ),
    "claim_material_foreign": (
        "“{materials}”不是原因“{cause}”要的材料，没有保存。请去掉这份材料，原因选错了的换原因。"
    ),
    "claim_materials_missing": "材料清单还缺：{materials}。没有保存，备齐后勾上再报。",
    "claim_text_long": "有一处写了 {length} 个字，最多 {most} 个。内容还在，没有保存，请写短一些。",
    "claim_withdrawn": "申请 {claim_no} 已由银行撤回，不用审核，没有保存。",
    "claim_paid_already": "申请 {claim_no} 已经付款，意见不再更改，没有保存。付错的用冲正。",
    "claim_not_verified": (
        "申请 {claim_no} 现在是“{standing}”，要县农业农村部门核实无误后才能付款，没有登记。"
    ),
    "claim_cause_unverified": (
        "丧失还款能力还没有核实，不能记“核实无误”，没有保存。核实后勾上“已核实”；不属实的退回。"
    ),
    "claim_refused": (
        "申请 {claim_no} 不符合启动条件，不能记“核实无误”，没有保存。请退回并写明原因。"
    ),
    "claim_figures_differ": (
        "银行算的基金承担 {share} 元，这里按现行政策算是 {ours} 元，对不上，没有保存。请退回让银行"
        "重新申报。"
    ),
    "review_needs_grounds": (
        "这个申请有需要县里核实的情况（见“核对”），记“核实无误”要写明意见和文号，没有保存。"
    ),
    "review_day_wrong": (
        "审核日期不对：不能早于申请日（{first}），也不能晚于今天。没有保存，请改日期。"
    ),
    "return_reason_missing": "退回要选原因并写明缺什么。没有保存，请补上。",
    "payment_above_claim": (
        "付 {amount} 元超过了还没付的 {left} 元（基金应承担 {share} 元），没有登记。请改金额。"
    ),
    "pay_day_wrong": ("日期不对：不能早于 {first}，也不能晚于今天。没有登记，请改日期。"),
    "entry_without_reference": ("每一笔都要有依据：凭证号、文号或来源没有填，没有登记。请填上。"),
    "entry_twice": (
        "凭证 {voucher_no} 的同一笔钱已经登记过（{entry_no}），没有再登记。另一笔请填它自己的凭证"
        "号。"
    ),
    "entry_day_wrong": "日期不能晚于今天。没有登记，请改日期。",
    "entry_unknown": "专户流水里没有 {entry_no}。没有登记，请核对编号。",
    "entry_is_counter": "{entry_no} 本身是 {first} 的冲正，不能再冲，没有登记。请重新记一笔。",
    "entry_countered": "{entry_no} 已经冲正过，没有再登记。",
    "fund_below_zero": (
        "付 {amount} 元后专户会不够：{day} 起可付的最多 {balance} 元，没有登记。可以先付一部分，或"
        "等存入。"
    ),
    "fund_kind_wrong": (
        "手工只登记“存入”和“利息”，不能登记“{kind}”（付款和追回自动记账）。没有登记，请改种类。"
    ),
    "fund_offices_only": (
        "风险补偿金专户由县农业农村部门专账管理（四（四）），这台电脑不显示流水和余额。本行申请的"
        "付款和追回入账在申请里看。"
    ),
    "recovery_nothing_paid": (
        "申请 {claim_no} 还没有代偿，追回的钱不用退专户，没有登记。先归还贷款。"
    ),
    "recovery_above_loss": (
        "追回 {amount} 元超过了已补偿的损失：损失 {loss} 元，还可登记 {left} 元，没有登记。超出的"
        "不属于补偿款。"
    ),
    "recovery_twice": (
        "凭证 {voucher_no} 同一天的同一笔追回已经登记过（{recovery_no}），没有再登记。另一笔请填它"
        "自己的凭证号。"
    ),
    "recovery_day_wrong": (
        "追回日期不对：不能早于代偿日（{first}），也不能晚于今天。没有登记，请改日期。"
    ),
    "recovery_unknown": "没有编号为 {recovery_no} 的追回记录。没有改动，请核对编号。",
    "recovery_booked": "追回 {recovery_no} 已经入账，没有再登记。",
    "recovery_struck": "追回 {recovery_no} 已经冲销，没有再登记。",
}

_UNREAD: dict[str, str] = {
    "claim_cause_unknown": (
        "这份申请的原因是较新的程序写的，这里读不懂，材料清单只列了都要有的。请先升级程序，再审核。"
    ),
    "claim_spells_unread": "以前逾期的起止日读不懂，没有算进去，请向银行核对。",
}

MECHANISM: dict[str, str] = {
    "fund": "已设立风险补偿金：{document}，{day} 起。",
    "none": ("本县未设立风险补偿金（{document}，{day} 起），不能申请补偿，下面各项都不办理。"),
    "guarantee": (
        "本县由农业担保分担风险（{document}，{day} 起），没有风险补偿金，不能在这里申请补偿。"
    ),
    "": (
        "县里还没有登记有没有风险补偿金，现在不能申请补偿。由县里在设置的参数里填“风险补偿机制”和"
        "文件依据。"
    ),
}
"""What stands above everything else; one clear sentence where there is no fund."""

_STEPS: dict[str, str] = {
    "principal": "逾期本金",
    "interest": "合同利息（不含罚息）",
    "loss": "损失 = 本金 + 合同利息",
    "loss_principal": "损失 = 本金（县里定的口径）",
    "first_part_only": "旧合同只算 5 万元以内的本金",
    "fund_share": "风险补偿金承担 = 损失的 {percent}%，四舍五入到分",
    "bank_share": "银行承担 = 损失减去风险补偿金承担",
    "deadline": "从逾期第一天 {since} 起 6 个月，最迟 {day}",
    "paid": "已代偿",
    "left": "还没付",
    "recovered": "追回",
    "to_fund": "退回专户（按分担比例，最多退到已代偿的数）",
    "kept": "银行留存",
}

MATERIALS_NOTE = "清单按补偿表附件列，政策没有写明材料；县实施细则另有要求的从其要求（五（一））。"
PROCESS_NOTE = "县农业农村部门核实、县财政付款的先后以县实施细则为准（五（一））。"
DECIDES = "程序只核对条件和算数，是否补偿由县里决定。"
NO_SERIES = (
    "两项不良率是银行填的报表数。银行清单只说现在的状态，程序没有留各乡镇过去各季的逾期和不良，"
    "不给本季、上季、同期的对比，也不据此提示增速（四（三））。"
)
"""What the gate of bad loans does not know."""
NOT_NAMED = "（没有写含不含 3）"

_TOLERANCE = (
    "帮扶小额信贷不良率 {product}%，本行各项贷款不良率 {bank}%，相差 {difference} 个百分点；界限 {"
    "limit} 个百分点"
)
_TOLERANCE_OPEN = "两项不良率还没有填全，容忍度没有核对。"
_READINGS = {
    (True, True): "两份文件的写法都在容忍度以内。",
    (True, False): (
        "正好在界限上：总体意见写“3 个百分点（含）以内”算在内，本地通知只写“3 个百分点以内”没说含"
        "不含。按“含”算在内。"
    ),
    (False, False): "两份文件的写法都超出容忍度，不能直接补偿，由县里核实决定。",
}
_SOURCES = "依据：{limit}（3 个百分点以内）；{other}（3 个百分点（含）以内）"


def unread(flags: Iterable[str]) -> list[str]:
    """What of a claim could not be read here, as sentences."""
    return [_UNREAD[one] for one in flags if one in _UNREAD]


def below_zero(day: object) -> str:
    """That more was paid from the fund than was in it, since when."""
    return f"{day} 起专户流水余额小于零：几处各自登记了付款，请查明，多付的用冲正改回。"


def step(code: str, params: Mapping[str, object] | None = None) -> str:
    """One step of how a figure came about, in words."""
    return _STEPS.get(code, code).format(**(params or {}))


def mechanism(kind: str, document: str, day: object) -> str:
    """What the county has for bad loans, as one sentence."""
    return MECHANISM.get(kind, MECHANISM[""]).format(document=document, day=day or "")


def tolerance(
    product: str, bank: str, difference: str, limit: str, *, inside: bool | None, strictly: bool
) -> str:
    """The gate of bad loans with what each of the two texts says of it."""
    if inside is None:
        return _TOLERANCE_OPEN
    told = _TOLERANCE.format(product=product, bank=bank, difference=difference, limit=limit)
    return f"{told}。{_READINGS[(inside, strictly)]}"


def sources(refs: tuple[str, ...]) -> str:
    """The clauses behind the gate, each with what it writes."""
    limit, *other = refs or ("",)
    return _SOURCES.format(limit=limit, other="、".join(other))


def clock(days: int | None, deadline: object) -> str:
    """How long there is until the last day; nothing where there is none."""
    if days is None:
        return ""
    if days < 0:
        return f"已超期 {-days} 天（最迟 {deadline}）"
    return f"今天是最后一天（{deadline}）" if days == 0 else f"还有 {days} 天（最迟 {deadline}）"
