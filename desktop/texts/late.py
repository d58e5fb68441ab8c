"""The words of a loan's end: overdue cases, renewals and the bank's word, suspension orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.texts.rosters import exit_outcome
from desktop.texts.rules import FACTS
from desktop.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

TEXTS: dict[str, str] = {
    "suspension_unknown": (
        "没有编号或文号为“{order_no}”的暂停发放记录。没有改动，请在暂停发放的列表里核对。"
    ),
    "suspension_ambiguous": (
        "文号“{document}”有 {n} 份暂停发放还没有恢复：{orders}。没有保存，请用编号或范围指明是"
        "哪一份。"
    ),
    "suspension_document_missing": (
        "暂停、恢复发放都要写文号。内容还在，没有保存，请写上文件的文号。"
    ),
    "suspension_reason_missing": "还没有选原因类别。内容还在，没有保存，请选一个。",
    "suspension_basis_missing": (
        "以逾期率、不良率畸高为原因的，要写明依据的数和出处。内容还在，没有保存，请写明。"
    ),
    "suspension_days_wrong": (
        "日期对不上：止日不能早于起日，恢复日要在暂停的起止日之内。内容还在，没有保存，请改日期。"
    ),
    "suspension_too_long": "有一处写了 {length} 个字，最多 {most} 个。没有保存，请写短一些。",
    "suspension_stands": (
        "同一范围已有暂停发放 {order_no}（{document}），日期重叠。没有保存；要改请先记恢复，再另"
        "记一次。"
    ),
    "suspension_lifted": "暂停发放 {order_no} 已由 {by} 恢复，不再更改。没有保存。",
    "renewal_unknown": "没有编号为 {request_no} 的续贷展期申请。没有改动，请核对编号。",
    "renewal_type_missing": (
        "没有选要办哪一种，或者这笔贷款不是帮扶小额贷款，不办续贷、展期。内容还在，没有保存，请选续"
        "贷、展期或转农户贷款。"
    ),
    "loan_over": "借据 {loan_no} 已经了结，不能再立案或申请续贷、展期。没有保存，请核对借据号。",
    "loan_other_bank": (
        "借据 {loan_no} 是{bank}放的，本机是{own}。内容还在，没有保存，请由放款的银行来记；"
        "如果是同一家，请把设置里的机构全称和贷款台账里的写成一样。"
    ),
    "renewal_day_wrong": (
        "申请日 {day} 不对：不能早于放款日（{first}），也不能晚于今天。内容还在，没有保存，请改日"
        "期。"
    ),
    "renewal_rate_wrong": "拟新利率要大于 0、小于 100%。内容还在，没有保存，请改一下。",
    "renewal_open_already": (
        "这笔贷款已有申请 {request_no}，银行还没有决定。没有保存；请先记那一份的结果。"
    ),
    "renewal_too_long": "有一处写了 {length} 个字，最多 {most} 个。没有保存，请写短一些。",
    "renewal_decision_missing": "还没有选银行的决定。内容还在，没有保存，请选一个。",
    "renewal_decided_already": (
        "申请 {request_no} 已经记了银行的决定。没有保存；要改记，请写明为什么改。"
    ),
    "renewal_decision_day_wrong": (
        "决定日 {day} 不对：不能早于申请日（{first}），也不能晚于今天。内容还在，没有保存，请改日"
        "期。"
    ),
    "renewal_reason_missing": (
        "银行未同意的，或核对结果是“目前不符合”而银行同意的，要写明理由。内容还在，没有保存，请写上。"
    ),
    "renewal_maturity_wrong": (
        "新到期日要写，而且要晚于 {first}。内容还在，没有保存，请按合同填写。"
    ),
    "renewal_maturity_beyond": (
        "申请的是 {months} 个月，新到期日最晚到 {last}。内容还在，没有保存；合同期限更长的，请先记"
        "撤回，按合同的期限另记一份申请。"
    ),
    "case_unknown": "没有编号为 {case_no} 的逾期案件。没有改动，请核对编号。",
    "case_open_already": "这笔贷款已有没了结的逾期案件 {case_no}。没有另立，请记在那一件里。",
    "case_since_missing": (
        "银行清单没有报这笔逾期，也没有过到期日。没有立案；确实逾期的，请写明逾期起日。"
    ),
    "case_since_wrong": (
        "逾期起日 {day} 不对：不能早于放款日，也不能晚于立案日。内容还在，没有保存，请改日期。"
    ),
    "case_opened_wrong": (
        "立案日 {day} 不对：不能早于放款日，也不能晚于今天。内容还在，没有保存，请改日期。"
    ),
    "case_too_long": "有一处写了 {length} 个字，最多 {most} 个。内容还在，没有保存，请写短一些。",
    "case_over": "逾期案件 {case_no} 已经了结，记录不再更改。没有保存；再逾期请另立案。",
    "case_outcome_missing": "了结要选结果、写理由。内容还在，没有保存，请补齐。",
    "case_claim_missing": (
        "结果是风险补偿的，要写补偿申请的编号。内容还在，没有保存，请写上关联的补偿号。"
    ),
    "case_claim_wrong": (
        "这笔贷款没有编号为“{claim_no}”的补偿申请。内容还在，没有保存，请在风险补偿里核对编号。"
    ),
    "case_claim_unpaid": (
        "补偿申请 {claim_no} 还没有收到补偿款。内容还在，没有保存；县里付款的消息到了，再了结。"
    ),
    "case_end_day_wrong": (
        "了结日期不对：不能早于立案日（{first}），也不能晚于今天。内容还在，没有保存，请改日期。"
    ),
    "step_unknown": "没有编号为 {step_no} 的处置记录。没有改动，请核对编号。",
    "step_measure_missing": "还没有选措施。内容还在，没有保存，请选一个。",
    "step_day_wrong": (
        "处置日 {day} 不对：不能早于立案日（{first}），也不能晚于今天。内容还在，没有保存，请改日"
        "期。"
    ),
    "step_people_missing": "上门要写去了哪些人。内容还在，没有保存，请写身份和姓名。",
    "step_people_wrong": (
        "“{person}”写得不对：每人写“身份 姓名”，最多 20 人。内容还在，没有保存，请改一下。"
    ),
    "step_promise_wrong": (
        "还款承诺不对：写了金额要写哪天还，日子不能早于处置日，金额要大于 0。内容还在，没有保存，请"
        "改一下。"
    ),
    "step_next_wrong": ("下一步的日子不能早于处置日 {day}。内容还在，没有保存，请改日期。"),
    "suspension_over": "暂停发放 {order_no} 到 {day} 已经期满，不用再记恢复。没有保存。",
}

RUNS_ON = "暂停的是范围内新发放的帮扶小额信贷；已发放的合同、贴息、续贷和展期照常（{clause}）。"
"""What an order means for what runs already."""

_STILL = (
    "银行台账里这笔现在还是逾期，案件按“{outcome}”了结了；下次导入银行台账时再对一次，还逾期的另立"
    "案。"
)
NOT_TOLD = "欠多少、还没还，只和借款人本人说，不告诉同去的人（四(三)是协同处置，不是公开）。"
"""What a joint visit does not do."""

_CLAIM_BY = "不能续贷、展期的，风险补偿最迟 {day} 办结（四(四)，从逾期起日算）。"


def claim_by(day: date | None) -> str:
    """The end of the months in which a claim is completed; empty where there is none."""
    return _CLAIM_BY.format(day=day.isoformat()) if day else ""


def still(outcome: str) -> str:
    """That a case ended in one way while the bank's list says otherwise."""
    return _STILL.format(outcome=words().word("overdue_outcome", outcome))


