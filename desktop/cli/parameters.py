"""Verbs of the numbers that the policy leaves open: list them, lay one down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, day, nothing
from desktop.errors import UserError
from desktop.texts import word
from desktop.texts.policy import PARAMETERS, figure

if TYPE_CHECKING:
    import argparse

    from desktop.services.records.policy import OpenLine

_FROM = "    从今天起算。文件从别的日子起的，加 --from 日期 再填一次。"


def _data(one: OpenLine) -> dict[str, object]:
    return {
        "name": one.name,
        "unit": one.unit,
        "choices": list(one.choices),
        "clause": one.ref,
        "readings": list(one.readings),
        "filled_by": [word("layer", each) for each in one.filled_by],
        "may_fill": one.may_fill,
        "answered_by": one.answered_by or None,
        "in_force": one.in_force or None,
        "default": one.default or None,
        "history": [
            {
                "value": each.value,
                "document": each.document,
                "filled_by": each.filled_by,
                "effective_from": each.effective_from,
                "status": word("parameter_status", each.status),
            }
            for each in one.history
        ],
    }


def _line(one: OpenLine) -> str:
    name = PARAMETERS.get(one.name)
    head = f"{name}（{one.name}）" if name else one.name
    counts = figure(one.name, one.in_force, one.unit)
    default = figure(one.name, one.default, one.unit)
    says = counts or (f"{default}（默认，还没有确认）" if default else "还没有确认")
    if one.answered_by:
        says = f"{counts} 已由 {one.answered_by} 写明".strip()
    past = [
        f"    {each.effective_from} 起 {figure(one.name, each.value, one.unit)}，{each.document}，"
        f"{word('parameter_status', each.status)}，{each.filled_by}"
        for each in one.history
    ]
    readings = "；".join(one.readings)
    return "\n".join([f"{head}：{says}", f"    {one.ref}：{readings}", *past])


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.parameters.opens()
    return Answer(
        data={"items": [_data(one) for one in found]},
        text="\n".join(_line(one) for one in found),
    )


def _set_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pair", metavar="NAME=VALUE")
    parser.add_argument("--document", required=True, metavar="D", help="文件依据")
    parser.add_argument(
        "--from", dest="start", default="", metavar="DATE", help="文件从哪天起算，默认今天"
    )
    parser.add_argument("--unconfirmed", action="store_true", help="待确认：先记下，不用来计算")


def _set(call: Call) -> Answer:
    args = call.args
    name, mark, value = args.pair.partition("=")
    if not mark or not name:
        raise UserError("parameter_form", value=args.pair)
    with call.desk() as desk:
        found = desk.parameters.fill(
            name.strip(),
            value,
            document=args.document,
            effective_from=day(args.start) if args.start else None,
            confirmed=not args.unconfirmed,
        )
    return Answer(data=_data(found), text="\n".join([_line(found), *[_FROM] * (not args.start)]))


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("parameters", "list"),
        help="文件留给县里或银行定的数",
        arguments=nothing,
        run=_list,
    ),
    Verb(
        words=("parameters", "set"),
        help="填一个数，写明文件依据",
        arguments=_set_arguments,
        run=_set,
    ),
)
