"""Sentences about roster versions, loans and people on no roster."""

from __future__ import annotations

from desktop.words import words

TEXTS: dict[str, str] = {
    "todo_unknown": "名单变动里没有“{todo}”这一件事。没有改动，请刷新后再看。",
    "todo_done_already": "这件事 {officer} 已在 {day} 办结。没有再记，要改请先撤回。",
    "todo_not_done": "这件事还没有记办结，没有可撤回的。没有改动。",
    "todo_day_wrong": "办结日期应在 {first} 到今天之间。没有保存，请改日期。",
    "own_field_unknown": "补充里没有“{field}”这一项。没有保存，可填的有：{known}。",
    "field_too_long": "“{field}”要写在一行内，最多 {most} 个字。没有保存，请写短一些。",
    "phone_wrong": "电话应是 11 位手机号，或带区号的座机。没有保存，请核对号码。",
    "id_number_wrong": "证件号码不对：应是 18 位，最后一位校验要合。没有保存，请照证件再输一次。",
    "village_needed": "请写明是哪个村。没有保存。",
    "township_needed": "本机有几个乡镇，请写明是哪个乡镇。没有保存。",
    "day_in_future": "日期不能晚于今天。没有保存，请改日期。",
    "walk_in_twin": (
        "可能已经有了：{name}（{number}）{by}相同，共 {count} 处相像。没有保存；"
        "请先核对，确实是另一个人再照样记。"
    ),
    "walk_in_unknown": "没有编号为 {walk_in_no} 的名单外记录。没有改动，请核对编号。",
    "walk_in_linked": "这条记录已关联 {household_no}。没有改动，要换请先撤销关联。",
    "walk_in_not_linked": "这条记录没有关联任何户，没有可撤销的。没有改动。",
    "walk_in_not_merged": "这条记录没有与别的记录合并，没有可取消的。没有改动。",
    "walk_in_is_shown": (
        "{walk_in_no} 是合并后显示的那一条，并进来的是 {others}。没有改动；要分开，"
        "请写并进来的那一条的编号。"
    ),
    "walk_in_same": "这两条本来就是同一条，或已经合并。没有改动，请另选一条。",
    "walk_in_merge_linked": (
        "两条记录归到的户不一样（{kept}、{other}）。没有合并；请先取消其中一条的归户，再合并。"
    ),
    "walk_in_merge_differs": (
        "两条记录的身份证号不一样，像是两个人。没有合并；确实是同一个人（有一个号记错了）再照样合并。"
    ),
    "birth_date_differs": "出生日期与身份证号不一致，按身份证是 {born}。没有保存，请改一下。",
    "birth_in_future": "出生日期不能晚于今天。没有保存，请改日期。",
    # under a field, while the form is open
    "typed_id_length": "身份证号应为 18 位，现在是 {length} 位。",
    "typed_id_form": "身份证号应是 17 位数字加一位数字或 X，请对照证件再看一遍。",
    "typed_id_digit": "身份证号最后一位对不上，请对照证件再看一遍。",
    "typed_id_day": "身份证号里的出生日期不存在，请对照证件再看一遍。",
    "typed_birth_differs": "出生日期与身份证号不一致，按身份证是 {born}。",
    "typed_birth_future": "出生日期不能晚于今天。",
    "typed_phone": "电话应是 11 位手机号，或带区号的座机；几个号码用空格隔开。",
    "typed_long": "最多 {most} 个字，现在 {length} 个，请写短一些。",
    "typed_name": "请写姓名。",
    "typed_village": "请写是哪个村。",
    "typed_met_future": "见面日期不能晚于今天。",
    "not_on_roster": (
        "名单里没有这个人。帮扶小额信贷只面向名单内的户（晋一(一)、晋四(一)）。可向县农业农村部门核实"
        "名单，或了解农户贷款。"
    ),
    "roster_twin": (
        "{member} 的身份证号在另一户也有：{others}。名单由县里掌握，这里不能合并；"
        "请核实这个人属于哪一户，报县里核实改名单。"
    ),
    "loan_ambiguous": (
        "有 {n} 笔贷款的编号以 {loan_no} 结尾，认不出是哪一笔。没有改动，请多写几位，或写整个借据"
        "号。"
    ),
    "loan_unknown": "没有编号为 {loan_no} 的贷款。没有改动，请核对借据号。",
    "loan_state_unknown": "贷款没有“{state}”这种状态。没有列出，请换一个条件。",
    "loan_renewals_unknown": "续贷展期没有“{renewals}”这种情况。没有列出，请换一个条件。",
    "days_invalid": "天数应是 0 到 {most} 之间的整数。没有列出，请改一下。",
    "household_still_listed": "{household_no} 现在在册，没有调出。没有打印，请核对户编号。",
    "nobody_left": "名单版本 {version} 没有调出的户，或调出的户都已回到名单。没有打印。",
}

