"""Verbs of where nothing new is lent: the county's orders, their end, what stands for a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Verb, code, day, items, table
from desktop.services.records.late import SuspensionEntry
from desktop.texts import late, word

if TYPE_CHECKING:
    import argparse

    from desktop.cli.frame import Call
    from desktop.services.records.late import SuspensionLine


def _issue_arguments(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--township", default="", metavar="CODE")
    where.add_argument("--village", default="", metavar="V")
    where.add_argument("--county", action="store_true", help="全县")
    parser.add_argument("--document", required=True, metavar="D", help="文号")
    parser.add_argument("--from", dest="start_on", required=True, metavar="DATE", help="起日")
    parser.add_argument("--to", dest="end_on", default="", metavar="DATE", help="止日，没有就不填")
    parser.add_argument("--reason", required=True, metavar="R", help="逾期率畸高、不良率畸高、其他")
    parser.add_argument("--basis", default="", metavar="T", help="依据的数和出处")
    parser.add_argument("--banks", default="", metavar="B", help="送达银行")
    parser.add_argument("--note", default="", metavar="T")


def _issue(call: Call) -> Answer:
    args = call.args
    entry = SuspensionEntry(
        document_no=args.document,
        start_on=day(args.start_on),
        end_on=day(args.end_on) if args.end_on else None,
        township=args.township,
        village=args.village,
        reason=code("suspension_reason", args.reason),
        basis=args.basis,
        banks=args.banks,
        note=args.note,
    )
    with call.desk() as desk:
        return _one(desk.suspensions.issue(entry))


def _lift_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("order", metavar="ORDER_NO", help="暂停的编号或文号")
    parser.add_argument(
        "--area", default="", metavar="A", help="一个文号停了几处时：哪一处，名称或代码"
    )
    parser.add_argument("--document", required=True, metavar="D", help="恢复发放的文号")
    parser.add_argument("--on", required=True, metavar="DATE", help="从哪天起恢复")
    parser.add_argument("--reason", required=True, metavar="R", help="风险已处置、记错了、其他")
    parser.add_argument("--note", default="", metavar="T")


def _lift(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.suspensions.lift(
            args.order,
            document_no=args.document,
            on=day(args.on),
            reason=code("lift_reason", args.reason),
            note=args.note,
            area=args.area,
        )
    return _one(found)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", default="", metavar="S", help="还没到起日、暂停中、已恢复")


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.suspensions.listed(code("suspension_state", call.args.state))
    return items(
        [_row(one) for one in found],
        table(_cells(one) for one in found),
        empty="没有暂停发放的记录。",
    )


def _one(line: SuspensionLine) -> Answer:
    told = late.RUNS_ON.format(clause=line.clause)
    return Answer(data=_row(line), text=f"{table([_cells(line)])}\n{told}")


def _cells(one: SuspensionLine) -> tuple[object, ...]:
    return (
        one.order_no,
        one.document_no,
        one.area,
        one.start_on,
        one.last_on,
        word("suspension_state", one.state),
        word("suspension_reason", one.reason),
        one.lift_document,
    )


def _row(one: SuspensionLine) -> dict[str, object]:
    return {
        "order_no": one.order_no,
        "document_no": one.document_no,
        "area": one.area,
        "township_code": one.township_code or None,
        "division_code": one.division_code or None,
        "from": one.start_on,
        "to": one.end_on,
        "last_on": one.last_on,
        "reason": word("suspension_reason", one.reason),
        "basis": one.basis or None,
        "banks": one.banks or None,
        "note": one.note or None,
        "state": word("suspension_state", one.state),
        "clause": one.clause,
        "officer": one.officer,
        "lifted_by": one.lifted_by or None,
        "lift_document": one.lift_document or None,
        "lift_reason": word("lift_reason", one.lift_reason) or None,
        "again_on": one.again_on,
    }


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("suspensions", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("issue", "记一份暂停发放（只在县级账本）", _issue_arguments, _issue),
        ("lift", "记恢复发放，原来的留着", _lift_arguments, _lift),
        ("list", "暂停、恢复发放的记录", _list_arguments, _list),
    )
)
