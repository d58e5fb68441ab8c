"""The words of the policy rules: faults, findings, conditions, facts, and what to do next."""

from __future__ import annotations

from desktop.texts.policy import DATES, FORCES, PARAMETERS, UNITS

__all__ = [
    "DATES",
    "EQUATION",
    "FACTS",
    "FIGURES",
    "FINDINGS",
    "FORCES",
    "LESS",
    "NEXT",
    "PARAMETERS",
    "PART",
    "RULES",
    "STEP",
    "TEXTS",
    "UNITS",
]

TEXTS: dict[str, str] = {
    "bad_json": "这一行不是完整的 JSON 对象，没有计算；其他行照常回答。请检查引号、逗号和大括号。",
    "missing_field": "这一行缺必填字段“{field}”，没有计算；其他行照常回答。请补上后再试。",
    "unknown_field": "这一行有不认识的字段“{field}”，没有计算；其他行照常回答。请检查拼写或删去。",
    "bad_value": (
        "字段“{field}”的值不能用（应为：{form}），这一行没有计算；其他行照常回答。请改正后再试。"
    ),
    "fact_impossible": "“{fact}”不可能成立，没有核对，其他内容不变。请对照证件或合同改正。",
    "clause_unknown": "没有找到条款“{document} {item}”，内容没有变化。请到“政策”页查看现有文件。",
    "amount_beyond_words": (
        "金额 {amount} 元写不成大写：大写只写零到九千九百九十九亿多元。没有打印，请核对金额。"
    ),
    "amount_form": "金额“{value}”写法不对，没有采用。请写成 50000.00 这样的两位小数。",
    "rate_form": "利率或比例“{value}”写法不对，没有采用。请写成 3.60 这样的百分数。",
    "pack_not_toml": (
        "政策文件 {file} 读不出来（{where}），没有采用，现用政策不变。请换回正确的文件。"
    ),
    "pack_key_missing": (
        "政策文件 {file} 的“{table}”缺“{key}”，没有采用，现用政策不变。请补上后再试。"
    ),
    "pack_key_unknown": (
        "政策文件 {file} 的“{table}”有不认识的“{key}”，没有采用，现用政策不变。请检查拼写。"
    ),
    "pack_value_wrong": (
        "政策文件 {file} 的“{table}”里“{key}”写法不对（应为：{form}），没有采用，现用政策不变。"
        "请改正。"
    ),
    "pack_word_unknown": (
        "政策文件 {file} 的“{table}”里“{key}”用了不认识的“{word}”（可用：{form}），没有采用，现"
        "用政策不变。请改正。"
    ),
    "pack_name_twice": (
        "政策文件 {file} 的“{table}”里“{key}”与别处重名（{name}），没有采用，现用政策不变。请改"
        "名或删去一处。"
    ),
    "pack_source_unknown": (
        "政策文件 {file} 的“{table}”指的原文 {source} 不在旁边，没有采用，现用政策不变。请把原"
        "文放回。"
    ),
    "pack_source_changed": (
        "政策原文 {source} 与文件 {file}（“{table}”的“{key}”）登记的校验码不一致，没有采用，现"
        "用政策不变。请换回未改动的原文。"
    ),
    "pack_clause_changed": (
        "政策文件 {file} 的“{table}”里，条款 {item} 的“{key}”与原文 {source} 不一致，没有采用，"
        "现用政策不变。请照原文改回。"
    ),
    "pack_clause_unknown": (
        "政策文件 {file} 的“{table}”里“{key}”引用的条款“{item}”找不到，没有采用，现用政策不变。"
        "请改正引用。"
    ),
    "pack_dates_gap": (
        "政策文件 {file} 的“{table}”在 {day} 起有一段日期没有规定（“{key}”），没有采用，现用政"
        "策不变。请补上日期。"
    ),
    "pack_dates_overlap": (
        "政策文件 {file} 的“{table}”在 {day} 起日期重叠（“{key}”），没有采用，现用政策不变。请"
        "改正日期。"
    ),
    "pack_layer_unknown": (
        "政策文件 {file} 的“{table}”里“{key}”指的上级政策 {over} 不存在，没有采用，现用政策不变"
        "。请改正。"
    ),
    "pack_loosened": (
        "政策文件 {file} 的“{table}”里“{key}”放宽了上级规定（{clause}），没有采用，现用政策不变"
        "。下级只能补充、收紧或填空，请改正。"
    ),
    "pack_fill_refused": (
        "政策文件 {file} 的“{table}”里“{key}”不是上级留给本级填的数（可填：{form}），没有采用，"
        "现用政策不变。请改正。"
    ),
    "pack_rule_unknown": (
        "政策文件 {file} 的“{table}”里“{key}”不是上级已有的条件（现有：{form}），没有采用，现用"
        "政策不变。请改正。"
    ),
    "pack_reading_unknown": (
        "政策文件 {file} 的“{table}”里“{key}”指的待明确事项“{question}”没有登记，没有采用，现用政策"
        "不变。请改正编号，或在 questions.toml 里补上这一条。"
    ),
    "pack_rule_too_wide": (
        "政策文件 {file} 的“{table}”里“{key}”一次比较的情况太多（超过 {most} 种），无法核对有没有放"
        "宽上级规定，没有采用，现用政策不变。请拆成几条。"
    ),
    "pack_force_exceeded": (
        "政策文件 {file} 的“{table}”把“原则上”的条件写成了“{word}”（“{key}”），没有采用，现用政"
        "策不变。原则性条件最多到需人工核实，请改正。"
    ),
}

