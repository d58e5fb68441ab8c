"""What the verbs of a quarter's course answer: a draft, a list of declarations, one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, items, table, yuan
from desktop.texts import derived, word
from desktop.texts.rules import FINDINGS
from desktop.texts.subsidies import FLAGS

if TYPE_CHECKING:
    from desktop.services.records.course import (
        Course,
        CourseLine,
        QuarterDraft,
        QuarterLine,
        Totals,
    )

_TOTALS = (
    "interest", "central_t1", "province_t1", "central_t2", "local", "subsidy", "borrower",
)  # fmt: skip


def drafted(draft: QuarterDraft) -> Answer:
    """A draft with its lines, what waits, and what would be declared."""
    data = {
        "batch_no": draft.batch_no,
        "revision": draft.revision,
        "open": draft.open,
        "causes": dict(draft.causes),
        "reversals": draft.reversals,
        "totals": _totals(draft.totals),
        "items": [_drafted_line(one) for one in draft.lines],
    }
    told = table(_drafted_row(one) for one in draft.lines)
    sums = draft.totals
    end = (
        f"待处理 {draft.open} 行；可申报 {sums.lines} 行 {yuan(sums.subsidy_fen)} 元 = 中央 "
        f"{yuan(sums.central_t1_fen + sums.central_t2_fen)} + 省级 {yuan(sums.province_t1_fen)} "
        f"+ 地方 {yuan(sums.local_fen)}"
    )
    return Answer(data=data, text=f"{told}\n{end}")


def _drafted_line(one: QuarterLine) -> dict[str, object]:
    return {
        "line_no": one.line.line_no,
        "township_code": one.line.township_code,
        "household_no": one.line.household_no,
        "loan_no": one.line.loan_no,
        "standing": word("line_standing", one.standing),
        "options": [word("line_choice", choice) for choice in one.options],
        "choice": word("line_choice", one.choice) or None,
        "reason": one.reason or None,
        "flags": list(one.line.flags),
        "bank_interest": yuan(one.line.bank_interest_fen),
        "own_interest": yuan(one.line.own_interest_fen),
        "interest_difference": yuan(one.line.interest_difference_fen),
        "interest": yuan(one.figures.interest) if one.figures else None,
        "subsidy": yuan(one.figures.subsidy) if one.figures else None,
        "borrower": yuan(one.figures.borrower) if one.figures else None,
    }


def _drafted_row(one: QuarterLine) -> tuple[object, ...]:
    said = "".join(FLAGS.get(flag) or FINDINGS.get(flag, flag) for flag in one.line.flags)
    return (
        one.line.line_no, word("line_standing", one.standing), one.line.household_no,
        one.line.borrower_name, one.line.loan_no,
        yuan(one.figures.subsidy) if one.figures else "", word("line_choice", one.choice),
        one.reason, said,
    )  # fmt: skip


def _totals(sums: Totals) -> dict[str, object]:
    return {
        "lines": sums.lines,
        "households": sums.households,
        **{name: yuan(getattr(sums, f"{name}_fen")) for name in _TOTALS},
    }


def listed(found: list[Course]) -> Answer:
    """Declarations, one to a line."""
    text = "\n".join(_told(one) for one in found)
    return items([_course(one) for one in found], text, empty="还没有冻结过申报。")


def one_course(found: Course) -> Answer:
    """One declaration with its lines."""
    data = _course(found) | {"items": [_course_line(one) for one in found.lines]}
    rows = table(
        (
            one.line.line_no, word("line_standing", one.standing), one.line.household_no,
            one.line.borrower_name, one.line.loan_no, yuan(one.line.subsidy_fen),
            word("return_reason", one.reason_code), one.fail_reason,
            derived.answered(one, yuan) if one.answered else "",
        )
        for one in found.lines
    )  # fmt: skip
    return Answer(data=data, text=f"{_told(found)}\n{rows}")


def _told(one: Course) -> str:
    told = one.declaration
    stages = "，".join(
        f"{word('batch_stage', stage)} {on}（{one.standing_days.get(stage, 0)} 天）"
        for stage, on in one.reached.items()
    )
    counts = "，".join(f"{word('line_standing', key)} {n}" for key, n in one.counts.items())
    gone = f"  已撤回：{one.withdrawn}" if one.withdrawn else ""
    return (
        f"{told.id}  {one.township} {told.year} 年第 {told.quarter} 季度第 {told.revision} 版  "
        f"{told.lines} 笔 {yuan(told.subsidy_fen)} 元  {stages}  {counts}{gone}"
    )


def _course(one: Course) -> dict[str, object]:
    told = one.declaration
    return {
        "declaration": told.id,
        "batch_no": told.batch_no,
        "revision": told.revision,
        "township_code": told.township_code,
        "year": told.year,
        "quarter": told.quarter,
        "bank": told.bank,
        "frozen_on": told.frozen_on,
        "digest": told.digest,
        "stage": word("batch_stage", one.stage),
        "reached": {word("batch_stage", key): on for key, on in one.reached.items()},
        "days": {word("batch_stage", key): days for key, days in one.standing_days.items()},
        "withdrawn": one.withdrawn or None,
        "counts": {word("line_standing", key): n for key, n in one.counts.items()},
        "lines": told.lines,
        "households": told.households,
        **{name: yuan(getattr(told, f"{name}_fen")) for name in _TOTALS},
        "submitted": yuan(one.submitted_fen),
        "paid": yuan(one.paid_fen),
    }


def _course_line(one: CourseLine) -> dict[str, object]:
    line = one.line
    return {
        "line_no": line.line_no,
        "household_no": line.household_no,
        "borrower_name": line.borrower_name,
        "loan_no": line.loan_no,
        "standing": word("line_standing", one.standing),
        "interest": yuan(line.interest_fen),
        "subsidy": yuan(line.subsidy_fen),
        "borrower": yuan(line.borrower_fen),
        "choice": word("line_choice", line.choice) or None,
        "reason": line.reason or None,
        "reverses": line.reverses or None,
        "return_reason": word("return_reason", one.reason_code) or None,
        "note": one.note or None,
        "fail_reason": one.fail_reason or None,
        "answered": derived.answered(one, yuan) if one.answered else None,
        "paid_on": one.paid_on,
        "objections": [
            {
                "objection_no": said.objection_no,
                "raised_on": said.raised_on,
                "text": said.text,
                "outcome": word("objection_outcome", said.outcome) or None,
            }
            for said in one.objections
        ],
    }
