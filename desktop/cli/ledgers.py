"""Verbs of ledgers and people: county, join, officers, passwords, settings, backups, demo."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.cli.frame import NEW_PASSWORD, Answer, Call, Verb, items, nothing, secret, table
from desktop.errors import UserError
from desktop.texts import sentence, word


def _create_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="县名，例如 临县")
    parser.add_argument("--region", required=True, help="六位行政区划代码，例如 141124")


def _create(call: Call) -> Answer:
    args = call.args
    made = call.door.create_county(
        args.ledger,
        name=args.name,
        region=args.region,
        officer=args.officer or "县管理员",
        password=call.password(),
    )
    data = {
        "county": args.name,
        "division_code": args.region,
        "device": made.device,
        "officer": made.officer,
        "recovery_code": made.recovery_code,
    }
    text = (
        f"{args.name}的县级账本已建好。\n恢复码（只显示这一次，请抄下收好）：{made.recovery_code}"
    )
    return Answer(data=data, text=text)


def _settings_set_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pairs", metavar="KEY=VALUE", nargs="+")


def _settings_set(call: Call) -> Answer:
    values: dict[str, str] = {}
    for pair in call.args.pairs:
        key, mark, value = pair.partition("=")
        if not mark or not key:
            raise UserError("setting_form", value=pair)
        values[key] = value
    with call.desk() as desk:
        desk.settings.set(values)
        return _settings(desk.settings.show())


def _settings_show(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        return _settings(desk.settings.show())


def _settings(values: dict[str, str]) -> Answer:
    return Answer(
        data=dict(values), text="\n".join(f"{key}={value}" for key, value in values.items())
    )


def _enrol_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--township", metavar="CODE", nargs="+", action="extend", default=[])
    parser.add_argument("--officer", metavar="NAME", required=True, help="谁将使用这台电脑")
    parser.add_argument(
        "--role",
        default="officer",
        choices=["officer", "bank_desk", "agriculture_desk", "regulator_desk"],
    )
    parser.add_argument("--bank", default="")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--by", dest="clerk", default="", help="谁在县级账本上操作")


def _enrol(call: Call) -> Answer:
    args = call.args
    name, args.officer = args.officer, args.clerk
    with call.desk() as desk:
        package = desk.county.enrol(
            townships=tuple(code for text in args.township for code in text.split(",")),
            officer=name,
            role=args.role,
            bank=args.bank,
            out=args.out,
        )
    data = {
        "package": package.path,
        "code": package.code,
        "townships": list(package.townships),
        "role": package.role,
    }
    return Answer(
        data=data,
        text=f"开户包：{package.path}\n开户码（当面交给本人，不要和开户包放在一起）：{package.code}",
    )


def _devices(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        lines = desk.county.devices()
    rows: list[dict[str, object]] = [
        {
            "device": one.device,
            "township": one.township,
            "officer": one.officer,
            "role": one.role,
            "state": word("device_state", one.state),
            "last_seen": one.last_seen,
            "expires_on": one.expires_on,
            "revoked_at": one.revoked_at,
        }
        for one in lines
    ]
    text = table(
        (
            one.device[:8],
            one.township,
            one.officer,
            word("device_state", one.state),
            f"最近来包 {one.last_seen.astimezone():%Y-%m-%d %H:%M}" if one.last_seen else "",
        )
        for one in lines
    )
    return items(rows, text, empty="还没有开户的电脑。")


def _device_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", metavar="DEVICE", help="设备编号，可只写开头几位")


def _assign_arguments(parser: argparse.ArgumentParser) -> None:
    _device_argument(parser)
    parser.add_argument(
        "--township", action="append", required=True, metavar="CODE", help="可以写几次"
    )


def _assign(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.county.assign(call.args.device, call.args.township)
    data = {"device": line.device, "township": line.township, "officer": line.officer}
    text = f"{line.officer}的电脑改管 {line.township}，下次同步时生效；没有上报的记录照样算数。"
    return Answer(data=data, text=text)


def _revoke(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.county.revoke(call.args.device)
    data = {"device": line.device, "state": word("device_state", line.state)}
    return Answer(
        data=data, text=f"已吊销 {line.officer} 的设备 {line.device[:8]}；之前收到的记录都保留。"
    )


def _recovery(call: Call) -> Answer:
    with call.desk() as desk:
        code = desk.county.recovery_code(call.args.device)
    return Answer(data={"recovery_code": code}, text=f"恢复码：{code}")


def _join_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--package", type=Path, required=True, metavar="FILE")
    parser.add_argument("--code", required=True, metavar="CODE")
    parser.add_argument("--officer", required=True, metavar="NAME")


def _join(call: Call) -> Answer:
    args = call.args
    made = call.door.join(
        args.ledger,
        package=args.package,
        code=args.code,
        officer=args.officer,
        password=call.password(),
    )
    data = {
        "device": made.device,
        "townships": list(made.townships),
        "role": made.role,
        "households": made.households,
        "recovery_code": made.recovery_code,
    }
    text = (
        f"开户完成：{'、'.join(made.townships)}，名单 {made.households} 户。\n"
        f"恢复码（只显示这一次，请抄下收好）：{made.recovery_code}"
    )
    return Answer(data=data, text=text)


def _name_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _officer_add(call: Call) -> Answer:
    password = secret(NEW_PASSWORD, "新密码：")
    with call.desk() as desk:
        desk.vault.add_officer(call.args.name, password)
    return Answer(
        data={"officer": call.args.name}, text=f"{call.args.name}可以用自己的密码打开这个账本了。"
    )


def _officer_list(call: Call) -> Answer:
    names = call.door.officers(call.args.ledger)
    return items([{"officer": name} for name in names], "\n".join(names), empty="没有人。")


def _officer_remove(call: Call) -> Answer:
    with call.desk() as desk:
        desk.vault.remove_officer(call.args.name)
    return Answer(
        data={"officer": call.args.name}, text=f"{call.args.name}不能再打开这个账本，其记录都保留。"
    )


def _password_change(call: Call) -> Answer:
    new = secret(NEW_PASSWORD, "新密码：")
    with call.desk() as desk:
        desk.vault.change_password(call.password(), new)
        officer = desk.station.officer
    return Answer(data={"officer": officer}, text="密码已更换。")


def _recover_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True, metavar="CODE")


def _password_recover(call: Call) -> Answer:
    args = call.args
    officer = call.door.officer_at(args.ledger, args.officer)
    call.door.recover(
        args.ledger, code=args.code, officer=officer, new_password=secret(NEW_PASSWORD, "新密码：")
    )
    return Answer(data={"officer": officer}, text=f"{officer}的密码已重设，账本里的记录都在。")


def _check(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        checked = desk.vault.check()
    data = {
        "ok": checked.ok,
        "operations": checked.operations,
        "tables": checked.tables,
        "problems": list(checked.problems),
        "photos_lost": list(checked.photos_lost),
    }
    text = (
        f"账本完好：{checked.operations} 条操作重放后与 {checked.tables} 张表一致。"
        if checked.ok
        else "账本有问题：\n" + "\n".join(checked.problems)
    )
    if checked.photos_lost:
        params = {"n": len(checked.photos_lost), "visit_no": checked.photos_lost[0]}
        text += "\n" + sentence("photos_lost", params)
    return Answer(data=data, text=text, status=0 if checked.ok else 1)


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")


def _backup(call: Call) -> Answer:
    if not call.args.to.absolute().parent.is_dir():
        raise UserError("out_folder_missing", name=str(call.args.to.parent))
    with call.desk() as desk:
        made = desk.vault.back_up(call.args.to)
    data = {"file": made.path, "records": made.counts}
    return Answer(data=data, text=f"已备份并核对：{made.path}")


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--to", type=Path, required=True, metavar="LEDGER")
    parser.add_argument(
        "--replace", action="store_true", help="LEDGER 已存在时，先另存旧文件再恢复"
    )


def _restore(call: Call) -> Answer:
    args = call.args
    officer = call.door.officer_at(args.file, args.officer)
    done = call.door.restore(
        args.file, to=args.to, officer=officer, password=call.password(), replace=args.replace
    )
    data = {
        "file": args.to,
        "records": done.counts,
        "incarnation": done.incarnation,
        "kept": done.kept,
        "photos_missing": done.photos_missing,
    }
    kept = f"\n原来的文件另存为：{done.kept}" if done.kept else ""
    if done.photos_missing:
        kept += "\n" + sentence("photos_not_restored", {"n": done.photos_missing})
    return Answer(
        data=data,
        text=f"已恢复到 {args.to}，走访 {done.counts.get('visits', 0)} 条。{kept}",
    )


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--households", type=int, default=600, metavar="N")


def _demo(call: Call) -> Answer:
    made = call.door.make_demo(call.args.folder, households=call.args.households)
    data = {
        "county": made.county,
        "townships": list(made.townships),
        "mailbox": made.mailbox,
        "samples": list(made.samples),
        "password": made.password,
        "households": made.households,
        "visits": made.visits,
    }
    paths = "\n".join(
        str(path) for path in (made.county, *made.townships, made.mailbox, *made.samples)
    )
    return Answer(
        data=data, text=f"演示县已建好（全部是虚构的人和数），密码：{made.password}\n{paths}"
    )


VERBS: tuple[Verb, ...] = (
    Verb(words=("county", "create"), help="建县级账本", arguments=_create_arguments, run=_create),
    Verb(
        words=("county", "enrol"), help="给一台电脑做开户包", arguments=_enrol_arguments, run=_enrol
    ),
    Verb(words=("county", "devices"), help="开过户的电脑", arguments=nothing, run=_devices),
    Verb(
        words=("county", "assign"),
        help="换一台电脑管的乡镇",
        arguments=_assign_arguments,
        run=_assign,
    ),
    Verb(words=("county", "revoke"), help="吊销一台电脑", arguments=_device_argument, run=_revoke),
    Verb(
        words=("county", "recovery"),
        help="查一台电脑的恢复码（留痕）",
        arguments=_device_argument,
        run=_recovery,
    ),
    Verb(
        words=("settings", "set"),
        help="填本机的单位信息",
        arguments=_settings_set_arguments,
        run=_settings_set,
    ),
    Verb(words=("settings", "show"), help="本机的单位信息", arguments=nothing, run=_settings_show),
    Verb(words=("join",), help="用开户包建新账本", arguments=_join_arguments, run=_join),
    Verb(words=("officer", "add"), help="加一个人", arguments=_name_argument, run=_officer_add),
    Verb(words=("officer", "list"), help="谁能打开这个账本", arguments=nothing, run=_officer_list),
    Verb(
        words=("officer", "remove"),
        help="移除一个人",
        arguments=_name_argument,
        run=_officer_remove,
    ),
    Verb(words=("password", "change"), help="换密码", arguments=nothing, run=_password_change),
    Verb(
        words=("password", "recover"),
        help="用恢复码重设密码",
        arguments=_recover_arguments,
        run=_password_recover,
    ),
    Verb(words=("check",), help="检查账本：操作重放与表一致", arguments=nothing, run=_check),
    Verb(words=("backup",), help="备份并核对", arguments=_backup_arguments, run=_backup),
    Verb(
        words=("restore",),
        help="从备份恢复",
        arguments=_restore_arguments,
        run=_restore,
        ledger=False,
    ),
    Verb(
        words=("demo",),
        help="建一个虚构的演示县",
        arguments=_demo_arguments,
        run=_demo,
        ledger=False,
    ),
)