RULES: dict[str, str] = {
    "policy_pack": "适用的政策",
    "on_roster": "在帮扶名单内（以户为单位）",
    "needs_continued_support": "监测对象，或需要继续帮扶的脱贫户",
    "id_match": "证件号与名单一致",
    "civil_capacity": "完全民事行为能力",
    "age": "年龄（原则 18—65 周岁）",
    "credit_conclusion": "无重大不良信用记录",
    "bank_rating": "银行评级授信",
    "need_real": "真实的生产经营融资需求",
    "skill_repay": "劳动生产技能和还款能力",
    "purpose": "用途属发展生产",
    "industry": "产业项目符合法律法规和国家政策",
    "guarantee": "免担保",
    "amount_household_cap": "金额不超过上限，全户合计",
    "term": "期限不超过上限",
    "area_suspended": "本区域没有暂停发放",
    "double_product": "户内没有未结清的旧产品贷款",
    "large_need": "5 万元以上部分：大额生产经营支出登记",
    "lender": "由本乡镇主责任银行办理",
    "renewal_again": "原贷款已还清，按新申请办理",
    "renewal_quota": "续贷或展期合计 1 次",
    "renewal_roster": "到期时仍在帮扶名单内",
    "renewal_overdue": "申请时没有逾期",
    "renewal_transition": "过渡期内发放、过渡期后到期",
    "renewal_term": "续贷 3 年以内；展期不超过规定期限",
    "renewal_conditions": "符合帮扶小额信贷条件",
    "renewal_area": "本区域没有暂停发放（续贷）",
    "renewal_area_again": "本区域没有暂停发放（新申请）",
    "no_downgrade_lawful": "依法合规（不因续贷单独下调分类）",
    "no_downgrade_operating": "持续经营（不因续贷单独下调分类）",
    "no_downgrade_credit": "信用良好（不因续贷单独下调分类）",
    "no_downgrade_evasion": "无欠息逃废债等不良行为（不因续贷单独下调分类）",
    "claim_renewable": "不符合续贷、展期或追加贷款条件",
    "claim_cause": "丧失还款能力已核实",
    "claim_overdue": "逾期没有间断，也没有还上",
    "claim_use": "没有资金用途偏离",
    "claim_tolerance": "不良率在容忍度以内",
    "claim_fund": "风险补偿金够付",
    "claim_deadline": "6 个月内办结",
    "claim_trigger": "逾期天数已到（县里现行机制）",
    "claim_topup": "旧合同 5 万元以内部分",
}

