"""Verbs of needs for money: which are open, how each ended, whom to go to again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from desktop.cli.frame import Answer, Call, Verb, code, day, items, table, yuan
from desktop.errors import UserError
from desktop.services.records.needs import NeedEndEntry, NeedFilter
from desktop.texts import word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.desk import Desk
    from desktop.services.records.needs import NeedLine

_REASONS = {"not_now": "not_now_reason", "declined": "decline_reason"}


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--state", metavar="S", default="", help="待跟进、未了结、已了结、两人不一致"
    )
    parser.add_argument("--village", metavar="V", default="")
    parser.add_argument("--household", metavar="NO", default="")


def _list(call: Call) -> Answer:
    args = call.args
    wanted = NeedFilter(
        state=code("need_state", args.state), village=args.village, household_no=args.household
    )
    with call.desk(write=False) as desk:
        page = desk.funding.listed(wanted, limit=1_000_000)
    lines = table(
        (
            one.visit_no,
            one.told_on,
            one.village,
            one.head_name,
            yuan(one.amount_fen),
            word("need_use", one.use),
            need_state(one),
        )
        for one in page.lines
    )
    answer = items([need_row(one) for one in page.lines], lines, empty="没有这样的资金需求。")
    limit = {
        "days": page.limit.days,
        "source": page.limit.source,
        "proposed": page.limit.proposed,
    }
    return Answer(data={**answer.data, "limit": limit}, text=answer.text)


def need_state(one: NeedLine) -> str:
    """What came of a need, else for how long it has been open."""
    if one.disputed:
        return word("need_state", "disputed")
    if one.outcome:
        return word("need_outcome", one.outcome)
    return f"{word('need_state', 'waiting' if one.waiting else 'open')} {one.days} 天"


def need_reason(one: NeedLine) -> str | None:
    """Why it is not wanted now, or was declined."""
    kind = _REASONS.get(one.outcome)
    return word(kind, one.reason) if kind else None


def need_row(one: NeedLine) -> dict[str, object]:
    """A need as JSON shows it, with what came of it."""
    return {
        "visit_no": one.visit_no,
        "told_on": one.told_on,
        "household_no": one.household_no or None,
        "walk_in_no": one.walk_in_no or None,
        "head_name": one.head_name,
        "village": one.village,
        "need_amount": yuan(one.amount_fen),
        "need_use": word("need_use", one.use),
        "need_month": one.month or None,
        "days": one.days,
        "waiting": one.waiting,
        "disputed": one.disputed,
        "check_no": one.check_no or None,
        "outcome": word("need_outcome", one.outcome) or None,
        "ended_on": one.ended_on,
        "reason": need_reason(one),
        "said_by": one.said_by or None,
        "note": one.note or None,
        "ended_by": one.ended_by or None,
        "correction_reason": one.correction_reason or None,
    }


def _entry_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("visit", metavar="VISIT_NO", help="记下需求的那条走访的单号")
    parser.add_argument(
        "--outcome", metavar="O", required=True, help="已申请、暂不申请、银行未同意"
    )
    parser.add_argument("--on", metavar="DATE", default="", help="默认今天")
    parser.add_argument("--why", metavar="W", default="", help="暂不申请或银行未同意的原因")
    parser.add_argument("--check", metavar="CHECK_NO", default="", help="已申请：对应的核对编号")
    parser.add_argument("--said-by", metavar="WHO", default="", help="银行未同意：银行谁告知的")
    parser.add_argument("--note", metavar="N", default="")


def _entry(desk: Desk, args: argparse.Namespace) -> NeedEndEntry:
    outcome = code("need_outcome", args.outcome)
    kind = _REASONS.get(outcome)
    if args.why and kind is None:
        raise UserError("need_why_useless")
    return NeedEndEntry(
        outcome=outcome,
        ended_on=day(args.on) if args.on else desk.today(),
        reason=code(kind, args.why) if kind else "",
        check_no=args.check,
        said_by=args.said_by,
        note=args.note,
    )


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    _entry_arguments(parser)
    parser.add_argument("--all", action="store_true", help="这一户别的未了结的需求也一并了结")


def _end(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        also = [one.visit_no for one in desk.funding.others(args.visit)] if args.all else []
        ids = desk.funding.end(args.visit, _entry(desk, args), also=also)
        ended = need_row(desk.funding.need(args.visit))
    more = f"，同户 {len(ids) - 1} 条一并了结" if len(ids) > 1 else ""
    return Answer(
        data={**ended, "ids": ids, "also": also}, text=f"已记下：{ended['outcome']}{more}。"
    )


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    _entry_arguments(parser)
    parser.add_argument("--reason", metavar="R", required=True, help="为什么更正")


def _correct(call: Call) -> Answer:
    args = call.args
    with call.desk() as desk:
        made = desk.funding.correct(args.visit, _entry(desk, args), args.reason)
        ended: Mapping[str, object] = need_row(desk.funding.need(args.visit))
    return Answer(data={**ended, "id": made}, text=f"已更正为：{ended['outcome']}，原记录保留。")


def _undo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="+", help="needs end 给出的 id")


def _undo(call: Call) -> Answer:
    with call.desk() as desk:
        desk.funding.undo(call.args.ids)
    return Answer(data={"undone": call.args.ids}, text="已撤销，需求回到未了结。")


def _follow_up_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ahead", type=int, default=0, metavar="N", help="今后几天内的也算")


def _follow_ups(call: Call) -> Answer:
    with call.desk(write=False) as desk:
        found = desk.funding.follow_ups(max(call.args.ahead, 0), limit=1_000_000)
    rows: list[dict[str, object]] = [
        {
            "visit_no": one.visit_no,
            "household_no": one.household_no or None,
            "walk_in_no": one.walk_in_no or None,
            "head_name": one.head_name,
            "village": one.village,
            "last_on": one.last_on,
            "due": one.due,
            "way": word("follow_up", one.way),
            "promised": one.promised,
            "misses": one.misses,
            "note": one.note or None,
        }
        for one in found
    ]
    lines = table(
        (one.due, one.village, one.head_name, word("follow_up", one.way)) for one in found
    )
    return items(rows, lines, empty="没有该回访的户。")


VERBS: tuple[Verb, ...] = (
    Verb(words=("needs", "list"), help="资金需求和结果", arguments=_list_arguments, run=_list),
    Verb(
        words=("needs", "end"),
        help="了结一条需求：已申请、暂不申请、银行未同意",
        arguments=_end_arguments,
        run=_end,
    ),
    Verb(
        words=("needs", "correct"),
        help="更正需求的结果（原记录保留）",
        arguments=_correct_arguments,
        run=_correct,
    ),
    Verb(words=("needs", "undo"), help="撤销刚记的结果", arguments=_undo_arguments, run=_undo),
    Verb(
        words=("followups", "list"),
        help="该回访的户：约好的和没遇到的",
        arguments=_follow_up_arguments,
        run=_follow_ups,
    ),
)
