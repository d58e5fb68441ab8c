"""Verbs of place-level publicity: what hangs or was held in a village and tells no household."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from desktop.cli.frame import Answer, Call, Verb, code, day, items, table
from desktop.cli.outreach import several
from desktop.errors import UserError
from desktop.services.records.evidence import PhotoFilter
from desktop.services.records.needs import ActivityEntry, ActivityFilter
from desktop.texts import word

if TYPE_CHECKING:
    from desktop.services.records.needs import ActivityLine

_COUNTS = {
    "attendance_total": "attendance",
    "attendance_elderly": "elderly",
    "attendance_disabled": "disabled",
    "materials_count": "materials_count",
}


def _arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument(
        "--type",
        metavar="T",
        required=required,
        help="公示牌、宣传标语、院坝会、广播、集市、进校、其他",
    )
    parser.add_argument("--place", metavar="P", required=required)
    parser.add_argument("--village", metavar="V", required=required)
    parser.add_argument("--on", metavar="DATE", required=required)
    parser.add_argument("--topics", metavar="T", default="", help="政策要点、反诈 …，用、隔开")
    parser.add_argument("--attendance", type=int, default=None, metavar="N", help="参加人数")
    parser.add_argument("--elderly", type=int, default=None, metavar="N", help="其中老年人")
    parser.add_argument("--disabled", type=int, default=None, metavar="N", help="其中残疾人")
    parser.add_argument("--materials", metavar="M", default="", help="发放的材料，用、隔开")
    parser.add_argument("--materials-count", type=int, default=None, metavar="N", help="发放份数")
    parser.add_argument("--removed-on", metavar="D", default="", help="撤下的日期")
    parser.add_argument("--note", metavar="N", default="")
    parser.add_argument(
        "--evidence", metavar="FILE", action="append", type=Path, default=[], help="照片，可写多次"
    )


def _log_arguments(parser: argparse.ArgumentParser) -> None:
    _arguments(parser, required=True)


def _counted(args: argparse.Namespace) -> dict[str, Any]:
    counts = {name: getattr(args, option) for name, option in _COUNTS.items()}
    for name, option in _COUNTS.items():
        if counts[name] is not None and counts[name] < 0:
            raise UserError("count_negative", field=option)
    return counts


def _log(call: Call) -> Answer:
    args = call.args
    entry = ActivityEntry(
        activity_type=code("activity_type", args.type),
        place=args.place,
        village=args.village,
        held_on=day(args.on),
        topics=several("topics", args.topics),
        materials=several("material", args.materials),
        removed_on=day(args.removed_on) if args.removed_on else None,
        note=args.note,
        evidence=tuple(args.evidence),
        **_counted(args),
    )
    with call.desk() as desk:
        number = desk.publicity.log(entry)
        photos = desk.evidence.listed(PhotoFilter(activity_no=number)) if args.evidence else []
    return Answer(
        data={"activity_no": number, "evidence_hashes": [one.sha256 for one in photos]},
        text=f"已记下，编号 {number}。",
    )


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("activity", metavar="ACTIVITY_NO")
    parser.add_argument("--reason", metavar="R", required=True)
    _arguments(parser, required=False)


def _correct(call: Call) -> Answer:
    args = call.args
    said: dict[str, object] = {
        "activity_type": code("activity_type", args.type or ""),
        "place": args.place,
        "village": args.village,
        "held_on": day(args.on) if args.on else None,
        "topics": several("topics", args.topics),
        "materials": several("material", args.materials),
        "removed_on": day(args.removed_on) if args.removed_on else None,
        "note": args.note,
        "evidence": tuple(args.evidence),
        **_counted(args),
    }
    given = {name: value for name, value in said.items() if value not in (None, "", ())}
    with call.desk() as desk:
        entry = replace(desk.publicity.entry(args.activity), **given)
        number = desk.publicity.correct(args.activity, entry, args.reason)
    return Answer(
        data={"activity_no": number, "corrects_activity_no": args.activity},
        text=f"已更正，新编号 {number}，原记录保留。",
    )


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="from_on", metavar="D", default="")
    parser.add_argument("--to", dest="to_on", metavar="D", default="")
    parser.add_argument("--village", metavar="V", default="")
    parser.add_argument("--type", metavar="T", default="")


def _list(call: Call) -> Answer:
    args = call.args
    wanted = ActivityFilter(
        from_on=day(args.from_on) if args.from_on else None,
        to_on=day(args.to_on) if args.to_on else None,
        village=args.village,
        activity_type=code("activity_type", args.type),
    )
    with call.desk(write=False) as desk:
        page = desk.publicity.listed(wanted, limit=1_000_000)
    lines = table(
        (
            one.activity_no + ("（已更正）" if one.corrected else ""),
            one.held_on,
            one.village,
            word("activity_type", one.activity_type),
            one.place,
            one.attendance_total,
            one.note,
        )
        for one in page.lines
    )
    return items([_row(one) for one in page.lines], lines, empty="还没有宣传活动。")


def _row(one: ActivityLine) -> dict[str, object]:
    return {
        "activity_no": one.activity_no,
        "held_on": one.held_on,
        "activity_type": word("activity_type", one.activity_type),
        "village": one.village,
        "place": one.place,
        "topics": [word("topics", topic) for topic in one.topics],
        "attendance_total": one.attendance_total,
        "attendance_elderly": one.attendance_elderly,
        "attendance_disabled": one.attendance_disabled,
        "materials": [word("material", each) for each in one.materials],
        "materials_count": one.materials_count,
        "removed_on": one.removed_on,
        "photos": one.photos,
        "note": one.note,
        "officer": one.officer,
        "taken_over": one.taken_over or None,
        "corrects_activity_no": one.corrects_activity_no or None,
        "correction_reason": one.correction_reason or None,
        "corrected": one.corrected,
    }


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("publicity", "log"),
        help="记一次宣传活动（不代表户已告知）",
        arguments=_log_arguments,
        run=_log,
    ),
    Verb(
        words=("publicity", "correct"),
        help="更正一次宣传活动（原记录保留）",
        arguments=_correct_arguments,
        run=_correct,
    ),
    Verb(words=("publicity", "list"), help="宣传活动", arguments=_list_arguments, run=_list),
)