FINDINGS: dict[str, str] = {
    "pack_window": "在新旧政策交接的日期内，适用哪份文件需人工确认。",
    "no_pack": "这一天没有可适用的政策文件，需人工确认。",
    "pack_record_only": "2021 年以前的扶贫小额信贷，只登记，需人工复核。",
    "pack_parameter_missing": "县里还没有填写需要的参数，暂不能计算。",
    "fact_missing": "有事实还没有问到。",
    "not_on_roster": "名单里没有这个人。帮扶小额信贷只面向名单内的户。",
    "support_not_needed": "不是监测对象，也不是需要继续帮扶的脱贫户。",
    "risk_cleared": "监测对象的风险已消除，是否仍属支持对象需核实。",
    "support_flag_missing": "名单没有标注是否需要继续帮扶。",
    "id_mismatch": "证件号与名单上的不一致。",
    "id_checkdigit_invalid": "身份证号最后一位对不上，请对照证件再看一遍。",
    "id_duplicate_in_roster": "名单里有两户登记了同一个证件号。",
    "civil_capacity_lacking": "不具有完全民事行为能力。",
    "age_under_18": "未满 18 周岁。",
    "age_over_principle": "年龄原则上应在 18—65 周岁。本项由银行决定，请说明情况。",
    "credit_conclusion_pending": "银行还没有给出信用结论。",
    "credit_conclusion_bad": "银行结论为有重大不良信用记录。",
    "bank_rating_pending": "银行评级授信还没有做完。",
    "need_not_real": "银行认定没有真实的生产经营融资需求。",
    "skill_repay_lacking": "银行认定缺劳动生产技能或还款能力。",
    "use_prohibited_wedding": "用途涉及结婚，属于非生产性支出，不能使用帮扶小额信贷。",
    "use_prohibited_house": "用途涉及建房，属于非生产性支出，不能使用帮扶小额信贷。",
    "use_prohibited_wealth": "用途涉及理财，不能使用帮扶小额信贷。",
    "use_prohibited_household_goods": (
        "用途涉及购置家庭用品，属于非生产性支出，不能使用帮扶小额信贷。"
    ),
    "use_prohibited_shareholding": "用途涉及入股分红，资金不能交由企业或其他组织使用。",
    "use_prohibited_relending": "用途涉及转贷，资金不能交由他人使用。",
    "use_prohibited_quota_swap": "用途涉及指标交换，资金不能交由企业或其他组织使用。",
    "use_mixed_production_household": "生产与生活用途混在一起，需分开核实。",
    "industry_not_allowed": "产业项目不符合法律法规或国家政策。",
    "industry_regulated": "属于受管理的行业，需核实是否允许经营。",
    "guarantee_required": "要求了担保。帮扶小额信贷免担保。",
    "amount_over_product_cap": "超过政策规定的金额上限，不在帮扶小额信贷范围内。",
    "amount_over_household_cap": "加上户内未结清的，全户合计超过政策规定的金额上限。",
    "term_over_36_months": "期限超过政策规定的上限，不在帮扶小额信贷范围内。",
    "area_suspended": "本区域已暂停发放。",
    "mixed_product_household_total": "户内还有未结清的旧产品贷款，需一并核实。",
    "large_need_not_recorded": (
        "5 万元以上部分申请贴息，需要有大额生产经营支出。请补充用途和凭据，或按 5 万元申报。"
    ),
    "downgrade_lawful": "没有做到依法合规，风险分类由银行按规定评定。",
    "downgrade_operating": "没有持续经营，风险分类由银行按规定评定。",
    "downgrade_credit": "信用不算良好，风险分类由银行按规定评定。",
    "downgrade_evasion": "有欠息、逃废债等不良行为，风险分类由银行按规定评定。",
    "lender_not_main_bank": "办理银行不是本乡镇主责任银行。",
    "interest_not_fully_paid": "名单截止时还没有足额付息：先全额付息，后贴息；转入下一批。",
    "no_interest_days": "本期没有计息日。",
    "calculator_only": "创业担保贷款只作测算，不进贴息名单。",
    "bank_interest_mismatch": "银行入账的利息与测算不一致，先挂起。",
    "bank_claim_mismatch": "银行申报的贴息与测算不一致，先挂起。",
    "double_subsidy_suspect": "疑似在别的财政贴息里也申报了，先挂起。",
    "use_deviation": "有资金用途偏离的发现，查清前先挂起。",
    "interest_payment_unknown": "还不知道利息付没付、哪天付的，先挂起。",
    "interest_paid_late": "结息日以后、名单截止以前付的息，是否列入需确认。",
    "rate_changed_in_contract": "银行文件的利率与合同利率不同。合同期内利率应保持不变。",
    "matured_unpaid": "本期内到期仍有余额；只算到到期日前一天，需确认。",
    "tier_basis_open": "余额已低于本金，分档按余额还是按本金没有写明，按余额计算。",
    "household_cap_shared": "全户共用一个贴息额度，先放款的先占用。",
    "legacy_share_lapsed": "旧政策的贴息比例表已到期，沿用最后一档，需确认。",
    "rate_over_lpr": "合同利率高于签订时的 LPR，文件没有写明怎么贴，两种算法都列出。",
    "local_share_unconfirmed": "县里还没有确认地方贴息比例，先只算中央部分。",
    "local_base_open": "地方贴息算到多少金额，县里还没有确认。",
    "renewal_quota_used": "已续贷或展期 1 次，不能再办理。还清后符合条件可再次申请。",
    "off_roster_at_maturity": (
        "已调出名单：未到期的原贷款不追溯调整；到期后仍有需求的转为农户贷款。"
    ),
    "matured_inside_transition": "过渡期内已到期，不能按新通知续贷或展期。",
    "issued_outside_transition": "不是过渡期内发放的，能否续贷或展期需核实。",
    "extension_exceeds_original_term": "展期比原期限还长。",
    "extension_exceeds_product_term": "原期限加展期超过 3 年，可改办续贷。",
    "conditions_not_met": "目前不符合政策条件。",
    "conditions_need_review": "政策条件有需要核实的地方。",
    "overdue_at_renewal": "申请时已逾期，按银行规定核实。",
    "new_application": "原贷款已还清，按新的申请办理，不算续贷。",
    "still_renewable": "仍符合续贷、展期或追加贷款条件，不能启动补偿。",
    "npl_over_tolerance": "不良率超过容忍度，不能直接补偿，需核实。",
    "claim_deadline_passed": "已过 6 个月的办结期限，需核实。",
    "overdue_restarted": "中间还清过又逾期，起算日需核实。",
    "fund_insufficient": "风险补偿金余额不够。",
    "legacy_topup_excluded": "旧政策 5 万元以上部分不补偿，已扣除，需核实。",
    "cause_not_verified": "丧失还款能力还没有核实。",
    "trigger_not_reached": "逾期时间还不够，或已经还上。",
    "fund_below_minimum": "风险补偿金低于贷款余额的 1/16。",
}

