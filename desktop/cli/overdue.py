"""Verbs of overdue loans: a case, its steps with who came, its end, what has no case yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Verb, code, day, fen, items, nothing, table, yuan
from desktop.cli.loans import loan_row
from desktop.services.records.late import CaseEntry, StepEntry
from desktop.texts import late, sentence, word

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from desktop.cli.frame import Call
    from desktop.services.records.late import CaseLine, OpenedCases, StepLine

_CAUSES = "死亡、重病、灾害、经营不善、外出失联、恶意拖欠、其他"


def _found_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cause", default="", metavar="C", help=_CAUSES)
    parser.add_argument(
        "--signal", action="append", default=[], metavar="S", help="失联、资产转移、拒签"
    )
    parser.add_argument("--note", default="", metavar="T")


def _open_arguments(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--loan", default="", metavar="LOAN_NO", help="借据号、合同号或后四位")
    which.add_argument(
        "--reported", action="store_true", help="银行报逾期、过了到期日还没有立案的，全部立案"
    )
    parser.add_argument("--on", default="", metavar="DATE", help="哪天立案，默认今天")
    parser.add_argument("--since", default="", metavar="DATE", help="手工立案：逾期起日")
    _found_arguments(parser)


def _open(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        opened = day(args.on) if args.on else desk.today()
        if args.reported:
            return _run(desk.overdue.open_reported(opened))
        entry = CaseEntry(
            loan_no=args.loan,
            opened_on=opened,
            overdue_since=day(args.since) if args.since else None,
            cause=code("overdue_cause", args.cause),
            signals=tuple(code("overdue_signal", one) for one in args.signal),
            note=args.note,
        )
        return _one(desk.overdue.open(entry))


def _entry_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument(
        "--measure", required=True, metavar="M", help="电话、上门、书面通知、调解、诉讼"
    )
    parser.add_argument(
        "--with",
        dest="people",
        action="append",
        default=[],
        metavar="ROLE:NAME",
        help="去了哪些人，每人一次：客户经理、村两委、第一书记、工作队、乡镇干部……",
    )
    parser.add_argument("--met", default="", metavar="T", help="见到谁")
    parser.add_argument("--told", default="", metavar="T", help="怎么说的")
    parser.add_argument("--renewable", default="", metavar="R", help="默认按规则核对")
    parser.add_argument("--promise-on", default="", metavar="DATE", help="答应哪天还")
    parser.add_argument("--promise", default="", metavar="A", help="答应还多少（元）")
    parser.add_argument("--next-on", default="", metavar="DATE", help="下一步哪天办")
    parser.add_argument("--next", default="", metavar="T", help="下一步办什么")
    _found_arguments(parser)


def _entry(call: Call) -> StepEntry:
    args = call.args
    return StepEntry(
        measure=code("overdue_measure", args.measure),
        happened_on=day(args.on),
        participants=tuple(args.people),
        met=args.met,
        told=args.told,
        cause=code("overdue_cause", args.cause),
        signals=tuple(code("overdue_signal", one) for one in args.signal),
        renewable=code("renewable", args.renewable),
        promised_on=day(args.promise_on) if args.promise_on else None,
        promised_fen=fen(args.promise) if args.promise else None,
        next_on=day(args.next_on) if args.next_on else None,
        next_step=args.next,
        note=args.note,
    )


def _step_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE_NO")
    _entry_arguments(parser)


def _step(call: Call) -> Answer:
    with call.desk() as desk:
        return _one(desk.overdue.step(call.args.case, _entry(call)))


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", metavar="STEP_NO")
    parser.add_argument("--reason", required=True, metavar="R", help="为什么更正")
    _entry_arguments(parser)


def _correct(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        return _one(desk.overdue.correct(args.step, _entry(call), args.reason))


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE_NO")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument(
        "--outcome",
        required=True,
        metavar="O",
        help="已还清、已续贷展期、转农户贷款、风险补偿、核销、立错了",
    )
    parser.add_argument("--reason", required=True, metavar="R", help="凭什么了结")
    parser.add_argument("--claim", default="", metavar="NO", help="关联的补偿号")


def _end(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.overdue.end(
            args.case,
            code("overdue_outcome", args.outcome),
            day(args.on),
            reason=args.reason,
            claim_no=args.claim,
        )
    return _one(found)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loan", default="", metavar="LOAN_NO")
    parser.add_argument("--state", default="", metavar="S", help="没有了结、已了结")


def _list(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        found = desk.overdue.listed(args.loan, state=code("case_state", args.state))
    return _several(found, empty="没有逾期案件。")


def _waiting(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.overdue.waiting()
    lines = table(
        (one.loan_no, one.borrower_name, one.village, one.matures_on, one.overdue_days)
        for one in found
    )
    return items([loan_row(one) for one in found], lines, empty="没有要立案的逾期贷款。")


def _run(made: OpenedCases) -> Answer:
    opened = _several(made.cases, empty="" if made.refused else "没有要立案的逾期贷款。")
    told = [late.refused(one.loan_no, sentence(one.code, one.params)) for one in made.refused]
    rows = [
        {"loan_no": one.loan_no, "code": one.code, "message": sentence(one.code, one.params)}
        for one in made.refused
    ]
    text = "\n".join(part for part in (opened.text, *told) if part)
    return Answer(data={**opened.data, "refused": rows}, text=text)


def _several(found: Iterable[CaseLine], *, empty: str) -> Answer:
    known = list(found)
    return items([_row(one) for one in known], table(map(_cells, known)), empty=empty)


def _one(line: CaseLine) -> Answer:
    steps = table(map(_step_cells, line.steps))
    notes = [
        late.claim_by(line.claim_by),
        late.NOT_TOLD if line.joint_visits else "",
        late.still(line.outcome) if line.against_the_list else "",
    ]
    text = "\n".join(part for part in (table([_cells(line)]), steps, *notes) if part)
    return Answer(data=_row(line), text=text)


def _cells(one: CaseLine) -> tuple[object, ...]:
    return (
        one.case_no,
        one.opened_on,
        one.village,
        one.head_name,
        one.loan_no,
        f"逾期 {one.days} 天" if one.days is not None else "",
        word("overdue_cause", one.cause),
        f"处置 {len(one.steps)} 次，联合上门 {one.joint_visits} 次",
        word("case_state", "open" if one.open else "ended"),
        word("overdue_outcome", one.outcome),
    )


def _step_cells(one: StepLine) -> tuple[object, ...]:
    return (
        one.step_no,
        one.happened_on,
        "联合上门" if one.joint else word("overdue_measure", one.measure),
        "、".join(f"{word('joint_role', role)} {name}" for role, name in one.participants),
        f"答应 {one.promised_on} 还" if one.promised_on else "",
        one.next_on,
    )


def _row(one: CaseLine) -> dict[str, object]:
    return {
        "case_no": one.case_no,
        "loan_no": one.loan_no,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "source": word("case_source", one.source),
        "opened_on": one.opened_on,
        "overdue_since": one.overdue_since,
        "days": one.days,
        "overdue_principal": yuan(one.overdue_principal_fen),
        "overdue_interest": yuan(one.overdue_interest_fen),
        "now_principal": yuan(one.now_principal_fen),
        "now_interest": yuan(one.now_interest_fen),
        "still_overdue": one.still_overdue,
        "cause": word("overdue_cause", one.cause) or None,
        "signals": [word("overdue_signal", each) for each in one.signals],
        "note": one.note or None,
        "officer": one.officer,
        "state": word("case_state", "open" if one.open else "ended"),
        "steps": [_step_row(each) for each in one.steps],
        "joint_visits": one.joint_visits,
        "renewable": word("renewable", one.renewable) or None,
        "promised_on": one.promised_on,
        "next_on": one.next_on,
        "outcome": word("overdue_outcome", one.outcome) or None,
        "claim_no": one.claim_no or None,
        "claim_by": one.claim_by,
        "ended_on": one.ended_on,
        "end_reason": one.end_reason or None,
    }


def _step_row(one: StepLine) -> dict[str, object]:
    return {
        "step_no": one.step_no,
        "measure": word("overdue_measure", one.measure),
        "on": one.happened_on,
        "joint": one.joint,
        "participants": [
            {"role": word("joint_role", role), "name": name} for role, name in one.participants
        ],
        "met": one.met or None,
        "told": one.told or None,
        "cause": word("overdue_cause", one.cause) or None,
        "signals": [word("overdue_signal", each) for each in one.signals],
        "renewable": word("renewable", one.renewable) or None,
        "promised_on": one.promised_on,
        "promised": yuan(one.promised_fen),
        "next_on": one.next_on,
        "next_step": one.next_step or None,
        "note": one.note or None,
        "officer": one.officer,
        "correction_reason": one.correction_reason or None,
    }


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("overdue", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("open", "给逾期贷款立案", _open_arguments, _open),
        ("step", "记一次处置：电话、上门（写谁同去）、书面通知", _step_arguments, _step),
        ("correct", "更正一次处置，原来的留着", _correct_arguments, _correct),
        ("end", "了结逾期案件", _end_arguments, _end),
        ("list", "逾期案件", _list_arguments, _list),
        ("waiting", "逾期还没有立案的贷款", nothing, _waiting),
    )
)