_REFUSED = "{loan_no}：{why}"


def refused(loan_no: str, why: str) -> str:
    """That a loan was left out, and the sentence that says why."""
    return _REFUSED.format(loan_no=loan_no, why=why)


_SUSPENDED = "{area} {start} 起暂停发放（{document}），新发放的不行{clause}。"
_UNDER = "这笔是暂停发放期间放的款（{document}，{start} 起），请核实{clause}。"


class Order(Protocol):
    """An order that nothing new is lent."""

    @property
    def area(self) -> str: ...
    @property
    def document_no(self) -> str: ...
    @property
    def start_on(self) -> date: ...
    @property
    def clause(self) -> str: ...


def suspended(one: Order, clause: str = "") -> str:
    """That an order stands, and the clause where it is named."""
    return _told(_SUSPENDED, one, clause)


def drawn_under(one: Order, clause: str = "") -> str:
    """That a loan was paid out while an order stood, and the clause where it is named."""
    return _told(_UNDER, one, clause)


def _told(text: str, one: Order, clause: str) -> str:
    return text.format(
        area=one.area,
        start=one.start_on.isoformat(),
        document=one.document_no,
        clause=_CLAUSE.format(clause=clause) if clause else "",
    )


_ASKED = "{day} 已提出{what}（{months}核对时：{outcome}），{stand}。"
_MONTHS = "{n} 个月，"


class Asked(Protocol):
    """A request to renew, as it stands."""

    @property
    def renewal_type(self) -> str: ...
    @property
    def requested_on(self) -> date: ...
    @property
    def months(self) -> int | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def stand(self) -> str: ...


def asked(one: Asked) -> str:
    """That somebody has asked, and what the bank said."""
    return _ASKED.format(
        day=one.requested_on.isoformat(),
        what=words().word("loan_exit", one.renewal_type),
        months=_MONTHS.format(n=one.months) if one.months else "",
        outcome=exit_outcome(one.outcome),
        stand=words().word("renewal_stand", one.stand),
    )


_CLAUSE = "（{clause}）"
_CONDITIONS = "不因续贷单独下调风险分类的四项条件：{told}{clause}"
_SAID = {"yes": "是", "no": "否", "": "还没有说"}
_ASK = "最晚 {day} 提出续贷、展期，{left}"
_REPAY = "没有续贷、展期的机会了：最晚 {day}（到期日）还清，{left}"
_TAKEN = "按本行自己填的办理天数 {n} 天倒推，政策没有规定天数。"
_NOT_TAKEN = "本行没有填办理天数，这里只算到到期日前一天；要留几天请问本行（设置的政策页可填）。"
_LEFT = {True: "还有 {n} 天", False: "已经过了 {n} 天"}


class Safe(Protocol):
    """The last safe day of a loan."""

    @property
    def what(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def days_left(self) -> int: ...
    @property
    def taken(self) -> int | None: ...


def conditions(found: Sequence[tuple[str, str]], clause: str = "") -> str:
    """The four conditions by fact with what was said of each, and the clause where it is named."""
    if not found:
        return ""
    told = "、".join(f"{FACTS[fact]}（{_SAID[answer]}）" for fact, answer in found)
    return _CONDITIONS.format(told=told, clause=_CLAUSE.format(clause=clause) if clause else "")


def safe_day(found: Safe) -> str:
    """Until when to act so that nothing is overdue, how many days are left, and by whose number."""
    left = _LEFT[found.days_left >= 0].format(n=abs(found.days_left))
    if found.days_left == 0:
        left = "就是今天"
    if found.what != "ask":
        return _REPAY.format(day=found.day.isoformat(), left=left) + "。"
    whose = _TAKEN.format(n=found.taken) if found.taken else _NOT_TAKEN
    return f"{_ASK.format(day=found.day.isoformat(), left=left)}。{whose}"
