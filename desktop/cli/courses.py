"""Verbs of a quarter after it was settled: the bank's steps, the county offices' steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.course_answers import drafted, listed, one_course
from desktop.cli.frame import Answer, Verb, code, day
from desktop.errors import UserError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from desktop.cli.frame import Call

_ALL = "all"


def _batch_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", required=True, metavar="NO")


def _declaration_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--declaration", required=True, metavar="ID", help="见 subsidies courses")


def _lines_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--line", required=True, action="append", metavar="N", help="行号，可多次；all 是全部"
    )


def _on_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", required=True, metavar="DATE")


def _draft(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        return drafted(desk.subsidies.declaring.draft(call.args.batch))


def _choose_arguments(parser: argparse.ArgumentParser) -> None:
    _batch_argument(parser)
    _lines_argument(parser)
    parser.add_argument("--take", required=True, metavar="C", help="采用银行数、采用测算数、排除")
    parser.add_argument("--reason", required=True, metavar="R")


def _choose(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        declaring = desk.subsidies.declaring
        lines = declaring.draft(args.batch).lines
        there = {one.line.line_no: one.key for one in lines if one.options or _ALL not in args.line}
        keys = [there[number] for number in _numbers(args.line, there)]
        choice = code("line_choice", args.take)
        return drafted(declaring.choose(args.batch, keys, choice, args.reason))


def _numbers(typed: Iterable[str], there: Iterable[int]) -> list[int]:
    """The line numbers that were typed, each one there.

    Raises:
        UserError: `line_no_unknown`.
    """
    known = set(there)
    if _ALL in typed:
        return sorted(known)
    for text in typed:
        if not text.isdecimal() or int(text) not in known:
            raise UserError("line_no_unknown", line_no=text)
    return [int(text) for text in typed]


def _freeze(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.subsidies.declaring.freeze(call.args.batch)
        return listed([desk.subsidies.declaring.course(one.id) for one in made])


def _withdraw_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    parser.add_argument("--reason", required=True, metavar="R")


def _withdraw(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        desk.subsidies.declaring.withdraw(args.declaration, args.reason)
        return listed([desk.subsidies.declaring.course(args.declaration)])


def _hand_over_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)
    parser.add_argument("--way", default="同步包", metavar="W", help="同步包或纸质")


def _hand_over(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        way = code("hand_over_way", args.way)
        return listed([desk.subsidies.declaring.hand_over(args.declaration, day(args.on), way=way)])


def _review_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _lines_argument(parser)
    parser.add_argument("--result", required=True, metavar="R", help="审核无误或退回")
    parser.add_argument("--reason", default="", metavar="CODE", help="退回原因")
    parser.add_argument("--note", default="", metavar="N")


def _review(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        handling = desk.subsidies.handling
        there = [one.line.line_no for one in handling.course(args.declaration).lines]
        found = handling.review(
            args.declaration,
            _numbers(args.line, there),
            code("review_result", args.result),
            reason_code=code("return_reason", args.reason),
            note=args.note,
        )
        return one_course(found)


def _publish_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)
    parser.add_argument("--days", required=True, type=int, metavar="N")
    parser.add_argument("--level", required=True, choices=["县", "乡", "村"], help="公示级别")
    parser.add_argument("--place", required=True, metavar="P")
    parser.add_argument("--phone", required=True, metavar="T")


def _publish(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.subsidies.handling.publish(
            args.declaration,
            day(args.on),
            args.days,
            level=args.level,
            place=args.place,
            phone=args.phone,
        )
        return one_course(found)


def _object_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)
    parser.add_argument("--line", required=True, type=int, metavar="N")
    parser.add_argument("--text", required=True, metavar="T")
    parser.add_argument("--by", default="", metavar="WHO")


def _object(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        number = desk.subsidies.handling.object_to(
            args.declaration, args.line, day(args.on), args.text, args.by
        )
    return Answer(data={"objection_no": number}, text=f"异议 {number} 已登记，该行暂停，其余照办。")


def _decide_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)
    parser.add_argument("--objection", required=True, metavar="NO")
    parser.add_argument("--outcome", required=True, metavar="O", help="成立或不成立")
    parser.add_argument("--note", required=True, metavar="N")


def _decide(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        found = desk.subsidies.handling.decide(
            args.declaration,
            args.objection,
            code("objection_outcome", args.outcome),
            day(args.on),
            args.note,
        )
        return one_course(found)


def _submit_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)
    parser.add_argument("--document", required=True, metavar="NO", help="文号")


def _submit(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        return one_course(
            desk.subsidies.handling.submit(args.declaration, day(args.on), args.document)
        )


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)


def _close(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        return one_course(desk.subsidies.handling.close(args.declaration, day(args.on)))


def _reverse_arguments(parser: argparse.ArgumentParser) -> None:
    _declaration_argument(parser)
    _on_argument(parser)
    parser.add_argument("--line", required=True, type=int, metavar="N")
    parser.add_argument("--reason", required=True, metavar="R")
    parser.add_argument("--document", required=True, metavar="NO", help="文号")


def _reverse(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        desk.subsidies.declaring.reverse(
            args.declaration, args.line, day(args.on), args.reason, args.document
        )
        return one_course(desk.subsidies.declaring.course(args.declaration))


def _courses_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", default="", metavar="NO")
    parser.add_argument("--declaration", default="", metavar="ID", help="列出这一份的明细")


def _courses(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        if args.declaration:
            return one_course(desk.subsidies.declaring.course(args.declaration))
        return listed(desk.subsidies.declaring.declared(args.batch))


VERBS: tuple[Verb, ...] = tuple(
    Verb(words=("subsidies", name), help=told, arguments=arguments, run=run)
    for name, told, arguments, run in (
        ("draft", "一批里哪些行可申报、哪些待处理", _batch_argument, _draft),
        ("choose", "处理有差异或提示的行", _choose_arguments, _choose),
        ("freeze", "冻结一批，金额不再改动", _batch_argument, _freeze),
        ("withdraw", "撤回已冻结、未申报的一份", _withdraw_arguments, _withdraw),
        ("hand-over", "登记已申报到县农业农村部门", _hand_over_arguments, _hand_over),
        ("review", "县里逐行审核", _review_arguments, _review),
        ("publish", "登记公示", _publish_arguments, _publish),
        ("object", "登记异议", _object_arguments, _object),
        ("decide", "登记异议的处理结果", _decide_arguments, _decide),
        ("submit", "提交财政", _submit_arguments, _submit),
        ("close", "办结", _close_arguments, _close),
        ("reverse", "已拨付的行有误，下一批冲正", _reverse_arguments, _reverse),
        ("courses", "申报办到哪一步，或一份的明细", _courses_arguments, _courses),
    )
)
