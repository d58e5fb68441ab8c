"""The verb that writes lists as Excel files."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.frame import Answer, Call, Verb, day, items, reason, table
from desktop.errors import UserError
from desktop.services.records.lists import ListFilter
from desktop.words import words

_CODED = {
    "status": ("household_status",),
    "renewals": ("loan_renewals",),
    "told": ("told", "told_filter"),
    "loans": ("household_loans",),
    "category": ("household_type", "monitor_category"),
    "change": ("change_type",),
    "todo": ("roster_todo",),
    "state": ("todo_state",),
    "finding": ("roster_finding",),
    "method": ("publicity_method",),
    "role": ("contact_role",),
}
_STATES = {
    "loans": ("loan_state",),
    "applications": ("application_state",),
    "needs": ("need_state",),
    "claims": ("claim_standing",),
} | dict.fromkeys(("subsidy_draft", "subsidy_declared", "cards"), ("line_standing",))
"""The enum of a list's state where it is not that of a household."""

_CODED_ELSE = tuple(name for name in _CODED if name != "status")
_OF_HOUSEHOLDS = frozenset({"households", "members"})
_LISTED, _EVERYBODY = "listed", "全部"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", metavar="LIST", nargs="?", default="", help="不写则列出可导出的表")
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="存成哪个 .xlsx（一卡通文件也可 .csv）"
    )
    parser.add_argument("--village", metavar="V", default="", help="村名或十二位区划代码")
    parser.add_argument("--from", dest="from_on", metavar="D", default="")
    parser.add_argument("--to", dest="to_on", metavar="D", default="")
    parser.add_argument("--household", metavar="NO", default="")
    parser.add_argument("--text", metavar="T", default="", help="姓名或编号里含有的字")
    parser.add_argument(
        "--status",
        metavar="S",
        default="",
        help="户：在册（不写时）、调出、全部；贷款：在贷、逾期…；补偿：待审核…",
    )
    parser.add_argument(
        "--told",
        metavar="T",
        default="",
        help="本季未告知、从未告知、没联系过、未遇到、已告知",
    )
    parser.add_argument("--loans", metavar="L", default="", help="没有贷款、有未还贷款、有逾期…")
    parser.add_argument("--category", metavar="C", default="", help="户类型或监测对象类别")
    parser.add_argument("--renewals", metavar="R", default="", help="已用、未用、银行没有报")
    parser.add_argument("--version", metavar="V", default="", help="名单版本")
    parser.add_argument("--since", metavar="V", default="", help="与哪一版名单比")
    parser.add_argument("--township", metavar="T", default="", help="乡镇名或九位代码")
    parser.add_argument("--change", metavar="C", default="", help="新增、调出、信息变更…")
    parser.add_argument("--todo", metavar="T", default="", help="走访告知、发名单调整告知书…")
    parser.add_argument("--state", metavar="S", default="", help="待办、已办结")
    parser.add_argument("--finding", metavar="F", default="", help="名单里的一种问题")
    parser.add_argument("--method", metavar="M", default="", help="走访、电话、推送信息")
    parser.add_argument("--by", metavar="NAME", default="", help="谁记的")
    parser.add_argument("--role", metavar="R", default="", help="通讯录里的角色，如网格员")
    parser.add_argument("--batch", metavar="NO", default="", help="贴息批次")
    parser.add_argument("--sort", metavar="COLUMN", default="", help="按哪一列排（不能按贷款指标）")
    parser.add_argument(
        "--reason", metavar="R", default=None, help="要完整证件号等内容时写明用途（留痕）"
    )


def _coded(key: str, name: str, text: str) -> str:
    """The code of a word of any enum that a list's filter takes; raises `word_unknown`."""
    if not text:
        return ""
    enums = _STATES.get(key, _CODED[name]) if name == "status" else _CODED[name]
    for enum in enums[:-1]:
        found = words().known(enum, text)
        if found is not None:
            return found
    return words().code(enums[-1], text)


def _status(args: argparse.Namespace) -> str:
    """Households on the roster, as on their page, unless another state or one of them is named."""
    if args.list in _OF_HOUSEHOLDS:
        if not args.status and not args.household:
            return _LISTED
        if args.status in {"", _EVERYBODY}:
            return ""
    return _coded(args.list, "status", args.status)


def _filter(args: argparse.Namespace) -> ListFilter:
    codes = {name: _coded(args.list, name, getattr(args, name)) for name in _CODED_ELSE}
    return ListFilter(
        village=args.village,
        from_on=day(args.from_on) if args.from_on else None,
        to_on=day(args.to_on) if args.to_on else None,
        household_no=args.household,
        text=args.text,
        version=args.version,
        since=args.since,
        township=args.township,
        by=args.by,
        batch=args.batch,
        sort=args.sort,
        status=_status(args),
        **codes,
    )


def _export(call: Call) -> Answer:
    args = call.args
    if not args.list:
        return _lists(call)
    if args.out is None:
        raise UserError("list_out_missing", list=args.list)
    wanted, why = _filter(args), reason(args.reason)
    with call.desk() as desk:
        done = desk.exports.write(args.list, args.out, wanted, why)
    masked = f"已遮挡：{'、'.join(done.masked)}。" if done.masked else ""
    return Answer(
        data={
            "list": done.key,
            "rows": done.rows,
            "out": done.path,
            "masked": list(done.masked),
        },
        text=f"已导出 {done.rows} 行到 {done.path}。{masked}",
    )


def _lists(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.exports.lists()
    rows: list[dict[str, object]] = [
        {
            "list": one.key,
            "title": one.title,
            "columns": list(one.columns),
            "filters": list(one.filters),
            "sealed": list(one.sealed),
        }
        for one in found
    ]
    lines = table((one.key, one.title, "、".join(one.sealed)) for one in found)
    return items(rows, lines, empty="没有可导出的表。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("export",), help="把一份表导出成 Excel", arguments=_arguments, run=_export),
)