BANK_DECIDES = "以上是政策条件的核对，是否办理由银行依法自主决策。"

WHY: dict[str, str] = {
    "visit": "新进名单，上门告知政策。",
    "notice": "有未到期贷款：原贷款不追溯调整，把名单调整告知书送到户。",
    "farmer_loan": "原贷款到期后仍有融资需求的，及时转为农户贷款。",
    "inform": "没有未到期贷款，告知名单变动即可。",
    "death": "名单显示有人去世：先核实；是借款人的，暂停贴息付款，凭继承人材料处理。",
    "link": "分户或合户：贷款留在原户名下，核对两户的关系。",
    "recheck": "姓名、证件号码或帮扶条件变了，重新核对。",
}
"""What each consequence means."""

QUALITY: dict[str, str] = {
    "id_check_digit": "照身份证核对，报县里改名单。改好前不能自动对上。",
    "id_form": "照身份证核对，报县里补全。",
    "id_missing": "上门核对身份证，报县里补上。",
    "id_no_such_day": "照身份证核对，报县里改名单。",
    "id_two_households": "核实这个人属于哪一户，报县里改名单。",
    "id_twice_in_household": "核实是不是重复登记，报县里改名单。",
    "birth_differs": "照身份证核对，报县里改名单。",
    "sex_differs": "照身份证核对，报县里改名单。",
    "age_over_120": "核实是否健在、日期是否登错。",
    "born_after_list": "核对出生日期，报县里改名单。",
    "head_held": "导入时这一行待改：县里改好错误行再导入，户主就回来。",
    "member_held": "导入时这一行待改：县里改好错误行再导入，这个人就回来。",
    "no_head": "问清谁是户主，报县里补上。",
    "two_heads": "问清谁是户主，报县里改名单。",
    "head_name_differs": "问清谁是户主，报县里改名单。",
    "member_count_differs": "核对有没有漏登或多登的人。",
    "village_empty": "补上所在的村，否则排不进走访。",
    "division_form": "应是本乡镇的 12 位代码，报县里改名单。",
    "phone_form": "上门时问清，记在自己的补充里。",
    "name_missing": "照证件补上，报县里改名单。",
}
"""What to do about what is wrong with a roster."""

_FIELDS: dict[str, str] = {
    "member": "成员",
    "name": "姓名",
    "id_number": "证件号码",
    "relation_to_head": "与户主关系",
    "sex": "性别",
    "birth_date": "出生日期",
    "phone": "电话",
    "alive": "是否在世",
    "died_on": "去世日期",
    "head_name": "户主姓名",
    "household_phone": "户联系电话",
    "household_type": "户类型",
    "monitor_category": "监测对象类别",
    "needs_continued_support": "需要继续帮扶",
    "risk_cleared": "风险是否消除",
    "risk_cleared_on": "风险消除时间",
    "risk_identified_on": "风险识别时间",
    "first_identified_on": "首次识别时间",
    "member_identified_on": "人员识别时间",
    "member_count": "家庭人口",
    "admin_village": "行政村",
    "natural_village": "自然村",
    "group_no": "组",
    "division_code": "区划代码",
    "township": "乡镇",
    "county": "县",
    "poverty_exit_year": "脱贫年度",
    "per_capita_net_income_fen": "人均纯收入",
    "relocated": "是否易地搬迁",
    "resettlement_area": "安置区",
    "risk_cause": "致贫原因",
    "health_status": "健康状况",
    "labour_skill": "劳动技能",
    "ethnicity": "民族",
    "education": "文化程度",
    "originals": "表上的写法",
}

_YES_NO = frozenset({"alive", "relocated"})
_OUTCOMES = {
    "open": "银行规定办理",
    "allowed": "未见不符合项",
    "needs_review": "需人工核实",
    "not_allowed": "目前不符合",
}


def field(name: str) -> str:
    """The name of a field of a roster."""
    return _FIELDS.get(name, name)


def shown(name: str, value: str) -> str:
    """A value of a roster's field: codes as their word."""
    if not value:
        return ""
    if name in _YES_NO:
        return "是" if value == "1" else "否"
    return words().word(name, value) if name in words().tables else value


def why(code: str) -> str:
    """What a consequence means."""
    return WHY[code]


def quality(code: str) -> tuple[str, str]:
    """What is wrong, and what to do."""
    return words().word("roster_finding", code), QUALITY[code]


def exit_outcome(outcome: str) -> str:
    """How a way out at maturity stands."""
    return _OUTCOMES[outcome]
