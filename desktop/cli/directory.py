"""Verbs of the directory, of boards that show who is gone, of route sheets and call lists."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from desktop.cli.frame import Answer, Call, Verb, code, day, items, nothing, table
from desktop.errors import UserError
from desktop.services.records.rounds import CallMark, PersonEntry
from desktop.texts import word
from desktop.texts.rounds import BOARD_PARTS

if TYPE_CHECKING:
    from desktop.services.records.rounds import BoardChange, PersonLine

_SHORT = 8
_FIELDS = {
    "name": "姓名，或网点名称",
    "org": "单位",
    "staff_no": "工号",
    "phone": "电话",
    "township": "乡镇名称或代码",
    "address": "地址（网点）",
    "hours": "办公时间（网点）",
}


def _row(one: PersonLine) -> dict[str, object]:
    """An entry as JSON shows it."""
    return {**asdict(one), "role": word("contact_role", one.role)}


def _text(one: PersonLine) -> tuple[object, ...]:
    until = f"至 {one.valid_to}" if one.valid_to else ""
    where = "、".join(one.areas) or one.address
    role = word("contact_role", one.role)
    return one.id[-_SHORT:], role, one.name, one.phone, one.org, where, until


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--township", default="", metavar="T")
    parser.add_argument("--role", default="", metavar="R", help="如网格员、金融顾问、网点")
    parser.add_argument("--all", action="store_true", help="连同已结束的")


def _list(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        role = code("contact_role", args.role)
        found = desk.directory.listed(args.township, role=role, over=args.all)
    return items([_row(one) for one in found], table(map(_text, found)), empty="通讯录还是空的。")


def _entry_arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    for name, says in _FIELDS.items():
        needed = required and name == "name"
        parser.add_argument(f"--{name.replace('_', '-')}", default=None, required=needed, help=says)
    parser.add_argument(
        "--role",
        default=None,
        required=required,
        metavar="R",
        help="客户经理、金融顾问、协理员、联络员、服务员、金融助理、金融特派员、网格员、网点等",
    )
    parser.add_argument(
        "--area", action="append", default=None, metavar="V", help="负责的村，可多个"
    )
    parser.add_argument("--from", dest="valid_from", default="", metavar="D")
    parser.add_argument("--to", dest="valid_to", default="", metavar="D")


def _given(args: argparse.Namespace) -> dict[str, object]:
    """What was said on the command line, and nothing else."""
    found: dict[str, object] = {
        name: getattr(args, name) for name in _FIELDS if getattr(args, name) is not None
    }
    if args.role is not None:
        found["role"] = code("contact_role", args.role)
    if args.area is not None:
        found["areas"] = tuple(args.area)
    for name in ("valid_from", "valid_to"):
        if getattr(args, name):
            found[name] = day(getattr(args, name))
    return found


def _add(call: Call) -> Answer:
    entry = PersonEntry(**_given(call.args))  # type: ignore[arg-type]  # options are fields
    with call.desk() as desk:
        kept = desk.directory.add(entry)
    return Answer(data=_row(kept), text=f"已加进通讯录：{kept.name}。")


def _edit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="ID", help="编号，或它的最后八位（directory list 里有）")
    _entry_arguments(parser, required=False)


def _edit(call: Call) -> Answer:
    with call.desk() as desk:
        known = desk.directory.one(call.args.person)
        names = [name for name in PersonEntry.__struct_fields__ if name != "township"]
        before = PersonEntry(
            **{name: getattr(known, name) for name in names}, township=known.township_code
        )
        kept = desk.directory.edit(known.id, replace(before, **_given(call.args)))
        stale = desk.directory.stale()
    return Answer(data=_row(kept), text=f"已改好：{kept.name}。" + _boards(len(stale)))


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="ID")
    parser.add_argument("--on", default="", metavar="DATE", help="从哪天起不在（默认今天）")


def _end(call: Call) -> Answer:
    on = day(call.args.on) if call.args.on else None
    with call.desk() as desk:
        kept = desk.directory.end(call.args.person, on)
        stale = desk.directory.stale()
    return Answer(
        data=_row(kept), text=f"{kept.name} 到 {kept.valid_to} 为止。" + _boards(len(stale))
    )


def _boards(count: int) -> str:
    return f"有 {count} 块公示牌待更换（boards stale 查看）。" if count else ""


def _stale(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.directory.stale()
    rows = [{**asdict(one), "changes": [asdict(each) for each in one.changes]} for one in found]
    lines = table(
        (one.notice_no, one.subject, one.issued_on, "；".join(map(changed, one.changes)))
        for one in found
    )
    return items(rows, lines, empty="没有待更换的公示牌。")


def changed(one: BoardChange) -> str:
    """One thing that a board says otherwise, in words."""
    called = BOARD_PARTS.get(one.what) or word("contact_role", one.what)
    now = f"现为{one.now}" if one.now else "已不在"
    return f"{called}：牌上{one.shown}，{now}"


def _settle_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notice_no", metavar="NO")
    parser.add_argument("--note", default="", metavar="N")


def _settle(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        desk.directory.settle(args.notice_no, args.note)
    return Answer(data={"notice_no": args.notice_no}, text=f"已记：{args.notice_no} 换好了。")


def _route_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("place", metavar="VILLAGE_OR_NO", help="村，或路线单、电话清单的单号")
    parser.add_argument("--row", type=int, default=None, metavar="N", help="只看这一行是哪一户")


def _route(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        if args.row is not None:
            rows = [desk.route.household_of(args.place, args.row)]
        else:
            rows = list(desk.route.of(args.place).rows)
    lines = table((one.row, one.household_no, one.head_name, one.group_no) for one in rows)
    return items([asdict(one) for one in rows], lines, empty="")


def _calls_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notice_no", metavar="NO", help="电话清单的单号")
    parser.add_argument("marks", metavar="ROW=RESULT", nargs="+", help="如 3=1、4=未接")
    parser.add_argument("--on", default="", metavar="DATE")
    parser.add_argument("--again", action="store_true", help="当天已记过的行，仍要再记一次")


def _mark(text: str) -> tuple[int, CallMark]:
    row, sign, said = text.partition("=")
    if not sign or not row.isdecimal():
        raise UserError("call_mark_form", value=text)
    codes = [one for one, _ in _results()]
    digit = said.isdecimal() and 1 <= int(said) <= len(codes)
    return int(row), CallMark(result=codes[int(said) - 1] if digit else code("call_result", said))


def _results() -> list[tuple[str, str]]:
    from desktop.texts import choices

    return choices("call_result")


def _calls(call: Call) -> Answer:
    args = call.args
    given = [_mark(text) for text in args.marks]
    marks = dict(given)
    if len(marks) < len(given):
        rows = [row for row, _ in given]
        raise UserError("call_row_twice", row=next(row for row in rows if rows.count(row) > 1))
    on = day(args.on) if args.on else None
    with call.desk() as desk:
        kept = desk.route.log_calls(args.notice_no, marks, on, again=args.again)
    return Answer(
        data={"visit_nos": [one.visit_no for one in kept]}, text=f"已记入台账 {len(kept)} 条。"
    )


VERBS: tuple[Verb, ...] = (
    Verb(words=("directory", "list"), help="通讯录", arguments=_list_arguments, run=_list),
    Verb(
        words=("directory", "add"),
        help="加一个人或网点",
        arguments=lambda parser: _entry_arguments(parser, required=True),
        run=_add,
    ),
    Verb(words=("directory", "edit"), help="改一条", arguments=_edit_arguments, run=_edit),
    Verb(words=("directory", "end"), help="不再担任", arguments=_end_arguments, run=_end),
    Verb(words=("boards", "stale"), help="待更换的公示牌", arguments=nothing, run=_stale),
    Verb(words=("boards", "settle"), help="公示牌已换好", arguments=_settle_arguments, run=_settle),
    Verb(
        words=("route", "show"),
        help="印过的路线单、电话清单：第几行是哪一户",
        arguments=_route_arguments,
        run=_route,
    ),
    Verb(words=("calls", "log"), help="电话清单回填", arguments=_calls_arguments, run=_calls),
)  # fmt: skip