FACTS: dict[str, str] = {
    "region": "县区",
    "applied_on": "申请日期",
    "on_roster": "在册情况",
    "relation_to_head": "与户主关系",
    "household_type": "户类型",
    "monitor_category": "监测类别",
    "risk_cleared": "风险是否消除",
    "needs_continued_support": "是否需要继续帮扶",
    "id_number": "证件号码",
    "roster_id_number": "名单上的证件号码",
    "id_duplicate_in_roster": "名单内证件号是否重复",
    "civil_capacity": "完全民事行为能力",
    "credit_conclusion": "银行信用结论",
    "bank_rating_done": "评级授信是否完成",
    "need_real": "融资需求是否真实",
    "skill_repay": "劳动技能和还款能力",
    "purpose_code": "用途类别",
    "purpose_text": "用途说明",
    "industry_class": "产业类别",
    "guarantee_type": "担保方式",
    "applied_amount": "申请金额",
    "live_bfxe_balance": "全户未结清的帮扶小额信贷余额",
    "live_tpxe_balance": "全户未结清的脱贫人口小额信贷余额",
    "drawn_on": "计划放款日",
    "maturity_on": "计划到期日",
    "area_suspended": "本区域是否暂停发放",
    "large_need_recorded": "大额生产经营支出登记",
    "bank_id": "办理银行",
    "main_bank_id": "主责任银行",
    "interest_paid": "已付利息",
    "paid_on": "付息日期",
    "prior_count": "已续贷展期次数",
    "months": "申请期限（月）",
    "eligibility": "政策条件核对结果",
    "overdue": "是否逾期",
    "lawful": "依法合规",
    "operating": "持续经营",
    "credit_good": "信用良好",
    "no_evasion": "无欠息逃废债等不良行为",
    "renewable": "是否还能续贷、展期或追加贷款",
    "claimed_on": "补偿申请日",
    "cause_verified": "丧失还款能力是否核实",
    "overdue_since": "从哪天起逾期",
    "npl_product": "帮扶小额信贷不良率",
    "npl_bank": "银行各项贷款不良率",
    "fund_balance": "风险补偿金余额",
    "overlay_from": "市级方案起始日（县里填）",
    "legacy_share": "旧政策贴息比例表（县里填）",
    "lpr_table": "LPR 表",
    "local_share": "地方贴息比例（县里填）",
    "local_base_limit": "地方贴息计算上限（县里填）",
    "fund_ratio": "风险补偿金分担比例（县里填）",
    "trigger_days": "启动补偿的逾期天数（县里填）",
}

