"""The sheets of a case of an overdue loan: open it, write or correct a step, end it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from desktop.pages.loans import words as said
from desktop.pages.loans.recordsheet import RecordSheet, day_cell
from desktop.services.records.late import CaseEntry, CaseLine, StepEntry
from desktop.texts import choices, late, word
from desktop.ui.fields import AmountCell, Choice, Combo, NoteLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from desktop.services.desk import Desk
    from desktop.services.records.late import StepLine
    from desktop.services.records.lending import LoanLine
    from desktop.ui.jobs import Jobs

_OFFICER = "officer"
_PARTS = re.compile("[、，,；;]+")
_COLON = re.compile("[:：]")
_OPEN_FIELDS = {
    "case_opened_wrong": "opened_on",
    "case_since_missing": "overdue_since",
    "case_since_wrong": "overdue_since",
    "case_too_long": "note",
}
_STEP_FIELDS = {
    "step_measure_missing": "measure",
    "step_day_wrong": "happened_on",
    "step_people_missing": "participants",
    "step_people_wrong": "participants",
    "word_unknown": "participants",
    "step_promise_wrong": "promised_on",
    "step_next_wrong": "next_on",
    "case_too_long": "told",
    "reason_missing": "why",
}
_END_FIELDS = {
    "case_outcome_missing": "reason",
    "case_claim_missing": "claim_no",
    "case_claim_wrong": "claim_no",
    "case_claim_unpaid": "claim_no",
    "case_end_day_wrong": "ended_on",
    "case_too_long": "reason",
}


def opening(parent: QWidget, desk: Desk, jobs: Jobs, loan: LoanLine) -> RecordSheet:
    """The sheet that opens a case for a loan; what the bank reports need not be typed."""
    tr = parent.tr
    fields: dict[str, QWidget] = {
        "opened_on": day_cell(tr("立案日"), desk.today, desk.today()),
        "overdue_since": day_cell(tr("逾期起日"), desk.today),
        "cause": _combo(tr("原因"), "overdue_cause", tr("还不清楚")),
        "signals": _combo(tr("线索"), "overdue_signal", tr("没有")),
        "note": NoteLine(tr("备注"), ""),
    }
    title = tr("逾期立案：{who}").format(who=said.who(loan))
    sheet = RecordSheet(parent, title, jobs, fields, _OPEN_FIELDS)
    reported = said.told_overdue(loan) or loan.overdue_days is not None
    sheet.note(
        tr("逾期起日空着就用银行报的（没有报的用到期日）；本金、欠息照银行清单记。")
        if reported
        else tr("银行清单没有报这笔逾期：手工立案要写逾期起日。")
    )

    def work(values: Mapping[str, Any]) -> CaseLine:
        return desk.overdue.open(CaseEntry(loan_no=loan.loan_no, **_signals(values)))

    sheet.start(work)
    return sheet


def stepping(
    parent: QWidget, desk: Desk, jobs: Jobs, case: CaseLine, *, known: StepLine | None = None
) -> RecordSheet:
    """The sheet of a step of a case; `known` is the step that is corrected."""
    tr = parent.tr
    who = case.head_name or case.loan_no[-4:]
    people = NoteLine(tr("去了哪些人"), tr("身份 姓名，用顿号隔开：第一书记 李强、村两委 王明"))
    fields: dict[str, QWidget] = {
        "happened_on": day_cell(tr("日期"), desk.today, desk.today()),
        "measure": Choice(tr("措施"), choices("overdue_measure")),
        "participants": people,
        "met": NoteLine(tr("见到谁"), tr("本人、家属、没有见到")),
        "told": NoteLine(tr("怎么说的"), ""),
        "promised_on": day_cell(tr("答应哪天还"), desk.today),
        "promised_fen": AmountCell(tr("答应还（元）"), in_wan=False),
        "cause": _combo(tr("原因"), "overdue_cause", tr("同前")),
        "signals": _combo(tr("线索"), "overdue_signal", tr("没有新的")),
        "next_on": day_cell(tr("下一步哪天"), desk.today),
        "next_step": NoteLine(tr("下一步"), tr("办什么、谁去")),
        "note": NoteLine(tr("备注"), ""),
        "why": NoteLine(tr("更正原因"), tr("写明为什么更正")),
    }
    title = tr("更正处置：{who}") if known else tr("记处置：{who}")
    sheet = RecordSheet(parent, title.format(who=who), jobs, fields, _STEP_FIELDS)
    sheet.show_only({"why": known is not None})
    sheet.note(late.NOT_TOLD, tr("是否还能续贷、展期，按当天的规则自动记下；是否办理由银行决定。"))
    people.setText(_people(known) if known else _self(desk))
    if known is not None:
        _fill(fields, known)

    def work(values: Mapping[str, Any]) -> CaseLine:
        told = dict(_signals(values))
        why = told.pop("why")
        told["participants"] = _named(told["participants"])
        if known is not None:
            return desk.overdue.correct(known.step_no, StepEntry(**told), why)
        return desk.overdue.step(case.case_no, StepEntry(**told))

    sheet.start(work)
    return sheet


def ending(parent: QWidget, desk: Desk, jobs: Jobs, case: CaseLine) -> RecordSheet:
    """The sheet that ends a case."""
    tr = parent.tr
    fields: dict[str, QWidget] = {
        "ended_on": day_cell(tr("了结日"), desk.today, desk.today()),
        "outcome": Choice(tr("结果"), choices("overdue_outcome")),
        "claim_no": NoteLine(tr("补偿号"), tr("结果是风险补偿的要写")),
        "reason": NoteLine(tr("理由"), tr("凭什么了结")),
    }
    title = tr("了结逾期案件：{who}").format(who=case.head_name or case.loan_no[-4:])
    sheet = RecordSheet(parent, title, jobs, fields, _END_FIELDS)
    sheet.note(tr("了结后记录不再更改；银行清单还报逾期的，会再提示立案。"))

    def work(values: Mapping[str, Any]) -> CaseLine:
        return desk.overdue.end(case.case_no, **values)

    sheet.start(work)
    return sheet


def _combo(name: str, enum: str, none: str) -> Combo:
    return Combo(name, [("", none), *choices(enum)])


def _signals(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "signals": tuple(filter(None, (values["signals"],)))}


def _self(desk: Desk) -> str:
    return f"{word('joint_role', _OFFICER)} {desk.session.officer}"


def _people(known: StepLine) -> str:
    found = (f"{word('joint_role', role)} {name}" for role, name in known.participants)
    return said.tr("、").join(found)


def _named(text: str) -> tuple[str, ...]:
    """Each who came as role and name: parted by a colon, or by the first blank."""
    found = [" ".join(part.split()) for part in _PARTS.split(text)]
    return tuple(
        part if _COLON.search(part) else part.replace(" ", ":", 1) for part in found if part
    )


def _fill(fields: Mapping[str, QWidget], known: StepLine) -> None:
    """Show what was written."""
    for name, editor in fields.items():
        value = getattr(known, name, None)
        if name in {"participants", "signals", "why"}:
            continue
        if isinstance(editor, Choice):
            editor.set_code(value or "")
        elif isinstance(editor, Combo):
            editor.choose(value or "")
        elif isinstance(editor, AmountCell):
            editor.set_fen(value)
        elif isinstance(editor, NoteLine):
            editor.setText(value or "")
    for name in ("happened_on", "promised_on", "next_on"):
        fields[name].set_day(getattr(known, name))  # type: ignore[attr-defined]  # three day cells
    fields["signals"].choose(known.signals[0] if known.signals else "")  # type: ignore[attr-defined]
