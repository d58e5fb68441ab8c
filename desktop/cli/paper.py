"""Verbs of paper: which sheets there are, printing them, telling whether one is ours."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from desktop.cli.frame import Answer, Call, Verb, code, day, items, nothing, table
from desktop.errors import UserError
from desktop.services.records.papers import NoticeScope, PaperBack, Verified
from desktop.services.records.people import NoticeLine
from desktop.services.records.rounds import DeliveryEntry, DeliveryLine
from desktop.texts import sentence, word
from desktop.texts.printing import span
from desktop.words import words

_BLANK = "空白表加 --blank。"
_HOUSEHOLD = "或用 --household 写户编号；"
_BATCH = "批次号用 subsidies list 看，用 --batch 写；"
HINTS = {
    "activity_not_named": (
        f"用 --record 写活动编号（publicity list 看），或用 --village 写村；{_BLANK}"
    ),
    "inspection_not_named": f"用 --record 写检查编号（inspections list 看），{_HOUSEHOLD}{_BLANK}",
    "renewal_not_named": (
        f"用 --record 写申请编号（renewals list 看）或借据号，{_HOUSEHOLD}{_BLANK}"
    ),
    "claim_not_named": (
        f"用 --record 写补偿申请编号（compensation list 看）或借据号，{_HOUSEHOLD}{_BLANK}"
    ),
    "recovery_not_named": (f"用 --record 写追回编号（compensation show 看），{_HOUSEHOLD}{_BLANK}"),
    "no_loan_running": _BLANK,
    "no_claim_standing": _BLANK,
    "no_recovery_standing": _BLANK,
    "no_list_frozen": f"{_BATCH}{_BLANK}",
    "no_list_submitted": f"{_BATCH}{_BLANK}",
    "no_batch_settled": f"{_BATCH}空白的 F17 加 --blank。",
    "form_back_already": "在命令行里加 --again。",
    "report_quarter_wrong": "--year 和 --quarter 要一起写，都不写是本季。",
}
"""What belongs to the sentences of paper on the command line alone."""


def _kinds(call: Call) -> Answer:
    kinds = call.door.notice_kinds()
    rows: list[dict[str, object]] = [
        {
            "kind": one.kind,
            "title": one.title,
            "papers": list(one.papers),
            "scope": one.scope,
            "group": words().word("notice_group", one.group),
            "blank": one.blank,
        }
        for one in kinds
    ]
    return items(
        rows,
        table(
            (
                one.kind,
                words().word("notice_group", one.group),
                one.title,
                " ".join(one.papers),
                "可印空白" * one.blank,
            )
            for one in kinds
        ),
        empty="没有模板。",
    )


def _print_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="notice kinds 里的代号，PACK 是整村材料包")
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--village", default="", metavar="V")
    scope.add_argument("--household", action="append", default=[], metavar="NO")
    scope.add_argument("--check", default="", metavar="CHECK_NO", help="核对编号（F08）")
    scope.add_argument("--township", nargs="?", const="*", default="", metavar="CODE")
    parser.add_argument(
        "--version", dest="version", default="", metavar="V", help="名单版本（F22），默认最新一版"
    )
    scope.add_argument(
        "--record",
        default="",
        metavar="NO",
        help=(
            "活动编号（F23）、检查编号（F11）、续贷展期申请编号（F14）、补偿申请编号（F20）、"
            "追回编号（F21）、暂停发放编号（F26）、移交编号（YJ）、借据号（LZ、F14、F20）、"
            "申报表编号（F15、F18）"
        ),
    )
    parser.add_argument("--group", default="", metavar="G", help="只要一个组（LX、DH、F04）")
    parser.add_argument("--only", default="", metavar="W", help="全部、本季未告知、从未告知")
    parser.add_argument("--from", dest="from_on", default="", metavar="D", help="台账从哪天（F05）")
    parser.add_argument("--to", dest="to_on", default="", metavar="D", help="台账到哪天（F05）")
    parser.add_argument("--by", default="", metavar="NAME", help="只要谁记的（F05）")
    parser.add_argument("--method", default="", metavar="M", help="走访、电话、公示牌……（F05）")
    parser.add_argument(
        "--blank", action="store_true", help="印空白表，每张一个单号，收回时按单号录回"
    )
    parser.add_argument(
        "--copies", type=int, default=1, metavar="N", help="空白表、空白留言条（F04K）的张数"
    )
    parser.add_argument(
        "--batch", default="", metavar="NO", help="贴息批次（F15、F16、F17、F18），默认最新"
    )
    parser.add_argument(
        "--bundle", default="", metavar="NAME", help="数据包（F27），默认最近发出的"
    )
    parser.add_argument("--year", type=int, default=0, metavar="Y", help="季报是哪一年的（F25）")
    parser.add_argument(
        "--quarter",
        type=int,
        default=0,
        metavar="Q",
        help="季报是哪一季的，1 到 4（F25），默认本季",
    )
    parser.add_argument("--slogan", default="", metavar="T", help="标语编号，或自己写的一条（F02）")
    parser.add_argument("--clause", default="", metavar="C", help="自己写的标语的依据（F02）")
    parser.add_argument("--kinds", default="", metavar="A,B", help="材料包里只要这几种（PACK）")
    parser.add_argument("--pack", default="", metavar="P", help="别的政策文件，印作历史留档")
    parser.add_argument("--paper", default="A4")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")


def _print(call: Call) -> Answer:
    args = call.args
    scope = NoticeScope(
        village=args.village,
        household_nos=tuple(args.household),
        township=args.township,
        check_no=args.check,
        roster_version=args.version,
        group=args.group,
        only=_only(args.only),
        from_on=day(args.from_on) if args.from_on else None,
        to_on=day(args.to_on) if args.to_on else None,
        by=args.by,
        method=_method(args.method),
        copies=args.copies,
        batch_no=args.batch,
        bundle=args.bundle,
        slogan=args.slogan,
        slogan_clause=args.clause,
        kinds=kinds_named(args.kinds),
        pack=args.pack,
        blank=args.blank,
        record_no=args.record,
        quarter=(args.year, args.quarter) if args.year or args.quarter else None,
    )
    with call.desk() as desk:
        issued = desk.notices.issue(args.kind.strip().upper(), scope, args.paper, out=args.out)
    data = {
        "notice_nos": list(issued.notice_nos),
        "pages": issued.pages,
        "sha256": issued.sha256,
        "file": args.out,
    }
    numbers = span(issued.notice_nos)
    text = f"{issued.title} {issued.pages} 页，存在 {args.out}，单号 {numbers}。"
    return Answer(data=data, text=text)


def kinds_named(text: str) -> tuple[str, ...]:
    """The kinds of sheets in a line, however it parts them and in whichever case."""
    return tuple(one.upper() for one in re.split(r"[、，,\s]+", text) if one)


def _only(text: str) -> str:
    """Which households of a village: all unless said."""
    found = code("route_only", text)
    return "" if found == "all" else found


def _method(text: str) -> str:
    """A way of contact with a household, or a kind of activity at a place."""
    found = (words().known(enum, text.strip()) for enum in _METHODS)
    code = next(filter(None, found), "")
    if text and not code:
        known = (shown for enum in _METHODS for _, shown in words().choices(enum) if shown)
        raise UserError("word_unknown", word=text, known="、".join(known))
    return code


_METHODS = ("publicity_method", "activity_type")


def _back_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="NOTICE_NO", help="单号、末几位、核验码或二维码内容")
    parser.add_argument("--household", default="", metavar="NO", help="空白表填的是哪一户")
    parser.add_argument("--record", default="", metavar="NO", help="借据号、贴息批次或活动编号")
    parser.add_argument("--on", default="", metavar="DATE", help="签字日期，默认今天")
    parser.add_argument("--note", default="", metavar="N")
    parser.add_argument("--again", action="store_true", help="录回过的，改成这次说的")


def _back(call: Call) -> Answer:
    args = call.args
    given = PaperBack(
        text=args.what,
        household_no=args.household,
        record_no=args.record,
        returned_on=day(args.on) if args.on else None,
        note=args.note,
        again=args.again,
    )
    with call.desk() as desk:
        found = desk.notices.take_back(given)
    data = {
        "notice_no": found.notice_no,
        "kind": found.kind,
        "title": found.title,
        "about": found.about,
        "household_no": found.household_no or None,
        "record_no": found.record_no or None,
        "returned_on": found.returned_on,
    }
    whose = " ".join(filter(None, (found.household_no, found.record_no)))
    return Answer(
        data=data,
        text=f"《{found.title}》 {found.notice_no} 已录回 {found.returned_on} {whose}".strip()
        + _WITHOUT.get(found.about, "") * (not whose and not found.note),
    )


_WITHOUT = {
    "activity": "\n还没有说是哪次活动。活动记好以后，加 --record 活动编号 --again 再录一次。",
    "batch": "\n还没有说是哪个批次。加 --record 批次号 --again 再录一次。",
    "office": "\n纸上写的是哪里、给谁的，可以加 --note --again 记下来。",
}
"""What a paper without a subject still wants to be told."""


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="CODE_OR_IMAGE", help="核验码、单号或末几位、二维码内容、照片或 PDF"
    )


def _verify(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.notices.verify(call.args.what)
    data = {**_judged(found), "sheets": [_judged(one) for one in found.sheets]}
    several = found.sheets or (found,)
    return Answer(data=data, text="\n".join(map(_judgement, several)))


def _judged(found: Verified) -> dict[str, object]:
    return {
        "genuine": found.genuine,
        "kind": found.kind or None,
        "title": found.title or None,
        "notice_no": found.notice_no or None,
        "issued_on": found.issued_on,
        "subject": found.subject or None,
        "reason": found.reason,
    }


def _judgement(found: Verified) -> str:
    about = f"对象：{found.subject}" if found.subject else ""
    head = f"{found.title} {found.notice_no} {found.issued_on or ''} {about}".strip()
    return f"{head}\n{sentence(found.reason, {})}".strip()


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=100, metavar="N")


def _list(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.notices.issued(call.args.limit)
    rows: list[dict[str, object]] = [
        {
            "notice_no": one.notice_no,
            "kind": one.kind,
            "title": one.title,
            "issued_on": one.issued_on,
            "subject": one.subject,
            "check_code": one.check_code,
            "sha256": one.sha256,
            "voided": one.voided,
            "stale": one.stale,
            "archive": one.archive,
            "deliveries": [_delivery(each) for each in one.deliveries],
            "returned_on": one.returned_on,
        }
        for one in found
    ]
    return items(
        rows,
        table(
            (one.notice_no, one.title, str(one.issued_on), one.subject, _state(one))
            for one in found
        ),
        empty="没有发出过文书。",
    )


def _delivered(one: NoticeLine) -> str:
    """How the last try to hand a sheet over ended, and when."""
    if not one.deliveries:
        return ""
    last = one.deliveries[-1]
    return f"{last.delivered_on} {word('delivery_result', last.result)}"


def _delivery(one: DeliveryLine) -> dict[str, object]:
    return {
        "delivered_on": one.delivered_on,
        "way": word("delivery_way", one.way),
        "result": word("delivery_result", one.result),
        "delivered_by": one.delivered_by,
        "witness": one.witness or None,
        "note": one.note or None,
        "officer": one.officer,
    }


def _deliver_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notice_no", metavar="NOTICE_NO")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--way", default="当面送达", metavar="W", help="当面送达、挂号邮寄")
    parser.add_argument("--result", required=True, metavar="R", help="本人签收、拒签、未送达")
    parser.add_argument("--by", default="", metavar="NAME", help="送达人，默认经手人")
    parser.add_argument("--witness", default="", metavar="NAME", help="见证人，拒签时必填")
    parser.add_argument("--note", default="", metavar="N", help="未送达时写明原因")


def _deliver(call: Call) -> Answer:
    args = call.args
    entry = DeliveryEntry(
        delivered_on=day(args.on),
        way=code("delivery_way", args.way),
        result=code("delivery_result", args.result),
        delivered_by=args.by,
        witness=args.witness,
        note=args.note,
    )
    with call.desk() as desk:
        kept = desk.notices.deliver(args.notice_no, entry)
    result = word("delivery_result", kept.result)
    return Answer(
        data={"notice_no": args.notice_no, **_delivery(kept)},
        text=f"{args.notice_no} 的送达已登记：{kept.delivered_on} {result}。",
    )


def _state(one: NoticeLine) -> str:
    if one.voided:
        return "已作废"
    return f"{one.returned_on} 录回" if one.returned_on else _delivered(one)


def _void_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("notice_no", metavar="NOTICE_NO")
    parser.add_argument("--reason", required=True, metavar="R")


def _void(call: Call) -> Answer:
    with call.desk() as desk:
        desk.notices.void(call.args.notice_no, call.args.reason)
    return Answer(
        data={"notice_no": call.args.notice_no, "voided": True},
        text=f"{call.args.notice_no} 已作废，单号不再使用。",
    )


VERBS: tuple[Verb, ...] = (
    Verb(
        words=("notice", "kinds"), help="能打印的文书", arguments=nothing, run=_kinds, ledger=False
    ),
    Verb(
        words=("notice", "print"),
        help="打印一种文书（存成 PDF 并登记）",
        arguments=_print_arguments,
        run=_print,
    ),
    Verb(
        words=("notice", "back"),
        help="收回签好的表，按单号录回",
        arguments=_back_arguments,
        run=_back,
    ),
    Verb(words=("notice", "verify"), help="验真", arguments=_verify_arguments, run=_verify),
    Verb(words=("notice", "list"), help="发出登记", arguments=_list_arguments, run=_list),
    Verb(
        words=("notice", "deliver"),
        help="登记催收通知书的送达结果（签收、拒签、未送达）",
        arguments=_deliver_arguments,
        run=_deliver,
    ),
    Verb(words=("notice", "void"), help="作废一单", arguments=_void_arguments, run=_void),
)
