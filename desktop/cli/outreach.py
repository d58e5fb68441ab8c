"""Verbs of the daily round: households, visits, publicity, coverage."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, code, day, fen, items, nothing, table, yuan
from desktop.services.records.people import VisitEntry, VisitFilter, VisitLine
from desktop.texts import word
from desktop.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.desk import Desk
    from desktop.services.records.people import Logged


def _visit_arguments(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--household", metavar="NO", default="")
    who.add_argument("--walk-in", metavar="NO", default="", help="名单外的人的编号")
    _entry_arguments(parser, required=True)


def _entry_arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--on", metavar="DATE", required=required)
    parser.add_argument("--method", metavar="M", required=required, help="走访、电话、推送信息")
    parser.add_argument(
        "--result",
        metavar="R",
        required=required,
        help="已宣传、未遇、拒绝、空号、外出务工、户已迁出",
    )
    parser.add_argument("--person", metavar="P", default="")
    parser.add_argument("--understood", metavar="U", default="", help="了解、基本了解、不了解")
    parser.add_argument("--need", metavar="B", default="", help="有无资金需求：有、无")
    parser.add_argument("--need-amount", metavar="A", default="", help="元，例如 50000 或 5万")
    parser.add_argument("--need-use", metavar="U", default="")
    parser.add_argument("--need-month", metavar="M", default="", help="2026-03")
    parser.add_argument("--no-need-reason", metavar="R", default="")
    parser.add_argument("--topics", metavar="T", default="", help="政策要点、反诈 …，用、隔开")
    parser.add_argument("--slip", metavar="NO", default="", help="留下的告知单或留言条单号")
    parser.add_argument("--follow-up", metavar="F", default="", help="晚上再去、打电话、回访")
    parser.add_argument("--follow-up-on", metavar="D", default="", help="约好再去的日期")
    parser.add_argument("--note", metavar="N", default="")
    parser.add_argument(
        "--handout", metavar="H", action="append", default=[], help="明白纸、告知单、防骗单"
    )
    parser.add_argument(
        "--evidence", metavar="FILE", action="append", type=Path, default=[], help="照片，可写多次"
    )


def _need(args: argparse.Namespace) -> bool | None:
    """Whether there is a need: said outright, or told by an amount or a use."""
    if args.need:
        return code("yes_no", args.need) == "true"
    return True if args.need_amount or args.need_use else None


def several(enum: str, text: str) -> tuple[str, ...]:
    """Codes of several words, parted by an enumeration comma, a comma or a blank."""
    return tuple(dict.fromkeys(code(enum, one) for one in re.split(r"[、，,\s]+", text) if one))


def _entry(args: argparse.Namespace) -> VisitEntry:
    return VisitEntry(
        household_no=args.household,
        walk_in_no=args.walk_in,
        topics=several("topics", args.topics),
        slip_no=args.slip,
        follow_up=words().known("follow_up", args.follow_up) or args.follow_up,
        follow_up_due=day(args.follow_up_on) if args.follow_up_on else None,
        visited_on=day(args.on),
        publicity_method=code("publicity_method", args.method),
        contact_result=code("contact_result", args.result),
        person_met=args.person,
        policy_understood=code("policy_understood", args.understood),
        has_need=_need(args),
        need_amount_fen=fen(args.need_amount) if args.need_amount else None,
        need_use=args.need_use,
        need_month=args.need_month,
        no_need_reason=code("no_need_reason", args.no_need_reason),
        handouts=tuple(code("handouts", one) for one in args.handout),
        note=args.note,
        evidence=tuple(args.evidence),
    )


def _kept(desk: Desk, logged: Logged) -> dict[str, object]:
    """What a record got: its number, its id and the hashes of its photos."""
    photos = [one.sha256 for one in desk.evidence.of_record(logged.id)]
    return {"visit_no": logged.visit_no, "id": logged.id, "evidence_hashes": photos}


def _log(call: Call) -> Answer:
    entry = _entry(call.args)
    with call.desk() as desk:
        number = entry.household_no
        known = desk.visits.on_day(number, entry.visited_on) if number else []
        logged = desk.visits.log(entry)
        data = _kept(desk, logged)
        closed = bool(desk.visits.final(logged.id))
    before = [one.visit_no for one in known if not one.corrected]
    if before:
        sys.stderr.write(
            f"这一户 {entry.visited_on} 已记过 {len(before)} 次（{before[0]}），又记了一条。"
            f"记重了就 visit {'correct' if closed else 'undo'} {logged.visit_no}。\n"
        )
    return Answer(
        data={**data, "same_day": before},
        text=f"已记下，单号 {logged.visit_no}。",
    )


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("visit", metavar="VISIT_NO")
    parser.add_argument("--reason", metavar="R", required=True)
    _entry_arguments(parser, required=False)


def _correct(call: Call) -> Answer:
    args = call.args
    changes: dict[str, object] = {
        "visited_on": day(args.on) if args.on else None,
        "publicity_method": code("publicity_method", args.method or ""),
        "contact_result": code("contact_result", args.result or ""),
        "person_met": args.person,
        "policy_understood": code("policy_understood", args.understood),
        "has_need": _need(args),
        "need_amount_fen": fen(args.need_amount) if args.need_amount else None,
        "need_use": args.need_use,
        "need_month": args.need_month,
        "no_need_reason": code("no_need_reason", args.no_need_reason),
        "topics": several("topics", args.topics),
        "handouts": tuple(code("handouts", one) for one in args.handout),
        "slip_no": args.slip,
        "follow_up": words().known("follow_up", args.follow_up) or args.follow_up,
        "follow_up_due": day(args.follow_up_on) if args.follow_up_on else None,
        "note": args.note,
    }
    given = {key: value for key, value in changes.items() if value not in (None, "", ())}
    with call.desk() as desk:
        logged = desk.visits.correct(args.visit, given, args.reason, evidence=args.evidence)
        data = {**_kept(desk, logged), "corrects_visit_no": args.visit}
    return Answer(
        data=data,
        text=f"已更正，新单号 {logged.visit_no}，原记录保留。",
    )


def _number_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("visit", metavar="VISIT_NO")


def _undo(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.visits.undo(call.args.visit)
    return _turned(line, f"已撤销：{_called(line)}。恢复用 visit redo。")


def _redo(call: Call) -> Answer:
    with call.desk() as desk:
        line = desk.visits.redo(call.args.visit)
    return _turned(line, f"已恢复：{_called(line)}。")


def _turned(line: VisitLine, text: str) -> Answer:
    return Answer(data={"visit_no": line.visit_no, "id": line.id}, text=text)


def _called(line: VisitLine) -> str:
    method = word("publicity_method", line.publicity_method)
    return f"{line.head_name or line.household_no} {line.visited_on:%m-%d} {method}"


def _drafts(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        drafts = desk.entry.drafts_shown()
    rows: list[dict[str, object]] = [
        {
            "key": one.key,
            "kind": one.kind,
            "name": one.name,
            "saved_at": one.saved_at,
            "values": {name: text for name, text in one.values.items() if text},
        }
        for one in drafts
    ]
    lines = table((one.name, f"{one.saved_at.astimezone():%m-%d %H:%M}") for one in drafts)
    return items(rows, lines, empty="没有录了一半的内容。")


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="from_on", metavar="D", default="")
    parser.add_argument("--to", dest="to_on", metavar="D", default="")
    parser.add_argument("--village", metavar="V", default="")
    parser.add_argument("--household", metavar="NO", default="")


def visit_lines(visits: Sequence[VisitLine]) -> str:
    """The contacts of somebody, a line each."""
    return table(
        (
            one.visited_on,
            word("publicity_method", one.publicity_method),
            word("contact_result", one.contact_result),
            one.note,
        )
        for one in visits
    )


def visit_row(one: VisitLine) -> dict[str, object]:
    """A line of the ledger as JSON shows it."""
    return {
        "visit_no": one.visit_no,
        "visited_on": one.visited_on,
        "logged_at": one.logged_at,
        "household_no": one.household_no,
        "head_name": one.head_name,
        "village": one.village,
        "publicity_method": word("publicity_method", one.publicity_method),
        "contact_result": word("contact_result", one.contact_result),
        "person_met": one.person_met,
        "policy_understood": word("policy_understood", one.policy_understood),
        "has_need": one.has_need,
        "need_amount": yuan(one.need_amount_fen),
        "need_use": one.need_use,
        "topics": [word("topics", topic) for topic in one.topics],
        "follow_up": word("follow_up", one.follow_up) or None,
        "follow_up_due": one.follow_up_due,
        "slip_no": one.slip_no or None,
        "walk_in_no": one.walk_in_no or None,
        "taken_over": one.taken_over or None,
        "photos": one.photos,
        "handouts": [word("handouts", left) for left in one.handouts],
        "note": one.note,
        "officer": one.officer,
        "corrects_visit_no": one.corrects_visit_no or None,
        "corrected": one.corrected,
    }


def _list(call: Call) -> Answer:
    args = call.args
    wanted = VisitFilter(
        from_on=day(args.from_on) if args.from_on else None,
        to_on=day(args.to_on) if args.to_on else None,
        village=args.village,
        household_no=args.household,
    )
    with call.desk(write=False) as desk:
        page = desk.visits.listed(wanted, limit=1_000_000)
    lines = table(
        (
            one.visit_no + ("（已更正）" if one.corrected else ""),
            one.visited_on,
            one.village,
            one.head_name,
            word("publicity_method", one.publicity_method),
            word("contact_result", one.contact_result),
            one.note,
        )
        for one in page.lines
    )
    empty = "还没有走访记录。" if wanted == VisitFilter() else "没有符合条件的走访记录。"
    return items([visit_row(one) for one in page.lines], lines, empty=empty)


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="DATE", default="")


def _close(call: Call) -> Answer:
    with call.desk() as desk:
        on = day(call.args.on) if call.args.on else desk.today()
        visits = desk.visits.close_day(on)
    return Answer(
        data={"closed": on, "visits": visits},
        text=f"{on} 已结束当天，{visits} 条记录不能再撤销，只能更正。",
    )


def _coverage_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--village", metavar="V", default="")
    parser.add_argument("--from", dest="from_on", metavar="D", default="")
    parser.add_argument("--to", dest="to_on", metavar="D", default="")


def _coverage(call: Call) -> Answer:
    args = call.args
    with call.desk(write=False) as desk:
        villages = desk.publicity.coverage(
            village=args.village,
            from_on=day(args.from_on) if args.from_on else None,
            to_on=day(args.to_on) if args.to_on else None,
        )
    rows: list[dict[str, object]] = [
        {
            "village": one.village,
            "division_code": one.division_code,
            "households": one.households,
            "reached": one.reached,
            "not_reached": list(one.not_reached),
        }
        for one in villages
    ]
    lines = table(
        (one.village, f"{one.reached}/{one.households}", f"未告知 {len(one.not_reached)} 户")
        for one in villages
    )
    return items(rows, lines, empty="还没有名单。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("visit", "log"), help="记一条走访台账", arguments=_visit_arguments, run=_log),
    Verb(
        words=("visit", "correct"),
        help="更正一条记录（原记录保留）",
        arguments=_correct_arguments,
        run=_correct,
    ),
    Verb(
        words=("visit", "undo"),
        help="撤销本机一条记录（当天结束、上报或印出之前）",
        arguments=_number_arguments,
        run=_undo,
    ),
    Verb(
        words=("visit", "redo"),
        help="恢复撤销的一条记录",
        arguments=_number_arguments,
        run=_redo,
    ),
    Verb(
        words=("drafts", "list"),
        help="录了一半的内容",
        arguments=nothing,
        run=_drafts,
    ),
    Verb(words=("visits", "list"), help="走访台账", arguments=_list_arguments, run=_list),
    Verb(
        words=("day", "close"),
        help="结束当天（之后只能更正）",
        arguments=_close_arguments,
        run=_close,
    ),
    Verb(
        words=("coverage",),
        help="各村已告知和未告知的户",
        arguments=_coverage_arguments,
        run=_coverage,
    ),
)
