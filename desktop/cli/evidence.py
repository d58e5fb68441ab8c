"""Verbs of the photos of records: add, list, take off, hand out with a reason."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from desktop.cli.frame import Answer, Call, Verb, day, items, table
from desktop.services.records.evidence import PhotoFilter, PhotoLine, PhotosAdded
from desktop.texts import sentence, word


def _attach_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("visit", metavar="VISIT_NO")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)


def _attach(call: Call) -> Answer:
    number = call.args.visit
    with call.desk() as desk:
        added = desk.evidence.attach_files(number, call.args.files)
        lines = desk.evidence.listed(PhotoFilter(visit_no=number))
    return _attached("visit_no", number, added, lines)


def _attach_there_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("activity", metavar="ACTIVITY_NO")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)


def _attach_there(call: Call) -> Answer:
    number = call.args.activity
    with call.desk() as desk:
        added = desk.evidence.attach_files_there(number, call.args.files)
        lines = desk.evidence.listed(PhotoFilter(activity_no=number))
    return _attached("activity_no", number, added, lines)


def _attach_check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inspection", metavar="INSPECTION_NO")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)


def _attach_check(call: Call) -> Answer:
    number = call.args.inspection
    with call.desk() as desk:
        added = desk.evidence.attach_files_to_check(number, call.args.files)
        lines = desk.evidence.listed(PhotoFilter(inspection_no=number))
    return _attached("inspection_no", number, added, lines)


def _attached(key: str, number: str, added: PhotosAdded, lines: Sequence[PhotoLine]) -> Answer:
    said = f"已添加 {len(added.ids)} 张照片到 {number}。"
    if added.already:
        said += f"{added.already} 张原来就有，没有重复添加。"
    return Answer(
        data={
            key: number,
            "added": list(added.ids),
            "already": added.already,
            "evidence_hashes": [one.sha256 for one in lines],
        },
        text="\n".join([said, *(text for one in lines for text in _hints(one))]),
    )


def _part_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--visit", metavar="VISIT_NO", default="")
    parser.add_argument("--activity", metavar="ACTIVITY_NO", default="", help="一次宣传活动的")
    parser.add_argument("--inspection", metavar="NO", default="", help="一次贷后检查的")
    parser.add_argument("--household", metavar="NO", default="")
    parser.add_argument("--village", metavar="V", default="")
    parser.add_argument("--from", dest="from_on", metavar="D", default="", help="记录日期起")
    parser.add_argument("--to", dest="to_on", metavar="D", default="", help="记录日期止")


def _part(args: argparse.Namespace) -> PhotoFilter:
    return PhotoFilter(
        visit_no=args.visit,
        activity_no=args.activity,
        inspection_no=args.inspection,
        household_no=args.household,
        village=args.village,
        from_on=day(args.from_on) if args.from_on else None,
        to_on=day(args.to_on) if args.to_on else None,
    )


def _hints(one: PhotoLine) -> list[str]:
    return [sentence(hint.code, hint.params) for hint in one.hints]


def _row(one: PhotoLine) -> dict[str, object]:
    return {
        "id": one.id,
        "visit_no": one.visit_no or None,
        "visited_on": one.day if one.visit_no else None,
        "activity_no": one.activity_no or None,
        "held_on": one.day if one.activity_no else None,
        "inspection_no": one.inspection_no or None,
        "inspected_on": one.day if one.inspection_no else None,
        "household_no": one.household_no or None,
        "village": one.village,
        "sha256": one.sha256,
        "bytes": one.size,
        "width": one.width,
        "height": one.height,
        "taken_at": one.taken_at,
        "has_place": one.placed,
        "latitude": one.latitude or None,
        "longitude": one.longitude or None,
        "added_at": one.added_at,
        "officer": one.officer,
        "here": one.here,
        "hints": [hint.code for hint in one.hints],
    }


def _kind(one: PhotoLine) -> str:
    return word("activity_type", one.activity_type) if one.activity_type else ""


def _place(one: PhotoLine) -> str:
    if one.latitude:
        return f"{one.latitude},{one.longitude}"
    return "有位置" if one.placed else "没有位置"


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    _part_arguments(parser)
    parser.add_argument(
        "--reveal", metavar="REASON", default="", help="显示拍摄位置的经纬度，写明原因（留痕）"
    )


def _list(call: Call) -> Answer:
    part, reason = _part(call.args), call.args.reveal
    with call.desk(write=bool(reason)) as desk:
        found = desk.evidence.reveal(part, reason) if reason else desk.evidence.listed(part)
    lines = table(
        (
            one.visit_no or one.activity_no or one.inspection_no,
            one.day,
            one.head_name or one.household_no or f"{one.village}{_kind(one)}",
            f"{one.taken_at:%Y-%m-%d %H:%M}" if one.taken_at else "没有拍摄时间",
            _place(one),
            *([] if one.here else [sentence("photo_elsewhere", {})]),
            *_hints(one),
        )
        for one in found
    )
    return items([_row(one) for one in found], lines, empty="没有照片。")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="DIR", type=Path, required=True)
    parser.add_argument("--reason", metavar="R", required=True, help="用途，记入本机的导出记录")
    _part_arguments(parser)


def _export(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        done = desk.evidence.export(_part(args), args.out, args.reason)
    said = f"已导出 {len(done.files)} 张照片到 {args.out}，用途已记入本机的导出记录。"
    if done.elsewhere:
        said += f"{done.elsewhere} 张还没收到，没有导出。"
    return Answer(data={"files": list(done.files), "elsewhere": done.elsewhere}, text=said)


def _photo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("photo", metavar="ID", help="evidence list 里的编号")


def _remove(call: Call) -> Answer:
    return _turned(call, "已去掉这张照片。恢复用 evidence restore。", back=False)


def _restore(call: Call) -> Answer:
    return _turned(call, "已恢复这张照片。", back=True)


def _turned(call: Call, said: str, *, back: bool) -> Answer:
    with call.desk() as desk:
        desk.evidence.turn([call.args.photo], back=back)
    return Answer(data={"id": call.args.photo}, text=said)


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("visits", "attach"),
        help="给一条走访记录添加照片",
        arguments=_attach_arguments,
        run=_attach,
    ),
    Verb(
        words=("publicity", "attach"),
        help="给一次宣传活动或一块公示牌添加照片",
        arguments=_attach_there_arguments,
        run=_attach_there,
    ),
    Verb(
        words=("inspections", "attach"),
        help="给一次贷后检查添加照片",
        arguments=_attach_check_arguments,
        run=_attach_check,
    ),
    Verb(
        words=("evidence", "list"),
        help="走访、宣传活动和贷后检查的照片：时间、有没有位置、与记录不一致的",
        arguments=_list_arguments,
        run=_list,
    ),
    Verb(
        words=("evidence", "export"),
        help="导出照片（写明用途）",
        arguments=_export_arguments,
        run=_export,
    ),
    Verb(
        words=("evidence", "remove"),
        help="去掉一张照片（当天结束、上报或印出之前）",
        arguments=_photo_arguments,
        run=_remove,
    ),
    Verb(
        words=("evidence", "restore"),
        help="恢复去掉的一张照片",
        arguments=_photo_arguments,
        run=_restore,
    ),
)
