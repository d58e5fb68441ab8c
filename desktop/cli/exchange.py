"""Verbs around the exchange: sticks, and what was set aside."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, items, nothing, table
from desktop.texts import sentence, word

if TYPE_CHECKING:
    from desktop.services.records import InboxLine

_MEGABYTE = 1_000_000


def _sticks(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        lines = desk.sticks.plugged()
    rows: list[dict[str, object]] = [
        {
            "folder": one.root,
            "name": one.label,
            "state": one.state.value,
            "county": one.county,
            "free_bytes": one.free_bytes,
            "removable": one.removable,
        }
        for one in lines
    ]
    text = table(
        (one.root, one.label, word("stick_state", one.state), f"{one.free_bytes // _MEGABYTE} MB")
        for one in lines
    )
    return items(rows, text, empty="没有插着U盘。")


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="U盘的根目录")


def _mark(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.sticks.mark(call.args.folder)
    data = {"folder": line.root, "county": line.county, "state": line.state.value}
    return Answer(data=data, text=f"{line.root} 已制作成{line.county}的同步U盘。")


def _set_aside(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        bundles = [one for one in desk.sync.inbox(1_000_000) if one.state != "taken"]
        operations = desk.sync.aside()
    rows = [_bundle(one) for one in bundles]
    rows += [
        {
            "kind": "operation",
            "id": one.op,
            "sender": one.sender,
            "table": one.table,
            "at": one.at,
            "state": "quarantined",
            "reason": one.code,
            "message": sentence(one.code, {}),
        }
        for one in operations
    ]
    text = table((row["id"], row["sender"], row["message"]) for row in rows)
    return items(rows, text, empty="没有隔离的数据包和记录。")


def _bundle(one: InboxLine) -> dict[str, object]:
    return {
        "kind": "bundle",
        "id": one.key,
        "sender": one.sender,
        "name": one.name,
        "at": one.at,
        "state": one.state,
        "reason": one.reason,
        "message": sentence(one.reason, {"device": one.sender}),
    }


def _key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="quarantine list 里的编号，可只写开头几位")


def _release(call: Call) -> Answer:
    with call.desk() as desk:
        result = desk.sync.release(call.args.id)
    reasons = [reason for _, reason in result.quarantined]
    data = {"taken": result.taken, "operations": result.operations, "quarantined": reasons}
    if not reasons:
        return Answer(data=data, text=f"已接收 {result.operations} 条。")
    said = "".join(sentence(one, {}) for one in reasons)
    return Answer(data=data, text=f"还不能接收，仍然隔离着：{said}", status=1)


def _discard(call: Call) -> Answer:
    with call.desk() as desk:
        desk.sync.discard(call.args.id)
    text = "已放弃这个数据包，文件还留着，可以用 quarantine release 再接收。"
    return Answer(data={"id": call.args.id}, text=text)


VERBS: tuple[Verb, ...] = (
    Verb(words=("stick", "list"), help="插着的U盘是不是本县的", arguments=nothing, run=_sticks),
    Verb(words=("stick", "mark"), help="把U盘制作成本县的同步U盘", arguments=_folder, run=_mark),
    Verb(
        words=("quarantine", "list"),
        help="没有导入的数据包和没有计入的记录",
        arguments=nothing,
        run=_set_aside,
    ),
    Verb(
        words=("quarantine", "release"), help="再判一次隔离的数据包", arguments=_key, run=_release
    ),
    Verb(words=("quarantine", "discard"), help="放弃隔离的数据包", arguments=_key, run=_discard),
)
