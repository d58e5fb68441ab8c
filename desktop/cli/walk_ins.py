"""Verbs of people on no roster: add, edit, link, merge, and each of them taken back."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, day, items, nothing, table, yuan
from desktop.cli.needs import need_reason, need_row, need_state
from desktop.cli.outreach import visit_lines, visit_row
from desktop.errors import UserError
from desktop.services.records.needs import NeedFilter
from desktop.services.records.walk_ins import WalkInEntry
from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.desk import Desk
    from desktop.services.records.needs import NeedLine
    from desktop.services.records.walk_ins import WalkInLine

_TEXTS = {
    "name": ("--name", "N", "姓名"),
    "village": ("--village", "V", "村"),
    "group_no": ("--group", "G", "组"),
    "id_number": ("--id-number", "ID", "证件号码"),
    "phone": ("--phone", "P", "电话"),
    "address_note": ("--address-note", "T", "住址说明"),
    "needs_note": ("--needs-note", "T", "需求"),
    "best_time": ("--best-time", "T", "方便的时间"),
    "remark": ("--remark", "T", "备注"),
}
_DAYS = {
    "met_on": ("--on", "DATE", "见面日期"),
    "birth_date": ("--birth", "DATE", "出生日期"),
}


def _entry_arguments(parser: argparse.ArgumentParser, *, new: bool) -> None:
    for name, (option, metavar, what) in {**_TEXTS, **_DAYS}.items():
        needed = new and name in {"name", "village"}
        parser.add_argument(option, dest=name, metavar=metavar, help=what, required=needed)
    parser.add_argument("--as-is", action="store_true", help="号码对不上也先记下，以后补正")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    _entry_arguments(parser, new=True)
    parser.add_argument("--township", metavar="CODE", default="")
    parser.add_argument("--anyway", action="store_true", help="疑似重复也照样记")


def _edit_arguments(parser: argparse.ArgumentParser) -> None:
    _number_argument(parser)
    _entry_arguments(parser, new=False)


def _number_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("walk_in", metavar="NO")


def _given(args: argparse.Namespace) -> dict[str, object]:
    """The fields that were given; an empty day takes the day away."""
    texts = {name: getattr(args, name) for name in _TEXTS}
    days = {name: getattr(args, name) for name in _DAYS}
    found: dict[str, object] = {name: text for name, text in texts.items() if text is not None}
    found |= {name: day(text) if text else None for name, text in days.items() if text is not None}
    return found


def _add(call: Call) -> Answer:
    entry = WalkInEntry(**_given(call.args), township=call.args.township)  # type: ignore[arg-type]  # are fields
    with call.desk() as desk:
        twins = desk.walk_ins.suspects(_given(call.args)) if call.args.anyway else []
        made = desk.walk_ins.add(entry, anyway=call.args.anyway, as_is=call.args.as_is)
        places = {one.village for one in desk.households.villages()}
    if places and made.village not in places:
        sys.stderr.write(
            f"名单里没有“{made.village}”这个村，已照写的记下；写错了请用 households edit 改。\n"
        )
    same = [
        {
            "by": word("twin_by", one.by),
            "household_no": one.household_no or None,
            "walk_in_no": one.walk_in_no or None,
            "name": one.name,
            "village": one.village,
        }
        for one in twins
    ]
    return Answer(
        data={**walk_in_row(made), "twins": same},
        text=f"已记下，编号 {made.walk_in_no}。不在名单，不计入帮扶户。",
    )


def _edit(call: Call) -> Answer:
    given = _given(call.args)
    if not given:
        raise UserError("edit_empty")
    with call.desk() as desk:
        made = desk.walk_ins.amend(call.args.walk_in, given, as_is=call.args.as_is)
    return Answer(data=walk_in_row(made), text=f"{call.args.walk_in} 已改。{_as(call, made)}")


def _as(call: Call, made: WalkInLine) -> str:
    """Which record is shown for the one that was named, where it is another one."""
    shown = made.walk_in_no
    return "" if shown == call.args.walk_in else f"这条已并到 {shown}，按 {shown} 显示。"


def _link_arguments(parser: argparse.ArgumentParser) -> None:
    _number_argument(parser)
    parser.add_argument("--household", metavar="NO", required=True)


def _link(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.walk_ins.link(call.args.walk_in, call.args.household)
    text = f"{call.args.walk_in} 与 {made.household_no} 已关联；households unlink 可以撤销。"
    return Answer(data=walk_in_row(made), text=text + _as(call, made))


def _unlink(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.walk_ins.unlink(call.args.walk_in)
    return Answer(
        data=walk_in_row(made), text=f"{call.args.walk_in} 的关联已撤销。{_as(call, made)}"
    )


def _merge_arguments(parser: argparse.ArgumentParser) -> None:
    _number_argument(parser)
    parser.add_argument("--into", metavar="NO", required=True, help="合并后显示的那一条")
    parser.add_argument("--anyway", action="store_true", help="身份证号不一样也照样合并")


def _merge(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        away = desk.walk_ins.card(args.walk_in).walk_in_no
        made = desk.walk_ins.merge(args.walk_in, args.into, anyway=args.anyway)
    text = f"{away} 已并到 {made.walk_in_no}，两条都留着；households unmerge {away} 可以取消。"
    if away != args.walk_in:
        text += f"{args.walk_in} 先前已并到 {away}，一起过来。"
    return Answer(data=walk_in_row(made), text=text)


def _unmerge(call: Call) -> Answer:
    with call.desk() as desk:
        made = desk.walk_ins.unmerge(call.args.walk_in)
    return Answer(data=walk_in_row(made), text=f"{made.walk_in_no} 又是单独一条。")


def _walk_ins(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.walk_ins.listed()
    lines = table(
        (
            one.walk_in_no,
            one.name,
            one.village,
            one.phone_masked,
            one.household_no,
            f"合并 {len(one.merged)} 条" if one.merged else "",
        )
        for one in found
    )
    return items([walk_in_row(one) for one in found], lines, empty="没有名单外的人。")


def show_walk_in(desk: Desk, walk_in_no: str, reason: str) -> Answer:
    """One record, masked unless a reason is given, with those that were merged into it."""
    line = desk.walk_ins.card(walk_in_no)
    full = desk.walk_ins.reveal(walk_in_no, reason) if reason else {}
    people = (line, *line.merged)
    numbers = tuple(one.walk_in_no for one in people)
    visits = desk.visits.of_people(numbers)
    needs = desk.funding.listed(NeedFilter(walk_ins=numbers)).lines
    parts = [walk_in_text(one, full.get(one.walk_in_no)) for one in people]
    parts.append(visit_lines(visits) or "还没有走访记录。")
    parts += [_need_text(one) for one in needs]
    data = {
        **walk_in_row(line),
        **full.get(line.walk_in_no, {}),
        "visits": [visit_row(one) for one in visits],
        "needs": [need_row(one) for one in needs],
    }
    if full:
        data["merged"] = [
            {**walk_in_row(one), **full.get(one.walk_in_no, {})} for one in line.merged
        ]
    return Answer(data=data, text="\n".join(parts))


def _need_text(one: NeedLine) -> str:
    """A need in a line: when, how much, for what, and what came of it."""
    amount = f"{yuan(one.amount_fen)} 元" if one.amount_fen else ""
    day = str(one.ended_on or "")
    parts = (str(one.told_on), amount, word("need_use", one.use), need_state(one), day)
    more = (need_reason(one), one.note)
    return "需求：" + "  ".join(part for part in (*parts, *more) if part)


def walk_in_text(one: WalkInLine, full: Mapping[str, str] | None = None) -> str:
    """A record in lines: who, where and the numbers, then what was written down."""
    masked = {"id_number": one.id_masked, "phone": one.phone_masked, "birth_date": one.birth_masked}
    texts = {**asdict(one), **masked, **(full or {})}
    place = f"{one.village} {one.group_no}".strip()
    said = {
        "出生日期": texts["birth_date"],
        "住址说明": texts["address_note"],
        "需求": texts["needs_note"],
        "方便的时间": texts["best_time"],
        "备注": texts["remark"],
        "见面日期": one.met_on,
        "归到": one.household_no,
    }
    head = table([(one.walk_in_no, one.name, place, texts["id_number"], texts["phone"])])
    return "\n".join([head, *(f"  {label}：{text}" for label, text in said.items() if text)])


def walk_in_row(one: WalkInLine) -> dict[str, object]:
    """Somebody on no roster as JSON shows it."""
    return {
        "walk_in_no": one.walk_in_no,
        "name": one.name,
        "village": one.village,
        "group_no": one.group_no,
        "township_code": one.township_code,
        "id_number_masked": one.id_masked,
        "birth_date_masked": one.birth_masked or None,
        "phone_masked": one.phone_masked,
        "address_note": one.address_note,
        "needs_note": one.needs_note,
        "best_time": one.best_time,
        "remark": one.remark,
        "met_on": one.met_on,
        "household_no": one.household_no or None,
        "linked_on": one.linked_on,
        "officer": one.officer,
        "to_put_right": list(one.wrong),
        "merged": [walk_in_row(other) for other in one.merged],
    }


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("households", "add"),
        help="记一个名单外的人（不计入帮扶户）",
        arguments=_add_arguments,
        run=_add,
    ),
    Verb(
        words=("households", "edit"),
        help="改一条名单外的记录，只改写明的项",
        arguments=_edit_arguments,
        run=_edit,
    ),
    Verb(words=("households", "walk-ins"), help="名单外的人", arguments=nothing, run=_walk_ins),
    Verb(
        words=("households", "link"),
        help="把名单外的记录与名单里的户关联",
        arguments=_link_arguments,
        run=_link,
    ),
    Verb(
        words=("households", "unlink"),
        help="撤销关联",
        arguments=_number_argument,
        run=_unlink,
    ),
    Verb(
        words=("households", "merge"),
        help="两条名单外的记录是同一个人：并成一条看，两条都留着",
        arguments=_merge_arguments,
        run=_merge,
    ),
    Verb(
        words=("households", "unmerge"),
        help="取消合并",
        arguments=_number_argument,
        run=_unmerge,
    ),
)
