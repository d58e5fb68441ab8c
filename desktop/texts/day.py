"""The words of a day's work: tasks, what opens and ends them, figures, texts for the clipboard."""

from __future__ import annotations

from typing import Protocol

from desktop.words import words


class Told(Protocol):
    """What a sentence about a task says."""

    @property
    def kind(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def village(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def more(self) -> int: ...
    @property
    def days(self) -> int | None: ...
    @property
    def code(self) -> str: ...
    @property
    def grouped(self) -> bool: ...


TEXTS: dict[str, str] = {
    "metric_unknown": "没有登记“{metric}”这个指标，没有计算。已登记的有：{known}。",
    "metric_forbidden": (
        "“{name}”不分组、不排序、不设目标、不作对比，没有计算。依据{clause}：“{quote}”。"
    ),
    "metric_way_unknown": (
        "“{name}”不能按“{way}”来排或分，没有计算。只按行政区划或时间的先后列出，不按数值大小排。"
    ),
    "metric_no_target": "“{name}”不设目标值，没有计算。请去掉目标再试。",
    "metric_not_shown": (
        "“{name}”不在这里单独列出，没有计算。请在页面上看，或写进季度报告的全县汇总数。"
    ),
    "task_unknown": "没有“{task}”这一项，可能已经办完。没有改动，请刷新后再看。",
    "task_unmarked": "这一项没有推迟过，也没有标过已办。没有改动。",
    "task_needs_record": (
        "这一项要留下记录才算办完，不能只标“已办”。没有改动，请按这一行的键去办，或按 D 推迟。"
    ),
    "postpone_past": "推迟到的日期要在今天以后。没有推迟，请改日期。",
    "postpone_far": "最多推迟一年。没有推迟，请改日期。",
    "message_incomplete": "短信里缺“{missing}”，没有复制。请到设置里补上本机资料。",
    "message_none": "这一项没有可复制的短信。没有复制。",
    "message_loan_unknown": "这笔贷款的清单里没有到期日或借据号，短信写不完整，没有复制。",
}

FAMILIES = {"due": "到期", "visit": "走访", "need": "需求", "paper": "名单和材料", "keep": "数据"}

_SENTENCES = {
    "overdue": "{who} 贷款逾期 {days} 天（{village}）",
    "overdue_uncased": "{n} 笔逾期贷款还没有立案",
    "overdue_case": "{who} 逾期案件：{what}（{village}）",
    "claim_clock": "{who} 的风险补偿{what}，{days} 天后到办结期限（{village}）",
    "renewal_open": "{who} 的续贷、展期申请 {days} 天没有银行答复（{village}）",
    "application_open": "{who} 的贷款申请 {days} 天没有银行结果，{what}（{village}）",
    "renewal_last": "{who} 今天最晚要提续贷、展期，{days} 天后到期（{village}）",
    "maturity": "{who} 贷款 {days} 天后到期（{village}）",
    "follow_up": "{who} 约好的回访（{village}）",
    "payment_failed": "{who} 的贴息没有发到卡上：{what}（{village}）",
    "inspection": "{who} 的贷款该做贷后检查（{village}）",
    "need_unchecked": "{who} 说有资金需求，等核对（{village}）",
    "need_open": "{who} 的资金需求 {days} 天没有结果（{village}）",
    "roster_notice": "{who} 已调出名单，贷款没到期，送告知书（{village}）",
    "roster_visit": "{who} 新进名单，去走访告知（{village}）",
    "roster_other": "{who} 名单有变化：{what}（{village}）",
    "drafts": "有 {n} 条没录完",
    "reviews": "{n} 处内容两边都改过，等您选定",
    "never_told": "{village} 还有 {n} 户本季没告知，其中从未告知 {more} 户",
    "board_missing": "{village} 没有登记上墙的公示牌",
    "subsidy": "{more} 年 {n} 季度已结息，贴息还没有测算",
    "sync_old": "已 {days} 天没有与县里同步，{n} 条未上报",
    "backup_old": "备份已是 {days} 天前的，之后又有新记录",
    "walk_in": "{who} 还没有对应到名单里的户（{village}）",
}
_WITHOUT_DAYS = {
    "overdue": "{who} 贷款逾期（{village}）",
    "maturity": "{who} 贷款到期日不明（{village}）",
    "backup_old": "还没有备份",
    "claim_clock": "{who} 的风险补偿{what}（{village}）",
}
_CLAIM_LATE = "{who} 的风险补偿{what}，已过办结期限 {days} 天（{village}）"
_ENDS_TODAY = "{who} 贷款今天到期（{village}）"
_GROUPS = {
    "overdue": "逾期贷款 {n} 笔",
    "overdue_case": "该处置的逾期案件 {n} 件",
    "claim_clock": "风险补偿要抓紧的 {n} 笔",
    "renewal_open": "续贷、展期申请没有答复 {n} 笔",
    "application_open": "贷款申请没有银行结果 {n} 份",
    "renewal_last": "今天最晚提续贷、展期 {n} 笔",
    "maturity": "快到期的贷款 {n} 笔",
    "follow_up": "约好的回访 {n} 户",
    "payment_failed": "贴息没有发到卡上 {n} 笔",
    "inspection": "该做贷后检查的贷款 {n} 笔",
    "need_unchecked": "有需求等核对 {n} 户",
    "need_open": "需求久没有结果 {n} 户",
    "roster_notice": "已调出、送告知书 {n} 户",
    "roster_visit": "新进名单要走访 {n} 户",
    "roster_other": "名单变化要处理 {n} 件",
    "never_told": "本季还有没告知户的村 {n} 个",
    "board_missing": "没有登记公示牌的村 {n} 个",
    "walk_in": "没有对应到户的人 {n} 位",
}
_CASE_WAITS = {
    "promise": "答应还款的日子过了",
    "next": "定好的下一步到了",
    "rest": "该再处置了",
}
_CLAIM_WAITS = {
    "unfiled": "还没有申请",
    "filed": "申请等核实",
    "returned": "申请被退回",
    "accepted": "申请等付款",
    "part_paid": "申请还没付足",
}
_APPLICATION_WAITS = {"handed": "已移交银行", "recorded": "还没移交银行"}
_WAITS = {
    "overdue_case": _CASE_WAITS,
    "claim_clock": _CLAIM_WAITS,
    "application_open": _APPLICATION_WAITS,
}
_FAMILY_GROUP = "{family}类的事 {n} 件"
_NO_REASON = "没有写明原因"
_NOBODY = "（没有姓名）"

VERBS = {
    "overdue": "记一次联系",
    "overdue_uncased": "去立案",
    "overdue_case": "记处置",
    "claim_clock": "去办补偿",
    "renewal_open": "记银行决定",
    "application_open": "看申请",
    "renewal_last": "记申请",
    "maturity": "打印提醒单",
    "follow_up": "记走访",
    "payment_failed": "记走访",
    "inspection": "记检查",
    "need_unchecked": "核对",
    "need_open": "再问一次",
    "roster_notice": "打印告知书",
    "roster_visit": "记走访",
    "roster_other": "打开这户",
    "drafts": "接着录",
    "reviews": "去选定",
    "never_told": "打印路线单",
    "board_missing": "打印公示牌",
    "subsidy": "去处理",
    "sync_old": "同步",
    "backup_old": "去备份",
    "walk_in": "对应到户",
}
GROUP_VERB = "展开"

WHY = {
    "overdue": (
        "银行清单报逾期，或最后一天已过还没结清。见到人并记下后歇 {contact} 天；银行报还清后消失。"
    ),
    "overdue_uncased": (
        "银行报逾期，或最后一天已过还没结清，还没有逾期案件。立案后消失；银行报还清也消失。"
    ),
    "overdue_case": (
        "答应还款的日子已过、定好的下一步到了，或 {contact} 天没有处置。再记一次处置，或了结案件后"
        "消失。"
    ),
    "claim_clock": (
        "离风险补偿的办结期限 {claim} 天内；被退回的马上提醒。付足或撤回后消失；还没申请的，"
        "报了申请或了结案件后消失。"
    ),
    "renewal_open": (
        "申请提出 {renewal} 天，或离到期 {renewal} 天内，还没有记银行的决定。记了银行的决定或借款人"
        "撤回后消失；还清也消失。"
    ),
    "application_open": (
        "申请后 {need_end} 天没有银行的结果。记了银行的决定、户里撤回或合同后消失；只照银行说的记。"
    ),
    "renewal_last": (
        "按本行填的办理天数倒推（没填就算到期日前一天），过了今天再提，到期前可能办不完。记了申请，"
        "或标已办（打算还清）后消失。"
    ),
    "maturity": (
        "到期前 {maturity} 天各提醒一次。打印了提醒单，或这段时间见到过人，这一次就算提醒过；"
        "还清后消失。"
    ),
    "follow_up": "走访时约好的日子到了。再记一次见到人的走访，或另约日子后消失。",
    "payment_failed": (
        "财政的发放结果说没有发放成功。请上门把账号和户名问清楚，报给县里。"
        "结果到了以后的日子见到过人、补发成功或标已办后消失；再次失败会再出现。"
    ),
    "inspection": (
        "按本行自己填的检查间隔，{inspection} 天内该查；政策没有规定天数。"
        "记了这笔贷款的贷后检查后消失。"
    ),
    "need_unchecked": "说有资金需求后 {need_check} 天内核对。核对过，或再问时说没有需求后消失。",
    "need_open": "核对过，但 {need_end} 天没有结果。写明结果，或再问时说没有需求后消失。",
    "roster_notice": "新名单调出了这户，贷款还没到期。打印告知书或标已办后消失。",
    "roster_visit": "新名单里新增的户。告知过或标已办后消失。",
    "roster_other": "新名单带来的变化。标已办后消失，县里也能看到。",
    "drafts": "表格录到一半。录完或放弃后消失。",
    "reviews": "同一处内容两台电脑都改过。选定一个后消失。",
    "never_told": "本季还没有用走访、电话或信息告知到户。全部告知后消失；公示牌不算告知到户。",
    "board_missing": "宣传登记里没有这个村的公示牌。按空格登记上墙后消失。",
    "subsidy": "季末结息后 {subsidy} 天内测算。测算过或标已办后消失。",
    "sync_old": "{sync} 天没有和县里交换数据。同步后消失。",
    "backup_old": "有新记录，备份超过 {backup} 天。备份后消失。",
    "walk_in": "见过但不在名单里的人。对应到户后消失；确实不在名单里的，标已办。",
}
HABIT = "天数是本程序的习惯，不是政策规定，可在设置里改。"


def sentence_of(task: Told) -> str:
    """A task, or a group of them, in one sentence."""
    if task.grouped:
        text = _GROUPS.get(task.kind, _FAMILY_GROUP)
        return text.format(n=task.count, family=FAMILIES.get(task.family, ""))
    said = _pattern(task).format(
        who=task.subject or _NOBODY,
        village=task.village,
        days=None if task.days is None else abs(task.days),
        n=task.count,
        more=task.more,
        what=_what(task),
    )
    return said.replace("（）", "")


def _pattern(task: Told) -> str:
    """The sentence of a kind, as the days that it names ask for it."""
    text = _SENTENCES.get(task.kind, "{who}")
    if task.days is None:
        return _WITHOUT_DAYS.get(task.kind, text)
    if task.kind == "maturity" and task.days == 0:
        return _ENDS_TODAY
    return _CLAIM_LATE if task.kind == "claim_clock" and task.days < 0 else text


def _what(task: Told) -> str:
    """What a task is about: what a roster leaves, why a payment failed, what a case waits for."""
    if task.kind in _WAITS:
        return _WAITS[task.kind].get(task.code, "")
    if task.kind == "payment_failed":
        return task.code or _NO_REASON
    return words().word("roster_todo", task.code)


def verb_of(task: Told) -> str:
    """What the key of a task does."""
    return GROUP_VERB if task.grouped else VERBS.get(task.kind, "")


def why_of(kind: str, habits: object) -> str:
    """What opens a kind of task and what makes it vanish."""
    text = WHY.get(kind, "")
    days = {name: _number(getattr(habits, name, "")) for name in _HABITS}
    habit = "{" in text and kind not in _BY_PARAMETER
    return text.format(**days) + (HABIT if habit else "")


_BY_PARAMETER = frozenset({"need_open", "application_open"})
_HABITS = (
    "maturity",
    "contact",
    "inspection",
    "renewal",
    "claim",
    "need_check",
    "need_end",
    "subsidy",
    "sync",
    "backup",
)


def _number(days: object) -> str:
    return "、".join(map(str, reversed(days))) if isinstance(days, tuple) else str(days)
