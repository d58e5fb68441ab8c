"""Verbs of the exchange: export, take, both, status, and reviews."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, items, nothing, table
from desktop.texts import sentence, word
from desktop.texts.roster_changes import arrived, withdrawn
from desktop.texts.traffic import device_in, kept_apart, missing, pictured, refused_alone

if TYPE_CHECKING:
    from desktop.services.desk import Desk
    from desktop.services.records.traffic import ReviewValue, SyncResult
    from desktop.services.standing import StandingLine


def _to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", dest="mailbox", required=True, metavar="MAILBOX")


def _from(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="mailbox", required=True, metavar="MAILBOX")


def _with(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--with", dest="mailbox", required=True, metavar="MAILBOX")


def _own(stands: StandingLine) -> str:
    """What this machine's county says of it, on a line of its own."""
    said = sentence(stands.code, {"day": stands.expires_on, "days": stands.days})
    return f"\n{said}" if stands.code else ""


def _answer(desk: Desk, result: SyncResult, mailbox: str) -> Answer:
    stands = desk.standing.state()
    data = {
        "bundles": [
            {
                "to": one.to,
                "operations": one.operations,
                "bytes": one.bytes,
                "photos": one.photos,
                "photos_later": one.photos_later,
            }
            for one in result.sent
        ],
        "taken": result.taken,
        "receipt": result.receipt,
        "operations": result.operations,
        "reviews": result.reviews,
        "waiting": list(result.waiting),
        "quarantined": [{"name": name, "reason": reason} for name, reason in result.quarantined],
        "rosters": [
            {
                "version": one.roster_version,
                "as_of": one.as_of_date,
                "households": one.households,
                "changes": one.counts,
            }
            for one in result.rosters
        ],
        "withdrawn_rosters": list(result.withdrawn),
        "photos": result.photos,
        "photos_refused": result.photos_refused,
        "standing": stands.code,
        "photos_missing": result.photos_missing,
    }
    sent = sum(one.operations for one in result.sent)
    if not result.sent and not result.taken and not result.quarantined:
        text = "没有需要同步的内容。"
    elif refused_alone(result):
        text = refused_alone(result)
    else:
        came = f"接收 {result.taken} 包 {result.operations} 条"
        done = "同步成功。" if "://" in mailbox else "同步成功，可以拔出U盘。"
        went = "下发" if desk.session.is_county else "上报"
        text = f"{done}{went} {sent} 条，{came}。"
        text += f"回执 {result.receipt}。" if result.receipt else ""
    refused = "".join(
        f"\n{name}：{sentence(reason, {'device': device_in(name)})}"
        for name, reason in result.quarantined
    )
    waits = "".join(f"\n{missing(one)}" for one in desk.traffic.status().missing)
    said = [*map(arrived, result.rosters), withdrawn(result.withdrawn)]
    lists = "".join(f"\n{one}" for one in said if one)
    return Answer(data=data, text=text + pictured(result) + lists + refused + waits + _own(stands))


def _export(call: Call) -> Answer:
    with call.desk() as desk:
        mailbox = call.args.mailbox
        return _answer(desk, desk.sync.export(mailbox), mailbox)


def _take(call: Call) -> Answer:
    with call.desk() as desk:
        mailbox = call.args.mailbox
        return _answer(desk, desk.sync.take(mailbox), mailbox)


def _run(call: Call) -> Answer:
    with call.desk() as desk:
        mailbox = call.args.mailbox
        return _answer(desk, desk.sync.run(mailbox), mailbox)


def _status(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        status, stands = desk.traffic.status(), desk.standing.state()
        county = desk.session.is_county
    data = {
        "unsent": status.unsent,
        "sent_unconfirmed": status.sent_unconfirmed,
        "confirmed": status.confirmed,
        "oldest_days": status.oldest_days,
        "gaps": list(status.gaps),
        "reviews": status.reviews,
        "set_aside": status.set_aside,
        "bundles_set_aside": status.bundles_set_aside,
        "differs": list(status.differs),
        "photos_missing": status.photos_missing,
        "clocks": [{"of": who, "day": day} for who, day in status.clocks],
        "renumbered": [{"from": old, "to": new} for old, new in status.renumbered],
        "standing": stands.code,
    }
    went = "未下发" if county else "未上报"
    text = (
        f"{went} {status.unsent} 条，已发出待回执 {status.sent_unconfirmed} 条，"
        f"对方已确认 {status.confirmed} 条。"
        + (f"最早的一条已等 {status.oldest_days} 天。" if status.oldest_days is not None else "")
        + "".join(f"\n{missing(one)}" for one in status.missing)
        + "".join(f"\n{line}" for line in kept_apart(status))
        + _own(stands)
    )
    return Answer(data=data, text=text)


def _reviews(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        reviews = desk.sync.reviews()
    rows: list[dict[str, object]] = [
        {
            "id": one.id,
            "table": one.table,
            "row": one.row,
            "field": one.field,
            "subject": one.subject,
            "values": [
                {
                    "value": value.shown or value.value,
                    "officer": value.officer,
                    "at": value.at,
                    "device": value.machine,
                    "op": value.op,
                }
                for value in one.values
            ],
        }
        for one in reviews
    ]
    text = table(
        (one.id, one.subject, word("note_field", one.field), " / ".join(map(_value, one.values)))
        for one in reviews
    )
    return items(rows, text, empty="没有待处理的冲突。")


def _value(one: ReviewValue) -> str:
    """A value with who wrote it, and when."""
    when = f" {one.at.astimezone():%m-%d}" if one.at else ""
    return f"{one.shown or one.value or '空'}（{one.officer}{when}）"


def _resolve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID")
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--take", metavar="VALUE")
    chosen.add_argument("--both", action="store_true", help="几个内容都留（电话、备注一类）")
    parser.add_argument("--reason", required=True, metavar="R")


def _resolve(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        value = desk.sync.both(args.id) if args.both else args.take
        desk.sync.resolve(args.id, value, args.reason)
    return Answer(data={"id": args.id, "value": value}, text="已处理，两个值都留在操作记录里。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("sync", "export"), help="把对方没有确认的内容写出去", arguments=_to, run=_export),
    Verb(words=("sync", "take"), help="接收发给本机的包", arguments=_from, run=_take),
    Verb(words=("sync", "run"), help="接收并上报", arguments=_with, run=_run),
    Verb(words=("sync", "status"), help="对方还没有确认的内容", arguments=nothing, run=_status),
    Verb(words=("reviews", "list"), help="两个人都改过的字段", arguments=nothing, run=_reviews),
    Verb(
        words=("reviews", "resolve"),
        help="定下一个字段的值",
        arguments=_resolve_arguments,
        run=_resolve,
    ),
)