_ROSTER = "问县农业农村部门，看最新名单。"
_BANK = "由银行调查、查询后填写。"
_COUNTY = "由县里按实施细则填写并确认。"

NEXT: dict[str, str] = {
    # 还没有问到的事实：谁有、看什么
    "on_roster": _ROSTER,
    "relation_to_head": "看户口簿和名单。",
    "household_type": _ROSTER,
    "monitor_category": _ROSTER,
    "risk_cleared": _ROSTER,
    "needs_continued_support": _ROSTER,
    "id_number": "看申请人身份证。",
    "roster_id_number": _ROSTER,
    "id_duplicate_in_roster": "重新导入名单后由程序核对。",
    "civil_capacity": "由银行面谈核实，必要时看监护或鉴定材料。",
    "credit_conclusion": "由银行查询征信后填写结论，不要录入征信报告。",
    "bank_rating_done": "由银行完成评级授信后填写。",
    "need_real": _BANK,
    "skill_repay": _BANK,
    "purpose_code": "当面问清用途，看经营场所和用款计划。",
    "purpose_text": "当面问清用途，写一句话。",
    "industry_class": "看经营项目和许可证件。",
    "guarantee_type": "看合同拟定的担保方式，应为信用。",
    "applied_amount": "看申请表。",
    "live_bfxe_balance": "由银行查询全户在各家银行的余额。",
    "live_tpxe_balance": "由银行查询全户在各家银行的余额。",
    "drawn_on": "看申请表或合同草稿。",
    "maturity_on": "看申请表或合同草稿。",
    "area_suspended": "看“暂停发放”里的文件；没有记录的，问金融监管部门或上级行。",
    "large_need_recorded": "看购置合同、发票或建设计划，由银行登记。",
    "interest_paid": "由银行查询付息流水。",
    "paid_on": "由银行查询付息流水。",
    "prior_count": "看原合同和续贷展期登记。",
    "months": "看申请表。",
    "eligibility": "先做一次政策条件核对。",
    "overdue": "由银行查询还款流水。",
    **dict.fromkeys(("lawful", "operating", "credit_good", "no_evasion"), _BANK),
    "renewable": "由银行核实是否还能续贷、展期或追加贷款。",
    "claimed_on": "看补偿申请表。",
    "cause_verified": "看死亡证明、病历等，由县农业农村部门核实。",
    "use_deviation": "看这笔贷款的贷后检查：疑点写明措施和理由了结以后，重新测算。",
    "npl_product": "由银行按报表填写并注明口径。",
    "npl_bank": "由银行按报表填写并注明口径。",
    "fund_balance": "看风险补偿金专户对账单。",
    "overlay_from": _COUNTY,
    "legacy_share": _COUNTY,
    "lpr_table": "按公布的报价填写并由县里核对。",
    "local_share": _COUNTY,
    "local_base_limit": _COUNTY,
    "fund_ratio": _COUNTY,
    "trigger_days": _COUNTY,
    # 已经有的发现：下一步怎么办
    "not_on_roster": "可向县农业农村部门核实名单，或了解农户贷款。",
    "support_not_needed": "可向县农业农村部门核实标注，或了解农户贷款。",
    "support_flag_missing": "请县农业农村部门补标注。",
    "id_mismatch": "对照身份证，核实后由县里更正名单。",
    "id_checkdigit_invalid": "对照身份证原件重录。",
    "age_under_18": "可由家庭其他成员申请。",
    "age_over_principle": "写明身体和经营情况，由银行决定。",
    "credit_conclusion_pending": "由银行查询征信后填写。",
    "bank_rating_pending": "由银行完成评级授信。",
    "use_mixed_production_household": "把生活部分去掉，只就生产部分申请。",
    "industry_regulated": "请提供许可证件，由银行核实。",
    "guarantee_required": "去掉担保要求。",
    "amount_over_product_cap": "减到上限以内，或了解农户贷款。",
    "amount_over_household_cap": "减少金额，使全户合计不超过上限。",
    "term_over_36_months": "把到期日改到上限以内。",
    "mixed_product_household_total": "由银行一并核实旧贷款的余额和到期日。",
    "large_need_not_recorded": "请补充用途和凭据，或按 5 万元申报。",
    "interest_not_fully_paid": "提醒足额付息，转入下一批。",
    "bank_interest_mismatch": "与银行核对天数、利率和余额变动。",
    "bank_claim_mismatch": "请银行按上限改正申报数。",
    "double_subsidy_suspect": "由农业农村和财政部门确定用哪一项。",
    "renewal_quota_used": "还清后再次申请，或了解农户贷款。",
    "off_roster_at_maturity": "到期后转为农户贷款。",
    "extension_exceeds_product_term": "改办续贷。",
    "overdue_at_renewal": "先还清欠款，或由银行按规定核实。",
    "still_renewable": "先办续贷、展期或追加贷款。",
    "fund_insufficient": "先付专户现有余额，其余报县里补足。",
    "trigger_not_reached": "到期限后再申请。",
}

FIGURES: dict[str, str] = {
    "interest": "利息",
    "central": "中央",
    "central_t1": "中央（5 万元以内）",
    "central_t2": "中央（5 万元以上）",
    "province": "省级",
    "province_t1": "省级",
    "local": "地方",
    "subsidy": "财政贴息",
    "borrower": "自付",
}

# 对客大字和手工验算：各部分用“ + ”连起来
EQUATION = "您付利息 {interest} = {parts}"
PART = "{name} {amount}"
STEP = "{amount} 元 \u00d7 {rate}% \u00d7 {days} 天 ÷ {basis}"
LESS = "减去已算的 {amount}"
