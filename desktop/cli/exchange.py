"""Verbs around the exchange: sticks, and what was set aside."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, items, nothing, table
from desktop.texts import sentence, word
from desktop.texts.traffic import device_in

if TYPE_CHECKING:
    from desktop.services.records.traffic import InboxLine
    from desktop.services.standing import StandingLine

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
    whose = [{"device": device_in(name)} for name, _ in result.quarantined]
    data = {"taken": result.taken, "operations": result.operations, "quarantined": reasons}
    if not reasons:
        return Answer(data=data, text=f"已接收 {result.operations} 条。")
    said = "".join(map(sentence, reasons, whose))
    return Answer(data=data, text=f"还不能接收，仍然隔离着：{said}", status=1)


def _discard(call: Call) -> Answer:
    with call.desk() as desk:
        desk.sync.discard(call.args.id)
    text = "已放弃这个数据包，文件还留着，可以用 quarantine release 再接收。"
    return Answer(data={"id": call.args.id}, text=text)


def _standing(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        line = desk.standing.state()
    return _stands(line)


def _rotate(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.standing.rotate()
    return _stands(line)


def _stands(line: StandingLine) -> Answer:
    data = {
        "code": line.code,
        "expires_on": line.expires_on,
        "days": line.days,
        "keys_waiting": line.keys_waiting,
    }
    said = "这台电脑没有问题。"
    if line.code:
        said = sentence(line.code, {"day": line.expires_on, "days": line.days})
    if line.keys_waiting:
        said += "新密钥已做好，下次同步请县里登记，再同步一次后启用。"
    return Answer(data=data, text=said)


def _device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", metavar="DEVICE", help="设备编号，可只写开头几位")


def _renew(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.county.renew(call.args.device)
    data = {"device": line.device, "officer": line.officer, "expires_on": line.expires_on}
    text = f"{line.officer}的设备证书已换发，到 {line.expires_on} 有效，下次同步带过去。"
    return Answer(data=data, text=text)


def _new_root(call: Call) -> Answer:
    with call.desk() as desk:
        mark = desk.county.renew_root()
    text = f"县里的根密钥已换，指纹 {mark}。各乡镇下次同步后认新的；请重新存一份县级密钥。"
    return Answer(data={"fingerprint": mark}, text=text)


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def _save_keys(call: Call) -> Answer:
    with call.desk() as desk:
        code = desk.county.save_keys(call.args.out)
    text = f"县级密钥：{call.args.out}\n码（只显示这一次，抄下来和文件分开放）：{code}"
    return Answer(data={"file": call.args.out, "code": code}, text=text)


def _recover_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keys", type=Path, required=True, metavar="FILE", help="存下的县级密钥")
    parser.add_argument("--code", required=True, metavar="CODE")


def _recover_county(call: Call) -> Answer:
    args = call.args
    made = call.door.recover_county(
        args.ledger,
        file=args.keys,
        code=args.code,
        officer=args.officer or "县管理员",
        password=call.password(),
    )
    data = {"device": made.device, "recovery_code": made.recovery_code}
    text = (
        "县级账本已用密钥重建，现在是空的。请先同步一次，再让各乡镇各同步两次，"
        f"数据就回来了。\n恢复码（只显示这一次，请抄下收好）：{made.recovery_code}"
    )
    return Answer(data=data, text=text)


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="", help="本机在局域网里的地址，不写只在本机")
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--every", type=float, default=60.0, metavar="SECONDS", help="隔多久收发")
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="收发几次后停，0 不停")


def _serve(call: Call) -> Answer:
    args, taken = call.args, 0
    with call.desk() as desk:
        line = desk.serving.start(host=args.host, port=args.port)
        sys.stderr.write(f"{line.address} 证书指纹 {line.fingerprint}\n")
        rounds, waits = 0, Event()
        with suppress(KeyboardInterrupt):
            while not args.rounds or rounds < args.rounds:
                waits.wait(args.every)
                taken += desk.sync.run(str(line.folder)).taken
                desk.serving.state()
                rounds += 1
    data = {
        "address": line.address,
        "fingerprint": line.fingerprint,
        "folder": line.folder,
        "taken": taken,
    }
    return Answer(data=data, text=f"服务器已停，收到 {taken} 包。")


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("county", "serve"),
        help="县里自己的同步服务器，按 Ctrl+C 停",
        arguments=_serve_arguments,
        run=_serve,
    ),
    Verb(
        words=("device", "show"),
        help="县里怎么看这台电脑：证书到哪天",
        arguments=nothing,
        run=_standing,
    ),
    Verb(words=("device", "rotate"), help="给这台电脑换密钥", arguments=nothing, run=_rotate),
    Verb(words=("county", "renew"), help="换发一台电脑的证书", arguments=_device, run=_renew),
    Verb(words=("county", "rotate"), help="换县里的根密钥", arguments=nothing, run=_new_root),
    Verb(words=("county", "keys"), help="把县级密钥另存一份", arguments=_out, run=_save_keys),
    Verb(
        words=("county", "recover"),
        help="用另存的县级密钥重建县级账本",
        arguments=_recover_arguments,
        run=_recover_county,
    ),
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
