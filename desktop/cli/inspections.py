"""Verbs of checks after a loan was paid out: write, correct, list, what is due, end a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Verb, code, day, items, table
from desktop.services.records.after import InspectionEntry
from desktop.texts import after, word

if TYPE_CHECKING:
    import argparse

    from desktop.cli.frame import Call
    from desktop.services.records.after import InspectionDue, InspectionLine

_TEXTS = {
    "user": ("actual_user", "资金实际由谁使用"),
    "passed-to": ("passed_to", "交给了哪家企业或合作社"),
    "business": ("business_state", "经营状况"),
    "assets": ("assets", "存栏、面积、设备"),
    "repayment": ("repayment_source", "还款来源"),
    "family": ("family_change", "家庭重大变化"),
    "risk": ("risk_note", "风险提示"),
    "measures": ("measures", "措施"),
    "remedied": ("remedied", "整改结果"),
    "participants": ("participants", "同去的人"),
}


def _entry_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loan", required=True, metavar="LOAN_NO", help="借据号、合同号或后四位")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--kind", required=True, metavar="K", help="首次、定期、到期前、专项")
    parser.add_argument("--as-agreed", required=True, metavar="A", help="一致、不一致、没看清")
    parser.add_argument(
        "--passed-on", required=True, metavar="A", help="钱交给企业或合作社：没有、交给了、没看清"
    )
    parser.add_argument(
        "--conclusion", default="", metavar="C", help="正常、提示、用途偏离、户贷企用疑点、风险预警"
    )
    parser.add_argument("--measures-due", default="", metavar="DATE", help="整改期限")
    parser.add_argument("--signed", default="", metavar="B", help="户里签字：是、否")
    parser.add_argument(
        "--evidence", metavar="FILE", action="append", type=Path, default=[], help="照片，可写多次"
    )
    for name, (_, told) in _TEXTS.items():
        parser.add_argument(f"--{name}", default="", metavar="T", help=told)


def _entry(call: Call) -> InspectionEntry:
    args = vars(call.args)
    signed = code("yes_no", args["signed"])
    return InspectionEntry(
        loan_no=args["loan"],
        inspected_on=day(args["on"]),
        kind=code("inspection_kind", args["kind"]),
        use_as_agreed=code("use_as_agreed", args["as_agreed"]),
        passed_on=code("passed_on", args["passed_on"]),
        conclusion=code("inspection_conclusion", args["conclusion"]),
        measures_due=day(args["measures_due"]) if args["measures_due"] else None,
        signed=signed == "true" if signed else None,
        evidence=tuple(args["evidence"]),
        **{field: args[name.replace("-", "_")] for name, (field, _) in _TEXTS.items()},
    )


def _log(call: Call) -> Answer:
    with call.desk() as desk:
        return _one(desk.inspections.log(_entry(call)))


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inspection", metavar="INSPECTION_NO")
    parser.add_argument("--reason", required=True, metavar="R", help="为什么更正")
    _entry_arguments(parser)


def _correct(call: Call) -> Answer:
    with call.desk() as desk:
        found = desk.inspections.correct(call.args.inspection, _entry(call), call.args.reason)
    return _one(found)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loan", default="", metavar="LOAN_NO")
    parser.add_argument("--case", default="", metavar="S", help="疑点：没有了结、已了结")


def _list(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        found = desk.inspections.listed(args.loan, cases=code("case_state", args.case))
    return items(
        [_row(one) for one in found],
        table(_cells(one) for one in found),
        empty="没有这样的贷后检查。",
    )


def _due_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--within", type=int, default=None, metavar="DAYS", help="几天内该查")


def _due(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        rule = desk.inspections.rule()
        found = desk.inspections.due(call.args.within)
    told = after.rule_of(rule.first_days, rule.every_months)
    lines = table(
        (one.due, word("inspection_kind", one.kind), one.village, one.head_name, one.loan_no)
        for one in found
    )
    return Answer(
        data={
            "rule": told,
            "first_inspection_days": rule.first_days,
            "inspection_months": rule.every_months,
            "items": [_due_row(one) for one in found],
        },
        text=f"{lines or '没有该查的贷款。'}\n{told}",
    )


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inspection", metavar="INSPECTION_NO")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument(
        "--outcome", required=True, metavar="O", help="已整改、贷款已收回、查实没有问题"
    )
    parser.add_argument("--measures", required=True, metavar="M", help="采取了什么措施")
    parser.add_argument("--reason", required=True, metavar="R", help="为什么可以了结")


def _end(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.inspections.end(
            args.inspection,
            code("case_outcome", args.outcome),
            day(args.on),
            measures=args.measures,
            reason=args.reason,
        )
    return _one(found)


def _one(line: InspectionLine) -> Answer:
    held = f"\n{after.HELD}" if line.case == "open" else ""
    return Answer(data=_row(line), text=table([_cells(line)]) + held)


def _cells(one: InspectionLine) -> tuple[object, ...]:
    return (
        one.first_no,
        one.entry.inspected_on,
        word("inspection_kind", one.entry.kind),
        one.village,
        one.head_name,
        one.loan_no,
        word("inspection_conclusion", one.entry.conclusion),
        word("case_state", one.case),
        f"更正 {one.corrections} 次" if one.corrections else "",
        f"照片 {one.photos} 张" if one.photos else "",
    )


def _row(one: InspectionLine) -> dict[str, object]:
    said = one.entry
    return {
        "inspection_no": one.first_no,
        "latest_no": one.inspection_no,
        "loan_no": one.loan_no,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "inspected_on": said.inspected_on,
        "kind": word("inspection_kind", said.kind),
        "use_as_agreed": word("use_as_agreed", said.use_as_agreed),
        "passed_on": word("passed_on", said.passed_on),
        "conclusion": word("inspection_conclusion", said.conclusion),
        **{field: getattr(said, field) or None for field, _ in _TEXTS.values()},
        "measures_due": said.measures_due,
        "signed": said.signed,
        "officer": one.officer,
        "photos": one.photos,
        "corrections": one.corrections,
        "correction_reason": one.correction_reason or None,
        "case": word("case_state", one.case) or None,
        "case_outcome": word("case_outcome", one.outcome) or None,
        "case_ended_on": one.ended_on,
        "case_measures": one.end_measures or None,
        "case_reason": one.end_reason or None,
    }


def _due_row(one: InspectionDue) -> dict[str, object]:
    return {
        "loan_no": one.loan_no,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "borrower_name": one.borrower_name,
        "village": one.village,
        "drawn_on": one.drawn_on,
        "inspected_on": one.inspected_on,
        "kind": word("inspection_kind", one.kind) or None,
        "due": one.due,
        "days": one.days,
    }


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("inspections", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("log", "记一次贷后检查", _entry_arguments, _log),
        ("correct", "更正一次检查，原来的留着", _correct_arguments, _correct),
        ("list", "贷后检查记录", _list_arguments, _list),
        ("due", "该做贷后检查的贷款（按本行自己的间隔）", _due_arguments, _due),
        ("end", "了结检查发现的资金用途疑点", _end_arguments, _end),
    )
)
